"""What the hand-worked cases of rules share: what one rule alone finds, by every reading that there is."""

from __future__ import annotations

from scheduler.evaluation import cost_of
from scheduler.problem.problem import Problem
from scheduler.problem.rules import Rule
from scheduler.problem.timetable import Placement
from tests.builders import timetable
from tests.solver.agreement import agree_on

NAMED = {"id": "rule", "entry": "H00"}


def deviation(school: Problem, rule: Rule, *placements: Placement) -> int:
    """How far the rule is broken by these placements; the monitors must say the same."""
    placed = timetable(*placements)
    school.check(placed)
    agree_on(school, rule, placed)
    return cost_of(school, rule, placed).deviation
