"""A school workbook as a FET file: what FET can say of it, with its timetable locked in, and what it cannot.

Each class is a year, its groups are groups and its paths subgroups, so that nobody is in two places at once there
either. A block of a lesson is an activity; in a cycle of two weeks FET's days are those of both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent

from scheduler.formats.fet.solutions import ROOM, START, written
from scheduler.formats.files.faults import Notice
from scheduler.problem.lessons import Lesson
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, TEACHER, Resource
from scheduler.problem.resources import ROOM as ROOM_KIND
from scheduler.problem.rules import LimitClusters, LimitIdle, Pinned, Rule
from scheduler.problem.text import say
from scheduler.problem.times import WEEK_NAMES
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.records import Level, Room, School, SchoolClass, SchoolLesson

VERSION = "6.8.5"
GAPS = "H07"
LATE = "H26"
SAID = frozenset({"H01", "H02", GAPS, "H16", "H19", LATE})
"""Entries of the catalogue that FET's own constraints say: clashes, placing, gaps of pupils, pins and closed times, and
days with a lesson in one period where `_intervals` can."""
WISHED = 95
"""Weight in FET of blocks of one lesson on different days."""
Fields = Iterable[tuple[str, object]]


@dataclass
class _Draft:
    """The file so far; `activities` has, by lesson, part and week, the id of an activity."""

    school: School
    problem: Problem
    language: str
    root: Element = field(default_factory=lambda: Element("fet", version=VERSION))
    time: Element = field(default_factory=lambda: Element("Time_Constraints_List"))
    space: Element = field(default_factory=lambda: Element("Space_Constraints_List"))
    days: list[str] = field(default_factory=list)
    hours: list[str] = field(default_factory=list)
    activities: dict[tuple[str, int, int], str] = field(default_factory=dict)
    unsaid: dict[str, dict[str, None]] = field(default_factory=dict)

    @cached_property
    def lessons(self) -> dict[str, SchoolLesson]:
        """The planner's rows by id."""
        return {one.id: one for one in self.school.lessons}

    @cached_property
    def heads(self) -> dict[str, int]:
        """Pupils by class and group."""
        classes = {one.code: one.pupils or 0 for one in self.school.classes}
        return classes | {one.code: one.pupils or 0 for one in self.school.groups}

    def leave_out(self, key: str, what: str) -> None:
        self.unsaid.setdefault(key, {})[what] = None


def write_school_as_fet(
    path: Path, school: School, problem: Problem, timetable: Timetable | None, language: str
) -> list[Notice]:
    """Writes the file, whole or not at all; what FET cannot say is told, each with where it occurs."""
    draft = _Draft(school, problem, language)
    _lists(draft)
    _activities(draft, timetable)
    _constraints(draft, timetable)
    _settle(draft, timetable)
    draft.root.append(draft.time)
    draft.root.append(draft.space)
    indent(draft.root, space="\t")
    written(path, draft.root)
    _note_rules(draft)
    return [
        Notice(path.name, ", ".join(list(found)[:_FEW]), f"unsaid_{key}", {"count": len(found)}, "fet")
        for key, found in draft.unsaid.items()
    ]


_FEW = 12
"""So many are named."""


def _add(parent: Element, tag: str, fields: Fields) -> Element:
    element = SubElement(parent, tag)
    for name, value in fields:
        if isinstance(value, Element):
            element.append(value)
        else:
            SubElement(element, name).text = "".join(filter(_in_xml, str(value)))
    return element


def _in_xml(letter: str) -> bool:
    """Whether XML has the character at all."""
    return letter in "\t\n\r" or " " <= letter <= "\ud7ff" or "\ue000" <= letter <= "\ufffd" or letter > "\uffff"


def _listed(draft: _Draft, tag: str, items: Iterable[tuple[str, Fields]]) -> Element:
    listed = SubElement(draft.root, tag)
    for name, fields in items:
        _add(listed, name, fields)
    return listed


# -- lists --


