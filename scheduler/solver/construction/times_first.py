"""A first timetable by walks: from nothing, or times first and then whoever is free.

In many schools short walks from the empty timetable find a complete one at once. Elsewhere CP-SAT finds times by the
hard rules about times alone, which is quick. Then walks move them until the resources of the second stage are
enough at every tick (Hall's condition, set by set as sets turn out short). Whoever is free then is taken, or where more
is at stake than who is free, CP-SAT chooses one for all meets of each lesson. The annealing of the full problem, which
begins from there, repairs the rest.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from scheduler.solver import annealing
from scheduler.solver.annealing.phase import by_turns, named, walks
from scheduler.solver.annealing.preparing import Preparation
from scheduler.solver.annealing.presets import Preset
from scheduler.solver.annealing.result import AnnealResult
from scheduler.solver.construction import layers
from scheduler.solver.construction.ejecting import ejected
from scheduler.solver.context import SearchContext
from scheduler.solver.cpsat.plan import Plan
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.monitors.incremental_cost import IncrementalCost
from scheduler.solver.monitors.meets import Assignment
from scheduler.solver.rooms_later.first_stage import FirstStage, emptied
from scheduler.solver.rooms_later.two_stage import TwoStage

log = logging.getLogger(__name__)


def times_first(context: SearchContext, preparation: Preparation, unsatisfiable: frozenset[int], entirely: bool) -> str:
    """Offers a timetable, which may break hard rules; what CP-SAT says of its times ("unknown": nothing).

    Bands are cut alike and the monitors in `unsatisfiable` left out. `entirely`: choices that hard rules read otherwise
    than one by one are deferred too.
    """
    params, structure = context.params, context.structure.repriced(unsatisfiable)
    two_stage = TwoStage(structure, params, entirely=True) if entirely else context.two_stage
    state, status, meets = None, "unknown", len(context.indexed.parts)
    if meets <= params.most_together:
        state, status = _times(context, structure, two_stage)
    layered = state is None and status == "unknown" and meets > params.layer_meets
    if layered:
        state = layers.times_by_layers(context, structure, two_stage)
    if state is None:
        return status
    context.incumbent.tell("construct", "times")
    if not context.clock.counted and not preparation.ready(0.0):
        _at_once(context, two_stage, state)  # what may be complete already does not wait for machine code
        if context.incumbent.complete:
            return status
    walks_too = "anneal" not in context.without and preparation.ready(context.clock.seconds_left(params.together_share))
    if walks_too:
        rounds = params.walk_rounds_guessed if entirely or layered else params.walk_rounds
        state = _eased(context, FirstStage(two_stage, two_stage.slots, context.random), state, rounds, broken=layered)
    state, without = two_stage.assign(state, context.indexed.parts, context.random)
    log.debug("%d without a resource", len(without))
    cost = context.incumbent.cost_of(state)
    what = "without_rooms" if without else "complete" if cost[:2] == (0, 0) else "better"
    context.incumbent.offer(state, "construct", what, cost)
    if entirely and not context.incumbent.complete and _time_to_choose(context):
        context.incumbent.offer(one_resource_each(context, state), "construct", "better")
    return status


def _at_once(context: SearchContext, two_stage: TwoStage, state: Assignment) -> None:
    """Offers the times with whoever is free, where that makes a timetable without a fault."""
    done, without = two_stage.assign(state, context.indexed.parts, context.random)
    if without:
        return
    cost = context.incumbent.cost_of(done)
    if cost[:2] == (0, 0):
        context.incumbent.offer(done, "construct", "complete", cost)


def _times(context: SearchContext, structure: Structure, two_stage: TwoStage) -> tuple[Assignment | None, str]:
    """Times by all hard rules but those about deferred choices, in one model, with CP-SAT's status."""
    outcome = context.solve(
        context.indexed.empty(),
        context.everything(),
        Plan(objective=False, two_stage=two_stage, cuts=False, priced=False, alike=True),
        share=_share_together(context),
        seconds=context.params.together_most,
        work=context.params.together_most,
        first=True,
        structure=structure,
    )
    log.debug("times first: %s in %.1f s", outcome.status, outcome.seconds)
    return outcome.state, outcome.status


