"""Untis text files: GPU001 timetable, 002 lessons, 003-006 master data, 009 supervision, 016 wishes.

Columns are read by position as the vendor's layout gives them; short rows are accepted, unknown columns ignored. Days
count from 1 (Monday).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from scheduler.formats.files.text import rows_of, unguarded
from scheduler.formats.roster.reading.owners import view_word
from scheduler.formats.roster.records import Exchange, Load, Sighting, told
from scheduler.formats.roster.words.labels import field_of, subject_word
from scheduler.formats.roster.words.patterns import classlike, personlike, roomlike
from scheduler.formats.roster.words.texts import is_nobody
from scheduler.formats.untis.texts import PSEUDO_ROOMS, kept, number_in, week_in, whole_in
from scheduler.problem.modes import Mode

SAMPLE_ROWS = 400
SURE = 0.9
"""Share of the sample that must look like rows of a kind."""

_NAMED = re.compile(r"gpu0?(\d{2,3})", re.IGNORECASE)
Row = Sequence[str]


def read_gpu(text: str, name: str, known: Mapping[str, Collection[str]] | None = None) -> Exchange | None:
    """A GPU file as sightings, loads or master data; None where the text is something else. Raises `Faults`.

    Master data under a school's own file name is told by its shape; `known` are the codes that other files name, by
    kind. Without `known` such a file is None.
    """
    rows = [[unguarded(cell.strip()) for cell in row] for row in rows_of(text, name) if any(row)]
    kind = _kind(rows, name) or (_master_kind(rows, name, known) if known is not None else None)
    if kind is None:
        return None
    found = Exchange()
    _READERS[kind](rows, name, found)
    found.counts["records"] = len(rows)
    found.assumptions.append(told("gpu_read", 0.95, name, name=name, kind=kind, count=len(rows)))
    return found


def _at(row: Row, column: int) -> str:
    """Column counted from 1 as in the vendor's layout; "" beyond the end."""
    return row[column - 1] if column <= len(row) else ""


def _kind(rows: Sequence[Row], name: str) -> int | None:
    """The number of the GPU file: from its name if the content agrees, else from the content alone."""
    if not rows:
        return None
    match = _NAMED.search(name)
    named = int(match[1]) if match and int(match[1]) in _READERS else None
    if named in _MASTER_DATA:
        return named
    sample = rows[:SAMPLE_ROWS]
    for kind, (columns, alike) in _LOOKS.items():
        if named in (None, kind) and len(sample[0]) >= columns and sum(map(alike, sample)) / len(sample) >= SURE:
            return kind
    return None


def may_be_master(text: str, name: str) -> bool:
    """Whether the text has the shape of master data."""
    return _like_master([[unguarded(cell.strip()) for cell in row] for row in rows_of(text, name) if any(row)])


LEAST_COLUMNS, MOST_FILLED, DISTINCT = 12, 0.5, 0.95
"""Rows of master data have many columns, mostly empty, and a code of their own in the first one."""
MOST_RAGGED, SELDOM = 0.5, 0.05
"""Most of their columns are filled (nearly) always or never; in a timetable nearly all are filled now and then."""
SAID, SHAPED, NAMED, LOOKS = 4.0, 2.0, 3.0, 2.0
"""What speaks for a kind: the name of the file, the number of columns, codes that other files name, looks."""


def _like_master(rows: Sequence[Row]) -> bool:
    sample = rows[:SAMPLE_ROWS]
    codes = [_at(row, 1) for row in sample]
    width = len(sample[0]) if sample else 0
    return (
        len(sample) > 1
        and width >= LEAST_COLUMNS
        and all(len(row) == width for row in sample)
        and sum(1 for row in sample for cell in row if cell) <= MOST_FILLED * len(sample) * width
        and all(codes)
        and len(set(codes)) >= DISTINCT * len(codes)
        and sum(map(_ragged, zip(*sample, strict=True))) <= MOST_RAGGED * width
    )


def _ragged(column: Sequence[str]) -> bool:
    filled = sum(map(bool, column))
    return SELDOM * len(column) < filled < (1 - SELDOM) * len(column)


