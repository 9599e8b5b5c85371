"""Which meets of a timetable stay where they are, from what a planner names: classes, teachers, rooms or days."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, ROOM, TEACHER
from scheduler.problem.timetable import Placement, Timetable


@dataclass(frozen=True, slots=True)
class Named:
    """What is named: codes of classes, teachers and rooms, and days counted from 0."""

    classes: frozenset[str] = frozenset()
    teachers: frozenset[str] = frozenset()
    rooms: frozenset[str] = frozenset()
    days: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.classes or self.teachers or self.rooms or self.days)

    def holds(self, problem: Problem, placement: Placement) -> bool:
        """Whether a placed meet is of one of the named."""
        if not self.days.isdisjoint(problem.times[time].day for time in problem.occupied(placement)):
            return True
        of_kind = {PATH: self.classes, TEACHER: self.teachers, ROOM: self.rooms}
        held = (problem.resource[resource] for _, resource in problem.held(placement))
        return any((one.class_code or one.code) in of_kind.get(one.kind, ()) for one in held)


def frozen_meets(problem: Problem, timetable: Timetable, freeze: Named, only: Named) -> Collection[tuple[str, int]]:
    """(lesson, part) of the meets of whom `freeze` names, and of whom `only`, if it names anybody, does not."""
    return frozenset(
        (one.lesson, one.part)
        for one in timetable.placements
        if one.start is not None and (freeze.holds(problem, one) or (bool(only) and not only.holds(problem, one)))
    )
