"""H25: lessons, or the subjects of a class, one after another."""

from __future__ import annotations

import pytest

from scheduler.school.records import Level, RuleRow, SchoolClass, Subject
from tests.school.judging import At, broken, lesson, said, small_school

CLASSES = tuple(SchoolClass(code, stage="2", pupils=20) for code in ("3A", "3B"))
SUBJECTS = (Subject("THE"), Subject("PRA"), Subject("EVA"))


def school(who: str):
    lessons = (
        lesson("T", "ANN", 2, subject="THE"),
        lesson("P", "BEN", subject="PRA"),
        lesson("E", "BEN", subject="EVA"),
        lesson("PB", "BEN", subject="PRA", of="3B"),
    )
    rules = (RuleRow("H25", who, Level.MUST),)
    return small_school(*lessons, classes=CLASSES, subjects=SUBJECTS, rules=rules)


@pytest.mark.parametrize("who", ["T, P", "THE, PRA", "the; pra"])
def test_what_comes_later_in_the_list_begins_when_the_first_is_over(who):
    kept = (At("T", 0, 1), At("T", 1, 1, 2), At("P", 1, 2))
    assert broken(school(who), "H25", *kept) == 0
    assert broken(school(who), "H25", At("T", 0, 1), At("T", 1, 3, 2), At("P", 1, 2)) > 0


def test_another_class_has_an_order_of_its_own():
    assert broken(school("THE, PRA"), "H25", At("T", 1, 1), At("T", 1, 3, 2), At("PB", 0, 1), At("P", 2, 1)) == 0


def test_a_list_of_three_is_two_pairs():
    wrong = (At("T", 0, 1), At("T", 0, 2, 2), At("P", 4, 1), At("E", 1, 1))
    assert broken(school("T, P, E"), "H25", *wrong) > 0
    assert broken(school("T, P, E"), "H25", *wrong[:2], At("P", 1, 1), At("E", 1, 2)) == 0


def test_a_wrong_order_is_told_without_a_number_of_periods_below_nothing():
    (told,) = said(school("T, P"), "H25", At("T", 0, 1), At("T", 1, 3, 2), At("P", 1, 2))
    assert "in verkeerde volgorde: de eerste eindigt pas na dinsdag lesuur 3" in told and "-" not in told
