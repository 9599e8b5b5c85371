"""Monitors of the rules about resources. Each translator yields (point resource or "", monitor) for one rule."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import lcm
from typing import Any

from scheduler.problem.lessons import Demand
from scheduler.problem.modes import Mode, Presence
from scheduler.problem.problem import Problem
from scheduler.problem.resources import TEACHER
from scheduler.problem.rules import (
    EVERYTHING,
    CommonFree,
    Filter,
    LimitBusy,
    LimitClusters,
    LimitIdle,
    LimitRuns,
    LimitSwitches,
    LimitWorkload,
    NoClash,
    OnHand,
    PoolCapacity,
    Rule,
    SameEachWeek,
    TravelTime,
    Unavailable,
)
from scheduler.problem.times import Time
from scheduler.solver.monitors.kinds import (
    Busy,
    Capacity,
    Clusters,
    Count,
    Idle,
    Pairs,
    Runs,
    Switches,
    Touched,
    Uneven,
)
from scheduler.solver.monitors.meets import NOWHERE
from scheduler.solver.monitors.monitor import Monitor
from scheduler.solver.monitors.rows import Rows
from scheduler.solver.monitors.terms import EMPTY_ROW, Load, Sum, Term

Common = dict[str, Any]
Made = Iterator[tuple[str, Monitor]]


def no_clash(problem: Problem, rows: Rows, common: Common, rule: NoClash) -> Made:
    for resource in rule.resources:
        if rule.standby == 1:
            row = rows.taken(resource)
        else:
            row = rows.row(_on_standby(problem, rows, resource, rule.standby))
        yield resource, Capacity(**common, row=row, capacity=rule.standby)


def _on_standby(problem: Problem, rows: Rows, resource: str, standby: int) -> Iterator[Load]:
    teacher = problem.resource[resource].kind == TEACHER
    for meet, demand, options, slot, choices in rows.occupies(resource):
        lesson = rows.indexed.lesson(meet)
        may = teacher and demand.presence is not Presence.PRESENT
        light = tuple(index for index in options if may and lesson.options[index].mode is Mode.ASYNCHRONOUS)
        full = tuple(index for index in options if index not in light)
        for kept, amount in ((light, 1), (full, standby)):
            if kept:
                yield Load(meet, rows.options(meet, kept), slot, choices, amount)


def pool_capacity(problem: Problem, rows: Rows, common: Common, rule: PoolCapacity) -> Made:
    for pool in rule.pools:
        loads = []
        shared: dict[str, list[Load]] = {}
        for meet, demand, options, slot, choices in rows.holds(pool):
            loads.append(Load(meet, rows.options(meet, options), slot, choices, demand.amount))
            if demand.sharer in rule.sharers and demand.amount > 0:
                shared.setdefault(demand.sharer, []).append(loads[-1])
        shares = tuple(
            (rows.row(some), most)
            for sharer, some in shared.items()
            if sum(load.amount for load in some) > (most := rule.sharers[sharer])
        )
        row = rows.row(loads, shares=shares)
        capacity = rule.capacities.get(pool, problem.resource[pool].capacity)
        yield pool, Capacity(**common, row=row, capacity=capacity, unit=rule.unit)


def unavailable(problem: Problem, rows: Rows, common: Common, rule: Unavailable) -> Made:
    for resource in rule.resources:
        row = rows.taken(resource) if rule.what == EVERYTHING else rows.of_resource(resource, rule.what)
        yield resource, Busy(**common, row=row, groups=(rule.times,), least=0, most=0, empty_free=True)


def limit_idle(problem: Problem, rows: Rows, common: Common, rule: LimitIdle) -> Made:
    for resource in rule.resources:
        row = rows.of_resource(resource, rule.what)
        breaks = rule.breaks if any(rule.breaks) else ()
        yield resource, Idle(**common, row=row, groups=rule.groups, least=rule.least, most=rule.most, breaks=breaks)


def limit_clusters(problem: Problem, rows: Rows, common: Common, rule: LimitClusters) -> Made:
    for resource in rule.resources:
        clusters = tuple(
            tuple(
                Touched(
                    rows.of_resource(touch.resource or resource, touch.what, touch.by_bells),
                    rows.bells(touch.times) if touch.by_bells else touch.times,
                    touch.present,
                )
                for touch in cluster
            )
            for cluster in rule.clusters
        )
        yield resource, Clusters(**common, clusters=clusters, least=rule.least, most=rule.most, weights=rule.weights)


def limit_busy(problem: Problem, rows: Rows, common: Common, rule: LimitBusy) -> Made:
    groups = tuple(rows.bells(group) for group in rule.groups)
    for resource in rule.resources:
        yield (
            resource,
            Busy(
                **common,
                row=rows.of_resource(resource, rule.what, by_bells=True),
                groups=groups,
                least=rule.least,
                most=rule.most,
                empty_free=rule.empty_free,
            ),
        )


def limit_runs(problem: Problem, rows: Rows, common: Common, rule: LimitRuns) -> Made:
    known: dict[frozenset[str], tuple[tuple[int, ...], ...]] = {}
    for resource in rule.resources:
        grids = problem.grids_of(resource)
        if grids not in known:
            known[grids] = tuple(
                rows.bells(run)
                for group in rule.groups
                for run in consecutive(problem, rule, group, grids)
                if len(run) > rule.most
            )
        row = rows.of_resource(resource, rule.what, by_bells=True) if known[grids] else EMPTY_ROW
        yield resource, Runs(**common, row=row, groups=known[grids], most=rule.most)


def consecutive(
    problem: Problem, rule: LimitRuns, group: tuple[int, ...], grids: frozenset[str]
) -> list[tuple[int, ...]]:
    """The times in whose order runs are sought: of one grid, pauses apart, or chains of most + 1 consecutive bells."""
    times = problem.times
    if len(grids) < 2:
        return _between_pauses(problem, rule, [time for time in group if times[time].grid in grids])
    bells = [times[bell] for bell in {problem.bell[time] for time in group if times[time].grid in grids}]
    bells.sort(key=lambda one: (one.week, one.day, one.start, one.end))
    after: dict[int, list[int]] = {}
    for one in bells:
        later = [two for two in bells if (two.week, two.day) == (one.week, one.day) and two.start >= one.end]
        first_end = min((two.end for two in later), default=0)
        soon = [two for two in later if not _paused(rule, one, two)]
        after[one.index] = [two.index for two in soon if two.start < first_end]
    chains: list[tuple[int, ...]] = [(one.index,) for one in bells]
    for _ in range(rule.most):
        chains = [(*chain, following) for chain in chains for following in after[chain[-1]]]
    return chains


def _between_pauses(problem: Problem, rule: LimitRuns, group: list[int]) -> list[tuple[int, ...]]:
    """The times of a group, parted where a pause ends every run."""
    parts: list[list[int]] = [[]]
    for number, index in enumerate(group):
        one, two = problem.times[group[number - 1]], problem.times[index]
        if number and (one.week, one.day) == (two.week, two.day) and _paused(rule, one, two):
            parts.append([])
        parts[-1].append(index)
    return [tuple(part) for part in parts]


def _paused(rule: LimitRuns, one: Time, two: Time) -> bool:
    """Whether a pause of the rule lies between two bells of one day."""
    return rule.pause is not None and two.start - one.end >= rule.pause


def limit_workload(problem: Problem, rows: Rows, common: Common, rule: LimitWorkload) -> Made:
    for resource in rule.resources:
        ways = [
            way
            for way in rows.holds(resource, rests=not rule.weekly)
            if rows.indexed.lesson(way[0]).id not in rule.exclude_lessons
        ]
        shares = [_share(demand, rows.indexed.lesson(meet).duration) for meet, demand, *_ in ways]
        scale = 1 if rule.weekly else lcm(*(share.denominator for share in shares))
        terms = []
        for share, (meet, _, options, slot, choices) in zip(shares, ways, strict=True):
            factor = int(scale * share)

            def load(duration: int, start: int, times: tuple[int, ...], factor: int = factor) -> int:
                # Weekly: the block's periods in every week in which it happens.
                return len(times) if rule.weekly else duration * factor

            key = ("workload", rule.weekly, factor)
            table = rows.table(meet, load, key)
            if table is not None:
                terms.append(Term(meet, table, rows.options(meet, options), slot, choices))
        most = None if rule.most is None else rule.most * scale
        yield resource, Count(**common, sums=(Sum(tuple(terms), 0, rule.least * scale, most, scale),))


def _share(demand: Demand, duration: int) -> Fraction:
    """Of the demand's workload, what each period of a lesson of this duration bears (XHSTT 1.4)."""
    return Fraction(duration if demand.workload is None else demand.workload, duration)


