"""Grids under headings of time: their blocks, extents, labels and titles; side by side or stacked.

Headings are judged in `headings`; here they are put together to tables.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from scheduler.formats.roster.layout import headings
from scheduler.formats.roster.layout.headings import TimeRow, label_column, time_row
from scheduler.formats.roster.records import Axis, Table
from scheduler.formats.roster.sheets.cells import Sheet
from scheduler.formats.roster.sheets.sheet_texts import filled_columns
from scheduler.formats.roster.sheets.values import Value, clock_of, period_of, text_of
from scheduler.formats.roster.words.labels import days_of, field_of
from scheduler.formats.roster.words.patterns import classlike
from scheduler.formats.roster.words.weekdays import read_days


def time_blocks(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> list[list[TimeRow]]:
    rows = [found for row in range(top, bottom + 1) if (found := time_row(sheet, row, left, right)) is not None]
    blocks: list[list[TimeRow]] = []
    for found in rows:
        if blocks:
            last = blocks[-1][-1]
            kinds = {part.kind for part in blocks[-1]}
            new = found.kind not in kinds and not (found.kind == "days" and kinds & {"dayperiods"})
            inner = not ("days" in kinds and found.kind == "dayperiods")
            overlap = len(set(found.cells) & set(last.cells)) > 0 or found.kind in (
                "periods",
                "clocks",
                "dates",
                "weeks",
            )
            near = found.row - last.row <= 2 and not any(
                len(filled_columns(sheet, r, left, right)) > 2 for r in range(last.row + 1, found.row)
            )
            if new and inner and overlap and near:
                blocks[-1].append(found)
                continue
        blocks.append([found])
    down = {c for c in range(left, min(left + 3, right) + 1) if _days_down(sheet, c, top, bottom)}
    if down:
        blocks = [b for b in blocks if not _codes_of_days(sheet, b, down)]
    # numbers that count up inside a body are no heading once there is a better one above
    strong = [
        block for block in blocks if any(part.kind in ("days", "dayperiods", "dayweeks", "clocks") for part in block)
    ]
    if strong:
        first = strong[0][0].row
        kept = []
        for block in blocks:
            kinds = {part.kind for part in block}
            if kinds <= {"periods", "dates", "weeks"} and block[0].row > first:
                continue
            if (
                kinds == {"clocks"}
                and block[0].row > first
                and any(p.kind in ("days", "dayperiods", "dayweeks") for b in strong for p in b)
            ):
                continue
            kept.append(block)
        blocks = kept
    elif len(blocks) > 1:
        # plain period rows: the first counts, later ones only if they repeat it exactly (stacked tables)
        blocks = [b for b in blocks if b is blocks[0] or b[0].cells == blocks[0][0].cells]
    blocks = [b for b in blocks if {part.kind for part in b} != {"weeks"}]
    blocks = [judged for b in blocks if (judged := _against_labels(sheet, b, left, bottom))]
    if blocks and all({part.kind for part in b} == {"dates"} for b in blocks):
        blocks = [b for b in blocks if len(b[0].cells) >= 4][:1]
    return blocks


def _days_down(sheet: Sheet, column: int, top: int, bottom: int) -> bool:
    """Whether a column names three days or more, by words of four letters or more or by nothing but days in order."""
    texts = [v for r in range(top, bottom + 1) if isinstance(v := sheet.at(r, column), str)]
    if len({days_of(v)[0] for v in texts if len(v) >= headings.SHORT and days_of(v)}) >= 3:
        return True
    first = next((n for n, v in enumerate(texts) if days_of(v)), len(texts))
    run = read_days(texts[first:])
    order = [day for day in run if day is not None]
    return len(order) == len(run) and len(set(order)) >= 3 and order == sorted(order)


def _codes_of_days(sheet: Sheet, block: list[TimeRow], labels: set[int]) -> bool:
    """Whether a row of days is made of short words beside its labels: "ME", "fr." are people or subjects there."""
    named = {
        text
        for part in block
        for c in part.cells
        if days_of(text := text_of(sheet.at(part.row, c))) and c not in labels
    }
    return all(part.kind == "days" for part in block) and all(len(text.strip(". ")) < headings.SHORT for text in named)


def _against_labels(sheet: Sheet, block: list[TimeRow], left: int, bottom: int) -> list[TimeRow]:
    """A row of numbers whose rows already say the period: then it names days (1 to 5 or 6), or no time at all."""
    if [part.kind for part in block] != ["periods"]:
        return block
    part = block[0]
    first = min(part.cells)
    down = [label_column(sheet, c, part.row + 1, bottom) for c in range(left, first)]
    down = [
        None if axis is not None and axis.kind == "period" and _plainer(sheet, part, axis) else axis for axis in down
    ]
    kinds = {axis.kind for axis in down if axis is not None}
    period = next((axis for axis in down if axis is not None and axis.kind in ("period", "clock")), None)
    if period is None:
        return block
    if "day" in kinds or len(headings.restarts(period)) > 1:
        return []
    counted = sum(axis is not None and axis.kind == "entity" for axis in down) > 0
    if counted and period.kind == "period":
        return block  # the numbers beside names count the rows
    numbers = [n for _, n in sorted(part.cells.items())]
    if _number_days(numbers) and not any(
        isinstance(sheet.at(part.row, c), str) and not str(sheet.at(part.row, c)).isdigit() for c in part.cells
    ):
        shift = numbers[0] if isinstance(numbers[0], int) else 0
        days: dict[int, object] = {c: n - shift for c, n in part.cells.items() if isinstance(n, int)}
        return [TimeRow(part.row, "days", days)]
    return []


def _plainer(sheet: Sheet, part: TimeRow, axis: Axis) -> bool:
    """Whether the numbers across are plainer periods ("1", "P1", "1e") than those down ("1a"), which then are names."""
    across = [sheet.at(part.row, c) for c in part.cells]
    return _plainness(across) > _plainness([sheet.at(r, axis.index) for r in axis.values])


def _plainness(values: list[Value]) -> int:
    """2 for numbers alone or behind a word for periods, 1 for ordinals, 0 for a number and a letter that is also the
    name of a class.
    """
    texts = [text_of(v) for v in values]
    if all(text.isdigit() or text[:1].isalpha() for text in texts):
        return 2
    return 0 if all(re.fullmatch(r"\d{1,2}\s?[aA]", text) for text in texts) else 1


def _number_days(numbers: list[object]) -> bool:
    """Five or six numbers in a row from 0, 1 or 2: the days of a week."""
    return (
        len(numbers) in (5, 6)
        and numbers[0] in (0, 1, 2)
        and all(isinstance(a, int) and b == a + 1 for a, b in itertools.pairwise(numbers))
    )


def body_below(sheet: Sheet, blocks: list[list[TimeRow]], number: int, left: int, bottom: int, right: int) -> bool:
    """A ruler repeated at the foot of a table opens no table."""
    stop = blocks[number + 1][0].row - 1 if number + 1 < len(blocks) else bottom
    return any(filled_columns(sheet, row, left, right) for row in range(blocks[number][-1].row + 1, stop + 1))


def list_or_pairs(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> bool:
    wide = [len(filled_columns(sheet, row, left, right)) for row in range(top, bottom + 1)]
    return sum(1 for n in wide if n >= 2) >= 3


def find_legend(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> Iterator[Table]:
    """A table of codes below the grid after an empty row, e.g. code, course, teacher per class."""
    rows = [row for row in range(top, bottom + 1) if not filled_columns(sheet, row, left, right)]
    for row in rows:
        columns = filled_columns(sheet, row + 1, left, right)
        below = [len(filled_columns(sheet, r, left, right)) for r in range(row + 2, min(bottom, row + 6) + 1)]
        if (
            columns
            and below
            and min(below) >= 3
            and sheet.at(row + 1, left) is None
            and sheet.at(row + 2, left) is not None
        ):
            heads = {c: text_of(sheet.at(row + 1, c)) for c in columns}
            if all(classlike(text) for text in heads.values()):
                axes = [Axis("class", True, row + 1, dict(heads)), Axis("subject", False, left, {})]
                yield Table(sheet, "legend", row + 2, left, bottom, right, tuple(axes))
                return


def without_titles(sheet: Sheet, start: int, stop: int, left: int, right: int, block: list[TimeRow]) -> int:
    """The last body row above the titles of the next table."""
    first_time = min(block[-1].cells)
    row = stop
    seen_text = False
    while row > start:
        columns = filled_columns(sheet, row, left, right)
        if not columns:
            if seen_text:
                return row - 3 if _stands_alone(sheet, row - 1, start, left, right) else row - 1
            row -= 1
            continue
        label = sheet.at(row, left)
        timely = (
            period_of(label) is not None
            or (isinstance(label, str) and bool(days_of(label)))
            or clock_of(label) is not None
        )
        few = len(columns) <= MOST_TITLES and row == stop
        if few and (not _counts_on(sheet, row, left) or not filled_columns(sheet, row - 1, left, right)):
            timely = False  # "1a" alone above the next heading is a title
        if len(columns) > 3 or (timely and len(columns) <= 1 and min(columns) < first_time):
            return row
        if timely:
            return row
        seen_text = True
        row -= 1
    return stop


def _stands_alone(sheet: Sheet, row: int, start: int, left: int, right: int) -> bool:
    """Whether a row between two empty ones is one text: the title of what is below."""
    columns = filled_columns(sheet, row, left, right)
    alone = len(columns) == 1 and isinstance(sheet.at(row, columns[0]), str) and row - 2 > start
    return alone and not filled_columns(sheet, row - 1, left, right)


MOST_TITLES = 3
"""At most so many tables stand beside one another, each with its title."""


def _counts_on(sheet: Sheet, row: int, column: int) -> bool:
    """Whether the number here is the next one after the number above."""
    here, above = period_of(sheet.at(row, column)), period_of(sheet.at(row - 1, column))
    return here is not None and above is not None and here == above + 1


def column_groups(block: list[TimeRow]) -> list[list[int]]:
    """Columns of the tables that stand side by side under one heading row: days that begin again."""
    outer = block[0]
    columns = sorted({c for part in block for c in part.cells})
    if outer.kind != "days" or any(part.kind in ("periods", "clocks") for part in block[1:]):
        return [columns]
    groups: list[list[int]] = []
    previous = 99
    for c in sorted(outer.cells):
        day = outer.cells[c]
        assert isinstance(day, int)
        if day < previous and (not groups or day <= min(_day(outer.cells[g]) for g in groups[-1])):
            groups.append([])
        groups[-1].append(c)
        previous = day
    if len(groups) > 1 and min(len(group) for group in groups) >= 3:
        # a gap with labels of its own must lie between them
        return groups
    return [columns]


def _day(value: object) -> int:
    return value if isinstance(value, int) else 99


def _extent(sheet: Sheet, row: int, cells: dict[int, object], limit: int) -> dict[int, object]:
    """Each heading also covers the empty columns to its right, up to the next text or its merged range."""
    starts = sorted(cells)
    result: dict[int, object] = {}
    widths: list[int] = []
    for position, c in enumerate(starts):
        following = starts[position + 1] if position + 1 < len(starts) else None
        merged = sheet.span(row, c)
        stop = (following - 1) if following is not None else limit
        for other in range(c + 1, stop + 1):
            if sheet.at(row, other) is not None:
                stop = other - 1
                break
        if following is None:
            usual = Counter(widths).most_common(1)[0][0] if widths else 1
            stop = min(stop, max(merged[3], c + usual - 1))
        stop = max(stop, min(merged[3], limit))
        widths.append(stop - c + 1)
        for covered in range(c, stop + 1):
            result[covered] = cells[c]
    return result


def grid_table(
    sheet: Sheet,
    block: list[TimeRow],
    columns: list[int],
    left: int,
    limit: int,
    stop: int,
    titles: tuple[str, ...],
    stacked: bool,
    beside: bool,
) -> Table | None:
    parts = {part.kind: part for part in block}
    axes: list[Axis] = []
    counted: Axis | None = None
    body_columns: set[int] = set()
    inner = parts.get("periods") or parts.get("clocks")
    if "days" in parts:
        part = parts["days"]
        cells = {c: v for c, v in part.cells.items() if not beside or c in columns}
        days = _extent(sheet, part.row, cells, limit)
        if inner is not None:
            known = set(parts["periods"].cells if "periods" in parts else ()) | set(
                parts["clocks"].cells if "clocks" in parts else ()
            )
            last = max(known)
            days = {c: v for c, v in days.items() if c in known} | {
                c: cells[max(k for k in cells if k <= c)] for c in known if any(k <= c for k in cells) and c <= last
            }
        axes.append(Axis("day", True, part.row, days))
        body_columns = set(days)
        if inner is None and "weeks" not in parts:
            numbered = {}
            starts = sorted(cells)
            wide = any(c not in cells for c in days)
            if wide:
                for c in sorted(days):
                    origin = max(k for k in starts if k <= c)
                    numbered[c] = c - origin + 1
                if max(numbered.values()) <= 14:
                    counted = Axis("period", True, part.row, numbered, confidence=0.7)
                    axes.append(counted)
    if "dayweeks" in parts:
        pairs = {c: v for c, v in parts["dayweeks"].cells.items() if isinstance(v, tuple)}
        axes.append(Axis("day", True, parts["dayweeks"].row, {c: v[0] for c, v in pairs.items()}))
        axes.append(Axis("week", True, parts["dayweeks"].row, {c: v[1] for c, v in pairs.items()}))
        body_columns |= set(pairs)
    if "weeks" in parts:
        axes.append(Axis("week", True, parts["weeks"].row, dict(parts["weeks"].cells)))
    if "dates" in parts and "days" not in parts:
        part = parts["dates"]
        axes.append(Axis("date", True, part.row, dict(part.cells)))
        body_columns |= set(part.cells)
    elif "dates" in parts:
        axes.append(Axis("date", True, parts["dates"].row, dict(parts["dates"].cells)))
    if "dayperiods" in parts:
        part = parts["dayperiods"]
        axes.append(Axis("dayperiod", True, part.row, dict(part.cells)))
        body_columns |= set(part.cells)
    if "periods" in parts:
        axes.append(Axis("period", True, parts["periods"].row, dict(parts["periods"].cells)))
        if "days" not in parts:
            body_columns |= set(parts["periods"].cells)
    if "clocks" in parts:
        part = parts["clocks"]
        cells = dict(part.cells)
        if "periods" not in parts:
            cells = {c: v for c, v in _extent(sheet, part.row, cells, limit).items()} if _ticks(sheet, part) else cells
        axes.append(Axis("clock", True, part.row, cells))
        numbers = headings.numbers_beside(sheet, {c: sheet.at(part.row, c) for c in part.cells})
        if numbers and "periods" not in parts:
            axes.append(Axis("period", True, part.row, numbers))
        if "days" not in parts:
            body_columns |= set(cells)
    if not body_columns:
        return None
    first, last_column = min(body_columns), max(body_columns)
    top = block[-1].row + 1
    names = _repeated_names(sheet, top, parts["days"].row, axes[0], stop) if inner is None and "days" in parts else {}
    if names:
        axes = [axis for axis in axes if axis is not counted]
        if not all(field_of(str(name)) for name in names.values()):  # else "Vak, Leraar": the parts of one lesson
            axes.append(Axis("entity", True, top, names, _corner(sheet, top, left, first)))
        top += 1
    bottom = stop
    while bottom >= top and not filled_columns(sheet, bottom, left, last_column):
        bottom -= 1
    if bottom < top:
        bottom = top - 1
    header_rows = [part.row for part in block]
    labels = _labels(sheet, left, first - 1, top, bottom, header_rows)
    if any(axis.kind in ("period", "clock") for axis in labels):
        axes = [axis for axis in axes if axis is not counted]  # the columns of a day are the parts of its lessons
    if any(axis.kind in ("period", "clock", "dayperiod") and axis.across for axis in axes):
        labels = [_not_periods(sheet, axis, top, bottom) for axis in labels]
    if any(axis.kind in ("day", "dayperiod") and axis.across for axis in axes):
        labels = [_not_days(sheet, axis, top, bottom) for axis in labels]
    axes += labels
    axes = [
        _centred(axis, sheet, top, bottom, first, last_column) if axis.kind == "day" and not axis.across else axis
        for axis in axes
    ]
    if not any(axis.kind == "day" for axis in axes) and bottom >= top:
        banners = headings.day_banners(sheet, top, bottom, left, last_column)
        if banners:
            axes.append(Axis("day", False, left, headings.fill_down(banners, top, bottom), confidence=0.9))
    return Table(sheet, "grid", top, left, bottom, last_column, tuple(axes), titles, stacked=stacked)


def _repeated_names(sheet: Sheet, row: int, above: int, days: Axis, stop: int) -> dict[int, object]:
    """The texts of a row that stand in the same order under each day: owners, or what each column of a day holds."""
    if row != above + 1 or row + 1 > stop:
        return {}
    under: dict[object, list[str]] = {}
    names: dict[int, object] = {}
    for c in sorted(days.values):
        text = text_of(sheet.at(row, c))
        under.setdefault(days.values[c], []).append(text)
        if text:
            names[c] = text
    orders = list(under.values())
    alike = sum(order == orders[0] for order in orders) >= REPEATED * len(orders)
    below = {text_of(sheet.at(r, c)) for r in range(row + 1, stop + 1) for c in names}
    if below & set(names.values()):
        return {}  # a class may have the same lesson first on each day
    return names if alike and len(orders) > 1 and len(set(orders[0]) - {""}) > 1 else {}


MOST_PERIODS = 16
"""Numbers that run further count rows, and no periods of a day."""
REPEATED = 0.8
"""The same texts stand under so many of the days."""


def _corner(sheet: Sheet, row: int, left: int, first: int) -> str:
    return next((text for c in range(first - 1, left - 1, -1) if (text := text_of(sheet.at(row, c)))), "")


def _not_periods(sheet: Sheet, axis: Axis, top: int, bottom: int) -> Axis:
    """Where the periods run across, "1a, 2a, 3a" down the side are names."""
    if axis.kind != "period":
        return axis
    if all(text_of(sheet.at(r, axis.index)).isdigit() for r in axis.values):
        counts = len(axis.values) > MOST_PERIODS and len(headings.restarts(axis)) == 1
        return replace(axis, kind="id") if counts else axis  # "Nr 1, 2, ... 74" beside the names of teachers
    texts = {r: text_of(v) for r in range(top, bottom + 1) if (v := sheet.at(r, axis.index)) is not None}
    return replace(axis, kind="entity", values=texts)


def _not_days(sheet: Sheet, axis: Axis, top: int, bottom: int) -> Axis:
    """Where the days run across, short words down the side ("Mer", "Mic") are people."""
    texts = {r: text_of(v) for r in range(top, bottom + 1) if (v := sheet.at(r, axis.index)) is not None}
    if axis.kind != "day" or any(len(text) >= headings.SHORT and days_of(text) for text in texts.values()):
        return axis
    return replace(axis, kind="entity", values=texts)


def _centred(axis: Axis, sheet: Sheet, top: int, bottom: int, left: int, right: int) -> Axis:
    """Days whose label stands in the middle of their rows: shift the bands so that they cut the fewest merged cells."""
    labels = [r for r in sorted(axis.values) if isinstance(v := sheet.at(r, axis.index), str) and days_of(v)]
    steps = {b - a for a, b in itertools.pairwise(labels)}
    if len(steps) != 1 or min(steps) < 3:
        return axis
    step = steps.pop()
    tall = [m for m in sheet.merges if top <= m[0] <= bottom and left <= m[1] <= right and m[2] > m[0]]
    if not tall:
        return axis

    def cut(offset: int) -> int:
        edges = [r - offset for r in labels]
        return sum(any(m[0] < edge <= m[2] for edge in edges) for m in tall)

    best = min(range(step), key=lambda offset: (cut(offset), offset))
    if best == 0:
        return axis
    found = {r - best: axis.values[r] for r in labels}
    values = headings.fill_down(found, min(found), min(bottom, labels[-1] - best + step - 1))
    return replace(axis, values=values)


def _ticks(sheet: Sheet, part: TimeRow) -> bool:
    """Clock headings of a ruler: a tick a quarter of an hour, each over merged columns."""
    wide = sum(1 for c in part.cells if sheet.span(part.row, c)[3] > c)
    return wide >= 0.6 * len(part.cells)


def _labels(sheet: Sheet, left: int, right: int, top: int, bottom: int, header_rows: list[int]) -> list[Axis]:
    """The columns of labels to the left of a body, with their headings."""
    result: list[Axis] = []
    for c in range(right, left - 1, -1):
        axis = label_column(sheet, c, top, bottom) if bottom >= top else None
        heading = next((text_of(sheet.at(r, c)) for r in reversed(header_rows) if sheet.at(r, c) is not None), "")
        if not heading and header_rows:
            heading = text_of(sheet.at(header_rows[0] - 1, c)) if header_rows[0] else ""
            heading = heading if field_of(heading) and len(heading) < 30 else ""
        if axis is None:
            if heading and (not result or field_of(heading)):
                result.append(Axis("entity", False, c, {}, heading))
            continue
        if axis.kind == "entity" and (field_of(heading) == "period" or not heading):
            numbers = {r: n for r in axis.values if (n := period_of(sheet.at(r, c))) is not None}
            order = [numbers[r] for r in sorted(numbers)]
            if (
                len(numbers) == len(axis.values)
                and order == list(range(order[0], order[0] + len(order)))
                and order[0] <= 1
            ):
                axis = Axis("period", False, c, dict(numbers))  # two periods are too few to be told without a heading
        result += headings.with_beside(sheet, replace(axis, heading=heading))
    return list(reversed(result))
