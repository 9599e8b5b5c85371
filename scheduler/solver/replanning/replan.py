"""`replan`: mends a timetable after a change of the data and moves as little as it can. This module wires the parts.

Small exact models around what is broken, growing until nothing is gained; then wishes, among timetables that disturb no
more; and a proof of how many meets must move.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from scheduler.evaluation import Cost, Evaluation, evaluate
from scheduler.evaluation.difference import Difference, difference
from scheduler.evaluation.stability import STABILITY
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.solver.arguments import check_arguments
from scheduler.solver.best.events import Event
from scheduler.solver.best.incumbent import Incumbent
from scheduler.solver.context import SearchContext
from scheduler.solver.enforcing import OutOfTime, enforced
from scheduler.solver.lns.repair import Task
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.incremental_cost import IncrementalCost
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.meets import NOWHERE, Assignment, Usable
from scheduler.solver.params import SearchParams
from scheduler.solver.replanning.disturbance import Meets, staying, without_wishes
from scheduler.solver.replanning.ejecting import ejected
from scheduler.solver.replanning.least import least_moved
from scheduler.solver.replanning.regions import Neighbours, broken_meets, half_days
from scheduler.solver.search import WORKERS, solve
from scheduler.solver.stopping import Clock, Stop

log = logging.getLogger(__name__)

SECONDS = 60.0

MENDING, PROVING = 0.6, 0.5
"""Parts of the time: for mending, of all of it; for one proof, of what is left then."""

LEAST_FOR_WISHES, LEAST_WORK_FOR_WISHES, WISHES = 5.0, 0.5, 1.0
"""Seconds, or counted work, at most for wishes: so much, or so many times what mending and proving took.

