"""A timetable as rows of the sheet Rooster, and back: what a planner reads, edits and hands in again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from scheduler.problem.lessons import HOME, Lesson, Option, Part
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import POOL, ROOM, TEACHER, PoolUse
from scheduler.problem.text import Note
from scheduler.problem.times import WEEK_NAMES
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.mixed_ways import called, known_names, names_of
from scheduler.school.names import identity, loosely
from scheduler.school.records import EVERY_WEEK, Pin, RosterRow
from scheduler.school.roster_people import (
    NOBODY,
    by_role,
    is_stranger,
    missing_teachers,
    names_too_few,
    of_people,
    people_of,
    seated,
    seated_as_elsewhere,
    teachers_of,
    teaching,
)

ROOM_ROLES = frozenset({"room", "quiet room"})
"""Roles that the column lokaal of a row fills."""
ONSITE_ROLE = "on-site room"
"""Role of the room in which a teacher of the lesson is with those who follow it at school (`building.options`)."""
WHOLE_GROUP, FROM_HOME, FROM_SCHOOL = "op school", "leraar thuis", "leraar op school"
"""Stand among the pools of a distance meet: the whole group follows it at school, and where its teacher is."""
WITH_PUPILS = "leraar bij leerlingen"
"""Stands there where a teacher of the lesson is with those who follow it at school."""
PLACE_WORDS: Mapping[str, Mapping[str, str]] = {
    WHOLE_GROUP: {"nl": WHOLE_GROUP, "en": "at school"},
    FROM_HOME: {"nl": FROM_HOME, "en": "teacher at home"},
    FROM_SCHOOL: {"nl": FROM_SCHOOL, "en": "teacher at school"},
    WITH_PUPILS: {"nl": WITH_PUPILS, "en": "teacher with pupils"},
}
"""What these are called in the column middelen (pools), by language; a row holds the Dutch one."""


def campus_word(campus: str) -> str:
    """Stands among the pools of a meet whose campus no room tells."""
    return f"campus {campus}"


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that fits no meet of the problem; `note` says why in `data/texts/roster_rows.toml`."""

    row: RosterRow
    field: str
    note: Note


def rows_of(problem: Problem, timetable: Timetable) -> tuple[RosterRow, ...]:
    """One row per placed meet, by day and period."""
    placed = [(_row(problem, one), one) for one in timetable.placements if one.start is not None]
    rows = _told_apart(problem, placed)
    return tuple(sorted(rows, key=lambda row: (row.day, row.period, row.week, row.lesson, row.part)))


def rows_with_nobody(problem: Problem, timetable: Timetable) -> tuple[RosterRow, ...]:
    """The rows for readers elsewhere, who cannot know what a lesson asks for: `NOBODY` for each teacher it lacks."""
    of_part = {(one.lesson, one.part): one for one in timetable.placements}
    found = []
    for row in rows_of(problem, timetable):
        lacking = missing_teachers(problem, of_part[row.lesson, row.part]) if row.attendees else 0
        known = tuple(code for code in row.teachers if code != NOBODY)
        found.append(replace(row, teachers=(*known, *(NOBODY,) * lacking)))
    return tuple(found)


def written_rows(problem: Problem, timetable: Timetable, before: Iterable[RosterRow] = ()) -> tuple[RosterRow, ...]:
    """The rows of a new timetable; those that are where a pinned row before put them stay pinned."""
    pinned = {(row.lesson, row.part): row for row in before if row.pinned}
    rows = rows_of(problem, timetable)
    return tuple(replace(row, pinned=_kept(problem, pinned.get((row.lesson, row.part)), row)) for row in rows)


def lost_pins(before: Iterable[RosterRow], after: Iterable[RosterRow]) -> tuple[Pin, ...]:
    """What rows before pinned and the new rows do not keep, for the sheet Vast: a pin is never lost by solving."""
    kept = {(row.lesson, row.part) for row in after if row.pinned}
    return tuple(pin_of_row(row) for row in before if row.pinned and (row.lesson, row.part) not in kept)


