"""Hard rules that break however the meets are placed: twelve blocks of a subject on ten days, at most one a day.

Only adding up: no search, and each monitor by itself. What is found is true; what is not found may be impossible too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.solver.monitors.kinds import (
    Busy,
    Capacity,
    Clusters,
    Count,
    of_kind,
)
from scheduler.solver.monitors.meets import IndexedProblem
from scheduler.solver.monitors.monitor import Monitor, Monitors
from scheduler.solver.monitors.terms import Row, Sum, Term, Times


@dataclass(frozen=True, slots=True)
class Overload:
    """Why a monitor breaks, in its own units: `need` is more than `have`.

    With `over` at least `need` are certain and at most `have` fit; otherwise `need` are asked for and `have` are the
    most there can be. `limits`: by sum of a `Count`, how much of it fits, or is needed; None where it plays no part.
    """

    need: int
    have: int
    over: bool
    limits: tuple[int | None, ...] = ()


def unsatisfiable_monitors(indexed: IndexedProblem, data: Monitors, excused: Collection[int] = ()) -> frozenset[int]:
    """The numbers of hard monitors that break in all timetables in which every meet but the `excused` is placed.

    Each meet is placed as the hard rules about it alone allow (`Usable`).
    """
    counting = CertainAmounts(indexed, data.rows, data.tables, excused)
    return frozenset(
        number
        for number, monitor in enumerate(data.monitors)
        if monitor.hard and monitor.weight and counting.overload(monitor)
    )


class CertainAmounts:
    """Adds up what the meets must and may do, over shared `rows` and `tables`."""

    def __init__(
        self,
        indexed: IndexedProblem,
        rows: Sequence[Row],
        tables: Sequence[tuple[int, ...]],
        excused: Collection[int] = (),
    ) -> None:
        self.indexed, self.rows, self.tables, self.excused = indexed, rows, tables, frozenset(excused)
        self._known: dict[tuple[object, ...], int] = {}
        self._held: dict[int, dict[int, int]] = {}
        self._ways: dict[int, tuple[tuple[int, ...], tuple[int, ...]]] = {}

    def overload(self, monitor: Monitor) -> Overload | None:
        """Why it breaks, where adding up shows that it does."""
        if not monitor.counted:
            return None
        return of_kind(OVERLOADS, monitor, "the counting of what must break")(self, monitor)

    def _outside_sums(self, monitor: Count) -> Overload | None:
        return self._outside(monitor.sums)

    def _too_full(self, monitor: Capacity) -> Overload | None:
        need = max(self._reading(monitor.row).values(), default=0)
        return Overload(need, monitor.capacity, True) if need > monitor.capacity else None

    def _too_busy(self, monitor: Busy) -> Overload | None:
        if monitor.most is None:
            return None
        reading = {tick for tick, load in self._reading(monitor.row).items() if load > 0}
        for group in monitor.groups if reading else ():
            need = sum(not reading.isdisjoint(self.indexed.problem.ticks((time,))) for time in group)
            if need > monitor.most:
                return Overload(need, monitor.most, True)
        return None

    def _reading(self, row: int) -> dict[int, int]:
        """By tick, what the row holds of meets that must be placed and have a single placement (not: are pinned)."""
        if row not in self._held:
            self._held[row] = self._loads(row)
        return self._held[row]

    def _loads(self, row: int) -> dict[int, int]:
        found = {tick: amount for tick, amount in enumerate(self.rows[row].base) if amount}
        if any(load.amount < 0 for load in self.rows[row].terms):
            return {}
        for load in self.rows[row].terms:
            usable, domain = self.indexed.meets[load.meet].usable, self.indexed.domain(load.meet)
            settled = domain.placed == 1 and load.slot < 0 and self._must(load.meet)
            if settled and (not load.options or set(usable.options) <= set(load.options)):
                ticks = domain.seen(self.rows[row].seen)
                for tick in ticks[usable.placements[0]]:
                    found[tick] = found.get(tick, 0) + load.amount
        for shared, most in self.rows[row].shares:
            for tick, load_there in self._reading(shared).items():
                found[tick] -= max(0, load_there - most)
        return found

    def _too_few(self, monitor: Clusters) -> Overload | None:
        """More clusters to touch than all meets together can; a cluster of which nothing need be present is free."""
        if monitor.weights:
            return None
        touches = [next((one for one in cluster if one.present), None) for cluster in monitor.clusters]
        asked = [one for one in touches if one is not None]
        free = len(touches) - len(asked)
        meets = {load.meet for row in {one.row for one in asked} for load in self.rows[row].terms}
        sets = tuple(one.times for one in asked)
        have = free + min(len(asked), sum(self._touched(meet, sets) for meet in meets))
        return Overload(monitor.least, have, False) if monitor.least > have else None

    def _touched(self, meet: int, sets: tuple[Times, ...]) -> int:
        """The most of these sets of times that one placement of the meet can touch."""
        key = (self.indexed.meets[meet].domain, sets)
        if key not in self._known:
            of_tick: dict[int, set[int]] = {}
            for number, times in enumerate(sets):
                for tick in self.indexed.problem.ticks(times):
                    of_tick.setdefault(tick, set()).add(number)
            self._known[key] = max(
                len(set().union(*(of_tick.get(tick, ()) for tick in ticks)))
                for ticks in self.indexed.domain(meet).ticks
            )
        return self._known[key]

    def _outside(self, sums: Sequence[Sum]) -> Overload | None:
        """What is certain to be more than it may, or cannot be as much as it must: one sum, or all together."""
        ranges = [(self._certain([one]), self._possible([one])) for one in sums]
        for number, (one, (certain, possible)) in enumerate(zip(sums, ranges, strict=True)):
            before, after = (None,) * number, (None,) * (len(sums) - number - 1)
            if one.most is not None and certain > one.most:
                return Overload(certain, one.most, True, (*before, one.most, *after))
            if one.least is not None and possible < one.least:
                return Overload(one.least, possible, False, (*before, one.least, *after))
        return self._together(sums, ranges) if len(sums) > 1 else None

    def _together(self, sums: Sequence[Sum], ranges: Sequence[tuple[int, int]]) -> Overload | None:
        """The same for all sums together; no sum can be outside its range."""
        pairs = list(zip(sums, ranges, strict=True))
        most = tuple(
            min(one.most, possible) if one.most is not None and possible > 0 else None for one, (_, possible) in pairs
        )
        need, have = self._certain(_bounded(sums, most)), sum(filter(None, most))
        if need > have:
            return Overload(need, have, True, most)
        least = tuple(
            needed if one.least is not None and (needed := max(one.least, certain)) > 0 else None
            for one, (certain, _) in pairs
        )
        need, have = sum(filter(None, least)), self._possible(_bounded(sums, least))
        return Overload(need, have, False, least) if need > have else None

    def _certain(self, sums: Iterable[Sum]) -> int:
        """The least that constants and terms can add up to."""
        return self._least(sums, 1)

    def _possible(self, sums: Iterable[Sum]) -> int:
        """The most that they can add up to."""
        return -self._least(sums, -1)

    def _least(self, sums: Iterable[Sum], sign: int) -> int:
        """The least that constants and terms, times `sign`, can add up to."""
        total = 0
        by_meet: dict[int, list[Term]] = {}
        for one in sums:
            total += sign * one.constant
            for term in one.terms:
                by_meet.setdefault(term.meet, []).append(term)
        return total + sum(self._of_meet(meet, terms, sign) for meet, terms in by_meet.items())

    def _of_meet(self, meet: int, terms: list[Term], sign: int) -> int:
        """The least that the terms of one meet add up to, over all that it may do; equal meets are counted once."""
        if meet not in self._ways:
            self._ways[meet] = self._may(meet)
        placements, options = self._ways[meet]
        key = (placements, options, sign, *((term.table, term.options, term.slot) for term in terms))
        if key not in self._known:
            self._known[key] = min(self._in_option(option, placements, terms, sign) for option in options)
        return self._known[key]

    def _may(self, meet: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The placements and options of a meet."""
        one, domain = self.indexed.meets[meet], self.indexed.domain(meet)
        if self._must(meet):
            return one.usable.placements, one.usable.options
        options = tuple(range(one.options))
        if one.part == 0 and all(map(self._must, self.indexed.of_lesson[one.lesson])):
            return (domain.absent,), options  # nothing is left of a lesson with all its parts placed
        return tuple(range(len(domain.placements))), options

    def _must(self, meet: int) -> bool:
        """Whether it is placed, in a way that the hard rules about it alone allow."""
        one = self.indexed.meets[meet]
        return bool(one.periods and one.usable.placements and one.usable.options and meet not in self.excused)

    def _in_option(self, option: int, placements: Iterable[int], terms: list[Term], sign: int) -> int:
        """The same in one option; a term about a choice that is still open may be active or not."""
        active = [term for term in terms if not term.options or option in term.options]
        certain = [self.tables[term.table] for term in active if term.slot < 0]
        perhaps = [self.tables[term.table] for term in active if term.slot >= 0]
        return min(
            sum(sign * table[placement] for table in certain)
            + sum(min(0, sign * table[placement]) for table in perhaps)
            for placement in placements
        )


OVERLOADS: dict[type[Monitor], Callable[[CertainAmounts, Any], Overload | None]] = {
    Count: CertainAmounts._outside_sums,
    Clusters: CertainAmounts._too_few,
    Capacity: CertainAmounts._too_full,
    Busy: CertainAmounts._too_busy,
}
"""What adding up tells of each kind that is `counted`."""


def _bounded(sums: Iterable[Sum], limits: Iterable[int | None]) -> list[Sum]:
    return [one for one, limit in zip(sums, limits, strict=True) if limit is not None]
