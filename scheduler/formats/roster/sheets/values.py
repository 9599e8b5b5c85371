"""What one cell says: a clock time, a span of time, a period number, a date, a day with a period.

Everything takes the raw value of a cell and answers None where it says something else.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import cache

from scheduler.formats.roster.words.labels import days_of, is_break, plain, words

Value = str | float | int | bool | datetime | date | time | timedelta | None

_CLOCK = r"(\d{1,2})\s*(?:[:.hHuU]\s*(\d{2})|[hu])(?::\d{2})?\s*:?\s*([AaPp]\.?[Mm]\.?)?"
_CLOCK_ONLY = re.compile(rf"^\s*{_CLOCK}\s*(?:uur|uhr)?\s*$")
_RANGE = re.compile(rf"{_CLOCK}\s*(?:[-–—−~>/]+|tot|bis|to|à|a|until)\s*{_CLOCK}")
_HOUR_RANGE = re.compile(r"^\s*(\d{1,2})\s*[hu]?\s*[-–—]\s*(\d{1,2})\s*(?:h|u|uur|uhr)\s*$")


def text_of(value: Value) -> str:
    """The value as a planner sees it; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:g}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if value.time() == time(0) else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds() // 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(value).strip()


def _minutes(hour: str, minute: str | None, half: str | None) -> int | None:
    h, m = int(hour), int(minute or 0)
    if h > 24 or m > 59:
        return None
    if half and half[0] in "pP" and h < 12:
        h += 12
    return h * 60 + m


_NUMBERED_CLOCK = re.compile(rf"^\s*(\S{{1,10}}(?: \S{{1,8}})?)\s*[(\[|\n]\s*{_CLOCK}\s*[)\]]?\s*$")


@cache
def _clock_text(text: str) -> int | None:
    match = _CLOCK_ONLY.match(text)
    if match and re.match(r"\s*0?0\.", text):
        return None  # a room: no school opens in the first hour after midnight
    if match:
        return _minutes(match[1], match[2], match[3])
    match = _NUMBERED_CLOCK.match(text)  # "1^a (08:00)"
    if match and _period_text(match[1]) is not None:
        return _minutes(match[2], match[3], match[4])
    return None


