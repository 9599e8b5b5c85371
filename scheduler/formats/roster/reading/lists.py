"""From a list (one record per row under named columns) to sightings, loads and entities.

A row with a day and a time is a placed lesson; a row with a subject, a class and hours is a load; the rest describes
teachers, classes, rooms, subjects or their free time. Foreign keys ("grupo_id") are followed to the sheet they mean.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from scheduler.formats.roster.reading.owners import view_word
from scheduler.formats.roster.records import ImportOptions, Load, Part, Sighting, Table, group_name, part_of_all
from scheduler.formats.roster.sheets.sheet_texts import is_word_total
from scheduler.formats.roster.sheets.values import Value, clock_of, date_of, number_of, period_of, span_of, text_of
from scheduler.formats.roster.words.labels import days_of, field_of, has_word, is_word, plain, week_of
from scheduler.formats.roster.words.patterns import classlike, personlike, split_classes
from scheduler.formats.roster.words.texts import mode_of, read_rooms, read_teachers
from scheduler.formats.roster.words.vocabulary import Vocabulary
from scheduler.problem.modes import Mode
from scheduler.school.records import EVERY_WEEK

_WHO = ("class", "teacher", "room", "subject")


@dataclass
class Listed:
    """Everything the lists of a file said."""

    sightings: list[Sighting] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    classes: dict[str, dict[str, str]] = field(default_factory=dict)
    teachers: dict[str, dict[str, str]] = field(default_factory=dict)
    rooms: dict[str, dict[str, str]] = field(default_factory=dict)
    subjects: dict[str, dict[str, str]] = field(default_factory=dict)
    free: list[tuple[str, str, int, int, str]] = field(default_factory=list)  # kind, code, day, period, sign
    aliases: dict[str, str] = field(default_factory=dict)
    readings: dict[tuple[str, int], str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """One column of a list after its meaning is settled."""

    field: str
    index: int
    heading: str


def columns_of(table: Table, options: ImportOptions) -> list[Column]:
    """The columns with their fields, corrected by what stands below them."""
    forced = {plain(str(k)): str(v) for k, v in options.section("columns").items()}
    sheet = table.sheet
    sample = range(table.top, min(table.bottom + 1, table.top + 400))
    result: list[Column] = []
    for axis in table.axes:
        kind = forced.get(plain(axis.heading), axis.kind)
        values = [sheet.at(r, axis.index) for r in sample]
        filled = [v for v in values if v is not None]
        if kind == "day" and filled and not forced.get(plain(axis.heading)):
            good = sum(1 for v in filled if _day(v) is not None)
            if good < 0.5 * len(filled):
                kind = "note"
        if kind == "date" and sum(1 for v in filled if date_of(v) is not None) < 0.5 * max(1, len(filled)):
            kind = "note"
        if kind in ("start", "end") and filled:
            timed = sum(1 for v in filled if _clock(v) is not None or date_of(v) is not None)
            if timed < 0.5 * len(filled):
                kind = "note"
        if (
            kind == "week"
            and not any(isinstance(v, str) and _week(v) for v in filled)
            and not all(number_of(v) is not None for v in filled)
        ):
            kind = "note"
        if kind == "period" and filled and sum(clock_of(v) is not None for v in filled) >= 0.6 * len(filled):
            kind = "start"
        if kind == "period" and filled and sum(span_of(v) is not None for v in filled) >= 0.6 * len(filled):
            kind = "time"
        if kind == "period" and filled and sum(1 for v in filled if period_of(v) is not None) < 0.5 * len(filled):
            kind = "note"
        result.append(Column(kind, axis.index, axis.heading))
    # "SR NO" counts rows, it is no period
    for number, column in enumerate(result):
        if column.field == "period" and not any(c.field in ("day", "date") for c in result):
            values = [number_of(sheet.at(r, column.index)) for r in sample]
            counted = [v for v in values if v is not None]
            if counted == sorted(counted):
                result[number] = Column("id", column.index, column.heading)
    # of several columns for one thing the fullest heading for it wins; codes stand beside names
    return result


def _day(value: Value) -> int | None:
    if isinstance(value, str):
        found = days_of(value)
        if found:
            return found[0]
        number = number_of(value)
    else:
        number = number_of(value)
    if number is not None and number.is_integer() and 1 <= number <= 7:
        return int(number) - 1
    when = date_of(value)
    return when.weekday() if when else None


def _week(text: str) -> str | None:
    word = plain(text)
    return week_of(text) or (word.upper() if word in ("a", "b") else None)


def _clock(value: Value) -> int | None:
    """A clock time, also "8" or 8.5 as plain hours, or the time of a date-time."""
    if isinstance(value, datetime) and value.year > 1901:
        return value.hour * 60 + value.minute
    found = clock_of(value)
    if found is not None:
        return found
    if isinstance(value, str) and (match := re.search(r"\d{4}-\d{2}-\d{2}[ T](\d{2}):(\d{2})", value)):
        return int(match[1]) * 60 + int(match[2])
    number = number_of(value)
    if number is not None and 0 <= number <= 24:
        return round(number * 60) if number >= 1 else round(number * 24 * 60)
    return None


def read_lists(tables: Sequence[Table], vocabulary: Vocabulary, options: ImportOptions) -> Listed:
    """Read all lists, names first so that codes can be told as names."""
    listed = Listed()
    keyed = _keyed(tables)
    ready: list[tuple[Table, list[Column]]] = []
    for table in tables:
        columns = columns_of(table, options)
        columns = _relational(table, columns)
        ready.append((table, columns))
    for table, columns in ready:
        _learn_names(table, columns, vocabulary, listed)
    schools = _ambiguous_classes(ready, keyed)
    for table, columns in ready:
        _read_list(table, columns, vocabulary, listed, keyed, schools)
    return listed


# ---- relational tables


def _relational(table: Table, columns: list[Column]) -> list[Column]:
    """A table "id | nombre" on a sheet named after what it lists ("profesores")."""
    kinds = {column.field for column in columns}
    if not kinds & set(_WHO) and "name" in kinds and (kinds <= {"id", "name", "code", "note", "remark"}):
        said = field_of(table.sheet.name) or view_word(table.sheet.name)
        if said in _WHO:
            return [Column(said if c.field == "name" else c.field, c.index, c.heading) for c in columns]
    return columns


def _keyed(tables: Sequence[Table]) -> dict[str, dict[str, tuple[Table, int]]]:
    """Rows by id, for every sheet whose first column is "id"."""
    found: dict[str, dict[str, tuple[Table, int]]] = {}
    for table in tables:
        first = next((axis for axis in table.axes if plain(axis.heading) == "id"), None)
        if first is not None:
            rows = {text_of(table.sheet.at(r, first.index)): (table, r) for r in range(table.top, table.bottom + 1)}
            found[plain(table.sheet.name).replace(" ", "_")] = rows
    return found


def _follow(
    base: str, value: str, keyed: Mapping[str, Mapping[str, tuple[Table, int]]], depth: int = 0
) -> dict[str, str]:
    """The fields behind a foreign key."""
    wanted = plain(base).replace(" ", "_")
    for name, rows in keyed.items():
        if (
            name == wanted
            or name.rstrip("s") == wanted.rstrip("s")
            or name == wanted + "es"
            or (name.startswith(wanted) and len(name) - len(wanted) <= 2)
        ):
            if value not in rows or depth > 3:
                return {}
            table, row = rows[value]
            result: dict[str, str] = {}
            association = sum(axis.kind.startswith("key:") for axis in table.axes) >= 2
            said = field_of(name.replace("_", " ")) or ""
            for axis in table.axes:
                text = text_of(table.sheet.at(row, axis.index))
                if not text:
                    continue
                if axis.kind.startswith("key:"):
                    for kind, inner in _follow(axis.kind[4:], text, keyed, depth + 1).items():
                        result.setdefault(kind, inner)
                elif axis.kind == "name" and said in _WHO:
                    result[said] = text
                elif axis.kind not in ("id", "note") or (axis.kind == "id" and association and depth == 0):
                    result[axis.kind] = text
            return result
    return {}


# ---- names


def _learn_names(table: Table, columns: Sequence[Column], vocabulary: Vocabulary, listed: Listed) -> None:
    """Names and codes in lists, before any cell is read with them."""
    by_field: dict[str, list[Column]] = defaultdict(list)
    for column in columns:
        by_field[column.field].append(column)
    kinds = set(by_field)
    sheet = table.sheet
    said = field_of(table.sheet.name) or view_word(table.sheet.name)
    if "assignments" in kinds:
        return
    names = by_field.get("name", [])
    codes = by_field.get("code", [])
    if not kinds & {"class", "room"} and codes and names and (said == "teacher" or _looks_teachers(table, names[0])):
        mapping_only = kinds <= {"name", "code", "note", "remark"} and len(columns) <= 3
        for r in range(table.top, table.bottom + 1):
            code, name = text_of(sheet.at(r, codes[0].index)), text_of(sheet.at(r, names[0].index))
            if not code or not name:
                continue
            if mapping_only and len(name) <= 6:  # a table of two codes for one person
                listed.aliases.setdefault(plain(code), name)
                continue
            vocabulary.add("teacher", code)
            vocabulary.teacher_names[code] = name
            listed.teachers.setdefault(code, {})["name"] = name
            listed.aliases.setdefault(plain(name), code)
        if mapping_only and listed.aliases:
            listed.readings[sheet.name, table.top] = "aliases"
        return
    teachers = by_field.get("teacher", [])
    has_code = bool(codes) or len(teachers) > 1
    if teachers and has_code and not kinds & {"day", "date", "period"}:
        code_column = (codes or teachers)[0]
        name_column = teachers[0] if codes else teachers[1]
        for r in range(table.top, table.bottom + 1):
            code, name = text_of(sheet.at(r, code_column.index)), text_of(sheet.at(r, name_column.index))
            if code and name and personlike(name) > 0:
                vocabulary.add("teacher", code)
                vocabulary.teacher_names[code] = name
                listed.aliases.setdefault(plain(name), code)
    subjects = by_field.get("subject", [])
    if len(subjects) >= 2 and not kinds & {"day", "date", "period"}:
        for r in range(table.top, table.bottom + 1):
            code, name = text_of(sheet.at(r, subjects[0].index)), text_of(sheet.at(r, subjects[1].index))
            if code and name and len(code) <= 12:
                vocabulary.subject_names.setdefault(code, name)


def _looks_teachers(table: Table, column: Column) -> bool:
    texts = [text_of(table.sheet.at(r, column.index)) for r in range(table.top, min(table.bottom + 1, table.top + 60))]
    texts = [text for text in texts if text]
    return bool(texts) and sum(personlike(text) > 0 for text in texts) >= 0.5 * len(texts)


# ---- rows


def _records(
    table: Table, columns: Sequence[Column], keyed: Mapping[str, Mapping[str, tuple[Table, int]]]
) -> Iterator[tuple[int, dict[str, Value]]]:
    """Each filled row as field -> value; keys are followed, values left blank as repeated are carried down."""
    sheet = table.sheet
    carried: dict[int, Value] = {}
    pivot = _pivot_columns(table, columns)
    for r in range(table.top, table.bottom + 1):
        line = sheet.rows[r] if r < sheet.height else ()
        values = [(column, line[column.index] if column.index < len(line) else None) for column in columns]
        if all(value is None for _, value in values):
            continue
        record: dict[str, Value] = {}
        first_text = next((text_of(v) for _, v in values if v is not None), "")
        if is_word_total(first_text) or any(
            column.index in pivot and isinstance(v, str) and is_word_total(v) for column, v in values
        ):
            carried.clear()
            continue
        first_filled = min(column.index for column, value in values if value is not None)
        for column, value in values:
            if pivot:  # blank cells to the left of the first filled one repeat the row above
                if value is not None:
                    carried[column.index] = value
                elif column.index < first_filled or (column.index in pivot and len(pivot) == 1):
                    value = carried.get(column.index)
            if value is None:
                continue
            if column.field.startswith("key:"):
                for kind, text in _follow(column.field[4:], text_of(value), keyed).items():
                    if kind == "id":
                        record["id"] = text
                    record.setdefault(kind, text)
                continue
            if column.field == "class" and "class" in record:  # a second column names a part of the class
                record.setdefault("group", value)
                continue
            if column.field == "subject" and "subject" in record:
                record["subject"] = _better_subject(record["subject"], value, column)
                continue
            record.setdefault(column.field, value)
        yield r, record


def _better_subject(old: Value, new: Value, column: Column) -> Value:
    """Of a code and a name of one subject the code is kept; of a broad and a fine one the fine one."""
    heading = plain(column.heading)
    if heading in ("vak", "subject", "fach", "mon hoc") or "micro" in heading:
        return new
    return old


def _pivot_columns(table: Table, columns: Sequence[Column]) -> set[int]:
    """Leading columns that are filled only where the value changes (pivot tables, day in the first row of the day)."""
    result: set[int] = set()
    rows = [
        r
        for r in range(table.top, table.bottom + 1)
        if r < table.sheet.height and any(v is not None for v in table.sheet.rows[r])
    ]
    if len(rows) < 3:
        return result
    for column in columns:
        filled = sum(table.sheet.at(r, column.index) is not None for r in rows)
        if column.field in (
            "class",
            "teacher",
            "room",
            "date",
            "day",
            "week",
            "location_note",
        ) and 0 < filled < 0.75 * len(rows):
            first = next((r for r in rows if table.sheet.at(r, column.index) is not None), None)
            if first is not None and first <= rows[min(3, len(rows) - 1)]:
                result.add(column.index)
                continue
        if column.field in ("note", "remark", "id", "hours"):
            continue
    return result if len(result) >= 2 or (result and min(result) == min(c.index for c in columns)) else set()


def _read_list(
    table: Table,
    columns: Sequence[Column],
    vocabulary: Vocabulary,
    listed: Listed,
    keyed: Mapping[str, Mapping[str, tuple[Table, int]]],
    schools: set[str],
) -> None:
    kinds = {column.field for column in columns}
    followed: set[str] = set()
    for column in columns:
        if column.field.startswith("key:"):
            first = next((text_of(table.sheet.at(r, column.index)) for r in range(table.top, table.bottom + 1)), "")
            followed |= set(_follow(column.field[4:], first, keyed))
    kinds |= followed
    timed = bool(kinds & {"day", "date"}) or ("start" in kinds and _dated(table, columns))
    placed = timed and bool(kinds & {"period", "start", "time"}) and bool(kinds & {"class", "subject", "teacher"})
    name = table.sheet.name
    if listed.readings.get((name, table.top)) == "aliases":
        return
    if (
        placed
        and kinds & {"class", "teacher"}
        and ("subject" in kinds or kinds >= {"class", "teacher"} or "room" in kinds)
    ):
        reading = "lessons"
    elif placed and kinds & {"teacher", "class", "room"}:
        reading = "availability"
    elif "assignments" in kinds and "teacher" in kinds:
        reading = "assignments"
    elif "class" in kinds and "subject" in kinds and ("hours" in kinds or "teacher" in kinds) and "seats" not in kinds:
        reading = "loads"
    elif {"teacher"} <= kinds or (
        (field_of(name) == "teacher" or view_word(name) == "teacher") and kinds & {"name", "code"}
    ):
        reading = "teachers"
    elif "class" in kinds:
        reading = "classes"
    elif "room" in kinds:
        reading = "rooms"
    elif "subject" in kinds:
        reading = "subjects"
    elif kinds & {"name", "code"} and vocabulary.teacher_names and kinds & {"code"}:
        reading = "teachers"
    else:
        reading = "ignored"
    listed.readings[name, table.top] = reading
    count = 0
    surnames = _surname_first(table, columns)
    for row, record in _records(table, columns, keyed):
        where = (name, row, table.left)
        if surnames and "teacher" in record:
            record["teacher"] = text_of(record["teacher"]).replace(", ", " ")
        if text_of(record.get("class")) in schools:
            record["class"] = f"{text_of(record.get('class'))} ({text_of(record.get('location_note'))})"
        if reading == "lessons":
            count += _lesson_row(record, where, vocabulary, listed, kinds)
        elif reading == "availability":
            count += _free_row(record, listed, kinds, has_word("absent", f"{name} {' '.join(table.titles[:2])}"))
        elif reading == "assignments":
            count += _assignment_row(record, where, vocabulary, listed)
        elif reading == "loads":
            count += _load_row(record, where, vocabulary, listed, columns, table, row)
        elif reading in ("teachers", "classes", "rooms", "subjects"):
            count += _entity_row(reading, record, vocabulary, listed)
    listed.rows[f"{name}:{reading}"] = listed.rows.get(f"{name}:{reading}", 0) + count


def _ambiguous_classes(
    ready: Sequence[tuple[Table, list[Column]]], keyed: Mapping[str, Mapping[str, tuple[Table, int]]]
) -> set[str]:
    """Names of classes that stand with more than one school: each school has a 3A of its own."""
    found: dict[str, set[str]] = defaultdict(set)
    for table, columns in ready:
        if {"class", "location_note"} <= {column.field for column in columns}:
            for _, record in _records(table, columns, keyed):
                text, school = text_of(record.get("class")), text_of(record.get("location_note"))
                if text and school:
                    found[text].add(school)
    return {text for text, schools in found.items() if len(schools) > 1}


def _surname_first(table: Table, columns: Sequence[Column]) -> bool:
    """Whether nearly all teachers are written "Surname, First name": then a comma parts no two people."""
    column = next((c for c in columns if c.field == "teacher"), None)
    if column is None:
        return False
    texts = {text_of(table.sheet.at(r, column.index)) for r in range(table.top, table.bottom + 1)} - {""}
    shaped = [text for text in texts if re.fullmatch(r"[^\W\d_][^,;/]*, [^\W\d_][^,;/]*", text)]
    lefts = {text.split(",")[0] for text in shaped}
    rights = {text.split(", ")[1] for text in shaped}
    return len(shaped) >= 3 and len(shaped) >= 0.6 * len(texts) and not lefts & rights


def _dated(table: Table, columns: Sequence[Column]) -> bool:
    start = next((c for c in columns if c.field == "start"), None)
    return start is not None and any(
        date_of(table.sheet.at(r, start.index)) is not None
        for r in range(table.top, min(table.bottom + 1, table.top + 5))
    )


def _class_names(record: Mapping[str, Value], vocabulary: Vocabulary) -> tuple[str, ...]:
    text = text_of(record.get("class"))
    if not text or plain(text) == "" or field_of(text) in ("home_room", "class", "total"):
        return ()
    grade = text_of(record.get("grade"))
    if grade and number_of(grade) is not None and number_of(text) is not None:
        text = f"{grade}-{text}"  # grade 1, class 3
    known = vocabulary.find("class", text)
    if known:
        return (known,)
    split = split_classes(text)
    if len(split) > 1 and all(classlike(piece) > 0 for piece in split):
        return tuple(vocabulary.add("class", piece) for piece in split)
    joined = re.fullmatch(r"(\d[^\W\d_]{1,5})\s*e\s*(\d[^\W\d_]{1,5})|(\d[^\W\d_]+?)e(\d[^\W\d_]+)", text)
    if joined:
        return tuple(vocabulary.add("class", piece) for piece in joined.groups() if piece)
    return (vocabulary.add("class", text),)


def _said_yes(value: Value) -> bool:
    return is_word("yes", text_of(value))


def _mode(record: Mapping[str, Value]) -> Mode | None:
    if "online" not in record and "on_site" not in record:
        return None
    text = text_of(record.get("online"))
    if is_word("yes", text):
        return Mode.SYNCHRONOUS
    if not text or is_word("no", text):
        return Mode.CONTACT if _said_yes(record.get("on_site")) or is_word("no", text) else None
    return mode_of(text)


def _lesson_row(
    record: Mapping[str, Value], where: tuple[str, int, int], vocabulary: Vocabulary, listed: Listed, kinds: set[str]
) -> int:
    if _said_yes(record.get("ignore")) or is_word("yes", text_of(record.get("ignore"))):
        return 0
    when = date_of(record.get("date")) or date_of(record.get("start"))
    day = when.weekday() if when else _day(record.get("day"))
    start, end = _clock(record.get("start")), _clock(record.get("end"))
    span = span_of(record.get("time")) or span_of(record.get("period"))
    if span:
        start, end = span
    period = period_of(record.get("period")) if "period" in record else None
    classes = _class_names(record, vocabulary)
    if not classes and "class" not in kinds and text_of(record.get("programme")):  # whoever follows this course
        classes = (vocabulary.add("class", " ".join(text_of(record.get("programme")).split())),)
    rooms, online = read_rooms(text_of(record.get("room")), vocabulary)
    mode = _mode(record) or (Mode.SYNCHRONOUS if online else None)
    subject = text_of(record.get("subject"))
    teachers = read_teachers(_teacher_text(record, vocabulary), vocabulary)
    if day is None or (period is None and start is None) or not (subject or classes or teachers):
        return 0
    tags = re.split(r"[+,;]", text_of(record.get("online")))  # "contact+week A"
    week = _week(text_of(record.get("week"))) or next((w for tag in tags if (w := week_of(tag))), None) or EVERY_WEEK
    length = int(number_of(record.get("duration")) or 1) if start is None else 1
    listed.sightings.append(
        Sighting(
            view="list",
            where=where,
            day=day,
            period=period,
            length=max(1, min(length, 12)),
            start=start,
            end=end,
            week=week,
            date=when,
            classes=classes,
            parts=_parts(record, classes),
            subject=" ".join(subject.split()),
            teachers=teachers,
            rooms=rooms,
            mode=mode,
            lesson="",
        )
    )
    return 1


def _parts(record: Mapping[str, Value], classes: Sequence[str]) -> tuple[Part, ...]:
    """The part of the class in a column of its own, unless it is the whole class."""
    text = " ".join(text_of(record.get("group")).split())
    if not text or is_word("whole_class", text) or len(classes) != 1 or text in classes:
        return ()
    return part_of_all(group_name(text[:40]))


def _free_row(record: Mapping[str, Value], listed: Listed, kinds: set[str], absent: bool) -> int:
    day = _day(record.get("day"))
    period = period_of(record.get("period"))
    for kind in ("teacher", "class", "room"):
        text = text_of(record.get(kind))
        if text and day is not None and period is not None:
            listed.free.append((kind, text, day, period, "-" if absent else "+"))
            return 1
    return 0


def _teacher_text(record: Mapping[str, Value], vocabulary: Vocabulary) -> str:
    """The code of the teacher where a row gives a known one, else the name."""
    code = text_of(record.get("code"))
    return code if code and vocabulary.find("teacher", code) else text_of(record.get("teacher"))


def fraction_of(value: Value) -> Fraction | None:
    """Hours with halves: 0.5, "4,5"; None for a dash, blank or text."""
    number = number_of(value)
    return Fraction(number).limit_denominator(100) if number is not None and 0 <= number < 200 else None


def blocks_text(value: Value) -> str:
    """The double-lesson rule; Excel makes a date out of "1-1" (month and day carry the numbers)."""
    if isinstance(value, datetime | date):
        return f"{min(value.day, value.month)}-{max(value.day, value.month)}"
    return text_of(value)


def _load_row(
    record: Mapping[str, Value],
    where: tuple[str, int, int],
    vocabulary: Vocabulary,
    listed: Listed,
    columns: Sequence[Column],
    table: Table,
    row: int,
) -> int:
    classes = _class_names(record, vocabulary)
    subject = " ".join(text_of(record.get("subject")).split())
    if (not subject and not (classes and "hours" in record)) or (not classes and "class" in record):
        return 0
    teachers = read_teachers(_teacher_text(record, vocabulary), vocabulary)
    rooms, _ = read_rooms(text_of(record.get("room")), vocabulary)
    ignored = is_word("yes", text_of(record.get("ignore"))) or text_of(record.get("ignore")).lower() == "i"
    week = _week(text_of(record.get("week"))) or EVERY_WEEK
    child = is_word("yes", text_of(record.get("parent")))
    hours = fraction_of(record.get("hours"))
    listed.loads.append(
        Load(
            classes,
            subject,
            hours,
            teachers,
            rooms,
            week,
            blocks_text(record.get("blocks")),
            text_of(record.get("id")),
            ignored,
            where,
            "parent" if child else "",
        )
    )
    return 1


_PART = re.compile(r"\s*([^:;]+?)\s*:\s*([^;:]+)")


def _assignment_row(
    record: Mapping[str, Value], where: tuple[str, int, int], vocabulary: Vocabulary, listed: Listed
) -> int:
    """ "Biology: 12C2, 12C6; Chemistry: 10A1" of one teacher."""
    teacher = " ".join(text_of(record.get("teacher")).split())
    if not teacher:
        return 0
    name = vocabulary.add("teacher", teacher)
    listed.teachers.setdefault(name, {})
    count = 0
    for subject, classes in _PART.findall(text_of(record.get("assignments"))):
        for piece in split_classes(classes):
            listed.loads.append(Load((vocabulary.add("class", piece),), subject.strip(), None, (name,), where=where))
            count += 1
    return count


def _entity_row(reading: str, record: Mapping[str, Value], vocabulary: Vocabulary, listed: Listed) -> int:
    texts = {kind: " ".join(text_of(value).split()) for kind, value in record.items()}
    if reading == "teachers":
        code, name = texts.get("code", ""), texts.get("teacher") or texts.get("name", "")
        label = code or name
        if (
            not label
            or len(label) > 60
            or ":" in label
            or (not code and (len(texts) < 2 or any(c.isdigit() for c in label)))
        ):
            return 0
        if plain(label) in listed.aliases and code == "":
            label = listed.aliases[plain(label)]
        known = vocabulary.find("teacher", label) or vocabulary.add("teacher", label)
        listed.teachers.setdefault(known, {}).update(
            {k: v for k, v in texts.items() if k in ("name", "assignment", "department", "hours", "form_teacher")}
        )
        if code and name and label != name:
            listed.teachers[known]["name"] = name
        return 1
    if reading == "classes":
        names = _class_names(record, vocabulary)
        for name in names:
            listed.classes.setdefault(name, {}).update(texts)
        return len(names)
    if reading == "rooms":
        text = texts.get("room", "")
        if text:
            listed.rooms.setdefault(vocabulary.add("room", text), {}).update(texts)
        return int(bool(text))
    text = texts.get("subject", "")
    if text:
        listed.subjects.setdefault(vocabulary.add("subject", text), {}).update(texts)
    return int(bool(text))
