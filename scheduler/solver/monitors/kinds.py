"""The kinds of monitors: what an engine counts and what a deviation costs. Plain integers, indexes and tuples only.

A *term* is active when its meet stands in one of the term's options (empty: any) and, for a term with a slot, holds one
of the term's choices there (candidate numbers; NOWHERE = -1 for nothing). A *row* counts per tick what its active terms
add while their meets run; a row is *busy* at a time when it counts more than 0 at one of the time's ticks.
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.problem.rules import Shape

Times = tuple[int, ...]
"""Time numbers in order; `Monitors.time_ticks` gives the ticks of each.

Where grids overlap there are two sorts of ticks: stretches of clock time, and beyond them one tick for each bell (day,
start and end of a period). A time is made of clock ticks; each bell has a further time number of its own, made of its
bell tick (`Monitors.bell`). Rows are about the clock or, `by_bells`, about bells.
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
    """`weekless`: a meet occupies its ticks as seen in the first week (`Domain.slot_ticks`).

    `by_bells`: it occupies the bell ticks of its own periods instead (`Domain.bell_ticks`). `within`: the row, if any,
    that has all these loads too (the same resource without a filter, by the clock). `base`: what it counts
    by tick without any meet (empty: nothing); only capacities read such a row.
    """

    terms: tuple[Load, ...]
    weekless: bool = False
    within: int = -1
    base: tuple[int, ...] = ()
    by_bells: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """Costs `shape.cost(weight, deviation)`, hard or soft. `rule` is the number of its rule, for naming only."""

    rule: int
    hard: bool
    weight: int
    shape: Shape = Shape.LINEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Monitor):
    """Deviation: the sums' excesses added up."""

    sums: tuple[Sum, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity(Monitor):
    """Deviation: over all ticks, ceil(max(0, row - capacity) / unit)."""

    row: int
    capacity: int
    unit: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy(Monitor):
    """Deviation: over the groups, excess(busy times, least, most); `empty_free`: 0 for a group without a busy time."""

    row: int
    groups: tuple[Times, ...]
    least: int
    most: int | None
    empty_free: bool


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs(Monitor):
    """Deviation: over maximal stretches of neighbouring busy times of a group, max(0, length - most)."""

    row: int
    groups: tuple[Times, ...]
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches(Monitor):
    """Deviation: over the groups, max(0, changes - most).

    Go through a group's times and at each through `rows`: a busy row is where one is; a change is a row other than the
    last one that was busy.
    """

    rows: tuple[int, ...]
    groups: tuple[Times, ...]
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs(Monitor):
    """Deviation: number of (row, time, row, time) of which both are busy."""

    pairs: tuple[tuple[int, int, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Monitor):
    """Deviation: number of ticks at which some but not all of `rows` count more than 0."""

    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Uneven(Monitor):
    """Deviation: number of `sets` of which some but not all of the sets of times are touched by the row."""

    row: int
    sets: tuple[tuple[Times, ...], ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Variety(Monitor):
    """Deviation: max(0, items with an active term that adds more than 0, minus 1)."""

    items: tuple[tuple[Term, ...], ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak(Monitor):
    """Deviation: the largest, over the members, of the deviations of that member's monitors (numbers) added up."""

    members: tuple[tuple[int, ...], ...]


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
