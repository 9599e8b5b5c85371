"""A first timetable in plain Python, as planners make one by hand: place the hardest meet, lift out what is in its way.

It needs neither machine code nor a model, so that a search has something from its first second on where those are not
ready. Only capacities are kept (nobody is in two places, no pool is used up); walks and models see to the other rules.
Which meets were lifted out often is remembered, and what is in the way of few wins (as FET and KHE eject).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from scheduler.solver.annealing.reducing import Reduced
from scheduler.solver.context import SearchContext
from scheduler.solver.monitors.kinds import Capacity
from scheduler.solver.monitors.meets import NOWHERE, Assignment
from scheduler.solver.monitors.terms import Load

Asked = tuple[tuple[int, int], ...]
"""(row, units) that a meet counts in, while it runs."""


def by_ejecting(context: SearchContext) -> None:
    """Offers what can be placed so within a second or two."""
    with context.clock.shielded():  # a first timetable is not thrown away for the second that making it takes
        state = ejected(context)
        context.incumbent.offer(context.first_stage.completed(state), "construct", "partial")


def ejected(context: SearchContext) -> Assignment:
    """What can be placed so from nothing; what is chosen later, such as rooms, is left open."""
    steps = context.params.ejecting_steps * len(context.indexed.parts)
    reduced, start = context.first_stage.reduced, context.indexed.empty()
    return placed_by_ejecting(reduced, start, context.random, steps, lambda: context.clock.over)


def placed_by_ejecting(
    reduced: Reduced, start: Assignment, random: Random, steps: int, over: Callable[[], bool]
) -> Assignment:
    """The start with as many periods placed as so many steps reach, or those before `over`.

    The start, and what is returned, are of the whole problem. What the start has placed may be moved too, once it is in
    the way.
    """
    board = _Board(reduced, reduced.inwards(start), random)
    waiting = [(board.hardness(meet), meet) for meet in board.movable if not board.placed(meet)]
    heapq.heapify(waiting)
    lost = sum(board.periods(meet) for _, meet in waiting)
    best, least = board.kept(), lost
    while waiting and steps > 0 and not over():
        steps -= 1
        _, meet = heapq.heappop(waiting)
        way = board.best_way(meet)
        if way is None:
            continue
        lifted = board.put(meet, way)
        lost += sum(map(board.periods, lifted)) - board.periods(meet)
        for one in lifted:
            heapq.heappush(waiting, (board.hardness(one), one))
        if lost < least and (lifted or not waiting or steps == 0):
            best, least = board.kept(), lost
    return reduced.outwards(board.state(board.kept() if lost < least else best))


_Kept = tuple[list[int], list[int], list[tuple[int, ...]]]
"""By meet: placement, option, choices."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How a meet can be placed, and which meets would have to be lifted out for it."""

    place: int
    option: int
    choices: tuple[int, ...]
    lifted: frozenset[int]


