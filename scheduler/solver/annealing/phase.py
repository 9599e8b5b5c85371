"""The annealing phase of a search: walks in compiled code, one per worker, whose best state becomes the incumbent."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait

from scheduler.solver import annealing
from scheduler.solver.annealing.preparing import Preparation
from scheduler.solver.annealing.presets import Preset
from scheduler.solver.annealing.result import AnnealResult
from scheduler.solver.context import SearchContext
from scheduler.solver.monitors.meets import Assignment
from scheduler.solver.params import SearchParams
from scheduler.solver.stopping import Pace

log = logging.getLogger(__name__)

Allowed = tuple[float | None, float | None]
"""Seconds and counted work; None is no limit."""


def repair_broken_rules(context: SearchContext, share: float, preparation: Preparation) -> bool:
    """Repairs broken hard rules within a share of what is left of the clock; True where that left time for a race.

    In each round some walks with the hot preset begin where the last round ended, and one walk for each worker goes on
    from the best of them with an ordinary preset: how few rules they will break shows while they are hot. A second
    round repairs more than a longer first one: of 100 hard points of AU-BG-98 a first round of 210 s left 5 and 3
    (two runs), and a second one of 40 s left 2 and 1. A round without success is followed by one from the first
    timetable.
    """
    time = _time(context, share, preparation)
    if time is None:
        return False
    seconds, work = time
    there_is = work if work is not None else seconds or 0.0
    params = context.params
    rounds = max(1, min(params.repair_rounds, int(there_is / params.repair_round)))
    tries = max(1, min(params.hot_walks, int(params.hot_share * there_is / rounds / params.hot_walk)))
    start = first = context.best
    broken: int | None = None
    for left in reversed(range(rounds)):
        ended = _repair_round(context, start, time, 1.0 / rounds, tries, last=left == 0)
        context.clock.spend((work or 0.0) / rounds)
        if context.clock.over:
            return False
        if left and not context.repairable:
            return True
        if broken is None or ended.hard < broken:
            start, broken = ended.state, ended.hard
        else:
            start, broken = first, None
    return False


def _repair_round(
    context: SearchContext, start: Assignment, time: Allowed, part: float, tries: int, last: bool
) -> AnnealResult:
    """`tries` hot walks a worker, then one ordinary walk a worker from the best of them; returns the last best one.

    But for the last round, the hot walks end as soon as no hard rule is broken.
    """

    def enough() -> bool:
        return not (last or context.repairable)

    params = context.params
    hot = _racing_round(
        context, [start], [params.hot_preset] * (tries * context.workers), time, params.hot_share * part, enough
    )
    best = sorted(hot, key=lambda one: one.own)[: context.workers]
    if enough() or context.clock.over or finished(context):
        return best[0]
    ended = _racing_round(
        context,
        [one.state for one in best],
        by_turns(named(params, params.repair_presets), context.workers),
        time,
        (1.0 - params.hot_share) * part,
    )
    return min(ended, key=lambda one: one.cost)


def race_presets(context: SearchContext, share: float, preparation: Preparation) -> None:
    """Anneals the incumbent, or the empty timetable, within a share of what is left of the clock.

    Which preset suits a school is not known beforehand. So presets race: short walks with all of them, longer ones with
    those that did best, and the longest with the best of these (successive halving; Jamieson and Talwalkar 2016).
    Where there is no time for a race, a few presets get all of it: too short a walk is worse than any preset.

    Walks begin at the best timetable; where a racing round has brought nothing, every other walk of the next begins
    where the first race did. Whatever the temperature, walks stay near the best where hard rules leave
    little freedom (NL-KP-09: 2920 after 15 s and after 300 s; from the first timetable 720 in 45 s).
    """
    time = _time(context, share, preparation)
    if time is None:
        return
    presets, racing_rounds = _racing(context, time)
    if not presets:
        presets, racing_rounds = named(context.params, context.params.unraced_presets), (1.0,)
    if context.origin is None:
        context.origin = context.best
    work = time[1]
    stuck = False
    for racing_round, part in enumerate(racing_rounds):
        before = context.incumbent.cost
        lanes = context.workers * -(-len(presets) // context.workers)
        runners = by_turns(presets, lanes)
        results = _racing_round(context, [context.best, *([context.origin] if stuck else ())], runners, time, part)
        if context.clock.over or finished(context):
            break
        stuck = context.incumbent.cost == before
        ranked = sorted(zip(results, range(lanes), strict=True), key=lambda one: (one[0].own, one[1]))
        better = list(dict.fromkeys(runners[lane] for _, lane in ranked))
        presets = better[: max(1, len(presets) // 2 if racing_round == 0 else context.workers // 2)]
    if work is not None:
        context.clock.spend(work)


def _racing(context: SearchContext, time: Allowed) -> tuple[list[Preset], tuple[float, ...]]:
    """The presets that race within a time, as many as it does for, and the parts of its rounds.

    None where there is no choice among more than go without a race.
    """
    params = context.params
    seconds, work = time
    there_is = work if work is not None else (seconds or 0.0) * context.workers
    least = max(params.walk_least, min(params.walk_enough, params.walk_each * len(context.indexed.parts)))
    presets = list(params.presets)[: int(params.racing_rounds[0] * there_is / least)]
    return (presets, params.racing_rounds) if len(presets) > len(params.unraced_presets) else ([], ())


def named(params: SearchParams, names: Sequence[str]) -> list[Preset]:
    """The presets of these names, in their order."""
    return [one for name in names for one in params.presets if one.name == name]


def _time(context: SearchContext, share: float, preparation: Preparation) -> Allowed | None:
    """For walks; a minute where nobody says anything, None where it is too short or the machine code not ready."""
    loaded = context.tally["anneal moves"] > 0
    if short(context, share, loaded) or not preparation.ready(context.clock.seconds_left(share)):
        return None
    seconds, work = context.clock.seconds_left(share), context.clock.work_left(share)
    return 60.0 if seconds is None and work is None else seconds, work


def _racing_round(
    context: SearchContext,
    starts: list[Assignment],
    runners: list[Preset],
    time: Allowed,
    part: float,
    enough: Callable[[], bool] = lambda: False,
) -> list[AnnealResult]:
    """Walks of the runners, from the starts by turns, until the incumbent is `enough`; the best state becomes it.

    Together they take this part of the `time`.
    """
    seconds, work = time
    first_stage = context.first_stage
    found: list[tuple[Assignment, int, int]] = []
    pace = Pace(context.clock, context.params.certify_pause)

    def offer(state: Assignment) -> None:
        context.incumbent.offer(first_stage.completed(state), "anneal", "better")

    def follow() -> bool:
        """Offers what walks found; whether that is good enough. Only the caller's thread touches the incumbent."""
        if context.clock.counted:
            return False  # which states are met half-way depends on the clock
        if found and pace.due:  # looking at a state takes a while, which walks spend idle: only at the best one
            fresh = [found.pop() for _ in range(len(found))]
            with pace.kept():
                offer(min(fresh, key=lambda one: one[1:])[0])
        return finished(context) or enough()

    if context.incumbent.state is not None:
        first_stage.learn(context.incumbent.state)
    results = walks(
        context,
        first_stage.compiled,
        [first_stage.stripped(start) for start in starts],
        runners,
        seconds=None if seconds is None else part * seconds * context.workers / len(runners),
        moves=None if work is None else max(1, round(part * work * context.params.moves_per_work / len(runners))),
        on_improve=lambda state, hard, soft: found.append((state, hard, soft)),
        meanwhile=follow,
        at_last=lambda best: offer(best.state),
    )
    for result in results:
        first_stage.learn(result.state)
    log.debug("racing round: %s", [(one.name, *r.own) for one, r in zip(runners, results, strict=True)])
    _settle(context, results, time, part * context.workers / len(runners))
    return results


