"""What a FET file lists: days, hours, subjects, tags, teachers, pupils, buildings, rooms and activities, by name.

Pupils: a subgroup is the unit that can be in one place, and so is a group without subgroups or a year without groups;
these leaves become paths. What constraints say of all this is read elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree.ElementTree import Element

from scheduler.formats.fet.earlier import as_now
from scheduler.formats.fet.moments import Slot, times_of
from scheduler.formats.fet.values import Clerk, name_in, text, texts
from scheduler.problem.lessons import Demand, Part
from scheduler.problem.resources import PATH, TEACHER, Resource, resource_id
from scheduler.problem.times import Times

MOST_DAYS, MOST_HOURS = 400, 100
MOST_ATTENDING = 2_000_000
"""Pupils' smallest sets, added up over all activities: each is a demand of its own."""
MOST_TOLD = 6
"""Activities of a set that are named."""
SET = "set of activities"
"""The kind of the resources that stand for activities that a constraint names together."""


@dataclass(frozen=True)
class Activity:
    """One block to be placed. `group` is the id of the first block of a lesson that is split, 0 where it is not.

    `pupils` are the students sets as the file names them, `leaves` the ids of all paths in them.
    """

    id: int
    teachers: tuple[str, ...]
    subject: str
    tags: tuple[str, ...]
    pupils: tuple[str, ...]
    leaves: tuple[str, ...]
    duration: int
    group: int
    heads: int
    active: bool
    comments: str

    @property
    def lesson(self) -> str:
        return str(self.id)

    @property
    def component(self) -> int:
        """Its number in its lesson, from 1 (FET: ids of one lesson are consecutive)."""
        return self.id - self.group + 1 if self.group else 1


@dataclass(frozen=True)
class Room:
    """A room; a virtual one stands for one real room out of each of `sets`."""

    name: str
    building: str
    capacity: int
    sets: tuple[tuple[str, ...], ...] = ()
    long_name: str = ""

    def out_of_each(self, names: Iterable[str]) -> dict[int, str]:
        """Real rooms, which FET lists in any order, by the number of the set, from 0, out of which each is taken.

        A name for which no set is left, even where those before it change theirs, stands at the first free number.
        """
        taken: dict[int, str] = {}

        def takes(name: str, tried: set[int]) -> bool:
            for number, one in enumerate(self.sets):
                if name in one and number not in tried:
                    tried.add(number)
                    if number not in taken or takes(taken[number], tried):
                        taken[number] = name
                        return True
            return False

        left = [name for name in names if not takes(name, set())]
        free = (number for number in range(len(self.sets) + len(left)) if number not in taken)
        return taken | dict(zip(free, left, strict=False))


@dataclass
class Institution:
    """Everything by name, complete before anything is asked of it.

    `pupils` gives the leaves (ids of paths) of every year, group and subgroup; `long_names` has what the file says of
    these beside their names; `years` gives the groups of each year, `groups` are all of these, or the years without
    any; `unavailable` has, by id of a resource, the times that a hard constraint closes to it.
    """

    name: str = ""
    days: dict[str, int] = field(default_factory=dict)
    hours: dict[str, int] = field(default_factory=dict)
    breaks: frozenset[Slot] = frozenset()
    times: Times = field(default_factory=lambda: Times(()))
    slots: dict[Slot, int] = field(default_factory=dict)
    subjects: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    teachers: dict[str, Resource] = field(default_factory=dict)
    paths: dict[str, Resource] = field(default_factory=dict)
    pupils: dict[str, tuple[str, ...]] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    long_names: dict[str, str] = field(default_factory=dict)
    groups: dict[str, None] = field(default_factory=dict)
    years: dict[str, tuple[str, ...]] = field(default_factory=dict)
    buildings: dict[str, str] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    sets: dict[tuple[str, ...], Resource] = field(default_factory=dict)
    unavailable: dict[str, set[int]] = field(default_factory=dict)

    @cached_property
    def active(self) -> list[Activity]:
        return [activity for activity in self.activities.values() if activity.active]

    @cached_property
    def held(self) -> dict[str, tuple[int, ...]]:
        """By id of a teacher or path, the active activities."""
        found: dict[str, list[int]] = {}
        for one in self.active:
            for person in (*(self.teachers[name].id for name in one.teachers), *one.leaves):
                found.setdefault(person, []).append(one.id)
        return {person: tuple(ids) for person, ids in found.items()}

    @cached_property
    def days_of_all(self) -> tuple[tuple[int, ...], ...]:
        """The times of each day."""
        return self.times.days()

    def set_of(self, lessons: tuple[str, ...]) -> str:
        """The id of the resource that these lessons hold because a constraint names them together."""
        if lessons not in self.sets:
            number = len(self.sets) + 1
            told = ", ".join(lessons[:MOST_TOLD]) + (", ..." if len(lessons) > MOST_TOLD else "")
            self.sets[lessons] = Resource(resource_id("set", str(number)), SET, told)
        return self.sets[lessons].id

    def demands_of_sets(self) -> dict[str, list[Demand]]:
        """By lesson, what it holds of the sets."""
        found: dict[str, list[Demand]] = {}
        for lessons, resource in self.sets.items():
            for lesson in lessons:
                found.setdefault(lesson, []).append(Demand(f" {resource.id}", (resource.id,)))
        return found

    def days_of(self, resource: str = "") -> tuple[tuple[int, ...], ...]:
        """The times of each day, without those that are closed to the resource."""
        closed = self.unavailable.get(resource)
        if not closed:
            return self.days_of_all
        return tuple(tuple(time for time in day if time not in closed) for day in self.days_of_all)


