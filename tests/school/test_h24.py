"""H24: of some teachers no two are busy at the same time."""

from __future__ import annotations

import pytest

from scheduler.problem.modes import Presence
from scheduler.school.records import Level, Meeting, Room, RuleRow, SchoolClass, SchoolLesson, Supervision, Teacher
from tests.school.judging import SKILLED, At, broken, has, lesson, said, small_school

PEOPLE = (Teacher("ANN", department="W"), Teacher("BEN", department="W"), Teacher("CAS"))


def school(*rules: RuleRow, more: tuple[SchoolLesson, ...] = (), **changes: object):
    lessons = (lesson("A", "ANN"), lesson("B", "BEN"), lesson("C", "CAS"), lesson("D", "ANN, BEN"))
    return small_school(*lessons, *more, teachers=PEOPLE, rules=rules, **changes)


def never(who: str) -> RuleRow:
    return RuleRow("H24", who, Level.MUST)


@pytest.mark.parametrize(
    ("who", "points"), [("ANN, BEN", 1), ("W", 1), ("ANN, CAS", 1), ("BEN, CAS", 1), ("ANN, BEN, CAS", 3), ("ANN", 0)]
)
def test_each_pair_of_the_list_that_teaches_at_once_breaks_it(who, points):
    meets = (At("A", 0, 1), At("B", 0, 1), At("C", 0, 1))
    assert broken(school(never(who)), "H24", *meets) == points


def test_one_after_another_keeps_it_and_so_does_a_lesson_that_they_give_together():
    assert broken(school(never("ANN, BEN")), "H24", At("A", 0, 1), At("B", 0, 2), At("D", 1, 1)) == 0


def test_a_meeting_of_both_keeps_it_and_one_of_either_does_not():
    both = school(never("ANN, BEN"), meetings=(Meeting("team", ("ANN", "BEN")),))
    assert broken(both, "H24", At("overleg:1:team", 0, 1)) == 0
    other = school(never("ANN, BEN"), meetings=(Meeting("team", ("ANN", "CAS")),))
    meeting = At("overleg:1:team", 0, 1)
    assert broken(other, "H24", meeting, At("B", 0, 1)) == 1
    assert broken(other, "H24", meeting, At("B", 0, 2)) == 0


def test_supervision_counts_and_being_absent_from_an_asynchronous_lesson_does_not():
    away = lesson("E", "ANN", modes=SKILLED, presence=Presence.NONE, distance_max=1)
    found = school(
        never("ANN, BEN"),
        more=(away,),
        rooms=(Room("OLC", types=("olc",), seats=12, onsite=True),),
        supervision=(Supervision("OLC", "BEN"),),
        classes=(SchoolClass("3A", stage="2", pupils=20, distance_ok=True, onsite_requests=2),),
    )
    opening = At("toezicht:OLC:1-1", 0, 1)
    assert broken(found, "H24", opening, At("A", 0, 1)) == 1
    assert broken(found, "H24", opening, At("E", 0, 1, option="asynchronous")) == 0


def test_every_row_is_a_list_of_its_own_and_none_is_there_without_one():
    rows = (never("ANN, BEN"), never("BEN, CAS"))
    assert broken(school(*rows), "H24", At("A", 0, 1), At("B", 0, 1), At("C", 0, 1)) == 2
    assert not has(school(), "H24")


def test_it_is_said_with_both_names():
    (text,) = said(school(never("ANN, BEN")), "H24", At("A", 0, 1), At("B", 0, 1))
    assert "ANN" in text and "BEN" in text and "maandag lesuur 1" in text
