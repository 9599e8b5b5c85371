"""The cycle: weeks, days and periods with clock times, possibly in several grids of one school.

A `Time` is one period of one day of one week of one grid. Grids of one school are made comparable through *ticks*: the
elementary stretches of clock time between all the bells of a day. Two times overlap when they share a tick; in a school
with one grid a time is exactly one tick.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from string import ascii_uppercase

WEEK_NAMES = ("A", "B")
"""Names of the weeks of a two-week cycle, by week index."""


@dataclass(frozen=True, slots=True)
class Time:
    """One period. `start`/`end` are minutes after midnight; `period` counts from 1 within the day of the grid.

    `follows` is the index of the time that a block starting here runs into next, None where a block must end.
    In a school that is the next period of the same day and grid; XHSTT lets it cross days.
    """

    id: str
    index: int
    week: int
    day: int
    period: int
    start: int
    end: int
    half_day: str = ""
    grid: str = ""
    open: bool = True
    follows: int | None = None
    ticks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Times:
    """All times of the cycle, in chronological order per grid; `times[i].index == i`.

    `weekdays`: day 0 is a Monday, and people know a time by day and period; otherwise by its id.
    """

    times: tuple[Time, ...]
    weeks: int = 1
    tick_count: int = 0
    weekdays: bool = False

    def __post_init__(self) -> None:
        for position, time in enumerate(self.times):
            if time.index != position:
                raise ValueError(f"time {time.id!r} has index {time.index}, stands at {position}")
            if any(not 0 <= tick < self.tick_count for tick in time.ticks) or not time.ticks:
                raise ValueError(f"time {time.id!r} needs ticks within 0..{self.tick_count - 1}")

    def __len__(self) -> int:
        return len(self.times)

    def __getitem__(self, index: int) -> Time:
        return self.times[index]

    @cached_property
    def grid_days(self) -> dict[str, tuple[int, ...]]:
        """The days on which each grid has periods."""
        days: dict[str, set[int]] = {}
        for time in self.times:
            days.setdefault(time.grid, set()).add(time.day)
        return {grid: tuple(sorted(some)) for grid, some in days.items()}

    def run(self, start: int, duration: int) -> tuple[int, ...] | None:
        """The `duration` consecutive times from `start` on; None where they run past what may follow."""
        run = [start]
        while len(run) < duration:
            following = self.times[run[-1]].follows
            if following is None:
                return None
            run.append(following)
        return tuple(run)

    def days(self, grid: str | None = None) -> tuple[tuple[int, ...], ...]:
        """The times of each day, of one grid or of all of them, in the order of the clock."""
        return self._grouped(grid, lambda time: (time.week, time.day))

    def half_days(self, grid: str | None = None) -> tuple[tuple[int, ...], ...]:
        """The times of each half day, likewise."""
        return self._grouped(grid, lambda time: (time.week, time.day, time.half_day))

    def _grouped(self, grid: str | None, key: Callable[[Time], Hashable]) -> tuple[tuple[int, ...], ...]:
        groups: dict[Hashable, list[int]] = {}
        for time in sorted(self.times, key=lambda time: (time.week, time.day, time.start, time.index)):
            if grid is None or time.grid == grid:
                groups.setdefault(key(time), []).append(time.index)
        return tuple(tuple(group) for group in groups.values())


def plain_week(
    days: Sequence[str],
    periods: int,
    *,
    weeks: int = 1,
    grids: Sequence[tuple[str, int, int]] = (("", 510, 50),),
    morning: int = 2,
    breaks: Sequence[int] = (),
    weekdays: bool = False,
) -> Times:
    """A cycle in which every day has the same bells, without pauses between the periods.

    Each grid is (name, first bell in minutes after midnight, minutes of a period); blocks stop after the periods in
    `breaks`; the first `morning` periods are "am", the others "pm". Times go grid by grid, then week by week, day by
    day, and are called "Mon-3", in a longer cycle "A-Mon-3", in a grid with a name "name-Mon-3".
    """
    times: list[Time] = []
    for grid, bell, length in grids:
        for number in range(weeks):
            for day, day_name in enumerate(days):
                for period in range(1, periods + 1):
                    index = len(times)
                    start = bell + length * (period - 1)
                    pieces = (grid, ascii_uppercase[number] if weeks > 1 else "", day_name, str(period))
                    times.append(
                        Time(
                            id="-".join(filter(None, pieces)),
                            index=index,
                            week=number,
                            day=day,
                            period=period,
                            start=start,
                            end=start + length,
                            half_day="am" if period <= morning else "pm",
                            grid=grid,
                            follows=index + 1 if period < periods and period not in breaks else None,
                        )
                    )
    ticked, count = with_ticks(times)
    return Times(ticked, weeks, count, weekdays)


def with_ticks(times: Sequence[Time]) -> tuple[tuple[Time, ...], int]:
    """The times with their ticks filled in from the clock, and the number of ticks.

    A tick is a stretch between two consecutive bells of one day of one week during which some time is running.
    """
    ticks: dict[tuple[int, int, int, int], int] = {}
    result = []
    bells: dict[tuple[int, int], list[int]] = {}
    for time in times:
        bells.setdefault((time.week, time.day), []).extend((time.start, time.end))
    edges = {day: sorted(set(marks)) for day, marks in bells.items()}
    for time in times:
        marks = edges[time.week, time.day]
        own = [
            ticks.setdefault((time.week, time.day, begin, end), len(ticks))
            for begin, end in pairwise(marks)
            if time.start <= begin and end <= time.end
        ]
        result.append(replace(time, ticks=tuple(own)))
    return tuple(result), len(ticks)
