"""Who and what can be used when and where: rooms and campuses (H18), one place a half day, absences (H14).

Only openings of rooms are optional lessons; a subject may be called "opening" as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from scheduler.problem.lessons import HOME, Lesson
from scheduler.problem.resources import PATH, ROOM, TEACHER, Resource, resource_id
from scheduler.problem.rules import (
    Assigned,
    Filter,
    LimitBusy,
    LimitSwitches,
    PreferResources,
    PreferTimes,
    Rule,
    TravelTime,
    Unavailable,
)
from scheduler.problem.times import WEEK_NAMES
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, Pupils, teacher_id
from scheduler.school.building.options import QUIET_ROLE, ROOM_ROLE, any_size, too_small
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting
from scheduler.school.records import EVERY_WEEK, Availability, Level


@builder
def rooms(context: Context, lessons: tuple[Lesson, ...], resources: tuple[Resource, ...]) -> Iterator[Rule]:
    """H18: a fitting room for every contact lesson, a quiet one for online teaching, time to change campus."""
    setting = context.for_school("H18")
    if setting is None:
        return
    for role in (ROOM_ROLE, QUIET_ROLE):
        needing = [
            lesson
            for lesson in lessons
            if not lesson.optional
            and any(demand.role == role for option in lesson.options for demand in option.demands)
        ]
        if not needing:
            continue
        yield Assigned(
            lessons=tuple(lesson.id for lesson in needing), role=role, **Weighing("H18", setting, aspect=role)
        )
        by_set: dict[tuple[Setting, frozenset[str]], list[str]] = defaultdict(list)
        for lesson in needing:
            record = context.lessons[lesson.id]
            own = context.for_lesson("H18", record)
            if own is None:  # the planner takes any room for this lesson
                continue
            small = {resource_id(ROOM, room.code) for room in too_small(context, record)}
            candidates = {
                candidate
                for option in lesson.options
                for demand in option.demands
                if demand.role == role
                for candidate in demand.candidates
            }
            by_set[own, frozenset(candidates - small if role == ROOM_ROLE else candidates)].append(lesson.id)
        for number, ((own, fitting), ids) in enumerate(by_set.items(), start=1):
            yield PreferResources(
                lessons=tuple(ids), role=role, resources=fitting, **Weighing("H18", own, number, aspect=role)
            )
    _tell_small_rooms(context)
    campuses = sorted(
        {option.teacher_place for lesson in lessons for option in lesson.options if option.teacher_place} - {HOME}
    )
    minutes = setting.number("campus_minutes")
    if len(campuses) > 1 and minutes:
        table = {(a, b): minutes for a in campuses for b in campuses if a != b}
        movers: dict[str, list[str]] = defaultdict(list)
        for resource in resources:
            if resource.kind in (TEACHER, PATH):
                movers[context.staff_grid if resource.kind == TEACHER else resource.grid].append(resource.id)
        for grid, ids_of_grid in movers.items():
            yield TravelTime(
                resources=tuple(ids_of_grid),
                groups=context.days(grid),
                minutes=table,
                **Weighing("H18", setting, grid, aspect="travel"),
            )


def _tell_small_rooms(context: Context) -> None:
    """A note of the lessons that name a room with too few seats, and of those for which the planner allows that."""
    told = [
        f"{record.id} ({context.pupils(record.attendees)} > {room.code} {room.seats})"
        for record in context.school.lessons
        for room in too_small(context, record)
    ]
    if told:
        context.note("small_rooms", lessons=", ".join(told))
    allowed = [record.id for record in context.school.lessons if any_size(context, record)]
    if allowed:
        context.note("any_size", lessons=", ".join(allowed))


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
        hard = row.level is Level.MUST
        teacher = context.teachers.get(row.code) if row.kind == "teacher" else None
        entry = "H14" if hard else "S02"
        setting = context.for_teacher(entry, teacher) if teacher else context.for_school(entry)
        if setting is None or row.level is Level.OFF:
            continue
        weighing = Weighing(entry, setting, f"{row.kind} {row.code} {number}", level=row.level)
        members = context.in_stage(row.code) if row.kind == "class" else ()
        if not members:
            yield from _availability_rules(context, lessons, pupils, row, weighing)
        for code in members:
            yield from _availability_rules(context, lessons, pupils, replace(row, code=code), weighing.part(code))


def _availability_rules(
    context: Context, lessons: tuple[Lesson, ...], pupils: Pupils, row: Availability, weighing: Weighing
) -> Iterator[Rule]:
    grid = context.grid_of((row.code,)) if row.kind == "class" else context.staff_grid
    if row.kind == "subject":
        ids = [lesson for lesson in lessons if lesson.subject == row.code]
        for lesson_grid in dict.fromkeys(lesson.grid for lesson in ids):
            named = set(_times_of(context, row, lesson_grid))
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
                    **weighing.part(f"{lesson_grid} {duration}"),
                )
        return
    times = _times_of(context, row, grid)
    who: tuple[str, ...] = (resource_id(row.kind, row.code),)
    if row.kind == "class":
        who = pupils.attending(row.code)
    places = None
    if row.place is not None and row.kind in ("class", "teacher"):  # rooms and pools are in no place
        campuses = {o.teacher_place for lesson in lessons for o in lesson.options} | {
            o.pupils_place for lesson in lessons for o in lesson.options
        }
        places = frozenset({HOME}) if row.place == "home" else frozenset(p for p in campuses if p and p != HOME)
    what = Filter(places=places)
    if row.there:
        groups = tuple(context.running_at(index) for index in times)
        yield LimitBusy(resources=who, groups=groups, least=1, most=None, what=what, empty_free=False, **weighing)
    else:
        yield Unavailable(resources=who, times=times, what=what, **weighing)


def _times_of(context: Context, row: Availability, grid: str) -> tuple[int, ...]:
    return tuple(
        time.index
        for time in context.grid_times(grid)
        if row.week in (None, EVERY_WEEK, WEEK_NAMES[time.week])
        and row.day in (None, time.day)
        and row.period in (None, time.period)
        and row.half_day in (None, time.half_day)
    )