def pin_of_row(row: RosterRow) -> Pin:
    """What a pinned row of Rooster pins."""
    room = row.room or None
    when = (row.week, row.day, row.period)
    return Pin(row.lesson, row.part, *when, room, row.mode, row.teachers, row.mixed, row.online, origin=row.origin)


def _kept(problem: Problem, pin: RosterRow | None, row: RosterRow) -> bool:
    return (
        pin is not None
        and (pin.week, pin.day, pin.period) == (row.week, row.day, row.period)
        and (pin.mode or Mode.CONTACT) is row.mode
        and pin.room in ("", row.room)
        and set(pin.teachers) <= set(row.teachers)
        and (pin.mixed or bool(pin.online)) == row.mixed
        and (
            not pin.online
            or any(row.online == one.online_name for one in called(problem.lesson[row.lesson], pin.online))
        )
    )


def week_column(problem: Problem, part: Part, start: int) -> str:
    """ "every", or the name of the one week in which the meet takes place."""
    weeks = problem.weeks_from(part, start)
    return EVERY_WEEK if len(weeks) == problem.times.weeks else WEEK_NAMES[weeks[0]]


def _row(problem: Problem, placement: Placement) -> RosterRow:
    assert placement.start is not None
    lesson = problem.lesson[placement.lesson]
    option = lesson.option(placement.option)
    time = problem.times[placement.start]
    held: dict[str, list[str]] = defaultdict(list)
    supervised = False
    for demand, resource in problem.held(placement):
        one = problem.resource[resource]
        supervised = supervised or demand.role == ONSITE_ROLE
        if demand.role != ONSITE_ROLE and one.use in (PoolUse.OWN, PoolUse.STAFF):
            held[TEACHER if one.use is PoolUse.STAFF else one.kind].append(one.code)
    pools = held[POOL]
    if option.mode in DISTANCE_MODES and option.pupils_place != HOME:
        pools.append(WHOLE_GROUP)
    if option.teacher_place == HOME:
        pools.append(FROM_HOME)
    if supervised:
        pools.append(WITH_PUPILS)
    row = RosterRow(
        lesson=lesson.id,
        part=placement.part,
        attendees=lesson.attendees,
        subject=lesson.subject,
        teachers=tuple(held[TEACHER]),
        week=week_column(problem, lesson.parts[placement.part - 1], placement.start),
        day=time.day,
        period=time.period,
        duration=placement.duration,
        mode=option.mode,
        room=next(iter(held[ROOM]), ""),
        pools=tuple(dict.fromkeys(pools)),
        mixed=bool(option.online),
        online=option.online_name,
    )
    if _option(problem, lesson, row) != option:  # without a room nothing else tells where it is
        row = replace(row, pools=(*row.pools, *_place_words(option)))
    if of_people(placement.choices) != of_people(_choices(problem, lesson, option, row)):
        row = replace(row, teachers=tuple(by_role(problem, placement)))
    return row


def _told_apart(problem: Problem, placed: list[tuple[RosterRow, Placement]]) -> Iterator[RosterRow]:
    """The rows, with people by role in all rows of a lesson of which one would be read with somebody elsewhere."""
    read = dict(seated_as_elsewhere(problem, placed))
    wrong = {
        placement.lesson for row, placement in placed if of_people(read[row].choices) != of_people(placement.choices)
    }
    for row, placement in placed:
        apart = placement.lesson in wrong and names_too_few(problem, row, placement)
        yield replace(row, teachers=tuple(by_role(problem, placement))) if apart else row


def _place_words(option: Option) -> Iterator[str]:
    if option.mode in DISTANCE_MODES and option.teacher_place not in (None, HOME):
        yield FROM_SCHOOL
        yield campus_word(str(option.teacher_place))
    elif option.mode is Mode.CONTACT and option.teacher_place:
        yield campus_word(option.teacher_place)


