"""What leaving an earlier timetable costs, as soft rules: time before room before teacher and form.

Lessons stay where one of their blocks was: blocks of one lesson that change places disturb nobody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from scheduler.evaluation.stability import STABILITY, apart_from_stability
from scheduler.problem.problem import Problem
from scheduler.problem.rules import AllowedOptions, Pinned, PinnedMeet, PreferResources, PreferTimes, Rule
from scheduler.problem.timetable import Placement, Timetable

TIME, ROOM, TEACHER = 12_000, 400, 200
"""Points for a meet at another time, in another room, with another teacher or in another form.

A meet moved in time weighs more than what soft rules give for it (hundreds, seldom thousands), so that nothing moves
for points alone; thirty changes of rooms weigh as much as one of time.
"""

BLOCKS = "block"
"""In the ids of rules that count each block that moved, whatever its length."""

Meets = Collection[tuple[str, int]]
"""(lesson, part)"""


def staying(problem: Problem, before: Timetable, frozen: Meets = (), time: int = TIME) -> Problem:
    """The problem in which whatever differs from `before` costs, instead of its own rule of stability.

    `frozen` meets must stand as they stood. `time`: points of a meet at another time; the others cost as much less.
    """
    kept = apart_from_stability(problem).rules
    costly = (replace(rule, weight=max(1, rule.weight * time // TIME)) for rule in _rules(problem, before))
    return replace(problem, rules=(*kept, *costly, *_freezing(problem, before, frozen)))


def without_wishes(problem: Problem) -> Problem:
    """Hard rules and stability only."""
    return replace(problem, rules=tuple(rule for rule in problem.rules if rule.hard or rule.entry == STABILITY))


def _rules(problem: Problem, before: Timetable) -> Iterator[Rule]:
    starts: dict[tuple[str, int | None], set[int]] = defaultdict(set)
    held: dict[tuple[str, str], set[str]] = defaultdict(set)
    options: dict[str, set[str]] = defaultdict(set)
    for placement in before.placements:
        lesson = problem.lesson[placement.lesson]
        if placement.start is None or lesson.optional:
            continue
        starts[lesson.id, None if lesson.flexible else placement.duration].add(placement.start)
        options[lesson.id].add(placement.option)
        for demand, resource in problem.held(placement):
            if not demand.fixed and not problem.resource[resource].pool:
                held[lesson.id, demand.role].add(resource)
    yield from _of_times(starts)
    yield from _of_resources(held)
    allowed = tuple(
        (lesson, frozenset(known)) for lesson, known in options.items() if len(problem.lesson[lesson].options) > 1
    )
    if allowed:
        yield AllowedOptions(id="replan/form", entry=STABILITY, hard=False, weight=TEACHER, allowed=allowed)


def _of_times(starts: Mapping[tuple[str, int | None], set[int]]) -> Iterator[Rule]:
    """A block costs the same whatever its length; where the split is a decision, each of its periods costs so much."""
    alike: dict[tuple[frozenset[int], int | None], list[str]] = defaultdict(list)
    for (lesson, duration), known in starts.items():
        alike[frozenset(known), duration].append(lesson)
    for number, ((times, duration), lessons) in enumerate(alike.items(), start=1):
        yield PreferTimes(
            id=f"replan/{'split' if duration is None else BLOCKS} {number}",
            entry=STABILITY,
            hard=False,
            weight=TIME // (duration or 1),
            lessons=tuple(lessons),
            times=times,
            duration=duration,
        )


def blocks_added(problem: Problem, before: Timetable, lessons: Collection[str]) -> int:
    """How many blocks of these lessons had no time before: they are not where one was, and did not move."""
    were = Counter((one.lesson, one.duration) for one in before.placements if one.start is not None)
    known = {(lesson, duration) for lesson, duration in were if lesson in set(lessons)}
    are = Counter(
        (lesson, part.longest)
        for lesson in lessons
        if not problem.lesson[lesson].flexible
        for part in problem.lesson[lesson].parts
    )
    return sum(max(0, are[one] - were[one]) for one in known)


def _of_resources(held: dict[tuple[str, str], set[str]]) -> Iterator[Rule]:
    alike: dict[tuple[str, frozenset[str]], list[str]] = defaultdict(list)
    for (lesson, role), known in held.items():
        alike[role, frozenset(known)].append(lesson)
    for number, ((role, resources), lessons) in enumerate(alike.items(), start=1):
        yield PreferResources(
            id=f"replan/{role} {number}",
            entry=STABILITY,
            hard=False,
            weight=TEACHER if role.startswith("teacher") else ROOM,
            lessons=tuple(lessons),
            role=role,
            resources=resources,
        )


def _freezing(problem: Problem, before: Timetable, frozen: Meets) -> Iterator[Rule]:
    wanted = set(frozen)
    pins = tuple(
        PinnedMeet(one.lesson, one.part, start=one.start, resources=one.choices, options=_same_online(problem, one))
        for one in before.placements
        if one.start is not None and (one.lesson, one.part) in wanted
    )
    if pins:
        yield Pinned(id="replan/frozen", entry="H19", pins=pins)


def _same_online(problem: Problem, placement: Placement) -> frozenset[str] | None:
    """The ways of a mixed lesson in which the same pupils are online; None where it is never mixed."""
    lesson = problem.lesson[placement.lesson]
    if not any(option.online for option in lesson.options):
        return None
    name = lesson.option(placement.option).online_name
    return frozenset(option.id for option in lesson.options if option.online_name == name)
