"""Rules about the school as a whole: H08 and H09, S09, S10, S12 and S13.

Seats, pools, peaks, openings of on-site rooms, own rooms and stability.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.problem.lessons import Lesson
from scheduler.problem.modes import ALL_MODES
from scheduler.problem.resources import POOL, ROOM, PoolUse, Resource, resource_id
from scheduler.problem.rules import (
    LimitPeriods,
    PeriodBound,
    PoolCapacity,
    PreferResources,
    PreferTimes,
    Rule,
    SameResource,
    Shape,
)
from scheduler.problem.times import WEEK_NAMES
from scheduler.school.building.builders import builder, of_timetable
from scheduler.school.building.context import NO_CAMPUS, Context
from scheduler.school.building.options import ROOM_ROLE, asking_in, may_be_at_school, needing_device, seats_campus
from scheduler.school.building.room_types import GENERAL_TYPES
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import fold
from scheduler.school.pools import HOME_POOL
from scheduler.school.records import EVERY_WEEK, PoolKind, SchoolClass


@builder
def capacities(context: Context, resources: tuple[Resource, ...]) -> Iterator[Rule]:
    """H08: seats for who asks. H09: devices, streams, licences. S09: heads at home and the peak of streams.

    Who asks for a place, or has no device, is one pupil in whatever groups of the class he may be.
    """
    pools = [resource for resource in resources if resource.pool]
    seats = tuple(pool.id for pool in pools if pool.use in (PoolUse.SEATS, PoolUse.STAFF))
    own = tuple(pool.id for pool in pools if pool.use is PoolUse.OWN)
    divided = [context.classes[code] for code in sorted(context.divided)]
    if (setting := context.for_school("H08")) is not None and seats:
        asking = {one.code: asking_in(context, one) for one in divided}
        yield PoolCapacity(pools=seats, sharers=asking, **Weighing("H08", setting))
        _tell_seats_elsewhere(context)
    if (setting := context.for_school("H09")) is not None and own:
        lacking = {one.code: _without_device(context, one) for one in divided}
        yield PoolCapacity(pools=own, sharers=lacking, **Weighing("H09", setting))
    setting = context.for_school("S09")
    if setting is None:
        return
    heads = sum(record.pupils for record in context.school.classes)
    if any(pool.id == HOME_POOL for pool in pools) and heads:
        most = heads * setting.number("home_pct") // 100
        yield PoolCapacity(
            pools=(HOME_POOL,), capacities={HOME_POOL: most}, unit=10, **Weighing("S09", setting, aspect="home")
        )
    streams = {
        resource_id(POOL, pool.code): pool.capacity * setting.number("stream_pct") // 100
        for pool in context.school.pools
        if pool.kind is PoolKind.STREAM
    }
    if streams:
        yield PoolCapacity(pools=tuple(streams), capacities=streams, **Weighing("S09", setting, aspect="streams"))


def _tell_seats_elsewhere(context: Context) -> None:
    """A note of the classes whose pupils find no seat on their campus, and of the place from where they use some."""
    classes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for record in context.school.classes:
        own, site = record.campus, seats_campus(context, record.campus)
        apart = own != site and {own or NO_CAMPUS, site or NO_CAMPUS} <= context.sites
        if apart and record.distance_ok and asking_in(context, record):
            classes[own, site].append(record.code)
    for (own, site), codes in classes.items():
        rooms = [room.code for room in context.rooms.values() if room.onsite and room.seats and room.campus == site]
        key = "seats_on_campus" if site else "seats_in_main_building"
        context.note(key, classes=", ".join(codes), rooms=", ".join(rooms), campus=site or own)


def _without_device(context: Context, record: SchoolClass) -> int:
    """How many of a class use a device of the school at once: all that have none, or who of them can be at school."""
    if may_be_at_school(context, record):
        return needing_device(record)
    return min(needing_device(record), asking_in(context, record))


@builder
def openings(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """S10."""
    setting = context.for_school("S10")
    ids = tuple(lesson.id for lesson in lessons if lesson.optional)
    if setting is not None and ids:
        yield LimitPeriods(
            bounds=(PeriodBound("openings", ids, most=0),),
            modes=ALL_MODES,
            **Weighing("S10", setting),
        )


@builder
def own_rooms(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """S12: few different rooms per teacher, and home rooms, for lessons that need no special room."""
    setting = context.for_school("S12")
    if setting is None or not context.school.rooms:
        return
    by_id = {lesson.id: lesson for lesson in lessons}
    by_teacher: dict[str, list[str]] = defaultdict(list)
    at_home: dict[str, list[str]] = defaultdict(list)
    for record in context.school.lessons:
        if record.rooms or fold(record.room_type or context.subject(record.subject).room_type) not in GENERAL_TYPES:
            continue
        candidates = {
            c for o in by_id[record.id].options for d in o.demands if d.role == ROOM_ROLE for c in d.candidates
        }
        if len(candidates) < 2:
            continue
        if len(record.teachers) == 1 and len(record.teachers[0]) == 1:
            by_teacher[record.teachers[0][0]].append(record.id)
        homes = {c.home_room for c in context.classes_of(record.attendees) if c.home_room}
        homes |= {context.teachers[code].home_room for who in record.teachers for code in who} - {""}
        for home in sorted(homes):
            if resource_id(ROOM, home) in candidates:
                at_home[record.id].append(resource_id(ROOM, home))
    groups = tuple(tuple(ids) for ids in by_teacher.values() if len(ids) > 1)
    if groups:
        yield SameResource(groups=groups, role=ROOM_ROLE, **Weighing("S12", setting, aspect="teachers"))
    by_homes: dict[frozenset[str], list[str]] = defaultdict(list)
    for identity, rooms in at_home.items():
        by_homes[frozenset(rooms)].append(identity)
    for number, (home_rooms, ids_at_home) in enumerate(by_homes.items(), start=1):
        yield PreferResources(
            lessons=tuple(ids_at_home),
            role=ROOM_ROLE,
            resources=home_rooms,
            **Weighing("S12", setting, number, aspect="home"),
        )


@of_timetable
def stability(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """S13: meets start at a time where a meet of the same lesson and length started in the sheet Rooster.

    A term without a timetable of its own stays near that of the term before it.
    """
    setting = context.for_school("S13")
    part = context.school.part
    rows = context.school.roster or (part.before if part else ())
    if setting is None or not rows:
        return
    by_id = {lesson.id: lesson for lesson in lessons}
    starts: dict[tuple[str, int], set[int]] = defaultdict(set)
    for row in rows:
        lesson = by_id.get(row.lesson)
        if lesson is None or lesson.optional:
            continue
        for time in context.grid_times(lesson.grid):
            if (time.day, time.period) == (row.day, row.period) and row.week in (EVERY_WEEK, WEEK_NAMES[time.week]):
                starts[row.lesson, row.duration].add(time.index)
    by_times: dict[tuple[frozenset[int], int], list[str]] = defaultdict(list)
    for (identity, duration), times in starts.items():
        by_times[frozenset(times), duration].append(identity)
    for number, ((at, duration), ids) in enumerate(by_times.items(), start=1):
        yield PreferTimes(
            lessons=tuple(ids),
            times=at,
            duration=duration,
            **Weighing("S13", setting, number, shape=Shape.LINEAR),
        )
