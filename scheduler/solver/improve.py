"""Neighbourhood search: free some meets, solve them exactly while the rest stands still, keep what is no worse."""

from __future__ import annotations

from functools import partial

from scheduler.solver.engine import Engine
from scheduler.solver.incumbent import Cost
from scheduler.solver.monitors.ledger import Change, Ledger
from scheduler.solver.monitors.meets import State
from scheduler.solver.neighbourhoods import Freed, Neighbourhoods

SECONDS, WORK = 5.0, 4.0
"""The most that one neighbourhood may take."""


def improve(engine: Engine) -> None:
    """Improves the incumbent until the clock is over or nothing is left to improve."""
    incumbent = engine.incumbent
    if incumbent.state is None or engine.clock.over:
        return
    hood = Neighbourhoods(engine)
    ledger = Ledger(engine.decided, engine.data, engine.structure.reach, incumbent.state)
    cost: Cost = (incumbent.unplaced(ledger.state), ledger.total(True), ledger.total(False))
    while not engine.clock.over and cost > (0, 0, incumbent.bound or 0):
        if cost[0] and engine.random.random() < 0.75:
            freed = hood.around_unplaced(ledger.state, round(hood.kinds[0].amount))
        else:
            freed = hood.next(ledger.state, ledger.costs)
        if not freed.usable:
            hood.learn(freed, False, "unknown")
            continue
        change, status = _tried(engine, ledger, freed, cost)
        improved = False
        if change is not None:
            found = (incumbent.unplaced(change.state), change.hard, change.soft)
            improved = found < cost
            if found <= cost:
                ledger.accept(change)
                cost = found
            if improved:
                incumbent.offer(change.state, "improve", "better", found)
        hood.learn(freed, improved, status)
        engine.tally[f"{freed.kind.name} tried"] += 1
        engine.tally[f"{freed.kind.name} improved"] += improved
    incumbent.certify("improve", "better")


def _tried(engine: Engine, ledger: Ledger, freed: Freed, cost: Cost) -> tuple[Change | None, str]:
    """What solving the freed meets brings, with the status of the model."""
    from scheduler.solver.cpsat.model import Plan

    state = ledger.state
    waiting = any(not engine.decided.placed(state, meet) for meet in freed.usable if engine.decided.meets[meet].periods)
    flexible = any(
        engine.decided.lesson(meet).flexible and not engine.decided.lesson(meet).optional for meet in freed.usable
    )
    plan = Plan(
        missing=frozenset(freed.usable) if waiting or (flexible and cost[0] > 0) else frozenset(),
        deferral=engine.deferral if freed.times else None,
    )
    solve = partial(
        engine.solve, seconds=SECONDS, work=WORK, hint=state, structure=engine.pricing(ledger.broken()), share=0.9
    )
    outcome = solve(state, freed.usable, plan)
    if outcome.state is None:
        return None, outcome.status
    change = ledger.change(outcome.state)
    if not freed.times:
        return change, outcome.status
    return _with_choices(engine, ledger, freed, outcome.state, cost), outcome.status


def _with_choices(engine: Engine, ledger: Ledger, freed: Freed, state: State, cost: Cost) -> Change | None:
    """Rooms for the freed meets at their new times: what they held where it is free, or else the best there is."""
    from scheduler.solver.cpsat.model import Plan
    from scheduler.solver.monitors.meets import Usable

    done, without = engine.deferral.assign(state, freed.usable, engine.random)
    if not without:
        change = ledger.change(done)
        if (engine.incumbent.unplaced(done), change.hard, change.soft) <= cost:
            return change
    fixed = {
        meet: Usable((state.placement[meet],), (state.option[meet],), engine.decided.meets[meet].usable.choices)
        for meet in freed.usable
        if engine.decided.placed(state, meet)
        and any((meet, slot) in engine.deferral.slots for slot in _slots(engine, meet))
    }
    if not fixed:
        return ledger.change(done)
    outcome = engine.solve(
        state, fixed, Plan(), seconds=2.0, work=1.0, hint=done, structure=engine.pricing(ledger.broken())
    )
    return ledger.change(outcome.state) if outcome.state is not None else None


def _slots(engine: Engine, meet: int) -> range:
    return range(len(engine.decided.meets[meet].slots))
