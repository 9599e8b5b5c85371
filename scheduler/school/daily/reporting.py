"""What the counts of a year come to on a date: used, left and expected at distance, per class and term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil

from scheduler.problem.resources import PATH
from scheduler.school.calendar import monday_of
from scheduler.school.daily.accounting import Count, Term, YearCounts

NEARLY_USED = Fraction(9, 10)
"""From this part of the cap on it is said that little is left."""


class Verdict(StrEnum):
    """How a class stands to its cap."""

    KEPT = "kept"
    NEAR = "near"
    """Little is left, or the cap will be passed if lessons go on to be turned into distance as they were."""
    OVER_PLANNED = "over_planned"
    """The rest of the year, as planned, passes the cap."""
    OVER = "over"
    """What took place is past it already."""
    NO_CAP = "no_cap"


@dataclass(frozen=True, slots=True)
class TermLine:
    """One term of a path: what is `past` as realised, and what is still `ahead` as planned, in periods."""

    term: Term
    past: Count
    ahead: Count


@dataclass(frozen=True, slots=True)
class YearLine:
    """The year of a class, by one of its paths. `most` is what the cap (percent) comes to in periods over the year.

    `pace` is how many more periods would be turned into distance by the end at the pace so far; `reached` the date on
    which the cap would then be passed.
    """

    code: str
    path: str
    past: Count
    ahead: Count
    cap: Fraction | None
    most: int | None
    pace: int
    reached: date | None
    verdict: Verdict
    terms: tuple[TermLine, ...]

    @property
    def planned(self) -> int:
        """All lessons of the year as the timetable has them."""
        return self.past.planned + self.ahead.planned

    @property
    def forecast(self) -> int:
        """Periods at distance over the year if the rest goes as planned."""
        return self.past.distance + self.ahead.distance

    @property
    def left(self) -> int | None:
        """Periods that may still be turned into distance, with the rest as planned."""
        return None if self.most is None else self.most - self.forecast

    def percent(self, periods: int) -> Fraction:
        return Fraction(100 * periods, self.planned) if self.planned else Fraction(0)


@dataclass(frozen=True)
class DueLine:
    """A lesson that must come to so many periods in the year (Lessen, per_jaar), for the class that has fewest of it.

    `weeks` are those in which the class still has lessons.
    """

    lesson: str
    code: str
    due: int
    past: Count
    ahead: Count
    weeks: int

    @property
    def short(self) -> int:
        """Periods that will be missing if the rest goes as planned; below 0: more than are due."""
        return self.due - self.past.given - self.ahead.given

    @property
    def a_week(self) -> int | None:
        """So many periods a week more from now on would do; None where no week is left."""
        return ceil(Fraction(self.short, self.weeks)) if self.weeks else None


@dataclass(frozen=True)
class YearReport:
    """The year on a date: the classes in the order of the sheet, its terms, and lessons due over the year."""

    on: date
    first: date | None
    last: date | None
    terms: tuple[Term, ...]
    classes: tuple[YearLine, ...]
    due: tuple[DueLine, ...] = ()


def make_year_report(counts: YearCounts, on: date) -> YearReport:
    """The report of a year; each class stands for its path with least left."""
    by_class: dict[str, list[YearLine]] = {}
    for path in counts.problem.resources_of(PATH):
        line = _line(counts, path.id, on)
        by_class.setdefault(path.class_code, []).append(replace(line, code=path.class_code, path=path.code))
    worst = tuple(min(lines, key=_room_left) for lines in by_class.values())
    dates = counts.dates
    first, last = (dates[0], dates[-1]) if dates else (None, None)
    return YearReport(on, first, last, counts.terms, worst, tuple(_due(counts, on)))


def _due(counts: YearCounts, on: date) -> Iterator[DueLine]:
    part = counts.context.school.part
    rows = part.whole.lessons if part and part.whole else counts.context.school.lessons
    due = {row.id: row for row in rows if row.per_year is not None}
    before = tuple(day for day in counts.dates if day < on)
    after = tuple(day for day in counts.dates if day >= on)
    for lesson, row in due.items():
        assert row.per_year is not None
        lines = []
        for code in (one.code for one in counts.context.classes_of(row.attendees)):
            weeks = len({monday_of(day) for day in counts.taught(code, after)})
            for path in counts.paths_of(code):
                past, ahead = counts.of_lesson(path, lesson, before), counts.of_lesson(path, lesson, after)
                if past.planned or ahead.planned or past.given:
                    lines.append(DueLine(lesson, code, row.per_year, past, ahead, weeks))
        yield max(lines, key=lambda line: line.short, default=DueLine(lesson, "", row.per_year, Count(), Count(), 0))


def _room_left(line: YearLine) -> tuple[int, int]:
    return (line.left if line.left is not None else line.planned, -line.forecast)


def _line(counts: YearCounts, path: str, on: date) -> YearLine:
    before = tuple(day for day in counts.dates if day < on)
    after = tuple(day for day in counts.dates if day >= on)
    past, ahead = counts.between(path, before), counts.between(path, after)
    most = counts.most(path)
    turned = max(0, past.distance - past.planned_distance)
    pace = ceil(Fraction(turned * len(after), len(before))) if before else 0
    reached = _reached(
        counts, path, past.distance, after, Fraction(turned, len(before)) if before else Fraction(0), most
    )
    return YearLine(
        "",
        path,
        past,
        ahead,
        counts.cap(path),
        most,
        pace,
        reached,
        _verdict(past.distance, past.distance + ahead.distance, pace, most),
        tuple(_term(counts, path, term, on) for term in counts.terms),
    )


def _verdict(used: int, forecast: int, pace: int, most: int | None) -> Verdict:
    if most is None:
        return Verdict.NO_CAP
    if used > most:
        return Verdict.OVER
    if forecast > most:
        return Verdict.OVER_PLANNED
    near = forecast + pace > most or (forecast > 0 and forecast >= NEARLY_USED * most)
    return Verdict.NEAR if near else Verdict.KEPT


def _reached(
    counts: YearCounts, path: str, used: int, after: tuple[date, ...], a_day: Fraction, most: int | None
) -> date | None:
    """The first date on which planned distance lessons and the pace so far together pass the cap."""
    if most is None:
        return None
    total = Fraction(used)
    for day in after:
        total += counts.between(path, (day,)).distance + a_day
        if total > most:
            return day
    return None


def _term(counts: YearCounts, path: str, term: Term, on: date) -> TermLine:
    days = [day for day in counts.dates if term.first <= day <= term.last]
    return TermLine(
        term,
        counts.between(path, tuple(day for day in days if day < on)),
        counts.between(path, tuple(day for day in days if day >= on)),
    )


def worst_first(report: YearReport) -> Iterator[YearLine]:
    """The classes with least left first."""
    yield from sorted(report.classes, key=_room_left)
