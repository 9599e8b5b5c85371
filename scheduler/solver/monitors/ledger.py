"""The cost of a state kept up to date: only monitors that a changed meet can reach are read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.solver.monitors.cost import Reading, deviations
from scheduler.solver.monitors.kinds import Monitors, Peak
from scheduler.solver.monitors.meets import Decisions, State


@dataclass(frozen=True, slots=True)
class Change:
    """What another state would cost: new deviations by monitor, and the totals."""

    state: State
    deviations: dict[int, int]
    hard: int
    soft: int


class Ledger:
    """Deviations and costs of one state."""

    def __init__(self, decided: Decisions, data: Monitors, reach: Sequence[Sequence[int]], state: State) -> None:
        self.decided, self.data, self.reach = decided, data, reach
        self.state = state
        self.deviations = list(deviations(decided, data, state))
        self.costs = [
            monitor.shape.cost(monitor.weight, deviation)
            for monitor, deviation in zip(data.monitors, self.deviations, strict=True)
        ]

    def total(self, hard: bool) -> int:
        return sum(cost for cost, one in zip(self.costs, self.data.monitors, strict=True) if one.hard is hard)

    def broken(self) -> frozenset[int]:
        """Hard monitors that cost something."""
        return frozenset(number for number, cost in enumerate(self.costs) if cost and self.data.monitors[number].hard)

    def change(self, state: State) -> Change:
        """What `state` costs, seen from here."""
        old = self.state
        touched: dict[int, None] = {}
        for meet in self.decided.parts:
            if (old.placement[meet], old.option[meet], old.choices[meet]) != (
                state.placement[meet],
                state.option[meet],
                state.choices[meet],
            ):
                touched.update(dict.fromkeys(self.reach[meet]))
        reading = Reading(self.decided, self.data, state)
        new: dict[int, int] = {}
        hard, soft = self.total(True), self.total(False)
        for number in sorted(touched):
            monitor = self.data.monitors[number]
            if isinstance(monitor, Peak):
                deviation = max(
                    (sum(new.get(one, self.deviations[one]) for one in member) for member in monitor.members), default=0
                )
            else:
                deviation = reading.deviation(monitor)
            new[number] = deviation
            difference = monitor.shape.cost(monitor.weight, deviation) - self.costs[number]
            if monitor.hard:
                hard += difference
            else:
                soft += difference
        return Change(state, new, hard, soft)

    def accept(self, change: Change) -> None:
        """Makes the change's state the one this ledger keeps."""
        self.state = change.state
        for number, deviation in change.deviations.items():
            self.deviations[number] = deviation
            monitor = self.data.monitors[number]
            self.costs[number] = monitor.shape.cost(monitor.weight, deviation)
