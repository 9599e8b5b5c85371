"""H07, no gaps for pupils; the free period in which they have lunch is none."""

import pytest

from scheduler.school.records import ClassGroup
from tests.school.test_h06 import NO_BREAK, straight
from tests.school.weeks import Week, lesson, letters, must, off, small_school, week


@pytest.mark.parametrize(
    ("day", "gaps"),
    [("CCCCCCC", 0), ("CC.CCCC", 1), ("C..C", 2), (".CCC", 0), ("CCC....", 0), ("C.C.C", 2), ("", 0), ("CCCC..C", 2)],
)
def test_free_periods_between_the_first_and_the_last_lesson_of_a_day_are_gaps(day, gaps):
    assert week(day).broken("H07") == gaps
    assert week("CCC", day).broken("H07") == gaps


@pytest.mark.parametrize(
    ("day", "gaps"),
    [
        ("CCCC.CCC", 0),
        ("CCCCC.CC", 0),
        ("CCCC..CC", 1),  # one of the two is lunch
        ("CC.CCCCC", 1),  # from 10:10 nobody has lunch
        ("CC.C.CCC", 1),
        ("CCCCCC.C", 0),  # period 7 is from 13:30 to 14:20
    ],
)
def test_the_free_period_for_lunch_is_no_gap_on_a_grid_without_a_break(day, gaps):
    assert week(day, periods=NO_BREAK).broken("H07") == gaps


def test_lunch_and_gaps_do_not_contradict_each_other_whatever_the_length_of_a_period():
    for lengths, day in (([45] * 8, "CCCC..CC"), ([25] * 14, "CCCCCCC..CCCCC"), ([50] * 8, "CCCC.CCC")):
        one = week(day, periods=straight(*lengths))
        assert (one.broken("H06", "lunch"), one.broken("H07")) == (0, 0)


def test_a_grid_with_a_break_of_fifty_minutes_excuses_no_free_period():
    assert week("CCCC.CC").broken("H07") == 1  # lunch is from 12:00 to 13:10


def test_pupils_without_the_optional_group_have_a_gap_where_the_others_have_its_lesson():
    school = small_school(
        lesson("L", ("5A",), "V", 2),
        lesson("X", ("5A-LAT",), "LAT", 1),
        groups=(ClassGroup("5A-LAT", "5A", "latin", 9),),
    )
    inside = Week(school, letters("L", ("C.C",)) + letters("X", (".C",)))
    assert [one.point for one in inside.violations("H07")] == ["path:5A (rest)"]
    assert Week(school, letters("L", ("CC",)) + letters("X", ("..C",))).broken("H07") == 0


def test_own_value_switched_off_and_per_class():
    two = week("CC.C", "C.C")
    assert two.rows(must("H07", "1")).broken("H07") == 1
    assert two.rows(must("H07", "2")).broken("H07") == 0
    assert two.rows(off("H07")).broken("H07") == 0
    assert two.rows(off("H07", "5A")).broken("H07") == 0
    assert two.rows(off("H07", "5B")).broken("H07") == 2
