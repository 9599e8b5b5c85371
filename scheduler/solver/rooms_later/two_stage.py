"""Deferred choices: rooms are assigned after times, because a counting bound per time says whether they will fit.

A slot can be *deferred* when what it holds matters to hard rules only through "one at a time", "not then" and
"something must be held". For the times found first, every set S of such resources may be asked for at most |S| times at
once by meets that can use nothing outside S (Hall's condition). That is written as cuts: at once for small sets, and
for large ones, whose long sums slow the search down, only where a solution broke them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING

from scheduler.solver.cpsat.units import Structure
from scheduler.solver.monitors.kinds import Busy, Capacity, Count
from scheduler.solver.monitors.meets import NOWHERE, Assignment, Usable
from scheduler.solver.monitors.reach import terms_of
from scheduler.solver.monitors.terms import Load, Sum, Term
from scheduler.solver.params import SearchParams
from scheduler.solver.rooms_later.greedy import GreedyAssignment, busy
from scheduler.solver.rooms_later.hall import short_sets

if TYPE_CHECKING:
    from scheduler.solver.cpsat.draft import Addend
    from scheduler.solver.cpsat.encode import Encoder
    from scheduler.solver.cpsat.variables import Variables


class TwoStage:
    """Which (meet, slot) of a problem can be deferred, and the cuts that stand in for them.

    `binding`: those that cannot. `entirely`: these too, which is a guess and promises nothing.
    """

    def __init__(self, structure: Structure, params: SearchParams, entirely: bool = False) -> None:
        self.structure, self.params = structure, params
        self.indexed, self.data = structure.indexed, structure.data
        self.broken: set[frozenset[int]] = set()
        self.row_of: dict[int, int] = {}
        self.blocked: dict[int, frozenset[int]] = {}
        kept: set[tuple[int, int]] = set() if entirely else self._slots_that_bind()
        self.binding = frozenset((meet, slot) for meet, slot in kept if meet in self.indexed.parts)
        self.slots = frozenset(
            (meet, slot)
            for meet in self.indexed.parts
            for slot in range(len(self.indexed.meets[meet].slots))
            if (meet, slot) not in kept and not self.indexed.meets[meet].slots[slot].absent
        )
        self._find_rows()
        # Without a row that says "one at a time" there is nothing to count, and nothing to gain.
        self.slots = frozenset(
            (meet, slot)
            for meet, slot in self.slots
            if all(one in self.row_of for one in self.indexed.meets[meet].slots[slot].candidates)
        )

    def _slots_that_bind(self) -> set[tuple[int, int]]:
        """Slots that some strict monitor reads in another way than the cuts can stand in for."""
        binding: set[tuple[int, int]] = set()
        for monitor, strict in zip(self.data.monitors, self.structure.strict, strict=True):
            if not strict:
                continue
            terms: Iterable[Load | Term] = ()
            if isinstance(monitor, Count):
                terms = [term for one in monitor.sums if not self._simple(one) for term in one.terms]
            elif not _only_capacity(monitor):
                terms = terms_of(monitor, self.data)
            binding.update((term.meet, term.slot) for term in terms if term.slot >= 0)
        return binding

    def _simple(self, one: Sum) -> bool:
        """Whether the sum only says that something must be held, or that something may not."""
        alone = one.most == 0 and one.least is None and one.constant == 0
        return alone and all(min(self.data.tables[term.table]) >= 0 for term in one.terms)

    def _find_rows(self) -> None:
        capacity = {
            monitor.row
            for monitor, strict in zip(self.data.monitors, self.structure.strict, strict=True)
            if strict and isinstance(monitor, Capacity) and monitor.capacity == 1
        }
        for row in capacity:
            for load in self.data.rows[row].terms:
                if (load.meet, load.slot) in self.slots and len(load.choices) == 1:
                    resource = self.indexed.meets[load.meet].slots[load.slot].candidates[load.choices[0]]
                    self.row_of[resource] = row
        by_row = {row: resource for resource, row in self.row_of.items()}
        for monitor, strict in zip(self.data.monitors, self.structure.strict, strict=True):
            if strict and isinstance(monitor, Busy) and monitor.most == 0 and monitor.row in by_row:
                ticks = {tick for group in monitor.groups for time in group for tick in self.data.time_ticks[time]}
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
                if (meet, slot) in variables.deferred and (meet, slot) in self.structure.required:
                    one = self.indexed.meets[meet].slots[slot]
                    wanted = frozenset(one.candidates[choice] for choice in choices)
                    users.setdefault(wanted, []).append(Load(meet, one.options))
        asked = {wanted: self._by_tick(variables, loads) for wanted, loads in users.items()}
        small = (some for some in _closed(asked, self.params.most_cut_sets) if len(some) <= self.params.always_cut)
        for some in dict.fromkeys((*small, *self.broken)):
            inside = [ticks for wanted, ticks in asked.items() if wanted <= some]
            for tick in dict.fromkeys(tick for ticks in inside for tick in ticks):
                addends: list[Addend] = [addend for ticks in inside for addend in ticks.get(tick, ())]
                room = 0
                for resource in some:
                    if tick not in self.blocked.get(resource, ()):
                        room += 1
                        addends += encoder.rows.loads(self.row_of[resource]).get(tick, ())
                variables.draft.bounded(addends, None, room)

    @cached_property
    def asking(self) -> dict[frozenset[int], list[Load]]:
        """By set of resources, one at a time each, the meets that must hold one of them wherever they are placed."""
        found: dict[frozenset[int], list[Load]] = {}
        for meet in self.indexed.parts:
            lesson, one = self.indexed.lesson(meet), self.indexed.meets[meet]
            for number, (slot, choices) in enumerate(zip(one.slots, one.usable.choices, strict=True)):
                wanted = frozenset(slot.candidates[choice] for choice in choices)
                asked = (meet, number) in self.structure.required and not slot.absent
                if asked and wanted <= self.row_of.keys():
                    found.setdefault(wanted, []).append(Load(meet, slot.options))
            for option in one.usable.options:
                for certain in lesson.certain_in(lesson.options[option]):
                    held = self.indexed.resource_number[certain]
                    if held in self.row_of:
                        found.setdefault(frozenset((held,)), []).append(Load(meet, (option,)))
        return found

    def scarce(self) -> set[frozenset[int]]:
        """Sets of which more can be asked for at once than there are."""
        return {
            some
            for some in self.asking
            if sum(len(loads) for wanted, loads in self.asking.items() if wanted <= some) > self._always_there(some)
        }

    def _always_there(self, some: frozenset[int]) -> int:
        return sum(not self.blocked.get(resource) for resource in some)

    def shortages(self, state: Assignment) -> set[frozenset[int]]:
        """The sets of which a state asks for more at some tick than there are, from a largest matching at each."""
        needs: dict[int, list[frozenset[int]]] = {}
        for wanted, loads in self.asking.items():
            for load in loads:
                if self.indexed.placed(state, load.meet) and self._stands(state, load):
                    for tick in self.indexed.domain(load.meet).ticks[state.placement[load.meet]]:
                        needs.setdefault(tick, []).append(wanted)
        found: set[frozenset[int]] = set()
        for tick, sets in needs.items():
            found.update(short_sets(sets, {one for one, ticks in self.blocked.items() if tick in ticks}))
        return found

    def learn(self, state: Assignment) -> None:
        """Remembers the sets that too many placed meets ask for at once."""
        self.broken |= self.shortages(state)

    def assign(
        self, state: Assignment, meets: Iterable[int], random: Random, slots: frozenset[tuple[int, int]] | None = None
    ) -> tuple[Assignment, list[int]]:
        """Gives each deferred slot (or those of `slots`) of the placed `meets` what is free; also who must go without.

        Who must hold something and has the fewest candidates comes first, then who begins first: that wastes nothing
        where all have the same candidates. What a meet held before is tried first.
        """
        freed = set(meets)
        slots = self.slots if slots is None else slots
        taken = {resource: busy(self.blocked.get(resource, ())) for resource in self.row_of}
        for resource, row in self.row_of.items():
            for load in self.data.rows[row].terms:
                given_up = load.meet in freed and (load.meet, load.slot) in slots
                if not given_up and self.indexed.placed(state, load.meet) and self._holds(state, load):
                    taken[resource].update(busy(self.indexed.domain(load.meet).ticks[state.placement[load.meet]]))
        pending = []
        for meet, slot in slots:
            one = self.indexed.meets[meet]
            if meet in freed and self.indexed.placed(state, meet) and state.option[meet] in one.slots[slot].options:
                optional = (meet, slot) not in self.structure.required
                begin = min(self.indexed.domain(meet).ticks[state.placement[meet]], default=0)
                pending.append((optional, len(one.usable.choices[slot]), begin, random.random(), meet, slot))
        greedy = GreedyAssignment(taken, self.params)
        without = []
        for optional, *_, meet, slot in sorted(pending):
            one = self.indexed.meets[meet]
            wanted = sorted(one.usable.choices[slot], key=lambda choice: choice != state.choices[meet][slot])
            ticks = self.indexed.domain(meet).ticks[state.placement[meet]]
            assigned = greedy.assign((meet, slot), ticks, [one.slots[slot].candidates[choice] for choice in wanted])
            if not assigned and not optional:
                without.append(meet)
        choices = list(state.choices)
        for *_, meet, slot in pending:
            held = NOWHERE
            if (meet, slot) in greedy.held:
                held = self.indexed.meets[meet].slots[slot].candidates.index(greedy.held[meet, slot])
            choices[meet] = (*choices[meet][:slot], held, *choices[meet][slot + 1 :])
        return replace(state, choices=tuple(choices)), without

    def _holds(self, state: Assignment, load: Load) -> bool:
        return self._stands(state, load) and (load.slot < 0 or state.choices[load.meet][load.slot] in load.choices)

    @staticmethod
    def _stands(state: Assignment, load: Load) -> bool:
        return not load.options or state.option[load.meet] in load.options

    def _by_tick(self, variables: Variables, loads: Iterable[Load]) -> dict[int, list[Addend]]:
        found: dict[int, list[Addend]] = {}
        for load in loads:
            ticks = self.indexed.domain(load.meet).ticks
            for placement, literal in variables.cells(load):
                for tick in ticks[placement]:
                    found.setdefault(tick, []).append((1, literal))
        return found


def _only_capacity(monitor: object) -> bool:
    """Whether the second stage keeps the monitor by itself: one at a time, or not at these times."""
    return (isinstance(monitor, Capacity) and monitor.capacity == 1 and monitor.unit == 1) or (
        isinstance(monitor, Busy) and monitor.most == 0 and monitor.least == 0
    )


def _closed(sets: Iterable[frozenset[int]], most: int) -> list[frozenset[int]]:
    """The sets and the unions of those that overlap, `most` of them."""
    found = dict.fromkeys(sorted(sets, key=lambda one: (len(one), sorted(one))))
    queue = list(found)
    while queue and len(found) < most:
        one = queue.pop(0)
        for other in list(found):
            if one & other and not one <= other and not other <= one:
                union = one | other
                if union not in found:
                    found[union] = None
                    queue.append(union)
    return list(found)
