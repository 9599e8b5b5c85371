"""What differs between two timetables: worked out by hand for small schools, counted again on random pairs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.evaluation.difference import Aspect, Difference, Fate, For, difference
from scheduler.problem.lessons import HOME
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement, Timetable
from tests.builders import contact, demand, lesson, problem, put, synchronous, timetable, week
from tests.strategies import cases, timetables

ROOM = demand("room", "room:1", "room:2")
MATHS = lesson("W", sizes=(1, 1), who=("path:1A", "teacher:ANN"), options=(contact(ROOM), synchronous()))
ART = lesson("PO", who=("path:1B", "teacher:BOB"), options=(contact(ROOM),))
SCHOOL = problem(week(2, 4), [MATHS, ART], weekdays=True)
BEFORE = timetable(put("W", 0, room="room:1"), put("W", 5, 2, room="room:1"), put("PO", 2, room="room:2"))


def told(found: Difference) -> list[tuple[str, Fate, tuple[Aspect, ...]]]:
    return [(change.lesson, change.fate, change.differs) for change in found.changes]


def moved(*placements: Placement) -> list[tuple[str, Fate, tuple[Aspect, ...]]]:
    """What is told when these placements stand in the place of those of the same lesson and part."""
    kept = {(one.lesson, one.part): one for one in BEFORE.placements} | {
        (one.lesson, one.part): one for one in placements
    }
    return told(difference(SCHOOL, BEFORE, timetable(*kept.values())))


@pytest.mark.parametrize(
    ("placement", "aspects"),
    [
        (put("PO", 3, room="room:2"), (Aspect.TIME,)),
        (put("PO", 2, room="room:1"), (Aspect.ROOM,)),
        (put("PO", 2), (Aspect.ROOM,)),
        (put("PO", 3, room="room:1"), (Aspect.TIME, Aspect.ROOM)),
        (put("W", 0, option="synchronous"), (Aspect.ROOM, Aspect.MODE)),
    ],
)
def test_a_meet_that_differs_says_in_what(placement: Placement, aspects: tuple[Aspect, ...]) -> None:
    assert moved(placement) == [(placement.lesson, Fate.CHANGED, aspects)]


def test_a_timetable_does_not_differ_from_itself() -> None:
    found = difference(SCHOOL, BEFORE, BEFORE)
    assert (found.changes, found.same, found.moved) == ((), 3, 0)


def test_blocks_that_only_swap_their_numbers_did_not_move() -> None:
    assert moved(put("W", 5, 1, room="room:1"), put("W", 0, 2, room="room:1")) == []


def test_a_block_that_takes_the_place_of_another_is_one_move() -> None:
    """Part 1 goes to where part 2 was, and part 2 to a third time: one block of W left one time for one other."""
    assert moved(put("W", 5, 1, room="room:1"), put("W", 3, 2, room="room:1")) == [("W", Fate.CHANGED, (Aspect.TIME,))]


def test_what_has_no_time_any_more_and_what_got_one_are_told_apart() -> None:
    fewer = timetable(*BEFORE.placements[:-1])
    assert told(difference(SCHOOL, BEFORE, fewer)) == [("PO", Fate.LEFT_OUT, ())]
    assert told(difference(SCHOOL, fewer, BEFORE)) == [("PO", Fate.PLACED, ())]


def test_lessons_that_one_of_two_schools_does_not_have_are_added_and_removed() -> None:
    other = replace(SCHOOL, lessons=(MATHS, replace(ART, id="LO")))
    after = timetable(*BEFORE.placements[:2], put("LO", 2, room="room:2"))
    found = difference(other, BEFORE, after, old=SCHOOL)
    assert told(found) == [("LO", Fate.ADDED, ()), ("PO", Fate.REMOVED, ())]
    assert (found.added, found.removed, found.same) == (("LO",), ("PO",), 2)


def test_a_lesson_that_lost_a_period_dropped_a_block() -> None:
    shorter = replace(SCHOOL, lessons=(lesson("W", who=("path:1A", "teacher:ANN"), options=MATHS.options), ART))
    after = timetable(put("W", 5, room="room:1"), BEFORE.placements[2])
    assert told(difference(shorter, BEFORE, after, old=SCHOOL)) == [("W", Fate.REMOVED, ())]


def test_another_teacher_concerns_both() -> None:
    other = replace(SCHOOL, lessons=(MATHS, lesson("PO", who=("path:1B", "teacher:ANN"), options=ART.options)))
    found = difference(other, BEFORE, BEFORE, old=SCHOOL)
    assert told(found) == [("PO", Fate.CHANGED, (Aspect.TEACHER,))]
    assert {kind: list(found.of(kind)) for kind in For} == {
        For.CLASS: ["1B"],
        For.TEACHER: ["ANN", "BOB"],
        For.ROOM: ["2"],
    }


def test_a_time_is_the_same_where_day_and_period_are_whatever_the_bells() -> None:
    later = problem(week(2, 4, grids=(("", 540, 45),)), [MATHS, ART], weekdays=True)
    assert difference(later, BEFORE, BEFORE, old=SCHOOL).changes == ()


def test_openings_of_rooms_are_changes_but_count_with_no_lessons() -> None:
    opening = lesson("open", who=("room:1",), optional=True)
    school = problem(week(1, 4), [opening, ART])
    found = difference(school, timetable(put("open", 0), put("PO", 2, room="room:2")), timetable(put("open", 1)))
    assert [(one.lesson, one.optional) for one in found.changes] == [("open", True), ("PO", False)]
    assert (found.moved, found.same, found.fates) == (0, 0, Counter({Fate.LEFT_OUT: 1}))


def test_a_timetable_of_another_problem_is_refused() -> None:
    with pytest.raises(ValueError, match="is not in the problem"):
        difference(SCHOOL, BEFORE, timetable(put("X", 0)))


# -- random pairs --


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Problem, Timetable, Timetable]:
    school, before = draw(cases())
    after = draw(timetables(school))
    return school, before, after


def places(school: Problem, one: Timetable) -> dict[str, Counter[tuple[int, ...]]]:
    """By lesson, how many of its placed meets occupy exactly these times."""
    found: dict[str, Counter[tuple[int, ...]]] = {lesson.id: Counter() for lesson in school.lessons}
    for placement in one.placements:
        if placement.start is not None:
            found[placement.lesson][tuple(sorted(school.occupied(placement)))] += 1
    return found


@settings(max_examples=60, deadline=None)
@given(pairs())
def test_what_stays_at_its_time_moves_and_comes_and_goes_adds_up(pair: tuple[Problem, Timetable, Timetable]) -> None:
    """Counted from the times alone: as many meets of a lesson stay as the two timetables have times in common."""
    school, before, after = pair
    found = difference(school, before, after)
    were, are = places(school, before), places(school, after)
    for one in school.lessons:
        if one.optional:
            continue
        common = sum((were[one.id] & are[one.id]).values())
        old, new = sum(were[one.id].values()), sum(are[one.id].values())
        mine = [change for change in found.changes if change.lesson == one.id]
        gone = sum(change.new is None for change in mine)
        come = sum(change.old is None for change in mine)
        shifted = sum(change.moved for change in mine)
        assert shifted == min(old, new) - common
        assert (gone, come) == (max(0, old - new), max(0, new - old))
    total = sum(sum(times.values()) for lesson, times in were.items() if not school.lesson[lesson].optional)
    ended = sum(change.new is None for change in found.of_lessons)
    assert found.same + sum(bool(change.differs) for change in found.of_lessons) + ended == total


@settings(max_examples=40, deadline=None)
@given(pairs())
def test_there_and_back_are_the_same_changes(pair: tuple[Problem, Timetable, Timetable]) -> None:
    school, before, after = pair
    there, back = difference(school, before, after), difference(school, after, before)
    assert (there.moved, there.same, there.differing) == (back.moved, back.same, back.differing)


def week_of(school: Problem, one: Timetable, teacher: str) -> Counter[object]:
    """What a teacher does in a timetable: each meet with its times, all it holds, and its way."""
    found: Counter[object] = Counter()
    for placement in one.placements:
        held = {resource for _, resource in school.held(placement)}
        if placement.start is not None and teacher in held:
            option = school.lesson[placement.lesson].option(placement.option)
            homes = option.pupils_place == HOME, option.teacher_place == HOME
            times = tuple(sorted(school.occupied(placement)))
            found[placement.lesson, times, frozenset(held), option.mode, homes] += 1
    return found


@settings(max_examples=60, deadline=None)
@given(pairs())
def test_a_teacher_is_concerned_where_his_week_is_not_as_it_was(pair: tuple[Problem, Timetable, Timetable]) -> None:
    school, before, after = pair
    teachers = {one.code: one.id for one in school.resources_of("teacher")}
    differing = {code for code, one in teachers.items() if week_of(school, before, one) != week_of(school, after, one)}
    assert set(difference(school, before, after).of(For.TEACHER)) == differing
