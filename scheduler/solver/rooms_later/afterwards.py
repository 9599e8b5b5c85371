"""Choosing resources after times, for the walks of the annealing: they move times until there will be enough.

A walk that also chooses rooms spends most of its moves on rooms. Without them it is several times faster and its
landscape smoother; Hall's condition stands in for them, set by set as sets turn out short.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.solver.engine import Engine
from scheduler.solver.monitors.kinds import Monitors
from scheduler.solver.monitors.meets import NOWHERE, Decisions, State
from scheduler.solver.monitors.reach import terms_of
from scheduler.solver.rooms_later.relaxed import waiting

if TYPE_CHECKING:
    from scheduler.solver.annealing import Compiled
    from scheduler.solver.rooms_later.deferral import Deferral


class Afterwards:
    """The problem in which the (meet, slot) of `slots`, deferrable ones, are chosen after the times."""

    def __init__(self, engine: Engine, deferral: Deferral, slots: Collection[tuple[int, int]]) -> None:
        self.engine, self.deferral, self.slots = engine, deferral, frozenset(slots)
        self.sets = deferral.scarce() if slots else set()
        self._compiled: Compiled | None = None

    def problem(self, decided: Decisions) -> tuple[Decisions, Monitors]:
        """Decisions (the engine's, or with less to decide) and monitors without the slots."""
        if not self.slots:
            return decided, self.engine.data
        deferral, sets = self.deferral, sorted(self.sets, key=sorted)
        return waiting(decided, self.engine.data, self.slots, deferral.asking, deferral.blocked, sets)

    @property
    def compiled(self) -> Compiled:
        """The problem for the walks; flattened anew when sets have been learned."""
        from scheduler.solver.annealing import compile as flat

        if self._compiled is None:
            self._compiled = flat(*self.problem(self.engine.decided))
        return self._compiled

    def stripped(self, state: State) -> State:
        """The state without what is chosen afterwards."""
        return emptied(state, self.slots)

    def completed(self, state: State) -> State:
        """The state with a free resource in every slot, as far as they go."""
        if not self.slots:
            return state
        return self.deferral.assign(state, self.engine.decided.parts, self.engine.random, self.slots)[0]

    def learn(self, state: State) -> bool:
        """Counts the sets too of which the state asks for too many; whether there are some."""
        short = self.deferral.shortages(state) if self.slots else set()
        if not short <= self.sets:
            self.sets |= short
            self._compiled = None
        return bool(short)


def emptied(state: State, slots: Iterable[tuple[int, int]]) -> State:
    """The state in which these (meet, slot) hold nothing."""
    choices = list(state.choices)
    for meet, slot in slots:
        choices[meet] = (*choices[meet][:slot], NOWHERE, *choices[meet][slot + 1 :])
    return replace(state, choices=tuple(choices))


def unpreferred(engine: Engine) -> Afterwards:
    """Every slot waits that can, and about which nobody has a wish."""
    wished = {
        (term.meet, term.slot)
        for monitor in engine.data.monitors
        if not monitor.hard and monitor.weight
        for term in terms_of(monitor, engine.data)
    }
    return Afterwards(engine, engine.deferral, engine.deferral.slots - wished)
