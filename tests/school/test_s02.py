"""S02: wishes about times, a strong one 100, a wish 10, a preference 1 point per period."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.school.records import Availability, Level, RuleRow
from tests.school.judging import At, block, broken, cost, has, lesson, said, small_school

ONE = small_school(lesson("W", "ANN", 2), lesson("V", "BEN", 2, subject="LO"))
LATE = {"day": 0, "half_day": "pm"}


@pytest.mark.parametrize(("level", "points"), [(Level.STRONG, 100), (Level.WISH, 10), (Level.PREFERENCE, 1)])
def test_every_period_against_a_wish_costs_its_points(level: Level, points: int) -> None:
    school = replace(ONE, availability=(Availability("teacher", "ANN", level=level, **LATE),))  # type: ignore[arg-type]
    assert cost(school, "S02", At("W", 0, 4), At("V", 0, 5)) == 0
    assert cost(school, "S02", At("W", 0, 5)) == points
    assert cost(school, "S02", At("W", 0, 5), At("W", 0, 6, part=2)) == 2 * points


def test_rather_there_costs_each_period_of_absence() -> None:
    row = Availability("teacher", "ANN", day=0, half_day="am", level=Level.WISH, there=True)
    school = replace(ONE, availability=(row,))
    assert cost(school, "S02", At("W", 0, 1), At("W", 0, 2, part=2)) == 20
    assert cost(school, "S02", At("W", 1, 1)) == 40


def test_a_subject_may_rather_be_somewhere() -> None:
    row = Availability("subject", "WIS", half_day="am", level=Level.WISH, there=True)
    school = replace(ONE, availability=(row,))
    assert cost(school, "S02", At("W", 0, 4), At("V", 0, 5)) == 0
    assert cost(school, "S02", At("W", 0, 5)) == 10
    double = replace(school, lessons=(lesson("W", "ANN", 2, blocks=block(2)),))
    assert cost(double, "S02", At("W", 0, 4, duration=2)) == 20  # the whole block starts where it does not fit


@pytest.mark.parametrize(("place", "option", "points"), [("home", "contact", 0), ("home", "synchronous/home", 10)])
def test_a_wish_about_one_place_is_about_lessons_there(place: str, option: str, points: int) -> None:
    school = replace(ONE, availability=(Availability("teacher", "ANN", day=0, level=Level.WISH, place=place),))
    assert cost(school, "S02", At("W", 0, 1, option=option)) == points


def test_a_weight_of_the_school_multiplies_the_points_and_off_asks_nothing() -> None:
    school = replace(ONE, availability=(Availability("teacher", "ANN", level=Level.WISH, **LATE),))  # type: ignore[arg-type]
    double = replace(school, rules=(RuleRow("S02", weight=2),))
    assert cost(double, "S02", At("W", 0, 5)) == 20
    for off in (RuleRow("S02", level=Level.OFF), RuleRow("S02", "ANN", Level.OFF)):
        assert broken(replace(school, rules=(off,)), "S02", At("W", 0, 5)) == 0
    other = replace(school, rules=(RuleRow("S02", "BEN", Level.OFF),))
    assert broken(other, "S02", At("W", 0, 5)) == 1
    assert not has(ONE, "S02")


def test_a_must_is_no_wish() -> None:
    school = replace(ONE, availability=(Availability("teacher", "ANN", level=Level.MUST, **LATE),))  # type: ignore[arg-type]
    assert broken(school, "S02", At("W", 0, 5)) == 0 and broken(school, "H14", At("W", 0, 5)) == 1


def test_the_sentence_says_rather_not() -> None:
    school = replace(ONE, availability=(Availability("teacher", "ANN", level=Level.WISH, **LATE),))  # type: ignore[arg-type]
    assert said(school, "S02", At("W", 0, 5)) == ["Leraar ANN heeft lessen op maandag lesuur 5, liever niet."]
