"""Untis files: GPU text (001 timetable, 002 lessons, 003-006 master data, 009 supervision, 016 wishes) and XML.

Columns are read by position as the vendor's layout gives them; short rows are accepted, unknown columns ignored.
Writing GPU001 and GPU002 lives here too. Days count from 1 (Monday).
"""

from __future__ import annotations

import csv
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from scheduler.formats.files.text import rows_of
from scheduler.formats.roster.records import Exchange, Load, Sighting, told
from scheduler.problem.modes import Mode
from scheduler.school.records import EVERY_WEEK, RosterRow, School

PSEUDO_ROOMS = {"AFST-S": Mode.SYNCHRONOUS, "AFST-A": Mode.ASYNCHRONOUS}
"""GPU has no column for distance lessons: the mode travels as a room (and in line text 1)."""

_NAMED = re.compile(r"gpu0?(\d{2,3})", re.IGNORECASE)
_KINDS = {1, 2, 3, 4, 5, 6, 9, 16}
Row = Sequence[str]


def read_text(text: str, name: str) -> Exchange | None:
    """A GPU file as sightings, loads or master data; None where the text is something else."""
    rows = [[cell.strip() for cell in row] for row in rows_of(text, name) if any(row)]
    kind = _kind(rows, name)
    if kind is None:
        return None
    found = Exchange()
    readers = {
        1: _timetable,
        2: _lessons,
        3: _classes,
        4: _teachers,
        5: _rooms,
        6: _subjects,
        9: _supervision,
        16: _wishes,
    }
    readers[kind](rows, name, found)
    found.assumptions.append(told("gpu_read", 0.95, name, name=name, kind=kind, count=len(rows)))
    return found


def _at(row: Row, column: int) -> str:
    """Column counted from 1 as in the vendor's layout; "" beyond the end."""
    return row[column - 1] if column <= len(row) else ""


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else None


def _share(rows: Sequence[Row], test: Iterable[bool]) -> float:
    return sum(test) / max(1, len(rows))


def _kind(rows: Sequence[Row], name: str) -> int | None:
    """The number of the GPU file: from its name if the content agrees, else from the content alone."""
    if not rows:
        return None
    sample = rows[:400]
    match = _NAMED.search(name)
    named = int(match[1]) if match and int(match[1]) in _KINDS else None
    timetable = _share(
        sample,
        (
            len(row) >= 7
            and (_whole(_at(row, 1)) is not None or _at(row, 1) == "")
            and 1 <= (_whole(_at(row, 6)) or 0) <= 7
            and re.fullmatch(r"\d{1,2}", _at(row, 7)) is not None
            and not _at(row, 4).isdigit()
            for row in sample
        ),
    )
    lessons = _share(
        sample,
        (
            len(row) >= 10
            and _whole(_at(row, 1)) is not None
            and _number(_at(row, 2)) is not None
            and _number(_at(row, 3)) is not None
            and not _at(row, 7).isdigit()
            for row in sample
        ),
    )
    wishes = _share(
        sample,
        (
            len(row) >= 5
            and _at(row, 1) in ("L", "K", "R", "F", "T", "C", "S")
            and -3 <= (_whole(_at(row, 5)) or 0) <= 3
            and 1 <= (_whole(_at(row, 3)) or 0) <= 7
            for row in sample
        ),
    )
    if named in (3, 4, 5, 6, 9):
        return named
    if timetable >= 0.9 and named in (None, 1):
        return 1
    if wishes >= 0.9 and named in (None, 16):
        return 16
    if lessons >= 0.9 and len(sample[0]) >= 12 and named in (None, 2):
        return 2
    return None


def _number(text: str) -> float | None:
    text = text.replace(",", ".")
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def _week(*texts: str) -> str:
    for text in texts:
        bare = text.strip().upper()
        if bare in ("A", "B"):
            return bare
    return EVERY_WEEK


def _timetable(rows: Sequence[Row], name: str, found: Exchange) -> None:
    """GPU001: rows with one number, day and period are one lesson of several classes, teachers or rooms."""
    grouped: dict[tuple[str | int, int, int, str], list[tuple[int, Row]]] = defaultdict(list)
    broken = 0
    for position, row in enumerate(rows):
        day, period = _whole(_at(row, 6)), _whole(_at(row, 7))
        if day is None or period is None or not 1 <= day <= 7:
            broken += 1
            continue
        number = _at(row, 1) or position  # a row without a number stands alone
        grouped[number, day - 1, period, _week(_at(row, 9), _at(row, 10))].append((position, row))
    for (number, day, period, week), members in grouped.items():
        lines = [row for _, row in members]
        rooms = [room for row in lines for room in _at(row, 5).split("~") if room]
        mode = next((PSEUDO_ROOMS[room] for room in rooms if room in PSEUDO_ROOMS), None)
        mode = mode or next((PSEUDO_ROOMS[_at(row, 9)] for row in lines if _at(row, 9) in PSEUDO_ROOMS), None)
        subjects = list(dict.fromkeys(_at(row, 4) for row in lines if _at(row, 4)))
        found.sightings.append(
            Sighting(
                view="list",
                where=(name, members[0][0], 0),
                day=day,
                period=period,
                week=week,
                classes=tuple(dict.fromkeys(_at(row, 2) for row in lines if _at(row, 2))),
                subject=" / ".join(subjects),
                teachers=tuple(dict.fromkeys(_at(row, 3) for row in lines if _at(row, 3))),
                rooms=tuple(dict.fromkeys(room for room in rooms if room not in PSEUDO_ROOMS)),
                mode=mode,
                lesson=number if isinstance(number, str) else "",
            )
        )
    found.counts.update(rows=len(rows), numbers=len({key[0] for key in grouped}), moments=len(grouped))
    if broken:
        found.notices.append(told("gpu_rows_skipped", 0.5, name, name=name, broken=broken))


