"""A problem whose choices wait: times alone are decided, and what they ask for is counted set by set.

This is the problem that a search for times solves when resources are chosen after them. It is a relaxation: whatever
its monitors cost, the full problem's cost at least, given that the limits are true.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.solver.monitors.kinds import Capacity, Count, Load, Monitors, Peak, Row, Sum, Term
from scheduler.solver.monitors.meets import Decisions
from scheduler.solver.monitors.reach import terms_of

Asking = Mapping[frozenset[int], Sequence[Load]]
"""By set of resources, the meets that need one of them, each with the options in which it does."""


@dataclass(frozen=True, slots=True, order=True)
class Limit:
    """At most `room` needs that can be served inside this set only at once: at every tick, or at `tick`."""

    resources: tuple[int, ...]
    room: int
    tick: int | None = None


def waiting(
    decided: Decisions,
    data: Monitors,
    slots: Collection[tuple[int, int]],
    asking: Asking,
    limits: Iterable[Limit],
) -> tuple[Decisions, Monitors]:
    """The problem in which the (meet, slot) of `slots` hold nothing and each of `limits` is a hard rule.

    Monitors that read such a slot cost nothing here, but for a capacity, which reads what is always held.
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
    tables = list(data.tables)
    at_tick: dict[tuple[int, int], int] = {}

    def table(meet: int, tick: int) -> int:
        """Which placements of the meet run at the tick."""
        key = decided.meets[meet].domain, tick
        if key not in at_tick:
            at_tick[key] = len(tables)
            tables.append(tuple(int(tick in ticks) for ticks in decided.domain(meet).ticks))
        return at_tick[key]

    for limit in limits:
        inside = [load for wanted, loads in asking.items() if wanted.issubset(limit.resources) for load in loads]
        if limit.tick is None:
            monitors.append(Capacity(rule=0, hard=True, weight=1, row=len(rows), capacity=limit.room))
            rows.append(Row(tuple(inside)))
        else:
            terms = tuple(Term(load.meet, table(load.meet, limit.tick), load.options) for load in inside)
            monitors.append(Count(rule=0, hard=True, weight=1, sums=(Sum(terms, most=limit.room),)))
    return (
        replace(decided, meets=tuple(meets)),
        replace(data, rows=tuple(rows), tables=tuple(tables), monitors=tuple(monitors)),
    )
