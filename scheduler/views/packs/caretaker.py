"""The rooms for who looks after the building: what is in them, how much they are used, when they can be cleaned.

And where devices are needed, block by block. All by the clock, over all weeks of the cycle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from scheduler.problem.problem import Problem
from scheduler.problem.resources import POOL, PoolUse
from scheduler.school.records import PoolKind, Room
from scheduler.views.agenda import Agenda, Entry
from scheduler.views.packs.document import Part, Row, Sentence, table
from scheduler.views.packs.words import Words, slot_of
from scheduler.views.phrases import Phrases, clock
from scheduler.views.report import Report

SHORTEST_WINDOW = 30
"""Minutes in which a room can be cleaned."""

Span = tuple[int, int]
"""Begin and end in minutes after midnight."""


def caretaker_parts(report: Report, phrases: Phrases, today: date) -> tuple[Part, ...]:
    """Rooms with their windows, then devices."""
    teller = _Caretaker(report, phrases)
    return (teller.rooms(), teller.devices())


def windows(problem: Problem, entries: Iterable[Entry], day: int) -> tuple[Span, ...]:
    """When nobody is in a room on a day, in any week, between the first bell of the school and the last.

    At least `SHORTEST_WINDOW` minutes each.
    """
    bells = [(time.start, time.end) for time in problem.times.times if time.day == day and time.open]
    if not bells:
        return ()
    first, last = min(start for start, _ in bells), max(end for _, end in bells)
    busy = sorted(span for entry in entries for when, span in (slot_of(problem, entry),) if when == day)
    found, free = [], first
    for start, end in busy:
        if start - free >= SHORTEST_WINDOW:
            found.append((free, start))
        free = max(free, end)
    if last - free >= SHORTEST_WINDOW:
        found.append((free, last))
    return tuple(found)


class _Caretaker(Words):
    def __init__(self, report: Report, phrases: Phrases) -> None:
        super().__init__(phrases)
        assert report.context is not None
        self.report, self.context = report, report.context
        self.several_campuses = len({room.campus for room in self.context.school.rooms if room.campus}) > 1
        self.days = sorted({time.day for time in report.problem.times.times if time.open})

    def rooms(self) -> Part:
        records = {room.code: room for room in self.context.school.rooms}
        spec = [*self.columns("room 12 text, what 30 text, seats 11, used 11")]
        spec += [(self.phrases.day(day), 14.0, False) for day in self.days]
        rows = [
            Row((*self._room(records.get(agenda.code, Room(agenda.code)), agenda), *self._windows(agenda)))
            for agenda in self.report.agendas.rooms
        ]
        shortest = self.say("windows_help", minutes=SHORTEST_WINDOW)
        return Part(self.say("part_rooms"), (Sentence(shortest), table(spec, rows)), landscape=True)

    def _room(self, record: Room, agenda: Agenda) -> Iterator[str | int]:
        yield record.code
        marks = [self.say(f"room_{name}") for name in ("camera", "quiet", "onsite") if getattr(record, name)]
        name = record.name if record.name != record.code else ""
        types = [one for one in record.types if not name.casefold().startswith(one.casefold())]  # "labo 2" says it
        campus = self.say("room_campus", campus=record.campus) if self.several_campuses and record.campus else ""
        yield ", ".join(filter(None, (name, *types, *marks, campus)))
        yield record.seats if record.seats is not None else ""
        yield sum(len(entry.times) for entry in agenda.entries)

    def _windows(self, agenda: Agenda) -> Iterator[str]:
        for day in self.days:
            found = windows(self.report.problem, agenda.entries, day)
            held = any(slot_of(self.report.problem, entry)[0] == day for entry in agenda.entries)
            yield "\n".join(f"{clock(start)}–{clock(end)}" for start, end in found) if held else self.say("all_day")

    def devices(self) -> Part:
        rows = list(self._devices())
        columns = self.columns("device 22 text, when 34 text, amount 10, room 16 text, who 30 text, subject 26 text")
        block = table(columns, rows) if rows else Sentence(self.say("devices_none"))
        return Part(self.say("part_devices"), (Sentence(self.say("devices_help")), block), landscape=True, joins=True)

    def _devices(self) -> Iterator[Row]:
        """A row for each block that takes devices of a pool to a room, by pool and in order of the week."""
        problem = self.report.problem
        kinds = {pool.code: pool.kind for pool in self.context.school.pools}
        entries = {entry.key: entry for entry in self.report.agendas.entries}
        for pool in problem.resources:
            if pool.kind != POOL or pool.use is not PoolUse.OWN or kinds.get(pool.code) is not PoolKind.DEVICE:
                continue
            found = [
                (entries[meet.lesson.id, meet.placement.part], demand.amount)
                for demand, meet in self.report.view.holding[pool.id]
                if meet.placed and demand.amount > 0
            ]
            for entry, amount in sorted(found, key=lambda one: (*slot_of(problem, one[0]), one[0].key)):
                who, subject = ", ".join(entry.attendees), self.phrases.subject(entry.subject)
                yield Row((pool.code, self.when(entry), amount, ", ".join(entry.rooms), who, subject))


__all__ = ["caretaker_parts", "windows"]