def limit_switches(problem: Problem, rows: Rows, common: Common, rule: LimitSwitches) -> Made:
    for resource in rule.resources:
        placed = tuple(rows.of_resource(resource, Filter(places=place)) for place in rule.places)
        # One place alone can never be left: only resources that can be in two of them matter.
        if sum(row != 0 for row in placed) > 1:
            yield resource, Switches(**common, rows=placed, groups=rule.groups, most=rule.most)


def travel_time(problem: Problem, rows: Rows, common: Common, rule: TravelTime) -> Made:
    near: dict[tuple[str, str], list[tuple[int, int]]] = {}
    times = problem.times
    for (from_place, to_place), minutes in rule.minutes.items():
        pairs = near.setdefault((from_place, to_place), [])
        for group in rule.groups:
            for position, first in enumerate(group):
                for second in group[position + 1 :]:
                    one, two = times[first], times[second]
                    if (one.week, one.day) == (two.week, two.day) and two.start - one.end < minutes:
                        pairs.append((first, second))
    for resource in rule.resources:
        pairs_of = []
        for (from_place, to_place), pairs in near.items():
            here = rows.of_resource(resource, Filter(places=frozenset({from_place})))
            there = rows.of_resource(resource, Filter(places=frozenset({to_place})))
            if here and there:
                pairs_of += [(here, first, there, second) for first, second in pairs]
        if pairs_of:
            yield resource, Pairs(**common, pairs=tuple(pairs_of))


