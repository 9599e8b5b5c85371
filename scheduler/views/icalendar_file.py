"""One class's, teacher's or room's agenda as an iCalendar file (RFC 5545) in the time zone of Brussels.

A meet is one event that recurs over the taught weeks: weekly or fortnightly with the missing weeks excepted, or by
explicit dates where a holiday shifts the alternation of A and B.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from scheduler.problem.modes import Presence
from scheduler.problem.problem import Problem
from scheduler.problem.times import Time
from scheduler.school.building import school_of
from scheduler.school.calendar import SchoolYear
from scheduler.school.duties import Duties, Turn
from scheduler.views.agenda import Activity, Agenda, Entry, Kind
from scheduler.views.calendar_lines import ZONE, folded, in_utc, plain, text_line, time_lines
from scheduler.views.calendar_revisions import AGENDA, PRODUCT, TAIL, Calendar, Issued, Wanted
from scheduler.views.phrases import Phrases, short_groups

if TYPE_CHECKING:
    from icalendar import Calendar as Component
    from icalendar import Timezone


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
        return self.of_weeks(entry.weeks, day, (only,) if only else entry.classes or ("",))

    def of_weeks(self, weeks: Collection[int], day: int, classes: Iterable[str] = ("",)) -> list[date]:
        """The weeks of the year that are these of the cycle and have this day, for any of the classes."""
        of_year = (week for code in classes for week in self._year.weeks(code))
        return sorted({week.monday for week in of_year if week.cycle_week in weeks and day in week.days})


def calendar_of(problem: Problem, agenda: Agenda, phrases: Phrases, years: Years, stamp: datetime) -> bytes:
    """The file's content. `stamp` (aware) says when it was made; all else depends on the timetable only."""
    return first_calendar(problem, agenda, phrases, years, stamp)[0].content


def first_calendar(
    problem: Problem, agenda: Agenda, phrases: Phrases, years: Years, stamp: datetime, duties: Duties | None = None
) -> tuple[Calendar, tuple[Wanted, ...]]:
    """The calendar as if none had been handed out before, and its events as `calendar_revisions.revised` wants them.

    `duties`: of all teachers; each has his own in his calendar.
    """
    found = []
    for entry in agenda.entries:
        day = problem.times[entry.times[0]].day
        mondays = years.mondays(entry, day, agenda.code if agenda.kind is Kind.CLASS else "")
        if mondays:
            lines = _event(problem, agenda, entry, phrases, mondays, stamp)
            parts = (entry.part, *(part.number for part in problem.lesson[entry.lesson].parts))
            names = dict.fromkeys(uid_of(problem, agenda, entry.lesson, part) for part in parts)
            found.append(Wanted(Issued(lines), tuple(names)))
    for one in duties.of(agenda.code) if duties and agenda.kind is Kind.TEACHER else ():
        if mondays := years.of_weeks(one.turn.weeks, one.turn.day):
            found.append(_duty(problem, agenda.code, one.turn, phrases, mondays, stamp))
    head = _head(problem, agenda, phrases).to_ical().removesuffix(TAIL) + _time_zone()
    return Calendar(head, tuple(one.event for one in found)), tuple(found)


def _head(problem: Problem, agenda: Agenda, phrases: Phrases) -> Component:
    from icalendar import Calendar as Component
    from icalendar import vText

    calendar = Component()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", vText(plain(f"{phrases.title(agenda)} – {problem.name}".rstrip(" –"))))
    calendar.add("x-wr-timezone", ZONE)
    calendar.add(AGENDA, whose(problem, agenda.kind, agenda.code))
    return calendar


@cache
def _time_zone() -> bytes:
    """The same in every calendar, so written once."""
    return bytes(brussels().to_ical())


