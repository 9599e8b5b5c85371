"""A part of a problem: some lessons, the rows asked of them, and of each rule what stays true without the rest.

What the part cannot keep, the whole cannot keep either. A lesson that is not asked for may be placed or not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from scheduler.evaluation.conflicts import Point, Row
from scheduler.problem import rules as r
from scheduler.problem.concerning import names_in_point, points_of, with_points
from scheduler.problem.lessons import Demand, Lesson
from scheduler.problem.limits import with_limit
from scheduler.problem.problem import Problem
from scheduler.solver.explaining.rows import rows_of

ADDING_ONLY_BREAKS = (r.NoClash, r.Unavailable, r.LimitRuns, r.LimitSwitches, r.TravelTime, r.CommonFree)
"""Rules about a resource that more lessons of it can only break: they hold for some of them too."""


class Whole:
    """A problem ready to be cut: its rows, and by lesson and resource the points that speak of it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.rows = rows_of(problem)
        self.row_of: dict[Point, Row] = {point: row for row in self.rows for point in row.points}
        self._speaking: dict[str, list[Point]] = defaultdict(list)
        for rule in problem.rules:
            if rule.hard and rule.weight and not isinstance(rule, r.MostBurdened):
                for number, point in enumerate(points_of(rule)):
                    for name in dict.fromkeys(names_in_point(rule, point)):
                        self._speaking[name].append((rule.id, number))
        self._points = {rule.id: points_of(rule) for rule in problem.rules}
        self._supplies: dict[str, set[str]] = defaultdict(set)
        for lesson in problem.lessons:
            for option in lesson.options:
                for demand in lesson.demands_in(option):
                    for candidate in demand.candidates if demand.amount < 0 else ():
                        self._supplies[candidate].add(lesson.id)

    def resources_of(self, lessons: Collection[str]) -> set[str]:
        """Everything that these lessons hold or may hold."""
        problem = self.problem
        return {
            candidate
            for lesson in map(problem.lesson.__getitem__, lessons)
            for option in lesson.options
            for demand in lesson.demands_in(option)
            for candidate in demand.candidates
        }

    def supplies(self, resource: str) -> frozenset[str]:
        """The lessons that add units to a pool."""
        return frozenset(self._supplies.get(resource, ()))

    def points_in(self, lessons: Collection[str]) -> dict[Point, Any]:
        """The points that hold for these lessons whatever the others do, each as far as it speaks of them."""
        inside = frozenset(lessons)
        wanted = dict.fromkeys(
            point for name in (*lessons, *sorted(self.resources_of(lessons))) for point in self._speaking[name]
        )
        found: dict[Point, Any] = {}
        for one in wanted:
            cut = self._cut(self.problem.rule[one[0]], self._points[one[0]][one[1]], inside)
            if cut is not None:
                found[one] = cut
        return found

    def rows_in(self, lessons: Collection[str]) -> tuple[Row, ...]:
        """The rows that can be asked of these lessons, in the order of the problem."""
        known = {self.row_of[point] for point in self.points_in(lessons) if point in self.row_of}
        return tuple(row for row in self.rows if row in known)

    def part(
        self,
        lessons: Collection[str],
        rows: Collection[Row],
        loose: Collection[Row] = (),
        eased: tuple[Row, int] | None = None,
        without: tuple[str, str] | None = None,
    ) -> Problem:
        """The problem of these lessons with only these rows asked; of the `loose` ones breaking costs 1 for each unit.

        `eased`: a row whose limit is so much wider. `without`: (lesson, resource) that is left out of what it holds.
        """
        problem, inside = self.problem, frozenset(lessons)
        asked = {point for row in rows for point in row.points}
        priced = {point for row in loose for point in row.points}
        must = {lesson for row in rows for lesson in row.lessons}
        kept = tuple(
            one if one.id in must else replace(one, optional=True) for one in problem.lessons if one.id in inside
        )
        if without is not None:
            kept = tuple(_not_holding(one, without[1]) if one.id == without[0] else one for one in kept)
        wider = set(eased[0].points) if eased is not None else set()
        held: dict[str, list[Any]] = defaultdict(list)
        softly: dict[str, list[Any]] = defaultdict(list)
        eased_points: dict[str, list[Any]] = defaultdict(list)
        for point, cut in self.points_in(lessons).items():
            if point in priced:
                softly[point[0]].append(cut)
            elif point in wider:
                eased_points[point[0]].append(cut)
            elif point in asked or (point not in self.row_of and not self._places(point)):
                held[point[0]].append(cut)
        rules = []
        for rule in problem.rules:
            if rule.id in held:
                rules.append(_within(with_points(rule, held[rule.id]), inside))
            if rule.id in eased_points and eased is not None:
                one = replace(with_points(rule, eased_points[rule.id]), id=f"{rule.id} eased")
                rules.append(_within(with_limit(problem, one, eased[1]), inside))
            if rule.id in softly:
                one = replace(with_points(rule, softly[rule.id]), id=f"{rule.id} loose", hard=False, weight=1)
                rules.append(_within(replace(one, shape=r.Shape.LINEAR), inside))
        return replace(problem, lessons=kept, rules=tuple(rules), source=None, notes=())

    def _places(self, point: Point) -> bool:
        return isinstance(self.problem.rule[point[0]], r.Placed)

    # -- what a point says of some lessons alone --

    def _cut(self, rule: r.Rule, point: Any, inside: frozenset[str]) -> Any | None:
        match rule:
            case r.Spread(bounds=bounds):
                return self._some(point, inside, alone=any(bound.least for bound in bounds))
            case r.Linked():
                some = tuple(one for one in point if one in inside)
                return some if len(some) > 1 else None
            case r.SameResource():
                return self._some(point, inside, alone=False)
            case r.Ordered():
                return point if inside.issuperset(point) else None
            case r.LimitPeriods():
                return self._bound(point, inside)
        if isinstance(rule, r.Placed | r.Assigned | r.PreferTimes | r.PreferResources | r.SplitShape | r.SplitCount):
            return point if point in inside else None
        if isinstance(rule, r.AllowedOptions):
            return point if point[0] in inside else None
        if isinstance(rule, r.Pinned):
            return point if point.lesson in inside else None
        return point if self._resource_holds(rule, point, inside) else None

    def _some(self, group: tuple[str, ...], inside: frozenset[str], alone: bool) -> tuple[str, ...] | None:
        """The lessons of a group inside; none where the point is about all of them and some are not."""
        if alone and not inside.issuperset(group):
            return None
        return tuple(one for one in group if one in inside) or None

    def _bound(self, bound: r.PeriodBound, inside: frozenset[str]) -> r.PeriodBound | None:
        if inside.issuperset(bound.lessons):
            return bound
        some = tuple(one for one in bound.lessons if one in inside)
        if not some or bound.most is None:
            return None
        return r.PeriodBound(bound.label, some, most=bound.most, elsewhere=bound.elsewhere)

    def _resource_holds(self, rule: r.Rule, point: Any, inside: frozenset[str]) -> bool:
        """Whether a rule about a resource holds for the lessons inside whatever others it has."""
        names = names_in_point(rule, point)
        if all(inside.issuperset(self.problem.lessons_of[name]) for name in names):
            return True
        match rule:
            case r.PoolCapacity():
                return all(self._supplies[name] <= inside for name in names)
            case r.LimitBusy(least=least) | r.LimitWorkload(least=least):
                return least == 0
            case r.LimitClusters(clusters=clusters, least=least, most=most):
                touches = [touch.present for cluster in clusters for touch in cluster]
                return (least == 0 or not any(touches)) and (most is None or all(touches))
            case r.OnHand(around=around):
                return not around
        return isinstance(rule, ADDING_ONLY_BREAKS)