Tries at a few meets take twenty times longer than the work that CP-SAT counts in them.
"""

POLISHING = 0.5
"""Part of the time for wishes in which what moved is solved exactly."""

EJECTING = 0.4
"""Part of the time for chains, before exact models."""

EJECTION = 0.02
"""Work that one search for a chain counts as."""

MOST_OF_PEOPLE = 200
"""Meets: a larger region takes seconds. While something is broken, those who stand at the same times are tried before
it; after it nothing larger is, where it brought nothing.
"""

MOST_WITH_ROOMS = 60
"""Meets of which rooms and times are decided at once; of more, times first."""


@dataclass(frozen=True, slots=True)
class Replanned:
    """The nearest timetable found.

    Parameters:
        timetable: it.
        difference: what differs from the timetable before.
        evaluation: what the judge says of it.
        least: so many meets must move in any timetable that places everything and keeps every hard rule; proved.
        seconds: how long was searched, by the clock of the wall.
        seed: of the search.

    Example:
        >>> found = replan(problem, timetable, stop=Stop(work=1), workers=1)
        >>> found.moved, found.least, found.evaluation.valid
        (0, 0, True)
    """

    timetable: Timetable
    difference: Difference
    evaluation: Evaluation
    least: int
    seconds: float
    seed: int

    @property
    def moved(self) -> int:
        """How many meets are at another time."""
        return self.difference.moved


def replan(
    problem: Problem,
    before: Timetable,
    *,
    stop: Stop | None = None,
    seed: int = 0,
    workers: int = WORKERS,
    frozen: Meets = (),
    on_event: Callable[[Event], None] | None = None,
) -> Replanned:
    """The timetable nearest to an earlier one that keeps every hard rule: first as little moved as can be, then wishes.

    Parameters:
        problem: what is to be scheduled now.
        before: the earlier timetable, as one of this problem.
        stop: when to end; after one minute if not given.
        seed: varies the search. With one worker, a seed and `Stop(work=...)` the timetable is the same every time.
        workers: processor cores to use.
        frozen: (lesson, part) of meets that must stay where they are, whatever they break.
        on_event: called with each `Event` of the search; its soft points are what the disturbance weighs.

    Returns:
        The nearest timetable found, what differs, and how many meets must move at least.

    Raises:
        TypeError, ValueError: an argument makes no sense; it is named.

    Example:
        >>> replan(problem, timetable, stop=Stop(work=1), workers=1).timetable == timetable
        True
    """
    check_arguments(problem, stop, seed, workers, before, (), SearchParams())
    problem.check(before)
    clock = Clock(stop or Stop(seconds=SECONDS))
    mending = _Mending(problem, before, clock, seed, workers, frozen, on_event or (lambda event: None))
    try:
        with enforced(clock):
            mending.mend()
    except (OutOfTime, KeyboardInterrupt):
        log.info("the search was interrupted: the nearest timetable so far is kept")
    best = mending.timetable
    if best is not before and not clock.over:
        best = _with_wishes(mending, best)
    if best is not before:
        best = _with_openings_of(problem, before, best)
    changes, judged = difference(problem, before, best), evaluate(problem, best)
    return Replanned(best, changes, judged, min(mending.least, changes.moved), clock.seconds, seed)


def _with_wishes(mending: _Mending, nearest: Timetable) -> Timetable:
    """A timetable that disturbs no more and costs less; the nearest itself where none is found.

    First exactly around what moved, where another way to move as little may be cheaper; then anywhere.
    """
    clock = mending.clock
    seconds = clock.seconds_left(most=max(LEAST_FOR_WISHES, WISHES * clock.seconds))
    work = clock.work_left(most=max(LEAST_WORK_FOR_WISHES, WISHES * clock.worked))
    own = Clock(Stop(seconds, work, clock.stop.flag))
    polishing = mending.with_wishes(own, nearest)
    polishing.polish()
    best = polishing.timetable
    if not own.over:
        stop = Stop(own.seconds_left(), own.work_left(), clock.stop.flag)
        context = polishing.context
        found = solve(
            polishing.problem,
            stop=stop,
            seed=context.seed,
            workers=context.workers,
            hint=best,
            without=("anneal", "bound"),
        ).timetable
        best = _better(polishing.problem, best, found)
    return _better(polishing.problem, nearest, best)


def _better(problem: Problem, nearest: Timetable, found: Timetable | None) -> Timetable:
    """What was found, unless it breaks or disturbs more."""
    if found is None:
        return nearest
    old, new = evaluate(problem, nearest), evaluate(problem, found)
    worse = (sum(new.unplaced.values()), new.hard) > (sum(old.unplaced.values()), old.hard)
    return nearest if worse or _disturbance(new) > _disturbance(old) else found


def _disturbance(judged: Evaluation) -> int:
    return judged.by_entry.get(STABILITY, Cost()).soft


def _with_openings_of(problem: Problem, before: Timetable, found: Timetable) -> Timetable:
    """Optional lessons as they were, and what the new timetable needs besides; where that breaks no more rules."""
    optional = {lesson.id for lesson in problem.lessons if lesson.optional}
    were = {
        (one.lesson, one.part): one for one in before.placements if one.lesson in optional and one.start is not None
    }
    kept = [were.pop((one.lesson, one.part), one) for one in found.placements]
    order = {lesson.id: number for number, lesson in enumerate(problem.lessons)}
    joined = replace(
        found, placements=tuple(sorted((*kept, *were.values()), key=lambda one: (order[one.lesson], one.part)))
    )
    return joined if evaluate(problem, joined).hard <= evaluate(problem, found).hard else found


class _Mending:
    """The search for the least disturbance. `wishes`: they play a part too, where nothing disturbs more."""

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
    ) -> None:
        self.before, self.whole, self.frozen = before, problem, frozen
        disturbed = staying(problem, before, frozen)
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

    def with_wishes(self, clock: Clock, nearest: Timetable) -> _Mending:
        """The search for what is cheaper than the nearest timetable and disturbs no more."""
        context = self.context
        found = _Mending(
            self.whole, self.before, clock, context.seed, context.workers, self.frozen, lambda event: None, wishes=True
        )
        state, _ = found.context.indexed.state(nearest)
        found.cost.accept(found.cost.change(found.context.indexed.as_searched(state)))
        return found

    def polish(self) -> None:
        """Solves regions around what moved with everything that they cost, while they are small."""
        used = self.clock.part(POLISHING)
        moved = self._elsewhere
        for region in Neighbours(self.context.indexed).regions(moved) if moved else ():
            if used() or len(region) > MOST_OF_PEOPLE:
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
                self._change_places(neighbours, broken, used)
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
            if over or self.least >= self._moved or (not gained and len(region) > MOST_OF_PEOPLE):
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

    def _change_places(self, neighbours: Neighbours, broken: set[int], used: Callable[[], bool]) -> None:
        """Everybody who stands where the broken meets do changes places with those of one half day after the other."""
        here = neighbours.ticks(self.start, broken)
        for there in half_days(self.context.indexed.problem):
            if self.complete or used():
                return
            region = broken | neighbours.standing(self.cost.state, here | there)
            self._repaired(neighbours.closed(region), here | there, defer=True)

    def _change_back(self, neighbours: Neighbours, broken: set[int]) -> None:
        """Everybody who stands where something moved from or to, once more at once: fewer may do."""
        touched = broken | self._elsewhere
        within = neighbours.ticks(self.start, touched) | neighbours.ticks(self.cost.state, touched)
        region = touched | neighbours.standing(self.cost.state, within)
        self._repaired(neighbours.closed(region), within, defer=True)

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
    def _moved(self) -> int:
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
        return found.state is not None and self._accepted(found.state)

    def _accepted(self, state: Assignment) -> bool:
        """Whether it is better than what there is, and so taken."""
        cost = self.cost
        change = cost.change(state)
        unplaced = self.context.incumbent.unplaced
        before = (unplaced(cost.state), cost.total(True), cost.total(False))
        after = (unplaced(change.state), change.hard, change.soft)
        if after >= before:
            return False
        with self.clock.shielded():
            cost.accept(change)
        self.context.incumbent.offer(change.state, "improve", "better", after)
        return True


def _with(known: tuple[int, ...], now: int) -> tuple[int, ...]:
    return known if now in known else (*known, now)
