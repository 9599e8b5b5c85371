"""S17: in a week the first lesson of a subject is in contact, distance comes after it."""

from __future__ import annotations

from scheduler.school.records import Level, RuleRow, Settings
from tests.school.judging import SKILLED, At, broken, cost, has, lesson, said, small_school

AWAY = "asynchronous"
ON = RuleRow("S17", level=Level.WISH)


def school(*rules: RuleRow, weeks: int = 1, **more: object):
    asked = lesson("W", periods=3, modes=SKILLED, **more)
    return small_school(
        asked, lesson("X", periods=1, modes=SKILLED, subject="LO"), rules=rules, settings=Settings(cycle_weeks=weeks)
    )


def test_contact_before_distance_is_kept_also_on_the_same_day():
    assert broken(school(ON), "S17", At("W", 0, 1), At("W", 0, 2, 2, option=AWAY)) == 0


def test_each_period_at_distance_before_it_counts():
    meets = (At("W", 0, 1, option=AWAY), At("W", 1, 1, 2, option=AWAY), At("W", 2, 1, 3))
    assert broken(school(ON), "S17", *meets) == 2
    assert cost(school(ON), "S17", *meets) == 20


def test_without_any_contact_in_the_week_all_of_them_count():
    assert broken(school(ON), "S17", At("W", 0, 1, option=AWAY)) == 1


def test_contact_of_another_subject_does_not_help():
    assert broken(school(ON), "S17", At("X", 0, 1), At("W", 0, 2, option=AWAY)) == 1


def test_each_week_by_itself():
    meets = (At("W", 0, 1), At("W", 0, 1, 2, option=AWAY, week=1))
    assert broken(school(ON, weeks=2, apart=True), "S17", *meets) == 1


def test_it_is_off_until_the_planner_asks_for_it_and_concerns_subjects_with_distance_only():
    assert not has(school(), "S17")
    assert not has(small_school(lesson("W", periods=2), rules=(ON,)), "S17")


def test_it_says_which_lessons():
    (told,) = said(school(ON), "S17", At("W", 1, 1, option=AWAY))
    assert "W: 1 lesuur op afstand" in told
