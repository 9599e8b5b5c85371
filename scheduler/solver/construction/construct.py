"""The first timetable: exactly and with all costs for a small school, times first and rooms after for a large one.

Hard rules are constraints here, but those that counting shows to break in any case are only priced, or left out. Where
the school proves infeasible the answer is a verdict, and `partial` places as much as possible instead. Nothing here may
take long: where no timetable comes soon, one that breaks hard rules is a better start for the rest of the search than
none.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from scheduler.solver.annealing.preparing import Preparation
from scheduler.solver.construction.ejecting import by_ejecting
from scheduler.solver.construction.times_first import from_nothing, in_a_hurry, times_first
from scheduler.solver.context import SearchContext
from scheduler.solver.cpsat.plan import Plan
from scheduler.solver.lns.loop import improve
from scheduler.solver.monitors.meets import Assignment
from scheduler.solver.proofs.counting_bounds import unsatisfiable_monitors

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`status` is "optimal", "feasible", "infeasible" or "unknown"; `bound` a proved bound on the soft cost.

    `settled`: the exact model of everything allows nothing better than the incumbent.
    """

    status: str
    bound: int | None = None
    settled: bool = False


def is_small(context: SearchContext) -> bool:
    return context.size <= context.params.small_model


def whole(context: SearchContext, share: float = 1.0, hint: Assignment | None = None) -> Verdict:
    """One model of everything, costs included; improves the incumbent on the way.

    Counts that break in any case are priced; then everything is placed, and the verdict is "infeasible" all the same.
    """
    if not _some_way(context):
        return Verdict("infeasible")

    def found(state: Assignment, _objective: int) -> None:
        context.incumbent.offer(state, "improve", "better")

    outcome = context.solve(
        context.indexed.empty(),
        context.everything(),
        Plan(),
        share=share,
        hint=hint,
        structure=context.structure.repriced(context.unsatisfiable),
        on_state=found,
    )
    if outcome.state is not None:
        context.incumbent.offer(outcome.state, "construct", "complete")
    settled = outcome.status == "optimal" and (not context.unsatisfiable or context.indexed.problem.placing_first)
    if context.unsatisfiable:
        return Verdict("infeasible", settled=settled)
    return Verdict(outcome.status, outcome.bound if outcome.status in ("optimal", "feasible") else None, settled)


def staged(
    context: SearchContext, preparation: Preparation, share: float, excused: frozenset[int] = frozenset()
) -> Verdict:
    """Times and modes first, then rooms: by walks that keep enough rooms free, or else by the exact model.

    Meets in `excused` stay unplaced for now. Counts that break even so are left out. Where deciding all other choices
    with the times is out of reach, at least something is placed.
    """
    if not excused and not _some_way(context):
        return Verdict("infeasible")
    walkable = "anneal" not in context.without
    first = context.incumbent.state is None
    if walkable and first and not context.clock.counted and _walks_are_late(context, preparation):
        by_ejecting(context)
    if walkable and first and not excused and _hurried(context):
        in_a_hurry(context, preparation)
        if context.incumbent.complete or context.clock.over:
            return Verdict("feasible" if context.incumbent.complete else "unknown")
        return Verdict("infeasible" if context.unsatisfiable else "unknown")
    unsatisfiable = unsatisfiable_monitors(context.indexed, context.data, excused) if excused else context.unsatisfiable
    within_reach = _products(context) <= context.params.most_products
    if first:
        verdict = _quickly(context, preparation, excused, unsatisfiable, within_reach)
        if verdict is not None:
            return verdict
    if context.incumbent.complete:
        return Verdict("feasible")
    status = "unknown"
    if excused or within_reach:
        status = _at_length(context, share, excused, unsatisfiable)
    return Verdict("infeasible" if unsatisfiable else status)


