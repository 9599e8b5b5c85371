"""A FET file as a school: everything that the sheets of a workbook can say, and a list of what they cannot.

More days than a week has are two weeks of equal length, A and B; each activity belongs to one of them. What has no
sheet stands, constraint by constraint, in a sheet of its own (`REST`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from scheduler.formats.fet.institution import Activity
from scheduler.formats.fet.reading import FetFile, constraints_of
from scheduler.formats.fet.school_draft import DAYS, WEEKS, Codes, Draft, days_of, lessons_of, shared_out
from scheduler.formats.fet.school_pupils import read_pupils
from scheduler.formats.fet.school_rules import availability, not_asked, take_constraint
from scheduler.formats.fet.values import text
from scheduler.formats.files.faults import Fault, Faults, Notice
from scheduler.problem.resources import ROOM
from scheduler.problem.text import say
from scheduler.problem.timetable import Timetable
from scheduler.school.default_grid import DEFAULT_GRID
from scheduler.school.records import (
    EVERY_WEEK,
    Blocks,
    GridPeriod,
    Level,
    Meeting,
    Room,
    RosterRow,
    School,
    SchoolLesson,
    Settings,
    Subject,
    Teacher,
)

REST = "FET"
"""The sheet with what no sheet of ours says."""

MOST_SEATS = 5_000


@dataclass(frozen=True)
class FetSchool:
    """The school, and the rows of the sheet `REST`: type of constraint, what it says, and how often."""

    school: School
    rest: tuple[tuple[str, str], ...]
    notices: tuple[Notice, ...]


def school_of(fet: FetFile, timetable: Timetable | None, language: str, name: str) -> FetSchool:
    """The file as a school in this language. Raises `Faults` where its days are no week."""
    here = fet.institution
    days = days_of(here)
    if days is None:
        raise Faults([Fault(name, str(len(here.days)), "no_week", {"most": DAYS}, "fet")])
    draft = Draft(
        here=here,
        teachers=Codes(here.teachers),
        subjects=Codes(here.subjects),
        rooms=Codes(here.rooms),
        pupils=Codes(here.pupils),
        days=days,
    )
    weeks = shared_out(here, _weeks_known(draft, fet, timetable)) if draft.two_weeks else {}
    draft.lessons = lessons_of(here, weeks)
    draft.people = {one: Teacher(draft.teachers[one], here.teachers[one].name or one) for one in here.teachers}
    read_pupils(draft)
    for constraint in constraints_of(fet):
        take_constraint(draft, constraint)
    draft.rules = [*not_asked(draft), *draft.rules]
    periods = tuple(_periods(draft))
    lessons = tuple(_lesson(draft, fet, some, weeks) for some in draft.lessons.values() if some[0].pupils)
    rooms = tuple(_rooms(draft, any(one.rooms for one in lessons)))
    stand_ins = _stand_ins(draft, language) if rooms and not all(one.rooms for one in lessons) else ()
    if stand_ins:
        lessons = tuple(one if one.rooms else replace(one, room_type=stand_ins[0].types[0]) for one in lessons)
    school = School(
        settings=Settings(school=here.name, language=language, cycle_weeks=len(WEEKS) if weeks else 1),
        periods=periods,
        classes=tuple(draft.classes.values()),
        groups=tuple(draft.groups.values()),
        teachers=tuple(draft.people.values()),
        subjects=tuple(Subject(draft.subjects[one], comments or one) for one, comments in here.subjects.items()),
        lessons=lessons,
        rooms=(*rooms, *stand_ins),
        availability=tuple(availability(draft)),
        pins=tuple(draft.pins.values()),
        meetings=tuple(_meetings(draft)),
        rules=tuple(draft.rules),
        roster=_housed(_roster(draft, fet, timetable), lessons, stand_ins) if timetable is not None else (),
    )
    counts = Counter(entry for entry, _ in draft.rest)
    rest = tuple(
        Notice(name, entry, "not_in_sheets", {"count": count, "sheet": REST}, "fet")
        for entry, count in sorted(counts.items())
    )
    if stand_ins:
        told = {"lessons": sum(not one.rooms for one in lessons), "type": stand_ins[0].types[0]}
        rest = (*rest, Notice(name, str(len(stand_ins)), "stand_ins", told, "fet"))
    off = ", ".join(row.rule for row in draft.rules if row.level is Level.OFF)
    return FetSchool(school, tuple(draft.rest), (*rest, Notice(name, off, "rules_off", {}, "fet")))


# -- lists --


def _weeks_known(draft: Draft, fet: FetFile, timetable: Timetable | None) -> dict[int, str]:
    """The week of each activity that the file pins to a day, or that has a time."""
    known: dict[int, str] = {}
    for c in constraints_of(fet):
        day = text(c.element, "Preferred_Day", "Day") if c.entry == "ConstraintActivityPreferredStartingTime" else ""
        for number in c.clerk.known([day] if day and c.hard else [], c.here.days, "Day"):
            known.update({one.id: draft.days[number][0] for one in c.activities()})
    for placement in timetable.placements if timetable is not None else ():
        if placement.start is not None:
            known[int(placement.lesson)] = draft.days[fet.problem.times[placement.start].day][0]
    return known


def _periods(draft: Draft) -> Iterator[GridPeriod]:
    """The grid of both weeks; where only one has a break, classes are not there."""
    found: dict[tuple[int, int], GridPeriod] = {}
    for time in draft.here.times.times:
        _, day = draft.days[time.day]
        found.setdefault(
            (day, time.period), GridPeriod(DEFAULT_GRID, day, time.period, time.start, time.end, time.half_day)
        )
    for number, (week, day) in enumerate(draft.days):
        for period in (at for of, at in found if of == day and (number, at - 1) not in draft.here.slots):
            draft.closed.update({("class", one.code, week, day, period): "" for one in draft.classes.values()})
    yield from sorted(found.values(), key=lambda one: (one.day, one.period))


def _rooms(draft: Draft, used: bool) -> Iterator[Room]:
    """A school of ours that has rooms asks one for every contact lesson: they are left out where FET uses none."""
    for room in draft.here.rooms.values():
        if room.sets:
            draft.rest.append(("Virtual room", f"{room.name}: {'; '.join(' | '.join(some) for some in room.sets)}"))
        elif not used:
            draft.rest.append(("Room", f"{room.name}: {room.capacity}"))
        else:
            yield Room(
                draft.rooms[room.name],
                room.long_name or room.name,
                seats=room.capacity if room.capacity <= MOST_SEATS else None,
                campus=" ".join(room.building.split()),
            )


def _stand_ins(draft: Draft, language: str) -> tuple[Room, ...]:
    """As many rooms that are none as lessons can run at once: each holds some pupils who can be in one place only."""
    name = say(language, "fet", "no_room")
    busy = {leaf for one in draft.here.active for leaf in one.leaves}
    return tuple(Room(f"{name} {number}", types=(name,)) for number, _ in enumerate(busy, start=1))


# -- lessons --


def _meetings(draft: Draft) -> Iterator[Meeting]:
    """What teachers have without pupils."""
    for lesson, some in draft.lessons.items():
        first = some[0]
        if not first.pupils and first.teachers:
            for number, one in enumerate(some, start=1):
                name = f"{first.subject} {lesson}" + (f".{number}" if len(some) > 1 else "")
                members = tuple(draft.teachers[teacher] for teacher in first.teachers)
                yield Meeting(" ".join(name.split()), members, one.duration)
        elif not first.pupils:
            draft.rest.append(("Activity", f"{lesson}: {first.subject}"))


def _lesson(draft: Draft, fet: FetFile, some: list[Activity], weeks: Mapping[int, str]) -> SchoolLesson:
    """The activities of one lesson with the same people, in one week, are one lesson with blocks."""
    first = some[0]
    attendees = tuple(dict.fromkeys(code for name in first.pupils for code in draft.attendees[name]))
    sizes = tuple(one.duration for one in some)
    demands = [d for option in fet.problem.lesson[first.lesson].options for d in option.demands if d.role == ROOM]
    rooms = {one.removeprefix("room:"): None for demand in demands for one in demand.candidates}
    return SchoolLesson(
        id=first.lesson,
        attendees=attendees,
        subject=draft.subjects[first.subject],
        teachers=tuple((draft.teachers[name],) for name in first.teachers),
        periods=Fraction(sum(sizes)),
        blocks=Blocks(sizes) if set(sizes) != {1} else None,
        week=weeks.get(first.id, EVERY_WEEK),
        rooms=tuple(draft.rooms[name] for name in rooms),
        notes=" ".join([*(f"#{tag}" for tag in first.tags), " ".join(first.comments.split())]).strip(),
    )


def _roster(draft: Draft, fet: FetFile, timetable: Timetable) -> tuple[RosterRow, ...]:
    problem = fet.problem
    placed = {one.lesson: one for one in timetable.placements if one.start is not None}
    rows = []
    for lesson, some in draft.lessons.items():
        for part, activity in enumerate(some, start=1):
            placement = placed.get(activity.lesson)
            if not activity.pupils or placement is None or placement.start is None:
                continue
            time = problem.times[placement.start]
            rooms = [problem.resource[one] for _, one in problem.held(placement) if problem.resource[one].kind == ROOM]
            rows.append(
                RosterRow(
                    lesson=lesson,
                    part=part,
                    attendees=tuple(dict.fromkeys(code for name in activity.pupils for code in draft.attendees[name])),
                    subject=draft.subjects[activity.subject],
                    teachers=tuple(draft.teachers[name] for name in activity.teachers),
                    week=draft.days[time.day][0],
                    day=draft.days[time.day][1],
                    period=time.period,
                    duration=activity.duration,
                    room=draft.rooms[rooms[0].code] if rooms else "",
                )
            )
    return tuple(rows)


def _housed(
    rows: Iterable[RosterRow], lessons: Iterable[SchoolLesson], stand_ins: tuple[Room, ...]
) -> tuple[RosterRow, ...]:
    """The rows of lessons without a room with a free one of those that stand in, the earliest first."""
    bare = {one.id for one in lessons if not one.rooms}
    free: dict[tuple[str, int, str], int] = {}
    found = []
    for row in sorted(rows, key=lambda row: (row.week, row.day, row.period)):
        if row.lesson in bare and not row.room:
            for room in stand_ins:
                key = (row.week, row.day, room.code)
                if free.get(key, 0) <= row.period:
                    free[key] = row.period + row.duration
                    row = replace(row, room=room.code)
                    break
        found.append(row)
    return tuple(found)
