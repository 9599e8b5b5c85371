"""A problem whose choices wait: times alone are decided, and what they ask for is counted set by set.

This is the problem that a search for times solves when resources are chosen after them. It is a relaxation: whatever
its monitors cost, the full problem's cost at least, given that the limits are true.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from scheduler.solver.monitors.kinds import Capacity, Count, Load, Monitors, Peak, Row
from scheduler.solver.monitors.meets import Decisions
from scheduler.solver.monitors.reach import terms_of

Asking = Mapping[frozenset[int], Sequence[Load]]
"""By set of resources, the meets that need one of them, each with the options in which it does."""


def waiting(
    decided: Decisions,
    data: Monitors,
    slots: Collection[tuple[int, int]],
    asking: Asking,
    blocked: Mapping[int, Collection[int]],
    sets: Iterable[frozenset[int]],
) -> tuple[Decisions, Monitors]:
    """The problem in which the (meet, slot) of `slots` hold nothing, and for each of `sets` a hard rule counts.

    At no tick may more ask for resources inside a set than it has there; `blocked`: by resource, the ticks at which it
    is not there. Monitors that read such a slot cost nothing here, but for a capacity, which reads what is always held.
    """
    meets = list(decided.meets)
    for number in {meet for meet, _ in slots}:
        usable = meets[number].usable
        kept = tuple(() if (number, slot) in slots else choices for slot, choices in enumerate(usable.choices))
        meets[number] = replace(meets[number], usable=replace(usable, choices=kept))
    rows = [
        replace(row, terms=tuple(load for load in row.terms if (load.meet, load.slot) not in slots))
        for row in data.rows
    ]
    monitors = list(data.monitors)
    silent: set[int] = set()
    for number, monitor in enumerate(data.monitors):
        if isinstance(monitor, Peak):
            unknown = any(one in silent for member in monitor.members for one in member)
        elif isinstance(monitor, Capacity):
            unknown = False
        else:
            unknown = any((term.meet, term.slot) in slots for term in terms_of(monitor, data))
        if unknown:
            silent.add(number)
            monitors[number] = Count(rule=monitor.rule, hard=monitor.hard, weight=0, sums=())
    for some in sets:
        inside = [load for wanted, loads in asking.items() if wanted <= some for load in loads]
        absent = [sum(tick in blocked.get(resource, ()) for resource in some) for tick in range(data.tick_count)]
        monitors.append(Capacity(rule=0, hard=True, weight=1, row=len(rows), capacity=len(some)))
        rows.append(Row(tuple(inside), base=tuple(absent)))
    return replace(decided, meets=tuple(meets)), replace(data, rows=tuple(rows), monitors=tuple(monitors))
