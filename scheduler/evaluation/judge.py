"""The independent judge: what any timetable costs, rule by rule, from the sentences in `problem.rules`.

It knows no solver; every number that is printed or written comes from here. What a rule counts against bounds is
measured once, and judged from what was measured.
"""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.evaluation import lesson_rules, resource_rules
from scheduler.evaluation.occupancy import Occupancy
from scheduler.evaluation.result import Cost, Count, Evaluation, Measured, Point, Violation
from scheduler.problem import rules
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable

_COUNTED = {**lesson_rules.COUNTED, **resource_rules.COUNTED}
"""Rules that count something against bounds."""

_LISTED = {**lesson_rules.LISTED, **resource_rules.LISTED}
"""Rules that list what breaks them: there the deviation is all there is to count."""


def evaluate(problem: Problem, timetable: Timetable) -> Evaluation:
    """Judges a timetable against every rule.

    Parameters:
        problem: what is to be scheduled, with its rules.
        timetable: any timetable of it, also one that is incomplete or breaks rules.

    Returns:
        Hard and soft points, periods without a time by lesson, and every violation, the costliest hard one first.

    Raises:
        ValueError: it is not a timetable of this problem.
        TypeError: it is no timetable.

    Example:
        >>> judged = evaluate(problem, timetable)
        >>> judged.valid, judged.hard, judged.soft
        (True, 0, 0)
    """
    if not isinstance(timetable, Timetable):
        cure = "; give its .timetable" if hasattr(timetable, "timetable") else ""
        raise TypeError(f"timetable must be a Timetable, not {type(timetable).__name__}{cure}")
    problem.check(timetable)
    return evaluate_view(Occupancy(problem, timetable))


def evaluate_view(view: Occupancy) -> Evaluation:
    """The same of a timetable that is looked at further; the view keeps what each rule counts."""
    problem, timetable = view.problem, view.timetable
    by_entry: dict[str, Cost] = {}
    violations = []
    for rule in problem.rules:
        broken = violations_of(rule, view)
        violations += broken
        by_entry[rule.entry] = by_entry.get(rule.entry, Cost()) + _sum(rule, broken)
    total = sum(by_entry.values(), start=Cost())
    return Evaluation(
        hard=total.hard,
        soft=total.soft,
        unplaced=problem.unplaced(timetable),
        violations=tuple(sorted(violations, key=lambda violation: (not violation.hard, -violation.cost))),
        by_entry=by_entry,
    )


def cost_of(problem: Problem, rule: rules.Rule, timetable: Timetable) -> Cost:
    """What one rule costs in a timetable; the rule need not be one of the problem's own."""
    return _sum(rule, violations_of(rule, Occupancy(problem, timetable)))


def points_of(rule: rules.Rule, view: Occupancy) -> list[Point]:
    """Every point of a rule, kept or broken, in the order in which the rule names them."""
    return [point for _, point in judged(rule, view)]


def measure(rule: rules.Rule, view: Occupancy) -> list[Measured]:
    """What is counted for every point of a rule, kept or broken, in the order in which the rule names them.

    A rule that counts nothing but what breaks it gives its deviation, of which there may be none.
    """
    return [measured for measured, _ in judged(rule, view)]


def judged(rule: rules.Rule, view: Occupancy) -> list[tuple[Measured, Point]]:
    """What is counted for every point of a rule, with the point; worked out once for a view."""
    if isinstance(rule, rules.MostBurdened):  # what it compares may be other rules in another problem of the view
        return _listed(resource_rules.most_burdened(rule, lambda compared: points_of(compared, view), view))
    known = view.known.get(id(rule))
    if known is None:
        if type(rule) in _COUNTED:
            found = [(measured, measured.point) for measured in _COUNTED[type(rule)](rule, view)]
        else:
            found = _listed(_LISTED[type(rule)](rule, view))
        known = view.known[id(rule)] = rule, found
    return known[1]


def _listed(points: Iterable[Point]) -> list[tuple[Measured, Point]]:
    return [(Measured(point.id, (Count(point.deviation, most=0),)), point) for point in points]


def violations_of(rule: rules.Rule, view: Occupancy) -> list[Violation]:
    """The broken points of a rule with their cost (0 where its weight is 0)."""
    return [violation(rule, point) for point in points_of(rule, view) if point.deviation]


def violation(rule: rules.Rule, point: Point) -> Violation:
    """What a broken point of a rule costs."""
    return Violation(
        rule_id=rule.id,
        entry=rule.entry,
        hard=rule.hard,
        point=point.id,
        deviation=point.deviation,
        cost=rule.shape.cost(rule.weight, point.deviation),
        where=point.where,
    )


def _sum(rule: rules.Rule, broken: list[Violation]) -> Cost:
    cost = sum(violation.cost for violation in broken)
    return Cost(
        hard=cost if rule.hard else 0,
        soft=0 if rule.hard else cost,
        deviation=sum(violation.deviation for violation in broken),
        points=len(broken),
    )
