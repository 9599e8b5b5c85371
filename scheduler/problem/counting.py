"""How many periods a lesson has: per week, per cycle and over the dates of a school year.

Everybody who counts asks here. Only what is planned is counted, whatever is placed; where the dates decide (a half
lesson in week A or B, a Monday with fewer school days) the answer is the least and the most that it can come to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache

from scheduler.problem.lessons import Lesson, Part
from scheduler.problem.times import Times

Occurrences = tuple[tuple[int, ...], ...]
"""How often each day (0 is Monday) of each week of the cycle takes place; (): once, the cycle itself."""

DAYS = 7


def happens(occurrences: Occurrences, weeks: Iterable[int], day: int) -> int:
    """How often a meet on this day of these weeks of the cycle takes place."""
    return sum(occurrences[week][day % DAYS] if occurrences else 1 for week in weeks)


def days_of(times: Times, grid: str) -> tuple[int, ...]:
    """The days on which a grid has periods."""
    return times.grid_days.get(grid, ())


def least_happens(part: Part, occurrences: Occurrences, days: tuple[int, ...]) -> int:
    """How often the part takes place at the least, wherever it lies."""
    return _happens_between(part.weeks, occurrences, days)[0]


@lru_cache(maxsize=10_000)
def _happens_between(
    patterns: tuple[tuple[int, ...], ...], occurrences: Occurrences, days: tuple[int, ...]
) -> tuple[int, int]:
    """How often a meet takes place at the least and at the most, of these patterns and days.

    Kept, since a school has few of them and every rule that counts asks for each lesson.
    """
    found = [happens(occurrences, weeks, day) for weeks in patterns for day in days]
    return min(found), max(found)


def least_periods(lesson: Lesson, occurrences: Occurrences, days: tuple[int, ...]) -> int:
    """The fewest periods that the whole lesson comes to, wherever it lies."""
    return _added(lesson, [least_happens(part, occurrences, days) for part in lesson.parts], min)


def most_periods(lesson: Lesson, occurrences: Occurrences, days: tuple[int, ...]) -> int:
    """The most periods that the whole lesson comes to."""
    often = [_happens_between(part.weeks, occurrences, days)[1] for part in lesson.parts]
    return _added(lesson, often, max)


def _added(lesson: Lesson, often: list[int], side: Callable[[list[int]], int]) -> int:
    """Fixed blocks by their length; where the split is open, the lesson's own periods, by the rarest or commonest."""
    if lesson.flexible:
        return lesson.duration * side(often)
    return sum(part.shortest * times for part, times in zip(lesson.parts, often, strict=True))


def periods_per_cycle(lesson: Lesson) -> int:
    """Periods over all weeks of the cycle: 2 a week is 4 in two weeks, half a period is 1."""
    return _added(lesson, [min(map(len, part.weeks)) for part in lesson.parts], min)


def periods_per_week(lesson: Lesson, weeks: int) -> Fraction:
    """The mean over the weeks of the cycle; a lesson of week A and one of week B do not add up to twice as much."""
    return Fraction(periods_per_cycle(lesson), weeks)


def periods_in_week(lesson: Lesson, week: int) -> tuple[int, int]:
    """The least and the most periods in one week of the cycle; they differ where the week is still open."""
    least = [int(all(week in weeks for weeks in part.weeks)) for part in lesson.parts]
    most = [int(any(week in weeks for weeks in part.weeks)) for part in lesson.parts]
    return _added(lesson, least, min), _added(lesson, most, max)
