"""The kinds of monitors: what is counted and what a deviation costs.

A new kind is one class here that says what it reads and how it deviates, with an entry in each encoding: `cpsat`
(`encode_rows` or `encode_meets`) and `annealing` (`columns` and `kernel.read`); and in both countings of `proofs`
unless it is not `counted`. Where an entry is missing, that encoding raises (`of_kind`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeVar

from scheduler.solver.monitors.monitor import Monitor, Reading, Reads
from scheduler.solver.monitors.terms import EMPTY_ROW, Sum, Term, Times, excess, how_read

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

    def deviation(self, reading: Reading) -> int:
        return sum(
            -(-excess(one.constant + sum(map(reading.value, one.terms)), one.least, one.most) // one.divide)
            for one in self.sums
        )

    def reads(self) -> Reads:
        return Reads(terms=tuple(term for one in self.sums for term in one.terms))

    def tells_apart(self) -> Iterable[tuple[int, object]]:
        return ((term.meet, (place, how_read(term))) for place, one in enumerate(self.sums) for term in one.terms)

    def unbreakable(self) -> bool:
        return all(not one.terms and excess(one.constant, one.least, one.most) == 0 for one in self.sums)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity(Monitor):
    """Deviation: over all ticks, ceil(max(0, row - capacity) / unit)."""

    row: int
    capacity: int
    unit: int = 1

    def deviation(self, reading: Reading) -> int:
        over = [load - self.capacity for load in reading.load(self.row) if load > self.capacity]
        return sum(-(-one // self.unit) for one in over)

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

    def deviation(self, reading: Reading) -> int:
        counts = [sum(reading.pattern(self.row, group)) for group in self.groups]
        return sum(excess(count, self.least, self.most) for count in counts if count or not self.empty_free)

    def reads(self) -> Reads:
        return Reads(rows=(self.row,))

    def unbreakable(self) -> bool:
        return self.row == EMPTY_ROW and (self.empty_free or excess(0, self.least, self.most) == 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle(Monitor):
    """Deviation: excess(idle times added over the groups); idle is not busy, strictly between two busy times.

    `breaks`, where given, has sets of times for each group; those idle in one of them, the one with most, count not.
    """

    counted = False

    row: int
    groups: tuple[Times, ...]
    least: int
    most: int | None
    breaks: tuple[tuple[Times, ...], ...] = ()

    def deviation(self, reading: Reading) -> int:
        idle = 0
        for group, meals in zip(self.groups, self.breaks or [()] * len(self.groups), strict=True):
            idle += idle_times(reading.pattern(self.row, group), [[time in meal for time in group] for meal in meals])
        return excess(idle, self.least, self.most)

    def reads(self) -> Reads:
        return Reads(rows=(self.row,))

    def unbreakable(self) -> bool:
        return self.row == EMPTY_ROW and self.least <= 0


class Touched(NamedTuple):
    """True when `row` is busy at some of `times` (`present`) or at none of them (not `present`)."""

    row: int
    times: Times
    present: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Clusters(Monitor):
    """Deviation: excess(clusters of which all members are true, least, most); each counts its weight, () once."""

    clusters: tuple[tuple[Touched, ...], ...]
    least: int
    most: int | None
    weights: tuple[int, ...] = ()

    def deviation(self, reading: Reading) -> int:
        true = sum(
            weight
            for cluster, weight in self.weighted()
            if all(reading.touched(one.row, one.times) == one.present for one in cluster)
        )
        return excess(true, self.least, self.most)

    def weighted(self) -> Iterable[tuple[tuple[Touched, ...], int]]:
        return zip(self.clusters, self.weights or (1,) * len(self.clusters), strict=True)

    def reads(self) -> Reads:
        return Reads(rows=tuple(dict.fromkeys(one.row for cluster in self.clusters for one in cluster)))

    def unbreakable(self) -> bool:
        return self.least <= 0 and (self.most is None or self.most >= sum(weight for _, weight in self.weighted()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs(Monitor):
    """Deviation: over maximal stretches of neighbouring busy times of a group, max(0, length - most)."""

    counted = False

    row: int
    groups: tuple[Times, ...]
    most: int

    def deviation(self, reading: Reading) -> int:
        return sum(_overlong(reading.pattern(self.row, group), self.most) for group in self.groups)

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

    counted = False

    rows: tuple[int, ...]
    groups: tuple[Times, ...]
    most: int

    def deviation(self, reading: Reading) -> int:
        total = 0
        patterns = [(number, reading.busy_times(row)) for number, row in enumerate(self.rows)]
        for group in self.groups:
            seen = [row for time in group for row, busy in patterns if busy[time]]
            changes = sum(one != two for one, two in pairwise(seen))
            total += max(0, changes - self.most)
        return total

    def reads(self) -> Reads:
        return Reads(rows=self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs(Monitor):
    """Deviation: number of (row, time, row, time) of which both are busy."""

    counted = False

    pairs: tuple[tuple[int, int, int, int], ...]

    def deviation(self, reading: Reading) -> int:
        return sum(reading.busy(one, at) and reading.busy(two, later) for one, at, two, later in self.pairs)

    def reads(self) -> Reads:
        return Reads(rows=tuple(sorted({row for one, _, two, _ in self.pairs for row in (one, two)})))


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Monitor):
    """Deviation: number of ticks at which some but not all of `rows` count more than 0."""

    counted = False

    rows: tuple[int, ...]

    def deviation(self, reading: Reading) -> int:
        together = zip(*map(reading.load, self.rows), strict=True)
        return sum(len({load > 0 for load in loads}) > 1 for loads in together)

    def reads(self) -> Reads:
        return Reads(rows=self.rows)

    def unbreakable(self) -> bool:
        return len(set(self.rows)) <= 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Uneven(Monitor):
    """Deviation: number of `sets` of which some but not all of the sets of times are touched by the row."""

    counted = False

    row: int
    sets: tuple[tuple[Times, ...], ...]

    def deviation(self, reading: Reading) -> int:
        return sum(len({reading.touched(self.row, times) for times in one}) > 1 for one in self.sets)

    def reads(self) -> Reads:
        return Reads(rows=(self.row,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Monitor):
    """Deviation: excess(earliest start of `second` - latest end of `first`) in time numbers (end: start + duration).

    0 unless the placed durations of `first` (meets) add up to `durations[0]`, and of `second` to `durations[1]`.
    """

    counted = False

    first: tuple[int, ...]
    second: tuple[int, ...]
    durations: tuple[int, int]
    least: int
    most: int | None

    def deviation(self, reading: Reading) -> int:
        placed = [
            [reading.placement(meet) for meet in meets if reading.indexed.placed(reading.state, meet)]
            for meets in (self.first, self.second)
        ]
        if any(sum(d for d, _ in found) != wanted for found, wanted in zip(placed, self.durations, strict=True)):
            return 0
        ends = [start + duration for duration, start in placed[0]]
        starts = [start for _, start in placed[1]]
        return excess(min(starts) - max(ends), self.least, self.most)

    def reads(self) -> Reads:
        return Reads(meets=(*self.first, *self.second))


@dataclass(frozen=True, slots=True, kw_only=True)
class Variety(Monitor):
    """Deviation: max(0, items with an active term that adds more than 0, minus 1)."""

    counted = False

    items: tuple[tuple[Term, ...], ...]

    def deviation(self, reading: Reading) -> int:
        return max(0, sum(any(reading.value(term) > 0 for term in item) for item in self.items) - 1)

    def reads(self) -> Reads:
        return Reads(terms=tuple(term for item in self.items for term in item))

    def tells_apart(self) -> Iterable[tuple[int, object]]:
        return ((term.meet, (place, how_read(term))) for place, item in enumerate(self.items) for term in item)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Monitor):
    """Deviation: meets with a duration outside shortest..longest, plus excess(number of meets, least, most).

    Meets are those not absent, rests too.
    """

    counted = False

    meets: tuple[int, ...]
    shortest: int
    longest: int
    least: int
    most: int

    def deviation(self, reading: Reading) -> int:
        durations = [duration for duration, _ in map(reading.placement, self.meets) if duration]
        wrong = sum(not self.shortest <= duration <= self.longest for duration in durations)
        return wrong + excess(len(durations), self.least, self.most)

    def reads(self) -> Reads:
        return Reads(meets=self.meets)

    def tells_apart(self) -> Iterable[tuple[int, object]]:
        return ()  # it counts its meets, whichever they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak(Monitor):
    """Deviation: the largest, over the members, of the deviations of that member's monitors (numbers) added up."""

    counted = False

    members: tuple[tuple[int, ...], ...]

    def reads(self) -> Reads:
        return Reads(monitors=tuple(one for member in self.members for one in member))

    def largest(self, deviation_of: Callable[[int], int]) -> int:
        """Its deviation, from those of the monitors that it compares."""
        return max((sum(map(deviation_of, member)) for member in self.members), default=0)


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
