"""The time grids of a school, for looking up: whose grid is whose, which periods exist, which one a clock time is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from scheduler.school.records import GridPeriod, School


class Grids:
    """Made once per school; every look-up is a look in a dictionary."""

    def __init__(self, school: School) -> None:
        self.default = school.default_grid
        self.names = tuple(dict.fromkeys(period.grid for period in school.periods))
        self.days = {one.day for one in school.periods}
        self.numbers = {one.period for one in school.periods}
        self.anywhere = {(one.day, one.period) for one in school.periods}
        self.open: dict[str, int] = Counter(one.grid for one in school.periods if one.open)
        self.longest_day: dict[str, int] = {}
        for (grid, _), count in Counter((one.grid, one.day) for one in school.periods if one.open).items():
            self.longest_day[grid] = max(count, self.longest_day.get(grid, 0))
        self._places = {(one.grid, one.day, one.period) for one in school.periods}
        self._on_day: dict[tuple[str, int | None], list[GridPeriod]] = {}
        for one in school.periods:
            self._on_day.setdefault((one.grid, one.day), []).append(one)
            self._on_day.setdefault((one.grid, None), []).append(one)
        known = set(self.names)
        self._grid = {one.code: one.grid if one.grid in known else self.default for one in school.classes}
        for group in school.groups:
            self._grid[group.code] = self._grid.get(group.class_code, self.default)

    def of(self, attendees: Sequence[str]) -> tuple[str, ...]:
        """The grids of the classes behind some classes or groups; the default grid where nothing is said."""
        return tuple(dict.fromkeys(self._grid.get(code, self.default) for code in attendees)) or (self.default,)

    def has(self, grids: Sequence[str], day: int, period: int) -> bool:
        """Whether one of these grids has this period on this day."""
        return any((grid, day, period) in self._places for grid in grids)

    def period_at(self, grids: Sequence[str], day: int | None, minutes: int) -> int | None:
        """The period in which a clock time lies, in the first of these grids that has one."""
        for grid in grids:
            for period in self._on_day.get((grid, day), ()):
                if period.start <= minutes < period.end:
                    return period.period
        return None
