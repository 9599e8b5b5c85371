"""What several tests of the solver begin with: the search context of a problem, and small schools."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.problem import rules as r
from scheduler.problem.problem import Problem
from scheduler.solver.best.incumbent import Incumbent
from scheduler.solver.context import SearchContext
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.params import SearchParams
from scheduler.solver.stopping import Clock, Stop
from tests.builders import contact, demand, lesson, problem, week


def search_context(
    school: Problem, work: float = 5.0, seed: int = 1, workers: int = 1, seconds: float | None = None, **params: object
) -> SearchContext:
    """`seconds`: of a clock that counts no work; `params`: fields of `SearchParams`."""
    indexed = index_problem(school)
    data = monitors(indexed)
    clock = Clock(Stop(work=work) if seconds is None else Stop(seconds=seconds))
    known = SearchParams(**params)
    incumbent = Incumbent(indexed, data, clock, lambda event: None, None, known.certify_pause)
    return SearchContext(indexed, data, clock, incumbent, seed, workers, params=known)


def everywhere(*lessons, resources=()) -> tuple[r.Rule, ...]:
    """All lessons placed, nobody twice at once; both hard."""
    return (
        r.Placed(id="placed", entry="H02", lessons=tuple(one.id for one in lessons)),
        r.NoClash(id="clash", entry="H01", resources=tuple(resources)),
    )


def choosing(classes: str, role: str, names: Sequence[str], *rules: r.Rule) -> Problem:
    """Classes with two lessons each on four times, for each of which one of `names` must be chosen; and rules."""
    lessons = [
        lesson(f"{one}-{number}", who=[f"path:{one}"], options=[contact(demand(role, *names))])
        for one in classes
        for number in range(2)
    ]
    return problem(
        week(1, 4),
        lessons,
        *everywhere(*lessons, resources=[*names, *(f"path:{one}" for one in classes)]),
        r.Assigned(id="assigned", entry="", lessons=tuple(one.id for one in lessons), role=role),
        *rules,
    )