def whose(problem: Problem, kind: Kind, code: str = "") -> str:
    """By what a file says whose calendar it is; without a code, how it begins for all of this kind in this school."""
    return f"{kind.value}-{_digest(problem.name)[:8]}-" + (_digest(code) if code else "")


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def _event(
    problem: Problem, agenda: Agenda, entry: Entry, phrases: Phrases, mondays: list[date], stamp: datetime
) -> bytes:
    first, last = _ends(problem, entry)
    days = [monday + timedelta(days=first.day) for monday in mondays]
    step = 1 if len(entry.weeks) == problem.times.weeks else problem.times.weeks
    free = agenda.kind is Kind.TEACHER and entry.presence is Presence.NONE  # his work, but he is not busy then
    kind = entry.way if entry.activity is Activity.LESSON else entry.activity.value
    texts = event_texts(problem, agenda, entry, phrases)
    return folded(
        (
            f"UID:{uid_of(problem, agenda, entry.lesson, entry.part)}",
            f"DTSTAMP:{in_utc(stamp)}",
            "SEQUENCE:0",
            *time_lines(days, first.start, last.end, step),
            *(text_line(name.upper(), texts[name]) for name in ("summary", "location", "description") if texts[name]),
            text_line("CATEGORIES", phrases.say(f"category_{kind}")),
            *(("TRANSP:TRANSPARENT",) if free else ()),
        )
    )


def _duty(problem: Problem, teacher: str, turn: Turn, phrases: Phrases, mondays: list[date], stamp: datetime) -> Wanted:
    """The event of a turn of a duty; the same turn is the same event, whoever else has it too."""
    duty = turn.duty
    about = (duty.name, duty.place, duty.campus, str(turn.day), str(turn.start), *map(str, turn.weeks))
    uid = _digest(problem.name, Kind.TEACHER.value, teacher, "duty", *about) + "@scheduler"
    place = ", ".join(filter(None, (duty.place, duty.campus)))
    days = [monday + timedelta(days=turn.day) for monday in mondays]
    step = 1 if len(turn.weeks) == problem.times.weeks else problem.times.weeks
    lines = (
        f"UID:{uid}",
        f"DTSTAMP:{in_utc(stamp)}",
        "SEQUENCE:0",
        *time_lines(days, turn.start, turn.end, step),
        text_line("SUMMARY", duty.name),
        *((text_line("LOCATION", place),) if place else ()),
        *((text_line("DESCRIPTION", phrases.week(turn.weeks)),) if problem.times.weeks > 1 else ()),
        text_line("CATEGORIES", phrases.say("category_duty")),
    )
    return Wanted(Issued(folded(lines)), (uid,))


def _ends(problem: Problem, entry: Entry) -> tuple[Time, Time]:
    """The first and the last time of the entry in the first of its weeks."""
    times = [problem.times[index] for index in entry.times]
    own = [time for time in times if time.week == times[0].week]
    return own[0], own[-1]


def uid_of(problem: Problem, agenda: Agenda, lesson: str, part: int) -> str:
    """The same for the same meet in the same agenda, however often the timetable changes."""
    return _digest(problem.name, agenda.kind.value, agenda.code, lesson, str(part)) + "@scheduler"


def event_texts(problem: Problem, agenda: Agenda, entry: Entry, phrases: Phrases) -> Mapping[str, str]:
    """Summary, location and description of an event."""
    place = phrases.place(entry, agenda.kind)
    if entry.activity is not Activity.LESSON:
        name = entry.name if entry.activity is Activity.MEETING else ", ".join(entry.rooms)
        what = phrases.say(entry.activity.value)
        return {"summary": f"{what}: {name}", "location": place or ", ".join(entry.rooms), "description": ""}
    subject, mark = phrases.subject(entry.subject), phrases.mark(entry.way)
    groups = ", ".join(short_groups(entry, agenda.code)) if agenda.kind is Kind.CLASS else ""
    who = "" if agenda.kind is Kind.CLASS else phrases.some(entry.attendees)
    pieces = (who, subject, f"({groups})" if groups else "", mark)
    lines = [phrases.say(f"mode_{entry.way}"), f"{phrases.say('col_who')}: {', '.join(entry.attendees)}"]
    if entry.named:
        names = ", ".join(phrases.teacher(code) for code in entry.named)
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
