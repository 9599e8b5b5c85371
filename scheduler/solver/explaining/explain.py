"""`explain`: why a problem is impossible. This module wires where to look, what conflicts and what would help."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from scheduler.evaluation import evaluate
from scheduler.evaluation.conflicts import Conflict, Explanation, Row, Verdict
from scheduler.evaluation.findings import Proof
from scheduler.problem import rules as r
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.solver.arguments import check_arguments
from scheduler.solver.enforcing import OutOfTime, enforced
from scheduler.solver.explaining.asking import Asking
from scheduler.solver.explaining.counted_rooms import counted
from scheduler.solver.explaining.minimising import Minimising
from scheduler.solver.explaining.portion import Whole
from scheduler.solver.explaining.regions import Region, Regions
from scheduler.solver.explaining.ways_out import ways_out
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.params import SearchParams
from scheduler.solver.proofs.precheck import precheck
from scheduler.solver.search import WORKERS, solve
from scheduler.solver.stopping import Clock, Stop

log = logging.getLogger(__name__)

SECONDS = 60.0
FEW = 3
"""Rows: for a conflict of more a smaller one is looked for in another order."""

FOR_A_TIMETABLE = 0.3
"""Part of the time left in which a timetable is sought that keeps everything, before the large parts are looked at."""

SETS = 5
"""So many conflicts are sought; more would not be read."""


def explain(
    problem: Problem,
    *,
    stop: Stop | None = None,
    seed: int = 0,
    workers: int = WORKERS,
    timetable: Timetable | None = None,
    sets: int = SETS,
    on_event: Callable[[Explanation], None] | None = None,
) -> Explanation:
    """Why no timetable can hold everything: smallest sets of rows that cannot hold together, and what would help.

    First what counting proves, then the lessons of one person, room, pool or band at a time, then wider parts; each
    conflict is cut down until every row of it is needed. Ctrl-C keeps what was found.

    Parameters:
        problem: what is to be scheduled.
        stop: when to end; after one minute if not given.
        seed: varies the search. With one worker, a seed and `Stop(work=...)` the answer is the same every time.
        workers: processor cores to use.
        timetable: one of this problem; if it keeps every hard rule nothing is to be explained.
        sets: how many conflicts to look for.
        on_event: called with what is known whenever that changes.

    Returns:
        What is known, the conflicts and their ways out.

    Raises:
        TypeError, ValueError: an argument makes no sense; it is named.

    Example:
        >>> explain(problem, stop=Stop(work=1)).conflicts
        ()
    """
    check_arguments(problem, stop, seed, workers, timetable, (), SearchParams())
    clock = Clock(stop or Stop(seconds=SECONDS))
    search = _Search(problem, clock, seed, workers, sets, on_event or (lambda known: None))
    try:
        with enforced(clock):
            if timetable is not None and _keeps_everything(problem, timetable):
                search.possible = True
            else:
                search.run()
    except (OutOfTime, KeyboardInterrupt):
        log.info("the explanation was interrupted: what was found so far is kept")
    return search.known


def _keeps_everything(problem: Problem, timetable: Timetable) -> bool:
    return evaluate(problem, timetable).valid


@dataclass
class _Search:
    problem: Problem
    clock: Clock
    seed: int
    workers: int
    sets: int
    tell: Callable[[Explanation], None]
    proofs: tuple[Proof, ...] = field(init=False, default=())
    conflicts: list[Conflict] = field(init=False, default_factory=list)
    looked: int = field(init=False, default=0)
    regions: tuple[Region, ...] = field(init=False, default=())
    complete: bool = field(init=False, default=False)
    possible: bool = field(init=False, default=False)
    everything: tuple[Conflict, ...] = field(init=False, default=())
    """All rows, where they are proved to conflict and nothing smaller is known."""

    @property
    def known(self) -> Explanation:
        conflicts = tuple(self.conflicts) or self.everything
        impossible = bool(conflicts or self.proofs)
        verdict = Verdict.IMPOSSIBLE if impossible else Verdict.POSSIBLE if self.possible else Verdict.UNKNOWN
        regions = self.looked, len(self.regions)
        return Explanation(verdict, conflicts, self.proofs, regions, self.complete, self.clock.seconds)

    def run(self) -> None:
        self.proofs = precheck(self.problem)
        self.tell(self.known)
        whole = Whole(counted(self.problem))
        self.asking = Asking(whole, self.clock, self.seed, self.workers)
        self.given: set[Row] = set()
        regions = Regions(whole, index_problem(whole.problem), self.proofs)
        if not self._looked_in(regions.small()) or self.conflicts or self.proofs:
            return
        self._try_whole(FOR_A_TIMETABLE)
        if not self.possible and self._looked_in(regions.large()) and not self.conflicts:
            self._try_whole()

    def _looked_in(self, regions: tuple[Region, ...]) -> bool:
        """Whether time and sets were enough to look in all of them."""
        self.regions += regions
        self.complete = False
        for region in regions:
            while not self.clock.over and len(self.conflicts) < self.sets and self._found_in(region):
                self.tell(self.known)
            if self.clock.over or len(self.conflicts) >= self.sets:
                return False
            self.looked += 1
        self.complete = True
        return True

    def _found_in(self, region: Region) -> bool:
        """Whether another conflict is in the region, once one row of each that is known is let go."""
        whole = self.asking.whole
        rows = tuple(row for row in whole.rows_in(region.lessons) if row not in self.given)
        if self.asking.possible(region.lessons, rows) is not False:
            return False
        number = len(self.conflicts)
        self.conflicts.append(Conflict(rows, minimal=False))
        for order in (self._plainness, self._lessons_first):
            if len(self.conflicts[number].rows) > FEW or not self.conflicts[number].minimal:
                self._reduce(number, region, tuple(sorted(rows, key=order)))
        found = self.conflicts[number]
        self.tell(self.known)
        ways = ways_out(self.asking, region.lessons, rows, found.rows)
        self.conflicts[number] = replace(found, ways=tuple(ways), tried=not self.clock.over)
        eased = set(ways[0].row.points) if ways else set(max(found.rows, key=self._plainness).points)
        self.given.update(row for row in rows if set(row.points) <= eased)
        return True

    def _reduce(self, number: int, region: Region, rows: tuple[Row, ...]) -> None:
        """Cuts the rows down; the smaller result is kept."""
        known = self.conflicts[number]
        reducing = Minimising(self.asking, region.lessons, rows)

        def smaller(left: tuple[Row, ...], minimal: bool = False) -> None:
            if len(left) < len(known.rows) or (minimal and not known.minimal):
                self._replace(number, left, minimal)

        reducing.run(smaller)
        smaller(reducing.rows, reducing.minimal)

    def _replace(self, number: int, rows: tuple[Row, ...], minimal: bool) -> None:
        told = sorted(rows, key=self.asking.whole.rows.index)
        self.conflicts[number] = replace(self.conflicts[number], rows=tuple(told), minimal=minimal)

    def _plainness(self, row: Row) -> tuple[int, int]:
        """What is left out first where there is a choice: rules, then short lessons, then the planner's own rows."""
        problem = self.problem
        if row.lessons:
            return 1, sum(problem.lesson[lesson].duration for lesson in row.lessons)
        rule = problem.rule[row.points[0][0]]
        own = rule.origin is not None or isinstance(rule, r.Pinned)
        return (2 if own else 0), 0

    def _lessons_first(self, row: Row) -> tuple[int, int]:
        """Another order, which finds what rules and absences alone contradict."""
        own, size = self._plainness(row)
        return (0 if row.lessons else own + 1), size

    def _try_whole(self, share: float = 1.0) -> None:
        """Looks for a timetable that keeps every hard rule, which would say that nothing is to be explained."""
        hard = replace(self.problem, rules=tuple(rule for rule in self.problem.rules if rule.hard))
        stop = Stop(self.clock.seconds_left(share), self.clock.work_left(share), self.clock.stop.flag)
        found = solve(hard, stop=stop, seed=self.seed, workers=self.workers, without=("bound",))
        self.clock.spend(self.clock.work_left(share) or 0.0)
        self.possible = found.status in ("optimal", "feasible")
        if found.status == "infeasible":
            self.everything = (Conflict(self.asking.whole.rows, minimal=False),)
            self.tell(self.known)
