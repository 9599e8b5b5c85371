"""What several tests of the solver begin with: the search context of a problem, and small schools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scheduler.evaluation.findings import Proof
from scheduler.problem import rules as r
from scheduler.problem.lessons import Lesson
from scheduler.problem.problem import Problem
from scheduler.problem.resources import Resource
from scheduler.problem.times import Times
from scheduler.solver.best.incumbent import Incumbent
from scheduler.solver.context import SearchContext
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.params import SearchParams
from scheduler.solver.proofs.precheck import precheck
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


ONE_DAY = week(1, 4)
ALONE = ("teacher:A", "teacher:B", "path:3A", "room:1", "room:2", "room:3")
"""Who is in one place at a time in `proofs`."""


def proofs(
    lessons: list[Lesson],
    *rules: r.Rule,
    times: Times = ONE_DAY,
    alone: tuple[str, ...] = ALONE,
    resources: tuple[Resource, ...] = (),
) -> list[Proof]:
    """What is proved where all lessons must be placed, and each of `alone` is in one place at a time."""
    built = problem(times, lessons, *rules, resources=resources)
    known = [one for one in alone if one in built.resource]
    return list(precheck(replace(built, rules=(*everywhere(*lessons, resources=known), *rules))))


def away(*times: int, who: str = ALONE[0], **more: object) -> r.Unavailable:
    """Somebody is not there at some times; `more` fields of the rule."""
    return r.Unavailable(**{"id": "away", "entry": "H14", "resources": (who,), "times": times, **more})  # type: ignore
