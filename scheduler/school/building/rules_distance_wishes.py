"""Wishes about distance lessons: together in half days (S06), near the target of class and subject (S16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from scheduler.problem.counting import periods_per_cycle
from scheduler.problem.lessons import Lesson
from scheduler.problem.modes import DISTANCE_MODES
from scheduler.problem.resources import Resource
from scheduler.problem.rules import (
    LimitClusters,
    LimitPeriods,
    PeriodBound,
    Rule,
    SameEachWeek,
    Touch,
)
from scheduler.problem.text import listed
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, Pupils
from scheduler.school.building.of_pupils import CONTACT, DISTANCE, by_setting, ids_of, path_of
from scheduler.school.building.options import distance_off, permitted_modes, target_of
from scheduler.school.building.rules_distance import with_distance
from scheduler.school.building.rules_share import share_cap
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting
from scheduler.school.records import SchoolLesson


@builder
def distance_together(context: Context, pupils: Pupils, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """S06: no half day holds both distance and contact; distance in the same half days every week."""
    for setting, grid, paths, number in by_setting(context, "S06", pupils, with_distance(context, lessons)):
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
    _tell_targets(context)
    for path in pupils.paths:
        record = context.classes[path.class_code]
        setting = context.for_class("S16", record)
        if setting is None or not record.distance_ok:
            continue
        lessons = pupils.lessons[path.id]
        if all(distance_off(context, context.lessons[one.id]) for one in lessons):
            continue  # in contact weeks nothing is wished
        if (target := target_of(context, record)) is not None:
            found[setting].append(_near(path, path.code, lessons, target))
        for code in dict.fromkeys(lesson.subject for lesson in lessons):
            target = context.subject(code).distance_target_pct
            if target is not None and context.subject(code).distance_ok:
                of_subject = tuple(lesson for lesson in lessons if lesson.subject == code)
                found[setting].append(_near(path, f"{path.code} {code}", of_subject, target))
    for number, (setting, bounds) in enumerate(found.items(), start=1):
        yield LimitPeriods(bounds=tuple(bounds), modes=DISTANCE_MODES, **Weighing("S16", setting, number))


def _tell_targets(context: Context) -> None:
    """The classes whose target cannot be met: nothing of them may be at distance, or less than that."""
    asked: dict[str, list[SchoolLesson]] = defaultdict(list)
    for lesson in context.lessons.values():
        if not distance_off(context, lesson):
            for one in context.classes_of(lesson.attendees):
                asked[one.code].append(lesson)
    never, nothing, above = [], [], []
    for record in context.school.classes:
        target = target_of(context, record)
        if not target or context.for_class("S16", record) is None:
            continue
        cap, lessons = share_cap(context, record), asked[record.code]
        if not record.distance_ok:
            never.append(record.code)
        elif lessons and not any(permitted_modes(context, one) & DISTANCE_MODES for one in lessons):
            nothing.append(record.code)
        elif cap is not None and target > cap:
            above.append((record.code, " (", target, " > ", cap, " %)"))
    if never:
        context.note("target_never", classes=", ".join(never))
    if nothing:
        context.note("target_nothing", classes=", ".join(nothing))
    if above:
        context.note("target_above", classes=listed(above))


def _near(path: Resource, label: str, lessons: tuple[Lesson, ...], target: Fraction) -> PeriodBound:
    """The target in whole periods of the cycle, rounded down and up."""
    wanted = target * sum(map(periods_per_cycle, lessons)) / 100
    ids = tuple(lesson.id for lesson in lessons)
    return PeriodBound(label, ids, floor(wanted), ceil(wanted), path=path_of(path, lessons))
