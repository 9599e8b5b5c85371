"""A school's problem with another timetable is made sooner, and is the one that would be built of it anew."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.demo import make_demo
from scheduler.problem.model import Model
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.school.building import build_problem, with_timetable
from scheduler.school.records import Pin, RosterRow, School


@cache
def school() -> School:
    return make_demo("small")


@cache
def problem() -> Problem:
    return build_problem(school())


def rows() -> st.SearchStrategy[tuple[RosterRow, ...]]:
    """Rows that may stand where they cannot, some pinned, some in a mode for which nobody asked."""
    one = st.builds(
        lambda lesson, part, day, period, mode, pinned: RosterRow(
            lesson.id, part, lesson.attendees, lesson.subject, day=day, period=period, mode=mode, pinned=pinned
        ),
        st.sampled_from(school().lessons),
        st.integers(1, 3),
        st.integers(0, 4),
        st.integers(1, 8),
        st.sampled_from(list(Mode)),
        st.booleans(),
    )
    return st.lists(one, max_size=6).map(tuple)


def pins() -> st.SearchStrategy[tuple[Pin, ...]]:
    one = st.builds(
        lambda lesson, part, day, mode: Pin(lesson.id, part, day=day, mode=mode),
        st.sampled_from(school().lessons),
        st.sampled_from([None, 1, 2]),
        st.integers(0, 4),
        st.sampled_from([None, *Mode]),
    )
    return st.lists(one, max_size=4).map(tuple)


@settings(max_examples=30, deadline=None)
@given(rows(), pins(), rows())
def test_it_is_what_would_be_built_of_the_school(
    roster: tuple[RosterRow, ...], some: tuple[Pin, ...], judged: tuple[RosterRow, ...]
) -> None:
    wanted = build_problem(replace(school(), roster=roster, pins=some))
    for before in (problem(), build_problem(school(), judged=judged)):
        found = with_timetable(before, roster, some)
        assert found == wanted and found.notes == wanted.notes


def test_a_lesson_that_was_put_at_distance_against_the_plan_changes_its_options() -> None:
    """Else `with_timetable` had nothing to look out for."""
    lesson = next(one for one in school().lessons if problem().lesson[one.id].options and not one.distance_max)
    row = RosterRow(lesson.id, 1, lesson.attendees, lesson.subject, day=0, period=1, mode=Mode.SYNCHRONOUS)
    assert with_timetable(problem(), (row,), ()).rules != with_timetable(problem(), (), ()).rules


def test_a_problem_without_a_school_has_none() -> None:
    with pytest.raises(ValueError, match="school"):
        with_timetable(Model(1, 1).problem(), (), ())
