"""Neighbourhood search: free some meets, solve them exactly while the rest stands still, keep what is better.

As many tries run side by side as there are workers; what one finds is compared with the timetable
as it is by then. With
one worker and counted work the search repeats itself.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager

from scheduler.solver.best.incumbent import Cost
from scheduler.solver.context import SearchContext
from scheduler.solver.lns.operators import Acceptance, Freed, Stopping, never, no_worse
from scheduler.solver.lns.repair import RepairResult, Task, merged
from scheduler.solver.monitors.incremental_cost import Change, IncrementalCost


def improve(
    context: SearchContext, enough: Stopping = never, accept: Acceptance = no_worse, workers: int | None = None
) -> bool:
    """Improves the incumbent until there is `enough` (False), or the clock is over or nothing is left to try (True).

    `workers`: tries at once, where others need the processor too; None: as many as the search may use.
    """
    if context.incumbent.state is None or context.clock.over:
        return True
    search = Search(context, accept, workers)
    with search.running():
        while not search.over and not enough():
            search.step()
    context.incumbent.certify("improve", "better")
    return search.over


class Search:
    """The state that tries start from, what is known about it, and the tries under way."""

    def __init__(self, context: SearchContext, accept: Acceptance = no_worse, workers: int | None = None) -> None:
        self.context, self.accept = context, accept
        self.workers = workers or context.workers
        state = context.incumbent.state
        assert state is not None
        self.repairs, self.neighbourhoods = context.repair_context, context.neighbourhoods
        self.incremental = IncrementalCost(context.indexed, context.data, context.structure.reach, state)
        self.cost: Cost = (
            context.incumbent.unplaced(state),
            self.incremental.total(True),
            self.incremental.total(False),
        )
        self.hopeless: set[object] = set()
        self.idle = 0
        self._stop = threading.Event()
        self._pool: ThreadPoolExecutor | None = None
        self._under_way: dict[Future[RepairResult], tuple[Freed, Task]] = {}
        self._look()

    @property
    def over(self) -> bool:
        bound = self.context.incumbent.bound or 0
        return self.context.clock.over or self.cost <= (0, 0, bound) or self.idle > self.context.params.idle_tries

    @contextmanager
    def running(self) -> Iterator[None]:
        """Threads for the tries, which end when this is left."""
        with ThreadPoolExecutor(self.workers) as self._pool:
            try:
                yield
            finally:
                self._stop.set()

    def step(self) -> None:
        """Begins as many tries as there are workers, and judges those that are done."""
        while len(self._under_way) < self.workers and not self.over:
            freed = self._chosen()
            if freed is None:
                continue
            self._begin(freed)
        if not self._under_way:
            return
        done, _ = wait(self._under_way, timeout=0.5, return_when=FIRST_COMPLETED)
        for future in sorted(done, key=list(self._under_way).index):
            freed, task = self._under_way.pop(future)
            self._judge(freed, task, future.result())

    # -- choosing and beginning --

    def _look(self) -> None:
        self.pricing = self.repairs.pricing(self.incremental.broken())
        self.costs = tuple(self.incremental.costs)
        self.neighbourhoods.look(self.incremental.state, self.costs, self.pricing.fitting)

    def _chosen(self) -> Freed | None:
        """The next neighbourhood; None where it is known that nothing can come of it."""
        random = self.context.random
        freed = self.neighbourhoods.next(
            unplaced=self.cost[0] > 0 and random.random() < self.context.params.unplaced_tries
        )
        if not freed.usable or freed.key in self.hopeless:
            self.idle += 1
            freed.operator.learn(0, "passed over", 0.0)
            return None
        return freed

    def _begin(self, freed: Freed) -> None:
        assert self._pool is not None
        context, state, params = self.context, self.incremental.state, self.context.params
        meets, indexed = context.indexed.meets, context.indexed
        pending = any(not indexed.placed(state, meet) for meet in freed.usable if meets[meet].periods)
        flexible = any(indexed.lesson(meet).flexible and not indexed.lesson(meet).optional for meet in freed.usable)
        giving_way = self._may_give_way and context.random.random() < params.unplacing_tries
        task = Task(
            self.incremental.reading,
            self.costs,
            self.pricing,
            freed.usable,
            freed.within,
            defer=freed.operator.defer,
            missing=pending or giving_way or (flexible and self.cost[0] > 0),
            equal=context.random.random() < params.equal_tries,
            seed=context.random.randrange(1 << 30),
        )
        seconds = context.clock.seconds_left(params.try_share, params.try_seconds)
        most = params.try_work * params.equal_work if task.equal else params.try_work
        work = context.clock.work_left(params.try_share, most)
        future = self._pool.submit(self.repairs.repair, task, seconds, most if work is None else work, self._stopped)
        self._under_way[future] = freed, task

    @property
    def _may_give_way(self) -> bool:
        """Whether losing a place can be worth a rule that is kept for it."""
        return self.cost[1] > 0 and not self.context.indexed.problem.placing_first

    def _stopped(self) -> bool:
        return self._stop.is_set() or self.context.clock.ended()

    # -- judging --

    def _judge(self, freed: Freed, task: Task, tried: RepairResult) -> None:
        """Keeps what costs no more than what stands now; learns from the rest."""
        context, operator = self.context, freed.operator
        effort = self.repairs.effort(tried)
        context.clock.spend(effort)
        gain = 0
        if tried.state is not None:
            change = self.incremental.change(merged(task.state, tried.state, self.incremental.state, context.indexed))
            gain = self._accepted(change)
        proved = tried.status in ("infeasible", "passed over", "optimal") and (task.missing or not self._may_give_way)
        if proved and task.state is self.incremental.state:
            self.hopeless.add(freed.key)
        self.idle = self.idle + 1 if tried.status == "passed over" else 0
        if not task.equal:
            operator.learn(gain, tried.status, effort)
        context.tally[f"{operator.name} tried"] += 1
        context.tally[f"{operator.name} improved"] += gain > 0
        context.tally[f"neighbourhoods {tried.status}"] += 1

    def _accepted(self, change: Change) -> int:
        """By how many points the change is better; it becomes what stands where it is accepted."""
        incumbent = self.context.incumbent
        found: Cost = (incumbent.unplaced(change.state), change.hard, change.soft)
        before, after = incumbent.rank(self.cost), incumbent.rank(found)
        if not self.accept(before, after):
            return 0
        better = after < before
        gain = sum(was - now for was, now in zip(before, after, strict=True))
        self.incremental.accept(change)
        self.cost = found
        self.hopeless.clear()
        self._look()
        if better:
            incumbent.offer(change.state, "improve", "better", found)
        return max(1, gain) if better else 0
