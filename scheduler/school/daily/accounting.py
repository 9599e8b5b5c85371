"""The year of each path in periods: planned, given, at distance, lost, out of the timetable and the sheet Gerealiseerd.

Counted date by date; a date without rows took, or takes, place as planned. Verdicts are for whoever reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import floor

from scheduler.problem.lessons import Option
from scheduler.problem.modes import DISTANCE_MODES
from scheduler.problem.resources import PATH
from scheduler.school.building.context import Context
from scheduler.school.building.rules_share import share_cap
from scheduler.school.calendar import as_meant
from scheduler.school.daily.picture import DayBook, Happening
from scheduler.school.records import Became, CalendarEntry, WeekKind


@dataclass(frozen=True, slots=True)
class Count:
    """Periods of some dates. `given` leaves out what was cancelled or spent in study, and has the extra lessons."""

    planned: int = 0
    planned_distance: int = 0
    given: int = 0
    distance: int = 0
    replaced: int = 0
    study: int = 0
    cancelled: int = 0
    extra: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(*(one + more for one, more in zip(self._all, other._all, strict=True)))

    def __mul__(self, often: int) -> Count:
        return Count(*(one * often for one in self._all))

    @property
    def _all(self) -> tuple[int, ...]:
        return (
            self.planned, self.planned_distance, self.given, self.distance,
            self.replaced, self.study, self.cancelled, self.extra,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """Some days of the year with a name; both ends included."""

    name: str
    first: date
    last: date


def terms_of(context: Context, dates: list[date]) -> tuple[Term, ...]:
    """The terms of the calendar, else the whole year as one without a name."""
    entries = as_meant(entry for entry in context.school.calendar if entry.kind is WeekKind.TERM)
    found = sorted((_term(entry) for entry in entries), key=lambda term: term.first)
    return tuple(found) or ((Term("", dates[0], dates[-1]),) if dates else ())


def _term(entry: CalendarEntry) -> Term:
    assert entry.last is not None
    return Term(entry.term, entry.first, entry.last)


class Unplanned:
    """The counts of a part of the year without a timetable: what its lessons come to, and ask at distance at least.

    On which dates is not known: all of it counts on the last one.
    """

    def __init__(
        self,
        dates: Iterable[date],
        periods: Mapping[str, tuple[int, int]],
        of_lessons: Mapping[tuple[str, str], int] | None = None,
    ) -> None:
        self.dates = sorted(dates)
        self._periods, self._of_lessons = periods, of_lessons or {}

    def between(self, path: str, days: Iterable[date]) -> Count:
        """As `YearCounts.between`."""
        distance, every = self._periods.get(path, (0, 0)) if self.dates and self.dates[-1] in days else (0, 0)
        return Count(every, distance, every, distance)

    def of_lesson(self, path: str, lesson: str, days: Iterable[date]) -> Count:
        """As `YearCounts.of_lesson`."""
        every = self._of_lessons.get((path, lesson), 0) if self.dates and self.dates[-1] in days else 0
        return Count(every, 0, every)

    def taught(self, _: str, days: Iterable[date]) -> set[date]:
        """As `YearCounts.taught`; which of its days a class is away is not looked at."""
        return set(days).intersection(self.dates)


class YearCounts:
    """The counts of one timetable over its school year; `others`: of the parts that have timetables of their own."""

    def __init__(self, book: DayBook, others: Iterable[YearCounts | Unplanned] = ()) -> None:
        self.book, self.context, self.problem = book, book.context, book.problem
        self.others = tuple(others)
        self.dates: list[date] = sorted({*book.school_days, *(day for one in self.others for day in one.dates)})
        self.terms = terms_of(self.context, self.dates)
        self._known = frozenset(book.school_days)
        self._keys: dict[date, object] = {}
        self._counted: dict[object, Mapping[str, Count]] = {}

    def _key(self, day: date) -> object:
        """Dates of one key come to the same: the weekday and which classes are there in which week; or the date."""
        if day not in self._keys:
            alike = (day.weekday(), tuple(self.book.taught(day).values()))
            self._keys[day] = day if day in self.book.dates_with_rows else alike
        return self._keys[day]

    def _count(self, day: date) -> Mapping[str, Count]:
        key = self._key(day)
        if key not in self._counted:
            taught = self.book.taught(day)
            here = {path.id for path in self.problem.resources_of(PATH) if taught[path.class_code] is not None}
            found: dict[str, Count] = {}
            picture = self.book.day(day)
            for one in (*picture.happenings, *picture.cancelled):
                for path in one.paths:
                    if path in here:
                        found[path] = found.get(path, Count()) + _count(one, path)
            self._counted[key] = found
        return self._counted[key]

    def between(self, path: str, days: Iterable[date]) -> Count:
        """What some dates come to for a path; days without lessons add nothing."""
        total, days = Count(), tuple(days)
        for _, (day, often) in self._grouped(days).items():
            if (count := self._count(day).get(path)) is not None:
                total += count * often
        for other in self.others:
            total += other.between(path, days)
        return total

    def of_lesson(self, path: str, lesson: str, days: Iterable[date]) -> Count:
        """What a lesson comes to for a path on some dates, by all timetables of the year."""
        total, days = Count(), tuple(days)
        code = self.problem.resource[path].class_code if path in self.problem.resource else ""
        for day, often in self._grouped(days).values():
            if code and self.book.taught(day)[code] is not None:
                picture = self.book.day(day)
                for one in (*picture.happenings, *picture.cancelled):
                    if one.lesson.id == lesson and path in one.paths:
                        total += _count(one, path) * often
        for other in self.others:
            total += other.of_lesson(path, lesson, days)
        return total

    def taught(self, code: str, days: Iterable[date]) -> set[date]:
        """Those of some dates on which a class has lessons."""
        days = tuple(days)
        own = {day for day in days if day in self._known and self.book.taught(day)[code] is not None}
        return own.union(*(other.taught(code, days) for other in self.others))

    def _grouped(self, days: tuple[date, ...]) -> Mapping[object, tuple[date, int]]:
        """By key one of the days, and how many there are."""
        if days not in self._groups:
            found: dict[object, tuple[date, int]] = {}
            for day in days:
                if day in self._known:
                    first, often = found.get(self._key(day), (day, 0))
                    found[self._key(day)] = first, often + 1
            self._groups[days] = found
        return self._groups[days]

    @cached_property
    def _groups(self) -> dict[tuple[date, ...], Mapping[object, tuple[date, int]]]:
        return {}

    def of_year(self, path: str) -> Count:
        return self.between(path, tuple(self.dates))

    def most(self, path: str) -> int | None:
        """How many periods may be at distance this year: the cap of what is planned; None where no cap holds."""
        cap = self.cap(path)
        return None if cap is None else floor(cap * self.of_year(path).planned / 100)

    def cap(self, path: str) -> Fraction | None:
        """In percent (rule H03)."""
        return share_cap(self.context, self.context.classes[self.problem.resource[path].class_code])

    def slack(self, path: str) -> int | None:
        """How many more periods may be at distance if the rest of the year goes as planned; None where no cap holds."""
        most = self.most(path)
        return None if most is None else most - self.of_year(path).distance

    def paths_of(self, code: str) -> Iterator[str]:
        yield from (path.id for path in self.problem.resources_of(PATH) if path.class_code == code)


def _count(one: Happening, path: str) -> Count:
    """What one happening, or cancelled lesson, adds for a path: of a mixed one, distance for those away only.

    How it was planned its part of the timetable tells.
    """
    periods = len(one.times)
    distance = periods * _away(one.option, path)
    if one.became is Became.EXTRA:
        return Count(given=periods, extra=periods, distance=distance)
    was_distance = one.planned_way is not None and _away(one.planned_way, path)
    planned = Count(planned=periods, planned_distance=periods * was_distance)
    if one.became is Became.CANCELLED:
        return planned + Count(cancelled=periods)
    if one.became is Became.STUDY:
        return planned + Count(study=periods)
    replaced = periods * (one.became is Became.REPLACED)
    return planned + Count(given=periods, distance=distance, replaced=replaced)


def _away(option: Option, path: str) -> bool:
    return option.mode_for(path) in DISTANCE_MODES
