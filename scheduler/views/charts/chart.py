"""What stands on a wall chart: columns of periods, a row per class, teacher or room, and short lines in each cell.

No look here; `sheets` and `page` draw it. Rows are in the order of their codes, and pages break between rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.text import say
from scheduler.problem.times import Time
from scheduler.school.names import loosely
from scheduler.telling.naming import week_name
from scheduler.views.agenda import Activity, Agenda, Agendas, Entry, Kind
from scheduler.views.charts.fitting import CUT, fitted, listed, width
from scheduler.views.charts.internships import Internship, internships
from scheduler.views.colours import colour_of
from scheduler.views.phrases import MARKED, Phrases, clock

PAGE_WIDTH, PAGE_HEIGHT = 1080.0, 728.0
"""Points for names and cells on a landscape A3 within its margins, below title and headings; programs that measure
columns in their own digits print them up to 6 % wider."""
NAME_WIDTH = 92.0
GAP_WIDTH = 7.0
"""Of the blank column between two days, to cut along."""
NARROWEST, WIDEST = 17.0, 40.0
LINE, PADDING = 8.0, 0.5
MOST_STRETCHED, STRETCHED = 2.0, 0.97
"""So many times the height that its lines need may a row be; and how much of the page is filled then."""
MOST_LINES = {Kind.CLASS: 3, Kind.TEACHER: 2, Kind.ROOM: 2}


@dataclass(frozen=True, slots=True)
class Column:
    """A period of a day; `open` where anybody has school then."""

    day: int
    period: int
    clock: str
    half_day: str


@dataclass(frozen=True, slots=True)
class Cell:
    """`columns` periods from number `first` on; `look` as on other sheets, "free", "closed" or "internship" besides."""

    first: int
    columns: int
    lines: tuple[str, ...]
    look: str
    colour: str = ""
    """The planner's own, of the subject; "" where the look decides."""


