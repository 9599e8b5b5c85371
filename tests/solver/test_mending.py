"""The moves that go straight at a broken rule about somebody's days and idle hours, alone and never uphill."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.problem import rules as r
from scheduler.problem.problem import Problem
from scheduler.problem.times import Times
from scheduler.solver.annealing import layout as at
from scheduler.solver.annealing import schedule
from scheduler.solver.annealing.presets import PRESETS
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.meets import IndexedProblem
from scheduler.solver.params import SearchParams
from tests.builders import days_of, lesson, problem, week
from tests.solver.small import everywhere


def only(kind: int) -> SearchParams:
    """Moves of one kind alone."""
    return replace(SearchParams(), move_shares=tuple(float(one == kind) for one in range(len(at.KINDS_OF_MOVES))))


def after(school: Problem, starts: list[int], kind: int, moves: int) -> tuple[tuple[int, int], dict[str, int]]:
    """Cost before and after a walk by moves of one kind that never cost anything, and where everything stands then."""
    indexed = index_problem(school)
    search = schedule.Search(schedule.compile(indexed, monitors(indexed), only(kind)), standing(indexed, starts), 1)
    search.temperature, search.price = 1e-6, 1e6
    before = search.cost[0]
    search.go(moves)
    stands = {one.lesson: one.start for one in indexed.timetable(search.best).placements}
    return (before, search.cost[0]), stands


def standing(indexed: IndexedProblem, starts: list[int]):
    places = [
        next(place for place, (_, start) in enumerate(indexed.domain(meet).placements) if start == at_time)
        for meet, at_time in enumerate(starts)
    ]
    return replace(indexed.empty(), placement=indexed.with_rests([*places, *indexed.empty().placement[len(places) :]]))


def full_class(times: Times, own: int, *rules: r.Rule) -> Problem:
    """One class without a free hour: `own` lessons of teacher A, the others of B."""
    lessons = [lesson(f"A{number}", who=["path:3A", "teacher:A"]) for number in range(own)]
    lessons += [lesson(f"B{number}", who=["path:3A", "teacher:B"]) for number in range(own, len(times))]
    return problem(times, lessons, *everywhere(*lessons, resources=["path:3A", "teacher:A", "teacher:B"]), *rules)


def hours_of_a(stands: dict[str, int], times: Times) -> list[int]:
    """How many hours teacher A has on each day."""
    return [sum(stands[one] in day for one in stands if one.startswith("A")) for day in days_of(times)]


def days_at_most(times, who: str, most: int) -> r.LimitClusters:
    days = tuple((r.Touch(day),) for day in days_of(times))
    return r.LimitClusters(id=f"days {who}", entry="days", resources=(who,), clusters=days, most=most)


def hours_at_least(times: Times, who: str, least: int) -> r.LimitBusy:
    return r.LimitBusy(id="hours", entry="hours", resources=(who,), groups=days_of(times), least=least)


def test_a_teacher_who_comes_a_day_too_many_changes_with_whoever_is_there_on_his_other_days():
    times = week(3, 2)
    school = full_class(times, 4, days_at_most(times, "teacher:A", 2))
    cost, stands = after(school, [0, 1, 2, 4, 3, 5], at.MEND, 20)
    assert cost == (1, 0)
    assert sorted(hours_of_a(stands, times)) == [0, 2, 2]


def test_all_lessons_of_a_day_too_many_go_in_one_move_where_one_alone_would_break_something_else():
    times = week(3, 4)
    school = full_class(times, 6, days_at_most(times, "teacher:A", 2), hours_at_least(times, "teacher:A", 2))
    starts = [0, 1, 4, 5, 8, 9, 2, 3, 6, 7, 10, 11]
    cost, stands = after(school, starts, at.MEND, 50)
    assert cost == (1, 0)
    assert sorted(hours_of_a(stands, times)) in ([0, 2, 4], [0, 3, 3])


def test_a_day_with_fewer_hours_than_a_teacher_comes_for_is_filled():
    times = week(3, 3)
    school = full_class(times, 4, hours_at_least(times, "teacher:A", 2))
    cost, stands = after(school, list(range(9)), at.MEND, 20)
    assert cost == (1, 0)
    assert sorted(hours_of_a(stands, times)) == [0, 2, 2]


def test_a_day_with_fewer_hours_than_a_teacher_comes_for_is_emptied_where_it_cannot_be_filled():
    times = week(2, 3)
    school = full_class(times, 3, hours_at_least(times, "teacher:A", 3))
    cost, stands = after(school, [0, 1, 3, 2, 4, 5], at.MEND, 50)
    assert cost == (3, 0)
    assert sorted(hours_of_a(stands, times)) == [0, 3]


@pytest.mark.parametrize("first", [0, 1])
def test_an_idle_hour_of_a_class_is_filled(first):
    times = week(2, 4)
    lessons = [lesson(f"L{number}", who=["path:3A"]) for number in range(4)]
    rule = r.LimitIdle(id="gaps", entry="gaps", resources=("path:3A",), groups=days_of(times), most=0)
    school = problem(times, lessons, *everywhere(*lessons, resources=["path:3A"]), rule)
    cost, _ = after(school, [first, first + 2, 4, 5], at.MEND, 20)
    assert cost == (1, 0)


def test_a_lesson_that_can_only_be_then_keeps_its_time_and_one_that_can_be_elsewhere_may_lose_it():
    lessons = [lesson(name, who=["path:3A"]) for name in ("assembly", "sums")]
    pinned = replace(lessons[0], parts=(replace(lessons[0].parts[0], starts=(0,)),))
    price = r.LimitClusters(
        id="none", entry="none", resources=("path:3A",), clusters=((r.Touch((0, 1)),),), most=0, weight=5
    )
    school = problem(week(1, 2), [pinned, lessons[1]], *everywhere(*lessons, resources=["path:3A"]), price)
    indexed = index_problem(school)
    compiled = schedule.compile(indexed, monitors(indexed), replace(only(at.DROP), focus=1.0))
    search = schedule.Search(compiled, standing(indexed, [0, 1]), 1)
    search.temperature, search.price = 1e9, 1.0
    search.go(50)
    assert indexed.placed(search.state, 0)
    assert not indexed.placed(search.state, 1)


def test_two_lessons_at_the_only_place_of_both_part():
    lessons = [lesson(name, who=["path:3A"]) for name in ("assembly", "photo", "sums")]
    pinned = [replace(one, parts=(replace(one.parts[0], starts=(0,)),)) for one in lessons[:2]]
    school = problem(week(1, 2), [*pinned, lessons[2]], *everywhere(*lessons, resources=["path:3A"]))
    indexed = index_problem(school)
    compiled = schedule.compile(indexed, monitors(indexed), replace(only(at.DROP), focus=1.0))
    search = schedule.Search(compiled, standing(indexed, [0, 0, 1]), 1)
    search.temperature, search.price = 1e9, 1.0
    search.go(50)
    assert sum(indexed.placed(search.state, meet) for meet in (0, 1)) == 1


@pytest.mark.parametrize("steady", [False, True])
def test_a_steady_walk_pays_the_same_for_a_hard_point_all_the_time(monkeypatch, steady):
    school = full_class(week(3, 2), 4, days_at_most(week(3, 2), "teacher:A", 1))
    indexed = index_problem(school)
    looked = []
    monkeypatch.setattr(schedule.Price, "look", lambda *_: looked.append(1))
    preset = replace(PRESETS[0], steady=steady)
    schedule.anneal(schedule.compile(indexed, monitors(indexed)), indexed.empty(), preset=preset, moves=2_000)
    assert bool(looked) != steady


@pytest.mark.parametrize("own", [2, 4])
def test_what_was_broken_of_late_is_dearer_in_the_walk_that_learns_and_in_no_other(own):
    times = week(3, 2)
    school = full_class(times, own, days_at_most(times, "teacher:A", 1), days_at_most(times, "teacher:B", 3))
    indexed = index_problem(school)
    compiled = schedule.compile(indexed, monitors(indexed))
    search = schedule.Search(compiled, standing(indexed, [0, 2, 4, 1, 3, 5]), 1)
    before, cost = compiled.data.penalty.copy(), search.cost
    dearer = []
    for _ in range(20):
        search.learn(0.5, 8.0)
        dearer.append(search.data.penalty / before - 1.0)
    assert np.array_equal(compiled.data.penalty, before)
    assert search.cost == cost
    assert [sum(one > 0) for one in dearer] == [1] * 20
    assert max(dearer[0]) == pytest.approx(4.0)
    assert max(dearer[-1]) == pytest.approx(8.0, abs=1e-4)


@pytest.mark.parametrize("learning", [0.0, 2.0])
def test_a_walk_learns_where_its_preset_says_so(monkeypatch, learning):
    school = full_class(week(3, 2), 4, days_at_most(week(3, 2), "teacher:A", 1))
    indexed = index_problem(school)
    asked = []
    monkeypatch.setattr(schedule.Search, "learn", lambda _, part, by: asked.append((part, by)))
    preset = replace(PRESETS[0], learning=learning)
    schedule.anneal(schedule.compile(indexed, monitors(indexed)), indexed.empty(), preset=preset, moves=2_000)
    assert bool(asked) == bool(learning)
    assert all(0 < part <= 1 and by == learning for part, by in asked)
