"""Which meets a monitor depends on, and which monitors a meet can change: what must be read again after a change."""

from __future__ import annotations

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
)
from scheduler.solver.monitors.meets import IndexedProblem


def rows_of(monitor: Monitor) -> tuple[int, ...]:
    """The rows that a monitor reads."""
    match monitor:
        case Capacity(row=row) | Busy(row=row) | Idle(row=row) | Runs(row=row) | Uneven(row=row):
            return (row,)
        case Clusters(clusters=clusters):
            return tuple(dict.fromkeys(one.row for cluster in clusters for one in cluster))
        case Switches(rows=rows) | Link(rows=rows):
            return rows
        case Pairs(pairs=pairs):
            return tuple(dict.fromkeys(row for one, _, two, _ in pairs for row in (one, two)))
    return ()


def terms_of(monitor: Monitor, data: Monitors) -> list[Load | Term]:
    """The terms that a monitor reads, of its own or of its rows."""
    if isinstance(monitor, Count):
        return [term for one in monitor.sums for term in one.terms]
    if isinstance(monitor, Variety):
        return [term for item in monitor.items for term in item]
    return [load for row in rows_of(monitor) for load in data.rows[row].terms]


def meets_of_monitors(data: Monitors) -> tuple[frozenset[int], ...]:
    """By monitor, the meets it depends on (rests too)."""
    of_row = [frozenset(load.meet for load in row.terms) for row in data.rows]
    found: list[frozenset[int]] = []
    for monitor in data.monitors:
        match monitor:
            case Count(sums=sums):
                found.append(frozenset(term.meet for one in sums for term in one.terms))
            case Variety(items=items):
                found.append(frozenset(term.meet for item in items for term in item))
            case Order(first=first, second=second):
                found.append(frozenset((*first, *second)))
            case Split(meets=meets):
                found.append(frozenset(meets))
            case Peak(members=members):
                found.append(frozenset().union(*(found[one] for member in members for one in member)))
            case _:
                found.append(frozenset().union(*(of_row[row] for row in rows_of(monitor))))
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
