"""A first timetable by walks: times first, then whoever is free.

CP-SAT finds times by the hard rules about times alone, which is quick. Then walks in compiled code move them until the
resources that can be chosen afterwards are enough at every tick (Hall's condition, set by set as sets turn out short).
Whoever is free then is taken; where that does not go, walks choose better, and the annealing of the full problem, which
begins from there, repairs the rest.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.solver.afterwards import Afterwards, unpreferred
from scheduler.solver.cool import MOVES_PER_WORK, Preparation, walks
from scheduler.solver.engine import Engine
from scheduler.solver.monitors.kinds import Monitors
from scheduler.solver.monitors.meets import Decisions, State

if TYPE_CHECKING:
    from scheduler.solver.annealing import AnnealResult

log = logging.getLogger(__name__)

TIMES, PART = 20.0, 0.35
"""Seconds, or counted work, for the times of CP-SAT, and a part of what there is."""

EASING, CHOOSING, LONGEST = 0.15, 0.1, 25.0
"""Parts of what is left of the clock for the walks of times and of choices; seconds or counted work at most."""

ROUNDS = 5
"""How often sets that are short are looked for while times are moved."""


def roughly(engine: Engine, preparation: Preparation, doomed: frozenset[int], entirely: bool) -> None:
    """Offers a timetable, which may break hard rules.

    Bands are cut alike and the monitors in `doomed` left out. `entirely`: choices that hard rules read otherwise than
    one by one wait too.
    """
    from scheduler.solver.cpsat.deferral import Deferral
    from scheduler.solver.cpsat.model import Plan

    structure = engine.pricing(doomed)
    later = Deferral(structure, entirely=True) if entirely else engine.deferral
    outcome = engine.solve(
        engine.decided.empty(),
        engine.everything(),
        Plan(objective=False, deferral=later, cuts=False, priced=False, alike=True),
        share=PART,
        seconds=TIMES,
        work=TIMES,
        first=True,
        structure=structure,
    )
    log.debug("rough times: %s in %.1f s", outcome.status, outcome.seconds)
    if outcome.state is None:
        return
    engine.incumbent.tell("construct", "times")
    walks_too = "anneal" not in engine.without
    state = outcome.state
    if walks_too:
        state = _eased(engine, preparation, Afterwards(engine, later, later.slots), state)
    state, without = later.assign(state, engine.decided.parts, engine.random)
    log.debug("%d without a resource", len(without))
    if walks_too and entirely and engine.incumbent.cost_of(state)[1]:
        state = _chosen(engine, preparation, state)
    engine.incumbent.offer(state, "construct", "without_rooms" if without else "complete")


def _eased(engine: Engine, preparation: Preparation, afterwards: Afterwards, state: State) -> State:
    """The times moved until at every tick everybody finds a resource, as far as there is time for that."""
    broken = False
    for _ in range(ROUNDS):
        short = afterwards.learn(state)
        if engine.clock.over or not (short or broken):
            break
        problem = afterwards.problem(engine.decided)
        results = _walked(engine, preparation, problem, afterwards.stripped(state), EASING / ROUNDS)
        if not results:
            break
        state, broken = results[0].state, results[0].hard > 0
    return state


def _chosen(engine: Engine, preparation: Preparation, state: State) -> State:
    """The state with better choices at the same times."""
    decided = engine.decided
    meets = tuple(
        replace(meet, usable=replace(meet.usable, placements=(state.placement[number],)))
        if number in decided.parts and decided.placed(state, number)
        else meet
        for number, meet in enumerate(decided.meets)
    )
    afterwards = unpreferred(engine)
    afterwards.learn(state)
    problem = afterwards.problem(replace(decided, meets=meets))
    results = _walked(engine, preparation, problem, afterwards.stripped(state), CHOOSING)
    return afterwards.completed(results[0].state) if results else state


def _walked(
    engine: Engine, preparation: Preparation, problem: tuple[Decisions, Monitors], start: State, share: float
) -> list[AnnealResult]:
    """A walk for each worker, the best result first, until one breaks no hard rule; nothing where there is no time."""
    seconds, work = engine.clock.seconds_left(share, LONGEST), engine.clock.work_left(share, LONGEST)
    if not preparation.ready(seconds):
        return []
    from scheduler.solver.annealing import CLIMATES
    from scheduler.solver.annealing import compile as flat

    allowed: list[bool] = []
    results = walks(
        engine,
        flat(*problem),
        start,
        [CLIMATES[lane % len(CLIMATES)] for lane in range(engine.workers)],
        on_improve=lambda _, hard, soft: allowed.append(hard == 0),
        pause=0.5,
        meanwhile=lambda: not engine.clock.counted and any(allowed),
        seconds=seconds,
        moves=None if work is None else max(1, round(work * MOVES_PER_WORK / engine.workers)),
    )
    engine.clock.spend(work or 0.0)
    best = sorted(results, key=lambda one: (one.hard, one.soft))
    log.debug("walked: hard %d, soft %d", best[0].hard, best[0].soft)
    return best
