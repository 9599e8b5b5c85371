"""What stands in the way, by name: the judge is asked which rules are broken more than before, and for whom.

What he says of the timetable as it is is asked once; of each place, only what moves is read anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from scheduler.evaluation.judge import violations_of
from scheduler.evaluation.occupancy import Occupancy
from scheduler.evaluation.possible_moves import Blocker, Obstacle
from scheduler.evaluation.result import Violation
from scheduler.problem import rules as r
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement, Timetable

Key = tuple[str, int]
"""(lesson, part)"""


class Witness:
    """What the judge says of a timetable when a few meets stand elsewhere."""

    def __init__(self, problem: Problem, timetable: Timetable) -> None:
        self.problem = problem
        self.placements: dict[Key, Placement] = {(one.lesson, one.part): one for one in timetable.placements}
        self.now = Occupancy(problem, timetable)
        self._deviations: dict[str, Mapping[str, int]] = {}
        self._holding: dict[str, list[Key]] = {}
        for key, placement in self.placements.items():
            for resource in problem.occupied_by(placement):
                self._holding.setdefault(resource, []).append(key)

    def blockers(self, steps: Collection[Placement], rules: Collection[str]) -> tuple[Blocker, ...]:
        """What breaks these rules (ids) when the meets stand as in `steps`; each thing once."""
        moved = {(step.lesson, step.part): step for step in steps}
        found: dict[tuple[object, ...], Blocker] = {}
        for violation in self._worse(moved, rules):
            for blocker in self._named(violation, moved):
                same = (blocker.kind, blocker.lesson, blocker.role, "" if blocker.lesson else blocker.rule)
                key = (*same, *(() if blocker.lesson or blocker.role else blocker.resources))
                if key in found and blocker.kind is Obstacle.LESSON:
                    resources = dict.fromkeys((*found[key].resources, *blocker.resources))
                    blocker = Blocker(blocker.kind, blocker.lesson, tuple(resources))
                found[key] = blocker
        return tuple(found.values())

    def _worse(self, moved: Mapping[Key, Placement], rules: Collection[str]) -> Iterator[Violation]:
        """The violations of points that are broken more than before."""
        after = self.now.but(tuple(moved.values()))
        for rule in self.problem.rules:
            if rule.id not in rules:
                continue
            was = dict(self._known(rule))
            for violation in violations_of(rule, after):
                left = was.get(violation.point, 0)
                was[violation.point] = max(0, left - violation.deviation)
                if violation.deviation > left:
                    yield violation

    def _known(self, rule: r.Rule) -> Mapping[str, int]:
        """By point of the rule, by how much it is broken now."""
        if rule.id not in self._deviations:
            found: dict[str, int] = {}
            for violation in violations_of(rule, self.now):
                found[violation.point] = found.get(violation.point, 0) + violation.deviation
            self._deviations[rule.id] = found
        return self._deviations[rule.id]

    def _named(self, violation: Violation, moved: Mapping[Key, Placement]) -> Iterator[Blocker]:
        rule = self.problem.rule[violation.rule_id]
        if isinstance(rule, r.NoClash):
            yield from self._standing(violation, moved)
        elif isinstance(rule, r.Unavailable):
            yield Blocker(Obstacle.ABSENT, resources=(violation.point,), rule=rule.id, violation=violation)
        elif isinstance(rule, r.Pinned):
            lesson = violation.point.rpartition("/")[0]
            yield Blocker(Obstacle.PIN, lesson=lesson, rule=rule.id, violation=violation)
        elif isinstance(rule, r.Assigned):
            steps = (step for step in moved.values() if step.lesson == violation.point)
            candidates = dict.fromkeys(one for step in steps for one in self._candidates(step, rule.role))
            ticks = self._ticks(step for step in moved.values() if step.lesson == violation.point)
            others = tuple(dict.fromkeys(key[0] for one in candidates for key in self._holders(one, ticks, moved)))
            yield Blocker(
                Obstacle.NOTHING_FREE, violation.point, tuple(candidates), rule.role, rule.id, violation, others
            )
        else:
            yield Blocker(Obstacle.RULE, rule=rule.id, violation=violation)

    def _standing(self, violation: Violation, moved: Mapping[Key, Placement]) -> Iterator[Blocker]:
        """The other meets that hold the resource while one of those that move does."""
        resource = violation.point
        holding = [step for step in moved.values() if resource in self.problem.occupied_by(step)]
        others = dict.fromkeys(key[0] for key in self._holders(resource, self._ticks(holding), moved))
        for lesson in others:
            yield Blocker(Obstacle.LESSON, lesson, (resource,))
        if not others:  # those that move are in each other's way
            yield Blocker(Obstacle.RULE, rule=violation.rule_id, violation=violation)

    def _ticks(self, steps: Iterable[Placement]) -> set[int]:
        return {tick for step in steps for tick in self.problem.ticks(self.problem.occupied(step))}

    def _holders(self, resource: str, ticks: set[int], moved: Mapping[Key, Placement]) -> Iterator[Key]:
        """The meets that stay and hold the resource at some of the ticks."""
        for key in self._holding.get(resource, ()):
            if key not in moved and not ticks.isdisjoint(self._ticks((self.placements[key],))):
                yield key

    def _candidates(self, step: Placement, role: str) -> Iterator[str]:
        lesson = self.problem.lesson[step.lesson]
        for demand in lesson.demands_in(lesson.option(step.option)):
            if demand.role == role:
                yield from demand.candidates
