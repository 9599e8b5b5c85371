"""What hard rules about one meet leave of it, and which state a timetable is, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.problem import rules as r
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.meets import NOWHERE
from tests.builders import contact, demand, flexible, lesson, problem, put, synchronous, timetable, week
from tests.solver.small import away

A, B, C = "teacher:A", "teacher:B", "teacher:C"
TIMES = week(1, 4)
CHOSEN = [contact(demand("teacher", A, B, C), demand("second", A, B)), synchronous(demand("teacher", A))]


def left(
    *rules: r.Rule, options: list | None = None, sizes: tuple[int, ...] = (1,)
) -> tuple[list[int], list[str], list]:
    """The starts, the options and the candidates by slot that a lesson x has left for its first part."""
    lessons = [lesson("x", sizes=sizes, options=CHOSEN), lesson("y", who=[A, B, C])]
    indexed = index_problem(problem(TIMES, lessons, *rules))
    meet = indexed.meets[0]
    names = [resource.id for resource in indexed.problem.resources]
    starts = [indexed.domain(0).placements[number][1] for number in meet.usable.placements]
    chosen = [
        (slot.role, [names[slot.candidates[choice]] for choice in choices])
        for slot, choices in zip(meet.slots, meet.usable.choices, strict=True)
    ]
    return starts, [indexed.problem.lessons[0].options[number].id for number in meet.usable.options], chosen


BOTH, FREE = ["contact", "synchronous"], [("teacher", [A, B, C]), ("second", [A, B])]


def fit(*who: str, **more: object) -> r.PreferResources:
    fields = {"id": "fit", "entry": "", "lessons": ("x",), "role": "teacher", "resources": frozenset(who)}
    return r.PreferResources(**{**fields, **more})  # type: ignore[arg-type]


def test_a_lesson_of_which_nothing_is_asked_may_do_anything() -> None:
    assert left() == ([0, 1, 2, 3], BOTH, FREE)


@pytest.mark.parametrize(
    ("rule", "options", "chosen"),
    [
        (fit(A, B), BOTH, [("teacher", [A, B]), ("second", [A, B])]),
        (fit(B, C), ["contact"], [("teacher", [B, C]), ("second", [A, B])]),
        (fit(B, role="second"), BOTH, [("teacher", [A, B, C]), ("second", [B])]),
        (fit(B, options=frozenset({"contact"})), BOTH, [("teacher", [B]), ("second", [A, B])]),
        (fit(B, options=frozenset({"synchronous"})), ["contact"], FREE),
        (fit(A, options=frozenset({"synchronous"})), BOTH, FREE),
        (fit(A, lessons=("y",), role="1"), BOTH, FREE),
        (fit(B, hard=False), BOTH, FREE),
        (fit(B, weight=0), BOTH, FREE),
    ],
)
def test_whom_a_lesson_may_hold_narrows_its_candidates_and_its_forms(
    rule: r.Rule, options: list[str], chosen: list[tuple[str, list[str]]]
) -> None:
    assert left(rule) == ([0, 1, 2, 3], options, chosen)


def pin(part: int = 1, start: int | None = None, mode: Mode | None = None, **who: str) -> r.Pinned:
    pins = (r.PinnedMeet("x", part, start, mode, tuple(who.items())),)
    return r.Pinned(id="pin", entry="H16", pins=pins)


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        (pin(start=2), ([2], BOTH, FREE)),
        (pin(mode=Mode.SYNCHRONOUS), ([0, 1, 2, 3], ["synchronous"], FREE)),
        (pin(teacher=B), ([0, 1, 2, 3], ["contact"], [("teacher", [B]), ("second", [A, B])])),
        (pin(teacher=A), ([0, 1, 2, 3], BOTH, [("teacher", [A]), ("second", [A, B])])),
        (pin(second=B), ([0, 1, 2, 3], ["contact"], [("teacher", [A, B, C]), ("second", [B])])),
        (pin(second=C), ([0, 1, 2, 3], [], [("teacher", [A, B, C]), ("second", [])])),
        (pin(part=2, start=2), ([0, 1, 2, 3], BOTH, FREE)),
    ],
)
def test_a_pin_leaves_what_it_names_to_its_own_part(rule: r.Rule, found: tuple) -> None:  # type: ignore[type-arg]
    assert left(rule, sizes=(1, 1)) == found


def test_only_who_is_held_whatever_is_chosen_closes_times() -> None:
    assert left(away(0))[0] == [0, 1, 2, 3]
    only = r.AllowedOptions(id="only", entry="", allowed=(("x", frozenset({"synchronous"})),))
    assert left(away(0), only)[0] == [1, 2, 3]
    assert left(away(0), only, away(3, id="more"))[0] == [1, 2]
    assert left(away(0, 1, 2), only, sizes=(2,))[0] == []


def test_times_that_a_rule_asks_for_are_the_only_ones_left() -> None:
    early = r.PreferTimes(id="early", entry="", lessons=("x",), times=frozenset({0, 1}))
    assert left(early)[0] == [0, 1]
    assert left(replace(early, duration=2))[0] == [0, 1, 2, 3]
    assert left(replace(early, duration=2), sizes=(2,))[0] == [0, 1]
    assert left(replace(early, modes=frozenset({Mode.CONTACT})))[0] == [0, 1, 2, 3], "another form may be at any time"


# -- states --


def lost(built: Problem, *placed: Placement) -> list[str]:
    """What of a timetable no state can hold, once it is sure that all the rest is there again."""
    indexed = index_problem(built)
    state, missing = indexed.state(timetable(*placed))
    again = indexed.timetable(state)
    if not missing:
        there = {(one.lesson, one.part): (one.start, one.duration, one.option) for one in again.placements}
        for one in placed:
            if one.start is not None:
                assert there[one.lesson, one.part] == (one.start, one.duration, one.option)
    return [str(one) for one in missing]


def test_a_timetable_becomes_a_state_and_a_timetable_again_and_what_is_foreign_is_told() -> None:
    built = problem(TIMES, [lesson("x", options=CHOSEN), flexible("open", 3, 3, 2)])
    assert lost(built, put("x", 0, teacher=B), put("open", 1, duration=2)) == []
    assert lost(built, put("x", 0, option="synchronous")) == []
    assert lost(built, put("x", None)) == []
    for foreign in (put("z", 0), put("x", 0, 2), put("x", 9), put("x", 0, duration=2), put("x", 0, option="none")):
        assert len(lost(built, foreign)) == 1


def test_parts_without_a_meet_are_left_out_and_what_comes_after_them_is_not() -> None:
    indexed = index_problem(problem(TIMES, [flexible("open", 3, 3, 2), lesson("x", options=CHOSEN)]))
    placed = timetable(put("open", 1, 2, duration=2), put("x", 3, teacher=B))
    state, lost = indexed.state(placed)
    assert not lost
    assert indexed.timetable(state) == placed
    assert indexed.domain(3).placements[state.placement[3]] == (1, 3)
    rest = indexed.rest_of[0]
    assert indexed.domain(rest).placements[state.placement[rest]] == (1, NOWHERE), "one of three periods is left"
    assert state.placement[indexed.rest_of[1]] == indexed.domain(indexed.rest_of[1]).absent


def test_a_resource_for_a_role_that_the_option_has_not_is_passed_over() -> None:
    indexed = index_problem(problem(TIMES, [lesson("x", options=CHOSEN)]))
    state, lost = indexed.state(timetable(put("x", 0, option="synchronous", second=B)))
    assert (state.choices[0], lost) == ((NOWHERE, NOWHERE), ())


def test_nothing_placed_is_said_of_lessons_that_must_be_and_in_options_that_may_be() -> None:
    lessons = [
        lesson("must", options=CHOSEN),
        lesson("may", optional=True),
        flexible("open", 2, 2, 2),
        lesson("never", options=[synchronous()]),
    ]
    rules = (
        r.AllowedOptions(id="far", entry="", allowed=(("must", frozenset({"synchronous"})), ("never", frozenset()))),
    )
    indexed = index_problem(problem(TIMES, lessons, *rules))
    empty = indexed.empty()
    assert empty.option[0] == 1
    assert empty.option[indexed.of_lesson[3][0]] == 0
    assert [(one.lesson, one.start) for one in indexed.timetable(empty).placements] == [("must", None), ("never", None)]
    assert [indexed.meets[meet].periods for meet in indexed.parts] == [1, 0, 0, 0, 1]


def test_meets_of_one_length_share_what_can_happen_to_them() -> None:
    indexed = index_problem(problem(week(1, 2), [lesson("x", sizes=(1, 1)), lesson("y"), lesson("z"), lesson("w")]))
    assert len(indexed.domains) == 3
    part, rest_of_two, rest_of_one = indexed.domains
    assert (part.placements, part.placed) == (((1, 0), (1, 1), (1, NOWHERE), (0, NOWHERE)), 2)
    assert part.ticks == part.bell_ticks == part.first_week_ticks == ((0,), (1,), (), ())
    assert (rest_of_two.placements, rest_of_two.placed) == (((1, NOWHERE), (2, NOWHERE), (0, NOWHERE)), 0)
    assert (rest_of_one.placements, rest_of_one.placed) == (((1, NOWHERE), (0, NOWHERE)), 0)
    rest = indexed.meets[indexed.rest_of[1]]
    assert (rest.lesson, rest.part, rest.periods, rest.missing, rest.options) == (1, 0, 0, 1, 1)
    assert (rest.usable.placements, rest.usable.options) == ((), (0,))


def test_meets_with_one_place_to_stand_are_placed_there_and_no_others() -> None:
    lessons = [lesson("one"), lesson("two"), lesson("there"), lesson("may", optional=True), lesson("nowhere")]
    starts = {"one": {1}, "two": {1, 2}, "there": {2}, "may": {1}, "nowhere": set()}
    rules = [
        r.PreferTimes(id=name, entry="", lessons=(name,), times=frozenset(times)) for name, times in starts.items()
    ]
    indexed = index_problem(problem(TIMES, lessons, *rules))
    state, _ = indexed.state(timetable(put("there", 0)))
    settled = indexed.settled(state)
    assert [(one.lesson, one.start) for one in indexed.timetable(settled).placements] == [("one", 1), ("there", 0)]
    assert (settled.option, settled.choices) == (state.option, state.choices)
    staying = indexed.staying(settled, indexed.parts)
    assert {meet: one.placements for meet, one in staying.items()} == {0: (1,), 2: (0,)}
