"""One class's or teacher's agenda as an iCalendar file (RFC 5545) in the time zone of Brussels.

A meet is one event that recurs over the taught weeks: weekly or fortnightly with the missing weeks excepted, or by
explicit dates where a holiday shifts the alternation of A and B.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from scheduler.problem.modes import Presence
from scheduler.problem.problem import Problem
from scheduler.school.building import school_of
from scheduler.school.calendar import SchoolYear
from scheduler.views.agenda import Activity, Agenda, Entry, Kind
from scheduler.views.phrases import Phrases, short_groups

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone

ZONE = "Europe/Brussels"

CONTROLS = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0)))) - {"\t"}
"""Characters that the format forbids in a text."""
LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
"""What readers take for the end of a line, one or another."""


class Years:
    """The school year of every class of one school. Raises ValueError without a school."""

    def __init__(self, problem: Problem, start: date | None = None, today: date | None = None) -> None:
        school = school_of(problem)
        if school is None:
            raise ValueError("a problem without a school has no calendar")
        self._year = SchoolYear(school, start=start, today=today)

    def mondays(self, entry: Entry, day: int, only: str = "") -> list[date]:
        """The weeks in which an entry of this day takes place: for one class, else for any of its classes.

        An entry without a class goes by the school.
        """
        classes = (only,) if only else entry.classes or ("",)
        weeks = (week for code in classes for week in self._year.weeks(code))
        return sorted({week.monday for week in weeks if week.cycle_week in entry.weeks and day in week.days})


def calendar_of(problem: Problem, agenda: Agenda, phrases: Phrases, years: Years, stamp: datetime) -> bytes:
    """The file's content. `stamp` (aware) says when it was made; all else depends on the timetable only."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//scheduler//timetable//NL")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", _text(f"{phrases.title(agenda)} – {problem.name}".rstrip(" –")))
    calendar.add("x-wr-timezone", ZONE)
    calendar.add_component(brussels())
    for entry in agenda.entries:
        day = problem.times[entry.times[0]].day
        mondays = years.mondays(entry, day, agenda.code if agenda.kind is Kind.CLASS else "")
        if mondays:
            calendar.add_component(_event(problem, agenda, entry, phrases, mondays, stamp))
    return _bytes(calendar)


def _text(text: str) -> Any:
    """Text of a planner: escaped whatever the property, and no line of its own in any reader of calendars."""
    from icalendar import vText

    return vText("".join("\n" if one in LINE_ENDS else one for one in text if one in LINE_ENDS or one not in CONTROLS))


def _bytes(calendar: Calendar) -> bytes:
    content = calendar.to_ical()
    assert isinstance(content, bytes)
    return content


def _event(
    problem: Problem, agenda: Agenda, entry: Entry, phrases: Phrases, mondays: list[date], stamp: datetime
) -> Event:
    from icalendar import Event

    zone = ZoneInfo(ZONE)
    first, last = _ends(problem, entry)
    starts = [_at(monday + timedelta(days=first.day), first.start, zone) for monday in mondays]
    event = Event()
    event.add("uid", uid(problem, agenda, entry))
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", starts[0])
    event.add("dtend", _at(mondays[0] + timedelta(days=last.day), last.end, zone))
    for name, values in _recurrence(starts, 1 if len(entry.weeks) == problem.times.weeks else problem.times.weeks):
        event.add(name, values)
    texts = event_texts(problem, agenda, entry, phrases)
    for name in ("summary", "location", "description"):
        if texts[name]:
            event.add(name, _text(texts[name]))
    if agenda.kind is Kind.TEACHER and entry.presence is Presence.NONE:
        event.add("transp", "TRANSPARENT")  # his work, but he is free then
    kind = entry.mode if entry.activity is Activity.LESSON else entry.activity
    event.add("categories", [phrases.say(f"category_{kind.value}")])
    return event


def _ends(problem: Problem, entry: Entry) -> tuple[Any, Any]:
    """The first and the last time of the entry in the first of its weeks."""
    times = [problem.times[index] for index in entry.times]
    own = [time for time in times if time.week == times[0].week]
    return own[0], own[-1]


def _at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(minutes // 60, minutes % 60), zone)


def _recurrence(starts: list[datetime], step: int) -> list[tuple[str, Any]]:
    """RRULE and EXDATE where the dates are every `step` weeks but for some, else RDATE."""
    if len(starts) == 1:
        return []
    days = [start.date() for start in starts]
    if any((day - days[0]).days % (7 * step) for day in days):
        return [("rdate", starts[1:])]
    every = [starts[0] + timedelta(weeks=step * n) for n in range((days[-1] - days[0]).days // (7 * step) + 1)]
    found: list[tuple[str, Any]] = [
        ("rrule", {"freq": "weekly", "interval": step, "until": starts[-1].astimezone(UTC)})
    ]
    missing = [start for start in every if start.date() not in set(days)]
    if missing:
        found.append(("exdate", missing))
    return found


def uid(problem: Problem, agenda: Agenda, entry: Entry) -> str:
    """The same for the same meet in the same agenda, however often the timetable changes."""
    parts = (problem.name, agenda.kind.value, agenda.code, entry.lesson, str(entry.part))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32] + "@scheduler"


def event_texts(problem: Problem, agenda: Agenda, entry: Entry, phrases: Phrases) -> Mapping[str, str]:
    """Summary, location and description of an event."""
    place = phrases.place(entry, agenda.kind)
    if entry.activity is not Activity.LESSON:
        name = entry.name if entry.activity is Activity.MEETING else ", ".join(entry.rooms)
        what = phrases.say(entry.activity.value)
        return {"summary": f"{what}: {name}", "location": place or ", ".join(entry.rooms), "description": ""}
    subject, mark = phrases.subject(entry.subject), phrases.mark(entry.mode)
    groups = ", ".join(short_groups(entry, agenda.code)) if agenda.kind is Kind.CLASS else ""
    who = "" if agenda.kind is Kind.CLASS else phrases.some(entry.attendees)
    pieces = (who, subject, f"({groups})" if groups else "", mark)
    lines = [phrases.say(f"mode_{entry.mode.value}"), f"{phrases.say('col_who')}: {', '.join(entry.attendees)}"]
    if entry.teachers:
        names = ", ".join(phrases.teacher(code) for code in entry.teachers)
        lines.append(f"{phrases.say('col_teachers')}: {names}")
    if problem.times.weeks > 1:
        lines.append(phrases.week(entry.weeks))
    location = phrases.say("distance_place", place=place) if entry.distance else place
    return {
        "summary": " ".join(piece for piece in pieces if piece),
        "location": location,
        "description": "\n".join(lines),
    }


def brussels() -> Timezone:
    """The rules of Central European Time since 1996."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    zone = Timezone()
    zone.add("tzid", ZONE)
    hour = timedelta(hours=1)
    for kind, name, month, before, after in (
        (TimezoneDaylight, "CEST", 3, hour, 2 * hour),
        (TimezoneStandard, "CET", 10, 2 * hour, hour),
    ):
        part = kind()
        begins = 2 if kind is TimezoneDaylight else 3
        day = 31 if kind is TimezoneDaylight else 27
        part.add("dtstart", datetime(1996, month, day, begins))
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        zone.add_component(part)
    return zone
