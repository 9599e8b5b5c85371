"""A FET file as a school: everything that the sheets of a workbook can say, and a list of what they cannot.

Classes are the groups inside years; where groups of one year share pupils, the year is the class and its groups are
divisions of it. What has no sheet stands, constraint by constraint, in a sheet of its own (`REST`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from scheduler.formats.fet.constraint import Constraint
from scheduler.formats.fet.institution import Activity, Institution
from scheduler.formats.fet.moments import weekdays
from scheduler.formats.fet.reading import PREFIX, FetFile, constraints_of
from scheduler.formats.fet.values import text, texts
from scheduler.formats.files.faults import Fault, Faults, Notice
from scheduler.problem.resources import ROOM
from scheduler.problem.text import say
from scheduler.problem.timetable import Timetable
from scheduler.school.default_grid import DEFAULT_GRID
from scheduler.school.names import identity
from scheduler.school.records import (
    Availability,
    Blocks,
    ClassGroup,
    GridPeriod,
    Level,
    Meeting,
    Pin,
    Room,
    RosterRow,
    RuleRow,
    School,
    SchoolClass,
    SchoolLesson,
    Settings,
    Subject,
    Teacher,
)

REST = "FET"
"""The sheet with what no sheet of ours says."""

DAYS, MOST_SEATS = 7, 5_000
GAPS, TEACHERS_DAY = "H07", "H15"
"""The rules about gaps of pupils, and about a teacher's day."""
UNASKED = ("H06", "H17")
"""The shape of the school week, and blocks inside half days."""
_JOINING = re.compile(r"[,;|+/&\n\r\t]+")


@dataclass(frozen=True)
class FetSchool:
    """The school, and the rows of the sheet `REST`: type of constraint, what it says, and how often."""

    school: School
    rest: tuple[tuple[str, str], ...]
    notices: tuple[Notice, ...]


class Codes:
    """Names of FET as codes of ours: no signs that part a list, and none that is the same but for spelling."""

    def __init__(self, names: Iterable[str]) -> None:
        self.code: dict[str, str] = {}
        taken: set[str] = set()
        last: dict[str, int] = {}
        for name in names:
            bare = _JOINING.sub("-", " ".join(name.split())).lstrip("#=@- ").strip("- ") or "x"
            code, number = bare, last.get(bare, 1)
            while identity(code) in taken:
                number += 1
                code = f"{bare} {number}"
            last[bare] = number
            taken.add(identity(code))
            self.code[name] = code

    def __getitem__(self, name: str) -> str:
        return self.code[name]


@dataclass
class _Draft:
    """What is being put together; `lessons` are activities by lesson, `rest` collects what finds no place."""

    here: Institution
    teachers: Codes
    subjects: Codes
    rooms: Codes
    pupils: Codes
    lessons: dict[str, list[Activity]]
    people: dict[str, Teacher] = field(default_factory=dict)
    classes: dict[str, SchoolClass] = field(default_factory=dict)
    groups: dict[str, ClassGroup] = field(default_factory=dict)
    attendees: dict[str, tuple[str, ...]] = field(default_factory=dict)
    closed: dict[tuple[str, str, int, int], None] = field(default_factory=dict)
    pins: dict[int, Pin] = field(default_factory=dict)
    rules: list[RuleRow] = field(default_factory=list)
    rest: list[tuple[str, str]] = field(default_factory=list)