def _lists(draft: _Draft) -> None:
    school, problem = draft.school, draft.problem
    SubElement(draft.root, "Mode").text = "Official"
    SubElement(draft.root, "Institution_Name").text = school.settings.school or problem.name or "-"
    SubElement(draft.root, "Comments")
    names = [say(draft.language, "fet", f"day_{number}") for number in range(7)]
    numbers = sorted({time.day for time in problem.times.times})
    weeks = problem.times.weeks
    draft.days = [f"{WEEK_NAMES[w]} {names[n]}" if weeks > 1 else names[n] for w in range(weeks) for n in numbers]
    draft.hours = [str(period) for period in range(1, max(time.period for time in problem.times.times) + 1)]
    for tag, one, values in (("Days_List", "Day", draft.days), ("Hours_List", "Hour", draft.hours)):
        listed = _listed(draft, tag, [])
        SubElement(listed, f"Number_of_{one}s").text = str(len(values))
        for value in values:
            _add(listed, one, [("Name", value)])
    subjects = dict.fromkeys([*(one.code for one in school.subjects), *(one.subject for one in _taught(draft))])
    known = {one.code: one.name for one in school.subjects}
    _listed(
        draft, "Subjects_List", [("Subject", [("Name", one), ("Comments", known.get(one, ""))]) for one in subjects]
    )
    _listed(draft, "Activity_Tags_List", [])
    teachers = [("Teacher", [("Name", one.code), ("Comments", one.name)]) for one in problem.resources_of(TEACHER)]
    _listed(draft, "Teachers_List", teachers)
    students = _listed(draft, "Students_List", [])
    for record in school.classes:
        year = _add(students, "Year", [("Name", record.code), ("Number_of_Students", record.pupils), _beside(record)])
        paths = [one for one in problem.resources_of(PATH) if one.class_code == record.code]
        for group in (one for one in school.groups if one.class_code == record.code):
            inside = [one for one in paths if group.code in one.groups]
            _add(year, "Group", [("Name", group.code), ("Number_of_Students", group.pupils), *_subgroups(inside)])
        others = [one for one in paths if not one.groups]
        if others and len(paths) > 1:
            _add(year, "Group", [("Name", f"{record.code} -"), ("Number_of_Students", 0), *_subgroups(others)])
    campuses = dict.fromkeys(room.campus for room in school.rooms if room.campus)
    buildings = [("Building", [("Name", one)]) for one in campuses]
    rooms = [("Room", _room_fields(one)) for one in school.rooms]
    draft.root.append(Element("Activities_List"))
    _listed(draft, "Buildings_List", buildings)
    _listed(draft, "Rooms_List", rooms)


def _room_fields(room: Room) -> list[tuple[str, object]]:
    seats = 30_000 if room.seats is None else room.seats
    return [("Name", room.code), ("Building", room.campus), ("Capacity", seats), _beside(room)]


def _beside(record: SchoolClass | Room) -> tuple[str, object]:
    """The long name as a comment; FET's own names are the codes."""
    return "Comments", record.name if record.name != record.code else ""


def _subgroups(paths: Iterable[Resource]) -> Iterator[tuple[str, object]]:
    for path in paths:
        element = Element("Subgroup")
        SubElement(element, "Name").text = f"{path.code} *" if path.code == path.class_code else path.code
        SubElement(element, "Number_of_Students").text = "0"
        yield "Subgroup", element


# -- activities --


def _taught(draft: _Draft) -> list[Lesson]:
    """The lessons that a planner wrote; openings of rooms are left out."""
    return [one for one in draft.problem.lessons if not one.optional]


def _activities(draft: _Draft, timetable: Timetable | None) -> None:
    listed = draft.root.find("Activities_List")
    assert listed is not None
    for lesson in _taught(draft):
        blocks = [
            (part, size, week)
            for part, size in _sizes(lesson, timetable)
            for week in _weeks(draft, lesson, part, timetable)
        ]
        first = len(draft.activities) + 1
        total = sum(size for _, size, _ in blocks)
        if _at_distance(draft, lesson, timetable):
            draft.leave_out("modes", lesson.row or lesson.id)
        for number, (part, size, week) in enumerate(blocks, start=first):
            draft.activities[lesson.id, part, week] = str(number)
            _add(
                listed,
                "Activity",
                [
                    *(("Teacher", one) for one in _teachers(draft, lesson, part, timetable)),
                    ("Subject", lesson.subject or lesson.name or lesson.id),
                    *(("Students", one) for one in lesson.attendees),
                    ("Duration", size),
                    ("Total_Duration", total),
                    ("Id", number),
                    ("Activity_Group_Id", first if len(blocks) > 1 else 0),
                    *_heads(draft, lesson, timetable),
                    ("Active", "true"),
                    ("Comments", lesson.row or lesson.id),
                ],
            )


