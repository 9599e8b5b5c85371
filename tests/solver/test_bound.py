"""Proved bounds: worked out by hand, never above the optimum of random small schools, the known one of a real case."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from scheduler.problem import rules as r
from scheduler.problem.problem import Problem
from scheduler.solver.cpsat.plan import Limits
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.params import SearchParams
from scheduler.solver.proofs.bound import bound_of, lower_bound
from scheduler.solver.proofs.counting import UnavoidableCosts
from scheduler.solver.search import solve
from scheduler.solver.stopping import Stop
from tests.builders import days_of, lesson, path, problem, teacher, week
from tests.solver.test_oracle import costs, schools
from tests.strategies import CASES

LIMITS = Limits(work=30.0)
SHARED = Path(__file__).parents[3] / "shared" / "xhstt" / "instances"


def one_class(periods: int, *rules: r.Rule, sizes: tuple[int, ...] = (1,), days: int = 2, long: int = 3) -> Problem:
    """`periods` lessons of class 1A in a week of `days` of `long` periods, all placed and without clashes."""
    lessons = [lesson(f"L{number}", sizes=sizes, who=["path:1A"]) for number in range(periods)]
    ids = tuple(one.id for one in lessons)
    return problem(
        week(days, long),
        lessons,
        r.Placed(id="placed", entry="H02", lessons=ids),
        r.NoClash(id="clash", entry="H01", resources=("path:1A",)),
        *rules,
        resources=[path("1A"), teacher("A")],
    )


def counted(school: Problem) -> int:
    indexed = index_problem(school)
    return sum(UnavoidableCosts(indexed, monitors(indexed)).least_costs().values())


SOFT = {"hard": False, "weight": 10, "resources": ("path:1A",)}


def test_five_lessons_in_six_times_cannot_avoid_one_of_two_unwanted_times():
    unwanted = r.Unavailable(id="free", entry="S01", times=(0, 1), **SOFT)
    assert counted(one_class(5, unwanted)) == 10
    assert counted(one_class(4, unwanted)) == 0


def test_five_lessons_at_most_two_a_day_pay_for_one_on_two_days():
    limit = r.LimitBusy(id="day", entry="S05", groups=days_of(week(2, 3)), most=2, **SOFT)
    assert counted(one_class(5, limit)) == 10
    assert counted(one_class(4, limit)) == 0


def test_a_day_that_may_stay_empty_costs_nothing_whatever_its_minimum():
    limit = {"id": "day", "entry": "S05", "groups": days_of(week(2, 3)), "least": 3, **SOFT}
    assert counted(one_class(3, r.LimitBusy(**limit))) == 0
    assert counted(one_class(3, r.LimitBusy(**limit, empty_free=False))) == 30


def test_four_lessons_in_days_of_three_need_a_second_day():
    days = tuple((r.Touch(day),) for day in days_of(week(2, 3)))
    assert counted(one_class(4, r.LimitClusters(id="days", entry="S06", clusters=days, most=1, **SOFT))) == 10
    assert counted(one_class(3, r.LimitClusters(id="days", entry="S06", clusters=days, most=1, **SOFT))) == 0
    assert counted(one_class(1, r.LimitClusters(id="days", entry="S06", clusters=days, least=2, **SOFT))) == 10


def test_without_a_rule_against_clashes_counting_proves_nothing():
    ids = ("L0", "L1")
    unwanted = r.Unavailable(id="free", entry="S01", times=(0, 1, 2), **SOFT)
    school = problem(
        week(1, 3),
        [lesson(one, who=["path:1A"]) for one in ids],
        r.Placed(id="placed", entry="H02", lessons=ids),
        unwanted,
        resources=[path("1A")],
    )
    assert counted(school) == 0
    assert bound_of(school, LIMITS).total == 10


def test_a_small_model_proves_what_counting_does_not_see():
    # Two blocks of 2 in two days of 3 periods: one each day, so one of the two middle-of-day wishes costs nothing,
    # but a block always covers period 2 of its day.
    unwanted = r.Unavailable(id="middle", entry="S01", times=(1, 4), **SOFT)
    school = one_class(2, unwanted, sizes=(2,))
    assert counted(school) == 0
    assert bound_of(school, LIMITS).total == 20


def test_no_rule_is_counted_twice_where_parts_overlap():
    times = week(1, 2)
    both = {"id": "both", "entry": "S01", "hard": False, "weight": 10, "times": (0,)}
    school = problem(
        times,
        [lesson(f"L{number}", who=["path:1A", "teacher:A"]) for number in range(2)],
        r.Placed(id="placed", entry="H02", lessons=("L0", "L1")),
        r.NoClash(id="clash", entry="H01", resources=("path:1A", "teacher:A")),
        r.Unavailable(resources=("path:1A",), **both),
        resources=[path("1A"), teacher("A")],
    )
    assert bound_of(school, LIMITS).total == 10


@settings(max_examples=CASES or 20, deadline=None, suppress_health_check=list(HealthCheck))
@given(schools())
def test_the_bound_is_never_above_the_optimum(school):
    complete = [soft for unplaced, hard, soft in costs(school) if (unplaced, hard) == (0, 0)]
    found = bound_of(school, LIMITS)
    assert found.counted <= found.total
    if complete:
        assert not found.impossible
        assert found.total <= min(complete)


@settings(max_examples=CASES or 10, deadline=None, suppress_health_check=list(HealthCheck))
@given(schools())
def test_knowing_the_best_timetable_never_lifts_the_bound_above_its_cost(school):
    best = solve(school, stop=Stop(seconds=10), workers=1)
    assume(best.status == "optimal")
    indexed = index_problem(school)
    state, lost = indexed.state(best.timetable)
    assert not lost
    found = lower_bound(Structure(indexed, monitors(indexed)), LIMITS, state)
    assert found.total <= best.soft


def test_a_search_tells_the_bound_and_stops_where_it_reaches_it():
    large = SearchParams(small_model=-1)  # as if the school were large
    school = one_class(5, r.Unavailable(id="free", entry="S01", times=(0, 1), **SOFT))
    found = solve(school, stop=Stop(seconds=60), workers=1, without=("anneal",), params=large)
    assert (found.status, found.soft, found.bound) == ("optimal", 10, 10)
    without = ("anneal", "neighbourhoods", "bound")
    blind = solve(school, stop=Stop(seconds=60), workers=1, without=without, params=large)
    assert (blind.status, blind.bound) == ("feasible", None)
    assert not blind.tally


def test_counting_finds_the_known_optimum_of_the_italian_school():
    file = SHARED / "IT-I4-96.xml"
    if not file.exists():
        pytest.skip("the XHSTT cases are not here")
    from scheduler.formats.xhstt import read_archive

    assert counted(read_archive(file).instances[0]) == 27