def school_of(fet: FetFile, timetable: Timetable | None, language: str, name: str) -> FetSchool:
    """The file as a school in this language. Raises `Faults` where its days are no week."""
    here = fet.institution
    if len(here.days) > DAYS:
        raise Faults([Fault(name, str(len(here.days)), "no_week", {"most": DAYS}, "fet")])
    draft = _Draft(
        here=here,
        teachers=Codes(here.teachers),
        subjects=Codes(here.subjects),
        rooms=Codes(here.rooms),
        pupils=Codes(here.pupils),
        lessons=_split(here),
    )
    draft.people = {one: Teacher(draft.teachers[one], here.teachers[one].name or one) for one in here.teachers}
    _read_pupils(draft)
    for constraint in constraints_of(fet):
        _take(draft, constraint)
    draft.rules = [*_not_asked(draft), *draft.rules]
    lessons = _lessons(draft, fet)
    rooms = tuple(_rooms(draft, any(one.rooms for one in lessons)))
    stand_ins = _stand_ins(draft, language) if rooms and not all(one.rooms for one in lessons) else ()
    if stand_ins:
        lessons = tuple(one if one.rooms else replace(one, room_type=stand_ins[0].types[0]) for one in lessons)
    school = School(
        settings=Settings(school=here.name, language=language),
        periods=tuple(_periods(here)),
        classes=tuple(draft.classes.values()),
        groups=tuple(draft.groups.values()),
        teachers=tuple(draft.people.values()),
        subjects=tuple(Subject(draft.subjects[one], comments or one) for one, comments in here.subjects.items()),
        lessons=lessons,
        rooms=(*rooms, *stand_ins),
        availability=tuple(_availability(draft)),
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


def _day_numbers(here: Institution) -> list[int]:
    """Monday is 0; days without such names are the first of the week."""
    return weekdays(list(here.days)) or list(range(len(here.days)))


def _periods(here: Institution) -> Iterator[GridPeriod]:
    number = _day_numbers(here)
    for time in here.times.times:
        yield GridPeriod(DEFAULT_GRID, number[time.day], time.period, time.start, time.end, time.half_day)


def _rooms(draft: _Draft, used: bool) -> Iterator[Room]:
    """A school of ours that has rooms asks one for every contact lesson: they are left out where FET uses none."""
    for room in draft.here.rooms.values():
        if room.sets:
            draft.rest.append(("Virtual room", f"{room.name}: {'; '.join(' | '.join(some) for some in room.sets)}"))
        elif not used:
            draft.rest.append(("Room", f"{room.name}: {room.capacity}"))
        else:
            yield Room(
                draft.rooms[room.name],
                room.name,
                seats=room.capacity if room.capacity <= MOST_SEATS else None,
                campus=" ".join(room.building.split()),
            )


def _stand_ins(draft: _Draft, language: str) -> tuple[Room, ...]:
    """As many rooms that are none as lessons can run at once: each holds some pupils who can be in one place only."""
    name = say(language, "fet", "no_room")
    busy = {leaf for one in draft.here.active for leaf in one.leaves}
    return tuple(Room(f"{name} {number}", types=(name,)) for number, _ in enumerate(busy, start=1))


# -- pupils --


def _read_pupils(draft: _Draft) -> None:
    """Each leaf belongs to one class; what is made of others' leaves is those classes and groups together."""
    here = draft.here
    claimed: dict[str, str] = {}
    for year, groups in here.years.items():
        members = {group: set(here.pupils[group]) for group in groups}
        shared = sum(map(len, members.values())) > len(set().union(*members.values()))
        for name in [year] if shared or not groups else groups:
            leaves = [leaf for leaf in here.pupils[name] if leaf not in claimed]
            if not leaves:
                continue
            claimed.update(dict.fromkeys(leaves, name))
            _add_class(draft, name, leaves, {group: members[group] for group in groups} if shared else {})
    for name, inside in here.pupils.items():
        if name not in draft.attendees:
            draft.attendees[name] = _together(draft, frozenset(inside), name)


def _add_class(draft: _Draft, name: str, leaves: list[str], groups: dict[str, set[str]]) -> None:
    """One class with its divisions: of a year whose groups share pupils those groups, else its own subgroups."""
    here, code = draft.here, draft.pupils[name]
    draft.classes[name] = SchoolClass(code, name, pupils=here.heads.get(name, 0))
    draft.attendees[name] = (code,)
    parts = groups or {one.removeprefix("path:"): {one} for one in leaves if one != f"path:{name}"}
    divisions: list[tuple[set[str], list[str]]] = []
    for part, inside in parts.items():
        division = next((one for one in divisions if not one[0] & inside), None)
        if division is None:
            division = (set(), [])
            divisions.append(division)
        division[0].update(inside)
        division[1].append(part)
    for number, (_, names) in enumerate(divisions, start=1):
        label = f"{code} {number}"
        for part in names:
            draft.groups[part] = ClassGroup(draft.pupils[part], code, label, here.heads.get(part, 0))
            draft.attendees[part] = (draft.pupils[part],)


def _together(draft: _Draft, leaves: frozenset[str], name: str) -> tuple[str, ...]:
    """The classes and groups that are these pupils; larger ones where none fit, which is told."""
    here = draft.here
    whole = [
        (set(here.pupils[one]), draft.attendees[one]) for one in (*draft.classes, *draft.groups) if one in here.pupils
    ]
    found: dict[str, None] = {}
    missing = set(leaves)
    for exact in (True, False):
        for inside, codes in sorted(whole, key=lambda pair: -len(pair[0]) if exact else len(pair[0])):
            if missing & inside and (inside <= leaves or not exact):
                found.update(dict.fromkeys(codes))
                missing -= inside
                if not exact:
                    draft.rest.append(("Students", f"{name}: {' '.join(codes)}"))
    return tuple(found)


# -- lessons --


def _lessons(draft: _Draft, fet: FetFile) -> tuple[SchoolLesson, ...]:
    """The activities of one lesson with the same people are one lesson with blocks."""
    return tuple(_lesson(draft, fet, some) for some in draft.lessons.values() if some[0].pupils)


def _meetings(draft: _Draft) -> Iterator[Meeting]:
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


def _split(here: Institution) -> dict[str, list[Activity]]:
    """By id of the lesson, its activities."""
    found: dict[tuple[object, ...], list[Activity]] = {}
    for one in here.active:
        key = (one.group or one.id, one.teachers, one.subject, one.pupils)
        found.setdefault(key, []).append(one)
    return {str(some[0].id): some for some in found.values()}


def _lesson(draft: _Draft, fet: FetFile, some: list[Activity]) -> SchoolLesson:
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
        rooms=tuple(draft.rooms[name] for name in rooms),
        notes=" ".join([*(f"#{tag}" for tag in first.tags), " ".join(first.comments.split())]).strip(),
    )


