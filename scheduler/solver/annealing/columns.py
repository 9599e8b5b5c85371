"""Monitors in columns, with the sets of times, sums, items and other lists that they use.

No rule is known here: a monitor of a new kind needs an entry in `COLUMNS` and a branch in `kernel.read`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from scheduler.problem.rules import Shape
from scheduler.solver.annealing import layout as at
from scheduler.solver.annealing.arrays import Fields, ints, longs, ragged
from scheduler.solver.monitors.kinds import (
    Busy,
    Capacity,
    Clusters,
    Count,
    Idle,
    Link,
    Order,
    Pairs,
    Peak,
    Runs,
    Split,
    Switches,
    Uneven,
    Variety,
    of_kind,
)
from scheduler.solver.monitors.monitor import Monitor, Monitors
from scheduler.solver.monitors.terms import Term

COUNT, CAPACITY, VARIETY, BUSY, IDLE, CLUSTERS, RUNS, SWITCHES, PAIRS, LINK, UNEVEN, ORDER, SPLIT, PEAK = range(14)
"""Kinds of monitors; the deviations of the first three are kept up to date while changes are made."""

SHARE = 0
"""The unit of an entry among the capacities of a row that is a share: what is above goes off its row, not a monitor."""

SHAPES = {Shape.LINEAR: at.LINEAR, Shape.QUADRATIC: at.QUADRATIC, Shape.STEP: at.STEP}


def open_bound(bound: int | None) -> int:
    """A bound as a number; None: one that nothing reaches."""
    return at.UNBOUNDED if bound is None else bound


class Columns:
    """Monitors in columns, with the sets of times, sums, items and other lists they use."""

    def __init__(self, data: Monitors, words: int, alone: Sequence[int]) -> None:
        self.data, self.words, self.alone = data, words, alone
        self.columns: dict[str, list[int]] = {
            name: []
            for name in ("kind", "hard", "weight", "shape", "least", "most", "row", "a", "b", "c", "e", "low", "high")
        }
        self.sums: list[tuple[int, Any]] = []
        self.items: list[tuple[int, tuple[Term, ...]]] = []
        self.capacities: dict[int, list[tuple[int, int, int]]] = {}
        self.readers: dict[int, dict[int, int]] = {}
        self.known_ticks: dict[tuple[int, ...], int] = {}
        self.sets: list[tuple[int, ...]] = []
        self.known_sets: dict[tuple[tuple[int, ...], ...], int] = {}
        self.clusters: list[list[tuple[int, int, int]]] = []
        self.cluster_weights: list[int] = []
        self.some_rows: list[int] = []
        self.some_meets: list[int] = []
        self.pairs: list[int] = []
        self.weeks: list[int] = []
        self.member_of: dict[int, list[int]] = {}
        self.member_monitor: list[int] = []
        self.on_shift: dict[int, list[int]] = {}
        self.on_split: dict[int, list[int]] = {}
        self.links: list[tuple[int, ...]] = []
        self.number = 0

    def add(self, monitor: Monitor, number: int) -> None:
        self.number = number
        row = {"hard": int(monitor.hard), "weight": monitor.weight, "shape": SHAPES[monitor.shape]}
        row |= of_kind(COLUMNS, monitor, "the annealing")(self, monitor)
        for name, column in self.columns.items():
            column.append(row.get(name, 0))

    def _reads(self, row: int, groups: Iterable[tuple[int, ...]] | None) -> None:
        """This monitor is read again when the row changes at a time in one of the groups (None: at any tick)."""
        known = self.readers.setdefault(row, {})
        ticks = known.get(self.number, 0)
        if groups is None:
            ticks = (1 << 64 * self.words) - 1
        else:
            for times in groups:
                ticks |= self._ticks(times)
        known[self.number] = ticks

    def _ticks(self, times: tuple[int, ...]) -> int:
        """The ticks of some times, one bit each."""
        if times not in self.known_ticks:
            ticks = 0
            for time in times:
                for tick in self.data.time_ticks[time]:
                    ticks |= 1 << tick
            self.known_ticks[times] = ticks
        return self.known_ticks[times]

    def _words(self, bits: int) -> Iterator[int]:
        """Bits in words of 64, each as a number with a sign."""
        for word in range(self.words):
            one = (bits >> 64 * word) & ((1 << 64) - 1)
            yield one - (1 << 64) if one >= 1 << 63 else one

    def _sets(self, groups: tuple[tuple[int, ...], ...]) -> tuple[int, int]:
        """Where these sets of times stand, one after another: (from, to)."""
        if groups not in self.known_sets:
            self.known_sets[groups] = len(self.sets)
            self.sets += groups
        start = self.known_sets[groups]
        return start, start + len(groups)

    def _count(self, monitor: Count) -> Fields:
        self.sums += [(self.number, one) for one in monitor.sums]
        return {"kind": COUNT}

    def _capacity(self, monitor: Capacity) -> Fields:
        self.capacities.setdefault(monitor.row, []).append((self.number, monitor.capacity, monitor.unit))
        for shared, most in self.data.rows[monitor.row].shares:
            entry = (monitor.row, most, SHARE)
            if entry not in self.capacities.setdefault(shared, []):
                self.capacities[shared].append(entry)
        return {"kind": CAPACITY, "row": monitor.row}

    def _variety(self, monitor: Variety) -> Fields:
        self.items += [(self.number, item) for item in monitor.items]
        return {"kind": VARIETY}

    def _grouped(self, kind: int, monitor: Any) -> Fields:
        self._reads(monitor.row, monitor.groups)
        start, end = self._sets(monitor.groups)
        return {"kind": kind, "row": monitor.row, "most": open_bound(monitor.most), "a": start, "b": end}

    def _busy(self, monitor: Busy) -> Fields:
        return self._grouped(BUSY, monitor) | {"least": monitor.least, "low": int(monitor.empty_free)}

    def _idle(self, monitor: Idle) -> Fields:
        start = len(self.weeks) // 2
        for meals in monitor.breaks:
            self.weeks += self._sets(meals)
        found = self._grouped(IDLE, monitor) | {"least": monitor.least}
        return found | {"c": start, "e": len(self.weeks) // 2}

    def _runs(self, monitor: Runs) -> Fields:
        return self._grouped(RUNS, monitor)

    def _clusters(self, monitor: Clusters) -> Fields:
        start = len(self.clusters)
        for cluster, weight in monitor.weighted():
            self.cluster_weights.append(weight)
            members = []
            for one in cluster:
                self._reads(one.row, (one.times,))
                members.append((one.row, self._sets((one.times,))[0], int(one.present)))
            self.clusters.append(members)
        return {
            "kind": CLUSTERS,
            "a": start,
            "b": len(self.clusters),
            "least": monitor.least,
            "most": open_bound(monitor.most),
        }

    def _rows(self, rows: tuple[int, ...]) -> Fields:
        start = len(self.some_rows)
        self.some_rows += rows
        return {"c": start, "e": len(self.some_rows)}

    def _switches(self, monitor: Switches) -> Fields:
        for row in monitor.rows:
            self._reads(row, monitor.groups)
        start, end = self._sets(monitor.groups)
        return {"kind": SWITCHES, "a": start, "b": end, "most": monitor.most} | self._rows(monitor.rows)

    def _pairs(self, monitor: Pairs) -> Fields:
        start = len(self.pairs) // 4
        for pair in monitor.pairs:
            self._reads(pair[0], ((pair[1],),))
            self._reads(pair[2], ((pair[3],),))
            self.pairs += pair
        return {"kind": PAIRS, "a": start, "b": len(self.pairs) // 4}

    def _link(self, monitor: Link) -> Fields:
        for row in monitor.rows:
            self._reads(row, None)
        self.links.append(monitor.rows)
        return {"kind": LINK} | self._rows(monitor.rows)

    def _uneven(self, monitor: Uneven) -> Fields:
        start = len(self.weeks) // 2
        for one in monitor.sets:
            self._reads(monitor.row, one)
            self.weeks += self._sets(one)
        return {"kind": UNEVEN, "row": monitor.row, "a": start, "b": len(self.weeks) // 2}

    def _order(self, monitor: Order) -> Fields:
        for meet in (*monitor.first, *monitor.second):
            self.on_shift.setdefault(meet, []).append(self.number)
        start = len(self.some_meets)
        self.some_meets += (*monitor.first, *monitor.second)
        return {
            "kind": ORDER,
            "a": start,
            "b": start + len(monitor.first),
            "c": len(self.some_meets),
            "low": monitor.durations[0],
            "high": monitor.durations[1],
            "least": monitor.least,
            "most": open_bound(monitor.most),
        }

    def _split(self, monitor: Split) -> Fields:
        for meet in monitor.meets:
            self.on_split.setdefault(meet, []).append(self.number)
        start = len(self.some_meets)
        self.some_meets += monitor.meets
        return {
            "kind": SPLIT,
            "a": start,
            "b": len(self.some_meets),
            "low": monitor.shortest,
            "high": monitor.longest,
            "least": monitor.least,
            "most": monitor.most,
        }

    def _peak(self, monitor: Peak) -> Fields:
        start = len(self.member_monitor)
        for member in monitor.members:
            for one in member:
                self.member_of.setdefault(one, []).append(len(self.member_monitor))
            self.member_monitor.append(self.number)
        return {"kind": PEAK, "a": start, "b": len(self.member_monitor)}

    def fields(self) -> Fields:
        count = len(self.data.monitors)
        wide = {"weight", "least", "most", "low", "high"}
        fields: Fields = {name: (longs if name in wide else ints)(column) for name, column in self.columns.items()}
        fields["penalty"] = _penalties(longs(self.alone), fields["hard"])
        fields["sum_monitor"] = ints(number for number, _ in self.sums)
        fields["sum_least"] = longs(-at.UNBOUNDED if one.least is None else one.least for _, one in self.sums)
        fields["sum_most"] = longs(open_bound(one.most) for _, one in self.sums)
        fields["sum_divide"] = longs(one.divide for _, one in self.sums)
        fields["item_monitor"] = ints(number for number, _ in self.items)
        fields["member_ptr"], fields["member"] = ragged(self.member_of.get(number, ()) for number in range(count))
        fields["members"] = len(self.member_monitor)
        fields["member_monitor"] = ints(self.member_monitor)
        fields["cluster_ptr"], _ = ragged(self.clusters)  # type: ignore[arg-type]
        fields["cluster_weight"] = ints(self.cluster_weights)
        touches = [touch for cluster in self.clusters for touch in cluster]
        fields["touch_row"], fields["touch_set"], fields["touch_present"] = (
            ints(touch[column] for touch in touches) for column in range(3)
        )
        fields["some_rows"], fields["some_meets"], fields["pair"] = map(
            ints, (self.some_rows, self.some_meets, self.pairs)
        )
        fields["weeks"] = ints(self.weeks)
        return fields | self._set_fields() | self._reach()

    def _set_fields(self) -> Fields:
        masks: list[int] = []
        word, shift, size = [], [], []
        for times in self.sets:
            masks += self._words(sum(1 << time for time in set(times)))
            neighbours = 0 < len(times) <= 60 and all(b - a == 1 for a, b in pairwise(times))
            word.append(times[0] // 64 if neighbours else -1)
            shift.append(times[0] % 64 if neighbours else 0)
            size.append(len(times))
        set_ptr, set_time = ragged(self.sets)
        return {
            "set_ptr": set_ptr,
            "set_time": set_time,
            "set_mask": longs(masks),
            "set_word": ints(word),
            "set_shift": ints(shift),
            "set_size": ints(size),
        }

    def _reach(self) -> Fields:
        readers: list[list[int]] = []
        reach: list[int] = []
        for row in range(len(self.data.rows)):
            known = self.readers.get(row, {})
            readers.append(list(known))
            for ticks in known.values():
                reach += self._words(ticks)
        reader_ptr, reader = ragged(readers)
        return {"reader_ptr": reader_ptr, "reader": reader, "reach": longs(reach)}


def _penalties(weight: Any, hard: Any) -> Any:
    """What a hard point counts for on the way, 0 to 1: heavy rules weigh more than light ones, but little more.

    A rule that weighs a thousand times another would be frozen long before the other has its first say.
    """
    weights = weight.astype(np.float64)
    least = weights[(hard != 0) & (weights > 0)].min(initial=np.inf)
    return np.where((hard != 0) & (weights > 0), (least / np.maximum(weights, 1)) ** 0.75, 1.0)


COLUMNS: dict[type[Monitor], Callable[[Columns, Any], Fields]] = {
    Count: Columns._count,
    Capacity: Columns._capacity,
    Variety: Columns._variety,
    Busy: Columns._busy,
    Idle: Columns._idle,
    Runs: Columns._runs,
    Clusters: Columns._clusters,
    Switches: Columns._switches,
    Pairs: Columns._pairs,
    Link: Columns._link,
    Uneven: Columns._uneven,
    Order: Columns._order,
    Split: Columns._split,
    Peak: Columns._peak,
}
"""By kind, what fills its columns and lists; `kernel.read` reads them."""