def _lessons(rows: Sequence[Row], name: str, found: Exchange) -> None:
    """GPU002: one row per class and teacher of a lesson."""
    for position, row in enumerate(rows):
        hours = _number(_at(row, 2))
        subject = _at(row, 7)
        if hours is None or not subject:
            continue
        flags = _at(row, 24).casefold()
        least, most = _whole(_at(row, 28)), _whole(_at(row, 29))
        blocks = f"{least or 0}-{most}" if most else ""
        found.loads.append(
            Load(
                classes=tuple(c for c in _at(row, 5).split("~") if c),
                subject=subject,
                periods=Fraction(hours).limit_denominator(100),
                teachers=tuple(t for t in _at(row, 6).split("~") if t),
                rooms=tuple(r for r in _at(row, 8).split("~") if r),
                week=_week(_at(row, 12)),
                blocks=blocks,
                lesson=_at(row, 1),
                ignored="i" in flags,
                where=(name, position, 0),
                note=_at(row, 18),
            )
        )


def _classes(rows: Sequence[Row], name: str, found: Exchange) -> None:
    for row in rows:
        girls, boys = _whole(_at(row, 17)) or 0, _whole(_at(row, 18)) or 0
        if _at(row, 1):
            found.classes[_at(row, 1)] = _kept(
                name=_at(row, 2), home_room=_at(row, 4), pupils=str(girls + boys) if girls + boys else ""
            )


def _teachers(rows: Sequence[Row], name: str, found: Exchange) -> None:
    for row in rows:
        if _at(row, 1):
            full = " ".join(filter(None, (_at(row, 29), _at(row, 2))))
            found.teachers[_at(row, 1)] = _kept(name=full, assignment=_at(row, 15), max_consecutive=_at(row, 14))


def _rooms(rows: Sequence[Row], name: str, found: Exchange) -> None:
    for row in rows:
        if _at(row, 1):
            found.rooms[_at(row, 1)] = _kept(name=_at(row, 2), seats=_at(row, 8))


def _subjects(rows: Sequence[Row], name: str, found: Exchange) -> None:
    for row in rows:
        if _at(row, 1):
            found.subjects[_at(row, 1)] = _kept(name=_at(row, 2))


def _supervision(rows: Sequence[Row], name: str, found: Exchange) -> None:
    for row in rows:
        day, period = _whole(_at(row, 3)), _whole(_at(row, 4))
        if _at(row, 1) and _at(row, 2) and day and period is not None and 1 <= day <= 7:
            found.supervision.append((_at(row, 1), _at(row, 2), day - 1, period))


def _wishes(rows: Sequence[Row], name: str, found: Exchange) -> None:
    kinds = {"L": "teacher", "T": "teacher", "K": "class", "C": "class", "R": "room", "F": "subject", "S": "subject"}
    for row in rows:
        day, period, value = _whole(_at(row, 3)), _whole(_at(row, 4)), _whole(_at(row, 5))
        kind = kinds.get(_at(row, 1))
        if kind and _at(row, 2) and day and period is not None and value and 1 <= day <= 7 and -3 <= value <= 3:
            found.free.append((kind, _at(row, 2), day - 1, period, value))


def _kept(**texts: str) -> dict[str, str]:
    return {key: text for key, text in texts.items() if text}


# ---- XML