def _share_together(context: SearchContext) -> float:
    """For times of all meets in one model: its share, in a short search at least what it is expected to need."""
    params, left = context.params, context.clock.seconds_left()
    expected = context.expected_exact
    if not left or expected is None:
        return params.together_share
    return max(params.together_share, min(params.exact_most, params.exact_spare * expected / left))


def from_nothing(context: SearchContext, preparation: Preparation) -> None:
    """Offers what short walks from the empty timetable find; in many schools it is a complete one at once.

    Where it is not, walks follow by hard rules alone, if everything shall be placed whatever that costs.
    """
    params, first_stage = context.params, context.first_stage
    if not preparation.ready(None if context.clock.counted else 0.0):
        return
    lifted = _all_placed(context)
    empty, short = context.indexed.empty(), (params.empty_walk_share, params.empty_walk_most)
    _offer_walked(context, first_stage.compiled, empty, short, _runners(context))
    if context.incumbent.complete or context.clock.over or not context.indexed.problem.placing_first:
        return
    # From where everything has a place, whatever that breaks, walks come through; from nothing many lessons are left.
    start, most = lifted or ejected(context), _placing_most(context)
    for number in range(params.placing_walks):
        part = params.placing_share, most * 2**number
        runners = params.steady_presets if number else params.hurried_presets
        ended = _offer_walked(context, first_stage.placing(), start, part, list(runners))
        if context.incumbent.complete or context.clock.over:
            return
        start = ended.state
        if not first_stage.learn(start):
            first_stage.bind(first_stage.completed(start))


def _all_placed(context: SearchContext) -> Assignment | None:
    """Where lifting out has ended on a slow machine, if everything has a place there."""
    incumbent = context.incumbent
    return incumbent.state if incumbent.cost is not None and incumbent.cost[0] == 0 else None


def in_a_hurry(context: SearchContext, preparation: Preparation) -> None:
    """Offers what walks find that only place what they can: no exact model comes after them.

    Where there is no time to begin at nothing, they begin where lifting out ends, so that they need not be hot.
    """
    if not preparation.ready(0.0):
        return
    params, start, runners = context.params, context.best, [context.params.placing_preset]
    if context.incumbent.state is None and (context.clock.seconds_left() or 0.0) < _placing_most(context):
        with context.clock.shielded():  # rather that, and no walk, than nothing
            start, runners = ejected(context), list(params.hurried_presets)
            if context.clock.over:
                context.incumbent.offer(context.first_stage.completed(start), "construct", "partial")
                return
    _offer_walked(context, context.first_stage.placing(), start, _hurried_part(context), runners)


def _placing_most(context: SearchContext) -> float:
    """Seconds or work at most for walks by hard rules alone."""
    return max(context.params.empty_walk_most, context.params.placing_each * len(context.indexed.parts))


def _hurried_part(context: SearchContext) -> tuple[float, float | None]:
    """A share for these walks, and seconds at most; nearly all where the rest is too short for other walks."""
    params, left = context.params, context.clock.seconds_left()
    assert left is not None, "who has no limit is in no hurry"
    each = _placing_most(context)
    taken = context.clock.seconds_left(params.hurried_walk_share, each) or 0.0
    looking = params.offering * context.clock.numbering
    if left - taken - looking >= params.anneal_least / params.repair_share:
        return params.hurried_walk_share, each
    return max(0.0, left - looking) / left if left else 0.0, None


