"""The decisions of a problem: each part of each lesson is a meet with placements, options and slots, all numbered.

Nothing is judged here; hard rules that speak of one meet alone only prune what an engine needs to try (`usable`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

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
from scheduler.problem.timetable import Placement, Timetable

NOWHERE = -1
"""The start of an unplaced meet, and the choice of a slot that holds nothing."""


@dataclass(frozen=True, slots=True)
class Domain:
    """Everything that can happen to a meet in time; shared by all meets with the same splits, weeks and grid.

    `placements` are (duration, start): first `placed` ones with a time, then one (duration, NOWHERE) per duration for a
    mentioned but unplaced meet, and last (0, NOWHERE) for a part without a meet. `ticks` and `times` are what a
    placement occupies, `slot_ticks` the same seen in the first week only, `bell_ticks` its periods as bells.
    """

    placements: tuple[tuple[int, int], ...]
    placed: int
    ticks: tuple[tuple[int, ...], ...]
    times: tuple[tuple[int, ...], ...]
    slot_ticks: tuple[tuple[int, ...], ...]
    bell_ticks: tuple[tuple[int, ...], ...]

    @property
    def absent(self) -> int:
        return len(self.placements) - 1


@dataclass(frozen=True, slots=True)
class Slot:
    """A role for which a resource is chosen: in `options` (by number) one of `candidates` (resource numbers)."""

    role: str
    candidates: tuple[int, ...]
    options: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Usable:
    """What hard rules about one meet alone leave: placement, option and (per slot) choice numbers."""

    placements: tuple[int, ...]
    options: tuple[int, ...]
    choices: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Meet:
    """One part of a lesson. `missing` is the placement number that stands for "not placed" in an engine's own results.

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

    @property
    def parts(self) -> range:
        """The numbers of the meets that are decided: all but the rests."""
        return range(len(self.meets) - len(self.rest_of))

    def with_rests(self, placement: list[int]) -> tuple[int, ...]:
        """The placements with each rest's own put right, from what the other meets of its lesson mention."""
        for lesson, rest in enumerate(self.rest_of):
            mentioned = sum(self.domain(meet).placements[placement[meet]][0] for meet in self.of_lesson[lesson])
            missing = max(0, self.problem.lessons[lesson].duration - mentioned)
            placement[rest] = missing - 1 if missing else self.domain(rest).absent
        return tuple(placement)

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
        placements = []
        for number in self.parts:
            meet = self.meets[number]
            duration, start = self.domain(number).placements[state.placement[number]]
            if duration == 0:
                continue
            lesson = self.problem.lessons[meet.lesson]
            option = state.option[number]
            at = None if start == NOWHERE else start
            held = meet.placeholder if start == NOWHERE else state.choices[number]
            choices = tuple(
                (slot.role, self.problem.resources[slot.candidates[choice]].id)
                for slot, choice in zip(meet.slots, held, strict=True)
                if choice != NOWHERE and option in slot.options
            )
            placements.append(Placement(lesson.id, meet.part, duration, at, lesson.options[option].id, choices))
        return Timetable(tuple(placements), seed=seed)

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


def index_problem(problem: Problem) -> IndexedProblem:
    """Numbers everything that can be decided in `problem` and prunes it by the hard rules about single meets."""
    resource_number = {resource.id: number for number, resource in enumerate(problem.resources)}
    lesson_number = {lesson.id: number for number, lesson in enumerate(problem.lessons)}
    domains: dict[object, int] = {}
    made: list[Domain] = []
    pruning, placeholders = _Pruning(problem), _Placeholders(problem)
    meets: list[Meet] = []
    of_lesson: list[tuple[int, ...]] = []
    for lesson in problem.lessons:
        slots = _slots(problem, lesson, resource_number)
        numbers = []
        for part in lesson.parts:
            key = (lesson.grid, part.shortest, part.longest, part.weeks, part.starts)
            if key not in domains:
                domains[key] = len(made)
                made.append(_domain(problem, lesson, part))
            domain = made[domains[key]]
            free = lesson.optional or lesson.flexible
            usable = pruning.usable(lesson, part, domain, slots)
            placeholder = placeholders.of(lesson, slots, usable)
            mentioned = not free or any(choice != NOWHERE for choice in placeholder)
            meets.append(
                Meet(
                    lesson_number[lesson.id],
                    part.number,
                    domains[key],
                    len(lesson.options),
                    slots,
                    usable,
                    domain.placed if mentioned else domain.absent,
                    0 if free else part.longest,
                    placeholder,
                )
            )
            numbers.append(len(meets) - 1)
        of_lesson.append(tuple(numbers))
    rest_of = []
    for index, lesson in enumerate(problem.lessons):
        if ("rest", lesson.duration) not in domains:
            domains["rest", lesson.duration] = len(made)
            made.append(_rest_domain(lesson.duration))
        domain_number = domains["rest", lesson.duration]
        absent = made[domain_number].absent
        slots = meets[of_lesson[index][0]].slots
        usable = Usable((), (0,), tuple(() for _ in slots))
        rest_of.append(len(meets))
        nothing = tuple(NOWHERE for _ in slots)
        meets.append(Meet(index, 0, domain_number, len(lesson.options), slots, usable, absent, 0, nothing))
    return IndexedProblem(
        problem, tuple(made), tuple(meets), tuple(of_lesson), tuple(rest_of), resource_number, lesson_number
    )


