"""S05: whoever works part-time has whole half days free."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.school.building import build_problem
from scheduler.school.records import Level, RuleRow, School, Settings, Teacher
from tests.school.judging import At, broken, cost, has, lesson, small_school


def school(assignment: int | None, full_time: int | None, *rules: RuleRow, periods: int = 4) -> School:
    """Nine half days with lessons in the week."""
    ann = Teacher(
        "ANN",
        assignment=None if assignment is None else Fraction(assignment),
        full_time=None if full_time is None else Fraction(full_time),
    )
    return small_school(lesson("W", "ANN", periods), lesson("V", "BEN"), teachers=(ann, Teacher("BEN")), rules=rules)


def half_days(count: int) -> list[At]:
    moments = [(0, 1), (0, 5), (1, 1), (1, 5), (2, 1), (3, 1), (3, 5), (4, 1), (4, 5)]
    return [At("W", *moment, part=part) for part, moment in enumerate(moments[:count], start=1)]


@pytest.mark.parametrize(
    ("assignment", "count", "expected"),
    [(4, 2, 0), (4, 3, 1), (4, 4, 2), (10, 4, 0), (10, 5, 0), (2, 2, 0), (2, 3, 1)],
)
def test_half_days_beyond_the_part_that_one_works_cost(assignment: int, count: int, expected: int) -> None:
    # 4 of 20: 1.8 of nine half days, so 2; 10 of 20: 4.5, so 5; 2 of 20 but with 4 lessons: 1.8, so 2
    assert broken(school(assignment, 20, periods=max(4, count)), "S05", *half_days(count)) == expected
    assert cost(school(assignment, 20, periods=max(4, count)), "S05", *half_days(count)) == 20 * expected


def test_full_timers_and_unknown_assignments_are_not_asked() -> None:
    for assignment, full_time in ((20, 20), (22, 20), (None, 20), (4, None)):
        assert not has(school(assignment, full_time), "S05")
    assert has(school(19, 22), "S05")
    assert has(school(16, 18), "S05")  # exactly eight of nine
    assert not has(school(17, 18), "S05")  # 8.5: all nine


def test_who_teaches_more_than_his_assignment_comes_for_what_he_teaches() -> None:
    assert broken(school(4, 20, periods=8), "S05", *half_days(4)) == 0  # 8 of 20: 3.6, so four
    assert broken(school(4, 20, periods=8), "S05", *half_days(5)) == 1
    assert not has(school(4, 20, periods=18), "S05")


def test_who_has_no_assignment_and_no_lessons_need_not_come() -> None:
    school_of_ben = school(0, 20)
    school_of_ben = replace(school_of_ben, lessons=school_of_ben.lessons[1:])
    (rule,) = [rule for rule in build_problem(school_of_ben).rules if rule.entry == "S05"]
    assert rule.most == 0  # type: ignore[attr-defined]


def test_each_week_counts_alone() -> None:
    weeks = replace(school(4, 20), settings=Settings(cycle_weeks=2))
    assert broken(weeks, "S05", *half_days(3)) == 2


def test_it_can_be_off_or_a_must_for_one_teacher() -> None:
    assert not has(school(4, 20, RuleRow("S05", "ANN", Level.OFF)), "S05")
    must = school(4, 20, RuleRow("S05", "ANN", Level.MUST))
    assert cost(must, "S05", *half_days(3)) == 1 and cost(must, "S05", *half_days(2)) == 0
