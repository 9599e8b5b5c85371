"""S06, distance lessons together in half days, the same ones each week."""

import pytest

from scheduler.school.records import Level, RuleRow
from tests.school.weeks import off, week


@pytest.mark.parametrize(
    ("days", "mixed"),
    [
        (("CCCCAAA", "AAAACCC"), 0),
        (("CCCAAAA",), 1),
        (("ACCCACC", "CCCS"), 3),
        (("AAAAAAA", "CCCCCCC"), 0),
    ],
)
def test_a_half_day_with_contact_and_distance_is_mixed(days, mixed):
    assert week(*days).broken("S06", "mixed") == mixed
    assert week(*days).cost("S06") == 15 * mixed


def test_distance_is_in_the_same_half_days_of_both_weeks():
    assert week("CCCCAAA", second=("CCCCA..",)).broken("S06", "weeks") == 0
    assert week("CCCCAAA", second=("CCCCCCC", "CCCCA")).broken("S06", "weeks") == 2


def test_in_a_cycle_of_one_week_there_are_no_weeks_to_compare():
    assert {rule.aspect for rule in week("CCCCAAA").problem().rules if rule.entry == "S06"} == {"mixed"}


def test_another_weight_switched_off_and_per_class():
    one = week("CCCAAAA")
    assert one.rows(RuleRow("S06", "5A", Level.STRONG)).cost("S06") == 100
    assert one.rows(off("S06")).cost("S06") == 0
    assert one.rows(off("S06", "5A")).cost("S06") == 0
    assert one.rows(off("S06", "5B")).cost("S06") == 15


def test_where_no_distance_is_asked_nothing_is_together():
    assert week("CCCAAAA").of_class(distance_ok=False).cost("S06") == 0
