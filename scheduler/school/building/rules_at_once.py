"""How many lessons there may be at once: of a set of subjects (H22), at distance and of pupils at home (H23).

Each such row of Regels is a pool of so many units of which every lesson it speaks of takes one while it runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scheduler.problem.lessons import Demand, Option
from scheduler.problem.modes import DISTANCE_MODES
from scheduler.problem.resources import POOL, PoolUse, Resource, resource_id
from scheduler.problem.rules import PoolCapacity, Rule
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context
from scheduler.school.building.rules_lists import rows_about
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting, names_of
from scheduler.school.pools import HOME_POOL
from scheduler.school.records import SchoolLesson, Subject

DISTANCE_POOL = resource_id(POOL, "#distance")
"""Lessons at distance at once."""


@dataclass(frozen=True, slots=True)
class Together:
    """A row of H22: the subjects it speaks of, as one set, and how it holds."""

    pool: str
    name: str
    number: int
    subjects: frozenset[str]
    setting: Setting


def sets_of(context: Context) -> tuple[Together, ...]:
    """The sets of subjects of which the school allows so many lessons at once, in the order of their rows."""
    found = []
    for number, scope, setting in rows_about(context, "H22"):
        subjects = frozenset(one.code for one in context.school.subjects if scope.rank(*_names(one)) is not None)
        if subjects:
            name = context.school.rules[number - 1].who
            found.append(Together(resource_id(POOL, f"#at once {number}"), name, number, subjects, setting))
    return tuple(found)


def _names(subject: Subject) -> tuple[frozenset[str], frozenset[str]]:
    return names_of(subject.code, subject.name)


def lessons_at_distance(context: Context) -> Setting | None:
    """H23, where it says how many lessons may be at distance at once."""
    setting = context.for_school("H23")
    return setting if setting is not None and setting.text("lessons") else None


def with_units(context: Context, record: SchoolLesson, options: tuple[Option, ...]) -> tuple[Option, ...]:
    """The ways of a lesson with what each takes of the numbers that are limited."""
    always = tuple(
        Demand(f"at once {one.number}", (one.pool,)) for one in sets_of(context) if record.subject in one.subjects
    )
    away = (Demand("at distance", (DISTANCE_POOL,)),) if lessons_at_distance(context) is not None else ()
    if not always and not away:
        return options
    return tuple(
        replace(one, demands=(*one.demands, *always, *(away if one.online or one.mode in DISTANCE_MODES else ())))
        for one in options
    )


def limited_pools(context: Context) -> Iterator[Resource]:
    grid = context.school.default_grid
    for one in sets_of(context):
        yield Resource(one.pool, POOL, one.name, capacity=one.setting.number("most"), grid=grid, use=PoolUse.AT_ONCE)
    if (setting := lessons_at_distance(context)) is not None:
        most = setting.number("lessons")
        yield Resource(DISTANCE_POOL, POOL, "", capacity=most, grid=grid, use=PoolUse.AT_ONCE)


@builder
def at_once(context: Context, resources: tuple[Resource, ...]) -> Iterator[Rule]:
    """H22 and H23."""
    there = {resource.id for resource in resources}
    for one in sets_of(context):
        if one.pool in there:
            yield PoolCapacity(pools=(one.pool,), **Weighing("H22", one.setting, one.number))
    setting = context.for_school("H23")
    if setting is None:
        return
    if DISTANCE_POOL in there:
        yield PoolCapacity(pools=(DISTANCE_POOL,), **Weighing("H23", setting, aspect="lessons"))
    if HOME_POOL in there and setting.text("pupils"):
        most = {HOME_POOL: setting.number("pupils")}
        yield PoolCapacity(pools=(HOME_POOL,), capacities=most, **Weighing("H23", setting, aspect="pupils"))
