"""What hard rules about one meet alone leave of what it could do, and what it holds in a timetable while unplaced.

Rules about several meets are left to the search.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.problem.lessons import Demand, Lesson, Part
from scheduler.problem.problem import Problem
from scheduler.problem.rules import (
    EVERYTHING,
    AllowedOptions,
    Assigned,
    LimitWorkload,
    Pinned,
    PinnedMeet,
    PreferResources,
    PreferTimes,
    SameResource,
    Unavailable,
)
from scheduler.solver.monitors.meets import NOWHERE, Domain, Slot, Usable

Choices = list[list[int]]
"""By slot, the candidate numbers left."""

Wanted = tuple[tuple[str, ...], ...]
"""What one option needs at once: of each group one resource that is there all the while."""


class Pruning:
    """Hard rules about one meet alone, gathered by lesson."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.times: dict[str, list[PreferTimes]] = {}
        self.options: dict[str, list[frozenset[str]]] = {}
        self.resources: dict[str, list[PreferResources]] = {}
        self.pins: dict[tuple[str, int], list[PinnedMeet]] = {}
        self.blocked: dict[str, set[int]] = {}
        self.filled: set[tuple[str, str]] = set()
        for rule in problem.rules:
            if not rule.hard or rule.weight == 0:
                continue
            if isinstance(rule, PreferTimes):
                for lesson in rule.lessons:
                    self.times.setdefault(lesson, []).append(rule)
            elif isinstance(rule, AllowedOptions):
                for lesson, allowed in rule.allowed:
                    self.options.setdefault(lesson, []).append(allowed)
            elif isinstance(rule, PreferResources):
                for lesson in rule.lessons:
                    self.resources.setdefault(lesson, []).append(rule)
            elif isinstance(rule, Assigned):
                self.filled.update((lesson, rule.role) for lesson in rule.lessons)
            elif isinstance(rule, Pinned):
                for pin in rule.pins:
                    self.pins.setdefault((pin.lesson, pin.part), []).append(pin)
            elif isinstance(rule, Unavailable) and rule.what == EVERYTHING:
                ticks = problem.ticks(rule.times)
                for resource in rule.resources:
                    self.blocked.setdefault(resource, set()).update(ticks)

    def usable(self, lesson: Lesson, part: Part, domain: Domain, slots: tuple[Slot, ...]) -> Usable:
        options = [
            number
            for number, option in enumerate(lesson.options)
            if all(option.id in allowed for allowed in self.options.get(lesson.id, ()))
        ]
        choices = [list(range(len(slot.candidates))) for slot in slots]
        for rule in self.resources.get(lesson.id, ()):
            options = self._preferred(lesson, rule, slots, options, choices)
        pins = self.pins.get((lesson.id, part.number), ())
        for pin in pins:
            options = self._pinned(lesson, pin, slots, options, choices)
        starts = {pin.start for pin in pins if pin.start is not None}
        away = self.away(lesson, tuple(options), slots, choices)
        placements = [
            number
            for number in range(domain.placed)
            if (not starts or starts == {domain.placements[number][1]})
            # Times that the file settles stand, whatever they break.
            and (part.starts is not None or self._allowed(lesson, domain, number, away))
        ]
        return Usable(tuple(placements), tuple(options), tuple(tuple(one) for one in choices))

    def _preferred(
        self,
        lesson: Lesson,
        rule: PreferResources,
        slots: tuple[Slot, ...],
        options: list[int],
        choices: list[list[int]],
    ) -> list[int]:
        """The options that the rule leaves; takes what it forbids out of `choices`."""
        asked = [n for n, option in enumerate(lesson.options) if rule.options is None or option.id in rule.options]
        for index, slot in enumerate(slots):
            if slot.role == rule.role and set(slot.options) <= set(asked):
                choices[index] = [one for one in choices[index] if self._id(slot.candidates[one]) in rule.resources]
        return [number for number in options if number not in asked or self._fits(lesson, number, rule)]

    def _pinned(
        self, lesson: Lesson, pin: PinnedMeet, slots: tuple[Slot, ...], options: list[int], choices: Choices
    ) -> list[int]:
        """The options that the pin leaves; takes what it forbids out of `choices`."""
        if pin.mode is not None:
            options = [number for number in options if lesson.options[number].mode == pin.mode]
        if pin.options is not None:
            options = [number for number in options if lesson.options[number].id in pin.options]
        for role, resource in pin.resources:
            options = [number for number in options if self._can_hold(lesson, number, role, resource)]
            for index, slot in enumerate(slots):
                if slot.role == role:
                    choices[index] = [one for one in choices[index] if self._id(slot.candidates[one]) == resource]
        return options

    def away(
        self, lesson: Lesson, options: Sequence[int], slots: tuple[Slot, ...], choices: Sequence[Sequence[int]]
    ) -> tuple[Wanted, ...]:
        """By option that is left, what it needs out of people and rooms that are away at some time.

        Empty where an option needs nothing of the kind: then somebody is always there.
        """
        found = []
        for option in options:
            groups: list[tuple[str, ...]] = [(one,) for one in lesson.certain_in(lesson.options[option])]
            for slot, left in zip(slots, choices, strict=True):
                if option in slot.options and not slot.absent and left and (lesson.id, slot.role) in self.filled:
                    groups.append(tuple(self._id(slot.candidates[one]) for one in left))
            wanted = tuple(group for group in groups if all(self.blocked.get(one) for one in group))
            if not wanted:
                return ()
            found.append(wanted)
        return tuple(found)

    def lacking(self, wanted: Wanted, ticks: Iterable[int]) -> Wanted:
        """The groups of which nobody is there at all these ticks."""
        times = frozenset(ticks)
        return tuple(group for group in wanted if not any(times.isdisjoint(self.blocked[one]) for one in group))

    def _allowed(self, lesson: Lesson, domain: Domain, placement: int, away: tuple[Wanted, ...]) -> bool:
        """Whether in some option everything can be there then, and every rule about times of the lesson allows it."""
        duration, start = domain.placements[placement]
        if away and all(self.lacking(wanted, domain.ticks[placement]) for wanted in away):
            return False
        return not any(
            rule.modes is None and start not in rule.times and rule.duration in (None, duration)
            for rule in self.times.get(lesson.id, ())
        )

    def _id(self, number: int) -> str:
        return self.problem.resources[number].id

    def _fits(self, lesson: Lesson, option: int, rule: PreferResources) -> bool:
        return all(
            demand.candidates[0] in rule.resources
            for demand in lesson.demands_in(lesson.options[option])
            if demand.role == rule.role and demand.fixed
        )

    def _can_hold(self, lesson: Lesson, option: int, role: str, resource: str) -> bool:
        demands: tuple[Demand, ...] = lesson.demands_in(lesson.options[option])
        return any(demand.role == role and resource in demand.candidates for demand in demands)


