"""A school becomes a problem: parts, paths, options, and the numbers in the rules, worked out by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from scheduler.problem.building import RuleRowError, TooManyPaths, build_problem
from scheduler.problem.lessons import HOME
from scheduler.problem.problem import Problem
from scheduler.problem.rules import (
    AllowedOptions,
    LimitPeriods,
    Linked,
    Pinned,
    PoolCapacity,
    PreferTimes,
    Rule,
    Unavailable,
)
from scheduler.problem.school import (
    Availability,
    Blocks,
    CalendarWeek,
    ClassGroup,
    Level,
    Meeting,
    Mode,
    Pin,
    RosterRow,
    RuleRow,
    SchoolLesson,
    Supervision,
    WeekKind,
)
from tests.problem.schools import blended_school, grid


def rules(problem: Problem, entry: str, kind: type[Rule] = Rule) -> list[Rule]:
    return [rule for rule in problem.rules if rule.entry == entry and isinstance(rule, kind)]


def bounds(found: Iterable[Rule]) -> dict[str, tuple[int, int | None]]:
    return {b.label: (b.least, b.most) for rule in found if isinstance(rule, LimitPeriods) for b in rule.bounds}


def test_a_class_with_two_halves_has_two_paths_and_each_lesson_holds_those_that_attend() -> None:
    problem = build_problem(blended_school())
    assert [path.code for path in problem.resources_of("path")] == ["5A 5A-1", "5A 5A-2"]
    held = {lesson.id: [d.candidates[0] for d in lesson.demands] for lesson in problem.lessons if lesson.attendees}
    assert held == {
        "W": ["path:5A 5A-1", "path:5A 5A-2"],
        "L1": ["path:5A 5A-1"],
        "L2": ["path:5A 5A-2"],
    }


def test_half_a_period_is_one_period_in_a_week_that_the_solver_chooses() -> None:
    lesson = build_problem(blended_school()).lesson["L2"]
    assert [part.weeks for part in lesson.parts] == [((0, 1),), ((0, 1),), ((0,), (1,))]
    assert lesson.duration == 3


def test_a_double_period_every_other_week_is_written_as_one_period_with_a_block_of_two() -> None:
    school = blended_school(lessons=(SchoolLesson("W", ("5A",), "WIS", (("JANS",),), Fraction(1), Blocks((2,))),))
    (part,) = build_problem(school).lesson["W"].parts
    assert (part.shortest, part.longest, part.weeks) == (2, 2, ((0,), (1,)))


def test_a_range_of_blocks_leaves_the_split_to_the_solver() -> None:
    school = blended_school(lessons=(SchoolLesson("W", ("5A",), "WIS", (("JANS",),), Fraction(5), Blocks((), 1, 2)),))
    lesson = build_problem(school).lesson["W"]
    assert (len(lesson.parts), lesson.duration, lesson.min_parts, lesson.flexible) == (5, 5, 3, True)


def test_half_a_distance_period_a_week_splits_a_weekly_part_into_one_for_each_week() -> None:
    record = SchoolLesson("W", ("5A",), "WIS", (("JANS",),), Fraction(2), distance_max=Fraction(1, 2))
    lesson = build_problem(blended_school(lessons=(record,))).lesson["W"]
    assert [part.weeks for part in lesson.parts] == [((0, 1),), ((0,),), ((1,),)]


def test_the_ways_of_a_distance_lesson_say_what_they_hold_and_where_people_are() -> None:
    lesson = build_problem(blended_school()).lesson["W"]
    ways = {option.id: {d.role: (d.candidates, d.amount) for d in option.demands} for option in lesson.options}
    assert set(ways) == {"contact", "synchronous/school", "synchronous/home", "asynchronous"}
    assert ways["contact"]["room"] == (("room:101",), 1)  # 102 has too few seats, LAB1 and OLC are of another type
    assert ways["synchronous/school"]["quiet room"] == (("room:101",), 1)
    assert {"pool net", "pool meet"} <= set(ways["synchronous/school"])
    assert "pool net" not in ways["synchronous/home"]
    assert ways["asynchronous"]["seats"] == (("pool:#seats",), 3)
    assert ways["asynchronous"]["at home"] == (("pool:#home",), 17)
    assert ways["asynchronous"]["pool cart"] == (("pool:cart",), 1)
    places = {option.id: (option.pupils_place, option.teacher_place) for option in lesson.options}
    assert places["synchronous/home"] == (HOME, HOME)
    assert places["asynchronous"] == (HOME, None)
    assert places["contact"] == ("school", "school")


def test_distance_is_allowed_only_where_class_subject_teacher_and_material_allow_it() -> None:
    problem = build_problem(blended_school())
    (rule,) = [r for r in rules(problem, "H10", AllowedOptions) if isinstance(r, AllowedOptions)]
    allowed = dict(rule.allowed)
    assert allowed["W"] == {"contact", "synchronous/school", "synchronous/home", "asynchronous"}
    assert allowed["L1"] == {"contact"}


@pytest.mark.parametrize(
    ("stage", "own", "row", "most"),
    [
        # 4 lessons of maths and 2 of lab in each of two weeks: 12 lessons; group 2 has 13 (2.5 a week)
        ("3", None, None, {"5A 5A-1": 4, "5A 5A-2": 5}),  # 40 %: 4.8 and 5.2
        ("2", None, None, {"5A 5A-1": 3, "5A 5A-2": 3}),  # 30 %: 3.6 and 3.9
        ("1", None, None, {"5A 5A-1": 2, "5A 5A-2": 2}),  # 20 %: 2.4 and 2.6
        ("3", Fraction(25), None, {"5A 5A-1": 3, "5A 5A-2": 3}),
        ("3", None, "10", {"5A 5A-1": 1, "5A 5A-2": 1}),
        ("3", None, "90", {"5A 5A-1": 4, "5A 5A-2": 5}),  # a row cannot raise the legal cap
    ],
)
def test_the_legal_share_is_tested_in_whole_lessons_per_path(
    stage: str, own: Fraction | None, row: str | None, most: dict[str, int]
) -> None:
    school = blended_school()
    (record,) = school.classes
    school = replace(
        school,
        classes=(replace(record, stage=stage, distance_max_pct=own),),
        rules=(RuleRow("H03", "5A", value=row),) if row else (),
    )
    found = bounds(rules(build_problem(school), "H03"))
    assert {label: bound[1] for label, bound in found.items()} == most


def test_with_a_calendar_the_share_is_over_the_year_and_internship_weeks_do_not_count() -> None:
    monday = date(2026, 9, 7)
    weeks = [CalendarWeek(monday + timedelta(weeks=n)) for n in range(5)]
    weeks.append(CalendarWeek(monday + timedelta(weeks=1), WeekKind.INTERNSHIP, "5A"))
    (rule,) = rules(build_problem(blended_school(calendar=tuple(weeks))), "H03")
    assert isinstance(rule, LimitPeriods)
    assert rule.week_weights == (3, 1)  # A B A B A without the second
    # group 1: 6 lessons in each of 4 weeks = 24, 40 % = 9.6; group 2: the half counts in its rarest week: 24 + 1
    assert [bound.most for bound in rule.bounds] == [9, 10]


def test_every_subject_with_distance_keeps_contact() -> None:
    found = bounds(rules(build_problem(blended_school()), "H04"))
    assert found["5A 5A-1 WIS"] == (0, 4)  # half of 8 in two weeks
    assert found["5A 5A-1"] == (1, None)


def test_one_row_switches_distance_off_lifts_the_minimum_and_says_so() -> None:
    for row in (RuleRow("H10", "all", Level.MUST, value="contact"), RuleRow("afstand", "alle", Level.OFF)):
        problem = build_problem(blended_school(rules=(row,)))
        (rule,) = [r for r in rules(problem, "H10") if isinstance(r, AllowedOptions)]
        assert all(options == {"contact"} for _, options in rule.allowed)
        assert bounds(rules(problem, "H10"))["W"] == (0, 4)
        assert any("H10" in note.text("nl") for note in problem.notes)


def test_own_bounds_on_distance_are_per_week_of_the_cycle() -> None:
    assert bounds(rules(build_problem(blended_school()), "H10"))["W"] == (2, 4)


def test_a_rule_can_be_switched_off_for_one_class_by_exemption_or_row() -> None:
    school = blended_school()
    (record,) = school.classes
    exempt = replace(school, classes=(replace(record, exempt=(("h07", "topsport"),)),))
    off = replace(school, rules=(RuleRow("H7", "5a", Level.OFF),))
    assert rules(build_problem(school), "H07")
    assert not rules(build_problem(exempt), "H07")
    assert not rules(build_problem(off), "H07")


def test_a_more_specific_row_wins_over_a_general_one_wherever_it_stands() -> None:
    school = blended_school(
        rules=(RuleRow("H11", "5A", value="2"), RuleRow("H11", "all", value="3"), RuleRow("H11", "graad 3", value="1"))
    )
    rule = next(rule for rule in build_problem(school).rules if rule.id.startswith("H11/distance"))
    assert rule.most == 2  # type: ignore[attr-defined]


def test_a_level_makes_a_hard_rule_soft_with_its_points() -> None:
    school = blended_school(rules=(RuleRow("H07", "all", Level.STRONG), RuleRow("S08", "all", weight=7)))
    (rule,) = rules(build_problem(school), "H07")
    assert (rule.hard, rule.weight) == (False, 100)


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (RuleRow("H02", value="3"), "no_parameter"),
        (RuleRow("H11", value="many"), "not_a_number"),
        (RuleRow("H11", value="lessons=3"), "unknown_parameter"),
        (RuleRow("H10", value="telepathy"), "unknown_word"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(row: RuleRow, key: str) -> None:
    with pytest.raises(RuleRowError) as caught:
        build_problem(blended_school(rules=(row,)))
    assert caught.value.key == key


def test_openings_exist_where_somebody_can_supervise_and_hold_a_teacher_where_nobody_else_can() -> None:
    rows = (Supervision("OLC", "JANS", day=0, period=1), Supervision("OLC", "opvoeder", day=0, period=2))
    problem = build_problem(blended_school(supervision=rows))
    openings = [lesson for lesson in problem.lessons if lesson.optional]
    assert [lesson.id for lesson in openings] == ["toezicht:OLC:A-1-1", "toezicht:OLC:A-1-2"]
    assert [d.candidates[0] for d in openings[0].options[0].demands] == ["room:OLC", "pool:#seats", "teacher:JANS"]
    assert [d.amount for d in openings[1].options[0].demands] == [1, -30]
    assert all(lesson.parts[0].weeks == ((0, 1),) for lesson in openings)


def test_seats_and_pools_are_capacities_and_unknown_requests_are_reserved() -> None:
    school = blended_school()
    problem = build_problem(replace(school, classes=(replace(school.classes[0], onsite_requests=None),)))
    (seats,) = [rule for rule in rules(problem, "H08") if isinstance(rule, PoolCapacity)]
    assert seats.pools == ("pool:#seats",)
    option = problem.lesson["W"].option("asynchronous")
    assert next(d.amount for d in option.demands if d.role == "seats") == 3  # 15 % of 20


def test_a_band_with_an_a_and_a_b_lesson_shares_a_slot_over_the_weeks() -> None:
    lessons = (
        SchoolLesson("A", ("5A",), "WIS", (("JANS",),), week="A", band="x"),
        SchoolLesson("B", ("5A",), "LAB", (("PEET",),), week="B", band="x"),
        SchoolLesson("C1", ("5A-1",), "WIS", (("JANS",),), band="y"),
        SchoolLesson("C2", ("5A-2",), "LAB", (("PEET",),), band="y"),
    )
    linked = [rule for rule in build_problem(blended_school(lessons=lessons)).rules if isinstance(rule, Linked)]
    assert {rule.groups: rule.any_week for rule in linked} == {(("A", "B"),): True, (("C1", "C2"),): False}


def test_blocks_stay_inside_a_half_day_and_out_of_closed_periods() -> None:
    problem = build_problem(blended_school())
    (inside,) = [r for r in rules(problem, "H17") if isinstance(r, PreferTimes)]
    periods = {problem.times[index].period for index in inside.times}
    assert periods == {1, 2, 3, 5, 6}
    for rule in rules(problem, "H19"):
        assert isinstance(rule, PreferTimes)
        assert not any(problem.times[i].day == 2 and problem.times[i].period > 4 for i in rule.times)


def test_availability_levels_become_hard_rules_and_wishes() -> None:
    rows = (
        Availability("teacher", "JANS", day=0, half_day="am"),
        Availability("teacher", "JANS", day=1, level=Level.STRONG, place="home"),
        Availability("class", "5A", week="B", day=4, period=7, level=Level.WISH),
    )
    problem = build_problem(blended_school(availability=rows))
    hard = next(r for r in problem.rules if r.id.startswith("H14/teacher JANS"))
    strong = next(r for r in problem.rules if r.id.startswith("S02/teacher JANS"))
    wish = next(r for r in problem.rules if r.id.startswith("S02/class"))
    assert isinstance(hard, Unavailable) and isinstance(strong, Unavailable) and isinstance(wish, Unavailable)
    assert (hard.hard, len(hard.times)) == (True, 8)  # four morning periods in two weeks
    assert (strong.hard, strong.weight, strong.what.places) == (False, 100, frozenset({HOME}))
    assert (wish.weight, wish.resources, len(wish.times)) == (10, ("path:5A 5A-1", "path:5A 5A-2"), 1)


def test_pins_take_the_next_free_part_and_pinned_roster_rows_count() -> None:
    school = blended_school(
        pins=(Pin("W", day=0, period=1), Pin("W", part=1, day=1, period=1, mode=Mode.CONTACT), Pin("L1", room="LAB1")),
        roster=(RosterRow("L2", 1, day=3, period=2, pinned=True), RosterRow("L2", 2, day=4, period=2)),
    )
    (rule,) = [r for r in build_problem(school).rules if isinstance(r, Pinned)]
    found = {(pin.lesson, pin.part): pin for pin in rule.pins}
    assert set(found) == {("W", 2), ("W", 1), ("L1", 1), ("L2", 1)}
    assert found["W", 1].mode is Mode.CONTACT
    assert found["L1", 1].resources == (("room", "room:LAB1"),)


def test_a_meeting_holds_its_members_and_a_department_means_all_of_them() -> None:
    problem = build_problem(blended_school(meetings=(Meeting("overleg", ("W",), 1, online=True),)))
    meeting = next(lesson for lesson in problem.lessons if lesson.subject == "meeting")
    assert [d.candidates[0] for d in meeting.demands] == ["teacher:JANS", "teacher:PEET"]
    assert meeting.options[0].teacher_place is None


def test_two_grids_clash_by_the_clock() -> None:
    school = blended_school(periods=grid() + grid("late", shift=25))
    problem = build_problem(school)
    first = problem.grid_times["standard"][0]
    late = problem.grid_times["late"][0]
    assert not set(problem.times[first].ticks).isdisjoint(problem.times[late].ticks)
    assert len(problem.times[first].ticks) == 2  # 8:25-8:50 alone, 8:50-9:15 shared


def test_too_many_combinations_of_groups_are_refused_with_the_count() -> None:
    groups = tuple(ClassGroup(f"d{d}g{g}", "5A", f"d{d}") for d in range(5) for g in range(3))
    lessons = tuple(SchoolLesson(g.code, (g.code,), "WIS", (("JANS",),)) for g in groups)
    with pytest.raises(TooManyPaths) as caught:
        build_problem(blended_school(groups=groups, lessons=lessons))
    assert caught.value.count == 243
