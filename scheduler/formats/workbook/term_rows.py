"""The column periode: every term that a row names must be one of Kalender, or be days that it states itself.

Which rows hold on which days is for `school.terms`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Protocol

from scheduler.formats.files.faults import Fault, Notice, near_name
from scheduler.formats.workbook.dates import days_of
from scheduler.formats.workbook.derive import Titles
from scheduler.formats.workbook.raw_cells import Unreadable
from scheduler.school.catalogue import who_name
from scheduler.school.records import CalendarEntry, RosterRow, School, WeekKind, YearPart
from scheduler.school.terms import (
    TIMED,
    days_of_terms,
    holds,
    part_name,
    part_named,
    scopes_named,
    year_parts,
)

_WEEKS = re.compile(
    r"(?:week|weken|weeks|w)\s*(\d{1,2})(?:\s*(?:-|–|t/m|tot(?: en met)?|to)\s*(\d{1,2}))?", re.IGNORECASE
)


def with_stated_days(school: School) -> School:
    """The school with a term in Kalender for every "weken 10-14" or "1/3/2027 - 12/3/2027" in a column periode."""
    known = {who_name(entry.term) for entry in school.calendar if entry.kind is WeekKind.TERM}
    new: dict[str, CalendarEntry] = {}
    for _, scope in scopes_named(school):
        for text in scope.unknown(known):
            if who_name(text) not in new and (days := _days(school, text)):
                new[who_name(text)] = CalendarEntry(*days, term=text)
    return replace(school, calendar=(*school.calendar, *new.values())) if new else school


def _days(school: School, text: str) -> tuple[date, WeekKind, str, str, date | None] | None:
    """First day, and what a `CalendarEntry` has between it and its last one; None where the text says no days."""
    if found := _WEEKS.fullmatch(text.strip()):
        first, last = _monday(school, int(found[1])), _monday(school, int(found[2] or found[1]))
        if first is None or last is None or last < first:
            return None
        return first, WeekKind.TERM, "", "", last + timedelta(days=6)
    try:
        begins, ends = days_of(text)
    except Unreadable:
        return None
    return begins, WeekKind.TERM, "", "", ends


def _monday(school: School, week: int) -> date | None:
    """The Monday of an ISO week in the school year that the calendar speaks of."""
    about = [entry.first for entry in school.calendar]
    about += [day for day in (school.settings.first_school_day, school.settings.last_school_day) if day]
    first = min(about) if about else date.today()
    year = first.year if first.month >= 7 else first.year - 1
    try:
        return date.fromisocalendar(year if week >= FIRST_WEEK else year + 1, week, 1)
    except ValueError:
        return None


class _Timed(Protocol):
    @property
    def term(self) -> str: ...


FIRST_WEEK = 30
"""ISO weeks from here on are in the autumn of a school year, lower ones in the spring after it."""


def term_faults(school: School) -> Iterator[Fault]:
    """A cell that names a term which Kalender does not have."""
    names = list(days_of_terms(school))
    known = {who_name(name) for name in names}
    for row, scope in scopes_named(school):
        for text in scope.unknown(known):
            where = row.origin.cell("term") if row.origin else ""
            yield Fault(where, text, "unknown_term", {"known": ", ".join(names), "near": near_name(text, names)})
    yield from _absent_groups(school)


def _absent_groups(school: School) -> Iterator[Fault]:
    """A lesson that holds in a term in which one of its groups is not there."""
    timed = {group.code: [one.term for one in school.groups if one.code == group.code] for group in school.groups}
    timed = {code: terms for code, terms in timed.items() if all(terms)}
    parts = year_parts(school) if timed else ()
    for lesson in school.lessons:
        for code in (*lesson.attendees, *lesson.online):
            missing = [
                part_name(part, school.settings.language)
                for part in parts
                if code in timed
                and holds(lesson.term, part.names)
                and not any(holds(term, part.names) for term in timed[code])
            ]
            if missing:
                where = lesson.origin.cell("attendees") if lesson.origin else ""
                yield Fault(where, code, "group_not_then", {"terms": ", ".join(missing)})


def strange_rows(school: School) -> tuple[School, list[Fault]]:
    """The school without the rows of Rooster of a timetable that the year does not have, and why they are left out."""
    parts = year_parts(school)
    kept: list[RosterRow] = []
    gone: list[Fault] = []
    for row in school.roster:
        if not row.term or part_named(parts, row.term):
            kept.append(row)
        else:
            known = ", ".join(part_name(part, school.settings.language) for part in parts)
            where = row.origin.cell("term") if row.origin else ""
            gone.append(Fault(where, row.term, "no_such_part" if parts else "no_parts", {"known": known}))
    return replace(school, roster=tuple(kept)), gone


def term_notices(school: School, titles: Titles) -> Iterator[Notice]:
    """Which timetables the year has, and rows that hold on no school day."""
    parts = year_parts(school)
    if not parts:
        return
    language = school.settings.language
    told = "; ".join(f"{part_name(part, language)} ({_span(part)})" for part in parts)
    yield Notice(titles["calendar"], "", "year_parts", {"count": len(parts), "parts": told})
    for sheet in TIMED:
        for row in getattr(school, sheet):
            if row.term and not any(holds(row.term, part.names) for part in parts):
                yield Notice(row.origin.cell("term") if row.origin else "", row.term, "never_holds")


def _span(part: YearPart) -> str:
    return f"{min(part.days).isoformat()} .. {max(part.days).isoformat()}"


def never_together(school: School) -> Callable[[_Timed, _Timed], bool]:
    """Whether two rows of Lessen or Groepen hold on no day both: they may be the same one then, each in its term."""
    parts = year_parts(school)

    @cache
    def apart(one: str, other: str) -> bool:
        return bool(parts) and not any(holds(one, part.names) and holds(other, part.names) for part in parts)

    return lambda one, other: apart(one.term, other.term)
