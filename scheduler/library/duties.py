"""The duties of a school given out around a timetable, as well as can be: the tasks of `school.duties`, by CP-SAT."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.school.building.context import context_of
from scheduler.school.duties import Asked, Duties
from scheduler.views.duties_sheet import had_before

MOST_WORK = 8.0
"""Deterministic seconds of CP-SAT; what is found by then is taken."""


def given_out(problem: Problem, timetable: Timetable, before: Sequence[Sequence[object]] = ()) -> Duties | None:
    """Who does which duty in this timetable; None where the school has none. The same timetable gives the same.

    `before`: the rows of the sheet of an earlier version (`Extras.duties`), from which little is changed.
    """
    context = context_of(problem)
    if context is None or not context.school.duties:
        return None
    from scheduler.solver.cpsat.sharing import best_shared

    asked = Asked(problem, timetable)
    asked.before = had_before(before, asked.turns, problem)
    best = best_shared(asked.sharing(), work=MOST_WORK)
    return asked.given(best.shared, best.proved)
