"""One constraint of a FET file, with the ways to read its pieces: whom it is about, when, and how much it weighs.

Of a weight of 100 % a hard rule comes, of less a soft one: `POINTS` points for 1 %, so that 10 000 points are what FET
itself counts as 1. What each kind of constraint means is told beside its reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from xml.etree.ElementTree import Element

from scheduler.formats.fet.institution import Activity, Institution, slots_in
from scheduler.formats.fet.values import MOST_NUMBER, Clerk, name_in, text, texts
from scheduler.formats.files.faults import near_name
from scheduler.problem.rules import EVERYTHING, Filter, Shape, TimeSet, Touch

POINTS = 100


class Unread(Exception):
    """What a constraint asks has no rule of ours, or so many of them that no search would come to an end."""


MOST_PARTS = 200_000
"""Of one constraint: pairs of activities, times, or both together."""


def bearable(parts: int) -> None:
    """Raises `Unread` where one constraint would become too many parts of rules."""
    if parts > MOST_PARTS:
        raise Unread


@dataclass
class Constraint:
    """One constraint; `entry` is its type, `number` counts those of it. `hard` and `points` follow from its weight."""

    entry: str
    element: Element
    here: Institution
    clerk: Clerk
    number: int

    def __post_init__(self) -> None:
        weight = self.clerk.percentage(self.element)
        self.hard = weight == 100
        self.points = 1 if self.hard else max(int(weight > 0), round(weight * POINTS))

    def common(self, aspect: str = "", hard: bool | None = None, shape: Shape = Shape.LINEAR) -> dict[str, Any]:
        """The fields that all rules share; `aspect` tells the rules of one constraint apart."""
        hard = self.hard if hard is None else hard
        name = f"{self.entry.removeprefix('Constraint')} {self.number}"
        return {
            "id": f"{name} {aspect}".strip(),
            "entry": self.entry,
            "aspect": aspect,
            "hard": hard,
            "weight": 1 if hard else self.points,
            "shape": shape,
            "name": text(self.element, "Comments"),
        }

    # -- values --

    def how_many(self, *tags: str, default: int | None = None, most: int = MOST_NUMBER) -> int:
        return self.clerk.number(self.element, *tags, default=default, most=most)

    def named(self, table: Mapping[str, object], *tags: str) -> str:
        """The name in the first of these fields that says something, "" where none does.

        A tag that is in no list fits no activity, as in FET; that is told.
        """
        name = name_in(self.element, *tags)
        if table is self.here.tags and name.strip() and name not in table and name.strip() not in table:
            self.clerk.notice("unknown_tag", name, near=near_name(name, list(table)))
            return name
        return next(self.clerk.names([name], table, tags[-1]), "") if name.strip() or name in table else ""

    def says(self, tag: str, default: bool) -> bool:
        return self.clerk.truth(self.element, tag, default)

    # -- whom --

    def teachers(self) -> tuple[str, ...]:
        """The ids of the one teacher that is named, or of all who have an activity."""
        if self.entry.startswith("ConstraintTeachers"):
            return tuple(one.id for one in self.here.teachers.values() if one.id in self.here.held)
        named = [name_in(self.element, "Teacher_Name", "Teacher")]
        return tuple(one.id for one in self.clerk.known(named, self.here.teachers, "Teacher"))

    def leaves(self) -> tuple[str, ...]:
        """The ids of the paths in the set that is named, or of all; those without an activity are left out."""
        if self.entry.startswith("ConstraintStudentsSet"):
            named = [name_in(self.element, "Students", "Students_Name")]
            found = [leaf for some in self.clerk.known(named, self.here.pupils, "Students") for leaf in some]
        else:
            found = [path.id for path in self.here.paths.values()]
        return tuple(leaf for leaf in dict.fromkeys(found) if leaf in self.here.held)

    def teacher_id(self, name: str) -> str:
        return self.here.teachers[name].id

    def people_named(self) -> tuple[str, ...]:
        return self.teachers() if self.entry.startswith("ConstraintTeacher") else self.leaves()

    def people(self) -> tuple[str, ...]:
        """Whom a rule is for: where it must hold, one path stands for all that are alike; where it costs, all pay."""
        people = self.people_named()
        return distinct(self.here, people) if self.hard and self.entry.startswith("ConstraintStudents") else people

    # -- activities --

    def activities(self) -> list[Activity]:
        """The active ones among those that are listed, each once."""
        named = dict.fromkeys(texts(self.element, "Activity_Id", *_SINGLE))
        known = self.clerk.known(named, self.here.activities, "Activity")
        return [activity for activity in known if activity.active]

    def lessons(self) -> tuple[str, ...]:
        return tuple(activity.lesson for activity in self.activities())

    def matching(self) -> list[Activity]:
        """The active ones that all fields of the filter fit; an empty field fits all."""
        teacher = self.named(self.here.teachers, "Teacher_Name", "Teacher")
        pupils = self.named(self.here.pupils, "Students_Name", "Students")
        subject = self.named(self.here.subjects, "Subject_Name", "Subject")
        tag = self.named(self.here.tags, "Activity_Tag_Name", "Activity_Tag")
        leaves = frozenset(self.here.pupils[pupils]) if pupils else frozenset()
        duration = self.how_many("Duration", default=0)
        component = self.how_many("Component_Number", default=0)
        return [
            one
            for one in self.here.active
            if (not teacher or teacher in one.teachers)
            and (not pupils or not leaves.isdisjoint(one.leaves))
            and (not subject or subject == one.subject)
            and (not tag or tag in one.tags)
            and duration in (0, one.duration)
            and component in (0, one.component)
        ]

    def tagged(self, *fields: str) -> Filter:
        """The lessons with the tag that a field names."""
        tag = self.named(self.here.tags, *(fields or ("Activity_Tag_Name", "Activity_Tag")))
        return Filter(lessons=frozenset(one.lesson for one in self.here.active if tag in one.tags))

    # -- times --

    def listed(self, *tags: str) -> frozenset[int]:
        """The times of the slots in children of these names; breaks are none."""
        slots = [slot for tag in tags for child in self.element.iter(tag) for slot in self.slots_of(child)]
        return frozenset(self.here.slots[slot] for slot in slots if slot in self.here.slots)

    def slots_of(self, element: Element) -> list[tuple[int, int]]:
        return slots_in(element, self.here, self.clerk)

    def interval(self) -> frozenset[int]:
        """The times from one hour of the day up to another, on every day."""
        start, end = text(self.element, "Interval_Start_Hour"), text(self.element, "Interval_End_Hour")
        first = next(self.clerk.known([start], self.here.hours, "Hour"), 0)
        last = next(self.clerk.known([end], self.here.hours, "Hour"), 0) if end else len(self.here.hours)
        return frozenset(time for (_, hour), time in self.here.slots.items() if first <= hour < last)

    def starts_inside(self, duration: int, inside: frozenset[int]) -> frozenset[int]:
        """The times from which a block of this length lies wholly inside."""
        runs = {time: self.here.times.run(time, duration) for time in inside}
        return frozenset(time for time, run in runs.items() if run is not None and inside.issuperset(run))

    def days(self) -> tuple[TimeSet, ...]:
        """The times of each day that has any."""
        return self.here.days_of_all

    def calendar(self) -> tuple[TimeSet, ...]:
        """The times of every day, also of those that are wholly breaks: how far apart two days are counts them."""
        found: list[list[int]] = [[] for _ in self.here.days]
        for (day, _), time in sorted(self.here.slots.items()):
            found[day].append(time)
        return tuple(map(tuple, found))

    def stretches(self) -> list[list[TimeSet]]:
        """By day, its stretches between breaks."""
        found = []
        for day in self.days():
            hours = [(self.here.times[time].period - place, time) for place, time in enumerate(day)]
            found.append([tuple(time for _, time in some) for _, some in groupby(hours, key=lambda one: one[0])])
        return found


_SINGLE = ("First_Activity_Id", "Second_Activity_Id", "Third_Activity_Id")


def distinct(here: Institution, leaves: Iterable[str]) -> tuple[str, ...]:
    """One path for all that have the same activities and closed times: what holds for one holds for all."""
    first: dict[object, str] = {}
    for leaf in leaves:
        first.setdefault((here.held.get(leaf), frozenset(here.unavailable.get(leaf, ()))), leaf)
    return tuple(first.values())


def alike(here: Institution, resources: Iterable[str]) -> Iterator[tuple[tuple[str, ...], tuple[TimeSet, ...]]]:
    """Resources with the same open times, and these by day."""
    found: dict[tuple[TimeSet, ...], list[str]] = {}
    for resource in resources:
        found.setdefault(here.days_of(resource), []).append(resource)
    for days, some in found.items():
        yield tuple(some), days


def touch(times: Iterable[int], lessons: Iterable[str] | None = None, present: bool = True) -> Touch:
    """Whether one of these lessons, or any, runs at one of the times."""
    what = EVERYTHING if lessons is None else Filter(lessons=frozenset(lessons))
    return Touch(tuple(sorted(times)), what, present)
