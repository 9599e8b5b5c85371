"""Which meets a repair may move: those that are broken, who shares people with them, who stands at the same times."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from scheduler.evaluation import evaluate
from scheduler.problem.modes import DISTANCE_MODES
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, TEACHER
from scheduler.problem.rules import Linked
from scheduler.solver.lns.fitting import masks_of
from scheduler.solver.monitors.meets import Assignment, IndexedProblem

FIRST, GROWTH = 24, 2
"""How many meets the first region has at least, and how many times as many each next one."""


def broken_meets(indexed: IndexedProblem, state: Assignment) -> set[int]:
    """Meets without a time, and those that play a part in a broken hard rule, as the judge tells it."""
    problem, timetable = indexed.problem, indexed.timetable(state)
    found = {
        meet
        for meet in indexed.parts
        if indexed.meets[meet].periods and not indexed.placed(state, meet) and not indexed.lesson(meet).optional
    }
    holding: dict[str, list[int]] = {}
    for meet in indexed.parts:
        placement = indexed.in_words(state, meet)
        if placement is not None and placement.start is not None:
            for resource in problem.occupied_by(placement):
                holding.setdefault(resource, []).append(meet)
    for violation in evaluate(problem, timetable).violations:
        if not violation.hard or not violation.cost:
            continue
        for fact in violation.where:
            ticks = set(problem.ticks(fact.when))
            for name in {violation.point.rpartition("/")[0], violation.point, *fact.who}:
                if name in problem.lesson:
                    found.update(indexed.of_lesson[indexed.lesson_number[name]])
                for meet in holding.get(name, ()):
                    at = indexed.domain(meet).ticks[state.placement[meet]]
                    if not ticks or not ticks.isdisjoint(at):
                        found.add(meet)
    return found | _served(indexed, state, found)


def _served(indexed: IndexedProblem, state: Assignment, broken: Collection[int]) -> set[int]:
    """Who draws from a pool while one of these broken meets fills it: a room that cannot be open has pupils."""
    filled: set[tuple[str, int]] = set()
    drawing: dict[tuple[str, int], set[int]] = {}
    for meet in indexed.parts:
        if not indexed.placed(state, meet):
            continue
        lesson, ticks = indexed.lesson(meet), indexed.domain(meet).ticks[state.placement[meet]]
        for demand in lesson.demands_in(lesson.options[state.option[meet]]):
            held = [(pool, tick) for pool in demand.candidates if indexed.problem.resource[pool].pool for tick in ticks]
            if demand.amount > 0:
                for one in held:
                    drawing.setdefault(one, set()).add(meet)
            elif meet in broken:
                filled.update(held)
    return set().union(*(drawing.get(one, ()) for one in filled))


def half_days(problem: Problem) -> tuple[int, ...]:
    """The ticks of each half day of the week as a mask, those of all weeks together."""
    found: dict[tuple[int, str], int] = {}
    for time in problem.times.times:
        key = time.day, time.half_day
        found[key] = found.get(key, 0) | sum(1 << tick for tick in set(time.ticks))
    return tuple(found.values())


class Neighbours:
    """Who shares people with whom, and who must run together."""

    def __init__(self, indexed: IndexedProblem) -> None:
        self.indexed = indexed
        problem = indexed.problem
        self.people: list[frozenset[str]] = []
        self.meets_of: dict[str, set[int]] = {}
        for meet in indexed.parts:
            lesson = indexed.lesson(meet)
            known = frozenset(
                candidate
                for option in lesson.options
                for demand in lesson.demands_in(option)
                for candidate in demand.candidates
                if problem.resource[candidate].kind in (PATH, TEACHER)
            )
            self.people.append(known)
            for one in known:
                self.meets_of.setdefault(one, set()).add(meet)
        self._masks = masks_of(indexed)
        self._openings = {meet for meet in indexed.parts if indexed.lesson(meet).optional}
        self._distant = {
            meet for meet in indexed.parts if any(one.mode in DISTANCE_MODES for one in indexed.lesson(meet).options)
        }
        self._bands = [
            {part for lesson in group for part in indexed.of_lesson[indexed.lesson_number[lesson]]}
            for rule in problem.rules
            if isinstance(rule, Linked) and rule.hard
            for group in rule.groups
        ]

    def closed(self, meets: set[int]) -> set[int]:
        """With the bands of each, and with all openings of rooms where one may be at distance."""
        found = set(meets) | (set() if self._distant.isdisjoint(meets) else self._openings)
        while more := [band for band in self._bands if not band.isdisjoint(found) and not band <= found]:
            found |= set().union(*more)
        return found

    def regions(self, broken: set[int]) -> Iterator[set[int]]:
        """Wider and wider regions around the broken meets, person by person, up to everything."""
        region, wanted = self.closed(broken), FIRST
        everything = set(self.indexed.parts)
        while True:
            while len(region) < min(wanted, len(everything)):
                near = self._nearest(region)
                if near is None:
                    region = everything
                    break
                region = self.closed(region | self.meets_of[near])
            yield set(region)
            if len(region) == len(everything):
                return
            wanted = max(wanted * GROWTH, len(region) + 1)

    def ticks(self, state: Assignment, meets: Collection[int]) -> int:
        """The ticks at which these meets stand, as a mask."""
        found = 0
        for meet in meets:
            found |= self._masks[self.indexed.meets[meet].domain][state.placement[meet]]
        return found

    def standing(self, state: Assignment, ticks: int) -> set[int]:
        """Who stands at some of the ticks of a mask.

        In a full timetable a meet can only go where others leave, and they where it came from.
        """
        return {meet for meet in self.indexed.parts if self.ticks(state, (meet,)) & ticks}

    def _nearest(self, region: set[int]) -> str | None:
        """The person not wholly inside of whom the largest part is."""
        inside: dict[str, int] = {}
        for meet in region:
            for one in self.people[meet]:
                inside[one] = inside.get(one, 0) + 1
        parts = {
            one: count / len(self.meets_of[one]) for one, count in inside.items() if count < len(self.meets_of[one])
        }
        return max(parts, key=lambda one: (parts[one], one), default=None)
