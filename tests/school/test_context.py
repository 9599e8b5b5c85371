"""Look-ups that all rules share: days and half days of one grid and of all, classes of a stage, pupils who attend."""

from __future__ import annotations

import pytest

from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.times import Times
from scheduler.school.building import build_problem, context_of, school_of
from scheduler.school.building.context import Context, make_times
from scheduler.school.policy import load_policy
from scheduler.school.records import (
    Availability,
    ClassGroup,
    GridPeriod,
    Pin,
    Room,
    School,
    SchoolClass,
    Settings,
)
from scheduler.school.scopes import members_meant
from tests.school.judging import lesson, small_school
from tests.school.schools import grid

DAY = (("am", 9, True), ("am", 10, True), ("pm", 13, True), ("pm", 14, False))
"""Half day, hour and whether open, of four periods."""


def periods(name: str, day: int, *given: tuple[str, int, bool], shift: int = 0) -> tuple[GridPeriod, ...]:
    return tuple(
        GridPeriod(name, day, number, hour * 60 + shift, hour * 60 + shift + 50, half, is_open)
        for number, (half, hour, is_open) in enumerate(given, start=1)
    )


CLOSED_DAY = periods("a", 2, ("am", 9, False), ("pm", 13, False))
SHORT_DAY = periods("a", 3, ("am", 9, True))
STANDARD = (*periods("a", 0, *DAY), *periods("a", 1, ("am", 9, True), ("pm", 13, False)), *CLOSED_DAY, *SHORT_DAY)
OTHER = periods("b", 0, ("am", 9, True), ("pm", 13, True), ("pm", 17, True), shift=30)
"""On Monday from 9:30, 13:30 and 17:30; only the last is at no moment of the standard grid."""


def context(*given: GridPeriod, weeks: int = 1, **changes: object) -> Context:
    school = small_school(periods=given or grid(), settings=Settings(cycle_weeks=weeks), **changes)
    return Context(school, load_policy(school.settings.policy), make_times(school))


def names(times: Times, sets: tuple[tuple[int, ...], ...]) -> list[str]:
    return [" ".join(times[index].id for index in one) for one in sets]


# -- days and half days --


def test_a_day_of_a_grid_has_its_closed_periods_too_unless_all_are_closed() -> None:
    of = context(*STANDARD, weeks=2)
    week_a, week_b = ["A-1-1 A-1-2 A-1-3 A-1-4", "A-2-1 A-2-2", "A-4-1"], ["B-1-1 B-1-2 B-1-3 B-1-4"]
    week_b += ["B-2-1 B-2-2", "B-4-1"]
    assert names(of.times, of.days("a")) == week_a + week_b
    assert (names(of.times, of.days("a", 0)), names(of.times, of.days("a", 1))) == (week_a, week_b)
    assert names(of.times, of.open_days("a", 1)) == ["B-1-1 B-1-2 B-1-3", "B-2-1", "B-4-1"]
    assert of.days("c") == ()


def test_half_days_are_those_of_the_grid_with_an_open_period() -> None:
    of = context(*STANDARD, weeks=2)
    assert names(of.times, of.half_days("a", 0)) == ["A-1-1 A-1-2", "A-1-3 A-1-4", "A-2-1", "A-4-1"]
    assert names(of.times, of.half_days("a", 1)) == ["B-1-1 B-1-2", "B-1-3 B-1-4", "B-2-1", "B-4-1"]
    assert of.half_days("a") == of.half_days("a", 0) + of.half_days("a", 1)


def test_a_full_day_has_open_periods_before_and_after_noon() -> None:
    of = context(*STANDARD)
    assert [of.has_both_halves(day) for day in of.days("a")] == [True, False, False]


