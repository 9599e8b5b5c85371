"""Supplies that nobody needs: optional meets that only add units to pools (opened rooms), left out again.

A room is open when somebody needs it: the fewest stay, the largest first. What else a meet costs or saves is not asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from scheduler.solver.monitors.cost import costs
from scheduler.solver.monitors.kinds import Capacity
from scheduler.solver.monitors.meets import NOWHERE, Assignment, IndexedProblem
from scheduler.solver.monitors.monitor import Monitors, Reading


class Supplies:
    """The meets of a problem that may be left out and supply a pool."""

    def __init__(self, indexed: IndexedProblem, data: Monitors) -> None:
        self.indexed, self.data = indexed, data
        self.size: dict[int, int] = {}
        for meet in indexed.parts:
            lesson = indexed.lesson(meet)
            added = [-demand.amount for option in lesson.options for demand in option.demands if demand.amount < 0]
            if lesson.optional and added:
                self.size[meet] = max(added)
        self._pools: dict[int, list[Capacity]] = defaultdict(list)
        for monitor in data.monitors:
            if isinstance(monitor, Capacity):
                for meet in {load.meet for load in data.rows[monitor.row].terms if load.amount < 0}:
                    self._pools[meet].append(monitor)

    def without_needless(self, state: Assignment) -> Assignment:
        """The state without the supplies that can go, no pool being shorter for it and no hard rule more broken."""
        needless = self._needless(state)
        if not needless:
            return state
        before = costs(self.indexed, self.data, state)[0]
        closed = self._without(state, needless)
        if costs(self.indexed, self.data, closed)[0] <= before:
            return closed
        for meet in needless:  # some hard rule wants one of them: see which can go
            fewer = self._without(state, [meet])
            if costs(self.indexed, self.data, fewer)[0] <= before:
                state = fewer
        return state

    def _needless(self, state: Assignment) -> list[int]:
        """Supplying meets that are placed though the pools do without them, all together; the smallest go first."""
        placed = [meet for meet in self.size if self.indexed.placed(state, meet)]
        if not placed:
            return []
        reading = Reading(self.indexed, self.data, state)
        loads = {monitor.row: list(reading.load(monitor.row)) for meet in placed for monitor in self._pools[meet]}
        gone = []
        for meet in sorted(placed, key=lambda meet: (self.size[meet], meet)):
            without = {
                monitor.row: list(self._lifted(reading, monitor, meet, loads[monitor.row]))
                for monitor in self._pools[meet]
            }
            if all(
                _short(after, monitor) <= _short(loads[monitor.row][tick], monitor)
                for monitor in self._pools[meet]
                for tick, after in without[monitor.row]
            ):
                gone.append(meet)
                for row, changed in without.items():
                    for tick, after in changed:
                        loads[row][tick] = after
        return gone

    @staticmethod
    def _lifted(reading: Reading, monitor: Capacity, meet: int, load: list[int]) -> Iterator[tuple[int, int]]:
        """(tick, load) of the ticks at which the meet supplies, without it."""
        for term in reading.data.rows[monitor.row].terms:
            if term.meet == meet and term.amount < 0:
                for tick in reading.ticks(monitor.row, term):
                    yield tick, load[tick] - term.amount

    def _without(self, state: Assignment, meets: list[int]) -> Assignment:
        placement, choices = list(state.placement), list(state.choices)
        for meet in meets:
            placement[meet] = self.indexed.meets[meet].missing
            choices[meet] = tuple(NOWHERE for _ in choices[meet])
        return replace(state, placement=self.indexed.with_rests(placement), choices=tuple(choices))


def _short(load: int, monitor: Capacity) -> int:
    return -(-max(0, load - monitor.capacity) // monitor.unit)
