"""Which weeks of the sheet Kalender are taught, and which week of the cycle each of them is.

Rule H03 counts them and iCalendar files date them; both must mean the same weeks, so it is said here once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.problem.times import WEEK_NAMES
from scheduler.school.records import CalendarWeek, WeekKind


@dataclass(frozen=True, slots=True)
class TaughtWeek:
    """A week with lessons, by its Monday; `cycle_week` counts from 0."""

    monday: date
    cycle_week: int


def weeks_of_calendar(calendar: Iterable[CalendarWeek], class_code: str, cycle: int) -> tuple[TaughtWeek, ...] | None:
    """The weeks in which a class (or, "", the school) has lessons, in order; None where the calendar names none.

    Where the calendar does not say A or B, weeks alternate over the teaching weeks, so that a holiday of one week does
    not make two A weeks follow each other. A week in which the class is away keeps its letter for the others.
    """
    taught: dict[date, str] = {}
    away = weeks_away(calendar := tuple(calendar), class_code)
    for week in calendar:
        if week.class_code in ("", class_code) and week.kind is WeekKind.TEACHING:
            monday = monday_of(week.monday)
            taught[monday] = week.cycle_week or taught.get(monday, "")
    if not taught:
        return None
    letters = ((monday, taught[monday], position) for position, monday in enumerate(sorted(taught)))
    return tuple(
        TaughtWeek(monday, (WEEK_NAMES.index(letter) if letter else position) % cycle)
        for monday, letter, position in letters
        if monday not in away
    )


def weeks_away(calendar: Iterable[CalendarWeek], class_code: str) -> set[date]:
    """Mondays of the holidays, exams and internships of a class, those of the whole school included."""
    return {
        monday_of(week.monday)
        for week in calendar
        if week.class_code in ("", class_code) and week.kind is not WeekKind.TEACHING
    }


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
