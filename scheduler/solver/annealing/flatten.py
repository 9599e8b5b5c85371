"""Turns decisions and monitors into flat arrays for the compiled search. Everything here runs once per problem.

No rule is known here: a monitor of a new kind needs a branch in `_Monitors.add` and one in `kernel.read`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import singledispatchmethod
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from scheduler.problem.rules import Shape
from scheduler.solver.annealing import layout as at
from scheduler.solver.annealing.layout import Data
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
    Runs,
    Split,
    Switches,
    Term,
    Uneven,
    Variety,
    excess,
)
from scheduler.solver.monitors.meets import NOWHERE, IndexedProblem

SHAPES = {Shape.LINEAR: at.LINEAR, Shape.QUADRATIC: at.QUADRATIC, Shape.STEP: at.STEP}
Fields = dict[str, Any]


def ints(values: Iterable[int]) -> Any:
    """An int32 array, never empty (numba needs an address)."""
    return np.array(list(values) or [0], dtype=np.int32)


def longs(values: Iterable[int]) -> Any:
    return np.array(list(values) or [0], dtype=np.int64)


def ragged(lists: Iterable[Sequence[int]]) -> tuple[Any, Any]:
    """(pointers, all values one after another)."""
    kept = list(lists)
    return ints([0, *accumulate(map(len, kept))]), ints(value for one in kept for value in one)


def _open(bound: int | None) -> int:
    return at.UNBOUNDED if bound is None else bound


class Start:
    """What sums, deviations and rows are before any meet adds to them."""

    def __init__(self, value: Any, running: Any, load: Any) -> None:
        self.value, self.running, self.load = value, running, load


def flatten(indexed: IndexedProblem, data: Monitors) -> tuple[Data, Start]:
    words = max(1, -(-max(data.tick_count, len(data.time_ticks)) // 64))
    monitors = _Monitors(data, words)
    for number, monitor in enumerate(data.monitors):
        monitors.add(monitor, number)
    bundles = _Bundles(indexed, data, monitors)
    fields: Fields = {"words": words, "ticks": data.tick_count, "times": len(data.time_ticks)}
    fields |= _of_times(indexed, data) | _of_domains(indexed, len(data.time_ticks)) | _of_meets(indexed, data)
    fields["clash"] = ints(int(row in bundles.clash) for row in range(len(data.rows)))
    fields |= monitors.fields() | bundles.fields() | _of_rows(indexed, data, monitors)
    fields |= _links(monitors, data, len(indexed.meets)) | _focus(indexed, data)
    fields["tables"] = ints(value for table in data.tables for value in table)
    running = [0] * len(data.monitors)
    value = []
    for number, one in monitors.sums:
        value.append(one.constant)
        running[number] += -(-excess(one.constant, one.least, one.most) // one.divide)
    load = np.zeros(max(1, len(data.rows) * data.tick_count), dtype=np.int32)
    for number, row in enumerate(data.rows):
        if row.base:
            load[number * data.tick_count : (number + 1) * data.tick_count] = row.base
    return Data(**fields), Start(longs(value), longs(running), load)


# -- times, domains, meets --


def _of_times(indexed: IndexedProblem, data: Monitors) -> Fields:
    problem = indexed.problem
    at_tick: list[list[int]] = [[] for _ in range(data.tick_count)]
    for time, ticks in enumerate(data.time_ticks):
        for tick in ticks:
            at_tick[tick].append(time)
    time_ptr, time_at = ragged(at_tick)
    days: dict[tuple[int, int, str], list[int]] = {}
    for one in problem.times.times:
        days.setdefault((one.week, one.day, one.grid), []).append(one.index)
    day_of = [0] * len(problem.times)
    for number, times in enumerate(days.values()):
        for index in times:
            day_of[index] = number
    first_week = {(t.grid, t.day, t.period): t.index for t in problem.times.times if t.week == 0}
    slot = [first_week.get((t.grid, t.day, t.period), t.index) for t in problem.times.times]
    return {
        "plain": int(all(ticks == (time,) for time, ticks in enumerate(data.time_ticks))),
        "time_ptr": time_ptr,
        "time_at": time_at,
        "slot_time": ints(slot),
        "day_first": ints(min(times) for times in days.values()),
        "day_last": ints(max(times) for times in days.values()),
        "day_of": ints(day_of),
    }


def _of_domains(indexed: IndexedProblem, times: int) -> Fields:
    find: list[int] = []
    find_of, shortest, longest = [], [], []
    for domain in indexed.domains:
        durations = [duration for duration, _ in domain.placements if duration]
        shortest.append(min(durations))
        longest.append(max(durations))
        find_of.append(len(find))
        table = [-1] * ((longest[-1] - shortest[-1] + 1) * times)
        for number in range(domain.placed):
            duration, start = domain.placements[number]
            table[(duration - shortest[-1]) * times + start] = number
        find += table
    tick_ptr, tick = ragged(ticks for domain in indexed.domains for ticks in domain.ticks)
    slot_tick_ptr, slot_tick = ragged(ticks for domain in indexed.domains for ticks in domain.slot_ticks)
    bell_tick_ptr, bell_tick = ragged(ticks for domain in indexed.domains for ticks in domain.bell_ticks)
    return {
        "first": ints([0, *accumulate(len(domain.placements) for domain in indexed.domains)]),
        "shortest": ints(shortest),
        "longest": ints(longest),
        "absent": ints(domain.absent for domain in indexed.domains),
        "find_of": ints(find_of),
        "find": ints(find),
        "length": ints(duration for domain in indexed.domains for duration, _ in domain.placements),
        "start": ints(start for domain in indexed.domains for _, start in domain.placements),
        "tick_ptr": tick_ptr,
        "tick": tick,
        "slot_tick_ptr": slot_tick_ptr,
        "slot_tick": slot_tick,
        "bell_tick_ptr": bell_tick_ptr,
        "bell_tick": bell_tick,
    }


def _of_meets(indexed: IndexedProblem, data: Monitors) -> Fields:
    movable, usable_of, ok_of = [], [], []
    by_duration: list[list[int]] = []
    ok: list[int] = []
    slots = [slot for meet in indexed.meets for slot in meet.slots]
    for number, meet in enumerate(indexed.meets):
        domain = indexed.domain(number)
        usable = meet.usable
        durations = [duration for duration, _ in domain.placements if duration]
        usable_of.append(len(by_duration))
        for duration in range(min(durations), max(durations) + 1):
            by_duration.append([p for p in usable.placements if domain.placements[p][0] == duration])
        ok_of.append(len(ok))
        allowed = set(usable.placements)
        ok += [int(p in allowed) for p in range(len(domain.placements))]
        ways = max(len(usable.placements), len(usable.options), *(map(len, usable.choices)), 0)
        if meet.part and ways > 1:
            movable.append(number)
    options_ptr, options = ragged(meet.usable.options for meet in indexed.meets)
    candidate_ptr, candidate = ragged(slot.candidates for slot in slots)
    choices_ptr, choices = ragged(one for meet in indexed.meets for one in meet.usable.choices)
    usable_ptr, usable_all = ragged(by_duration)
    part_ptr, part = ragged(indexed.of_lesson)
    lessons = indexed.problem.lessons
    return {
        "meets": len(indexed.meets),
        "widest": max((len(meet.slots) for meet in indexed.meets), default=0),
        "domain": ints(meet.domain for meet in indexed.meets),
        "lesson": ints(meet.lesson for meet in indexed.meets),
        "missing": ints(meet.missing for meet in indexed.meets),
        "movables": len(movable),
        "monitors": len(data.monitors),
        "movable": ints(movable),
        "options_ptr": options_ptr,
        "options": options,
        "slot_ptr": ints([0, *accumulate(len(meet.slots) for meet in indexed.meets)]),
        "slot_width": ints(len(slot.candidates) + 1 for slot in slots),
        "candidate_ptr": candidate_ptr,
        "candidate": candidate,
        "choices_ptr": choices_ptr,
        "choices": choices,
        "usable_ptr": usable_ptr,
        "usable": usable_all,
        "usable_of": ints(usable_of),
        "ok_of": ints(ok_of),
        "ok": ints(ok),
        "duration": ints(lesson.duration for lesson in lessons),
        "rest": ints(indexed.rest_of),
        "flexible": ints(int(lesson.flexible) for lesson in lessons),
        "part_ptr": part_ptr,
        "part": part,
    }


# -- monitors --


class _Monitors:
    """Monitors in columns, with the sets of times, sums, items and other lists they use."""

    def __init__(self, data: Monitors, words: int) -> None:
        self.data, self.words = data, words
        self.columns: dict[str, list[int]] = {
            name: []
            for name in ("kind", "hard", "weight", "shape", "least", "most", "row", "a", "b", "c", "e", "low", "high")
        }
        self.sums: list[tuple[int, Any]] = []
        self.items: list[tuple[int, tuple[Term, ...]]] = []
        self.capacities: dict[int, list[tuple[int, int, int]]] = {}
        self.readers: dict[int, dict[int, set[int] | None]] = {}
        self.sets: list[tuple[int, ...]] = []
        self.known_sets: dict[tuple[tuple[int, ...], ...], int] = {}
        self.clusters: list[list[tuple[int, int, int]]] = []
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
        row |= self._columns(monitor)
        for name, column in self.columns.items():
            column.append(row.get(name, 0))

    def _reads(self, row: int, times: Iterable[int] | None) -> None:
        """This monitor is read again when the row changes at one of the times (None: at any tick)."""
        known = self.readers.setdefault(row, {})
        if times is None or known.get(self.number, set()) is None:
            known[self.number] = None
        else:
            known.setdefault(self.number, set()).update(  # type: ignore[union-attr]
                tick for time in times for tick in self.data.time_ticks[time]
            )

    def _sets(self, groups: tuple[tuple[int, ...], ...]) -> tuple[int, int]:
        """Where these sets of times stand, one after another: (from, to)."""
        if groups not in self.known_sets:
            self.known_sets[groups] = len(self.sets)
            self.sets += groups
        start = self.known_sets[groups]
        return start, start + len(groups)

    @singledispatchmethod
    def _columns(self, monitor: Monitor) -> Fields:
        raise TypeError(f"unknown monitor {type(monitor).__name__}")

    @_columns.register
    def _(self, monitor: Count) -> Fields:
        self.sums += [(self.number, one) for one in monitor.sums]
        return {"kind": at.COUNT}

    @_columns.register
    def _(self, monitor: Capacity) -> Fields:
        self.capacities.setdefault(monitor.row, []).append((self.number, monitor.capacity, monitor.unit))
        return {"kind": at.CAPACITY, "row": monitor.row}

    @_columns.register
    def _(self, monitor: Variety) -> Fields:
        self.items += [(self.number, item) for item in monitor.items]
        return {"kind": at.VARIETY}

    def _grouped(self, kind: int, monitor: Any) -> Fields:
        self._reads(monitor.row, (time for group in monitor.groups for time in group))
        start, end = self._sets(monitor.groups)
        return {"kind": kind, "row": monitor.row, "most": _open(monitor.most), "a": start, "b": end}

    @_columns.register
    def _(self, monitor: Busy) -> Fields:
        return self._grouped(at.BUSY, monitor) | {"least": monitor.least, "low": int(monitor.empty_free)}

    @_columns.register
    def _(self, monitor: Idle) -> Fields:
        start = len(self.weeks) // 2
        for meals in monitor.breaks:
            self.weeks += self._sets(meals)
        found = self._grouped(at.IDLE, monitor) | {"least": monitor.least}
        return found | {"c": start, "e": len(self.weeks) // 2}

    @_columns.register
    def _(self, monitor: Runs) -> Fields:
        return self._grouped(at.RUNS, monitor)

    @_columns.register
    def _(self, monitor: Clusters) -> Fields:
        start = len(self.clusters)
        for cluster in monitor.clusters:
            members = []
            for one in cluster:
                self._reads(one.row, one.times)
                members.append((one.row, self._sets((one.times,))[0], int(one.present)))
            self.clusters.append(members)
        return {
            "kind": at.CLUSTERS,
            "a": start,
            "b": len(self.clusters),
            "least": monitor.least,
            "most": _open(monitor.most),
        }

    def _rows(self, rows: tuple[int, ...]) -> Fields:
        start = len(self.some_rows)
        self.some_rows += rows
        return {"c": start, "e": len(self.some_rows)}

    @_columns.register
    def _(self, monitor: Switches) -> Fields:
        for row in monitor.rows:
            self._reads(row, (time for group in monitor.groups for time in group))
        start, end = self._sets(monitor.groups)
        return {"kind": at.SWITCHES, "a": start, "b": end, "most": monitor.most} | self._rows(monitor.rows)

    @_columns.register
    def _(self, monitor: Pairs) -> Fields:
        start = len(self.pairs) // 4
        for pair in monitor.pairs:
            self._reads(pair[0], (pair[1],))
            self._reads(pair[2], (pair[3],))
            self.pairs += pair
        return {"kind": at.PAIRS, "a": start, "b": len(self.pairs) // 4}

    @_columns.register
    def _(self, monitor: Link) -> Fields:
        for row in monitor.rows:
            self._reads(row, None)
        self.links.append(monitor.rows)
        return {"kind": at.LINK} | self._rows(monitor.rows)

    @_columns.register
    def _(self, monitor: Uneven) -> Fields:
        start = len(self.weeks) // 2
        for one in monitor.sets:
            self._reads(monitor.row, (time for times in one for time in times))
            self.weeks += self._sets(one)
        return {"kind": at.UNEVEN, "row": monitor.row, "a": start, "b": len(self.weeks) // 2}

    @_columns.register
    def _(self, monitor: Order) -> Fields:
        for meet in (*monitor.first, *monitor.second):
            self.on_shift.setdefault(meet, []).append(self.number)
        start = len(self.some_meets)
        self.some_meets += (*monitor.first, *monitor.second)
        return {
            "kind": at.ORDER,
            "a": start,
            "b": start + len(monitor.first),
            "c": len(self.some_meets),
            "low": monitor.durations[0],
            "high": monitor.durations[1],
            "least": monitor.least,
            "most": _open(monitor.most),
        }

    @_columns.register
    def _(self, monitor: Split) -> Fields:
        for meet in monitor.meets:
            self.on_split.setdefault(meet, []).append(self.number)
        start = len(self.some_meets)
        self.some_meets += monitor.meets
        return {
            "kind": at.SPLIT,
            "a": start,
            "b": len(self.some_meets),
            "low": monitor.shortest,
            "high": monitor.longest,
            "least": monitor.least,
            "most": monitor.most,
        }

    @_columns.register
    def _(self, monitor: Peak) -> Fields:
        start = len(self.member_monitor)
        for member in monitor.members:
            for one in member:
                self.member_of.setdefault(one, []).append(len(self.member_monitor))
            self.member_monitor.append(self.number)
        return {"kind": at.PEAK, "a": start, "b": len(self.member_monitor)}

    def fields(self) -> Fields:
        count = len(self.data.monitors)
        wide = {"weight", "least", "most", "low", "high"}
        fields: Fields = {name: (longs if name in wide else ints)(column) for name, column in self.columns.items()}
        fields["penalty"] = _penalties(fields["weight"], fields["hard"])
        fields["sum_monitor"] = ints(number for number, _ in self.sums)
        fields["sum_least"] = longs(-at.UNBOUNDED if one.least is None else one.least for _, one in self.sums)
        fields["sum_most"] = longs(_open(one.most) for _, one in self.sums)
        fields["sum_divide"] = longs(one.divide for _, one in self.sums)
        fields["item_monitor"] = ints(number for number, _ in self.items)
        fields["member_ptr"], fields["member"] = ragged(self.member_of.get(number, ()) for number in range(count))
        fields["members"] = len(self.member_monitor)
        fields["member_monitor"] = ints(self.member_monitor)
        fields["cluster_ptr"], _ = ragged(self.clusters)  # type: ignore[arg-type]
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
        masks, word, shift, size = [], [], [], []
        for times in self.sets:
            mask = [0] * self.words
            for time in times:
                mask[time // 64] |= 1 << (time % 64)
            masks += [one - (1 << 64) if one >= 1 << 63 else one for one in mask]
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
        readers, reach = [], []
        for row in range(len(self.data.rows)):
            known = self.readers.get(row, {})
            readers.append(list(known))
            for ticks in known.values():
                mask = [-1] * self.words
                if ticks is not None:
                    mask = [0] * self.words
                    for tick in ticks:
                        mask[tick // 64] |= 1 << (tick % 64)
                reach += [one - (1 << 64) if one >= 1 << 63 else one for one in mask]
        reader_ptr, reader = ragged(readers)
        return {"reader_ptr": reader_ptr, "reader": reader, "reach": longs(reach)}


def _penalties(weight: Any, hard: Any) -> Any:
    """What a hard point counts for on the way, 0 to 1: heavy rules weigh more than light ones, but little more.

    A rule that weighs a thousand times another would be frozen long before the other has its first say.
    """
    weights = weight.astype(np.float64)
    least = weights[(hard != 0) & (weights > 0)].min(initial=np.inf)
    return np.where((hard != 0) & (weights > 0), (least / np.maximum(weights, 1)) ** 0.75, 1.0)


# -- bundles --


class _Bundles:
    """What each holder of each meet adds; equal bundles are kept once."""

    def __init__(self, indexed: IndexedProblem, data: Monitors, monitors: _Monitors) -> None:
        self.indexed = indexed
        largest = [max((load.amount for load in row.terms), default=0) for row in data.rows]
        self.clash = {
            row
            for row, caps in monitors.capacities.items()
            if any(0 < capacity <= largest[row] for _, capacity, _ in caps)
        }
        self.found: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
        used = {*monitors.readers, *monitors.capacities}
        for number, row in enumerate(data.rows):
            if number in used:
                for load in row.terms:
                    self._add(load, (0, number, load.amount, at.BY_BELLS if row.by_bells else int(row.weekless)))
        at_table = [0, *accumulate(map(len, data.tables))]
        for number, (_, one) in enumerate(monitors.sums):
            for term in one.terms:
                self._add(term, (1, number, at_table[term.table]))
        for number, (_, item) in enumerate(monitors.items):
            for term in item:
                self._add(term, (2, number, at_table[term.table]))
        self.kept: dict[tuple[tuple[int, ...], ...], int] = {(): 0}

    def _add(self, one: Load | Term, entry: tuple[int, ...]) -> None:
        if one.slot < 0:
            if not one.options:
                self.found.setdefault((one.meet,), []).append(entry)
            for option in one.options:
                self.found.setdefault((one.meet, option), []).append(entry)
            return
        for option in self.indexed.meets[one.meet].slots[one.slot].options:
            if not one.options or option in one.options:
                for choice in one.choices:
                    self.found.setdefault((one.meet, one.slot, option, choice), []).append(entry)

    def _bundle(self, *holder: int) -> int:
        return self.kept.setdefault(tuple(self.found.get(holder, ())), len(self.kept))

    def fields(self) -> Fields:
        meets = self.indexed.meets
        common = [self._bundle(number) for number in range(len(meets))]
        by_option = [
            [self._bundle(number, option) for option in range(meet.options)] for number, meet in enumerate(meets)
        ]
        base: list[int] = []
        by_choice: list[int] = []
        for number, meet in enumerate(meets):
            for index, slot in enumerate(meet.slots):
                base.append(len(by_choice))
                by_choice += [
                    self._bundle(number, index, option, choice)
                    for option in range(meet.options)
                    for choice in (NOWHERE, *range(len(slot.candidates)))
                ]
        option_ptr, option_bundle = ragged(by_option)
        kinds = [[[entry[1:] for entry in bundle if entry[0] == kind] for bundle in self.kept] for kind in range(3)]
        clash_ptr, clash_row = ragged(
            list(dict.fromkeys(row for row, _, _ in loads if row in self.clash)) for loads in kinds[0]
        )
        fields: Fields = {
            "common": ints(common),
            "option_ptr": option_ptr,
            "option_bundle": option_bundle,
            "slot_base": ints(base),
            "slot_bundle": ints(by_choice),
            "clash_ptr": clash_ptr,
            "clash_row": clash_row,
        }
        names = (
            ("load_ptr", ("load_row", "load_amount", "load_ticks")),
            ("term_ptr", ("term_sum", "term_table")),
            ("item_ptr", ("item", "item_table")),
        )
        for entries, (pointer, columns) in zip(kinds, names, strict=True):
            fields[pointer] = ints([0, *accumulate(map(len, entries))])
            for place, column in enumerate(columns):
                fields[column] = ints(entry[place] for bundle in entries for entry in bundle)
        return fields


# -- rows and who is concerned --


def _of_rows(indexed: IndexedProblem, data: Monitors, monitors: _Monitors) -> Fields:
    capacities = [monitors.capacities.get(row, []) for row in range(len(data.rows))]
    row_meet_ptr, row_meet = ragged(list(dict.fromkeys(load.meet for load in row.terms)) for row in data.rows)
    flat = [one for row in capacities for one in row]
    return {
        "watched": ints(int(bool(monitors.readers.get(row))) for row in range(len(data.rows))),
        "cap_ptr": ints([0, *accumulate(map(len, capacities))]),
        "cap_monitor": ints(one[0] for one in flat),
        "cap_capacity": ints(one[1] for one in flat),
        "cap_unit": ints(one[2] for one in flat),
        "row_meet_ptr": row_meet_ptr,
        "row_meet": row_meet,
    }


def _links(monitors: _Monitors, data: Monitors, meets: int) -> Fields:
    partners: list[dict[int, None]] = [{} for _ in range(meets)]
    for rows in monitors.links:
        members = [[load.meet for load in data.rows[row].terms] for row in rows]
        for own in members:
            for other in members:
                if other is not own:
                    for meet in own:
                        partners[meet].update(dict.fromkeys(other))
    partner_ptr, partner = ragged([list(one) for one in partners])
    shift_ptr, shift_monitor = ragged(monitors.on_shift.get(meet, ()) for meet in range(meets))
    split_ptr, split_monitor = ragged(monitors.on_split.get(meet, ()) for meet in range(meets))
    return {
        "partner_ptr": partner_ptr,
        "partner": partner,
        "shift_ptr": shift_ptr,
        "shift_monitor": shift_monitor,
        "split_ptr": split_ptr,
        "split_monitor": split_monitor,
    }


def _focus(indexed: IndexedProblem, data: Monitors) -> Fields:
    """Per monitor the meets that can mend it; equal lists are kept once."""
    kept: dict[tuple[int, ...], int] = {}
    flat: list[int] = []
    of_row = [tuple(dict.fromkeys(load.meet for load in row.terms)) for row in data.rows]
    starts, ends = [], []
    parts = len(indexed.parts)
    for monitor in data.monitors:
        meets = tuple(meet for meet in dict.fromkeys(_concerned(monitor, of_row)) if meet < parts)
        if meets not in kept:
            kept[meets] = len(flat)
            flat += meets
        starts.append(kept[meets])
        ends.append(kept[meets] + len(meets))
    return {"focus_from": ints(starts), "focus_to": ints(ends), "focus": ints(flat)}


def _concerned(monitor: Monitor, of_row: Sequence[tuple[int, ...]]) -> Iterable[int]:
    match monitor:
        case Count(sums=sums):
            return (term.meet for one in sums for term in one.terms)
        case Variety(items=items):
            return (term.meet for item in items for term in item)
        case Order():
            return (*monitor.first, *monitor.second)
        case Split(meets=meets):
            return meets
        case Clusters(clusters=clusters):
            return (meet for cluster in clusters for one in cluster for meet in of_row[one.row])
        case Switches(rows=rows) | Link(rows=rows):
            return (meet for row in rows for meet in of_row[row])
        case Pairs(pairs=pairs):
            return (meet for row in {pair[at] for pair in pairs for at in (0, 2)} for meet in of_row[row])
        case Capacity(row=row) | Busy(row=row) | Idle(row=row) | Runs(row=row) | Uneven(row=row):
            return of_row[row]
    return ()
