"""Costs that counting shows to be unavoidable, by hand, with the neighbours of which counting must say nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.problem import rules as r
from scheduler.problem.lessons import Lesson
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.times import Times
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.proofs.counting import UnavoidableCosts
from tests.builders import contact, days_of, demand, lesson, pool, problem, synchronous, week
from tests.solver.small import away, everywhere

A, B, P = "teacher:A", "teacher:B", "path:1A"
TIMES = week(2, 3)
MONDAY, TUESDAY = days_of(TIMES)
SOFT = {"id": "soft", "entry": "S01", "hard": False, "weight": 10, "resources": (P,)}
CONTACT = r.Filter(modes=frozenset({Mode.CONTACT}))


def costs(lessons: list[Lesson], *rules: r.Rule, times: Times = TIMES, alone: tuple[str, ...] = (P,)) -> list[int]:
    """The unavoidable costs where all lessons are placed and each of `alone` is in one place at a time."""
    school = problem(times, lessons, *everywhere(*lessons, resources=alone), *rules, resources=[pool("carts", 1)])
    indexed = index_problem(school)
    return list(UnavoidableCosts(indexed, monitors(indexed)).least_costs().values())


def lessons_of(count: int, **more: object) -> list[Lesson]:
    return [lesson(f"L{number}", who=[P], **more) for number in range(count)]  # type: ignore[arg-type]


def clusters(*sets: r.Touch, least: int = 0, most: int | None = None) -> r.LimitClusters:
    return r.LimitClusters(**SOFT, clusters=tuple((one,) for one in sets), least=least, most=most)


DAYS = (r.Touch(MONDAY), r.Touch(TUESDAY))
UNWANTED = r.Unavailable(**SOFT, times=(0, 1))


def test_costs_that_can_be_avoided_are_left_out() -> None:
    assert costs(lessons_of(4), UNWANTED) == []
    assert costs(lessons_of(5), UNWANTED, replace(UNWANTED, id="free", weight=0)) == [10]
    assert costs(lessons_of(6), replace(UNWANTED, weight=1)) == [2]
    assert costs(lessons_of(5), replace(UNWANTED, weight=1)) == [1]
    limit = r.LimitBusy(**SOFT, groups=(MONDAY, TUESDAY), most=2)
    assert costs(lessons_of(5), limit) == [10]
    assert costs(lessons_of(5), replace(limit, hard=True)) == []


@pytest.mark.parametrize("second", [("late", 30, 60), ("short", 0, 30), ("same", 0, 60)])
def test_where_times_of_two_grids_overlap_counting_says_nothing(second: tuple[str, int, int]) -> None:
    times = week(1, 3, grids=(("", 0, 60), second))
    assert costs(lessons_of(3), replace(UNWANTED, times=(0,)), times=week(1, 3, grids=(("", 0, 60),))) == [10]
    assert costs(lessons_of(3), replace(UNWANTED, times=(0,)), times=times) == []


def test_days_that_are_too_few_or_too_many_for_the_lessons() -> None:
    assert costs(lessons_of(4), clusters(*DAYS, most=1)) == [10]
    assert costs(lessons_of(4), clusters(*DAYS, most=0)) == [20]
    assert costs(lessons_of(1), clusters(*DAYS, least=2)) == [10]
    assert costs(lessons_of(2), clusters(*DAYS, least=2)) == []
    assert costs(lessons_of(3), clusters(r.Touch(MONDAY), most=0)) == [], "all of them fit on Tuesday"
    assert costs(lessons_of(4), clusters(r.Touch(MONDAY), most=0)) == [10]
    assert costs(lessons_of(2), clusters(r.Touch((0,)), r.Touch((1,)), least=2)) == []


def test_the_longest_days_are_filled_first() -> None:
    days = r.Touch((4,)), r.Touch((0, 1, 2, 3)), r.Touch((5,))
    assert costs(lessons_of(4), clusters(*days, most=1)) == []
    assert costs(lessons_of(5), clusters(*days, most=1)) == [10]


def test_a_day_on_which_nothing_can_be_is_none() -> None:
    closed = away(*TUESDAY, who=P)
    assert costs(lessons_of(3), clusters(*DAYS, least=2), closed) == [10]
    assert costs(lessons_of(2), clusters(*DAYS, most=1), closed) == []
    assert costs(lessons_of(4), clusters(*DAYS, most=0), closed) == [], "not possible at all"


@pytest.mark.parametrize(
    "rule",
    [
        r.LimitClusters(**SOFT, clusters=((DAYS[0], DAYS[0]), (DAYS[1], DAYS[1])), most=1),
        r.LimitClusters(**SOFT, clusters=((DAYS[0],), (DAYS[1], DAYS[0])), most=0),
        r.LimitClusters(**SOFT, clusters=(), least=1),
        clusters(replace(DAYS[0], present=False), replace(DAYS[1], present=False), most=0),
        clusters(DAYS[0], replace(DAYS[1], what=CONTACT), most=0),
        clusters(DAYS[0], DAYS[0], least=2),
        r.LimitIdle(**SOFT, groups=(MONDAY, TUESDAY)),
    ],
)
def test_of_clusters_that_are_no_separate_days_counting_says_nothing(rule: r.Rule) -> None:
    school = [*lessons_of(4), lesson("far", who=[P], options=[synchronous()])]
    only = (*lessons_of(1),) if rule == clusters(DAYS[0], DAYS[0], least=2) else school
    assert costs([*only], rule) == []


@pytest.mark.parametrize(
    ("groups", "count", "cost"),
    [
        ((MONDAY, TUESDAY), 5, [10]),
        ((MONDAY, TUESDAY, MONDAY), 5, [10]),  # the third overlaps: passed over, and not filled a second time
        ((MONDAY,), 5, []),
        ((MONDAY,), 6, [10]),
        ((MONDAY, TUESDAY), 6, [20]),
        ((MONDAY, TUESDAY), 7, []),  # not possible at all
    ],
)
def test_lessons_are_spread_over_days_of_at_most_two(
    groups: tuple[tuple[int, ...], ...], count: int, cost: list[int]
) -> None:
    assert costs(lessons_of(count), r.LimitBusy(**SOFT, groups=groups, most=2)) == cost


def test_lessons_that_fit_between_two_bounds_cost_what_is_missing() -> None:
    rule = r.LimitBusy(**SOFT, groups=(MONDAY, TUESDAY), least=3, most=3, empty_free=False)
    assert [costs(lessons_of(count), rule) for count in (6, 5, 3)] == [[], [10], [30]]
    free = replace(rule, empty_free=True)
    assert [costs(lessons_of(count), free) for count in (3, 4, 5, 1)] == [[], [20], [10], [20]]


def test_lessons_of_every_week_are_busy_in_each() -> None:
    times = week(1, 4, weeks=2)
    weekly = lesson("w", sizes=(2,), who=[P], weeks=((0, 1),))
    unwanted = replace(UNWANTED, times=(0, 1, 2))
    assert costs([weekly, lesson("x", who=[P])], unwanted, times=times) == []
    assert costs([weekly, *lessons_of(2)], unwanted, times=times) == [10]
    open_weeks = lesson("o", who=[P], weeks=((0, 1), (1,)))
    assert costs([open_weeks, weekly, *lessons_of(2)], unwanted, times=times) == [], "one period or two"


@pytest.mark.parametrize(
    "other",
    [
        lesson("x", options=[contact(demand("teacher", A, B))]),
        lesson("x", options=[contact(demand("teacher", A)), synchronous()]),
        lesson("x", who=[A], optional=True),
    ],
)
def test_who_need_not_be_there_makes_the_number_of_busy_times_open(other: Lesson) -> None:
    rule = replace(UNWANTED, resources=(A,), times=MONDAY)
    four = [lesson(f"L{number}", who=[A, P]) for number in range(4)]
    assert costs(four, rule, alone=(A,)) == [10]
    assert costs([*four, other], rule, alone=(A,)) == []
    days = replace(clusters(*DAYS, most=0), resources=(A,))
    assert costs(four, days, alone=(A,)) == [20]
    assert costs([*four, other], days, alone=(A,)) == []


def test_a_form_that_is_the_only_one_left_counts_as_that_form() -> None:
    far = r.Filter(modes=DISTANCE_MODES)
    rule = replace(UNWANTED, times=(*MONDAY, *TUESDAY), what=far)
    both = [lesson("x", who=[P], options=[contact(), synchronous()])]
    assert costs(both, rule) == []
    only = r.AllowedOptions(id="only", entry="", allowed=(("x", frozenset({"synchronous"})),))
    assert costs(both, rule, only) == [10]


def test_a_pool_of_one_that_is_supplied_too_lets_several_run_at_once() -> None:
    carts = r.PoolCapacity(id="carts", entry="H12", pools=("pool:carts",))
    four = [lesson(f"L{n}", who=[A], options=[contact(demand("c", "pool:carts"))]) for n in range(4)]
    rule = replace(UNWANTED, resources=("pool:carts",), times=MONDAY)
    assert costs(four, rule, carts, alone=()) == [10]
    supply = lesson("s", options=[contact(demand("c", "pool:carts", amount=-4))])
    assert costs([*four, supply], rule, carts, alone=()) == []
