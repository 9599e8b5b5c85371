"""Turns an indexed problem and its monitors into flat arrays for the compiled search, once per problem.

Monitors become `columns`, what meets add to them `bundles`; here are times, domains, meets and the whole.
"""

from __future__ import annotations

from collections import Counter
from itertools import accumulate, chain
from typing import Any

import numpy as np

from scheduler.solver.annealing.arrays import Fields, ints, longs, ragged
from scheduler.solver.annealing.bundles import Bundles
from scheduler.solver.annealing.columns import Columns
from scheduler.solver.annealing.layout import Data
from scheduler.solver.annealing.reducing import Reduced
from scheduler.solver.monitors.meets import IndexedProblem, Meet, Seen
from scheduler.solver.monitors.monitor import Monitors
from scheduler.solver.monitors.terms import excess


class Start:
    """What sums, deviations and rows are before any meet adds to them."""

    def __init__(self, value: Any, running: Any, load: Any) -> None:
        self.value, self.running, self.load = value, running, load


def flatten(reduced: Reduced) -> tuple[Data, Start]:
    indexed, data = reduced.indexed, reduced.data
    words = max(1, -(-max(data.tick_count, len(data.time_ticks)) // 64))
    columns = Columns(data, words, reduced.alone)
    for number, monitor in enumerate(data.monitors):
        columns.add(monitor, number)
    bundles = Bundles(indexed, data, columns)
    fields: Fields = {"words": words, "ticks": data.tick_count, "times": len(data.time_ticks)}
    fields |= _of_times(indexed, data) | _of_domains(indexed, len(data.time_ticks)) | _of_meets(reduced)
    fields["clash"] = ints(int(row in bundles.clash) for row in range(len(data.rows)))
    fields |= columns.fields() | bundles.fields() | _of_rows(indexed, data, columns)
    fields |= _links(columns, data, len(indexed.meets)) | _focus(indexed, data)
    fields["tables"] = ints(value for table in data.tables for value in table)
    running = [0] * len(data.monitors)
    value = []
    for number, one in columns.sums:
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
    tick_ptr, tick = ragged(ticks for how in Seen for domain in indexed.domains for ticks in domain.seen(how))
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
    }


def _of_meets(reduced: Reduced) -> Fields:
    indexed, data = reduced.indexed, reduced.data
    # A band is moved as often as its lessons would be: it is the hardest to find a place for.
    follow = Counter(leader for leader, _ in reduced.followers.values())
    movable = [
        number
        for number, meet in enumerate(indexed.meets)
        if meet.part and _ways(meet) > 1
        for _ in range(1 + follow[number])
    ]
    part_ptr, part = ragged(indexed.of_lesson)
    lessons = indexed.problem.lessons
    fields = {
        "meets": len(indexed.meets),
        "widest": max((len(meet.slots) for meet in indexed.meets), default=0),
        "domain": ints(meet.domain for meet in indexed.meets),
        "lesson": ints(meet.lesson for meet in indexed.meets),
        "missing": ints(meet.missing for meet in indexed.meets),
        "movables": len(movable),
        "monitors": len(data.monitors),
        "movable": ints(movable),
        "duration": ints(lesson.duration for lesson in lessons),
        "rest": ints(indexed.rest_of),
        "flexible": ints(int(lesson.flexible) for lesson in lessons),
        "part_ptr": part_ptr,
        "part": part,
    }
    return fields | _of_slots(indexed) | _of_usable(indexed)


def _ways(meet: Meet) -> int:
    """In how many ways the meet can differ in what can differ most: placement, option or a choice."""
    usable = meet.usable
    return max(len(usable.placements), len(usable.options), *(map(len, usable.choices)), 0)


def _of_slots(indexed: IndexedProblem) -> Fields:
    slots = [slot for meet in indexed.meets for slot in meet.slots]
    options_ptr, options = ragged(meet.usable.options for meet in indexed.meets)
    candidate_ptr, candidate = ragged(slot.candidates for slot in slots)
    choices_ptr, choices = ragged(one for meet in indexed.meets for one in meet.usable.choices)
    return {
        "options_ptr": options_ptr,
        "options": options,
        "slot_ptr": ints([0, *accumulate(len(meet.slots) for meet in indexed.meets)]),
        "slot_width": ints(len(slot.candidates) + 1 for slot in slots),
        "candidate_ptr": candidate_ptr,
        "candidate": candidate,
        "choices_ptr": choices_ptr,
        "choices": choices,
    }


def _of_usable(indexed: IndexedProblem) -> Fields:
    """The usable placements of each meet, by duration and as a mark for each placement of its domain."""
    usable_of, ok_of = [], []
    by_duration: list[list[int]] = []
    ok: list[int] = []
    for number, meet in enumerate(indexed.meets):
        domain = indexed.domain(number)
        placements = meet.usable.placements
        durations = [duration for duration, _ in domain.placements if duration]
        usable_of.append(len(by_duration))
        for duration in range(min(durations), max(durations) + 1):
            by_duration.append([p for p in placements if domain.placements[p][0] == duration])
        ok_of.append(len(ok))
        allowed = set(placements)
        ok += [int(p in allowed) for p in range(len(domain.placements))]
    usable_ptr, usable = ragged(by_duration)
    return {
        "usable_ptr": usable_ptr,
        "usable": usable,
        "usable_of": ints(usable_of),
        "ok_of": ints(ok_of),
        "ok": ints(ok),
    }


# -- rows and who is concerned --


def _of_rows(indexed: IndexedProblem, data: Monitors, columns: Columns) -> Fields:
    capacities = [columns.capacities.get(row, []) for row in range(len(data.rows))]
    row_meet_ptr, row_meet = ragged(list(dict.fromkeys(load.meet for load in row.terms)) for row in data.rows)
    flat = [one for row in capacities for one in row]
    return {
        "watched": ints(int(bool(columns.readers.get(row))) for row in range(len(data.rows))),
        "cap_ptr": ints([0, *accumulate(map(len, capacities))]),
        "cap_monitor": ints(one[0] for one in flat),
        "cap_capacity": ints(one[1] for one in flat),
        "cap_unit": ints(one[2] for one in flat),
        "row_meet_ptr": row_meet_ptr,
        "row_meet": row_meet,
    }


def _links(columns: Columns, data: Monitors, meets: int) -> Fields:
    partners: list[dict[int, None]] = [{} for _ in range(meets)]
    for rows in columns.links:
        members = [[load.meet for load in data.rows[row].terms] for row in rows]
        for own in members:
            for other in members:
                if other is not own:
                    for meet in own:
                        partners[meet].update(dict.fromkeys(other))
    partner_ptr, partner = ragged([list(one) for one in partners])
    shift_ptr, shift_monitor = ragged(columns.on_shift.get(meet, ()) for meet in range(meets))
    split_ptr, split_monitor = ragged(columns.on_split.get(meet, ()) for meet in range(meets))
    return {
        "partner_ptr": partner_ptr,
        "partner": partner,
        "shift_ptr": shift_ptr,
        "shift_monitor": shift_monitor,
        "split_ptr": split_ptr,
        "split_monitor": split_monitor,
    }


def _focus(indexed: IndexedProblem, data: Monitors) -> Fields:
    """Per monitor the meets that can lower its deviation; equal lists are kept once."""
    kept: dict[tuple[int, ...], int] = {}
    flat: list[int] = []
    starts, ends = [], []
    parts = len(indexed.parts)
    of_row = [
        tuple(meet for meet in dict.fromkeys([load.meet for load in row.terms]) if meet < parts) for row in data.rows
    ]
    for monitor in data.monitors:
        reads = monitor.reads()
        own = [meet for meet in (*(term.meet for term in reads.terms), *reads.meets) if meet < parts]
        lists = [own, *(of_row[row] for row in dict.fromkeys(reads.rows))]
        meets = tuple(dict.fromkeys(chain(*lists))) if own or len(lists) != 2 else of_row[reads.rows[0]]
        if meets not in kept:
            kept[meets] = len(flat)
            flat += meets
        starts.append(kept[meets])
        ends.append(kept[meets] + len(meets))
    return {"focus_from": ints(starts), "focus_to": ints(ends), "focus": ints(flat)}
