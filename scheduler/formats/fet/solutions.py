"""Timetables of a FET file: read from its locks or from FET's list of activities, and written in both forms.

FET locks an activity by constraints of 100 % on its start and its room; whatever it holds is written that way, so that
FET can open the file, show the timetable and judge it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement

from scheduler.formats.fet.about_rooms import NO_ROOM, ROLE, room_id, virtual
from scheduler.formats.fet.institution import Institution, slots_in
from scheduler.formats.fet.reading import MOST_BYTES, FetFile
from scheduler.formats.fet.values import Clerk, text, texts
from scheduler.formats.files.documents import parsed, xml_text
from scheduler.formats.files.faults import Fault, Faults
from scheduler.formats.files.opening import text_bytes
from scheduler.formats.files.writing import written_whole
from scheduler.problem.lessons import Lesson, Option
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement, Timetable

START, ROOM = "ConstraintActivityPreferredStartingTime", "ConstraintActivityPreferredRoom"
LISTED = "Activities_Timetable"
"""The first element of FET's list of activities with their times."""


@dataclass(frozen=True)
class Lock:
    """Where an activity is: the number of the time it starts at, its room, and the real rooms of a virtual one."""

    start: int | None = None
    room: str = ""
    real: tuple[str, ...] = ()


# -- reading --


def locked_timetable(fet: FetFile) -> Timetable | None:
    """The timetable that the file itself locks; None where it locks nothing."""
    locks = _locks_of(fet.root, fet.institution, Clerk(""))
    return _timetable(fet, locks) if any(lock.start is not None for lock in locks.values()) else None


def read_timetable(path: Path, fet: FetFile) -> Timetable:
    """The timetable in FET's list of activities, or that another FET file locks. Raises `Faults`."""
    clerk = Clerk(path.name)
    root = parsed(text_bytes(path, MOST_BYTES), path.name)
    if root.tag == "fet":
        locks = _locks_of(root, fet.institution, clerk)
    elif root.tag == LISTED:
        locks = dict(_listed(root, fet.institution, clerk))
    else:
        raise Faults([Fault(path.name, str(root.tag)[:80], "not_timetable", catalogue="fet")])
    if clerk.faults:
        raise Faults(clerk.faults)
    return _timetable(fet, locks)


def _locks_of(root: Element, here: Institution, clerk: Clerk) -> dict[str, Lock]:
    """By activity, what constraints of 100 % settle; of several the last, as FET appends its own."""
    starts: dict[str, int] = {}
    rooms: dict[str, Lock] = {}
    for element in root.iterfind(f"Time_Constraints_List/{START}"):
        inside = clerk.at(START)
        if (
            _settles(element, inside)
            and text(element, "Preferred_Day", "Day")
            and text(element, "Preferred_Hour", "Hour")
        ):
            for slot in slots_in(element, here, inside):
                if slot in here.slots:
                    starts[text(element, "Activity_Id").strip()] = here.slots[slot]
    for element in root.iterfind(f"Space_Constraints_List/{ROOM}"):
        if _settles(element, clerk.at(ROOM)):
            rooms[text(element, "Activity_Id").strip()] = _lock(element, None)
    return {
        identity: Lock(starts.get(identity), rooms.get(identity, Lock()).room, rooms.get(identity, Lock()).real)
        for identity in dict.fromkeys((*starts, *rooms))
    }


def _settles(element: Element, clerk: Clerk) -> bool:
    return clerk.truth(element, "Active", True) and clerk.percentage(element) == 100


def _lock(element: Element, start: int | None) -> Lock:
    return Lock(start, text(element, "Room"), tuple(name for name in texts(element, "Real_Room") if name.strip()))


def _listed(root: Element, here: Institution, clerk: Clerk) -> Iterator[tuple[str, Lock]]:
    for element in root.iterfind("Activity"):
        identity = text(element, "Id").strip()
        inside = clerk.at(f"Activity {identity}")
        for known in inside.names([identity], here.activities, "Activity"):
            slots = slots_in(element, here, inside) if text(element, "Day") else []
            start = next((here.slots[slot] for slot in slots if slot in here.slots), None)
            yield known, _lock(element, start)


def _timetable(fet: FetFile, locks: Mapping[str, Lock]) -> Timetable:
    placements = []
    for lesson in fet.problem.lessons:
        lock = locks.get(lesson.id, Lock())
        start = lock.start if lock.start in fet.problem.starts(lesson, lesson.parts[0], lesson.duration) else None
        option, choices = _held(fet, lesson, lock)
        placements.append(Placement(lesson.id, 1, lesson.duration, start, option.id, choices))
    return Timetable(tuple(placements))


