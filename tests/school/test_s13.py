"""S13: lessons stay where they were in the sheet Rooster."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.school.building import build_problem
from scheduler.school.records import Level, Room, RosterRow, RuleRow, School, SchoolClass, Settings, Supervision
from tests.school.judging import At, block, broken, cost, has, lesson, said, small_school


def school(*rules: RuleRow, rows: tuple[RosterRow, ...] = (), **more: object) -> School:
    return small_school(lesson("W", "ANN", 2), lesson("V", "BEN", subject="LO"), roster=rows, rules=rules, **more)


ROWS = (RosterRow("W", 1, day=0, period=1), RosterRow("W", 2, day=1, period=3))


@pytest.mark.parametrize(
    ("moments", "expected"),
    [(((0, 1), (1, 3)), 0), (((1, 3), (0, 1)), 0), (((0, 1), (2, 2)), 1), (((3, 1), (2, 2)), 2), (((0, 1),), 0)],
)
def test_every_period_that_moved_costs_whichever_part_it_is(
    moments: tuple[tuple[int, int], ...], expected: int
) -> None:
    meets = [At("W", *moment, part=part) for part, moment in enumerate(moments, start=1)]
    assert broken(school(rows=ROWS), "S13", *meets) == expected
    assert cost(school(rows=ROWS), "S13", *meets) == 50 * expected


def test_a_lesson_that_was_nowhere_may_go_anywhere() -> None:
    assert broken(school(rows=ROWS), "S13", At("V", 4, 4)) == 0
    assert not has(school(), "S13")


def test_rows_of_lessons_that_are_gone_and_of_openings_keep_nothing_in_place() -> None:
    rooms = (Room("101"), Room("OLC", seats=9, onsite=True))
    asking = (SchoolClass("3A", pupils=20, distance_ok=True, onsite_requests=2),)
    rows = (RosterRow("WEG", 1, day=0, period=1), RosterRow("toezicht:OLC:1-1", 1, day=0, period=1))
    gone = school(rows=rows, rooms=rooms, classes=asking, supervision=(Supervision("OLC", "Sofie"),))
    assert any(one.id == "toezicht:OLC:1-1" for one in build_problem(gone).lessons)
    assert not has(gone, "S13") and has(replace(gone, roster=(*rows, *ROWS)), "S13")


def test_a_moved_block_costs_its_periods() -> None:
    rows = (RosterRow("W", 1, day=0, period=1, duration=2),)
    double = replace(school(rows=rows), lessons=(lesson("W", "ANN", 2, blocks=block(2)),))
    assert broken(double, "S13", At("W", 0, 2, duration=2)) == 2
    assert broken(double, "S13", At("W", 0, 1, duration=2)) == 0


@pytest.mark.parametrize(("week", "expected"), [(0, 0), (1, 1)])
def test_a_lesson_of_week_a_stays_in_week_a(week: int, expected: int) -> None:
    half = replace(lesson("W", "ANN"), periods=lesson("W").periods / 2)
    rows = (RosterRow("W", 1, week="A", day=0, period=1),)
    both = small_school(half, roster=rows, settings=Settings(cycle_weeks=2))
    assert broken(both, "S13", At("W", 0, 1, week=week)) == expected


def test_it_can_weigh_more_or_be_off() -> None:
    moved = (At("W", 4, 4),)
    assert cost(school(RuleRow("S13", level=Level.STRONG), rows=ROWS), "S13", *moved) == 100
    assert not has(school(RuleRow("S13", level=Level.OFF), rows=ROWS), "S13")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "nl",
            "WIS 3A (les W) staat nu op woensdag lesuur 2 en stond in het vorige rooster op maandag lesuur 1 en "
            "dinsdag lesuur 3.",
        ),
        (
            "en",
            "WIS 3A (lesson W) is on Wednesday period 2 now and was on Monday period 1 and Tuesday period 3 in the "
            "timetable before.",
        ),
    ],
)
def test_a_line_of_the_rule_says_from_where_and_to_where(language: str, expected: str) -> None:
    assert said(school(rows=ROWS), "S13", At("W", 0, 1), At("W", 2, 2, part=2), language=language) == [expected]
