"""The limit that a rule sets, and the rule with a wider one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scheduler.problem import rules as r
from scheduler.problem.concerning import points_of, with_points
from scheduler.problem.problem import Problem


def limit_of(problem: Problem, rule: r.Rule, point: Any) -> int | None:
    """The number of the rule for a point that a planner can change, the least where it has both; None: it has none."""
    match rule:
        case r.PoolCapacity(capacities=capacities):
            return capacities.get(point, problem.resource[point].capacity)
        case r.LimitPeriods():
            return None if point.share is not None else point.least or point.most
        case r.Spread(bounds=bounds):
            mosts = {bound.most for bound in bounds}
            return mosts.pop() if len(mosts) == 1 and not any(bound.least for bound in bounds) else None
        case r.LimitBusy(least=least, most=most) | r.LimitIdle(least=least, most=most):
            return least or most
        case r.LimitClusters(least=least, most=most) | r.LimitWorkload(least=least, most=most):
            return least or most
        case r.LimitRuns(most=most) | r.LimitSwitches(most=most):
            return most
        case r.CommonFree(least=least) | r.OnHand(least=least):
            return least
    return None


def eased_limit(problem: Problem, rule: r.Rule, point: Any, by: int) -> int:
    """The limit that is wider by so much: a most goes up, a least goes down."""
    before = limit_of(problem, rule, point)
    assert before is not None
    return before + by if _is_most(rule, point) else max(0, before - by)


def _is_most(rule: r.Rule, point: Any) -> bool:
    return not getattr(point if isinstance(rule, r.LimitPeriods) else rule, "least", 0)


def with_limit(problem: Problem, rule: r.Rule, by: int) -> r.Rule:
    """The rule with all its limits wider by so much."""
    match rule:
        case r.PoolCapacity(pools=pools, capacities=known):
            more = {pool: eased_limit(problem, rule, pool, by) for pool in pools}
            return replace(rule, capacities={**known, **more})
        case r.LimitPeriods():
            return with_points(rule, tuple(_bound(problem, rule, point, by) for point in points_of(rule)))
        case r.Spread(bounds=bounds):
            return replace(rule, bounds=tuple(replace(one, most=(one.most or 0) + by) for one in bounds))
    point = points_of(rule)[0]
    changed: dict[str, Any] = {"most" if _is_most(rule, point) else "least": eased_limit(problem, rule, point, by)}
    return replace(rule, **changed)


def _bound(problem: Problem, rule: r.LimitPeriods, bound: r.PeriodBound, by: int) -> r.PeriodBound:
    limit = eased_limit(problem, rule, bound, by)
    return replace(bound, least=limit) if bound.least else replace(bound, most=limit)