def _held(fet: FetFile, lesson: Lesson, lock: Lock) -> tuple[Option, tuple[tuple[str, str], ...]]:
    """The way of the lesson that a room tells, and what it holds by choice."""
    ways = {option.id: option for option in lesson.options}
    rooms = fet.institution.rooms
    if virtual(lock.room) in ways:
        option = ways[virtual(lock.room)]
        taken = rooms[lock.room].out_of_each(name for name in lock.real if name in rooms)
        return option, tuple(
            (demand.role, room_id(taken[number]))
            for number, demand in enumerate(option.demands)
            if number in taken and not demand.fixed
        )
    if lock.room in rooms:
        held = room_id(lock.room)
        for option in lesson.options:
            if any(held in demand.candidates for demand in option.demands if demand.role == ROLE):
                fixed = any(demand.fixed for demand in option.demands)
                return option, () if fixed else ((ROLE, held),)
    return ways.get(NO_ROOM, lesson.options[0]), ()


# -- writing --


def write_fet(path: Path, fet: FetFile, timetable: Timetable | None = None) -> None:
    """The file as it was read, with the timetable locked in it, whole or not at all."""
    root = copy.deepcopy(fet.root)
    if timetable is not None:
        _lock_in(root, fet, timetable)
    written(path, root)


def write_activities(path: Path, fet: FetFile, timetable: Timetable) -> None:
    """FET's list of activities with their days, hours and rooms, whole or not at all."""
    root = Element(LISTED)
    root.text = "\n"
    placed = {placement.lesson: placement for placement in timetable.placements}
    for lesson in fet.problem.lessons:
        told = _told(fet, placed.get(lesson.id) or Placement(lesson.id, 1, lesson.duration, None, lesson.options[0].id))
        fields = [("Id", lesson.id), ("Day", told.day), ("Hour", told.hour), ("Room", told.room)]
        _append(root, "Activity", [*fields, *(("Real_Room", name) for name in told.real)])
    written(path, root)


@dataclass(frozen=True)
class _Told:
    """A placement in FET's words; "" for what it has not."""

    day: str
    hour: str
    room: str
    real: tuple[str, ...]


def _told(fet: FetFile, placement: Placement) -> _Told:
    here, problem = fet.institution, fet.problem
    day = hour = ""
    if placement.start is not None:
        time = problem.times[placement.start]
        day, hour = list(here.days)[time.day], list(here.hours)[time.period - 1]
    room, real = _rooms_told(here, problem, placement)
    return _Told(day, hour, room, real) if placement.start is not None else _Told("", "", "", ())


def _rooms_told(here: Institution, problem: Problem, placement: Placement) -> tuple[str, tuple[str, ...]]:
    """The room, and the real rooms where it is a virtual one."""
    held = {demand.role: problem.resource[resource].code for demand, resource in problem.held(placement)}
    of_virtual = next((name for name in here.rooms if virtual(name) == placement.option), "")
    if of_virtual:
        return of_virtual, tuple(
            held[demand.role] for demand in _ways(problem, placement).demands if demand.role in held
        )
    return held.get(ROLE, ""), ()


def _ways(problem: Problem, placement: Placement) -> Option:
    return problem.lesson[placement.lesson].option(placement.option)


def _lock_in(root: Element, fet: FetFile, timetable: Timetable) -> None:
    """Adds FET's locks; what the file itself settles already is not said twice."""
    settled = _locks_of(root, fet.institution, Clerk(""))
    times = _list_of(root, "Time_Constraints_List")
    spaces = _list_of(root, "Space_Constraints_List")
    for placement in timetable.placements:
        told, known = _told(fet, placement), settled.get(placement.lesson, Lock())
        if placement.start is not None and known.start != placement.start:
            where = [("Preferred_Day", told.day), ("Preferred_Hour", told.hour)]
            _append(times, START, _locking(placement.lesson, where))
        if told.room and (known.room, sorted(known.real)) != (told.room, sorted(told.real)):
            real = [("Number_of_Real_Rooms", str(len(told.real)))] if told.real else []
            where = [("Room", told.room), *real, *(("Real_Room", name) for name in told.real)]
            _append(spaces, ROOM, _locking(placement.lesson, where))


def _locking(activity: str, where: list[tuple[str, str]]) -> list[tuple[str, str]]:
    around = [("Permanently_Locked", "false"), ("Active", "true"), ("Comments", "")]
    return [("Weight_Percentage", "100"), ("Activity_Id", activity), *where, *around]


def _list_of(root: Element, tag: str) -> Element:
    found = root.find(tag)
    return SubElement(root, tag) if found is None else found


def _append(parent: Element, tag: str, fields: list[tuple[str, str]]) -> None:
    element = SubElement(parent, tag)
    element.text, element.tail = "\n\t", "\n"
    for name, value in fields:
        child = SubElement(element, name)
        child.text, child.tail = value, "\n\t"
    element[-1].tail = "\n"


def written(path: Path, root: Element) -> None:
    """Writes a file as FET does, whole or not at all."""
    for element in root.iter():
        element.text = element.text and xml_text(element.text)
    with written_whole(path, overwrite=True, lasting=True) as temporary, temporary.open("wb") as file:
        file.write(b"\xef\xbb\xbf")  # as FET does, so that every editor knows the encoding
        ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)
