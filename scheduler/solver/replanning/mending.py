"""The search for the least disturbance: what is broken is mended in small exact models that grow. One timetable, kept.

Chains first, then regions of people, then everybody at some times; what to do with the time is for `replan`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from scheduler.evaluation.difference import difference
from scheduler.evaluation.stability import STABILITY
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
from scheduler.solver.monitors.reach import meets_of_monitors
from scheduler.solver.params import SearchParams
from scheduler.solver.replanning.disturbance import TIME, Meets, staying, without_wishes
from scheduler.solver.replanning.ejecting import ejected
from scheduler.solver.replanning.least import least_moved
from scheduler.solver.replanning.regions import Neighbours, broken_meets, half_days
from scheduler.solver.stopping import Clock

log = logging.getLogger(__name__)

COMPLETING, MENDING, PROVING = 0.9, 0.6, 0.5
"""Parts of the time: until nothing is broken, and until as few moved as can be, of all of it; for one proof, of what is
left then. While something is broken nothing else matters.
"""

ONE_PROOF = 8.0
"""Seconds for one proof of how many must move, at most."""

POLISHING = 0.75
"""Part of the time for wishes in which what moved is solved exactly."""

EJECTING = 0.4
"""Part of the time for chains, before exact models."""

EJECTION = 0.02
"""Work that one search for a chain counts as."""

SWAPPING = 0.5
"""Part of the time left for mending, after which the best half day so far will do."""

ONE_SWAP, WORK_OF_ONE_SWAP = 8.0, 5.0
"""Seconds, or counted work, for one half day at most."""

MOST_OF_PEOPLE = 200
"""Meets: a larger region takes seconds. While something is broken, those who stand at the same times are tried before
it; after it nothing larger is, where it brought nothing.
"""

MOST_COUNTED = 60
"""Meets: of a wish that counts more, only those that moved are at its heart."""

MOST_AT_TIMES = 400
"""Meets of those who stand where something moved that are tried once more: of 890 it took 31 s, and brought nothing."""

MOST_NEARER = 450
"""Meets that are solved at once so that fewer move: of 816 it took 25 s, and brought nothing."""

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
        self.were = tuple(self.cost.costs)
        """By monitor, what the earlier timetable costs."""

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
        """Solves small regions around each wish that costs more than it did, until that is enough or nothing helps.

        The dearest first; who is near enough to a wish that costs what it did can save nothing that the change took.
        """
        used = self.clock.part(POLISHING)
        neighbours, counted = Neighbours(self.context.indexed), meets_of_monitors(self.context.data)
        tried: set[frozenset[int]] = set()
        while not used() and not enough(self.timetable):
            for region in self._around_dearer(neighbours, counted):
                if used():
                    return
                before = self.cost.state
                if region in tried:
                    continue
                tried.add(region)
                if self._repaired(region, defer=len(region) > MOST_WITH_ROOMS):
                    changed = self._between(before, self.cost.state)
                    tried = {one for one in tried if one.isdisjoint(changed)}
                    break
            else:
                return

    def _around_dearer(self, neighbours: Neighbours, counted: Sequence[frozenset[int]]) -> Iterator[frozenset[int]]:
        """Around what each wish counts that costs more than before, with whatever moved among the same people.

        First so much for each, the dearest first; then around each again with more people, as far as it stays small.
        """
        indexed, monitors, moved = self.context.indexed, self.context.data.monitors, self._elsewhere
        rules = indexed.problem.rules
        dearer = sorted(
            (were - cost, number)
            for number, (cost, were) in enumerate(zip(self.cost.costs, self.were, strict=True))
            if cost > were and not monitors[number].hard and rules[monitors[number].rule].entry != STABILITY
        )
        growing = [neighbours.regions(self._core(neighbours, counted[number], moved)) for _, number in dearer]
        while growing:
            for regions in tuple(growing):
                region = next(regions, None)
                if region is None or len(region) > MOST_OF_PEOPLE:
                    growing.remove(regions)
                else:
                    yield frozenset(region)

    def _core(self, neighbours: Neighbours, counted: Collection[int], moved: Collection[int]) -> set[int]:
        """What a wish counts, if that is not half the school, and what moved of the same people."""
        core = {meet for meet in counted if self.context.indexed.meets[meet].part}
        if len(core) > MOST_COUNTED:
            core.intersection_update(moved)
        people = frozenset().union(*(neighbours.people[meet] for meet in core))
        return core | {meet for meet in moved if not people.isdisjoint(neighbours.people[meet])}

    def mend(self) -> None:
        """Everything is placed and every hard rule kept first; then fewer move, and it is proved how many must."""
        indexed = self.context.indexed
        broken = broken_meets(indexed, self.start)
        if not broken:
            return
        used, late = self.clock.part(MENDING), self.clock.part(COMPLETING)
        neighbours = Neighbours(indexed)
        self._eject(broken)
        if not self.complete:
            self._complete(neighbours, broken, late)
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
        last: set[int] | None = None
        for region in neighbours.regions(broken | self._elsewhere):
            if len(region) > MOST_NEARER and last is not None:
                self._prove(last)
                return
            gained, last = self._mended(region), region
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
        """By the half day that mends most and disturbs least; the others are not waited for when time runs out.

        What is broken still after the best so far needs time too.
        """
        broken = broken_meets(self.context.indexed, self.cost.state)
        here = neighbours.ticks(self.cost.state, broken)
        enough = self.clock.part(SWAPPING)
        best: Change | None = None
        for there in half_days(self.context.indexed.problem):
            if used() or (enough() and best is not None):
                break
            region = neighbours.closed(broken | neighbours.standing(self.cost.state, here | there))
            found = self._found(region, here | there, defer=True, most=(ONE_SWAP, WORK_OF_ONE_SWAP))
            if found is not None:
                change = self.cost.change(found)
                best = change if best is None else min(best, change, key=self._rank)
        return best

    def _change_back(self, neighbours: Neighbours, broken: set[int]) -> None:
        """Whoever need not have moved goes back; then everybody who stands where something moved from or to.

        The first is a choice of two places for each, whatever their number.
        """
        moved = neighbours.closed(self._elsewhere)
        if moved:
            self._repaired(moved, defer=True, usable=self._old_or_new)
        touched = broken | self._elsewhere
        within = neighbours.ticks(self.start, touched) | neighbours.ticks(self.cost.state, touched)
        region = neighbours.closed(touched | neighbours.standing(self.cost.state, within))
        if len(region) <= MOST_AT_TIMES:
            self._repaired(region, within, defer=True)

    @property
    def _elsewhere(self) -> set[int]:
        """The meets that are not where they were."""
        return self._between(self.start, self.cost.state)

    def _between(self, old: Assignment, new: Assignment) -> set[int]:
        """The meets that stand elsewhere in one than in the other."""
        return {meet for meet in self.context.indexed.parts if old.placement[meet] != new.placement[meet]}

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
        seconds = self.clock.seconds_left(PROVING, ONE_PROOF)
        work = self.clock.work_left(PROVING)
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

    def _old_or_new(self, meet: int) -> Usable:
        """What a meet can do where it was and where it is."""
        usable = self._usable(meet)
        places = {self.start.placement[meet], self.cost.state.placement[meet]}
        return replace(usable, placements=tuple(one for one in usable.placements if one in places))

    def _repaired(
        self,
        region: Collection[int],
        within: int | None = None,
        *,
        defer: bool,
        usable: Callable[[int], Usable] | None = None,
    ) -> bool:
        """Whether solving the region brought something better, which is taken."""
        found = self._found(region, within, defer=defer, usable=usable)
        return found is not None and self._accepted(found)

    def _found(
        self,
        region: Collection[int],
        within: int | None = None,
        *,
        defer: bool,
        usable: Callable[[int], Usable] | None = None,
        most: tuple[float | None, float | None] = (None, None),
    ) -> Assignment | None:
        """What solving the region brings, if it is better.

        `usable`: what each meet may do, all that it can if None. `most`: seconds and counted work.
        """
        context, cost = self.context, self.cost
        allowed = usable or self._usable
        task = Task(
            cost.reading,
            tuple(cost.costs),
            context.repair_context.pricing(cost.broken()),
            {meet: allowed(meet) for meet in region},
            within=within,
            defer=defer,
            missing=True,
            equal=False,
            seed=context.random.randrange(1 << 30),
        )
        seconds, work = self.clock.seconds_left(MENDING, most[0]), self.clock.work_left(MENDING, most[1])
        found = context.repair_context.repair(task, seconds, float("inf") if work is None else work, self.clock.ended)
        self.clock.spend(found.work)
        return found.state

    def _rank(self, change: Change) -> tuple[int, int, int]:
        return self.context.incumbent.unplaced(change.state), change.hard, change.soft

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
