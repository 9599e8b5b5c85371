"""The compiled search counts what the rules say, after any sequence of moves, and anneals repeatably."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from scheduler.demo import make_demo
from scheduler.evaluation import evaluate
from scheduler.problem import rules as r
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.solver.annealing import anneal
from scheduler.solver.annealing import compile as flat
from scheduler.solver.annealing.presets import PRESETS
from scheduler.solver.annealing.schedule import Search
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.cost import costs, deviations
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.meets import NOWHERE
from tests.builders import contact, demand, lesson, problem, week
from tests.solver.small import everywhere
from tests.strategies import ALL_KINDS, CASES, cases

CALM = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking long walks takes minutes
)


def check_walk(case: tuple[Problem, Timetable], seed: int, temperature: float) -> None:
    assume(walk_agrees(*case, seed, temperature))


def walk_agrees(problem: Problem, timetable: Timetable, seed: int, temperature: float) -> bool:
    """Asserts that a walk counts what the rules say, whatever it does; False where no state is like the timetable."""
    indexed = index_problem(problem)
    data = monitors(indexed)
    state, lost = indexed.state(timetable)
    if lost:
        return False
    search = Search(flat(indexed, data), state, seed)
    judged = evaluate(problem, timetable)
    assert search.cost == (judged.hard, judged.soft)
    search.temperature, search.price = temperature, 2.0
    # A state can hold resources for a meet without a time; a timetable made of it drops them.
    unplaced_hold = any(placed.start is None and placed.choices for placed in timetable.placements)
    for moves in (1, 10, 300):
        search.go(moves)
        assert search.cost == costs(indexed, data, search.state)
        assert tuple(search.now.deviation[: len(data.monitors)]) == deviations(indexed, data, search.state)
        assert search.best_cost == costs(indexed, data, search.best) <= (judged.hard, judged.soft)
        if not unplaced_hold:
            for reached in (search.state, search.best):
                seen = evaluate(problem, indexed.timetable(reached))
                assert (seen.hard, seen.soft) == costs(indexed, data, reached)
    search.put_up(state)
    assert search.cost == (judged.hard, judged.soft)
    return True


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.__name__)
def test_costs_follow_every_move_for_each_kind_of_rule_alone(kind):
    @settings(CALM, max_examples=CASES or 15)
    @given(cases(kinds=(kind,), most_rules=3), st.integers(0, 99), st.sampled_from((0.5, 1000.0)))
    def agree(case, seed, temperature):
        check_walk(case, seed, temperature)

    agree()


@settings(CALM, max_examples=CASES or 40)
@given(cases(most_rules=12), st.integers(0, 99), st.sampled_from((0.5, 5.0, 1000.0)))
def test_costs_follow_every_move_for_all_rules_together(case, seed, temperature):
    check_walk(case, seed, temperature)


def test_a_meet_that_loses_its_time_lets_go_of_what_it_chose():
    lessons = [lesson(f"L{number}", options=[contact(demand("room", "room:1", "room:2"))]) for number in range(4)]
    indexed = index_problem(problem(week(1, 2), lessons, *everywhere(*lessons, resources=["room:1", "room:2"])))
    search = Search(flat(indexed, monitors(indexed)), indexed.empty(), 1)
    search.temperature, search.price = 1000.0, 1.0
    had_time, lost = set(), 0
    for _ in range(500):
        search.go(1)
        for meet in indexed.parts:
            holds = search.state.choices[meet] != (NOWHERE,)
            placed = indexed.placed(search.state, meet)
            assert placed or not holds
            lost += meet in had_time and not placed
            had_time |= {meet} if placed and holds else set()
    assert lost


@pytest.fixture(scope="module")
def small_school():
    indexed = index_problem(build_problem(make_demo("small")))
    return flat(indexed, monitors(indexed))


def test_annealing_improves_and_repeats_with_a_seed_and_counted_moves(small_school):
    start = small_school.indexed.empty()
    before = costs(small_school.indexed, small_school.monitors, start)
    first, second = (anneal(small_school, start, seed=5, moves=60_000) for _ in range(2))
    assert (first.state, first.hard, first.soft) == (second.state, second.hard, second.soft)
    assert first.moves == 60_000
    assert (first.hard, first.soft) < before
    assert costs(small_school.indexed, small_school.monitors, first.state) == (first.hard, first.soft)
    assert sum(proposed for proposed, _, _ in first.tally.values()) <= 60_000
    assert anneal(small_school, start, seed=6, moves=60_000).state != first.state


def test_annealing_stops_when_asked_and_tells_of_improvements(small_school):
    told = []
    result = anneal(
        small_school,
        small_school.indexed.empty(),
        moves=10_000_000,
        on_improve=lambda state, hard, soft: told.append((hard, soft)),
        stopped=lambda: len(told) >= 2,
    )
    assert told == sorted(told, reverse=True)
    assert (result.hard, result.soft) == told[-1]
    assert result.moves < 10_000_000


def test_a_start_that_is_never_bettered_is_given_back(small_school):
    start = anneal(small_school, small_school.indexed.empty(), moves=20_000).state
    result = anneal(small_school, start, moves=0)
    assert result.state == start and result.moves == 0


def test_with_a_high_price_hard_rules_stay_kept_on_the_way(small_school):
    costs_met = []
    search = Search(small_school, anneal(small_school, small_school.indexed.empty(), seed=2, moves=100_000).state, 1)
    hard, _ = search.cost
    search.temperature, search.price = 1.0, 1e6
    for _ in range(20):
        search.go(1000)
        costs_met.append(search.cost[0])
    assert max(costs_met) <= hard


def test_a_walk_for_which_no_time_is_left_ends_at_once(small_school):
    walked = anneal(small_school, small_school.indexed.empty(), seconds=0.0)
    assert walked.moves < 10_000


# -- moves --


def test_two_equal_parts_of_a_lesson_never_change_places():
    sums = lesson("sums", sizes=(1, 1), who=["path:3A"])
    indexed = index_problem(problem(week(1, 2), [sums], *everywhere(sums, resources=["path:3A"])))
    start = replace(indexed.empty(), placement=indexed.with_rests([0, 1, 0]))
    walked = anneal(flat(indexed, monitors(indexed)), start, moves=20_000, preset=replace(PRESETS[0], hot=1e6))
    assert indexed.timetable(walked.state) == indexed.timetable(start)
    assert not any(walked.tally[kind][0] for kind in ("shift", "chain", "swap", "block"))


@pytest.mark.parametrize("weeks", [((0, 1),), ((0,), (1,))])
def test_parts_that_rules_or_weeks_tell_apart_do(weeks):
    sums = lesson("sums", sizes=(1, 1), who=["path:3A"], weeks=((0, 1),))
    sums = replace(sums, parts=(sums.parts[0], replace(sums.parts[1], weeks=weeks)))
    wish = r.Pinned(id="wish", entry="", pins=(r.PinnedMeet("sums", 1, start=1),), hard=False)
    school = problem(week(1, 2, weeks=2), [sums], *everywhere(sums, resources=["path:3A"]), wish)
    indexed = index_problem(school)
    start = replace(indexed.empty(), placement=indexed.with_rests([0, 1, 0]))
    search = Search(flat(indexed, monitors(indexed)), start, seed=1)
    search.temperature, search.price = 1e-6, 1e6
    assert search.cost == (0, 1)
    search.go(5_000)
    assert search.cost == (0, 0)


def test_two_lessons_trade_their_teachers_for_all_meets_at_once():
    teachers = ["teacher:T0", "teacher:T1"]
    lessons = [
        lesson(one, sizes=(1, 1), who=[f"path:{one}"], options=[contact(demand("teacher", *teachers))]) for one in "AB"
    ]
    wish = r.PreferResources(
        id="wish", entry="", lessons=("A",), role="teacher", resources=frozenset({"teacher:T1"}), hard=False, weight=1
    )
    school = problem(
        week(1, 2),
        lessons,
        *everywhere(*lessons, resources=[*teachers, "path:A", "path:B"]),
        r.Assigned(id="assigned", entry="", lessons=("A", "B"), role="teacher"),
        r.SameResource(id="same", entry="", groups=(("A",), ("B",)), role="teacher"),
        wish,
    )
    indexed = index_problem(school)
    choices = ((0,), (0,), (1,), (1,), *indexed.empty().choices[4:])
    start = replace(indexed.empty(), placement=indexed.with_rests([0, 1, 0, 1, 0, 0]), choices=choices)
    search = Search(flat(indexed, monitors(indexed)), start, seed=1)
    search.temperature, search.price = 1e-6, 1e6  # no step may cost anything
    assert search.cost == (0, 2)
    search.go(5_000)
    assert search.cost == (0, 0)
    assert search.state.choices[:4] == ((1,), (1,), (0,), (0,))


def test_a_lesson_of_several_full_classes_gets_a_time_at_once_whichever_hours_they_have_free():
    times, classes = 30, [f"path:{number}" for number in range(6)]
    sport = lesson("sport", who=classes)
    others = [lesson(f"{one}-{number}", who=[one]) for one in classes for number in range(times - 1)]
    school = problem(week(1, times), [sport, *others], *everywhere(sport, *others, resources=classes))
    indexed = index_problem(school)
    placement = list(indexed.empty().placement)
    holes = 1, 4, 9, 16, 22, 25
    placement[1 : len(indexed.parts)] = [time for free in holes for time in range(times) if time != free]
    start = replace(indexed.empty(), placement=indexed.with_rests(placement))
    search = Search(flat(indexed, monitors(indexed)), start, seed=1)
    search.temperature, search.price = 1e-6, 1e6  # no step may cost anything
    assert search.cost == (1, 0)
    search.go(2_000)  # 20 to 120 are enough; by chance 200,000 are not
    assert search.cost == (0, 0)
