"""Dates and weeks as people write them: 2026-W36, 2/9/2026, 2026-09-02; and what a cell that is none raises."""

from __future__ import annotations

import re
from datetime import date, timedelta


class Unreadable(ValueError):
    """A cell that cannot be understood: the key of the sentence and its parameters."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


def date_of(raw: str) -> date:
    """A single date; raises `Unreadable` for a week or anything else."""
    first, last = days_in(raw.strip())
    if last is not None:
        raise Unreadable("not_date")
    return first


def days_in(text: str) -> tuple[date, date | None]:
    """The Monday and Sunday of a week, or a single date and None; raises `Unreadable`."""
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