def timetable_of(
    problem: Problem, rows: Iterable[RosterRow], left: Iterable[RosterRow] = ()
) -> tuple[Timetable, tuple[RowFault, ...]]:
    """The timetable that rows describe, and the rows that describe no meet of the problem.

    A part number that is taken or wrong is replaced by the first free part of the same length. `left`: rows that were
    left out before, because they name what is not there; with those they tell what a lesson has in surplus.
    """
    placed, faults = placed_rows(problem, rows)
    order = {lesson.id: number for number, lesson in enumerate(problem.lessons)}
    ordered = sorted(
        (placement for _, placement in placed), key=lambda placement: (order[placement.lesson], placement.part)
    )
    timetable = Timetable(tuple(ordered))
    return replace(timetable, surplus=_surplus(problem, timetable, [*left, *(fault.row for fault in faults)])), faults


def _surplus(problem: Problem, timetable: Timetable, left: Iterable[RosterRow]) -> tuple[tuple[str, int], ...]:
    """Periods by lesson of rows that have no place because the lesson stands whole without them."""
    unplaced = problem.unplaced(timetable)
    whole = {identity(one.id): one.id for one in problem.lessons if not one.optional and one.id not in unplaced}
    found: dict[str, int] = defaultdict(int)
    for row in left:
        if (lesson := whole.get(identity(row.lesson))) is not None:
            found[lesson] += row.duration
    return tuple(found.items())


def placed_rows(
    problem: Problem, rows: Iterable[RosterRow]
) -> tuple[tuple[tuple[RosterRow, Placement], ...], tuple[RowFault, ...]]:
    """Each row that describes a meet with that meet, and the rows that describe none.

    Rows that name a free part they fit come first: one with a wrong number never takes the part of one with the right
    number, nor does the second of two rows of one part.
    """
    taken: dict[tuple[str, int], Placement] = {}
    placed, faults = [], []
    waiting: list[RosterRow] = []

    def place(row: RosterRow) -> None:
        found = _placement(problem, row, taken)
        if isinstance(found, Placement):
            taken[found.lesson, found.part] = found
            placed.append((row, found))
        else:
            faults.append(found)

    of_weeks = (one for row in rows for one in _by_week(problem, row))
    for row in sorted((_at_its_moment(problem, row) for row in of_weeks), key=lambda row: (row.lesson, row.part)):
        if (row.lesson, row.part) not in taken and _fits_its_part(problem, row):
            place(row)
        else:
            waiting.append(row)
    for row in waiting:
        place(row)
    return tuple(seated_as_elsewhere(problem, placed)), tuple(faults)


def _by_week(problem: Problem, row: RosterRow) -> Iterator[RosterRow]:
    """The row; of a room that is open every week a row for each week, where each is a lesson of its own."""
    weeks = problem.times.weeks
    if (
        weeks > 1
        and row.week == EVERY_WEEK
        and any(len(one.parts[0].weeks[0]) < weeks for one in _moments(problem, row))
    ):
        yield from (replace(row, week=week) for week in WEEK_NAMES[:weeks])
    else:
        yield row


def _moments(problem: Problem, row: RosterRow) -> Iterator[Lesson]:
    """The openings of the room of which a row that no planner typed tells."""
    word, colon, rest = row.lesson.partition(":")
    if not row.attendees and colon:
        of_room = f"{word}:{row.room or rest.rpartition(':')[0]}:"
        yield from (one for one in problem.lessons if one.optional and one.id.startswith(of_room))


def _at_its_moment(problem: Problem, row: RosterRow) -> RosterRow:
    """The row; of an opening, which is one lesson for each moment, the row of the moment at which it stands."""
    if row.lesson in problem.lesson and _stands(problem, row):
        return row
    own = problem.lesson.get(row.lesson)  # a moment by the same bells comes first
    moments = sorted(_moments(problem, row), key=lambda one: own is not None and one.grid != own.grid)
    moved = (replace(row, lesson=moment.id) for moment in moments)
    return next((one for one in moved if _stands(problem, one)), row)


def _stands(problem: Problem, row: RosterRow) -> bool:
    """Whether a lesson of one meet can stand where its row says."""
    lesson = problem.lesson[row.lesson]
    times = (problem.times[start] for start in problem.starts(lesson, lesson.parts[0], row.duration))
    return _fits(problem, lesson.parts[0], row) and (row.day, row.period) in ((one.day, one.period) for one in times)


