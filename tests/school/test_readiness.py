"""Who is ready for distance lessons, and which few things would open most; worked out by hand, and against trying."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest

from scheduler.problem.modes import Mode
from scheduler.school.building import build_problem, context_of
from scheduler.school.building.options import permitted_modes
from scheduler.school.readiness import ABILITY, Lack, Missing, Readiness, readiness
from scheduler.school.records import ClassGroup, Level, RuleRow, School, SchoolClass, Subject, Teacher
from scheduler.telling.readiness import levels, steps
from tests.school.judging import SKILLED, lesson, small_school
from tests.school.random_schools import random_school

AS, AA = Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS


def of(school: School) -> Readiness:
    context = context_of(build_problem(school))
    assert context is not None
    return readiness(context)


def missing(found: Readiness, name: str, mode: Mode) -> set[tuple[str, str]]:
    (one,) = [one for one in found.lessons if one.lesson.id == name and one.mode is mode]
    return {(each.lack.value, each.code) for each in one.missing}


def test_a_lesson_is_ready_where_class_subject_material_and_teacher_are() -> None:
    found = of(small_school(lesson("W", "ANN", 3), lesson("X", "BEN", 2), lesson("L", "ANN", subject="LO")))
    assert missing(found, "W", AS) == missing(found, "W", AA) == set()
    assert missing(found, "X", AA) == {("skill", "BEN")}
    assert missing(found, "L", AA) == {("subject", "LO"), ("material", "LO")}
    assert (found.periods(AS, ready=True), found.periods(AS, ready=False)) == (Fraction(3), Fraction(6))


@pytest.mark.parametrize(
    ("changes", "lack"),
    [
        ({"classes": (SchoolClass("3A", stage="2", pupils=20),)}, {("class", "3A")}),
        ({"subjects": (Subject("WIS", distance_ok=True),)}, {("material", "WIS")}),
        ({"teachers": (Teacher("ANN", distance_skill=frozenset({AS})),)}, {("skill", "ANN")}),
        ({"rules": (RuleRow("H10", "all", Level.MUST, value="AS"),)}, {("rule", "H10")}),
    ],
)
def test_what_is_missing_is_named(changes: dict[str, object], lack: set[tuple[str, str]]) -> None:
    assert missing(of(small_school(lesson("W", "ANN"), **changes)), "W", AA) == lack


def test_a_lesson_that_its_planner_keeps_in_contact_is_no_step() -> None:
    found = of(small_school(lesson("W", "BEN", distance_max=Fraction(0))))
    assert ("lesson", "W") in missing(found, "W", AS) and not found.steps and not found.wider


def test_a_lesson_without_a_teacher_is_ready_for_no_distance_and_no_step_opens_it() -> None:
    found = of(small_school(lesson("W", "", 2), lesson("X", "ANN")))
    assert missing(found, "W", AS) == missing(found, "W", AA) == {("teacher", "W")}
    assert found.periods(AS, ready=True) == 1 and not found.steps
    assert "has no teacher yet" in steps(found, "en")[0]


def test_what_is_said_where_there_are_no_steps_is_true_of_what_was_chosen() -> None:
    lessons = (lesson("W", "ANN"),)
    ready = of(small_school(*lessons))
    assert steps(ready, "en")[0] == "Inside the classes and subjects chosen everything is ready."
    nothing = of(small_school(*lessons, classes=(SchoolClass("3A", stage="2", pupils=20),)))
    assert "Nothing is chosen yet" in steps(nothing, "en")[0] and "niets gekozen" in steps(nothing, "nl")[0]
    kept = of(small_school(lesson("W", "ANN", distance_max=Fraction(0))))
    assert "no small step opens anything" in steps(kept, "en")[0]


def test_the_steps_open_most_first_and_say_so() -> None:
    teachers = (Teacher("ANN", distance_skill=SKILLED), Teacher("BEN", distance_skill=frozenset({AS})), Teacher("CAS"))
    school = small_school(lesson("W", "BEN", 4), lesson("X", "CAS", 2), lesson("Y", "CAS", 1), teachers=teachers)
    found = of(school)
    assert [(one.mode, one.needed, one.periods) for one in found.steps] == [
        (AA, (Missing(Lack.SKILL, "BEN"),), Fraction(4)),
        (AS, (Missing(Lack.SKILL, "CAS"),), Fraction(3)),
        (AA, (Missing(Lack.SKILL, "CAS"),), Fraction(3)),
    ]
    assert steps(found, "nl")[1] == "1. BEN wordt AA-vaardig: opent 4 lesuren AA per week (W)."
    assert (
        "Together: 2 teachers who learn to teach ASYNC, and the material above, open 7 ASYNC periods a week."
        in steps(found, "en")
    )


def test_a_lesson_of_one_of_two_teachers_needs_only_one_of_them() -> None:
    assert missing(of(small_school(lesson("W", "BEN | ANN"))), "W", AA) == set()


@pytest.mark.parametrize("seed", range(25))
def test_ready_is_what_rule_h10_permits_and_the_first_step_is_the_best(seed: int) -> None:
    school = random_school(seed)
    context = context_of(build_problem(school))
    assert context is not None
    found = readiness(context)
    for one in found.lessons:
        permitted = one.mode in permitted_modes(context, one.lesson)
        assert (not one.missing) == (permitted and bool(one.lesson.teachers))
    able = [one for one in found.lessons if one.missing and all(each.lack in ABILITY for each in one.missing)]
    things = sorted({each for one in able for each in one.missing})
    best = Fraction(0)
    for mode in (AS, AA):
        for size in (1, 2, 3):
            for some in combinations(things, size):
                opened = sum(
                    (one.periods for one in able if one.mode is mode and one.missing <= set(some)), Fraction(0)
                )
                best = max(best, opened / size)
    first = found.steps[0].periods / len(found.steps[0].needed) if found.steps else Fraction(0)
    assert first == best


def test_a_step_is_true_when_it_is_taken() -> None:
    school = small_school(lesson("W", "BEN", 4))
    (step, *_) = of(school).steps
    trained = tuple(
        replace(one, distance_skill=one.distance_skill | {step.mode}) if one.code == "BEN" else one
        for one in school.teachers
    )
    after = of(replace(school, teachers=trained))
    assert after.periods(step.mode, ready=True) == of(school).periods(step.mode, ready=True) + step.periods


def test_a_class_of_which_too_many_pupils_are_below_the_level_is_not_ready_for_the_mode() -> None:
    none: set[Mode] = set()
    for counts, lacking in (((), none), ((4, 0, 16, 0), none), ((1, 4, 10, 5), {AA}), ((5, 0, 10, 5), {AS, AA})):
        one = SchoolClass("3A", stage="2", pupils=20, distance_ok=True, competences=counts)
        found = of(small_school(lesson("W", "ANN", 3), classes=(one,)))
        assert {mode for mode in (AS, AA) if ("competence", "3A") in missing(found, "W", mode)} == lacking


def test_a_group_has_its_own_level_or_that_of_its_class() -> None:
    one = SchoolClass("3A", stage="2", pupils=20, distance_ok=True, competences=(10, 0, 5, 5))
    groups = (ClassGroup("3A-1", "3A", "halves", 10, competences=(0, 0, 5, 5)), ClassGroup("3A-2", "3A", "halves", 10))
    halves = (lesson("W1", "ANN", of="3A-1"), lesson("W2", "ANN", of="3A-2"))
    found = of(small_school(*halves, classes=(one,), groups=groups))
    assert missing(found, "W1", AA) == set() and missing(found, "W2", AA) == {("competence", "3A-2")}


def test_what_pupils_still_have_to_reach_is_a_step_and_is_counted() -> None:
    one = SchoolClass("3A", stage="2", pupils=20, distance_ok=True, competences=(3, 5, 10, 2))
    found = of(small_school(lesson("W", "ANN", 3), classes=(one,)))
    assert [(each.mode, each.needed) for each in found.steps] == [(AA, (Missing(Lack.COMPETENCE, "3A"),))]
    assert levels(one.competences, "en") == (
        "3 of 20 below level 1 (SYNC): ready; 8 of 20 below level 2 (ASYNC): 4 more to coach"
    )
    assert steps(found, "nl")[1].startswith("1. De leerlingen van 3A halen het beginniveau voor AA: opent 3 lesuren")


@pytest.mark.parametrize(
    ("whom", "ready"),
    [("", True), ("3A", True), ("jaar 3", True), ("graad 2", True), ("year 4", False), ("alle behalve 3A", False)],
)
def test_material_may_be_ready_for_some_classes_stages_or_years_only(whom: str, ready: bool) -> None:
    subjects = (Subject("WIS", distance_ok=True, material_ready=True, material_for=whom),)
    school = small_school(lesson("W", "ANN", 3, distance_max=Fraction(3)), subjects=subjects)
    assert (missing(of(school), "W", AA) == set()) is ready
    context = context_of(build_problem(school))
    assert context is not None
    assert (AA in permitted_modes(context, context.lessons["W"])) is ready
