"""From a school to a problem: times, paths, lessons with their options, and the rules of the catalogue.

`build_problem` wires the steps; each of its modules turns some sheets, or some rules, into data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scheduler.problem.lessons import Lesson
from scheduler.problem.problem import Problem
from scheduler.problem.resources import POOL, ROOM, TEACHER, Resource, resource_id
from scheduler.problem.text import Note
from scheduler.school.building import (
    pins,
    rules_at_once,
    rules_availability,
    rules_basic,
    rules_canteen,
    rules_days,
    rules_days_of_subjects,
    rules_distance,
    rules_distance_wishes,
    rules_lists,
    rules_modes,
    rules_periods,
    rules_pupils,
    rules_rooms,
    rules_rotation,
    rules_school,
    rules_share,
    rules_spread,
    rules_subject_week,
    rules_teacher_wishes,
    rules_teachers,
)
from scheduler.school.building.builders import Built, built, built_again
from scheduler.school.building.context import Context, Pupils, context_of, make_times, school_of
from scheduler.school.building.lessons import make_lessons, opens_by_week
from scheduler.school.building.loans import lent_out
from scheduler.school.building.options import distance_asked
from scheduler.school.building.paths import TooManyPaths, make_paths
from scheduler.school.building.rules_at_once import limited_pools
from scheduler.school.building.rules_canteen import canteens
from scheduler.school.catalogue import RuleRowError
from scheduler.school.policy import PolicyError, load_policy
from scheduler.school.pools import made_pools
from scheduler.school.records import Pin, Room, RosterRow, School, Teacher

__all__ = ["PolicyError", "RuleRowError", "TooManyPaths", "build_problem", "context_of", "school_of", "with_timetable"]

RULES = (
    rules_basic,
    rules_rooms,
    rules_availability,
    pins,
    rules_share,
    rules_modes,
    rules_pupils,
    rules_distance,
    rules_distance_wishes,
    rules_rotation,
    rules_spread,
    rules_days,
    rules_teachers,
    rules_teacher_wishes,
    rules_school,
    rules_at_once,
    rules_subject_week,
    rules_lists,
    rules_days_of_subjects,
    rules_periods,
    rules_canteen,
)
"""The modules that register builders of rules; a new one joins here."""


def build_problem(school: School, folder: Path | None = None, judged: tuple[RosterRow, ...] | None = None) -> Problem:
    """The problem that a school states. `folder` is where the planner's own policy file is looked for.

    `judged`: rows of another timetable, which tell instead of the school's own what the planner puts at distance and of
    which part a pin speaks.

    Raises `PolicyError`, `RuleRowError` or `TooManyPaths` for what a planner can still get wrong in a valid workbook.
    """
    context = Context(school, load_policy(school.settings.policy, folder), make_times(school), judged)
    return _problem(context, _steps(context))


def with_timetable(problem: Problem, roster: tuple[RosterRow, ...], pins: tuple[Pin, ...]) -> Problem:
    """What `build_problem` makes of the problem's school with these rows in Rooster and Vast, and no others judged.

    Only what reads them is made again, unless a lesson that they put at distance asks for it nowhere else.
    """
    before = context_of(problem)
    if before is None or not isinstance(before.steps, Steps):
        raise ValueError("only the problem of a school has a timetable in rows")
    context = Context(replace(before.stated, roster=roster, pins=pins), before.policy, before.times)
    steps = before.steps
    if distance_asked(context) == distance_asked(before) and opens_by_week(context) == opens_by_week(before):
        context.notes.extend(steps.notes)
        parts = {"lessons": steps.lessons, "pupils": steps.pupils, "resources": steps.resources}
        return _problem(context, replace(steps, rules=tuple(built_again(steps.rules, context, **parts))))
    return _problem(context, _steps(context))


@dataclass(frozen=True)
class Steps:
    """What a problem is put together of; `notes` those that were left before its rules were made."""

    lessons: tuple[Lesson, ...]
    pupils: Pupils
    resources: tuple[Resource, ...]
    notes: tuple[Note, ...]
    rules: tuple[Built, ...]


def _steps(context: Context) -> Steps:
    paths = make_paths(context)
    lessons = make_lessons(context, paths)
    pupils = Pupils(paths, _lessons_by_path(paths, lessons))
    resources = (*paths, *_people_and_rooms(context), *_pools(context, lessons))
    noted = tuple(context.notes)
    rules = tuple(built(context, lessons=lessons, pupils=pupils, resources=resources))
    return Steps(lessons, pupils, resources, noted, rules)


def _problem(context: Context, steps: Steps) -> Problem:
    context.steps = steps
    rules = [rule for one in steps.rules for rule in one.rules]
    rules += rules_teacher_wishes.fairness(context, rules)
    return Problem(
        context.times,
        steps.resources,
        steps.lessons,
        tuple(rules),
        name=context.stated.settings.school,
        source=context,
        language=context.stated.settings.language,
        notes=tuple(context.notes),
    )


def _lessons_by_path(paths: tuple[Resource, ...], lessons: tuple[Lesson, ...]) -> dict[str, tuple[Lesson, ...]]:
    found: dict[str, list[Lesson]] = {path.id: [] for path in paths}
    for lesson in lessons:
        for demand in lesson.demands:
            if demand.role in found:
                found[demand.role].append(lesson)
    return {path: tuple(of_path) for path, of_path in found.items()}


def _people_and_rooms(context: Context) -> Iterator[Resource]:
    members: tuple[tuple[str, Sequence[Teacher | Room]], ...] = (
        (TEACHER, context.school.teachers),
        (ROOM, context.school.rooms),
    )
    for kind, records in members:
        for record in records:
            identity, grid = resource_id(kind, record.code), context.school.default_grid
            yield Resource(
                identity, kind, record.code, record.name, grid=grid, campus=record.campus, origin=record.origin
            )


def _pools(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Resource]:
    lent = lent_out(context)
    for record in context.school.pools:
        yield Resource(
            resource_id(POOL, record.code),
            POOL,
            record.code,
            capacity=max(0, record.capacity - lent[record.code]),
            grid=context.school.default_grid,
            campus=record.campus,
            origin=record.origin,
        )
    demanded = {
        candidate
        for lesson in lessons
        for option in lesson.options
        for demand in option.demands
        for candidate in demand.candidates
    }
    made = (*made_pools(context.school), *limited_pools(context))
    yield from (pool for pool in made if pool.id in demanded)
    yield from canteens(context)