def common_free(problem: Problem, rows: Rows, common: Common, rule: CommonFree) -> Made:
    """Free together at `least` of the times: busy at no more than the others."""
    for group in rule.groups:
        row = rows.row(
            load for resource in dict.fromkeys(group) for load in rows.rows[rows.of_resource(resource)].terms
        )
        most = len(rule.times) - rule.least
        yield "", Busy(**common, row=row, groups=(rule.times,), least=0, most=most, empty_free=False)


def on_hand(problem: Problem, rows: Rows, common: Common, rule: OnHand) -> Made:
    for group in rule.groups:
        clusters = []
        for resource in group:
            free = Touched(rows.of_resource(resource), rule.times, present=False)
            about = (Touched(rows.of_resource(resource, rule.what), rule.around),) if rule.around else ()
            clusters.append((*about, free))
        yield "", Clusters(**common, clusters=tuple(clusters), least=rule.least, most=None)


def same_each_week(problem: Problem, rows: Rows, common: Common, rule: SameEachWeek) -> Made:
    for resource in rule.resources:
        row = rows.of_resource(resource, rule.what)
        if row:
            yield resource, Uneven(**common, row=row, sets=rule.sets)


TRANSLATORS: dict[type[Rule], Any] = {
    NoClash: no_clash,
    PoolCapacity: pool_capacity,
    Unavailable: unavailable,
    LimitIdle: limit_idle,
    LimitClusters: limit_clusters,
    LimitBusy: limit_busy,
    LimitRuns: limit_runs,
    LimitWorkload: limit_workload,
    LimitSwitches: limit_switches,
    TravelTime: travel_time,
    CommonFree: common_free,
    OnHand: on_hand,
    SameEachWeek: same_each_week,
}
__all__ = ["NOWHERE", "TRANSLATORS"]
