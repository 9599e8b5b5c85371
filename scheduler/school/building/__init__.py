"""From a school to a problem: times, paths, lessons with their options, and the rules of the catalogue.

`build_problem` wires the steps; each of its modules turns some sheets, or some rules, into data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from scheduler.problem.lessons import Lesson
from scheduler.problem.problem import Problem
from scheduler.problem.resources import POOL, ROOM, TEACHER, Resource, resource_id
from scheduler.problem.rules import Rule
from scheduler.school.building import pins, rules_basic, rules_pupils, rules_school, rules_teachers
from scheduler.school.building.context import Context, Pupils, context_of, make_times, school_of
from scheduler.school.building.lessons import make_lessons
from scheduler.school.building.paths import TooManyPaths, make_paths
from scheduler.school.catalogue import RuleRowError
from scheduler.school.policy import PolicyError, load_policy
from scheduler.school.pools import made_pools
from scheduler.school.records import Room, School, Teacher

__all__ = ["PolicyError", "RuleRowError", "TooManyPaths", "build_problem", "context_of", "school_of"]


def build_problem(school: School, folder: Path | None = None) -> Problem:
    """The problem that a school states. `folder` is where the planner's own policy file is looked for.

    Raises `PolicyError`, `RuleRowError` or `TooManyPaths` for what a planner can still get wrong in a valid workbook.
    """
    context = Context(school, load_policy(school.settings.policy, folder), make_times(school))
    paths = make_paths(context)
    lessons = make_lessons(context, paths)
    pupils = Pupils(paths, _lessons_by_path(paths, lessons))
    resources = (*paths, *_people_and_rooms(context), *_pools(context, lessons))
    rules = list(_rules(context, lessons, pupils, resources))
    rules += rules_teachers.fairness(context, rules)
    return Problem(
        context.times,
        resources,
        lessons,
        tuple(rules),
        name=school.settings.school,
        source=context,
        language=school.settings.language,
        notes=tuple(context.notes),
    )


def _rules(
    context: Context, lessons: tuple[Lesson, ...], pupils: Pupils, resources: tuple[Resource, ...]
) -> Iterator[Rule]:
    yield from rules_basic.no_clashes(context, resources)
    yield from rules_basic.placed(context, lessons)
    yield from rules_basic.held(context, lessons)
    yield from rules_pupils.legal_share(context, pupils)
    yield from rules_pupils.contact_kept(context, pupils)
    yield from rules_pupils.school_time(context, lessons)
    yield from rules_pupils.week_shape(context, pupils)
    yield from rules_pupils.no_gaps(context, pupils)
    yield from rules_school.capacities(context, resources)
    yield from rules_pupils.allowed(context, lessons)
    yield from rules_pupils.screen_time(context, pupils, lessons)
    yield from rules_pupils.places(context, pupils, lessons)
    yield from rules_basic.one_place_per_half_day(context, lessons)
    yield from rules_basic.availability(context, lessons, pupils)
    yield from rules_teachers.day_limits(context)
    yield from rules_basic.together(context, lessons)
    yield from rules_basic.blocks_inside(context, lessons)
    yield from rules_basic.rooms(context, lessons, resources)
    yield from rules_basic.open_periods(context, lessons)
    yield from pins.pinned(context, lessons)
    yield from rules_teachers.assignments(context, lessons)
    yield from rules_teachers.gaps(context)
    yield from rules_teachers.presence(context, lessons)
    yield from rules_pupils.distance_together(context, pupils, lessons)
    yield from rules_pupils.spread(context, pupils, lessons)
    yield from rules_pupils.even_days(context, pupils)
    yield from rules_school.openings(context, lessons)
    yield from rules_teachers.departments(context)
    yield from rules_school.own_rooms(context, lessons)
    yield from rules_school.stability(context, lessons)


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
    for record in context.school.pools:
        yield Resource(
            resource_id(POOL, record.code),
            POOL,
            record.code,
            capacity=record.capacity,
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
    yield from (pool for pool in made_pools(context.school) if pool.id in demanded)
