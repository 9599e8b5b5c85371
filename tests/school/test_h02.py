"""H02: every lesson gets all its periods, and everybody it asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.problem.modes import Mode
from scheduler.problem.rules import Assigned, Placed
from scheduler.school.building import build_problem
from scheduler.school.records import Availability, Level, Room, RuleRow, Supervision, Teacher
from scheduler.solver.proofs.precheck import precheck
from scheduler.solver.search import Stop, solve
from scheduler.telling.proofs import sentence
from tests.school.judging import At, block, broken, has, lesson, said, small_school
from tests.school.schools import blended_school

EITHER = small_school(lesson("W", "ANN | BEN", 2))


def test_a_lesson_without_a_time_misses_all_its_periods() -> None:
    school = small_school(lesson("W", "ANN", 3))
    assert broken(school, "H02") == 3
    assert broken(school, "H02", At("W", 0, 1), At("W", 1, 1, part=2)) == 1
    assert broken(school, "H02", *(At("W", day, 1, part=day + 1) for day in range(3))) == 0


def test_a_lesson_that_nobody_teaches_is_told_in_its_own_words() -> None:
    nobody = (At("W", 0, 1, holds=("teacher=ANN",)), At("W", 1, 1, part=2))
    assert broken(EITHER, "H02", *nobody) == 1
    assert said(EITHER, "H02", *nobody) == ["WIS 3A (les W) heeft geen leraar op dinsdag lesuur 1."]
    assert said(EITHER, "H02", *nobody, language="en") == ["WIS 3A (lesson W) has no teacher on Tuesday period 1."]
    held = [At("W", day, 1, part=day + 1, holds=("teacher=BEN",)) for day in (0, 1)]
    assert broken(EITHER, "H02", *held) == 0
    fixed = build_problem(small_school(lesson("W", "ANN")))
    assert not any(isinstance(rule, Assigned) for rule in fixed.rules)  # who is fixed is always there


def test_a_second_teacher_is_asked_for_as_the_first_is() -> None:
    school = small_school(lesson("W", "ANN, BEN | CAS"), teachers=(Teacher("ANN"), Teacher("BEN"), Teacher("CAS")))
    assert said(school, "H02", At("W", 0, 1)) == ["WIS 3A (les W) heeft geen leraar 2 op maandag lesuur 1."]
    assert broken(school, "H02", At("W", 0, 1, holds=("teacher 2=CAS",))) == 0


def test_rooms_that_stay_closed_miss_no_period() -> None:
    problem = build_problem(blended_school(supervision=(Supervision("OLC", "Sofie"),)))
    placed = {lesson for rule in problem.rules if isinstance(rule, Placed) for lesson in rule.lessons}
    assert any(one.optional for one in problem.lessons)
    assert placed == {one.id for one in problem.lessons if not one.optional}


def test_a_block_without_a_teacher_counts_its_periods() -> None:
    school = small_school(lesson("W", "ANN | BEN", 2, blocks=block(2)))
    assert broken(school, "H02", At("W", 0, 1, duration=2)) == 2


@pytest.mark.parametrize("option", ["synchronous/school", "asynchronous"])
def test_a_distance_lesson_asks_for_a_teacher_too(option: str) -> None:
    both = frozenset({Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS})
    school = replace(EITHER, teachers=(Teacher("ANN", distance_skill=both), Teacher("BEN", distance_skill=both)))
    nobody = (At("W", 0, 1, option=option), At("W", 1, 1, part=2, holds=("teacher=ANN",)))
    assert broken(school, "H02", *nobody) == 1


@pytest.mark.parametrize("supervisors", ["", "JANS", "JANS PEET", "Sofie", "Sofie Karel", "Sofie PEET"])
def test_every_choice_that_a_way_of_a_lesson_asks_for_is_asked_by_some_rule(supervisors: str) -> None:
    rooms = (*blended_school().rooms, Room("STUDIE", seats=30, onsite=True))
    rows = tuple(Supervision(room, who) for room in ("OLC", "STUDIE") for who in supervisors.split())
    problem = build_problem(blended_school(rooms=rooms, supervision=rows))
    asked = {(lesson, rule.role) for rule in problem.rules if isinstance(rule, Assigned) for lesson in rule.lessons}
    chosen = {
        (one.id, demand.role)
        for one in problem.lessons
        for option in one.options
        for demand in option.demands
        if not demand.fixed
    }
    assert chosen and chosen <= asked


def test_a_search_gives_every_lesson_a_teacher_also_where_that_costs_gaps() -> None:
    found = solve(build_problem(EITHER), stop=Stop(work=20))
    assert found.timetable is not None and found.hard == 0
    assert all(dict(placed.choices).get("teacher") for placed in found.timetable.placements)


def test_nobody_there_all_week_is_proved_and_calls_teachers_teachers() -> None:
    absent = tuple(Availability("teacher", code) for code in ("ANN", "BEN"))
    problem = build_problem(replace(EITHER, availability=absent))
    (proof,) = precheck(problem)
    assert (proof.key, proof.have) == ("no_time", 0)
    told = sentence(problem, proof, "nl")
    assert "leraar ANN en leraar BEN" in told and "lokalen" not in told
    assert solve(problem, stop=Stop(work=20)).status == "impossible"
    one_there = replace(EITHER, availability=absent[:1])
    assert not precheck(build_problem(one_there))


def test_a_wish_instead_of_a_must_costs_soft_points_and_off_asks_nothing() -> None:
    wished = replace(EITHER, rules=(RuleRow("H02", level=Level.WISH),))
    assert all(not rule.hard for rule in build_problem(wished).rules if rule.entry == "H02")
    assert not has(replace(EITHER, rules=(RuleRow("H02", level=Level.OFF),)), "H02")
