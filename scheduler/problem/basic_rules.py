"""The hard rules that every school has, for one that is built in code; a school with a law has its own catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.problem.lessons import Lesson
from scheduler.problem.resources import Resource
from scheduler.problem.rules import Assigned, NoClash, Placed, PoolCapacity, Rule


def basic_rules(resources: Sequence[Resource], lessons: Sequence[Lesson]) -> Iterator[Rule]:
    """Every lesson is placed and holds what it chooses from, nobody is in two at once, no pool is overdrawn."""
    placed = tuple(lesson.id for lesson in lessons if not lesson.optional)
    if placed:
        yield Placed(id="placed", entry="H02", lessons=placed)
    single = tuple(resource.id for resource in resources if not resource.pool)
    if single:
        yield NoClash(id="no clash", entry="H01", resources=single)
    pools = tuple(resource.id for resource in resources if resource.pool)
    if pools:
        yield PoolCapacity(id="capacity", entry="H09", pools=pools)
    for role, choosing in _choosing(lessons).items():
        yield Assigned(id=f"chosen {role}", entry="Assigned", lessons=choosing, role=role)


def _choosing(lessons: Sequence[Lesson]) -> dict[str, tuple[str, ...]]:
    """By role, the lessons in which somebody or something is to be chosen for it."""
    found: dict[str, dict[str, None]] = {}
    for lesson in lessons:
        for option in lesson.options:
            for demand in lesson.demands_in(option):
                if not demand.fixed:
                    found.setdefault(demand.role, {})[lesson.id] = None
    return {role: tuple(names) for role, names in found.items()}
