"""Placing with lifting out: nobody is in two places, what can be placed by moving others is, and it repeats itself."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.demo import make_demo
from scheduler.problem.problem import Problem
from scheduler.school.building import build_problem
from scheduler.solver.annealing.reducing import reduced_problem
from scheduler.solver.construction import construct
from scheduler.solver.construction.ejecting import placed_by_ejecting
from scheduler.solver.context import SearchContext
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.cost import costs
from scheduler.solver.monitors.incremental_cost import deciding
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.kinds import Capacity
from scheduler.solver.monitors.meets import Assignment, IndexedProblem
from scheduler.solver.monitors.monitor import Reading
from tests.builders import contact, demand, lesson, problem, week
from tests.solver.small import everywhere, search_context
from tests.strategies import ALL_KINDS, cases


def placed(school: Problem, steps: int, seed: int = 1, start=None) -> tuple[IndexedProblem, Assignment]:
    indexed = index_problem(school)
    data = monitors(indexed)
    reduced = reduced_problem(indexed, data, (), deciding(data))
    begin = indexed.empty() if start is None else start(indexed)
    return indexed, placed_by_ejecting(reduced, begin, Random(seed), steps, lambda: False)


def unplaced(indexed: IndexedProblem, state: Assignment) -> int:
    return sum(indexed.meets[meet].periods for meet in indexed.parts if not indexed.placed(state, meet))


@settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))
@given(cases(kinds=ALL_KINDS, most_rules=3), st.integers(0, 9), st.integers(0, 40))
def test_no_capacity_is_used_more_than_it_was_and_the_state_is_one_of_the_problem(case, seed, steps):
    school, _ = case
    indexed = index_problem(school)
    data = monitors(indexed)
    plain = [one for one in data.monitors if one.hard and isinstance(one, Capacity) and not data.rows[one.row].shares]
    growing = [one for one in plain if all(load.amount >= 0 for load in data.rows[one.row].terms)]
    _, state = placed(school, steps, seed)
    empty = Reading(indexed, data, indexed.empty())
    reading = Reading(indexed, data, state)
    for monitor in growing:
        assert monitor.deviation(reading) <= monitor.deviation(empty)
    school.check(indexed.timetable(state))
    costs(indexed, data, state)
    assert unplaced(indexed, state) <= unplaced(indexed, indexed.empty())


def one_teacher(names: str) -> Problem:
    """Lessons of one teacher, on three times."""
    lessons = [lesson(name, who=["teacher:A"]) for name in names]
    return problem(week(1, 3), lessons, *everywhere(*lessons, resources=["teacher:A"]))


def test_what_stands_in_the_way_is_lifted_out_and_finds_another_place():
    """A can only be first: B, which came there, moves on."""
    school = one_teacher("BA")
    first = replace(school.lessons[1], parts=(replace(school.lessons[1].parts[0], starts=(0,)),))
    school = replace(school, lessons=(school.lessons[0], first))

    def taken(indexed: IndexedProblem) -> Assignment:
        empty = indexed.empty()
        place = next(p for p, (_, at) in enumerate(indexed.domain(0).placements) if at == 0)
        return Assignment(indexed.with_rests([place, *empty.placement[1:]]), empty.option, empty.choices)

    indexed, state = placed(school, 10, start=taken)
    assert unplaced(indexed, state) == 0
    at = {one.lesson: one.start for one in indexed.timetable(state).placements}
    assert at["A"] == 0 and at["B"] != 0


def test_what_cannot_all_be_placed_leaves_as_little_as_can_be():
    school = one_teacher("ABCDE")
    indexed, state = placed(school, 200)
    assert unplaced(indexed, state) == 2


@pytest.mark.parametrize("steps", range(4, 12))
def test_an_hour_with_only_one_place_keeps_it_however_often_others_are_lifted_out(steps):
    """An assembly, and one lesson more than the class has other hours for."""
    school = one_teacher("ABC")
    assembly = lesson("assembly", who=["teacher:A"])
    assembly = replace(assembly, parts=(replace(assembly.parts[0], starts=(0,)),))
    lessons = (*school.lessons, assembly)
    school = problem(week(1, 3), lessons, *everywhere(*lessons, resources=["teacher:A"]))
    indexed, state = placed(school, steps)
    assert indexed.placed(state, 3)
    assert unplaced(indexed, state) == 1


def test_a_demo_school_is_placed_whole_and_the_same_every_time():
    school = build_problem(make_demo("small"))
    indexed, state = placed(school, 2_000)
    assert unplaced(indexed, state) == 0
    assert placed(school, 2_000)[1] == state


def test_a_search_whose_walks_cannot_begin_has_a_timetable_without_any_model(monkeypatch):
    context = search_context(one_teacher("ABC"), seconds=3600)

    class Never:
        """Machine code that is never ready."""

        def ready(self, patience):
            return False

    monkeypatch.setattr(SearchContext, "solve", lambda *_, **__: pytest.fail("a model was asked"))
    construct.staged(context, Never(), 1.0)
    assert context.incumbent.complete


def test_counted_work_does_not_depend_on_what_is_compiled():
    context = search_context(one_teacher("ABC"), work=5.0)

    class Asked:
        def ready(self, patience):
            assert patience is None, "whoever counts work waits for the machine code"
            return True

    construct.staged(context, Asked(), 1.0)
    assert context.incumbent.complete


@pytest.mark.parametrize(("other", "periods"), [("room:r1", 1), ("room:r2", 0)])
def test_a_lesson_that_asks_for_two_rooms_does_not_get_the_same_one_twice(other, periods):
    twice = contact(demand("room", "room:r1"), demand("second", "room:r1", other))
    one = replace(lesson("A"), options=(twice,))
    school = problem(week(1, 1), [one], *everywhere(one, resources=sorted({"room:r1", other})))
    assert unplaced(*placed(school, 5)) == periods
