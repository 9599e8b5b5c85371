"""One date as a school of its own: every happening a fixed lesson, so that the judge can look at the day alone.

What the judge says of it is for whoever asks; rules about weeks or the year say nothing of one day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from scheduler.problem.lessons import HOME
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PoolUse
from scheduler.problem.times import WEEK_NAMES, Time
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.school.building.context import Context
from scheduler.school.building.lessons import ID_WORDS, MEETING, OPENING, made_subject
from scheduler.school.daily.picture import Day, Happening
from scheduler.school.daily.proposing import Opening
from scheduler.school.records import EVERY_WEEK, Became, Blocks, Meeting, Room, RosterRow, School, SchoolLesson, Teacher
from scheduler.school.roster import FROM_HOME, WHOLE_GROUP, timetable_of

STUDY = "(study)"
JUDGED = ("H01", "H08", "H09", "H12", "H14", "H18")
"""What the judge is asked about a day: clashes, seats, devices and streams, travel, presence of teachers, rooms."""


def one_day(
    context: Context, problem: Problem, day: Day, openings: Iterable[Opening] = (), folder: Path | None = None
) -> tuple[Problem, Timetable]:
    """The problem and the timetable of a date; `openings` are rooms opened beside those of the timetable.

    `folder`: where the planner's own policy file is looked for.
    """
    lessons, rows = list[SchoolLesson](), list[RosterRow]()
    meetings: list[Meeting] = []
    for number, one in enumerate(day.happenings, start=1):
        if made_subject(one.lesson) == MEETING:
            meeting, row = _meeting(problem, one, len(meetings) + 1)
            meetings.append(meeting)
            rows.append(row)
        elif made_subject(one.lesson) != OPENING:
            lesson, row = _lesson(context, problem, one, number)
            lessons.append(lesson)
            rows.append(row)
    wanted = [*_open(problem, day), *((one.room, problem.times[one.time], one.who) for one in openings)]
    made = build_problem(_school(context, day, lessons, meetings, rows), folder)
    found = {number: _opening_row(made, *one) for number, one in enumerate(wanted)}
    if None in found.values():  # where no lesson of the day asks for seats there are no openings: plain lessons then
        for number, (room, time, who) in enumerate(wanted):
            if found[number] is None:
                lessons.append(_plain_opening(f"open {number}", room, who, time))
                rows.append(_row_of(lessons[-1], time, room))
        made = build_problem(_school(context, day, lessons, meetings, rows), folder)
    made = replace(made, rules=tuple(rule for rule in made.rules if rule.entry in JUDGED))
    rows += [row for row in found.values() if row is not None]
    timetable, faults = timetable_of(made, rows)
    if faults:
        raise AssertionError(f"{faults[0].row} of the day is no meet: {faults[0].note}")
    return made, timetable


def _lesson(context: Context, problem: Problem, one: Happening, number: int) -> tuple[SchoolLesson, RosterRow]:
    record = context.lessons.get(one.lesson.id)
    mode = one.option.mode
    people = [_code(who) for who in dict.fromkeys(resource for _, resource in one.held) if _is_person(problem, who)]
    room = next((_code(room) for room in one.holding("room")), "")
    if one.became is Became.STUDY and not people and not room:
        room = f"{STUDY} {number}"  # they sit in a room that is open for pupils, which an opening holds already
    first = problem.times[one.times[0]]
    name = f"{number}"
    attendees = one.lesson.attendees
    made = SchoolLesson(
        id=name,
        attendees=attendees,
        subject=one.lesson.subject if record else "",
        teachers=tuple((who,) for who in people),
        periods=Fraction(len(one.times)),
        blocks=Blocks((len(one.times),)),
        rooms=(room,) if room and mode is Mode.CONTACT else (),
        modes=frozenset({mode, one.option.online_mode} if one.option.online else {mode}),
        presence=record.presence if record else None,
        mixed=bool(one.option.online),
        online=record.online if record and one.option.online else (),
        online_pupils=record.online_pupils if record and one.option.online else None,
        devices=record.devices if record and mode is Mode.CONTACT else (),
    )
    pools = []
    if mode in DISTANCE_MODES:
        pools += [WHOLE_GROUP] if one.option.pupils_place != HOME else []
        pools += [FROM_HOME] if one.option.teacher_place == HOME else []
    row = RosterRow(
        name, 1, attendees, made.subject, tuple(people), EVERY_WEEK,
        first.day, first.period, len(one.times), mode, room, tuple(pools),
        mixed=made.mixed, online=one.option.online_name,
    )  # fmt: skip
    return made, row


def _is_person(problem: Problem, who: str) -> bool:
    known = problem.resource.get(who)
    return who.startswith("teacher:") or (known.use is PoolUse.STAFF if known else who.startswith("pool:#staff"))


def _code(who: str) -> str:
    return who.removeprefix("pool:#staff").strip() if who.startswith("pool:#staff") else who.partition(":")[2]


def _meeting(problem: Problem, one: Happening, number: int) -> tuple[Meeting, RosterRow]:
    people = tuple(_code(who) for who in one.teachers)
    online = one.option.teacher_place is None
    first = problem.times[one.times[0]]
    row = RosterRow(
        f"{ID_WORDS[MEETING]}:{number}:{one.lesson.name}", 1, (), MEETING, (), EVERY_WEEK,
        first.day, first.period, len(one.times), Mode.CONTACT,
    )  # fmt: skip
    return Meeting(one.lesson.name, people, len(one.times), online), row


def _school(
    context: Context, day: Day, lessons: list[SchoolLesson], meetings: list[Meeting], rows: list[RosterRow]
) -> School:
    school = context.school
    named = {code for lesson in lessons for alternatives in lesson.teachers for code in alternatives}
    more = sorted(named - set(context.teachers))
    return replace(
        school,
        settings=replace(school.settings, cycle_weeks=1),
        teachers=(*school.teachers, *(Teacher(code) for code in more)),
        lessons=tuple(lessons),
        rooms=(
            *school.rooms,
            *(Room(code, types=(STUDY,)) for one in lessons for code in one.rooms if code.startswith(STUDY)),
        ),
        availability=tuple(replace(row, week=None) for row in school.availability if _now(row.week, day)),
        supervision=tuple(replace(row, week=None) for row in school.supervision if _now(row.week, day)),
        pins=(),
        meetings=tuple(meetings),
        duties=(),  # whoever asks has them, with their people
        calendar=(),
        realised=(),
        rules=school.rules,
        roster=tuple(rows),
    )


def _now(week: str | None, day: Day) -> bool:
    return week in (None, EVERY_WEEK, WEEK_NAMES[day.week])


def _open(problem: Problem, day: Day) -> Iterator[tuple[str, Time, str]]:
    for one in day.happenings:
        if made_subject(one.lesson) == OPENING:
            who = next((_code(w) for _, w in one.held if _is_person(problem, w)), "")
            yield one.lesson.name, problem.times[one.times[0]], who


def _opening_row(made: Problem, room: str, time: Time, who: str) -> RosterRow | None:
    """The row of an opening, under the id that the problem of the day has for it; None where it has none."""
    for lesson in made.lessons:
        if made_subject(lesson) == OPENING and lesson.name == room and lesson.parts[0].starts is not None:
            own = made.times[lesson.parts[0].starts[0]]
            if (own.day, own.start) == (time.day, time.start):
                asks = any(demand.role.startswith(("teacher", "supervisor")) for demand in lesson.options[0].demands)
                people = (who,) if who and asks else ()
                return RosterRow(
                    lesson.id, 1, (), OPENING, people, EVERY_WEEK, own.day, own.period, 1, Mode.CONTACT, room
                )
    return None


def _plain_opening(name: str, room: str, who: str, time: Time) -> SchoolLesson:
    return SchoolLesson(name, (), "", ((who,),) if who else (), Fraction(1), Blocks((1,)), rooms=(room,))


def _row_of(lesson: SchoolLesson, time: Time, room: str) -> RosterRow:
    people = tuple(who for alternatives in lesson.teachers for who in alternatives)
    return RosterRow(lesson.id, 1, (), "", people, EVERY_WEEK, time.day, time.period, 1, Mode.CONTACT, room)