def read_xml(content: bytes, name: str) -> Exchange | None:
    """Untis XML (`document`); None for another document. Raises `Faults` for broken or hostile XML."""
    from scheduler.formats.asc import parsed

    root = parsed(content, name)
    if _bare(root.tag) != "document":
        return None
    found = Exchange()
    parts = {_bare(child.tag): child for child in root}
    for child in parts.get("timeperiods", ()):  # day, period, starttime, endtime
        texts = _children(child)
        day, period = _whole(texts.get("day", "")), _whole(texts.get("period", ""))
        start, end = _hhmm(texts.get("starttime", "")), _hhmm(texts.get("endtime", ""))
        if day and period is not None:
            found.slots.append((name, day - 1, period, start, end))
    for plural, target in (
        ("classes", found.classes),
        ("teachers", found.teachers),
        ("rooms", found.rooms),
        ("subjects", found.subjects),
    ):
        for child in parts.get(plural, ()):
            code = _code(child.get("id", ""))
            texts = _children(child)
            full = " ".join(
                filter(None, (texts.get("forename", ""), texts.get("surname") or texts.get("longname", "")))
            )
            target[code] = _kept(
                name=full, assignment=texts.get("weektarget", ""), seats=texts.get("capacity", "").strip()
            )
    grouped: dict[tuple[object, ...], list[Sighting]] = defaultdict(list)
    for child in parts.get("lessons", ()):
        _xml_lesson(child, name, found, grouped)
    for members in grouped.values():
        first = members[0]
        found.sightings.append(
            Sighting(
                **{
                    **{
                        field: getattr(first, field)
                        for field in (
                            "view",
                            "where",
                            "day",
                            "period",
                            "week",
                            "subject",
                            "mode",
                            "lesson",
                            "start",
                            "end",
                        )
                    },
                    "classes": tuple(dict.fromkeys(c for m in members for c in m.classes)),
                    "teachers": tuple(dict.fromkeys(t for m in members for t in m.teachers)),
                    "rooms": tuple(dict.fromkeys(r for m in members for r in m.rooms)),
                }
            )
        )
    return found


def _xml_lesson(child: object, name: str, found: Exchange, grouped: dict[tuple[object, ...], list[Sighting]]) -> None:
    from xml.etree.ElementTree import Element

    assert isinstance(child, Element)
    parts = {_bare(part.tag): part for part in child}

    def codes(tag: str) -> tuple[str, ...]:
        return tuple(_code(text) for text in parts[tag].get("id", "").split()) if tag in parts else ()

    number = re.sub(r"\d{2}$", "", _code(child.get("id", ""))) or child.get("id", "")
    subject = (codes("lesson_subject") or ("",))[0]
    week = _week(parts["week"].text or "") if "week" in parts else EVERY_WEEK
    hours = _number((parts["periods"].text or "").strip()) if "periods" in parts else None
    teachers, classes = codes("lesson_teacher"), codes("lesson_classes")
    if hours:
        found.loads.append(
            Load(
                classes,
                subject,
                Fraction(hours).limit_denominator(100),
                teachers,
                (),
                week,
                "",
                number,
                where=(name, 0, 0),
            )
        )
    for time in parts.get("times", ()):
        texts = _children(time)
        ids = {_bare(part.tag): _code(part.get("id", "")) for part in time}
        day, period = _whole(texts.get("assigned_day", "")), _whole(texts.get("assigned_period", ""))
        if not day or period is None:
            continue
        room = ids.get("assigned_room", "")
        mode = PSEUDO_ROOMS.get(room)
        s = Sighting(
            "list",
            (name, 0, 0),
            day - 1,
            period,
            week=week,
            classes=classes,
            subject=subject,
            teachers=teachers,
            rooms=(room,) if room and mode is None else (),
            mode=mode,
            lesson=number,
        )
        grouped[number, subject, day, period, week].append(s)


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2].casefold()


def _code(identity: str) -> str:
    """ "TR_Jans" -> "Jans"."""
    return re.sub(r"^[A-Z]{2}_", "", identity)


def _children(element: object) -> dict[str, str]:
    return {_bare(child.tag): (child.text or "").strip() for child in element}  # type: ignore[attr-defined]


def _hhmm(text: str) -> int | None:
    match = re.fullmatch(r"(\d{1,2}):?(\d{2})(?::?\d{2})?", text)
    return int(match[1]) * 60 + int(match[2]) if match else None


# ---- writing


def write_gpu001(school: School, rows: Sequence[RosterRow], path: Path) -> None:
    """The timetable as GPU001: one row per class, teacher and period; distance lessons as a room and in line text 1."""
    numbers = _lesson_numbers(school, rows)
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
    numbers = _lesson_numbers(school, ())
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


def _room_of(row: RosterRow) -> str:
    return row.room or next((mark for mark, mode in PSEUDO_ROOMS.items() if mode is row.mode), "")


def _lesson_numbers(school: School, rows: Sequence[RosterRow]) -> dict[str, int]:
    """Untis wants numbers: lessons that have one keep it."""
    names = list(dict.fromkeys([*(lesson.id for lesson in school.lessons), *(row.lesson for row in rows)]))
    taken = {int(name) for name in names if name.isdigit()}
    result: dict[str, int] = {}
    following = 1
    for name in names:
        if name.isdigit():
            result[name] = int(name)
            continue
        while following in taken:
            following += 1
        result[name] = following
        following += 1
    return result


def _decimal(value: Fraction) -> str:
    return str(int(value)) if value.denominator == 1 else f"{float(value):g}"


def _write(path: Path, lines: Sequence[Sequence[object]], separator: str = ";") -> None:
    """Whole or not at all, in UTF-8, text in quotes."""
    temporary = path.with_name(f".{path.name}.part")
    with temporary.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator, quoting=csv.QUOTE_NONNUMERIC).writerows(lines)
    os.replace(temporary, path)