def _roster(draft: _Draft, fet: FetFile, timetable: Timetable) -> tuple[RosterRow, ...]:
    days, problem = _day_numbers(draft.here), fet.problem
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
                    day=days[time.day],
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
    free: dict[tuple[int, str], int] = {}
    found = []
    for row in sorted(rows, key=lambda row: (row.day, row.period)):
        if row.lesson in bare and not row.room:
            for room in stand_ins:
                if free.get((row.day, room.code), 0) <= row.period:
                    free[row.day, room.code] = row.period + row.duration
                    row = replace(row, room=room.code)
                    break
        found.append(row)
    return tuple(found)


# -- constraints --


def _take(draft: _Draft, c: Constraint) -> None:
    """Puts a constraint into the sheet that says it, or into the rest."""
    family = c.entry.removeprefix(PREFIX)
    if family in _IMPLIED:
        return
    taker = _TAKERS.get(family)
    if not c.points and not c.hard:
        return
    if taker is None or not (c.hard or family in _WISHES) or not taker(draft, c):
        draft.rest.append((family, _said(c)))


def _said(c: Constraint) -> str:
    """A constraint's own fields in short."""
    left_out = ("Active", "Comments", "Permanently_Locked")
    told = [
        f"{child.tag}={' '.join(' '.join(child.itertext()).split())}"
        for child in c.element
        if child.tag not in left_out and not child.tag.startswith("Number_of_")
    ]
    return "; ".join(told)[:_LONGEST_SAID]


_LONGEST_SAID = 2_000
_IMPLIED = (
    *("BasicCompulsoryTime", "BasicCompulsorySpace", "BreakTimes"),
    *("ActivityPreferredRoom", "ActivityPreferredRooms", "SubjectPreferredRoom", "SubjectPreferredRooms"),
    *("SubjectActivityTagPreferredRoom", "SubjectActivityTagPreferredRooms"),
    *("ActivityTagPreferredRoom", "ActivityTagPreferredRooms"),
    *("TeacherHomeRoom", "TeacherHomeRooms", "StudentsSetHomeRoom", "StudentsSetHomeRooms"),
)
"""Breaks are no periods of the grid; the rooms of a lesson stand in its row."""


def _teacher_limit(field_name: str, *tags: str) -> Callable[[_Draft, Constraint], bool]:
    """A number in the row of a teacher, or of all; the strictest counts."""

    def take(draft: _Draft, c: Constraint) -> bool:
        limit = c.how_many(*tags)
        everybody = c.entry.startswith(f"{PREFIX}Teachers")
        named = draft.here.teachers if everybody else [text(c.element, "Teacher_Name", "Teacher")]
        for name in named:
            one = draft.people[name]
            known = getattr(one, field_name)
            strictest = limit if known is None else (max if field_name.startswith("min") else min)(known, limit)
            changed: dict[str, Any] = {field_name: strictest}
            draft.people[name] = replace(one, **changed)
        return True

    return take


def _closed(draft: _Draft, c: Constraint) -> bool:
    """Somebody or a room is not there."""
    days = _day_numbers(draft.here)
    if c.entry == "ConstraintTeacherNotAvailableTimes":
        who = [("teacher", draft.teachers[text(c.element, "Teacher", "Teacher_Name")])]
    elif c.entry == "ConstraintRoomNotAvailableTimes":
        who = [("room", draft.rooms[text(c.element, "Room", "Room_Name")])]
    else:
        name = text(c.element, "Students", "Students_Name")
        codes = {one.code for one in draft.classes.values()}
        named = draft.attendees[name]
        if not codes.issuperset(named):
            return False
        who = [("class", code) for code in named]
    for element in c.element.iter("Not_Available_Time"):
        for day, hour in (slot for slot in c.slots_of(element) if slot in draft.here.slots):
            draft.closed.update({(*one, days[day], hour + 1): None for one in who})
    return True


