"""The ways of a lesson: which rooms fit, what each way asks for, where people are, and what is allowed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.problem.lessons import HOME, Lesson, Option
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.school.building import build_problem, context_of
from scheduler.school.building.options import asks_distance, distance_off, permitted_modes
from scheduler.school.records import (
    Level,
    Pool,
    PoolKind,
    Room,
    RuleRow,
    School,
    SchoolClass,
    Subject,
    Teacher,
)
from tests.school.judging import SKILLED, lesson, small_school

SYNC, ASYNC = frozenset({Mode.SYNCHRONOUS}), frozenset({Mode.ASYNCHRONOUS})


def built(school: School, code: str = "W") -> Lesson:
    return build_problem(school).lesson[code]


def demands(option: Option) -> dict[str, tuple[str, int]]:
    """By role: the codes of the candidates, and how many."""
    return {one.role: (" ".join(_code(each) for each in one.candidates), one.amount) for one in option.demands}


def _code(identity: str) -> str:
    return identity.partition(":")[2]


# -- contact --

ROOMS = (
    Room("101", seats=20),
    Room("102", types=("Klaslokaal",), seats=30),
    Room("OLC", seats=30, onsite=True),  # a room for pupils at school is no classroom, unless it is called one
    Room("AULA", types=("leslokaal", "olc"), seats=90, onsite=True),
    Room("LAB", types=("Labo", "chemie"), seats=20),
    Room("PC", types=("pc",)),
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "101 102 AULA"),
        ({"room_type": "gewoon"}, "101 102 AULA"),
        ({"room_type": "labo"}, "LAB"),
        ({"room_type": "CHEMIE"}, "LAB"),
        ({"room_type": "olc"}, "AULA"),
        ({"room_type": "pc"}, "PC"),
        ({"rooms": ("PC", "OLC", "weg")}, "PC OLC"),
        ({"subject": "LAB"}, "LAB"),
        ({"subject": "LAB", "room_type": "pc"}, "PC"),  # what the lesson says is more than what its subject says
    ],
)
def test_rooms_fit_by_name_else_by_type_and_seats(more: dict[str, object], expected: str) -> None:
    subjects = (Subject("WIS"), Subject("LAB", room_type="labo"))
    (option,) = built(small_school(lesson("W", "BEN", **more), rooms=ROOMS, subjects=subjects)).options[:1]  # type: ignore[arg-type]
    assert demands(option) == {"teacher": ("BEN", 1), "room": (expected, 1)}


def test_a_contact_lesson_asks_for_its_teachers_its_devices_and_a_room_where_there_are_rooms() -> None:
    cart = Pool("kar", PoolKind.DEVICE, 30)
    one = lesson("W", "ANN, BEN | ANN", devices=(("kar", 12), ("weg", 3)))
    contact = built(small_school(one, pools=(cart,))).options[0]
    assert demands(contact) == {"teacher": ("ANN", 1), "teacher 2": ("BEN ANN", 1), "pool kar": ("kar", 12)}
    assert (contact.id, contact.pupils_place, contact.teacher_place) == ("contact", "school", "school")
    roomless = built(small_school(one, pools=(cart,), rooms=(Room("PC", types=("pc",)),))).options[0]
    assert demands(roomless)["room"] == ("", 1)
    assert demands(contact).keys() < demands(roomless).keys()


NOORD, ZUID, NERGENS = (Room("N", campus="Noord"), Room("Z", campus="Zuid"), Room("X"))


@pytest.mark.parametrize(
    ("campus", "rooms", "expected"),
    [
        ("Noord", (NOORD, ZUID), {"contact": "N"}),
        ("", (NOORD, ZUID), {"contact@Noord": "N", "contact@Zuid": "Z"}),
        ("Noord", (NOORD, ZUID, NERGENS), {"contact@Noord": "N", "contact@school": "X"}),
        ("", (NOORD, replace(NOORD, code="M"), NERGENS), {"contact@Noord": "N M", "contact@school": "X"}),
        ("Oost", (NOORD, ZUID), {"contact": ""}),
    ],
)
def test_each_campus_with_fitting_rooms_is_a_way_of_its_own(
    campus: str, rooms: tuple[Room, ...], expected: dict[str, str]
) -> None:
    other = SchoolClass("3B", campus="Noord" if campus else "Zuid")
    school = small_school(lesson("W"), rooms=rooms, classes=(SchoolClass("3A", campus=campus), other))
    ways = [one for one in built(school).options if one.mode is Mode.CONTACT]
    assert {one.id: demands(one)["room"][0] for one in ways} == expected
    for way in ways:
        place = way.id.partition("@")[2] or campus or "school"
        assert (way.pupils_place, way.teacher_place) == (place, place)


SMALL = (Room("S", seats=10), Room("M", seats=15))


@pytest.mark.parametrize(
    ("more", "rooms", "key", "largest"),
    [
        ({"rooms": ("S", "M")}, SMALL, "named_too_small", "M"),
        ({"rooms": ("S",)}, SMALL, "named_too_small", "S"),
        ({}, SMALL, "rooms_too_small", "M"),
        ({"room_type": "pc"}, SMALL, "no_such_room", None),
        ({}, (Room("PC", types=("pc",)),), "no_room", None),
        ({}, (Room("Groot", seats=20),), None, None),
        ({"rooms": ("S", "G")}, (*SMALL, Room("G", seats=20)), None, None),
        ({"rooms": ("S", "X")}, (*SMALL, Room("X")), None, None),
    ],
)
def test_why_no_room_fits_is_told_with_the_largest(
    more: dict[str, object], rooms: tuple[Room, ...], key: str | None, largest: str | None
) -> None:
    contact = built(small_school(lesson("W", **more), rooms=rooms)).options[0]  # type: ignore[arg-type]
    (why,) = [one.why for one in contact.demands if one.role == "room"]
    assert (why.key if why else None) == key
    if why is not None:
        values = dict(why.values)
        assert (values["pupils"], values.get("room")) == (20, largest)


# -- distance --


def blended(
    *teachers: Teacher, who: str = "ANN", classes: tuple[SchoolClass, ...] = (), of: str = "3A", **more: object
) -> Lesson:
    """20 pupils of class 3A, three of whom ask for a seat, two of them without a device; a quiet room."""
    fields: dict[str, object] = {
        "teachers": teachers or (Teacher("ANN", distance_skill=SKILLED, home_ok=True), Teacher("BEN")),
        "rooms": (Room("Q", quiet=True), Room("OLC", seats=20, onsite=True)),
        "pools": (Pool("net", PoolKind.STREAM, 9), Pool("zoom", PoolKind.LICENCE, 9), Pool("kar", PoolKind.DEVICE, 9)),
        "classes": classes or (SchoolClass("3A", pupils=20, distance_ok=True, onsite_requests=3, without_device=2),),
    }
    return built(small_school(lesson("W", who, of=of), **{**fields, **more}))


def test_each_way_at_distance_asks_for_what_it_needs() -> None:
    ways = {one.id: one for one in blended().options}
    away = {"seats": ("#seats", 3), "at home": ("#home", 17), "pool kar": ("kar", 2)}
    network = {"pool net": ("net", 1), "pool zoom": ("zoom", 1)}
    assert demands(ways["synchronous/school"]) == {"teacher": ("ANN", 1), "quiet room": ("Q", 1), **network, **away}
    assert demands(ways["synchronous/home"]) == {"teacher": ("ANN", 1), "pool zoom": ("zoom", 1), **away}
    assert demands(ways["asynchronous"]) == {"teacher": ("ANN", 1), **away}
    assert {name: (way.pupils_place, way.teacher_place) for name, way in ways.items()} == {
        "contact": ("school", "school"),
        "synchronous/school": (HOME, "school"),
        "synchronous/home": (HOME, HOME),
        "asynchronous": (HOME, None),
    }


@pytest.mark.parametrize(
    ("who", "home", "at_school", "at_home", "stand_by"),
    [
        ("ANN", "ANN", ("ANN",), ("ANN",), ("ANN",)),
        ("ANN", "", ("ANN",), None, ("ANN",)),
        ("ANN | BEN", "ANN BEN", ("ANN",), ("ANN",), ("BEN",)),  # ANN teaches online, BEN stands by
        ("ANN | BEN", "BEN", ("ANN",), ("BEN",), ("BEN",)),  # nobody skilled at home: whoever may be (H10 forbids it)
        ("CAS", "CAS", ("CAS",), ("CAS",), ("CAS",)),  # nobody has the skill
        ("ANN, CAS", "ANN", ("ANN", "CAS"), None, ("ANN", "CAS")),  # both would have to be at home
        ("ANN, CAS", "ANN CAS", ("ANN", "CAS"), ("ANN", "CAS"), ("ANN", "CAS")),
        ("", "ANN", (), None, ()),  # without a teacher nobody teaches from home
    ],
)
def test_who_teaches_online_has_the_skill_and_from_home_may_be_there(
    who: str,
    home: str,
    at_school: tuple[str, ...],
    at_home: tuple[str, ...] | None,
    stand_by: tuple[str, ...],
) -> None:
    skills = {"ANN": SYNC, "BEN": ASYNC, "CAS": frozenset[Mode]()}
    staff = tuple(Teacher(code, distance_skill=skill, home_ok=code in home) for code, skill in skills.items())
    ways = {one.id: one for one in blended(*staff, who=who).options}
    expected = {"synchronous/school": at_school, "synchronous/home": at_home, "asynchronous": stand_by}
    people = {
        name: tuple(codes for role, (codes, _) in demands(way).items() if role.startswith("teacher"))
        for name, way in ways.items()
        if name != "contact"
    }
    assert people == {name: codes for name, codes in expected.items() if codes is not None}


TWO_SITES = (
    SchoolClass("3A", pupils=20, campus="Noord", onsite_requests=3, without_device=2),
    SchoolClass("3B", pupils=10, campus="Zuid", onsite_requests=4, without_device=9),
)


@pytest.mark.parametrize(
    ("rooms", "seats"),
    [
        ("Noord Zuid", {"seats 1": ("#seats Noord", 3), "seats 2": ("#seats Zuid", 4)}),
        ("Noord -", {"seats 1": ("#seats Noord", 3), "seats 2": ("#seats", 4)}),
        ("-", {"seats": ("#seats", 7)}),
    ],
)
def test_pupils_of_two_campuses_use_the_seats_and_devices_of_theirs(
    rooms: str, seats: dict[str, tuple[str, int]]
) -> None:
    onsite = tuple(
        Room(f"O{number}", seats=30, onsite=True, campus="" if name == "-" else name)
        for number, name in enumerate(rooms.split())
    )
    other = Room("Q", quiet=True, campus="Noord")
    pools = (Pool("noord", PoolKind.DEVICE, 9, campus="Noord"), Pool("overal", PoolKind.DEVICE, 9))
    lesson_of_both = blended(classes=TWO_SITES, of="3A, 3B", rooms=(*onsite, other), pools=pools)
    away = demands(next(one for one in lesson_of_both.options if one.id == "asynchronous"))
    assert {role: value for role, value in away.items() if role.startswith("seats")} == seats
    assert away["at home"] == ("#home", 23)
    # of three who come to Noord two need a device, of four who come to Zuid four
    assert (away["pool noord"], away["pool overal"]) == (("noord", 2), ("overal", 4))


def test_pupils_of_no_campus_use_the_seats_of_the_only_site_and_else_those_of_none() -> None:
    def seats(*sites: str, unusable: str = "Oost") -> str:
        rooms = [Room(f"O{site}", seats=30, onsite=True, campus=site) for site in sites]
        rooms += [Room("Q", quiet=True), Room("leeg", onsite=True, campus=unusable)]
        rooms += [Room("vol", seats=9, campus=unusable)]
        way = next(one for one in blended(rooms=tuple(rooms)).options if one.id == "asynchronous")
        return demands(way)["seats"][0]

    assert seats("Zuid") == "#seats Zuid"
    assert seats("Zuid", "Noord") == "#seats"
    assert seats("Zuid", "") == "#seats"
    assert seats() == "#seats"


@pytest.mark.parametrize(
    ("asking", "pupils", "pct", "seats"),
    [
        (0, 20, None, 0),
        (30, 20, None, 20),
        (None, 20, None, 3),
        (None, 21, None, 4),
        (None, 20, "10", 2),
        (None, 3, "67", 3),
    ],
)
def test_who_asks_is_counted_and_reserved_where_unknown(
    asking: int | None, pupils: int, pct: str | None, seats: int
) -> None:
    classes = (SchoolClass("3A", pupils=pupils, onsite_requests=asking),)
    rows = (RuleRow("H08", value=f"reserve_pct={pct}"),) if pct else ()
    off = blended(classes=classes, rules=(RuleRow("H08", level=Level.OFF),)).options
    unreserved = demands(next(one for one in off if one.id == "asynchronous"))
    assert unreserved.get("seats", ("", 0))[1] == min(asking or 0, pupils)
    way = next(one for one in blended(classes=classes, rules=rows).options if one.id == "asynchronous")
    found = demands(way)
    assert found.get("seats", ("", 0))[1] == seats
    assert found.get("at home", ("", 0))[1] == pupils - seats
    assert "pool kar" not in found  # each has a device of his own


def test_the_whole_group_at_school_where_the_rows_of_all_its_classes_say_so() -> None:
    def onsite(*rows: RuleRow) -> dict[str, Option]:
        options = blended(classes=TWO_SITES, of="3A, 3B", rules=rows).options
        return {one.id: one for one in options if one.id.endswith("+onsite")}

    row = RuleRow("H12", value="whole_group_onsite=ja")
    found = onsite(row)
    assert set(found) == {"synchronous/school+onsite", "synchronous/home+onsite", "asynchronous+onsite"}
    way = found["asynchronous+onsite"]
    assert way.pupils_place == "school" and "at home" not in demands(way)
    assert sum(amount for role, (_, amount) in demands(way).items() if role.startswith("seats")) == 30
    assert demands(way)["pool kar"] == ("kar", 2 + 9)
    assert not onsite() and not onsite(replace(row, who="3A"))
    assert onsite(replace(row, who="3A"), replace(row, who="3B"))


@pytest.mark.parametrize(
    ("campus", "taught"),
    [
        ("Noord", {"synchronous/school": {"net", "noord"}}),
        ("", {
            "synchronous/school@Noord": {"net", "noord"},
            "synchronous/school@Zuid": {"net", "zuid"},
            "synchronous/school@school": {"net", "noord", "zuid"},
        }),
    ],
)  # fmt: skip
def test_an_online_lesson_uses_a_stream_of_the_campus_where_it_is_taught(
    campus: str, taught: dict[str, set[str]]
) -> None:
    sites = {"net": "", "noord": "Noord", "zuid": "Zuid"}
    streams = tuple(Pool(code, PoolKind.STREAM, 9, campus=site) for code, site in sites.items())
    classes = (SchoolClass("3A", pupils=20, campus=campus, onsite_requests=0), SchoolClass("3B", campus="Zuid"))
    rooms = (Room("N", quiet=True, campus="Noord"), Room("Z", quiet=True, campus="Zuid"), Room("X", quiet=True))
    ways = blended(classes=classes, pools=streams, rooms=rooms).options
    used = {
        one.id: {role.partition(" ")[2] for role in demands(one) if role.startswith("pool")}
        for one in ways
        if one.id.startswith("synchronous/school")
    }
    assert used == taught
    places = {one.id: (one.teacher_place, demands(one)["quiet room"][0]) for one in ways if one.id in taught}
    if campus:
        assert places == {"synchronous/school": ("Noord", "N X")}
    else:
        assert sorted(places.values()) == [("Noord", "N"), ("Zuid", "Z"), ("school", "X")]


# -- what is asked and allowed --


def judged(school: School) -> tuple[frozenset[Mode], bool, bool]:
    """The ways permitted, whether distance is asked, and whether a rule switches it off."""
    context = context_of(build_problem(school))
    assert context is not None
    record = school.lessons[0]
    return permitted_modes(context, record), asks_distance(context, record), distance_off(context, record)


BOTH = frozenset(Mode)
CONTACT = frozenset({Mode.CONTACT})


@pytest.mark.parametrize(
    ("rows", "permitted", "switched_off"),
    [
        ((), BOTH, False),
        ((RuleRow("H10", "3A", value="AS"),), SYNC | CONTACT, False),
        ((RuleRow("H10", "WIS", value="async"),), ASYNC | CONTACT, False),
        ((RuleRow("H10", "3A", value="AS"), RuleRow("H10", "WIS", value="AA")), CONTACT, False),
        ((RuleRow("H10", "3A", value="contact"),), CONTACT, True),
        ((RuleRow("H10", "WIS", value="contact"),), CONTACT, True),
        ((RuleRow("H10", "3B", value="contact"),), BOTH, False),
        ((RuleRow("H10", "3A", value="beide"),), BOTH, False),
    ],
)
def test_rows_about_class_and_subject_narrow_the_ways(
    rows: tuple[RuleRow, ...], permitted: frozenset[Mode], switched_off: bool
) -> None:
    school = small_school(lesson("W", distance_max=Fraction(1)), rules=rows)
    school = replace(school, classes=(*school.classes, replace(school.classes[0], code="3B")))
    assert judged(school) == (permitted, True, switched_off)
    merged = replace(school, lessons=(replace(school.lessons[0], attendees=("3A", "3B")),))
    touched = any(row.who == "3B" for row in rows)
    assert judged(merged) == (CONTACT if touched else permitted, True, switched_off or touched)


@pytest.mark.parametrize(
    ("more", "permitted", "asked"),
    [
        ({}, BOTH, False),
        ({"distance_min": Fraction(1)}, BOTH, True),
        ({"distance_max": Fraction(1)}, BOTH, True),
        ({"distance_max": Fraction(0)}, CONTACT, False),
        ({"modes": SYNC}, SYNC | CONTACT, True),
        ({"modes": DISTANCE_MODES | CONTACT}, BOTH, True),
        ({"modes": CONTACT}, CONTACT, False),
    ],
)
def test_a_lesson_says_itself_what_it_may_and_whether_it_asks(
    more: dict[str, object], permitted: frozenset[Mode], asked: bool
) -> None:
    assert judged(small_school(lesson("W", **more))) == (permitted, asked, False)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("who", "permitted"),
    [
        ("ANN", BOTH),
        ("BEN", CONTACT),
        ("ANN | BEN", BOTH),
        ("ANN, BEN", CONTACT),
        ("CAS", SYNC | CONTACT),
        ("CAS | DOT", BOTH),
        ("CAS, DOT", CONTACT),
        ("", BOTH),
    ],
)
def test_every_role_needs_somebody_with_the_skill(who: str, permitted: frozenset[Mode]) -> None:
    skills = {"ANN": SKILLED, "BEN": frozenset[Mode](), "CAS": SYNC, "DOT": ASYNC}
    staff = tuple(Teacher(code, distance_skill=skill) for code, skill in skills.items())
    assert judged(small_school(lesson("W", who), teachers=staff))[0] == permitted


def test_a_meeting_of_nobody_or_of_a_class_that_may_not_is_in_contact() -> None:
    school = small_school(lesson("W"))
    closed = replace(school.classes[0], code="3B", distance_ok=False)
    school = replace(school, classes=(*school.classes, closed))
    for of, permitted in (("3A", BOTH), ("3B", CONTACT), ("3A, 3B", CONTACT)):
        assert judged(replace(school, lessons=(lesson("W", of=of),)))[0] == permitted
    nobody = replace(school, lessons=(replace(lesson("W"), attendees=()),))
    assert judged(nobody) == (CONTACT, False, False)
    assert [one.id for one in built(nobody).options] == ["contact"]