def _settle(context: SearchContext, results: list[AnnealResult], time: Allowed, part: float) -> None:
    """Makes timetables of walks' ends for which less was free than they counted on, by short walks that know it now.

    What a long walk found would be lost otherwise. `part` of the time: what each of the walks had.
    """
    first_stage, params = context.first_stage, context.params
    seconds, work = time
    share = params.settle_share * part
    ends = sorted(results, key=lambda one: one.cost)[: context.workers]
    for _ in range(params.settle_rounds):
        if context.clock.over or not _better(context, ends[0]):
            return
        states = [first_stage.completed(one.state) for one in ends]
        if context.incumbent.cost_of(states[0])[1] <= ends[0].hard:
            return
        first_stage.bind(states[0])
        ends = walks(
            context,
            first_stage.compiled,
            [first_stage.stripped(one) for one in states],
            [params.settling_preset] * len(states),
            seconds=None if seconds is None else share * seconds,
            moves=None if work is None else max(1, round(share * work * params.moves_per_work / context.workers)),
            at_last=lambda best: context.incumbent.offer(first_stage.completed(best.state), "anneal", "better"),
        )
        ends.sort(key=lambda one: one.cost)
        for one in ends:
            first_stage.learn(one.state)
        log.debug("settled: %s", [one.own for one in ends])


