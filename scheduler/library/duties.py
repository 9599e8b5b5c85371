"""The duties of a school given out around a timetable, and those of one date, as well as can be, by CP-SAT.

What the tasks are is for `school.duties` and `school.daily.duties`.
"""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.school.building.context import context_of
from scheduler.school.daily.duties import DayDuty, OfDay, on_date
from scheduler.school.daily.losses import Situation
from scheduler.school.duties import Asked, Duties
from scheduler.views.duties_sheet import had_before

MOST_WORK = 8.0
"""Deterministic seconds of CP-SAT; what is found by then is taken."""


def given_out(problem: Problem, timetable: Timetable, before: Sequence[Sequence[object]] = ()) -> Duties | None:
    """Who does which duty in this timetable; None where the school has none. The same timetable gives the same.

    `before`: the rows of the sheet of an earlier version (`Extras.duties`), from which little is changed.
    """
    asked = _asked(problem, timetable, before)
    return None if asked is None else _best(asked)


def planned_duties(problem: Problem, timetable: Timetable, before: Sequence[Sequence[object]] = ()) -> Duties | None:
    """The same, but as the sheet of an earlier version has them where it has all of them: that is what people know."""
    asked = _asked(problem, timetable, before)
    if asked is None:
        return None
    if all(turn.name in asked.before for turn in asked.turns):
        return asked.given(asked.before, True)
    return _best(asked)


def duties_of_day(problem: Problem, timetable: Timetable, planned: Duties, scene: Situation) -> tuple[DayDuty, ...]:
    """What becomes of the duties of a date; `problem` and `timetable` are of the date alone, its lessons settled."""
    if not on_date(planned, scene.day):
        return ()
    asked = OfDay(problem, timetable, planned, scene)
    from scheduler.solver.cpsat.sharing import best_shared

    shared = best_shared(asked.sharing(), work=MOST_WORK).shared if asked.turns else {}
    return tuple(asked.outcome(shared))


def _asked(problem: Problem, timetable: Timetable, before: Sequence[Sequence[object]]) -> Asked | None:
    context = context_of(problem)
    if context is None or not context.school.duties:
        return None
    asked = Asked(problem, timetable)
    asked.before = had_before(before, asked.turns, problem)
    return asked


def _best(asked: Asked) -> Duties:
    from scheduler.solver.cpsat.sharing import best_shared

    best = best_shared(asked.sharing(), work=MOST_WORK)
    return asked.given(best.shared, best.proved)
