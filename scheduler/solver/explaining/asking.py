"""Whether rows can hold together in a part of a problem, and by how much they cannot: one small exact model each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from scheduler.evaluation.conflicts import Row
from scheduler.problem.problem import Problem
from scheduler.solver.cpsat import Model
from scheduler.solver.cpsat.plan import Limits, Outcome, Plan
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.explaining.portion import Whole
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.stopping import Clock

MOST_WORK, OF_LESSONS = 4.0, 60
"""Counted work of one model of so many lessons: small ones take a hundredth of it; what would take more tells nothing.

One of twice as many lessons gets twice as much.
"""

SETTINGS: dict[str, Any] = {"linearization_level": 2}
"""Counting arguments are what these models must find: the linear relaxation knows them."""

HANDLING = 0.02
"""Counted work for making a model, which CP-SAT does not count."""


@dataclass
class Asking:
    """One problem and the clock of the whole explanation."""

    whole: Whole
    clock: Clock
    seed: int
    workers: int
    models: int = field(init=False, default=0)

    def possible(self, lessons: Collection[str], rows: Collection[Row]) -> bool | None:
        """Whether these lessons can keep these rows; None where that was not found out in time."""
        return self._answer(self._run(self.whole.part(lessons, rows), ()))

    def possible_with(self, lessons: Collection[str], rows: Collection[Row], eased: Row, by: int) -> bool | None:
        """The same with the limit of one row so much wider."""
        others = [row for row in rows if not set(row.points) <= set(eased.points)]
        return self._answer(self._run(self.whole.part(lessons, others, eased=(eased, by)), ()))

    def possible_without(self, lessons: Collection[str], rows: Collection[Row], lesson: str, who: str) -> bool | None:
        """The same where one lesson is given by somebody else, who is not spoken of."""
        return self._answer(self._run(self.whole.part(lessons, rows, without=(lesson, who)), ()))

    def least_breach(self, lessons: Collection[str], rows: Collection[Row], loose: Row) -> tuple[int | None, bool]:
        """By how much `loose` must be broken where the rows hold (None: no way was found), and if that is proved."""
        outcome = self._run(self.whole.part(lessons, rows, (loose,)), (loose,))
        return outcome.objective, outcome.status == "optimal"

    @staticmethod
    def _answer(outcome: Outcome) -> bool | None:
        return {"infeasible": False, "unknown": None}.get(outcome.status, True)

    def _run(self, part: Problem, loose: Collection[Row]) -> Outcome:
        self.models += 1
        indexed = index_problem(part)
        structure = Structure(indexed, monitors(indexed))
        usable = {meet: indexed.meets[meet].usable for meet in indexed.parts}
        stuck = any(not (one.placements and one.options) for meet, one in usable.items() if indexed.meets[meet].periods)
        if stuck:
            self.clock.spend(HANDLING)
            return Outcome("infeasible", None, None, None, 0.0, 0.0)
        missing = [
            meet for row in loose for lesson in row.lessons for meet in indexed.of_lesson[indexed.lesson_number[lesson]]
        ]
        plan = Plan(missing=frozenset(missing), priced=bool(loose), objective=bool(loose))
        model = Model(structure, indexed.empty(), usable, plan)
        model.counts_missing = False
        left, most = self.clock.work_left(), MOST_WORK * max(1.0, len(part.lessons) / OF_LESSONS)
        limits = Limits(self.clock.seconds_left(), most if left is None else min(left, most), self.clock.ended)
        workers = self.workers if len(part.lessons) > OF_LESSONS else 1  # small ones are not worth a thread more
        outcome = model.run(limits, seed=self.seed, workers=workers, **SETTINGS)
        self.clock.spend(outcome.work + HANDLING)
        return outcome
