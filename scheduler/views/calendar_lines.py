"""The lines of an event as iCalendar wants them (RFC 5545, 3.1 and 3.3.11): escaped, folded, with local times.

Written here because a library that checks every value takes ten seconds for the calendars of a large school; the
tests read what is written with that library.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = "Europe/Brussels"
LONGEST = 75
"""Bytes of a line without its end."""

CONTROLS = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0)))) - {"\t"}
"""Characters that the format forbids in a text."""
LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
"""What readers take for the end of a line, one or another."""
_ESCAPED = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"))


def plain(text: str) -> str:
    """Text of a planner without what may stand in no calendar; whatever ends a line ends it in one way."""
    text = text.replace("\r\n", "\n")
    if text.isprintable():
        return text
    return "".join("\n" if one in LINE_ENDS else one for one in text if one in LINE_ENDS or one not in CONTROLS)


def text_line(name: str, text: str) -> str:
    text = plain(text)
    for letter, written in _ESCAPED:
        text = text.replace(letter, written)
    return f"{name}:{text}"


def local(day: date, minutes: int) -> str:
    """20260907T082500, on the clock of Brussels."""
    return f"{day.year:04d}{day.month:02d}{day.day:02d}T{minutes // 60:02d}{minutes % 60:02d}00"


def in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def time_lines(days: Sequence[date], start: int, end: int, step: int) -> list[str]:
    """When an event is: from `start` to `end` on the first day, and then on all others.

    A rule with exceptions where they are `step` weeks apart but for some, else all dates. `end` is on the same day.
    """
    zone = f";TZID={ZONE}:"
    lines = [f"DTSTART{zone}{local(days[0], start)}", f"DTEND{zone}{local(days[0], end)}"]
    if len(days) == 1:
        return lines
    if any((day - days[0]).days % (7 * step) for day in days):
        return [*lines, f"RDATE{zone}{_dates(days[1:], start)}"]
    last = datetime.combine(days[-1], time(start // 60, start % 60), ZoneInfo(ZONE))
    lines.append(f"RRULE:FREQ=WEEKLY;UNTIL={in_utc(last)};INTERVAL={step}")
    weeks = (days[-1] - days[0]).days // (7 * step)
    there = set(days)
    missing = [day for n in range(weeks + 1) if (day := days[0] + timedelta(weeks=step * n)) not in there]
    return [*lines, f"EXDATE{zone}{_dates(missing, start)}"] if missing else lines


def _dates(days: Iterable[date], minutes: int) -> str:
    return ",".join(local(day, minutes) for day in days)


def folded(lines: Iterable[str]) -> bytes:
    """The lines with CR LF, none longer than allowed and no letter cut in two."""
    found = []
    for line in lines:
        rest = line.encode("utf-8", "replace")
        room = LONGEST
        while len(rest) > room:
            cut = room
            while rest[cut] & 0xC0 == 0x80:  # inside a letter of several bytes
                cut -= 1
            found.append(rest[:cut] + b"\r\n ")
            rest, room = rest[cut:], LONGEST - 1
        found.append(rest + b"\r\n")
    return b"".join(found)
