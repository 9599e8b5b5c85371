"""H12, one change of place a day, and only where the pause covers the way."""

import pytest

from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import Room, Settings
from scheduler.school.roster import rows_of
from tests.school.weeks import lesson, must, off, small_school, week
from tests.school.weeks import placed as placement


@pytest.mark.parametrize(
    ("day", "over"),
    [("CCCCAAA", 0), ("AAAACCC", 0), ("CCCCCCC", 0), ("AAAAAAA", 0), ("CCAACCC", 1), ("ACACCCC", 2), ("CA.C.A.", 2)],
)
def test_a_class_changes_place_once_a_day_and_each_further_change_breaks_the_rule(day, over):
    assert week(day).broken("H12", "switches") == over
    assert week("CCCC", day).broken("H12", "switches") == over


def test_a_class_of_no_campus_comes_from_home_to_whichever_its_room_is_on():
    rooms = (Room("N", campus="Noord"), Room("Z", campus="Zuid"))
    assert week("CCAACCC").with_(rooms=rooms).broken("H12", "switches") == 1
    assert week("CCAACCC").with_(rooms=rooms).broken("H12", "travel") == 1
    assert week("CCCCAAA").with_(rooms=rooms).broken("H12") == 0


def test_the_pause_must_cover_the_way_home():
    assert week("CCCCAAA").broken("H12", "travel") == 0  # 70 minutes at noon
    assert week("CCAACCC").broken("H12", "travel") == 1  # 15 minutes at 10:05, 70 at noon
    assert week("CC.ACCC").broken("H12", "travel") == 0


def test_the_way_may_take_exactly_as_long_as_the_pause():
    morning = week("CCAA")  # 10:05 to 10:20
    assert morning.rows(must("H12", "switches=1; travel_minutes=15")).broken("H12", "travel") == 0
    assert morning.rows(must("H12", "switches=1; travel_minutes=16")).broken("H12", "travel") == 1


def test_the_way_is_the_schools_setting_where_no_row_names_it():
    assert week("CCAA").with_(settings=Settings(travel_minutes=15)).broken("H12", "travel") == 0
    none = week("CCAA").with_(settings=Settings(travel_minutes=0))
    assert {rule.aspect for rule in none.problem().rules if rule.entry == "H12"} == {"switches"}


def test_a_class_without_a_lesson_that_asks_for_distance_has_no_ways_home_to_count():
    unasked = small_school(lesson("L", ("5A",), "V", 2, distance_max=None), lesson("M", ("5B",), "V", 2))
    rules = [rule for rule in build_problem(unasked).rules if rule.entry == "H12"]
    assert {who for rule in rules for who in rule.resources} == {"path:5B"}


def test_own_value_switched_off_and_per_class():
    twice = week("CCAACCC")
    assert twice.rows(must("H12", "2")).broken("H12", "switches") == 0
    assert twice.rows(must("H12", "0")).broken("H12", "switches") == 2
    assert twice.rows(off("H12")).broken("H12") == 0
    assert twice.rows(off("H12", "5A")).broken("H12") == 0
    assert twice.rows(must("H12", "2", "5B")).broken("H12", "switches") == 1


def test_a_whole_group_at_school_changes_no_place_where_a_row_allows_it():
    allowed = week("CCAACCC").rows(must("H12", "whole_group_onsite=ja"))
    lesson = allowed.problem().lesson["L"]
    assert {option.pupils_place for option in lesson.options if option.id.endswith("+onsite")} == {"school"}
    assert not [option for option in week("CC").problem().lesson["L"].options if option.id.endswith("+onsite")]


def test_a_class_that_may_have_no_distance_lessons_is_judged_by_the_place_of_those_it_was_given():
    closed = week("CCAACCC").of_class(distance_ok=False)
    placed = Timetable(tuple(placement(closed.problem(), one) for one in closed.meetings))
    in_rooster = closed.with_(roster=rows_of(closed.problem(), placed))
    assert in_rooster.broken("H10") > 0
    assert in_rooster.broken("H12", "switches") == 1
    assert in_rooster.broken("H12", "travel") == 1
