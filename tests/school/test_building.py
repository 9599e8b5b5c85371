"""A school becomes a problem: parts, paths, options, and the numbers in the rules, worked out by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from scheduler.evaluation import cost_of, evaluate
from scheduler.problem.lessons import HOME
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.rules import (
    AllowedOptions,
    LimitClusters,
    LimitIdle,
    LimitPeriods,
    Linked,
    Pinned,
    PoolCapacity,
    PreferTimes,
    Rule,
    Unavailable,
)
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import RuleRowError, TooManyPaths, build_problem
from scheduler.school.records import (
    Availability,
    Blocks,
    CalendarEntry,
    ClassGroup,
    GridPeriod,
    Level,
    Meeting,
    Pin,
    Room,
    RosterRow,
    RuleRow,
    SchoolLesson,
    Supervision,
    WeekKind,
)
from scheduler.telling.violations import sentence
from tests.school.schools import blended_school, grid


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
    assert (len(lesson.parts), lesson.duration, lesson.flexible) == (5, 5, True)


def test_a_half_period_beside_a_range_of_blocks_is_not_lost() -> None:
    record = SchoolLesson("W", ("5A",), "WIS", (("JANS",),), Fraction(11, 2), Blocks((), 1, 2))
    lesson = build_problem(blended_school(lessons=(record,))).lesson["W"]
    assert [(part.shortest, part.longest, len(part.weeks)) for part in lesson.parts] == [
        (2, 2, 1),
        (2, 2, 1),
        (1, 1, 1),
        (1, 1, 2),
    ]
    assert lesson.duration == 6 and not lesson.flexible


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
        ("3", Fraction(67, 2), None, {"5A 5A-1": 4, "5A 5A-2": 4}),  # 33.5 % of 12 is 4.02; 33 % would be 3.96
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
    weeks = [CalendarEntry(monday + timedelta(weeks=n)) for n in range(5)]
    weeks.append(CalendarEntry(monday + timedelta(weeks=1), WeekKind.INTERNSHIP, "5A"))
    (rule,) = rules(build_problem(blended_school(calendar=tuple(weeks))), "H03")
    assert isinstance(rule, LimitPeriods)
    assert rule.occurrences == ((3,) * 7, (1,) * 7)  # A B A B A without the second
    # group 1: 6 lessons in each of 4 weeks = 24, 40 % = 9.6; group 2: 25 or 27 with the half, 40 % = 10.0 or 10.8
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


def test_who_may_teach_from_home_but_cannot_teach_online_gets_no_online_lesson_there() -> None:
    school = blended_school()
    jans, peet = school.teachers
    school = replace(
        school,
        teachers=(replace(jans, home_ok=False), replace(peet, home_ok=True)),
        lessons=(SchoolLesson("W", ("5A",), "WIS", (("JANS", "PEET"),), Fraction(4), distance_max=Fraction(2)),),
    )
    (rule,) = [r for r in rules(build_problem(school), "H10") if isinstance(r, AllowedOptions)]
    assert dict(rule.allowed)["W"] == {"contact", "synchronous/school", "asynchronous"}


def test_distance_blocks_of_every_length_stay_in_school_time() -> None:
    school = blended_school(lessons=(SchoolLesson("W", ("5A",), "WIS", (("JANS",),), Fraction(6), Blocks((), 1, 3)),))
    durations = {rule.duration for rule in rules(build_problem(school), "H05") if isinstance(rule, PreferTimes)}
    assert durations == {1, 2, 3}


def test_distance_switched_off_lifts_the_minimum_of_a_lesson_of_one_week_too() -> None:
    lesson = SchoolLesson("W", ("5A",), "WIS", (("JANS",),), Fraction(2), week="A", distance_min=Fraction(1))
    bounds_of = {
        row: bounds(rules(build_problem(blended_school(lessons=(lesson,), rules=row)), "H10")).get("W")
        for row in ((), (RuleRow("H10", "all", value="contact"),))
    }
    assert list(bounds_of.values()) == [(1, None), None]


def test_h10_switched_off_for_one_class_allows_its_lessons_every_way() -> None:
    school = blended_school(rules=(RuleRow("H10", "5A", Level.OFF),))
    (rule,) = [r for r in rules(build_problem(school), "H10") if isinstance(r, AllowedOptions)]
    assert "asynchronous" in dict(rule.allowed)["L1"]


def test_own_bounds_on_distance_are_per_week_of_the_cycle() -> None:
    assert bounds(rules(build_problem(blended_school()), "H10"))["W"] == (2, 4)


def test_a_rule_can_be_switched_off_for_one_class_by_exemption_or_row() -> None:
    school = blended_school()
    (record,) = school.classes
    exempt = replace(school, classes=(replace(record, exempt=(("h7", "topsport"),)),))
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


def test_an_educator_named_for_two_rooms_supervises_one_at_a_time() -> None:
    school = blended_school(
        rooms=(*blended_school().rooms, Room("REF", seats=40, onsite=True)),
        supervision=(Supervision("OLC", "opvoeder"), Supervision("REF", "opvoeder")),
    )
    problem = build_problem(school)
    openings = [lesson for lesson in problem.lessons if lesson.optional]
    assert {d.candidates for lesson in openings for d in lesson.options[0].demands if d.role == "supervisor"} == {
        ("pool:#staff opvoeder",)
    }
    at_once = [lesson for lesson in openings if lesson.parts[0].starts == (0,)]
    timetable = Timetable(tuple(Placement(lesson.id, 1, 1, 0, "contact") for lesson in at_once))
    (rule,) = [rule for rule in rules(problem, "H08") if isinstance(rule, PoolCapacity)]
    assert cost_of(problem, rule, timetable).deviation == 2  # the same period of both weeks
    (violation,) = [v for v in evaluate(problem, timetable).violations if v.entry == "H08"]
    assert "opvoeder" in sentence(problem, violation, "nl")


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


def test_two_halves_of_one_class_in_a_band_alternate_and_those_of_two_groups_run_together() -> None:
    half = Fraction(1, 2)
    lessons = (
        SchoolLesson("A", ("5A",), "WIS", (("JANS",),), half, band="x"),
        SchoolLesson("B", ("5A",), "LAB", (("PEET",),), half, band="x"),
        SchoolLesson("C1", ("5A-1",), "WIS", (("JANS",),), half, band="y"),
        SchoolLesson("C2", ("5A-2",), "LAB", (("PEET",),), half, band="y"),
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


def test_a_block_on_a_subject_holds_for_every_length_its_lessons_can_have() -> None:
    school = blended_school(
        lessons=(SchoolLesson("W", ("5A",), "WIS", (("JANS",),), Fraction(4), Blocks((), 1, 2)),),
        availability=(Availability("subject", "WIS", day=0),),
    )
    found = [r for r in rules(build_problem(school), "H14") if isinstance(r, PreferTimes)]
    assert {rule.duration for rule in found} == {1, 2}


def test_a_group_can_be_unavailable_and_blocks_nobody_of_the_other_group() -> None:
    problem = build_problem(blended_school(availability=(Availability("class", "5A-1", day=0, period=1),)))
    rule = next(r for r in problem.rules if r.id.startswith("H14/class"))
    assert isinstance(rule, Unavailable) and rule.resources == ("path:5A 5A-1",)


def test_a_room_that_is_not_there_is_so_whatever_the_column_place_says() -> None:
    problem = build_problem(blended_school(availability=(Availability("room", "101", day=0, place="school"),)))
    rule = next(r for r in problem.rules if r.id.startswith("H14/room"))
    assert isinstance(rule, Unavailable) and rule.what.places is None


def test_a_teacher_who_is_not_there_is_so_in_the_periods_of_every_grid() -> None:
    evening = GridPeriod("evening", 0, 1, 17 * 60, 17 * 60 + 50, "pm")
    rows = (Availability("teacher", "JANS", day=0),)
    problem = build_problem(blended_school(periods=(*grid(), evening), availability=rows))
    rule = next(r for r in problem.rules if r.id.startswith("H14/teacher"))
    assert isinstance(rule, Unavailable)
    assert {(problem.times[i].grid, problem.times[i].period) for i in rule.times} == {
        *(("standard", period) for period in range(1, 8)),
        ("evening", 1),
    }


def test_teachers_of_two_lunch_shifts_keep_a_lunch() -> None:
    shifted = tuple(
        replace(p, grid="late", start=p.start - 60, end=p.end - 60) if p.period == 5 else replace(p, grid="late")
        for p in grid()
    )
    both = build_problem(blended_school(periods=grid() + shifted))
    assert not any("lunch" in rule.id for rule in rules(build_problem(blended_school()), "H15"))
    lunch = next(rule for rule in rules(both, "H15") if "lunch" in rule.id)
    assert isinstance(lunch, LimitClusters) and lunch.least == 1


def test_a_closed_period_between_lessons_is_a_break_and_no_gap() -> None:
    periods = tuple(replace(p, open=p.open and p.period != 4) for p in grid())
    problem = build_problem(blended_school(periods=periods))
    idle = [rule for rule in problem.rules if isinstance(rule, LimitIdle)]
    assert {rule.entry for rule in idle} == {"H07", "S03"}
    assert not any(problem.times[i].period == 4 for rule in idle for day in rule.groups for i in day)


def test_a_school_day_ends_at_three_only_where_it_has_an_afternoon() -> None:
    school = blended_school(
        periods=tuple(replace(p, open=True) for p in grid()),
        lessons=(SchoolLesson("W", ("5A",), "WIS", (("JANS",),), Fraction(32)),),
    )
    problem = build_problem(school)
    (early,) = [r for r in rules(problem, "H06") if r.id.startswith("H06/end")]
    assert isinstance(early, LimitClusters)
    assert all(problem.times[i].half_day == "pm" for touches in early.clusters for i in touches[0].times)


def test_a_pinned_row_puts_each_teacher_in_one_role_and_an_online_lesson_in_its_quiet_room() -> None:
    school = blended_school(
        lessons=(
            SchoolLesson("W", ("5A",), "WIS", (("JANS",),), Fraction(1)),
            SchoolLesson("T", ("5A",), "LAB", (("JANS", "PEET"), ("PEET",)), Fraction(1)),
        ),
        roster=(
            RosterRow("W", mode=Mode.SYNCHRONOUS, room="101", teachers=("JANS",), pinned=True),
            RosterRow("T", period=2, mode=Mode.CONTACT, teachers=("PEET", "JANS"), pinned=True),
        ),
    )
    (rule,) = [r for r in build_problem(school).rules if isinstance(r, Pinned)]
    found = {pin.lesson: dict(pin.resources) for pin in rule.pins}
    assert found["W"] == {"quiet room": "room:101", "teacher": "teacher:JANS"}
    assert found["T"] == {"teacher": "teacher:JANS", "teacher 2": "teacher:PEET"}


def test_a_pin_that_cannot_be_followed_is_told() -> None:
    pins = (Pin("W", part=9, day=0, period=1), *(Pin("L1", day=day) for day in (0, 1)), Pin("W", teachers=("PEET",)))
    problem = build_problem(blended_school(pins=pins))
    assert [note.key for note in problem.notes if note.key.startswith("pin_")] == [
        "pin_part",
        "pin_free",
        "pin_teacher",
    ]
    assert all("'" in note.text(language) for note in problem.notes for language in ("nl", "en") if "pin" in note.key)


def test_one_campus_told_by_the_rooms_alone_is_that_of_the_classes_seats_and_meetings_too() -> None:
    school = blended_school(meetings=(Meeting("overleg", ("W",)),))
    school = replace(school, rooms=tuple(replace(room, campus="Noord") for room in school.rooms))
    problem = build_problem(school)
    places = {place for one in problem.lessons for o in one.options for place in (o.pupils_place, o.teacher_place)}
    assert places == {"Noord", HOME, None}
    assert [pool.id for pool in problem.resources_of("pool") if "seats" in pool.id] == ["pool:#seats Noord"]
    assert not any("travel" in rule.id for rule in rules(problem, "H18"))


def test_an_annex_named_by_some_rooms_stays_another_place_than_the_main_building() -> None:
    school = blended_school()
    rooms = tuple(replace(room, campus="Annex" if room.code == "LAB1" else "") for room in school.rooms)
    problem = build_problem(replace(school, rooms=rooms))
    assert any("travel" in rule.id for rule in rules(problem, "H18"))


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


def test_a_teacher_with_more_fixed_lessons_than_assignment_and_plage_is_told() -> None:
    school = blended_school()
    taught = {code for lesson in school.lessons for one in lesson.teachers if len(one) == 1 for code in one}
    code = sorted(taught)[0]
    few = tuple(replace(one, assignment=Fraction(1, 2)) if one.code == code else one for one in school.teachers)
    (note,) = [one for one in build_problem(replace(school, teachers=few)).notes if one.key == "over_assignment"]
    assert code in note.text("nl") and code in note.text("en")
    enough = tuple(replace(one, assignment=Fraction(40)) for one in school.teachers)
    assert not [one for one in build_problem(replace(school, teachers=enough)).notes if one.key == "over_assignment"]
