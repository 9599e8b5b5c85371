"""What the planner left out and can be taken from what he wrote: the grid, half days, ids, classes, teachers, rooms.

Everything derived is said in a notice. Nothing is derived for a sheet that has rows of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scheduler.formats.files.faults import Notice, Word
from scheduler.school.names import identity
from scheduler.school.records import GridPeriod, Room, School, SchoolClass, SchoolLesson, Subject, Teacher

NOON_FROM, NOON_TO = 11 * 60, 14 * 60 + 30
SHORTEST_LUNCH = 20
AFTERNOON_FROM = 12 * 60 + 30

Titles = Mapping[str, str]
"""Title of each sheet in the planner's file (or the contract's, where the file has none), by field of `School`."""


def with_half_days(periods: Sequence[GridPeriod], stated: Sequence[bool]) -> tuple[GridPeriod, ...]:
    """Half days from the longest break that lies around noon, for the periods where they were not stated."""
    days: dict[tuple[str, int], list[GridPeriod]] = {}
    for period in periods:
        days.setdefault((period.grid, period.day), []).append(period)
    noon = {key: _noon(same_day) for key, same_day in days.items()}
    return tuple(
        period if given else replace(period, half_day="pm" if period.start >= noon[period.grid, period.day] else "am")
        for period, given in zip(periods, stated, strict=True)
    )


def _noon(periods: Sequence[GridPeriod]) -> int:
    """The minute at which the afternoon of this day begins."""
    in_order = sorted(periods, key=lambda period: (period.start, period.end))
    breaks = [
        (after.start - before.end, after.start)
        for before, after in itertools.pairwise(in_order)
        if after.start - before.end >= SHORTEST_LUNCH and NOON_FROM <= (before.end + after.start) // 2 <= NOON_TO
    ]
    return max(breaks, key=lambda found: found[0])[1] if breaks else AFTERNOON_FROM


def with_ids(
    lessons: Sequence[SchoolLesson], apart: Callable[[SchoolLesson, SchoolLesson], bool]
) -> tuple[SchoolLesson, ...]:
    """Lessons without an id get one from their classes and subject; a second alike gets `-2`.

    Two rows that are `apart` hold in different terms: they are one lesson.
    """
    holders: dict[str, list[SchoolLesson]] = {}
    for lesson in lessons:
        if lesson.id:
            holders.setdefault(identity(lesson.id), []).append(lesson)
    named = []
    for lesson in lessons:
        if not lesson.id:
            base = f"{'+'.join(lesson.attendees)}-{lesson.subject}"
            names = itertools.chain([base], (f"{base}-{number}" for number in itertools.count(2)))
            new_id = next(
                name for name in names if all(apart(lesson, other) for other in holders.get(identity(name), ()))
            )
            holders.setdefault(identity(new_id), []).append(lesson)
            lesson = replace(lesson, id=new_id)
        named.append(lesson)
    return tuple(named)


def derived(school: School, titles: Titles) -> tuple[School, tuple[Notice, ...]]:
    """The school with classes, teachers, subjects and rooms taken from the lessons where they have no sheet."""
    notices: list[Notice] = []

    def fill(field: str, codes: Iterable[str], make: Callable[[str], Any]) -> None:
        nonlocal school
        found = tuple(dict.fromkeys(code for code in codes if code))
        if getattr(school, field) or not found:
            return
        made: dict[str, Any] = {field: tuple(make(code) for code in found)}
        school = replace(school, **made)
        shown = ", ".join(found[:8]) + (", ..." if len(found) > 8 else "")
        params = {"things": Word(f"things_{field}"), "count": len(found), "lessons": titles["lessons"]}
        notices.append(Notice(titles[field], shown, "derived", params))

    groups = {group.code for group in school.groups}
    fill("classes", _classes(school, groups), SchoolClass)
    fill("subjects", (lesson.subject for lesson in school.lessons), Subject)
    fill("teachers", _teachers(school), Teacher)
    types = _types_by_room(school.lessons)
    onsite = {row.room for row in school.supervision}
    fill("rooms", _rooms(school), lambda code: Room(code, types=types.get(code, ()), onsite=code in onsite))
    return school, tuple(notices)


def _classes(school: School, groups: set[str]) -> Iterable[str]:
    yield from (code for lesson in school.lessons for code in lesson.attendees if code not in groups)
    yield from (group.class_code for group in school.groups)


def _teachers(school: School) -> Iterable[str]:
    yield from (code for lesson in school.lessons for alternatives in lesson.teachers for code in alternatives)
    yield from (code for meeting in school.meetings for code in meeting.members)


def _rooms(school: School) -> Iterable[str]:
    yield from (code for lesson in school.lessons for code in lesson.rooms)
    yield from (one.home_room for one in school.classes)
    yield from (teacher.home_room for teacher in school.teachers)
    yield from (row.room for row in school.supervision)
    yield from (row.room for row in school.roster)
    yield from (pin.room or "" for pin in school.pins)


def _types_by_room(lessons: Sequence[SchoolLesson]) -> dict[str, tuple[str, ...]]:
    types: dict[str, tuple[str, ...]] = {}
    for lesson in lessons:
        for code in lesson.rooms:
            if lesson.room_type and lesson.room_type not in types.get(code, ()):
                types[code] = (*types.get(code, ()), lesson.room_type)
    return types