class Placeholders:
    """What unplaced meets hold in a timetable, from rules that judge choices whether there is a time or not."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.asked: set[tuple[str, str]] = set()
        self.compared: set[tuple[str, str]] = set()
        self.preferred: dict[tuple[str, str], list[frozenset[str]]] = {}
        self.limited: set[str] = set()
        for rule in problem.rules:
            if isinstance(rule, Assigned) and not rule.placed_only:
                self.asked.update((lesson, rule.role) for lesson in rule.lessons)
            elif isinstance(rule, SameResource):
                self.compared.update((lesson, rule.role) for group in rule.groups for lesson in group)
            elif isinstance(rule, PreferResources) and not rule.placed_only:
                for lesson in rule.lessons:
                    self.preferred.setdefault((lesson, rule.role), []).append(rule.resources)
            elif isinstance(rule, LimitWorkload):
                self.limited.update(rule.resources)

    def of(self, lesson: Lesson, slots: tuple[Slot, ...], usable: Usable) -> tuple[int, ...]:
        return tuple(
            # The unplaced part of a lesson whose split is a decision is no meet of its own that could hold anything.
            NOWHERE if lesson.flexible else self._choice((lesson.id, slot.role), slot, choices)
            for slot, choices in zip(slots, usable.choices, strict=True)
        )

    def _choice(self, key: tuple[str, str], slot: Slot, choices: tuple[int, ...]) -> int:
        if key not in self.asked or key in self.compared:
            return NOWHERE
        for choice in choices:
            resource = self.problem.resources[slot.candidates[choice]].id
            if resource not in self.limited and all(resource in one for one in self.preferred.get(key, ())):
                return choice
        return NOWHERE