def _master_kind(rows: Sequence[Row], name: str, known: Mapping[str, Collection[str]]) -> int | None:
    """Which master data the rows are, if they are any: by the file's name, its columns, and what its codes are."""
    if not _like_master(rows):
        return None
    sample = rows[:SAMPLE_ROWS]
    codes = [_at(row, 1) for row in sample]
    width = len(sample[0])
    names = [_at(row, 2) for row in sample if _at(row, 2)]
    looks = {
        "class": sum(map(classlike, codes)) / len(codes),
        "teacher": sum(personlike(text) for text in names) / max(1, len(names)),
        "room": sum(map(roomlike, codes)) / len(codes),
        "subject": sum(map(subject_word, names)) / max(1, len(names)),
    }
    word = view_word(Path(name).stem) or field_of(Path(name).stem)
    scores = {
        kind: SAID * (word == kind)
        + SHAPED * (abs(width - columns) <= 3)
        + NAMED * sum(code in known.get(kind, ()) for code in codes) / len(codes)
        + LOOKS * looks[kind]
        for kind, (_, columns) in _SHAPES.items()
    }
    best = max(scores, key=lambda kind: scores[kind])
    return _SHAPES[best][0] if scores[best] >= SHAPED else None


_SHAPES = {"class": (3, 33), "teacher": (4, 45), "room": (5, 18), "subject": (6, 23)}
"""The number of the file and how many columns Untis writes."""


def _like_timetable(row: Row) -> bool:
    return (
        len(row) >= 7
        and (whole_in(_at(row, 1)) is not None or _at(row, 1) == "")
        and (1 <= (whole_in(_at(row, 6)) or 0) <= 7 or _is_unplaced(row))
        and re.fullmatch(r"\d{1,2}", _at(row, 7)) is not None
        and not _at(row, 4).isdigit()
    )


def _is_unplaced(row: Row) -> bool:
    """A period of a lesson that has no place yet stands on day 0, period 0."""
    return _at(row, 6) == _at(row, 7) == "0" and bool(_at(row, 1))


def _like_wish(row: Row) -> bool:
    return (
        len(row) >= 5
        and _at(row, 1) in ("L", "K", "R", "F", "T", "C", "S")
        and -3 <= (whole_in(_at(row, 5)) or 0) <= 3
        and 1 <= (whole_in(_at(row, 3)) or 0) <= 7
    )


def _like_lesson(row: Row) -> bool:
    return (
        len(row) >= 10
        and whole_in(_at(row, 1)) is not None
        and number_in(_at(row, 2)) is not None
        and number_in(_at(row, 3)) is not None
        and not _at(row, 7).isdigit()
    )


def _timetable(rows: Sequence[Row], name: str, found: Exchange) -> None:
    """GPU001: rows with one number, day and period are one lesson of several classes, teachers or rooms."""
    grouped: dict[tuple[str | int, int, int, str], list[tuple[int, Row]]] = defaultdict(list)
    unplaced: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    broken = 0
    for position, row in enumerate(rows):
        if _is_unplaced(row):
            unplaced[_at(row, 1)].append((position, row))
            continue
        day, period = whole_in(_at(row, 6)), whole_in(_at(row, 7))
        if day is None or period is None or not 1 <= day <= 7:
            broken += 1
            continue
        number = _at(row, 1) or position  # a row without a number stands alone
        grouped[number, day - 1, period, week_in(_at(row, 9), _at(row, 10))].append((position, row))
    for (number, day, period, week), members in grouped.items():
        lines = [row for _, row in members]
        rooms = [room for row in lines for room in _at(row, 5).split("~") if room]
        found.sightings.append(
            Sighting(
                view="list",
                where=(name, members[0][0], 0),
                day=day,
                period=period,
                week=week,
                classes=_column(lines, 2),
                subject=" / ".join(_column(lines, 4)),
                teachers=_people(lines, 3),
                rooms=tuple(dict.fromkeys(room for room in rooms if room not in PSEUDO_ROOMS)),
                mode=_mode([*rooms, *_column(lines, 9)]),
                lesson=number if isinstance(number, str) else "",
            )
        )
    for lesson, waiting in unplaced.items():
        placed = sum(number == lesson for number, *_ in grouped)
        found.loads.append(_waiting_load(waiting, placed, name))
    if unplaced:
        listed = ", ".join(unplaced)
        found.notices.append(told("gpu_unplaced", 0.8, name, count=sum(map(len, unplaced.values())), lessons=listed))
    found.counts.update(rows=len(rows), numbers=len({key[0] for key in grouped}), moments=len(grouped))
    if broken:
        found.notices.append(told("gpu_rows_skipped", 0.5, name, name=name, broken=broken))


def _waiting_load(waiting: Sequence[tuple[int, Row]], placed: int, name: str) -> Load:
    """What a lesson asks for of which so many periods have a place; each class and teacher has its row per period."""
    lines = [row for _, row in waiting]
    periods = max(Counter((_at(row, 2), _at(row, 3), _at(row, 4)) for row in lines).values())
    rooms = (room for row in lines for room in _at(row, 5).split("~") if room)
    return Load(
        classes=_column(lines, 2),
        subject=" / ".join(_column(lines, 4)),
        periods=Fraction(placed + periods),
        teachers=_people(lines, 3),
        rooms=tuple(dict.fromkeys(room for room in rooms if room not in PSEUDO_ROOMS)),
        week=week_in(*(_at(row, column) for row in lines for column in (9, 10))),
        lesson=_at(lines[0], 1),
        where=(name, waiting[0][0], 0),
    )


