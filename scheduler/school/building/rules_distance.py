"""Distance lessons in the days of a class: screen time, place, whole half days, targets (H11-H13, S06, S16).

How much distance there may be in all is said by `rules_pupils`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor

from scheduler.problem.counting import periods_per_cycle
from scheduler.problem.lessons import HOME, Lesson
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.rules import (
    LimitBusy,
    LimitClusters,
    LimitPeriods,
    LimitRuns,
    LimitSwitches,
    PeriodBound,
    Rule,
    SameEachWeek,
    Touch,
    TravelTime,
)
from scheduler.school.building.builders import builder
from scheduler.school.building.context import NO_CAMPUS, Context, Pupils
from scheduler.school.building.options import allowed_modes
from scheduler.school.building.rules_pupils import (
    CONTACT,
    DISTANCE,
    SYNCHRONOUS,
    by_setting,
    ids_of,
)
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting
from scheduler.school.records import SchoolClass


def _with_distance(context: Context, lessons: tuple[Lesson, ...]) -> Callable[[SchoolClass], bool]:
    """Classes of which some lesson may be at distance, or was put there by the planner, allowed (H10) or not.

    The others are in one place all day: for them rules about places would only cost the search time.
    """
    codes = {
        member.code
        for record in context.school.lessons
        if allowed_modes(context, record) != {Mode.CONTACT} or record.id in context.put_at_distance
        for member in context.classes_of(record.attendees)
    }
    return lambda record: record.code in codes


@builder
def screen_time(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """H11: lessons a day and in a row, each by its own bells."""
    days = context.all_days()
    for setting, _, paths, number in by_setting(context, "H11", pupils):
        ids = ids_of(paths)
        yield LimitBusy(
            resources=ids,
            groups=days,
            most=setting.number("distance_per_day", 4),
            what=DISTANCE,
            **Weighing("H11", setting, number, aspect="distance"),
        )
        yield LimitBusy(
            resources=ids,
            groups=days,
            most=setting.number("synchronous_per_day", 3),
            what=SYNCHRONOUS,
            **Weighing("H11", setting, number, aspect="synchronous"),
        )
        yield LimitRuns(
            resources=ids,
            groups=context.all_stretches(),
            most=setting.number("synchronous_in_row", 2),
            what=SYNCHRONOUS,
            **Weighing("H11", setting, number, aspect="in a row"),
        )


@builder
def places(context: Context, pupils: Pupils, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H12 and H13. A full distance day has a morning and an afternoon: a day with one of them only is half a day."""
    campuses = frozenset(c.campus or NO_CAMPUS for c in context.school.classes) | {
        option.pupils_place
        for lesson in lessons
        for option in lesson.options
        if option.pupils_place not in (None, HOME)
    }
    with_distance = _with_distance(context, lessons)
    for setting, grid, paths, number in by_setting(context, "H12", pupils, with_distance):
        yield LimitSwitches(
            resources=ids_of(paths),
            groups=context.days(grid),
            places=(frozenset({HOME}), frozenset(str(campus) for campus in campuses)),
            most=setting.number("switches", 1),
            **Weighing("H12", setting, number, aspect="switches"),
        )
        minutes = setting.number("travel_minutes", context.school.settings.travel_minutes)
        if minutes:
            table = {(HOME, str(c)): minutes for c in campuses} | {(str(c), HOME): minutes for c in campuses}
            yield TravelTime(
                resources=ids_of(paths),
                groups=context.days(grid),
                minutes=table,
                **Weighing("H12", setting, number, aspect="travel"),
            )
    for setting, grid, paths, number in by_setting(context, "H13", pupils):
        for week in context.weeks:
            days = (day for day in context.days(grid, week) if context.has_both_halves(day))
            yield LimitClusters(
                resources=ids_of(paths),
                clusters=tuple((Touch(day, DISTANCE), Touch(day, CONTACT, present=False)) for day in days),
                most=setting.number("days", 1),
                **Weighing("H13", setting, f"{number} {week}"),
            )


@builder
def distance_together(context: Context, pupils: Pupils, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """S06: no half day holds both distance and contact; distance in the same half days every week."""
    for setting, grid, paths, number in by_setting(context, "S06", pupils, _with_distance(context, lessons)):
        half_days = context.half_days(grid)
        yield LimitClusters(
            resources=ids_of(paths),
            clusters=tuple((Touch(times, DISTANCE), Touch(times, CONTACT)) for times in half_days),
            most=0,
            **Weighing("S06", setting, number, aspect="mixed"),
        )
        if context.times.weeks > 1:
            per_week = [context.half_days(grid, week) for week in context.weeks]
            yield SameEachWeek(
                resources=ids_of(paths),
                sets=tuple(zip(*per_week, strict=True)),
                what=DISTANCE,
                **Weighing("S06", setting, number, aspect="weeks"),
            )


@builder
def near_targets(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """S16: the distance periods of a path, and of each of its subjects, come near the target of class and subject."""
    found: dict[Setting, list[PeriodBound]] = defaultdict(list)
    for path in pupils.paths:
        record = context.classes[path.class_code]
        setting = context.for_class("S16", record)
        if setting is None or not record.distance_ok:
            continue
        lessons = pupils.lessons[path.id]
        if record.distance_target_pct is not None:
            found[setting].append(_near(path.code, lessons, record.distance_target_pct))
        for code in dict.fromkeys(lesson.subject for lesson in lessons):
            target = context.subject(code).distance_target_pct
            if target is not None and context.subject(code).distance_ok:
                of_subject = tuple(lesson for lesson in lessons if lesson.subject == code)
                found[setting].append(_near(f"{path.code} {code}", of_subject, target))
    for number, (setting, bounds) in enumerate(found.items(), start=1):
        yield LimitPeriods(bounds=tuple(bounds), modes=DISTANCE_MODES, **Weighing("S16", setting, number))


def _near(label: str, lessons: tuple[Lesson, ...], target: Fraction) -> PeriodBound:
    """The target in whole periods of the cycle, rounded down and up."""
    wanted = target * sum(map(periods_per_cycle, lessons)) / 100
    return PeriodBound(label, tuple(lesson.id for lesson in lessons), floor(wanted), ceil(wanted))
