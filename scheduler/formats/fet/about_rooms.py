"""FET's constraints about rooms and buildings: which rooms an activity can have, as options and rules of our own.

An activity has a room only where a constraint gives it one; preferred rooms come before home rooms. Each way to be
somewhere is an option: an ordinary room (by building, where buildings matter), a virtual room, which is one real room
out of each of its sets, or no room where only wishes ask for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from scheduler.formats.fet.constraint import Constraint
from scheduler.formats.fet.institution import Activity, Institution, Room
from scheduler.formats.fet.values import name_in, texts
from scheduler.problem import rules as r
from scheduler.problem.lessons import Demand, Option
from scheduler.problem.modes import Mode
from scheduler.problem.resources import ROOM, resource_id

Rules = Iterator[r.Rule]
ROLE = "room"
NO_ROOM = "no room"
PLAIN = "lesson"
"""The option of an activity that needs no room, or of one whose rooms are in no building that matters."""


@dataclass
class Wish:
    """What one constraint asks for some activities: one of these rooms. `home`: unless another constraint does."""

    constraint: Constraint
    activities: tuple[str, ...]
    rooms: frozenset[str]
    home: bool = False


@dataclass
class Rooms:
    """The wishes for rooms, gathered before options and rules are made of them.

    `by_building`: whether it matters in which building somebody is. `later`: rules that need to know which rooms each
    activity can have.
    """

    here: Institution
    by_building: bool = False
    wishes: dict[str, list[Wish]] = field(default_factory=dict)
    made: list[Wish] = field(default_factory=list)
    later: list[Callable[[], Rules]] = field(default_factory=list)

    def add(self, wish: Wish) -> None:
        self.made.append(wish)
        for lesson in wish.activities:
            self.wishes.setdefault(lesson, []).append(wish)

    def counting(self, lesson: str) -> list[Wish]:
        """The wishes that bear on a lesson: a home room only where every preferred room may be left out."""
        found = self.wishes.get(lesson, [])
        preferred = [wish for wish in found if not wish.home]
        return preferred if any(wish.constraint.hard for wish in preferred) else found

    def candidates(self, activity: Activity) -> list[Room]:
        """The rooms that hard wishes leave, or all that are wished, large enough for the pupils; in file order."""
        wishes = self.counting(activity.lesson)
        hard = [wish.rooms for wish in wishes if wish.constraint.hard and not wish.home]
        names = frozenset.intersection(*hard) if hard else frozenset().union(*(wish.rooms for wish in wishes))
        return [room for name, room in self.here.rooms.items() if name in names and room.capacity >= activity.heads]

    def of(self, activities: Iterable[Activity]) -> list[str]:
        """The ids of the ordinary rooms that some activities can have."""
        found = {room.name: None for one in activities for room in self.candidates(one) if not room.sets}
        return [room_id(name) for name in found]

    def must_have(self, lesson: str) -> bool:
        return any(wish.constraint.hard for wish in self.counting(lesson))

    def options(self, activity: Activity) -> tuple[Option, ...]:
        """All ways in which an activity can take place."""
        if not self.counting(activity.lesson):
            return (Option(PLAIN, Mode.CONTACT),)
        found: list[Option] = []
        real: dict[str, list[str]] = {}
        for room in self.candidates(activity):
            if room.sets:
                demands = [
                    Demand(f"{ROLE} {number}", tuple(map(room_id, some)))
                    for number, some in enumerate(room.sets, start=1)
                ]
                found.append(self._option(virtual(room.name), tuple(demands), room.building))
            else:
                real.setdefault(room.building if self.by_building else "", []).append(room.name)
        for building, names in real.items():
            option = f"{PLAIN} {building}" if building else PLAIN
            found.insert(0, self._option(option, (Demand(ROLE, tuple(map(room_id, names))),), building))
        if not found:
            return (Option(PLAIN, Mode.CONTACT, (Demand(ROLE, ()),)),)
        if not self.must_have(activity.lesson):
            found.append(Option(NO_ROOM, Mode.CONTACT))
        return tuple(found)

    def _option(self, name: str, demands: tuple[Demand, ...], building: str) -> Option:
        place = place_of(building) if self.by_building and building else None
        return Option(name, Mode.CONTACT, demands, place, place)

    def rules(self, options: dict[str, tuple[Option, ...]]) -> Rules:
        """What is asked by the wishes, now that the options are known."""
        chosen = tuple(lesson for lesson, ways in options.items() if any(_real(way) for way in ways))
        if chosen:
            yield r.Assigned(id="rooms", entry="ConstraintBasicCompulsorySpace", lessons=chosen, role=ROLE)
        numbers = {demand.role for ways in options.values() for way in ways for demand in way.demands} - {ROLE}
        for role in sorted(numbers):
            some = tuple(
                one for one, ways in options.items() if any(d.role == role for way in ways for d in way.demands)
            )
            yield r.Assigned(id=f"rooms {role}", entry="ConstraintBasicCompulsorySpace", lessons=some, role=role)
        for make in self.later:
            yield from make()
        for wish in self.made:
            lessons = tuple(one for one in wish.activities if wish in self.counting(one))
            if lessons and wish.constraint.points:
                yield from self._asked(wish, lessons, options)

    def _asked(self, wish: Wish, lessons: tuple[str, ...], options: dict[str, tuple[Option, ...]]) -> Rules:
        """A broken wish counts once for each activity. Another preferred room is as good as the home room."""
        c, step = wish.constraint, r.Shape.STEP
        others = frozenset(name for one in lessons for rival in self.wishes[one] for name in rival.rooms)
        rooms = others if wish.home else wish.rooms
        names = frozenset(map(virtual, rooms))
        allowed = tuple(
            (lesson, frozenset(way.id for way in options[lesson] if way.id in names or _real(way)))
            for lesson in lessons
        )
        if any(len(kept) < len(options[lesson]) for lesson, kept in allowed):
            yield r.AllowedOptions(**c.common("some room", shape=step), allowed=allowed)
        ids = frozenset(room_id(name) for name in rooms if not self.here.rooms[name].sets)
        yield r.PreferResources(**c.common(shape=step), lessons=lessons, role=ROLE, resources=ids)


def _real(option: Option) -> bool:
    """Whether it is to have an ordinary room."""
    return any(demand.role == ROLE for demand in option.demands)


def room_id(name: str) -> str:
    return resource_id(ROOM, name)


def virtual(name: str) -> str:
    """The option of a virtual room."""
    return f"virtual {name}"


def place_of(building: str) -> str:
    return f"building {building}"


# -- which room --


def _wish(c: Constraint, rooms: Rooms, activities: Iterable[Activity], home: bool = False) -> Rules:
    named = dict.fromkeys([*texts(c.element, "Room"), *texts(c.element, "Preferred_Room")])
    known = frozenset(room.name for room in c.clerk.known(named, c.here.rooms, "Room"))
    lessons = tuple(one.lesson for one in activities)
    rooms.add(Wish(c, lessons, known, home))
    real = [name for name in texts(c.element, "Real_Room") if name.strip()]
    if real and known and lessons:
        listed = [room.name for room in c.clerk.known(real, c.here.rooms, "Room")]
        for number, name in sorted(c.here.rooms[min(known)].out_of_each(listed).items()):
            yield r.PreferResources(
                **c.common(str(number + 1)),
                lessons=lessons,
                role=f"{ROLE} {number + 1}",
                resources=frozenset({room_id(name)}),
            )


def of_activity(c: Constraint, rooms: Rooms) -> Rules:
    return _wish(c, rooms, c.activities())


def of_filter(c: Constraint, rooms: Rooms) -> Rules:
    """All activities with a subject, a tag, or both."""
    return _wish(c, rooms, c.matching())


def of_teacher(c: Constraint, rooms: Rooms) -> Rules:
    """The home room of a teacher is for activities that he or she has alone."""
    name = c.named(c.here.teachers, "Teacher_Name", "Teacher")
    return _wish(c, rooms, [one for one in c.here.active if one.teachers == (name,)], home=True)


def of_pupils(c: Constraint, rooms: Rooms) -> Rules:
    """The home room of a set of pupils is for activities that it has alone."""
    name = c.named(c.here.pupils, "Students_Name", "Students")
    return _wish(c, rooms, [one for one in c.here.active if one.pupils == (name,)], home=True)


def not_available(c: Constraint, rooms: Rooms) -> Rules:
    times = tuple(sorted(c.listed("Not_Available_Time")))
    for room in c.clerk.known([name_in(c.element, "Room", "Room_Name")], c.here.rooms, "Room"):
        if not room.sets:
            yield r.Unavailable(**c.common(), resources=(room_id(room.name),), times=times)


def not_available_to(c: Constraint, rooms: Rooms) -> Rules:
    """A teacher may not use the room in some slots."""
    times = tuple(sorted(c.listed("Not_Available_Time")))
    taught = [
        one.lesson for teacher in c.teachers() for one in c.here.active if teacher in map(c.teacher_id, one.teachers)
    ]
    for room in c.clerk.known([name_in(c.element, "Room", "Room_Name")], c.here.rooms, "Room"):
        if not room.sets:
            what = r.Filter(lessons=frozenset(taught))
            yield r.Unavailable(**c.common(), resources=(room_id(room.name),), times=times, what=what)


def few_rooms(c: Constraint, rooms: Rooms) -> Rules:
    """All activities together in at most so many rooms."""
    some, most = c.activities(), c.how_many("Max_Number_of_Different_Rooms")
    lessons = tuple(one.lesson for one in some)
    if len(some) > 1 and most == 1:
        yield r.SameResource(**c.common(), groups=(lessons,), role=ROLE)
    elif len(some) > 1:
        rooms.later.append(lambda: _in_few_rooms(c, rooms, some, most))


def _in_few_rooms(c: Constraint, rooms: Rooms, some: list[Activity], most: int) -> Rules:
    what = r.Filter(lessons=frozenset(one.lesson for one in some))
    always = tuple(range(len(c.here.times)))
    clusters = tuple((r.Touch(always, what, resource=room),) for room in rooms.of(some))
    together = (c.here.set_of(tuple(one.lesson for one in some)),)
    yield r.LimitClusters(**c.common(), resources=together, clusters=clusters, most=most)


def same_room_if_consecutive(c: Constraint, rooms: Rooms) -> Rules:
    """An activity straight after another is in the same room, where both have one."""
    some = c.activities()
    if len(some) > 1:
        rooms.later.append(lambda: _stay(c, rooms, some))
    yield from ()


def _stay(c: Constraint, rooms: Rooms, some: list[Activity]) -> Rules:
    """One of them in a room, then one of them again, and that room without any."""
    housed = [one for one in some if rooms.of([one])]
    what = r.Filter(lessons=frozenset(one.lesson for one in housed))
    known = rooms.of(housed)
    clusters = tuple(
        (
            r.Touch((first,), what, resource=room),
            r.Touch((second,), what),
            r.Touch((second,), what, present=False, resource=room),
        )
        for room in (known if len(known) > 1 else ())
        for first, second in _neighbours(c)
    )
    if clusters:
        together = (c.here.set_of(tuple(one.lesson for one in some)),)
        yield r.LimitClusters(**c.common(), resources=together, clusters=clusters, most=0)


def _neighbours(c: Constraint) -> list[tuple[int, int]]:
    """Times that follow each other without a break."""
    return [pair for day in c.stretches() for stretch in day for pair in pairwise(stretch)]


# -- changes of rooms --


def _room_changes(
    c: Constraint, rooms: Rooms, person: str, pairs: list[tuple[int, ...]]
) -> tuple[tuple[r.Touch, ...], ...]:
    """One cluster for each way to be in a room at the first of some times, elsewhere at the last, nowhere between."""
    own = [c.here.activities[str(number)] for number in c.here.held[person]]
    housed = [one for one in own if rooms.of([one])]
    what = r.Filter(lessons=frozenset(one.lesson for one in housed))
    return tuple(
        (
            r.Touch((first,), what, resource=room),
            r.Touch((last,), what),
            r.Touch((last,), what, present=False, resource=room),
            r.Touch(tuple(between), what, present=False),
        )
        for first, *between, last in pairs
        for room in rooms.of(housed)
    )


def _stretches_of(day: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Every two times of a day with those between them."""
    return [day[first : last + 1] for first in range(len(day)) for last in range(first + 1, len(day))]


