"""One try at a neighbourhood: a function of a state and what is freed of it, so that several can run side by side.

A try looks for a timetable that costs less than the state, by the monitors that the freed meets can change; mostly it
proves that there is none, which is much quicker than finding the best again. Whoever asks judges and accepts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random
from typing import Any

from scheduler.solver import cpsat
from scheduler.solver.cpsat.plan import Limits, Outcome, Plan
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.lns.fitting import Fitting, masks_of
from scheduler.solver.monitors.incremental_cost import CachedReading
from scheduler.solver.monitors.meets import Assignment, IndexedProblem, Usable
from scheduler.solver.monitors.reach import terms_of
from scheduler.solver.params import SearchParams
from scheduler.solver.proofs.counting import UnavoidableCosts
from scheduler.solver.rooms_later.two_stage import TwoStage

PARAMETERS: Mapping[str, Any] = {
    "linearization_level": 2,
    "cp_model_probing_level": 0,
    "symmetry_level": 0,
    "max_presolve_iterations": 1,
    "use_sat_inprocessing": False,
    "merge_at_most_one_work_limit": 1e6,
}
"""For small models that are mostly infeasible: little presolve, a strong linear relaxation.

Measured on 60 neighbourhoods of 5 instances: 3.6 s in all, 29 s with CP-SAT's own settings and a hint. Merging at most
a little takes a third off large models (DK-VG-09) and loses nothing. Without inprocessing tries take 7 % less; with it,
and without probing, CP-SAT 9.15 can end the whole process at a model that contradicts itself ("Check failed:
CleanUpImplicationList").
"""

CHOOSING = 2.0
"""Work at most for rooms at times that were found: the best are there after a tenth of it, and it took 23 to prove that
of 38 meets none need change rooms once less.
"""


@dataclass(frozen=True, slots=True)
class Task:
    """What to try at the state of `reading`; `costs`: by monitor, what it costs.

    `pricing`: the structure in which the hard monitors that it breaks are not strict.
    `within`: freed meets stay in these ticks (a mask) or where they are. `defer`: choices that can be deferred are made
    after the times. `missing`: freed meets may stay unplaced. `equal`: a timetable that costs the same will do too.
    """

    reading: CachedReading
    costs: Sequence[int]
    pricing: Pricing
    usable: Mapping[int, Usable]
    within: int | None
    defer: bool
    missing: bool
    equal: bool
    seed: int

    @property
    def state(self) -> Assignment:
        return self.reading.state


@dataclass(frozen=True, slots=True)
class RepairResult:
    """`status`: CP-SAT's, or "passed over" where nothing could be gained; `work` in its deterministic units.

    `size`: variables and constraints written.
    """

    state: Assignment | None
    status: str
    work: float
    size: int = 0


@dataclass(frozen=True, slots=True)
class Pricing:
    """A structure in which the hard monitors that are broken may stay so, with the capacities that hold in it."""

    structure: Structure
    fitting: Fitting


class RepairContext:
    """What all tries at one problem share; nothing here changes with the timetable."""

    def __init__(self, structure: Structure, two_stage: TwoStage, params: SearchParams) -> None:
        self.structure, self.two_stage, self.params = structure, two_stage, params
        self.indexed, self.data = structure.indexed, structure.data
        self.least = UnavoidableCosts(self.indexed, self.data).least_costs()
        self._broken: frozenset[int] = frozenset()
        self._pricing = Pricing(structure, Fitting(structure, masks_of(structure.indexed)))
        self._strict = self._pricing

    def pricing(self, broken: frozenset[int]) -> Pricing:
        """For a timetable that breaks these hard monitors."""
        if not broken:
            return self._strict
        if broken != self._broken:
            fitting = self._strict.fitting.but(self.data, broken)
            self._broken, self._pricing = broken, Pricing(self.structure.repriced(broken), fitting)
        return self._pricing

    @cached_property
    def readers(self) -> dict[tuple[int, int], frozenset[int]]:
        """By (meet, slot) that can be deferred, the monitors that read what it holds."""
        found: dict[tuple[int, int], set[int]] = {one: set() for one in self.two_stage.slots}
        for number, monitor in enumerate(self.data.monitors):
            for term in terms_of(monitor, self.data):
                if (term.meet, term.slot) in found:
                    found[term.meet, term.slot].add(number)
        return {one: frozenset(numbers) for one, numbers in found.items()}

    def effort(self, result: RepairResult) -> float:
        """The work with what writing took, in about seconds, yet the same every time."""
        return result.work + self.params.writing_work * result.size

    # -- repairing --

    def repair(self, task: Task, seconds: float | None, work: float, stopped: Callable[[], bool]) -> RepairResult:
        """Solves the freed meets anew within the limits; uses nothing but its arguments and what never changes."""
        structure = task.pricing.structure
        reached = {number for meet in task.usable for number in structure.reach[meet]}
        if not task.equal and not task.missing and self._stake(task, reached) <= 0:
            return RepairResult(None, "passed over", 0.0)
        loose = self.two_stage.deferred(task.usable) if task.defer else frozenset()
        usable, closed = task.pricing.fitting.fitted(task.reading, task.usable, loose, task.within)
        if not task.missing and not any(map(_free, usable.values())):
            return RepairResult(None, "passed over", 0.0)
        unsure = frozenset(number for one in loose for number in self.readers[one] if not structure.strict[number])
        plan = Plan(
            missing=frozenset(usable) if task.missing else frozenset(),
            two_stage=self.two_stage if loose else None,
            closed=closed,
            without=unsure,
            reading=task.reading,
        )
        limits = Limits(seconds, work, stopped)
        outcome = self._run(task, usable, plan, limits)
        if outcome.state is None or not loose:
            return RepairResult(outcome.state, outcome.status, outcome.work, outcome.size)
        return self._with_choices(task, usable, outcome, limits)

    def _stake(self, task: Task, monitors: Collection[int]) -> int:
        """What could be saved at most, as far as counting tells."""
        return sum(task.costs[number] - self.least.get(number, 0) for number in monitors)

    def _run(self, task: Task, usable: Mapping[int, Usable], plan: Plan, limits: Limits) -> Outcome:
        model = cpsat.Model(task.pricing.structure, task.state, usable, plan)
        soft, hard, missing = self._now(task, model.written, usable if model.counts_missing else ())
        return model.run(
            limits,
            seed=task.seed,
            below=(soft + task.equal, hard, missing),
            stop_after_first_solution=task.equal,
            **PARAMETERS,
        )

    def _now(self, task: Task, written: Iterable[int], pending: Collection[int]) -> tuple[int, int, int]:
        """What the state costs on the levels of a model of these monitors."""
        soft = hard = 0
        for number in written:
            if self.data.monitors[number].hard:
                hard += task.costs[number]
            else:
                soft += task.costs[number]
        return soft, hard, self._unplaced(task.state, pending)

    def _unplaced(self, state: Assignment, freed: Collection[int]) -> int:
        """Periods of the freed meets, or of lessons whose split they decide, that have no time."""
        indexed = self.indexed
        total = sum(indexed.meets[meet].periods for meet in freed if not indexed.placed(state, meet))
        flexible = {indexed.meets[meet].lesson for meet in freed if not indexed.meets[meet].periods}
        for lesson in flexible:
            one = indexed.problem.lessons[lesson]
            if not one.optional:
                total += one.duration
                for meet in indexed.of_lesson[lesson]:
                    at = indexed.meets[meet].missing
                    if meet not in freed or indexed.placed(state, meet):
                        at = state.placement[meet]
                    total -= indexed.domain(meet).placements[at][0]
        return total

    def _with_choices(self, task: Task, usable: Mapping[int, Usable], times: Outcome, limits: Limits) -> RepairResult:
        """Rooms for the freed meets at their new times: first come first served, then the best there are."""
        assert times.state is not None
        done, _ = self.two_stage.assign(times.state, usable, Random(task.seed))
        fixed = self.indexed.staying(done, usable)
        if not fixed:
            return RepairResult(done, times.status, times.work, times.size)
        reading = task.reading.moved(done, usable)
        _, closed = task.pricing.fitting.fitted(reading, fixed)
        model = cpsat.Model(task.pricing.structure, done, fixed, Plan(closed=closed, reading=reading))
        outcome = model.run(
            replace(limits, work=CHOOSING if limits.work is None else min(limits.work, CHOOSING)),
            seed=task.seed,
            hint=done,
        )
        return RepairResult(outcome.state, times.status, times.work + outcome.work, times.size + outcome.size)


def _free(usable: Usable) -> bool:
    return len(usable.placements) > 1 or len(usable.options) > 1 or any(len(one) > 1 for one in usable.choices)


def merged(base: Assignment, changed: Assignment, onto: Assignment, indexed: IndexedProblem) -> Assignment:
    """`onto` with what `changed` changes of `base`: two tries at one state, one after the other.

    Parts of a lesson whose split is a decision are taken together: those of two tries need not add up.
    """
    if onto is base:
        return changed
    placement, option, choices = list(onto.placement), list(onto.option), list(onto.choices)
    for lesson, meets in enumerate(indexed.of_lesson):
        split_anew = any(changed.placement[meet] != base.placement[meet] for meet in meets)
        if split_anew and indexed.problem.lessons[lesson].flexible:
            for meet in meets:
                placement[meet] = changed.placement[meet]
    for meet in indexed.parts:
        if changed.placement[meet] != base.placement[meet]:
            placement[meet] = changed.placement[meet]
        if changed.option[meet] != base.option[meet]:
            option[meet] = changed.option[meet]
        if changed.choices[meet] != base.choices[meet]:
            choices[meet] = changed.choices[meet]
    return replace(onto, placement=indexed.with_rests(placement), option=tuple(option), choices=tuple(choices))
