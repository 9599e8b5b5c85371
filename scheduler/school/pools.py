"""The pools that building makes beside the planner's own, by id: seats at school, supervisors, pupils at home.

What each is for stands in `Resource.use`; the sign in front only keeps their ids apart from the planner's.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.problem.resources import POOL, PoolUse, Resource, resource_id
from scheduler.school.records import School

HOME_POOL = resource_id(POOL, "#home")
"""Heads at home at once (rule S09)."""


def seats_pool(campus: str) -> str:
    """Seats for pupils who follow distance lessons at school, per campus (rule H08)."""
    return resource_id(POOL, f"#seats {campus}".strip())


def staff_pool(code: str) -> str:
    """Somebody who supervises on-site rooms and is no teacher: a pool of one (rule H08)."""
    return resource_id(POOL, f"#staff {code}")


def made_pools(school: School) -> Iterator[Resource]:
    """Every pool that lessons can demand beside the planner's own."""
    grid = school.default_grid
    heads = sum(record.pupils for record in school.classes)
    yield Resource(HOME_POOL, POOL, "", capacity=heads, grid=grid, use=PoolUse.HOME)
    campuses = {"", *(one.campus for one in school.classes), *(one.campus for one in school.rooms)}
    for campus in sorted(campuses):
        yield Resource(seats_pool(campus), POOL, campus, capacity=0, grid=grid, campus=campus, use=PoolUse.SEATS)
    for code in sorted({row.who for row in school.supervision}):
        yield Resource(staff_pool(code), POOL, code, grid=grid, use=PoolUse.STAFF)
