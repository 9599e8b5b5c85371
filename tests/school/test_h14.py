"""H14: people and things only when they can be; a teacher is at home or at school for a whole half day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.problem.rules import PreferTimes, Unavailable
from scheduler.school.building import build_problem
from scheduler.school.records import (
    Availability,
    Blocks,
    Level,
    Meeting,
    Pool,
    PoolKind,
    Room,
    RuleRow,
    School,
    SchoolClass,
    Supervision,
    Teacher,
)
from tests.school.judging import At, block, broken, cost, has, lesson, said, small_school
from tests.school.schools import grid

ONE = small_school(lesson("W", "ANN", 2), lesson("V", "BEN", 2, subject="LO"))
HOME, SCHOOL = "synchronous/home", "contact"


def away(school: School, *rows: Availability) -> School:
    return replace(school, availability=rows)


def test_every_period_on_which_somebody_is_not_there_counts() -> None:
    school = away(ONE, Availability("teacher", "ANN", day=0))
    assert broken(school, "H14", At("W", 0, 1)) == 1
    assert broken(school, "H14", At("W", 0, 1), At("W", 0, 2, part=2)) == 2
    assert broken(school, "H14", At("W", 1, 1), At("V", 0, 1)) == 0
    assert said(school, "H14", At("W", 0, 1)) == [
        "Leraar ANN heeft lessen op maandag lesuur 1, maar is dan niet beschikbaar."
    ]


@pytest.mark.parametrize(
    ("row", "inside", "outside"),
    [
        (Availability("teacher", "ANN", day=0, half_day="am"), At("W", 0, 4), At("W", 0, 5)),
        (Availability("teacher", "ANN", period=7), At("W", 3, 7), At("W", 3, 6)),
        (Availability("teacher", "ANN", day=1, period=2), At("W", 1, 2), At("W", 1, 3)),
        (Availability("class", "3A", day=4), At("W", 4, 1), At("W", 3, 1)),
        (Availability("subject", "WIS", day=4), At("W", 4, 1), At("V", 4, 1)),
        (Availability("teacher", "ANN", day=0, place="home"), At("W", 0, 1, option=HOME), At("W", 0, 1)),
        (Availability("teacher", "ANN", day=0, place="school"), At("W", 0, 1), At("W", 0, 1, option=HOME)),
    ],
)
def test_a_row_blocks_what_it_names_and_nothing_beside_it(row: Availability, inside: At, outside: At) -> None:
    assert broken(away(ONE, row), "H14", inside) == 1
    assert broken(away(ONE, row), "H14", outside) == 0


def test_rooms_and_pools_can_be_away() -> None:
    school = small_school(
        lesson("W", "ANN", devices=(("kar", 5),)), rooms=(Room("101"),), pools=(Pool("kar", PoolKind.DEVICE, 9),)
    )
    for kind, code in (("room", "101"), ("pool", "kar")):
        assert broken(away(school, Availability(kind, code, day=0)), "H14", At("W", 0, 1)) == 1
        assert broken(away(school, Availability(kind, code, day=1)), "H14", At("W", 0, 1)) == 0


def test_somebody_who_must_be_there_is_missed_where_he_is_not() -> None:
    school = away(ONE, Availability("teacher", "ANN", day=0, period=1, there=True))
    assert broken(school, "H14", At("W", 0, 1)) == 0
    assert broken(school, "H14", At("W", 0, 2)) == 1


def test_a_block_that_reaches_into_a_blocked_period_is_blocked() -> None:
    school = small_school(lesson("W", "ANN", 2, blocks=block(2)))
    school = away(school, Availability("subject", "WIS", day=0, period=3))
    assert broken(school, "H14", At("W", 0, 2, duration=2)) == 2  # both periods of the block are elsewhere
    assert broken(school, "H14", At("W", 0, 1, duration=2)) == 0


def test_home_and_school_in_one_half_day_is_a_change_of_place() -> None:
    both = (At("W", 0, 1, option=HOME), At("W", 0, 3, part=2))
    assert broken(ONE, "H14", *both, aspect="place") == 1
    assert broken(ONE, "H14", At("W", 0, 1, option=HOME), At("W", 0, 5, part=2), aspect="place") == 0
    assert broken(ONE, "H14", At("W", 0, 1, option=HOME), At("W", 0, 2, part=2, option=HOME), aspect="place") == 0


def test_supervising_a_room_at_school_is_being_at_school() -> None:
    rooms = (Room("OLC", seats=9, onsite=True), Room("101"))
    asking = tuple(replace(one, onsite_requests=2) for one in ONE.classes)
    school = replace(ONE, rooms=rooms, classes=asking, supervision=(Supervision("OLC", "ANN", day=0),))
    opened = At("toezicht:OLC:1-2", 0, 2)
    assert broken(school, "H14", At("W", 0, 1, option=HOME), opened, aspect="place") == 1
    assert broken(school, "H14", At("W", 0, 5, option=HOME), opened, aspect="place") == 0


def test_a_wish_is_no_must_and_off_for_one_teacher_is_off_for_him_alone() -> None:
    wish = away(ONE, Availability("teacher", "ANN", day=0, level=Level.WISH))
    assert broken(wish, "H14", At("W", 0, 1)) == 0 and cost(wish, "S02", At("W", 0, 1)) == 10
    rows = (Availability("teacher", "ANN", day=0), Availability("teacher", "BEN", day=0))
    school = replace(away(ONE, *rows), rules=(RuleRow("H14", "ANN", Level.OFF),))
    assert broken(school, "H14", At("W", 0, 1), At("V", 0, 2)) == 1
    assert not has(replace(school, rules=(RuleRow("H14", level=Level.OFF),)), "H14")


def test_whoever_stands_by_is_in_no_place() -> None:
    stand_by = At("W", 0, 1, option="asynchronous")
    for other in (HOME, SCHOOL):
        assert broken(ONE, "H14", stand_by, At("W", 0, 3, part=2, option=other), aspect="place") == 0


def test_a_meeting_on_a_campus_without_lessons_is_at_school_too() -> None:
    staff = tuple(replace(one, campus="Oost") for one in ONE.teachers)
    met = replace(ONE, teachers=staff, meetings=(Meeting("overleg", ("BEN",)),))
    met = away(met, Availability("teacher", "BEN", day=0, place="school"))
    assert broken(met, "H14", At("overleg:1:overleg", 0, 1)) == 1
    assert broken(met, "H14", At("overleg:1:overleg", 1, 1)) == 0


TWO_GRIDS = small_school(
    lesson("W", "ANN", 3, blocks=Blocks((1, 2))),
    lesson("V", "BEN"),
    lesson("L", "BEN", of="3B"),
    classes=(SchoolClass("3A"), SchoolClass("3B", grid="late")),
    periods=grid() + grid("late", shift=25),
)


def test_a_row_about_a_subject_is_one_for_each_grid_and_length_of_its_lessons() -> None:
    problem = build_problem(away(TWO_GRIDS, Availability("subject", "WIS", day=0, period=1)))
    found = {
        (rule.duration, rule.lessons): (problem.times[min(rule.times)].id, len(rule.times))
        for rule in problem.rules
        if isinstance(rule, PreferTimes) and rule.entry == "H14"
    }
    # 35 periods, 30 starts of two periods in a row in a day; without the first of Monday 34 and 29
    assert found == {
        (1, ("W", "V")): ("1-2", 34),
        (2, ("W",)): ("1-2", 29),
        (1, ("L",)): ("late-1-2", 34),
    }


def test_a_row_about_a_class_is_about_periods_of_its_own_grid_and_one_about_staff_about_those_of_all() -> None:
    rows = (Availability("class", "3B", day=0, period=1), Availability("teacher", "BEN", day=0, half_day="am"))
    problem = build_problem(away(TWO_GRIDS, *rows))
    times = [rule.times for rule in problem.rules if isinstance(rule, Unavailable) and rule.entry == "H14"]
    assert [[problem.times[index].id for index in one] for one in times] == [
        ["late-1-1"],
        ["1-1", "1-2", "1-3", "1-4"],  # every bell of the late grid overlaps one of these
    ]


def test_only_classes_have_stages() -> None:
    named = small_school(lesson("W"), rooms=(Room("graad 2"),), teachers=(Teacher("ANN"), Teacher("BEN")))
    problem = build_problem(away(named, Availability("room", "graad 2", day=0)))
    assert [rule.resources for rule in problem.rules if isinstance(rule, Unavailable) and rule.entry == "H14"] == [
        ("room:graad 2",)
    ]


def test_a_room_that_is_called_as_a_teacher_has_its_own_rule() -> None:
    rows = (Availability("room", "ANN", day=0), Availability("teacher", "ANN", day=0))
    school = away(small_school(lesson("W", "ANN"), rooms=(Room("ANN"),)), *rows)
    off = replace(school, rules=(RuleRow("H14", "ANN", Level.OFF),))
    found = [[rule.id for rule in build_problem(one).rules if "ANN" in rule.id] for one in (school, off)]
    assert found == [["H14/room ANN 1", "H14/teacher ANN 2"], ["H14/room ANN 1"]]


def test_a_must_is_hard_as_far_as_its_rule_is_and_a_wish_never() -> None:
    must, wish = (away(ONE, Availability("teacher", "ANN", day=0, level=level)) for level in (Level.MUST, Level.WISH))
    for school, entry, rows, hard, points in (
        (must, "H14", (), True, 1),
        (must, "H14", (RuleRow("H14", level=Level.WISH),), False, 10),
        (wish, "S02", (), False, 10),
        (wish, "S02", (RuleRow("S02", level=Level.MUST),), False, 10),
    ):
        (rule,) = [one for one in build_problem(replace(school, rules=rows)).rules if "ANN" in one.id]
        assert (rule.entry, rule.hard, rule.weight) == (entry, hard, points)
