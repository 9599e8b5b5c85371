"""The rules of blended teaching and of lists, as a planner's rows write them: every reading of them agrees, and bites.

Evaluator, monitors, the exact model with everything fixed, and the compiled search; each rule alone and all together,
in random schools with rotation, mixed lessons, absent teachers and terms. `SCHEDULER_BLENDED_SCHOOLS` sets how many.
"""

from __future__ import annotations

import os
from dataclasses import replace
from random import Random

import pytest

from scheduler.evaluation import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from tests.school.random_rules import ROWS, random_school_of
from tests.school.random_schools import random_timetable
from tests.solver.agreement import agrees
from tests.solver.test_agreement import cpsat_agrees
from tests.solver.test_annealing import walk_agrees

COUNT = int(os.environ.get("SCHEDULER_BLENDED_SCHOOLS", "0"))
FIRST = int(os.environ.get("SCHEDULER_BLENDED_FIRST", "0"))
ALONE, TOGETHER = COUNT or 6, COUNT or 8
BITES = 8
"""At least one in so many schools breaks the rule: a rule that is never broken would agree whatever it said."""


def case(seed: int, entries: list[str]) -> tuple[Problem, Timetable]:
    problem = build_problem(random_school_of(seed, entries))
    return problem, random_timetable(problem, seed, days=range(2) if seed % 2 else range(5))


def check(problem: Problem, timetable: Timetable, seed: int) -> None:
    assert agrees(problem, timetable)
    assert cpsat_agrees(problem, timetable)
    assert walk_agrees(problem, timetable, seed, (0.5, 5.0, 1000.0)[seed % 3])


@pytest.mark.parametrize("entry", ROWS)
def test_each_rule_alone_costs_the_same_in_every_reading_and_is_broken_often_enough_to_tell(entry):
    broken = 0
    for seed in range(FIRST, FIRST + ALONE):
        problem, timetable = case(seed, [entry])
        alone = replace(problem, rules=tuple(rule for rule in problem.rules if rule.entry == entry))
        check(alone, timetable, seed)
        judged = evaluate(alone, timetable)
        broken += judged.hard + judged.soft > 0
    assert broken * BITES >= ALONE, f"{entry} was broken in {broken} of {ALONE} schools"


def test_all_of_them_together_cost_the_same_in_every_reading():
    broken: dict[str, int] = {}
    for seed in range(FIRST, FIRST + TOGETHER):
        entries = Random(seed).sample(list(ROWS), 5)
        problem, timetable = case(seed, entries)
        check(problem, timetable, seed)
        for entry, cost in evaluate(problem, timetable).by_entry.items():
            broken[entry] = broken.get(entry, 0) + (cost.deviation > 0)
    assert {"H01", "H10", "H12", "H14"} <= {entry for entry, count in broken.items() if count}
