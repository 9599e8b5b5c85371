"""When people, rooms and classes are away, always or for some meets only, such as those at school.

What follows from it is counted by `precheck`.
"""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.problem.lessons import Lesson, Option
from scheduler.problem.problem import Problem
from scheduler.problem.resources import Resource
from scheduler.problem.rules import EVERYTHING, Filter, Unavailable

HOURS = {"teacher": "teacher_hours", "path": "class_hours", "room": "room_hours"}
"""How the proof is called that somebody of a kind has more lessons than time."""


class Absences:
    """`always`: by resource the ticks of hard rules that are about whatever it does."""

    def __init__(self, problem: Problem, rules: Iterable[Unavailable]) -> None:
        self._problem = problem
        self.always: dict[str, set[int]] = {}
        self._partly: dict[str, list[tuple[Filter, frozenset[int]]]] = {}
        for rule in rules:
            ticks = frozenset(problem.ticks(rule.times))
            for resource in rule.resources:
                if rule.what == EVERYTHING:
                    self.always.setdefault(resource, set()).update(ticks)
                else:
                    self._partly.setdefault(resource, []).append((rule.what, ticks))

    def of(self, resource: Resource, lesson: Lesson, options: Iterable[int]) -> set[int]:
        """When it is away for a meet of the lesson, whichever of these options that takes."""
        ways = [lesson.options[option] for option in options]
        return {
            tick
            for what, ticks in self._partly.get(resource.id, ())
            if all(self._selects(what, resource, lesson, option) for option in ways)
            for tick in ticks
        }

    def _selects(self, what: Filter, resource: Resource, lesson: Lesson, option: Option) -> bool:
        return (
            (what.lessons is None or lesson.id in what.lessons)
            and lesson.id not in what.exclude_lessons
            and (what.modes is None or option.mode_for(resource.id) in what.modes)
            and (what.places is None or self._problem.place_of(option, resource) in what.places)
        )
