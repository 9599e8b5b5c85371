"""A problem whose choices are deferred: times alone are decided, and what they ask for is counted set by set.

This is the problem that a search for times solves when resources are chosen after them. It is a relaxation: whatever
its monitors cost, the full problem's cost at least, as long as what is asked for must be held and who has no time
holds nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from scheduler.solver.monitors.kinds import Busy, Capacity, Count, Peak
from scheduler.solver.monitors.meets import NOWHERE, IndexedProblem
from scheduler.solver.monitors.monitor import Monitor, Monitors
from scheduler.solver.monitors.reach import terms_of
from scheduler.solver.monitors.terms import Load, Row, Sum, Term

Asking = Mapping[frozenset[int], Sequence[Load]]
"""By set of resources, the meets that need one of them, each with the options in which it does."""


def relaxed_problem(
    indexed: IndexedProblem,
    data: Monitors,
    slots: Collection[tuple[int, int]],
    asking: Asking,
    blocked: Mapping[int, Collection[int]],
    sets: Iterable[frozenset[int]],
) -> tuple[IndexedProblem, Monitors]:
    """The problem in which the (meet, slot) of `slots` hold nothing, and for each of `sets` a hard rule counts.

    At no tick may more ask for resources inside a set than it has there; `blocked`: by resource, the ticks at which it
    is not there. Monitors that read such a slot cost here what they cost at least.
    """
    meets = list(indexed.meets)
    for number in {meet for meet, _ in slots}:
        usable = meets[number].usable
        kept = tuple(() if (number, slot) in slots else choices for slot, choices in enumerate(usable.choices))
        meets[number] = replace(meets[number], usable=replace(usable, choices=kept))
    rows = [
        replace(row, terms=tuple(load for load in row.terms if load.slot < 0 or (load.meet, load.slot) not in slots))
        for row in data.rows
    ]
    relaxed = _Relaxed(indexed, data, slots)
    monitors = [relaxed.monitor(number) for number in range(len(data.monitors))]
    for some in sets:
        inside = [load for wanted, loads in asking.items() if wanted <= some for load in loads]
        absent = [sum(tick in blocked.get(resource, ()) for resource in some) for tick in range(data.tick_count)]
        monitors.append(Capacity(rule=0, hard=True, weight=1, row=len(rows), capacity=len(some)))
        rows.append(Row(tuple(inside), base=tuple(absent)))
    return (
        replace(indexed, meets=tuple(meets)),
        replace(data, rows=tuple(rows), tables=tuple(relaxed.tables), monitors=tuple(monitors)),
    )


class _Relaxed:
    """What is known of monitors when the resource in some slots is not; `tables` grows with what they need."""

    def __init__(self, indexed: IndexedProblem, data: Monitors, slots: Collection[tuple[int, int]]) -> None:
        self.indexed, self.data, self.slots = indexed, data, slots
        self.tables = list(data.tables)
        self._unplaced: dict[tuple[int, int], int] = {}
        self._unknown: set[int] = set()

    def monitor(self, number: int) -> Monitor:
        """The monitor as far as it costs something whatever is chosen later; asked for in order."""
        monitor = self.data.monitors[number]
        if isinstance(monitor, Count) and all(self._can_defer(one) for one in monitor.sums):
            return replace(monitor, sums=tuple(self._sum(one) for one in monitor.sums))
        if isinstance(monitor, Peak):
            unknown = any(one in self._unknown for member in monitor.members for one in member)
        elif isinstance(monitor, Capacity) or (isinstance(monitor, Busy) and not monitor.least):
            unknown = False  # its row counts what is always held
        else:
            unknown = any(self._deferred(term) for term in terms_of(monitor, self.data))
        if not unknown:
            return monitor
        self._unknown.add(number)
        return Count(rule=monitor.rule, hard=monitor.hard, weight=0, sums=())

    def _deferred(self, term: Load | Term) -> bool:
        return term.slot >= 0 and (term.meet, term.slot) in self.slots

    def _can_defer(self, one: Sum) -> bool:
        """Whether leaving out what is not known makes the sum no dearer."""
        deferred = [term for term in one.terms if self._deferred(term)]
        return not deferred or (one.least is None and all(min(self.data.tables[term.table]) >= 0 for term in deferred))

    def _sum(self, one: Sum) -> Sum:
        terms = (self._term(term) if self._deferred(term) else term for term in one.terms)
        return one._replace(terms=tuple(term for term in terms if term is not None))

    def _term(self, term: Term) -> Term | None:
        """What is left of a term about a slot: who is not placed holds nothing, who is placed will hold something."""
        if NOWHERE not in term.choices:
            return None
        key = term.table, self.indexed.meets[term.meet].domain
        if key not in self._unplaced:
            self._unplaced[key] = len(self.tables)
            placed = self.indexed.domain(term.meet).placed
            self.tables.append((*[0] * placed, *self.data.tables[term.table][placed:]))
        return Term(term.meet, self._unplaced[key], term.options)
