"""What a state costs according to the monitors: the plain reading that the compiled search is tested against.

Nothing is incremental here; a state is turned into busy rows and each monitor is read as its docstring says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from scheduler.solver.monitors.kinds import (
    Busy,
    Capacity,
    Clusters,
    Count,
    Idle,
    Link,
    Load,
    Monitor,
    Monitors,
    Order,
    Pairs,
    Peak,
    Runs,
    Split,
    Switches,
    Term,
    Uneven,
    Variety,
    excess,
    of_kind,
)
from scheduler.solver.monitors.meets import Assignment, IndexedProblem


def costs(indexed: IndexedProblem, data: Monitors, state: Assignment) -> tuple[int, int]:
    """(hard, soft) cost of the state."""
    hard = soft = 0
    for monitor, deviation in zip(data.monitors, deviations(indexed, data, state), strict=True):
        cost = monitor.cost(deviation)
        if monitor.hard:
            hard += cost
        else:
            soft += cost
    return hard, soft


def deviations(indexed: IndexedProblem, data: Monitors, state: Assignment) -> tuple[int, ...]:
    """The deviation of each monitor."""
    reading = Reading(indexed, data, state)
    found: list[int] = []
    for monitor in data.monitors:
        if isinstance(monitor, Peak):
            found.append(monitor.largest(found.__getitem__))
        else:
            found.append(reading.deviation(monitor))
    return tuple(found)


class Reading:
    """One state, read by any monitor but a `Peak`."""

    def __init__(self, indexed: IndexedProblem, data: Monitors, state: Assignment) -> None:
        self.indexed, self.data, self.state = indexed, data, state
        self.load = cache(self._load)

    def active(self, meet: int, options: Sequence[int], slot: int, choices: Sequence[int]) -> bool:
        if options and self.state.option[meet] not in options:
            return False
        if slot < 0:
            return True
        if self.state.option[meet] not in self.indexed.meets[meet].slots[slot].options:
            return False
        return self.state.choices[meet][slot] in choices

    def value(self, term: Term) -> int:
        if not self.active(term.meet, term.options, term.slot, term.choices):
            return 0
        return self.data.tables[term.table][self.state.placement[term.meet]]

    def ticks(self, row: int, load: Load) -> Sequence[int]:
        """The ticks at which a load of the row counts now."""
        if not self.active(load.meet, load.options, load.slot, load.choices):
            return ()
        domain = self.indexed.domain(load.meet)
        return domain.seen(self.data.rows[row].seen)[self.state.placement[load.meet]]

    def _load(self, row: int) -> tuple[int, ...]:
        loads = list(self.data.rows[row].base) or [0] * self.data.tick_count
        for term in self.data.rows[row].terms:
            for tick in self.ticks(row, term):
                loads[tick] += term.amount
        return tuple(loads)

    def busy(self, row: int, time: int) -> bool:
        return any(self.load(row)[tick] > 0 for tick in self.data.time_ticks[time])

    def pattern(self, row: int, times: Sequence[int]) -> list[bool]:
        return [self.busy(row, time) for time in times]

    def deviation(self, monitor: Monitor) -> int:
        return of_kind(DEVIATIONS, monitor, "the plain reading of costs")(self, monitor)

    def placement(self, meet: int) -> tuple[int, int]:
        """(duration, start)."""
        return self.indexed.domain(meet).placements[self.state.placement[meet]]


def _count(reading: Reading, monitor: Count) -> int:
    return sum(
        -(-excess(one.constant + sum(map(reading.value, one.terms)), one.least, one.most) // one.divide)
        for one in monitor.sums
    )


def _capacity(reading: Reading, monitor: Capacity) -> int:
    return sum(-(-max(0, load - monitor.capacity) // monitor.unit) for load in reading.load(monitor.row))


def _busy(reading: Reading, monitor: Busy) -> int:
    counts = [sum(reading.pattern(monitor.row, group)) for group in monitor.groups]
    return sum(excess(count, monitor.least, monitor.most) for count in counts if count or not monitor.empty_free)


def _idle(reading: Reading, monitor: Idle) -> int:
    idle = 0
    for group, meals in zip(monitor.groups, monitor.breaks or [()] * len(monitor.groups), strict=True):
        idle += idle_times(reading.pattern(monitor.row, group), [[time in meal for time in group] for meal in meals])
    return excess(idle, monitor.least, monitor.most)


def _clusters(reading: Reading, monitor: Clusters) -> int:
    true = sum(
        all(any(reading.pattern(one.row, one.times)) == one.present for one in cluster) for cluster in monitor.clusters
    )
    return excess(true, monitor.least, monitor.most)


def _runs(reading: Reading, monitor: Runs) -> int:
    return sum(_overlong(reading.pattern(monitor.row, group), monitor.most) for group in monitor.groups)


def _switches(reading: Reading, monitor: Switches) -> int:
    total = 0
    for group in monitor.groups:
        seen = [row for time in group for row in range(len(monitor.rows)) if reading.busy(monitor.rows[row], time)]
        changes = sum(one != two for one, two in pairwise(seen))
        total += max(0, changes - monitor.most)
    return total


def _pairs(reading: Reading, monitor: Pairs) -> int:
    return sum(reading.busy(one, at) and reading.busy(two, later) for one, at, two, later in monitor.pairs)


def _link(reading: Reading, monitor: Link) -> int:
    together = zip(*map(reading.load, monitor.rows), strict=True)
    return sum(len({load > 0 for load in loads}) > 1 for loads in together)


def _uneven(reading: Reading, monitor: Uneven) -> int:
    return sum(len({any(reading.pattern(monitor.row, times)) for times in one}) > 1 for one in monitor.sets)


def _variety(reading: Reading, monitor: Variety) -> int:
    return max(0, sum(any(reading.value(term) > 0 for term in item) for item in monitor.items) - 1)


def _order(reading: Reading, monitor: Order) -> int:
    placed = [
        [reading.placement(meet) for meet in meets if reading.indexed.placed(reading.state, meet)]
        for meets in (monitor.first, monitor.second)
    ]
    if any(sum(d for d, _ in found) != wanted for found, wanted in zip(placed, monitor.durations, strict=True)):
        return 0
    ends = [start + duration for duration, start in placed[0]]
    starts = [start for _, start in placed[1]]
    return excess(min(starts) - max(ends), monitor.least, monitor.most)


def _split(reading: Reading, monitor: Split) -> int:
    durations = [duration for duration, _ in map(reading.placement, monitor.meets) if duration]
    wrong = sum(not monitor.shortest <= duration <= monitor.longest for duration in durations)
    return wrong + excess(len(durations), monitor.least, monitor.most)


DEVIATIONS: dict[type[Monitor], Callable[[Reading, Any], int]] = {
    Count: _count,
    Capacity: _capacity,
    Busy: _busy,
    Idle: _idle,
    Clusters: _clusters,
    Runs: _runs,
    Switches: _switches,
    Pairs: _pairs,
    Link: _link,
    Uneven: _uneven,
    Variety: _variety,
    Order: _order,
    Split: _split,
}


def idle_times(pattern: list[bool], meals: Sequence[list[bool]] = ()) -> int:
    """How many are not busy, strictly between two that are; without those of the meal that has most of them."""
    if True not in pattern:
        return 0
    first, last = pattern.index(True), len(pattern) - 1 - pattern[::-1].index(True)
    idle = [first < position < last and not busy for position, busy in enumerate(pattern)]
    return sum(idle) - max((sum(map(bool.__and__, idle, meal)) for meal in meals), default=0)


def _overlong(pattern: list[bool], most: int) -> int:
    total = length = 0
    for busy in [*pattern, False]:
        if busy:
            length += 1
        else:
            total += max(0, length - most)
            length = 0
    return total
