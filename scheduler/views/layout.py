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
    """A period with the clock time it has on most days; `label` is the period number, with the grid if not the own."""

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
    days = tuple(sorted({time.day for time in times if time.open} | {problem.times[t].day for t in _held(agenda)}))
    content, clocks = _content(problem, agenda, row_of)
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
    lunch = _lunch(rows)
    clocked = any(time.end - time.start >= SHORTEST_PERIOD for time in times)
    open_slots = {(time.day, row_of[time.grid, time.period]) for time in times if time.open}
    closed = frozenset((day, row) for day in days for row in range(len(rows)) if (day, row) not in open_slots)
    cells = tuple(
        Cell(*cell, clock=_other_clock(cell, rows, clocks) if clocked else None)
        for day in days
        for cell in _merged(content, day, len(rows), weeks, lunch)
    )
    return Layout(rows, days, weeks, split, cells, closed, lunch, clocked)


def _held(agenda: Agenda) -> set[int]:
    return {time for entry in agenda.entries for time in entry.times}


def _times_shown(problem: Problem, agenda: Agenda) -> list[Time]:
    """The times of the agenda's own grid and of every grid in which it has an entry."""
    grids = {agenda.grid} | {problem.times[time].grid for time in _held(agenda)}
    held = _held(agenda)
    shown = [time for time in problem.times.times if time.grid in grids]
    used_periods = {(time.grid, time.period) for time in shown if time.open or time.index in held}
    return [time for time in shown if (time.grid, time.period) in used_periods]


def _rows(times: list[Time], own_grid: str) -> tuple[tuple[Row, ...], dict[tuple[str, int], int]]:
    """The rows in order of the clock, and the row of each (grid, period)."""
    clocks: dict[tuple[str, int], Counter[tuple[int, int, str]]] = {}
    for time in times:
        clocks.setdefault((time.grid, time.period), Counter())[time.start, time.end, time.half_day] += 1
    usual = {slot: counted.most_common(1)[0][0] for slot, counted in clocks.items()}
    labels: dict[tuple[int, int, str], str] = {}
    for (grid, period), clock in sorted(usual.items(), key=lambda item: item[0][0] != own_grid):
        labels.setdefault(clock, str(period) if grid == own_grid else f"{period} ({grid})")
    order = sorted(labels)
    rows = tuple(Row(labels[clock], clock[0], clock[1], clock[2]) for clock in order)
    return rows, {slot: order.index(clock) for slot, clock in usual.items()}


def _content(
    problem: Problem, agenda: Agenda, row_of: dict[tuple[str, int], int]
) -> tuple[Content, dict[tuple[int, int, int], tuple[int, int]]]:
    found: dict[tuple[int, int, int], list[Entry]] = {}
    clocks: dict[tuple[int, int, int], tuple[int, int]] = {}
    for entry in agenda.entries:
        for index in entry.times:
            time = problem.times[index]
            slot = time.week, time.day, row_of[time.grid, time.period]
            found.setdefault(slot, []).append(entry)
            clocks[slot] = time.start, time.end
    ordered = {
        slot: tuple(sorted(entries, key=lambda entry: (entry.subject, entry.attendees, entry.key)))
        for slot, entries in found.items()
    }
    return ordered, clocks


def _lunch(rows: tuple[Row, ...]) -> int | None:
    for number, (before, after) in enumerate(pairwise(rows)):
        latest = max(row.end for row in rows[: number + 1])
        if before.half_day != after.half_day and after.start - latest >= LONG_BREAK:
            return number
    return None


def _merged(
    content: Content, day: int, rows: int, weeks: int, lunch: int | None
) -> Iterator[tuple[int, int, int, tuple[int, ...], tuple[Entry, ...]]]:
    """Rectangles of equal content: first over the weeks, then down the rows, never across the midday break."""
    done: set[tuple[int, int]] = set()
    for row in range(rows):
        for week in range(weeks):
            held = content.get((week, day, row), ())
            if not held or (week, row) in done:
                continue
            last = week
            while last + 1 < weeks and content.get((last + 1, day, row), ()) == held and (last + 1, row) not in done:
                last += 1
            across = range(week, last + 1)
            bottom = row
            while (
                bottom + 1 < rows
                and bottom != lunch
                and all(content.get((w, day, bottom + 1), ()) == held and (w, bottom + 1) not in done for w in across)
            ):
                bottom += 1
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
