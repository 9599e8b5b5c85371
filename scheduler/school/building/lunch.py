"""Lunch is a stretch of minutes without lessons around noon, by the clock: of pupils (H06) and of teachers (H15).

Whether the grid leaves such a break or a free period must make it is worked out here; what is a gap is rule H07's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scheduler.problem.rules import LimitClusters, Rule, TimeSet, Touch
from scheduler.problem.times import Time
from scheduler.school.building.context import Context
from scheduler.school.building.weigh import Weighing

LUNCH_WINDOW = (11 * 60, 14 * 60 + 30)
"""Within these minutes after midnight people eat; the law names no hours, schools have lunch from 11:30 to 14:00."""


def lunch_rules(context: Context, grid: str, resources: tuple[str, ...], weighing: Weighing) -> Iterator[Rule]:
    """On every day at least one stretch of `lunch_minutes` in the window without a lesson, of whatever grid.

    Days on which the bells of all grids leave such a stretch anyway need no rule.
    """
    days = {(context.times[day[0]].week, context.times[day[0]].day): day for day in context.all_days()}
    of_grid = {(context.times[day[0]].week, context.times[day[0]].day) for day in context.days(grid)}
    for number, (date, day) in enumerate(days.items(), start=1):
        stretches = _stretches(context, [context.times[index] for index in day])
        if date in of_grid and all(stretches):
            yield LimitClusters(
                resources=resources,
                clusters=tuple((Touch(times, present=False, by_bells=True),) for times in stretches),
                least=1,
                **weighing.part(number),
            )


def meals_of(context: Context, day: TimeSet) -> tuple[TimeSet, ...]:
    """The sets of periods of one grid's day of which one must be free for lunch; none where a break is long enough."""
    stretches = _stretches(context, [context.times[index] for index in day])
    return stretches if all(stretches) else ()


def breaks_of(context: Context, day: TimeSet) -> tuple[tuple[int, TimeSet], ...]:
    """When lunch can begin on a day of one grid, in minutes, each with the periods that must be free then.

    What begins while another stretch of the same periods could is that one.
    """
    return _begins(context, [context.times[index] for index in day])


def _stretches(context: Context, times: list[Time]) -> tuple[TimeSet, ...]:
    """The periods that run during each stretch that can be lunch."""
    return tuple(periods for _, periods in _begins(context, times))


def begins_of(ends: Iterable[int], minutes: int) -> list[int]:
    """When lunch of so many minutes can begin: with its window, or as something ends, and early enough for it."""
    first, last = LUNCH_WINDOW
    return [begin for begin in sorted({first, *(end for end in ends if end > first)}) if begin + minutes <= last]


def _begins(context: Context, times: list[Time]) -> tuple[tuple[int, TimeSet], ...]:
    """The stretches that can be lunch, each from the window's start or the end of a period on."""
    minutes = context.policy.lunch_minutes
    found: dict[TimeSet, int] = {}
    for begin in begins_of((time.end for time in times), minutes):
        periods = tuple(time.index for time in times if time.start < begin + minutes and time.end > begin)
        found.setdefault(periods, begin)
    return tuple((begin, periods) for periods, begin in found.items())
