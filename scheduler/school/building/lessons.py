"""Rows of the sheets Lessen, Overleg and Toezicht become lessons with parts and options."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil

from scheduler.problem.lessons import Demand, Lesson, Option, Part
from scheduler.problem.modes import Mode
from scheduler.problem.resources import ROOM, Resource, resource_id
from scheduler.problem.times import WEEK_NAMES
from scheduler.school.building.context import NO_CAMPUS, Context, lesson_label, teacher_id
from scheduler.school.building.mixed import mixed_options
from scheduler.school.building.options import (
    ROOM_ROLE,
    SEATS_ROLE,
    SUPERVISOR_ROLE,
    distance_asked,
    make_options,
    teacher_role,
)
from scheduler.school.building.paths import paths_attending
from scheduler.school.building.rules_at_once import with_units
from scheduler.school.building.rules_rotation import WEEK, turn_of
from scheduler.school.pools import seats_pool, staff_pool
from scheduler.school.records import EVERY_WEEK, Blocks, Meeting, Room, SchoolLesson, Supervision
from scheduler.school.segments import shared_out

MEETING = "meeting"
OPENING = "opening"
"""Subjects of lessons that are no lessons: department meetings and openings of on-site rooms."""
ID_WORDS = {MEETING: "overleg", OPENING: "toezicht"}
"""What the ids of those begin with, before a colon: by it their rows in the sheet Rooster are known."""


def made_subject(lesson: Lesson) -> str | None:
    """MEETING or OPENING for a lesson that no planner typed; one of his may have such a subject as well."""
    return lesson.subject if lesson.subject in ID_WORDS and not lesson.attendees else None


def make_lessons(context: Context, paths: tuple[Resource, ...]) -> tuple[Lesson, ...]:
    """All lessons of the school, then its meetings, then the openings that distance lessons may need."""
    lessons = [_taught(context, record, paths) for record in context.school.lessons]
    meetings = [_meeting(context, number, record) for number, record in enumerate(context.school.meetings, start=1)]
    needed = any(map(_asks_seats, lessons))
    openings = list(_openings(context, _in_one_week(context, lessons))) if needed else []
    if openings and not context.stated.supervision and context.for_school("H08") is not None:
        rooms = ", ".join(room.code for room in context.rooms.values() if room.onsite and room.seats)
        context.note("no_supervision", rooms=rooms)
    return (*lessons, *meetings, *openings)


def _taught(context: Context, record: SchoolLesson, paths: tuple[Resource, ...]) -> Lesson:
    parts = tuple(make_parts(record, context.times.weeks, by_week=_by_week(context, record)))
    total = sum(part.shortest for part in parts)
    if record.blocks is not None and any(part.shortest != part.longest for part in parts):
        total = int(record.periods)
    return Lesson(
        id=record.id,
        parts=parts,
        duration=total,
        options=with_units(context, record, (*make_options(context, record), *mixed_options(context, record, paths))),
        demands=tuple(Demand(path, (path,)) for path in paths_attending(paths, record.attendees)),
        grid=context.grid_of(record.attendees),
        subject=record.subject,
        attendees=record.attendees,
        name=lesson_label(record),
        origin=record.origin,
    )


def _by_week(context: Context, record: SchoolLesson) -> bool:
    """Whether each week is a decision of its own.

    The planner says so, or segments take turns from week to week, or in one week not each is at home as often.
    """
    if record.apart:
        return True
    if not record.mixed or record.online or record.online_pupils is not None:
        return False
    rotating = [one for one in context.classes_of(record.attendees) if one.segments]
    settings = (context.for_class("H21", one) for one in rotating)
    if any(setting is not None and turn_of(setting) == WEEK for setting in settings):
        return True
    if not record.wholly_mixed:
        return False
    blocks = [part.shortest for part in make_parts(record, context.times.weeks)]
    least, most = shared_out(blocks, max((one.segments or 1 for one in rotating), default=1))
    return least != most


def make_parts(record: SchoolLesson, weeks: int, by_week: bool = False) -> Iterator[Part]:
    """The blocks of a lesson. Half a period a week is one period in one week of two, the solver chooses which.

    A fixed split may also add up to twice the periods: the whole block then takes place every other week. Beside half
    a period a range (1-2) is read as its most even split into few blocks: a free one would fill the half as well. Half
    a distance period a week needs a part whose mode may differ by week: the last weekly part becomes one for each.
    `by_week`: all of them do; a range is then read as beside half a period, for as many periods fall in each week.
    """
    every = ((tuple(range(weeks))),)
    either = tuple((week,) for week in range(weeks))
    if record.week != EVERY_WEEK:
        week = WEEK_NAMES.index(record.week)
        every = either = ((week,),)
    sizes: list[tuple[int, int, tuple[tuple[int, ...], ...]]] = []
    whole = int(record.periods)
    blocks = record.blocks or Blocks()
    if blocks.fixed:
        other_week = weeks > 1 and record.week == EVERY_WEEK and sum(blocks.sizes) == 2 * record.periods
        sizes += [(size, size, either if other_week else every) for size in blocks.sizes]
        half = record.periods != whole and sum(blocks.sizes) == whole
    elif (record.periods != whole or by_week) and blocks.smallest != blocks.largest:
        sizes += [(size, size, every) for size in _even_split(whole, blocks.largest)]
        half = record.periods != whole
    else:
        count = whole // blocks.smallest
        sizes += [(blocks.smallest, min(blocks.largest, whole), every)] * count
        half = record.periods != whole
    if half:
        sizes.append((1, 1, either))
    if _half_distance(record) and weeks > 1 and record.week == EVERY_WEEK and sizes[0][2] == every:
        last = max(position for position, size in enumerate(sizes) if size[2] == every)
        shortest, longest, _ = sizes[last]
        if shortest == longest:
            sizes[last : last + 1] = [(shortest, longest, ((week,),)) for week in range(weeks)]
    if by_week and weeks > 1 and record.week == EVERY_WEEK:
        each = [((week,),) for week in range(weeks)]
        sizes = [(low, high, week) for low, high, weekly in sizes for week in (each if weekly == every else [weekly])]
    for number, (shortest, longest, patterns) in enumerate(sizes, start=1):
        yield Part(number, shortest, longest, patterns)


def _even_split(periods: int, largest: int) -> tuple[int, ...]:
    """As few blocks as possible of at most `largest` periods, all of one length or of two that differ by one."""
    count = ceil(Fraction(periods, largest))
    return tuple((periods + position) // count for position in reversed(range(count)))


def _half_distance(record: SchoolLesson) -> bool:
    return any(bound is not None and bound.denominator == 2 for bound in (record.distance_min, record.distance_max))


def _meeting(context: Context, number: int, record: Meeting) -> Lesson:
    members = dict.fromkeys(
        teacher.code
        for name in record.members
        for teacher in context.school.teachers
        if name in (teacher.code, teacher.department)
    )
    weeks = (tuple(context.weeks),)
    place = None if record.online else _meeting_place(context, members)
    return Lesson(
        id=f"{ID_WORDS[MEETING]}:{number}:{record.name}",
        parts=(Part(1, record.periods, record.periods, weeks),),
        duration=record.periods,
        options=(Option("online" if record.online else "contact", Mode.CONTACT, (), None, place),),
        demands=tuple(Demand(teacher_role(position), (teacher_id(code),)) for position, code in enumerate(members)),
        grid=context.school.default_grid,
        subject=MEETING,
        name=record.name,
        origin=record.origin,
    )


def _meeting_place(context: Context, members: Iterable[str]) -> str:
    """The campus of most members; where they name none, that of the whole school."""
    campuses = Counter(context.teachers[code].campus for code in members if context.teachers[code].campus)
    return max(campuses, key=lambda campus: campuses[campus], default=context.campus(context.classes)) or NO_CAMPUS


def _in_one_week(context: Context, lessons: Iterable[Lesson]) -> bool:
    """Whether rooms may have to be open in one week of the cycle only.

    A lesson that may be at distance is not in every week, or Rooster says that a room is open in one.
    """
    every, distant = (tuple(context.weeks),), distance_asked(context)[1]
    wanting = (lesson for lesson in lessons if lesson.id in distant and _asks_seats(lesson))
    return opens_by_week(context) or any(part.weeks != every for lesson in wanting for part in lesson.parts)


def opens_by_week(context: Context) -> bool:
    """Whether Rooster says of a room that it is open in one week of the cycle."""
    word = ID_WORDS[OPENING]
    rows = (row for row in context.standing if row.lesson.startswith(f"{word}:") and not row.attendees)
    return any(row.week != EVERY_WEEK for row in rows)


def _asks_seats(lesson: Lesson) -> bool:
    """Whether somebody may follow it at school while it is at distance."""
    return any(one.role.startswith(SEATS_ROLE) for option in lesson.options for one in option.demands)


def _openings(context: Context, by_week: bool) -> Iterator[Lesson]:
    """A lesson for each moment at which a room may be open; `by_week`: for each week apart."""
    for room in context.rooms.values():
        if not room.onsite or not room.seats:
            continue
        rows = [row for row in context.school.supervision if row.room == room.code]
        weekly = not by_week and all(row.week is None for row in rows)
        covered: set[int] = set()
        for time in context.times.times:
            if not time.open or (weekly and time.week > 0) or covered.issuperset(time.ticks):
                continue
            who = [row.who for row in rows if _covers(row, time.week, time.day, time.period)]
            if context.stated.supervision and not who:
                continue
            covered.update(time.ticks)
            pattern = tuple(context.weeks) if weekly else (time.week,)
            yield Lesson(
                id=f"{ID_WORDS[OPENING]}:{room.code}:{time.id}",
                parts=(Part(1, 1, 1, (pattern,), (time.index,)),),
                duration=1,
                options=(
                    Option(
                        "contact", Mode.CONTACT, _opening_demands(context, room, who), None, room.campus or NO_CAMPUS
                    ),
                ),
                grid=time.grid,
                subject=OPENING,
                name=room.code,
                optional=True,
            )


def _opening_demands(context: Context, room: Room, who: list[str]) -> tuple[Demand, ...]:
    """The room, its seats, and who supervises: a teacher only where nobody else may be free.

    Other staff are demanded only where they might be wanted in two rooms at once.
    """
    people: tuple[Demand, ...] = ()
    others = [code for code in who if code not in context.teachers]
    teachers = tuple(dict.fromkeys(teacher_id(code) for code in who if code in context.teachers))
    if who and not others:
        people = (Demand(teacher_role(0), teachers),)
    elif others and set(others) <= _in_several_rooms(context):
        people = (Demand(SUPERVISOR_ROLE, (*dict.fromkeys(staff_pool(code) for code in others), *teachers)),)
    assert room.seats is not None
    return (
        Demand(ROOM_ROLE, (resource_id(ROOM, room.code),)),
        Demand(SEATS_ROLE, (seats_pool(room.campus),), -room.seats),
        *people,
    )


def _in_several_rooms(context: Context) -> set[str]:
    """Who is named for more than one room in the sheet Toezicht."""
    rooms: dict[str, set[str]] = {}
    for row in context.school.supervision:
        rooms.setdefault(row.who, set()).add(row.room)
    return {who for who, supervised in rooms.items() if len(supervised) > 1}


def _covers(row: Supervision, week: int, day: int, period: int) -> bool:
    return row.week in (None, WEEK_NAMES[week]) and row.day in (None, day) and row.period in (None, period)
