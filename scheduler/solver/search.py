"""`solve`: precheck, construct, improve, within what the caller allows. This module only wires the parts.

The answer tells optimum, found, found with lessons unplaced, proved impossible and not found apart; its numbers are the
evaluator's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scheduler.evaluation.findings import Proof, Unplaced
from scheduler.evaluation.occupancy import Occupancy
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.solver.annealing.phase import finished, race_presets, repair_broken_rules, short
from scheduler.solver.annealing.preparing import Preparation
from scheduler.solver.arguments import check_arguments
from scheduler.solver.best import checkpoint as checkpoints
from scheduler.solver.best.events import Event
from scheduler.solver.best.incumbent import Certified, Cost, Incumbent
from scheduler.solver.construction.construct import Verdict, is_small, partial, staged, whole
from scheduler.solver.construction.ejecting import by_ejecting
from scheduler.solver.context import SearchContext
from scheduler.solver.enforcing import OutOfTime, enforced
from scheduler.solver.lns.loop import improve
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.params import SearchParams
from scheduler.solver.proofs.bound import count, prove
from scheduler.solver.proofs.precheck import precheck
from scheduler.solver.reasons import NOT_ASKED, unplaced
from scheduler.solver.stopping import Clock, Stop

log = logging.getLogger(__name__)

WORKERS = 2
"""Workers where nobody says how many: what every planner's machine has."""

DEFAULTS = SearchParams()


