"""Who is at school: heads per half day and at noon, the rooms that are open, lists of presence at distance lessons.

Counts only, no names of pupils. A class counts whole as soon as one of its groups has a lesson at school, so that
catering, buses and supervision are never too few; of a class that is at home only those who asked for a place count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.problem.modes import Mode, Presence
from scheduler.problem.resources import POOL, ROOM, PoolUse
from scheduler.school.building.context import Context
from scheduler.school.calendar import SchoolYear
from scheduler.views.agenda import Activity, Agenda, Entry
from scheduler.views.overview import day as shown
from scheduler.views.packs.document import Part, Row, Sentence, table
from scheduler.views.packs.facts import at_school
from scheduler.views.packs.words import Words, slot_of
from scheduler.views.phrases import Phrases
from scheduler.views.report import Report
from scheduler.views.usage import load_by_tick

WEEKS_AHEAD = 5
"""So many dates of each distance lesson stand on the lists of presence."""


@dataclass(frozen=True, slots=True)
class Heads:
    """Of one half day, or ("noon") of those who are there in the morning and the afternoon, in one week.

    `pupils` at school for a lesson, `home` those whose lessons are all at distance, `asked` for a place among these.
    """

    week: int
    day: int
    half: str
    pupils: int
    home: int
    asked: int
    teachers: int


NOON = "noon"
HALVES = ("am", NOON, "pm")


def heads(report: Report) -> tuple[Heads, ...]:
    """Every half day and noon of the cycle on which somebody has something."""
    assert report.context is not None
    context, problem = report.context, report.problem
    here: dict[tuple[int, int, str], set[str]] = {}
    away: dict[tuple[int, int, str], dict[str, int]] = {}
    staff: dict[tuple[int, int, str], set[str]] = {}
    for entry in report.agendas.entries:
        for index in entry.times:
            time = problem.times[index]
            slot = time.week, time.day, time.half_day
            if at_school(entry):
                here.setdefault(slot, set()).update(entry.classes)
            elif entry.activity is Activity.LESSON:
                for code in entry.classes:
                    away.setdefault(slot, {}).setdefault(code, requests(context, code))
            reachable = entry.mode is Mode.ASYNCHRONOUS and entry.presence is not Presence.PRESENT
            if not entry.teacher_home and not reachable:  # on stand-by one may be anywhere
                staff.setdefault(slot, set()).update(entry.teachers)
    slots = sorted({*here, *away, *staff})
    found = [_heads(context, slot, here.get(slot, set()), away.get(slot, {}), staff.get(slot, set())) for slot in slots]
    for week, day in sorted({slot[:2] for slot in slots}):
        morning, afternoon = (week, day, "am"), (week, day, "pm")
        stay = here.get(morning, set()) & here.get(afternoon, set())
        teach = staff.get(morning, set()) & staff.get(afternoon, set())
        if stay or teach:
            found.append(_heads(context, (week, day, NOON), stay, {}, teach))
    return tuple(found)


def _heads(
    context: Context, slot: tuple[int, int, str], here: set[str], away: dict[str, int], staff: set[str]
) -> Heads:
    home = set(away) - here
    return Heads(
        *slot,
        pupils=sum(context.classes[code].pupils for code in here),
        home=sum(context.classes[code].pupils for code in home),
        asked=sum(away[code] for code in home),
        teachers=len(staff),
    )


def requests(context: Context, code: str) -> int:
    """Pupils of a class who asked for a place at school; unknown counts as none."""
    return context.classes[code].onsite_requests or 0


def onsite_parts(report: Report, phrases: Phrases, today: date) -> tuple[Part, ...]:
    """Heads, open rooms, and a list of presence for each class with distance lessons."""
    teller = _OnSite(report, phrases, today)
    lists = (teller.presence(agenda) for agenda in report.agendas.classes)
    return (teller.heads(), teller.rooms(), *(part for part in lists if part is not None))


class _OnSite(Words):
    def __init__(self, report: Report, phrases: Phrases, today: date) -> None:
        super().__init__(phrases)
        assert report.context is not None
        self.report, self.context, self.today = report, report.context, today
        self.load = load_by_tick(report.problem, report.view)
        self.year = SchoolYear(self.context.school, today=today)

    def heads(self) -> Part:
        told = list(self._told(heads(self.report)))
        halves = table(
            self.columns("when 30 text, pupils 16, home 18, asked 18, teachers 16"),
            [Row((when, one.pupils, one.home, one.asked, one.teachers)) for when, one in told if one.half != NOON],
        )
        noon = table(
            self.columns("when 30 text, meal_pupils 24, meal_teachers 24"),
            [Row((when, one.pupils, one.teachers)) for when, one in told if one.half == NOON],
        )
        return Part(
            self.say("part_heads"), (Sentence(self.say("heads_help")), halves, Sentence(self.say("noon_help")), noon)
        )

    def _told(self, found: Sequence[Heads]) -> Iterator[tuple[str, Heads]]:
        """Each half day with its name; weeks with the same heads are one row, in the order of the week."""
        every = self.report.problem.times.weeks
        alike: dict[Heads, list[int]] = {}
        for one in sorted(found, key=lambda one: (one.day, HALVES.index(one.half), one.week)):
            alike.setdefault(replace(one, week=0), []).append(one.week)
        for one, weeks in alike.items():
            half = "" if one.half == NOON else f" {self.say(f'half_{one.half}')}"
            week = f", {self.phrases.week(weeks)}" if len(weeks) < every else ""
            yield f"{self.phrases.day(one.day)}{half}{week}", one

    def rooms(self) -> Part:
        seats = {room.code: room.seats for room in self.context.school.rooms}
        rows = [
            Row(
                (
                    self.when(entry),
                    ", ".join(entry.rooms),
                    sum(seats.get(room) or 0 for room in entry.rooms),
                    self._asked_during(entry),
                    ", ".join(map(self.phrases.teacher, self.phrases.supervisors(entry))),
                )
            )
            for entry in self.report.agendas.entries
            if entry.activity is Activity.OPENING
        ]
        columns = self.columns("when 34 text, room 20 text, seats 12, asked 16, supervisor 30 text")
        block = table(columns, rows) if rows else Sentence(self.say("rooms_none"))
        return Part(self.say("part_open_rooms"), (Sentence(self.say("rooms_help")), block), joins=True)

    def _asked_during(self, opening: Entry) -> int:
        """Places asked for at the fullest moment of an opening, on the campuses of its rooms; the judge's count."""
        problem = self.report.problem
        campuses = {room.campus for room in problem.resources_of(ROOM) if room.code in opening.rooms}
        seats = [one.id for one in problem.resources_of(POOL) if one.use is PoolUse.SEATS and one.campus in campuses]
        ticks = problem.ticks(opening.times)
        return sum(max(self.load[pool].get(tick, (0, 0))[0] for tick in ticks) for pool in seats)

    def presence(self, agenda: Agenda) -> Part | None:
        """One row for each time that a distance lesson of a class takes place in the next weeks, to write in."""
        away = [entry for entry in agenda.entries if entry.distance or entry.online]
        if not away:
            return None
        columns = self.columns(
            "date 14, when 30 text, subject 24 text, form 8, teacher 22 text, pupils 13, asked 13, online 12, there 12,"
            " absent 12, sign 18"
        )
        dated = sorted((when, self._order(entry), entry) for entry in away for when in self._dates(entry, agenda.code))
        rows = [Row((shown(when), *self._lesson(entry, agenda), "", "", "", "")) for when, _, entry in dated]
        title = self.say("part_presence", code=agenda.code)
        return Part(title, (Sentence(self.say("presence_help")), table(columns, rows)), landscape=True)

    def _dates(self, entry: Entry, code: str) -> list[date]:
        """The next dates of a lesson for a class; the first ones where the year is over."""
        weekday, _ = slot_of(self.report.problem, entry)
        weeks = [week for week in self.year.weeks(code) if week.cycle_week in entry.weeks and weekday in week.days]
        dates = [week.monday + timedelta(days=weekday) for week in weeks]
        return ([one for one in dates if one >= self.today] or dates)[:WEEKS_AHEAD]

    def _order(self, entry: Entry) -> tuple[object, ...]:
        return (*slot_of(self.report.problem, entry), *entry.key)

    def _lesson(self, entry: Entry, agenda: Agenda) -> Iterator[str | int]:
        yield self.when(entry)
        groups = entry.groups_of(agenda.code)
        who = ", ".join(filter(None, (*groups, entry.online)))
        yield self.phrases.subject(entry.subject) + (f" ({who})" if who else "")
        yield self.phrases.say(f"short_{entry.way}")
        yield ", ".join(map(self.phrases.teacher, entry.named))
        yield self.pupils_of(entry, agenda.code)
        yield requests(self.context, agenda.code)

    def pupils_of(self, entry: Entry, code: str) -> int:
        """Pupils of a class in a lesson: of its groups that attend, else of all of it."""
        groups = entry.groups_of(code)
        sizes = {group.code: group.pupils for group in self.context.school.groups}
        return sum(sizes[group] for group in groups) if groups else self.context.classes[code].pupils


__all__ = ["Heads", "heads", "onsite_parts", "requests"]
