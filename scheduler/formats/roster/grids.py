"""From a grid to sightings: every filled cell with its owner, its time and the texts that belong together.

Lessons may be stacked over rows, split over columns, merged over periods or over classes; what each place means is learned
from all tables of the same kind together.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from scheduler.formats.roster.grammar import (
    Grammar,
    Sample,
    assign_roles,
    day_list,
    is_no_lesson,
    lesson_number,
    peel_class,
    read_groups,
)
from scheduler.formats.roster.labels import days_of, field_of, has_word, is_break, is_word, plain
from scheduler.formats.roster.owners import Owner
from scheduler.formats.roster.records import Axis, Sighting, Table
from scheduler.formats.roster.values import clock_of, number_of, span_in, span_of, text_of
from scheduler.formats.roster.vocabulary import Vocabulary, people, pieces
from scheduler.problem.school import EVERY_WEEK, WEEK_NAMES, Mode


@dataclass(frozen=True)
class Moment:
    """The time a cell stands for, as far as headings say it."""

    day: int | None = None
    period: int | None = None
    start: int | None = None
    end: int | None = None
    week: str = EVERY_WEEK
    date: date | None = None


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


@dataclass
class Family:
    """All tables of one kind: the same owner kind and the same arrangement."""

    owner: str
    boxes: list[Box] = field(default_factory=list)
    height: int = 1
    width: int = 1


def _value(axes: Sequence[Axis], kind: str, across: bool, place: int) -> object:
    for axis in axes:
        if axis.kind == kind and axis.across == across and place in axis.values:
            return axis.values[place]
    return None


def context_day(table: Table) -> int | None:
    """The day in the name of the sheet or in a title."""
    for text in (table.sheet.name, *table.titles[:4]):
        found = days_of(text)
        if found:
            return found[0]
        for token in re.split(r"[\s,_\-:]+", text):
            if len(token) > 4 and days_of(token):
                return days_of(token)[0]
    return None


class Times:
    """Moments of the cells of one table."""

    def __init__(self, table: Table, default_day: int | None, default_week: str = EVERY_WEEK) -> None:
        self.default_week = default_week
        self.table = table
        self.down_period = self._fill("period")
        self.down_clock = self._fill("clock")
        self.down_week = {
            r: v for axis in table.axes if axis.kind == "week" and not axis.across for r, v in axis.values.items()
        }
        self.default_day = default_day
        self.ruler = self._ruler()

    def _fill(self, kind: str) -> dict[int, object]:
        axis = next((a for a in self.table.axes if a.kind == kind and not a.across), None)
        if axis is None or not axis.values:
            return {}
        result: dict[int, object] = {}
        current: object = None
        days = [a for a in self.table.axes if a.kind in ("day", "date") and not a.across]
        day: object = None
        for row in range(self.table.top, self.table.bottom + 1):
            today = _value(days, "day", False, row) if days else None
            if row in axis.values:
                current = axis.values[row]
            elif today != day:
                current = None
            day = today
            if current is not None:
                result[row] = current
        return result

    def _ruler(self) -> dict[int, tuple[int, int]] | None:
        """Minutes at the left and right edge of each column of a time ruler."""
        table = self.table
        axis = next((a for a in table.axes if a.kind == "clock" and a.across), None)
        if axis is None or any(a.kind == "period" and a.across for a in table.axes):
            return None
        ticks: dict[int, int] = {}
        for column in sorted(axis.values):
            value = axis.values[column]
            assert isinstance(value, tuple)
            if value[1] is not None:
                return None
            ticks.setdefault(value[0], column)
        columns = sorted((column, minute) for minute, column in ticks.items())
        gaps = Counter(b[0] - a[0] for a, b in itertools.pairwise(columns))
        if not gaps or gaps.most_common(1)[0][0] < 2:
            return None
        width = gaps.most_common(1)[0][0]
        step = Counter(b[1] - a[1] for a, b in itertools.pairwise(columns)).most_common(1)[0][0]
        starts = Counter[int]()
        tick_columns = [c for c, _ in columns]
        for (_row, column), merge in table.sheet.spans.items():
            if table.top <= merge[0] <= table.bottom and merge[3] - merge[1] + 1 > width and column in axis.values:
                before = max((c for c in tick_columns if c <= column), default=column)
                starts[column - before] += 1
        offset = starts.most_common(1)[0][0] if starts else 0
        result = {}
        for column in range(min(tick_columns), max(axis.values) + 1):
            base, minute = max(((c, m) for c, m in columns if c <= column), default=columns[0])
            left = minute + (column - base - offset) * step / width
            result[column] = (round(left), round(left + step / width))
        return result

    def at(self, row: int, column: int) -> Moment:
        axes = self.table.axes
        day = _value(axes, "day", True, column)
        if day is None:
            day = _value(axes, "day", False, row)
        when = _value(axes, "date", True, column) or _value(axes, "date", False, row)
        if day is None and isinstance(when, date):
            day = when.weekday()
        period = _value(axes, "period", True, column)
        clock = _value(axes, "clock", True, column)
        both = _value(axes, "dayperiod", True, column)
        start = end = None
        if isinstance(both, tuple):
            day, period, start = both
        if period is None:
            period = self.down_period.get(row)
        if clock is None:
            clock = self.down_clock.get(row)
        if self.ruler is not None and column in self.ruler:
            start, end = self.ruler[column]
        elif isinstance(clock, tuple):
            start, end = clock
        week = self.down_week.get(row) or _value(axes, "week", True, column) or self.default_week
        if day is None:
            day = self.default_day
        return Moment(
            day if isinstance(day, int) else None,
            period if isinstance(period, int) else None,
            start,
            end,
            str(week),
            when if isinstance(when, date) else None,
        )


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
        columns = [([c], owner.title, "") for c in inside]
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
            key = (
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


def _any(table: Table, row: int) -> bool:
    return row < table.sheet.height and any(
        value is not None for value in table.sheet.rows[row][table.left : table.right + 1]
    )


def _has_down_day(table: Table) -> bool:
    return any(axis.kind in ("day", "date") and not axis.across for axis in table.axes)


def _is_banner(table: Table, row: int) -> bool:
    line = table.sheet.rows[row] if row < table.sheet.height else ()
    texts = {text_of(v) for v in line[table.left : table.right + 1] if v is not None}
    return (
        len(texts) == 1
        and bool(days_of(next(iter(texts))))
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
        columns = list(range(edge, stop + 1))
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


# ---- positions inside a box


def periodicity(boxes: Sequence[Box]) -> tuple[int, int]:
    """How many rows and columns one lesson takes inside a box; a taller box holds several lessons."""
    values: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for box in boxes:
        for position, text in box.cells.items():
            values[position][text] += 1
    if not values:
        return 1, 1
    height = max(i for i, _ in values) + 1
    width = max(j for _, j in values) + 1
    return _period_along(values, height, 0), _period_along(values, width, 1)


def _period_along(values: dict[tuple[int, int], Counter[str]], size: int, axis: int) -> int:
    if size == 1:
        return 1
    lines: list[Counter[str]] = [Counter() for _ in range(size)]
    for position, counter in values.items():
        lines[position[axis]].update(counter)
    heavy = max(sum(line.values()) for line in lines)
    while size > 1 and sum(lines[size - 1].values()) < 0.02 * heavy:
        size -= 1
    for step in range(1, size):
        if size % step and step > 1 and size < 4:
            continue
        pairs = [(lines[i], lines[i + step]) for i in range(size - step)]
        alike = [_likeness(a, b) for a, b in pairs if len(a) >= 2 and len(b) >= 2]
        if (
            alike
            and sum(alike) / len(alike) >= (0.35 if step > 1 else 0.5)
            and (step > 1 or size <= 3 or min(alike) > 0.15)
        ):
            return step
    return size


def _likeness(a: Counter[str], b: Counter[str]) -> float:
    """How much of the rarer vocabulary is found in the other."""
    shared = set(a) & set(b)
    small = a if sum(a.values()) <= sum(b.values()) else b
    return sum(small[t] for t in shared) / max(1, sum(small.values()))


@dataclass
class Lesson:
    """The texts of one lesson in a box, still without roles."""

    box: Box
    parts: dict[tuple[int, int], str]
    where: tuple[int, int]
    half: int = 0  # which of several lessons of the box
    several: bool = False


def lessons_of(boxes: Sequence[Box], height: int, width: int) -> list[Lesson]:
    result = []
    for box in boxes:
        groups: dict[tuple[int, int], dict[tuple[int, int], str]] = {}
        places: dict[tuple[int, int], tuple[int, int]] = {}
        for (i, j), text in box.cells.items():
            key = (i // height, j // width)
            groups.setdefault(key, {})[i % height, j % width] = text
            places.setdefault(key, box.where[i, j])
        for number, key in enumerate(sorted(groups)):
            result.append(Lesson(box, groups[key], places[key], number, len(groups) > 1))
    return result


class Reader:
    """Reads the lessons of one family of tables into sightings, with one learned grammar."""

    def __init__(self, owner: str, vocabulary: Vocabulary, free: Sequence[str] = ()) -> None:
        self.owner = owner
        self.vocabulary = vocabulary
        self.free = tuple(free)
        self.skipped: Counter[str] = Counter()
        self.clashes: set[tuple[str, int | None, int | None]] = set()
        self.positions: dict[tuple[int, int], str] = {}
        self.grammar = Grammar(owner, vocabulary)
        self.days_inside = False
        self.duties: set[str] = set()

    def read(self, boxes: Sequence[Box]) -> list[Sighting]:
        boxes = [box for box in boxes if self._clean(box)]
        height, width = periodicity(boxes)
        lessons = lessons_of(boxes, height, width)
        places = sorted({position for lesson in lessons for position in lesson.parts})
        days_missing = bool(boxes) and all(box.moment.day is None for box in boxes)
        if len(places) > 1:
            self.positions = self._position_roles(lessons, places)
        main = [p for p in places if self.positions.get(p, "subject") == "subject"]
        samples = [
            Sample(lesson.parts[p], _time_key(lesson.box.moment), lesson.box.owner)
            for lesson in lessons
            for p in main
            if p in lesson.parts and not is_no_lesson(lesson.parts[p], self.free)
        ]
        self.grammar.learn(samples, days_missing)
        self.days_inside = self.grammar.days_inside
        self._learn_people(samples)
        self._learn_duties(samples)
        sightings: list[Sighting] = []
        for lesson in lessons:
            sightings += self._sight(lesson, lesson.several and self.owner == "class")
        return sightings

    def _learn_people(self, samples: Sequence[Sample]) -> None:
        """Teachers named in their own place in some cells are known when they stand elsewhere in others."""
        for sample in samples:
            for piece in self.grammar.lessons(sample.text):
                chunks = self.grammar.chunks(piece)
                roles = self.grammar.roles.get(tuple(marker for _, marker in chunks), ())
                for (chunk, _), role in zip(chunks, roles, strict=False):
                    if role == "teacher":
                        read_teachers(without_mode(chunk)[0], self.vocabulary)

    def _learn_duties(self, samples: Sequence[Sample]) -> None:
        """In timetables of teachers or rooms a mark of one or two letters without a class ("P") is a duty, no lesson."""
        if self.owner == "class" or not samples:
            return
        texts = Counter(sample.text for sample in samples)
        owners: dict[str, set[str]] = defaultdict(set)
        for sample in samples:
            owners[sample.text].add(sample.owner)
        with_class = sum(
            n for t, n in texts.items() if self.vocabulary.read_classes(t) or peel_class(t, self.vocabulary)
        )
        if with_class < 0.7 * sum(texts.values()):
            return
        for text in texts:
            if len(text) <= 2 and text.isalpha() and len(owners[text]) >= 2 and not self.vocabulary.read_classes(text):
                self.duties.add(text)

    def _clean(self, box: Box) -> bool:
        """Drops notes and empty words; notes clashes that the roster itself marks."""
        for position, text in list(box.cells.items()):
            lines = []
            for line in text.split("\n"):
                if line.strip().startswith("#"):
                    self.skipped[line.strip()] += 1
                    continue
                if has_word("clash", line) and len(plain(line)) < 40:
                    days = day_list(match[1]) if (match := re.search(r"[\[(]([\d,\s–-]+)[\])]", line)) else None
                    for day in days or (box.moment.day,):
                        self.clashes.add((box.owner, day, box.moment.period))
                    continue
                lines.append(line)
            text = "\n".join(lines).strip()
            if not text or not plain(text):
                del box.cells[position]
            elif is_no_lesson(text, self.free):
                self.skipped[text] += 1
                del box.cells[position]
            else:
                box.cells[position] = text
        return bool(box.cells)

    def _position_roles(
        self, lessons: Sequence[Lesson], places: Sequence[tuple[int, int]]
    ) -> dict[tuple[int, int], str]:
        values = [Counter[str]() for _ in places]
        times: list[dict[tuple[object, str], set[str]]] = [defaultdict(set) for _ in places]
        for lesson in lessons:
            for number, place in enumerate(places):
                text = lesson.parts.get(place)
                if text is not None:
                    values[number][text] += 1
                    times[number][_time_key(lesson.box.moment), text].add(lesson.box.owner)
        shared = [
            sum(len(owners) for owners in seen.values() if len(owners) > 1) / max(1, sum(map(len, seen.values())))
            for seen in times
        ]
        signature = tuple("" if number == 0 else "n" for number in range(len(places)))
        kept = [number for number, value in enumerate(values) if value]
        roles = assign_roles(
            [signature[n] for n in kept],
            [values[n] for n in kept],
            [shared[n] for n in kept],
            self.owner,
            self.vocabulary,
        )
        return {places[number]: role for number, role in zip(kept, roles, strict=True)}

    def _sight(self, lesson: Lesson, numbered: bool) -> list[Sighting]:
        box = lesson.box
        found: dict[str, str] = {}
        subjects: list[str] = []
        for position in sorted(lesson.parts):
            role = self.positions.get(position, "subject")
            text = lesson.parts[position]
            if role == "subject":
                subjects.append(text)
            elif role in found:
                found[role] += f", {text}" if role != "note" else f" {text}"
            else:
                found[role] = text
        result = []
        parsed: list[dict[str, str]] = []
        for text in subjects[:1] or [""]:
            parsed += self.grammar.read(text) if text else [{}]
        for extra in subjects[1:]:
            parsed[0]["note"] = f"{parsed[0].get('note', '')} {extra}".strip()
        for parts in parsed:
            parts = {**parts, **{role: text for role, text in found.items() if text}}
            result += self._make(box, parts, lesson, numbered)
        return result

    def _make(self, box: Box, parts: dict[str, str], lesson: Lesson, numbered: bool) -> list[Sighting]:
        vocabulary = self.vocabulary
        marked = None
        for role, text in list(parts.items()):
            parts[role], found = without_mode(text)
            marked = marked or found
        subject = parts.get("subject", "").strip(" -–:;,\n").replace("\n", " ")
        if subject and (is_no_lesson(subject, self.free) or (subject in self.duties and "class" not in parts)):
            self.skipped[subject] += 1
            return []
        subject = subject or box.subject
        teachers = self._teachers(parts.get("teacher", ""))
        rooms, online = self._rooms(parts.get("room", ""))
        classes: tuple[str, ...] = ()
        groups = ""
        if "class" in parts:
            classes = vocabulary.read_classes(parts["class"], pattern=True) or ()
            inside = read_groups(parts["class"], vocabulary) if not classes and self.owner != "class" else None
            if inside:
                classes = tuple(dict.fromkeys(name for name, _ in inside))
                groups = "|".join(sorted(f"{name}~{mark}" for name, mark in inside if mark))
            elif not classes and self.owner != "class":
                subject = f"{parts['class']} {subject}".strip()  # a course or an activity, no class we know
        if self.owner == "class":
            owners = vocabulary.read_classes(box.owner) or (vocabulary.add("class", box.owner),)
            classes = tuple(dict.fromkeys((*owners, *(c for c in classes if "class" in parts and self.positions))))
            shared = tuple(vocabulary.add("class", other) for other in box.shared)
            classes = tuple(dict.fromkeys((*classes, *shared)))
        elif self.owner == "teacher":
            teachers = (vocabulary.find("teacher", box.owner) or vocabulary.add("teacher", box.owner), *teachers)
        elif self.owner == "room":
            rooms = (vocabulary.find("room", box.owner) or vocabulary.add("room", box.owner), *rooms)
        mode = marked if marked else Mode.SYNCHRONOUS if online else mode_of(subject) or mode_of(parts.get("note", ""))
        moment = box.moment
        number, tail = (lesson_number(parts["number"]) or ("", "")) if "number" in parts else ("", "")
        period = moment.period
        if "period" in parts and number_of(parts["period"]) is not None:
            period = int(number_of(parts["period"]) or 0)
        days: Sequence[int | None] = (moment.day,)
        if "days" in parts:
            days = day_list(parts["days"]) or days
        end = box.last.end if box.last is not None and box.last.end is not None else moment.end
        group = groups or box.group or (f"{lesson.half + 1}" if numbered else "")
        row, column = lesson.where
        if not (subject or classes or teachers or rooms):
            return []
        if self.owner == "teacher" and not classes and not rooms and not subject:
            return []
        return [
            Sighting(
                view=self.owner,
                where=(box.table.sheet.name, row, column),
                day=day,
                period=period,
                length=box.length,
                start=moment.start,
                end=end,
                week=moment.week,
                date=moment.date,
                classes=classes,
                group=group,
                subject=subject,
                teachers=tuple(dict.fromkeys(teachers)),
                rooms=rooms,
                mode=mode,
                lesson=number,
                note=" ".join(filter(None, (parts.get("note", ""), tail))),
            )
            for day in days
        ]

    def _teachers(self, text: str) -> tuple[str, ...]:
        return read_teachers(text, self.vocabulary)

    def _rooms(self, text: str) -> tuple[tuple[str, ...], bool]:
        return read_rooms(text, self.vocabulary)


def read_teachers(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    found = []
    for piece in people(text) if text else ():
        if is_word("unknown_teacher", piece):
            continue
        found.append(vocabulary.find("teacher", piece) or vocabulary.add("teacher", piece))
    return tuple(dict.fromkeys(found))


def read_rooms(text: str, vocabulary: Vocabulary) -> tuple[tuple[str, ...], bool]:
    """Rooms, and whether one of them is "online" (which is no room)."""
    found = []
    online = False
    whole = vocabulary.find("room", text) if text else None
    for piece in (whole,) if whole else pieces(text) if text else ():
        if has_word("online", piece.replace("_", " ")):
            online = True
            continue
        if any(is_word("no_room", part) for part in (piece, piece.split(" of ")[0], piece.split(" or ")[0])):
            continue
        found.append(vocabulary.find("room", piece) or vocabulary.add("room", piece))
    return tuple(dict.fromkeys(found)), online


_MARK = re.compile(r"\s*[\[(]([^\[\]()]{1,14})[\])]")


def without_mode(text: str) -> tuple[str, Mode | None]:
    """A text without its mark of the way of teaching: "3EC [AS]" -> "3EC", synchronous."""
    for match in _MARK.finditer(text):
        if is_word("asynchronous", match[1]):
            return (text[: match.start()] + text[match.end() :]).strip(), Mode.ASYNCHRONOUS
        if is_word("online", match[1]):
            return (text[: match.start()] + text[match.end() :]).strip(), Mode.SYNCHRONOUS
    return text, None


def mode_of(text: str) -> Mode | None:
    """The mode a text names, None if it names none."""
    if not text:
        return None
    if is_word("asynchronous", text) or (
        len(text) > 3 and any(has_word("asynchronous", text) for _ in (0,)) and "asyn" in plain(text)
    ):
        return Mode.ASYNCHRONOUS
    if is_word("contact", text):
        return Mode.CONTACT
    if is_word("online", text) or (
        has_word("online", text) and any(w in plain(text) for w in ("online", "afstand", "distanc", "synchron"))
    ):
        return Mode.SYNCHRONOUS
    return None


def _time_key(moment: Moment) -> tuple[object, ...]:
    return (moment.day, moment.period, moment.start, moment.week)


# ---- days across with the time inside the cells


def free_blocks(table: Table, owner: Owner, vocabulary: Vocabulary) -> list[Sighting]:
    """Day columns in which each block begins with its own span of time: "8h00 - 10h00", subject, teacher, room."""
    days = next((axis for axis in table.axes if axis.kind in ("day", "date") and axis.across), None)
    if days is None:
        return []
    dates = next((axis for axis in table.axes if axis.kind == "date" and axis.across), None)
    sightings: list[Sighting] = []
    for column, day in sorted(days.values.items()):
        current: list[tuple[int, str]] = []
        span: tuple[int, int] | None = None
        first = table.top
        columns = [(r, table.sheet.at(r, column)) for r in range(table.top, table.bottom + 1)]
        for row, value in [*columns, (table.bottom + 1, None)]:
            here = span_of(value)
            if here or row > table.bottom:
                if span and current:
                    weekday = day.weekday() if isinstance(day, date) else day
                    when = dates.values.get(column) if dates else None
                    sightings.append(_block(table, owner, vocabulary, weekday, when, span, current, first, column))
                span, current, first = here, [], row
            elif value is not None and span:
                current.append((row, text_of(value)))
    return [s for s in sightings if s.subject]


def _block(
    table: Table,
    owner: Owner,
    vocabulary: Vocabulary,
    day: object,
    when: object,
    span: tuple[int, int],
    lines: list[tuple[int, str]],
    row: int,
    column: int,
) -> Sighting:
    from scheduler.formats.roster.patterns import personlike, roomlike

    subject: list[str] = []
    teachers: list[str] = []
    rooms: list[str] = []
    last = -9
    for line_row, text in lines:
        names = people(text)
        if span_in(text) or clock_of(text) is not None:
            continue
        if names and all(personlike(name) >= 1 for name in names):
            teachers += names
        elif roomlike(text) >= 0.8 and any(c.isalpha() for c in text):
            rooms.append(text)
        elif not subject or (line_row == last + 1 and not teachers and not rooms and len(subject) < 2):
            subject.append(text)
            last = line_row
    return Sighting(
        view="class",
        where=(table.sheet.name, row, column),
        day=day if isinstance(day, int) else None,
        start=span[0],
        end=span[1],
        date=when if isinstance(when, date) else None,
        classes=(vocabulary.add("class", owner.title),),
        subject=" ".join(subject),
        teachers=tuple(dict.fromkeys(vocabulary.add("teacher", t) for t in teachers)),
        rooms=tuple(dict.fromkeys(vocabulary.add("room", r) for r in rooms)),
        mode=mode_of(" ".join(subject)),
    )


def with_mode(sightings: Sequence[Sighting], mode: Mode) -> list[Sighting]:
    return [s if s.mode is not None else replace(s, mode=mode) for s in sightings]
