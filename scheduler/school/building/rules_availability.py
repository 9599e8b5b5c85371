"""When people and things can be used, where a teacher is in a half day (H14), and wishes about moments (S02).

Only openings of rooms are optional lessons; a subject may be called "opening" as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scheduler.problem.lessons import HOME, Lesson
from scheduler.problem.resources import resource_id
from scheduler.problem.rules import (
    Filter,
    LimitBusy,
    LimitSwitches,
    PreferTimes,
    Rule,
    Unavailable,
)
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, Pupils, teacher_id
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting
from scheduler.school.records import Availability, Level
from scheduler.school.scopes import members_meant


@builder
def one_place_per_half_day(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H14: in one half day a teacher is either at home or at school."""
    campuses = frozenset(o.teacher_place for lesson in lessons for o in lesson.options if o.teacher_place) - {HOME}
    by_setting: dict[Setting, list[str]] = defaultdict(list)
    for teacher in context.school.teachers:
        setting = context.for_teacher("H14", teacher)
        if teacher.home_ok and setting is not None:
            by_setting[setting].append(teacher_id(teacher.code))
    for number, (setting, ids) in enumerate(by_setting.items(), start=1):
        yield LimitSwitches(
            resources=tuple(ids),
            groups=context.half_days(context.staff_grid),
            places=(frozenset({HOME}), frozenset(campuses)),
            most=0,
            **Weighing("H14", setting, number, aspect="place"),
        )


@builder
def availability(context: Context, lessons: tuple[Lesson, ...], pupils: Pupils) -> Iterator[Rule]:
    """H14 (musts) and S02 (wishes): one rule per row of the sheet Beschikbaarheid."""
    for number, row in enumerate(context.school.availability, start=1):
        members = members_meant(context.school, row.kind, row.code)
        for code in members or (row.code,):
            yield from _of_one(context, lessons, pupils, replace(row, code=code), number, row.code)


def _of_one(
    context: Context, lessons: tuple[Lesson, ...], pupils: Pupils, row: Availability, number: int, told: str
) -> Iterator[Rule]:
    """The rules of a row for one of those it speaks of; `told` is what stands in the cell."""
    teacher = context.teachers.get(row.code) if row.kind == "teacher" else None
    entry = "H14" if row.level is Level.MUST else "S02"
    setting = context.for_teacher(entry, teacher) if teacher else context.for_school(entry)
    if setting is None or row.level is Level.OFF:
        return
    weighing = Weighing(entry, setting, f"{row.kind} {told} {number}", level=row.level)
    yield from _availability_rules(
        context, lessons, pupils, row, weighing if told == row.code else weighing.part(row.code)
    )


def _availability_rules(
    context: Context, lessons: tuple[Lesson, ...], pupils: Pupils, row: Availability, weighing: Weighing
) -> Iterator[Rule]:
    grid = context.grid_of((row.code,)) if row.kind == "class" else context.staff_grid
    if row.kind == "subject":
        ids = [lesson for lesson in lessons if lesson.subject == row.code]
        for lesson_grid in dict.fromkeys(lesson.grid for lesson in ids):
            named = set(context.times_of(row, lesson_grid))
            every = {time.index for time in context.grid_times(lesson_grid)}
            in_grid = [lesson for lesson in ids if lesson.grid == lesson_grid]
            for duration in sorted({d for lesson in in_grid for d in lesson.durations}):
                fit = {
                    index
                    for index in every
                    if (run := context.times.run(index, duration)) is not None
                    and (named.issuperset(run) if row.there else named.isdisjoint(run))
                }
                yield PreferTimes(
                    lessons=tuple(lesson.id for lesson in in_grid if duration in lesson.durations),
                    times=frozenset(fit),
                    duration=duration,
                    origin=row.origin,
                    **weighing.part(f"{lesson_grid} {duration}"),
                )
        return
    times = context.times_of(row, grid)
    who: tuple[str, ...] = (resource_id(row.kind, row.code),)
    if row.kind == "class":
        who = pupils.attending(row.code)
    places = None
    if row.place is not None and row.kind in ("class", "teacher"):  # rooms and pools are in no place
        campuses = {o.teacher_place for lesson in lessons for o in lesson.options} | {
            o.pupils_place for lesson in lessons for o in lesson.options
        }
        places = frozenset({HOME}) if row.place == "home" else frozenset(p for p in campuses if p and p != HOME)
    about: dict[str, Any] = {"resources": who, "what": Filter(places=places), "origin": row.origin, **weighing}
    if row.there:
        groups = tuple(context.running_at(index) for index in times)
        yield LimitBusy(groups=groups, least=1, most=None, empty_free=False, **about)
    else:
        yield Unavailable(times=times, **about)
