"""Choices that can wait: rooms are assigned after times, because a counting bound per time says whether they will fit.

A slot can be *deferred* when what it holds matters to hard rules only through "one at a time", "not then" and "something
must be held". For the times found first, every set S of such resources may be asked for at most |S| times at once by
meets that can use nothing outside S (Hall's condition), which is written as cuts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scheduler.solver.cpsat.draft import Addend
from scheduler.solver.cpsat.encode import Encoder
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.cpsat.variables import Variables
from scheduler.solver.monitors.kinds import Busy, Capacity, Count, Load, Term, Variety
from scheduler.solver.monitors.meets import Usable
from scheduler.solver.monitors.reach import rows_of

MOST_SETS = 150


class Deferral:
    """Which (meet, slot) of a problem can be deferred, and the cuts that stand in for them."""

    def __init__(self, structure: Structure) -> None:
        self.structure = structure
        self.decided, self.data = structure.decided, structure.data
        self.row_of: dict[int, int] = {}
        self.blocked: dict[int, frozenset[int]] = {}
        kept = self._slots_that_bind()
        self.slots = frozenset(
            (meet, slot)
            for meet in self.decided.parts
            for slot in range(len(self.decided.meets[meet].slots))
            if (meet, slot) not in kept
        )
        self._find_rows()
        # Without a row that says "one at a time" there is nothing to count, and nothing to gain.
        self.slots = frozenset(
            (meet, slot)
            for meet, slot in self.slots
            if all(one in self.row_of for one in self.decided.meets[meet].slots[slot].candidates)
        )

    def _slots_that_bind(self) -> set[tuple[int, int]]:
        """Slots that some strict monitor reads in another way than a deferral can promise."""
        binding: set[tuple[int, int]] = set()
        for monitor, strict in zip(self.data.monitors, self.structure.strict, strict=True):
            if not strict:
                continue
            terms: list[Load | Term] = []
            if isinstance(monitor, Count):
                for one in monitor.sums:
                    simple = one.most == 0 and one.least is None and one.constant == 0
                    if not simple or any(min(self.data.tables[term.table]) < 0 for term in one.terms):
                        terms += one.terms
            elif isinstance(monitor, Variety):
                terms += [term for item in monitor.items for term in item]
            elif not _only_capacity(monitor):
                terms += [load for row in rows_of(monitor) for load in self.data.rows[row].terms]
            binding.update((term.meet, term.slot) for term in terms if term.slot >= 0)
        return binding

    def _find_rows(self) -> None:
        capacity = {
            monitor.row
            for monitor, strict in zip(self.data.monitors, self.structure.strict, strict=True)
            if strict and isinstance(monitor, Capacity) and monitor.capacity == 1
        }
        for row in capacity:
            for load in self.data.rows[row].terms:
                if (load.meet, load.slot) in self.slots and len(load.choices) == 1:
                    resource = self.decided.meets[load.meet].slots[load.slot].candidates[load.choices[0]]
                    self.row_of[resource] = row
        by_row = {row: resource for resource, row in self.row_of.items()}
        for monitor, strict in zip(self.data.monitors, self.structure.strict, strict=True):
            if strict and isinstance(monitor, Busy) and monitor.most == 0 and monitor.row in by_row:
                ticks = {
                    tick for group in monitor.groups for time in group for tick in self.data.time_ticks[time]
                }
                resource = by_row[monitor.row]
                self.blocked[resource] = self.blocked.get(resource, frozenset()) | ticks

    def deferred(self, usable: Mapping[int, Usable]) -> frozenset[tuple[int, int]]:
        """The deferrable slots of the freed meets."""
        return frozenset((meet, slot) for meet, slot in self.slots if meet in usable)

    def cut(self, variables: Variables, encoder: Encoder) -> None:
        """Writes Hall's condition for the deferred slots of `variables`."""
        users: dict[frozenset[int], list[Load]] = {}
        for taken in variables.taken:
            meet = taken.unit.meets[0]
            for slot, choices in enumerate(taken.unit.usable.choices):
                if (meet, slot) in variables.deferred:
                    one = self.decided.meets[meet].slots[slot]
                    wanted = frozenset(one.candidates[choice] for choice in choices)
                    users.setdefault(wanted, []).append(Load(meet, one.options))
        asked = {wanted: self._by_tick(variables, loads) for wanted, loads in users.items()}
        for some in _closed(asked):
            inside = [ticks for wanted, ticks in asked.items() if wanted <= some]
            for tick in dict.fromkeys(tick for ticks in inside for tick in ticks):
                addends: list[Addend] = [addend for ticks in inside for addend in ticks.get(tick, ())]
                room = 0
                for resource in some:
                    if tick not in self.blocked.get(resource, ()):
                        room += 1
                        addends += encoder.loads(self.row_of[resource]).get(tick, ())
                variables.draft.bounded(addends, None, room)

    def _by_tick(self, variables: Variables, loads: Iterable[Load]) -> dict[int, list[Addend]]:
        found: dict[int, list[Addend]] = {}
        for load in loads:
            ticks = self.decided.domain(load.meet).ticks
            for placement, literal in variables.cells(load):
                for tick in ticks[placement]:
                    found.setdefault(tick, []).append((1, literal))
        return found


def _only_capacity(monitor: object) -> bool:
    """Whether a deferral keeps the monitor by itself: one at a time, or not at these times."""
    return (isinstance(monitor, Capacity) and monitor.capacity == 1 and monitor.unit == 1) or (
        isinstance(monitor, Busy) and monitor.most == 0 and monitor.least == 0
    )


def _closed(sets: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """The sets and the unions of those that overlap, as far as they are few."""
    found = dict.fromkeys(sorted(sets, key=lambda one: (len(one), sorted(one))))
    queue = list(found)
    while queue and len(found) < MOST_SETS:
        one = queue.pop(0)
        for other in list(found):
            if one & other and not one <= other and not other <= one:
                union = one | other
                if union not in found:
                    found[union] = None
                    queue.append(union)
    return list(found)