def room_changes(c: Constraint, rooms: Rooms) -> Rules:
    """At most so many on each day, or in the week."""
    of_week = c.entry.endswith("Week")
    most = c.how_many("Max_Room_Changes_Per_Week" if of_week else "Max_Room_Changes_Per_Day")
    yield from rooms_changed_on(c, rooms, [list(c.days())] if of_week else [[day] for day in c.days()], most)


def rooms_changed_on(c: Constraint, rooms: Rooms, groups: list[list[r.TimeSet]], most: int) -> Rules:
    """At most so many changes inside the sets of times of each group."""
    stretches = [[pair for times in group for pair in _stretches_of(times)] for group in groups]

    def made() -> Rules:
        for person in c.people():
            for number, pairs in enumerate(stretches, start=1):
                if clusters := _room_changes(c, rooms, person, pairs):
                    common = c.common(f"{person} {number}")
                    yield r.LimitClusters(**common, resources=(person,), clusters=clusters, most=most)

    rooms.later.append(made)
    yield from ()


def gaps_between_rooms(c: Constraint, rooms: Rooms) -> Rules:
    """So many free hours before another room."""
    least, times = c.how_many("Min_Gaps_Between_Room_Changes"), c.here.times
    pairs = [
        pair
        for day in c.days()
        for pair in _stretches_of(day)
        if times[pair[-1]].period - times[pair[0]].period <= least
    ]

    def made() -> Rules:
        for person in c.people():
            if clusters := _room_changes(c, rooms, person, pairs):
                yield r.LimitClusters(**c.common(person), resources=(person,), clusters=clusters, most=0)

    rooms.later.append(made)
    yield from ()


