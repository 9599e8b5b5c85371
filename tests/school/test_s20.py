"""S20: the days of a subject in a class, and its period."""

from __future__ import annotations

import pytest

from scheduler.school.records import Blocks, Level, RuleRow, SchoolClass, Settings
from tests.school.judging import At, broken, has, lesson, small_school


def school(value: str | None, who: str = "WIS", weeks: int = 1, **more: object):
    rules = (RuleRow("S20", who, Level.WISH, value=value),)
    return small_school(lesson("W", periods=3, **more), rules=rules, settings=Settings(cycle_weeks=weeks))


def on(*days: int, period: int = 1) -> tuple[At, ...]:
    return tuple(At("W", day, period, part) for part, day in enumerate(days, start=1))


@pytest.mark.parametrize(
    ("value", "days", "points"),
    [
        ("2", (0, 2, 4), 0),
        ("2", (0, 1, 4), 1),
        ("apart=2", (0, 1, 2), 2),
        ("3", (0, 2, 4), 2),
        ("apart=0", (0, 1, 2), 0),
        (None, (0, 1, 2), 0),
        ("consecutive=1", (1, 2, 3), 0),
        ("consecutive=1", (0, 1, 3), 2),  # Wednesday lies between Monday and Thursday, and Tuesday and Thursday
        ("consecutive=1", (0, 4, 4), 3),
    ],
)
def test_days_are_apart_or_one_after_another(value, days, points):
    assert broken(school(value), "S20", *on(*days)) == points


def test_each_time_at_the_same_period_and_a_block_at_the_same_two():
    same = school("same_period=1")
    assert broken(same, "S20", *on(0, 1, 2, period=2)) == 0
    assert broken(same, "S20", *on(0, 1, period=2), At("W", 2, 3, 3)) == 1
    double = small_school(
        lesson("W", periods=4, blocks=Blocks((2, 2))), rules=(RuleRow("S20", "WIS", Level.WISH, value="same_period=1"),)
    )
    two = (At("W", 0, 1, duration=2), At("W", 1, 1, 2, duration=2))
    assert broken(double, "S20", *two) == 0
    assert broken(double, "S20", two[0], At("W", 1, 2, 2, duration=2)) == 1


def test_each_class_and_week_by_itself_and_only_the_subject_that_is_named():
    classes = tuple(SchoolClass(code, stage="2", pupils=20) for code in ("3A", "3B"))
    rules = (RuleRow("S20", "WIS", Level.WISH, value="2"),)
    lessons = (lesson("W", periods=2), lesson("V", of="3B", periods=2))
    found = small_school(*lessons, classes=classes, rules=rules)
    assert broken(found, "S20", At("W", 0, 1), At("W", 2, 1, 2), At("V", 1, 1), At("V", 3, 1, 2)) == 0
    weeks = school("2", weeks=2, apart=True)
    assert broken(weeks, "S20", At("W", 0, 1), At("W", 1, 1, 2, week=1)) == 0
    assert not has(school("2", who="LO"), "S20")