@dataclass(frozen=True, slots=True)
class Result:
    """The best timetable found and what is known about it.

    Parameters:
        timetable: the best one, None where there is none.
        status: "optimal" (proved); "feasible" (all placed, no hard rule broken); "incomplete" (lessons unplaced or hard
            rules broken); "impossible" (proved: not everything can be placed within the hard rules; the timetable
            leaves lessons unplaced or breaks rules); "unknown" (nothing found in time).
        hard: points for broken hard rules, as `evaluate` counts them.
        soft: points for soft rules, likewise.
        bound: a proved lower bound of the soft points of complete timetables; None where nothing is proved.
        seconds: how long was searched, by the clock of the wall.
        seed: of the search.
        unplaced: lessons with periods that have no time, and what stands in the way of each.
        first_complete_seconds: when everything was placed for the first time, None if never.
        log: all events of the search.
        proofs: why not everything can be placed.
        tally: what the parts of the search counted.
        view: what is known of the timetable, for whoever looks at it further; None where it was not judged.

    Example:
        >>> result = solve(problem, stop=Stop(work=1), workers=1)
        >>> len(result.timetable.placements), result.unplaced
        (4, ())
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
    tally: Mapping[str, int] = field(default_factory=dict)
    view: Occupancy | None = field(default=None, repr=False, compare=False)

    @property
    def moves_per_second(self) -> float | None:
        """Of one core of the annealing; None where there was none."""
        thousandths = self.tally.get("anneal milliseconds", 0)
        return 1000 * self.tally["anneal moves"] / thousandths if thousandths else None


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
    params: SearchParams = DEFAULTS,
) -> Result:
    """Searches for a timetable until it is told to stop or has proved an optimum; Ctrl-C keeps the best so far.

    Parameters:
        problem: what is to be scheduled.
        stop: when to end; after five minutes if not given.
        seed: varies the search. With one worker, a seed and `Stop(work=...)` the timetable is the same every time.
        workers: processor cores to use.
        hint: a timetable to start from; what does not fit the problem is left out.
        on_event: called with each `Event` of the search, for a progress line.
        checkpoint: a file that is written at every improvement and read at the start; deleting it after a normal end
            is the caller's.
        without: parts of the search to leave out, some of "anneal", "neighbourhoods", "bound".
        params: the tunable numbers of the search.

    Returns:
        The best timetable found and what is known about it.

    Raises:
        TypeError, ValueError: an argument makes no sense; it is named.

    Example:
        >>> result = solve(problem, stop=Stop(work=1), workers=1)
        >>> result.status, result.hard, result.soft
        ('optimal', 0, 0)
    """
    check_arguments(problem, stop, seed, workers, hint, without, params)
    clock = Clock(stop or Stop(seconds=300))
    tell = on_event or (lambda event: None)
    state = _State()
    try:
        with enforced(clock):
            indexed = index_problem(problem)
            data = monitors(indexed)
            incumbent = Incumbent(indexed, data, clock, tell, checkpoint, params.certify_pause)
            state.context = SearchContext(indexed, data, clock, incumbent, seed, workers, frozenset(without), params)
            _run(state.context, state, hint)
    except Exception:
        if state.context is not None:
            state.context.incumbent.certify("end", "end")  # the checkpoint keeps the best timetable
        raise
    except OutOfTime:
        log.info("the search was interrupted in the middle of something: its time is over")
    except KeyboardInterrupt:
        log.info("interrupted: the best timetable so far is kept")
        if state.context is not None:
            state.context.incumbent.tell("end", "interrupted")
    if state.context is None:  # the time did not even do for numbering the problem
        result = _unsearched(problem, checkpoint, hint, clock, seed)
        tell(Event("end", result.status, clock.seconds))
        return result
    if state.context.incumbent.state is None:
        _offer_known(state.context, hint)
    state.context.incumbent.close()
    state.context.incumbent.certify("end", "end")
    return _result(state.context, state.verdict, state.proofs, seed)


@dataclass
class _State:
    """How far a search has come: an interruption may end it anywhere."""

    context: SearchContext | None = None
    proofs: tuple[Proof, ...] = ()
    verdict: Verdict = field(default_factory=lambda: Verdict("unknown"))


def _run(context: SearchContext, state: _State, hint: Timetable | None) -> None:
    """Begins at what is known, counts, and searches; `state` says how far it has come."""
    incumbent = context.incumbent
    incumbent.tell("check", "check")
    _offer_known(context, hint)
    clock = context.clock
    clock.measure_slowness()
    left = clock.seconds_left()
    if left is None or left >= context.params.least_numberings * clock.seconds:
        state.proofs = precheck(context.indexed.problem)
    needed = context.size > context.params.least_for_annealing and "anneal" not in context.without
    preparation = Preparation(needed, lambda: incumbent.tell("check", "compiling"))
    state.verdict = _search(context, state.proofs, preparation)


def _offer_known(context: SearchContext, hint: Timetable | None) -> None:
    """Offers what an earlier search left, and the timetable that was given."""
    for known in (context.incumbent.saved(), hint):
        if known is not None:
            start, lost = context.indexed.state(known)
            if lost:
                log.info("%d things of the given timetable do not fit the school: %s", len(lost), lost[:5])
            context.incumbent.offer(context.indexed.as_searched(start), "construct", "hint")


def _unsearched(problem: Problem, file: Path | None, hint: Timetable | None, clock: Clock, seed: int) -> Result:
    """The better of what an earlier search left and of the timetable that was given, where both fit the problem."""
    there = file is not None and file.is_file()
    saved = checkpoints.read(file, checkpoints.fingerprint(problem), problem) if file and there else None
    found = [Certified.of(problem, one) for one in (saved, hint) if one and _fits(problem, one)]
    best = min(found, key=lambda one: one.cost, default=None)
    if best is None or not any(one.start is not None for one in best.timetable.placements):
        return Result(None, "unknown", None, None, None, clock.seconds, seed, (), None, ())
    missing = tuple(Unplaced(lesson, periods, 0, (NOT_ASKED,)) for lesson, periods in best.judged.unplaced.items())
    return Result(
        timetable=Timetable(best.timetable.placements, seed=seed),
        status="feasible" if best.judged.valid else "incomplete",
        hard=best.judged.hard,
        soft=best.judged.soft,
        bound=None,
        seconds=clock.seconds,
        seed=seed,
        unplaced=missing,
        first_complete_seconds=None,
        log=(),
    )


def _fits(problem: Problem, timetable: Timetable) -> bool:
    try:
        problem.check(timetable)
    except ValueError:
        return False
    return True


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
            if incumbent.state is None and not clock.counted:
                by_ejecting(context)  # loading the exact solver alone takes longer than this
            verdict = whole(context, context.params.whole_share, incumbent.state)
        elif not incumbent.complete:
            incumbent.tell("construct", "construct")
            verdict = staged(context, preparation, context.params.construct_share)
    if verdict.bound is not None:
        incumbent.bound = verdict.bound
    if verdict.settled:
        return verdict
    if (incumbent.cost is None or incumbent.cost[0] > 0) and not clock.over:
        incumbent.tell("partial", "impossible" if verdict.status == "infeasible" else "partial")
        if partial(context, preparation, context.params.partial_share, small, _excused(context, proofs)).settled:
            return verdict
    if not clock.over:
        _improve(context, preparation, possible=verdict.status != "infeasible")
    return verdict


def _improve(context: SearchContext, preparation: Preparation, possible: bool) -> None:
    """From the first timetable on; counting comes before annealing, small proofs after it, when few are needed.

    Broken hard rules are repaired first, unless that is not `possible` or has been tried without success. Where the
    neighbourhoods find nothing for a while, or have none left, a new round of annealing begins from there. The search
    ends when a whole round brings nothing and no neighbourhood is left.
    """
    incumbent, params = context.incumbent, context.params
    provable, repairing = possible and "bound" not in context.without, possible
    if provable:
        count(context)
    while not context.clock.over:
        before = incumbent.cost
        if "anneal" not in context.without:
            _until_walks_can_begin(context, preparation)
            incumbent.tell("anneal", "anneal")
            if not (repairing and context.repairable) or repair_broken_rules(context, params.repair_share, preparation):
                share = params.repair_share if context.repairable else params.anneal_share
                race_presets(context, share, preparation)
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


def _until_walks_can_begin(context: SearchContext, preparation: Preparation) -> None:
    """Neighbourhoods while the machine code of the walks is being made, which keeps a core busy too."""
    if context.clock.counted or "neighbourhoods" in context.without or preparation.ready(0.0):
        return
    used = context.clock.part(context.params.anneal_share)
    context.incumbent.tell("improve", "improve")
    improve(context, enough=lambda: used() or preparation.ready(0.0), workers=max(1, context.workers - 1))


class _Stalled:
    """Whether the incumbent has stayed the same for a good part of the time, and there is time for another round."""

    def __init__(self, context: SearchContext) -> None:
        self.context = context
        self.cost: Cost | None = None
        self._long_enough: Callable[[], bool] = lambda: False

    def __call__(self) -> bool:
        context = self.context
        if "anneal" in context.without or short(context, context.params.stall_share):
            return False
        if self.cost != context.incumbent.cost:
            self.cost, self._long_enough = context.incumbent.cost, context.clock.part(context.params.stall_share)
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
    status = _status(context.incumbent, timetable is not None, verdict.status == "infeasible" or bool(proofs))
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
        tally=dict(context.tally),
        view=certified.view if certified and timetable is not None else None,
    )


def _status(incumbent: Incumbent, found: bool, impossible: bool) -> str:
    """As `Result.status`; `impossible`: proved that not everything can be placed within the hard rules."""
    if incumbent.certified and incumbent.certified.judged.valid:
        soft = incumbent.certified.judged.soft
        proved = incumbent.bound is not None and soft <= incumbent.bound
        return "optimal" if proved or soft == 0 else "feasible"
    if impossible:
        return "impossible"
    return "incomplete" if found else "unknown"
