"""A problem with those points of its rules only that a few lessons can change: what must be judged when these move.

What the lessons cost more or less in it is what they cost more or less in the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any

from scheduler.problem import rules as r
from scheduler.problem.problem import Problem

Names = Callable[[Any], Iterable[str]]
"""The lessons or resources that a point is about."""


def _itself(point: str) -> Iterable[str]:
    return (point,)


def _members(point: Iterable[str]) -> Iterable[str]:
    return point


_POINTS: dict[type[r.Rule], tuple[str, Names]] = {
    r.Placed: ("lessons", _itself),
    r.Assigned: ("lessons", _itself),
    r.PreferTimes: ("lessons", _itself),
    r.AllowedOptions: ("allowed", lambda pair: pair[:1]),
    r.PreferResources: ("lessons", _itself),
    r.SameResource: ("groups", _members),
    r.Spread: ("groups", _members),
    r.Linked: ("groups", _members),
    r.Ordered: ("pairs", _members),
    r.SplitShape: ("lessons", _itself),
    r.SplitCount: ("lessons", _itself),
    r.LimitPeriods: ("bounds", lambda bound: bound.lessons),
    r.Pinned: ("pins", lambda pin: (pin.lesson,)),
    r.NoClash: ("resources", _itself),
    r.PoolCapacity: ("pools", _itself),
    r.Unavailable: ("resources", _itself),
    r.LimitIdle: ("resources", _itself),
    r.LimitClusters: ("resources", _itself),
    r.LimitBusy: ("resources", _itself),
    r.LimitRuns: ("resources", _itself),
    r.LimitWorkload: ("resources", _itself),
    r.LimitSwitches: ("resources", _itself),
    r.TravelTime: ("resources", _itself),
    r.CommonFree: ("groups", _members),
    r.OnHand: ("groups", _members),
    r.SameEachWeek: ("resources", _itself),
}
"""By kind of rule: the field that lists its points, and what a point is about. `MostBurdened` has one point."""


def points_of(rule: r.Rule) -> tuple[Any, ...]:
    """The points of a rule, in order; the one of `MostBurdened` is the rule itself."""
    return (rule,) if isinstance(rule, r.MostBurdened) else tuple(getattr(rule, _POINTS[type(rule)][0]))


def names_in_point(rule: r.Rule, point: Any) -> tuple[str, ...]:
    """The lessons or resources that a point is about."""
    if isinstance(rule, r.MostBurdened):
        return tuple(rule.resources)
    return (*_POINTS[type(rule)][1](point), *_touched(rule))


def _touched(rule: r.Rule) -> tuple[str, ...]:
    """Whose work every point of the rule counts, besides who the point is about."""
    if not isinstance(rule, r.LimitClusters):
        return ()
    touched = (touch.resource for cluster in rule.clusters for touch in cluster)
    return tuple(dict.fromkeys(name for name in touched if name is not None))


def with_points(rule: r.Rule, points: Iterable[Any]) -> r.Rule:
    """The rule with other points; a `MostBurdened` keeps its own."""
    if isinstance(rule, r.MostBurdened):
        return rule
    changed: dict[str, Any] = {_POINTS[type(rule)][0]: tuple(points)}
    return replace(rule, **changed)


def concerning(problem: Problem, lessons: Collection[str], holders: Collection[str] = ()) -> Problem:
    """The problem with the points of rules that meets of these lessons can change; `holders` are resources besides.

    Resources that a lesson may hold are concerned, whatever holds them now. A rule without such a point is left out.
    """
    about = {*lessons, *holders}
    for lesson in map(problem.lesson.__getitem__, lessons):
        for option in lesson.options:
            about.update(candidate for demand in lesson.demands_in(option) for candidate in demand.candidates)
    compared = {
        one
        for rule in problem.rules
        if isinstance(rule, r.MostBurdened) and not about.isdisjoint(rule.resources)
        for one in rule.rules
    }
    kept = [rule if rule.id in compared else _restricted(rule, about) for rule in problem.rules]
    return replace(problem, rules=tuple(rule for rule in kept if rule is not None))


def _restricted(rule: r.Rule, about: set[str]) -> r.Rule | None:
    if isinstance(rule, r.MostBurdened):
        return None if about.isdisjoint(rule.resources) else rule
    field, names = _POINTS[type(rule)]
    if not about.isdisjoint(_touched(rule)):
        return rule
    points = tuple(point for point in getattr(rule, field) if not about.isdisjoint(names(point)))
    changed: dict[str, Any] = {field: points}
    return replace(rule, **changed) if points else None