def _fits_its_part(problem: Problem, row: RosterRow) -> bool:
    lesson = problem.lesson.get(row.lesson)
    return lesson is not None and any(part.number == row.part and _fits(problem, part, row) for part in lesson.parts)


def _placement(problem: Problem, row: RosterRow, taken: dict[tuple[str, int], Placement]) -> Placement | RowFault:
    lesson = problem.lesson.get(row.lesson)
    if lesson is None:
        return _fault(row, "lesson", "unknown_lesson", lesson=row.lesson)
    there = (taken.get((lesson.id, part.number)) for part in lesson.parts)
    placed = sum(other.duration for other in there if other is not None)
    if placed + row.duration > lesson.duration:
        return _fault(row, "duration", "too_long", lesson=lesson.id, periods=lesson.duration)
    free = [part for part in lesson.parts if (lesson.id, part.number) not in taken and _fits(problem, part, row)]
    if not free:
        key = "no_part" if row.week == EVERY_WEEK else "no_part_in_week"
        return _fault(row, "duration", key, lesson=lesson.id, duration=row.duration, week=row.week)
    part = next((part for part in free if part.number == row.part), free[0])
    starts = [
        start
        for start in problem.starts(lesson, part, row.duration)
        if (problem.times[start].day, problem.times[start].period) == (row.day, row.period)
        and row.week in (EVERY_WEEK, week_column(problem, part, start))
    ]
    if not starts:
        return _fault(row, "period", "no_time", lesson=lesson.id, period=row.period, duration=row.duration)
    option = _option(problem, lesson, row)
    if option is None:
        return _fault(row, "mode", "no_mode", lesson=lesson.id)
    if (row.mixed or row.online) and not option.online:
        return _fault(row, "mode", "not_mixed", lesson=lesson.id)
    if row.online and loosely(row.online) not in names_of(option):
        return _fault(row, "online", "not_online", lesson=lesson.id, online=row.online, known=known_names(lesson))
    if WHOLE_GROUP in row.pools and option.mode in DISTANCE_MODES and option.pupils_place == HOME:
        return _fault(row, "pools", "not_at_school", lesson=lesson.id)
    if WITH_PUPILS in row.pools and not any(demand.role == ONSITE_ROLE for demand in option.demands):
        return _fault(row, "pools", "not_with_pupils", lesson=lesson.id)
    if FROM_HOME in row.pools and option.mode not in DISTANCE_MODES:
        return _fault(row, "pools", "contact_from_home", lesson=lesson.id)
    if FROM_HOME in row.pools and not teaching(lesson, option):
        return _fault(row, "pools", "nobody_home", lesson=lesson.id)
    if FROM_HOME in row.pools and option.mode is Mode.SYNCHRONOUS and option.teacher_place != HOME:
        return _fault(row, "pools", "not_from_home", lesson=lesson.id)
    if row.room and not any(demand.role in ROOM_ROLES for demand in lesson.demands_in(option)):
        return _fault(row, "room", "asks_no_room", lesson=lesson.id, room=row.room)
    known = teachers_of(lesson, option)
    named = [code for code in row.teachers if code != NOBODY]
    stranger = next((code for code in named if is_stranger(problem, known, code)), None)
    if stranger is not None:
        if not known:
            key = "no_supervisor" if lesson.optional else "asks_no_teacher"
            return _fault(row, "teachers", key, lesson=lesson.id, teacher=stranger)
        names = ", ".join(sorted(problem.resource[one].code for one in known))
        if any(not teachers_of(lesson, other).isdisjoint(people_of(problem, stranger)) for other in lesson.options):
            key = f"teacher_not_{'home' if option.teacher_place == HOME else option.mode.value}"
            return _fault(row, "teachers", key, lesson=lesson.id, teacher=stranger, known=names)
        return _fault(row, "teachers", "no_teacher", lesson=lesson.id, teacher=stranger, known=names)
    asked = len(teaching(lesson, option))
    if len(set(named)) > asked > 0:
        return _fault(row, "teachers", "too_many_teachers", lesson=lesson.id, teachers=", ".join(named), asked=asked)
    return Placement(
        lesson.id, part.number, row.duration, starts[0], option.id, tuple(_choices(problem, lesson, option, row))
    )


