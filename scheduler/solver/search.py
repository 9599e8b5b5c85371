"""`solve`: precheck, construct, improve, within what the caller allows. This module only wires the parts.

The answer tells optimum, found, found with lessons unplaced, proved impossible and not found apart; its numbers are the
evaluator's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.solver.annealing.phase import LEAST, Preparation, finished, race_presets, repair_broken_rules, short
from scheduler.solver.construction.construct import Verdict, is_small, partial, size, staged, whole
from scheduler.solver.context import SearchContext
from scheduler.solver.events import Event
from scheduler.solver.incumbent import Cost, Incumbent
from scheduler.solver.lns.loop import improve
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.meets import index_problem
from scheduler.solver.proofs.bound import count, prove
from scheduler.solver.proofs.precheck import precheck
from scheduler.solver.proofs.proof import Proof
from scheduler.solver.reasons import Unplaced, unplaced
from scheduler.solver.stopping import Clock, Stop

log = logging.getLogger(__name__)

WORKERS = 2

STALL = 0.2
"""Part of the time left in which neighbourhoods that bring nothing are given up for another round of annealing."""

ANNEALING, BROKEN = 0.5, 0.75
"""Part of the time left for a round of annealing; the longer one while hard rules are broken that need not be."""

PARTS = ("anneal", "neighbourhoods", "bound")
"""Parts of a search that can be switched off, to see what they are worth."""


@dataclass(frozen=True, slots=True)
class Result:
    """The best timetable found and what is known about it.

    `status`: "optimal"; "feasible" (all placed, no hard rule broken); "incomplete" (lessons unplaced or hard rules
    broken); "impossible" (proved: not everything can be placed within the hard rules; the timetable leaves lessons
    unplaced or breaks rules); "unknown" (nothing found in time). `bound` is proved for the soft cost of complete
    timetables.
    """

    timetable: Timetable | None
    status: str
    hard: int | None
    soft: int | None
    bound: int | None
    seconds: float
    seed: int
    unplaced: tuple[Unplaced, ...]
    first_complete_seconds: float | None
    log: tuple[Event, ...]
    proofs: tuple[Proof, ...] = ()
    language: str = "nl"
    tally: Mapping[str, int] = field(default_factory=dict)

    @property
    def moves_per_second(self) -> float | None:
        """Of one core of the annealing; None where there was none."""
        thousandths = self.tally.get("anneal milliseconds", 0)
        return 1000 * self.tally["anneal moves"] / thousandths if thousandths else None

    @property
    def reasons(self) -> dict[str, tuple[str, ...]]:
        """By lesson, in sentences of the school's language, why it stayed unplaced."""
        return {one.lesson: tuple(reason.text(self.language) for reason in one.reasons) for one in self.unplaced}


def solve(
    problem: Problem,
    *,
    stop: Stop | None = None,
    seed: int = 0,
    workers: int = WORKERS,
    hint: Timetable | None = None,
    on_event: Callable[[Event], None] | None = None,
    checkpoint: Path | None = None,
    without: Collection[str] = (),
) -> Result:
    """Searches until `stop` (default: five minutes) or a proved optimum; Ctrl-C keeps the best so far.

    `hint` is a timetable to start from. `checkpoint` is written at every improvement and read at the start; deleting it
    after a normal end is the caller's. `without`: some of `PARTS`.
    """
    clock = Clock(stop or Stop(seconds=300))
    indexed = index_problem(problem)
    data = monitors(indexed)
    incumbent = Incumbent(indexed, data, clock, on_event or (lambda event: None), checkpoint)
    context = SearchContext(indexed, data, clock, incumbent, seed, workers, frozenset(without))
    proofs: tuple[Proof, ...] = ()
    verdict = Verdict("unknown")
    try:
        incumbent.tell("check", "check")
        for known in (incumbent.saved(), hint):
            if known is not None:
                state, lost = indexed.state(known)
                if lost:
                    log.info("%d things of the given timetable do not fit the school: %s", len(lost), lost[:5])
                incumbent.offer(state, "construct", "hint")
        proofs = precheck(problem)
        with Preparation(needed=size(context) > LEAST and "anneal" not in context.without) as preparation:
            verdict = _search(context, proofs, preparation)
    except Exception:
        incumbent.certify("end", "end")  # whatever went wrong, the checkpoint keeps the best timetable
        raise
    except KeyboardInterrupt:
        log.info("interrupted: the best timetable so far is kept")
        incumbent.tell("end", "interrupted")
    incumbent.close()
    incumbent.certify("end", "end")
    return _result(context, verdict, proofs, seed)


