"""Costs that follow a change: what is read again after one meet moved, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

from scheduler.problem import rules as r
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.incremental_cost import Change, IncrementalCost
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.meets import Assignment
from scheduler.solver.monitors.reach import meets_of_monitors, monitors_of_meets
from tests.builders import contact, demand, flexible, lesson, problem, put, synchronous, timetable, week

A = "teacher:A"
SOFT = {"entry": "", "hard": False}
NEAR = r.LimitPeriods(id="near", **SOFT, bounds=(r.PeriodBound("x", ("x",), most=0),), modes=frozenset({Mode.CONTACT}))
ROOM = r.PreferResources(id="room", **SOFT, lessons=("x",), role="room", resources=frozenset({"room:2"}))
EARLY = r.PreferTimes(id="early", **SOFT, lessons=("x",), times=frozenset({0}), weight=10)
CLASH = r.NoClash(id="clash", entry="", resources=(A,))


def school(*rules: r.Rule) -> Problem:
    ways = [contact(demand("room", "room:1", "room:2")), synchronous()]
    return problem(week(), [lesson("x", who=[A], options=ways), lesson("y", who=[A])], *rules)


def start(built: Problem, *placed: object) -> tuple[IncrementalCost, Assignment]:
    indexed = index_problem(built)
    data = monitors(indexed)
    state, lost = indexed.state(timetable(*placed))  # type: ignore[arg-type]
    assert not lost
    return IncrementalCost(indexed, data, monitors_of_meets(indexed, data), state), state


def told(change: Change) -> tuple[int, int, dict[int, int]]:
    return change.hard, change.soft, change.deviations


def test_a_new_time_option_or_choice_alone_is_a_change() -> None:
    kept, state = start(school(EARLY, NEAR, ROOM), put("x", 0, room="room:1"))
    assert (kept.total(False), kept.deviations) == (2, [0, 1, 1])
    assert told(kept.change(state)) == (0, 2, {})
    later = replace(state, placement=(1, *state.placement[1:]))
    assert told(kept.change(later)) == (0, 12, {0: 1, 1: 1, 2: 1})
    far = replace(state, option=(1, *state.option[1:]))
    assert told(kept.change(far)) == (0, 0, {0: 0, 1: 0, 2: 0})
    other = replace(state, choices=((1,), *state.choices[1:]))
    assert told(kept.change(other)) == (0, 1, {0: 0, 1: 1, 2: 0})


def test_only_what_a_moved_meet_can_change_is_read_again() -> None:
    kept, state = start(school(EARLY, CLASH, replace(EARLY, id="y", lessons=("y",))), put("x", 0), put("y", 1))
    moved = kept.change(replace(state, placement=(state.placement[0], 2, *state.placement[2:])))
    assert set(moved.deviations) == {1, 2}


def test_a_meet_that_moved_is_counted_at_its_new_time_only() -> None:
    kept, state = start(school(CLASH), put("x", 0), put("y", 0))
    assert (kept.total(True), kept.total(False), kept.broken()) == (1, 0, {0})
    apart = kept.change(replace(state, placement=(1, *state.placement[1:])))
    assert (apart.hard, apart.soft) == (0, 0)
    assert kept.total(True) == 1, "a change is no more than seen"
    kept.accept(apart)
    assert (kept.total(True), kept.broken()) == (0, frozenset())
    assert kept.state == apart.state
    again = kept.change(replace(apart.state, placement=(1, 1, *state.placement[2:])))
    assert again.hard == 1
    assert kept.change(state).hard == 1
    assert kept.reading.without(kept.data.monitors[0].reads().rows[0], ()) == [1, 1, 0, 0]


def test_a_part_is_reached_by_what_is_said_of_it_alone() -> None:
    pin = r.Pinned(id="pin", entry="", pins=(r.PinnedMeet("x", 2, start=0),))
    kept, _ = start(problem(week(), [lesson("x", sizes=(1, 1))], pin))
    assert kept.reach == ((), (0,), ())


def test_only_hard_rules_count_as_broken() -> None:
    kept, _ = start(school(replace(EARLY, times=frozenset({1})), CLASH), put("x", 0), put("y", 1))
    assert (kept.total(False), kept.total(True), kept.broken()) == (10, 0, frozenset())


def test_a_part_that_is_placed_changes_what_is_said_of_the_rest_of_its_lesson() -> None:
    whole = r.SplitCount(id="whole", entry="", lessons=("open",), duration=3, least=0, most=0)
    built = problem(week(), [lesson("x"), flexible("open", 3, 2, 2)], whole)
    kept, _ = start(built)
    assert meets_of_monitors(kept.data) == ({4},), "no part can be so long: only the rest is read"
    assert kept.reach == ((), (0,), (0,), (), (0,))
    assert kept.deviations == [1]
    placed, _ = index_problem(built).state(timetable(put("open", 0)))
    assert told(kept.change(placed)) == (0, 0, {0: 0})
