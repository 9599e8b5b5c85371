"""What a monitor is: a counter with bounds and a cost over what `terms` defines; and a state, as monitors read it.

`kinds` are the monitors that there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from scheduler.problem.rules import Shape
from scheduler.solver.monitors.meets import Assignment, IndexedProblem
from scheduler.solver.monitors.terms import Load, Row, Term, how_read


@dataclass(frozen=True, slots=True)
class Reads:
    """What a monitor depends on: rows, terms of its own, meets by their placements, other monitors (numbers)."""

    rows: tuple[int, ...] = ()
    terms: tuple[Term, ...] = ()
    meets: tuple[int, ...] = ()
    monitors: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """Costs `shape.cost(weight, deviation)`, hard or soft. `rule` is the number of its rule, for naming only."""

    counted: ClassVar[bool] = True
    """Whether `proofs` count it; False where counting tells nothing of the kind."""

    rule: int
    hard: bool
    weight: int
    shape: Shape = Shape.LINEAR

    def cost(self, deviation: int) -> int:
        """What a deviation costs, in points."""
        return self.shape.cost(self.weight, deviation)

    def deviation(self, reading: Reading) -> int:
        """By how much a state is off; the plain reading that the other encodings are tested against."""
        raise TypeError(f"monitors of kind {type(self).__name__} are not known to the plain reading of costs")

    def reads(self) -> Reads:
        """What its deviation depends on; each kind says so."""
        raise TypeError(f"monitors of kind {type(self).__name__} do not say what they read")

    def tells_apart(self) -> Iterable[tuple[int, object]]:
        """(meet, what it is to this monitor) beside its rows: meets for which all is equal are interchangeable."""
        reads = self.reads()
        yield from ((meet, meet) for meet in reads.meets)
        yield from ((term.meet, (place, how_read(term))) for place, term in enumerate(reads.terms))

    def unbreakable(self) -> bool:
        """Whether no timetable can break it, seen without any search; False where that is not known."""
        return False


@dataclass(frozen=True)
class Monitors:
    """All monitors of a problem over shared rows and tables. A monitor of weight 0 is there for a `Peak` only."""

    rows: tuple[Row, ...]
    tables: tuple[tuple[int, ...], ...]
    monitors: tuple[Monitor, ...]
    time_ticks: tuple[tuple[int, ...], ...]
    tick_count: int


class Reading:
    """One state, as monitors read it: how busy rows are, what terms add, where meets stand."""

    def __init__(self, indexed: IndexedProblem, data: Monitors, state: Assignment) -> None:
        self.indexed, self.data, self.state = indexed, data, state
        self.own = cache(self._own)
        self.busy_times = cache(self._busy_times)

    def active(self, meet: int, options: Sequence[int], slot: int, choices: Sequence[int]) -> bool:
        if options and self.state.option[meet] not in options:
            return False
        return slot < 0 or self.state.choices[meet][slot] in choices

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

    def load(self, row: int) -> tuple[int, ...]:
        """What a row counts, by tick."""
        shares = self.data.rows[row].shares
        if not shares:
            return self.own(row)
        excesses = zip(*([max(0, load - most) for load in self.own(one)] for one, most in shares), strict=True)
        return tuple(load - sum(over) for load, over in zip(self.own(row), excesses, strict=True))

    def _own(self, row: int) -> tuple[int, ...]:
        """What the loads of a row come to, by tick, shares or not."""
        loads = list(self.data.rows[row].base) or [0] * self.data.tick_count
        for term in self.data.rows[row].terms:
            for tick in self.ticks(row, term):
                loads[tick] += term.amount
        return tuple(loads)

    def busy(self, row: int, time: int) -> bool:
        return self.busy_times(row)[time]

    def pattern(self, row: int, times: Sequence[int]) -> list[bool]:
        return list(map(self.busy_times(row).__getitem__, times))

    def touched(self, row: int, times: Sequence[int]) -> bool:
        """Whether the row is busy at some of the times."""
        return any(map(self.busy_times(row).__getitem__, times))

    def _busy_times(self, row: int) -> list[bool]:
        """By time number, whether the row is busy."""
        load = self.load(row)
        return [
            load[ticks[0]] > 0 if len(ticks) == 1 else any(load[tick] > 0 for tick in ticks)
            for ticks in self.data.time_ticks
        ]

    def placement(self, meet: int) -> tuple[int, int]:
        """(duration, start)."""
        return self.indexed.domain(meet).placements[self.state.placement[meet]]