def _heads(draft: _Draft, lesson: Lesson, timetable: Timetable | None) -> Iterator[tuple[str, object]]:
    """As many pupils as the smallest of its rooms seats, where there are more of them: the school lets it be there."""
    seats = {room.code: room.seats for room in draft.school.rooms if room.seats is not None}
    least = min((seats[room] for room in _rooms_of(draft, lesson, timetable) if room in seats), default=None)
    if least is not None and least < sum(draft.heads.get(one, 0) for one in lesson.attendees):
        yield "Number_Of_Students", least


def _at_distance(draft: _Draft, lesson: Lesson, timetable: Timetable | None) -> bool:
    """Whether a lesson asks for another mode than contact, or has it in the timetable."""
    record = draft.lessons.get(lesson.row or lesson.id)
    asked = record is not None and (record.distance_min or record.distance_max or record.modes)
    placed = timetable.of_lesson(lesson.id) if timetable is not None else ()
    return bool(asked) or any(lesson.option(one.option).mode is not Mode.CONTACT for one in placed)


def _placed(lesson: Lesson, part: int, timetable: Timetable | None) -> Placement | None:
    found = timetable.of_lesson(lesson.id) if timetable is not None else ()
    return next((one for one in found if one.part == part and one.start is not None), None)


def _sizes(lesson: Lesson, timetable: Timetable | None) -> Iterator[tuple[int, int]]:
    """(part, periods): as the timetable has them, else the longest blocks that the lesson allows."""
    known = {one.part: one.duration for one in timetable.of_lesson(lesson.id)} if timetable is not None else {}
    rest = lesson.duration
    for part in lesson.parts:
        size = known.get(part.number, 0) if sum(known.values()) == lesson.duration else min(part.longest, rest)
        rest -= size
        if size:
            yield part.number, size


def _weeks(draft: _Draft, lesson: Lesson, part: int, timetable: Timetable | None) -> tuple[int, ...]:
    """The weeks in which a block happens; a lesson of every week is one activity in each."""
    patterns = lesson.parts[part - 1].weeks
    placement = _placed(lesson, part, timetable)
    if placement is not None and placement.start is not None:
        chosen = draft.problem.weeks_from(lesson.parts[part - 1], placement.start)
    else:
        chosen = patterns[0]
    if len(chosen) > 1:
        draft.leave_out("same_weeks", lesson.row or lesson.id)
    if len(patterns) > 1:
        draft.leave_out("either_week", lesson.row or lesson.id)
    return chosen


def _teachers(draft: _Draft, lesson: Lesson, part: int, timetable: Timetable | None) -> Iterator[str]:
    """Who gives it, nobody twice; of several who could, the one of the timetable or the first who is left."""
    placement = _placed(lesson, part, timetable)
    option = lesson.option(placement.option) if placement is not None else lesson.options[0]
    held = {demand.role: one for demand, one in draft.problem.held(placement)} if placement is not None else {}
    asked = [
        demand
        for demand in lesson.demands_in(option)
        if {draft.problem.resource[one].kind for one in demand.candidates} == {TEACHER}
    ]
    if not all(demand.fixed for demand in asked):
        draft.leave_out("alternatives", lesson.row or lesson.id)
    chosen = [
        (held[demand.role],) if demand.role in held else demand.candidates for demand in asked
    ]  # what is settled first, so that whoever can choose takes somebody else
    taken: dict[str, None] = {}
    for candidates in sorted(chosen, key=len):
        left = [one for one in candidates if one not in taken]
        taken[(left or candidates)[0]] = None
    for one in taken:
        yield draft.problem.resource[one].code


# -- constraints --


def _constraint(parent: Element, name: str, fields: Fields, weight: object = 100) -> None:
    _add(parent, name, [("Weight_Percentage", weight), *fields, ("Active", "true"), ("Comments", "")])


def _slots(slots: Iterable[tuple[str, str]], tag: str) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for day, hour in slots:
        element = Element(tag)
        SubElement(element, "Day").text, SubElement(element, "Hour").text = day, hour
        found.append((tag, element))
    return [(f"Number_of_{tag}s", len(found)), *found]


def _constraints(draft: _Draft, timetable: Timetable | None) -> None:
    _constraint(draft.time, "ConstraintBasicCompulsoryTime", [])
    _constraint(draft.space, "ConstraintBasicCompulsorySpace", [])
    open_slots = {_slot(draft, time.index) for time in draft.problem.times.times}
    closed = [(day, hour) for day in draft.days for hour in draft.hours if (day, hour) not in open_slots]
    if closed:
        _constraint(draft.time, "ConstraintBreakTimes", _slots(closed, "Break_Time"))
    if len({time.grid for time in draft.problem.times.times}) > 1:
        draft.leave_out("grids", "")
    _absences(draft)
    _limits(draft)
    _intervals(draft)
    for lesson in _taught(draft):
        _spread(draft, lesson)
        _rooms(draft, lesson, timetable)