def _quickly(
    context: SearchContext,
    preparation: Preparation,
    excused: frozenset[int],
    unsatisfiable: frozenset[int],
    within_reach: bool,
) -> Verdict | None:
    """Offers what walks and short exact searches find from nothing; a verdict where no more can be found.

    `within_reach`: one exact model can decide all choices that cannot be deferred with the times.
    """
    walkable, before = "anneal" not in context.without, context.incumbent.cost
    if walkable and (not context.indexed.problem.placing_first if excused else within_reach):
        from_nothing(context, preparation)
    roomy = walkable and not unsatisfiable and bool(context.two_stage.slots)
    if excused or context.incumbent.complete or not (roomy or not within_reach):
        return None
    times = times_first(context, preparation, unsatisfiable, entirely=not within_reach)
    late = times == "unknown" and _hurried(context)
    if walkable and (context.incumbent.cost == before or late) and not context.clock.over:
        (in_a_hurry if late else from_nothing)(context, preparation)
    if context.incumbent.complete:
        return None
    if times == "unknown":  # asking for free rooms too makes them no easier to find
        return Verdict("infeasible" if unsatisfiable else "unknown")
    return _exactly_and_repaired(context, unsatisfiable) if within_reach else None


def _walks_are_late(context: SearchContext, preparation: Preparation) -> bool:
    """Whether walks cannot begin yet, or get so little of the machine that something must be there before."""
    return context.clock.slowness > context.params.most_slowness or not preparation.ready(0.0)


def _hurried(context: SearchContext) -> bool:
    """Whether an exact model is not to be expected to find times in what is left, and walks are the better bet."""
    left, expected = context.clock.seconds_left(context.params.exact_part), context.expected_exact
    return left is not None and expected is not None and left < expected


def _exactly_and_repaired(context: SearchContext, unsatisfiable: frozenset[int]) -> Verdict | None:
    """A short exact search, then neighbourhoods for a while; a verdict where the exact model is infeasible."""
    params = context.params
    most = params.early_most
    if _exactly(context, params.early_share, most, most, frozenset(), unsatisfiable) == "infeasible":
        return Verdict("infeasible")
    if not context.incumbent.complete:
        used = context.clock.part(params.early_repair_share)
        improve(context, enough=lambda: used() or context.incumbent.complete)
    return None


def _at_length(context: SearchContext, share: float, excused: frozenset[int], unsatisfiable: frozenset[int]) -> str:
    """The long exact search, less long where there is a timetable already, which walks can repair."""
    params, clock = context.params, context.clock
    if context.incumbent.state is not None:
        share *= params.later_factor
    seconds = max(params.times_seconds, clock.seconds_left(params.times_share) or 0.0)
    work = max(params.times_work, clock.work_left(params.times_share) or 0.0)
    return _exactly(context, share, seconds, work, excused, unsatisfiable)


def _exactly(
    context: SearchContext,
    share: float,
    seconds: float,
    work: float,
    excused: frozenset[int],
    unsatisfiable: frozenset[int],
) -> str:
    """Times for which rooms can be found, in one model; then the rooms, for which a few meets may be moved.

    The times get a share of what is left of the clock, and at most so many seconds or so much counted work.
    """
    usable = context.everything()
    for meet in excused:
        usable[meet] = replace(usable[meet], placements=())
    outcome = context.solve(
        context.indexed.empty(),
        usable,
        Plan(objective=False, two_stage=context.two_stage, missing=excused, priced=False),
        share=share,
        seconds=seconds,
        work=work,
        hint=context.incumbent.state,
        first=True,
        structure=context.structure.repriced(unsatisfiable),
    )
    if outcome.state is None:
        return outcome.status
    context.incumbent.tell("construct", "times")
    return "feasible" if _with_rooms(context, outcome.state) else "unknown"


def _products(context: SearchContext) -> int:
    """Number of (meet, placement, choice) of the choices that cannot be deferred."""
    meets = (context.indexed.meets[meet].usable for meet in context.indexed.parts)
    return sum(
        len(usable.placements) * len(choices)
        for meet, usable in enumerate(meets)
        for slot, choices in enumerate(usable.choices)
        if (meet, slot) in context.two_stage.binding
    )


