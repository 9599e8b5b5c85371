"""Days in a cell: a date, an ISO week, or from one of these to another."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from scheduler.formats.workbook.raw_cells import Unreadable, as_text


def days_of(raw: object) -> tuple[date, date | None]:
    """An ISO week from Monday to Sunday, a single date (no last day), or from one of these to another."""
    if isinstance(raw, datetime):
        first, last = raw.date(), None
    elif isinstance(raw, date):
        first, last = raw, None
    else:
        pieces = _FROM_TO.split(re.sub(r"^(?:van|from)\s+", "", as_text(raw), flags=re.IGNORECASE))
        if len(pieces) > 2:
            raise Unreadable("not_week")
        first, last = _days_in(pieces[0])
        if len(pieces) == 2:
            begins, ends = _days_in(pieces[1])
            last = ends or begins
            if last < first:
                raise Unreadable("ends_before")
    if not (2000 <= first.year <= 2100 and (last or first).year <= 2101):
        raise Unreadable("not_week")
    return first, last


_FROM_TO = re.compile(
    r"\s*(?:\s-\s|–|—|\.\.+|\bt/m\b|\btot(?:\s+en\s+met)?\b|\b(?:to|until)\b|(?<=/\d{4})-(?=\d{1,2}/)|(?<=-\d\d)/(?=\d{4}))\s*",
    re.IGNORECASE,
)


def date_of(raw: str) -> date:
    """A single date; raises `Unreadable` for a week or anything else."""
    first, last = _days_in(raw.strip())
    if last is not None:
        raise Unreadable("not_date")
    return first


def _days_in(text: str) -> tuple[date, date | None]:
    monday = _iso_week(text)
    if monday is not None:
        return monday, monday + timedelta(days=6)
    return _day_in(text), None


def _iso_week(text: str) -> date | None:
    iso = re.fullmatch(r"(\d{4})\s*-?\s*[wW]?\s*(\d{1,2})", text)
    turned = re.fullmatch(r"(?:[wW]|week)?\s*(\d{1,2})\s*[-/ ]\s*(\d{4})", text)
    try:
        if iso:
            return date.fromisocalendar(int(iso[1]), int(iso[2]), 1)
        if turned:
            return date.fromisocalendar(int(turned[2]), int(turned[1]), 1)
    except ValueError:
        raise Unreadable("not_week") from None
    return None


def _day_in(text: str) -> date:
    dashed = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?", text)
    slashed = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text)
    try:
        if dashed:
            return date(int(dashed[1]), int(dashed[2]), int(dashed[3]))
        if slashed:
            return date(int(slashed[3]), int(slashed[2]), int(slashed[1]))
    except ValueError:
        pass
    raise Unreadable("not_week")
