"""Which calendar weeks are taught, and which week of the cycle each of them is: the sheet Kalender as dates.

The alternation follows the calendar's own A and B; where it does not say, weeks alternate over the weeks that are
taught (as in rule H03), so that a holiday of one week does not make two A weeks follow each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.problem.school import WEEK_NAMES, CalendarWeek, School, WeekKind

SCHOOL_YEAR_STARTS = (9, 1)
SCHOOL_YEAR_ENDS = (6, 30)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TaughtWeek:
    """A week with lessons, by its Monday; `cycle_week` counts from 0."""

    monday: date
    cycle_week: int


def first_monday(today: date) -> date:
    """The Monday on or after 1 September of the school year of `today`; July and August belong to the next one."""
    year = today.year if today.month >= 7 else today.year - 1
    first = date(year, *SCHOOL_YEAR_STARTS)
    return first + timedelta(days=-first.weekday() % 7)


def taught_weeks(
    school: School, class_code: str = "", *, start: date | None = None, today: date | None = None
) -> tuple[TaughtWeek, ...]:
    """The weeks in which a class (or, "", the school as a whole) has lessons, in order.

    Without a calendar: every week from `start` (or the school year of `today`) to 30 June, in turn A and B. With one,
    `start` cuts off the weeks before it.
    """
    cycle = school.settings.cycle_weeks
    if any(week.kind is WeekKind.TEACHING for week in school.calendar):
        found = _of_calendar(school.calendar, class_code, cycle)
    else:
        found = _plain(start or first_monday(today or date.today()), cycle)
        found = tuple(week for week in found if week.monday not in _away(school.calendar, class_code))
    if start is None:
        return found
    return tuple(week for week in found if week.monday > start - WEEK)


def _of_calendar(calendar: tuple[CalendarWeek, ...], class_code: str, cycle: int) -> tuple[TaughtWeek, ...]:
    taught: dict[date, str] = {}
    for week in calendar:
        if week.class_code in ("", class_code) and week.kind is WeekKind.TEACHING:
            monday = _monday(week.monday)
            taught[monday] = week.cycle_week or taught.get(monday, "")
    away = _away(calendar, class_code)
    weeks = []
    for position, monday in enumerate(sorted(taught)):
        name = taught[monday]
        index = WEEK_NAMES.index(name) if name else position
        if monday not in away:
            weeks.append(TaughtWeek(monday, index % cycle))
    return tuple(weeks)


def _away(calendar: tuple[CalendarWeek, ...], class_code: str) -> set[date]:
    return {
        _monday(week.monday)
        for week in calendar
        if week.class_code in ("", class_code) and week.kind is not WeekKind.TEACHING
    }


def _plain(start: date, cycle: int) -> tuple[TaughtWeek, ...]:
    monday = _monday(start)
    end = date(start.year + (start.month >= 7), *SCHOOL_YEAR_ENDS)
    weeks: list[TaughtWeek] = []
    while monday <= end:
        weeks.append(TaughtWeek(monday, len(weeks) % cycle))
        monday += WEEK
    return tuple(weeks)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
