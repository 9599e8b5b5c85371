"""S08, even days: every full day of a class has its average number of lessons, rounded down or up."""

from dataclasses import replace

from scheduler.school.records import GridPeriod, Level, RuleRow
from tests.school.schools import grid
from tests.school.weeks import FULL, MORNING, NORMAL, off, week


def test_seven_on_every_full_day_of_a_week_of_32_is_even():
    assert week(*NORMAL).broken("S08") == 0


def test_thirty_lessons_are_six_or_seven_a_day():
    """Four on Wednesday leave 26 for four days: 6.5."""
    assert week(FULL, FULL, MORNING, "CCCCCC", "CCCCCC").broken("S08") == 0
    assert week(FULL, FULL, MORNING, FULL, "CCCCC").broken("S08") == 1
    assert week(FULL, FULL, "CCC", FULL, "CCCCCC").broken("S08") == 0


def test_a_full_day_without_lessons_is_as_uneven_as_can_be():
    """28 lessons: 24 for four full days, so six on each."""
    assert week(FULL, FULL, FULL + "", FULL, "").broken("S08") == 3 * 1 + 6


def test_a_school_that_is_always_closed_has_no_days_to_compare():
    closed = tuple(replace(one, open=False) for one in grid())
    assert week(*NORMAL, periods=closed).broken("S08") == 0


def test_where_short_days_hold_all_lessons_the_full_day_may_stay_empty():
    """Four mornings of eight periods, and a Friday with a morning and an afternoon."""
    mornings = tuple(
        GridPeriod("standard", day, n, 7 * 60 + 40 * n, 7 * 60 + 40 * n + 40) for day in range(4) for n in range(1, 9)
    )
    friday = tuple(replace(one) for one in grid() if one.day == 4)
    assert week(*["C" * 7] * 4, "", periods=mornings + friday).broken("S08") == 0
    assert week(*["C" * 7] * 4, "CC", periods=mornings + friday).broken("S08") == 2  # 30 of 32


def test_a_part_time_class_is_not_asked():
    assert week(FULL, FULL, FULL, "CCCCCC").broken("S08") == 0  # 27 lessons


def test_another_weight_switched_off_and_per_class():
    uneven = week(FULL, FULL, MORNING, FULL, "CCCCC")
    assert uneven.cost("S08") == 5
    assert uneven.rows(RuleRow("S08", "5A", Level.STRONG)).cost("S08") == 100
    assert uneven.rows(off("S08")).cost("S08") == 0
    assert uneven.rows(off("S08", "5A")).cost("S08") == 0
    assert uneven.rows(off("S08", "5B")).cost("S08") == 5
