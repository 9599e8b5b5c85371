"""Choices that can wait: rooms are assigned after times, because a counting bound per time says whether they will fit.

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

from scheduler.solver.cpsat.draft import Addend
from scheduler.solver.cpsat.encode import Encoder
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.cpsat.variables import Variables
from scheduler.solver.hall import short_sets
from scheduler.solver.monitors.kinds import Busy, Capacity, Count, Load, Sum, Term
from scheduler.solver.monitors.meets import NOWHERE, State, Usable
from scheduler.solver.monitors.reach import terms_of
from scheduler.solver.monitors.waiting import Limit

MOST_SETS = 150
SMALL = 8
"""Sets of at most so many resources are always cut."""


class Deferral:
    """Which (meet, slot) of a problem can be deferred, and the cuts that stand in for them.

    `binding`: those that cannot. `entirely`: these too, with cuts for what broke only: a guess that promises nothing.
    """

    def __init__(self, structure: Structure, entirely: bool = False) -> None:
        self.structure = structure
        self.entirely = entirely
        self.decided, self.data = structure.decided, structure.data
        self.broken: set[frozenset[int]] = set()
        self.row_of: dict[int, int] = {}
        self.blocked: dict[int, frozenset[int]] = {}
        kept: set[tuple[int, int]] = set() if entirely else self._slots_that_bind()
        self.binding = frozenset((meet, slot) for meet, slot in kept if meet in self.decided.parts)
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
                    resource = self.decided.meets[load.meet].slots[load.slot].candidates[load.choices[0]]
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
        if self.entirely and not self.broken:
            return
        users: dict[frozenset[int], list[Load]] = {}
        for taken in variables.taken:
            meet = taken.unit.meets[0]
            for slot, choices in enumerate(taken.unit.usable.choices):
                if (meet, slot) in variables.deferred and (meet, slot) in self.structure.required:
                    one = self.decided.meets[meet].slots[slot]
                    wanted = frozenset(one.candidates[choice] for choice in choices)
                    users.setdefault(wanted, []).append(Load(meet, one.options))
        asked = {wanted: self._by_tick(variables, loads) for wanted, loads in users.items()}
        small = () if self.entirely else (some for some in _closed(asked) if len(some) <= SMALL)
        for some in dict.fromkeys((*small, *self.broken)):
            inside = [ticks for wanted, ticks in asked.items() if wanted <= some]
            for tick in dict.fromkeys(tick for ticks in inside for tick in ticks):
                addends: list[Addend] = [addend for ticks in inside for addend in ticks.get(tick, ())]
                room = 0
                for resource in some:
                    if tick not in self.blocked.get(resource, ()):
                        room += 1
                        addends += encoder.loads(self.row_of[resource]).get(tick, ())
                variables.draft.bounded(addends, None, room)

    @cached_property
    def asking(self) -> dict[frozenset[int], list[Load]]:
        """By set of resources, one at a time each, the meets that must hold one of them wherever they are placed."""
        found: dict[frozenset[int], list[Load]] = {}
        for meet in self.decided.parts:
            lesson, one = self.decided.lesson(meet), self.decided.meets[meet]
            for number, (slot, choices) in enumerate(zip(one.slots, one.usable.choices, strict=True)):
                wanted = frozenset(slot.candidates[choice] for choice in choices)
                if (meet, number) in self.structure.required and wanted <= self.row_of.keys():
                    found.setdefault(wanted, []).append(Load(meet, slot.options))
            for option in one.usable.options:
                for demand in lesson.demands_in(lesson.options[option]):
                    held = self.decided.resource_number[demand.candidates[0]]
                    if demand.fixed and held in self.row_of:
                        found.setdefault(frozenset((held,)), []).append(Load(meet, (option,)))
        return found

    def limits(self) -> set[Limit]:
        """What is asked for can be asked for so often at once."""
        often = {
            wanted: sum(len(loads) for one, loads in self.asking.items() if one <= wanted) for wanted in self.asking
        }
        return {Limit(tuple(sorted(wanted)), len(wanted)) for wanted, asked in often.items() if asked > len(wanted)}

    def shortages(self, state: State) -> set[Limit]:
        """The limits that a state breaks, by the largest matching of what is asked for at each tick."""
        needs: dict[int, list[frozenset[int]]] = {}
        for wanted, loads in self.asking.items():
            for load in loads:
                if self.decided.placed(state, load.meet) and (
                    not load.options or state.option[load.meet] in load.options
                ):
                    for tick in self.decided.domain(load.meet).ticks[state.placement[load.meet]]:
                        needs.setdefault(tick, []).append(wanted)
        found = set()
        for tick, sets in needs.items():
            blocked = {resource for resource, ticks in self.blocked.items() if tick in ticks}
            for some in short_sets(sets, blocked):
                asked = sum(wanted <= some for wanted in sets)
                if asked > len(some):
                    found.add(Limit(tuple(sorted(some)), len(some)))
                else:  # only because some of them are not there
                    found.add(Limit(tuple(sorted(some)), len(some - blocked), tick))
        return found

    def learn(self, state: State) -> None:
        """Remembers the sets that too many placed meets ask for at once."""
        self.broken.update(frozenset(limit.resources) for limit in self.shortages(state))

    def assign(self, state: State, meets: Iterable[int], random: Random) -> tuple[State, list[int]]:
        """Gives each deferred slot of the placed `meets` a free resource where there is one; also who holds nothing.

        First come, first served, those with the fewest candidates first; what a meet held before is tried first.
        """
        freed = set(meets)
        taken: dict[int, set[int]] = {resource: set(self.blocked.get(resource, ())) for resource in self.row_of}
        for resource, row in self.row_of.items():
            for load in self.data.rows[row].terms:
                if self.decided.placed(state, load.meet) and self._holds(state, load, freed):
                    taken[resource].update(self.decided.domain(load.meet).ticks[state.placement[load.meet]])
        waiting = [
            (len(self.decided.meets[meet].usable.choices[slot]), random.random(), meet, slot)
            for meet, slot in self.slots
            if meet in freed
            and self.decided.placed(state, meet)
            and state.option[meet] in self.decided.meets[meet].slots[slot].options
        ]
        choices = list(state.choices)
        without = []
        for _, _, meet, slot in sorted(waiting):
            one = self.decided.meets[meet]
            ticks = self.decided.domain(meet).ticks[state.placement[meet]]
            before = choices[meet][slot]
            found = NOWHERE
            for choice in sorted(one.usable.choices[slot], key=lambda choice: choice != before):
                if taken[one.slots[slot].candidates[choice]].isdisjoint(ticks):
                    found = choice
                    taken[one.slots[slot].candidates[choice]].update(ticks)
                    break
            else:
                without.append(meet)
            choices[meet] = (*choices[meet][:slot], found, *choices[meet][slot + 1 :])
        return replace(state, choices=tuple(choices)), without

    def _holds(self, state: State, load: Load, freed: set[int]) -> bool:
        if load.options and state.option[load.meet] not in load.options:
            return False
        if load.slot < 0:
            return True
        deferred = load.meet in freed and (load.meet, load.slot) in self.slots
        return not deferred and state.choices[load.meet][load.slot] in load.choices

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