def test_days_whatever_the_grid_have_all_periods_by_the_clock() -> None:
    of = context(*STANDARD, *OTHER, weeks=2)
    week_a = ["A-1-1 b-A-1-1 A-1-2 A-1-3 b-A-1-2 A-1-4 b-A-1-3", "A-2-1 A-2-2", "A-4-1"]
    assert names(of.times, of.all_days(0)) == week_a
    assert names(of.times, of.all_days(1)) == [one.replace("A-", "B-") for one in week_a]
    assert of.all_days() == of.all_days(0) + of.all_days(1)
    halves = ["A-1-1 b-A-1-1 A-1-2", "A-1-3 b-A-1-2 A-1-4 b-A-1-3", "A-2-1", "A-4-1"]
    assert names(of.times, of.all_half_days(0)) == halves
    assert names(of.times, of.all_half_days(1)) == [one.replace("A-", "B-") for one in halves]
    assert of.all_half_days() == of.all_half_days(0) + of.all_half_days(1)


def test_the_day_of_some_times_is_found_whatever_days_of_one_period_there_are() -> None:
    of = context(*STANDARD, *OTHER, weeks=2)
    for day in of.days("a"):
        found = of.all_days_of(day)
        assert set(day) <= set(found) and found in of.all_days()


def test_what_runs_at_a_time_is_every_period_that_shares_a_minute_with_it() -> None:
    of = context(*STANDARD, *OTHER)
    by_id = {time.id: time.index for time in of.times.times}
    assert names(of.times, (of.running_at(by_id["1-1"]), of.running_at(by_id["b-1-1"]))) == [
        "1-1 b-1-1",
        "1-1 1-2 b-1-1",
    ]


def test_staff_have_the_default_grid_and_what_other_grids_have_more_open_ones_first() -> None:
    of = context(*STANDARD)
    assert (of.staff_grid, of.grid_times("a")) == ("a", of.times.times)
    both = context(*STANDARD, *OTHER)
    assert names(both.times, both.days(both.staff_grid)) == ["1-1 1-2 1-3 1-4 b-1-3", "2-1 2-2", "4-1"]
    closed = periods("a", 0, ("am", 9, True), ("pm", 14, False))
    covered = context(*closed, *periods("b", 0, ("am", 9, True), ("pm", 14, True), shift=30))
    assert names(covered.times, covered.days(covered.staff_grid)) == ["1-1 b-1-2"]


def test_a_block_runs_on_in_its_own_day_week_and_grid_only() -> None:
    of = context(*periods("a", 0, *DAY[:2]), *periods("a", 1, *DAY[:2]), *periods("b", 1, *DAY[:2], shift=9), weeks=2)
    after = {time.id: of.times[time.follows].id for time in of.times.times if time.follows is not None}
    assert after == {f"{name}-1": f"{name}-2" for name in ("A-1", "A-2", "b-A-2", "B-1", "B-2", "b-B-2")}


# -- whom a code means --


STAGES = (SchoolClass("2A", stage="2"), SchoolClass("4B", stage="2e graad"), SchoolClass("5C", stage="3"))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("graad 2", ("2A", "4B")),
        ("2e graad", ("2A", "4B")),
        ("stage 3", ("5C",)),
        ("graad 1", ()),
        ("2", ("2A", "4B")),
        ("8", ()),  # no stage, whatever it may be
        ("2A", ()),
    ],
)
def test_a_stage_means_all_its_classes(code: str, expected: tuple[str, ...]) -> None:
    assert members_meant(School(classes=(*STAGES, SchoolClass("NIET"))), "class", code) == expected


def test_a_class_or_a_group_that_is_called_after_a_stage_is_only_itself() -> None:
    assert members_meant(School(classes=(*STAGES, SchoolClass("graad 2"))), "class", "graad 2") == ()
    group = ClassGroup("graad 2", "2A", "halves")
    assert members_meant(School(classes=STAGES, groups=(group,)), "class", "graad 2") == ()


