"""Choices that can wait: rooms are assigned after times, because a counting bound per time says whether they will fit.

A slot can be *deferred* when what it holds matters to hard rules only through "one at a time", "not then" and
"something must be held". For the times found first, every set S of such resources may be asked for at most |S| times at
once by meets that can use nothing outside S (Hall's condition). That is written as cuts: at once for small sets, and
for large ones, whose long sums slow the search down, only where a solution broke them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from random import Random

from scheduler.solver.cpsat.draft import Addend
from scheduler.solver.cpsat.encode import Encoder
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.cpsat.variables import Variables
from scheduler.solver.monitors.kinds import Busy, Capacity, Count, Load, Term, Variety
from scheduler.solver.monitors.meets import NOWHERE, State, Usable
from scheduler.solver.monitors.reach import rows_of

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
                if (meet, slot) in variables.deferred:
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

    def learn(self, state: State) -> bool:
        """Remembers the sets that too many placed meets ask for at once; True when some are new."""
        asked: dict[frozenset[int], list[int]] = {}
        for meet in self.decided.parts:
            if not self.decided.placed(state, meet):
                continue
            for wanted in self._wanted(state, meet):
                asked.setdefault(wanted, []).append(meet)
        before = len(self.broken)
        for some in _closed(asked):
            count: dict[int, int] = {}
            for wanted, meets in asked.items():
                if wanted <= some:
                    for meet in meets:
                        for tick in self.decided.domain(meet).ticks[state.placement[meet]]:
                            count[tick] = count.get(tick, 0) + 1
            for tick, often in count.items():
                if often > sum(tick not in self.blocked.get(resource, ()) for resource in some):
                    self.broken.add(some)
                    break
        return len(self.broken) > before

    def _wanted(self, state: State, meet: int) -> Iterator[frozenset[int]]:
        """The sets of resources of which a placed meet holds one."""
        lesson, one = self.decided.lesson(meet), self.decided.meets[meet]
        option = state.option[meet]
        for slot, choices in zip(one.slots, one.usable.choices, strict=True):
            if option in slot.options and all(candidate in self.row_of for candidate in slot.candidates):
                yield frozenset(slot.candidates[choice] for choice in choices)
        for demand in lesson.demands_in(lesson.options[option]):
            held = self.decided.resource_number[demand.candidates[0]]
            if demand.fixed and held in self.row_of:
                yield frozenset((held,))

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
