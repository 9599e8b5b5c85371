"""A school as its sheets say it: who there is, when there are periods, and what each lesson asks."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import product

from tests.second_judge.sheets import Row, Sheets, listed, settings

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
GENERAL = {"", "klaslokaal", "classroom"}
SHARES = {"1": 20, "OKAN": 20, "2": 30, "3": 40, "7": 40}
"""The most percent of lessons at distance, by stage (DOMAIN 1.3)."""
SUMMER = (7, 8)
"""A first week that begins in August is taught from 1 September."""


@dataclass(frozen=True)
class Period:
    """A period of one day of the grid, in minutes of the clock."""

    day: str
    number: int
    start: int
    end: int
    half: str


def amount(text: str) -> Fraction:
    return Fraction(text.replace(",", ".")) if text else Fraction(0)


def minutes(text: str) -> int:
    hours, rest = text.split(":")[:2]
    return 60 * int(hours) + int(rest)


class School:
    """Look-ups over the sheets. Raises ValueError where they say something that this judge does not know."""

    def __init__(self, sheets: Sheets) -> None:
        if sheets.get("Rules"):
            raise ValueError("rows in Regels")
        if len({row.get("grid", "") for row in sheets["Times"]}) > 1:
            raise ValueError("several grids")
        self.sheets = sheets
        self.weeks = "AB" if settings(sheets).get("cycle_weeks") == "2" else "A"
        self.travel = int(settings(sheets).get("travel_minutes") or 30)
        self.grid = [self._period(row) for row in sheets["Times"] if row.get("open") != "no"]
        self.classes = {row["class"]: row for row in sheets["Classes"]}
        self.groups = {row["group"]: row for row in sheets.get("Groups", [])}
        self.teachers = {row["code"]: row for row in sheets["Teachers"]}
        self.subjects = {row["subject"]: row for row in sheets["Subjects"]}
        self.rooms = {row["room"]: row for row in sheets["Rooms"]}
        self.pools = {row["pool"]: row for row in sheets.get("Pools", [])}
        self.lessons = {row["lesson"]: Lesson(self, row) for row in sheets["Lessons"]}

    @staticmethod
    def _period(row: Row) -> Period:
        return Period(row["day"], int(row["period"]), minutes(row["start"]), minutes(row["end"]), row["half_day"])

    def run(self, day: str, number: int, length: int) -> list[Period]:
        """So many periods from this one on; [] where the day does not have them."""
        of_day = sorted((one for one in self.grid if one.day == day), key=lambda one: one.start)
        first = next((at for at, one in enumerate(of_day) if one.number == number), len(of_day))
        found = of_day[first : first + length]
        return found if len(found) == length else []

    def class_of(self, attendee: str) -> str:
        return self.groups[attendee]["class"] if attendee in self.groups else attendee

    def pupils(self, attendee: str) -> int:
        row = self.groups.get(attendee) or self.classes[attendee]
        return int(row.get("pupils") or 0)

    def asking(self, code: str) -> int:
        """Pupils of a class who ask to follow distance lessons at school."""
        row = self.classes[code]
        stated = row.get("onsite_requests", "")
        return int(stated) if stated else -(-15 * int(row.get("pupils") or 0) // 100)

    @cached_property
    def paths(self) -> list[tuple[str, frozenset[str]]]:
        """(class, what such a pupil attends): one group of each division, or none where groups leave pupils over."""
        found = []
        for code, row in self.classes.items():
            divisions: dict[str, list[str]] = defaultdict(list)
            for group, of in self.groups.items():
                if of["class"] == code:
                    divisions[of.get("division", "")].append(group)
            choices: list[list[str | None]] = []
            for groups in divisions.values():
                left = int(row.get("pupils") or 0) - sum(self.pupils(one) for one in groups)
                choices.append([*groups, None] if left > 0 else [*groups])
            found += [(code, frozenset({code, *filter(None, chosen)})) for chosen in product(*choices)]
        return found

    def taught_days(self, code: str) -> dict[tuple[str, str], int] | None:
        """How often each (week, day) is taught in the year; None without teaching weeks in the calendar."""
        rows = [row for row in self.sheets.get("Calendar", []) if not row.get("class") or row["class"] == code]
        spans = [(row, *_span(row["week"])) for row in rows]
        teaching = {
            monday: row.get("cycle_week", "")
            for row, first, last in spans
            if row["kind"] == "teaching"
            for monday in _mondays(first, last)
        }
        if not teaching:
            return None
        off = {
            first + timedelta(days=number)
            for row, first, last in spans
            if row["kind"] != "teaching"
            for number in range((last - first).days + 1)
        }
        found: dict[tuple[str, str], int] = defaultdict(int)
        number = 0
        for monday in sorted(teaching):
            week = [one for one in (monday + timedelta(days=at) for at in range(5)) if one not in off]
            days = [one for one in week if one.month not in SUMMER]
            if not days:
                continue
            number = self.weeks.index(teaching[monday]) if teaching[monday] else number
            for day in days:
                found[self.weeks[number % len(self.weeks)], DAYS[day.weekday()]] += 1
            number += 1
        return found


def _span(text: str) -> tuple[date, date]:
    if "W" in text:
        year, week = text.split("-W")
        monday = date.fromisocalendar(int(year), int(week), 1)
        return monday, monday + timedelta(days=6)
    ends = [date(*map(int, reversed(one))) for one in re.findall(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)]
    ends += [date(*map(int, one)) for one in re.findall(r"(\d{4})-(\d\d)-(\d\d)", text)]
    return ends[0], ends[-1]


def _mondays(first: date, last: date) -> list[date]:
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(weeks=number) for number in range((last - monday).days // 7 + 1)]


class Lesson:
    """What a row of Lessen asks."""

    def __init__(self, school: School, row: Row) -> None:
        self.id, self.subject = row["lesson"], row["subject"]
        self.attendees = listed(row["classes"])
        self.classes = sorted({school.class_of(one) for one in self.attendees})
        self.positions = [[one.strip() for one in text.split("|")] for text in listed(row.get("teachers", ""))]
        self.week, self.mode, self.band = row.get("week") or "every", row.get("mode", ""), row.get("band", "")
        self.periods = amount(row.get("periods", "")) or Fraction(1)
        self.asked = self.periods * (len(school.weeks) if self.week == "every" else 1)
        self.blocks = self._blocks(row.get("blocks", ""))
        self.rooms, subject = listed(row.get("rooms", "")), school.subjects[self.subject]
        self.room_type = row.get("room_type") or subject.get("room_type", "")
        self.least, self.most = row.get("distance_min", ""), row.get("distance_max", "")
        self.devices = [
            (name, int(count)) for name, count in (one.split(":") for one in listed(row.get("devices", "")))
        ]

    def _blocks(self, text: str) -> list[tuple[int, str]]:
        """(periods, "every", "A", "B" or "either") of each block."""
        whole = int(self.periods)
        if "x" in text:
            count, size = text.split("x")
            sizes = [int(size)] * int(count)
        elif text:
            sizes = [int(one) for one in text.split("+")]
            sizes = sizes * (whole // sizes[0]) if len(sizes) == 1 and whole >= sizes[0] else sizes
        else:
            sizes = [1] * whole
        alternating = text != "" and self.week == "every" and sum(sizes) == 2 * self.periods
        found = [(size, "either" if alternating else self.week) for size in sizes]
        return [*found, (1, "either")] if sum(sizes) == whole != self.periods else found
