"""An even week for pupils: subjects spread over the days (S07), even days (S08), days that begin on time (S15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from scheduler.problem.counting import periods_per_cycle
from scheduler.problem.lessons import Lesson
from scheduler.problem.rules import (
    Bound,
    Filter,
    LimitBusy,
    LimitClusters,
    LimitRuns,
    Rule,
    Shape,
    Spread,
    TimeSet,
    Touch,
    Unavailable,
)
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, Pupils
from scheduler.school.building.lunch import meals_of
from scheduler.school.building.rules_pupils import by_setting, full_time, ids_of
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting

# -- a subject over the week: S07 --


@dataclass(frozen=True, slots=True)
class _Limits:
    """Times of a subject for the same pupils: on a day, dearly on a day and in a half day, and last in the week."""

    per_day: int
    dear_day: int
    dear_half_day: int
    last: int


@builder
def spread(context: Context, pupils: Pupils, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """S07: per path and subject; demanding subjects do not follow each other.

    What counts is which lessons the same pupils have, alone, merged with others or in halves. A limit is never raised:
    six lessons on five days are once too many, and a must of one a day cannot be kept then.
    """
    found: dict[tuple[Setting, _Limits], dict[tuple[str, ...], None]] = defaultdict(dict)
    for path in pupils.paths:
        by_subject: dict[str, list[Lesson]] = defaultdict(list)
        for lesson in pupils.lessons[path.id]:
            by_subject[lesson.subject].append(lesson)
        for code, members in by_subject.items():
            setting = context.for_subject("S07", context.subject(code))
            meets = sum(len(lesson.parts) for lesson in members)
            if setting is not None and meets > 1:
                limits = _limits(context, code, setting, meets)
                found[setting, limits][tuple(lesson.id for lesson in members)] = None
    for number, ((setting, limits), groups) in enumerate(found.items(), start=1):
        yield from _spread_rules(context, setting, limits, tuple(groups), number)
    yield from _demanding(context, pupils, lessons)


def _limits(context: Context, code: str, setting: Setting, meets: int) -> _Limits:
    stated = setting.number("per_day", context.subject(code).max_per_day or 0)
    return _Limits(
        per_day=stated or 1,
        dear_day=stated or 2,
        dear_half_day=(stated or 1) if setting.hard else 1,
        last=max(1, ceil(meets / 2)),
    )


def _spread_rules(
    context: Context, setting: Setting, limits: _Limits, groups: tuple[tuple[str, ...], ...], number: int
) -> Iterator[Rule]:
    days, half_days = context.all_days(), context.all_half_days()
    yield Spread(
        groups=groups,
        bounds=tuple(Bound(day, most=limits.per_day) for day in days),
        **Weighing("S07", setting, number, aspect="days"),
    )
    dear = setting.number("dear", 20)
    if dear and not setting.hard:
        for aspect, sets, most in (("crowded", days, limits.dear_day), ("beside", half_days, limits.dear_half_day)):
            weighing = Weighing("S07", setting, number, aspect=aspect)
            yield Spread(
                groups=groups,
                bounds=tuple(Bound(times, most=most) for times in sets),
                **{**weighing, "weight": setting.weight * dear},
            )
    for week in context.weeks:
        yield Spread(
            groups=groups,
            bounds=(Bound(_last_of_each_day(context, week), most=limits.last),),
            **Weighing("S07", setting, f"{number} {week}", aspect="last"),
        )


def _last_of_each_day(context: Context, week: int) -> TimeSet:
    """The last open period of every day of every grid."""
    grids = dict.fromkeys(time.grid for time in context.times.times)
    return tuple(
        max((index for index in day if context.times[index].open), default=day[-1])
        for grid in grids
        for day in context.days(grid, week)
    )


def _demanding(context: Context, pupils: Pupils, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    demanding = frozenset(lesson.id for lesson in lessons if context.subject(lesson.subject).demanding)
    setting = context.for_school("S07")
    if demanding and setting is not None:
        yield LimitRuns(
            resources=ids_of(pupils.paths),
            groups=context.all_stretches(),
            most=setting.number("demanding_in_row", 2),
            what=Filter(lessons=demanding),
            **Weighing("S07", setting, aspect="demanding", shape=Shape.LINEAR),
        )


# -- the days of a class: S08, S15 --


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
        start = setting.number("start", 4)
        if late and start:
            weighing = Weighing("S15", setting, number, aspect="start")
            weight = 1 if setting.hard else setting.weight * start
            yield LimitClusters(resources=ids_of(paths), clusters=late, most=0, **{**weighing, "weight": weight})
        by_end: dict[TimeSet, list[str]] = defaultdict(list)
        for path in paths:
            load = sum(map(periods_per_cycle, pupils.lessons[path.id]))
            by_end[_after_even_end(context, days, load)].append(path.id)
        end = setting.number("end", 1)
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
