"""Monitors about what rows count, as CP-SAT constraints and deviations: capacities, patterns of busy times, links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from scheduler.solver.cpsat.draft import FALSE, TRUE, Addend, negation
from scheduler.solver.monitors.kinds import (
    Busy,
    Capacity,
    Clusters,
    Idle,
    Link,
    Pairs,
    Runs,
    Switches,
    Touched,
    Uneven,
    idle_times,
)
from scheduler.solver.monitors.monitor import Monitor

if TYPE_CHECKING:
    from scheduler.solver.cpsat.encode import Encoder

FIXED = {TRUE, FALSE}


def capacity(encoder: Encoder, monitor: Capacity, strict: bool) -> list[Addend]:
    often: dict[tuple[Addend, ...], int] = {}
    for addends in encoder.rows.loads(monitor.row).values():
        if len(addends) == 1 and 0 <= addends[0][0] <= monitor.capacity:
            continue
        key = tuple(addends)
        often[key] = often.get(key, 0) + 1
    deviation: list[Addend] = []
    for loads, times in often.items():
        over = encoder.excess(loads, None, monitor.capacity, (strict, strict), monitor.unit)
        deviation += [(times * coefficient, variable) for coefficient, variable in over]
    return deviation


def busy(encoder: Encoder, monitor: Busy, strict: bool) -> list[Addend]:
    hold = encoder.hold(strict)
    deviation: list[Addend] = []
    for group in monitor.groups:
        literals = [encoder.rows.busy(monitor.row, time) for time in group]
        addends = [(1, literal) for literal in literals]
        if strict and monitor.most == 0:
            for literal in literals:
                encoder.draft.forbid(literal) if literal != TRUE else encoder.draft.clause(())
        if not monitor.empty_free or monitor.least <= 1:
            least = 0 if monitor.empty_free else monitor.least
            deviation += encoder.excess(addends, least or None, monitor.most, hold)
            continue
        some = encoder.draft.any_of(literals)
        if some == FALSE:
            continue
        if monitor.most is not None and hold[1]:
            encoder.draft.bounded(addends, None, monitor.most)
        # Below `least` only where there is something: the missing times are excused by `not some`.
        excused = [*addends, (monitor.least, negation(some))]
        deviation += encoder.excess(excused, monitor.least, None, hold)
        if monitor.most is not None and not hold[1]:
            deviation += encoder.excess(addends, None, monitor.most, hold)
    return deviation


def idle(encoder: Encoder, monitor: Idle, strict: bool) -> list[Addend]:
    patterns = [[encoder.rows.busy(monitor.row, time) for time in group] for group in monitor.groups]
    meals = [
        [[time in meal for time in group] for meal in of_group]
        for group, of_group in zip(monitor.groups, monitor.breaks or [()] * len(patterns), strict=True)
    ]
    hold = encoder.hold(strict)
    forbidden = strict and monitor.most == 0 and monitor.least == 0
    exact = monitor.least > 0
    idle: list[Addend] = []
    for pattern, of_group in zip(patterns, meals, strict=True):
        if forbidden and not of_group:
            _contiguous(encoder, pattern)
        elif FIXED.issuperset(pattern):
            idle.append((idle_times([literal == TRUE for literal in pattern], of_group), TRUE))
        else:
            excused = _meal_of(encoder, of_group, len(pattern))
            idle += [(1, literal) for literal in _idle_times(encoder, pattern, exact, excused)]
    return encoder.excess(idle, monitor.least or None, monitor.most, hold)


def _meal_of(encoder: Encoder, meals: Sequence[list[bool]], count: int) -> list[list[int]]:
    """For each time of a group, literals of the meals that it belongs to; one meal of the group is taken."""
    taken = [encoder.draft.boolean() for _ in meals]
    if len(taken) > 1:
        encoder.draft.at_most_one(taken)
    return [
        [literal for literal, meal in zip(taken, meals, strict=True) if meal[position]] for position in range(count)
    ]


def _contiguous(encoder: Encoder, pattern: list[int]) -> None:
    """At most one busy time follows a free one."""
    starts = pattern[:1]
    for before, now in pairwise(pattern):
        if now == FALSE or before == TRUE:
            continue
        if before == FALSE:
            starts.append(now)
            continue
        start = encoder.draft.boolean()
        encoder.draft.clause((negation(now), before, start))
        encoder.draft.implies(start, now)
        encoder.draft.implies(start, negation(before))
        starts.append(start)
    encoder.draft.at_most_one(starts) if TRUE not in starts else _only_true(encoder, starts)


def _only_true(encoder: Encoder, literals: list[int]) -> None:
    if literals.count(TRUE) > 1:
        encoder.draft.clause(())
    for literal in literals:
        if literal not in (TRUE, FALSE):
            encoder.draft.forbid(literal)


def _idle_times(encoder: Encoder, pattern: list[int], exact: bool, excused: list[list[int]]) -> list[int]:
    """Literals for the idle times that none of their `excused` literals excuses.

    With `exact` false they may also be true where a time is not idle.
    """
    count = len(pattern)
    before, after = [FALSE] * count, [FALSE] * count
    for index in range(1, count):
        before[index] = encoder.draft.any_of((before[index - 1], pattern[index - 1]))
    for index in range(count - 2, -1, -1):
        after[index] = encoder.draft.any_of((after[index + 1], pattern[index + 1]))
    idle = []
    for one, two, busy, excuses in zip(before, after, pattern, excused, strict=True):
        if FALSE in (one, two) or busy == TRUE:
            continue
        if exact:
            idle.append(encoder.draft.all_of((one, two, negation(busy))))
        else:
            literal = encoder.draft.boolean()
            encoder.draft.clause((negation(one), negation(two), busy, *excuses, literal))
            idle.append(literal)
    return idle


def clusters(encoder: Encoder, monitor: Clusters, strict: bool) -> list[Addend]:
    addends = [(weight, _cluster(encoder, cluster)) for cluster, weight in monitor.weighted() if weight]
    absent = any(not one.present for cluster in monitor.clusters for one in cluster)
    present = any(one.present for cluster in monitor.clusters for one in cluster)
    hold = encoder.hold(strict, least_by_placing=present, most_by_placing=absent)
    return encoder.excess(addends, monitor.least, monitor.most, hold)


def _cluster(encoder: Encoder, cluster: tuple[Touched, ...]) -> int:
    literals = []
    for one in cluster:
        touched = encoder.rows.touched(one.row, one.times)
        literals.append(touched if one.present else negation(touched))
    return encoder.draft.all_of(literals)


def runs(encoder: Encoder, monitor: Runs, strict: bool) -> list[Addend]:
    """A run that is k too long holds k windows of most + 1 busy times."""
    deviation: list[Addend] = []
    width = monitor.most + 1
    for group in monitor.groups:
        pattern = [encoder.rows.busy(monitor.row, time) for time in group]
        for first in range(len(pattern) - width + 1):
            deviation += encoder.never_all(pattern[first : first + width], strict)
    return deviation


def switches(encoder: Encoder, monitor: Switches, strict: bool) -> list[Addend]:
    deviation: list[Addend] = []
    for group in monitor.groups:
        changes: list[Addend] = []
        here = [FALSE] * len(monitor.rows)
        for time in group:
            for index, row in enumerate(monitor.rows):
                busy = encoder.rows.busy(row, time)
                if busy == FALSE:
                    continue
                elsewhere = encoder.draft.any_of(literal for other, literal in enumerate(here) if other != index)
                changes += encoder.never_all((busy, elsewhere), strict and monitor.most == 0, counted=strict)
                here = [
                    encoder.draft.any_of((busy, literal))
                    if other == index
                    else encoder.draft.all_of((negation(busy), literal))
                    for other, literal in enumerate(here)
                ]
        deviation += encoder.excess(changes, None, monitor.most, (strict, strict))
    return deviation


def pairs(encoder: Encoder, monitor: Pairs, strict: bool) -> list[Addend]:
    both = [(encoder.rows.busy(one, at), encoder.rows.busy(two, later)) for one, at, two, later in monitor.pairs]
    return [addend for pair in both for addend in encoder.never_all(pair, strict)]


def link(encoder: Encoder, monitor: Link, strict: bool) -> list[Addend]:
    hold = encoder.hold(strict)[0]
    ticks = dict.fromkeys(tick for row in monitor.rows for tick in encoder.rows.loads(row))
    return [
        addend
        for tick in ticks
        for addend in encoder.all_equal([encoder.rows.some(row, (tick,)) for row in monitor.rows], hold)
    ]


def uneven(encoder: Encoder, monitor: Uneven, strict: bool) -> list[Addend]:
    hold = encoder.hold(strict)[0]
    touched = [[encoder.rows.touched(monitor.row, times) for times in one] for one in monitor.sets]
    return [addend for literals in touched for addend in encoder.all_equal(literals, hold)]


ENCODERS: dict[type[Monitor], Callable[[Encoder, Any, bool], list[Addend]]] = {
    Capacity: capacity,
    Busy: busy,
    Idle: idle,
    Clusters: clusters,
    Runs: runs,
    Switches: switches,
    Pairs: pairs,
    Link: link,
    Uneven: uneven,
}
