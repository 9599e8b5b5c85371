"""Where to look for a conflict: the lessons of one person, room, pool or band, the tightest first, then wider parts.

What is impossible only as a whole is in the large ones: they come last, up to all lessons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from scheduler.evaluation.findings import Proof
from scheduler.problem import rules as r
from scheduler.problem.concerning import names_in_point, points_of
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, TEACHER
from scheduler.solver.explaining.portion import Whole
from scheduler.solver.monitors.meets import IndexedProblem

NARROW = 6
"""A block with so few starts left, by a pin or a rule, belongs to the surroundings of whoever shares people with it."""

FEW = 5
"""Whom so few others are like is looked at first."""

LARGEST = 60
"""Lessons: larger parts take seconds each, so they are looked at last."""


@dataclass(frozen=True, slots=True)
class Region:
    """Lessons to look at, and what they have in common: ids."""

    lessons: frozenset[str]
    around: tuple[str, ...]


class Regions:
    """The regions of one problem."""

    def __init__(self, whole: Whole, indexed: IndexedProblem, proofs: Iterable[Proof]) -> None:
        self.whole, self.indexed, self.proofs = whole, indexed, tuple(proofs)
        self.problem: Problem = whole.problem
        self.asked = {lesson for row in whole.rows for lesson in row.lessons}
        self.narrow = {
            indexed.lesson(meet).id
            for meet in indexed.parts
            if indexed.meets[meet].periods and len(indexed.meets[meet].usable.placements) <= NARROW
        }

    def small(self) -> tuple[Region, ...]:
        """Each set of at most `LARGEST` lessons once, in the order in which to look."""
        return tuple(region for region in self._distinct if len(region.lessons) <= LARGEST)

    def large(self) -> tuple[Region, ...]:
        """The others, the smallest first, and at last all lessons at once."""
        everything = Region(frozenset(self.problem.lesson), ())
        larger = {one.lessons: one for one in self._distinct if len(one.lessons) > LARGEST} | {
            everything.lessons: everything
        }
        return tuple(sorted(larger.values(), key=lambda region: len(region.lessons)))

    @cached_property
    def _distinct(self) -> tuple[Region, ...]:
        found: dict[frozenset[str], Region] = {}
        for region in (*self._of_proofs(), *self._of_pins(), *self._of_bands(), *self._by_tightness(), *self._wider()):
            if region.lessons:
                found.setdefault(region.lessons, region)
        return tuple(found.values())

    def _of_proofs(self) -> Iterator[Region]:
        for proof in self.proofs:
            named = {one for one in (*proof.lessons, *proof.about, *proof.named) if one in self.problem.lesson}
            if proof.rule:
                rule = self.problem.rule[proof.rule]
                for point in points_of(rule):
                    names = names_in_point(rule, point)
                    if (
                        not {*proof.about, getattr(point, "label", "")}.isdisjoint(names)
                        or getattr(point, "label", None) in proof.about
                    ):
                        named |= self._lessons_of(names)
            named |= set() if named else self._lessons_of(proof.about)
            yield Region(frozenset(named), tuple(proof.about))

    def _lessons_of(self, names: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for name in names:
            found |= {name} if name in self.problem.lesson else set(self.problem.lessons_of.get(name, ()))
        return found

    def _of_pins(self) -> Iterator[Region]:
        """Lessons with few times that are connected by people and things that they are sure to hold."""
        left = {one: self._sure(one) for one in sorted(self.narrow)}
        while left:
            first, held = left.popitem()
            found, reached = {first}, set(held)
            while near := [one for one, its in left.items() if not reached.isdisjoint(its)]:
                for one in near:
                    reached |= left.pop(one)
                    found.add(one)
            if len(found) > 1:
                yield Region(frozenset(found), tuple(sorted(found)))

    def _sure(self, lesson: str) -> set[str]:
        one = self.problem.lesson[lesson]
        return {demand.candidates[0] for demand in one.demands_in(one.options[0]) if demand.fixed}

    def _of_bands(self) -> Iterator[Region]:
        for rule in self.problem.rules:
            if isinstance(rule, r.Linked) and rule.hard:
                for group in rule.groups:
                    yield self._with_narrow(group, group)

    def _by_tightness(self) -> Iterator[Region]:
        """One person, room or pool each; a class with all its groups."""
        members: dict[str, set[str]] = {}
        for resource in self.problem.resources:
            members.setdefault(resource.class_code or resource.id, set()).update(self.problem.lessons_of[resource.id])
        near = {name: self._with_narrow(lessons, (name,)) for name, lessons in members.items() if lessons}
        rare = self._with_rare_rows()
        yield from sorted(near.values(), key=lambda one: (rare.isdisjoint(one.around), self._slack(one), one.around))

    def _with_rare_rows(self) -> set[str]:
        """Of whom a row of a sheet says what it says of few others: what is unusual is looked at first."""
        found: dict[object, set[str]] = {}
        for rule in self.problem.rules:
            if rule.hard and rule.origin is not None:
                for name in {name for point in points_of(rule) for name in names_in_point(rule, point)}:
                    one = self.problem.resource.get(name)
                    if one is not None:
                        found.setdefault((type(rule), one.kind), set()).add(one.class_code or one.id)
        return {name for names in found.values() if len(names) <= FEW for name in names}

    def _wider(self) -> Iterator[Region]:
        """Bands with everything of their people; a class and one of its teachers; what shares two narrow lessons."""
        for rule in self.problem.rules:
            if isinstance(rule, r.Linked) and rule.hard:
                for group in rule.groups:
                    yield self._with_narrow(self._of_people(group), group)
        for resource in self.problem.resources:
            if resource.kind == TEACHER:
                own = self.problem.lessons_of[resource.id]
                yield self._with_narrow(self._of_people(own, PATH), (resource.id,))

    def _of_people(self, lessons: Iterable[str], *kinds: str) -> set[str]:
        found = set(lessons)
        for resource in self.whole.resources_of(found):
            if self.problem.resource[resource].kind in (kinds or (PATH, TEACHER)):
                found |= set(self.problem.lessons_of[resource])
        return found

    def _with_narrow(self, lessons: Iterable[str], around: Iterable[str]) -> Region:
        """With lessons that have few times and share a person or thing with these, and all that supply a pool."""
        found = set(lessons)
        resources = self.whole.resources_of(found)
        found |= {one for resource in resources for one in self.problem.lessons_of[resource] if one in self.narrow}
        found |= {one for resource in resources for one in self.whole.supplies(resource)}
        return Region(frozenset(found), tuple(around))

    def _slack(self, region: Region) -> float:
        """Starts left for each period asked: where there are few, something is wrong soonest."""
        meets = [
            self.indexed.meets[meet]
            for lesson in region.lessons & self.asked
            for meet in self.indexed.of_lesson[self.indexed.lesson_number[lesson]]
        ]
        periods = sum(one.periods for one in meets)
        ticks = {
            tick
            for one in meets
            for placement in one.usable.placements
            for tick in self.indexed.domains[one.domain].ticks[placement]
        }
        return len(ticks) / periods if periods else float("inf")
