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
from scheduler.solver.construction.times_first import from_nothing, roughly
from scheduler.solver.engine import Engine
from scheduler.solver.lns.loop import improve
from scheduler.solver.monitors.meets import State
from scheduler.solver.proofs.overfull import overfull

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


def size(engine: Engine) -> int:
    """Number of (meet, placement, option)."""
    return sum(
        len(meet.usable.placements) * len(meet.usable.options)
        for meet in (engine.decided.meets[number] for number in engine.decided.parts)
    )


def is_small(engine: Engine) -> bool:
    return size(engine) <= SMALL_MODEL


def whole(engine: Engine, share: float = 1.0, hint: State | None = None) -> Verdict:
    """One model of everything, costs included; improves the incumbent on the way.

    Counts that break in any case are priced; then everything is placed, and the verdict is "infeasible" all the same.
    """
    from scheduler.solver.cpsat.model import Plan

    if not _some_way(engine):
        return Verdict("infeasible")

    def found(state: State, _objective: int) -> None:
        engine.incumbent.offer(state, "improve", "better")

    outcome = engine.solve(
        engine.decided.empty(),
        engine.everything(),
        Plan(),
        share=share,
        hint=hint,
        structure=engine.pricing(engine.doomed),
        on_state=found,
    )
    if outcome.state is not None:
        engine.incumbent.offer(outcome.state, "construct", "complete")
    settled = outcome.status == "optimal" and (not engine.doomed or engine.decided.problem.placing_first)
    if engine.doomed:
        return Verdict("infeasible", settled=settled)
    return Verdict(outcome.status, outcome.bound if outcome.status in ("optimal", "feasible") else None, settled)


def staged(engine: Engine, preparation: Preparation, share: float, excused: frozenset[int] = frozenset()) -> Verdict:
    """Times and modes first, then rooms: by walks that make room for them, or else exactly.

    Meets in `excused` stay unplaced for now. Counts that break even so are left out. Where deciding all other choices
    with the times is out of reach, at least something is placed.
    """
    if not excused and not _some_way(engine):
        return Verdict("infeasible")
    doomed = overfull(engine.decided, engine.data, excused) if excused else engine.doomed
    within_reach = _products(engine) <= MOST_PRODUCTS
    first = engine.incumbent.state is None
    walkable, fresh = first and "anneal" not in engine.without, first and not excused
    if walkable and (within_reach if fresh else not engine.decided.problem.placing_first):
        from_nothing(engine, preparation)
    roomy = walkable and not doomed and bool(engine.deferral.slots)
    if fresh and not engine.incumbent.complete and (roomy or not within_reach):
        times = roughly(engine, preparation, doomed, entirely=not within_reach)
        if walkable and engine.incumbent.state is None and not engine.clock.over:
            from_nothing(engine, preparation)
        if not engine.incumbent.complete and times == "unknown":  # with room for rooms they are no easier to find
            return Verdict("infeasible" if doomed else "unknown")
        if not engine.incumbent.complete and within_reach:
            soon, most = SOON
            if _exactly(engine, soon, most, most, excused, doomed) == "infeasible":
                return Verdict("infeasible")
        if not engine.incumbent.complete and within_reach:
            used = engine.clock.part(REPAIR)
            improve(engine, enough=lambda: used() or engine.incumbent.complete)
    if engine.incumbent.complete:
        return Verdict("feasible")
    if engine.incumbent.state is not None:
        share *= HURRY
    status = "unknown"
    if excused or within_reach:
        seconds, work = engine.clock.seconds_left(LONG), engine.clock.work_left(LONG)
        status = _exactly(engine, share, max(PATIENCE, seconds or 0.0), max(LABOUR, work or 0.0), excused, doomed)
    return Verdict("infeasible" if doomed else status)


def _exactly(
    engine: Engine, share: float, seconds: float, work: float, excused: frozenset[int], doomed: frozenset[int]
) -> str:
    """Times for which rooms can be found, in one model; then the rooms, for which a few meets may be moved.

    The times get a share of what is left of the clock, and at most so many seconds or so much counted work.
    """
    from scheduler.solver.cpsat.model import Plan

    usable = engine.everything()
    for meet in excused:
        usable[meet] = replace(usable[meet], placements=())
    outcome = engine.solve(
        engine.decided.empty(),
        usable,
        Plan(objective=False, deferral=engine.deferral, missing=excused, priced=False),
        share=share,
        seconds=seconds,
        work=work,
        hint=engine.incumbent.state,
        first=True,
        structure=engine.pricing(doomed),
    )
    if outcome.state is None:
        return outcome.status
    engine.incumbent.tell("construct", "times")
    return "feasible" if _with_rooms(engine, outcome.state) else "unknown"


