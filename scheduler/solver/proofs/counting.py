"""What counting alone proves: somebody who is busy at exactly n times pays for what n times cannot avoid.

No solver is needed and nothing is searched; `bound` adds what small models prove on top. Every cost told here is one
that no complete timetable within the hard rules can go below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scheduler.solver.monitors.kinds import (
    Busy,
    Capacity,
    Clusters,
    Count,
    of_kind,
)
from scheduler.solver.monitors.meets import IndexedProblem, Seen
from scheduler.solver.monitors.monitor import Monitor, Monitors
from scheduler.solver.monitors.terms import Times, excess


@dataclass(frozen=True, slots=True)
class Presence:
    """A row is busy at exactly `count` of the times in `within`, in every complete timetable."""

    count: int
    within: frozenset[int]


class UnavoidableCosts:
    """What soft monitors of one problem cost at least. Hard monitors of weight 0 prove nothing."""

    def __init__(self, indexed: IndexedProblem, data: Monitors) -> None:
        self.indexed, self.data = indexed, data
        self._presences: dict[int, Presence | None] = {}
        # A busy time is a busy tick only where times and ticks are the same thing.
        ticks = data.time_ticks
        self._plain = all(len(one) == 1 for one in ticks) and len(set(ticks)) == len(ticks)

    def least_costs(self) -> dict[int, int]:
        """By soft monitor, the cost that cannot be avoided; monitors without one are left out."""
        found = {}
        for number, monitor in enumerate(self.data.monitors):
            if not monitor.hard and monitor.weight:
                cost = monitor.cost(self.least_deviation(monitor))
                if cost > 0:
                    found[number] = cost
        return found

    def least_deviation(self, monitor: Monitor) -> int:
        """The least deviation in any complete timetable, as far as counting tells (0 where it tells nothing)."""
        if not monitor.counted:
            return 0
        return of_kind(LEAST_DEVIATIONS, monitor, "the counting of unavoidable costs")(self, monitor)

    def least_busy(self, monitor: Busy) -> int:
        there = self.presence(monitor.row)
        return _least_busy(there, monitor) if there else 0

    def least_touched(self, monitor: Clusters) -> int:
        clusters = monitor.clusters
        if monitor.weights or not clusters or not all(len(one) == 1 and one[0].present for one in clusters):
            return 0
        if len({one[0].row for one in clusters}) > 1:
            return 0
        there = self.presence(clusters[0][0].row)
        return _least_touched(there, monitor) if there else 0

    def nothing(self, _monitor: Monitor) -> int:
        return 0

    def presence(self, row: int) -> Presence | None:
        """At how many times the row is busy; None where that depends on the timetable."""
        if row not in self._presences:
            self._presences[row] = self._counted(row)
        return self._presences[row]

    def _counted(self, row: int) -> Presence | None:
        if not self._plain or not self._exclusive(row) or self.data.rows[row].seen is Seen.FIRST_WEEK:
            return None
        meets = set()
        for load in self.data.rows[row].terms:
            options = self.indexed.meets[load.meet].usable.options
            if load.slot >= 0 or load.amount < 1 or (load.options and not set(options) <= set(load.options)):
                return None
            meets.add(load.meet)
        count = 0
        within: set[int] = set()
        for lesson in {self.indexed.meets[meet].lesson for meet in meets}:
            often = self._times_per_period(lesson) if meets.issuperset(self.indexed.of_lesson[lesson]) else None
            if often is None:
                return None
            count += often * self.indexed.problem.lessons[lesson].duration
            for meet in self.indexed.of_lesson[lesson]:
                times = self.indexed.domain(meet).times
                within.update(
                    time for placement in self.indexed.meets[meet].usable.placements for time in times[placement]
                )
        return Presence(count, frozenset(within))

    def _times_per_period(self, lesson: int) -> int | None:
        """How many times of the cycle one period of the lesson takes; None where that varies or it may stay away."""
        if self.indexed.problem.lessons[lesson].optional:
            return None
        found = set()
        for meet in self.indexed.of_lesson[lesson]:
            domain = self.indexed.domain(meet)
            for placement in self.indexed.meets[meet].usable.placements:
                often, left = divmod(len(set(domain.times[placement])), domain.placements[placement][0])
                if left:
                    return None
                found.add(often)
        return found.pop() if len(found) == 1 else None

    def _exclusive(self, row: int) -> bool:
        return row in self._single or self.data.rows[row].within in self._single

    @cached_property
    def _single(self) -> frozenset[int]:
        """Rows of which a hard rule lets one meet run at a time."""
        return frozenset(
            monitor.row
            for monitor in self.data.monitors
            if isinstance(monitor, Capacity) and monitor.hard and monitor.weight and monitor.capacity == 1
            if all(load.amount >= 1 for load in self.data.rows[monitor.row].terms)
            if not self.data.rows[monitor.row].shares
        )


def _disjoint(groups: Iterable[Times]) -> list[Times]:
    """Groups that share no time, as they come."""
    kept: list[Times] = []
    seen: set[int] = set()
    for group in groups:
        if seen.isdisjoint(group):
            seen.update(group)
            kept.append(group)
    return kept


def _least_busy(there: Presence, monitor: Busy) -> int:
    """Over all ways to spread the busy times; groups that overlap others are passed over, which only lowers it."""
    groups = _disjoint(monitor.groups)
    rooms = [len(there.within.intersection(group)) for group in groups]
    outside = len(there.within.difference(*groups))

    def price(busy: int) -> int:
        return 0 if monitor.empty_free and not busy else excess(busy, monitor.least, monitor.most)

    best: dict[int, int] = {0: 0}
    for room in rooms:
        spread: dict[int, int] = {}
        for used, paid in best.items():
            for busy in range(min(room, there.count - used) + 1):
                cost = paid + price(busy)
                if cost < spread.get(used + busy, cost + 1):
                    spread[used + busy] = cost
        best = spread
    return min((paid for used, paid in best.items() if there.count - used <= outside), default=0)


def _least_touched(there: Presence, monitor: Clusters) -> int:
    groups = [one[0].times for one in monitor.clusters]
    if len(_disjoint(groups)) < len(groups):
        return 0
    rooms = sorted((len(there.within.intersection(group)) for group in groups), reverse=True)
    outside = len(there.within.difference(*groups))
    fewest = _fewest(rooms, there.count - outside)
    most = min(there.count, sum(room > 0 for room in rooms))
    return min((excess(touched, monitor.least, monitor.most) for touched in range(fewest, most + 1)), default=0)


def _fewest(rooms: Sequence[int], needed: int) -> int:
    """How many of the largest rooms hold what is needed."""
    used = 0
    for room in rooms:
        if needed <= 0:
            break
        needed -= room
        used += 1
    return used


LEAST_DEVIATIONS: dict[type[Monitor], Callable[[UnavoidableCosts, Any], int]] = {
    Busy: UnavoidableCosts.least_busy,
    Clusters: UnavoidableCosts.least_touched,
    Capacity: UnavoidableCosts.nothing,
    Count: UnavoidableCosts.nothing,
}
"""What counting tells of each kind that is `counted`."""