def _fault(row: RosterRow, field: str, key: str, **values: object) -> RowFault:
    return RowFault(row, field, Note("roster_rows", key, tuple(values.items())))


def _fits(problem: Problem, part: Part, row: RosterRow) -> bool:
    if not part.shortest <= row.duration <= part.longest:
        return False
    patterns = [EVERY_WEEK if len(pattern) == problem.times.weeks else WEEK_NAMES[pattern[0]] for pattern in part.weeks]
    return row.week in patterns or problem.times.weeks == 1


def _option(problem: Problem, lesson: Lesson, row: RosterRow) -> Option | None:
    """The way of the lesson that the row's mode, room and pools tell; the first of its mode where they tell nothing.

    A stream that only a lesson taught from school takes tells so, whatever the room. Who wrote neither that nor a room,
    though there are rooms or streams to teach with, means that the teacher is at home.
    """
    mode = row.mode or Mode.CONTACT
    fitting = [option for option in lesson.options if option.mode is mode]
    room = f"{ROOM}:{row.room}"

    known = [code for code in row.teachers if code != NOBODY]
    from_home = [_own_pools(problem, lesson, option) for option in fitting if option.teacher_place == HOME]
    words = {*PLACE_WORDS, *(campus_word(one.teacher_place or "") for one in fitting)}

    def agreement(option: Option) -> tuple[bool, ...]:
        rooms = {candidate for demand in option.demands if demand.role in ROOM_ROLES for candidate in demand.candidates}
        whole_group = option.mode in DISTANCE_MODES and option.pupils_place != HOME
        pools = _own_pools(problem, lesson, option)
        told = set(row.pools) - words == pools
        place = campus = campus_word(option.teacher_place or "") in row.pools
        streams = pools.difference(*from_home) if from_home and option.teacher_place else set()
        streamed = not streams.isdisjoint(row.pools)
        if option.mode in DISTANCE_MODES and option.teacher_place:
            at_home = FROM_HOME in row.pools
            at_school = not at_home and (FROM_SCHOOL in row.pools or streamed)
            place = at_home if option.teacher_place == HOME else at_school
        people = all(not teachers_of(lesson, option).isdisjoint(people_of(problem, code)) for code in known)
        return (
            bool(option.online) == (row.mixed or bool(row.online)),
            bool(option.online) and loosely(option.online_name) == loosely(row.online),
            bool(option.online) and loosely(row.online) in names_of(option),
            any(demand.role == ONSITE_ROLE for demand in option.demands) == (WITH_PUPILS in row.pools),
            people,
            whole_group == (WHOLE_GROUP in row.pools),
            place,
            bool(rooms) == bool(row.room),
            room in rooms,
            campus,
            streamed == bool(streams),
            told,
        )

    return max(fitting, key=agreement, default=None)


def _own_pools(problem: Problem, lesson: Lesson, option: Option) -> set[str]:
    """The pools of the school that the lesson takes this way."""
    held = [problem.resource[one] for demand in lesson.demands_in(option) for one in demand.candidates]
    return {one.code for one in held if one.pool and one.use is PoolUse.OWN}


def _choices(problem: Problem, lesson: Lesson, option: Option, row: RosterRow) -> Iterator[tuple[str, str]]:
    """Teachers by role, and the room; what the option fixes is left out."""
    chosen = seated(problem, teaching(lesson, option), row.teachers)
    room = f"{ROOM}:{row.room}"
    for demand in lesson.demands_in(option):
        if demand.role in ROOM_ROLES and row.room and room in problem.resource:
            chosen[demand.role] = room
        if demand.role in chosen and not (demand.fixed and chosen[demand.role] == demand.candidates[0]):
            yield demand.role, chosen[demand.role]
