"""A subject over the week of every pupil (S07): how often a day, beside itself, last of the day, after another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from scheduler.problem.lessons import Lesson
from scheduler.problem.rules import (
    Bound,
    Filter,
    LimitRuns,
    Rule,
    Shape,
    Spread,
    TimeSet,
)
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, Pupils
from scheduler.school.building.of_pupils import ids_of
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting


@dataclass(frozen=True, slots=True)
class _Limits:
    """Times of a subject for the same pupils: on a day, dearly on a day, and last in the week."""

    per_day: int
    dear_day: int
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
    stated = setting.number_or("per_day", context.subject(code).max_per_day or 0)
    return _Limits(
        per_day=stated or 1,
        dear_day=stated or 2,
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
    dear = setting.number("dear")
    if dear and not setting.hard:
        for aspect, sets, most in (("crowded", days, limits.dear_day), ("beside", half_days, 1)):
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
            groups=context.all_days(),
            most=setting.number("demanding_in_row"),
            what=Filter(lessons=demanding),
            pause=context.policy.lunch_minutes,
            **Weighing("S07", setting, aspect="demanding", shape=Shape.LINEAR),
        )
