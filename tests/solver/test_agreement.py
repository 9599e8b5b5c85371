"""Independent readings of the rules agree: the evaluator's sentences, the monitors' plain cost, CP-SAT with all fixed.

`SCHEDULER_AGREEMENT_CASES` sets the number of random cases per test (default small).
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, assume, given, settings

from scheduler.evaluation import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.cost import costs
from scheduler.solver.monitors.meets import decisions
from tests.strategies import ALL_KINDS, cases

CASES = int(os.environ.get("SCHEDULER_AGREEMENT_CASES", "0"))
CALM = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def check_plain(case: tuple[Problem, Timetable]) -> None:
    problem, timetable = case
    decided = decisions(problem)
    state, lost = decided.state(timetable)
    assume(not lost)
    judged = evaluate(problem, timetable)
    assert costs(decided, monitors(decided), state) == (judged.hard, judged.soft)


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.__name__)
def test_monitors_cost_what_the_evaluator_says_for_each_kind_of_rule_alone(kind):
    @settings(max_examples=CASES or 25, deadline=None, suppress_health_check=CALM)
    @given(cases(kinds=(kind,), most_rules=3))
    def agree(case):
        check_plain(case)

    agree()


@settings(max_examples=CASES or 60, deadline=None, suppress_health_check=CALM)
@given(cases(most_rules=12))
def test_monitors_cost_what_the_evaluator_says_for_all_rules_together(case):
    check_plain(case)
