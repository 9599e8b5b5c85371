"""From a problem to its numbers: which meets there are, where each can be, what it can choose (`meets`)."""

from __future__ import annotations

from scheduler.problem.lessons import Lesson, Part
from scheduler.problem.problem import Problem
from scheduler.solver.monitors.meets import NOWHERE, Domain, IndexedProblem, Meet, Slot, Usable
from scheduler.solver.monitors.pruning import Placeholders, Pruning


def index_problem(problem: Problem) -> IndexedProblem:
    """Numbers everything that can be decided in `problem` and prunes it by the hard rules about single meets."""
    resource_number = {resource.id: number for number, resource in enumerate(problem.resources)}
    lesson_number = {lesson.id: number for number, lesson in enumerate(problem.lessons)}
    domains: dict[object, int] = {}
    made: list[Domain] = []
    pruning, placeholders = Pruning(problem), Placeholders(problem)
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
        tuple(tuple(dict.fromkeys(_bell_tick(problem, index) for index in span)) for span in times),
    )


def _bell_tick(problem: Problem, index: int) -> int:
    """The tick of a time's bell: the time's own where times do not overlap, else one beyond those of the clock."""
    return index if problem.one_clock else problem.times.tick_count + problem.bell[index]


def _slots(problem: Problem, lesson: Lesson, resource_number: dict[str, int]) -> tuple[Slot, ...]:
    """One slot per role and set of candidates, there or not; fixed demands need no choice."""
    found: dict[tuple[str, tuple[int, ...], bool], list[int]] = {}
    for number, option in enumerate(lesson.options):
        for demand in lesson.demands_in(option):
            if not demand.fixed:
                candidates = tuple(resource_number[candidate] for candidate in demand.candidates)
                found.setdefault((demand.role, candidates, demand.absent), []).append(number)
    return tuple(Slot(role, some, tuple(options), absent) for (role, some, absent), options in found.items())