# -- buildings --


def changes_per_day(c: Constraint, rooms: Rooms) -> Rules:
    yield from changes_on(c, rooms, list(c.days()), c.how_many("Max_Building_Changes_Per_Day"))


def changes_on(c: Constraint, rooms: Rooms, groups: list[r.TimeSet], most: int) -> Rules:
    """At most so many changes inside each set of times."""
    rooms.by_building = True
    places = tuple(frozenset({place_of(name)}) for name in c.here.buildings)
    yield r.LimitSwitches(**c.common(), resources=c.people(), groups=tuple(groups), places=places, most=most)


def changes_per_week(c: Constraint, rooms: Rooms) -> Rules:
    """Changes inside days only: in one building now, in another next, in none between."""
    rooms.by_building = True
    known = frozenset(map(place_of, c.here.buildings))
    clusters = []
    for day in c.days():
        for place, one in enumerate(day):
            for last, two in enumerate(day[place + 1 :], start=place + 1):
                between = r.Touch(day[place + 1 : last], r.Filter(places=known), present=False)
                for here in known:
                    first = r.Touch((one,), r.Filter(places=frozenset({here})))
                    clusters.append((first, r.Touch((two,), r.Filter(places=known - {here})), between))
    most = c.how_many("Max_Building_Changes_Per_Week")
    yield r.LimitClusters(**c.common(), resources=c.people(), clusters=tuple(clusters), most=most)


