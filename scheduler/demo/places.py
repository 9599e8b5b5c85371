"""Rooms, laptop carts, streams and the open learning centre of a demo school, as many as its lessons need.

Every room type gets a fifth more room-periods than are asked for, special rooms and rooms for blocks more.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import ceil
from random import Random

from scheduler.demo.curriculum import DraftLesson
from scheduler.demo.tables import demo_data
from scheduler.school.records import Pool, PoolKind, Room, Supervision

SLOTS = 32  # most classes are never there in the last period of a full day
FULL_CLASSROOMS = Fraction(7, 10)  # of the periods of a room type that may be asked for
FULL = Fraction(3, 5)
FULL_IN_BLOCKS = Fraction(11, 20)  # a block of two wastes a period in an afternoon of three
LAPTOP_SUBJECTS = ("AAR", "GES", "ECO", "BED", "GED", "MAV")


def make_rooms(
    lessons: list[DraftLesson], onsite_seats: dict[str, int], language: str, several_campuses: bool
) -> list[Room]:
    """Teaching rooms by demand, quiet work places for online teaching, and an on-site room per campus with seats."""
    asked: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    in_blocks: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    at_once: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for lesson in lessons:
        asked[(lesson.campus, lesson.room)] += lesson.periods
        in_blocks[(lesson.campus, lesson.room)] += lesson.periods if lesson.blocks else 0
        at_once[(lesson.campus, lesson.room)][lesson.band or lesson.id] += 1
    rooms: list[Room] = []
    order = list(kinds())
    for (campus, kind), periods in sorted(asked.items(), key=lambda item: (item[0][0], order.index(item[0][1]))):
        row = demo_data("rooms")[kind]
        blocks = in_blocks[(campus, kind)] * 2 > periods
        full = FULL_CLASSROOMS if kind == "class" else FULL_IN_BLOCKS if blocks else FULL
        count = max(ceil(periods / (SLOTS * full)), max(at_once[(campus, kind)].values()))
        for number in range(1, count + 1):
            rooms.append(
                Room(
                    code=f"{_prefix(campus, several_campuses)}{row['code']}{number:02d}",
                    name=f"{row[language]} {number}",
                    types=(row[language],),
                    seats=row["seats"],
                    campus=campus_name(campus, language, several_campuses),
                    camera=kind == "class" and number % 2 == 0,
                    quiet=kind == "class" and number % 2 == 0,
                )
            )
    for campus, seats in onsite_seats.items():
        for number in (1, 2):
            rooms.append(_special("quiet", campus, number, None, language, several_campuses))
        rooms.append(_special("onsite", campus, 1, seats, language, several_campuses))
    return rooms


def kinds() -> dict[str, object]:
    """All kinds of rooms in the order of the data."""
    return demo_data("rooms")


def room_type(kind: str, language: str) -> str:
    """The planner's word for a kind of room."""
    return str(demo_data("rooms")[kind][language])


def make_pools(
    lessons: list[DraftLesson], distance_classes: int, language: str, several_campuses: bool
) -> tuple[list[Pool], dict[str, tuple[tuple[str, int], ...]]]:
    """Pools, and which lessons use a laptop cart (lesson id -> amounts): enough for two classes at once."""
    cart = {"nl": "laptopkar", "en": "laptops"}[language]
    names = {one.campus: campus_name(one.campus, language, several_campuses) for one in lessons}
    carts = {campus: "-".join(filter(None, (cart, name))) for campus, name in names.items()}
    used: dict[str, tuple[tuple[str, int], ...]] = {}
    demand: dict[str, Fraction] = defaultdict(Fraction)
    for lesson in lessons:
        if lesson.subject in LAPTOP_SUBJECTS and lesson.periods <= 2 and not lesson.distance_max:
            pool = carts[lesson.campus]
            used[lesson.id] = ((pool, lesson.pupils),)
            demand[lesson.campus] += lesson.periods * lesson.pupils
    pools = [
        Pool(
            code=carts[campus],
            kind=PoolKind.DEVICE,
            capacity=max(60, 12 * ceil(periods / (12 * SLOTS * Fraction(1, 2)))),
            campus=campus_name(campus, language, several_campuses),
        )
        for campus, periods in demand.items()
    ]
    streams = max(3, ceil(distance_classes / 2))
    pools.append(Pool({"nl": "videostromen", "en": "video streams"}[language], PoolKind.STREAM, streams))
    pools.append(Pool({"nl": "Live-licenties", "en": "Live licences"}[language], PoolKind.LICENCE, streams + 2))
    return pools, used


def make_supervision(rooms: list[Room]) -> list[Supervision]:
    """Educators open the on-site rooms every day, on Monday only in the afternoon."""
    rows: list[Supervision] = []
    for number, room in enumerate((room for room in rooms if room.onsite), start=1):
        who = f"OPV{number}"
        rows.extend(Supervision(room.code, who, day=0, period=period) for period in range(5, 9))
        rows.extend(Supervision(room.code, who, day=day) for day in range(1, 5))
    return rows


def home_rooms(classes: list[tuple[str, str]], rooms: list[Room], language: str, random: Random) -> dict[str, str]:
    """A room of its own for the younger classes, until two thirds of the classrooms are given away."""
    given: dict[str, str] = {}
    for campus in dict.fromkeys(campus for _, campus in classes):
        ordinary = [room.code for room in rooms if room.campus == campus and room_type("class", language) in room.types]
        free = ordinary[: len(ordinary) * 2 // 3]
        random.shuffle(free)
        for code, where in sorted(classes):
            if where == campus and free:
                given[code] = free.pop()
    return given


def _special(kind: str, campus: str, number: int, seats: int | None, language: str, several: bool) -> Room:
    row = demo_data("rooms")[kind]
    return Room(
        code=f"{_prefix(campus, several)}{row['code']}" + (f"{number}" if kind == "quiet" else ""),
        name=f"{row[language]}" + (f" {number}" if kind == "quiet" else ""),
        types=(row[language],),
        seats=row["seats"] if seats is None else seats,
        campus=campus_name(campus, language, several),
        camera=kind == "quiet",
        quiet=kind == "quiet",
        onsite=kind == "onsite",
    )


def campus_name(campus: str, language: str, several: bool) -> str:
    """What the planner calls a campus; "" in a school that has but one."""
    return str(demo_data("campuses")[campus][language]) if several else ""


def _prefix(campus: str, several: bool) -> str:
    return campus[0].upper() + "-" if several and campus != "main" else ""
