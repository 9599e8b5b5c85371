"""What a change costs: a rule that is dropped never costs, and what is wanted of nobody costs nothing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.evaluation.figures import figures
from scheduler.problem import rules as r
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.solver.pricing import price
from scheduler.solver.stopping import Stop
from tests.builders import lesson, problem, put, timetable, week
from tests.solver.small import everywhere
from tests.solver.test_oracle import every_timetable, schools

TWO = [lesson("W", who=("path:1A", "teacher:ANN")), lesson("X", who=("path:1A", "teacher:BEN"))]
STANDING = timetable(put("W", 0), put("X", 1))
WORK = Stop(work=1)


def wish(name: str, time: int, weight: int) -> r.Rule:
    times = frozenset({time})
    return r.PreferTimes(id=f"{name} {time}", entry="S05", hard=False, weight=weight, lessons=(name,), times=times)


def school(*rules: r.Rule) -> Problem:
    return problem(week(1, 3), TWO, *everywhere(*TWO, resources=("path:1A", "teacher:ANN", "teacher:BEN")), *rules)


def test_a_hard_rule_that_bars_the_best_time_costs_the_points_of_the_wish() -> None:
    built = school(wish("W", 2, 7))
    barred = r.Unavailable(id="away", entry="H14", resources=("teacher:ANN",), times=(2,))
    nothing, away = price(built, STANDING, [replace(built, rules=(*built.rules, barred))], stop=WORK)
    assert (nothing.gain, away.gain) == (7, 0)


def test_what_one_try_finds_serves_the_others() -> None:
    """A change of nothing costs nothing, whatever was found when it was tried."""
    built = school(wish("W", 2, 7), wish("X", 0, 3))
    for one in price(built, STANDING, [built, built], stop=WORK, seed=3):
        assert one.gain == 10


@st.composite
def standing(draw: st.DrawFn) -> tuple[Problem, Timetable, int]:
    built = draw(schools())
    every = every_timetable(built)
    return built, draw(st.sampled_from(every)), draw(st.integers(0, max(0, len(built.rules) - 1)))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(standing())
def test_a_rule_that_is_dropped_never_costs_by_the_rules_that_are_left(case: tuple[Problem, Timetable, int]) -> None:
    built, before, number = case
    fewer = replace(built, rules=tuple(rule for at, rule in enumerate(built.rules) if at != number))
    nothing, without = price(built, before, [fewer], stop=Stop(work=0.2))

    def key(one: Timetable) -> tuple[int, int, int]:
        told = figures(fewer, one)
        return told.unplaced, told.hard, told.soft

    assert key(without.timetable) <= key(nothing.timetable)
