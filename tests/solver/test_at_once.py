"""A first timetable meet by meet: everything where there is room, and no hard rule worse kept for it."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.demo import make_demo
from scheduler.problem import rules as r
from scheduler.school.building import build_problem
from scheduler.solver.annealing.preparing import Preparation
from scheduler.solver.annealing.reducing import reduced_problem
from scheduler.solver.construction import construct
from scheduler.solver.construction.at_once import placed_at_once
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.cost import costs
from scheduler.solver.monitors.incremental_cost import deciding
from scheduler.solver.monitors.indexing import index_problem
from tests.builders import contact, demand, lesson, problem, week
from tests.solver.small import choosing, everywhere, search_context
from tests.solver.test_reducing import CALM
from tests.strategies import CASES, cases


def placed(school, tries=1000, seed=1, start=None, bands=()):
    """The problem in numbers and in monitors, and what is placed."""
    indexed = index_problem(school)
    data = monitors(indexed)
    reduced = reduced_problem(indexed, data, bands, deciding(data))
    return indexed, data, placed_at_once(reduced, start or indexed.empty(), Random(seed), tries)


@settings(CALM, max_examples=CASES or 60)
@given(cases(most_rules=8), st.integers(0, 9))
def test_no_hard_rule_is_worse_kept_than_with_nothing_placed(case, seed):
    indexed, data, state = placed(case[0], tries=60, seed=seed)
    assert costs(indexed, data, state)[0] <= costs(indexed, data, indexed.empty())[0]


def test_a_school_with_room_enough_is_complete_with_choices_too():
    indexed, data, state = placed(choosing("ABC", "room", ["room:1", "room:2"]))
    assert costs(indexed, data, state)[0] == 0
    assert all(indexed.placed(state, meet) for meet in indexed.parts)


def test_who_can_stand_in_one_place_only_takes_it_from_who_can_stand_elsewhere():
    free, bound = (lesson(name, who=["teacher:T"]) for name in ("FREE", "BOUND"))
    school = problem(
        week(1, 2),
        [free, bound],
        *everywhere(free, bound, resources=["teacher:T"]),
        r.PreferTimes(id="late", entry="", lessons=("BOUND",), times=frozenset({1})),
    )
    indexed = index_problem(school)
    start = indexed.state(indexed.timetable(indexed.empty()))[0]
    moved = type(start)((1, *start.placement[1:]), start.option, start.choices)
    _, data, state = placed(school, start=moved)
    assert state.placement[:2] == (0, 1)
    assert costs(indexed, data, state)[0] == 0


def test_where_not_all_fits_the_rest_is_left_out_and_nobody_is_in_two_places():
    lessons = [lesson(f"L{number}", who=["teacher:T"]) for number in range(3)]
    school = problem(week(1, 2), lessons, *everywhere(*lessons, resources=["teacher:T"]))
    indexed, data, state = placed(school)
    assert sum(indexed.placed(state, meet) for meet in indexed.parts) == 2
    assert costs(indexed, data, state)[0] == 1


def test_tries_are_counted_and_the_same_seed_gives_the_same():
    school = build_problem(make_demo("small"))
    first, second, none = (placed(school, tries)[2] for tries in (150, 150, 0))
    indexed = index_problem(school)
    assert first == second
    assert none == indexed.empty()
    assert sum(indexed.placed(first, meet) for meet in indexed.parts) > 30


def test_a_search_that_has_no_machine_code_yet_begins_with_it(monkeypatch):
    class Never(Preparation):
        def ready(self, patience):
            return False

    context = search_context(choosing("ABC", "room", ["room:1", "room:2"]), seconds=1000)
    monkeypatch.setattr(construct, "times_first", lambda *_, **__: "unknown")
    construct.staged(context, Never(needed=False), 1.0)
    assert context.incumbent.complete


def test_bands_are_placed_as_one():
    groups = [
        lesson(name, who=[f"path:{name}"], options=[contact(demand("room", "room:1", "room:2"))]) for name in "AB"
    ]
    whole = lesson("ALL", who=["path:A", "path:B"])
    some = [*groups, whole]
    school = problem(week(1, 2), some, *everywhere(*some, resources=["path:A", "path:B", "room:1", "room:2"]))
    indexed, data, state = placed(school, bands=[[0, 1]])
    assert state.placement[0] == state.placement[1] != state.placement[2]
    assert costs(indexed, data, state)[0] == 0
