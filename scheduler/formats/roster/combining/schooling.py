"""The last step of an import: the records of a school workbook out of names, lessons, grids and free time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from scheduler.formats.roster.combining.assembling import Assembled
from scheduler.formats.roster.combining.clocking import Clocked
from scheduler.formats.roster.reading.list_rows import fraction_of
from scheduler.formats.roster.sheets.values import number_of
from scheduler.formats.roster.words.labels import plain
from scheduler.problem.modes import Mode
from scheduler.school.records import (
    EVERY_WEEK,
    Availability,
    GridPeriod,
    Level,
    Room,
    School,
    SchoolClass,
    Settings,
    Subject,
    Supervision,
    Teacher,
)

if TYPE_CHECKING:
    from scheduler.formats.roster.importing import Work

_LEVELS = {3: Level.MUST, 2: Level.STRONG, 1: Level.WISH}
_WISHES = {3: Level.STRONG, 2: Level.WISH, 1: Level.PREFERENCE}
_STAGES = {"eerste": "1", "tweede": "2", "derde": "3", "1ste": "1", "2de": "2", "3de": "3"}


def school_of(work: Work, clocked: Clocked, assembled: Assembled, periods: tuple[GridPeriod, ...]) -> School:
    """Everything the roster said, as records."""
    lessons = tuple(assembled.lessons)
    distance = any(lesson.modes and lesson.modes != {Mode.CONTACT} for lesson in lessons)
    halves = any(lesson.periods.denominator != 1 for lesson in lessons)
    cycle = (
        2
        if halves
        or any(row.week != EVERY_WEEK for row in assembled.roster)
        or any(lesson.week != EVERY_WEEK for lesson in lessons)
        else 1
    )
    groups = tuple(assembled.groups)
    class_of_group = {group.code: group.class_code for group in groups}
    used_classes = dict.fromkeys(class_of_group.get(a, a) for lesson in lessons for a in lesson.attendees)
    used_teachers = dict.fromkeys(
        [
            *(t for lesson in lessons for choice in lesson.teachers for t in choice),
            *(duty[0] for duty in assembled.duties),
        ]
    )
    used_rooms = dict.fromkeys(
        [*(r for lesson in lessons for r in lesson.rooms), *(row.room for row in assembled.roster if row.room)]
    )
    online_classes = {
        class_of_group.get(a, a)
        for lesson in lessons
        if lesson.modes and lesson.modes != {Mode.CONTACT}
        for a in lesson.attendees
    }
    online_subjects = {lesson.subject for lesson in lessons if lesson.modes and lesson.modes != {Mode.CONTACT}}
    online_teachers = {
        t for lesson in lessons if lesson.modes and lesson.modes != {Mode.CONTACT} for c in lesson.teachers for t in c
    }
    classes = _names(work, "class", used_classes, work.listed.classes)
    teachers = _names(work, "teacher", used_teachers, work.listed.teachers)
    rooms = _names(work, "room", used_rooms, work.listed.rooms)
    subjects = dict.fromkeys([*(lesson.subject for lesson in lessons), *work.listed.subjects])
    grid_of: dict[str, str] = {}
    for s in clocked.sightings:
        for name in s.classes:
            grid_of.setdefault(name, s.grid)
    several = len(clocked.grids) > 1
    return School(
        settings=Settings(language=work.options.language, cycle_weeks=cycle),
        periods=periods,
        classes=tuple(
            _class(work, name, grid_of.get(name, "") if several else "", name in online_classes) for name in classes
        ),
        groups=groups,
        teachers=tuple(_teacher(work, name, name in online_teachers) for name in teachers),
        subjects=tuple(
            Subject(
                name,
                work.vocabulary.subject_names.get(name, "") or work.listed.subjects.get(name, {}).get("name", ""),
                distance_ok=distance and name in online_subjects,
            )
            for name in subjects
            if name
        ),
        lessons=lessons,
        rooms=tuple(_room(work, name) for name in rooms),
        supervision=tuple(Supervision(place, who, None, day, period) for place, who, day, period in work.supervision),
        availability=tuple(
            a
            for a in (*_duties(assembled), *_availability(work, periods))
            if a.code
            in {"teacher": set(teachers), "class": set(classes), "room": set(rooms), "subject": set(subjects)}[a.kind]
            and (not periods or (a.day, a.period) in {(p.day, p.period) for p in periods})
        ),
        roster=tuple(assembled.roster),
    )


def _names(work: Work, kind: str, used: Mapping[str, None], listed: Mapping[str, Mapping[str, str]]) -> list[str]:
    """All names of a kind: those in lessons, on axes, in lists; in reading order, once."""
    found = dict.fromkeys([*listed, *used, *sorted(work.owners[kind])])
    return [name for name in found if name.strip()]


def _class(work: Work, name: str, grid: str, distance: bool) -> SchoolClass:
    record = work.listed.classes.get(name, {})
    stage = next((digit for word, digit in _STAGES.items() if word in plain(record.get("stage", ""))), "")
    if "zevende" in plain(record.get("stage", "")):
        stage = "7"
    pupils = number_of(record.get("pupils", "").strip()) if record.get("pupils") else None
    home = work.home_rooms.get(name) or record.get("home_room", "")
    return SchoolClass(
        name,
        record.get("name", ""),
        stage=stage,
        finality=record.get("finality", ""),
        programme=record.get("programme", ""),
        pupils=int(pupils) if pupils and pupils > 0 else 0,
        grid=grid,
        home_room=home if home in work.owners["room"] or home in work.listed.rooms else "",
        distance_ok=distance,
    )


def _teacher(work: Work, name: str, distance: bool) -> Teacher:
    record = work.listed.teachers.get(name, {})
    full = record.get("name") or work.vocabulary.teacher_names.get(name, "")
    assignment = fraction_of(record.get("assignment")) if record.get("assignment") else None
    return Teacher(
        name,
        full if full != name else "",
        assignment=assignment if assignment and assignment > 0 else None,
        department=record.get("department", ""),
        distance_skill=frozenset({Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS}) if distance else frozenset(),
        home_ok=distance,
    )


def _room(work: Work, name: str) -> Room:
    record = work.listed.rooms.get(name, {})
    seats = number_of(record.get("seats", "")) if record.get("seats") else None
    kind = record.get("category", "")
    return Room(name, types=(kind,) if kind else (), seats=int(seats) if seats and seats > 0 else None)


def _duties(assembled: Assembled) -> list[Availability]:
    """Periods in which a teacher is busy without a class."""
    return [
        Availability(
            "teacher", teacher, None if week == EVERY_WEEK else week, day, period, None, Level.MUST, False, None, what
        )
        for teacher, day, period, week, what in dict.fromkeys(assembled.duties)
    ]


def _availability(work: Work, periods: tuple[GridPeriod, ...]) -> list[Availability]:
    """Free time of lists and wishes of grids. A list of times somebody is there blocks all other times."""
    result = []
    there: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for kind, code, day, period, value in dict.fromkeys(work.free):
        if value == 9:
            there.setdefault((kind, code), set()).add((day, period))
        elif value:
            levels = _LEVELS if value < 0 else _WISHES
            result.append(Availability(kind, code, None, day, period, None, levels[min(3, abs(value))], value > 0))
    slots = Counter((p.day, p.period) for p in periods) or Counter(slot for times in there.values() for slot in times)
    for (kind, code), times in there.items():
        for day, period in sorted(set(slots) - times):
            result.append(Availability(kind, code, None, day, period, None, Level.MUST, False))
    return result
