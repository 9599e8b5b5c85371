"""Supplies that nobody needs: optional meets that only add units to pools (opened rooms), left out again.

A room is open when somebody needs it: the fewest stay, the largest first. What else a meet costs or saves is not asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from scheduler.solver.monitors.kinds import Capacity, Peak
from scheduler.solver.monitors.meets import NOWHERE, Assignment, IndexedProblem
from scheduler.solver.monitors.monitor import Monitor, Monitors, Reading


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
        before = self._hard(state)
        closed = self._without(state, needless)
        if self._hard(closed) <= before:
            return closed
        for meet in needless:  # some hard rule wants one of them: see which can go
            fewer = self._without(state, [meet])
            if self._hard(fewer) <= before:
                state = fewer
        return state

    def _hard(self, state: Assignment) -> int:
        """What the hard rules cost that supplies can break."""
        reading = Reading(self.indexed, self.data, state)
        known = self.data.monitors
        return sum(
            monitor.cost(
                monitor.largest(lambda one: known[one].deviation(reading))
                if isinstance(monitor, Peak)
                else monitor.deviation(reading)
            )
            for monitor in self._concerned
        )

    @cached_property
    def _concerned(self) -> tuple[Monitor, ...]:
        """The hard monitors that read supplies, and those that compare others."""
        rows = {
            number for number, row in enumerate(self.data.rows) if any(load.meet in self.size for load in row.terms)
        }

        def concerned(monitor: Monitor) -> bool:
            reads = monitor.reads()
            meets = (*reads.meets, *(term.meet for term in reads.terms))
            return bool(reads.monitors) or not rows.isdisjoint(reads.rows) or any(meet in self.size for meet in meets)

        return tuple(monitor for monitor in self.data.monitors if monitor.hard and concerned(monitor))

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
