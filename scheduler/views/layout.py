"""One agenda on one page: rows of periods, columns of days, and cells that cover each entry's time exactly once.

Blocks become one tall cell; where the weeks of the cycle differ the day falls apart into a column per week. No look and
no language here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from scheduler.problem.problem import Problem
from scheduler.problem.times import Time
from scheduler.views.agenda import Agenda, Entry


@dataclass(frozen=True, slots=True)
class Row:
    """A period with the clock time it has on most days; `label` is the period number, with the grid if not the own.

    Where the bells of the days differ so much that such rows would not be in the order of the clock, a row is a clock
    time, and it is closed on the days that have other bells.
    """

    label: str
    start: int
    end: int
    half_day: str


@dataclass(frozen=True, slots=True)
class Cell:
    """`rows` rows from `row` on, of one day, in `weeks`. `clock` is given where it differs from the rows' own."""

    row: int
    rows: int
    day: int
    weeks: tuple[int, ...]
    entries: tuple[Entry, ...]
    clock: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """`days` are weekday numbers; `split` those shown with a column per week; `closed` are (day, row) without period.

    `lunch` is the row after which the midday break comes, None without one. Empty cells are not listed.
    """

    rows: tuple[Row, ...]
    days: tuple[int, ...]
    weeks: int
    split: frozenset[int]
    cells: tuple[Cell, ...]
    closed: frozenset[tuple[int, int]]
    lunch: int | None
    clocked: bool = True
    """Whether the times have a clock at all; those of a research instance have none."""


LONG_BREAK = 25
"""Minutes from which a break around noon gets a line of its own."""

SHORTEST_PERIOD = 5
"""Minutes; shorter "periods" are the numbers of times that have no clock."""

Content = dict[tuple[int, int, int], tuple[Entry, ...]]
"""Entries by (week, day, row)."""


def lay_out(problem: Problem, agenda: Agenda) -> Layout:
    """The page of one agenda."""
    times = _times_shown(problem, agenda)
    rows, row_of = _rows(times, agenda.grid)
    lunch = _lunch(rows)
    if not _in_order(times, row_of, lunch):
        rows, row_of = _rows_by_clock(times, agenda.grid)
        lunch = _lunch(rows)
    days = tuple(sorted({time.day for time in times if time.open} | {problem.times[t].day for t in _held(agenda)}))
    content, clocks = _content(problem, agenda, row_of)
    shown: dict[int, list[int]] = {day: [] for day in days}
    for time in times:
        shown[time.day].append(row_of[_slot(time)])
    weeks = problem.times.weeks
    split = frozenset(
        day
        for day in days
        if any(
            content.get((0, day, row), ()) != content.get((week, day, row), ())
            for row in range(len(rows))
            for week in range(1, weeks)
        )
    )
    clocked = any(time.end - time.start >= SHORTEST_PERIOD for time in times)
    open_slots = {(time.day, row_of[_slot(time)]) for time in times if time.open}
    closed = frozenset((day, row) for day in days for row in range(len(rows)) if (day, row) not in open_slots)
    cells = tuple(
        Cell(*cell, clock=_other_clock(cell, rows, clocks) if clocked else None)
        for day in days
        for cell in _merged(content, day, sorted(set(shown[day])), weeks, lunch)
    )
    return Layout(rows, days, weeks, split, cells, closed, lunch, clocked)


def _held(agenda: Agenda) -> set[int]:
    return {time for entry in agenda.entries for time in entry.times}


def _times_shown(problem: Problem, agenda: Agenda) -> list[Time]:
    """The times of the agenda's own grid, and of other grids the periods in which it has an entry."""
    held = _held(agenda)
    used_periods = {
        (time.grid, time.period)
        for time in problem.times.times
        if time.index in held or (time.open and time.grid == agenda.grid)
    }
    return [time for time in problem.times.times if (time.grid, time.period) in used_periods]


Slot = tuple[str, int, int]
"""Grid, day and period: one bell of the week."""


def _slot(time: Time) -> Slot:
    return time.grid, time.day, time.period


def _in_order(times: list[Time], row_of: dict[Slot, int], lunch: int | None) -> bool:
    """Whether on every day of every grid the rows are in the order of the clock, and mornings above the break."""
    days: dict[tuple[str, int, int], list[Time]] = {}
    for time in times:
        days.setdefault((time.grid, time.week, time.day), []).append(time)
        if lunch is not None and (row_of[_slot(time)] <= lunch) != (time.half_day == "am"):
            return False
    for same_day in days.values():
        rows = [row_of[_slot(time)] for time in sorted(same_day, key=lambda time: (time.start, time.end))]
        if any(before >= after for before, after in pairwise(rows)):
            return False
    return True