def _pupils_gaps(draft: _Draft, c: Constraint) -> bool:
    """For everybody, or for classes; a school without such a constraint asks nothing (`_no_gaps_asked`)."""
    if c.entry == "ConstraintStudentsMaxGapsPerWeek":
        who: tuple[str, ...] = ("all",)
    else:
        who = draft.attendees[text(c.element, "Students", "Students_Name")]
        if not {one.code for one in draft.classes.values()}.issuperset(who):
            return False
    draft.rules += [RuleRow(GAPS, one, Level.MUST, value=str(c.how_many("Max_Gaps"))) for one in who]
    return True


def _not_asked(draft: _Draft) -> Iterator[RuleRow]:
    """Our catalogue asks of every school what FET asks only where a constraint does."""
    yield from (RuleRow(rule, "all", Level.OFF) for rule in UNASKED)
    if not any(row.rule == GAPS and row.who == "all" for row in draft.rules):
        yield RuleRow(GAPS, "all", Level.OFF)
    hours = len(draft.here.hours)
    yield RuleRow(TEACHERS_DAY, "all", Level.MUST, value=f"per_day={hours}; in_row={hours}")


def _pinned(draft: _Draft, c: Constraint) -> bool:
    """A block with a day, an hour, or both."""
    day, hour = text(c.element, "Preferred_Day", "Day"), text(c.element, "Preferred_Hour", "Hour")
    days = _day_numbers(draft.here)
    for activity in c.activities():
        lesson = next(some for some in draft.lessons.values() if activity in some)
        if not activity.pupils:  # a meeting has no pins
            return False
        at_day = next(iter(c.clerk.known([day], draft.here.days, "Day")), None) if day else None
        at_hour = next(iter(c.clerk.known([hour], draft.here.hours, "Hour")), None) if hour else None
        draft.pins[activity.id] = Pin(
            lesson[0].lesson,
            lesson.index(activity) + 1,
            day=None if at_day is None else days[at_day],
            period=None if at_hour is None else at_hour + 1,
        )
    return True


def _spread(draft: _Draft, c: Constraint) -> bool:
    """Blocks of one lesson on different days are what every school has by default."""
    ids = {one for one in texts(c.element, "Activity_Id")}
    one_lesson = any(ids <= {one.lesson for one in some} for some in draft.lessons.values())
    return one_lesson and c.how_many("MinDays", default=1) <= 1


_TAKERS: dict[str, Callable[[_Draft, Constraint], bool]] = {
    "TeacherNotAvailableTimes": _closed,
    "StudentsSetNotAvailableTimes": _closed,
    "RoomNotAvailableTimes": _closed,
    "TeacherMaxHoursDaily": _teacher_limit("max_per_day", "Maximum_Hours_Daily"),
    "TeachersMaxHoursDaily": _teacher_limit("max_per_day", "Maximum_Hours_Daily"),
    "TeacherMinHoursDaily": _teacher_limit("min_per_day", "Minimum_Hours_Daily"),
    "TeachersMinHoursDaily": _teacher_limit("min_per_day", "Minimum_Hours_Daily"),
    "TeacherMaxHoursContinuously": _teacher_limit("max_consecutive", "Maximum_Hours_Continuously"),
    "TeachersMaxHoursContinuously": _teacher_limit("max_consecutive", "Maximum_Hours_Continuously"),
    "TeacherMaxDaysPerWeek": _teacher_limit("max_days", "Max_Days_Per_Week"),
    "TeachersMaxDaysPerWeek": _teacher_limit("max_days", "Max_Days_Per_Week"),
    "TeacherMaxGapsPerWeek": _teacher_limit("max_gaps", "Max_Gaps"),
    "TeachersMaxGapsPerWeek": _teacher_limit("max_gaps", "Max_Gaps"),
    "StudentsMaxGapsPerWeek": _pupils_gaps,
    "StudentsSetMaxGapsPerWeek": _pupils_gaps,
    "ActivityPreferredStartingTime": _pinned,
    "MinDaysBetweenActivities": _spread,
}


_WISHES = ("MinDaysBetweenActivities",)
"""What is a wish in every school of ours, whatever its weight in FET."""


def _availability(draft: _Draft) -> Iterator[Availability]:
    for kind, code, day, period in draft.closed:
        yield Availability(kind, code, day=day, period=period)
