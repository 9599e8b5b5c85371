"""A timetable as rows of the sheet Rooster, and back: what a planner reads, edits and hands in again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.problem.lessons import HOME, Demand, Lesson, Option, Part
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import POOL, ROOM, TEACHER
from scheduler.problem.text import Note
from scheduler.problem.times import WEEK_NAMES
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.records import EVERY_WEEK, RosterRow

ROOM_ROLES = frozenset({"room", "quiet room"})
"""Roles that the column lokaal of a row fills."""
SUPERVISOR = "supervisor"
STAFF = "#staff "
"""Begins the code of somebody who supervises and is no teacher; such people stand in the column leraren too."""
WHOLE_GROUP = "op school"
"""Stands among the pools of a distance meet that the whole group follows at school."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that fits no meet of the problem; `note` says why in `data/texts/roster_rows.toml`."""

    row: RosterRow
    field: str
    note: Note


def rows_of(problem: Problem, timetable: Timetable) -> tuple[RosterRow, ...]:
    """One row per placed meet, by day and period."""
    rows = [_row(problem, placement) for placement in timetable.placements if placement.start is not None]
    return tuple(sorted(rows, key=lambda row: (row.day, row.period, row.week, row.lesson, row.part)))


def week_name(problem: Problem, part: Part, start: int) -> str:
    """ "every", or the name of the one week in which the meet takes place."""
    weeks = problem.weeks_from(part, start)
    return EVERY_WEEK if len(weeks) == problem.times.weeks else WEEK_NAMES[weeks[0]]


def _row(problem: Problem, placement: Placement) -> RosterRow:
    assert placement.start is not None
    lesson = problem.lesson[placement.lesson]
    option = lesson.option(placement.option)
    time = problem.times[placement.start]
    held: dict[str, list[str]] = defaultdict(list)
    for _, resource in problem.held(placement):
        held[problem.resource[resource].kind].append(problem.resource[resource].code)
    pools = [code for code in held[POOL] if not code.startswith("#")]
    if option.mode in DISTANCE_MODES and option.pupils_place != HOME:
        pools.append(WHOLE_GROUP)
    return RosterRow(
        lesson=lesson.id,
        part=placement.part,
        attendees=lesson.attendees,
        subject=lesson.subject,
        teachers=(*held[TEACHER], *(code.removeprefix(STAFF) for code in held[POOL] if code.startswith(STAFF))),
        week=week_name(problem, lesson.parts[placement.part - 1], placement.start),
        day=time.day,
        period=time.period,
        duration=placement.duration,
        mode=option.mode,
        room=next(iter(held[ROOM]), ""),
        pools=tuple(dict.fromkeys(pools)),
    )


def timetable_of(problem: Problem, rows: Iterable[RosterRow]) -> tuple[Timetable, tuple[RowFault, ...]]:
    """The timetable that rows describe, and the rows that describe no meet of the problem.

    A part number that is taken or wrong is replaced by the first free part of the same length.
    """
    rows = list(rows)
    placements: dict[tuple[str, int], Placement] = {}
    faults = []
    for row in sorted(rows, key=lambda row: (row.lesson, row.part)):
        found = _placement(problem, row, placements)
        if isinstance(found, Placement):
            placements[found.lesson, found.part] = found
        else:
            faults.append(found)
    order = {lesson.id: number for number, lesson in enumerate(problem.lessons)}
    ordered = sorted(placements.values(), key=lambda placement: (order[placement.lesson], placement.part))
    return Timetable(tuple(ordered)), tuple(faults)


