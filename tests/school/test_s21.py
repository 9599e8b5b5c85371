"""S21: the class teacher has his class at a fixed moment."""

from __future__ import annotations

import pytest

from scheduler.school.records import Level, RuleRow, SchoolClass
from tests.school.judging import At, broken, has, lesson, said, small_school


def school(value: str | None = None, teacher: str = "ANN", **more: object):
    one = SchoolClass("3A", stage="2", pupils=20, class_teacher=teacher)
    rules = (RuleRow("S21", level=Level.MUST, value=value),)
    return small_school(lesson("W", "ANN | BEN", 5), lesson("L", "BEN", 5), classes=(one,), rules=rules)


def by(who: str, day: int, period: int, part: int = 1) -> At:
    return At("W", day, period, part, holds=(f"teacher={who}",))


@pytest.mark.parametrize(
    ("value", "meets", "points"),
    [
        (None, (by("ANN", 0, 1),), 0),  # Monday, first period
        (None, (by("ANN", 0, 2),), 1),
        (None, (by("BEN", 0, 1),), 1),
        ("day=5; period=0", (by("ANN", 4, 3),), 0),
        ("day=5; period=0", (by("ANN", 3, 3),), 1),
        ("day=0; period=1", tuple(by("ANN", day, 1, day + 1) for day in range(5)), 0),
        ("day=0; period=1", tuple(by("ANN", day, 1, day + 1) for day in range(3)), 2),
        ("day=3; period=6", (by("ANN", 2, 1),), 0),  # closed on Wednesday: nothing is asked
    ],
)
def test_he_has_it_on_the_day_and_at_the_period_of_the_row(value, meets, points):
    assert broken(school(value), "S21", *meets) == points


def test_without_a_class_teacher_or_a_row_nothing_is_asked():
    assert not has(school(teacher=""), "S21")
    assert not has(small_school(lesson("W")), "S21")


@pytest.mark.parametrize(("value", "when"), [(None, "maandag lesuur 1"), ("day=5; period=0", "vrijdag")])
def test_it_is_said_when_he_has_not_his_class(value, when):
    (told,) = said(school(value), "S21", by("BEN", 0, 1))
    assert told == f"Leraar ANN heeft als klassenleraar geen les met 3A op {when}."
