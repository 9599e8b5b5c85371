"""H23: how many lessons are at distance at once, and how many pupils at home."""

from __future__ import annotations

from scheduler.problem.modes import Mode
from scheduler.school.records import Level, RuleRow, SchoolClass, Teacher
from tests.school.judging import SKILLED, At, broken, has, lesson, said, small_school

CLASSES = tuple(SchoolClass(code, stage="2", pupils=20, distance_ok=True, onsite_requests=0) for code in ("3A", "3B"))
AWAY = (At("A", 0, 1, option="asynchronous"), At("B", 0, 1, option="synchronous/home"))


def school(value: str | None, **changes: object):
    rows = () if value is None else (RuleRow("H23", level=Level.MUST, value=value),)
    teachers = tuple(Teacher(code, distance_skill=SKILLED, home_ok=True) for code in ("ANN", "BEN"))
    fields = {"classes": CLASSES, "teachers": teachers, "rules": rows, **changes}
    return small_school(lesson("A", of="3A", modes=SKILLED), lesson("B", "BEN", of="3B", modes=SKILLED), **fields)


def test_lessons_at_distance_are_counted_whatever_their_mode():
    assert broken(school("lessons=1"), "H23", *AWAY) == 1
    assert broken(school("lessons=2"), "H23", *AWAY) == 0
    assert broken(school("lessons=0"), "H23", At("A", 0, 1)) == 0, "in contact"


def test_a_mixed_lesson_is_one_of_them():
    mixed = lesson("A", of="3A", modes=frozenset({Mode.CONTACT}), mixed=True, online_pupils=5)
    asked = school("lessons=0")
    asked = small_school(mixed, classes=CLASSES, teachers=asked.teachers, rules=asked.rules)
    assert broken(asked, "H23", At("A", 0, 1, option="mixed synchronous/5")) == 1


def test_pupils_at_home_are_heads():
    assert broken(school("pupils=30"), "H23", *AWAY) == 10
    assert broken(school("pupils=40"), "H23", *AWAY) == 0


def test_both_in_one_row_and_nothing_without_one():
    assert broken(school("lessons=1; pupils=30"), "H23", *AWAY) == 11
    assert not has(school(None), "H23")


def test_it_says_how_many():
    (told,) = said(school("lessons=1"), "H23", *AWAY)
    assert "2 tegelijk" in told and "hoogstens 1" in told
