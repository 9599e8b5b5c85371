"""From a list (one record per row under named columns) to sightings, loads and entities.

A row with a day and a time is a placed lesson; a row with a subject, a class and hours is a load; the rest describes
teachers, classes, rooms, subjects or their free time. Foreign keys ("grupo_id") are followed to the sheet they mean.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from scheduler.formats.roster.combining.balance import LABEL, LESSON, LOST, NO_LESSON, RECORD, REMARK, Marks
from scheduler.formats.roster.reading.joined_times import with_times_apart
from scheduler.formats.roster.reading.list_hours import coded_hours, hours_without_times
from scheduler.formats.roster.reading.list_roles import Column, Settled, letters, settled
from scheduler.formats.roster.reading.list_rows import (
    Listed,
    assignment_row,
    clock_in,
    day_in,
    entity_row,
    free_row,
    lesson_row,
    load_row,
)
from scheduler.formats.roster.reading.own_list import is_own_list, with_own_columns
from scheduler.formats.roster.reading.owners import view_word
from scheduler.formats.roster.records import ImportOptions, Table
from scheduler.formats.roster.sheets.sheet_texts import is_word_total
from scheduler.formats.roster.sheets.values import Value, clock_of, date_of, number_of, period_of, span_of, text_of
from scheduler.formats.roster.words.labels import field_of, has_word, plain, weeks_in, words
from scheduler.formats.roster.words.patterns import personlike
from scheduler.formats.roster.words.vocabulary import Vocabulary

_WHO = ("class", "teacher", "room", "subject")


def _told(options: ImportOptions, heading: str, index: int) -> str:
    """The field that the planner gives a column, by its heading or, without one, by its letters."""
    forced = {plain(str(k)): str(v) for k, v in options.section("columns").items()}
    return forced.get(plain(heading) or plain(letters(index)), "")


def columns_of(table: Table, options: ImportOptions) -> list[Column]:
    """The columns with their fields, corrected by what stands below them."""
    sheet = table.sheet
    sample = range(table.top, min(table.bottom + 1, table.top + 400))
    result: list[Column] = []
    for axis in table.axes:
        forced = _told(options, axis.heading, axis.index)
        kind = forced or axis.kind
        values = [sheet.at(r, axis.index) for r in sample]
        filled = [v for v in values if v is not None]
        if kind == "day" and filled and not forced:
            good = sum(1 for v in filled if day_in(v) is not None)
            if good < 0.5 * len(filled):
                kind = "note"
        if kind == "date" and sum(1 for v in filled if date_of(v) is not None) < 0.5 * max(1, len(filled)):
            kind = "note"
        if kind in ("start", "end") and filled:
            timed = sum(1 for v in filled if clock_in(v) is not None or date_of(v) is not None)
            if timed < 0.5 * len(filled):
                kind = "note"
        if kind == "class" and plain(axis.heading) in words("pupils") and not forced:
            numbers = [number_of(v) for v in filled]  # "Students: 3A" are the pupils of 3A, "Students: 24" so many
            kind = "pupils" if filled and None not in numbers else kind
        if kind == "week" and not weeks_in(map(text_of, filled)) and not all(number_of(v) is not None for v in filled):
            kind = "note"
        if kind == "period" and filled and sum(clock_of(v) is not None for v in filled) >= 0.6 * len(filled):
            kind = "start"
        if kind == "period" and filled and sum(span_of(v) is not None for v in filled) >= 0.6 * len(filled):
            kind = "time"
        if kind == "period" and filled and sum(1 for v in filled if period_of(v) is not None) < 0.5 * len(filled):
            kind = "note"
        result.append(Column(kind, axis.index, axis.heading))
    if any(c.field in ("day", "date") for c in result):
        return result
    return hours_without_times(result, {c.index: [sheet.at(r, c.index) for r in sample] for c in result})


def read_lists(
    tables: Sequence[Table], vocabulary: Vocabulary, options: ImportOptions, marks: Marks | None = None
) -> Listed:
    """Read all lists, names first so that codes can be told as names."""
    listed = Listed()
    keyed = _keyed(tables)
    ready: list[tuple[Table, list[Column]]] = []
    for table in map(with_times_apart, tables):
        known = with_own_columns(table, options)
        columns = [_unkeyed(c, keyed) for c in columns_of(table, known)]
        said = {c.index: c.field for c in columns if _told(known, c.heading, c.index)}
        found = Settled(columns) if is_own_list(table) else settled(table, columns, vocabulary, said)
        listed.choices += found.choices
        columns = found.columns
        columns = coded_hours(table, _relational(table, columns))
        ready.append((table, columns))
    for table, columns in ready:
        _learn_names(table, columns, vocabulary, listed)
    schools = _ambiguous_classes(ready, keyed)
    for table, columns in ready:
        before = len(listed.sightings)
        _read_list(table, columns, vocabulary, listed, keyed, schools)
        placed = {s.where[1] for s in listed.sightings[before:]}
        if marks is not None:
            _mark(table, columns, placed, listed, marks)
    return listed


def _mark(table: Table, columns: Sequence[Column], placed: set[int], listed: Listed, marks: Marks) -> None:
    """Cells of fields that were read, of columns that are remarks, and of rows that say no lesson where others do."""
    if listed.readings.get((table.sheet.name, table.top)) == "ignored":
        return
    reading = listed.readings.get((table.sheet.name, table.top), "")
    lessons = reading == "lessons"
    marks.put(table.sheet, [(table.top - 1, c) for c in range(table.left, table.right + 1)], LABEL)
    unread = {c.field for c in columns if c.field != NAMED_IN[reading]} if _recurs(table, columns, reading) else set()
    again = reading == "loads" and _said_again(table, columns)
    for column in columns:
        for r in range(table.top, table.bottom + 1):
            use = REMARK if column.field in ("note", "remark", *unread) else RECORD if not lessons else LESSON
            use = LOST if again and column.field == "note" else use
            if lessons and r not in placed:
                use = NO_LESSON if (table.sheet.name, r, table.left) in listed.skipped else LOST
            marks.put(table.sheet, [(r, column.index)], use)


NAMED_IN = {"teachers": "teacher", "classes": "class", "rooms": "room", "subjects": "subject"}
RECURRING, LEAST_RECURRING = 0.7, 10
"""Where fewer of the names of a list of people, classes or rooms are different ones, its rows say more than that."""


def _recurs(table: Table, columns: Sequence[Column], reading: str) -> bool:
    """Whether a list that was read for its names holds each of them several times: its other columns are lost."""
    named = next((c for c in columns if c.field == NAMED_IN.get(reading)), None)
    if named is None:
        return False
    texts = [text for r in range(table.top, table.bottom + 1) if (text := text_of(table.sheet.at(r, named.index)))]
    return len(texts) >= LEAST_RECURRING and len(set(texts)) < RECURRING * len(texts)


def _said_again(table: Table, columns: Sequence[Column]) -> bool:
    """Whether a list that says no hours says most of its lessons several times: some column holds their times."""
    if any(c.field == "hours" for c in columns):
        return False
    indexes = [c.index for c in columns if c.field in _WHO]
    rows = [tuple(text_of(table.sheet.at(r, k)) for k in indexes) for r in range(table.top, table.bottom + 1)]
    rows = [row for row in rows if any(row)]
    return len(rows) >= LEAST_RECURRING and len(set(rows)) < RECURRING * len(rows)


def _taught(table: Table, columns: Sequence[Column]) -> bool:
    """Whether classes recur, each time with another subject: who has which subjects."""
    who, what = (next(c.index for c in columns if c.field == kind) for kind in ("class", "subject"))
    pairs = [
        (text_of(table.sheet.at(r, who)), text_of(table.sheet.at(r, what))) for r in range(table.top, table.bottom + 1)
    ]
    pairs = [pair for pair in pairs if all(pair)]
    return _recurs(table, columns, "classes") and len(set(pairs)) == len(pairs)


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


def _unkeyed(column: Column, keyed: Mapping[str, object]) -> Column:
    """ "faculty_id" where no sheet lists any ids names the faculty itself."""
    if keyed or not column.field.startswith("key:"):
        return column
    return replace(column, field=field_of(column.field[4:].replace("_", " ")) or "note")


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
    for column in by_field["teacher"]:
        texts = (text_of(sheet.at(r, column.index)) for r in range(table.top, table.bottom + 1))
        vocabulary.learn_commas({text for text in texts if text})
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
            if column.days and text_of(value) in column.days:
                value = column.days[text_of(value)] + 1
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
    elif (
        {"class", "subject"} <= kinds
        and "seats" not in kinds
        and (kinds & {"hours", "teacher"} or _taught(table, columns))
    ):
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
    if reading == "loads" and "hours" not in kinds and not kinds & {"day", "date"}:
        listed.dayless += [(name, c.heading) for c in columns if c.field in ("period", "start", "time")][:1]
    weeks, own = _weeks(table, columns), is_own_list(table)
    surnames = not own and _surname_first(table, columns)
    for row, record in _records(table, columns, keyed):
        where = (name, row, table.left)
        if own and not text_of(record.get("class")):  # a meeting, or a room that is opened
            listed.skipped[where] = text_of(record.get("subject"))
            continue
        if (week := weeks.get(plain(text_of(record.get("week"))))) is not None:
            record["week"] = week
        if surnames and "teacher" in record:
            record["teacher"] = _people_apart(text_of(record["teacher"]))
        if text_of(record.get("class")) in schools:
            record["class"] = f"{text_of(record.get('class'))} ({text_of(record.get('location_note'))})"
        if reading == "lessons":
            lesson_row(record, where, vocabulary, listed, kinds)
        elif reading == "availability":
            free_row(record, listed, kinds, has_word("absent", f"{name} {' '.join(table.titles[:2])}"))
        elif reading == "assignments":
            assignment_row(record, where, vocabulary, listed)
        elif reading == "loads":
            load_row(record, where, vocabulary, listed)
        elif reading in ("teachers", "classes", "rooms", "subjects"):
            entity_row(reading, record, vocabulary, listed)


def _weeks(table: Table, columns: Sequence[Column]) -> dict[str, str]:
    """What the labels of the column of weeks mean, told by all of them."""
    rows = range(table.top, table.bottom + 1)
    indexes = [column.index for column in columns if column.field == "week"][:1]
    return weeks_in(text_of(table.sheet.at(row, index)) for index in indexes for row in rows)


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


def _people_apart(text: str) -> str:
    """ "Peeters, Jan, Maes, An" as "Peeters Jan; Maes An"."""
    names = [piece.strip() for piece in text.split(",")]
    if len(names) % 2:
        return " ".join(names)
    return "; ".join(f"{surname} {first}" for surname, first in zip(names[::2], names[1::2], strict=True))


def _dated(table: Table, columns: Sequence[Column]) -> bool:
    start = next((c for c in columns if c.field == "start"), None)
    return start is not None and any(
        date_of(table.sheet.at(r, start.index)) is not None
        for r in range(table.top, min(table.bottom + 1, table.top + 5))
    )