def _better(context: SearchContext, end: AnnealResult) -> bool:
    """Whether a walk ended at less than what the incumbent costs."""
    cost = context.incumbent.cost
    return cost is None or end.cost < cost[1:]


def by_turns(presets: Sequence[Preset], lanes: int) -> list[Preset]:
    """A preset for each of so many walks."""
    return [presets[lane % len(presets)] for lane in range(lanes)]


def walks(
    context: SearchContext,
    compiled: annealing.Compiled,
    starts: Sequence[Assignment],
    runners: list[Preset],
    *,
    seconds: float | None,
    moves: int | None,
    on_improve: Callable[[Assignment, int, int], None] | None = None,
    pause: float | None = None,
    meanwhile: Callable[[], bool] = lambda: False,
    enough: Callable[[], bool] = lambda: False,
    at_last: Callable[[AnnealResult], object] = lambda best: None,
) -> list[AnnealResult]:
    """One walk per runner, from the starts by turns, all as long, as many at once as there are workers.

    `on_improve` gets a walk's best state at most once in `pause` seconds (None: `certify_pause`). `meanwhile` is
    called now and then, in the caller's thread, and ends the walks where it is true; `enough` is asked at every look of
    every walk. `at_last` gets the best result, even after Ctrl-C.
    """
    seed = context.random.randrange(1 << 30)
    stop = threading.Event()

    def walk(lane: int) -> AnnealResult:
        return annealing.anneal(
            compiled,
            starts[lane % len(starts)],
            preset=runners[lane],
            seed=seed + lane,
            moves=moves,
            seconds=seconds,
            on_improve=on_improve,
            pause=context.params.certify_pause if pause is None else pause,
            stopped=lambda: stop.is_set() or enough() or context.clock.ended(),
        )

    with ThreadPoolExecutor(context.workers) as pool:
        under_way = [pool.submit(walk, lane) for lane in range(len(runners))]
        try:
            pending = set(under_way)
            while pending:
                _, pending = wait(pending, timeout=0.2)
                if meanwhile():
                    break
        finally:
            stop.set()
            with context.clock.shielded():  # what was found is offered, even at the very end
                wait(under_way)
                results = [one.result() for one in under_way]
                context.tally["anneal moves"] += sum(result.moves for result in results)
                context.tally["anneal milliseconds"] += round(1000 * sum(result.seconds for result in results))
                at_last(min(results, key=lambda one: one.cost))
    return results


def short(context: SearchContext, share: float, loaded: bool = False) -> bool:
    """Whether this part of the time left is too short for annealing; where the machine code is `loaded`, less does."""
    seconds, work = context.clock.seconds_left(share), context.clock.work_left(share)
    least = context.params.walk_least if loaded else context.params.anneal_least
    return (seconds is not None and seconds < least) or (work is not None and work <= 0)


def finished(context: SearchContext) -> bool:
    """Whether the incumbent costs nothing, or what the bound says."""
    cost, bound = context.incumbent.cost, context.incumbent.bound
    return cost is not None and cost <= (0, 0, bound or 0)
