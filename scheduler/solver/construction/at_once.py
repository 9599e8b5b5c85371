"""A first timetable without compiled code or a model: meet by meet where nothing is in the way, else in others' stead.

What is placed breaks no hard rule, so that a person could finish it; what is left over is for walks and models.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from scheduler.solver.annealing.reducing import Reduced
from scheduler.solver.monitors.incremental_cost import mentions
from scheduler.solver.monitors.kinds import Capacity, Peak
from scheduler.solver.monitors.meets import NOWHERE, Assignment
from scheduler.solver.monitors.monitor import Monitor, Reading
from scheduler.solver.monitors.reach import monitors_of_meets

Stand = tuple[int, int, tuple[int, ...]]
"""Placement, option and choices of a meet."""


MOST_FREE, MOST_RIVALS = 2, 6
"""Places looked at for one meet: where nobody else is, and where others must go."""


@dataclass
class _State:
    """An `Assignment` that changes."""

    placement: list[int]
    option: list[int]
    choices: list[tuple[int, ...]]


class _Board(Reading):
    """A state that changes meet by meet, with what its rows count and who holds rows that hold one meet at a time."""

    def __init__(self, reduced: Reduced, start: Assignment) -> None:
        state: Any = _State(list(start.placement), list(start.option), list(start.choices))
        super().__init__(reduced.indexed, reduced.data, state)
        self.mentions = mentions(reduced.indexed, reduced.data)
        self.reach = monitors_of_meets(reduced.indexed, reduced.data)
        self.monitors = reduced.data.monitors
        self._loads = [list(self._own(row)) for row in range(len(reduced.data.rows))]
        self._busy: dict[int, list[bool]] = {}
        self.own = self._loads.__getitem__  # type: ignore[assignment]
        self.busy_times = self._kept_busy  # type: ignore[assignment]
        self.alone = {one.row for one in self.monitors if isinstance(one, Capacity) and one.capacity == 1}
        self.holders: dict[tuple[int, int], set[int]] = {}
        self.deviations: list[int] = []
        for monitor in self.monitors:
            self.deviations.append(self._deviation(monitor, {}))
        for meet in reduced.indexed.parts:
            self._hold(meet, True)

    def _kept_busy(self, row: int) -> list[bool]:
        if row not in self._busy:
            self._busy[row] = self._busy_times(row)
        return self._busy[row]

    def _deviation(self, monitor: Monitor, new: dict[int, int]) -> int:
        if isinstance(monitor, Peak):
            return monitor.largest(lambda one: new.get(one, self.deviations[one]))
        return monitor.deviation(self)

    def stand(self, meet: int) -> Stand:
        return self.state.placement[meet], self.state.option[meet], self.state.choices[meet]

    def _hold(self, meet: int, holds: bool) -> None:
        """Notes the meet as a holder of what it counts in, or no longer."""
        for row, load in self.mentions[meet]:
            if row in self.alone:
                for tick in self.ticks(row, load):
                    holders = self.holders.setdefault((row, tick), set())
                    (holders.add if holds else holders.discard)(meet)

    def _add(self, meet: int, sign: int) -> None:
        for row, load in self.mentions[meet]:
            ticks = self.ticks(row, load)
            if ticks:
                loads = self._loads[row]
                for tick in ticks:
                    loads[tick] += sign * load.amount
                self._busy.pop(row, None)
        self._hold(meet, sign > 0)

    def _put(self, meet: int, stand: Stand | None) -> None:
        """Puts the meet there; None: nowhere."""
        state: Any = self.state
        self._add(meet, -1)
        if stand is None:
            one = self.indexed.meets[meet]
            stand = one.missing, state.option[meet], (NOWHERE,) * len(one.slots)
        state.placement[meet], state.option[meet], state.choices[meet] = stand
        self._add(meet, 1)

    def assignment(self) -> Assignment:
        return Assignment(tuple(self.state.placement), tuple(self.state.option), tuple(self.state.choices))

    def unplaced(self, meets: Iterable[int]) -> int:
        """Periods of these meets."""
        return sum(self.indexed.meets[meet].periods for meet in meets)

    def gain(self, stands: Mapping[int, Stand | None]) -> int:
        """By how much less hard rules would cost with these changes."""
        return self._tried(stands, None)

    def changed(self, stands: Mapping[int, Stand | None], least: int) -> bool:
        """Makes these changes if hard rules cost less then, by at least so much; otherwise all is as before."""
        return self._tried(stands, least) >= least

    def _tried(self, stands: Mapping[int, Stand | None], least: int | None) -> int:
        before = {meet: self.stand(meet) for meet in stands}
        for meet, stand in stands.items():
            self._put(meet, stand)
        new: dict[int, int] = {}
        gain = 0
        for number in sorted({number for meet in stands for number in self.reach[meet]}):
            monitor = self.monitors[number]
            new[number] = self._deviation(monitor, new)
            if monitor.hard:
                gain += monitor.cost(self.deviations[number]) - monitor.cost(new[number])
        if least is not None and gain >= least:
            for number, deviation in new.items():
                self.deviations[number] = deviation
        else:
            for meet, stand in before.items():
                self._put(meet, stand)
        return gain

    def in_the_way(self, meet: int, stand: Stand) -> set[int]:
        """The other meets that hold what the meet would hold, of what can be held by one at a time."""
        placement, option, choices = stand
        found: set[int] = set()
        for row, load in self.mentions[meet]:
            asked = not load.options or option in load.options
            if row in self.alone and asked and (load.slot < 0 or choices[load.slot] in load.choices):
                for tick in self.indexed.domain(meet).seen(self.data.rows[row].seen)[placement]:
                    found |= self.holders.get((row, tick), set())
        return found - {meet}


class _Placing:
    """The meets of a reduced problem that are being placed."""

    def __init__(self, reduced: Reduced, start: Assignment, random: Random) -> None:
        self.indexed, self.random = reduced.indexed, random
        self.board = _Board(reduced, start)
        self.moved = dict.fromkeys(self.indexed.parts, 0)
        self.ways = {
            meet: [(placement, option) for placement in usable.placements for option in usable.options]
            for meet, usable in ((meet, self.indexed.meets[meet].usable) for meet in self.indexed.parts)
        }

    def tightness(self, meet: int) -> float:
        """The smaller, the fewer ways there are for as much that must be free."""
        return len(self.ways[meet]) / (1 + len(self.board.mentions[meet]))

    def put(self, meet: int) -> tuple[int, set[int] | None]:
        """Puts the meet somewhere: changes tried, and who lost a place for it; None where it found none."""
        rivals = []
        for way in self.random.sample(self.ways[meet], len(self.ways[meet])):
            stand = self._stand(meet, *way)
            others = self.board.in_the_way(meet, stand)
            rivals.append((sum(1 + 2 * self.moved[other] for other in others), others, stand))
        rivals.sort(key=lambda one: one[0])
        free = [stand for _, others, stand in rivals if not others][:MOST_FREE]
        gains = [(self.board.gain({meet: stand}), stand) for stand in free]
        most, best = max(gains, key=lambda one: one[0], default=(0, None))
        if best is not None and self.board.changed({meet: best}, max(1, most)):
            return len(free), set()
        tries = len(free)
        for _, others, stand in [one for one in rivals if one[1]][:MOST_RIVALS]:
            tries += 1
            lost = sum(self.indexed.meets[other].periods for other in others)
            if self.board.changed({**dict.fromkeys(others), meet: stand}, self.indexed.meets[meet].periods - lost):
                self.moved[meet] += 1
                return tries, others
        return tries, None

    def _stand(self, meet: int, placement: int, option: int) -> Stand:
        """With a choice for each slot: what the lesson holds elsewhere, or else something free, or anything."""
        one = self.indexed.meets[meet]
        chosen = [NOWHERE] * len(one.slots)
        for number, (slot, choices) in enumerate(zip(one.slots, one.usable.choices, strict=True)):
            if option in slot.options and choices:
                held = {self.board.state.choices[part][number] for part in self.indexed.of_lesson[one.lesson]}
                some = sorted(choices, key=lambda choice: (choice not in held, self.random.random()))
                for choice in some:
                    chosen[number] = choice
                    if choice in held or not self.board.in_the_way(meet, (placement, option, tuple(chosen))):
                        break
        return placement, option, tuple(chosen)


def placed_at_once(
    reduced: Reduced, start: Assignment, random: Random, tries: int, over: Callable[[], bool] = lambda: False
) -> Assignment:
    """The state of the whole problem with as much placed as is found; no rule about more than placing is worse kept.

    Each meet that is not placed, the tightest first, is put where nothing is in its way, else where those are that
    found another place most seldom so far (FET's way; Lalescu). `tries`: changes tried at most.
    """
    placing = _Placing(reduced, reduced.inwards(start), random)
    board, indexed = placing.board, reduced.indexed
    waiting = [meet for meet in indexed.parts if placing.ways[meet] and not indexed.placed(board.state, meet)]
    waiting.sort(key=lambda meet: (placing.tightness(meet), random.random()))
    given_up: list[int] = []
    best, fewest = board.assignment(), board.unplaced(waiting)
    fresh = True
    while waiting and tries > 0 and not over():
        meet = waiting.pop(0)
        tried, others = placing.put(meet)
        tries -= tried
        if others is None:
            given_up.append(meet)
        else:
            fresh = True
            waiting = [*sorted(others), *waiting]
            left = board.unplaced([*waiting, *given_up])
            if left < fewest:
                best, fewest = board.assignment(), left
        if not waiting and fresh:
            waiting, given_up, fresh = given_up, [], False
    return reduced.outwards(best)
