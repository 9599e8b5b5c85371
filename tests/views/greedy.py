"""A quick timetable to look at: lessons one by one at the first moment that clashes with nothing.

Not a solver: only clashes, pool capacities, open periods, bands and half days of blocks are looked after.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from scheduler.problem.lessons import Demand, Lesson, Option, Part
from scheduler.problem.problem import Problem
from scheduler.problem.resources import POOL, PoolUse
from scheduler.problem.rules import AllowedOptions, Linked
from scheduler.problem.timetable import Placement, Timetable


def greedy(problem: Problem, seed: int = 1, distance: float = 0.3) -> Timetable:
    """As many meets as fit at first sight; about `distance` of the meets that may be at distance are."""
    return Timetable(tuple(_Greedy(problem, seed, distance).run()), seed=seed)


class _Greedy:
    def __init__(self, problem: Problem, seed: int, distance: float) -> None:
        self.problem, self.distance, self.random = problem, distance, Random(seed)
        self.used: dict[tuple[str, int], int] = {}
        self.allowed = {
            lesson: options
            for rule in problem.rules
            if isinstance(rule, AllowedOptions)
            for lesson, options in rule.allowed
        }

    def run(self) -> list[Placement]:
        bands = [
            g for rule in self.problem.rules if isinstance(rule, Linked) and not rule.any_week for g in rule.groups
        ]
        in_band = {lesson for group in bands for lesson in group}
        groups = [*bands, *((lesson.id,) for lesson in self.problem.lessons if lesson.id not in in_band)]
        groups.sort(key=lambda group: (self._optional(group), -len(group), -max(self._longest(i) for i in group)))
        placements: list[Placement] = []
        for group in groups:
            lessons = [self.problem.lesson[identity] for identity in group]
            for number in range(max(len(lesson.parts) for lesson in lessons)):
                pairs = [(o, o.parts[number]) for o in lessons if number < len(o.parts) and self._wanted(o, number)]
                if pairs:
                    placements += self._place(pairs)
        order = {lesson.id: number for number, lesson in enumerate(self.problem.lessons)}
        return sorted(placements, key=lambda placement: (order[placement.lesson], placement.part))

    def _optional(self, group: tuple[str, ...]) -> bool:
        return self.problem.lesson[group[0]].optional

    def _longest(self, lesson: str) -> int:
        return max(part.longest for part in self.problem.lesson[lesson].parts)

    def _wanted(self, lesson: Lesson, number: int) -> bool:
        return sum(part.shortest for part in lesson.parts[: number + 1]) <= lesson.duration

    def _place(self, pairs: list[tuple[Lesson, Part]]) -> list[Placement]:
        first, part = pairs[0]
        starts = list(self.problem.starts(first, part, part.shortest))
        self.random.shuffle(starts)
        starts.sort(key=lambda start: self.problem.times[start].period)
        if first.optional:
            starts = [start for start in starts if self.random.random() < 0.5]
        for start in starts:
            found: list[Placement] = []
            for lesson, own in pairs:
                placement = self._fit(lesson, own, start)
                if placement is None:
                    break
                self._count(placement, 1)
                found.append(placement)
            if len(found) == len(pairs):
                return found
            for placement in found:
                self._count(placement, -1)
        return []

    def _fit(self, lesson: Lesson, part: Part, start: int) -> Placement | None:
        if start not in self.problem.starts(lesson, part, part.shortest):
            return None
        times = self.problem.span(part, start, part.shortest)
        known = [self.problem.times[time] for time in times]
        if not all(time.open for time in known):
            return None
        if len({(time.week, time.half_day) for time in known}) > len({time.week for time in known}):
            return None
        ticks = self.problem.ticks(times)
        for option in self._options(lesson):
            chosen = list(self._choose(lesson, option, ticks))
            if None not in chosen:
                choices = tuple((d.role, r) for d, r in chosen if not d.fixed)  # type: ignore[misc]
                return Placement(lesson.id, part.number, part.shortest, start, option.id, choices)
        return None

    def _options(self, lesson: Lesson) -> list[Option]:
        options = [o for o in lesson.options if o.id in self.allowed.get(lesson.id, {o.id})]
        if self.random.random() < self.distance:
            self.random.shuffle(options)
        return options

    def _choose(self, lesson: Lesson, option: Option, ticks: tuple[int, ...]) -> Iterator[tuple[Demand, str] | None]:
        taken: set[str] = set()
        for demand in lesson.demands_in(option):
            if not demand.candidates:
                continue
            free = [c for c in demand.candidates if c not in taken and self._free(c, demand.amount, ticks)]
            if free:
                taken.add(free[0])
            yield (demand, free[0]) if free else None

    def _free(self, resource: str, amount: int, ticks: tuple[int, ...]) -> bool:
        record = self.problem.resource[resource]
        if record.kind == POOL and record.use is not PoolUse.OWN:
            return True
        return all(self.used.get((resource, tick), 0) + amount <= record.capacity for tick in ticks)

    def _count(self, placement: Placement, sign: int) -> None:
        for demand, resource in self.problem.held(placement):
            for tick in self.problem.ticks(self.problem.occupied(placement)):
                self.used[resource, tick] = self.used.get((resource, tick), 0) + sign * demand.amount
