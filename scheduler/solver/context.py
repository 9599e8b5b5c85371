"""What the parts of a search share: the indexed problem, its monitors, the clock, workers, seed and incumbent.

What takes a while to make is made when first asked for, and kept; `search` decides which part runs when.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

from scheduler.solver import cpsat
from scheduler.solver.best.incumbent import Incumbent
from scheduler.solver.cpsat.plan import Limits, Outcome, Plan
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.lns.neighbourhoods import Neighbourhoods
from scheduler.solver.lns.repair import RepairContext
from scheduler.solver.monitors.meets import Assignment, IndexedProblem, Usable
from scheduler.solver.monitors.monitor import Monitors
from scheduler.solver.params import SearchParams
from scheduler.solver.proofs.counting_bounds import unsatisfiable_monitors
from scheduler.solver.rooms_later.first_stage import FirstStage, unpreferred
from scheduler.solver.rooms_later.two_stage import TwoStage
from scheduler.solver.stopping import Clock

FEASIBILITY: Mapping[str, Any] = {"max_presolve_iterations": 1}
"""CP-SAT's settings for models without soft costs, half of whose time went into more presolve."""

GUESS: Mapping[str, Any] = {**FEASIBILITY, "linearization_level": 0, "symmetry_level": 0}
"""CP-SAT's settings for those whose "infeasible" proves nothing either: relaxations and symmetries serve proofs."""


@dataclass
class SearchContext:
    """One search at work.

    `without` names parts of the search that are switched off; `tally` counts what the others did. `origin`: where the
    first race of presets began.
    """

    indexed: IndexedProblem
    data: Monitors
    clock: Clock
    incumbent: Incumbent
    seed: int
    workers: int
    without: frozenset[str] = frozenset()
    params: SearchParams = SearchParams()
    tally: Counter[str] = field(init=False, default_factory=Counter)
    random: Random = field(init=False)
    origin: Assignment | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)

    @cached_property
    def size(self) -> int:
        """Number of (meet, placement, option)."""
        usable = (self.indexed.meets[meet].usable for meet in self.indexed.parts)
        return sum(len(one.placements) * len(one.options) for one in usable)

    @property
    def expected_exact(self) -> float | None:
        """Seconds in which one exact model of all times is expected to find some; None where work is counted."""
        if self.clock.counted:
            return None
        alone = self.params.exact_alone if self.workers == 1 else 1.0
        return alone * self.clock.slowness * (self.size / self.params.exact_size) ** self.params.exact_growth

    @cached_property
    def structure(self) -> Structure:
        return Structure(self.indexed, self.data)

    @cached_property
    def two_stage(self) -> TwoStage:
        return TwoStage(self.structure, self.params)

    @cached_property
    def unsatisfiable(self) -> frozenset[int]:
        """The hard monitors that break in any timetable with every meet placed, as far as counting shows."""
        return unsatisfiable_monitors(self.indexed, self.data)

    @cached_property
    def first_stage(self) -> FirstStage:
        """What walks leave open; the sets that turned out short in one round serve the next."""
        return unpreferred(self.two_stage, self.random)

    @cached_property
    def repair_context(self) -> RepairContext:
        return RepairContext(self.structure, self.two_stage, self.params)

    @cached_property
    def neighbourhoods(self) -> Neighbourhoods:
        """What was learned about operators serves the next round of a search too."""
        return Neighbourhoods(self.structure, self.two_stage, self.random, self.params)

    @property
    def best(self) -> Assignment:
        """The incumbent, or the empty timetable where there is none."""
        return self.incumbent.state or self.indexed.empty()

    @property
    def repairable(self) -> bool:
        """Whether hard rules are broken, or meets unplaced, and counting shows none that must be."""
        return not (self.incumbent.complete or self.unsatisfiable)

    def everything(self) -> dict[int, Usable]:
        """All meets, each free to do what hard rules about it alone allow."""
        return {meet: self.indexed.meets[meet].usable for meet in self.indexed.parts}

    def solve(
        self,
        state: Assignment,
        usable: Mapping[int, Usable],
        plan: Plan,
        *,
        share: float = 1.0,
        seconds: float | None = None,
        work: float | None = None,
        hint: Assignment | None = None,
        first: bool = False,
        structure: Structure | None = None,
        on_state: Callable[[Assignment, int], None] | None = None,
    ) -> Outcome:
        """Writes and runs one model within a share of what is left of the clock, at most `seconds` or `work`."""
        if self.clock.over:  # writing a large model takes a while too
            return Outcome("unknown", None, None, None, 0.0, 0.0)
        model = cpsat.Model(structure or self.structure, state, usable, plan)
        limits = Limits(
            self.clock.seconds_left(share, seconds),
            self.clock.work_left(share, work),
            self.clock.ended,
        )
        parameters = {} if plan.objective else GUESS if plan.alike else FEASIBILITY
        outcome = model.run(
            limits,
            seed=self.random.randrange(1 << 30),
            workers=self.workers,
            hint=hint,
            on_state=on_state,
            stop_after_first_solution=first,
            **parameters,
        )
        self.clock.spend(outcome.work)
        return outcome