def _rest_domain(duration: int) -> Domain:
    placements = (*((periods, NOWHERE) for periods in range(1, duration + 1)), (0, NOWHERE))
    nothing: tuple[tuple[int, ...], ...] = ((),) * len(placements)
    return Domain(placements, 0, nothing, nothing, nothing, nothing)


def _domain(problem: Problem, lesson: Lesson, part: Part) -> Domain:
    placements: list[tuple[int, int]] = []
    times: list[tuple[int, ...]] = []
    durations = range(part.shortest, part.longest + 1)
    for duration in durations:
        for start in problem.starts(lesson, part, duration):
            placements.append((duration, start))
            times.append(tuple(problem.span(part, start, duration)))
    placed = len(placements)
    placements += [(duration, NOWHERE) for duration in durations] + [(0, NOWHERE)]
    times += [()] * (len(placements) - placed)
    slot = {index: problem.slot_ticks(index) for span in times for index in span}
    return Domain(
        tuple(placements),
        placed,
        tuple(tuple(dict.fromkeys(problem.ticks(span))) for span in times),
        tuple(times),
        tuple(tuple(dict.fromkeys(tick for index in span for tick in slot[index])) for span in times),
        tuple(tuple(dict.fromkeys(bell_tick(problem, index) for index in span)) for span in times),
    )


def bell_tick(problem: Problem, index: int) -> int:
    """The tick of a time's bell: the time's own where times do not overlap, else one beyond those of the clock."""
    return index if problem.one_clock else problem.times.tick_count + problem.bell[index]


def _slots(problem: Problem, lesson: Lesson, resource_number: dict[str, int]) -> tuple[Slot, ...]:
    """One slot per role and set of candidates; fixed demands need no choice."""
    found: dict[tuple[str, tuple[int, ...]], list[int]] = {}
    for number, option in enumerate(lesson.options):
        for demand in lesson.demands_in(option):
            if not demand.fixed:
                candidates = tuple(resource_number[candidate] for candidate in demand.candidates)
                found.setdefault((demand.role, candidates), []).append(number)
    return tuple(Slot(role, candidates, tuple(options)) for (role, candidates), options in found.items())


class _Pruning:
    """Hard rules about one meet alone, gathered by lesson."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.times: dict[str, list[PreferTimes]] = {}
        self.options: dict[str, list[frozenset[str]]] = {}
        self.resources: dict[str, list[PreferResources]] = {}
        self.pins: dict[tuple[str, int], list[PinnedMeet]] = {}
        self.blocked: dict[str, set[int]] = {}
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
            asked = [n for n, option in enumerate(lesson.options) if rule.options is None or option.id in rule.options]
            for index, slot in enumerate(slots):
                if slot.role == rule.role and set(slot.options) <= set(asked):
                    choices[index] = [
                        choice for choice in choices[index] if self._id(slot.candidates[choice]) in rule.resources
                    ]
            options = [number for number in options if number not in asked or self._fits(lesson, number, rule)]
        pinned_starts: set[int] = set()
        for pin in self.pins.get((lesson.id, part.number), ()):
            if pin.start is not None:
                pinned_starts.add(pin.start)
            if pin.mode is not None:
                options = [number for number in options if lesson.options[number].mode == pin.mode]
            for role, resource in pin.resources:
                options = [number for number in options if self._can_hold(lesson, number, role, resource)]
                for index, slot in enumerate(slots):
                    if slot.role == role:
                        choices[index] = [
                            choice for choice in choices[index] if self._id(slot.candidates[choice]) == resource
                        ]
        # A demand of every option left is certain to be held, so its free times bound the meet.
        blocked: set[int] = set()
        common: dict[str, int] = {}
        for number in options:
            for resource in {
                demand.candidates[0] for demand in lesson.demands_in(lesson.options[number]) if demand.fixed
            }:
                common[resource] = common.get(resource, 0) + 1
        for resource, often in common.items():
            if often == len(options):
                blocked |= self.blocked.get(resource, set())
        placements = []
        for number in range(domain.placed):
            duration, start = domain.placements[number]
            if pinned_starts and (len(pinned_starts) > 1 or start not in pinned_starts):
                continue
            if part.starts is not None:  # times that the file settles stand, whatever they break
                placements.append(number)
                continue
            if not blocked.isdisjoint(domain.ticks[number]):
                continue
            if any(
                rule.modes is None and start not in rule.times and rule.duration in (None, duration)
                for rule in self.times.get(lesson.id, ())
            ):
                continue
            placements.append(number)
        return Usable(tuple(placements), tuple(options), tuple(tuple(one) for one in choices))

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


class _Placeholders:
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
