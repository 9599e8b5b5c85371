"""The sheet Kalender as dates, and the weeks A and B over holidays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from scheduler.demo import make_demo
from scheduler.school.building.context import Context, make_times
from scheduler.school.building.rules_pupils import week_weights
from scheduler.school.policy import load_policy
from scheduler.school.records import CalendarWeek, WeekKind
from scheduler.views.weeks import first_monday, taught_weeks
from tests.school.schools import blended_school

MONDAY = date(2026, 9, 7)


def weeks(*kinds: str, cycle: tuple[str, ...] = ()) -> tuple[CalendarWeek, ...]:
    names = {"t": WeekKind.TEACHING, "h": WeekKind.HOLIDAY, "e": WeekKind.EXAMS}
    return tuple(
        CalendarWeek(MONDAY + timedelta(weeks=n), names[kind], cycle_week=cycle[n] if cycle else "")
        for n, kind in enumerate(kinds)
    )


def told(calendar: tuple[CalendarWeek, ...], code: str = "") -> list[tuple[int, int]]:
    """(number of the calendar week, week of the cycle)."""
    found = taught_weeks(blended_school(calendar=calendar), code)
    return [((week.monday - MONDAY).days // 7, week.cycle_week) for week in found]


def test_weeks_alternate_over_the_taught_weeks() -> None:
    assert told(weeks(*"tthtt")) == [(0, 0), (1, 1), (3, 0), (4, 1)]


def test_the_calendars_own_letters_win() -> None:
    assert told(weeks(*"tttt", cycle=("B", "B", "A", ""))) == [(0, 1), (1, 1), (2, 0), (3, 1)]


def test_an_internship_takes_a_class_away_and_leaves_the_alternation() -> None:
    calendar = (*weeks(*"tttt"), CalendarWeek(MONDAY + timedelta(weeks=1), WeekKind.INTERNSHIP, "5A"))
    assert told(calendar, "5A") == [(0, 0), (2, 0), (3, 1)]
    assert told(calendar) == [(0, 0), (1, 1), (2, 0), (3, 1)]


def test_a_week_named_by_any_of_its_days_is_that_week() -> None:
    assert told((CalendarWeek(MONDAY + timedelta(days=3), WeekKind.TEACHING),)) == [(0, 0)]


@pytest.mark.parametrize(
    ("today", "monday"),
    [
        (date(2026, 11, 23), date(2026, 9, 7)),
        (date(2027, 3, 1), date(2026, 9, 7)),
        (date(2027, 7, 15), date(2027, 9, 6)),
        (date(2025, 9, 1), date(2025, 9, 1)),
    ],
)
def test_a_school_year_starts_on_the_first_monday_of_september(today: date, monday: date) -> None:
    assert first_monday(today) == monday


def test_without_a_calendar_weeks_run_from_the_start_to_the_end_of_june() -> None:
    found = taught_weeks(blended_school(), start=date(2027, 6, 9))
    assert [(week.monday, week.cycle_week) for week in found] == [
        (date(2027, 6, 7), 0), (date(2027, 6, 14), 1), (date(2027, 6, 21), 0), (date(2027, 6, 28), 1),
    ]  # fmt: skip


def test_a_start_leaves_out_the_weeks_before_it() -> None:
    school = blended_school(calendar=weeks(*"ttt"))
    found = taught_weeks(school, start=MONDAY + timedelta(days=9))
    assert [(week.monday, week.cycle_week) for week in found] == [
        (MONDAY + timedelta(weeks=1), 1), (MONDAY + timedelta(weeks=2), 0),
    ]  # fmt: skip


@pytest.mark.parametrize("cycle", [1, 2])
def test_the_weeks_are_those_that_the_legal_share_counts(cycle: int) -> None:
    school = make_demo("small")
    school = replace(school, settings=replace(school.settings, cycle_weeks=cycle))
    context = Context(school, load_policy(school.settings.policy), make_times(school))
    for record in school.classes:
        found = taught_weeks(school, record.code)
        counted = tuple(sum(week.cycle_week == number for week in found) for number in range(cycle))
        assert counted == week_weights(context, record.code)
