"""S18: at most so many asynchronous lessons of a subject a week."""

from __future__ import annotations

import pytest

from scheduler.school.records import Level, RuleRow, Settings
from tests.school.judging import SKILLED, At, broken, has, lesson, small_school

AWAY = "asynchronous"


def must(rule: str, value: str | None = None) -> RuleRow:
    return RuleRow(rule, level=Level.MUST, value=value)


def school(*rules: RuleRow, weeks: int = 1, **more: object):
    asked = lesson("W", periods=3, modes=SKILLED, **more)
    return small_school(asked, rules=rules, settings=Settings(cycle_weeks=weeks))


@pytest.mark.parametrize(("value", "points"), [(None, 1), ("1", 1), ("2", 0), ("per_week=0", 2)])
def test_asynchronous_lessons_of_a_subject_are_counted_by_the_week(value, points):
    meets = (At("W", 0, 1, option=AWAY), At("W", 3, 1, 2, option=AWAY), At("W", 4, 1, 3, option="synchronous/home"))
    assert broken(school(must("S18", value)), "S18", *meets) == points


def test_each_week_by_itself():
    asked = school(must("S18", "1"), weeks=2, apart=True)
    assert broken(asked, "S18", At("W", 0, 1, option=AWAY), At("W", 0, 1, 2, option=AWAY, week=1)) == 0
    assert broken(asked, "S18", At("W", 0, 1, option=AWAY), At("W", 1, 1, 3, option=AWAY)) == 1


def test_it_is_off_until_the_planner_asks_for_it():
    assert not has(school(), "S18")
