"""Rows of the sheet Rooster and timetables are two forms of one thing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import (
    Pool,
    PoolKind,
    Room,
    RosterRow,
    RuleRow,
    SchoolClass,
    Settings,
    Supervision,
    Teacher,
)
from scheduler.school.roster import rows_of, timetable_of
from tests.school.judging import SKILLED, small_school
from tests.school.judging import lesson as taught
from tests.school.schools import blended_school

SCHOOL = blended_school()
PROBLEM = build_problem(SCHOOL)


@st.composite
def timetables(draw: st.DrawFn, problem: Problem = PROBLEM) -> Timetable:
    """Any placement of any parts, clashes and all, with choices for roles that have more than one candidate."""
    placements = []
    for lesson in problem.lessons:
        for part in lesson.parts:
            starts = problem.starts(lesson, part, part.shortest)
            if lesson.optional or not draw(st.booleans()):
                continue
            option = draw(st.sampled_from(lesson.options))
            choices = tuple(
                (demand.role, draw(st.sampled_from(demand.candidates)))
                for demand in option.demands
                if len(demand.candidates) > 1
            )
            placements.append(
                Placement(lesson.id, part.number, part.shortest, draw(st.sampled_from(starts)), option.id, choices)
            )
    return Timetable(tuple(placements))


@settings(max_examples=60, deadline=None)
@given(timetables())
def test_a_timetable_survives_the_sheet(timetable: Timetable) -> None:
    again, faults = timetable_of(PROBLEM, rows_of(PROBLEM, timetable))
    assert not faults
    assert again.placements == timetable.placements
    PROBLEM.check(again)


def test_rows_that_describe_no_meet_are_reported_with_the_reason() -> None:
    rows = (
        RosterRow("W", 1, day=0, period=1),
        RosterRow("nowhere", 1),
        RosterRow("L1", 1, day=0, period=7, duration=2),
        RosterRow("L2", 1, day=0, period=1, duration=3),
    )
    timetable, faults = timetable_of(PROBLEM, rows)
    assert [placement.lesson for placement in timetable.placements] == ["W"]
    assert [(fault.row.lesson, fault.note.key) for fault in faults] == [
        ("L1", "no_time"),
        ("L2", "no_part"),
        ("nowhere", "unknown_lesson"),
    ]
    assert all(fault.note.text(language) for fault in faults for language in ("nl", "en"))


def test_a_planner_may_put_a_lesson_in_a_room_or_mode_that_the_rules_forbid() -> None:
    row = RosterRow("L1", 1, day=0, period=1, duration=2, mode=Mode.SYNCHRONOUS, room="102", teachers=("JANS",))
    timetable, faults = timetable_of(PROBLEM, (row,))
    assert not faults
    (placement,) = timetable.placements
    assert placement.option == "synchronous/school"
    assert dict(placement.choices) == {"quiet room": "room:102"}  # only JANS can teach online: no choice


def test_one_week_of_a_weekly_part_is_no_part_of_it() -> None:
    whole = RosterRow("W", 1, week="every", day=0, period=1)
    _, faults = timetable_of(PROBLEM, (replace(whole, week="A"),))
    assert [fault.note.key for fault in faults] == ["no_part_in_week"]


def test_a_teacher_who_does_not_teach_the_lesson_is_told() -> None:
    named = next(lesson for lesson in SCHOOL.lessons if lesson.id == "W").teachers
    codes = {code for alternatives in named for code in alternatives}
    stranger = next(teacher.code for teacher in SCHOOL.teachers if teacher.code not in codes)
    rows = (replace(RosterRow("W", 1, day=0, period=1), teachers=(stranger,)),)
    timetable, faults = timetable_of(PROBLEM, rows)
    assert not timetable.placements
    assert [(fault.field, fault.note.key) for fault in faults] == [("teachers", "no_teacher")]


def test_without_rooms_the_streams_of_a_row_tell_that_the_teacher_is_at_school() -> None:
    problem = build_problem(blended_school(rooms=()))
    for option in ("synchronous/school", "synchronous/home"):
        (row,) = rows_of(problem, Timetable((Placement("W", 1, 1, 0, option),)))
        back, faults = timetable_of(problem, (row,))
        assert not faults and [one.option for one in back.placements] == [option]


STREAM, LICENCE = Pool("net", PoolKind.STREAM, 5), Pool("licentie", PoolKind.LICENCE, 5)
QUIET = Room("101", quiet=True)


@pytest.mark.parametrize("rooms", [(), (Room("102"),), (QUIET,), (QUIET, Room("102"))])
@pytest.mark.parametrize(
    ("pools", "place"),
    [
        ("net", "school"),  # only who teaches from school takes a stream
        ("net, licentie", "school"),
        ("leraar op school", "school"),
        ("leraar thuis", "home"),
        ("leraar thuis, net", "home"),  # what is said goes before what is taken
        ("licentie", "home"),  # a lesson from school would take a stream as well
        ("", "home"),
    ],
)
def test_a_stream_tells_that_the_teacher_is_at_school_whatever_rooms_there_are(
    rooms: tuple[Room, ...], pools: str, place: str
) -> None:
    problem = two_alternatives(rooms=rooms, pools=(STREAM, LICENCE))
    words = tuple(word.strip() for word in pools.split(",") if word)
    found, faults = timetable_of(problem, [RosterRow("W", mode=Mode.SYNCHRONOUS, pools=words)])
    assert not faults and [one.option for one in found.placements] == [f"synchronous/{place}"]
    if not pools and QUIET not in rooms:  # without streams nothing tells: at school, as the first way
        bare = two_alternatives(rooms=rooms)
        found, _ = timetable_of(bare, [RosterRow("W", mode=Mode.SYNCHRONOUS)])
        assert [one.option for one in found.placements] == ["synchronous/school"]


def test_a_row_with_a_wrong_part_number_never_takes_the_part_of_another() -> None:
    half = replace(taught("W", "ANN"), periods=Fraction(3, 2))
    problem = build_problem(small_school(half, settings=Settings(cycle_weeks=2)))
    wrong, right = RosterRow("W", 1, week="B", day=3), RosterRow("W", 2, week="B", day=1)
    for rows in ((wrong, right), (right, wrong)):
        found, faults = timetable_of(problem, rows)
        assert [(one.part, problem.times[one.start].day) for one in found.placements] == [(2, 1)]  # type: ignore[index]
        assert [fault.row for fault in faults] == [wrong]
    alone, faults = timetable_of(problem, [wrong])
    assert [one.part for one in alone.placements] == [2] and not faults


def test_the_second_of_two_rows_of_one_part_is_left_out_and_no_other() -> None:
    problem = build_problem(small_school(taught("W", "ANN", 2)))
    first, other, again = RosterRow("W", 1, day=0), RosterRow("W", 2, day=1), RosterRow("W", 1, day=3)
    found, faults = timetable_of(problem, (first, other, again))
    assert [problem.times[one.start].day for one in found.placements] == [0, 1]  # type: ignore[index]
    assert [fault.row for fault in faults] == [again]


TEACHERS = tuple(Teacher(code, distance_skill=SKILLED) for code in ("ANN", "BEN", "CAS"))


def seats(who: str, *rows: str, mode: Mode = Mode.CONTACT) -> list[dict[str, str]]:
    """Who holds which role, row by row of a lesson with so many parts."""
    problem = build_problem(small_school(taught("W", who, len(rows)), teachers=TEACHERS))
    made = [
        RosterRow("W", part, day=part, teachers=tuple(one.strip() for one in codes.split(",") if one), mode=mode)
        for part, codes in enumerate(rows, start=1)
    ]
    found, faults = timetable_of(problem, made)
    assert not faults
    again, _ = timetable_of(problem, rows_of(problem, found))
    assert again == found
    return [
        {
            demand.role: problem.resource[one].code
            for demand, one in problem.held(placement)
            if demand.role.startswith("teacher")
        }
        for placement in found.placements
    ]


def test_a_row_that_names_too_few_has_them_where_they_are_in_the_other_rows() -> None:
    first, second = "teacher", "teacher 2"
    both = {first: "BEN", second: "ANN"}
    assert seats("ANN | BEN, ANN | CAS", "BEN, ANN", "ANN") == [both, {second: "ANN"}]
    assert seats("ANN | BEN, ANN | CAS", "ANN", "BEN, ANN") == [{second: "ANN"}, both]
    assert seats("ANN | BEN, ANN | CAS", "BEN", "ANN") == [{first: "BEN"}, {second: "ANN"}]
    assert seats("ANN | BEN, ANN | CAS", "ANN", "ANN") == [{first: "ANN"}, {first: "ANN"}]
    assert seats("ANN | BEN, ANN | CAS", "?, ANN", "ANN") == [{second: "ANN"}, {second: "ANN"}]
    # Where there is no such reading each row is read by itself.
    assert seats("ANN | BEN, ANN | CAS", "BEN, ANN", "CAS, ANN", "ANN")[2] == {first: "ANN"}


def test_a_missing_teacher_is_marked_in_order_only_where_each_can_have_the_role_in_his_place() -> None:
    assert seats("ANN, BEN | CAS", "?, BEN") == [{"teacher": "ANN", "teacher 2": "BEN"}]
    assert seats("ANN, BEN | CAS", "?, ANN") == [{"teacher": "ANN"}]  # copied from the row of another lesson
    assert seats("ANN | BEN, BEN | CAS", "?, BEN") == [{"teacher 2": "BEN"}]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["", "A", "B"]), st.sampled_from(["", "A", "C"])), min_size=1, max_size=3),
    st.sampled_from(list(Mode)),
)
def test_whoever_holds_which_role_survives_the_sheet(held: list[tuple[str, str]], mode: Mode) -> None:
    problem = build_problem(
        small_school(
            taught("W", "A | B, A | C", len(held)),
            teachers=tuple(Teacher(code, distance_skill=SKILLED, home_ok=True) for code in "ABC"),
        )
    )
    option = next(one for one in problem.lesson["W"].options if one.mode is mode)
    placements = tuple(
        Placement(
            "W",
            part,
            1,
            part,
            option.id,
            tuple((role, f"teacher:{code}") for role, code in zip(("teacher", "teacher 2"), pair, strict=True) if code),
        )
        for part, pair in enumerate(held, start=1)
        if pair != ("A", "A")  # nobody is twice in one row
    )
    timetable = Timetable(placements)
    back, faults = timetable_of(problem, rows_of(problem, timetable))
    assert not faults and back == timetable


def two_alternatives(**changes: object) -> Problem:
    """ANN may teach online, from home too; BEN, who may teach the lesson as well, may not."""
    return build_problem(small_school(taught("W", "ANN | BEN", 2), **changes))


@pytest.mark.parametrize("mode", [Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS])
def test_an_alternative_who_may_not_teach_at_distance_is_told_so(mode: Mode) -> None:
    problem = two_alternatives()
    _, (fault,) = timetable_of(problem, [RosterRow("W", teachers=("BEN",), mode=mode)])
    assert (fault.field, fault.note.key) == ("teachers", f"teacher_not_{mode}")
    assert "ANN" in fault.note.text("nl") and "may not" in fault.note.text("en")
    for row in (RosterRow("W", teachers=("ANN",), mode=mode), RosterRow("W", teachers=("BEN",))):
        assert timetable_of(problem, [row])[1] == ()
    _, (stranger,) = timetable_of(two_alternatives(), [RosterRow("W", teachers=("CAS",), mode=mode)])
    assert stranger.note.key == "no_teacher"


@pytest.mark.parametrize(("allowed", "told"), [("ja", False), ("nee", True)])
def test_a_whole_group_at_school_is_told_where_it_may_not_be(allowed: str, told: bool) -> None:
    problem = two_alternatives(rules=(RuleRow("H12", value=f"whole_group_onsite={allowed}"),))
    row = RosterRow("W", teachers=("ANN",), mode=Mode.ASYNCHRONOUS, pools=("op school",))
    found, faults = timetable_of(problem, [row])
    assert [fault.note.key for fault in faults] == (["not_at_school"] if told else [])
    assert [one.option for one in found.placements] == ([] if told else ["asynchronous+onsite"])


@pytest.mark.parametrize("mode", Mode)
def test_a_teacher_at_home_is_told_where_the_lesson_cannot_be_taught_from_home(mode: Mode) -> None:
    problem = two_alternatives()
    told = {Mode.CONTACT: "contact_from_home", Mode.SYNCHRONOUS: "", Mode.ASYNCHRONOUS: ""}[mode]
    found, faults = timetable_of(problem, [RosterRow("W", teachers=("ANN",), mode=mode, pools=("leraar thuis",))])
    assert [(fault.field, fault.note.key) for fault in faults] == ([("pools", told)] if told else [])
    assert len(found.placements) == (0 if told else 1)


def test_a_teacher_who_may_not_work_from_home_is_told_so_where_the_row_has_him_there() -> None:
    problem = build_problem(small_school(taught("W", "BEN")))
    row = RosterRow("W", teachers=("BEN",), mode=Mode.SYNCHRONOUS, pools=("leraar thuis",))
    _, (fault,) = timetable_of(problem, [row])
    assert (fault.field, fault.note.key) == ("pools", "not_from_home")
    assert all(fault.note.text(language) for language in ("nl", "en"))
    assert timetable_of(problem, [replace(row, pools=())])[1] == ()


@pytest.mark.parametrize("mode", [Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS])
def test_a_lesson_that_asks_for_no_teacher_has_none_at_home(mode: Mode) -> None:
    problem = build_problem(small_school(taught("W", "")))
    row = RosterRow("W", mode=mode, pools=("leraar thuis",))
    _, (fault,) = timetable_of(problem, [row])
    assert (fault.field, fault.note.key) == ("pools", "nobody_home")
    assert "geen leraar" in fault.note.text("nl") and "no teacher" in fault.note.text("en")
    assert timetable_of(problem, [replace(row, pools=())])[1] == ()


def test_a_teacher_named_in_a_row_whose_lesson_asks_for_none_is_told() -> None:
    problem = build_problem(small_school(taught("W", "")))
    _, (fault,) = timetable_of(problem, [RosterRow("W", teachers=("ANN",))])
    assert (fault.field, fault.note.key) == ("teachers", "asks_no_teacher")
    assert timetable_of(problem, [RosterRow("W")])[1] == ()


def test_more_teachers_than_a_lesson_asks_for_are_told() -> None:
    problem = two_alternatives()
    _, (fault,) = timetable_of(problem, [RosterRow("W", teachers=("ANN", "BEN"))])
    assert (fault.field, fault.note.key) == ("teachers", "too_many_teachers")
    together = build_problem(small_school(taught("W", "ANN, BEN", 2)))
    assert timetable_of(together, [RosterRow("W", teachers=("ANN", "BEN"))])[1] == ()


def test_a_teacher_at_an_opening_that_other_staff_supervise_is_told() -> None:
    problem = build_problem(
        small_school(
            taught("W", "ANN", 2),
            classes=(SchoolClass("3A", stage="2", pupils=20, distance_ok=True, onsite_requests=2),),
            rooms=(Room("OLC", seats=10, onsite=True),),
            supervision=(Supervision("OLC", "opvoeder"),),
        )
    )
    opening = next(one for one in problem.lessons if one.optional)
    row = RosterRow(opening.id, teachers=("BEN",), room="OLC")
    _, (fault,) = timetable_of(problem, [row])
    assert (fault.field, fault.note.key) == ("teachers", "no_supervisor")
    assert timetable_of(problem, [replace(row, teachers=("opvoeder",))])[1] == ()


@pytest.mark.parametrize(
    ("mode", "pools", "told"),
    [(Mode.ASYNCHRONOUS, (), True), (Mode.SYNCHRONOUS, ("leraar thuis",), True), (Mode.SYNCHRONOUS, (), False)],
)
def test_a_room_that_would_not_be_counted_is_told(mode: Mode, pools: tuple[str, ...], told: bool) -> None:
    problem = two_alternatives(rooms=(Room("101", quiet=True), Room("102")))
    row = RosterRow("W", teachers=("ANN",), mode=mode, room="101", pools=pools)
    _, faults = timetable_of(problem, [row])
    assert [(fault.field, fault.note.key) for fault in faults] == ([("room", "asks_no_room")] if told else [])
