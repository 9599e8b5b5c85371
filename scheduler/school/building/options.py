"""The ways in which a lesson of the school can take place, each with what it demands (DOMAIN 1.2, 1.4, 2.5, 3.3).

Contact needs teachers, a room and devices; synchronous needs teachers, a licence, and from school a quiet room and a
stream as well; asynchronous needs teachers on stand-by. Pupils who follow a distance lesson at school are seat demand.
Every lesson has all of these ways, so that any timetable can be judged; rule H10 says which are allowed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from scheduler.problem.lessons import HOME, Demand, Option
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.resources import POOL, ROOM, resource_id
from scheduler.school.building.context import NO_CAMPUS, Context, teacher_id
from scheduler.school.catalogue import YES, fold
from scheduler.school.records import PoolKind, Room, SchoolLesson

ROOM_ROLE = "room"
QUIET_ROLE = "quiet room"
GENERAL_TYPES = frozenset(
    {"", "klas", "klaslokaal", "klasruimte", "leslokaal", "lokaal", "theorielokaal", "theorie", "gewoon", "algemeen"}
    | {"standaard", "class", "classroom", "room", "general", "plain", "standard", "theory room"}
)
"""What planners call a room without anything special; a lesson that asks for one can be in any of them."""
HOME_POOL = resource_id(POOL, "#home")
"""Heads at home at once (rule S09)."""


def seats_pool(campus: str) -> str:
    """Seats for pupils who follow distance lessons at school, per campus (rule H08)."""
    return resource_id(POOL, f"#seats {campus}".strip())


def staff_pool(code: str) -> str:
    """Somebody who supervises on-site rooms and is no teacher: a pool of one (rule H08)."""
    return resource_id(POOL, f"#staff {code}")


def teacher_role(position: int) -> str:
    return "teacher" if position == 0 else f"teacher {position + 1}"


def make_options(context: Context, record: SchoolLesson) -> tuple[Option, ...]:
    """All ways of a lesson, contact first."""
    options = _contact_options(context, record)
    if record.attendees:
        options += _distance_options(context, record)
    return options


# -- contact --


def _contact_options(context: Context, record: SchoolLesson) -> tuple[Option, ...]:
    devices = tuple(
        Demand(f"pool {pool}", (resource_id(POOL, pool),), amount)
        for pool, amount in record.devices
        if pool in context.pools
    )
    teachers = tuple(
        Demand(teacher_role(position), tuple(teacher_id(code) for code in alternatives))
        for position, alternatives in enumerate(record.teachers)
    )
    by_campus: dict[str, list[str]] = {}
    for room in fitting_rooms(context, record):
        by_campus.setdefault(room.campus, []).append(resource_id(ROOM, room.code))
    if not by_campus:
        place = context.campus(record.attendees) or NO_CAMPUS
        rooms = (Demand(ROOM_ROLE, ()),) if context.rooms else ()
        return (Option("contact", Mode.CONTACT, teachers + rooms + devices, place, place),)
    return tuple(
        Option(
            "contact" if len(by_campus) == 1 else f"contact@{campus or NO_CAMPUS}",
            Mode.CONTACT,
            (*teachers, Demand(ROOM_ROLE, tuple(rooms)), *devices),
            campus or NO_CAMPUS,
            campus or NO_CAMPUS,
        )
        for campus, rooms in by_campus.items()
    )


def fitting_rooms(context: Context, record: SchoolLesson) -> tuple[Room, ...]:
    """Rooms in which a contact lesson can be: the ones it names, else by type, seats and campus (rule H18)."""
    if record.rooms:
        return tuple(context.rooms[code] for code in record.rooms if code in context.rooms)
    wanted = fold(record.room_type or context.subject(record.subject).room_type)
    pupils, campus = context.pupils(record.attendees), context.campus(record.attendees)
    return tuple(
        room
        for room in context.rooms.values()
        if _has_type(room, wanted)
        and (room.seats is None or pupils <= room.seats)
        and (not campus or not room.campus or room.campus == campus)
    )


def _has_type(room: Room, wanted: str) -> bool:
    types = {fold(name) for name in room.types} or {""}
    if wanted in GENERAL_TYPES:
        return not types.isdisjoint(GENERAL_TYPES) and not (room.onsite and not room.types)
    return wanted in types


# -- distance --


@dataclass(frozen=True)
class _Place:
    """Where the pupils of a distance lesson are: at home but for those who ask, or all at school."""

    suffix: str
    place: str
    seats: int
    at_home: int
    without_device: int


def _distance_options(context: Context, record: SchoolLesson) -> tuple[Option, ...]:
    campus = context.campus(record.attendees)
    teachers = [(teacher_role(position), alternatives) for position, alternatives in enumerate(record.teachers)]
    options = []
    for place in _pupil_places(context, record):
        seats = _pool_demands(context, place, campus)
        for home in (False, True):
            codes = [(role, tuple(c for c in who if context.teachers[c].home_ok or not home)) for role, who in teachers]
            if home and (not teachers or any(not who for _, who in codes)):
                continue
            people = tuple(
                Demand(role, tuple(teacher_id(c) for c in _fit(context, who, Mode.SYNCHRONOUS))) for role, who in codes
            )
            network = _network(context, campus, home)
            quiet = () if home else _quiet_room(context, campus)
            where = "home" if home else "school"
            options.append(
                Option(
                    f"synchronous/{where}{place.suffix}",
                    Mode.SYNCHRONOUS,
                    people + quiet + network + seats,
                    place.place,
                    HOME if home else campus or NO_CAMPUS,
                )
            )
        standby = tuple(
            Demand(role, tuple(teacher_id(c) for c in _fit(context, who, Mode.ASYNCHRONOUS))) for role, who in teachers
        )
        options.append(Option(f"asynchronous{place.suffix}", Mode.ASYNCHRONOUS, standby + seats, place.place, None))
    return tuple(options)


def _fit(context: Context, alternatives: tuple[str, ...], mode: Mode) -> tuple[str, ...]:
    """The alternatives with the skill for the mode; all of them where nobody has it (rule H10 then forbids it)."""
    skilled = tuple(code for code in alternatives if mode in context.teachers[code].distance_skill)
    return skilled or alternatives


def _quiet_room(context: Context, campus: str) -> tuple[Demand, ...]:
    rooms = quiet_rooms(context, campus)
    return (Demand(QUIET_ROLE, rooms),) if context.rooms else ()


def quiet_rooms(context: Context, campus: str) -> tuple[str, ...]:
    """Rooms from which a teacher can teach online."""
    return tuple(
        resource_id(ROOM, room.code)
        for room in context.rooms.values()
        if room.quiet and (not campus or not room.campus or room.campus == campus)
    )


def _network(context: Context, campus: str, home: bool) -> tuple[Demand, ...]:
    """A licence for every synchronous lesson; a stream of the campus when it is taught from school (DOMAIN B12)."""
    return tuple(
        Demand(f"pool {pool.code}", (resource_id(POOL, pool.code),))
        for pool in context.pools.values()
        if (not pool.campus or not campus or pool.campus == campus)
        and (pool.kind is PoolKind.LICENCE or (pool.kind is PoolKind.STREAM and not home))
    )


def _pupil_places(context: Context, record: SchoolLesson) -> Iterable[_Place]:
    pupils = context.pupils(record.attendees)
    asking = min(pupils, sum(requests(context, code) for code in record.attendees))
    lacking = min(asking, sum(c.without_device for c in context.classes_of(record.attendees)))
    yield _Place("", HOME, asking, pupils - asking, lacking)
    settings = [context.for_class("H12", c) for c in context.classes_of(record.attendees)]
    if all(setting is not None and fold(setting.text("whole_group_onsite")) in YES for setting in settings):
        campus = context.campus(record.attendees) or NO_CAMPUS
        everyone_lacking = sum(c.without_device for c in context.classes_of(record.attendees))
        yield _Place("+onsite", campus, pupils, 0, min(pupils, everyone_lacking))


def requests(context: Context, code: str) -> int:
    """Pupils of a class or group who follow distance lessons at school; a reserve where the number is unknown."""
    record = context.classes_of([code])[0]
    asking = record.onsite_requests
    if asking is None:
        setting = context.for_school("H08")
        asking = ceil(Fraction(record.pupils * (setting.number("reserve_pct", 15) if setting else 0), 100))
    return min(asking, context.pupils([code])) if code in context.groups else asking


def _pool_demands(context: Context, place: _Place, campus: str) -> tuple[Demand, ...]:
    demands = []
    if place.seats:
        demands.append(Demand("seats", (seats_pool(campus),), place.seats))
    if place.at_home:
        demands.append(Demand("at home", (HOME_POOL,), place.at_home))
    device = next((p for p in context.pools.values() if p.kind is PoolKind.DEVICE and p.campus in ("", campus)), None)
    if place.without_device and device is not None:
        demands.append(Demand(f"pool {device.code}", (resource_id(POOL, device.code),), place.without_device))
    return tuple(demands)


# -- what is allowed --


def allowed_modes(context: Context, record: SchoolLesson) -> frozenset[Mode]:
    """Modes that a lesson may have: contact, and where the planner asks for distance those permitted (rule H10)."""
    return permitted_modes(context, record) if asks_distance(context, record) else frozenset({Mode.CONTACT})


def asks_distance(context: Context, record: SchoolLesson) -> bool:
    """Whether the planner asks for distance: by the lesson's own bounds, mode or pin, or a target of class or subject.

    A target of classes counts where all classes that attend have one: nobody is at home because of another class.
    """
    if record.distance_min > 0 or record.distance_max or (record.modes is not None and record.modes & DISTANCE_MODES):
        return True
    if record.id in context.pinned_at_distance or context.subject(record.subject).distance_target_pct:
        return True
    classes = context.classes_of(record.attendees)
    return bool(classes) and all(member.distance_target_pct for member in classes)


def permitted_modes(context: Context, record: SchoolLesson) -> frozenset[Mode]:
    """Modes that class, subject, lesson, teachers and material allow; contact always is."""
    modes = DISTANCE_MODES if record.modes is None else record.modes & DISTANCE_MODES
    subject = context.subject(record.subject)
    classes = context.classes_of(record.attendees)
    if not classes or not subject.distance_ok or not all(c.distance_ok for c in classes) or record.distance_max == 0:
        modes = frozenset()
    if not subject.material_ready:
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
