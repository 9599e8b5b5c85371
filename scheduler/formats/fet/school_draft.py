"""A school that is being put together from a FET file: names as codes, days as week days, and what was found so far."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scheduler.formats.fet.institution import Activity, Institution
from scheduler.formats.fet.moments import weekdays
from scheduler.school.names import identity
from scheduler.school.records import (
    EVERY_WEEK,
    ClassGroup,
    Pin,
    RuleRow,
    SchoolClass,
    Teacher,
)

DAYS = 7
"""Of a week; up to twice as many are two weeks of equal length."""
WEEKS = ("A", "B")
_JOINING = re.compile(r"[,;|+/&\n\r\t]+")


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
class Draft:
    """What is being put together; `lessons` are activities by lesson, `rest` collects what finds no place.

    `days` has, by number of the day in FET, week ("every", or A and B) and day of the week; `inexact` are pupils whose
    attendees are more than they are; `closed` has why, by who, week, day and period.
    """

    here: Institution
    teachers: Codes
    subjects: Codes
    rooms: Codes
    pupils: Codes
    days: list[tuple[str, int]]
    lessons: dict[str, list[Activity]] = field(default_factory=dict)
    people: dict[str, Teacher] = field(default_factory=dict)
    classes: dict[str, SchoolClass] = field(default_factory=dict)
    groups: dict[str, ClassGroup] = field(default_factory=dict)
    attendees: dict[str, tuple[str, ...]] = field(default_factory=dict)
    inexact: set[str] = field(default_factory=set)
    closed: dict[tuple[str, str, str, int, int], str] = field(default_factory=dict)
    pins: dict[int, Pin] = field(default_factory=dict)
    rules: list[RuleRow] = field(default_factory=list)
    rest: list[tuple[str, str]] = field(default_factory=list)

    @property
    def two_weeks(self) -> bool:
        return self.days[0][0] != EVERY_WEEK


def days_of(here: Institution) -> list[tuple[str, int]] | None:
    """Week and day of each day, Monday 0; days without such names are the first of the week. None: no weeks."""
    names = list(here.days)
    if len(names) <= DAYS:
        return [(EVERY_WEEK, day) for day in weekdays(names) or range(len(names))]
    half = len(names) // 2
    if len(names) > 2 * DAYS or len(names) % 2:
        return None
    first, second = weekdays(names[:half]), weekdays(names[half:])
    numbers = first if first and first == second else list(range(half))
    return [(week, day) for week in WEEKS for day in numbers]


def lessons_of(here: Institution, weeks: Mapping[int, str]) -> dict[str, list[Activity]]:
    """By id of the lesson, its activities: those of one lesson with the same people, of one week each."""
    found: dict[tuple[object, ...], list[Activity]] = {}
    for one in here.active:
        key = (one.group or one.id, one.teachers, one.subject, one.pupils, weeks.get(one.id))
        found.setdefault(key, []).append(one)
    return {str(some[0].id): some for some in found.values()}


def shared_out(here: Institution, known: Mapping[int, str]) -> dict[int, str]:
    """The week of each activity: the one that is known, else that in which its lesson has fewer hours so far."""
    weeks = dict(known)
    hours: Counter[tuple[int, str]] = Counter()
    for one in sorted(here.active, key=lambda one: one.id not in known):
        lesson = one.group or one.id
        if one.id not in known:
            weeks[one.id] = WEEKS[hours[lesson, WEEKS[1]] < hours[lesson, WEEKS[0]]]
        hours[lesson, weeks[one.id]] += one.duration
    return weeks
