"""What a state costs according to the monitors: the plain reading that compiled engines are tested against.

Nothing is incremental here; a state is turned into busy rows and each monitor is read as its docstring says.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

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
    Row,
    Runs,
    Split,
    Switches,
    Term,
    Uneven,
    Variety,
    excess,
)
from scheduler.solver.monitors.meets import Assignment, Domain, IndexedProblem


def costs(indexed: IndexedProblem, data: Monitors, state: Assignment) -> tuple[int, int]:
    """(hard, soft) cost of the state."""
    hard = soft = 0
    for monitor, deviation in zip(data.monitors, deviations(indexed, data, state), strict=True):
        cost = monitor.shape.cost(monitor.weight, deviation)
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
            found.append(max((sum(found[one] for one in member) for member in monitor.members), default=0))
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
        return ticks_of(domain, self.data.rows[row])[self.state.placement[load.meet]]

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
        match monitor:
            case Count(sums=sums):
                return sum(
                    -(-excess(one.constant + sum(map(self.value, one.terms)), one.least, one.most) // one.divide)
                    for one in sums
                )
            case Capacity(row=row, capacity=capacity, unit=unit):
                return sum(-(-max(0, load - capacity) // unit) for load in self.load(row))
            case Busy(row=row, groups=groups, least=least, most=most, empty_free=empty_free):
                counts = [sum(self.pattern(row, group)) for group in groups]
                return sum(excess(count, least, most) for count in counts if count or not empty_free)
            case Idle(row=row, groups=groups, least=least, most=most, breaks=breaks):
                found = 0
                for group, meals in zip(groups, breaks or [()] * len(groups), strict=True):
                    found += idle_times(self.pattern(row, group), [[time in meal for time in group] for meal in meals])
                return excess(found, least, most)
            case Clusters(clusters=clusters, least=least, most=most):
                true = sum(
                    all(any(self.pattern(one.row, one.times)) == one.present for one in cluster) for cluster in clusters
                )
                return excess(true, least, most)
            case Runs(row=row, groups=groups, most=most):
                return sum(_overlong(self.pattern(row, group), most) for group in groups)
            case Switches(rows=rows, groups=groups, most=most):
                total = 0
                for group in groups:
                    seen = [row for time in group for row in range(len(rows)) if self.busy(rows[row], time)]
                    changes = sum(one != two for one, two in pairwise(seen))
                    total += max(0, changes - most)
                return total
            case Pairs(pairs=pairs):
                return sum(self.busy(one, at) and self.busy(two, later) for one, at, two, later in pairs)
            case Link(rows=rows):
                return sum(len({load > 0 for load in loads}) > 1 for loads in zip(*map(self.load, rows), strict=True))
            case Uneven(row=row, sets=sets):
                return sum(len({any(self.pattern(row, times)) for times in one}) > 1 for one in sets)
            case Order():
                return self._order(monitor)
            case Variety(items=items):
                return max(0, sum(any(self.value(term) > 0 for term in item) for item in items) - 1)
            case Split():
                return self._split(monitor)
        raise TypeError(f"unknown monitor {type(monitor).__name__}")

    def _placement(self, meet: int) -> tuple[int, int]:
        return self.indexed.domain(meet).placements[self.state.placement[meet]]

    def _order(self, monitor: Order) -> int:
        placed = [
            [self._placement(meet) for meet in meets if self.indexed.placed(self.state, meet)]
            for meets in (monitor.first, monitor.second)
        ]
        if any(sum(d for d, _ in found) != wanted for found, wanted in zip(placed, monitor.durations, strict=True)):
            return 0
        ends = [start + duration for duration, start in placed[0]]
        starts = [start for _, start in placed[1]]
        return excess(min(starts) - max(ends), monitor.least, monitor.most)

    def _split(self, monitor: Split) -> int:
        durations = [duration for duration, _ in map(self._placement, monitor.meets) if duration]
        wrong = sum(not monitor.shortest <= duration <= monitor.longest for duration in durations)
        return wrong + excess(len(durations), monitor.least, monitor.most)


def ticks_of(domain: Domain, row: Row) -> tuple[tuple[int, ...], ...]:
    """By placement, the ticks at which a meet counts in the row."""
    if row.by_bells:
        return domain.bell_ticks
    return domain.slot_ticks if row.weekless else domain.ticks


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