def _slot(draft: _Draft, index: int) -> tuple[str, str]:
    """A time as FET's day and hour."""
    time = draft.problem.times[index]
    numbers = sorted({one.day for one in draft.problem.times.times})
    return draft.days[time.week * len(numbers) + numbers.index(time.day)], str(time.period)


def _absences(draft: _Draft) -> None:
    """Times at which somebody cannot be there; wishes about times are left out."""
    tags = {"teacher": ("Teacher", "Teacher"), "class": ("StudentsSet", "Students"), "room": ("Room", "Room")}
    closed: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
    for one in draft.school.availability:
        if one.kind not in tags or one.level is not Level.MUST or one.there or one.place:
            only_there = one.kind in tags and one.level is Level.MUST
            draft.leave_out("places" if only_there else "wishes", one.code)
            continue
        for time in draft.problem.times.times:
            week = WEEK_NAMES[time.week] if draft.problem.times.weeks > 1 else None
            asked = ((one.week, week), (one.day, time.day), (one.period, time.period), (one.half_day, time.half_day))
            if all(wanted in (None, is_) for wanted, is_ in asked if is_ is not None):
                closed.setdefault((one.kind, one.code), {})[_slot(draft, time.index)] = None
    for (kind, code), slots in closed.items():
        name, tag = tags[kind]
        parent = draft.space if kind == "room" else draft.time
        _constraint(parent, f"Constraint{name}NotAvailableTimes", [(tag, code), *_slots(slots, "Not_Available_Time")])


_TEACHER_LIMITS: Mapping[str, tuple[str, str]] = {
    "max_per_day": ("TeacherMaxHoursDaily", "Maximum_Hours_Daily"),
    "max_consecutive": ("TeacherMaxHoursContinuously", "Maximum_Hours_Continuously"),
    "max_days": ("TeacherMaxDaysPerWeek", "Max_Days_Per_Week"),
    "max_gaps": ("TeacherMaxGapsPerWeek", "Max_Gaps"),
}


def _limits(draft: _Draft) -> None:
    """What a teacher's own row limits, a week; and gaps of pupils where none or few are allowed."""
    weeks = draft.problem.times.weeks
    for teacher in draft.school.teachers:
        for name, (kind, tag) in _TEACHER_LIMITS.items():
            limit = getattr(teacher, name)
            if limit is not None:
                times = weeks if name in ("max_days", "max_gaps") else 1
                _constraint(draft.time, f"Constraint{kind}", [("Teacher_Name", teacher.code), (tag, limit * times)])
        if teacher.min_per_day is not None:
            fields = [("Teacher_Name", teacher.code), ("Minimum_Hours_Daily", teacher.min_per_day)]
            _constraint(draft.time, "ConstraintTeacherMinHoursDaily", [*fields, ("Allow_Empty_Days", "true")])
    gaps: dict[str, int] = {}
    for rule in _hard(draft, GAPS):
        if isinstance(rule, LimitIdle) and rule.most is not None:
            for one in rule.resources:
                code = draft.problem.resource[one].class_code
                gaps[code] = (
                    gaps.get(code, 0) + rule.most if len(rule.groups) == 1 else max(gaps.get(code, 0), rule.most)
                )
    for code, most in gaps.items():
        _constraint(draft.time, "ConstraintStudentsSetMaxGapsPerWeek", [("Max_Gaps", most), ("Students", code)])


def _intervals(draft: _Draft) -> None:
    """On how many days there may be a lesson in one period: of one week and one grid, where it must hold."""
    one_week = draft.problem.times.weeks == 1 and len({time.grid for time in draft.problem.times.times}) == 1
    said: dict[tuple[str, str, int, int], None] = {}
    for rule in draft.problem.rules:
        if rule.entry != LATE or not isinstance(rule, LimitClusters) or not rule.weight:
            continue
        periods = {draft.problem.times[time].period for (touch,) in rule.clusters for time in touch.times}
        if not one_week or not rule.hard or len(periods) > 1 or rule.most is None:
            draft.leave_out("rules", LATE)
            continue
        for one in map(draft.problem.resource.__getitem__, rule.resources):
            said[one.kind, one.class_code or one.code, min(periods), rule.most] = None
    for kind, code, period, most in said:
        until = draft.hours[period] if period < len(draft.hours) else ""
        name, tag = ("Teacher", "Teacher_Name") if kind == TEACHER else ("StudentsSet", "Students")
        fields = [("Interval_Start_Hour", str(period)), ("Interval_End_Hour", until), ("Max_Days_Per_Week", most)]
        _constraint(draft.time, f"Constraint{name}IntervalMaxDaysPerWeek", [(tag, code), *fields])


