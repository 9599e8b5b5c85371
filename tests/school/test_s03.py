"""S03: few gaps for teachers, each further one in a week weighs more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.school.records import Level, Room, RuleRow, Settings, Supervision
from tests.school.judging import At, broken, cost, has, lesson, small_school
from tests.school.schools import grid

ONE = small_school(lesson("W", "ANN", 4), lesson("V", "BEN", 4, subject="LO"))


def on(day: int, *periods: int, first: int = 1) -> list[At]:
    return [At("W", day, period, part=part) for part, period in enumerate(periods, start=first)]


@pytest.mark.parametrize(
    ("periods", "gaps"), [((1, 2), 0), ((1, 3), 1), ((1, 4), 2), ((4, 5), 0), ((4, 6), 1), ((1, 3, 6), 3), ((7,), 0)]
)
def test_a_free_period_between_two_lessons_of_a_day_is_a_gap(periods: tuple[int, ...], gaps: int) -> None:
    assert broken(ONE, "S03", *on(0, *periods)) == gaps
    assert cost(ONE, "S03", *on(0, *periods)) == 10 * gaps * gaps


def test_gaps_of_a_week_are_added_before_they_are_squared() -> None:
    assert cost(ONE, "S03", *on(0, 1, 3), *on(1, 1, 3, first=3)) == 10 * 4


def test_each_week_and_each_teacher_counts_alone() -> None:
    weeks = replace(ONE, settings=Settings(cycle_weeks=2))
    assert cost(weeks, "S03", *on(0, 1, 3)) == 2 * 10
    both = [*on(0, 1, 3), At("V", 1, 1), At("V", 1, 3, part=2)]
    assert cost(ONE, "S03", *both) == 2 * 10


@pytest.mark.parametrize(("free", "expected"), [("0", 2), ("1", 1), ("2", 0)])
def test_some_gaps_may_be_free(free: str, expected: int) -> None:
    school = replace(ONE, rules=(RuleRow("S03", value=f"free_gaps={free}"),))
    assert broken(school, "S03", *on(0, 1, 4)) == expected


def test_a_closed_period_is_a_break_and_supervising_is_no_gap() -> None:
    closed = tuple(replace(one, open=one.open and one.period != 2) for one in grid())
    assert broken(replace(ONE, periods=closed), "S03", *on(0, 1, 3)) == 0
    asking = tuple(replace(one, onsite_requests=2) for one in ONE.classes)
    rooms = (Room("OLC", seats=9, onsite=True), Room("101"))
    school = replace(ONE, classes=asking, rooms=rooms, supervision=(Supervision("OLC", "ANN", day=0),))
    assert broken(school, "S03", *on(0, 1, 3)) == 1
    assert broken(school, "S03", *on(0, 1, 3), At("toezicht:OLC:1-2", 0, 2)) == 0


def test_for_one_teacher_it_can_weigh_more_or_be_off() -> None:
    heavy = replace(ONE, rules=(RuleRow("S03", "ANN", weight=50),))
    assert cost(heavy, "S03", *on(0, 1, 3)) == 50
    assert cost(heavy, "S03", At("V", 1, 1), At("V", 1, 3, part=2)) == 10
    off = replace(ONE, rules=(RuleRow("S03", "ANN", Level.OFF),))
    assert cost(off, "S03", *on(0, 1, 3)) == 0 and has(off, "S03")
    assert not has(replace(ONE, rules=(RuleRow("S03", level=Level.OFF),)), "S03")
