"""Teachers who together may give fewer periods than the lessons that only they can give have (H20), by counting.

One teacher alone is left to `unsatisfiable`; when those lessons can take place does not matter here.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.evaluation.findings import Proof
from scheduler.problem.lessons import Lesson
from scheduler.problem.problem import Problem
from scheduler.problem.rules import Assigned, LimitWorkload, Placed

Asked = dict[frozenset[str], dict[str, int]]
"""By set of candidates, the lessons that are given by one of them, each with its periods in the cycle."""


def overloaded_together(problem: Problem) -> Iterator[Proof]:
    """One proof for each set of candidates, or of sets that overlap, with more periods than its members may have."""
    most = _limits(problem)
    asked = _asked(problem, most) if most else {}
    told: set[frozenset[str]] = set()
    for people in (*asked, *_overlapping(asked)):
        inside = [lessons for one, lessons in asked.items() if one <= people]
        need = sum(sum(lessons.values()) for lessons in inside)
        have = sum(most[one] for one in people)
        if len(people) > 1 and need > have and not any(one <= people for one in told):
            told.add(people)
            lessons = tuple(dict.fromkeys(lesson for some in inside for lesson in some))
            yield Proof("teachers_workload", need, have, tuple(sorted(people)), lessons[0], lessons)


def _limits(problem: Problem) -> dict[str, int]:
    """The most periods in the cycle, of those who have a limit that must be held."""
    found: dict[str, int] = {}
    for rule in problem.rules:
        if isinstance(rule, LimitWorkload) and rule.hard and rule.weight and rule.weekly and rule.most is not None:
            found.update({one: min(rule.most, found.get(one, rule.most)) for one in rule.resources})
    return found


def _asked(problem: Problem, most: dict[str, int]) -> Asked:
    hard = [rule for rule in problem.rules if rule.hard and rule.weight]
    placed = {lesson for rule in hard if isinstance(rule, Placed) for lesson in rule.lessons}
    filled = {(lesson, rule.role) for rule in hard if isinstance(rule, Assigned) for lesson in rule.lessons}
    left_out = {one for rule in hard if isinstance(rule, LimitWorkload) for one in rule.exclude_lessons}
    found: Asked = {}
    for lesson in problem.lessons:
        if lesson.id not in placed or lesson.id in left_out or lesson.optional or lesson.flexible:
            continue
        periods = sum(part.shortest * min(map(len, part.weeks)) for part in lesson.parts)
        for role, people in _held(lesson).items():
            if people <= most.keys() and (len(people) == 1 or (lesson.id, role) in filled):
                lessons = found.setdefault(people, {})
                lessons[lesson.id] = lessons.get(lesson.id, 0) + periods
    return found


def _held(lesson: Lesson) -> dict[str, frozenset[str]]:
    """By role that every option has, all who can have it."""
    options = [{demand.role: demand for demand in lesson.demands_in(option)} for option in lesson.options]
    roles = set.intersection(*(set(one) for one in options))
    return {role: frozenset(who for one in options for who in one[role].candidates) for role in sorted(roles)}


def _overlapping(asked: Asked) -> list[frozenset[str]]:
    """The sets of several candidates, joined while they have somebody in common."""
    joined: list[frozenset[str]] = []
    for people in asked:
        if len(people) > 1:
            apart = [one for one in joined if one.isdisjoint(people)]
            joined = [*apart, people.union(*(one for one in joined if not one.isdisjoint(people)))]
    return joined
