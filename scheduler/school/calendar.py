"""The school year in days: which weeks are taught, on which of their days, and which week of the cycle each of them is.

Rule H03 counts these days and iCalendar files date them; both must mean the same ones, so it is said here once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from scheduler.problem.counting import DAYS, Occurrences
from scheduler.problem.times import WEEK_NAMES
from scheduler.school.records import FREE_KINDS, CalendarEntry, School, WeekKind, WeekLetters

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(weeks=1)
SCHOOL_DAYS = 5
"""A week of which Monday to Friday are all free is not taught, whatever its weekend."""
FULL_FROM, FULL_TO = (9, 15), (6, 15)
"""A calendar that runs at least from here to here, without a gap, is that of a whole school year."""


@dataclass(frozen=True, slots=True)
class TaughtWeek:
    """A week with lessons, by its Monday: its week of the cycle, from 0, and the days taught (0 is Monday)."""

    monday: date
    cycle_week: int
    days: tuple[int, ...] = tuple(range(DAYS))

    @property
    def dates(self) -> tuple[date, ...]:
        return tuple(self.monday + timedelta(days=day) for day in self.days)


class SchoolYear:
    """The year of one school, out of its sheet Kalender and the settings about its first and last day.

    Without teaching weeks in the calendar the year runs from the first school day (else 1 September of the school year
    of `today`) to the last (else 30 June). Rows of teaching weeks that all give a letter, and among which the weeks of
    the first and the last school day are not, only name letters: no list of teaching weeks leaves those out.
    `start`: nothing is taught before that day. Of a school that is stated for a part of the year, the days of that
    part; what they are called, and their letters, the whole year says.
    """

    def __init__(self, school: School, *, start: date | None = None, today: date | None = None) -> None:
        self._school, self._start, self._today = school, start, today
        self._cycle = school.settings.cycle_weeks
        self._entries = as_meant(entry for entry in school.calendar if entry.kind is not WeekKind.TERM)
        self._lettering = [entry for entry in self._entries if entry.kind is WeekKind.TEACHING]
        self._teaching = [] if self.letters_only else self._lettering
        self._weeks: dict[str, tuple[TaughtWeek, ...]] = {}

    # -- what others ask --

    @property
    def stated(self) -> bool:
        """Whether the planner says which weeks are taught, or when the year begins and ends."""
        settings = self._school.settings
        ends = (settings.first_school_day, settings.last_school_day)
        return bool(self._teaching) or None not in ends or self._school.part is not None

    @property
    def letters_only(self) -> bool:
        """Whether the rows of teaching weeks say which letter a week has, and not which weeks are taught."""
        settings = self._school.settings
        ends = (settings.first_school_day, settings.last_school_day)
        listed = {monday for entry in self._lettering for monday in mondays_of(entry)}
        lettered = bool(listed) and all(entry.cycle_week for entry in self._lettering)
        return lettered and all(ends) and not listed.issuperset(monday_of(_school_day(day)) for day in ends if day)

    @property
    def full(self) -> bool:
        """Whether what is stated is a whole school year, no week missing."""
        if not self.stated or self.missing:
            return False
        first, last = self._ends
        for_all = [day for entry in self._entries if not entry.class_code for day in days_of_entry(entry)]
        first, last = min([first, *for_all]), max([last, *for_all])
        begins = date(first.year, *FULL_FROM)
        return first <= begins and last >= date(begins.year + 1, *FULL_TO)

    def weeks(self, class_code: str) -> tuple[TaughtWeek, ...]:
        """The weeks in which a class (or, "", the school as a whole) has lessons, in order."""
        if class_code not in self._weeks:
            self._weeks[class_code] = tuple(self._taught(class_code))
        return self._weeks[class_code]

    def occurrences(self, class_code: str) -> Occurrences | None:
        """How often each day of each week of the cycle is taught; None where no calendar says so."""
        if not self.stated:
            return None
        counts = [[0] * DAYS for _ in range(self._cycle)]
        for week in self.weeks(class_code):
            for day in week.days:
                counts[week.cycle_week][day] += 1
        return tuple(map(tuple, counts))

    @cached_property
    def missing(self) -> tuple[date, ...]:
        """Mondays of weeks between the first and the last of which the calendar says nothing at all."""
        if not self._teaching:
            return ()
        known = {monday for entry in self._entries if not entry.class_code for monday in mondays_of(entry)}
        known |= {monday for entry in self._teaching for monday in mondays_of(entry)}
        settings = self._school.settings
        first = min(known | ({monday_of(settings.first_school_day)} if settings.first_school_day else set()))
        last = max(known | ({monday_of(settings.last_school_day)} if settings.last_school_day else set()))
        every = (first + n * ONE_WEEK for n in range((last - first).days // DAYS + 1))
        return tuple(monday for monday in every if monday not in known)

    @cached_property
    def implied(self) -> tuple[date, ...]:
        """Mondays of weeks that no row calls taught, between taught ones, of which only some days are free."""
        if not self._teaching:
            return ()
        listed = {monday for entry in self._teaching for monday in mondays_of(entry)}
        free = {day for entry in self._entries if not entry.class_code for day in days_of_entry(entry)}
        partly = {monday for entry in self._free_for_all for monday in mondays_of(entry)} - listed
        inside = (monday for monday in partly if min(listed) < monday < max(listed))
        return tuple(sorted(monday for monday in inside if not free.issuperset(_school_days(monday))))

    # -- how it is found --

    @property
    def _free_for_all(self) -> list[CalendarEntry]:
        return [entry for entry in self._entries if not entry.class_code and entry.kind in FREE_KINDS]

    @cached_property
    def _ends(self) -> tuple[date, date]:
        """The first and the last school day, stated or as the law has it."""
        settings = self._school.settings
        known = [entry.first for entry in self._school.calendar] or [self._today or date.today()]
        about = settings.first_school_day or settings.last_school_day or self._start or min(known)
        year = about.year if about.month >= 7 else about.year - 1
        first, last = date(year, 9, 1), date(year + 1, 6, 30)
        if self._teaching:  # a first or last week that reaches into the summer is cut off there, a whole one is meant
            listed = sorted(monday for entry in self._teaching for monday in mondays_of(entry))
            first = date(listed[0].year, 9, 1)
            first = first if monday_of(first) == listed[0] else listed[0]
            last = date(listed[-1].year, 6, 30)
            last = last if monday_of(last) == listed[-1] else listed[-1] + 6 * ONE_DAY
        elif self._start is not None:
            first = self._start
        return settings.first_school_day or first, settings.last_school_day or last

    def _stated_days(self, class_code: str) -> set[date]:
        """The days on which a class is taught if nothing takes it away."""
        first, last = self._ends
        if not self._teaching:
            return {first + n * ONE_DAY for n in range((last - first).days + 1)}
        own = (entry for entry in self._teaching if entry.class_code in ("", class_code))
        days = {day for entry in own for day in days_of_entry(entry)}
        days |= {monday + n * ONE_DAY for monday in self.implied for n in range(DAYS)}
        return {day for day in days if first <= day <= last}

    def _taught(self, class_code: str) -> Iterator[TaughtWeek]:
        away = {
            day
            for entry in self._entries
            if entry.class_code in ("", class_code) and entry.kind is not WeekKind.TEACHING
            for day in days_of_entry(entry)
        }
        days: dict[date, list[int]] = {}
        part = self._school.part
        for day in sorted(self._stated_days(class_code) - away):
            if (self._start is None or day >= self._start) and (part is None or day in part.days):
                days.setdefault(monday_of(day), []).append(day.weekday())
        for monday, taught in days.items():
            if taught[0] < SCHOOL_DAYS:
                yield TaughtWeek(monday, self._cycle_week(monday, class_code), tuple(taught))

    @cached_property
    def _sequence(self) -> list[date]:
        """Mondays of the weeks that the letters run over: those of the school as a whole, else of any class."""
        free = {day for entry in self._entries if not entry.class_code for day in _away_days(entry)}
        of_any_class = {day for entry in self._teaching for day in days_of_entry(entry)}
        of_school, of_classes = (
            {monday_of(day) for day in days - free if day.weekday() < SCHOOL_DAYS}
            for days in (self._stated_days(""), of_any_class)
        )
        return sorted(of_school or of_classes)

    @cached_property
    def _letters(self) -> dict[date, int]:
        """The letters that the calendar states for the school, by Monday; with none, the first week is A."""
        stated = self._letters_of("") or {
            monday: letter for entry in self._lettering for monday, letter in _stated_letters(entry)
        }
        return stated or {self._sequence[0]: 0}

    def _letters_of(self, class_code: str) -> dict[date, int]:
        own = [entry for entry in self._lettering if entry.class_code == class_code]
        return {monday: letter for entry in own for monday, letter in _stated_letters(entry)}

    def _cycle_week(self, monday: date, class_code: str) -> int:
        own = self._letters_of(class_code)
        if monday in own:
            return own[monday] % self._cycle
        before = [stated for stated in self._letters if stated <= monday]
        anchor = max(before) if before else min(self._letters)
        return (self._letters[anchor] + self._place(monday) - self._place(anchor)) % self._cycle

    def _place(self, monday: date) -> int:
        """How many letters are used up before a week: by weeks of the calendar, or by taught weeks only."""
        if self._school.settings.week_letters is WeekLetters.CALENDAR:
            return monday.toordinal() // DAYS
        return bisect_left(self._sequence, monday)


def school_year_days(school: School) -> list[date]:
    """The dates on which the school or one of its classes has lessons, on days of the week with open periods."""
    year = SchoolYear(school)
    weekdays = {period.day for period in school.periods if period.open} or set(range(SCHOOL_DAYS))
    codes = ("", *(one.code for one in school.classes))
    dates = {day for code in codes for week in year.weeks(code) for day in week.dates}
    return sorted(day for day in dates if day.weekday() in weekdays)


def as_meant(calendar: Iterable[CalendarEntry]) -> tuple[CalendarEntry, ...]:
    """The rows with both their ends: a single date is that day, or its week where `names_week` says so."""
    calendar = tuple(calendar)
    return tuple(_of_week(entry) if names_week(entry, calendar) else _of_days(entry) for entry in calendar)


def names_week(entry: CalendarEntry, calendar: tuple[CalendarEntry, ...]) -> bool:
    """Whether a single date stands for its week: one with lessons always, for lessons on one day make no week.

    A holiday, exam or internship on a Monday does where all taught weeks are named by their Mondays, but for one that
    is itself a taught week (Whit Monday).
    """
    if entry.last is not None or entry.kind is WeekKind.TEACHING:
        return entry.last is None
    teaching = [other for other in calendar if other.kind is WeekKind.TEACHING]
    by_mondays = bool(teaching) and all(other.last is None and other.first.weekday() == 0 for other in teaching)
    taught = any((other.first, other.class_code) == (entry.first, entry.class_code) for other in teaching)
    whole = entry.kind in (WeekKind.HOLIDAY, WeekKind.EXAMS, WeekKind.INTERNSHIP)
    return by_mondays and whole and entry.first.weekday() == 0 and not taught


def _of_week(entry: CalendarEntry) -> CalendarEntry:
    monday = monday_of(entry.first)
    return replace(entry, first=monday, last=monday + 6 * ONE_DAY)


def _of_days(entry: CalendarEntry) -> CalendarEntry:
    return entry if entry.last is not None else replace(entry, last=entry.first)


def days_of_entry(entry: CalendarEntry) -> list[date]:
    """Every day of a row with both its ends, from the first to the last one."""
    assert entry.last is not None
    return [entry.first + n * ONE_DAY for n in range((entry.last - entry.first).days + 1)]


def mondays_of(entry: CalendarEntry) -> list[date]:
    """The Mondays of the weeks that it touches on a day from Monday to Friday."""
    return sorted({monday_of(day) for day in days_of_entry(entry) if day.weekday() < SCHOOL_DAYS})


def _away_days(entry: CalendarEntry) -> list[date]:
    return [] if entry.kind is WeekKind.TEACHING else days_of_entry(entry)


def _stated_letters(entry: CalendarEntry) -> Iterator[tuple[date, int]]:
    """A letter stands for the first week of its row."""
    if entry.cycle_week:
        yield monday_of(entry.first), WEEK_NAMES.index(entry.cycle_week)


def _school_day(day: date) -> date:
    """The day, or the Monday after it where it is in a weekend."""
    return day if day.weekday() < SCHOOL_DAYS else monday_of(day) + ONE_WEEK


def _school_days(monday: date) -> set[date]:
    return {monday + n * ONE_DAY for n in range(SCHOOL_DAYS)}


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
