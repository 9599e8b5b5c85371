"""The best timetable found so far, certified by the evaluator, told to whoever listens and kept on disk."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scheduler.evaluation import Evaluation
from scheduler.evaluation.judge import evaluate_view
from scheduler.evaluation.occupancy import Occupancy
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.solver.best import checkpoint
from scheduler.solver.best.events import Event
from scheduler.solver.monitors.cost import costs
from scheduler.solver.monitors.meets import Assignment, IndexedProblem
from scheduler.solver.monitors.monitor import Monitors
from scheduler.solver.monitors.supplies import Supplies
from scheduler.solver.stopping import Clock, Pace

log = logging.getLogger(__name__)

Cost = tuple[int, int, int]
"""(unplaced periods, hard, soft), compared as `Incumbent.rank` says."""


@dataclass(frozen=True, slots=True)
class Certified:
    """A timetable with what the evaluator says of it, and the view of which it says so."""

    view: Occupancy
    judged: Evaluation

    @classmethod
    def of(cls, problem: Problem, timetable: Timetable) -> Certified:
        """Raises ValueError where the timetable is none of this problem."""
        problem.check(timetable)
        view = Occupancy(problem, timetable)
        return cls(view, evaluate_view(view))

    @property
    def timetable(self) -> Timetable:
        return self.view.timetable

    @property
    def cost(self) -> Cost:
        return sum(self.judged.unplaced.values()), self.judged.hard, self.judged.soft


class Incumbent:
    """`state` and `cost` are the best by the monitors; `certified` follows it through the evaluator.

    `pause`: seconds at least between two certifications while improvements keep coming.
    """

    def __init__(
        self,
        indexed: IndexedProblem,
        data: Monitors,
        clock: Clock,
        on_event: Callable[[Event], None],
        file: Path | None,
        pause: float,
    ) -> None:
        self.indexed, self.data, self.clock = indexed, data, clock
        self._on_event, self._file = on_event, file
        self._mark = checkpoint.fingerprint(indexed.problem) if file else ""
        self.state: Assignment | None = None
        self.cost: Cost | None = None
        self.certified: Certified | None = None
        self.first_complete: float | None = None
        self.bound: int | None = None
        self.events: list[Event] = []
        self._supplies = Supplies(indexed, data)
        self._lean: Assignment | None = None
        """The last state found to hold no needless supply."""
        self._read: tuple[Assignment, Cost] | None = None
        """The last state that the monitors read: at the end of a search several ask for the same one."""
        self._pace = Pace(clock, pause)
        self._pending = False

    @property
    def complete(self) -> bool:
        """Whether everything is placed and no hard rule is broken."""
        return self.cost is not None and self.cost[:2] == (0, 0)

    def saved(self) -> Timetable | None:
        """What an earlier search of this problem left on disk."""
        return checkpoint.read(self._file, self._mark, self.indexed.problem) if self._file else None

    def rank(self, cost: Cost) -> Cost:
        """Smaller is better: in this order, but for unplaced periods where the rules say what they cost."""
        return cost if self.indexed.problem.placing_first else (0, *cost[1:])

    def repaired(self, before: Cost | None) -> bool:
        """Whether less is unplaced or against hard rules than it was; also where there was nothing."""
        return before is None or (self.cost is not None and self.rank(self.cost)[:2] < self.rank(before)[:2])

    def cost_of(self, state: Assignment) -> Cost:
        """The cost according to the monitors."""
        if self._read is None or self._read[0] is not state:
            self._read = state, (self.unplaced(state), *costs(self.indexed, self.data, state))
        return self._read[1]

    def unplaced(self, state: Assignment) -> int:
        """Periods without a time."""
        total = 0
        for lesson, meets in zip(self.indexed.problem.lessons, self.indexed.of_lesson, strict=True):
            if not lesson.optional:
                placed = (
                    self.indexed.domain(meet).placements[state.placement[meet]][0]
                    for meet in meets
                    if self.indexed.placed(state, meet)
                )
                total += max(0, lesson.duration - sum(placed))
        return total

    def offer(self, state: Assignment, phase: str, what: str, cost: Cost | None = None) -> bool:
        """Takes the state if it is better; certifies it when it is time to."""
        cost = self.cost_of(state) if cost is None else cost
        if self.cost is not None and self.rank(cost) >= self.rank(self.cost):
            return False
        first = self.cost is None or (cost[:2] == (0, 0)) != (self.cost[:2] == (0, 0))
        with self.clock.shielded():
            self.state, self.cost = state, cost
            self._pending = True
            if (first or self._pace.due) and not self.clock.over:  # the end certifies
                self.certify(phase, what)
        return True

    def certify(self, phase: str, what: str) -> None:
        """Lets the evaluator judge the best state; warns where the monitors see another cost."""
        if self.state is None or not self._pending:
            return
        with self._pace.kept():
            closed = self._without_needless(self.state)
            if (
                closed is not self.state
                and self.cost
                and self.rank(cost := self.cost_of(closed)) <= self.rank(self.cost)
            ):
                self.state, self.cost = closed, cost
            found = Certified.of(self.indexed.problem, self.indexed.timetable(self.state))
        self._pending = False  # not before: Ctrl-C may come while it is judged
        if found.cost != self.cost:
            log.warning("monitors say %s, the evaluator %s: the evaluator is right", self.cost, found.cost)
        if self.certified is not None and self.rank(found.cost) >= self.rank(self.certified.cost):
            return
        self.certified = found
        if found.judged.valid and self.first_complete is None:
            self.first_complete = self.clock.seconds
        if self._file:
            try:
                checkpoint.write(self._file, self._mark, found.timetable)
            except OSError as error:  # a full disk is no reason to lose the search
                log.warning("checkpoint %s cannot be written: %s", self._file, error)
        self.tell(phase, what)

    def close(self) -> None:
        """Leaves out every supply that nobody needs, at the end of a search: also one that spares a soft rule."""
        if self.state is None:
            return
        closed = self._without_needless(self.state)
        if closed is not self.state:
            self.state, self.cost, self.certified = closed, self.cost_of(closed), None
            self._pending = True

    def _without_needless(self, state: Assignment) -> Assignment:
        if self._lean is not state:
            self._lean = self._supplies.without_needless(state)
        return self._lean

    def tell(self, phase: str, what: str) -> None:
        """An event with the certified cost."""
        unplaced, hard, soft = self.certified.cost if self.certified else (None, None, None)
        event = Event(phase, what, self.clock.seconds, unplaced, hard, soft, self.bound)
        self.events.append(event)
        self._on_event(event)
