"""When classes are on internship, as a weekly chart can tell it: on fixed weekdays, or in some weeks of the year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from scheduler.problem.problem import Problem
from scheduler.school.building import school_of
from scheduler.school.calendar import as_meant, days_of_entry
from scheduler.school.records import WeekKind

FIXED = 10
"""On so many dates a weekday is one of internship, whatever week it is."""
SCHOOL_DAYS = 5


@dataclass(frozen=True, slots=True)
class Internship:
    """`days`: the weekdays on which the class is away all year; without such, `told` says when it is."""

    days: frozenset[int]
    told: str


def internships(problem: Problem) -> dict[str, Internship]:
    """By class; one that is never away is not there. A row of the calendar without a class means every class.

    Of a timetable of a term only what lies in that term.
    """
    school = school_of(problem)
    if school is None:
        return {}
    of_term = school.part.days if school.part else None
    away: dict[str, set[date]] = {}
    for entry in as_meant(school.calendar):
        if entry.kind is WeekKind.INTERNSHIP:
            for code in [entry.class_code] if entry.class_code else [one.code for one in school.classes]:
                days = (day for day in days_of_entry(entry) if day.weekday() < SCHOOL_DAYS)
                away.setdefault(code, set()).update(day for day in days if of_term is None or day in of_term)
    return {code: _of(days) for code, days in away.items() if days}


def _of(dates: set[date]) -> Internship:
    counted = Counter(day.weekday() for day in dates)
    fixed = frozenset(day for day, count in counted.items() if count >= FIXED)
    whole = len(fixed) == SCHOOL_DAYS
    first, last = min(dates), max(dates)
    told = f"{first.day}/{first.month}" if first == last else f"{first.day}/{first.month}-{last.day}/{last.month}"
    return Internship(frozenset() if whole else fixed, told)
