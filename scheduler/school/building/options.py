"""The ways in which a lesson of the school can take place, each with what it demands (DOMAIN 1.2, 1.4, 2.5, 3.3).

Contact needs teachers, a room and devices; synchronous needs teachers, a licence, and from school a quiet room and a
stream as well; asynchronous needs teachers on stand-by. Pupils who follow a distance lesson at school are seat demand.
Every lesson has all of these ways, so that any timetable can be judged; rule H10 says which are allowed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from scheduler.problem.lessons import HOME, Demand, Option
from scheduler.problem.modes import DISTANCE_MODES, Mode, Presence
from scheduler.problem.resources import POOL, ROOM, resource_id
from scheduler.problem.text import Note
from scheduler.school.building.context import NO_CAMPUS, Context, teacher_id
from scheduler.school.catalogue import YES, fold
from scheduler.school.material import ready_for
from scheduler.school.pools import HOME_POOL, seats_pool
from scheduler.school.records import Pool, PoolKind, Room, SchoolClass, SchoolLesson
from scheduler.school.supervising import is_own_teacher

ROOM_ROLE = "room"
QUIET_ROLE = "quiet room"
SEATS_ROLE = "seats"
SUPERVISOR_ROLE = "supervisor"
ONSITE_ROLE = "on-site room"
"""The on-site room in which a teacher of the lesson itself is with those who follow it at school."""


def teacher_role(position: int) -> str:
    return "teacher" if position == 0 else f"teacher {position + 1}"


def make_options(context: Context, record: SchoolLesson) -> tuple[Option, ...]:
    """The ways of a lesson in which its pupils are together, contact first; a mixed one is never wholly at distance."""
    options = _contact_options(context, record)
    if record.attendees and not record.mixed:
        options += _distance_options(context, record)
    return options


# -- contact --


def _contact_options(context: Context, record: SchoolLesson) -> tuple[Option, ...]:
    devices = contact_devices(context, record)
    teachers = tuple(
        Demand(teacher_role(position), tuple(teacher_id(code) for code in alternatives))
        for position, alternatives in enumerate(record.teachers)
    )
    by_campus: dict[str, list[str]] = {}
    for room in fitting_rooms(context, record):
        by_campus.setdefault(room.campus, []).append(resource_id(ROOM, room.code))
    why = _no_room(context, record)
    if not by_campus:
        place = context.campus(record.attendees) or NO_CAMPUS
        rooms = (Demand(ROOM_ROLE, (), why=why),) if context.rooms else ()
        return (Option("contact", Mode.CONTACT, teachers + rooms + devices, place, place),)
    return tuple(
        Option(
            "contact" if len(by_campus) == 1 else f"contact@{campus or NO_CAMPUS}",
            Mode.CONTACT,
            (*teachers, Demand(ROOM_ROLE, tuple(rooms), why=why), *devices),
            campus or NO_CAMPUS,
            campus or NO_CAMPUS,
        )
        for campus, rooms in by_campus.items()
    )


def contact_devices(context: Context, record: SchoolLesson) -> tuple[Demand, ...]:
    """The devices that the row asks for when the lesson is at school."""
    return tuple(
        Demand(f"pool {pool}", (resource_id(POOL, pool),), amount)
        for pool, amount in record.devices
        if pool in context.pools
    )


def rooms_for(context: Context, record: SchoolLesson, pupils: int) -> tuple[Room, ...]:
    """Rooms of the lesson with a seat for so many pupils, unless it may be in a room of any size (rule H18)."""
    rooms = _named_rooms(context, record) if record.rooms else _rooms_of_type(context, record)
    return rooms if any_size(context, record) else tuple(room for room in rooms if _holds(room, pupils))


def fitting_rooms(context: Context, record: SchoolLesson) -> tuple[Room, ...]:
    """Rooms in which a contact lesson can be: the ones it names, else by type, seats and campus (rule H18)."""
    if record.rooms:
        return _named_rooms(context, record)
    rooms = _rooms_of_type(context, record)
    if any_size(context, record):
        return rooms
    pupils = context.pupils(record.attendees)
    return tuple(room for room in rooms if _holds(room, pupils))


def too_small(context: Context, record: SchoolLesson) -> tuple[Room, ...]:
    """Of the rooms that a lesson names those with too few seats, unless the planner says that it does not matter."""
    if any_size(context, record):
        return ()
    pupils = context.pupils(record.attendees)
    return tuple(room for room in _named_rooms(context, record) if not _holds(room, pupils))


def any_size(context: Context, record: SchoolLesson) -> bool:
    """Whether the planner switched H18 off for this one lesson: its room may be of any size."""
    return context.for_school("H18") is not None and context.for_lesson("H18", record) is None


def _named_rooms(context: Context, record: SchoolLesson) -> tuple[Room, ...]:
    return tuple(context.rooms[code] for code in record.rooms if code in context.rooms)


def _holds(room: Room, pupils: int) -> bool:
    return room.seats is None or pupils <= room.seats


def _wanted_type(context: Context, record: SchoolLesson) -> str:
    return record.room_type or context.subject(record.subject).room_type


def _rooms_of_type(context: Context, record: SchoolLesson) -> tuple[Room, ...]:
    """Rooms of the type and campus of the lesson, whatever their size."""
    wanted, campus = fold(_wanted_type(context, record)), context.campus(record.attendees)
    return tuple(
        room for room in context.rooms_of_type(wanted) if (not campus or not room.campus or room.campus == campus)
    )


def _no_room(context: Context, record: SchoolLesson) -> Note | None:
    """What is asked and what there is, where no room is large enough, or of the right type; else None."""
    small = too_small(context, record)
    fitting = [room for room in fitting_rooms(context, record) if room not in small]
    if fitting:
        return None
    pupils, wanted = context.pupils(record.attendees), _wanted_type(context, record)
    near = small or _rooms_of_type(context, record)
    values: dict[str, object] = {"pupils": pupils, "who": ", ".join(record.attendees), "type": wanted}
    if near:
        largest = max(near, key=lambda room: room.seats or 0)
        values |= {"room": largest.code, "seats": largest.seats}
    key = "named_too_small" if small else "rooms_too_small" if near else "no_such_room" if wanted else "no_room"
    return Note("building", key, tuple(values.items()))


# -- distance --


@dataclass(frozen=True)
class _Place:
    """Where the pupils of a distance lesson are: at home but for those who ask, or all at school.

    `seats` is by class; how many of them need a device of the school is worked out of it.
    """

    suffix: str
    place: str
    seats: Mapping[str, int]
    at_home: int


def _distance_options(context: Context, record: SchoolLesson) -> tuple[Option, ...]:
    campus = context.campus(record.attendees)
    teachers = [(teacher_role(position), alternatives) for position, alternatives in enumerate(record.teachers)]
    options = []
    for place in _pupil_places(context, record):
        seats = _pool_demands(context, place)
        for home in (False, True):
            codes = [(role, tuple(c for c in who if context.teachers[c].home_ok or not home)) for role, who in teachers]
            if home and (not teachers or any(not who for _, who in codes)):
                continue
            people = tuple(
                Demand(role, tuple(teacher_id(c) for c in fit_for(context, who, Mode.SYNCHRONOUS)))
                for role, who in codes
            )
            if home:
                options.append(
                    _online(f"home{place.suffix}", (*people, *network(context, campus, True), *seats), place, HOME)
                )
                continue
            for suffix, site, quiet in _quiet_rooms_by_site(context, campus):
                demands = (*people, *quiet, *network(context, campus or site, False), *seats)
                options.append(_online(f"school{suffix}{place.suffix}", demands, place, site or NO_CAMPUS))
                if (room := own_supervision(context, record, record.teachers[1:], place)) is not None:
                    options.append(_supervised(options[-1], room))
                    if lacks_quiet_room(options[-1]) and asks_distance(context, record):
                        context.note("co_teacher_without_quiet", lesson=record.id)
        presence = presence_of(context, record)
        standby = tuple(
            Demand(role, tuple(teacher_id(c) for c in fit_for(context, who, Mode.ASYNCHRONOUS)), presence=presence)
            for role, who in teachers
        )
        options.append(Option(f"asynchronous{place.suffix}", Mode.ASYNCHRONOUS, standby + seats, place.place, None))
        if (room := own_supervision(context, record, record.teachers, place)) is not None:
            there = tuple(replace(demand, presence=Presence.PRESENT) for demand in standby)
            way = replace(options[-1], demands=there + seats, teacher_place=campus or NO_CAMPUS)
            options.append(_supervised(way, room))
    return tuple(options)


def _online(name: str, demands: tuple[Demand, ...], place: _Place, teacher_place: str) -> Option:
    return Option(f"synchronous/{name}", Mode.SYNCHRONOUS, demands, place.place, teacher_place)


def own_supervision(
    context: Context, record: SchoolLesson, teachers: Iterable[tuple[str, ...]], place: _Place
) -> Room | None:
    """The on-site room in which one of these teachers can be with the pupils of the lesson who are at school.

    The sheet Toezicht says in which rooms lessons are supervised so.
    """
    needed = sum(place.seats.values())
    always = {row.room for row in context.stated.supervision if is_own_teacher(row.who)}
    if not needed or place.place != HOME or not always or not any(len(one) == 1 for one in teachers):
        return None
    campus = context.campus(record.attendees)
    near = {campus} if NO_CAMPUS in context.sites else {campus, ""}  # of a single campus with a name, "" is elsewhere
    fitting = [
        room
        for room in context.rooms.values()
        if room.code in always and room.onsite and (room.seats or 0) >= needed and room.campus in near
    ]
    return min(fitting, key=lambda room: (room.seats or 0, room.code), default=None)


def _supervised(option: Option, room: Room) -> Option:
    """The same with those who are at school in a room with a teacher of the lesson, so that they need no other seat."""
    demands = tuple(demand for demand in option.demands if not demand.role.startswith(SEATS_ROLE))
    held = Demand(ONSITE_ROLE, (resource_id(ROOM, room.code),))
    return replace(option, id=f"{option.id}+own", demands=(*demands, held))


def presence_of(context: Context, record: SchoolLesson) -> Presence | None:
    """What its teachers do while the lesson is asynchronous; None: they stand by, as everywhere (H01)."""
    stated = record.presence or context.school.settings.presence
    return None if stated is Presence.REACHABLE else stated


def fit_for(context: Context, alternatives: tuple[str, ...], mode: Mode) -> tuple[str, ...]:
    """The alternatives with the skill for the mode; all of them where nobody has it (rule H10 then forbids it)."""
    skilled = tuple(code for code in alternatives if mode in context.teachers[code].distance_skill)
    return skilled or alternatives


def _quiet_rooms_by_site(context: Context, campus: str) -> Iterator[tuple[str, str, tuple[Demand, ...]]]:
    """Per campus with quiet rooms for a lesson of `campus`: how the way is called, where the teacher is, the demand.

    What has no campus is near, unless a single campus has a name: then it is another place (`Context.sites`).
    """
    by_site: dict[str, list[str]] = defaultdict(list)
    for one in quiet_rooms(context, campus):
        room = context.rooms[one.partition(":")[2]]
        by_site[room.campus or ("" if NO_CAMPUS in context.sites else campus)].append(one)
    if not by_site:
        yield "", campus, (Demand(QUIET_ROLE, ()),) if context.rooms else ()
    for site, rooms in by_site.items():
        suffix = f"@{site or NO_CAMPUS}" if len(by_site) > 1 else ""
        yield suffix, site, (Demand(QUIET_ROLE, tuple(rooms)),)


def quiet_rooms(context: Context, campus: str) -> tuple[str, ...]:
    """Rooms from which a teacher can teach online: quiet ones, with a camera where the school asks for one (H18)."""
    setting = context.for_school("H18")
    asks_camera = setting is not None and fold(setting.text("camera")) in YES
    return tuple(
        resource_id(ROOM, room.code)
        for room in context.rooms.values()
        if room.quiet and (room.camera or not asks_camera) and (not campus or room.campus in ("", campus))
    )


def lacks_quiet_room(option: Option) -> bool:
    """Whether the way asks for a quiet room and there is none for it (rule H18)."""
    return any(demand.role == QUIET_ROLE and not demand.candidates for demand in option.demands)


def network(context: Context, campus: str, home: bool) -> tuple[Demand, ...]:
    """A licence for every synchronous lesson; a stream of the campus when it is taught from school (DOMAIN B12)."""
    return tuple(
        Demand(f"pool {pool.code}", (resource_id(POOL, pool.code),))
        for pool in context.pools.values()
        if (not pool.campus or not campus or pool.campus == campus)
        and (pool.kind is PoolKind.LICENCE or (pool.kind is PoolKind.STREAM and not home))
    )


def _pupil_places(context: Context, record: SchoolLesson) -> Iterable[_Place]:
    classes, pupils = context.classes_of(record.attendees), context.pupils(record.attendees)
    asking = {one.code: asking_of(context, one, record.attendees) for one in classes}
    yield _Place("", HOME, asking, pupils - sum(asking.values()))
    if all(may_be_at_school(context, one) for one in classes):
        campus = context.campus(record.attendees) or NO_CAMPUS
        everyone = {one.code: context.pupils_of(one, record.attendees) for one in classes}
        yield _Place("+onsite", campus, everyone, 0)


def may_be_at_school(context: Context, record: SchoolClass) -> bool:
    """Whether a whole group of the class may follow a distance lesson at school (H12)."""
    setting = context.for_class("H12", record)
    return setting is not None and fold(setting.text("whole_group_onsite")) in YES


def asking_of(context: Context, record: SchoolClass, attendees: Iterable[str]) -> int:
    """Of the pupils of a class who attend, those who follow distance lessons at school; each counts once.

    Nobody knows in which group they are, so as many as it can have are counted.
    """
    return min(asking_in(context, record), context.pupils_of(record, attendees))


def asking_in(context: Context, record: SchoolClass) -> int:
    """How many of a class follow distance lessons at school: who asks, and where loans are arranged who got no device.

    A reserve stands for a number that is unknown. Nobody knows whether who asks has a device: they are added up.
    """
    asking = record.onsite_requests
    if asking is None:
        setting = context.for_school("H08")
        asking = ceil(Fraction(record.pupils * (setting.number("reserve_pct") if setting else 0), 100))
    if record.loans is None:
        return asking
    return min(asking + needing_device(record), record.pupils or asking + needing_device(record))


def device_pool(context: Context, record: SchoolClass) -> Pool | None:
    """The devices that pupils of a class use at school, and that are lent to them."""
    pools = context.pools.values()
    return next((one for one in pools if one.kind is PoolKind.DEVICE and one.campus in ("", record.campus)), None)


def needing_device(record: SchoolClass) -> int:
    """How many of a class have no device at home, theirs or lent; each counts as one who is at school and uses one."""
    return max(0, record.without_device - (record.loans or 0))


def seats_for(context: Context, campus: str) -> str:
    """The seats that pupils of a campus use."""
    return seats_pool(seats_campus(context, campus))


def seats_campus(context: Context, campus: str) -> str:
    """Where pupils of a campus have their seats: in rooms there, else in rooms that belong to no campus.

    Pupils of no campus use what is nowhere in particular, or the seats of the only campus that has some.
    """
    sites = {room.campus for room in context.rooms.values() if room.onsite and room.seats}
    if campus in sites:
        return campus
    if "" in sites:
        return ""
    return next(iter(sites)) if not campus and len(sites) == 1 else campus


def _pool_demands(context: Context, place: _Place) -> tuple[Demand, ...]:
    """Seats, and devices for those in them who have none; of a class in groups each by itself, for they may share."""
    seats: dict[tuple[str, str], int] = defaultdict(int)
    devices: dict[tuple[str, str], int] = defaultdict(int)
    for code, count in place.seats.items():
        record = context.classes[code]
        sharer = code if code in context.divided else ""
        # A whole group is at school: its pupils are counted as they are, those who ask are the same in any group.
        seats[seats_for(context, record.campus), sharer if place.place == HOME else ""] += count
        device = device_pool(context, record)
        if device is not None:
            devices[device.code, sharer] += min(count, needing_device(record))
    demands = [
        Demand(SEATS_ROLE if len(seats) == 1 else f"{SEATS_ROLE} {number}", (pool,), count, sharer=sharer)
        for number, ((pool, sharer), count) in enumerate(seats.items(), start=1)
        if count
    ]
    if place.at_home:
        demands.append(Demand("at home", (HOME_POOL,), place.at_home))
    for (code, sharer), count in devices.items():
        role = f"pool {code}" if all(one.role != f"pool {code}" for one in demands) else f"pool {code}, {sharer}"
        if count:
            demands.append(Demand(role, (resource_id(POOL, code),), count, sharer=sharer))
    return tuple(demands)


# -- what is allowed --


def allowed_modes(context: Context, record: SchoolLesson) -> frozenset[Mode]:
    """Modes that a lesson may have: contact, and where the planner asks for distance those permitted (rule H10)."""
    return permitted_modes(context, record) if asks_distance(context, record) else frozenset({Mode.CONTACT})


def asks_distance(context: Context, record: SchoolLesson) -> bool:
    """Whether the planner asks for distance: by the lesson's own bounds, mode, pin or row in Rooster, or a target.

    A target of classes counts where all classes that attend have one: nobody is at home because of another class.
    """
    if (
        record.mixed
        or record.distance_min > 0
        or record.distance_max
        or (record.modes is not None and record.modes & DISTANCE_MODES)
    ):
        return True
    if record.id in context.put_at_distance or context.subject(record.subject).distance_target_pct:
        return True
    classes = context.classes_of(record.attendees)
    return bool(classes) and all(target_of(context, member) for member in classes)


def distance_asked(context: Context) -> tuple[frozenset[str], frozenset[str]]:
    """The lessons for which the planner asks for distance, and those of them that may be there or that he put there."""
    asked = frozenset(record.id for record in context.school.lessons if asks_distance(context, record))
    some = (context.lessons[lesson] for lesson in asked)
    able = frozenset(record.id for record in some if permitted_modes(context, record) != {Mode.CONTACT})
    return asked, able | (asked & context.put_at_distance)


def target_of(context: Context, record: SchoolClass) -> Fraction | None:
    """The part of a class's periods that should be at distance, in percent: a row of rule S16, else the class's own."""
    setting = context.for_class("S16", record)
    if setting is not None and setting.text("target_pct"):
        return Fraction(setting.number("target_pct"))
    return record.distance_target_pct


def permitted_modes(context: Context, record: SchoolLesson) -> frozenset[Mode]:
    """Modes that class, subject, lesson, teachers and material allow; contact always is."""
    modes = DISTANCE_MODES if record.modes is None or record.mixed else record.modes & DISTANCE_MODES
    subject = context.subject(record.subject)
    classes = context.classes_of(record.attendees)
    if not classes or not subject.distance_ok or not all(c.distance_ok for c in classes) or record.distance_max == 0:
        modes = frozenset()
    if not ready_for(subject, classes):
        modes -= {Mode.ASYNCHRONOUS}
    for mode in DISTANCE_MODES:
        for alternatives in record.teachers:
            if not any(mode in context.teachers[code].distance_skill for code in alternatives):
                modes -= {mode}
    for member in classes:
        setting = context.for_class("H10", member)
        if setting is not None:
            modes &= MODES_OF_WORD.get(fold(setting.text("modes")), DISTANCE_MODES)
    setting = context.for_subject("H10", subject)
    if setting is not None:
        modes &= MODES_OF_WORD.get(fold(setting.text("modes")), DISTANCE_MODES)
    return modes | {Mode.CONTACT}


MODES_OF_WORD = {
    "contact": frozenset[Mode](),
    "as": frozenset({Mode.SYNCHRONOUS}),
    "sync": frozenset({Mode.SYNCHRONOUS}),
    "aa": frozenset({Mode.ASYNCHRONOUS}),
    "async": frozenset({Mode.ASYNCHRONOUS}),
    "beide": DISTANCE_MODES,
    "both": DISTANCE_MODES,
}


def distance_off(context: Context, record: SchoolLesson) -> bool:
    """Whether rule H10 itself switches distance education off for the lesson, so that its distance minimum lapses."""
    settings = [context.for_class("H10", c) for c in context.classes_of(record.attendees)]
    settings.append(context.for_subject("H10", context.subject(record.subject)))
    return any(setting is not None and fold(setting.text("modes")) == "contact" for setting in settings)
