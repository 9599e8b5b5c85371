"""Numbers of a model stay small, however odd the durations and limits of a school are."""

from __future__ import annotations

from scheduler.problem import rules as r
from scheduler.solver.annealing.flatten import flatten
from scheduler.solver.annealing.reducing import unreduced
from scheduler.solver.cpsat.model import Model
from scheduler.solver.cpsat.plan import Plan
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.indexing import index_problem
from tests.builders import contact, demand, lesson, problem, week
from tests.solver.small import search_context

FAR = 10**9


def loads(workload: int | None) -> list[int]:
    """What the tables of monitors hold where one teacher's workload counts lessons of durations without a divisor."""
    durations = (7, 9, 11, 13, 17, 19, 23)
    wanted = contact(demand("teacher", "teacher:A", "teacher:B", workload=workload))
    lessons = [lesson(f"L{duration}", sizes=(duration,), options=[wanted]) for duration in durations]
    limit = r.LimitWorkload(id="load", entry="", resources=("teacher:A",), least=0, most=20)
    indexed = index_problem(problem(week(1, 30), lessons, limit))
    data = monitors(indexed)
    flatten(unreduced(indexed, data))  # which raises where a number is too large for the walks
    return [value for table in data.tables for value in table]


def test_workloads_that_are_durations_are_counted_as_they_are():
    assert max(loads(None)) == 23


def test_workloads_are_scaled_by_no_more_than_makes_them_whole():
    assert max(loads(7 * 9 * 11 * 13 * 17 * 19 * 23)) == 7 * 9 * 11 * 13 * 17 * 19 * 23


def test_a_limit_far_beyond_the_timetable_does_not_make_a_soft_order_large():
    lessons = [lesson(name, who=["path:A"]) for name in ("first", "second")]
    order = r.Ordered(
        id="order", entry="", pairs=(("first", "second"),), least=1, most=FAR, hard=False, shape=r.Shape.QUADRATIC
    )
    context = search_context(problem(week(1, 4), lessons, order))
    model = Model(context.structure, context.indexed.empty(), context.everything(), Plan())
    assert model.draft.size < 100
