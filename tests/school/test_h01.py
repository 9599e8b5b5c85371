"""H01: nobody and nothing is in two places at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.school.records import ClassGroup, Level, Room, RuleRow, SchoolClass
from tests.school.judging import At, broken, has, lesson, said, small_school

TWO = small_school(
    lesson("W", "ANN"),
    lesson("L", "ANN", of="3B", subject="LO"),
    lesson("V", "BEN", of="3B", subject="LO"),
    classes=(SchoolClass("3A", pupils=20), SchoolClass("3B", pupils=20)),
)


def test_a_teacher_with_two_lessons_at_one_moment_is_in_two_places() -> None:
    assert broken(TWO, "H01", At("W", 0, 1), At("L", 0, 1)) == 1
    assert broken(TWO, "H01", At("W", 0, 1), At("L", 0, 2)) == 0
    assert broken(TWO, "H01", At("W", 0, 1), At("V", 0, 1)) == 0
    assert said(TWO, "H01", At("W", 0, 1), At("L", 0, 1)) == [
        "Leraar ANN heeft 2 lessen tegelijk op maandag lesuur 1: WIS 3A (les W) en LO 3B (les L)."
    ]


def test_every_period_of_a_clash_counts() -> None:
    school = small_school(lesson("W", "ANN", 2), lesson("V", "BEN", 2))
    meets = [At(code, 0, period, part=period) for code in ("W", "V") for period in (1, 2)]
    assert broken(school, "H01", *meets) == 2


def test_a_class_and_its_group_clash_but_two_groups_of_one_division_do_not() -> None:
    school = small_school(
        lesson("W", "ANN"),
        lesson("G1", "BEN", of="g1"),
        lesson("G2", "CAS", of="g2"),
        groups=(ClassGroup("g1", "3A", "halves", 10), ClassGroup("g2", "3A", "halves", 10)),
        teachers=(*small_school().teachers, replace(small_school().teachers[1], code="CAS")),
    )
    assert broken(school, "H01", At("G1", 0, 1), At("G2", 0, 1)) == 0
    assert broken(school, "H01", At("W", 0, 1), At("G1", 0, 1)) == 1


def test_a_room_holds_one_lesson_at_a_time() -> None:
    school = replace(TWO, rooms=(Room("101"), Room("102")))
    assert broken(school, "H01", At("W", 0, 1, holds=("room=101",)), At("V", 0, 1, holds=("room=101",))) == 1
    assert broken(school, "H01", At("W", 0, 1, holds=("room=101",)), At("V", 0, 1, holds=("room=102",))) == 0


@pytest.mark.parametrize(("standby", "expected"), [("1", 1), ("2", 0)])
def test_a_teacher_stands_by_for_as_many_groups_as_the_school_says(standby: str, expected: int) -> None:
    blended = tuple(SchoolClass(code, pupils=20, distance_ok=True, onsite_requests=0) for code in ("3A", "3B"))
    school = small_school(
        lesson("W", "ANN"),
        lesson("V", "ANN", of="3B"),
        classes=blended,
        rules=(RuleRow("H01", value=f"standby={standby}"),),
    )
    at_once = [At(code, 0, 1, option="asynchronous") for code in ("W", "V")]
    assert broken(school, "H01", *at_once) == expected
    one_in_contact = (At("W", 0, 1, option="asynchronous"), At("V", 0, 1))
    # in the units of the rule: a lesson in contact takes all of the teacher, whatever he may stand by for
    assert broken(school, "H01", *one_in_contact) == 1


def test_it_can_be_switched_off() -> None:
    assert has(TWO, "H01") and not has(replace(TWO, rules=(RuleRow("H01", level=Level.OFF),)), "H01")
