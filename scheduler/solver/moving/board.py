"""Who holds what at which tick, kept by resource: what stands in the way of a meet is looked up, not searched.

Only people, rooms and whatever else is one at a time is on the board; pools and all other rules are for the judges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scheduler.problem.rules import Linked
from scheduler.solver.monitors.meets import NOWHERE, Assignment, IndexedProblem

NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Stand:
    """How a meet stands or would stand: placement, option and choices by number (see `Assignment`)."""

    placement: int
    option: int
    choices: tuple[int, ...]


class Board:
    """The placed meets of one state by what they hold; changed by `lift` and `put`."""

    def __init__(self, indexed: IndexedProblem, state: Assignment) -> None:
        self.indexed, self.state = indexed, state
        self.stands: dict[int, Stand] = {}
        self._holders: dict[tuple[int, int], set[int]] = {}
        self._fixed: dict[tuple[int, int], tuple[int, ...]] = {}
        for meet in indexed.parts:
            if indexed.placed(state, meet):
                self.put(meet, Stand(state.placement[meet], state.option[meet], state.choices[meet]))

    def put(self, meet: int, stand: Stand) -> None:
        self.stands[meet] = stand
        for cell in self._cells(meet, stand):
            self._holders.setdefault(cell, set()).add(meet)

    def lift(self, meet: int) -> Stand | None:
        """Takes a meet off the board; how it stood."""
        stand = self.stands.pop(meet, None)
        if stand is not None:
            for cell in self._cells(meet, stand):
                self._holders[cell].discard(meet)
        return stand

    def holders(self, resource: int, ticks: Iterable[int]) -> set[int]:
        """The meets that hold the resource at some of the ticks."""
        found: set[int] = set()
        for tick in ticks:
            found |= self._holders.get((resource, tick), NOBODY)
        return found

    def ticks(self, meet: int, placement: int) -> tuple[int, ...]:
        return self.indexed.domain(meet).ticks[placement]

    def fixed(self, meet: int, option: int) -> tuple[int, ...]:
        """The resources, no pools, that the meet holds in this option whatever is chosen."""
        key = (self.indexed.meets[meet].lesson, option)
        if key not in self._fixed:
            lesson = self.indexed.lesson(meet)
            held, resource = lesson.certain_in(lesson.options[option]), self.indexed.problem.resource
            self._fixed[key] = tuple(self.indexed.resource_number[one] for one in held if not resource[one].pool)
        return self._fixed[key]

    def in_the_way(self, meet: int, placement: int, option: int) -> set[int]:
        """The meets that hold what this one always needs then."""
        ticks = self.ticks(meet, placement)
        return set().union(*(self.holders(one, ticks) for one in self.fixed(meet, option))) - {meet}

    def free(self, meet: int, slot: int, placement: int) -> list[int]:
        """The usable choices of a slot that nobody else holds then."""
        one, ticks = self.indexed.meets[meet], self.ticks(meet, placement)
        candidates = one.slots[slot].candidates
        return [choice for choice in one.usable.choices[slot] if not self.holders(candidates[choice], ticks) - {meet}]

    def _cells(self, meet: int, stand: Stand) -> Iterator[tuple[int, int]]:
        """(resource, tick) of all that it holds."""
        ticks = self.ticks(meet, stand.placement)
        held = list(self.fixed(meet, stand.option))
        for slot, choice in zip(self.indexed.meets[meet].slots, stand.choices, strict=True):
            if choice != NOWHERE and stand.option in slot.options and not slot.absent:
                held.append(slot.candidates[choice])
        return ((one, tick) for one in held for tick in ticks)


def changed(indexed: IndexedProblem, state: Assignment, stands: Mapping[int, Stand]) -> Assignment:
    """The state in which these meets stand so."""
    placement, option, choices = list(state.placement), list(state.option), list(state.choices)
    for meet, stand in stands.items():
        placement[meet], option[meet], choices[meet] = stand.placement, stand.option, stand.choices
    for lesson in {indexed.meets[meet].lesson for meet in stands}:
        placement[indexed.rest_of[lesson]] = indexed.rest_placement(lesson, placement)
    return Assignment(tuple(placement), tuple(option), tuple(choices))


def companions(indexed: IndexedProblem, state: Assignment, meet: int) -> tuple[int, ...]:
    """The meets that a hard rule lets run only when this one does: they stand at the same time, in a band with it."""
    lesson = indexed.lesson(meet).id
    linked = {
        other
        for rule in indexed.problem.rules
        if isinstance(rule, Linked) and rule.hard and rule.weight and not rule.any_week
        for group in rule.groups
        if lesson in group
        for other in group
    } - {lesson}
    own = _moment(indexed, state, meet)
    if own is None:
        return ()
    parts = (part for other in linked for part in indexed.of_lesson[indexed.lesson_number[other]])
    return tuple(sorted(part for part in parts if _moment(indexed, state, part) == own))


def _moment(indexed: IndexedProblem, state: Assignment, meet: int) -> tuple[int, ...] | None:
    """The ticks at which it runs; None while it is not placed."""
    return indexed.domain(meet).ticks[state.placement[meet]] if indexed.placed(state, meet) else None