def _rows_by_clock(times: list[Time], own_grid: str) -> tuple[tuple[Row, ...], dict[Slot, int]]:
    """A row for every clock time of any day, in order, and the row of each bell."""
    labels: dict[tuple[int, int, str], str] = {}
    for time in sorted(times, key=lambda time: time.grid != own_grid):
        label = str(time.period) if time.grid == own_grid else f"{time.period} ({time.grid})"
        labels.setdefault((time.start, time.end, time.half_day), label)
    order = sorted(labels)
    rows = tuple(Row(labels[clock], *clock) for clock in order)
    return rows, {_slot(time): order.index((time.start, time.end, time.half_day)) for time in times}


def _rows(times: list[Time], own_grid: str) -> tuple[tuple[Row, ...], dict[Slot, int]]:
    """A row for every period at its usual time, in order of the clock, and the row of each bell."""
    clocks: dict[tuple[str, int], Counter[tuple[int, int, str]]] = {}
    for time in times:
        clocks.setdefault((time.grid, time.period), Counter())[time.start, time.end, time.half_day] += 1
    usual = {slot: counted.most_common(1)[0][0] for slot, counted in clocks.items()}
    labels: dict[tuple[int, int, str], str] = {}
    for (grid, period), clock in sorted(usual.items(), key=lambda item: item[0][0] != own_grid):
        labels.setdefault(clock, str(period) if grid == own_grid else f"{period} ({grid})")
    order = sorted(labels)
    rows = tuple(Row(labels[clock], clock[0], clock[1], clock[2]) for clock in order)
    return rows, {_slot(time): order.index(usual[time.grid, time.period]) for time in times}


def _content(
    problem: Problem, agenda: Agenda, row_of: dict[Slot, int]
) -> tuple[Content, dict[tuple[int, int, int], tuple[int, int]]]:
    found: dict[tuple[int, int, int], list[Entry]] = {}
    clocks: dict[tuple[int, int, int], tuple[int, int]] = {}
    for entry in agenda.entries:
        for index in entry.times:
            time = problem.times[index]
            slot = time.week, time.day, row_of[_slot(time)]
            found.setdefault(slot, []).append(entry)
            clocks[slot] = time.start, time.end
    ordered = {
        slot: tuple(sorted(entries, key=lambda entry: (entry.subject, entry.attendees, entry.key)))
        for slot, entries in found.items()
    }
    return ordered, clocks


def _lunch(rows: tuple[Row, ...]) -> int | None:
    for number, after in enumerate(rows[1:]):
        latest = max(row.end for row in rows[: number + 1])
        above, below = ({row.half_day for row in part} for part in (rows[: number + 1], rows[number + 1 :]))
        if not above & below and after.start - latest >= LONG_BREAK:
            return number
    return None


def _merged(
    content: Content, day: int, rows: list[int], weeks: int, lunch: int | None
) -> Iterator[tuple[int, int, int, tuple[int, ...], tuple[Entry, ...]]]:
    """Rectangles of equal content: first over the weeks, then down the day's `rows`, never across the midday break."""
    done: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        for week in range(weeks):
            held = content.get((week, day, row), ())
            if not held or (week, row) in done:
                continue
            last = week
            while last + 1 < weeks and content.get((last + 1, day, row), ()) == held and (last + 1, row) not in done:
                last += 1
            across = range(week, last + 1)
            bottom = row
            for below in rows[number + 1 :]:
                is_across = lunch is not None and bottom <= lunch < below
                if is_across or any(content.get((w, day, below), ()) != held or (w, below) in done for w in across):
                    break
                bottom = below
            done.update((w, r) for w in across for r in range(row, bottom + 1))
            yield row, bottom - row + 1, day, tuple(across), held


def _other_clock(
    cell: tuple[int, int, int, tuple[int, ...], tuple[Entry, ...]],
    rows: tuple[Row, ...],
    clocks: dict[tuple[int, int, int], tuple[int, int]],
) -> tuple[int, int] | None:
    row, count, day, weeks, _ = cell
    bottom = row + count - 1
    clock = clocks[weeks[0], day, row][0], clocks[weeks[0], day, bottom][1]
    return None if clock == (rows[row].start, rows[bottom].end) else clock