def _search(context: SearchContext, proofs: tuple[Proof, ...], preparation: Preparation) -> Verdict:
    """Runs the phases; the verdict is about complete timetables.

    A proof about lessons leaves those out of the first timetable; one about a rule leaves nothing out.
    """
    incumbent, clock = context.incumbent, context.clock
    verdict = Verdict("infeasible" if proofs else "unknown")
    small = is_small(context)
    if all(proof.rule for proof in proofs):
        if small:
            incumbent.tell("construct", "construct")
            verdict = whole(context, 0.6, incumbent.state)
        elif not incumbent.complete:
            incumbent.tell("construct", "construct")
            verdict = staged(context, preparation, 0.7)
    if verdict.bound is not None:
        incumbent.bound = verdict.bound
    if verdict.settled:
        return verdict
    if (incumbent.cost is None or incumbent.cost[0] > 0) and not clock.over:
        incumbent.tell("partial", "impossible" if verdict.status == "infeasible" else "partial")
        if partial(context, preparation, 0.5, small, _excused(context, proofs)).settled:
            return verdict
    if not clock.over:
        _improve(context, preparation, possible=verdict.status != "infeasible")
    return verdict


def _improve(context: SearchContext, preparation: Preparation, possible: bool) -> None:
    """From the first timetable on; counting comes before annealing, small proofs after it, when few are needed.

    What is broken is mended first, unless that is not `possible` or has been tried in vain. Where the neighbourhoods
    find nothing for a good while, or have nothing left to try, all begins again from there, until a whole round brings
    nothing and nothing is left to try.
    """
    incumbent = context.incumbent
    provable, repairing = possible and "bound" not in context.without, possible
    if provable:
        count(context)
    while not context.clock.over:
        before = incumbent.cost
        if "anneal" not in context.without:
            incumbent.tell("anneal", "anneal")
            if not (repairing and context.repairable) or repair_broken_rules(context, BROKEN, preparation):
                race_presets(context, BROKEN if context.repairable else ANNEALING, preparation)
            else:
                repairing = incumbent.repaired(before)
            incumbent.certify("anneal", "better")
        if provable:
            prove(context)
            provable = False
        exhausted = True
        if "neighbourhoods" not in context.without:
            incumbent.tell("improve", "improve")
            exhausted = improve(context, enough=_Stalled(context))
        if finished(context) or (exhausted and incumbent.cost == before):
            break


class _Stalled:
    """Whether the incumbent has stayed the same for a good part of the time, and there is time for another round."""

    def __init__(self, context: SearchContext) -> None:
        self.context = context
        self.cost: Cost | None = None
        self._long_enough: Callable[[], bool] = lambda: False

    def __call__(self) -> bool:
        context = self.context
        if "anneal" in context.without or short(context, STALL):
            return False
        if self.cost != context.incumbent.cost:
            self.cost, self._long_enough = context.incumbent.cost, context.clock.part(STALL)
        return self._long_enough()


def _excused(context: SearchContext, proofs: tuple[Proof, ...]) -> frozenset[int]:
    """The meets of the lessons of which proofs say that some must give way, with those of their bands."""
    indexed = context.indexed
    lessons = {indexed.lesson_number[lesson] for proof in proofs for lesson in proof.lessons}
    for band in context.structure.bands:
        if not lessons.isdisjoint(band):
            lessons.update(band)
    return frozenset(meet for lesson in lessons for meet in indexed.of_lesson[lesson])


def _result(context: SearchContext, verdict: Verdict, proofs: tuple[Proof, ...], seed: int) -> Result:
    certified = context.incumbent.certified
    timetable = certified.timetable if certified else None
    nothing = timetable is not None and not any(one.start is not None for one in timetable.placements)
    if nothing and certified and certified.judged.unplaced:
        timetable = None
    status = "unknown"
    if certified and certified.judged.valid:
        proved = context.incumbent.bound is not None and certified.judged.soft <= context.incumbent.bound
        status = "optimal" if proved or certified.judged.soft == 0 else "feasible"
    elif verdict.status == "infeasible" or proofs:
        status = "impossible"
    elif timetable is not None:
        status = "incomplete"
    context.incumbent.tell("end", status)
    judged = certified.judged if certified and timetable is not None else None
    return Result(
        timetable=None if timetable is None else Timetable(timetable.placements, seed=seed),
        status=status,
        hard=judged.hard if judged else None,
        soft=judged.soft if judged else None,
        bound=judged.soft if judged and status == "optimal" else context.incumbent.bound,
        seconds=context.clock.seconds,
        seed=seed,
        unplaced=unplaced(context, timetable) if timetable and judged and judged.unplaced else (),
        first_complete_seconds=context.incumbent.first_complete,
        log=tuple(context.incumbent.events),
        proofs=proofs,
        language=context.indexed.problem.language,
        tally=dict(context.tally),
    )
