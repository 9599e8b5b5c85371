"""The first timetable: exactly and with all costs for a small school, times first and rooms after for a large one.

Hard rules are constraints here, but those that counting shows to break in any case are only priced, or left out. Where
the school proves infeasible the answer is a verdict, and `partial` places as much as possible instead. Nothing here may
take long: where no timetable comes soon, one that breaks hard rules is a better start for the rest of the search than
none.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from scheduler.solver.annealing.phase import Preparation
from scheduler.solver.construction.times_first import from_nothing, times_first
from scheduler.solver.context import SearchContext
from scheduler.solver.cpsat.plan import Plan
from scheduler.solver.lns.loop import improve
from scheduler.solver.monitors.meets import Assignment
from scheduler.solver.proofs.counting_bounds import unsatisfiable_monitors

log = logging.getLogger(__name__)

SMALL_MODEL = 1500
"""Up to so many (meet, placement, option) a problem is solved whole, with its costs."""

PATIENCE, LABOUR, LONG = 40.0, 20.0, 0.35
"""A search for times succeeds soon or hardly ever: it may take so many seconds, so much counted work, or so large a
part of what there is.
"""

SOON, REPAIR = (0.03, 8.0), 0.2
"""Where walks do not end in a complete timetable, the exact search often succeeds at once: it is asked for a part of
what is left of the clock, and at most so many seconds or so much counted work. Then the timetable may be mended for so
large a part before it is sought exactly at length.
"""

HURRY = 0.75
"""Part of its time that the exact search gets where there is a timetable already, which walks can mend too."""

MOST_PRODUCTS = 100_000
"""With more (meet, placement, choice) of choices that cannot wait, no exact model with all of them comes through."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`status` is "optimal", "feasible", "infeasible" or "unknown"; `bound` a proved bound on the soft cost.

    `settled`: the exact model of everything allows nothing better than the incumbent.
    """

    status: str
    bound: int | None = None
    settled: bool = False


def size(context: SearchContext) -> int:
    """Number of (meet, placement, option)."""
    return sum(
        len(meet.usable.placements) * len(meet.usable.options)
        for meet in (context.indexed.meets[number] for number in context.indexed.parts)
    )


def is_small(context: SearchContext) -> bool:
    return size(context) <= SMALL_MODEL


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
        structure=context.pricing(context.unsatisfiable),
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
    unsatisfiable = unsatisfiable_monitors(context.indexed, context.data, excused) if excused else context.unsatisfiable
    within_reach = _products(context) <= MOST_PRODUCTS
    first = context.incumbent.state is None
    walkable, fresh = first and "anneal" not in context.without, first and not excused
    if walkable and (within_reach if fresh else not context.indexed.problem.placing_first):
        from_nothing(context, preparation)
    roomy = walkable and not unsatisfiable and bool(context.two_stage.slots)
    if fresh and not context.incumbent.complete and (roomy or not within_reach):
        times = times_first(context, preparation, unsatisfiable, entirely=not within_reach)
        if walkable and context.incumbent.state is None and not context.clock.over:
            from_nothing(context, preparation)
        if (
            not context.incumbent.complete and times == "unknown"
        ):  # asking for free rooms too makes them no easier to find
            return Verdict("infeasible" if unsatisfiable else "unknown")
        if not context.incumbent.complete and within_reach:
            soon, most = SOON
            if _exactly(context, soon, most, most, excused, unsatisfiable) == "infeasible":
                return Verdict("infeasible")
        if not context.incumbent.complete and within_reach:
            used = context.clock.part(REPAIR)
            improve(context, enough=lambda: used() or context.incumbent.complete)
    if context.incumbent.complete:
        return Verdict("feasible")
    if context.incumbent.state is not None:
        share *= HURRY
    status = "unknown"
    if excused or within_reach:
        seconds, work = context.clock.seconds_left(LONG), context.clock.work_left(LONG)
        status = _exactly(
            context, share, max(PATIENCE, seconds or 0.0), max(LABOUR, work or 0.0), excused, unsatisfiable
        )
    return Verdict("infeasible" if unsatisfiable else status)


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
        structure=context.pricing(unsatisfiable),
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
    amount = 50.0
    while without and not context.clock.over and amount < len(context.indexed.parts):
        some = set(context.random.sample(sorted(without), min(len(without), 3)))
        freed = context.neighbourhoods.near(some, round(amount), rivals=True)
        usable = {meet: context.indexed.meets[meet].usable for meet in freed}
        plan = Plan(objective=False, two_stage=context.two_stage)
        outcome = context.solve(state, usable, plan, seconds=8, work=6, hint=state, first=True, share=0.5)
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
    outcome = context.solve(state, fixed, Plan(objective=False), share=0.3, seconds=20, work=20, hint=done, first=True)
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
        verdict = staged(context, preparation, 0.6 * share, excused) if excused else Verdict("unknown")
        context.incumbent.offer(start, "partial", "partial")
        return verdict

    def found(state: Assignment, _objective: int) -> None:
        context.incumbent.offer(state, "partial", "partial")

    context.incumbent.offer(start, "partial", "partial")
    usable = {meet: one for meet, one in context.everything().items() if one.options}
    plan = Plan(missing=frozenset(usable))
    structure = context.pricing(context.unsatisfiable)
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
