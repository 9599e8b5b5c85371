"""What is counted for every point of a rule, kept or broken, and that the judge says nothing else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.evaluation import Count, evaluate, measure
from scheduler.evaluation.judge import points_of
from scheduler.evaluation.occupancy import Occupancy
from scheduler.problem import rules as r
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement
from tests.builders import contact, days_of, demand, lesson, path, pool, problem, put, teacher, timetable, week
from tests.strategies import CASES, cases

NAMED = {"id": "rule", "entry": "H00"}
TIMES = week(2, 4)
DAYS = days_of(TIMES)
WHO = ["path:3A", "teacher:A"]


def school(rule: r.Rule) -> Problem:
    """Four lessons of one period with teacher A; each uses one of two carts."""
    carts = contact(demand("cart", "pool:carts"))
    lessons = [lesson(name, who=WHO, options=[carts]) for name in "abcd"]
    return problem(TIMES, lessons, rule, resources=[path("3A"), teacher("A"), pool("carts", 2)])


def counted(rule: r.Rule, *placements: Placement) -> dict[str, list[tuple[int, int | None, int | None]]]:
    """By point: what was counted, at least, at most."""
    view = Occupancy(school(rule), timetable(*placements))
    return {one.id: [(c.measured, c.least, c.most) for c in one.counts] for one in measure(rule, view)}


MONDAY = (put("a", 0), put("b", 1), put("c", 3))
"""Three lessons on Monday, with one idle period."""


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        (r.LimitBusy(**NAMED, resources=WHO[1:], groups=DAYS, most=4), {"teacher:A": [(3, 0, 4), (0, None, 4)]}),
        (
            r.LimitBusy(**NAMED, resources=WHO[1:], groups=DAYS, least=1, empty_free=False),
            {"teacher:A": [(3, 1, None), (0, 1, None)]},
        ),
        (r.LimitIdle(**NAMED, resources=WHO[1:], groups=DAYS, most=2), {"teacher:A": [(1, 0, 2)]}),
        (r.LimitRuns(**NAMED, resources=WHO[1:], groups=DAYS, most=2), {"teacher:A": [(2, None, 2), (1, None, 2)]}),
        (
            r.LimitClusters(**NAMED, resources=WHO[1:], clusters=tuple((r.Touch(day),) for day in DAYS), most=2),
            {"teacher:A": [(1, 0, 2)]},
        ),
        (r.LimitWorkload(**NAMED, resources=WHO[1:], least=1, most=9), {"teacher:A": [(4, 1, 9)]}),
        (r.PoolCapacity(**NAMED, pools=("pool:carts",)), {"pool:carts": [(1, None, 2)] * 3}),
        (r.Placed(**NAMED, lessons=("a", "d")), {"a": [(1, 1, None)], "d": [(0, 1, None)]}),
        (
            r.Spread(**NAMED, groups=(("a", "c"),), bounds=(r.Bound(DAYS[0], 1, 2), r.Bound(DAYS[1]))),
            {"a + c": [(2, 1, 2), (0, 0, None)]},
        ),
        (r.CommonFree(**NAMED, groups=(("teacher:A",),), times=DAYS[0], least=1), {"teacher:A": [(1, 1, None)]}),
        (r.OnHand(**NAMED, groups=(("teacher:A",),), times=DAYS[1]), {"teacher:A": [(1, 1, None)]}),
        (r.Ordered(**NAMED, pairs=(("a", "c"), ("a", "d")), most=5), {"a + c": [(2, 0, 5)], "a + d": []}),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, r.Rule) else "",
)
def test_what_is_counted_is_told_with_its_bounds_whether_kept_or_broken(
    rule: r.Rule, found: dict[str, list[tuple[int, int | None, int | None]]]
) -> None:
    assert counted(rule, *MONDAY) == found


def test_a_resource_that_is_never_busy_and_a_pool_that_nobody_uses_measure_nothing() -> None:
    assert counted(r.LimitRuns(**NAMED, resources=WHO[1:], groups=DAYS, most=2)) == {"teacher:A": [(0, None, 2)]}
    assert counted(r.PoolCapacity(**NAMED, pools=("pool:carts",))) == {"pool:carts": [(0, None, 2)]}


def test_a_rule_that_only_lists_what_breaks_it_gives_its_deviation_of_which_there_may_be_none() -> None:
    assert counted(r.Unavailable(**NAMED, resources=WHO, times=(0, 1)), *MONDAY[1:]) == {
        "path:3A": [(1, None, 0)],
        "teacher:A": [(1, None, 0)],
    }


@pytest.mark.parametrize(
    ("count", "deviation"),
    [
        (Count(3), 0),
        (Count(3, least=3, most=3), 0),
        (Count(1, least=3), 2),
        (Count(-4, least=0), 4),
        (Count(9, most=4), 5),
        (Count(9, most=4, unit=10), 1),
        (Count(15, most=4, unit=10), 2),
    ],
)
def test_how_far_a_count_lies_outside_its_bounds(count: Count, deviation: int) -> None:
    assert count.deviation == deviation


@settings(max_examples=CASES or 80, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_counts_are_out_of_bounds_exactly_where_the_judge_finds_a_violation(case) -> None:  # type: ignore[no-untyped-def]
    school, table = case
    view = Occupancy(school, table)
    broken = {}
    for violation in evaluate(school, table).violations:
        broken.setdefault(violation.rule_id, []).append((violation.point, violation.deviation))
    for rule in school.rules:
        measured = measure(rule, view)
        assert [one.id for one in measured] == [point.id for point in points_of(rule, view)]
        outside = [(one.id, sum(count.deviation for count in one.counts)) for one in measured]
        assert sorted(one for one in outside if one[1]) == sorted(broken.get(rule.id, []))
        for count in (count for one in measured for count in one.counts):
            inside = (count.least is None or count.measured >= count.least) and (
                count.most is None or count.measured <= count.most
            )
            assert inside == (count.deviation == 0)
