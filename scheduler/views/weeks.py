"""The dates of the school year: the taught weeks of the sheet Kalender, or September to June where there is none.

How the letters A and B fall over the weeks of a calendar is for `problem.taught`.
"""

from __future__ import annotations

from datetime import date, timedelta

from scheduler.school.calendar import TaughtWeek, monday_of, weeks_away, weeks_of_calendar
from scheduler.school.records import School, WeekKind

SCHOOL_YEAR_STARTS = (9, 1)
SCHOOL_YEAR_ENDS = (6, 30)
WEEK = timedelta(days=7)


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
        found = weeks_of_calendar(school.calendar, class_code, cycle) or ()
    else:
        found = _plain(start or first_monday(today or date.today()), cycle)
        found = tuple(week for week in found if week.monday not in weeks_away(school.calendar, class_code))
    if start is None:
        return found
    return tuple(week for week in found if week.monday > start - WEEK)


def _plain(start: date, cycle: int) -> tuple[TaughtWeek, ...]:
    monday = monday_of(start)
    end = date(start.year + (start.month >= 7), *SCHOOL_YEAR_ENDS)
    weeks: list[TaughtWeek] = []
    while monday <= end:
        weeks.append(TaughtWeek(monday, len(weeks) % cycle))
        monday += WEEK
    return tuple(weeks)


__all__ = ["TaughtWeek", "first_monday", "taught_weeks"]
