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
from scheduler.school.records import Level, RuleRow, School, SchoolClass, Subject, Teacher
from scheduler.telling.readiness import steps
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
        assert (not one.missing) == (one.mode in permitted_modes(context, one.lesson))
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
