"""The rule by which leaving an earlier timetable costs, and a problem without it."""

from __future__ import annotations

from dataclasses import replace

from scheduler.problem.problem import Problem

STABILITY = "S13"
"""Its entry in the catalogue."""


def apart_from_stability(problem: Problem) -> Problem:
    """The problem without what leaving its own timetable costs: of a file that is made of it nobody will ask that."""
    return replace(problem, rules=tuple(rule for rule in problem.rules if rule.entry != STABILITY))
