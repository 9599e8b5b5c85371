"""A suitable room for every lesson at school, large enough and on its campus, and time to change campus (H18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.problem.lessons import Lesson
from scheduler.problem.resources import PATH, ROOM, TEACHER, Resource, resource_id
from scheduler.problem.rules import (
    AllowedOptions,
    Assigned,
    PreferResources,
    Rule,
    TravelTime,
)
from scheduler.school.building.builders import builder
from scheduler.school.building.context import NO_CAMPUS, Context
from scheduler.school.building.options import QUIET_ROLE, ROOM_ROLE, any_size, lacks_quiet_room, too_small
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting

NO_QUIET_ROOM = "no quiet room"
"""Aspect of what is asked of lessons that cannot be taught online from school, for there is no room to do it from."""


@builder
def rooms(context: Context, lessons: tuple[Lesson, ...], resources: tuple[Resource, ...]) -> Iterator[Rule]:
    """H18: a fitting room for every contact lesson, a quiet one for online teaching, time to change campus."""
    setting = context.for_school("H18")
    if setting is None:
        return
    without = [lesson for lesson in lessons if any(map(lacks_quiet_room, lesson.options))]
    if without:
        ways = tuple(
            (one.id, frozenset(option.id for option in one.options if not lacks_quiet_room(option))) for one in without
        )
        yield AllowedOptions(allowed=ways, **Weighing("H18", setting, aspect=NO_QUIET_ROOM))
    unable = {lesson.id for lesson in without}
    for role in (ROOM_ROLE, QUIET_ROLE):
        needing = [
            lesson
            for lesson in lessons
            if not (lesson.optional or (role == QUIET_ROLE and lesson.id in unable))
            and any(demand.role == role for option in lesson.options for demand in option.demands)
        ]
        if not needing:
            continue
        yield Assigned(
            lessons=tuple(lesson.id for lesson in needing), role=role, **Weighing("H18", setting, aspect=role)
        )
        by_set: dict[tuple[Setting, frozenset[str], frozenset[str] | None], list[str]] = defaultdict(list)
        for lesson in needing:
            record = context.lessons[lesson.id]
            own = context.for_lesson("H18", record)
            if own is None:  # the planner takes any room for this lesson
                continue
            small = {resource_id(ROOM, room.code) for room in too_small(context, record)}
            for kept, unfit in _by_size(lesson, small if role == ROOM_ROLE else set()):
                candidates = {
                    candidate
                    for option in lesson.options
                    for demand in option.demands
                    if demand.role == role and (kept is None or option.id in kept)
                    for candidate in demand.candidates
                }
                by_set[own, frozenset(candidates - unfit), kept].append(lesson.id)
        for number, ((own, fitting, options), ids) in enumerate(by_set.items(), start=1):
            yield PreferResources(
                lessons=tuple(ids),
                role=role,
                resources=fitting,
                options=options,
                **Weighing("H18", own, number, aspect=role),
            )
    _tell_small_rooms(context)
    _tell_unknown_campus(context)
    places: set[str | None] = {option.teacher_place for lesson in lessons for option in lesson.options}
    places |= {room.campus or NO_CAMPUS for room in context.school.rooms}  # where a row of Rooster may put anybody
    campuses = sorted(site for site in context.sites if site in places)
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


def _by_size(lesson: Lesson, small: set[str]) -> Iterator[tuple[frozenset[str] | None, set[str]]]:
    """Ways of a lesson (None: all) with the rooms too small for them: of a mixed one those were left out already."""
    mixed = frozenset(option.id for option in lesson.options if option.online)
    if not mixed:
        yield None, small
        return
    yield mixed, set()
    yield frozenset(option.id for option in lesson.options) - mixed, small


def _tell_unknown_campus(context: Context) -> None:
    """A note of the rooms and one of the classes of which no campus is told, in a school where others have one."""
    sites = context.sites
    named = sorted(sites - {NO_CAMPUS})
    rooms = [room.code for room in context.school.rooms if not room.campus]
    if rooms and named:
        key = "rooms_in_main_building" if NO_CAMPUS in sites else "rooms_without_campus"
        context.note(key, rooms=", ".join(rooms), campus=", ".join(named))
    classes = [one.code for one in context.school.classes if not one.campus]
    if classes and named:
        context.note("classes_without_campus", classes=", ".join(classes))


def _tell_small_rooms(context: Context) -> None:
    """A note of the lessons that name a room with too few seats, and of those for which the planner allows that."""
    told = [
        f"{record.id} ({context.pupils(record.attendees)} > {room.code} {room.seats})"
        for record in context.school.lessons
        if not record.mixed
        for room in too_small(context, record)
    ]
    if told:
        context.note("small_rooms", lessons=", ".join(told))
    allowed = [record.id for record in context.school.lessons if any_size(context, record)]
    if allowed:
        context.note("any_size", lessons=", ".join(allowed))
