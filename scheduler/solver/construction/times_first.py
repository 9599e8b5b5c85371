"""A first timetable by walks: from nothing, or times first and then whoever is free.

In many schools short walks from the empty timetable find a complete one at once. Elsewhere CP-SAT finds times by the
hard rules about times alone, which is quick. Then walks move them until the resources that can be chosen afterwards are
enough at every tick (Hall's condition, set by set as sets turn out short). Whoever is free then is taken, or where more
is at stake than who is free, CP-SAT chooses one for all meets of each lesson. The annealing of the full problem, which
begins from there, repairs the rest.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.solver.annealing.phase import MOVES_PER_WORK, Preparation, by_turns, walks
from scheduler.solver.engine import Engine
from scheduler.solver.monitors.ledger import Ledger
from scheduler.solver.monitors.meets import State
from scheduler.solver.rooms_later.afterwards import Afterwards, emptied

if TYPE_CHECKING:
    from scheduler.solver.annealing import AnnealResult, Compiled
    from scheduler.solver.cpsat.units import Structure
    from scheduler.solver.rooms_later.deferral import Deferral

log = logging.getLogger(__name__)

TIMES, PART = 60.0, 0.25
"""Seconds, or counted work, for the times of CP-SAT, and a part of what there is."""

NOTHING, EASING, MENDING, CHOOSING = (0.04, 1.0), (0.015, 2.5), (0.08, 20.0), (0.25, 8.0)
"""For walks from nothing, for the first walk of times, of times in layers, and for choices that cannot wait: a part of
what is left of the clock, and at most so many seconds or so much counted work.
"""

TOO_SHORT = 3.0
"""Seconds, or counted work, in which CP-SAT finds no choices better than those that walks find."""

LARGE = 2500
"""With more meets times are sought layer by layer at once, with less where they are not found together."""

DIRECT = ("wide", "firm")
"""Climates for walks that shall break no hard rule, and may leave all else to others."""

ROUNDS, GUESSED, LONGER = 2, 3, 1.5
"""How often sets that are short are looked for while times are moved, also where no exact search of all of them follows
(layers, or choices that cannot wait put off with the others), and by how much longer each time.
"""


def roughly(engine: Engine, preparation: Preparation, doomed: frozenset[int], entirely: bool) -> str:
    """Offers a timetable, which may break hard rules; what CP-SAT says of its times ("unknown": nothing).

    Bands are cut alike and the monitors in `doomed` left out. `entirely`: choices that hard rules read otherwise than
    one by one wait too.
    """
    from scheduler.solver.construction.layers import LAYER, times_by_layers
    from scheduler.solver.rooms_later.deferral import Deferral

    structure = engine.pricing(doomed)
    later = Deferral(structure, entirely=True) if entirely else engine.deferral
    state, status, meets = None, "unknown", len(engine.decided.parts)
    if meets <= LARGE:
        state, status = _times(engine, structure, later)
    layered = state is None and status == "unknown" and meets > LAYER
    if layered:
        state = times_by_layers(engine, structure, later)
    if state is None:
        return status
    engine.incumbent.tell("construct", "times")
    walks_too = "anneal" not in engine.without and preparation.ready(engine.clock.seconds_left(PART))
    if walks_too:
        rounds = GUESSED if entirely or layered else ROUNDS
        state = _eased(engine, Afterwards(engine, later, later.slots), state, rounds, broken=layered)
    state, without = later.assign(state, engine.decided.parts, engine.random)
    log.debug("%d without a resource", len(without))
    cost = engine.incumbent.cost_of(state)
    what = "without_rooms" if without else "complete" if cost[:2] == (0, 0) else "better"
    engine.incumbent.offer(state, "construct", what, cost)
    if entirely and not engine.incumbent.complete and _time_to_choose(engine):
        engine.incumbent.offer(steadily(engine, state), "construct", "better")
    return status


def _times(engine: Engine, structure: Structure, later: Deferral) -> tuple[State | None, str]:
    """Times by all hard rules but those about what can wait, in one model, with CP-SAT's status."""
    from scheduler.solver.cpsat.model import Plan

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
    return outcome.state, outcome.status