def _products(engine: Engine) -> int:
    """Number of (meet, placement, choice) of the choices that cannot wait."""
    meets = (engine.decided.meets[meet].usable for meet in engine.decided.parts)
    return sum(
        len(usable.placements) * len(choices)
        for meet, usable in enumerate(meets)
        for slot, choices in enumerate(usable.choices)
        if (meet, slot) in engine.deferral.binding
    )


def _with_rooms(engine: Engine, state: State) -> bool:
    """Offers the state with every deferred choice made; moves meets for which nothing is free. True where all fit."""
    done = rooms(engine, state)
    if done is None:
        done, without = engine.deferral.assign(state, engine.decided.parts, engine.random)
        engine.incumbent.offer(done, "construct", "without_rooms")
        done = _moved(engine, done, set(without))
    if done is None:
        return False
    engine.incumbent.offer(done, "construct", "complete")
    return True


def _moved(engine: Engine, state: State, without: set[int]) -> State | None:
    """The state after moving the meets `without` a room, and others around them, until all hold one."""
    from scheduler.solver.cpsat.model import Plan

    engine.deferral.learn(state)
    amount = 50.0
    while without and not engine.clock.over and amount < len(engine.decided.parts):
        some = set(engine.random.sample(sorted(without), min(len(without), 3)))
        freed = engine.hood.near(some, round(amount), rivals=True)
        usable = {meet: engine.decided.meets[meet].usable for meet in freed}
        plan = Plan(objective=False, deferral=engine.deferral)
        outcome = engine.solve(state, usable, plan, seconds=8, work=6, hint=state, first=True, share=0.5)
        if outcome.state is None:
            amount *= 1.3
            continue
        moved, left = engine.deferral.assign(outcome.state, usable, engine.random)
        if len(set(left)) < len(without & set(usable)):
            state, without = moved, (without - set(usable)) | set(left)
        else:
            amount *= 1.15
    return None if without else state


def rooms(engine: Engine, state: State) -> State | None:
    """The state with every deferred choice made, first come first served or else exactly; None where that fails."""
    from scheduler.solver.cpsat.model import Plan

    done, without = engine.deferral.assign(state, engine.decided.parts, engine.random)
    if not without:
        return done
    fixed = engine.decided.staying(state, {meet for meet, _ in engine.deferral.slots})
    outcome = engine.solve(state, fixed, Plan(objective=False), share=0.3, seconds=20, work=20, hint=done, first=True)
    return outcome.state


def partial(
    engine: Engine, preparation: Preparation, share: float, exact: bool, excused: frozenset[int] = frozenset()
) -> Verdict:
    """As many periods as possible placed, then few hard rules broken; no others than a missing meet or counting breaks.

    `exact` decides everything at once with all costs. Otherwise what a proof says cannot all be placed (`excused`) is
    left out first; where that finds nothing soon either, all is left to annealing and the neighbourhoods.
    """
    from scheduler.solver.cpsat.model import Plan

    start = engine.best
    if not exact:
        verdict = staged(engine, preparation, 0.6 * share, excused) if excused else Verdict("unknown")
        engine.incumbent.offer(start, "partial", "partial")
        return verdict

    def found(state: State, _objective: int) -> None:
        engine.incumbent.offer(state, "partial", "partial")

    engine.incumbent.offer(start, "partial", "partial")
    usable = {meet: one for meet, one in engine.everything().items() if one.options}
    plan = Plan(missing=frozenset(usable))
    structure = engine.pricing(engine.doomed)
    outcome = engine.solve(
        engine.decided.empty(), usable, plan, share=share, hint=start, structure=structure, on_state=found
    )
    if outcome.state is not None:
        found(outcome.state, 0)
    # Where what is unplaced costs what its rule says, a rule that is strict here may be worth breaking instead.
    return Verdict(outcome.status, settled=outcome.status == "optimal" and engine.decided.problem.placing_first)


def _some_way(engine: Engine) -> bool:
    """Whether every meet that must be placed has a placement, an option and candidates left at all."""
    for number in engine.decided.parts:
        meet = engine.decided.meets[number]
        if meet.periods and not (meet.usable.placements and meet.usable.options):
            return False
    return True
