"""S01: placing everything goes above all else; the entry is there to say so and asks nothing by itself."""

from __future__ import annotations

from scheduler.evaluation import evaluate
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.school.catalogue import catalogue
from scheduler.school.records import Level, RuleRow
from scheduler.solver.search import Stop, solve
from tests.school.judging import At, lesson, small_school, timetable


def test_it_is_off_and_makes_no_rule_of_its_own_at_any_level() -> None:
    assert catalogue()["S01"].level == "off"
    for level in (Level.WISH, Level.MUST):
        problem = build_problem(small_school(lesson("W"), rules=(RuleRow("S01", level=level),)))
        assert not any(rule.entry == "S01" for rule in problem.rules)


def test_a_lesson_without_a_time_makes_a_timetable_invalid_whatever_else_it_keeps() -> None:
    problem = build_problem(small_school(lesson("W", "ANN", 2)))
    nothing, half = evaluate(problem, Timetable()), evaluate(problem, timetable(problem, [At("W", 0, 1)]))
    whole = evaluate(problem, timetable(problem, [At("W", 0, 1), At("W", 1, 1, part=2)]))
    assert [one.unplaced for one in (nothing, half, whole)] == [{"W": 2}, {"W": 1}, {}]
    assert [one.valid for one in (nothing, half, whole)] == [False, False, True]


def test_a_search_places_everything_though_no_lesson_would_cost_least() -> None:
    problem = build_problem(small_school(lesson("W", "ANN", 5), lesson("V", "BEN", 5, subject="LO")))
    found = solve(problem, stop=Stop(work=20))
    assert not found.unplaced and found.soft  # five half days of one teacher cost something