def read_institution(root: Element, clerk: Clerk) -> Institution:
    """All lists of the file; what refers to nothing is a fault and left out."""
    here = Institution(name=text(root, "Institution_Name"))
    here.days = _axis(root, "Days_List", "Day", MOST_DAYS, clerk)
    here.hours = _axis(root, "Hours_List", "Hour", MOST_HOURS, clerk)
    here.breaks = _breaks(root, here, clerk)
    here.times, here.slots = times_of(list(here.days), list(here.hours), here.breaks)
    if here.days and here.hours and not here.slots:
        clerk.fault("all_breaks")
    here.subjects = _named(root, "Subjects_List", "Subject", clerk)
    here.tags = _named(root, "Activity_Tags_List", "Activity_Tag", clerk)
    here.tags |= _named(root, "Subject_Tags_List", "Subject_Tag", clerk)  # as tags were called before 5.5
    for name, comments in _named(root, "Teachers_List", "Teacher", clerk).items():
        here.teachers[name] = Resource(resource_id(TEACHER, name), TEACHER, name, comments)
    _read_pupils(root, here, clerk)
    here.buildings = _named(root, "Buildings_List", "Building", clerk)
    _read_rooms(root, here, clerk)
    _read_activities(root, here, clerk)
    return here


def _axis(root: Element, list_tag: str, tag: str, most: int, clerk: Clerk) -> dict[str, int]:
    """Days or hours by name, numbered from 0."""
    listed = root.find(list_tag)
    clerk = clerk.at(list_tag)
    names: dict[str, int] = {}
    elements = [] if listed is None else listed.findall(tag) or listed.findall("Name")
    for child in elements:  # the first versions wrote the name itself, and before 5.22 straight into the list
        name = text(child, "Name") or (child.text or "").strip()
        if name in names:
            clerk.fault("twice", name)
        names.setdefault(name, len(names))
    if not names:
        clerk.fault("missing", tag)
    elif len(names) > most:
        clerk.fault("too_many", str(len(names)), element=tag, most=most)
        return {name: number for name, number in names.items() if number < most}
    declared = clerk.number(listed, f"Number_of_{tag}s", "Number", default=len(names)) if listed is not None else 0
    if names and declared != len(names):
        clerk.fault("declared", str(declared), element=tag, count=len(names))
    return names


def _breaks(root: Element, here: Institution, clerk: Clerk) -> frozenset[Slot]:
    """The slots in which nobody has lessons."""
    found: set[Slot] = set()
    for listed in root.iterfind("Time_Constraints_List/*"):
        constraint = as_now(listed, here.hours)
        inside = clerk.at("ConstraintBreakTimes")
        if constraint.tag == "ConstraintBreakTimes" and inside.truth(constraint, "Active", True):
            for element in constraint.iterfind("Break_Time"):
                found.update(slots_in(element, here, inside))
    return frozenset(found)


def slots_in(element: Element, here: Institution, clerk: Clerk) -> list[Slot]:
    """The slot that an element names by day and hour, in a list; none where it names none."""
    day = clerk.known([text(element, "Day", "Preferred_Day", *_LONG_DAY)], here.days, "Day")
    hour = clerk.known([text(element, "Hour", "Preferred_Hour", *_LONG_HOUR)], here.hours, "Hour")
    return list(zip(day, hour, strict=False))


_LONG_DAY = ("Preferred_Starting_Day", "Selected_Day")
_LONG_HOUR = ("Preferred_Starting_Hour", "Selected_Hour")


def _named(root: Element, list_tag: str, tag: str, clerk: Clerk) -> dict[str, str]:
    """What a list names, with the long name or the comments of each."""
    found: dict[str, str] = {}
    for child in root.iterfind(f"{list_tag}/{tag}"):
        name = name_in(child, "Name")
        if clerk.at(list_tag).first(name, found):
            found[name] = long_name(child)
    return found


def long_name(element: Element) -> str:
    """What the file says of something beside its name, on one line."""
    return " ".join(text(element, "Long_Name", "Comments").split())


# -- pupils --