def test_a_row_of_availability_about_a_stage_is_one_about_each_of_its_classes() -> None:
    school = small_school(
        *(lesson(f"L{one.code}", of=one.code) for one in STAGES),
        classes=STAGES,
        availability=(Availability("class", "graad 2", day=0, period=1),),
    )
    about = [rule for rule in build_problem(school).rules if rule.entry == "H14" and "graad 2" in rule.id]
    assert [rule.resources for rule in about] == [("path:2A",), ("path:4B",)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("attendees", "in_class", "expected"),
    [
        (("3A",), 20, 20),
        (("g1",), 20, 8),
        (("g1", "g2"), 20, 17),
        (("g1", "g2", "g3"), 20, 20),  # groups that share pupils are never more than the class
        (("g1", "g2", "g3"), 0, 24),  # unless nobody knows how many the class has
        (("g1", "3A"), 20, 20),
        (("g1", "none"), 20, 20),  # a group whose number is not stated may be all of them
        (("g1", "other"), 20, 12),
        (("other",), 20, 4),
    ],
)
def test_pupils_who_attend_are_counted_once(attendees: tuple[str, ...], in_class: int, expected: int) -> None:
    groups = [("g1", "3A", 8), ("g2", "3A", 9), ("g3", "3A", 7), ("none", "3A", 0), ("other", "3B", 4)]
    of = context(
        classes=(SchoolClass("3A", pupils=in_class), SchoolClass("3B", pupils=9)),
        groups=tuple(ClassGroup(code, member, "d", count) for code, member, count in groups),
    )
    assert of.pupils(attendees) == expected


def test_attendees_of_two_campuses_are_on_none_and_their_bells_are_those_of_the_first() -> None:
    late = SchoolClass("3C", campus="Zuid", grid="b")
    of = context(*STANDARD, *OTHER, classes=(SchoolClass("3A", campus="Noord"), SchoolClass("3B"), late))
    assert [of.campus(who) for who in (("3A",), ("3A", "3A"), ("3A", "3C"), ("3A", "3B"), ("3B",), ())] == [
        "Noord",
        "Noord",
        "",
        "",
        "",
        "",
    ]
    assert [of.grid_of(who) for who in (("3A", "3C"), ("3C", "3A"), ())] == ["a", "b", "a"]


def test_only_a_pin_or_row_at_distance_puts_a_lesson_there() -> None:
    pins = (Pin("W", mode=Mode.SYNCHRONOUS), Pin("V", mode=Mode.CONTACT), Pin("X"))
    assert context(pins=pins).put_at_distance == {"W"}


# -- one campus, and what a problem was made of --


NOORD = {"classes": (SchoolClass("3A", campus="Noord"),), "rooms": (Room("1", campus="Noord"),)}


@pytest.mark.parametrize(
    ("changes", "campuses"),
    [
        ({}, ("Noord", "Noord")),
        ({"classes": (SchoolClass("3A"),)}, ("Noord", "Noord")),  # the rooms tell
        ({"rooms": (Room("1"),)}, ("Noord", "Noord")),  # the classes tell
        ({"rooms": (Room("1", campus="Noord"), Room("2")), "classes": (SchoolClass("3A"),)}, ("", "Noord", "")),
        ({"rooms": (Room("1", campus="Zuid"),)}, ("Noord", "Zuid")),
        ({"rooms": (Room("1"),), "classes": (SchoolClass("3A"),)}, ("", "")),
        ({"rooms": ()}, ("Noord",)),
    ],
)
def test_a_campus_that_all_rooms_or_all_classes_name_is_that_of_the_whole_school(
    changes: dict[str, object], campuses: tuple[str, ...]
) -> None:
    built = context(**{**NOORD, **changes}).school
    assert tuple(one.campus for one in (*built.classes, *built.rooms)) == campuses


def test_a_problem_knows_its_school_as_it_was_written_unless_it_comes_from_elsewhere() -> None:
    school: School = small_school(lesson("W", periods=2), **NOORD)
    problem = build_problem(school)
    assert school_of(problem) is school and context_of(problem) is problem.source
    for source in (None, "a file of another program"):
        foreign = Problem(problem.times, problem.resources, problem.lessons, (), source=source)
        assert context_of(foreign) is None and school_of(foreign) is None
