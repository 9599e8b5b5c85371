"""A problem in which what is one of many candidates is only counted: so many rooms of a kind, whoever has which.

It asks less than the problem itself, and its small models are far smaller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from scheduler.problem import rules as r
from scheduler.problem.concerning import names_in_point, points_of, with_points
from scheduler.problem.lessons import Demand, Lesson, Option
from scheduler.problem.problem import Problem
from scheduler.problem.resources import POOL, Resource
from scheduler.solver.explaining.rows import COUNTED

MANY = 3
"""Of so many candidates and more it is not asked which one."""

SomeRule = TypeVar("SomeRule", bound=r.Rule)

Role = tuple[str, str]
"""(lesson, role)"""


def counted(problem: Problem) -> Problem:
    """The problem with a pool for each set of many candidates, from which every lesson that needs one of them takes."""
    chosen = _chosen(problem)
    fitting = _fitting(problem)
    pinned = {(pin.lesson, role) for rule in _hard(problem, r.Pinned) for pin in rule.pins for role, _ in pin.resources}
    sets: dict[Role, frozenset[str]] = {}
    for key, candidates in chosen.items():
        left = candidates & fitting.get(key, candidates)
        if len(left) >= MANY and key not in pinned and _alone(problem, left):
            sets[key] = left
    pools = {one: f"counted:{number}" for number, one in enumerate(sorted(set(sets.values()), key=sorted))}
    if not pools:
        return problem
    lessons = tuple(_with_pools(problem, lesson, sets, pools) for lesson in problem.lessons)
    made = tuple(Resource(name, POOL, name, capacity=len(some)) for some, name in pools.items())
    rules = [kept for rule in problem.rules if (kept := _without(rule, sets)) is not None]
    capacity = r.PoolCapacity(id=COUNTED, entry="H01", pools=tuple(one.id for one in made))
    return replace(problem, resources=(*problem.resources, *made), lessons=lessons, rules=(*rules, capacity))


def _hard(problem: Problem, kind: type[SomeRule]) -> Iterator[SomeRule]:
    return (rule for rule in problem.rules if isinstance(rule, kind) and rule.hard and rule.weight)


def _chosen(problem: Problem) -> dict[Role, frozenset[str]]:
    """By role of a lesson, the candidates of which one is held, whatever the option that asks for it."""
    found: dict[Role, set[str]] = defaultdict(set)
    held = {(lesson, rule.role) for rule in _hard(problem, r.Assigned) for lesson in rule.lessons}
    for lesson in problem.lessons:
        for option in lesson.options:
            for demand in option.demands:
                if not (demand.fixed or demand.absent) and demand.amount == 1 and (lesson.id, demand.role) in held:
                    found[lesson.id, demand.role].update(demand.candidates)
    return {key: frozenset(some) for key, some in found.items()}


def _fitting(problem: Problem) -> dict[Role, frozenset[str]]:
    """By role of a lesson, what a hard rule allows for it in every option."""
    found: dict[Role, frozenset[str]] = {}
    for rule in _hard(problem, r.PreferResources):
        for lesson in rule.lessons if rule.options is None else ():
            known = found.get((lesson, rule.role), rule.resources)
            found[lesson, rule.role] = known & rule.resources
    return found


def _alone(problem: Problem, candidates: Iterable[str]) -> bool:
    """Whether each of these is in one place at a time."""
    exclusive = {one for rule in _hard(problem, r.NoClash) if rule.standby == 1 for one in rule.resources}
    return exclusive.issuperset(candidates)


def _with_pools(
    problem: Problem, lesson: Lesson, sets: dict[Role, frozenset[str]], pools: dict[frozenset[str], str]
) -> Lesson:
    """The lesson with one unit of each pool that it is sure to need, instead of its own choice."""

    def taken(option: Option) -> Iterator[Demand]:
        for demand in option.demands:
            key = (lesson.id, demand.role)
            if key not in sets:
                yield demand
            one = demand.amount == 1 and not demand.absent
            needed = sets.get(key) or (frozenset(demand.candidates) if one else frozenset())
            for some, name in pools.items():
                if needed and needed <= some:
                    yield Demand(f"{demand.role} of {name}", (name,))

    options = tuple(replace(option, demands=tuple(taken(option))) for option in lesson.options)
    return replace(lesson, options=options)


def _without(rule: r.Rule, sets: dict[Role, frozenset[str]]) -> r.Rule | None:
    """The rule without the points about roles that are only counted; None where no other is left."""
    if not isinstance(rule, r.Assigned | r.PreferResources | r.SameResource):
        return rule
    points: list[object] = []
    for point in points_of(rule):
        left = tuple(one for one in names_in_point(rule, point) if (one, rule.role) not in sets)
        if left:
            points.append(left if isinstance(rule, r.SameResource) else point)
    return with_points(rule, points) if points else None
