"""H16: bands run together, A and B lessons share their slot, and a lesson keeps one teacher."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.problem.rules import Linked
from scheduler.school.building import build_problem
from scheduler.school.records import (
    ClassGroup,
    Level,
    Room,
    RuleRow,
    School,
    SchoolClass,
    Settings,
    Supervision,
    Teacher,
)
from tests.school.judging import At, block, broken, has, lesson, said, small_school

HALVES = (ClassGroup("g1", "3A", "halves", 10), ClassGroup("g2", "3A", "halves", 10))


def band(periods: int = 1) -> School:
    return small_school(
        lesson("X", "ANN", periods, of="g1", band="opt"),
        lesson("Y", "BEN", periods, of="g2", band="opt"),
        lesson("Z", "BEN"),
        groups=HALVES,
    )


def test_lessons_of_a_band_are_at_one_time() -> None:
    assert broken(band(), "H16", At("X", 0, 1), At("Y", 0, 1), aspect="band") == 0
    assert broken(band(), "H16", At("X", 0, 1), At("Y", 0, 2), aspect="band") == 2  # each period in which not all run
    assert broken(band(), "H16", At("X", 0, 1), At("Y", 0, 1), At("Z", 3, 3), aspect="band") == 0
    assert said(band(), "H16", At("X", 0, 1), At("Y", 0, 2)) == [
        "WIS g1 (les X) en WIS g2 (les Y) lopen niet samen op maandag lesuur 1-2."
    ]


def test_blocks_that_overlap_in_part_are_apart_in_the_rest() -> None:
    school = band(2)
    school = replace(
        school, lessons=tuple(replace(one, blocks=block(2)) if one.band else one for one in school.lessons)
    )
    assert broken(school, "H16", At("X", 0, 1, duration=2), At("Y", 0, 2, duration=2), aspect="band") == 2


def fortnightly() -> School:
    return small_school(
        lesson("X", "ANN", week="A", band="ab"),
        lesson("Y", "BEN", week="B", band="ab"),
        settings=Settings(cycle_weeks=2),
    )


@pytest.mark.parametrize(("period", "expected"), [(1, 0), (2, 2)])
def test_lessons_of_week_a_and_b_share_their_slot(period: int, expected: int) -> None:
    assert broken(fortnightly(), "H16", At("X", 0, 1), At("Y", 0, period, week=1), aspect="week") == expected


@pytest.mark.parametrize(
    ("who", "of", "halves", "aspect"),
    [
        (("ANN", "BEN"), ("3A", "3A"), True, "week"),  # the same pupils cannot do both at once
        (("ANN", "ANN"), ("g1", "g2"), True, "week"),  # nor can the teacher
        (("ANN", "BEN"), ("g1", "g2"), True, "band"),
        (("ANN | BEN", "ANN | BEN"), ("g1", "g2"), True, "band"),  # only one of them may teach online
        (("ANN", "ANN"), ("3A", "3A"), False, "band"),  # weekly ones have no weeks to alternate in: a clash is told
    ],
)
def test_halves_of_a_band_alternate_only_where_somebody_would_be_in_both(
    who: tuple[str, str], of: tuple[str, str], halves: bool, aspect: str
) -> None:
    pair = tuple(lesson(code, *each, of=one, band="b") for code, each, one in zip("XY", zip(who), of, strict=True))
    pair = tuple(replace(one, periods=one.periods / (2 if halves else 1)) for one in pair)
    school = small_school(*pair, groups=HALVES, settings=Settings(cycle_weeks=2))
    linked = [rule for rule in build_problem(school).rules if isinstance(rule, Linked)]
    assert [(rule.aspect, rule.groups, rule.any_week) for rule in linked] == [(aspect, (("X", "Y"),), aspect == "week")]


def test_a_band_of_one_and_lessons_of_none_run_when_they_like_and_a_supervisor_may_change() -> None:
    assert not has(small_school(lesson("X", band="b"), lesson("Y"), lesson("Z", "BEN")), "H16")
    rooms = (Room("101"), Room("OLC", seats=9, onsite=True))
    supervised = tuple(Supervision("OLC", code) for code in ("ANN", "BEN"))
    asking = (SchoolClass("3A", pupils=20, distance_ok=True, onsite_requests=2),)
    school = small_school(lesson("W"), rooms=rooms, classes=asking, supervision=supervised)
    assert not has(school, "H16") and any(one.optional for one in build_problem(school).lessons)


THREE = (Teacher("ANN"), Teacher("BEN"), Teacher("CAS"))


@pytest.mark.parametrize(("held", "expected"), [("ANN ANN ANN", 0), ("ANN BEN ANN", 1), ("ANN BEN CAS", 2)])
def test_a_lesson_keeps_one_of_its_possible_teachers(held: str, expected: int) -> None:
    school = small_school(lesson("W", "ANN | BEN | CAS", 3), teachers=THREE)
    meets = [At("W", day, 1, day + 1, holds=(f"teacher={code}",)) for day, code in enumerate(held.split())]
    assert broken(school, "H16", *meets) == expected


def test_each_of_two_roles_keeps_its_own_teacher() -> None:
    school = small_school(lesson("W", "ANN | BEN, CAS | BEN", 2), teachers=THREE)
    meets = [
        At("W", day, 1, day + 1, holds=("teacher=ANN", f"teacher 2={code}")) for day, code in enumerate(("CAS", "BEN"))
    ]
    assert [broken(school, "H16", *meets, aspect=role) for role in ("teacher", "teacher 2")] == [0, 1]


def test_it_can_be_switched_off() -> None:
    assert has(band(), "H16") and not has(replace(band(), rules=(RuleRow("H16", level=Level.OFF),)), "H16")
    assert not has(small_school(lesson("W", "ANN")), "H16")  # no band, no choice
