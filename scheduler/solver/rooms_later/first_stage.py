"""The first stage for the walks of the annealing: they move times until the second stage will find enough resources.

A walk that also chooses rooms spends most of its moves on rooms. Without them it is several times faster and its
landscape smoother; Hall's condition stands in for them, set by set as sets turn out short.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from random import Random

from scheduler.solver import annealing
from scheduler.solver.annealing.reducing import Reduced, reduced_problem
from scheduler.solver.monitors.incremental_cost import deciding
from scheduler.solver.monitors.meets import NOWHERE, Assignment, IndexedProblem
from scheduler.solver.monitors.monitor import Monitors
from scheduler.solver.monitors.reach import terms_of
from scheduler.solver.rooms_later.relaxed import relaxed_problem
from scheduler.solver.rooms_later.two_stage import TwoStage


class FirstStage:
    """The problem in which the (meet, slot) of `slots`, deferrable ones, are chosen in the second stage."""

    def __init__(self, two_stage: TwoStage, slots: Collection[tuple[int, int]], random: Random) -> None:
        self.two_stage, self.slots, self.random = two_stage, frozenset(slots), random
        self.indexed, self.data = two_stage.indexed, two_stage.data
        self.sets = two_stage.scarce() if slots else set()
        self._whole: tuple[IndexedProblem, Monitors] | None = None
        self._compiled: annealing.Compiled | None = None
        self._reduced: Reduced | None = None

    def problem(self, indexed: IndexedProblem) -> tuple[IndexedProblem, Monitors]:
        """The problem (whole, or with less to decide) and its monitors without the deferred slots."""
        if not self.slots:
            return indexed, self.data
        two_stage, sets = self.two_stage, sorted(self.sets, key=sorted)
        return relaxed_problem(indexed, self.data, self.slots, two_stage.asking, two_stage.blocked, sets)

    @property
    def whole(self) -> tuple[IndexedProblem, Monitors]:
        """`problem` of all meets; made anew when sets have been learned."""
        if self._whole is None:
            self._whole = self.problem(self.indexed)
        return self._whole

    @property
    def compiled(self) -> annealing.Compiled:
        """The problem for the walks; flattened anew when sets have been learned."""
        if self._compiled is None:
            bands = self.two_stage.structure.bands
            self._compiled = annealing.compile(*self.whole, self.two_stage.params, bands)
        return self._compiled

    @property
    def reduced(self) -> Reduced:
        """The same without soft rules and with bands as one; made anew when sets have been learned."""
        if self._reduced is None:
            indexed, data = self.whole
            self._reduced = reduced_problem(indexed, data, self.two_stage.structure.bands, deciding(data))
        return self._reduced

    def placing(self) -> annealing.Compiled:
        """`reduced` for walks that place what they can in seconds."""
        params = self.two_stage.params
        params = replace(params, focus=params.placing_focus, move_shares=params.placing_shares)
        return annealing.compile(*self.whole, params, reduced=self.reduced)

    def stripped(self, state: Assignment) -> Assignment:
        """The state without the choices of the second stage."""
        return emptied(state, self.slots)

    def completed(self, state: Assignment) -> Assignment:
        """The state with a free resource in every slot, as far as they go."""
        if not self.slots:
            return state
        return self.two_stage.assign(state, self.indexed.parts, self.random, self.slots)[0]

    def learn(self, state: Assignment) -> bool:
        """Counts the sets too of which the state asks for too many; whether there are some."""
        short = self.two_stage.shortages(state) if self.slots else set()
        if not short <= self.sets:
            self.sets |= short
            self._forget()
        return bool(short)

    def bind(self, done: Assignment) -> bool:
        """No longer leaves open what a completed state shows that counting does not decide; whether there is some.

        Where no tick asks for too much and somebody goes without all the same, it is for what overlaps in part: a
        lesson of two periods beside others of one. Then walks choose for all who want the same.
        """
        without = self._without(done)
        if not without or self.two_stage.shortages(done):
            return False
        wanted = {one for request in without for one in self._wanted(request)}
        self.slots = frozenset(one for one in self.slots if wanted.isdisjoint(self._wanted(one)))
        self._forget()
        return True

    def _without(self, done: Assignment) -> list[tuple[int, int]]:
        """The deferred (meet, slot) that must hold something in this state and hold nothing."""
        return [
            (meet, slot)
            for meet, slot in self.slots & self.two_stage.structure.required
            if self.indexed.placed(done, meet)
            and done.choices[meet][slot] == NOWHERE
            and done.option[meet] in self.indexed.meets[meet].slots[slot].options
        ]

    def _wanted(self, request: tuple[int, int]) -> frozenset[int]:
        meet, slot = request
        one = self.indexed.meets[meet]
        return frozenset(one.slots[slot].candidates[choice] for choice in one.usable.choices[slot])

    def _forget(self) -> None:
        self._whole = self._compiled = self._reduced = None


def emptied(state: Assignment, slots: Iterable[tuple[int, int]]) -> Assignment:
    """The state in which these (meet, slot) hold nothing."""
    choices = list(state.choices)
    for meet, slot in slots:
        choices[meet] = (*choices[meet][:slot], NOWHERE, *choices[meet][slot + 1 :])
    return replace(state, choices=tuple(choices))


def unpreferred(two_stage: TwoStage, random: Random) -> FirstStage:
    """The first stage that defers every slot it can but those about which a soft rule has a wish."""
    wished = {
        (term.meet, term.slot)
        for monitor in two_stage.data.monitors
        if not monitor.hard and monitor.weight
        for term in terms_of(monitor, two_stage.data)
    }
    return FirstStage(two_stage, two_stage.slots - wished, random)