def _column(rows: Sequence[Row], column: int) -> tuple[str, ...]:
    """What stands in a column, each once."""
    return tuple(dict.fromkeys(text for row in rows if (text := _at(row, column))))


def _people(rows: Sequence[Row], column: int) -> tuple[str, ...]:
    return tuple(code for code in _column(rows, column) if not is_nobody(code))


def _mode(marks: Sequence[str]) -> Mode | None:
    return next((PSEUDO_ROOMS[mark] for mark in marks if mark in PSEUDO_ROOMS), None)


def _lessons(rows: Sequence[Row], name: str, found: Exchange) -> None:
    """GPU002: one row per class and teacher of a lesson."""
    for position, row in enumerate(rows):
        hours = number_in(_at(row, 2))
        subject = _at(row, 7)
        if hours is None or not subject:
            continue
        flags = _at(row, 24).casefold()
        least, most = whole_in(_at(row, 28)), whole_in(_at(row, 29))
        blocks = f"{least or 0}-{most}" if most else ""
        found.loads.append(
            Load(
                classes=tuple(c for c in _at(row, 5).split("~") if c),
                subject=subject,
                periods=Fraction(hours).limit_denominator(100),
                teachers=tuple(t for t in _at(row, 6).split("~") if not is_nobody(t)),
                rooms=tuple(r for r in _at(row, 8).split("~") if r),
                week=week_in(_at(row, 12)),
                blocks=blocks,
                lesson=_at(row, 1),
                ignored="i" in flags,
                where=(name, position, 0),
                note=_at(row, 18),
            )
        )


def _classes(rows: Sequence[Row], name: str, found: Exchange) -> None:
    for row in rows:
        girls, boys = whole_in(_at(row, 17)) or 0, whole_in(_at(row, 18)) or 0
        if _at(row, 1):
            found.classes[_at(row, 1)] = kept(
                name=_at(row, 2), home_room=_at(row, 4), pupils=str(girls + boys) if girls + boys else ""
            )


def _teachers(rows: Sequence[Row], name: str, found: Exchange) -> None:
    for row in rows:
        if _at(row, 1):
            full = " ".join(filter(None, (_at(row, 29), _at(row, 2))))
            found.teachers[_at(row, 1)] = kept(name=full, assignment=_at(row, 15), max_consecutive=_at(row, 14))


def _rooms(rows: Sequence[Row], name: str, found: Exchange) -> None:
    for row in rows:
        if _at(row, 1):
            found.rooms[_at(row, 1)] = kept(name=_at(row, 2), seats=_at(row, 8))


def _subjects(rows: Sequence[Row], name: str, found: Exchange) -> None:
    for row in rows:
        if _at(row, 1):
            found.subjects[_at(row, 1)] = kept(name=_at(row, 2))


def _supervision(rows: Sequence[Row], name: str, found: Exchange) -> None:
    for row in rows:
        day, period = whole_in(_at(row, 3)), whole_in(_at(row, 4))
        if _at(row, 1) and _at(row, 2) and day and period is not None and 1 <= day <= 7:
            found.supervision.append((_at(row, 1), _at(row, 2), day - 1, period))


def _wishes(rows: Sequence[Row], name: str, found: Exchange) -> None:
    kinds = {"L": "teacher", "T": "teacher", "K": "class", "C": "class", "R": "room", "F": "subject", "S": "subject"}
    for row in rows:
        day, period, value = whole_in(_at(row, 3)), whole_in(_at(row, 4)), whole_in(_at(row, 5))
        kind = kinds.get(_at(row, 1))
        if kind and _at(row, 2) and day and period is not None and value and 1 <= day <= 7 and -3 <= value <= 3:
            found.free.append((kind, _at(row, 2), day - 1, period, value))


_READERS: dict[int, Callable[[Sequence[Row], str, Exchange], None]] = {
    1: _timetable,
    2: _lessons,
    3: _classes,
    4: _teachers,
    5: _rooms,
    6: _subjects,
    9: _supervision,
    16: _wishes,
}
_MASTER_DATA = (3, 4, 5, 6, 9)
"""Told by their name at once; under other names by `_master_kind`."""

_LOOKS: dict[int, tuple[int, Callable[[Row], bool]]] = {
    1: (0, _like_timetable),
    16: (0, _like_wish),
    2: (12, _like_lesson),
}
"""In the order in which they are tried: the columns that the first row must have, and what a row looks like."""
