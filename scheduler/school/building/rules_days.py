"""The days of a class: evenly filled (S08), begun at the first period and not ended late (S15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from scheduler.problem.counting import periods_per_cycle
from scheduler.problem.rules import (
    LimitBusy,
    LimitClusters,
    Rule,
    TimeSet,
    Touch,
    Unavailable,
)
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, Pupils
from scheduler.school.building.lunch import meals_of
from scheduler.school.building.of_pupils import by_setting, ids_of
from scheduler.school.building.rules_pupils import full_time
from scheduler.school.building.weigh import Weighing


@builder
def even_days(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """S08: every full day (morning and afternoon) of a class has the average number of lessons, rounded down or up."""
    for setting, grid, paths, number in by_setting(context, "S08", pupils, lambda c: full_time(context, c, pupils)):
        days = context.days(grid)
        if not days:
            continue
        open_count = {day: sum(1 for index in day if context.times[index].open) for day in days}
        full = tuple(day for day in days if context.has_both_halves(day)) or days
        whole = tuple(context.all_days_of(day) for day in full)
        short = sum(open_count[day] for day in days if day not in full)
        by_bounds: dict[tuple[int, int], list[str]] = defaultdict(list)
        for path in paths:
            load = sum(map(periods_per_cycle, pupils.lessons[path.id]))
            average = Fraction(max(0, load - short), len(full))
            by_bounds[floor(average), ceil(average)].append(path.id)
        for (least, most), ids in by_bounds.items():
            yield LimitBusy(
                resources=tuple(ids),
                groups=whole,
                least=least,
                most=most,
                empty_free=False,
                **Weighing("S08", setting, f"{number} {least}-{most}"),
            )


@builder
def start_on_time(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """S15: a day begins at the first period, and ends no later than the lessons of the class ask.

    Every free period before the first lesson of a day costs `start` times the weight; every lesson after the period at
    which even days would end costs `end` times the weight.
    """
    for setting, grid, paths, number in by_setting(context, "S15", pupils):
        days = context.open_days(grid)
        late = tuple(
            (Touch(day[: position + 1], present=False), Touch(day[position + 1 :]))
            for day in days
            for position in range(len(day) - 1)
        )
        start = setting.number("start")
        if late and start:
            weighing = Weighing("S15", setting, number, aspect="start")
            weight = 1 if setting.hard else setting.weight * start
            yield LimitClusters(resources=ids_of(paths), clusters=late, most=0, **{**weighing, "weight": weight})
        by_end: dict[TimeSet, list[str]] = defaultdict(list)
        for path in paths:
            load = sum(map(periods_per_cycle, pupils.lessons[path.id]))
            by_end[_after_even_end(context, days, load)].append(path.id)
        end = setting.number("end")
        for part, (times, ids) in enumerate(by_end.items(), start=1):
            if times and end and not setting.hard:
                weighing = Weighing("S15", setting, f"{number} {part}", aspect="end")
                yield Unavailable(resources=tuple(ids), times=times, **{**weighing, "weight": setting.weight * end})


def _after_even_end(context: Context, days: tuple[TimeSet, ...], load: int) -> TimeSet:
    """The periods of a grid after the one at which its days end when `load` lessons fill them evenly from the start."""
    height = 0
    while sum(min(height, len(day)) for day in days) < load and height < max(map(len, days), default=0):
        height += 1
    late: list[int] = []
    for day in days:
        meal = max((len(meal) for meal in meals_of(context, day)), default=0)
        late += day[height + meal :] if height < len(day) else ()
    return tuple(late)