def _offer_walked(
    context: SearchContext,
    compiled: annealing.Compiled,
    start: Assignment,
    part: tuple[float, float | None],
    runners: list[Preset],
) -> AnnealResult:
    """Offers where walks end, even at the very end of the search; returns the best end."""
    first_stage = context.first_stage

    def offer(best: AnnealResult) -> None:
        state = first_stage.completed(best.state)
        cost = context.incumbent.cost_of(state)
        context.incumbent.offer(state, "construct", "complete" if cost[:2] == (0, 0) else "better", cost)

    return _walked(context, compiled, first_stage.stripped(start), part, runners, offer)[0]


def _eased(context: SearchContext, first_stage: FirstStage, state: Assignment, rounds: int, broken: bool) -> Assignment:
    """The times moved until at every tick everybody finds a resource, as far as there is time for that.

    `rounds`: how often at most; `broken`: they may break other hard rules too.
    """
    params = context.params
    runners = _runners(context)
    share, most = params.times_walk_share, params.times_walk_most
    if broken:
        share, most = params.layers_walk_share, params.layers_walk_most
    for longer in (params.walk_growth**number for number in range(rounds)):
        short = first_stage.learn(state)
        if context.clock.over or not (short or broken):
            break
        part = longer * share, longer * most
        best, *_ = _walked(context, first_stage.compiled, first_stage.stripped(state), part, runners)
        state, broken = best.state, best.hard > 0
    return state


def _time_to_choose(context: SearchContext) -> bool:
    params = context.params
    part = params.choose_share, params.choose_most
    left = context.clock.seconds_left(*part), context.clock.work_left(*part)
    return all(one is None or one >= params.choose_least for one in left)


def one_resource_each(context: SearchContext, state: Assignment) -> Assignment:
    """The state with new choices where they cannot be deferred: in each slot one for all meets of a lesson, or nothing.

    Walks move lessons about much more easily when each has one teacher than when every meet has one of its own. The few
    meets that are left without one are left to the walks.
    """
    indexed, two_stage = context.indexed, context.two_stage
    bare = emptied(state, two_stage.binding)
    broken = IncrementalCost(indexed, context.data, context.structure.reach, bare).broken()
    share, most = context.params.choose_share, context.params.choose_most
    outcome = context.solve(
        bare,
        indexed.staying(state, {meet for meet, _ in two_stage.binding}),
        Plan(objective=False, two_stage=two_stage, cuts=False, uniform=two_stage.binding),
        share=share,
        seconds=most,
        work=most,
        hint=bare,
        structure=context.structure.repriced(broken),
    )
    log.debug("choices: %s in %.1f s", outcome.status, outcome.seconds)
    return outcome.state or state


def _runners(context: SearchContext) -> list[Preset]:
    """The presets for walks that shall break no hard rule and leave soft ones to others."""
    return named(context.params, context.params.construct_presets)


def _walked(
    context: SearchContext,
    compiled: annealing.Compiled,
    start: Assignment,
    part: tuple[float, float | None],
    runners: list[Preset],
    at_last: Callable[[AnnealResult], object] = lambda best: None,
) -> list[AnnealResult]:
    """A walk for each worker, the best result first; where one breaks no hard rule, all end.

    `part`: of what is left of the clock, and seconds or counted work at most. `at_last`: as of `walks`.
    """
    params = context.params
    seconds, work = context.clock.seconds_left(*part), context.clock.work_left(*part)
    allowed: list[bool] = []
    results = walks(
        context,
        compiled,
        [start],
        by_turns(runners, context.workers),
        on_improve=lambda _, hard, soft: allowed.append(hard == 0),
        pause=0.5,
        enough=lambda: not context.clock.counted and any(allowed),
        seconds=seconds,
        moves=None if work is None else max(1, round(work * params.moves_per_work / context.workers)),
        at_last=at_last,
    )
    context.clock.spend(work or 0.0)
    best = sorted(results, key=lambda one: one.cost)
    log.debug("walked: hard %d, soft %d", best[0].hard, best[0].soft)
    return best
