"""Days across with the time inside the cells: each block begins with its own span of time.

Subject, teacher and room stand below it in any order.
"""

from __future__ import annotations

from datetime import date

from scheduler.formats.roster.reading.owners import Owner
from scheduler.formats.roster.records import Sighting, Table
from scheduler.formats.roster.sheets.values import clock_of, span_in, span_of, text_of
from scheduler.formats.roster.words.texts import mode_of
from scheduler.formats.roster.words.vocabulary import Vocabulary, people


def free_blocks(table: Table, owner: Owner, vocabulary: Vocabulary) -> list[Sighting]:
    """Day columns in which each block begins with its own span of time: "8h00 - 10h00", subject, teacher, room."""
    days = next((axis for axis in table.axes if axis.kind in ("day", "date") and axis.across), None)
    if days is None:
        return []
    dates = next((axis for axis in table.axes if axis.kind == "date" and axis.across), None)
    sightings: list[Sighting] = []
    for column, day in sorted(days.values.items()):
        current: list[tuple[int, str]] = []
        span: tuple[int, int] | None = None
        first = table.top
        columns = [(r, table.sheet.at(r, column)) for r in range(table.top, table.bottom + 1)]
        for row, value in [*columns, (table.bottom + 1, None)]:
            here = span_of(value)
            if here or row > table.bottom:
                if span and current:
                    weekday = day.weekday() if isinstance(day, date) else day
                    when = dates.values.get(column) if dates else None
                    sightings.append(_block(table, owner, vocabulary, weekday, when, span, current, first, column))
                span, current, first = here, [], row
            elif value is not None and span:
                current.append((row, text_of(value)))
    return [s for s in sightings if s.subject]


def _block(
    table: Table,
    owner: Owner,
    vocabulary: Vocabulary,
    day: object,
    when: object,
    span: tuple[int, int],
    lines: list[tuple[int, str]],
    row: int,
    column: int,
) -> Sighting:
    from scheduler.formats.roster.words.patterns import personlike, roomlike

    subject: list[str] = []
    teachers: list[str] = []
    rooms: list[str] = []
    last = -9
    for line_row, text in lines:
        names = people(text)
        if span_in(text) or clock_of(text) is not None:
            continue
        if names and all(personlike(name) >= 1 for name in names):
            teachers += names
        elif roomlike(text) >= 0.8 and any(c.isalpha() for c in text):
            rooms.append(text)
        elif not subject or (line_row == last + 1 and not teachers and not rooms and len(subject) < 2):
            subject.append(text)
            last = line_row
    return Sighting(
        view="class",
        where=(table.sheet.name, row, column),
        day=day if isinstance(day, int) else None,
        start=span[0],
        end=span[1],
        date=when if isinstance(when, date) else None,
        classes=(vocabulary.add("class", owner.title),),
        subject=" ".join(subject),
        teachers=tuple(dict.fromkeys(vocabulary.add("teacher", t) for t in teachers)),
        rooms=tuple(dict.fromkeys(vocabulary.add("room", r) for r in rooms)),
        mode=mode_of(" ".join(subject)),
    )