@dataclass(frozen=True, slots=True)
class Row:
    """`note`: of an internship that has no fixed weekday. Empty times have no cell."""

    code: str
    name: str
    note: str
    cells: tuple[Cell, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """`pages` are the rows page by page; `width` is that of one period, in points."""

    kind: Kind
    columns: tuple[Column, ...]
    pages: tuple[tuple[Row, ...], ...]
    width: float
    weeks: bool
    """Whether anything happens in one week of the cycle only."""


def make_chart(problem: Problem, agendas: Agendas, kind: Kind, phrases: Phrases) -> Chart:
    """The chart of all classes, all teachers or all rooms."""
    columns = _columns(problem, agendas)
    gaps = GAP_WIDTH * (len({column.day for column in columns}) - 1)
    fair = (PAGE_WIDTH - NAME_WIDTH - gaps) / max(1, len(columns))
    period_width = min(WIDEST, max(NARROWEST, fair))
    away = internships(problem)
    ordered = sorted(agendas.of(kind), key=lambda one: loosely(one.code))
    if kind is Kind.CLASS:
        ordered = list(agendas.classes)
    rows = [_Row(problem, agenda, columns, period_width, phrases, away.get(agenda.code)).made() for agenda in ordered]
    weeks = any(len(entry.weeks) < problem.times.weeks for entry in agendas.entries)
    return Chart(kind, columns, _stretched(_pages(rows)), period_width, weeks)


def _columns(problem: Problem, agendas: Agendas) -> tuple[Column, ...]:
    """Every period of every day in which somebody has school, whatever the grid; the clock of the first grid."""
    held = {index for entry in agendas.entries for index in entry.times}
    found: dict[tuple[int, int], Time] = {}
    for time in problem.times.times:
        if time.open or time.index in held:
            found.setdefault((time.day, time.period), time)
    clocked = problem.times.weekdays
    return tuple(
        Column(day, period, clock(time.start) if clocked else "", time.half_day)
        for (day, period), time in sorted(found.items())
    )


def _pages(rows: Sequence[Row]) -> tuple[tuple[Row, ...], ...]:
    """As few pages as hold the rows, of about the same height."""
    total = sum(row.height for row in rows)
    count = max(1, -(-int(total) // int(PAGE_HEIGHT)))
    while True:
        pages: list[list[Row]] = [[]]
        used = 0.0
        for row in rows:
            full = used + row.height > PAGE_HEIGHT
            if pages[-1] and (full or (used >= total / count and len(pages) < count)):
                pages.append([])
                used = 0.0
            pages[-1].append(row)
            used += row.height
        if len(pages) <= count:
            return tuple(tuple(page) for page in pages)
        count = len(pages)


def _stretched(pages: tuple[tuple[Row, ...], ...]) -> tuple[tuple[Row, ...], ...]:
    """The same pages with rows as high as the paper lets them be: what is left of it is for who writes on it."""
    highest = max((sum(row.height for row in page) for page in pages), default=0.0)
    factor = min(MOST_STRETCHED, STRETCHED * PAGE_HEIGHT / highest) if highest else 1.0
    if factor <= 1:
        return pages
    return tuple(tuple(replace(row, height=round(row.height * factor, 1)) for row in page) for page in pages)


class _Row:
    def __init__(
        self,
        problem: Problem,
        agenda: Agenda,
        columns: Sequence[Column],
        width: float,
        phrases: Phrases,
        away: Internship | None,
    ) -> None:
        self.problem, self.agenda, self.columns, self.phrases, self.away = problem, agenda, columns, phrases, away
        self.width = width
        self.most = MOST_LINES[agenda.kind]
        self.held: dict[tuple[int, int], list[Entry]] = {}
        for entry in agenda.entries:
            for index in entry.times:
                time = problem.times[index]
                entries = self.held.setdefault((time.day, time.period), [])
                if entry not in entries:
                    entries.append(entry)
        self.open = {(time.day, time.period) for time in problem.times.times if time.open and time.grid == agenda.grid}

    def say(self, key: str, /, **values: object) -> str:
        return say(self.phrases.language, "charts", key, **values)

    def made(self) -> Row:
        cells = [*self._held(), *self._empty()]
        more = max((self._lines_more(column) for column in self.columns), default=0)
        if more:
            self.most += more
            cells = [*self._held(), *self._empty()]
        cells.sort(key=lambda cell: cell.first)
        name = self.agenda.name.removeprefix(self.agenda.code).strip(" -–")
        note = f"{self.say('internship')} {self.away.told}" if self.away is not None and not self.away.days else ""
        height = LINE * self.most + PADDING
        return Row(self.agenda.code, name, note, tuple(cells), height)

    def _held(self) -> Iterator[Cell]:
        """Times with something in them; equal ones beside each other in a half day become one cell."""
        places = [
            (number, column) for number, column in enumerate(self.columns) if (column.day, column.period) in self.held
        ]

        def same(item: tuple[int, tuple[int, Column]]) -> object:
            order, (number, column) = item
            return number - order, column.day, column.half_day, tuple(self.held[column.day, column.period])

        for _, group in groupby(enumerate(places), key=same):
            run = [number for _, (number, _) in group]
            column = self.columns[run[0]]
            entries = self.held[column.day, column.period]
            room = self.width * len(run) - 2
            told = dict.fromkeys(filter(None, (self._other_bell(entry, column) for entry in entries)))
            lines = (*tuple(self._lines(entries, room))[: self.most - len(told)], *told)
            yield Cell(run[0], len(run), lines, _look(entries), colour_of(entries, self.phrases.colours))

    def _empty(self) -> Iterator[Cell]:
        for (day, _), group in groupby(enumerate(self.columns), key=lambda item: (item[1].day, item[1].half_day)):
            places = [(number, column) for number, column in group]
            held = [number for number, column in places if (day, column.period) in self.held]
            open_here = [number for number, column in places if (day, column.period) in self.open]
            on_internship = self.away is not None and day in self.away.days
            free = self.agenda.kind is Kind.TEACHER and not held and bool(open_here)
            for number, _ in places:
                if number in held:
                    continue
                if on_internship and number in open_here:
                    text = self.say("internship") if number == open_here[0] else ""
                    yield Cell(number, 1, (fitted(text, self.width - 2),) if text else (), "internship")
                elif number not in open_here and self.agenda.kind is not Kind.TEACHER:
                    yield Cell(number, 1, (), "closed")
                elif free:
                    yield Cell(number, 1, (self.say("free"),) if number == open_here[0] else (), "free")

    def _lines_more(self, column: Column) -> int:
        """A line for each lesson by other bells than the column's, and one for letters that no code fits beside.

        The letters are those of a distance lesson, on the chart of rooms.
        """
        entries = self.held.get((column.day, column.period), ())
        found = sum(bool(self._other_bell(entry, column)) for entry in entries)
        if self.agenda.kind is Kind.ROOM and len(entries) == 1 and entries[0].way in MARKED:
            narrow = self.width * entries[0].duration - 2
            named = self._some(entries[0].named, narrow)
            found += width(f"{self._mode(entries[0])} {named}") > narrow
        return found

    def _other_bell(self, entry: Entry, column: Column) -> str:
        """When it begins, where that is not at the clock of its column."""
        if not column.clock:
            return ""
        times = (self.problem.times[index] for index in entry.times)
        begins = {clock(time.start) for time in times if (time.day, time.period) == (column.day, column.period)}
        return "" if column.clock in begins else min(begins, default="")

    # -- words --

    def _lines(self, entries: Sequence[Entry], room: float) -> Iterator[str]:
        if len(entries) == 1:
            first = self._headed(entries[0], room)
            yield from (fitted(line, room) for line in (first, *self._below(entries[0], room)) if line)
            return
        ordered = sorted(entries, key=lambda entry: (entry.weeks, entry.subject, entry.key))
        shown = ordered if len(ordered) <= self.most else ordered[: self.most - 1]
        waiting = []
        for entry in shown:
            place = self._place_of_many(entry, room)
            mode = f" {self._mode(entry)}" if entry.way in MARKED else ""
            first = self._headed(entry, room)
            if place and width(f"{first} {place}") <= room:
                yield f"{first} {place}"
            else:
                yield fitted(f"{self._headed(entry, room - width(mode))}{mode}", room)
                waiting += [place] if place and not mode else []
        below = "/".join(dict.fromkeys(waiting))
        if below and len(ordered) < self.most and width(below) <= room:
            yield below
        if len(shown) < len(ordered):
            yield self.say("more", count=len(ordered) - len(shown))

    def _place_of_many(self, entry: Entry, room: float) -> str:
        """The place of one entry of several in a cell; on the chart of rooms only how a distance lesson is taught."""
        if entry.activity is not Activity.LESSON:
            return ""
        if self.agenda.kind is Kind.ROOM:
            return self._mode(entry) if entry.way in MARKED else ""
        return self._place(entry, room)

    def _week(self, entry: Entry) -> str:
        """The letter of the one week in which it takes place."""
        return "" if len(entry.weeks) == self.problem.times.weeks else f"{week_name(entry.weeks[0])} "

    def _headed(self, entry: Entry, room: float) -> str:
        """The week, where it is in one, and what a reader looks for; close together where it is cut otherwise."""
        week = self._week(entry)
        first = f"{week}{self._first(entry, room - width(week))}"
        close = f"{week.strip()}{self._first(entry, room - width(week.strip()))}"
        return close if CUT in first and CUT not in close else first

    def _first(self, entry: Entry, room: float) -> str:
        """What a reader of this row looks for first."""
        if entry.activity is not Activity.LESSON:
            return self.say(entry.activity.value)
        return entry.subject if self.agenda.kind is Kind.CLASS else self._some(entry.classes or entry.attendees, room)

    def _below(self, entry: Entry, room: float) -> tuple[str, ...]:
        """The other lines of a cell with one entry."""
        place = self._place(entry, room)
        if entry.activity is Activity.MEETING:
            return (entry.name,) if width(entry.name) <= room else ()
        teachers = self._some(entry.named, room)
        if self.agenda.kind is Kind.CLASS:
            return teachers, place
        if self.agenda.kind is Kind.ROOM:
            if entry.activity is Activity.OPENING:
                return (self._some(self.phrases.supervisors(entry), room),)
            if entry.way not in MARKED:
                return (teachers,)
            beside = f"{self._mode(entry)} {teachers}"
            return (beside,) if width(beside) <= room else (teachers, self._mode(entry))
        return (place or entry.subject,)

    def _place(self, entry: Entry, room: float) -> str:
        """The room; of a distance lesson its letters, for a teacher at school with the room he teaches from."""
        if entry.way not in MARKED:
            return self._some(entry.rooms, room)
        if not entry.distance:  # mixed: those in the room see where it is
            return " ".join((self._mode(entry), *entry.rooms[:1]))
        with_room = self.agenda.kind is Kind.TEACHER and entry.rooms
        return " ".join((self._mode(entry), *(entry.rooms[:1] if with_room else ())))

    def _mode(self, entry: Entry) -> str:
        return self.say(f"mode_{entry.way}")

    def _some(self, names: Sequence[str], room: float) -> str:
        return listed(names, room, self.say("more", count="{count}"))


def _look(entries: Sequence[Entry]) -> str:
    activities = {entry.activity for entry in entries}
    if len(activities) == 1 and Activity.LESSON not in activities:
        return activities.pop().value
    ways = {entry.way for entry in entries}
    return ways.pop() if len(ways) == 1 else Mode.CONTACT.value
