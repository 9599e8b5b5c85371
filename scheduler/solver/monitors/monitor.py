"""What a monitor is: a counter with bounds and a cost, over rows, terms and meets. Plain integers, indexes and tuples.

A *term* is active when its meet stands in one of the term's options (empty: any) and, for a term with a slot, holds one
of the term's choices there (candidate numbers; NOWHERE = -1 for nothing). A *row* counts per tick what its active terms
add while their meets run; a row is *busy* at a time when it counts more than 0 at one of the time's ticks. `kinds` are
the monitors that there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, TypeVar

from scheduler.problem.rules import Shape
from scheduler.solver.monitors.meets import Assignment, IndexedProblem, Seen

Times = tuple[int, ...]
"""Time numbers in order; `Monitors.time_ticks` gives the ticks of each.

Where grids overlap there are two sorts of ticks: stretches of clock time, and beyond them one tick for each bell (day,
start and end of a period). A time is made of clock ticks; each bell has a further time number of its own, made of its
bell tick (`Monitors.bell`). Rows are about the clock or, where `Seen.BELLS`, about bells.
"""


@dataclass(frozen=True, slots=True)
class Load:
    """`amount` units at every tick that the meet occupies, while active."""

    meet: int
    options: tuple[int, ...] = ()
    slot: int = -1
    choices: tuple[int, ...] = ()
    amount: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """What runs when: `seen` tells which ticks a meet occupies here (`Domain.seen`).

    `within`: the row, if any, that has all these loads too (the same resource without a filter, by the clock). `base`:
    what it counts by tick without any meet (empty: nothing); only capacities read such a row.
    """

    terms: tuple[Load, ...]
    seen: Seen = Seen.CLOCK
    within: int = -1
    base: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """Adds `tables[table][placement of the meet]` while active."""

    meet: int
    table: int
    options: tuple[int, ...] = ()
    slot: int = -1
    choices: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sum:
    """`excess(constant + active terms, least, most)`, divided by `divide` and rounded up."""

    terms: tuple[Term, ...]
    constant: int = 0
    least: int | None = None
    most: int | None = None
    divide: int = 1


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


EMPTY_ROW = 0
"""The number of the row that counts nothing."""


def how_read(term: Term) -> object:
    """How a term reads its meet, whichever that is."""
    return term.table, term.options, term.slot, term.choices


Entry = TypeVar("Entry")


def of_kind(table: Mapping[type[Monitor], Entry], monitor: Monitor, encoding: str) -> Entry:
    """The entry of the monitor's kind; raises TypeError where the encoding has none."""
    try:
        return table[type(monitor)]
    except KeyError:
        raise TypeError(f"monitors of kind {type(monitor).__name__} are not known to {encoding}") from None


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
        self.load = cache(self._load)

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

    def placement(self, meet: int) -> tuple[int, int]:
        """(duration, start)."""
        return self.indexed.domain(meet).placements[self.state.placement[meet]]


def excess(value: int, least: int | None, most: int | None) -> int:
    """By how much `value` lies outside least..most."""
    if least is not None and value < least:
        return least - value
    return value - most if most is not None and value > most else 0
