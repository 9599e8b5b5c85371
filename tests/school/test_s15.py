"""S15, days begin on time: each free period before the first lesson costs, a late end a little."""

import pytest

from scheduler.school.records import Level, RuleRow
from scheduler.telling.violations import sentence
from tests.school.test_h06 import NO_BREAK, straight
from tests.school.weeks import NORMAL, off, week

START, END = 20, 5


@pytest.mark.parametrize(
    ("days", "late"),
    [
        (("CCCC", "C", "C"), 0),
        ((".CCC",), 1),
        (("..CC",), 2),
        ((".C", "..C", "C"), 3),
        (("......C",), 6),
        (("", "C"), 0),  # a day without lessons has not begun late
        (("C..C",), 0),  # a gap is rule H07's
    ],
)
def test_each_free_period_before_the_first_lesson_of_a_day_costs(days, late):
    assert week(*days).broken("S15", "start") == late
    assert week(*days).cost("S15", "start") == late * START


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ((".CCC",), "1 vrij lesuur voor de eerste les (maandag)"),
        (("CCC", "..CC"), "2 vrije lesuren voor de eerste les (dinsdag)"),
        ((".C", "..C", "C"), "3 vrije lesuren voor de eerste les (maandag en dinsdag)"),
    ],
)
def test_what_is_told_are_the_free_periods_and_their_days(days, told):
    one = week(*days)
    (late,) = one.violations("S15", "start")
    assert told in sentence(one.problem(), late, "nl")


def test_it_is_dear_for_the_first_stage():
    assert week(".CCC", stage="1").cost("S15", "start") == 50
    assert week(".CCC", stage="2").cost("S15", "start") == START


def test_a_lesson_after_the_period_at_which_even_days_end_costs_less():
    """Six lessons over five days are two a day at most, so the third period is late."""
    assert week("CC", "C", "C", "C", "C").cost("S15") == 0
    assert week("CCC", "C", "C", "C").cost("S15") == END
    assert week(".CC", "C", "C", "C", "C").cost("S15") == START + END


@pytest.mark.parametrize(
    ("days", "late"),
    [
        (("CCC", "CCC", "CCC", "CC", ""), 0),  # eleven lessons: three a day
        (("CCCC", "CCC", "CCC", "C"), 1),
        (("CCCC", "CCCC", "CCC"), 2),
        (NORMAL, 0),  # Wednesday is shorter than the others
    ],
)
def test_the_height_of_even_days_is_that_of_the_lessons_over_the_days(days, late):
    assert week(*days).broken("S15", "end") == late


def test_where_the_longest_meal_has_three_periods_a_day_ends_after_all_of_them():
    """Periods of 25 minutes from 8:40: the meal from 11:00 to 11:50 touches three of them, every other one two."""
    short = straight(*[25] * 14, first=8 * 60 + 40)
    assert week(*["CCCC"] * 4, "CCC...C", periods=short).cost("S15", "end") == 0
    assert week(*["CCCC"] * 4, "CCC....C", periods=short).cost("S15", "end") == END


def test_what_costs_nothing_is_no_rule_and_a_must_weighs_one():
    def rules(row, *days, **more):
        found = week(*days, **more).rows(*row).problem().rules
        return {rule.aspect: (rule.hard, rule.weight) for rule in found if rule.entry == "S15"}

    assert rules((), "CCC") == {"start": (False, START), "end": (False, END)}
    assert rules((RuleRow("S15", value="start=0; end=3"),), "CCC") == {"end": (False, 3 * END)}
    assert rules((RuleRow("S15", value="end=0"),), "CCC") == {"start": (False, START)}
    assert rules((RuleRow("S15", level=Level.MUST),), "CCC") == {"start": (True, 1)}
    single = tuple(one for one in NO_BREAK if one.period == 1)
    assert "start" not in rules((), "C", periods=single)


def test_lunch_on_a_grid_without_a_break_makes_no_day_end_late():
    """30 lessons are six a day; with a free period for lunch a day ends after seven."""
    assert week(*["CCCC.CC"] * 5, periods=NO_BREAK).cost("S15") == 0
    assert week(*["CCCC.CC"] * 4, "CCCC.C.C", periods=NO_BREAK).cost("S15") == END


def test_a_late_start_costs_a_class_more_than_any_half_day_of_a_teacher():
    assert START > 8


def test_own_values_another_weight_switched_off_and_per_class():
    late = week(".CC")
    assert late.rows(RuleRow("S15", "all", value="start=1; end=0")).cost("S15") == 5
    assert late.rows(RuleRow("S15", "5A", Level.WISH)).cost("S15", "start") == 40
    assert late.rows(RuleRow("S15", "all", Level.MUST)).broken("S15") == 1
    assert late.rows(off("S15")).cost("S15") == 0
    assert late.rows(off("S15", "5A")).cost("S15") == 0
    assert late.rows(off("S15", "5B")).cost("S15") == late.cost("S15")
