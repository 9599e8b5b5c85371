"""Ways out of a conflict: each of its rows eased by as little as can be, with everything around it kept.

A limit gets the nearest number that does; somebody comes, or a pin is left, as seldom as can be; a lesson loses as few
periods as can be, or is given by somebody else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from scheduler.evaluation.conflicts import Change, Row, WayOut
from scheduler.problem import rules as r
from scheduler.problem.concerning import points_of
from scheduler.problem.limits import eased_limit, limit_of
from scheduler.problem.resources import TEACHER
from scheduler.solver.explaining.asking import Asking

LIMIT, BREACH, PIN, OTHER_PERSON, LEFT_OUT = 10, 20, 15, 30, 200
"""Prices: of one more in a limit, of a period that somebody comes all the same, of a pin left, of a period that
somebody else gives, of a period without a time. They only order the ways."""


def ways_out(
    asking: Asking, lessons: Collection[str], around: Collection[Row], conflict: Collection[Row]
) -> list[WayOut]:
    """Every way that changes one row of the conflict, the cheapest first; `around` are all rows of these lessons."""
    found: list[WayOut] = []
    for row in conflict:
        if asking.clock.over:
            break
        found += _eased(asking, lessons, around, row)
    found += _given_by_others(asking, lessons, around, conflict)
    if not found:
        for row in _joined(around, conflict):
            found += _eased(asking, lessons, around, row)
    return sorted(found, key=lambda way: way.price)


def _joined(around: Collection[Row], conflict: Collection[Row]) -> Iterator[Row]:
    """The rows that say of the same people what a row of the conflict says, as one: absences on several days."""
    kinds = dict.fromkeys((row.entry, row.aspect, row.about) for row in conflict if not row.lessons)
    for entry, aspect, about in kinds:
        rules = (row for row in around if not row.lessons)
        alike = [row for row in rules if (row.entry, row.aspect, row.about) == (entry, aspect, about)]
        if len(alike) > 1:
            yield Row(entry, aspect, about, tuple(point for row in alike for point in row.points))


def _eased(asking: Asking, lessons: Collection[str], around: Collection[Row], row: Row) -> Iterator[WayOut]:
    others = [one for one in around if not set(one.points) <= set(row.points)]
    amount, proved = asking.least_breach(lessons, others, row)
    if not amount:
        return
    if row.lessons:
        yield WayOut(row, Change.LEFT_OUT, amount, LEFT_OUT * amount, proved=proved)
        return
    rule_id, number = row.points[0]
    rule = asking.whole.problem.rule[rule_id]
    point = points_of(rule)[number]
    before = limit_of(asking.whole.problem, rule, point)
    if before is None:
        pins = isinstance(rule, r.Pinned)
        yield WayOut(row, Change.BREACH, amount, (PIN if pins else BREACH) * amount, proved=proved)
        return
    by, sure = _least_easing(asking, lessons, around, row, amount)
    if by is None:
        yield WayOut(row, Change.BREACH, amount, BREACH * amount, proved=proved)
    else:
        after = eased_limit(asking.whole.problem, rule, point, by)
        yield WayOut(row, Change.LIMIT, by, LIMIT * by, before, after, sure)


def _least_easing(
    asking: Asking, lessons: Collection[str], around: Collection[Row], row: Row, most: int
) -> tuple[int | None, bool]:
    """The least by which the limit must be wider, at most what it is broken by now, and whether that is proved."""
    low, high, sure = 1, most, True
    while low < high and not asking.clock.over:
        middle = (low + high) // 2
        answer = asking.possible_with(lessons, around, row, middle)
        sure = sure and answer is not None
        if answer:
            high = middle
        else:
            low = middle + 1
    return (high, sure) if asking.possible_with(lessons, around, row, high) else (None, False)


def _given_by_others(
    asking: Asking, lessons: Collection[str], around: Collection[Row], conflict: Collection[Row]
) -> Iterator[WayOut]:
    """A lesson of the conflict given by somebody else than its teacher."""
    problem = asking.whole.problem
    for row in conflict:
        for name in row.lessons[:1]:
            lesson = problem.lesson[name]
            for demand in lesson.demands_in(lesson.options[0]):
                if not demand.fixed or asking.clock.over:
                    continue
                (who,) = demand.candidates
                if problem.resource[who].kind != TEACHER:
                    continue
                if asking.possible_without(lessons, around, name, who):
                    yield WayOut(row, Change.OTHER_PERSON, lesson.duration, OTHER_PERSON * lesson.duration, who=who)
