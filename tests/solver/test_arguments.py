"""What `solve` and `Stop` are given is refused by name where it makes no sense, before any work begins."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest

from scheduler.problem.timetable import Timetable
from scheduler.solver.search import solve
from scheduler.solver.stopping import Stop
from tests.builders import lesson, problem, week

SCHOOL = problem(week(), [lesson("maths", who=["teacher:Ann"])])


@pytest.mark.parametrize(
    ("given", "kind", "message"),
    [
        ({"without": ("neighbourhood",)}, ValueError, "unknown part 'neighbourhood'. Did you mean 'neighbourhoods'?"),
        ({"without": ("x",)}, ValueError, "unknown part 'x'. Its parts are anneal, neighbourhoods, bound"),
        ({"without": "anneal"}, TypeError, "such as ('anneal',), not the text 'anneal'"),
        ({"workers": 0}, ValueError, "workers must be at least 1 processor core, not 0"),
        ({"workers": -2}, ValueError, "workers must be at least 1 processor core, not -2"),
        ({"workers": 1.5}, TypeError, "workers must be a whole number of processor cores, not 1.5 of type float"),
        ({"seed": "7"}, TypeError, "seed must be a whole number, not '7' of type str"),
        ({"seed": None}, TypeError, "seed must be a whole number, not NoneType"),
        ({"seed": True}, TypeError, "seed must be a whole number, not True of type bool"),
        ({"stop": 30}, TypeError, "stop must be a Stop, such as Stop(seconds=60), not 30 of type int"),
        ({"params": {"stall_share": 0.1}}, TypeError, "params must be SearchParams, such as SearchParams(stall_share="),
        (
            {"params": None},
            TypeError,
            "params must be SearchParams, such as SearchParams(stall_share=0.1), not None",
        ),
        ({"hint": ()}, TypeError, "hint must be a Timetable, not tuple"),
    ],
)
def test_solve_refuses_an_argument_by_its_name(given, kind, message):
    with pytest.raises(kind, match=re.escape(message)):
        solve(SCHOOL, **given)


@pytest.mark.parametrize("no_problem", ["school.xlsx", Path("school.xlsx")])
def test_solve_says_how_a_file_becomes_a_problem(no_problem):
    with pytest.raises(TypeError, match=r"problem must be a Problem, not .*; read it with read_school"):
        solve(no_problem)


@pytest.mark.parametrize("limit", ["seconds", "work"])
@pytest.mark.parametrize(("value", "kind"), [(-1, ValueError), (float("nan"), ValueError), ("60", TypeError)])
def test_a_limit_that_is_negative_or_no_number_is_refused_by_its_name(limit, value, kind):
    with pytest.raises(kind, match=f"Stop: {limit} must be .*, not {re.escape(repr(value))}"):
        Stop(**{limit: value})


def test_a_flag_that_cannot_be_asked_is_refused():
    with pytest.raises(TypeError, match=r"flag must be a threading\.Event, not bool"):
        Stop(flag=True)
    assert Stop(flag=threading.Event(), seconds=0, work=2.5).work == 2.5


def test_what_makes_sense_is_accepted():
    result = solve(
        SCHOOL, stop=Stop(work=0.1), seed=0, workers=1, hint=Timetable(), without=["anneal", "neighbourhoods", "bound"]
    )
    assert result.timetable is not None
