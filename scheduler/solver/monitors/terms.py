"""What monitors count: rows and terms over meets. Plain integers, indexes and tuples only.

A *term* is active when its meet stands in one of the term's options (empty: any) and, for a term with a slot, holds one
of the term's choices there (candidate numbers; NOWHERE = -1 for nothing). A *row* counts per tick what its active terms
add while their meets run; a row is *busy* at a time when it counts more than 0 at one of the time's ticks.
Loads, terms and sums are named tuples: a large school has some 200,000, which are made and compared before any search.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from scheduler.solver.monitors.meets import Seen

Times = tuple[int, ...]
"""Time numbers in order; `Monitors.time_ticks` gives the ticks of each.

Where grids overlap there are two sorts of ticks: stretches of clock time, and beyond them one tick for each bell (day,
start and end of a period). A time is made of clock ticks; each bell has a further time number of its own, made of its
bell tick (`Monitors.bell`). Rows are about the clock or, where `Seen.BELLS`, about bells.
"""


class Load(NamedTuple):
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
    what it counts by tick without any meet (empty: nothing). `shares` are (row, most), each a row of some of these
    loads: what it counts above `most` does not count here. Only capacities read rows with shares, and there is a base
    only where few lessons may change (`Rows.taken`).
    """

    terms: tuple[Load, ...]
    seen: Seen = Seen.CLOCK
    within: int = -1
    base: tuple[int, ...] = ()
    shares: tuple[tuple[int, int], ...] = ()


class Term(NamedTuple):
    """Adds `tables[table][placement of the meet]` while active."""

    meet: int
    table: int
    options: tuple[int, ...] = ()
    slot: int = -1
    choices: tuple[int, ...] = ()


class Sum(NamedTuple):
    """`excess(constant + active terms, least, most)`, divided by `divide` and rounded up."""

    terms: tuple[Term, ...]
    constant: int = 0
    least: int | None = None
    most: int | None = None
    divide: int = 1


EMPTY_ROW = 0
"""The number of the row that counts nothing."""


def how_read(term: Term) -> object:
    """How a term reads its meet, whichever that is."""
    return term.table, term.options, term.slot, term.choices


def excess(value: int, least: int | None, most: int | None) -> int:
    """By how much `value` lies outside least..most."""
    if least is not None and value < least:
        return least - value
    return value - most if most is not None and value > most else 0
