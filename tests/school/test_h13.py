"""H13, full distance days: a day with a morning and an afternoon in the grid and distance lessons only."""

import pytest

from tests.school.weeks import must, off, week


@pytest.mark.parametrize(
    ("days", "over"),
    [
        (("AAAAAAA", "CCCCCCC"), 0),
        (("AAAAAAA", "SSSSSSS"), 1),
        (("AAAAAAA", "AAA...."), 1),  # nobody comes to school on Tuesday either
        (("AAAAAAA", "AAAAAAC"), 0),  # one contact lesson
        (("AAAAAAA", "C", "AAAA"), 0),  # Wednesday is a morning only
        (("C", "C", "AAAA", "AAAA"), 0),
        (("AAAA", "", "AAAA", "A", "A"), 2),
    ],
)
def test_one_full_distance_day_a_week_and_a_morning_on_a_short_day_does_not_count(days, over):
    assert week(*days).broken("H13") == over


def test_each_week_of_a_cycle_is_counted_by_itself():
    assert week("AAAAAAA", "CC", second=("CC", "AAAAAAA")).broken("H13") == 0
    assert week("AAAAAAA", "AA", second=("AA", "AAAAAAA")).broken("H13") == 2


def test_own_value_switched_off_and_per_class():
    two = week("AAAA", "AAAA")
    assert two.rows(must("H13", "2")).broken("H13") == 0
    assert two.rows(must("H13", "0")).broken("H13") == 2
    assert two.rows(off("H13")).broken("H13") == 0
    assert two.rows(off("H13", "5A")).broken("H13") == 0
    assert two.rows(must("H13", "2", "5B")).broken("H13") == 1


def test_distance_that_nobody_asked_for_is_counted_all_the_same():
    two = week("AAAA", "AAAA")
    assert two.of_class(distance_ok=False).broken("H13") == 1
