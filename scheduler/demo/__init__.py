"""Realistic demo schools, seeded and deterministic: small (8 classes), medium (30), large (56) and multiples.

`make_demo` only wires the parts: what is taught, who teaches, where, what is blended, who is away when.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from functools import partial
from random import Random

from scheduler.demo.blended import Blended, plan_distance
from scheduler.demo.curriculum import Curriculum, DraftClass, DraftLesson, draft_classes, draft_curriculum
from scheduler.demo.places import (
    campus_name,
    home_rooms,
    kinds,
    make_pools,
    make_rooms,
    make_supervision,
    room_type,
)
from scheduler.demo.staffing import DraftTeacher, hire, make_flexible
from scheduler.demo.tables import SubjectInfo, demo_data, subjects
from scheduler.demo.wishes import Absences, make_availability, make_meetings, make_pins
from scheduler.school.default_grid import default_grid
from scheduler.school.records import (
    Availability,
    CalendarEntry,
    Level,
    Room,
    School,
    SchoolClass,
    SchoolLesson,
    Settings,
    Subject,
    Teacher,
    WeekKind,
)

SIZES = ("small", "medium", "large")


def make_demo(size: str, seed: int = 1, language: str = "nl", scale: int = 1) -> School:
    """An invented Flemish secondary school of one size; `scale` copies its class list (1 = as is).

    Counts always fit: teachers, rooms, pools and classes keep slack. Raises ValueError for an unknown size or scale.
    """
    if size not in SIZES or scale < 1:
        raise ValueError(f"no demo school of size {size!r}, scale {scale}: choose {', '.join(SIZES)}, scale from 1")
    random = Random(f"{size}-{seed}-{scale}")
    plan = demo_data("sizes")[size]
    several = len(plan["campuses"]) > 1
    called = partial(campus_name, language=language, several=several)
    known = subjects(language)
    classes = draft_classes(plan, scale, language, random)
    curriculum = draft_curriculum(classes, known, language)
    lessons = curriculum.lessons
    teachers = hire(lessons, plan["teachers"] * scale, plan["merge_below"], random)
    blended = plan_distance(classes, lessons, known, random)
    make_flexible(lessons, plan["flexible"] * scale, random)
    rooms = make_rooms(lessons, _onsite_seats(classes, blended), language, several)
    pools, devices = make_pools(lessons, len(blended.classes), language, several)
    departments = _departments(teachers, language, several)
    meetings = make_meetings(teachers, plan["meetings"] * scale, departments, language)
    absences = Absences(teachers, lessons, meetings)
    pins = make_pins(classes, lessons, absences, plan["pins"])
    availability = make_availability(teachers, absences, language, random)
    own_room = home_rooms([(c.code, called(c.campus)) for c in classes], rooms, language, random)
    return School(
        settings=Settings(school=plan["school"][language], language=language, cycle_weeks=2),
        periods=default_grid(),
        classes=tuple(_class(c, blended, own_room.get(c.code, ""), called(c.campus)) for c in classes),
        groups=curriculum.groups,
        teachers=tuple(_teacher(t, blended, departments[t.code], called(t.campus)) for t in teachers),
        subjects=_subjects(curriculum, known, language),
        lessons=tuple(_lesson(lesson, devices.get(lesson.id, ()), language) for lesson in lessons),
        rooms=tuple(rooms),
        pools=tuple(pools),
        availability=(*availability, *_other_wishes(rooms, known, language)),
        pins=tuple(pins),
        meetings=tuple(meetings),
        supervision=tuple(make_supervision(rooms)),
        calendar=_calendar(classes),
    )


def _onsite_seats(classes: tuple[DraftClass, ...], blended: Blended) -> dict[str, int]:
    """Seats per campus: enough for half of the pupils who ask, if all their classes were at home at once."""
    seats: dict[str, int] = {}
    for one in classes:
        asked = blended.requests.get(one.code, 0)
        reserve = -(-one.pupils * 15 // 100)
        seats[one.campus] = seats.get(one.campus, 0) + (reserve if asked is None else asked)
    return {campus: max(12, total // 2 + 4) for campus, total in seats.items()}


def _departments(teachers: list[DraftTeacher], language: str, several: bool) -> dict[str, str]:
    return {
        teacher.code: str(demo_data("staff")[teacher.staff][language])
        + (f" {campus_name(teacher.campus, language, several)}" if several and teacher.campus != "main" else "")
        for teacher in teachers
    }


def _class(one: DraftClass, blended: Blended, home_room: str, campus: str) -> SchoolClass:
    return SchoolClass(
        code=one.code,
        name=f"{one.code} {one.programme.name}",
        stage=one.programme.stage,
        finality=one.programme.finality,
        programme=one.programme.name,
        pupils=one.pupils,
        campus=campus,
        home_room=home_room,
        distance_ok=one.code in blended.classes,
        onsite_requests=blended.requests[one.code] if one.code in blended.classes else 0,
        without_device=blended.without_device[one.code],
    )


def _teacher(one: DraftTeacher, blended: Blended, department: str, campus: str) -> Teacher:
    return Teacher(
        code=one.code,
        name=one.name,
        assignment=one.load,
        full_time=Fraction(one.full_time),
        plage_max=Fraction(1),
        distance_skill=blended.skills.get(one.code, frozenset()),
        home_ok=one.code in blended.home_ok,
        department=department,
        campus=campus,
    )


def _subjects(curriculum: Curriculum, known: dict[str, SubjectInfo], language: str) -> tuple[Subject, ...]:
    used = {lesson.subject for lesson in curriculum.lessons}
    return tuple(
        Subject(
            code=info.code,
            name=info.name,
            distance_ok=bool(info.distance),
            distance_max_pct=Fraction(50) if info.distance else None,
            room_type=room_type(info.room, language),
            material_ready=info.distance == "both",
            demanding=info.demanding,
        )
        for key, info in known.items()
        if key in used
    )


def _lesson(lesson: DraftLesson, devices: tuple[tuple[str, int], ...], language: str) -> SchoolLesson:
    return SchoolLesson(
        id=lesson.id,
        attendees=lesson.attendees,
        subject=subjects(language)[lesson.subject].code,
        teachers=tuple(lesson.teachers),
        periods=lesson.periods,
        blocks=lesson.blocks,
        room_type=room_type(lesson.room, language),
        distance_min=Fraction(lesson.distance_min),
        distance_max=None if lesson.distance_max is None else Fraction(lesson.distance_max),
        band=lesson.band,
        devices=devices,
    )


def _other_wishes(rooms: list[Room], known: dict[str, SubjectInfo], language: str) -> list[Availability]:
    """A gym let to a club on Friday's last period, and mathematics rather in the morning."""
    texts = demo_data("wishes")
    rows = [
        Availability("room", room.code, day=4, period=8, reason=texts["external"][language])
        for room in rooms
        if room_type("gym", language) in room.types
    ][:1]
    early = texts["early"][language]
    rows.append(
        Availability("subject", known["WIS"].code, half_day="am", level=Level.PREFERENCE, there=True, reason=early)
    )
    return rows


def _calendar(classes: tuple[DraftClass, ...]) -> tuple[CalendarEntry, ...]:
    """The weeks of the school year, and the internship weeks of the classes that have them."""
    plan = demo_data("calendar")
    kind_of = {monday: WeekKind.HOLIDAY for monday in plan["holiday"]}
    kind_of |= {monday: WeekKind.EXAMS for monday in plan["exams"]}
    weeks, monday = [], plan["first"]
    while monday <= plan["last"]:
        weeks.append(CalendarEntry(monday, kind_of.get(monday, WeekKind.TEACHING), last=monday + timedelta(days=6)))
        monday += timedelta(days=7)
    for one in classes:
        for monday in plan["internship"][: one.programme.internship]:
            weeks.append(CalendarEntry(monday, WeekKind.INTERNSHIP, one.code, last=monday + timedelta(days=6)))
    return tuple(weeks)


__all__ = ["SIZES", "kinds", "make_demo"]
