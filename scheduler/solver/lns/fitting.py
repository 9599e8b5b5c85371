"""What freed meets can still do while the rest stands still: what others have taken needs no variable.

Most of a tight timetable is taken, so this leaves a small part of what a meet could do in an empty one. Only capacities
that the structure holds strictly are read; a broken rule that is priced takes nothing away.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import replace

from scheduler.solver.cpsat.units import Structure
from scheduler.solver.monitors.incremental_cost import CachedReading
from scheduler.solver.monitors.kinds import Capacity
from scheduler.solver.monitors.meets import Assignment, IndexedProblem, Seen, Usable
from scheduler.solver.monitors.monitor import Monitors
from scheduler.solver.monitors.terms import Load

Held = tuple[int, int, int]
"""(meet, slot, choice)"""


def masks_of(indexed: IndexedProblem) -> list[tuple[int, ...]]:
    """By domain and placement, the ticks it occupies as bits."""
    return [tuple(sum(1 << tick for tick in set(ticks)) for ticks in domain.ticks) for domain in indexed.domains]


class Fitting:
    """Who requests which capacity, read off a structure once."""

    def __init__(self, structure: Structure, masks: list[tuple[int, ...]]) -> None:
        self.indexed, self.masks = structure.indexed, masks
        rows = structure.data.rows
        self._room: dict[int, int] = {}
        self._requests: list[list[tuple[int, int]]] = [[] for _ in self.indexed.meets]
        self._requests_of_choice: dict[Held, list[tuple[int, int]]] = {}
        for monitor, strict in zip(structure.data.monitors, structure.strict, strict=True):
            if not strict or not isinstance(monitor, Capacity) or rows[monitor.row].seen is Seen.FIRST_WEEK:
                continue
            if all(load.amount >= 0 for load in rows[monitor.row].terms) and not rows[monitor.row].shares:
                self._room[monitor.row] = min(monitor.capacity, self._room.get(monitor.row, monitor.capacity))
        self._terms: dict[int, tuple[Load, ...]] = {row: rows[row].terms for row in self._room}
        for row, terms in self._terms.items():
            for load in terms:
                if not self._in_every_option(load):
                    continue
                if load.slot < 0:
                    self._requests[load.meet].append((row, load.amount))
                for choice in load.choices:
                    self._requests_of_choice.setdefault((load.meet, load.slot, choice), []).append((row, load.amount))

    def but(self, data: Monitors, priced: Collection[int]) -> Fitting:
        """This where these monitors, priced, take nothing away."""
        new = copy(self)
        new._room = dict(self._room)
        for number in priced:
            monitor = data.monitors[number]
            if isinstance(monitor, Capacity):
                new._room.pop(monitor.row, None)
        return new

    def _in_every_option(self, load: Load) -> bool:
        options = self.indexed.meets[load.meet].usable.options
        return not load.options or set(options) <= set(load.options)

    def fitted(
        self,
        reading: CachedReading,
        freed: Mapping[int, Usable],
        loose: Collection[tuple[int, int]] = (),
        within: int | None = None,
    ) -> tuple[dict[int, Usable], dict[Held, frozenset[int]]]:
        """The freed meets with placements for which there is room, and by choice the placements at which it is taken.

        `within`: only these ticks, or where the meet or an equal part of its lesson stands now. `loose` are (meet,
        slot) that hold nothing for now.
        """
        full: dict[tuple[int, int], int] = {}
        state = reading.state
        of_row: dict[int, list[Load]] = {}
        for meet in freed:
            for row, load in reading.mentions[meet]:
                of_row.setdefault(row, []).append(load)

        def taken(requests: list[tuple[int, int]]) -> int:
            ticks = 0
            for row, amount in requests:
                if row not in self._room:
                    continue
                if (row, amount) not in full:
                    full[row, amount] = self._full(reading.without(row, of_row.get(row, ())), row, amount)
                ticks |= full[row, amount]
            return ticks

        homes: dict[tuple[int, int], set[int]] = {}
        if within is not None:
            for meet in freed:
                one = self.indexed.meets[meet]
                homes.setdefault((one.lesson, one.domain), set()).add(state.placement[meet])
        fitted: dict[int, Usable] = {}
        closed: dict[Held, frozenset[int]] = {}
        for meet, usable in freed.items():
            one = self.indexed.meets[meet]
            masks = self.masks[one.domain]
            outside = 0 if within is None else ~within
            home = homes.get((one.lesson, one.domain), ())
            blocked = taken(self._requests[meet])
            placements = usable.placements
            if blocked or outside:
                placements = tuple(
                    at for at in placements if not masks[at] & blocked and (not masks[at] & outside or at in home)
                )
            fitted[meet] = replace(usable, placements=placements)
            for slot, choices in enumerate(usable.choices):
                if (meet, slot) in loose:
                    continue
                for choice in choices:
                    busy = taken(self._requests_of_choice.get((meet, slot, choice), []))
                    if busy:
                        closed[meet, slot, choice] = frozenset(at for at in placements if masks[at] & busy)
        return fitted, closed

    def in_the_way(self, state: Assignment, meet: int, placement: int) -> set[int]:
        """The placed meets that use what this one would need there."""
        ticks = self.masks[self.indexed.meets[meet].domain][placement]
        found = set()
        for row, _ in self._requests[meet]:
            for load in self._terms[row]:
                at = state.placement[load.meet]
                if self.masks[self.indexed.meets[load.meet].domain][at] & ticks and self._active(state, load):
                    found.add(load.meet)
        return found - {meet}

    def _full(self, used: Sequence[int], row: int, amount: int) -> int:
        """The ticks at which what is used of the row leaves less than `amount`."""
        most = self._room[row] - amount
        return -1 if most < 0 else sum(1 << tick for tick, one in enumerate(used) if one > most)

    def _active(self, state: Assignment, load: Load) -> bool:
        option = state.option[load.meet]
        if load.options and option not in load.options:
            return False
        if load.slot < 0:
            return True
        held = state.choices[load.meet][load.slot]
        return held in load.choices and option in self.indexed.meets[load.meet].slots[load.slot].options