def _with_rooms(context: SearchContext, state: Assignment) -> bool:
    """Offers the state with every deferred choice made; moves meets for which nothing is free. True where all fit."""
    done = rooms(context, state)
    if done is None:
        done, without = context.two_stage.assign(state, context.indexed.parts, context.random)
        context.incumbent.offer(done, "construct", "without_rooms")
        done = _moved(context, done, set(without))
    if done is None:
        return False
    context.incumbent.offer(done, "construct", "complete")
    return True


def _moved(context: SearchContext, state: Assignment, without: set[int]) -> Assignment | None:
    """The state after moving the meets `without` a room, and others around them, until all hold one."""
    context.two_stage.learn(state)
    params = context.params
    amount = params.room_moves_meets
    while without and not context.clock.over and amount < len(context.indexed.parts):
        some = set(context.random.sample(sorted(without), min(len(without), 3)))
        freed = context.neighbourhoods.near(some, round(amount), rivals=True)
        usable = {meet: context.indexed.meets[meet].usable for meet in freed}
        plan = Plan(objective=False, two_stage=context.two_stage)
        outcome = context.solve(
            state,
            usable,
            plan,
            share=params.room_moves_share,
            seconds=params.room_moves_seconds,
            work=params.room_moves_work,
            hint=state,
            first=True,
        )
        if outcome.state is None:
            amount *= 1.3
            continue
        moved, left = context.two_stage.assign(outcome.state, usable, context.random)
        if len(set(left)) < len(without & set(usable)):
            state, without = moved, (without - set(usable)) | set(left)
        else:
            amount *= 1.15
    return None if without else state


def rooms(context: SearchContext, state: Assignment) -> Assignment | None:
    """The state with every deferred choice made, first come first served or else exactly; None where that fails."""
    done, without = context.two_stage.assign(state, context.indexed.parts, context.random)
    if not without:
        return done
    fixed = context.indexed.staying(state, {meet for meet, _ in context.two_stage.slots})
    share, most = context.params.rooms_share, context.params.rooms_most
    plan = Plan(objective=False)
    outcome = context.solve(state, fixed, plan, share=share, seconds=most, work=most, hint=done, first=True)
    return outcome.state


def partial(
    context: SearchContext, preparation: Preparation, share: float, exact: bool, excused: frozenset[int] = frozenset()
) -> Verdict:
    """As many periods as possible placed, then few hard rules broken; no others than a missing meet or counting breaks.

    `exact` decides everything at once with all costs. Otherwise what a proof says cannot all be placed (`excused`) is
    left out first; where that finds nothing soon either, all is left to annealing and the neighbourhoods.
    """
    start = context.best
    if not exact:
        verdict = (
            staged(context, preparation, context.params.partial_times_share * share, excused)
            if excused
            else Verdict("unknown")
        )
        context.incumbent.offer(start, "partial", "partial")
        return verdict

    def found(state: Assignment, _objective: int) -> None:
        context.incumbent.offer(state, "partial", "partial")

    context.incumbent.offer(start, "partial", "partial")
    usable = {meet: one for meet, one in context.everything().items() if one.options}
    plan = Plan(missing=frozenset(usable))
    structure = context.structure.repriced(context.unsatisfiable)
    outcome = context.solve(
        context.indexed.empty(), usable, plan, share=share, hint=start, structure=structure, on_state=found
    )
    if outcome.state is not None:
        found(outcome.state, 0)
    # Where what is unplaced costs what its rule says, a rule that is strict here may be worth breaking instead.
    return Verdict(outcome.status, settled=outcome.status == "optimal" and context.indexed.problem.placing_first)


def _some_way(context: SearchContext) -> bool:
    """Whether every meet that must be placed has a placement, an option and candidates left at all."""
    for number in context.indexed.parts:
        meet = context.indexed.meets[number]
        if meet.periods and not (meet.usable.placements and meet.usable.options):
            return False
    return True
