"""The filled boxes of a grid: the cells of one owner at one moment, with what is merged over several.

A merged cell makes a lesson longer (over times) or shared (over owners).
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from scheduler.formats.roster.reading.moments import LONG_DAY, Moment, Times
from scheduler.formats.roster.reading.owners import Owner
from scheduler.formats.roster.records import Table
from scheduler.formats.roster.sheets.sheet_texts import only_times
from scheduler.formats.roster.sheets.values import number_of, text_of
from scheduler.formats.roster.words.labels import days_of, field_of, is_break
from scheduler.problem.times import WEEK_NAMES
from scheduler.school.records import EVERY_WEEK


@dataclass
class Box:
    """The cells of one owner at one moment: texts by (row, column) inside the box."""

    table: Table
    moment: Moment
    owner: str
    group: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    where: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    length: int = 1
    last: Moment | None = None
    shared: tuple[str, ...] = ()  # other owners under the same merged cell
    subject: str = ""


def boxes_of(table: Table, owner: Owner, default_day: int | None, default_week: str = EVERY_WEEK) -> list[Box]:
    """All filled boxes of a grid."""
    times = Times(table, default_day, default_week)
    label_columns = {axis.index for axis in table.axes if not axis.across}
    first_column = max((c for c in label_columns if c < table.right), default=table.left - 1) + 1
    time_columns = sorted(
        {
            c
            for axis in table.axes
            if axis.across and axis.kind in ("day", "period", "clock", "dayperiod", "date")
            for c in axis.values
        }
    )
    rows = _row_slots(table, owner, times)
    if owner.place == "columns" and owner.axis is not None:
        columns = _column_slots(table, owner, first_column)
    else:
        inside = [c for c in time_columns if c >= table.left] or list(range(first_column, table.right + 1))
        if any(axis.kind in ("period", "clock") and axis.across for axis in table.axes):
            known = {c for axis in table.axes if axis.across and axis.kind in ("period", "clock") for c in axis.values}
            inside = [c for c in inside if c in known]
        columns = [(slot, owner.title, "") for slot in _same_time(table, inside)]
    found: list[Box] = []
    sheet = table.sheet
    row_of = {r: slot for slot, (slot_rows, _) in enumerate(rows) for r in slot_rows}
    slot_of = {c: slot for slot, (slot_columns, _, _) in enumerate(columns) for c in slot_columns}
    for slot, (slot_rows, row_label) in enumerate(rows):
        for column_slot, (slot_columns, column_label, group) in enumerate(columns):
            box: Box | None = None
            for i, r in enumerate(slot_rows):
                line = sheet.rows[r] if r < sheet.height else ()
                for j, c in enumerate(slot_columns):
                    if c >= len(line) or line[c] is None:
                        continue
                    text = text_of(line[c])
                    if not text:
                        continue
                    if box is None:
                        label = row_label if owner.place == "rows" else column_label
                        box = Box(table, times.at(r, c), label, group, subject=_row_subject(owner, slot_rows[0]))
                    box.cells[i, j] = text
                    box.where[i, j] = (r, c)
                    span = sheet.spans.get((r, c))
                    if span is not None:
                        _stretch(box, span, slot, column_slot, rows, columns, row_of, slot_of, times, owner)
            if box is not None:
                found.append(box)
    return found


def _same_time(table: Table, columns: Sequence[int]) -> list[list[int]]:
    """The columns, those together that stand beside one another under one day: the parts of its lessons."""
    result: list[list[int]] = []
    previous: object = None
    for c in columns:
        said = tuple((axis.kind, axis.values.get(c)) for axis in table.axes if axis.across)
        if result and said == previous and result[-1][-1] == c - 1:
            result[-1].append(c)
        else:
            result.append([c])
        previous = said
    return result


def _stretch(
    box: Box,
    span: tuple[int, int, int, int],
    slot: int,
    column_slot: int,
    rows: list[tuple[list[int], str]],
    columns: list[tuple[list[int], str, str]],
    row_of: dict[int, int],
    slot_of: dict[int, int],
    times: Times,
    owner: Owner,
) -> None:
    """A merged cell makes a lesson longer (over times) or shared (over owners)."""
    bottom, right = span[2], span[3]
    last_row, last_column = slot, column_slot
    while last_row + 1 < len(rows) and row_of.get(bottom, -1) > last_row:
        last_row += 1
    last_column = max((slot_of[c] for c in range(span[1], right + 1) if c in slot_of), default=column_slot)
    by_row_time = owner.place != "rows"
    if by_row_time and last_row > slot:
        box.length = max(box.length, last_row - slot + 1)
        box.last = times.at(rows[last_row][0][0], span[1])
    if owner.place != "columns" and last_column > column_slot:
        covered = [times.at(span[0], columns[n][0][0]) for n in range(column_slot, last_column + 1)]
        if {moment.week for moment in covered} >= set(WEEK_NAMES):
            box.moment = replace(box.moment, week=EVERY_WEEK)
        if (len({moment.day for moment in covered}) == 1 and covered[0].day is not None) or box.moment.day is None:
            moments = len({(moment.period, moment.start) for moment in covered})
            box.length = max(box.length, moments)
            if moments > 1:
                box.last = times.at(span[0], columns[last_column][0][-1])
    if owner.place == "columns" and last_column > column_slot:
        box.shared = tuple(
            dict.fromkeys((*box.shared, *(label for _, label, _ in columns[column_slot + 1 : last_column + 1])))
        )
    if owner.place == "rows" and last_row > slot:
        box.shared = tuple(dict.fromkeys((*box.shared, *(label for _, label in rows[slot + 1 : last_row + 1]))))


def _row_subject(owner: Owner, row: int) -> str:
    if owner.subject is None:
        return ""
    text = str(owner.subject.values.get(row, ""))
    return text if text and not re.search(r"[/,+]", text) else ""


def _row_slots(table: Table, owner: Owner, times: Times) -> list[tuple[list[int], str]]:
    """Rows that belong together: one owner (by rows) or one time."""
    result: list[tuple[list[int], str]] = []
    banners = {
        r for axis in table.axes if axis.kind == "day" and not axis.across for r in axis.values if _is_banner(table, r)
    }
    if owner.place == "rows" and owner.axis is not None:
        label = ""
        previous: object = None
        starts = sorted(owner.axis.values)
        usual = Counter(b - a for a, b in itertools.pairwise(starts)).most_common(1)
        height = usual[0][0] if usual else table.bottom - table.top + 1
        since = table.top
        empty = False
        for row in range(table.top, table.bottom + 1):
            if owner.axis.values.get(row) is not None:
                since, empty = row, False
            elif not _any(table, row):
                empty = True
            elif empty and row - since >= max(height, table.sheet.span(since, owner.axis.index)[2] - since + 1):
                label = ""  # a remark below the table belongs to nobody
            if row in banners or _separator(table, row):
                label = ""
                previous = None
                continue
            own = owner.axis.values.get(row)
            if own is not None:
                label = str(own).strip()
            elif height == 1 and row > table.sheet.span(since, owner.axis.index)[2] and _as_full(table, row, since):
                label = ""  # a whole row of lessons whose name is missing is nobody's
            key: object = (
                label,
                times.at(row, table.right).day if _has_down_day(table) else None,
                times.down_period.get(row),
                times.down_week.get(row),
            )
            if not label:
                continue
            fresh = own is not None or key != previous
            if fresh:
                result.append(([row], label))
            else:
                result[-1][0].append(row)
            previous = key
        return result
    previous = None
    labels = sorted({r for a in table.axes if not a.across and a.kind in ("period", "clock") for r in a.values})
    gaps = Counter(b - a for a, b in itertools.pairwise(labels)).most_common(1)
    height = gaps[0][0] if gaps else table.bottom
    for row in range(table.top, table.bottom + 1):
        if row in banners:
            previous = None
            continue
        if labels and row > labels[-1] + height - 1 and not _any(table, row - 1) and row not in labels:
            break  # a remark below the table
        if labels and height == 1 and row > labels[-1] and _wide(table, row):
            break  # signatures below the table
        moment = times.at(row, -1)
        key = (moment.day, moment.period, moment.start if times.down_clock else None, moment.week, moment.date)
        labelled = any(
            row in axis.values
            for axis in table.axes
            if not axis.across and axis.kind in ("period", "clock", "week") and axis.values
        )
        if not (times.down_period or times.down_clock or _has_down_day(table)):
            result.append(([row], ""))
            continue
        if key == previous and not labelled and result:
            result[-1][0].append(row)
        elif (
            (times.down_period or times.down_clock)
            and moment.period is None
            and not times.down_clock.get(row)
            and times.down_period
        ):
            previous = key
            if owner.place == "columns":  # a row without a number of its own may still hold numbered lessons
                result.append(([row], ""))
            continue
        else:
            result.append(([row], ""))
        previous = key
    return result


AS_FULL = 0.5


def _as_full(table: Table, row: int, other: int) -> bool:
    """Whether a row holds about as many cells as another one."""

    def filled(r: int) -> int:
        return sum(v is not None for v in table.sheet.rows[r][table.left : table.right + 1]) if r < len(rows) else 0

    rows = table.sheet.rows
    return filled(row) >= max(1.0, AS_FULL * filled(other))


def _any(table: Table, row: int) -> bool:
    return row < table.sheet.height and any(
        value is not None for value in table.sheet.rows[row][table.left : table.right + 1]
    )


def _wide(table: Table, row: int) -> bool:
    """Whether the row holds cells merged over several columns."""
    return any(span[0] == row and span[3] - span[1] >= 2 for span in table.sheet.spans.values())


def _has_down_day(table: Table) -> bool:
    return any(axis.kind in ("day", "date") and not axis.across for axis in table.axes)


def _is_banner(table: Table, row: int) -> bool:
    line = table.sheet.rows[row] if row < table.sheet.height else ()
    texts = {text_of(v) for v in line[table.left : table.right + 1] if v is not None}
    return (
        len(texts) == 1
        and bool(days_of(text := next(iter(texts))))
        and (len(text) >= LONG_DAY or line[table.left] is not None)  # "PE" alone in a row may be a lesson
        and not any(axis.kind in ("period", "clock") and not axis.across and row in axis.values for axis in table.axes)
        and len(line) > 0
        and any(axis.kind == "day" and not axis.across and axis.index == table.left for axis in table.axes)
        and (
            line[table.left] is None
            or len([v for v in line if v is not None]) > 1
            or table.sheet.span(row, table.left)[3] > table.left
        )
    )


def _separator(table: Table, row: int) -> bool:
    span = table.sheet.spans.get((row, table.left))
    return span is not None and span[3] - span[1] >= 0.8 * (table.right - table.left) and table.right - table.left >= 3


def _column_slots(table: Table, owner: Owner, first: int) -> list[tuple[list[int], str, str]]:
    """Columns of one owner (or of one of its sub-groups)."""
    assert owner.axis is not None
    starts = sorted(c for c in owner.axis.values if c >= first)
    labels = {c: str(owner.axis.values[c]).strip() for c in starts}
    starts = [c for c in starts if labels[c] and not is_break(labels[c])]
    marks_time = {
        c
        for c in starts
        if field_of(labels[c]) in ("period", "time", "day") and not any(ch.isdigit() for ch in labels[c])
    }
    if not starts:
        return []
    widths = Counter(b - a for a, b in itertools.pairwise(starts))
    usual = widths.most_common(1)[0][0] if widths else max(1, table.right - starts[0] + 1)
    result: list[tuple[list[int], str, str]] = []
    offset = 0
    if usual > 1:  # "no | subject | room" where the class stands over the second column
        offset = _number_columns_before(table, starts, first)
    edges = [c - offset for c in starts]
    for position, (c, edge) in enumerate(zip(starts, edges, strict=True)):
        stop = edges[position + 1] - 1 if position + 1 < len(starts) else min(table.right, edge + usual - 1)
        merged = table.sheet.span(owner.axis.index, c)
        if position + 1 == len(starts):
            stop = max(stop, min(table.right, merged[3]))
        if stop - edge + 1 > usual:
            stop = max(edge + usual - 1, merged[3])
        if c in marks_time:  # numbers and times repeated in the middle of a wide table
            continue
        columns = [one for one in range(edge, stop + 1) if not only_times(table.sheet, one, table.top, table.bottom)]
        if owner.groups is not None:
            marks = [g for g in columns if g in owner.groups.values]
            if len(marks) >= 1:
                for number, mark in enumerate(marks):
                    end = marks[number + 1] if number + 1 < len(marks) else stop + 1
                    group = str(owner.groups.values[mark]) if len(marks) > 1 or len(columns) > 1 else ""
                    result.append((list(range(mark, end)), labels[c], group if len(marks) > 1 else ""))
                continue
        result.append((columns, labels[c], ""))
    return result


def _number_columns_before(table: Table, starts: list[int], first: int) -> int:
    """1 if the column before each class heading holds the numbers of its lessons."""
    hits = 0
    if starts[0] <= first:  # the numbers of the first class serve as labels of the rows
        if not any(axis.kind == "period" and not axis.across and axis.index == starts[0] - 1 for axis in table.axes):
            return 0
        starts = starts[1:]
    if not starts or starts[0] < 1:
        return 0
    for c in starts:
        values = [number_of(table.sheet.at(r, c - 1)) for r in range(table.top, table.bottom + 1)]
        filled = [v for v in values if v is not None]
        texts = sum(table.sheet.at(r, c - 1) is not None for r in range(table.top, table.bottom + 1))
        steps = sum(b - a == 1 for a, b in itertools.pairwise(filled))
        hits += len(filled) >= 3 and steps >= 0.4 * len(filled) and len(filled) >= 0.8 * texts and max(filled) <= 15
    return 1 if hits >= 0.7 * len(starts) else 0
