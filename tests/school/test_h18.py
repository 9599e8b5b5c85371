"""H18: a room of the right type and size on the right campus, a quiet one for online teaching, time to travel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.problem.rules import TravelTime
from scheduler.school.building import build_problem, context_of
from scheduler.school.records import ClassGroup, Level, Room, RuleRow, School, SchoolClass, Teacher
from scheduler.school.roster import rows_of, timetable_of
from scheduler.solver.proofs.precheck import precheck
from scheduler.solver.search import Stop, solve
from scheduler.telling.proofs import sentence
from tests.school.judging import SKILLED, At, broken, has, lesson, notes, said, small_school, timetable
from tests.school.schools import grid

ROOMS = (Room("S", seats=10), Room("M", seats=20), Room("X"), Room("LAB", types=("labo",), seats=30))


def school(*rules: RuleRow, **more: object) -> School:
    """One lesson of 20 pupils."""
    return small_school(lesson("W", "BEN", 2, **more), rooms=ROOMS, rules=rules)


def within(room: str) -> At:
    return At("W", 0, 1, holds=(f"room={room}",) if room else ())


@pytest.mark.parametrize(("room", "expected"), [("M", 0), ("X", 0), ("S", 1), ("LAB", 1), ("", 1)])
def test_a_lesson_that_names_no_room_is_in_one_of_its_type_and_size(room: str, expected: int) -> None:
    assert broken(school(), "H18", within(room)) == expected


@pytest.mark.parametrize(("room", "expected"), [("LAB", 0), ("M", 1), ("X", 1)])
def test_a_lesson_that_asks_for_a_type_is_in_a_room_of_it(room: str, expected: int) -> None:
    assert broken(school(room_type="Labo"), "H18", within(room)) == expected


@pytest.mark.parametrize(("rooms", "room", "expected"), [(("M",), "M", 0), (("LAB", "M"), "LAB", 0), (("S",), "S", 1)])
def test_a_named_room_may_be_of_any_type_but_not_too_small(rooms: tuple[str, ...], room: str, expected: int) -> None:
    named = school(rooms=rooms)
    meet = within("") if len(rooms) == 1 else within(room)
    assert broken(named, "H18", meet) == expected


@pytest.mark.parametrize(("pupils", "expected"), [(9, 0), (10, 0), (11, 1)])
def test_exactly_as_many_seats_as_pupils_are_enough(pupils: int, expected: int) -> None:
    named = replace(school(rooms=("S",)), classes=(SchoolClass("3A", pupils=pupils),))
    assert broken(named, "H18", At("W", 0, 1)) == expected


def test_too_small_is_told_with_both_numbers() -> None:
    assert said(school(rooms=("S", "M")), "H18", within("S")) == [
        "WIS 3A (les W) heeft lokaal S op maandag lesuur 1: 20 leerlingen, 10 plaatsen."
    ]
    assert said(school(), "H18", within("S"), language="en") == [
        "WIS 3A (lesson W) has room S on Monday period 1: 20 pupils, 10 seats."
    ]
    assert said(school(), "H18", within("LAB")) == [
        "WIS 3A (les W) heeft lokaal LAB op maandag lesuur 1; dat is geen van de bedoelde."
    ]
    assert any("W (20 > S 10)" in note for note in notes(school(rooms=("S", "M"))))
    assert not any("Lokalen:" in note for note in notes(school(rooms=("M",))))


def test_a_search_takes_the_named_room_that_is_large_enough() -> None:
    found = solve(build_problem(school(rooms=("S", "M"))), stop=Stop(work=20))
    assert found.timetable is not None and found.hard == 0
    assert {dict(one.choices)["room"] for one in found.timetable.placements} == {"room:M"}


def test_pupils_of_several_groups_of_a_class_are_counted_once() -> None:
    groups = (ClassGroup("g1", "3A", "halves", 12), ClassGroup("g2", "3A", "halves", 8), ClassGroup("l", "3A", "o", 15))
    for who, room, expected in (("g1", "S", 1), ("g2", "S", 0), ("g1, g2", "M", 0), ("g1, l", "M", 0)):
        of = replace(school(of=who), groups=groups)
        assert broken(of, "H18", within(room)) == expected


def test_the_planner_may_overrule_the_size_for_one_lesson_in_the_open() -> None:
    off = RuleRow("H18", "W", Level.OFF)
    for one in (school(off), school(off, rooms=("S", "M"))):
        assert broken(one, "H18", within("S")) == 0
        assert broken(one, "H18", within("")) == 1  # a room it has all the same
        told = [note for note in notes(one) if "H18" in note]
        assert told == ["Regel H18 staat uit voor deze lessen; hun lokaal mag te klein zijn: W."]
    other = RuleRow("H18", "V", Level.OFF)
    assert broken(school(other, rooms=("S", "M")), "H18", within("S")) == 1


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"room_type": "pc"}, ("pc", "3A")),
        ({"rooms": ("S",)}, ("20", "10", "S")),
        ({"of": "3A, 3B", "room_type": "labo"}, ("35", "30", "LAB")),
        ({"of": "g, h"}, ("27", "26", "M")),
    ],
)
def test_what_fits_in_no_room_is_proved_with_both_numbers(more: dict[str, object], told: tuple[str, ...]) -> None:
    classes = (SchoolClass("3A", pupils=20), SchoolClass("3B", pupils=15))
    groups = (ClassGroup("g", "3A", "lb", 15), ClassGroup("h", "3B", "lb", 12))
    rooms = (Room("S", seats=10), Room("M", seats=26), Room("LAB", types=("labo",), seats=30))
    stuck = small_school(lesson("W", "BEN", **more), classes=classes, groups=groups, rooms=rooms)  # type: ignore[arg-type]
    problem = build_problem(stuck)
    (proof,) = precheck(problem)
    assert proof.key == "nothing_fits" and proof.lessons == ("W",)
    for language in ("nl", "en"):
        assert all(word in sentence(problem, proof, language) for word in told)
    off = replace(stuck, rules=(RuleRow("H18", "W", Level.OFF),))
    assert bool(precheck(build_problem(off))) == ("pc" in told)  # a room of the type there must be


def test_a_lesson_that_could_go_online_but_not_wholly_is_proved_too() -> None:
    stuck = small_school(lesson("W", "ANN", 4), rooms=(Room("S", seats=10), Room("Q", seats=1, quiet=True)))
    problem = build_problem(stuck)
    (proof,) = [one for one in precheck(problem) if one.key == "nothing_fits"]
    assert "20" in sentence(problem, proof, "nl") and "10" in sentence(problem, proof, "nl")


def test_a_room_too_small_for_the_class_is_large_enough_to_teach_online_from() -> None:
    rooms = (Room("S", seats=10, quiet=True), Room("M", seats=20))
    small = small_school(lesson("W", "ANN", rooms=("S", "M")), rooms=rooms)
    online = At("W", 0, 1, option="synchronous/school", holds=("quiet room=S",))
    assert broken(small, "H18", online) == 0 and broken(small, "H18", within("S")) == 1


def test_a_lesson_from_school_online_has_a_quiet_room() -> None:
    quiet = small_school(lesson("W", "ANN"), rooms=(Room("101"), Room("Q1", quiet=True), Room("Q2", quiet=True)))
    online = At("W", 0, 1, option="synchronous/school")
    assert broken(quiet, "H18", online) == 1
    assert broken(quiet, "H18", replace(online, holds=("quiet room=Q1",))) == 0
    assert broken(quiet, "H18", replace(online, holds=("quiet room=101",))) == 1
    assert broken(quiet, "H18", replace(online, option="synchronous/home")) == 0


@pytest.mark.parametrize(("minutes", "expected"), [("15", 0), ("16", 1), ("0", 0)])
def test_who_changes_campus_has_time_to(minutes: str, expected: int) -> None:
    sites = (Room("N", campus="Noord"), Room("Z", campus="Zuid"))
    two = small_school(
        lesson("W", "BEN", rooms=("N",)),
        lesson("V", "BEN", of="3B", subject="LO", rooms=("Z",)),
        classes=(SchoolClass("3A", pupils=5), SchoolClass("3B", pupils=5)),
        rooms=sites,
        rules=(RuleRow("H18", value=f"campus_minutes={minutes}"),),
    )
    assert broken(two, "H18", At("W", 0, 2), At("V", 0, 3), aspect="travel") == expected  # a break of fifteen minutes
    assert broken(two, "H18", At("W", 0, 2), At("V", 0, 5), aspect="travel") == 0
    beside = replace(two, lessons=(*two.lessons, lesson("U", "BEN", subject="LO", rooms=("N",))))
    assert broken(beside, "H18", At("W", 0, 1), At("U", 0, 2), aspect="travel") == 0  # on one campus
    movers = [rule.resources for rule in build_problem(two).rules if isinstance(rule, TravelTime)]
    assert movers in ([], [("path:3A", "path:3B", "teacher:ANN", "teacher:BEN")])


SITES = (Room("N", campus="Noord"), Room("Z", campus="Zuid"), Room("X"), Room("Y"))


def between(one: str, two: str, **changes: object) -> School:
    """Two lessons of one teacher, in rooms of three sites: two campuses and nobody knows where."""
    fields: dict[str, object] = {
        "classes": (SchoolClass("3A", pupils=5, campus="Noord"), SchoolClass("3B", pupils=5, campus="Noord")),
        "rooms": SITES,
        **changes,
    }
    lessons = (lesson("W", "BEN", rooms=(one,)), lesson("V", "BEN", of="3B", subject="LO", rooms=(two,)))
    return small_school(*lessons, **fields)


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [("N", "Z", 1), ("Z", "N", 1), ("N", "X", 0), ("X", "Z", 0), ("X", "Y", 0), ("N", "N", 0)],
)
def test_a_room_of_which_no_campus_is_told_is_near_and_check_says_so(one: str, two: str, expected: int) -> None:
    school = between(one, two)
    assert broken(school, "H18", At("W", 0, 1), At("V", 0, 2), aspect="travel") == expected
    assert any("(X, Y)" in note and "geen reistijd" in note and "in Lokalen" in note for note in notes(school))
    assert any("(X, Y)" in note and "no travel time" in note and "in Rooms" in note for note in notes(school, "en"))


def test_a_campus_may_be_called_what_a_place_without_one_is_called_inside() -> None:
    rooms = (Room("N", campus="Noord"), Room("Z", campus="school"))
    assert broken(between("N", "Z", rooms=rooms), "H18", At("W", 0, 1), At("V", 0, 2), aspect="travel") == 1


@pytest.mark.parametrize(("one", "two", "expected"), [("N", "X", 1), ("X", "N", 1), ("X", "Y", 0), ("N", "N", 0)])
def test_beside_a_single_campus_with_a_name_the_rooms_without_one_are_the_main_building(
    one: str, two: str, expected: int
) -> None:
    rooms, classes = (SITES[0], *SITES[2:]), (SchoolClass("3A", pupils=5), SchoolClass("3B", pupils=5))
    annex = between(one, two, rooms=rooms, classes=classes)
    assert broken(annex, "H18", At("W", 0, 1), At("V", 0, 2), aspect="travel") == expected
    for language, words in (("nl", ("hoofdgebouw", "(X, Y)")), ("en", ("main building", "(X, Y)"))):
        assert any(all(word in note for word in words) for note in notes(annex, language))


@pytest.mark.parametrize("campus", ["", "Noord"])
@pytest.mark.parametrize("quiet", ["Q", "M"])
@pytest.mark.parametrize("after", ["N", "X"])
def test_who_teaches_online_is_where_the_quiet_room_is(campus: str, quiet: str, after: str) -> None:
    """Beside an annex with a name a quiet room without one is in the main building, whatever class it is for."""
    rooms = (*SITES[:1], SITES[2], Room("Q", quiet=True), Room("M", quiet=True, campus="Noord"))
    school = small_school(
        lesson("W", "BEN", modes=SKILLED),
        lesson("V", "BEN", of="3B", subject="LO", rooms=(after,)),
        classes=(SchoolClass("3A", pupils=5, campus=campus, distance_ok=True), SchoolClass("3B", pupils=5)),
        rooms=rooms,
        teachers=(Teacher("BEN", distance_skill=SKILLED),),
    )
    place = {"Q": "school", "M": "Noord"}[quiet]
    online = At("W", 0, 1, option=f"synchronous/school@{place}", holds=(f"quiet room={quiet}",))
    away = place != {"N": "Noord", "X": "school"}[after]
    assert broken(school, "H18", online, At("V", 0, 2), aspect="travel") == away
    problem = build_problem(school)
    for one in (online, replace(online, holds=())):  # also where Rooster names no room
        (row,) = rows_of(problem, timetable(problem, [one]))
        assert timetable_of(problem, [row])[0].placements[0].option == online.option


@pytest.mark.parametrize(
    ("campuses", "seats", "told"),
    [
        (("Noord", ""), "", "main building"),  # nobody on the annex has a seat there
        (("", "Noord"), "Noord", "Only campus Noord"),
        (("Noord", ""), "Noord", "Only campus Noord"),
        (("Noord", "Zuid"), "", ""),  # what has no campus is near
        (("Noord", "Noord"), "Noord", ""),
        (("", ""), "", ""),
    ],
)
def test_a_seat_at_school_is_never_silently_in_another_place(campuses: tuple[str, str], seats: str, told: str) -> None:
    codes = zip(("3A", "3B"), campuses, strict=True)
    classes = tuple(SchoolClass(c, pupils=5, campus=at, distance_ok=True, onsite_requests=1) for c, at in codes)
    rooms = (SITES[0], SITES[2], Room("OLC", onsite=True, seats=9, campus=seats))
    said = [note for note in notes(small_school(lesson("W"), classes=classes, rooms=rooms), "en") if "OLC" in note]
    said = [note for note in said if "for who follows distance lessons at school" in note]
    assert len(said) == bool(told) and all(told in note for note in said)


@pytest.mark.parametrize(
    ("rooms", "campuses", "told"),
    [
        (SITES[:2], ("Noord", "Noord"), []),
        (SITES[:2], ("Noord", ""), ["Classes"]),  # where 3B is, nobody knows
        (SITES[:3], ("Noord", "Noord"), ["where others"]),
        (SITES, ("", "Zuid"), ["where others", "Classes"]),
        ((SITES[0],), ("Noord", ""), []),  # one campus, which all rooms name: everything is there
        (SITES[2:], ("Noord", "Noord"), []),  # which all classes name
        ((SITES[0], SITES[2]), ("Noord", "Zuid"), ["where others"]),
        ((SITES[0], SITES[2]), ("Noord", ""), ["main building", "Classes"]),
        (SITES[2:], ("", ""), []),  # no campus at all
    ],
)
def test_a_campus_that_is_not_told_where_others_are_is_asked_for(
    rooms: tuple[Room, ...], campuses: tuple[str, str], told: list[str]
) -> None:
    codes = zip(("3A", "3B"), campuses, strict=True)
    classes = tuple(SchoolClass(code, pupils=5, campus=campus) for code, campus in codes)
    school = between(rooms[0].code, rooms[0].code, rooms=rooms, classes=classes)
    said = [note for note in notes(school, "en") if "Fill in the campus" in note]
    assert len(said) == len(told) and all(word in note for word, note in zip(told, said, strict=True))
    assert len([note for note in notes(school) if "de campus in" in note]) == len(told)


def test_travel_is_judged_over_the_days_of_who_travels() -> None:
    two = small_school(
        lesson("W", "BEN", rooms=("N",)),
        lesson("V", "BEN", of="3B", rooms=("Z",)),
        classes=(SchoolClass("3A"), SchoolClass("3B", grid="late")),
        rooms=(Room("N", campus="Noord"), Room("Z", campus="Zuid")),
        periods=grid() + grid("late", shift=25),
    )
    problem = build_problem(two)
    context = context_of(problem)
    assert context is not None
    travel = {rule.resources: rule.groups for rule in problem.rules if isinstance(rule, TravelTime)}
    assert travel == {
        ("path:3A",): context.days("standard"),
        ("path:3B",): context.days("late"),
        ("teacher:ANN", "teacher:BEN"): context.days(context.staff_grid),
    }


@pytest.mark.parametrize(("camera", "room", "expected"), [("no", "Q", 0), ("yes", "Q", 1), ("yes", "K", 0)])
def test_where_the_school_asks_for_a_camera_online_lessons_are_given_from_rooms_that_have_one(
    camera: str, room: str, expected: int
) -> None:
    rooms = (Room("Q", quiet=True), Room("K", quiet=True, camera=True), Room("S", seats=30))
    school = small_school(lesson("W"), rooms=rooms, rules=(RuleRow("H18", value=f"camera={camera}"),))
    online = At("W", 0, 1, option="synchronous/school", holds=(f"quiet room={room}",))
    assert broken(school, "H18", online) == expected


def test_it_can_be_switched_off() -> None:
    assert has(school(), "H18") and not has(school(RuleRow("H18", level=Level.OFF)), "H18")
    assert not has(small_school(lesson("W", "BEN")), "H18")  # a school that lists no rooms


def test_a_room_on_another_campus_than_the_lesson_may_be_on_makes_everybody_travel() -> None:
    """Only a row of Rooster puts a lesson there: told of the lesson, and of teacher and pupils where time is short."""
    school = small_school(
        lesson("W", periods=2),
        classes=(SchoolClass("3A", pupils=5, campus="Noord"),),
        rooms=(Room("N", campus="Noord"), Room("Z", campus="Zuid")),
    )
    here, there = At("W", 0, 1, holds=("room=N",)), At("W", 0, 2, part=2, holds=("room=Z",))
    assert broken(school, "H18", here, there, aspect="room") == 1
    assert broken(school, "H18", here, there, aspect="travel") == 2  # the teacher and the class
    assert broken(school, "H18", here, replace(there, holds=("room=N",)), aspect="travel") == 0
    assert broken(school, "H18", here, replace(there, period=4), aspect="travel") == 0
