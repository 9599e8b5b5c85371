"""The cost of a state kept up to date: only monitors that a changed meet can reach are read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from scheduler.solver.monitors.kinds import Peak
from scheduler.solver.monitors.meets import Assignment, IndexedProblem
from scheduler.solver.monitors.monitor import Monitor, Monitors, Reading
from scheduler.solver.monitors.terms import Load

NOTHING: Mapping[int, int] = MappingProxyType({})

Mentions = tuple[tuple[tuple[int, Load], ...], ...]
"""By meet, the rows that count it, each with the load."""


def mentions(indexed: IndexedProblem, data: Monitors) -> Mentions:
    """Where the rows of a problem mention each meet."""
    found: list[list[tuple[int, Load]]] = [[] for _ in indexed.meets]
    for number, row in enumerate(data.rows):
        for load in row.terms:
            found[load.meet].append((number, load))
    return tuple(map(tuple, found))


def deciding(data: Monitors) -> frozenset[int]:
    """The hard monitors, and those that a hard one reads; one that reads others comes after them."""
    found: set[int] = set()
    for number, monitor in reversed(list(enumerate(data.monitors))):
        if monitor.hard or number in found:
            found |= {number, *monitor.reads().monitors}
    return frozenset(found)


class CachedReading(Reading):
    """A state whose rows' own loads are kept once read, and carried over to states that differ in a few meets."""

    def __init__(self, indexed: IndexedProblem, data: Monitors, state: Assignment, mentions: Mentions) -> None:
        super().__init__(indexed, data, state)
        self.mentions = mentions
        self.known: dict[int, tuple[int, ...]] = {}
        self.known_busy: dict[int, list[bool]] = {}
        self.before: CachedReading | None = None
        """The reading from which this one was carried over, while it is told what differs."""
        self.changed: frozenset[int] = frozenset()
        """The rows that a meet counts in, in the reading before or in this one, that differs between them."""
        self.own = self._kept  # type: ignore[assignment]
        self.busy_times = self._kept_busy  # type: ignore[assignment]

    def _kept(self, row: int) -> tuple[int, ...]:
        if row not in self.known:
            self.known[row] = self._own(row)
        return self.known[row]

    def _kept_busy(self, row: int) -> list[bool]:
        if row not in self.known_busy:
            self.known_busy[row] = self._busy_times(row)
        return self.known_busy[row]

    def _counts(self, load: Load) -> bool:
        return self.active(load.meet, load.options, load.slot, load.choices)

    def without(self, row: int, loads: Iterable[Load]) -> list[int]:
        """What the loads of the row come to but for these."""
        left = list(self.own(row))
        for load in loads:
            for tick in self.ticks(row, load):
                left[tick] -= load.amount
        return left

    def moved(self, state: Assignment, meets: Iterable[int]) -> CachedReading:
        """This reading of a state in which only these meets differ."""
        new = CachedReading(self.indexed, self.data, state, self.mentions)
        touched: dict[int, list[Load]] = {}
        for meet in meets:
            for row, load in self.mentions[meet]:
                if row in self.known and (self._counts(load) or new._counts(load)):
                    touched.setdefault(row, []).append(load)
        new.before, new.changed = self, frozenset(touched)
        new.known = dict(self.known)
        new.known_busy = {row: busy for row, busy in self.known_busy.items() if row not in touched}
        for row, loads in touched.items():
            counts = self.without(row, loads)
            for load in loads:
                for tick in new.ticks(row, load):
                    counts[tick] += load.amount
            new.known[row] = tuple(counts)
        return new


@dataclass(frozen=True, slots=True)
class Change:
    """What another state would cost: new deviations by monitor, and the totals."""

    reading: CachedReading
    deviations: dict[int, int]
    hard: int
    soft: int

    @property
    def state(self) -> Assignment:
        return self.reading.state


