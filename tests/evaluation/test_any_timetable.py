"""What holds for every problem and every timetable, however odd: random ones, all kinds of rules."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.evaluation import Cost, cost_of, evaluate
from scheduler.evaluation.judge import points_of
from scheduler.evaluation.occupancy import Occupancy
from scheduler.problem import rules
from scheduler.problem.rules import Rule
from scheduler.problem.timetable import Timetable
from tests.strategies import ALL_KINDS, cases

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
quick = settings(max_examples=40, deadline=None, suppress_health_check=SLOW)


def test_random_schools_know_every_kind_of_rule() -> None:
    kinds = {kind for kind in vars(rules).values() if isinstance(kind, type) and issubclass(kind, Rule)}
    assert set(ALL_KINDS) == kinds - {Rule}


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.__name__)
def test_any_rule_can_judge_any_timetable(kind: type[Rule]) -> None:
    @settings(max_examples=15, deadline=None, suppress_health_check=SLOW)
    @given(cases((kind,), 3, odd=True))
    def judged(case) -> None:
        problem, timetable = case
        view = Occupancy(problem, timetable)
        for rule in problem.rules:
            for point in points_of(rule, view):
                assert point.deviation >= 0
                assert bool(point.where) == bool(point.deviation)

    judged()


@quick
@given(cases(odd=True))
def test_costs_by_entry_and_by_rule_add_up_to_the_totals(case) -> None:
    problem, timetable = case
    verdict = evaluate(problem, timetable)
    by_entry = sum(verdict.by_entry.values(), start=Cost())
    by_rule = sum((cost_of(problem, rule, timetable) for rule in problem.rules), start=Cost())
    assert by_entry == by_rule
    assert (by_entry.hard, by_entry.soft) == (verdict.hard, verdict.soft) == verdict.cost
    assert sum(violation.cost for violation in verdict.violations) == verdict.hard + verdict.soft


@quick
@given(cases(odd=True))
def test_violations_come_hard_first_and_dear_first(case) -> None:
    keys = [(not found.hard, -found.cost) for found in evaluate(*case).violations]
    assert keys == sorted(keys)


@quick
@given(cases(odd=True), st.randoms())
def test_the_order_of_placements_changes_nothing(case, random) -> None:
    problem, timetable = case
    shuffled = list(timetable.placements)
    random.shuffle(shuffled)
    before, after = evaluate(problem, timetable), evaluate(problem, Timetable(tuple(shuffled)))
    assert before.cost == after.cost
    assert before.by_entry == after.by_entry


@quick
@given(cases(odd=True))
def test_doubling_a_weight_doubles_its_cost(case) -> None:
    problem, timetable = case
    for rule in problem.rules:
        once, twice = (
            cost_of(problem, rule, timetable),
            cost_of(problem, replace(rule, weight=rule.weight * 2), timetable),
        )
        assert (twice.hard, twice.soft, twice.deviation) == (2 * once.hard, 2 * once.soft, once.deviation)