def _read_pupils(root: Element, here: Institution, clerk: Clerk) -> None:
    """Years of groups of subgroups. One group may stand in several years, one subgroup in several groups.

    A name belongs to one level only: a group that is called as a year would be inside itself.
    """
    level: dict[str, str] = {}
    members: dict[str, dict[str, None]] = {}
    home: dict[str, str] = {}

    def named(element: Element, kind: str) -> str:
        name = name_in(element, "Name")
        inside = clerk.at(f"{kind} {name}")
        if not name:
            inside.fault("missing", "Name")
            return ""
        if level.setdefault(name, kind) != kind:
            inside.fault("two_levels", name, first=level[name], second=kind)
            return ""
        if kind == "Year" and name in members:
            inside.notice("twice_joined", name)
        here.heads[name] = inside.number(element, "Number_of_Students", default=0)
        here.long_names[name] = long_name(element)
        members.setdefault(name, {})
        return name

    for year in root.iterfind("Students_List/Year"):
        of_year = named(year, "Year")
        for group in year.iterfind("Group"):
            of_group = named(group, "Group")
            if of_group:
                here.groups[of_group] = None
            if of_year and of_group:
                members[of_year][of_group] = None
            for subgroup in group.iterfind("Subgroup"):
                name = named(subgroup, "Subgroup")
                if name and of_group:
                    members[of_group][name] = None
                    home.setdefault(name, of_group)

    def leaves(name: str) -> dict[str, None]:
        inside = members[name]
        return {leaf: None for one in inside for leaf in leaves(one)} if inside else {name: None}

    here.groups.update(dict.fromkeys(name for name in members if level[name] == "Year" and not members[name]))
    here.years = {name: tuple(inside) for name, inside in members.items() if level[name] == "Year"}
    for name in members:
        here.pupils[name] = tuple(resource_id(PATH, leaf) for leaf in leaves(name))
        if not members[name]:
            class_code = home.get(name, name)
            groups = (name,) if class_code != name else ()
            here.paths[name] = Resource(resource_id(PATH, name), PATH, name, class_code=class_code, groups=groups)


# -- rooms and activities --


def _read_rooms(root: Element, here: Institution, clerk: Clerk) -> None:
    for child in root.iterfind("Rooms_List/Room"):
        name = name_in(child, "Name")
        inside = clerk.at(f"Room {name}")
        if not inside.first(name, here.rooms):
            continue
        building = text(child, "Building")
        list(inside.known([building] if building else [], here.buildings, "Building"))
        virtual = inside.truth(child, "Virtual", False)
        listed = child.findall("Set_of_Real_Rooms") if virtual else []
        sets = tuple(tuple(dict.fromkeys(texts(one, "Real_Room"))) for one in listed)
        capacity = inside.number(child, "Capacity", default=30_000)
        here.rooms[name] = Room(name, building, capacity, sets, long_name(child))
    for room in here.rooms.values():
        inside = clerk.at(f"Room {room.name}")
        real = {name: one for name, one in here.rooms.items() if not one.sets}
        for one in room.sets:
            list(inside.known(one, real, "Real_Room"))


def _read_activities(root: Element, here: Institution, clerk: Clerk) -> None:
    attending = 0
    for child in root.iterfind("Activities_List/Activity"):
        named = text(child, "Id")
        inside = clerk.at(f"Activity {named}")
        number = inside.number(child, "Id", least=1)
        if str(number) in here.activities:
            inside.fault("twice", str(number))
            continue
        teachers = tuple(inside.names(dict.fromkeys(texts(child, "Teacher")), here.teachers, "Teacher"))
        subject = "".join(inside.names([name_in(child, "Subject")], here.subjects, "Subject"))
        tagged = dict.fromkeys(
            one for one in texts(child, "Activity_Tag", "Subject_Tag") if one.strip() or one in here.tags
        )
        tags = tuple(inside.names(tagged, here.tags, "Activity_Tag"))
        pupils = tuple(inside.names(dict.fromkeys(texts(child, "Students")), here.pupils, "Students"))
        leaves = {leaf: None for name in pupils for leaf in here.pupils[name]}
        attending += len(leaves)
        if attending > MOST_ATTENDING:
            clerk.fault("too_many", str(attending), element="Activity x Students", most=MOST_ATTENDING)
            return
        heads = sum(here.heads.get(name, 0) for name in pupils)
        here.activities[str(number)] = Activity(
            id=number,
            teachers=teachers,
            subject=subject,
            tags=tags,
            pupils=pupils,
            leaves=tuple(leaves),
            duration=inside.number(child, "Duration", least=1, most=max(1, len(here.hours))),
            group=inside.number(child, "Activity_Group_Id", default=0),
            heads=inside.number(child, "Number_Of_Students", "Number_of_Students", default=heads),
            active=inside.truth(child, "Active", True),
            comments=text(child, "Comments"),
        )
    if not any(activity.active for activity in here.activities.values()):
        clerk.fault("no_activity")


def part_of(activity: Activity) -> Part:
    return Part(1, activity.duration, activity.duration)
