"""What a planner asks, row by row: each lesson with its periods, and each hard rule for whom it is about.

That nobody is in two places, that a lesson has what it asks for, that closed periods stay empty, and that what nobody
asks to be at distance is not, is taken for granted: no row of a planner says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.evaluation.conflicts import Point, Row
from scheduler.problem import rules as r
from scheduler.problem.concerning import names_in_point, points_of
from scheduler.problem.modes import DISTANCE_MODES
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH

PLACED = "H02"
"""The entry of a row that is a lesson."""

GRANTED = (r.NoClash, r.Assigned, r.SameResource)
CLOSED = "H19"
"""The entry that keeps closed periods empty, beside pins."""
FITTING = "H18"
"""The entry by which a lesson's room fits it."""
COUNTED = "counted candidates"
"""The rule of `counted_rooms`, which says that nobody is in two places in another way."""


def rows_of(problem: Problem) -> tuple[Row, ...]:
    """All rows: lessons first, then rules in their order; hard points that are in none of them are granted."""
    return (*_lessons(problem), *_rules(problem))


def _granted(rule: r.Rule) -> bool:
    """Whether a hard rule is no row of anybody."""
    closed = rule.entry == CLOSED and isinstance(rule, r.PreferTimes)
    fitting = rule.entry == FITTING and isinstance(rule, r.PreferResources)
    return isinstance(rule, GRANTED) or closed or fitting or rule.id == COUNTED


def _asked_at_distance(problem: Problem) -> frozenset[str]:
    """The lessons of which the planner pins or asks something at distance."""
    found: set[str] = set()
    for rule in problem.rules:
        if isinstance(rule, r.Pinned):
            found.update(pin.lesson for pin in rule.pins if pin.mode in DISTANCE_MODES)
        elif isinstance(rule, r.LimitPeriods) and rule.hard and rule.modes <= DISTANCE_MODES:
            found.update(lesson for bound in rule.bounds if bound.least for lesson in bound.lessons)
    return frozenset(found)


def _lessons(problem: Problem) -> Iterator[Row]:
    points: dict[str, list[Point]] = defaultdict(list)
    rows: dict[str, dict[str, None]] = defaultdict(dict)
    for rule in problem.rules:
        if isinstance(rule, r.Placed) and rule.hard and rule.weight:
            for number, name in enumerate(rule.lessons):
                lesson = problem.lesson[name]
                if not lesson.optional:
                    points[lesson.row or name].append((rule.id, number))
                    rows[lesson.row or name][name] = None
    for row, names in rows.items():
        yield Row(PLACED, "", tuple(names), tuple(points[row]), tuple(names))


def _rules(problem: Problem) -> Iterator[Row]:
    found: dict[object, list[Point]] = {}
    about: dict[object, dict[str, None]] = {}
    first: dict[object, r.Rule] = {}
    distant = _asked_at_distance(problem)
    for rule in problem.rules:
        if not rule.hard or not rule.weight or isinstance(rule, r.Placed) or _granted(rule):
            continue
        for number, point in enumerate(points_of(rule)):
            if isinstance(rule, r.AllowedOptions) and distant.isdisjoint(names_in_point(rule, point)):
                continue
            key = _key(problem, rule, number, point)
            first.setdefault(key, rule)
            found.setdefault(key, []).append((rule.id, number))
            about.setdefault(key, {}).update(dict.fromkeys(_about(problem, rule, point)))
    for key, points in found.items():
        yield Row(first[key].entry, first[key].aspect, tuple(about[key]), tuple(points))


def _about(problem: Problem, rule: r.Rule, point: object) -> tuple[str, ...]:
    """Ids of lessons or resources; the label of a bound where it is not the code of somebody."""
    if isinstance(point, r.PeriodBound):
        known = problem.resources_by_code.get(point.label, ())
        return tuple(one.id for one in known if one.kind == PATH) or (point.label,)
    return names_in_point(rule, point)


def _key(problem: Problem, rule: r.Rule, number: int, point: object) -> object:
    """What makes points one row: one row of a sheet; one rule about single lessons; one rule for one class."""
    if isinstance(point, r.PinnedMeet):
        return rule.id, number
    if rule.origin is not None:
        return rule.origin.sheet, rule.origin.row
    names = _about(problem, rule, point)
    if isinstance(point, r.PeriodBound):
        known = (problem.resource.get(one) for one in names)
        return rule.entry, rule.aspect, *(one.class_code if one else point.label for one in known)
    if all(name in problem.lesson for name in names):
        return rule.id, names if isinstance(rule, r.Spread | r.Linked | r.Ordered | r.AllowedOptions) else ""
    whom = tuple(problem.resource[name].class_code or name for name in names if name in problem.resource)
    return rule.id if not rule.aspect else (rule.entry, rule.aspect), whom
