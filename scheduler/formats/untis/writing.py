"""Writing for other products: GPU001 and GPU002 of Untis, and the neutral CSV that users of FET and aSc exchange."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from scheduler.formats.files.faults import Notice
from scheduler.formats.files.text import guarded
from scheduler.formats.files.writing import written_whole
from scheduler.formats.untis.texts import PSEUDO_ROOMS
from scheduler.school.records import EVERY_WEEK, RosterRow, School


def write_gpu001(school: School, rows: Sequence[RosterRow], path: Path) -> None:
    """The timetable as GPU001: one row per class, teacher and period; distance lessons as a room and in line text 1."""
    numbers = lesson_numbers(school, rows)
    class_of = {group.code: group.class_code for group in school.groups}
    lines: list[list[object]] = []
    for row in rows:
        rooms = _room_of(row)
        for offset in range(row.duration):
            for name in dict.fromkeys(class_of.get(a, a) for a in row.attendees or ("",)):
                for teacher in row.teachers or ("",):
                    week = "" if row.week == EVERY_WEEK else row.week
                    mark = next((mark for mark, mode in PSEUDO_ROOMS.items() if mode is row.mode), "")
                    lines.append(
                        [
                            numbers[row.lesson],
                            name,
                            teacher,
                            row.subject,
                            rooms,
                            row.day + 1,
                            row.period + offset,
                            "",
                            mark,
                            week,
                        ]
                    )
    _write(path, lines)


def write_gpu002(school: School, path: Path) -> None:
    """The lessons as GPU002: one row per class and teacher; week A or B in column 12, doubles in columns 28 and 29."""
    numbers = lesson_numbers(school, ())
    class_of = {group.code: group.class_code for group in school.groups}
    lines: list[list[object]] = []
    for lesson in school.lessons:
        doubles = Counter(lesson.blocks.sizes)[2] if lesson.blocks else 0
        for name in dict.fromkeys(class_of.get(a, a) for a in lesson.attendees or ("",)):
            for choice in lesson.teachers or (("",),):
                line: list[object] = [""] * 30
                line[0], line[1], line[2], line[3] = (
                    numbers[lesson.id],
                    _decimal(lesson.periods),
                    _decimal(lesson.periods),
                    _decimal(lesson.periods),
                )
                line[4], line[5], line[6], line[7] = (
                    name,
                    choice[0] if choice else "",
                    lesson.subject,
                    "~".join(lesson.rooms),
                )
                line[11] = "" if lesson.week == EVERY_WEEK else lesson.week
                line[17] = lesson.notes
                if doubles:
                    line[27] = line[28] = doubles
                lines.append(line)
    _write(path, lines)


def write_neutral_csv(school: School, rows: Sequence[RosterRow], path: Path) -> None:
    """The timetable in the columns FET and aSc users exchange, one row per period."""
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    lines: list[list[object]] = [
        ["Activity Id", "Day", "Hour", "Students Sets", "Subject", "Teachers", "Activity Tags", "Room", "Comments"]
    ]
    numbers = {meet: number for number, meet in enumerate(dict.fromkeys((row.lesson, row.part) for row in rows), 1)}
    for row in rows:
        tags = "+".join(
            filter(None, (row.mode.value if row.mode else "", "" if row.week == EVERY_WEEK else f"week {row.week}"))
        )
        for offset in range(row.duration):
            lines.append(
                [
                    numbers[row.lesson, row.part],
                    days[row.day],
                    row.period + offset,
                    "+".join(row.attendees),
                    row.subject,
                    "+".join(row.teachers),
                    tags,
                    row.room,
                    "",
                ]
            )
    _write(path, lines, ",")


def unsaid(school: School, rows: Sequence[RosterRow], form: str) -> Iterator[Notice]:
    """What rows say that files of `form` ("gpu" or "fet") have no place for; each once, with how many rows it is."""
    name = "GPU001.TXT" if form == "gpu" else "timetable-fet.csv"
    groups = {group.code for group in school.groups}
    kinds = (
        ("unsaid_groups", [row for row in rows if form == "gpu" and groups & set(row.attendees)]),
        ("unsaid_places", [row for row in rows if row.attendees and row.pools]),
        ("unsaid_others", [row for row in rows if not row.attendees]),
    )
    for key, found in kinds:
        if found:
            yield Notice(name, "", key, {"count": len(found)}, "reading")


def _room_of(row: RosterRow) -> str:
    return row.room or next((mark for mark, mode in PSEUDO_ROOMS.items() if mode is row.mode), "")


def lesson_numbers(school: School, rows: Sequence[RosterRow]) -> dict[str, int]:
    """Untis wants numbers, each once: lessons that are called like one keep it."""
    names = list(dict.fromkeys([*(lesson.id for lesson in school.lessons), *(row.lesson for row in rows)]))
    own = {name: int(name) for name in names if re.fullmatch(r"[1-9][0-9]{0,8}", name)}
    taken = set(own.values())
    result: dict[str, int] = {}
    following = 1
    for name in names:
        if name in own:
            result[name] = own[name]
            continue
        while following in taken:
            following += 1
        result[name] = following
        following += 1
    return result


def _decimal(value: Fraction) -> str:
    return str(int(value)) if value.denominator == 1 else f"{float(value):g}"


def _write(path: Path, lines: Sequence[Sequence[object]], separator: str = ";") -> None:
    """Whole or not at all, in UTF-8, text in quotes and guarded where a spreadsheet would run it."""
    safe = [[guarded(cell) if isinstance(cell, str) else cell for cell in line] for line in lines]
    with (
        written_whole(path, overwrite=True) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        csv.writer(file, delimiter=separator, quoting=csv.QUOTE_NONNUMERIC).writerows(safe)
