"""What a meet without a time holds, where a rule asks for a resource all the same (XHSTT 5.1)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.evaluation import evaluate
from scheduler.problem import rules as r
from scheduler.problem.lessons import Part
from scheduler.problem.problem import Problem
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.cost import costs
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.meets import NOWHERE
from scheduler.solver.search import solve
from scheduler.solver.stopping import Stop
from tests.builders import contact, demand, lesson, problem, put, timetable, week
from tests.solver.small import everywhere

ROOMS = ("room:1", "room:2")
PREFERRED = r.PreferResources(
    id="prefer", entry="", lessons=("a", "b"), role="room", resources=frozenset({"room:2"}), placed_only=False
)
COMPARED = r.SameResource(id="same", entry="", groups=(("a", "b"),), role="room")
LIMITED = r.LimitWorkload(id="load", entry="", resources=("room:1",), least=0, most=1)


def crowded(*rules: r.Rule, placed_only: bool = False, optional: bool = False) -> Problem:
    """A class with two lessons at the only time there is, each of which wants one of two rooms."""
    room = [contact(demand("room", *ROOMS))]
    lessons = [lesson(one, who=["path:A"], options=room, optional=optional) for one in ("a", "b")]
    placed, clash = everywhere(*lessons, resources=["path:A", *ROOMS])
    asked = r.Assigned(id="asked", entry="", lessons=("a", "b"), role="room", placed_only=placed_only)
    return problem(week(1, 1), lessons, replace(placed, hard=not optional), clash, asked, *rules)


@pytest.mark.parametrize(
    ("school", "placeholder"),
    [
        (crowded(), 0),
        (crowded(PREFERRED), 1),
        (crowded(replace(PREFERRED, hard=False)), 1),
        (crowded(replace(PREFERRED, hard=False, placed_only=True)), 0),
        (crowded(replace(PREFERRED, hard=False), replace(LIMITED, resources=("room:2",))), NOWHERE),
        (crowded(LIMITED), 1),  # the other one is nobody's limit
        (crowded(COMPARED), NOWHERE),
        (crowded(PREFERRED, LIMITED), 1),
        (crowded(placed_only=True), NOWHERE),  # nothing asks for it
        (crowded(optional=True), 0),
    ],
)
def test_what_is_put_aside_is_asked_for_and_no_other_rule_minds_it(school, placeholder):
    indexed = index_problem(school)
    assert [indexed.meets[meet].placeholder for meet in indexed.parts] == [(placeholder,)] * 2
    empty = indexed.empty()
    judged = evaluate(school, indexed.timetable(empty))
    assert costs(indexed, monitors(indexed), empty) == (judged.hard, judged.soft)


def test_a_lesson_left_out_costs_what_its_time_costs_and_holds_a_room_in_the_timetable():
    school = crowded(PREFERRED)
    found = solve(school, stop=Stop(work=2.0), workers=1)
    assert (found.hard, sum(one.periods for one in found.unplaced)) == (1, 1)
    assert {(one.start, one.choice("room")) for one in found.timetable.placements} >= {(None, "room:2")}
    state, lost = index_problem(school).state(found.timetable)
    assert not lost
    assert index_problem(school).timetable(state, seed=found.seed) == found.timetable


def test_what_may_be_left_out_holds_a_room_then_and_breaks_no_hard_rule():
    found = solve(crowded(optional=True), stop=Stop(work=2.0), workers=1)
    assert (found.status, found.hard, found.soft) == ("optimal", 0, 1)


def test_a_lesson_whose_split_is_free_puts_nothing_aside():
    part = lesson("a", options=[contact(demand("room", *ROOMS))])
    open_split = replace(part, parts=(Part(1, 1, 2), Part(2, 1, 2)), duration=2)
    asked = r.Assigned(id="asked", entry="", lessons=("a",), role="room", placed_only=False)
    indexed = index_problem(problem(week(1, 2), [open_split], asked))
    assert [meet.placeholder for meet in indexed.meets] == [(NOWHERE,)] * 3


def test_a_meet_that_is_placed_holds_what_it_chose_and_one_that_is_not_what_is_put_aside():
    indexed = index_problem(crowded(replace(PREFERRED, hard=False)))
    placed = timetable(put("a", 0, room="room:1"), put("b", None, room="room:2"))
    state, lost = indexed.state(placed)
    assert not lost
    assert state.choices == ((0,), (NOWHERE,), (NOWHERE,), (NOWHERE,))
    assert indexed.timetable(state) == placed
