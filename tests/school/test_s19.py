"""S19: teachers who come on the same days."""

from __future__ import annotations

from scheduler.school.records import Level, RuleRow
from tests.school.judging import At, broken, cost, has, lesson, said, small_school


def school(*rules: RuleRow):
    return small_school(lesson("A", "ANN", 2), lesson("B", "BEN", 2), rules=rules)


SAME = RuleRow("S19", "ANN, BEN", Level.WISH)


def test_each_day_on_which_only_one_of_them_is_there_counts():
    assert broken(school(SAME), "S19", At("A", 0, 1), At("A", 1, 1, 2), At("B", 0, 3), At("B", 1, 4, 2)) == 0
    assert broken(school(SAME), "S19", At("A", 0, 1), At("A", 1, 1, 2), At("B", 0, 3), At("B", 2, 4, 2)) == 2
    assert cost(school(SAME), "S19", At("A", 0, 1)) == 10


def test_without_a_row_nothing_is_wished():
    assert not has(school(), "S19") and not has(school(RuleRow("S19", "ANN, BEN", Level.OFF)), "S19")


def test_it_is_said_on_which_days_the_other_is_not_there():
    apart = (At("A", 0, 1), At("A", 1, 1, 2), At("B", 0, 3), At("B", 2, 4, 2))
    assert said(school(SAME), "S19", *apart) == [
        "Leraar ANN heeft les op 1 dag waarop leraar BEN er geen heeft (dinsdag).",
        "Leraar BEN heeft les op 1 dag waarop leraar ANN er geen heeft (woensdag).",
    ]
