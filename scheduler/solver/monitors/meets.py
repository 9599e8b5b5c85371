"""A problem in numbers: each part of each lesson is a meet with placements, options and slots, all numbered.

Nothing is judged here; `indexing` makes it from a problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from scheduler.problem.lessons import Lesson
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement, Timetable

NOWHERE = -1
"""The start of an unplaced meet, and the choice of a slot that holds nothing."""


class Seen(IntEnum):
    """How a row sees the times of a placement: by the clock, as in the first week, or as bells (`terms.Times`)."""

    CLOCK = 0
    FIRST_WEEK = 1
    BELLS = 2


@dataclass(frozen=True, slots=True)
class Domain:
    """Everything that can happen to a meet in time; shared by all meets with the same splits, weeks and grid.

    `placements` are (duration, start): first `placed` ones with a time, then one (duration, NOWHERE) per duration for a
    mentioned but unplaced meet, and last (0, NOWHERE) for a part without a meet. `ticks` and `times` are what a
    placement occupies; `first_week_ticks` and `bell_ticks` are what it occupies as `Seen` otherwise.
    """

    placements: tuple[tuple[int, int], ...]
    placed: int
    ticks: tuple[tuple[int, ...], ...]
    times: tuple[tuple[int, ...], ...]
    first_week_ticks: tuple[tuple[int, ...], ...]
    bell_ticks: tuple[tuple[int, ...], ...]

    @property
    def absent(self) -> int:
        return len(self.placements) - 1

    def seen(self, how: Seen) -> tuple[tuple[int, ...], ...]:
        """By placement: the ticks that a row counts it at."""
        return (self.ticks, self.first_week_ticks, self.bell_ticks)[how]


@dataclass(frozen=True, slots=True)
class Slot:
    """A role for which a resource is chosen: in `options` (by number) one of `candidates` (resource numbers).

    `absent`: who is chosen is not busy with the meet.
    """

    role: str
    candidates: tuple[int, ...]
    options: tuple[int, ...]
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Usable:
    """What hard rules about one meet alone leave: placement, option and (per slot) choice numbers."""

    placements: tuple[int, ...]
    options: tuple[int, ...]
    choices: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Meet:
    """One part of a lesson. `missing` is the placement number that stands for "not placed" in a search's own results.

    `periods` is what is lost when it stays unplaced (0: optional, or its lesson's split is itself a decision). Part 0
    is the *rest* of a lesson, the periods that no other meet mentions (`problem.rules`): it is never placed, takes the
    first option, holds nothing in its slots, and its duration follows from the other meets.

    `placeholder`: by slot, the choice that stands in a timetable while the meet is unplaced (states choose nothing
    then): where a rule asks for a resource even so, one that no other rule minds; else NOWHERE.
    """

    lesson: int
    part: int
    domain: int
    options: int
    slots: tuple[Slot, ...]
    usable: Usable
    missing: int
    periods: int
    placeholder: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is decided, by meet number: placement number, option number, and per slot a candidate number or NOWHERE."""

    placement: tuple[int, ...]
    option: tuple[int, ...]
    choices: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class IndexedProblem:
    """All meets of a problem with look-ups from and to its words. The rests (`rest_of` by lesson) come last."""

    problem: Problem = field(repr=False)
    domains: tuple[Domain, ...]
    meets: tuple[Meet, ...]
    of_lesson: tuple[tuple[int, ...], ...]
    rest_of: tuple[int, ...]
    resource_number: dict[str, int] = field(repr=False)
    lesson_number: dict[str, int] = field(repr=False)

    def domain(self, meet: int) -> Domain:
        return self.domains[self.meets[meet].domain]

    def lesson(self, meet: int) -> Lesson:
        return self.problem.lessons[self.meets[meet].lesson]

    def empty(self) -> Assignment:
        """Nothing placed."""
        return Assignment(
            self.with_rests([meet.missing for meet in self.meets]),
            tuple(meet.usable.options[0] if meet.usable.options else 0 for meet in self.meets),
            tuple(tuple(NOWHERE for _ in meet.slots) for meet in self.meets),
        )

    def settled(self, start: Assignment) -> Assignment:
        """The start with every unplaced meet placed that can stand in one place only."""
        placement = list(start.placement)
        for number in self.parts:
            meet = self.meets[number]
            certain = len(meet.usable.placements) == 1 and meet.periods > 0
            if certain and not self.placed(start, number):
                placement[number] = meet.usable.placements[0]
        return Assignment(self.with_rests(placement), start.option, start.choices)

    def as_searched(self, given: Assignment) -> Assignment:
        """A given state with its unplaced meets as a search leaves them, so that it is one that a search could reach.

        A timetable may leave a meet out, or have it without a time in any option; a search knows one way only. Rules
        about meets without a time may tell these apart.
        """
        empty = self.empty()
        placement, option, choices = list(given.placement), list(given.option), list(given.choices)
        for number in self.parts:
            if not self.placed(given, number):
                placement[number], option[number] = empty.placement[number], empty.option[number]
                choices[number] = empty.choices[number]
        return Assignment(self.with_rests(placement), tuple(option), tuple(choices))

    @property
    def parts(self) -> range:
        """The numbers of the meets that are decided: all but the rests."""
        return range(len(self.meets) - len(self.rest_of))

    def with_rests(self, placement: list[int]) -> tuple[int, ...]:
        """The placements with each rest's own put right, from what the other meets of its lesson mention."""
        for lesson, rest in enumerate(self.rest_of):
            placement[rest] = self.rest_placement(lesson, placement)
        return tuple(placement)

    def rest_placement(self, lesson: int, placement: Sequence[int]) -> int:
        """The placement of a lesson's rest beside these of its other meets."""
        mentioned = sum(self.domain(meet).placements[placement[meet]][0] for meet in self.of_lesson[lesson])
        missing = max(0, self.problem.lessons[lesson].duration - mentioned)
        return missing - 1 if missing else self.domain(self.rest_of[lesson]).absent

    def staying(self, state: Assignment, meets: Iterable[int]) -> dict[int, Usable]:
        """Of these meets the placed ones, each free in nothing but what it holds."""
        return {
            meet: Usable((state.placement[meet],), (state.option[meet],), self.meets[meet].usable.choices)
            for meet in meets
            if self.placed(state, meet)
        }

    def placed(self, state: Assignment, meet: int) -> bool:
        return state.placement[meet] < self.domain(meet).placed

    def timetable(self, state: Assignment, seed: int | None = None) -> Timetable:
        """The state in the problem's words; parts without a meet are left out."""
        found = (self.in_words(state, number) for number in self.parts)
        return Timetable(tuple(placement for placement in found if placement is not None), seed=seed)

    def in_words(self, state: Assignment, number: int) -> Placement | None:
        """One meet of the state in the problem's words; None for a part without a meet."""
        meet = self.meets[number]
        duration, start = self.domain(number).placements[state.placement[number]]
        if duration == 0:
            return None
        lesson = self.problem.lessons[meet.lesson]
        option = state.option[number]
        at = None if start == NOWHERE else start
        held = meet.placeholder if start == NOWHERE else state.choices[number]
        choices = tuple(
            (slot.role, self.problem.resources[slot.candidates[choice]].id)
            for slot, choice in zip(meet.slots, held, strict=True)
            if choice != NOWHERE and option in slot.options
        )
        return Placement(lesson.id, meet.part, duration, at, lesson.options[option].id, choices)

    def state(self, timetable: Timetable) -> tuple[Assignment, tuple[str, ...]]:
        """The timetable in numbers, and what of it cannot be said so (a start or resource that is no candidate)."""
        empty = self.empty()
        placement, option = list(empty.placement), list(empty.option)
        choices = list(empty.choices)
        lost: list[str] = []
        mentioned = set()
        for placed in timetable.placements:
            where = f"{placed.lesson}/{placed.part}"
            lesson_number = self.lesson_number.get(placed.lesson)
            if lesson_number is None or not 1 <= placed.part <= len(self.of_lesson[lesson_number]):
                lost.append(where)
                continue
            number = self.of_lesson[lesson_number][placed.part - 1]
            meet, lesson = self.meets[number], self.problem.lessons[lesson_number]
            wanted = (placed.duration, NOWHERE if placed.start is None else placed.start)
            known = self.domain(number).placements
            options = [index for index, one in enumerate(lesson.options) if one.id == placed.option]
            if wanted not in known or not options:
                lost.append(where)
                continue
            mentioned.add(number)
            placement[number], option[number] = known.index(wanted), options[0]
            chosen = []
            for slot, placeholder in zip(meet.slots, meet.placeholder, strict=True):
                free = placed.start is None and placeholder != NOWHERE
                resource = placed.choice(slot.role) if options[0] in slot.options and not free else None
                candidate = NOWHERE
                if resource is not None:
                    index = self.resource_number.get(resource, NOWHERE)
                    if index in slot.candidates:
                        candidate = slot.candidates.index(index)
                    else:
                        lost.append(f"{where} {slot.role}={resource}")
                chosen.append(candidate)
            choices[number] = tuple(chosen)
        for number in self.parts:
            if number not in mentioned:
                placement[number] = self.domain(number).absent
        return Assignment(self.with_rests(placement), tuple(option), tuple(choices)), tuple(lost)
