"""What the rows of the sheet Kalender mean together: contradictions are faults, gaps and readings of dates are told.

Which days are taught in the end is for `school.calendar`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from scheduler.formats.files.faults import Fault, Notice
from scheduler.formats.workbook.derive import Titles
from scheduler.school.calendar import SchoolYear, as_meant, names_week
from scheduler.school.records import CalendarEntry, School, WeekKind
from scheduler.school.terms import year_parts

MOST_NAMED = 6


def calendar_faults(school: School, rows: Sequence[CalendarEntry], titles: Titles) -> Iterator[Fault]:
    """The same days twice for the same class, and a year that ends before it begins."""
    first: dict[tuple[date, date | None, str, str], CalendarEntry] = {}
    for row, meant in zip(rows, as_meant(rows), strict=True):
        key = (meant.first, meant.last, meant.class_code, meant.term)
        if key in first:
            yield Fault(_at(row), str(row.first), "days_twice", {"first": _at(first[key])})
        first.setdefault(key, row)
    begins, ends = school.settings.first_school_day, school.settings.last_school_day
    if begins is not None and ends is not None and ends < begins:
        yield Fault(titles["settings"], str(ends), "last_day_first", {"first": begins})


def calendar_notices(school: School, rows: Sequence[CalendarEntry], titles: Titles) -> Iterator[Notice]:
    """Weeks that the calendar leaves out or only implies, dates that stand for their week, and terms."""
    terms = [row for row in rows if row.kind is WeekKind.TERM]
    if terms and not year_parts(replace(school, calendar=tuple(rows))):
        names = tuple(dict.fromkeys(row.term for row in terms))
        yield Notice(_at(terms[0], "kind"), "", "terms_named", {"count": len(names), "terms": ", ".join(names)})
    by_date = [row for row in rows if row.last is None and names_week(row, tuple(rows))]
    if by_date:
        yield Notice(_at(by_date[0]), str(by_date[0].first), "date_is_week", {"count": len(by_date)})
    yield from _outside(school, rows)
    year = SchoolYear(replace(school, calendar=tuple(rows)))
    if year.letters_only:
        lettered = next(row for row in rows if row.kind is WeekKind.TEACHING)
        yield Notice(_at(lettered, "cycle_week"), lettered.cycle_week, "letters_only")
    if year.missing:
        params = {"count": len(year.missing), "weeks": _weeks(year.missing)}
        yield Notice(titles["calendar"], "", "weeks_missing", params)
    if year.implied:
        yield Notice(titles["calendar"], "", "weeks_implied", {"weeks": _weeks(year.implied)})


def _outside(school: School, rows: Sequence[CalendarEntry]) -> Iterator[Notice]:
    """Single days without lessons before the first school day or after the last: they change nothing."""
    begins, ends = school.settings.first_school_day, school.settings.last_school_day
    for row, meant in zip(rows, as_meant(rows), strict=True):
        if row.kind not in (WeekKind.FREE, WeekKind.STUDY):
            continue
        last = meant.last or meant.first
        if begins is not None and last < begins:
            yield Notice(_at(row), str(row.first), "before_the_year", {"day": begins})
        elif ends is not None and meant.first > ends:
            yield Notice(_at(row), str(row.first), "after_the_year", {"day": ends})


def _weeks(mondays: Sequence[date]) -> str:
    told = [f"{year}-W{week:02}" for year, week, _ in (monday.isocalendar() for monday in mondays[:MOST_NAMED])]
    return ", ".join(told) + (", ..." if len(mondays) > MOST_NAMED else "")


def _at(row: CalendarEntry, field: str = "first") -> str:
    return row.origin.cell(field) if row.origin else ""
