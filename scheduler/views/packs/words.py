"""Words and figures that several packs say: when an entry is, a mean with one decimal, days of an internship."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from scheduler.problem.problem import Problem
from scheduler.problem.text import say
from scheduler.school.building import school_of
from scheduler.school.calendar import days_of_entry
from scheduler.school.records import WeekKind
from scheduler.views.agenda import Entry
from scheduler.views.overview import day as shown
from scheduler.views.phrases import Phrases, clock

WEEKEND = 3
"""Days from a Friday to the next Monday."""


class Words:
    """What the makers of packs share, in one language."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases

    def say(self, key: str, /, **values: object) -> str:
        return say(self.phrases.language, "packs", key, **values)

    def columns(self, spec: str) -> list[tuple[str, float, bool]]:
        """ "class 9, programme 26 text": titles of `head_...`, widths, and which are no short ones."""
        pieces = [piece.split() for piece in spec.split(",")]
        return [(self.say(f"head_{words[0]}"), float(words[1]), len(words) < 3) for words in pieces]

    def when(self, entry: Entry) -> str:
        """ "maandag 8:25–10:05", with its week where it is not every week."""
        day, span = slot_of(self.phrases.problem, entry)
        week = "" if len(entry.weeks) == self.phrases.problem.times.weeks else f" ({self.phrases.week(entry.weeks)})"
        return f"{self.phrases.day(day)} {clock(span[0])}–{clock(span[1])}{week}"

    def mean(self, value: Fraction | int) -> str:
        """With one decimal where it is no whole number."""
        tenths = round(Fraction(value) * 10)
        if tenths % 10 == 0:
            return str(tenths // 10)
        return f"{tenths // 10}{',' if self.phrases.language == 'nl' else '.'}{tenths % 10}"

    def internships(self, classes: Sequence[str]) -> list[str]:
        """ "6HOUT 2/3/2026–6/3/2026" for the internships of some classes."""
        school = school_of(self.phrases.problem)
        rows = [row for row in (school.calendar if school else ()) if row.kind is WeekKind.INTERNSHIP]
        found = []
        for code in classes:
            days = sorted({day for row in rows if row.class_code == code for day in days_of_entry(row)})
            found += [f"{code} {shown(first)}–{shown(last)}" for first, last in stretches_of(days)]
        return found


def stretches_of(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """First and last day of each row of days; a weekend between does not end one."""
    first = 0
    for number, one in enumerate(days):
        following = days[number + 1] if number + 1 < len(days) else None
        if following is None or (following - one).days > WEEKEND:
            yield days[first], one
            first = number + 1


def slot_of(problem: Problem, entry: Entry) -> tuple[int, tuple[int, int]]:
    """The day of an entry, and its begin and end in minutes after midnight."""
    own = [problem.times[index] for index in entry.times if problem.times[index].week == entry.weeks[0]]
    return own[0].day, (own[0].start, own[-1].end)
