"""A FET file as a problem of our own: its lists, its constraints as rules, and the timetable that it locks, if any.

Ordinary ("Official") files of versions 5 to 7. Constraints without a reader are counted by name, the file is read even
so. The XML is kept as it was, so that a timetable is written into the very file that was read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from xml.etree.ElementTree import Element

from scheduler.formats.fet import about_activities, about_people, about_rooms, since_7
from scheduler.formats.fet.about_rooms import Rooms
from scheduler.formats.fet.constraint import Constraint, Unread, distinct
from scheduler.formats.fet.earlier import PREFIX, as_now
from scheduler.formats.fet.idle import idle_rules
from scheduler.formats.fet.institution import Activity, Institution, part_of, read_institution
from scheduler.formats.fet.values import Clerk, text
from scheduler.formats.files.documents import parsed
from scheduler.formats.files.faults import Fault, Faults, Notice
from scheduler.formats.files.opening import text_bytes
from scheduler.problem.lessons import Demand, Lesson, Option
from scheduler.problem.problem import Problem
from scheduler.problem.resources import ROOM, Resource
from scheduler.problem.rules import NoClash, Placed, Rule

MOST_BYTES = 50 * 2**20
ORDINARY = "Official"

BUILT_IN = ("ConstraintBasicCompulsoryTime", "ConstraintBasicCompulsorySpace", "ConstraintBreakTimes")
"""What every file has: nobody is in two places at once. Breaks are no times at all."""

_SCOPE = re.compile(r"Constraint(?:Teachers|Teacher|StudentsSet|Students)(?=[A-Z])")


@dataclass(frozen=True)
class FetFile:
    """What a file states. `read` and `unread` count active constraints by type; `inactive` are left out by FET too."""

    problem: Problem
    institution: Institution
    root: Element = field(repr=False)
    read: Mapping[str, int] = field(default_factory=dict)
    unread: Mapping[str, int] = field(default_factory=dict)
    inactive: int = 0
    notices: tuple[Notice, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """What the file lists, and how many of its active constraints are rules here."""
        here = self.institution
        lists: dict[str, Sized] = {
            "teachers": here.teachers,
            "classes": here.groups,
            "rooms": here.rooms,
            "activities": here.active,
        }
        known = {"constraints": sum(self.read.values()), "unread": sum(self.unread.values())}
        return {name: len(some) for name, some in lists.items()} | known


def read_fet(path: Path | str) -> FetFile:
    """The problem that a file states. Raises `Faults` with everything that is wrong with it."""
    path = Path(path)
    try:
        root = parsed(text_bytes(path, MOST_BYTES), path.name)
    except RecursionError:
        raise Faults([Fault(path.name, "", "damaged_document", {"reason": "elements nested too deeply"})]) from None
    if root.tag != "fet":
        raise Faults([Fault(path.name, str(root.tag)[:80], "not_fet", catalogue="fet")])
    mode = text(root, "Mode") or _mode_of(root.get("version", ""))
    if mode != ORDINARY:
        raise Faults([Fault(path.name, mode[:80], "other_mode", catalogue="fet")])
    clerk = Clerk(path.name)
    here = read_institution(root, clerk)
    if clerk.faults:
        raise Faults(clerk.faults)
    return _read(root, here, clerk, path)


def _mode_of(version: str) -> str:
    """Files of version 5 say their mode by a suffix of the version."""
    suffix = re.sub(r"[\d.]", "", version).strip("-").casefold()
    other = {"ma": "Mornings_Afternoons", "morocco": "Mornings_Afternoons", "algeria": "Mornings_Afternoons"}
    return other.get(suffix, ORDINARY)


def _read(root: Element, here: Institution, clerk: Clerk, path: Path) -> FetFile:
    rooms = Rooms(here)
    counts = _Counts()
    constraints = list(_constraints(root, here, clerk, counts))
    for one in constraints:
        _close(one)
    rules = [rule for one in constraints for rule in _rules_of(one, rooms, counts)]
    options = {one.lesson: rooms.options(one) for one in here.active}
    rules = [*_basic(here), *rules, *(rule for rule in rooms.rules(options) if rule.hard or rule.weight)]
    rules += idle_rules(here, rules)
    if clerk.faults:
        raise Faults(clerk.faults)
    sets = here.demands_of_sets()
    lessons = tuple(_lesson(one, here, options[one.lesson], sets.get(one.lesson, [])) for one in here.active)
    resources = (
        *here.teachers.values(),
        *here.paths.values(),
        *(_room(here, name) for name in here.rooms if not here.rooms[name].sets),
        *here.sets.values(),
    )
    problem = Problem(here.times, resources, lessons, tuple(rules), name=here.name or path.stem)
    notices = (*clerk.notices, *_notices(path, counts))
    return FetFile(problem, here, root, dict(counts.read), dict(counts.unread), counts.inactive, notices)


def constraints_of(fet: FetFile) -> Iterator[Constraint]:
    """The active constraints of a file that was read."""
    yield from _constraints(fet.root, fet.institution, Clerk(""), _Counts())


@dataclass
class _Counts:
    read: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    inactive: int = 0


def _constraints(root: Element, here: Institution, clerk: Clerk, counts: _Counts) -> Iterator[Constraint]:
    """The active constraints in file order."""
    numbers: Counter[str] = Counter()
    for listed in ("Time_Constraints_List", "Space_Constraints_List"):
        for element in root.iterfind(f"{listed}/*"):
            newer = as_now(element, here.hours)
            entry = newer.tag
            numbers[entry] += 1
            inside = clerk.at(f"{entry} {numbers[entry]}")
            _check_declared(element, inside)
            if inside.truth(newer, "Active", True):
                yield Constraint(entry, newer, here, inside, numbers[entry])
            else:
                counts.inactive += 1


def _check_declared(element: Element, clerk: Clerk) -> None:
    """FET says before a list how long it is, and takes no file in which that is not so.

    Two lists of one name, each after its own length, count apart.
    """
    runs = [list(some) for _, some in groupby(element, key=lambda child: child.tag)]
    in_all = Counter(child.tag for child in element)
    for declared, listed in zip(runs, [*runs[1:], []], strict=False):
        if declared[0].tag.startswith("Number_of_") and (declared[-1].text or "").strip():
            number = clerk.number_in(declared[-1])
            if number not in (0, len(listed), in_all[listed[0].tag] if listed else 0):
                clerk.fault("declared", str(number), element=declared[0].tag, count=len(listed))


def _close(c: Constraint) -> None:
    """Remembers when somebody is not there: such times are no idle times, and a day begins after them."""
    if c.entry.endswith("NotAvailableTimes") and c.entry.startswith((f"{PREFIX}Teacher", f"{PREFIX}Students")):
        if c.entry.startswith(f"{PREFIX}TeacherRoom"):
            return
        times = c.listed("Not_Available_Time")
        for person in c.people_named() if c.hard else ():
            c.here.unavailable.setdefault(person, set()).update(times)


def _rules_of(c: Constraint, rooms: Rooms, counts: _Counts) -> list[Rule]:
    """The rules of one constraint; none, and counted by name, where it has no reader.

    What FET 7 brought is read as far as its fields are understood, and told where they are not.
    """
    name, family, known = c.entry.removeprefix(PREFIX), _SCOPE.sub("", c.entry), len(c.clerk.faults)
    family = family.removeprefix(PREFIX)
    try:
        if c.entry in BUILT_IN:
            rules: list[Rule] = []
        elif name in about_activities.READERS:
            rules = list(about_activities.READERS[name](c))
        elif name in about_rooms.READERS:
            rules = list(about_rooms.READERS[name](c, rooms))
        elif family in about_people.READERS:
            rules = list(about_people.READERS[family](c))
        elif family in about_rooms.OF_PEOPLE:
            rules = list(about_rooms.OF_PEOPLE[family](c, rooms))
        elif family in since_7.READERS:
            rules = list(since_7.READERS[family](c))
        elif family in since_7.OF_ROOMS:
            rules = list(since_7.OF_ROOMS[family](c, rooms))
        else:
            raise Unread
        if family in _NEW and len(c.clerk.faults) > known:
            del c.clerk.faults[known:]
            raise Unread
    except Unread:
        counts.unread[c.entry] += 1
        return []
    counts.read[c.entry] += 1
    return [rule for rule in rules if rule.hard or c.points]


_NEW = {**since_7.READERS, **since_7.OF_ROOMS}


def _basic(here: Institution) -> Iterator[Rule]:
    """Every activity is placed, and nobody and no room is in two places at once."""
    entry = "ConstraintBasicCompulsoryTime"
    yield Placed(id="placed", entry=entry, lessons=tuple(one.lesson for one in here.active))
    teachers = dict.fromkeys(here.teachers[name].id for one in here.active for name in one.teachers)
    leaves = dict.fromkeys(leaf for one in here.active for leaf in one.leaves)
    people = (*teachers, *distinct(here, leaves))
    if people:
        yield NoClash(id="no clash", entry=entry, resources=people)
    real = tuple(_room(here, name).id for name, room in here.rooms.items() if not room.sets)
    if real:
        yield NoClash(id="no clash of rooms", entry="ConstraintBasicCompulsorySpace", resources=real)


def _room(here: Institution, name: str) -> Resource:
    return Resource(about_rooms.room_id(name), ROOM, name, campus=here.rooms[name].building)


def _lesson(one: Activity, here: Institution, options: tuple[Option, ...], sets: list[Demand]) -> Lesson:
    people = [here.teachers[name].id for name in one.teachers]
    teachers = [Demand("teacher" if not n else f"teacher {n + 1}", (held,)) for n, held in enumerate(people)]
    pupils = [Demand(f" pupils {n}", (held,)) for n, held in enumerate(one.leaves, start=1)]
    return Lesson(
        id=one.lesson,
        parts=(part_of(one),),
        duration=one.duration,
        options=options,
        demands=(*teachers, *pupils, *sets),
        subject=one.subject,
        attendees=one.pupils,
        name=" ".join([one.subject, *one.pupils]),
    )


def _notices(path: Path, counts: _Counts) -> Iterator[Notice]:
    for entry, count in sorted(counts.unread.items()):
        yield Notice(path.name, entry.removeprefix(PREFIX), "unread", {"count": count}, "fet")
    if counts.inactive:
        yield Notice(path.name, "", "inactive", {"count": counts.inactive}, "fet")
