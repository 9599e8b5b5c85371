"""Independent readings of the rules agree: the evaluator's sentences, the monitors' plain cost, CP-SAT, all fixed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings

from scheduler.evaluation import evaluate
from scheduler.problem import rules as r
from scheduler.problem.modes import DISTANCE_MODES
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.solver.cpsat.model import Model
from scheduler.solver.cpsat.plan import Limits, Plan
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.meets import Usable
from tests.builders import asynchronous, contact, lesson, problem, put, timetable, week
from tests.solver.agreement import agrees, with_placeholders
from tests.strategies import ALL_KINDS, CASES, cases

CALM = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def check_plain(case: tuple[Problem, Timetable]) -> None:
    assume(agrees(*case))


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


def everything(indexed) -> dict[int, Usable]:
    """Every meet free to do anything at all, pruned by no rule."""
    return {
        meet: Usable(
            tuple(range(indexed.domain(meet).placed)),
            tuple(range(indexed.meets[meet].options)),
            tuple(tuple(range(len(slot.candidates))) for slot in indexed.meets[meet].slots),
        )
        for meet in indexed.parts
    }


def check_cpsat(case: tuple[Problem, Timetable]) -> None:
    assume(cpsat_agrees(*case))


def cpsat_agrees(school: Problem, drawn: Timetable) -> bool:
    """Asserts that the exact model costs the same, all of it constant or all fixed; False where no state is like it."""
    indexed = index_problem(school)
    data = monitors(indexed)
    state, lost = indexed.state(drawn)
    if lost:
        return False
    held = with_placeholders(indexed, drawn)
    judged = evaluate(school, held)
    structure = Structure(indexed, data, priced=None)
    # Nothing is free: the model is a constant. (Of a problem without meets all is written already.)
    constant = Model(structure, state, {}, Plan())
    constant.encoder.write(set(range(len(data.monitors))).difference(constant.written))
    assert constant.run(Limits(seconds=10)).levels[:2] == (judged.soft, judged.hard)
    # Everything is free, then fixed by its variables.
    model = Model(structure, indexed.empty(), everything(indexed), Plan(missing=frozenset(indexed.parts)))
    for variable, value in model.variables.hints(state):
        model.draft.bounded([(1, variable)], value, value)
    outcome = model.run(Limits(seconds=20))
    if outcome.state is not None and indexed.timetable(outcome.state) == held:
        assert outcome.status == "optimal"
        assert outcome.levels[:2] == (judged.soft, judged.hard)
    return True


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.__name__)
def test_cpsat_with_everything_fixed_costs_what_the_evaluator_says_for_each_kind_of_rule_alone(kind):
    @settings(max_examples=CASES or 12, deadline=None, suppress_health_check=CALM)
    @given(cases(kinds=(kind,), most_rules=3))
    def agree(case):
        check_cpsat(case)

    agree()


@settings(max_examples=CASES or 30, deadline=None, suppress_health_check=CALM)
@given(cases(most_rules=12))
def test_cpsat_with_everything_fixed_costs_what_the_evaluator_says_for_all_rules_together(case):
    check_cpsat(case)


@pytest.mark.parametrize("bounds", [{"most": 1}, {"least": 3}, {"share": Fraction(66)}])
def test_cpsat_counts_a_lesson_once_that_a_bound_names_twice(bounds):
    options = [contact(), asynchronous()]
    lessons = [lesson("long", sizes=(2,), options=options), lesson("y", options=options)]
    bound = r.PeriodBound("x", ("long", "y", "long"), **bounds)
    rule = r.LimitPeriods(id="rule", entry="", bounds=(bound,), modes=DISTANCE_MODES)
    far = timetable(put("long", 0, duration=2, option="asynchronous"), put("y", 2))
    built = problem(week(), lessons, rule)
    assert evaluate(built, far).hard == 1
    assert cpsat_agrees(built, far)
