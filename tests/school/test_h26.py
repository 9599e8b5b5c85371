"""H26: a lesson in a certain period on at most so many days a week."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.school.records import Level, RuleRow, SchoolClass, Settings, Teacher
from tests.school.judging import At, broken, cost, has, lesson, said, small_school
from tests.school.schools import grid

CLASSES = (SchoolClass("3A", stage="2", pupils=20), SchoolClass("5B", stage="3", pupils=20))
SHORT = tuple(
    replace(one, grid="kort", start=one.start + 5, end=one.end + 5) for one in grid() if one.day < 2 and one.period < 6
)


def school(*rows: RuleRow, **more: object):
    lessons = (lesson("W", "ANN", 5), lesson("L", "BEN", 5, of="5B", subject="LO"))
    return small_school(*lessons, **{"classes": CLASSES, "rules": rows, **more})


def row(who: str = "all", value: str | None = None, level: Level = Level.MUST) -> RuleRow:
    return RuleRow("H26", who, level, value=value)


def on(period: int, *days: int, of: str = "W") -> list[At]:
    return [At(of, day, period, part) for part, day in enumerate(days, start=1)]


@pytest.mark.parametrize(
    ("value", "meets", "points"),
    [
        (None, on(7, 0), 0),  # one seventh hour
        (None, on(7, 0, 1), 1),
        (None, on(6, 0, 1, 3), 0),
        ("days=2", on(7, 0, 1), 0),
        ("days=2", on(7, 0, 1, 3, 4), 2),
        ("days=0; period=1", on(1, 2), 1),
        ("period=0", [*on(7, 0), At("W", 2, 4, 2)], 1),  # Wednesday ends after the fourth
        ("period=0", on(4, 0, 1), 0),
    ],
)
def test_days_of_a_class_with_a_lesson_in_the_period_are_counted(value, meets, points):
    assert broken(school(row(value=value)), "H26", *meets) == points


def test_each_period_has_a_row_of_its_own_and_a_class_its_own_number():
    two = school(row(value="days=1; period=7"), row(value="days=1; period=6"), row("5B", "days=2; period=6"))
    assert broken(two, "H26", *on(7, 0, 1), *on(6, 0, 1, of="L")) == 1
    assert broken(two, "H26", *on(6, 0, 1), *on(6, 0, 1, 3, of="L")) == 2
    assert broken(school(row(), row("3A", level=Level.OFF)), "H26", *on(7, 0, 1)) == 0
    free = replace(CLASSES[0], exempt=(("H26", "avondschool"),))
    assert broken(school(row(), classes=(free, CLASSES[1])), "H26", *on(7, 0, 1)) == 0


def test_of_a_teacher_it_is_asked_where_a_row_names_him_or_his_department():
    people = (Teacher("ANN", department="exact"), Teacher("BEN"))
    for who, points in (("ANN", 1), ("exact", 1), ("BEN", 0), ("5B", 0)):
        assert broken(school(row(who), teachers=people), "H26", *on(7, 0, 1)) == points, who
    assert broken(school(row()), "H26", *on(7, 0, 1)) == 1, "his class, and not the teacher as well"


def test_a_teacher_is_asked_by_the_periods_of_each_lesson():
    classes = (CLASSES[0], replace(CLASSES[1], grid="kort"))
    both = (lesson("W", "ANN", 2), lesson("K", "ANN", 2, of="5B"))
    one = small_school(*both, classes=classes, periods=(*grid(), *SHORT), rules=(row("ANN", "period=5"),))
    assert broken(one, "H26", At("W", 0, 5), At("K", 1, 5)) == 1
    assert broken(one, "H26", At("W", 0, 4), At("K", 1, 5)) == 0, "the fourth runs into the fifth of the other grid"


def test_every_week_is_counted_by_itself():
    lessons = (lesson("W", "ANN", 2), lesson("A", "ANN", 1, week="A"))
    two = small_school(*lessons, rules=(row(),), settings=Settings(cycle_weeks=2))
    assert broken(two, "H26", At("W", 0, 7, 1), At("W", 1, 7, 2)) == 2
    assert broken(two, "H26", At("W", 0, 7, 1), At("A", 1, 7)) == 1


def test_a_wish_costs_points_and_what_can_not_be_broken_is_no_rule():
    assert cost(school(row(level=Level.WISH)), "H26", *on(7, 0, 1, 3)) == 20
    assert not has(school(), "H26") and not has(school(row(level=Level.OFF)), "H26")
    assert not has(school(row(value="days=5")), "H26") and not has(school(row(value="period=9")), "H26")


def test_it_is_said_with_the_period_and_the_days():
    (text,) = said(school(row()), "H26", *on(7, 0, 3))
    assert text == "Klas 3A heeft op 2 dagen les op lesuur 7 (maandag en donderdag), hoogstens 1."
    (text,) = said(school(row()), "H26", *on(7, 0, 3), language="en")
    assert text == "Class 3A has a lesson in period 7 on 2 days (Monday and Thursday), at most 1."