def from_nothing(engine: Engine, preparation: Preparation) -> None:
    """Offers what short walks from the empty timetable find; in many schools it is a complete one at once."""
    if not preparation.ready(None if engine.clock.counted else 0.0):
        return
    afterwards = engine.afterwards
    results = _walked(engine, afterwards.compiled, afterwards.stripped(_settled(engine)), NOTHING)
    state = afterwards.completed(results[0].state)
    cost = engine.incumbent.cost_of(state)
    engine.incumbent.offer(state, "construct", "complete" if cost[:2] == (0, 0) else "better", cost)


def _settled(engine: Engine) -> State:
    """The empty timetable, but for meets that must be placed and have a single placement."""
    decided = engine.decided
    placement = list(decided.empty().placement)
    for meet in decided.parts:
        if decided.meets[meet].periods and decided.domain(meet).placed == 1:
            placement[meet] = 0
    return replace(decided.empty(), placement=decided.with_rests(placement))


def _eased(engine: Engine, afterwards: Afterwards, state: State, rounds: int, broken: bool) -> State:
    """The times moved until at every tick everybody finds a resource, as far as there is time for that.

    `rounds`: how often at most; `broken`: they may break other hard rules too.
    """
    share, most = MENDING if broken else EASING
    for longer in (LONGER**number for number in range(rounds)):
        short = afterwards.learn(state)
        if engine.clock.over or not (short or broken):
            break
        best, *_ = _walked(engine, afterwards.compiled, afterwards.stripped(state), (longer * share, longer * most))
        state, broken = best.state, best.hard > 0
    return state


def _time_to_choose(engine: Engine) -> bool:
    left = engine.clock.seconds_left(*CHOOSING), engine.clock.work_left(*CHOOSING)
    return all(one is None or one >= TOO_SHORT for one in left)


def steadily(engine: Engine, state: State) -> State:
    """The state with other choices that cannot wait: in each slot the same for all meets of a lesson, or nothing.

    Walks move lessons about much more easily when each has one teacher than when every meet has one of its own. What is
    left without is little, and theirs to find.
    """
    from scheduler.solver.cpsat.model import Plan

    decided, deferral = engine.decided, engine.deferral
    bare = emptied(state, deferral.binding)
    broken = Ledger(decided, engine.data, engine.structure.reach, bare).broken()
    share, most = CHOOSING
    outcome = engine.solve(
        bare,
        decided.staying(state, {meet for meet, _ in deferral.binding}),
        Plan(objective=False, deferral=deferral, cuts=False, steady=deferral.binding),
        share=share,
        seconds=most,
        work=most,
        hint=bare,
        structure=engine.pricing(broken),
    )
    log.debug("choices: %s in %.1f s", outcome.status, outcome.seconds)
    return outcome.state or state


def _walked(engine: Engine, compiled: Compiled, start: State, part: tuple[float, float]) -> list[AnnealResult]:
    """A walk for each worker, the best result first; where one breaks no hard rule, all end soon.

    `part`: of what is left of the clock, and seconds or counted work at most.
    """
    from scheduler.solver.annealing import CLIMATES

    seconds, work = engine.clock.seconds_left(*part), engine.clock.work_left(*part)
    runners = [one for name in DIRECT for one in CLIMATES if one.name == name]
    allowed: list[bool] = []
    results = walks(
        engine,
        compiled,
        [start],
        by_turns(runners, engine.workers),
        on_improve=lambda _, hard, soft: allowed.append(hard == 0),
        pause=0.5,
        meanwhile=lambda: not engine.clock.counted and any(allowed),
        seconds=seconds,
        moves=None if work is None else max(1, round(work * MOVES_PER_WORK / engine.workers)),
    )
    engine.clock.spend(work or 0.0)
    best = sorted(results, key=lambda one: one.cost)
    log.debug("walked: hard %d, soft %d", best[0].hard, best[0].soft)
    return best