def _hard(draft: _Draft, entry: str) -> Iterator[Rule]:
    return (rule for rule in draft.problem.rules if rule.entry == entry and rule.hard)


def _spread(draft: _Draft, lesson: Lesson) -> None:
    ids = [number for (one, _, _), number in draft.activities.items() if one == lesson.id]
    if 1 < len(ids) <= len(draft.days):
        named = [("Number_of_Activities", len(ids)), *(("Activity_Id", one) for one in ids)]
        fields = [("Consecutive_If_Same_Day", "false"), *named, ("MinDays", 1)]
        _constraint(draft.time, "ConstraintMinDaysBetweenActivities", fields, WISHED)


def _rooms_of(draft: _Draft, lesson: Lesson, timetable: Timetable | None) -> dict[str, None]:
    """The rooms of the ways in which it is in contact, and those that it holds, from where it may be given online."""
    ways = [demand for way in lesson.options if way.mode is Mode.CONTACT for demand in way.demands]
    possible = [one for demand in ways for one in demand.candidates]
    placed = timetable.of_lesson(lesson.id) if timetable is not None else ()
    held = [one for placement in placed for _, one in draft.problem.held(placement)]
    return {draft.problem.resource[one].code: None for one in (*possible, *held) if _is_room(draft, one)}


def _rooms(draft: _Draft, lesson: Lesson, timetable: Timetable | None) -> None:
    rooms = _rooms_of(draft, lesson, timetable)
    for (one, _, _), number in draft.activities.items():
        if one == lesson.id and rooms:
            named = [("Number_of_Preferred_Rooms", len(rooms)), *(("Preferred_Room", room) for room in rooms)]
            _constraint(draft.space, "ConstraintActivityPreferredRooms", [("Activity_Id", number), *named])


def _is_room(draft: _Draft, resource: str) -> bool:
    return draft.problem.resource[resource].kind == ROOM_KIND


def _settle(draft: _Draft, timetable: Timetable | None) -> None:
    """Locks what the timetable places; without one, what is pinned."""
    pinned = {
        (pin.lesson, pin.part): pin for rule in draft.problem.rules if isinstance(rule, Pinned) for pin in rule.pins
    }
    for lesson in _taught(draft):
        for part in lesson.parts:
            placement, pin = _placed(lesson, part.number, timetable), pinned.get((lesson.id, part.number))
            start = placement.start if placement is not None else pin.start if pin is not None else None
            if start is None:
                continue
            rooms = [one for _, one in draft.problem.held(placement) if _is_room(draft, one)] if placement else []
            for week in draft.problem.weeks_from(part, start):
                number = draft.activities.get((lesson.id, part.number, week))
                if number is not None:
                    _lock(draft, number, _slot_in_week(draft, start, week), pin is not None, rooms)


def _slot_in_week(draft: _Draft, start: int, week: int) -> tuple[str, str]:
    day, hour = _slot(draft, start)
    per_week = len(draft.days) // draft.problem.times.weeks
    return draft.days[draft.days.index(day) % per_week + week * per_week], hour


def _lock(draft: _Draft, number: str, slot: tuple[str, str], for_good: bool, rooms: list[str]) -> None:
    locked = ("Permanently_Locked", "true" if for_good else "false")
    where = [("Preferred_Day", slot[0]), ("Preferred_Hour", slot[1])]
    _constraint(draft.time, START, [("Activity_Id", number), *where, locked])
    if rooms:
        room = draft.problem.resource[rooms[0]].code
        _constraint(draft.space, ROOM, [("Activity_Id", number), ("Room", room), locked])


def _note_rules(draft: _Draft) -> None:
    """Entries of the catalogue of which no constraint of FET was made."""
    entries = sorted({rule.entry for rule in draft.problem.rules if rule.weight} - SAID)
    for entry in entries:
        draft.leave_out("rules", entry)
    for pool in draft.school.pools:
        draft.leave_out("pools", pool.code)