def gaps_between_buildings(c: Constraint, rooms: Rooms) -> Rules:
    rooms.by_building = True
    least = c.how_many("Min_Gaps_Between_Building_Changes")
    times = c.here.times
    pairs = tuple(
        (one, two)
        for day in c.days()
        for place, one in enumerate(day)
        for two in day[place + 1 :]
        if times[two].period - times[one].period <= least
    )
    known = [place_of(name) for name in c.here.buildings]
    never = {(one, two): _A_DAY for one in known for two in known if one != two}
    yield r.TravelTime(**c.common(), resources=c.people(), groups=pairs, minutes=never)


_A_DAY = 24 * 60
"""Minutes: more than lie between two lessons of a day. The pairs of times say which are too near."""

READERS: dict[str, Callable[[Constraint, Rooms], Rules]] = {
    "ActivityPreferredRoom": of_activity,
    "ActivityPreferredRooms": of_activity,
    "SubjectPreferredRoom": of_filter,
    "SubjectPreferredRooms": of_filter,
    "SubjectActivityTagPreferredRoom": of_filter,
    "SubjectActivityTagPreferredRooms": of_filter,
    "ActivityTagPreferredRoom": of_filter,
    "ActivityTagPreferredRooms": of_filter,
    "TeacherHomeRoom": of_teacher,
    "TeacherHomeRooms": of_teacher,
    "StudentsSetHomeRoom": of_pupils,
    "StudentsSetHomeRooms": of_pupils,
    "RoomNotAvailableTimes": not_available,
    "TeacherRoomNotAvailableTimes": not_available_to,
    "ActivitiesOccupyMaxDifferentRooms": few_rooms,
    "ActivitiesSameRoomIfConsecutive": same_room_if_consecutive,
}

OF_PEOPLE: dict[str, Callable[[Constraint, Rooms], Rules]] = {
    "MaxRoomChangesPerDay": room_changes,
    "MaxRoomChangesPerWeek": room_changes,
    "MinGapsBetweenRoomChanges": gaps_between_rooms,
    "MaxBuildingChangesPerDay": changes_per_day,
    "MaxBuildingChangesPerWeek": changes_per_week,
    "MinGapsBetweenBuildingChanges": gaps_between_buildings,
}
"""By family: the name without its scope."""
