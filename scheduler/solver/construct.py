"""The first timetable: exactly and with all costs for a small school, times first and rooms after for a large one.

Hard rules are constraints here; where the school proves infeasible the answer is a verdict, and `partial` places as
much as possible instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.solver.engine import Engine
from scheduler.solver.monitors.meets import State, Usable

SMALL_MODEL = 6000
"""Up to so many (meet, placement, option) a problem is solved whole, with its costs."""

ROUNDS = 6
"""How often times are sought again because rooms did not fit."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`status` is "optimal", "feasible", "infeasible" or "unknown"; `bound` a proved bound on the soft cost."""

    status: str
    bound: int | None = None


def size(engine: Engine) -> int:
    """Number of (meet, placement, option)."""
    return sum(
        len(meet.usable.placements) * len(meet.usable.options)
        for meet in (engine.decided.meets[number] for number in engine.decided.parts)
    )


def is_small(engine: Engine) -> bool:
    return size(engine) <= SMALL_MODEL


def whole(engine: Engine, share: float = 1.0, hint: State | None = None) -> Verdict:
    """One model of everything, costs included; improves the incumbent on the way."""
    from scheduler.solver.cpsat.model import Plan

    if not _some_way(engine):
        return Verdict("infeasible")

    def found(state: State, _objective: int) -> None:
        engine.incumbent.offer(state, "improve", "better")

    outcome = engine.solve(engine.decided.empty(), engine.everything(), Plan(), share=share, hint=hint, on_state=found)
    if outcome.state is not None:
        engine.incumbent.offer(outcome.state, "construct", "complete")
    return Verdict(outcome.status, outcome.bound if outcome.status in ("optimal", "feasible") else None)


def staged(engine: Engine, share: float) -> Verdict:
    """Times and modes first, then rooms; where these do not fit, times again with what was learnt."""
    from scheduler.solver.cpsat.model import Plan

    if not _some_way(engine):
        return Verdict("infeasible")
    plan = Plan(objective=False, deferral=engine.deferral)
    hint = None
    for attempt in range(ROUNDS):
        outcome = engine.solve(engine.decided.empty(), engine.everything(), plan, share=share, hint=hint, first=True)
        if outcome.state is None:
            return Verdict(outcome.status if attempt == 0 or outcome.status == "infeasible" else "unknown")
        hint = outcome.state
        engine.incumbent.tell("construct", "times")
        state = rooms(engine, outcome.state)
        if state is not None:
            engine.incumbent.offer(state, "construct", "complete")
            return Verdict("feasible")
        if not engine.deferral.learn(outcome.state) or engine.clock.over:
            break
    if hint is not None:
        state, _ = engine.deferral.assign(hint, engine.decided.parts, engine.random)
        engine.incumbent.offer(state, "construct", "without_rooms")
    return Verdict("unknown")


def rooms(engine: Engine, state: State) -> State | None:
    """The state with every deferred choice made, first come first served or else exactly; None where that fails."""
    from scheduler.solver.cpsat.model import Plan

    done, without = engine.deferral.assign(state, engine.decided.parts, engine.random)
    if not without:
        return done
    fixed = {
        meet: Usable((state.placement[meet],), (state.option[meet],), engine.decided.meets[meet].usable.choices)
        for meet in {meet for meet, _ in engine.deferral.slots}
        if engine.decided.placed(state, meet)
    }
    outcome = engine.solve(state, fixed, Plan(objective=False), share=0.3, seconds=20, work=20, hint=done, first=True)
    return outcome.state


def partial(engine: Engine, share: float, exact: bool) -> Verdict:
    """As many periods as possible placed, hard rules kept but for those that a missing meet breaks; then few of these.

    `exact` decides everything at once with all costs; otherwise rooms come after.
    """
    from scheduler.solver.cpsat.model import Plan

    start = engine.incumbent.state or engine.decided.empty()
    empty = engine.decided.empty()
    usable = {meet: one for meet, one in engine.everything().items() if one.options}

    def found(state: State, _objective: int) -> None:
        if not exact:
            state, without = engine.deferral.assign(state, engine.decided.parts, engine.random)
            state = unplace(engine, state, without)
        engine.incumbent.offer(state, "partial", "partial")

    plan = Plan(partial=True, objective=exact, deferral=None if exact else engine.deferral)
    outcome = engine.solve(empty, usable, plan, share=share, hint=start, on_state=found)
    if outcome.state is not None:
        found(outcome.state, 0)
    return Verdict(outcome.status)


def unplace(engine: Engine, state: State, meets: Iterable[int]) -> State:
    """The state without these meets."""
    empty = engine.decided.empty()
    placement, option, choices = list(state.placement), list(state.option), list(state.choices)
    for meet in meets:
        placement[meet], option[meet], choices[meet] = empty.placement[meet], empty.option[meet], empty.choices[meet]
    return State(engine.decided.with_rests(placement), tuple(option), tuple(choices))


def _some_way(engine: Engine) -> bool:
    """Whether every meet that must be placed has a placement, an option and candidates left at all."""
    for number in engine.decided.parts:
        meet = engine.decided.meets[number]
        if meet.periods and not (meet.usable.placements and meet.usable.options):
            return False
    return True
