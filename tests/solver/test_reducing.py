"""A reduced problem costs what the whole one costs, and its states are states of the whole one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from scheduler.evaluation import evaluate
from scheduler.problem import rules as r
from scheduler.problem.problem import Problem
from scheduler.solver.annealing import compile as flat
from scheduler.solver.annealing.reducing import reduced_problem
from scheduler.solver.annealing.schedule import Search
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.cost import costs
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.meets import IndexedProblem
from tests.builders import contact, demand, lesson, problem, synchronous, week
from tests.strategies import ALL_KINDS, CASES, cases

CALM = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def check_walk(school: Problem, bands, start, seed: int, temperature: float) -> bool:
    """Walks in the reduced problem and holds each state against the whole one; whether some lessons followed."""
    indexed = index_problem(school)
    data = monitors(indexed)
    compiled = flat(indexed, data, bands=bands)
    search = Search(compiled, start(indexed), seed)
    search.temperature, search.price = temperature, 2.0
    followers = compiled.reduced.followers
    for moves in (0, 1, 10, 300):
        search.go(moves)
        assert search.cost == costs(indexed, data, search.state)
        assert search.best_cost == costs(indexed, data, search.best)
        for meet, (leader, _) in followers.items():
            assert search.state.placement[meet] == search.state.placement[leader]
        reached = search.state
        search.put_up(reached)
        assert search.state == reached
    return bool(followers)


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.__name__)
def test_what_walks_of_bands_cost_is_what_the_whole_problem_says_for_each_kind_of_rule(kind):
    @settings(CALM, max_examples=CASES or 15)
    @given(cases(kinds=(kind,), most_rules=3), st.integers(0, 99), st.sampled_from((0.5, 1000.0)), st.data())
    def agree(case, seed, temperature, data):
        school, timetable = case
        band = data.draw(st.permutations(range(len(school.lessons))))[:2]
        assume(not index_problem(school).state(timetable)[1])
        check_walk(school, [band], lambda indexed: indexed.state(timetable)[0], seed, temperature)

    agree()


GROUPS = ("LEV-A", "LEV-B", "LEV-C")


def class_with_groups(*rules: r.Rule, lessons=(), parts: int = 2) -> Problem:
    """A class of three paths: each follows a group of its own, with a room to be chosen, and a lesson with all."""
    paths = [f"path:{group[-1]}" for group in GROUPS]
    groups = [
        lesson(group, who=[path], sizes=(1,) * parts, options=[contact(demand("room", "room:1", "room:2", "room:3"))])
        for group, path in zip(GROUPS, paths, strict=True)
    ]
    whole = lesson("NED", who=paths, sizes=(1, 1))
    some = [*groups, whole, *lessons]
    return problem(
        week(2, 4),
        some,
        r.Placed(id="placed", entry="H02", lessons=tuple(one.id for one in some)),
        r.NoClash(id="clash", entry="H01", resources=(*paths, "room:1", "room:2", "room:3")),
        r.LimitIdle(id="gaps", entry="H07", resources=tuple(paths), groups=week(2, 4).days(), least=0, most=0),
        *rules,
    )


def test_paths_that_differ_in_the_group_they_follow_are_looked_at_once():
    school = class_with_groups()
    indexed = index_problem(school)
    whole = monitors(indexed)
    reduced = reduced_problem(indexed, whole, [[0, 1, 2]])
    gaps = [one for one in reduced.data.monitors if school.rules[one.rule].id == "gaps"]
    assert [one.weight for one in gaps] == [3]
    assert sum(school.rules[one.rule].id == "gaps" for one in whole.monitors) == 3
    assert check_walk(school, [[0, 1, 2]], IndexedProblem.empty, 1, 1000.0)


def test_a_group_keeps_its_room_where_its_blocks_are_numbered_otherwise():
    indexed = index_problem(class_with_groups())
    (a1, a2), (b1, b2), (c1, c2), *_ = indexed.of_lesson
    placement, choices = list(indexed.empty().placement), list(indexed.empty().choices)
    for meet, place, room in ((a1, 0, 0), (a2, 5, 0), (b1, 5, 1), (b2, 0, 2), (c1, 0, 1), (c2, 5, 2)):
        placement[meet], choices[meet] = place, (room,)
    given_state = replace(indexed.empty(), placement=tuple(placement), choices=tuple(choices))
    compiled = flat(indexed, monitors(indexed), bands=[[0, 1, 2]])
    state = Search(compiled, given_state, 1).state
    assert [state.placement[meet] for meet in (b1, b2, c1, c2)] == [0, 5, 0, 5]
    assert [state.choices[meet] for meet in (b1, b2, c1, c2)] == [(2,), (1,), (1,), (2,)]
    assert costs(indexed, compiled.monitors, state) == costs(indexed, compiled.monitors, given_state)


def test_bands_that_share_a_lesson_move_as_one():
    school = class_with_groups()
    reduced = reduced_problem(index_problem(school), monitors(index_problem(school)), [[0, 1], [2, 1]])
    assert len(reduced.followers) == 4
    assert check_walk(school, [[0, 1], [2, 1]], IndexedProblem.empty, 3, 5.0)


def test_a_band_whose_lessons_are_cut_otherwise_or_have_no_time_in_common_is_left_as_it_is():
    longer = lesson("X", who=["path:A"], sizes=(2,))
    monday = r.PreferTimes(id="monday", entry="", lessons=("NED",), times=frozenset(range(4)))
    tuesday = r.PreferTimes(id="tuesday", entry="", lessons=("LEV-A",), times=frozenset(range(4, 8)))
    for school, band in ((class_with_groups(lessons=[longer]), [3, 4]), (class_with_groups(monday, tuesday), [0, 3])):
        indexed = index_problem(school)
        assert reduced_problem(indexed, monitors(indexed), [band]).followers == {}


def test_what_can_be_taught_in_two_ways_leads_and_two_such_lessons_are_no_band():
    ways = [contact(demand("room", "room:1")), synchronous()]
    either = [lesson(name, who=[f"teacher:{name}"], options=ways) for name in ("X", "Y")]
    plain = lesson("Z", options=[contact(demand("room", "room:2", "room:3"))])
    school = problem(week(1, 4), [plain, *either])
    indexed = index_problem(school)
    data = monitors(indexed)
    assert {leader for leader, _ in reduced_problem(indexed, data, [[0, 1]]).followers.values()} == {1}
    assert reduced_problem(indexed, data, [[1, 2]]).followers == {}
    assert check_walk(school, [[0, 1]], IndexedProblem.empty, 1, 1000.0)


def test_a_start_in_a_way_that_a_hard_rule_forbids_is_put_up_in_one_that_is_allowed():
    ways = [contact(), synchronous()]
    school = problem(
        week(1, 4),
        [lesson("X", options=ways)],
        r.AllowedOptions(id="contact", entry="H10", allowed=(("X", frozenset({"contact"})),)),
    )
    indexed = index_problem(school)
    start = replace(indexed.empty(), placement=(0, *indexed.empty().placement[1:]), option=(1, 0))
    search = Search(flat(indexed, monitors(indexed), bands=[]), start, 1)
    assert search.state.option[0] == 0
    assert evaluate(school, indexed.timetable(search.state)).hard == search.cost[0] == 0