class IncrementalCost:
    """Deviations and costs of one state.

    `only`: no other monitors are read, the rest count as kept; with each, what it reads must be among them.
    """

    def __init__(
        self,
        indexed: IndexedProblem,
        data: Monitors,
        reach: Sequence[Sequence[int]],
        state: Assignment,
        only: frozenset[int] | None = None,
    ) -> None:
        self.indexed, self.data, self.reach, self.only = indexed, data, reach, only
        self.reading = CachedReading(indexed, data, state, mentions(indexed, data))
        self._rows_alone = [_rows_alone(monitor) for monitor in data.monitors]
        self.deviations: list[int] = []
        for number, monitor in enumerate(data.monitors):
            read = only is None or number in only
            self.deviations.append(self._deviation(monitor, self.reading, {}) if read else 0)
        self.costs = [
            monitor.cost(deviation) for monitor, deviation in zip(data.monitors, self.deviations, strict=True)
        ]

    @property
    def state(self) -> Assignment:
        return self.reading.state

    def _deviation(self, monitor: Monitor, reading: Reading, new: Mapping[int, int]) -> int:
        """A monitor's deviation, where those in `new` have changed already; a `Peak` comes after what it compares."""
        if not isinstance(monitor, Peak):
            return monitor.deviation(reading)
        return monitor.largest(lambda one: new.get(one, self.deviations[one]))

    def total(self, hard: bool) -> int:
        return sum(cost for cost, one in zip(self.costs, self.data.monitors, strict=True) if one.hard is hard)

    def broken(self) -> frozenset[int]:
        """Hard monitors that cost something."""
        return frozenset(number for number, cost in enumerate(self.costs) if cost and self.data.monitors[number].hard)

    def change(self, state: Assignment) -> Change:
        """What `state` costs, seen from here."""
        old = self.state
        moved = [
            meet
            for meet in range(len(self.indexed.meets))
            if old.placement[meet] != state.placement[meet]
            or old.option[meet] != state.option[meet]
            or old.choices[meet] != state.choices[meet]
        ]
        reading = self.reading.moved(state, moved)
        new = self.deviations_in(reading, moved)
        hard, soft = self.total(True), self.total(False)
        for number, deviation in new.items():
            monitor = self.data.monitors[number]
            difference = monitor.cost(deviation) - self.costs[number]
            if monitor.hard:
                hard += difference
            else:
                soft += difference
        return Change(reading, new, hard, soft)

    def deviations_in(
        self,
        reading: CachedReading,
        moved: Iterable[int],
        among: frozenset[int] | None = None,
        known: Mapping[int, int] = NOTHING,
    ) -> dict[int, int]:
        """By monitor that these meets can change, its deviation in a state in which only they differ.

        `among`: no others are asked for; with each, what it reads must be among them. `known`: deviations in this state
        that need not be read again.
        """
        touched = {number for meet in moved for number in self.reach[meet]}
        if among is not None:
            touched &= among
        if self.only is not None:
            touched &= self.only
        changed = reading.changed if reading.before is self.reading else None
        new = dict(known)
        for number in sorted(touched - new.keys()):
            rows = self._rows_alone[number]
            if changed is not None and rows is not None and changed.isdisjoint(rows):
                new[number] = self.deviations[number]  # a room that could be held, and is not before nor after
            else:
                new[number] = self._deviation(self.data.monitors[number], reading, new)
        return new

    def accept(self, change: Change) -> None:
        """Makes the change's state the one whose cost is kept."""
        self.reading = change.reading
        self.reading.before = None  # else all readings that ever were would be kept
        for number, deviation in change.deviations.items():
            self.deviations[number] = deviation
            monitor = self.data.monitors[number]
            self.costs[number] = monitor.cost(deviation)


def _rows_alone(monitor: Monitor) -> tuple[int, ...] | None:
    """The rows of a monitor that depends on nothing else; None for any other."""
    reads = monitor.reads()
    return None if reads.terms or reads.meets or reads.monitors else reads.rows
