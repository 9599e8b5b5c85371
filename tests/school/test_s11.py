"""S11: a department has a free period in common."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.school.records import GridPeriod, Level, RuleRow, School, SchoolClass, Teacher
from tests.school.judging import At, broken, cost, has, lesson, said, small_school


def school(*rules: RuleRow, periods: int = 3) -> School:
    """One day of three periods; ANN and BEN are the department of sciences, CAS is of another."""
    day = tuple(GridPeriod("kort", 0, n, 480 + 50 * n, 530 + 50 * n, "am") for n in range(1, periods + 1))
    names = ("ANN", "BEN", "CAS")
    return small_school(
        *(lesson(f"W{name}", name, 3, of=f"3{name[0]}") for name in names),
        periods=day,
        classes=tuple(SchoolClass(f"3{name[0]}", pupils=9) for name in names),
        teachers=tuple(Teacher(name, department="talen" if name == "CAS" else "wetenschappen") for name in names),
        rules=rules,
    )


def busy(**periods: tuple[int, ...]) -> list[At]:
    return [
        At(f"W{name}", 0, period, part=part)
        for name, taught in periods.items()
        for part, period in enumerate(taught, start=1)
    ]


@pytest.mark.parametrize(
    ("ann", "ben", "expected"),
    [((1, 2), (1, 2), 0), ((1, 2), (3,), 1), ((1, 2, 3), (), 1), ((1,), (2,), 0), ((), (), 0)],
)
def test_one_period_when_none_of_them_teaches(ann: tuple[int, ...], ben: tuple[int, ...], expected: int) -> None:
    meets = busy(ANN=ann, BEN=ben, CAS=(1, 2, 3))
    assert broken(school(), "S11", *meets) == expected
    assert cost(school(), "S11", *meets) == 3 * expected


@pytest.mark.parametrize(("asked", "expected"), [("1", 0), ("2", 1), ("3", 2)])
def test_more_periods_can_be_asked(asked: str, expected: int) -> None:
    assert broken(school(RuleRow("S11", value=asked)), "S11", *busy(ANN=(1,), BEN=(2,))) == expected


def test_closed_periods_are_nobodys_free_period() -> None:
    one = school()
    closed = tuple(replace(period, open=period.period != 3) for period in one.periods)
    assert broken(replace(one, periods=closed), "S11", *busy(ANN=(1,), BEN=(2,))) == 1


def test_the_department_is_named_by_its_members() -> None:
    (sentence,) = said(school(), "S11", *busy(ANN=(1, 2), BEN=(3,)))
    assert "ANN" in sentence and "BEN" in sentence and "CAS" not in sentence and "minstens 1" in sentence


def test_a_department_of_one_is_not_asked_and_it_can_be_off() -> None:
    one = school()
    alone = replace(one, teachers=tuple(replace(teacher, department=teacher.code) for teacher in one.teachers))
    assert has(one, "S11") and not has(alone, "S11")
    none = replace(one, teachers=tuple(replace(teacher, department="") for teacher in one.teachers))
    assert not has(none, "S11")
    assert not has(school(RuleRow("S11", level=Level.OFF)), "S11")
