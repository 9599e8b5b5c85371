"""H19: what is pinned stays, closed periods stay empty."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.problem.modes import Mode
from scheduler.school.building import build_problem
from scheduler.school.records import Level, Pin, Room, RosterRow, RuleRow, School, Settings
from scheduler.solver.search import Stop, solve
from tests.school.judging import At, block, broken, has, lesson, notes, said, small_school
from tests.school.schools import grid


def pinned(*pins: Pin, periods: int = 2, who: str = "ANN", **changes: object) -> School:
    return small_school(lesson("W", who, periods), pins=pins, **changes)


@pytest.mark.parametrize(("at", "expected"), [(At("W", 0, 1), 0), (At("W", 0, 2), 1), (At("W", 1, 1), 1)])
def test_a_part_stands_where_it_is_pinned(at: At, expected: int) -> None:
    assert broken(pinned(Pin("W", 1, day=0, period=1)), "H19", at, aspect="pins") == expected


def test_each_thing_that_differs_counts_and_an_unplaced_part_is_for_another_rule() -> None:
    pin = Pin("W", 1, day=0, period=1, mode=Mode.CONTACT, teachers=("BEN",))
    school = pinned(pin, who="ANN | BEN")
    assert broken(school, "H19", At("W", 0, 2, option="asynchronous"), aspect="pins") == 3
    assert broken(school, "H19", At("W", 0, 1, holds=("teacher=ANN",)), aspect="pins") == 1
    assert broken(school, "H19", At("W", 0, 1, holds=("teacher=BEN",)), aspect="pins") == 0
    assert broken(school, "H19", At("W", 0, 5, part=2), aspect="pins") == 0


def test_a_pinned_room() -> None:
    school = pinned(Pin("W", 1, room="101"), rooms=(Room("101"), Room("102")))
    assert broken(school, "H19", At("W", 2, 1, holds=("room=101",))) == 0
    assert broken(school, "H19", At("W", 2, 1, holds=("room=102",))) == 1


def placed(*moments: tuple[int, int], first: int = 1) -> list[At]:
    return [At("W", day, period, part=part) for part, (day, period) in enumerate(moments, start=first)]


def rows(meets: list[At]) -> tuple[RosterRow, ...]:
    return tuple(RosterRow(meet.lesson, meet.part, day=meet.day, period=meet.period) for meet in meets)


MONDAY = Pin("W", day=0)


@pytest.mark.parametrize(
    ("pins", "moments", "expected"),
    [
        ((MONDAY,), ((0, 1), (3, 1)), 0),
        ((MONDAY,), ((3, 1), (0, 1)), 0),  # whichever part it is
        ((MONDAY,), ((3, 1), (4, 1)), 1),
        ((MONDAY, MONDAY), ((0, 1), (0, 2)), 0),
        ((MONDAY, MONDAY), ((3, 3), (0, 1)), 1),  # two pins, one lesson there
        ((MONDAY, MONDAY), ((3, 3), (4, 1)), 2),
        ((MONDAY, Pin("W", day=1)), ((1, 1), (0, 1)), 0),
        ((MONDAY, Pin("W", day=1)), ((0, 1), (0, 2)), 1),
        ((MONDAY, Pin("W", day=0, period=1)), ((0, 1), (0, 2)), 0),
        ((MONDAY, Pin("W", day=0, period=1)), ((0, 2), (0, 1)), 0),
        ((MONDAY, Pin("W", day=0, period=1)), ((0, 1), (1, 1)), 1),
        ((Pin("W", day=0, period=1),), ((0, 3), (0, 1)), 0),
        ((Pin("W", day=0, period=1),), ((0, 3), (0, 2)), 1),
        ((Pin("W", period=7),), ((0, 7), (1, 1)), 0),
        ((Pin("W", period=7),), ((0, 6), (1, 1)), 1),
        ((Pin("W", 2, day=0),), ((0, 1), (1, 1)), 1),  # this very part
        ((Pin("W", 2, day=0),), ((1, 1), (0, 1)), 0),
        ((Pin("W", 2, day=0, period=1), Pin("W", day=1)), ((1, 4), (0, 1)), 0),
    ],
)
def test_a_row_without_a_part_speaks_of_one_that_stands_there(
    pins: tuple[Pin, ...], moments: tuple[tuple[int, int], ...], expected: int
) -> None:
    meets = placed(*moments)
    assert broken(pinned(*pins, roster=rows(meets)), "H19", *meets) == expected


@pytest.mark.parametrize(("placed", "expected"), [((1,), 0), ((2,), 0), ((1, 2), 1)])
def test_a_row_without_a_part_is_open_while_any_part_has_no_place_whatever_its_number(
    placed: tuple[int, ...], expected: int
) -> None:
    rows = tuple(RosterRow("W", part, day=1, period=part) for part in placed)
    school = pinned(Pin("W", day=0), roster=rows)
    assert broken(school, "H19", *(At("W", 1, part, part) for part in placed), aspect="pins") == expected


def test_a_pin_of_one_week_wants_the_lesson_of_that_week() -> None:
    half = replace(lesson("W", "ANN"), periods=lesson("W").periods / 2)
    school = small_school(half, pins=(Pin("W", week="B", day=0),), settings=Settings(cycle_weeks=2))
    assert broken(school, "H19", At("W", 0, 1, week=1)) == 0
    assert broken(school, "H19", At("W", 0, 1, week=0)) == 1
    assert broken(school, "H19", At("W", 1, 1, week=1)) == 1


def test_the_day_is_named() -> None:
    meets = placed((3, 3), (0, 1))
    school = pinned(MONDAY, MONDAY, roster=rows(meets))
    assert said(school, "H19", *meets) == ["WIS 3A (les W) staat op donderdag lesuur 3, vastgezet op maandag."]


def test_a_search_keeps_pins_of_a_day() -> None:
    found = solve(build_problem(pinned(MONDAY, MONDAY, Pin("W", period=7), periods=4)), stop=Stop(work=20))
    assert found.hard == 0 and found.timetable is not None
    problem = build_problem(pinned(periods=4))
    times = [problem.times[one.start] for one in found.timetable.placements if one.start is not None]
    assert sum(time.day == 0 for time in times) >= 2 and any(time.period == 7 for time in times)


def test_more_rows_than_parts_are_told() -> None:
    assert any("een rij telt niet mee" in note for note in notes(pinned(MONDAY, MONDAY, periods=1)))
    assert not any("een rij telt niet mee" in note for note in notes(pinned(MONDAY, MONDAY)))


def test_rows_of_the_roster_that_are_marked_are_pins() -> None:
    row = RosterRow("W", 1, day=0, period=1, pinned=True)
    assert broken(pinned(roster=(row,)), "H19", At("W", 0, 2)) == 1
    assert broken(pinned(roster=(replace(row, pinned=False),)), "H19", At("W", 0, 2)) == 0


@pytest.mark.parametrize(("day", "period", "expected"), [(0, 5, 0), (2, 4, 0), (2, 5, 1), (2, 7, 1)])
def test_closed_periods_stay_empty(day: int, period: int, expected: int) -> None:
    assert broken(pinned(), "H19", At("W", day, period)) == expected


def test_a_block_that_reaches_into_a_closed_period_counts_whole() -> None:
    school = small_school(lesson("W", "ANN", 2, blocks=block(2)))
    assert broken(school, "H19", At("W", 2, 4, duration=2)) == 2
    assert broken(school, "H19", At("W", 2, 3, duration=2)) == 0
    open_week = tuple(replace(period, open=True) for period in grid())
    assert not has(replace(school, periods=open_week), "H19")


def test_it_can_be_switched_off() -> None:
    school = pinned(MONDAY)
    assert has(school, "H19") and not has(replace(school, rules=(RuleRow("H19", level=Level.OFF),)), "H19")
