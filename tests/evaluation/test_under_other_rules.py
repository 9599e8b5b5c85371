"""A view of a timetable serves another problem that differs in rules alone; what it knows of other rules stays true."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.evaluation import evaluate
from scheduler.evaluation.judge import evaluate_view
from scheduler.evaluation.occupancy import Occupancy
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from tests.strategies import cases


@settings(max_examples=60, deadline=None)
@given(cases(), st.data())
def test_what_it_says_is_what_is_said_anew(case: tuple[Problem, Timetable], data: st.DataObject) -> None:
    problem, timetable = case
    view = Occupancy(problem, timetable)
    evaluate_view(view)
    changed = data.draw(st.lists(st.sampled_from(problem.rules), unique_by=id)) if problem.rules else []
    heavier = tuple(replace(rule, weight=rule.weight + 1) if rule in changed else rule for rule in problem.rules)
    other = replace(problem, rules=heavier)
    again = replace(timetable, seed=7)
    seen = view.under(other, again)
    assert seen is not None and (seen.problem, seen.timetable) == (other, again)
    assert evaluate_view(seen) == evaluate(other, again)
    assert evaluate_view(view) == evaluate(problem, timetable)


@settings(max_examples=20, deadline=None)
@given(cases().filter(lambda case: bool(case[1].placements)))
def test_it_serves_no_other_timetable_and_no_other_lessons(case: tuple[Problem, Timetable]) -> None:
    problem, timetable = case
    view = Occupancy(problem, timetable)
    assert view.under(replace(problem, lessons=tuple(list(problem.lessons))), timetable) is None
    assert view.under(problem, Timetable(timetable.placements[1:])) is None
