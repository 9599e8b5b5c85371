"""Which meets a monitor depends on, and which monitors a meet can change: what must be read again after a change."""

from __future__ import annotations

from scheduler.solver.monitors.meets import IndexedProblem
from scheduler.solver.monitors.monitor import Monitor, Monitors
from scheduler.solver.monitors.terms import Load, Term


def terms_of(monitor: Monitor, data: Monitors) -> list[Load | Term]:
    """The terms that a monitor reads, of its own or of its rows."""
    reads = monitor.reads()
    return [*reads.terms, *(load for row in reads.rows for load in data.rows[row].terms)]


def meets_of_monitors(data: Monitors) -> tuple[frozenset[int], ...]:
    """By monitor, the meets it depends on (rests too); monitors come after those that they compare."""
    of_row = [frozenset(load.meet for load in row.terms) for row in data.rows]
    found: list[frozenset[int]] = []
    for monitor in data.monitors:
        reads = monitor.reads()
        rows, others = (of_row[row] for row in reads.rows), (found[one] for one in reads.monitors)
        found.append(frozenset((*reads.meets, *(term.meet for term in reads.terms))).union(*rows, *others))
    return tuple(found)


def monitors_of_meets(indexed: IndexedProblem, data: Monitors) -> tuple[tuple[int, ...], ...]:
    """By meet, the monitors it can change; a part of a lesson answers for the lesson's rest too."""
    found: list[list[int]] = [[] for _ in indexed.meets]
    for number, meets in enumerate(meets_of_monitors(data)):
        reached = set(meets)
        for meet in meets:
            if indexed.meets[meet].part == 0:
                reached.update(indexed.of_lesson[indexed.meets[meet].lesson])
        for meet in reached:
            found[meet].append(number)
    return tuple(tuple(numbers) for numbers in found)