def _placement(problem: Problem, row: RosterRow, taken: dict[tuple[str, int], Placement]) -> Placement | RowFault:
    lesson = problem.lesson.get(row.lesson)
    if lesson is None:
        return _fault(row, "lesson", "unknown_lesson", lesson=row.lesson)
    placed = sum(other.duration for (identity, _), other in taken.items() if identity == lesson.id)
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
        and row.week in (EVERY_WEEK, week_name(problem, part, start))
    ]
    if not starts:
        return _fault(row, "period", "no_time", lesson=lesson.id, period=row.period, duration=row.duration)
    option = _option(problem, lesson, row)
    if option is None:
        return _fault(row, "mode", "no_mode", lesson=lesson.id)
    if WHOLE_GROUP in row.pools and option.mode in DISTANCE_MODES and option.pupils_place == HOME:
        return _fault(row, "pools", "not_at_school", lesson=lesson.id)
    known = _teachers(lesson, option)
    stranger = next((code for code in row.teachers if known and known.isdisjoint(_people(code))), None)
    if stranger is not None:
        names = ", ".join(sorted(problem.resource[one].code.removeprefix(STAFF) for one in known))
        if any(not _teachers(lesson, other).isdisjoint(_people(stranger)) for other in lesson.options):
            key = f"teacher_not_{'home' if option.teacher_place == HOME else option.mode.value}"
            return _fault(row, "teachers", key, lesson=lesson.id, teacher=stranger, known=names)
        return _fault(row, "teachers", "no_teacher", lesson=lesson.id, teacher=stranger, known=names)
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

    A stream tells that a teacher without a room of his own teaches from school.
    """
    mode = row.mode or Mode.CONTACT
    fitting = [option for option in lesson.options if option.mode is mode]
    room = f"{ROOM}:{row.room}"

    def agreement(option: Option) -> tuple[bool, bool, bool, bool, bool]:
        rooms = {candidate for demand in option.demands if demand.role in ROOM_ROLES for candidate in demand.candidates}
        whole_group = option.mode in DISTANCE_MODES and option.pupils_place != HOME
        held = [problem.resource[one] for demand in lesson.demands_in(option) for one in demand.candidates]
        pools = {one.code for one in held if one.pool and not one.code.startswith("#")}
        told = set(row.pools) - {WHOLE_GROUP} == pools
        people = all(not _teachers(lesson, option).isdisjoint(_people(code)) for code in row.teachers)
        return people, whole_group == (WHOLE_GROUP in row.pools), bool(rooms) == bool(row.room), room in rooms, told

    return max(fitting, key=agreement, default=None)


def _people(code: str) -> tuple[str, str]:
    """Whom a code in the column leraren may mean: a teacher, or another member of staff."""
    return f"{TEACHER}:{code}", f"{POOL}:{STAFF}{code}"


def _asks_people(demand: Demand) -> bool:
    return demand.role.startswith((TEACHER, SUPERVISOR))


def _teachers(lesson: Lesson, option: Option) -> frozenset[str]:
    """Everybody who may teach, or supervise, the lesson this way."""
    demands = [demand for demand in lesson.demands_in(option) if _asks_people(demand)]
    return frozenset(candidate for demand in demands for candidate in demand.candidates)


def _choices(problem: Problem, lesson: Lesson, option: Option, row: RosterRow) -> Iterator[tuple[str, str]]:
    """Teachers by role (a candidate if one is named, else whoever is left), and the room; fixed ones are left out."""
    teachers = [one for code in row.teachers for one in _people(code) if one in problem.resource]
    demands = [demand for demand in lesson.demands_in(option) if _asks_people(demand)]
    chosen: dict[str, str] = {}
    for demand in demands:
        match = next((teacher for teacher in teachers if teacher in demand.candidates), None)
        if match is not None:
            chosen[demand.role] = match
            teachers.remove(match)
    for demand in demands:
        if demand.role not in chosen and teachers:
            chosen[demand.role] = teachers.pop(0)
    room = f"{ROOM}:{row.room}"
    for demand in lesson.demands_in(option):
        if demand.role in ROOM_ROLES and row.room and room in problem.resource:
            chosen[demand.role] = room
        if demand.role in chosen and not (demand.fixed and chosen[demand.role] == demand.candidates[0]):
            yield demand.role, chosen[demand.role]
