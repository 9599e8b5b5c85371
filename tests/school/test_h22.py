"""H22: of the lessons of a subject, or of several together, only so many are at once in the whole school."""

from __future__ import annotations

import pytest

from scheduler.problem.resources import PoolUse
from scheduler.school.building import build_problem
from scheduler.school.records import Level, RuleRow, SchoolClass, Subject, Teacher
from tests.school.judging import At, broken, cost, has, lesson, said, small_school

CLASSES = tuple(SchoolClass(code, stage="2", pupils=20) for code in ("3A", "3B", "3C"))
SUBJECTS = tuple(Subject(code) for code in ("LO", "NAT", "CHE", "WIS"))


def must(rule: str, value: str | None = None, who: str = "LO") -> RuleRow:
    return RuleRow(rule, who=who, level=Level.MUST, value=value)


def school(*rules: RuleRow):
    return small_school(
        lesson("A", "ANN", of="3A", subject="LO"),
        lesson("B", "BEN", of="3B", subject="LO"),
        lesson("C", "CAS", of="3C", subject="NAT"),
        lesson("D", "DIE", of="3C", subject="CHE"),
        classes=CLASSES,
        subjects=SUBJECTS,
        teachers=tuple(Teacher(code) for code in ("ANN", "BEN", "CAS", "DIE")),
        rules=rules,
    )


def test_one_at_once_is_kept_one_after_another_and_broken_side_by_side():
    assert broken(school(must("H22")), "H22", At("A", 0, 1), At("B", 0, 2)) == 0
    assert broken(school(must("H22")), "H22", At("A", 0, 1), At("B", 0, 1)) == 1


def test_two_at_once_where_the_school_says_two():
    assert broken(school(must("H22", "2")), "H22", At("A", 0, 1), At("B", 0, 1)) == 0


@pytest.mark.parametrize(
    ("who", "points"), [("LO, NAT", 2), ("NAT, CHE", 0), ("alle", 2), ("alle behalve LO", 0), ("NAT", 0)]
)
def test_the_subjects_of_a_row_are_counted_together(who, points):
    three = (At("A", 0, 1), At("B", 0, 1), At("C", 0, 1))
    assert broken(school(must("H22", "1", who)), "H22", *three) == points


def test_each_row_is_a_set_of_its_own():
    rules = (must("H22", "1", "LO"), must("H22", "1", "NAT, CHE"))
    assert broken(school(*rules), "H22", At("A", 0, 1), At("B", 0, 1), At("C", 0, 1)) == 1


def test_as_a_wish_it_costs_points_and_without_a_row_there_is_nothing():
    asked = school(RuleRow("H22", who="LO", level=Level.WISH))
    assert cost(asked, "H22", At("A", 0, 1), At("B", 0, 1)) == 10
    assert not has(school(), "H22") and not has(school(RuleRow("H22", who="LO", level=Level.OFF)), "H22")
    assert not [one for one in build_problem(school()).resources if one.use is PoolUse.AT_ONCE]


def test_it_says_how_many_there_were_and_when():
    (told,) = said(school(must("H22")), "H22", At("A", 0, 1), At("B", 0, 1))
    assert "LO" in told and "2 tegelijk" in told and "hoogstens 1" in told
