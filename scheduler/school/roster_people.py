"""Whom the column leraren of a row of Rooster means: for each role of a lesson who teaches, or supervises, it.

A row names people without their roles; which role is whose is decided here, for one row and for all rows of a lesson.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from scheduler.problem.lessons import Demand, Lesson, Option
from scheduler.problem.problem import Problem
from scheduler.problem.resources import TEACHER, PoolUse
from scheduler.problem.timetable import Placement
from scheduler.school.records import RosterRow

SUPERVISOR = "supervisor"
"""Role of who supervises an opening; people who are no teachers stand in the column leraren too."""
NOBODY = "?"
"""Stands among the teachers of a meet for one who is missing, where the others do not tell which one that is."""


def teaching(lesson: Lesson, option: Option) -> list[Demand]:
    """What the option asks of people: teachers, and who supervises."""
    return [demand for demand in lesson.demands_in(option) if demand.role.startswith((TEACHER, SUPERVISOR))]


def missing_teachers(problem: Problem, placement: Placement) -> int:
    """How many of the teachers that a meet asks for it does not have."""
    lesson = problem.lesson[placement.lesson]
    asked = {one.role for one in lesson.demands_in(lesson.option(placement.option)) if one.role.startswith(TEACHER)}
    return len(asked.difference(demand.role for demand, _ in problem.held(placement)))


def teachers_of(lesson: Lesson, option: Option) -> frozenset[str]:
    """Everybody who may teach, or supervise, the lesson this way."""
    return frozenset(candidate for demand in teaching(lesson, option) for candidate in demand.candidates)


def people_of(problem: Problem, code: str) -> tuple[str, ...]:
    """Whom a code in the column leraren may mean: a teacher, or another member of staff."""
    named = problem.resources_by_code.get(code, ())
    return tuple(one.id for one in named if one.kind == TEACHER or one.use is PoolUse.STAFF)


def is_stranger(problem: Problem, known: frozenset[str], code: str) -> bool:
    """Whether a code of the column leraren is nobody of this lesson.

    Of one that asks for nobody, any teacher is; staff that need not be told apart (who supervises one room) have no id.
    """
    people = people_of(problem, code)
    return known.isdisjoint(people) and bool(known or people)


def of_people(choices: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {role: one for role, one in choices if role.startswith((TEACHER, SUPERVISOR))}


def by_role(problem: Problem, placement: Placement) -> Iterator[str]:
    """The teacher of each role in order, `NOBODY` where there is none."""
    lesson = problem.lesson[placement.lesson]
    held = {demand.role: problem.resource[resource].code for demand, resource in problem.held(placement)}
    for demand in teaching(lesson, lesson.option(placement.option)):
        yield held.get(demand.role, NOBODY)


def seated(problem: Problem, demands: list[Demand], codes: Sequence[str]) -> dict[str, str]:
    """The teachers of a row by role: whom the role fixes, else a candidate, as many as possible, else whoever is left.

    With `NOBODY` among them they are in the order of the roles, where each can have the role in his place.
    """
    if NOBODY in codes:
        pairs = [
            (demand, one) for demand, code in zip(demands, codes, strict=False) for one in people_of(problem, code)
        ]
        if all(one in demand.candidates for demand, one in pairs):
            return {demand.role: one for demand, one in pairs}
    teachers = [one for code in codes for one in people_of(problem, code)]
    holder: dict[str, Demand] = {}

    def seat(demand: Demand, refused: set[str]) -> bool:
        for teacher in teachers:
            if teacher in demand.candidates and teacher not in refused:
                refused.add(teacher)
                if teacher not in holder or (not holder[teacher].fixed and seat(holder[teacher], refused)):
                    holder[teacher] = demand
                    return True
        return False

    for demand in sorted(demands, key=lambda one: not one.fixed):
        seat(demand, set())
    chosen = {demand.role: teacher for teacher, demand in holder.items()}
    left = [teacher for teacher in teachers if teacher not in holder]
    free = [demand.role for demand in demands if demand.role not in chosen]
    return chosen | dict(zip(free, left, strict=False))


def seated_as_elsewhere(
    problem: Problem, placed: Sequence[tuple[RosterRow, Placement]]
) -> Iterator[tuple[RosterRow, Placement]]:
    """The same meets; whom a row with too few people names holds the role that he holds in the lesson's other rows.

    Such a row does not tell who is missing. Where the rows cannot all be read so, each stays as it is by itself.
    """
    by_lesson: dict[str, list[tuple[RosterRow, Placement]]] = defaultdict(list)
    for row, placement in placed:
        by_lesson[placement.lesson].append((row, placement))
    for members in by_lesson.values():
        members.sort(key=lambda member: member[1].part)
        few = [member for member in members if names_too_few(problem, *member)]
        holder = _same_holders(problem, [member[1] for member in members if member not in few], few) if few else {}
        for row, placement in members:
            if holder and (row, placement) in few:
                people = {one for code in row.teachers for one in people_of(problem, code)}
                kept = [choice for choice in placement.choices if choice[0] not in of_people(placement.choices)]
                held = [(role, one) for role, one in holder.items() if one in people]
                placement = replace(placement, choices=_unfixed(problem, placement, [*held, *kept]))
            yield row, placement


def names_too_few(problem: Problem, row: RosterRow, placement: Placement) -> bool:
    lesson = problem.lesson[placement.lesson]
    asked = teaching(lesson, lesson.option(placement.option))
    return NOBODY not in row.teachers and 0 < len(set(row.teachers)) < len(asked)


def _same_holders(problem: Problem, others: list[Placement], few: list[tuple[RosterRow, Placement]]) -> dict[str, str]:
    """Who holds each role in all of a lesson's rows; {} where it is not always the same one, or cannot be."""
    lesson = problem.lesson[few[0][1].lesson]
    stands: dict[str, set[str]] = defaultdict(set)
    for placement in others:
        for demand, resource in problem.held(placement):
            stands[demand.role].add(resource)
    roles: dict[str, frozenset[str]] = {}
    for _, placement in few:
        for demand in teaching(lesson, lesson.option(placement.option)):
            here = frozenset(demand.candidates)
            if demand.fixed and not stands[demand.role] <= here:
                return {}  # the mode leaves one person for the role, who is not the one elsewhere
            roles[demand.role] = roles.get(demand.role, here) & (stands[demand.role] or here)
    demands = [Demand(role, tuple(sorted(candidates))) for role, candidates in roles.items()]
    named = dict.fromkeys(code for row, _ in few for code in row.teachers)
    people = {one for code in named for one in people_of(problem, code)}
    if any(len(stands[role]) > 1 for role in roles) or len(named) > len(demands):
        return {}
    holder = seated(problem, demands, tuple(named))
    fits = all(one in roles[role] for role, one in holder.items())
    return holder if fits and people <= set(holder.values()) else {}


def _unfixed(problem: Problem, placement: Placement, choices: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The choices in the order of the demands, without those that the option fixes."""
    lesson, chosen = problem.lesson[placement.lesson], dict(choices)
    return tuple(
        (demand.role, chosen[demand.role])
        for demand in lesson.demands_in(lesson.option(placement.option))
        if demand.role in chosen and not (demand.fixed and chosen[demand.role] == demand.candidates[0])
    )
