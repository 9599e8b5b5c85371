"""The time a cell of a grid stands for, out of all headings that speak of it.

Also a ruler of clock times, on which a lesson begins and ends anywhere.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from scheduler.formats.roster.records import Axis, Table
from scheduler.formats.roster.words.labels import days_of, plain
from scheduler.formats.roster.words.weekdays import read_days
from scheduler.school.records import EVERY_WEEK


@dataclass(frozen=True)
class Moment:
    """The time a cell stands for, as far as headings say it."""

    day: int | None = None
    period: int | None = None
    start: int | None = None
    end: int | None = None
    week: str = EVERY_WEEK
    date: date | None = None


def _value(axes: Sequence[Axis], kind: str, across: bool, place: int) -> object:
    for axis in axes:
        if axis.kind == kind and axis.across == across and place in axis.values:
            return axis.values[place]
    return None


LONG_DAY, SHORT_DAYS = 4, 3
"""A name of a day of so many letters counts alone; shorter ones ("wo", "mar") only where so many different ones stand
in the same place of several tables: they are also codes of people."""


def with_days(tables: Sequence[Table]) -> list[Table]:
    """The tables with the day that the name of their sheet or a title gives, read in one language for the whole
    file.
    """
    said = [_day_texts(table) for table in tables]
    flat = [text for texts in said for text in texts]
    read = iter(read_days(flat))
    days = [[next(read) for _ in texts] for texts in said]
    short = {text for text in flat if len(plain(text)) < LONG_DAY}
    tables_named = sum(any(text in short for text in texts) for texts in said)
    few = len(short) < SHORT_DAYS or tables_named < 0.6 * len(tables)
    result = []
    for table, texts, found in zip(tables, said, days, strict=True):
        kept = [(d, t) for d, t in zip(found, texts, strict=True) if d is not None and not (few and t in short)]
        result.append(replace(table, day=kept[0][0], day_text=kept[0][1]) if kept else table)
    return result


def _day_texts(table: Table) -> list[str]:
    """Texts around a table that may name its day, nearest first; none where its own headings name several."""
    own = {day for axis in table.axes if axis.kind == "day" for day in axis.values.values()}
    if len(own) > 1:
        return []
    found = []
    corners = [axis.heading for axis in table.axes if axis.heading]  # "Monday | 5a | 5b"
    for text in (*corners, *table.titles[:4], table.sheet.name):
        if days_of(text):
            found.append(text)
        else:
            found += [t for token in re.split(r"[\s,_\-:]+", text) if len(t := token.strip()) > 4 and days_of(t)]
    return list(dict.fromkeys(found))


def context_day(table: Table) -> int | None:
    """The day of the whole table."""
    return table.day


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
