"""The kinds of monitors: what is counted and what a deviation costs. Plain integers, indexes and tuples only.

A *term* is active when its meet stands in one of the term's options (empty: any) and, for a term with a slot, holds one
of the term's choices there (candidate numbers; NOWHERE = -1 for nothing). A *row* counts per tick what its active terms
add while their meets run; a row is *busy* at a time when it counts more than 0 at one of the time's ticks.

A new kind is one class here that says what it reads, with an entry in each encoding: `cost` (plain reading), `cpsat`
(`encode`), `annealing` (`columns` and `kernel.read`) and both countings of `proofs`. Where an entry is missing, that
encoding raises (`of_kind`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from scheduler.problem.rules import Shape
from scheduler.solver.monitors.meets import Seen

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

    rule: int
    hard: bool
    weight: int
    shape: Shape = Shape.LINEAR

    def cost(self, deviation: int) -> int:
        """What a deviation costs, in points."""
        return self.shape.cost(self.weight, deviation)

    def reads(self) -> Reads:
        """What its deviation depends on; each kind says so."""
        raise TypeError(f"monitors of kind {type(self).__name__} do not say what they read")

    def tells_apart(self) -> Iterable[tuple[int, object]]:
        """(meet, what it is to this monitor) beside its rows: meets for which all is equal are interchangeable."""
        reads = self.reads()
        yield from ((meet, meet) for meet in reads.meets)
        yield from ((term.meet, (place, _way(term))) for place, term in enumerate(reads.terms))

    def unbreakable(self) -> bool:
        """Whether no timetable can break it, seen without any search; False where that is not known."""
        return False


EMPTY_ROW = 0
"""The number of the row that counts nothing."""


def _way(term: Term) -> object:
    """How a term reads its meet, whichever that is."""
    return term.table, term.options, term.slot, term.choices


Entry = TypeVar("Entry")


def of_kind(table: Mapping[type[Monitor], Entry], monitor: Monitor, encoding: str) -> Entry:
    """The entry of the monitor's kind; raises TypeError where the encoding has none."""
    try:
        return table[type(monitor)]
    except KeyError:
        raise TypeError(f"monitors of kind {type(monitor).__name__} are not known to {encoding}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Monitor):
    """Deviation: the sums' excesses added up."""

    sums: tuple[Sum, ...]

    def reads(self) -> Reads:
        return Reads(terms=tuple(term for one in self.sums for term in one.terms))

    def tells_apart(self) -> Iterable[tuple[int, object]]:
        return ((term.meet, (place, _way(term))) for place, one in enumerate(self.sums) for term in one.terms)

    def unbreakable(self) -> bool:
        return all(not one.terms and excess(one.constant, one.least, one.most) == 0 for one in self.sums)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity(Monitor):
    """Deviation: over all ticks, ceil(max(0, row - capacity) / unit)."""

    row: int
    capacity: int
    unit: int = 1

    def reads(self) -> Reads:
        return Reads(rows=(self.row,))

    def unbreakable(self) -> bool:
        return self.row == EMPTY_ROW and self.capacity >= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy(Monitor):
    """Deviation: over the groups, excess(busy times, least, most); `empty_free`: 0 for a group without a busy time."""

    row: int
    groups: tuple[Times, ...]
    least: int
    most: int | None
    empty_free: bool

    def reads(self) -> Reads:
        return Reads(rows=(self.row,))

    def unbreakable(self) -> bool:
        return self.row == EMPTY_ROW and (self.empty_free or excess(0, self.least, self.most) == 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle(Monitor):
    """Deviation: excess(idle times added over the groups); idle is not busy, strictly between two busy times.

    `breaks`, where given, has sets of times for each group; those idle in one of them, the one with most, count not.
    """

    row: int
    groups: tuple[Times, ...]
    least: int
    most: int | None
    breaks: tuple[tuple[Times, ...], ...] = ()

    def reads(self) -> Reads:
        return Reads(rows=(self.row,))

    def unbreakable(self) -> bool:
        return self.row == EMPTY_ROW and self.least <= 0


@dataclass(frozen=True, slots=True)
class Touched:
    """True when `row` is busy at some of `times` (`present`) or at none of them (not `present`)."""

    row: int
    times: Times
    present: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Clusters(Monitor):
    """Deviation: excess(clusters of which all members are true, least, most)."""

    clusters: tuple[tuple[Touched, ...], ...]
    least: int
    most: int | None

    def reads(self) -> Reads:
        return Reads(rows=tuple(dict.fromkeys(one.row for cluster in self.clusters for one in cluster)))

    def unbreakable(self) -> bool:
        return self.least <= 0 and (self.most is None or self.most >= len(self.clusters))


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs(Monitor):
    """Deviation: over maximal stretches of neighbouring busy times of a group, max(0, length - most)."""

    row: int
    groups: tuple[Times, ...]
    most: int

    def reads(self) -> Reads:
        return Reads(rows=(self.row,))

    def unbreakable(self) -> bool:
        return self.row == EMPTY_ROW


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches(Monitor):
    """Deviation: over the groups, max(0, changes - most).

    Go through a group's times and at each through `rows`: a busy row is where one is; a change is a row other than the
    last one that was busy.
    """

    rows: tuple[int, ...]
    groups: tuple[Times, ...]
    most: int

    def reads(self) -> Reads:
        return Reads(rows=self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs(Monitor):
    """Deviation: number of (row, time, row, time) of which both are busy."""

    pairs: tuple[tuple[int, int, int, int], ...]

    def reads(self) -> Reads:
        return Reads(rows=tuple(sorted({row for one, _, two, _ in self.pairs for row in (one, two)})))


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Monitor):
    """Deviation: number of ticks at which some but not all of `rows` count more than 0."""

    rows: tuple[int, ...]

    def reads(self) -> Reads:
        return Reads(rows=self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uneven(Monitor):
    """Deviation: number of `sets` of which some but not all of the sets of times are touched by the row."""

    row: int
    sets: tuple[tuple[Times, ...], ...]

    def reads(self) -> Reads:
        return Reads(rows=(self.row,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Monitor):
    """Deviation: excess(earliest start of `second` - latest end of `first`) in time numbers (end: start + duration).

    0 unless the placed durations of `first` (meets) add up to `durations[0]`, and of `second` to `durations[1]`.
    """

    first: tuple[int, ...]
    second: tuple[int, ...]
    durations: tuple[int, int]
    least: int
    most: int | None

    def reads(self) -> Reads:
        return Reads(meets=(*self.first, *self.second))


@dataclass(frozen=True, slots=True, kw_only=True)
class Variety(Monitor):
    """Deviation: max(0, items with an active term that adds more than 0, minus 1)."""

    items: tuple[tuple[Term, ...], ...]

    def reads(self) -> Reads:
        return Reads(terms=tuple(term for item in self.items for term in item))

    def tells_apart(self) -> Iterable[tuple[int, object]]:
        return ((term.meet, (place, _way(term))) for place, item in enumerate(self.items) for term in item)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Monitor):
    """Deviation: meets with a duration outside shortest..longest, plus excess(number of meets, least, most).

    Meets are those not absent, rests too.
    """

    meets: tuple[int, ...]
    shortest: int
    longest: int
    least: int
    most: int

    def reads(self) -> Reads:
        return Reads(meets=self.meets)

    def tells_apart(self) -> Iterable[tuple[int, object]]:
        return ()  # it counts its meets, whichever they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak(Monitor):
    """Deviation: the largest, over the members, of the deviations of that member's monitors (numbers) added up."""

    members: tuple[tuple[int, ...], ...]

    def reads(self) -> Reads:
        return Reads(monitors=tuple(one for member in self.members for one in member))

    def largest(self, deviation_of: Callable[[int], int]) -> int:
        """Its deviation, from those of the monitors that it compares."""
        return max((sum(map(deviation_of, member)) for member in self.members), default=0)


@dataclass(frozen=True)
class Monitors:
    """All monitors of a problem over shared rows and tables. A monitor of weight 0 is there for a `Peak` only."""

    rows: tuple[Row, ...]
    tables: tuple[tuple[int, ...], ...]
    monitors: tuple[Monitor, ...]
    time_ticks: tuple[tuple[int, ...], ...]
    tick_count: int


def excess(value: int, least: int | None, most: int | None) -> int:
    """By how much `value` lies outside least..most."""
    if least is not None and value < least:
        return least - value
    return value - most if most is not None and value > most else 0
