"""S04: as few half days at school as possible, and no day for a single lesson."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.school.building import build_problem
from scheduler.school.records import Level, Room, RuleRow, SchoolClass, Settings, Supervision, Teacher
from tests.school.judging import SKILLED, At, broken, cost, has, lesson, said, small_school

ONE = small_school(lesson("W", "ANN", 6), lesson("V", "BEN", 2, subject="LO"))


def at(*moments: tuple[int, int], option: str = "contact") -> list[At]:
    return [At("W", day, period, part=part, option=option) for part, (day, period) in enumerate(moments, start=1)]


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        (((0, 1), (0, 2)), 0),
        (((0, 1), (0, 5)), 0),  # six periods need two half days of four
        (((0, 1), (0, 5), (1, 1)), 1),
        (((0, 1), (1, 1), (2, 1), (3, 1)), 2),
    ],
)
def test_half_days_beyond_what_the_lessons_need_cost(moments: tuple[tuple[int, int], ...], expected: int) -> None:
    assert broken(ONE, "S04", *at(*moments), aspect="half days") == expected
    assert cost(ONE, "S04", *at(*moments), aspect="half days") == 8 * expected


def test_teaching_from_home_is_no_half_day_at_school() -> None:
    spread = ((0, 1), (1, 1), (2, 1), (3, 1))
    assert broken(ONE, "S04", *at(*spread, option="synchronous/home"), aspect="half days") == 0


@pytest.mark.parametrize(("moments", "expected"), [(((0, 1), (0, 2)), 0), (((0, 1),), 1), (((0, 1), (1, 7)), 2)])
def test_a_day_for_a_single_lesson_costs(moments: tuple[tuple[int, int], ...], expected: int) -> None:
    assert broken(ONE, "S04", *at(*moments), aspect="day") == expected


def test_the_least_per_day_is_the_teachers_own_else_the_rules() -> None:
    three = replace(ONE, teachers=(Teacher("ANN", min_per_day=3, distance_skill=SKILLED), Teacher("BEN")))
    assert broken(three, "S04", *at((0, 1)), aspect="day") == 2
    four = replace(ONE, rules=(RuleRow("S04", value="4"),))
    assert broken(four, "S04", *at((0, 1), (0, 2)), aspect="day") == 2
    any_day = replace(ONE, rules=(RuleRow("S04", value="1"),))
    assert broken(any_day, "S04", *at((0, 1)), aspect="day") == 0
    assert not [rule for rule in build_problem(any_day).rules if rule.entry == "S04" and rule.aspect == "day"]
    assert said(three, "S04", *at((0, 1))) == ["Leraar ANN heeft 1 les op maandag, minstens 3."]


@pytest.mark.parametrize(("who", "periods", "halves"), [("ANN | BEN", 8, 1), ("ANN | BEN", 9, 2), ("ANN", 8, 2)])
def test_of_what_is_shared_everybody_gets_an_equal_part(who: str, periods: int, halves: int) -> None:
    problem = build_problem(small_school(lesson("W", who, periods)))
    found = {rule.most: rule.resources for rule in problem.rules if rule.entry == "S04" and rule.aspect == "half days"}  # type: ignore[attr-defined]
    assert found == {halves: ("teacher:ANN",) if who == "ANN" else ("teacher:ANN", "teacher:BEN")}


def test_supervising_is_no_lesson_that_needs_half_days() -> None:
    asking = (SchoolClass("3A", pupils=9, distance_ok=True, onsite_requests=1),)
    rooms = (Room("101"), Room("OLC", seats=9, onsite=True))
    school = replace(
        ONE, lessons=ONE.lessons[:1], classes=asking, rooms=rooms, supervision=(Supervision("OLC", "BEN"),)
    )
    problem = build_problem(school)
    assert any(one.optional for one in problem.lessons)
    rules = [rule for rule in problem.rules if rule.entry == "S04" and rule.aspect == "half days"]
    assert [rule.resources for rule in rules] == [("teacher:ANN",)]  # type: ignore[attr-defined]


def test_each_week_has_its_half_days() -> None:
    weeks = replace(ONE, settings=Settings(cycle_weeks=2))
    assert broken(weeks, "S04", *at((0, 1), (0, 5), (1, 1)), aspect="half days") == 2


def test_it_can_be_off_for_one_teacher() -> None:
    off = replace(ONE, rules=(RuleRow("S04", "ANN", Level.OFF),))
    assert cost(off, "S04", *at((0, 1), (1, 1), (2, 1))) == 0 and has(off, "S04")
    assert not has(replace(ONE, rules=(RuleRow("S04", level=Level.OFF),)), "S04")
