"""H10, distance only where it is asked and allowed: by the lesson, or by a target of class or subject."""

from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.problem.modes import Mode
from scheduler.school.building import build_problem
from scheduler.school.records import Pin, Room, RosterRow, SchoolLesson, Subject, Teacher
from scheduler.telling.violations import sentence
from tests.school.weeks import Meeting, Week, must, off, small_school, week

SYNCHRONOUS = frozenset({Mode.SYNCHRONOUS})


def two(mode: Mode = Mode.SYNCHRONOUS, **asked: object) -> Week:
    """Two periods of one lesson of 5A, the second at distance; the lesson asks for it in this way."""
    record = SchoolLesson("L", ("5A",), "V", (("T",),), Fraction(2), **asked)  # type: ignore[arg-type]
    return Week(small_school(record), (Meeting("L", 1, 0, 1), Meeting("L", 2, 0, 2, mode)))


@pytest.mark.parametrize(
    "asked",
    [
        {"distance_max": Fraction(1)},
        {"distance_min": Fraction(1)},
        {"modes": SYNCHRONOUS},
        {"modes": frozenset(Mode)},
    ],
)
def test_a_lesson_that_asks_for_distance_may_have_it(asked):
    assert two(**asked).broken("H10") == 0


@pytest.mark.parametrize("asked", [{}, {"distance_max": Fraction(0)}, {"modes": frozenset({Mode.CONTACT})}])
def test_a_lesson_that_asks_for_nothing_is_in_contact(asked):
    assert two(**asked).broken("H10") - two(**asked).broken("H10", "own bounds") == 1


def test_a_target_of_class_or_subject_asks_for_it_and_a_target_of_nothing_does_not():
    assert two().of_class(distance_target_pct=Fraction(20)).broken("H10") == 0
    assert two().of_class(distance_target_pct=Fraction(0)).broken("H10") == 1
    wanted = Subject("V", distance_ok=True, material_ready=True, distance_target_pct=Fraction(20))
    assert two().with_(subjects=(wanted,)).broken("H10") == 0


def test_a_merged_lesson_is_at_distance_only_where_all_its_classes_have_a_target():
    merged = replace(two().school.lessons[0], attendees=("5A", "5B"))
    first, second = two().school.classes
    first = replace(first, distance_target_pct=Fraction(20))
    assert two().with_(lessons=(merged,), classes=(first, second)).broken("H10") == 1
    second = replace(second, distance_target_pct=Fraction(20))
    assert two().with_(lessons=(merged,), classes=(first, second)).broken("H10") == 0


def test_a_pin_at_distance_asks_for_it():
    pin = Pin("L", 2, day=0, period=2, mode=Mode.SYNCHRONOUS)
    assert two().with_(pins=(pin,)).broken("H10") == 0


def test_what_nobody_asked_for_is_told_with_the_cure():
    week_of_two = two()
    problem = week_of_two.problem()
    (violation,) = week_of_two.violations("H10")
    assert "niemand vroeg afstand" in sentence(problem, violation, "nl")
    assert "nobody asked for distance" in sentence(problem, violation, "en")


@pytest.mark.parametrize(
    "changes",
    [
        {"subjects": (Subject("V"),)},
        {"subjects": (Subject("V", distance_ok=True, material_ready=False),)},
        {"teachers": (Teacher("T", distance_skill=SYNCHRONOUS),)},
    ],
)
def test_asked_or_not_it_must_be_allowed(changes):
    asynchronous = two(Mode.ASYNCHRONOUS, distance_max=Fraction(1))
    assert asynchronous.broken("H10") == 0
    assert asynchronous.with_(**changes).broken("H10") == 1


def test_the_class_must_be_allowed_and_the_reason_is_told_once():
    assert two(distance_max=Fraction(1)).of_class(distance_ok=False).broken("H10") == 1
    assert two().of_class(distance_ok=False).broken("H10") == 1


def test_the_lessons_own_minimum_and_maximum_hold():
    assert two(distance_max=Fraction(1)).broken("H10", "own bounds") == 0
    assert two(Mode.CONTACT, distance_min=Fraction(1)).broken("H10", "own bounds") == 1
    assert two(distance_min=Fraction(2), distance_max=Fraction(2)).broken("H10", "own bounds") == 1


def test_a_row_narrows_the_ways_and_switches_distance_off():
    asked = two(distance_max=Fraction(1))
    assert asked.rows(must("H10", "AS")).broken("H10") == 0
    assert asked.rows(must("H10", "AA")).broken("H10") == 1
    assert asked.rows(must("H10", "contact")).broken("H10") == 1
    assert asked.rows(must("H10", "contact", "5B")).broken("H10") == 0


def test_switched_off_and_per_class():
    assert two().rows(off("H10")).broken("H10") == 0
    assert two().rows(off("H10", "5A")).broken("H10") == 0
    assert two().rows(off("H10", "5B")).broken("H10") == 1


def test_one_subject_at_distance_asks_nothing_for_another():
    assert week("CS").broken("H10") == 0


def test_a_row_of_rooster_at_distance_asks_for_it():
    school = two().school
    row = RosterRow("L", 1, ("5A",), "V", ("T",), day=0, period=1, mode=Mode.SYNCHRONOUS)
    for roster, count in ((), 1), ((row,), 0), ((replace(row, mode=Mode.CONTACT),), 1):
        problem = build_problem(replace(school, roster=roster))
        assert sum(rule.aspect == "asked" for rule in problem.rules) == count


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"classes": {"distance_ok": False}}, {"contact_class"}),
        ({"subjects": {"distance_ok": False}}, {"contact_subject"}),
        ({"teachers": {"distance_skill": frozenset()}}, {"contact_skill"}),
        ({"teachers": {"home_ok": False}}, {"contact_quiet"}),
        ({}, set()),
    ],
)
def test_each_reason_that_keeps_a_lesson_with_a_minimum_in_contact_is_told_with_its_cure(changes, told):
    record = SchoolLesson("L", ("5A",), "V", (("T",),), Fraction(2), distance_min=Fraction(1), modes=SYNCHRONOUS)
    school = replace(small_school(record), rooms=(Room("R1", seats=30),))
    school = replace(school, teachers=tuple(replace(one, home_ok=True) for one in school.teachers))
    for field, values in changes.items():
        school = replace(school, **{field: tuple(replace(one, **values) for one in getattr(school, field))})
    notes = [note for note in build_problem(school).notes if note.key.startswith("contact_")]
    assert {note.key for note in notes} == told
    assert all("'L'" in note.text(language) for note in notes for language in ("nl", "en"))
