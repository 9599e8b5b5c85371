"""Who does what when: every placed meet as an entry, listed per class, per teacher and per room.

No look and no language here; `layout` puts the entries of one agenda on a page and `phrases` words them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from scheduler.problem.lessons import HOME
from scheduler.problem.modes import DISTANCE_MODES, Mode, Presence
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, POOL, ROOM, TEACHER
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import school_of
from scheduler.school.building.lessons import MEETING, OPENING, made_subject
from scheduler.school.roster import ONSITE_ROLE
from scheduler.school.roster_people import NOBODY, missing_teachers


class Kind(StrEnum):
    """Whose agenda it is."""

    CLASS = "class"
    TEACHER = "teacher"
    ROOM = "room"


class Activity(StrEnum):
    """What a meet is to the people in it: a lesson, a department meeting, or the opening of an on-site room."""

    LESSON = "lesson"
    MEETING = "meeting"
    OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Entry:
    """A placed meet. `times` are all times of its own grid that it occupies, in every week in which it happens.

    `groups` are the attendees by class (a class that attends as a whole is in it with ()). `seats` is what the meet
    asks of the on-site seats (negative: an opening offers them).
    """

    lesson: str
    part: int
    activity: Activity
    subject: str
    name: str
    attendees: tuple[str, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    teachers: tuple[str, ...]
    named: tuple[str, ...]
    """The teachers as they are shown, with a question mark for each that the meet asks for and does not have."""
    rooms: tuple[str, ...]
    mode: Mode
    pupils_home: bool
    teacher_home: bool
    times: tuple[int, ...]
    duration: int
    weeks: tuple[int, ...]
    seats: int = 0
    presence: Presence | None = None
    """What the teachers of an asynchronous meet do meanwhile; None: they stand by."""
    onsite_rooms: tuple[str, ...] = field(default=(), compare=False)
    """On-site rooms that are open during the whole of a distance meet, for pupils who follow it at school."""

    online: str = ""
    """Who follows a mixed meet online, while the others are in the room."""

    distance_part: Fraction = Fraction(0)
    """The part of its pupils who follow it at distance: less than all of them in a mixed meet."""

    distance_parts: tuple[tuple[str, Fraction], ...] = ()
    """The same by class."""

    teacher_anywhere: bool = False
    """Whether it leaves its teachers free to be at home or at school, as one on stand-by is."""

    @property
    def way(self) -> str:
        """How it takes place: its mode, or "mixed"."""
        return "mixed" if self.online else self.mode.value

    @property
    def distance(self) -> bool:
        return self.mode in DISTANCE_MODES

    @property
    def key(self) -> tuple[str, int]:
        return self.lesson, self.part

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(code for code, _ in self.groups)

    def distance_part_of(self, class_code: str) -> Fraction:
        return dict(self.distance_parts).get(class_code, self.distance_part)

    def groups_of(self, class_code: str) -> tuple[str, ...]:
        return dict(self.groups).get(class_code, ())


@dataclass(frozen=True, slots=True)
class Agenda:
    """All entries of one class, teacher or room, by time. `grid`: the periods its page shows."""

    kind: Kind
    code: str
    name: str
    grid: str
    entries: tuple[Entry, ...]

    @property
    def there(self) -> tuple[Entry, ...]:
        """Those that keep somebody busy: not the lessons of a teacher that run without him, which are his work only."""
        if self.kind is not Kind.TEACHER:
            return self.entries
        return tuple(entry for entry in self.entries if entry.presence is not Presence.NONE)


@dataclass(frozen=True, slots=True)
class Agendas:
    """The agendas of a timetable, in the order in which the problem names classes, teachers and rooms."""

    classes: tuple[Agenda, ...]
    teachers: tuple[Agenda, ...]
    rooms: tuple[Agenda, ...]
    entries: tuple[Entry, ...]

    def of(self, kind: Kind) -> tuple[Agenda, ...]:
        return {Kind.CLASS: self.classes, Kind.TEACHER: self.teachers, Kind.ROOM: self.rooms}[kind]

    @property
    def all(self) -> tuple[Agenda, ...]:
        return self.classes + self.teachers + self.rooms


def distance_periods(entries: Iterable[Entry], class_code: str = "") -> Fraction:
    """Periods over the cycle that pupils, of the class if one is named, follow at distance.

    Every view counts distance lessons by this. Of a mixed lesson the part of its pupils counts who follow it online;
    meetings of teachers and openings of rooms are no lessons.
    """
    return sum(distance_by_way(entries, class_code).values(), start=Fraction(0))


def distance_by_way(entries: Iterable[Entry], class_code: str = "") -> dict[str, Fraction]:
    """The same, apart for "synchronous", "asynchronous" and "mixed" lessons."""
    found = {**{mode.value: Fraction(0) for mode in Mode if mode in DISTANCE_MODES}, "mixed": Fraction(0)}
    for entry in entries:
        if entry.activity is Activity.LESSON and entry.way in found:
            part = entry.distance_part_of(class_code) if class_code else entry.distance_part
            found[entry.way] += entry.duration * len(entry.weeks) * part
    return found


def make_agendas(problem: Problem, timetable: Timetable) -> Agendas:
    """One agenda for every class, teacher and room, also for those without entries."""
    entries = _with_open_rooms(
        problem, [_entry(problem, placement) for placement in timetable.placements if placement.start is not None]
    )
    entries.sort(key=lambda entry: (entry.times[0], entry.lesson, entry.part))
    held: dict[tuple[Kind, str], list[Entry]] = {}
    for entry in entries:
        for kind, codes in ((Kind.CLASS, entry.classes), (Kind.TEACHER, entry.teachers), (Kind.ROOM, entry.rooms)):
            for code in codes:
                held.setdefault((kind, code), []).append(entry)
    found: dict[Kind, dict[str, Agenda]] = {kind: {} for kind in Kind}
    for resource in problem.resources:
        if resource.kind == POOL:
            continue
        kind = {TEACHER: Kind.TEACHER, ROOM: Kind.ROOM}.get(resource.kind, Kind.CLASS)
        code = resource.class_code or resource.code
        found[kind].setdefault(
            code, Agenda(kind, code, resource.name, resource.grid, tuple(held.get((kind, code), ())))
        )
    return Agendas(
        tuple(found[Kind.CLASS].values()),
        tuple(found[Kind.TEACHER].values()),
        tuple(found[Kind.ROOM].values()),
        tuple(entries),
    )


def _entry(problem: Problem, placement: Placement) -> Entry:
    assert placement.start is not None
    lesson = problem.lesson[placement.lesson]
    option = lesson.option(placement.option)
    part = lesson.parts[placement.part - 1]
    teachers: dict[str, None] = {}
    rooms: dict[str, None] = {}
    classes: dict[str, list[str]] = {}
    seats = 0
    onsite: tuple[str, ...] = ()
    presence: Presence | None = None
    for demand, identity in problem.held(placement):
        resource = problem.resource[identity]
        if resource.kind == TEACHER:
            teachers[resource.code] = None
            presence = demand.presence
        elif resource.kind == ROOM:
            rooms[resource.code] = None
            if demand.role == ONSITE_ROLE:
                onsite = (resource.code,)
        elif resource.kind != POOL:
            classes.setdefault(resource.class_code or resource.code, []).append(identity)
        elif demand.role.startswith("seats"):
            seats += demand.amount
    activity = {MEETING: Activity.MEETING, OPENING: Activity.OPENING}.get(made_subject(lesson) or "", Activity.LESSON)
    missing = missing_teachers(problem, placement) if activity is not Activity.OPENING else 0
    if lesson.attendees and activity is not Activity.LESSON:
        activity = Activity.LESSON  # a subject of the school may bear that name
    return Entry(
        lesson=lesson.id,
        part=placement.part,
        activity=activity,
        subject=lesson.subject,
        name=lesson.name or lesson.id,
        attendees=lesson.attendees or tuple(classes),
        groups=_groups(problem, tuple(classes), lesson.attendees),
        teachers=tuple(teachers),
        named=(*teachers, *(NOBODY,) * missing),
        rooms=tuple(rooms),
        mode=option.mode,
        pupils_home=option.pupils_place == HOME,
        teacher_home=option.teacher_place == HOME,
        times=problem.span(part, placement.start, placement.duration),
        duration=placement.duration,
        weeks=problem.weeks_from(part, placement.start),
        seats=seats,
        presence=presence,
        online=option.online_name,
        distance_part=option.distance_part([path for paths in classes.values() for path in paths]),
        distance_parts=tuple((code, option.distance_part(paths, code)) for code, paths in classes.items()),
        onsite_rooms=onsite,
        teacher_anywhere=option.teacher_place is None,
    )


def _groups(
    problem: Problem, classes: tuple[str, ...], attendees: tuple[str, ...]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    school = school_of(problem)
    records = school.groups if school else ()
    class_of = {record.code: record.class_code for record in records}
    return tuple(
        (code, () if code in attendees else tuple(group for group in attendees if class_of.get(group) == code))
        for code in classes
    )


def _with_open_rooms(problem: Problem, entries: list[Entry]) -> list[Entry]:
    campus_of = {room.code: room.campus for room in problem.resources_of(ROOM)}
    class_campus = {path.class_code: path.campus for path in problem.resources_of(PATH)}
    open_at: dict[int, dict[str, None]] = {}
    for entry in entries:
        if entry.activity is Activity.OPENING:
            for tick in problem.ticks(entry.times):
                open_at.setdefault(tick, {}).update(dict.fromkeys(entry.rooms))
    result = []
    for entry in entries:
        if entry.distance and entry.seats > 0:
            campuses = {class_campus.get(code, "") for code in entry.classes}
            rooms = _always(open_at, problem.ticks(entry.times))
            fit = tuple(room for room in rooms if campus_of.get(room, "") in campuses)
            entry = replace(entry, onsite_rooms=fit)
        result.append(entry)
    return result


def _always(open_at: dict[int, dict[str, None]], ticks: Iterable[int]) -> tuple[str, ...]:
    sets = [open_at.get(tick, {}) for tick in ticks]
    return tuple(room for room in sets[0] if all(room in others for others in sets))


__all__ = ["Activity", "Agenda", "Agendas", "Entry", "Kind", "distance_by_way", "distance_periods", "make_agendas"]
