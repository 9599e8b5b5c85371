"""S12: a teacher moves little, class and teacher are in their own room."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.school.building import build_problem
from scheduler.school.records import Level, Room, RuleRow, School, SchoolClass, Subject, Teacher
from tests.school.judging import At, broken, cost, has, lesson, said, small_school

ROOMS = (Room("101", seats=30), Room("102", seats=30), Room("103", seats=30), Room("LAB", types=("labo",)))


def school(*rules: RuleRow, home: str = "", teacher_home: str = "", lessons: int = 2) -> School:
    return small_school(
        *(lesson(f"W{number}", "BEN", 2) for number in range(lessons)),
        classes=(SchoolClass("3A", pupils=20, home_room=home),),
        teachers=(Teacher("BEN", home_room=teacher_home),),
        rooms=ROOMS,
        rules=rules,
    )


def within(*rooms: str) -> list[At]:
    """The periods of both lessons, one a day, in these rooms."""
    return [
        At(f"W{number // 2}", number, 1, part=number % 2 + 1, holds=(f"room={room}",))
        for number, room in enumerate(rooms)
    ]


@pytest.mark.parametrize(
    ("rooms", "expected"),
    [(("101",) * 4, 0), (("101", "101", "102", "101"), 1), (("101", "102", "103", "101"), 2)],
)
def test_every_further_room_of_a_teacher_costs(rooms: tuple[str, ...], expected: int) -> None:
    assert broken(school(), "S12", *within(*rooms), aspect="teachers") == expected
    assert cost(school(), "S12", *within(*rooms), aspect="teachers") == 2 * expected


@pytest.mark.parametrize(("rooms", "expected"), [(("101", "101"), 0), (("101", "102"), 1), (("103", "102"), 2)])
def test_periods_outside_the_class_room_cost(rooms: tuple[str, ...], expected: int) -> None:
    assert broken(school(home="101"), "S12", *within(*rooms), aspect="home") == expected
    assert broken(school(), "S12", *within(*rooms), aspect="home") == 0


def test_the_room_of_the_class_and_that_of_the_teacher_are_both_right() -> None:
    both = school(home="101", teacher_home="102")
    assert broken(both, "S12", *within("101", "102", "103"), aspect="home") == 1


def test_lessons_that_need_another_room_are_not_asked() -> None:
    one = school(home="101")
    lab = replace(one, lessons=tuple(replace(each, room_type="labo") for each in one.lessons))
    named = replace(one, lessons=tuple(replace(each, rooms=("102",)) for each in one.lessons))
    small = replace(one, rooms=(replace(ROOMS[0], seats=5), *ROOMS[1:]))  # the own room is too small
    assert not has(lab, "S12") and not has(named, "S12")
    assert broken(small, "S12", *within("102", "102"), aspect="home") == 0


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ({}, True),
        ({"rooms": ("101", "102")}, False),
        ({"room_type": "labo"}, False),
        ({"subject": "LAB"}, False),
        ({"subject": "LAB", "room_type": "gewoon"}, True),
        ({"who": "BEN, ANN"}, False),  # two teachers, or one of two, have no room of their own
        ({"who": "BEN | ANN"}, False),
    ],
)
def test_which_lessons_of_a_teacher_are_asked_for_one_room(more: dict[str, str], asked: bool) -> None:
    fields = {"who": "BEN", **more}
    one = small_school(
        *(lesson(code, periods=2, **fields) for code in ("W0", "W1")),  # type: ignore[arg-type]
        teachers=(Teacher("ANN"), Teacher("BEN")),
        rooms=(*ROOMS, Room("LAB2", types=("labo",))),
        subjects=(Subject("WIS"), Subject("LAB", room_type="labo")),
    )
    groups = [rule.groups for rule in build_problem(one).rules if rule.entry == "S12"]  # type: ignore[attr-defined]
    assert groups == ([(("W0", "W1"),)] if asked else [])


@pytest.mark.parametrize(("rooms", "asked"), [(1, False), (2, True), (3, True)])
def test_where_only_one_room_fits_there_is_nothing_to_choose(rooms: int, asked: bool) -> None:
    assert has(replace(school(home="101"), rooms=ROOMS[:rooms]), "S12") == asked


def test_a_teacher_with_one_lesson_has_no_rooms_to_compare_and_it_can_be_off() -> None:
    assert not has(school(lessons=1), "S12") and has(school(), "S12")
    assert not has(school(RuleRow("S12", level=Level.OFF), home="101"), "S12")


def test_the_sentence_names_the_rooms() -> None:
    (sentence,) = said(school(), "S12", *within("101", "102", "101", "101"))
    assert "lokaal 101 en lokaal 102" in sentence and "één lokaal" in sentence