class _Board:
    """What runs when, by row of a capacity and tick; meets come and go."""

    def __init__(self, reduced: Reduced, start: Assignment, random: Random) -> None:
        self.indexed, self.random = reduced.indexed, random
        data = reduced.data
        self.most: dict[int, int] = {}
        for monitor in data.monitors:
            if monitor.hard and isinstance(monitor, Capacity) and not data.rows[monitor.row].shares:
                self.most[monitor.row] = min(monitor.capacity, self.most.get(monitor.row, monitor.capacity))
        self.seen = {row: data.rows[row].seen for row in self.most}
        self.used = {row: list(data.rows[row].base) or [0] * data.tick_count for row in self.most}
        self.holders: dict[tuple[int, int], dict[int, int]] = {}
        self.loads: list[list[tuple[int, Load]]] = [[] for _ in self.indexed.meets]
        for row in self.most:
            for load in data.rows[row].terms:
                self.loads[load.meet].append((row, load))
        self.placement, self.option = list(start.placement), list(start.option)
        self.choices = [tuple(NOWHERE for _ in one.slots) for one in self.indexed.meets]
        self.ejected = [0] * len(self.indexed.meets)
        self._asked: dict[tuple[int, int, int, int], Asked] = {}
        self.movable = [
            number
            for number in self.indexed.parts
            if self.indexed.meets[number].periods
            and self.indexed.meets[number].usable.placements
            and self.indexed.meets[number].usable.options
        ]
        self.order = {number: self._order(number) for number in self.movable}
        self.settled = {number for number in self.movable if self._settled(number)}
        for number in self.indexed.parts:
            if self.placed(number):
                self._count(number, start.choices[number], 1)

    def _order(self, meet: int) -> tuple[int, ...]:
        """Placements, the early hours of a day first: pupils have no idle hours as long as they fill up from there."""
        domain, times = self.indexed.domain(meet), self.indexed.problem.times
        places = [place for place in self.indexed.meets[meet].usable.placements if place < domain.placed]
        self.random.shuffle(places)
        return tuple(sorted(places, key=lambda place: times[domain.times[place][0]].period))

    def _settled(self, meet: int) -> bool:
        """Whether there is only one way for it, which it is never lifted out of for a meet that has others."""
        usable = self.indexed.meets[meet].usable
        return len(self.order[meet]) == len(usable.options) == 1 and all(len(one) < 2 for one in usable.choices)

    def placed(self, meet: int) -> bool:
        return self.placement[meet] < self.indexed.domain(meet).placed

    def periods(self, meet: int) -> int:
        return self.indexed.meets[meet].periods

    def hardness(self, meet: int) -> tuple[float, float]:
        """Smaller is harder: often lifted out, few places, in the way of many."""
        loads = sum(abs(load.amount) for _, load in self.loads[meet]) * self.periods(meet)
        return -float(self.ejected[meet]), len(self.order[meet]) / (1 + loads)

    def best_way(self, meet: int) -> _Way | None:
        """The first way that nothing stands in, else that in which the least does; None where there is none at all.

        In its first option, which is the one that pupils know, wherever that is possible.
        """
        found: _Way | None = None
        least = 0.0
        usable = self.indexed.meets[meet].usable
        orders = [self._in_order(meet, number, allowed) for number, allowed in enumerate(usable.choices)]
        for option in usable.options:
            for place in self.order[meet]:
                way = self._way(meet, place, option, orders)
                if way is None:
                    continue
                if not way.lifted:
                    return way
                cost = sum((1 + self.ejected[one]) * self.periods(one) for one in way.lifted) + self.random.random()
                if found is None or cost < least:
                    found, least = way, cost
            if found is not None:
                break
        return found

    def _way(self, meet: int, place: int, option: int, orders: list[list[int]]) -> _Way | None:
        """`orders`: by slot, its choices in the order in which they are tried."""
        lifted: set[int] = set()
        always = self._asks(meet, option, -1, NOWHERE)
        if not self._makes_room(meet, place, always, lifted, {}):
            return None
        own = dict(always)
        choices: list[int] = []
        for number, (slot, order) in enumerate(zip(self.indexed.meets[meet].slots, orders, strict=True)):
            if option not in slot.options or not order:
                choices.append(NOWHERE)
                continue
            best: tuple[int, set[int]] | None = None
            for choice in order:
                extra = set(lifted)
                if self._makes_room(meet, place, self._asks(meet, option, number, choice), extra, own):
                    if best is None or len(extra) < len(best[1]):
                        best = choice, extra
                    if len(extra) == len(lifted):
                        break
            if best is None:
                return None
            choices.append(best[0])
            lifted = best[1]
            for row, amount in self._asks(meet, option, number, best[0]):
                own[row] = own.get(row, 0) + amount
        return _Way(place, option, tuple(choices), frozenset(lifted))

    def _in_order(self, meet: int, slot: int, allowed: tuple[int, ...]) -> list[int]:
        """The choices, what the lesson's other meets hold first: a lesson keeps its teacher where it can."""
        order = self.random.sample(allowed, len(allowed)) if len(allowed) > 1 else list(allowed)
        held = {
            self.choices[other][slot]
            for other in self.indexed.of_lesson[self.indexed.meets[meet].lesson]
            if other != meet and self.placed(other) and slot < len(self.choices[other])
        }
        return sorted(order, key=lambda choice: choice not in held) if held else order

    def _asks(self, meet: int, option: int, slot: int, choice: int) -> Asked:
        """What the meet counts in this option, of one choice in one slot, or (slot -1) whatever is chosen; by row."""
        key = (meet, option, slot, choice)
        if key not in self._asked:
            amounts: dict[int, int] = {}
            for row, load in self.loads[meet]:
                if (
                    load.slot == slot
                    and (not load.options or option in load.options)
                    and (slot < 0 or choice in load.choices)
                ):
                    amounts[row] = amounts.get(row, 0) + load.amount
            self._asked[key] = tuple(amounts.items())
        return self._asked[key]

    def _makes_room(self, meet: int, place: int, asked: Asked, lifted: set[int], own: Mapping[int, int]) -> bool:
        """Adds the meets to lift out so that what is asked fits; False where not even that helps.

        `own`: what the meet itself counts already, by row: it may ask for the same person or room in two roles.
        """
        domain, staying = self.indexed.domain(meet), set() if meet in self.settled else self.settled
        for row, amount in asked:
            if amount <= 0:
                continue
            used, most = self.used[row], self.most[row] - own.get(row, 0)
            for tick in domain.seen(self.seen[row])[place]:
                over = used[tick] + amount - most
                if over <= 0:
                    continue
                held = self.holders.get((row, tick), {})
                if lifted:
                    over -= sum(units for one, units in held.items() if one in lifted)
                if over > 0:
                    for one in sorted(held, key=lambda one: (self.ejected[one], one)) if len(held) > 1 else held:
                        if one not in lifted and one in self.order and one not in staying:
                            lifted.add(one)
                            over -= held[one]
                            if over <= 0:
                                break
                if over > 0:
                    return False
        return True

    def put(self, meet: int, way: _Way) -> frozenset[int]:
        """Places the meet; returns what was lifted out."""
        for one in way.lifted:
            self._count(one, self.choices[one], -1)
            self.placement[one] = self.indexed.meets[one].missing
            self.choices[one] = tuple(NOWHERE for _ in self.choices[one])
            self.ejected[one] += 1
        self.placement[meet], self.option[meet] = way.place, way.option
        self._count(meet, way.choices, 1)
        return way.lifted

    def _count(self, meet: int, choices: tuple[int, ...], sign: int) -> None:
        """Counts a placed meet with its choices, or no longer (`sign` -1)."""
        self.choices[meet] = choices
        place, option, domain = self.placement[meet], self.option[meet], self.indexed.domain(meet)
        for slot, choice in ((-1, NOWHERE), *enumerate(choices)):
            for row, amount in self._asks(meet, option, slot, choice):
                used = self.used[row]
                for tick in domain.seen(self.seen[row])[place]:
                    used[tick] += sign * amount
                    held = self.holders.setdefault((row, tick), {})
                    if sign > 0:
                        held[meet] = held.get(meet, 0) + amount
                    else:
                        held.pop(meet, None)

    def kept(self) -> _Kept:
        """What is placed now, quickly: it is asked for at every step that places more than any before."""
        return self.placement.copy(), self.option.copy(), self.choices.copy()

    def state(self, kept: _Kept) -> Assignment:
        placement, option, choices = kept
        return Assignment(self.indexed.with_rests(placement), tuple(option), tuple(choices))
