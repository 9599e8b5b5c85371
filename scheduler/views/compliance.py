"""Compliance (R07): every hard rule of the catalogue with what was measured, the limit and the verdict.

Measured by the judge itself (`evaluation.measure`), against the bounds that are enforced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from scheduler.evaluation import Count, Measured, Violation
from scheduler.evaluation.judge import judged, violation
from scheduler.evaluation.occupancy import Occupancy
from scheduler.evaluation.result import Point
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, PoolUse, resource_id
from scheduler.problem.rules import (
    LimitBusy,
    LimitClusters,
    LimitIdle,
    LimitPeriods,
    LimitRuns,
    LimitSwitches,
    LimitWorkload,
    OnHand,
    PoolCapacity,
    Rule,
)
from scheduler.school.building.context import Context
from scheduler.school.building.rules_share import share_cap
from scheduler.school.catalogue import catalogue, entry_id
from scheduler.telling.lines import Line


class Verdict(StrEnum):
    KEPT = "kept"
    BROKEN = "broken"
    TOLD = "told"
    """Broken, but only to be named: it costs nothing and forbids nothing."""
    OFF = "off"
    """Switched off by the planner."""
    EXEMPT = "exempt"
    """Classes that the planner exempted, with a reason."""
    IDLE = "idle"
    """Nothing in this school that the rule could speak of."""


@dataclass(frozen=True, slots=True)
class Check:
    """One aspect of one rule with one limit. `whom` are codes of classes, teachers and pools, and ids of pools that no
    planner named; () for the school as a whole.

    `measured` is the count that comes nearest to the limit and `at` whose it is; without a bound of its own
    (`bounded` False) it is by how much the rule is broken and the limit is 0. `cap` is that of a share, in percent:
    classes with different caps are different checks.
    """

    entry: str
    aspect: str
    whom: tuple[str, ...]
    measured: int | None
    at: str
    least: int
    most: int | None
    bounded: bool
    verdict: Verdict
    hard: bool
    violations: tuple[Violation, ...] = ()
    cap: Fraction | None = None
    counts: LimitPeriods | None = None
    """The rule that counted periods over a week, a cycle or a year, where it is one of those."""


def make_checks(problem: Problem, view: Occupancy, context: Context | None) -> tuple[Check, ...]:
    """All hard entries of the catalogue in its order; foreign constraints (XHSTT) follow by type."""
    entries = [identity for identity, entry in catalogue().items() if entry.level == "must"]
    foreign = dict.fromkeys(rule.entry for rule in problem.rules if rule.hard and rule.entry not in catalogue())
    by_entry: dict[str, list[Rule]] = {}
    for rule in problem.rules:
        by_entry.setdefault(rule.entry, []).append(rule)
    checks: list[Check] = []
    for entry in (*entries, *foreign):
        rules = [(rule, judged(rule, view)) for rule in by_entry.get(entry, ())]
        left_out = list(_left_out(entry, context)) if context is not None and entry in catalogue() else []
        checks += _checks(problem, rules, context)
        checks += left_out
        if entry in catalogue() and context is not None and not rules and not left_out:
            verdict = Verdict.OFF if context.for_school(entry) is None else Verdict.IDLE
            checks.append(Check(entry, "", (), None, "", 0, None, False, verdict, True))
    return tuple(checks)


def _left_out(entry: str, context: Context) -> Iterator[Check]:
    """The classes that are exempt from a rule, and those for which it is switched off though it holds for others."""
    if catalogue()[entry].scope != "class":
        return
    without = [one for one in context.school.classes if context.for_class(entry, one) is None]
    exempt = tuple(c.code for c in without if any(entry_id(rule) == entry for rule, _ in c.exempt))
    if exempt:
        yield Check(entry, "", exempt, None, "", 0, None, False, Verdict.EXEMPT, True)
    off = tuple(one.code for one in without if one.code not in exempt)
    if off and context.for_school(entry) is not None:
        yield Check(entry, "", off, None, "", 0, None, False, Verdict.OFF, True)


def various(problem: Problem, lines: Iterable[Line], most: int) -> list[Line]:
    """The first lines to name, of as many different classes and people as possible."""
    first: dict[tuple[str, ...], Line] = {}
    others: list[Line] = []
    for line in lines:
        resources = [problem.resource.get(point) for point in line.about]
        who = (one.class_code or one.code if one else point for one, point in zip(resources, line.about, strict=True))
        if first.setdefault(tuple(dict.fromkeys(who)), line) is not line:
            others.append(line)
    return [*first.values(), *others][:most]


@dataclass(frozen=True, slots=True)
class _Count:
    """What one point of a rule measures."""

    who: str
    measured: int
    least: int
    most: int | None
    bounded: bool
    rule: Rule
    point: str


def _checks(
    problem: Problem, rules: list[tuple[Rule, list[tuple[Measured, Point]]]], context: Context | None
) -> Iterator[Check]:
    broken: dict[tuple[str, str], Violation] = {}
    groups: dict[tuple[Any, ...], list[_Count]] = {}
    for rule, points in rules:
        for measured, point in points:
            if point.deviation:
                broken[rule.id, point.id] = violation(rule, point)
            count = _count(problem, rule, measured, point)
            key = rule.aspect, count.bounded, *_limit(rule, count), rule.hard, _cap(rule, count, problem, context)
            groups.setdefault(key, []).append(count)
    for (aspect, bounded, _, _, hard, cap), counts in groups.items():
        found = {(count.rule.id, count.point): broken.get((count.rule.id, count.point)) for count in counts}
        violations = tuple(violation for violation in found.values() if violation)
        nearest = max(counts, key=_nearness)
        yield Check(
            entry=nearest.rule.entry,
            aspect=aspect,
            whom=tuple(dict.fromkeys(count.who for count in counts if count.who)),
            measured=nearest.measured if bounded else sum(v.deviation for v in violations),
            at=nearest.who if bounded else "",
            least=nearest.least,
            most=nearest.most,
            bounded=bounded,
            verdict=_verdict(nearest.rule, violations),
            hard=hard,
            violations=violations,
            cap=cap,
            counts=nearest.rule if isinstance(nearest.rule, LimitPeriods) else None,
        )


def _verdict(rule: Rule, violations: tuple[Violation, ...]) -> Verdict:
    if not violations:
        return Verdict.KEPT
    return Verdict.BROKEN if rule.weight else Verdict.TOLD


def _cap(rule: Rule, count: _Count, problem: Problem, context: Context | None) -> Fraction | None:
    """The cap of the class whose share is counted (H03)."""
    path = problem.resource.get(resource_id(PATH, count.who))
    if rule.entry != "H03" or context is None or path is None:
        return None
    return share_cap(context, context.classes[path.class_code])


def _limit(rule: Rule, count: _Count) -> tuple[int, int | None]:
    """Limits that differ from point to point (shares of lessons, pools) are one check all the same."""
    mixed = isinstance(rule, LimitPeriods | PoolCapacity) or rule.entry == "H20"
    return (0, None) if mixed else (count.least, count.most)


def _nearness(count: Count | _Count) -> tuple[float, int]:
    """Larger where the count is nearer to its limit, in parts of the limit (above 0 past it); then where it is more."""
    below = (count.least - count.measured) / count.least if count.least else float("-inf")
    above = (count.measured - count.most) / max(1, count.most) if count.most is not None else float("-inf")
    return max(below, above), count.measured


def _count(problem: Problem, rule: Rule, measured: Measured, point: Point) -> _Count:
    """One count for a point; of several counts of it the one nearest to its limit."""
    who = _who(problem, rule, point.id)
    if not isinstance(rule, _BOUNDED):
        return _Count(who, point.deviation, 0, 0, False, rule, point.id)
    nothing = Count(0)  # a rule over no times at all
    nearest = max(measured.counts, key=_nearness, default=nothing)
    return _Count(who, nearest.measured, nearest.least or 0, nearest.most, True, rule, point.id)


_BOUNDED = (
    LimitPeriods
    | LimitBusy
    | LimitIdle
    | LimitClusters
    | LimitRuns
    | LimitSwitches
    | LimitWorkload
    | OnHand
    | PoolCapacity
)
"""Rules of which a planner sees the count and its limit; of others only by how much they are broken."""


def _who(problem: Problem, rule: Rule, point: str) -> str:
    resource = problem.resource.get(point)
    if resource is None:
        return point if isinstance(rule, LimitPeriods) else ""
    if resource.use is not PoolUse.OWN:
        return resource.id
    return resource.class_code or resource.code
