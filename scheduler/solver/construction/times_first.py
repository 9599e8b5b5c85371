"""A first timetable by walks: from nothing, or times first and then whoever is free.

In many schools short walks from the empty timetable find a complete one at once. Elsewhere CP-SAT finds times by the
hard rules about times alone, which is quick. Then walks move them until the resources of the second stage are
enough at every tick (Hall's condition, set by set as sets turn out short). Whoever is free then is taken, or where more
is at stake than who is free, CP-SAT chooses one for all meets of each lesson. The annealing of the full problem, which
begins from there, repairs the rest.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from scheduler.solver import annealing
from scheduler.solver.annealing.phase import MOVES_PER_WORK, Preparation, by_turns, walks
from scheduler.solver.annealing.presets import PRESETS
from scheduler.solver.annealing.result import AnnealResult
from scheduler.solver.construction import layers
from scheduler.solver.context import SearchContext
from scheduler.solver.cpsat.plan import Plan
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.monitors.incremental_cost import IncrementalCost
from scheduler.solver.monitors.meets import Assignment
from scheduler.solver.rooms_later.first_stage import FirstStage, emptied
from scheduler.solver.rooms_later.two_stage import TwoStage

log = logging.getLogger(__name__)

TIMES, PART = 60.0, 0.25
"""Seconds, or counted work, for the times of CP-SAT, and a part of what there is."""

NOTHING, EASING, REPAIRING, CHOOSING = (0.04, 1.0), (0.015, 2.5), (0.08, 20.0), (0.25, 8.0)
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


def times_first(context: SearchContext, preparation: Preparation, unsatisfiable: frozenset[int], entirely: bool) -> str:
    """Offers a timetable, which may break hard rules; what CP-SAT says of its times ("unknown": nothing).

    Bands are cut alike and the monitors in `unsatisfiable` left out. `entirely`: choices that hard rules read otherwise
    than one by one are deferred too.
    """
    structure = context.pricing(unsatisfiable)
    two_stage = TwoStage(structure, entirely=True) if entirely else context.two_stage
    state, status, meets = None, "unknown", len(context.indexed.parts)
    if meets <= LARGE:
        state, status = _times(context, structure, two_stage)
    layered = state is None and status == "unknown" and meets > layers.LAYER
    if layered:
        state = layers.times_by_layers(context, structure, two_stage)
    if state is None:
        return status
    context.incumbent.tell("construct", "times")
    walks_too = "anneal" not in context.without and preparation.ready(context.clock.seconds_left(PART))
    if walks_too:
        rounds = GUESSED if entirely or layered else ROUNDS
        state = _eased(context, FirstStage(context, two_stage, two_stage.slots), state, rounds, broken=layered)
    state, without = two_stage.assign(state, context.indexed.parts, context.random)
    log.debug("%d without a resource", len(without))
    cost = context.incumbent.cost_of(state)
    what = "without_rooms" if without else "complete" if cost[:2] == (0, 0) else "better"
    context.incumbent.offer(state, "construct", what, cost)
    if entirely and not context.incumbent.complete and _time_to_choose(context):
        context.incumbent.offer(one_resource_each(context, state), "construct", "better")
    return status


def _times(context: SearchContext, structure: Structure, two_stage: TwoStage) -> tuple[Assignment | None, str]:
    """Times by all hard rules but those about deferred choices, in one model, with CP-SAT's status."""
    outcome = context.solve(
        context.indexed.empty(),
        context.everything(),
        Plan(objective=False, two_stage=two_stage, cuts=False, priced=False, alike=True),
        share=PART,
        seconds=TIMES,
        work=TIMES,
        first=True,
        structure=structure,
    )
    log.debug("times first: %s in %.1f s", outcome.status, outcome.seconds)
    return outcome.state, outcome.status


def from_nothing(context: SearchContext, preparation: Preparation) -> None:
    """Offers what short walks from the empty timetable find; in many schools it is a complete one at once."""
    if not preparation.ready(None if context.clock.counted else 0.0):
        return
    first_stage = context.first_stage
    results = _walked(context, first_stage.compiled, first_stage.stripped(_settled(context)), NOTHING)
    state = first_stage.completed(results[0].state)
    cost = context.incumbent.cost_of(state)
    context.incumbent.offer(state, "construct", "complete" if cost[:2] == (0, 0) else "better", cost)


def _settled(context: SearchContext) -> Assignment:
    """The empty timetable, but for meets that must be placed and have a single placement."""
    indexed = context.indexed
    placement = list(indexed.empty().placement)
    for meet in indexed.parts:
        if indexed.meets[meet].periods and indexed.domain(meet).placed == 1:
            placement[meet] = 0
    return replace(indexed.empty(), placement=indexed.with_rests(placement))


def _eased(context: SearchContext, first_stage: FirstStage, state: Assignment, rounds: int, broken: bool) -> Assignment:
    """The times moved until at every tick everybody finds a resource, as far as there is time for that.

    `rounds`: how often at most; `broken`: they may break other hard rules too.
    """
    share, most = REPAIRING if broken else EASING
    for longer in (LONGER**number for number in range(rounds)):
        short = first_stage.learn(state)
        if context.clock.over or not (short or broken):
            break
        best, *_ = _walked(context, first_stage.compiled, first_stage.stripped(state), (longer * share, longer * most))
        state, broken = best.state, best.hard > 0
    return state


def _time_to_choose(context: SearchContext) -> bool:
    left = context.clock.seconds_left(*CHOOSING), context.clock.work_left(*CHOOSING)
    return all(one is None or one >= TOO_SHORT for one in left)


def one_resource_each(context: SearchContext, state: Assignment) -> Assignment:
    """The state with new choices where they cannot be deferred: in each slot one for all meets of a lesson, or nothing.

    Walks move lessons about much more easily when each has one teacher than when every meet has one of its own. The few
    meets that are left without one are left to the walks.
    """
    indexed, two_stage = context.indexed, context.two_stage
    bare = emptied(state, two_stage.binding)
    broken = IncrementalCost(indexed, context.data, context.structure.reach, bare).broken()
    share, most = CHOOSING
    outcome = context.solve(
        bare,
        indexed.staying(state, {meet for meet, _ in two_stage.binding}),
        Plan(objective=False, two_stage=two_stage, cuts=False, uniform=two_stage.binding),
        share=share,
        seconds=most,
        work=most,
        hint=bare,
        structure=context.pricing(broken),
    )
    log.debug("choices: %s in %.1f s", outcome.status, outcome.seconds)
    return outcome.state or state


def _walked(
    context: SearchContext, compiled: annealing.Compiled, start: Assignment, part: tuple[float, float]
) -> list[AnnealResult]:
    """A walk for each worker, the best result first; where one breaks no hard rule, all end soon.

    `part`: of what is left of the clock, and seconds or counted work at most.
    """
    seconds, work = context.clock.seconds_left(*part), context.clock.work_left(*part)
    runners = [one for name in DIRECT for one in PRESETS if one.name == name]
    allowed: list[bool] = []
    results = walks(
        context,
        compiled,
        [start],
        by_turns(runners, context.workers),
        on_improve=lambda _, hard, soft: allowed.append(hard == 0),
        pause=0.5,
        meanwhile=lambda: not context.clock.counted and any(allowed),
        seconds=seconds,
        moves=None if work is None else max(1, round(work * MOVES_PER_WORK / context.workers)),
    )
    context.clock.spend(work or 0.0)
    best = sorted(results, key=lambda one: one.cost)
    log.debug("walked: hard %d, soft %d", best[0].hard, best[0].soft)
    return best
