"""The search for the least disturbance: what is broken is mended in small exact models that grow. One timetable, kept.

Chains first, then regions of people, then everybody at some times; what to do with the time is for `replan`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection

from scheduler.evaluation.difference import difference
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.solver.best.events import Event
from scheduler.solver.best.incumbent import Incumbent
from scheduler.solver.context import SearchContext
from scheduler.solver.lns.repair import Task
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.incremental_cost import Change, IncrementalCost
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.meets import NOWHERE, Assignment, Usable
from scheduler.solver.params import SearchParams
from scheduler.solver.replanning.disturbance import TIME, Meets, staying, without_wishes
from scheduler.solver.replanning.ejecting import ejected
from scheduler.solver.replanning.least import least_moved
from scheduler.solver.replanning.regions import Neighbours, broken_meets, half_days
from scheduler.solver.stopping import Clock

log = logging.getLogger(__name__)

MENDING, PROVING = 0.6, 0.5
"""Parts of the time: for mending, of all of it; for one proof, of what is left then."""

POLISHING = 0.5
"""Part of the time for wishes in which what moved is solved exactly."""

EJECTING = 0.4
"""Part of the time for chains, before exact models."""

EJECTION = 0.02
"""Work that one search for a chain counts as."""

SWAPPING = 0.5
"""Part of the time for mending that is left, in which half days change places while one that mends is known."""

MOST_OF_PEOPLE = 200
"""Meets: a larger region takes seconds. While something is broken, those who stand at the same times are tried before
it; after it nothing larger is, where it brought nothing.
"""

MOST_AT_TIMES = 400
"""Meets of those who stand where something moved that are tried once more: of 890 it took 31 s, and brought nothing."""

MOST_WITH_ROOMS = 60
"""Meets of which rooms and times are decided at once; of more, times first."""


class Mending:
    """The search for the least disturbance, in which a meet at another time costs `time` points.

    `wishes`: they play a part too.
    """

    def __init__(
        self,
        problem: Problem,
        before: Timetable,
        clock: Clock,
        seed: int,
        workers: int,
        frozen: Meets,
        tell: Callable[[Event], None],
        wishes: bool = False,
        time: int = TIME,
    ) -> None:
        self.before, self.whole, self.frozen = before, problem, frozen
        disturbed = staying(problem, before, frozen, time)
        self.problem = disturbed if wishes else without_wishes(disturbed)
        self.clock = clock
        self.least = 0
        indexed = index_problem(self.problem)
        data = monitors(indexed)
        params = SearchParams()
        incumbent = Incumbent(indexed, data, clock, tell, None, params.certify_pause)
        self.context = SearchContext(indexed, data, clock, incumbent, seed, workers, frozenset({"anneal"}), params)
        start, lost = indexed.state(before)
        if lost:
            log.info("%d things of the earlier timetable do not fit: %s", len(lost), lost[:5])
        self.start = indexed.as_searched(start)
        incumbent.offer(self.start, "construct", "hint")
        self.cost = IncrementalCost(indexed, data, self.context.structure.reach, self.start)

    @property
    def timetable(self) -> Timetable:
        """The nearest so far; the earlier one itself while nothing has moved."""
        if self.cost.state is self.start:
            return self.before
        return self.context.indexed.timetable(self.cost.state, seed=self.context.seed)

    @property
    def complete(self) -> bool:
        return self.cost.total(True) == 0 and self.context.incumbent.unplaced(self.cost.state) == 0

    def with_wishes(self, clock: Clock, nearest: Timetable, time: int = TIME) -> Mending:
        """The search for what is cheaper than the nearest timetable, where a meet at another time costs so much."""
        context = self.context
        found = Mending(
            self.whole,
            self.before,
            clock,
            context.seed,
            context.workers,
            self.frozen,
            lambda event: None,
            wishes=True,
            time=time,
        )
        state, _ = found.context.indexed.state(nearest)
        found.cost.accept(found.cost.change(found.context.indexed.as_searched(state)))
        return found

    def polish(self, enough: Callable[[Timetable], bool] = lambda timetable: False) -> None:
        """Solves regions around what moved with all that they cost, while they are small and it is not enough."""
        used = self.clock.part(POLISHING)
        moved = self._elsewhere
        for region in Neighbours(self.context.indexed).regions(moved) if moved else ():
            if used() or len(region) > MOST_OF_PEOPLE or enough(self.timetable):
                return
            self._repaired(region, defer=len(region) > MOST_WITH_ROOMS)

    def mend(self) -> None:
        """Everything is placed and every hard rule kept first; then fewer move, and it is proved how many must."""
        indexed = self.context.indexed
        broken = broken_meets(indexed, self.start)
        if not broken:
            return
        used = self.clock.part(MENDING)
        neighbours = Neighbours(indexed)
        self._eject(broken)
        if not self.complete:
            self._complete(neighbours, broken, used)
        if self.complete:
            self._change_back(neighbours, broken)
            self._nearer(neighbours, broken, used)

    def _complete(self, neighbours: Neighbours, broken: set[int], used: Callable[[], bool]) -> None:
        """Solves wider and wider regions until nothing is broken."""
        waiting = True
        for region in neighbours.regions(broken):
            if waiting and len(region) > MOST_OF_PEOPLE:
                waiting = False
                self._change_places(neighbours, used)
            if not self.complete:
                self._mended(region)
            if self.complete or used():
                return

    def _nearer(self, neighbours: Neighbours, broken: set[int], used: Callable[[], bool]) -> None:
        """Solves regions around what moved, and proves what must move where they bring no more."""
        for region in neighbours.regions(broken | self._elsewhere):
            gained = self._mended(region)
            over = used()
            if over or not gained:
                self._prove(region)
            if over or self.least >= self.moved or (not gained and len(region) > MOST_OF_PEOPLE):
                return

    def _eject(self, broken: Collection[int]) -> None:
        """One broken meet after the other to a time that is free or can be made so by a short chain."""
        whole = index_problem(staying(self.whole, self.before, self.frozen))
        used = self.clock.part(EJECTING)
        for meet in sorted(broken):
            if self.complete or used():
                return
            self.clock.spend(EJECTION)
            found = ejected(whole, self.cost.state, meet)
            if found is not None:
                self._accepted(found)

    def _change_places(self, neighbours: Neighbours, used: Callable[[], bool]) -> None:
        """Everybody who stands where a broken meet does changes places with those of a half day, the best of all.

        Once more while something is broken: two blocks may need two half days.
        """
        while not self.complete and not used():
            best = self._best_swap(neighbours, used)
            if best is None or not self._take(best):
                return

    def _best_swap(self, neighbours: Neighbours, used: Callable[[], bool]) -> Change | None:
        """By the half day that mends most and disturbs least; the others are not waited for when time runs out."""
        broken = broken_meets(self.context.indexed, self.cost.state)
        here = neighbours.ticks(self.cost.state, broken)
        enough = self.clock.part(SWAPPING)
        best: Change | None = None
        for there in half_days(self.context.indexed.problem):
            if used() or (enough() and best is not None and self._mends(best)):
                break
            region = neighbours.closed(broken | neighbours.standing(self.cost.state, here | there))
            found = self._found(region, here | there, defer=True)
            if found is not None:
                change = self.cost.change(found)
                best = change if best is None else min(best, change, key=self._rank)
        return best

    def _change_back(self, neighbours: Neighbours, broken: set[int]) -> None:
        """Everybody who stands where something moved from or to, once more at once: fewer may do."""
        touched = broken | self._elsewhere
        within = neighbours.ticks(self.start, touched) | neighbours.ticks(self.cost.state, touched)
        region = neighbours.closed(touched | neighbours.standing(self.cost.state, within))
        if len(region) <= MOST_AT_TIMES:
            self._repaired(region, within, defer=True)

    @property
    def _elsewhere(self) -> set[int]:
        """The meets that are not where they were."""
        now, start = self.cost.state.placement, self.start.placement
        return {meet for meet in self.context.indexed.parts if now[meet] != start[meet]}

    def _mended(self, region: Collection[int]) -> bool:
        """Whether freeing these meets brought anything; rooms with the times where that is not too much at once.

        Rooms that are only chosen after the times cannot mend what is broken about rooms.
        """
        if len(region) <= MOST_WITH_ROOMS:
            return self._repaired(region, defer=False)
        return self._repaired(region, defer=True) or (not self.complete and self._repaired(region, defer=False))

    @property
    def moved(self) -> int:
        """How many meets are at another time."""
        return difference(self.problem, self.before, self.context.indexed.timetable(self.cost.state)).moved

    def _prove(self, region: Collection[int]) -> None:
        context = self.context
        seconds, work = self.clock.seconds_left(PROVING), self.clock.work_left(PROVING)
        self.least = max(self.least, least_moved(context, self.before, self.cost.state, region, seconds, work))

    def _usable(self, meet: int) -> Usable:
        """What a meet can do, and what it does now: a rule that is broken already may stay so, at its price."""
        indexed, state = self.context.indexed, self.cost.state
        usable = indexed.meets[meet].usable
        if not indexed.placed(state, meet):
            return usable
        choices = zip(usable.choices, state.choices[meet], strict=True)
        return Usable(
            _with(usable.placements, state.placement[meet]),
            _with(usable.options, state.option[meet]),
            tuple(_with(known, held) if held != NOWHERE else known for known, held in choices),
        )

    def _repaired(self, region: Collection[int], within: int | None = None, *, defer: bool) -> bool:
        """Whether solving the region brought something better, which is taken."""
        found = self._found(region, within, defer=defer)
        return found is not None and self._accepted(found)

    def _found(self, region: Collection[int], within: int | None = None, *, defer: bool) -> Assignment | None:
        """What solving the region brings, if it is better."""
        context, cost = self.context, self.cost
        task = Task(
            cost.reading,
            tuple(cost.costs),
            context.repair_context.pricing(cost.broken()),
            {meet: self._usable(meet) for meet in region},
            within=within,
            defer=defer,
            missing=True,
            equal=False,
            seed=context.random.randrange(1 << 30),
        )
        seconds, work = self.clock.seconds_left(MENDING), self.clock.work_left(MENDING)
        found = context.repair_context.repair(task, seconds, float("inf") if work is None else work, self.clock.ended)
        self.clock.spend(found.work)
        return found.state

    def _rank(self, change: Change) -> tuple[int, int, int]:
        return self.context.incumbent.unplaced(change.state), change.hard, change.soft

    def _mends(self, change: Change) -> bool:
        return self._rank(change)[:2] == (0, 0)

    def _accepted(self, state: Assignment) -> bool:
        """Whether it is better than what there is, and so taken."""
        return self._take(self.cost.change(state))

    def _take(self, change: Change) -> bool:
        cost = self.cost
        after = self._rank(change)
        if after >= (self.context.incumbent.unplaced(cost.state), cost.total(True), cost.total(False)):
            return False
        with self.clock.shielded():
            cost.accept(change)
        self.context.incumbent.offer(change.state, "improve", "better", after)
        return True


def _with(known: tuple[int, ...], now: int) -> tuple[int, ...]:
    return known if now in known else (*known, now)