def _within(rule: r.Rule, inside: frozenset[str]) -> r.Rule:
    """The rule with no name of a lesson that is not inside in what it selects."""
    match rule:
        case r.LimitWorkload():
            return replace(rule, exclude_lessons=rule.exclude_lessons & inside)
        case r.LimitClusters(clusters=clusters):
            cut = tuple(tuple(replace(one, what=_filter(one.what, inside)) for one in some) for some in clusters)
            return replace(rule, clusters=cut)
        case r.Unavailable() | r.LimitIdle() | r.LimitBusy() | r.LimitRuns() | r.SameEachWeek() | r.OnHand():
            return replace(rule, what=_filter(rule.what, inside))
    return rule


def _filter(what: r.Filter, inside: frozenset[str]) -> r.Filter:
    if what.lessons is None and not what.exclude_lessons:
        return what
    some = None if what.lessons is None else what.lessons & inside
    return replace(what, lessons=some, exclude_lessons=what.exclude_lessons & inside)


def _not_holding(lesson: Lesson, resource: str) -> Lesson:
    """The lesson for whom somebody is found who is not spoken of here."""

    def others(demands: tuple[Demand, ...]) -> tuple[Demand, ...]:
        return tuple(one for one in demands if not (one.fixed and one.candidates[0] == resource))

    options = tuple(replace(option, demands=others(option.demands)) for option in lesson.options)
    return replace(lesson, options=options, demands=others(lesson.demands))
