"""The duties of a school given out around a timetable, as well as can be: the tasks of `school.duties`, by CP-SAT."""

from __future__ import annotations

from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.school.building.context import context_of
from scheduler.school.duties import Asked, Duties

MOST_WORK = 8.0
"""Deterministic seconds of CP-SAT; what is found by then is taken."""


def given_out(problem: Problem, timetable: Timetable) -> Duties | None:
    """Who does which duty in this timetable; None where the school has none. The same timetable gives the same."""
    context = context_of(problem)
    if context is None or not context.school.duties:
        return None
    from scheduler.solver.cpsat.sharing import best_shared

    asked = Asked(problem, timetable)
    best = best_shared(asked.sharing(), work=MOST_WORK)
    return asked.given(best.shared, best.proved)
