"""Compliance (R07): every hard rule of the catalogue with what was measured, the limit, the verdict and the source.

Measured by the judge itself: a rule is asked again with a bound that nothing can keep, so that it tells its counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from scheduler.evaluation.judge import points_of, violations_of
from scheduler.evaluation.occupancy import Occupancy
from scheduler.evaluation.result import Fact, Point, Violation
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH
from scheduler.problem.rules import (
    LimitBusy,
    LimitClusters,
    LimitIdle,
    LimitPeriods,
    LimitRuns,
    LimitSwitches,
    LimitWorkload,
    PoolCapacity,
    Rule,
)
from scheduler.school.building.context import Context
from scheduler.school.catalogue import catalogue, entry_id

_MUCH = 10**6
"""More units than any pool has."""


class Verdict(StrEnum):
    KEPT = "kept"
    BROKEN = "broken"
    OFF = "off"
    """Switched off by the planner."""
    IDLE = "idle"
    """Nothing in this school that the rule could speak of."""


@dataclass(frozen=True, slots=True)
class Check:
    """One aspect of one rule with one limit. `whom` are codes of classes and teachers, () for the school as a whole.

    `measured` is the count that comes nearest to the limit and `at` whose it is; without a bound of its own
    (`bounded` False) it is by how much the rule is broken and the limit is 0.
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
    source: str
    violations: tuple[Violation, ...] = ()


def make_checks(problem: Problem, view: Occupancy, context: Context | None) -> tuple[Check, ...]:
    """All hard entries of the catalogue in its order; foreign constraints (XHSTT) follow by type."""
    entries = [identity for identity, entry in catalogue().items() if entry.level == "must"]
    foreign = dict.fromkeys(rule.entry for rule in problem.rules if rule.hard and rule.entry not in catalogue())
    checks: list[Check] = []
    for entry in (*entries, *foreign):
        rules = [rule for rule in problem.rules if rule.entry == entry]
        source = _source(entry, context)
        if rules:
            checks += _checks(problem, view, rules, source)
        elif entry in catalogue() and context is not None:
            off = context.for_school(entry) is None
            verdict = Verdict.OFF if off else Verdict.IDLE
            checks.append(Check(entry, "", (), None, "", 0, None, False, verdict, True, source))
    return tuple(checks)


def _source(entry: str, context: Context | None) -> str:
    """The planner's own source, else the policy's for its own numbers, else the catalogue's."""
    if entry not in catalogue():
        return ""
    policy = {"H03": context.policy.share_source, "H06": context.policy.week_source} if context else {}
    own = [r.source for r in (context.school.rules if context else ()) if r.source and entry_id(r.rule) == entry]
    return "; ".join(dict.fromkeys([*own, policy.get(entry, catalogue()[entry].source)]))


def various(problem: Problem, violations: Iterable[Violation], most: int) -> list[Violation]:
    """The first violations to name, of as many different classes as possible: paths of one class say the same."""
    first: dict[tuple[str, str], Violation] = {}
    for violation in violations:
        resource = problem.resource.get(violation.point)
        who = resource.class_code or resource.code if resource else violation.point
        first.setdefault((violation.rule_id, who), violation)
    return list(first.values())[:most]


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


def _checks(problem: Problem, view: Occupancy, rules: list[Rule], source: str) -> Iterator[Check]:
    broken = {(v.rule_id, v.point): v for rule in rules for v in violations_of(rule, view)}
    groups: dict[tuple[Any, ...], list[_Count]] = {}
    for rule in rules:
        for count in _counts(problem, view, rule):
            key = rule.aspect, count.bounded, *_limit(rule, count), rule.hard
            groups.setdefault(key, []).append(count)
    for (aspect, bounded, least, most, hard), counts in groups.items():
        found = {(count.rule.id, count.point): broken.get((count.rule.id, count.point)) for count in counts}
        violations = tuple(violation for violation in found.values() if violation)
        nearest = max(counts, key=lambda count: _nearness(count))
        yield Check(
            entry=rules[0].entry,
            aspect=aspect,
            whom=tuple(dict.fromkeys(count.who for count in counts if count.who)),
            measured=nearest.measured if bounded else sum(v.deviation for v in violations),
            at=nearest.who if bounded else "",
            least=nearest.least if bounded else least,
            most=nearest.most if bounded else most,
            bounded=bounded,
            verdict=Verdict.BROKEN if violations else Verdict.KEPT,
            hard=hard,
            source=source,
            violations=violations,
        )


def _limit(rule: Rule, count: _Count) -> tuple[int, int | None]:
    """Limits that differ from point to point (shares of lessons, pools) are one check all the same."""
    mixed = isinstance(rule, LimitPeriods | PoolCapacity) or rule.entry == "H20"
    return (0, None) if mixed else (count.least, count.most)


def _nearness(count: _Count) -> float:
    """Larger where the count is nearer to its limit, in parts of the limit; above 0 past it."""
    below = (count.least - count.measured) / count.least if count.least else float("-inf")
    above = (count.measured - count.most) / max(1, count.most) if count.most is not None else float("-inf")
    return max(below, above)


def _counts(problem: Problem, view: Occupancy, rule: Rule) -> Iterator[_Count]:
    """One count per point; of several facts of a point the one nearest to its limit."""
    strict = _strict(rule)
    own = list(points_of(rule, view))
    if strict is None:
        for point in own:
            yield _Count(_who(problem, rule, point), point.deviation, 0, 0, False, rule, point.id)
        return
    for position, point in enumerate(points_of(strict, view)):
        least, most = _bounds(problem, rule, position, point)
        who = _who(problem, rule, point)
        counts = [
            _Count(who, fact.measured, least, _with_supply(rule, fact, most), True, rule, point.id)
            for fact in point.where
            if fact.measured is not None
        ]
        yield max(counts, key=_nearness, default=_Count(who, 0, least if least == 0 else 0, most, True, rule, point.id))


def _strict(rule: Rule) -> Rule | None:
    """The same rule with a bound below zero; None for rules that count nothing but what breaks them."""
    if isinstance(rule, LimitPeriods):
        return replace(rule, bounds=tuple(replace(bound, least=0, most=-1) for bound in rule.bounds))
    if isinstance(rule, LimitBusy | LimitIdle | LimitClusters | LimitWorkload):
        return replace(rule, least=0, most=-1)
    if isinstance(rule, LimitRuns | LimitSwitches):
        return replace(rule, most=-1)
    if isinstance(rule, PoolCapacity):
        return replace(rule, capacities=dict.fromkeys(rule.pools, -_MUCH))
    return None


def _with_supply(rule: Rule, fact: Fact, most: int | None) -> int | None:
    """The limit of a pool together with what meets supply to it at that moment."""
    supplied = isinstance(rule, PoolCapacity) and most is not None and fact.most is not None
    return most + fact.most + _MUCH if supplied and most is not None and fact.most is not None else most


def _bounds(problem: Problem, rule: Rule, position: int, point: Point) -> tuple[int, int | None]:
    if isinstance(rule, LimitPeriods):
        return rule.bounds[position].least, rule.bounds[position].most
    if isinstance(rule, PoolCapacity):
        return 0, rule.capacities.get(point.id, problem.resource[point.id].capacity)
    return getattr(rule, "least", 0), getattr(rule, "most", None)


def _who(problem: Problem, rule: Rule, point: Point) -> str:
    resource = problem.resource.get(point.id)
    if resource is None:
        return point.id if isinstance(rule, LimitPeriods) else ""
    return resource.class_code or resource.code if resource.kind == PATH else resource.code