def clock_of(value: Value) -> int | None:
    """Minutes after midnight of a single clock time."""
    if isinstance(value, time):
        return value.hour * 60 + value.minute
    if isinstance(value, datetime):
        return value.hour * 60 + value.minute if value.year < 1901 else None
    if isinstance(value, timedelta):
        return int(value.total_seconds() // 60) if value.total_seconds() < 86400 else None
    if isinstance(value, str):
        return _clock_text(value)
    return None


@cache
def span_in(text: str) -> tuple[int, int] | None:
    """The first span of time in a text: "8.40-9.20", "8h00 - 10h00"; afternoon hours without pm are lifted."""
    match = _RANGE.search(text)
    if match:
        # "10:15-10:45AM": a lone mark belongs to both ends, unless the hours say otherwise
        start, end = _minutes(match[1], match[2], match[3]), _minutes(match[4], match[5], match[6])
    else:
        hours = _HOUR_RANGE.match(text)
        if not hours:
            return None
        start, end = _minutes(hours[1], None, None), _minutes(hours[2], None, None)
    if start is None or end is None:
        return None
    if end <= start and end + 720 > start:
        end += 720
    if end - start > 720 and end - 720 > start:
        end -= 720
    return (start, end) if 0 < end - start <= 720 else None


@cache
def _span_text(text: str) -> tuple[int, int] | None:
    span = span_in(text)
    if span is None:
        return None
    rest = _RANGE.sub("", text, count=1)
    named = len(plain(rest)) <= 3 or is_break(rest)  # "Middag 12:00-13:00"
    return span if named or number_beside_span(text) is not None or _HOUR_RANGE.match(text) else None


def span_of(value: Value) -> tuple[int, int] | None:
    """A cell that is a span of time and nothing else."""
    return _span_text(value) if isinstance(value, str) else None


_DATE_TEXT = (
    (re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)"), (1, 2, 3)),
    (re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?!\d)"), (3, 2, 1)),
    (re.compile(r"(?<!\d)(\d{1,2})-(\d{1,2})-(\d{4})(?!\d)"), (3, 2, 1)),
)


@cache
def _date_text(text: str) -> date | None:
    for pattern, (y, m, d) in _DATE_TEXT:
        match = pattern.search(text)
        if match and len(text) <= len(match[0]) + 16:
            try:
                return date(int(match[y]), int(match[m]), int(match[d]))
            except ValueError:
                return None
    return None


def date_of(value: Value) -> date | None:
    """A calendar date (day before month in text)."""
    if isinstance(value, datetime):
        return value.date() if value.year > 1950 else None
    if isinstance(value, date):
        return value if value.year > 1950 else None
    return _date_text(value) if isinstance(value, str) else None


_PERIOD = re.compile(r"^([^\W\d]*)\s*(\d{1,2})\s*([^\W\d]*|[ªº°])(?:\s+([^\W\d]+))?$")


@cache
def _period_text(text: str) -> int | None:
    match = _PERIOD.match(plain(text.replace(".", " ").replace("^", "")).replace("№ ", ""))
    if not match:
        return None
    before, number, behind, word = match[1], int(match[2]), match[3], match[4] or ""
    if before and before not in words("period_prefix"):
        return None
    if behind and behind not in words("period_suffix") and behind not in "ªº°":
        return None
    if word and word not in words("period_suffix") | words("period_prefix"):
        return None
    return number


def period_of(value: Value) -> int | None:
    """The number of a period: 3, "P3", "3ª", "3e lesuur", "Period 3"."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if float(value).is_integer() and 0 <= value < 100 else None
    if isinstance(value, str):
        return _period_text(value)
    return None


def number_beside_span(value: Value) -> int | None:
    """The period number in front of a span of time in one cell: "1\\n8:25-9:15", "2de lesuur 9.15-10.05"."""
    if not isinstance(value, str):
        return None
    single = _NUMBERED_CLOCK.match(value)
    if single:
        return _period_text(single[1])
    if span_in(value) is None:
        return None
    match = _RANGE.search(value)
    before = value[: match.start()].strip(" \n(|·:,;-–") if match else ""
    return period_of(before) if before else None


def says_period(value: Value) -> bool:
    """Whether the cell is surely a period and not just a small number: "P3", "3ª", "Period 3"."""
    return isinstance(value, str) and not value.strip().isdigit() and _period_text(value) is not None


_JOINED = re.compile(
    r"^(.+?)[\s_\-.:/]*(\d{1,2}(?:[:.hu]\d{2})?(?:\s*[-–]\s*\d{1,2}[:.hu]\d{2})?|p\d{1,2})$", re.IGNORECASE
)


@cache
def day_period_of(text: str) -> tuple[tuple[int, ...], int | None, int | None] | None:
    """Day with period or clock in one heading: "Lunedì_08:00", "Ma3" -> (days, period, start)."""
    match = _JOINED.match(text.strip())
    if not match or not match[1].strip(" _-.:/"):
        return None
    days = days_of(match[1])
    if not days:
        return None
    clock = _clock_text(match[2])
    if clock is not None:
        return days, None, clock
    span = span_in(match[2])
    if span:
        return days, None, span[0]
    return days, period_of(match[2]), None


LARGEST = 10**9
"""No count, hour or week of a school; what is larger is no number to be reckoned with."""


def number_of(value: Value) -> float | None:
    """A number, also written with a decimal comma; a dash or blank is None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) < LARGEST else None
    if isinstance(value, str):
        text = value.strip().replace(",", ".")
        return float(text) if re.fullmatch(r"-?\d{1,9}(\.\d{1,15})?", text) else None
    return None
