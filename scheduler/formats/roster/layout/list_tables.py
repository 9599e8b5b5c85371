"""Lists: a heading row that names fields, one record per row below it.

A corner such as "Lehrer | Mo | Di" or "subject | 6A | 6B" is a grid or a matrix, not a list.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from scheduler.formats.roster.layout.headings import time_row
from scheduler.formats.roster.records import Axis, Table
from scheduler.formats.roster.sheets.cells import Sheet
from scheduler.formats.roster.sheets.sheet_texts import filled_columns, titles_above
from scheduler.formats.roster.sheets.values import Value, clock_of, date_of, number_of, period_of, span_of, text_of
from scheduler.formats.roster.words.labels import days_of, field_of, plain
from scheduler.formats.roster.words.patterns import classlike

LIST_KEYS = frozenset({"class", "teacher", "subject", "room"})


TIME_FIELDS = frozenset({"day", "period", "time", "start", "end", "date", "week"})


_COUNTED = re.compile(r"\d+|(?<=\s)[^\W\d_]$")

MOST_HOURS = 40
"""Of one subject or teacher in a class a week."""
_NUMBERED = re.compile(r"[1-9]\d\d|[1-9]\d?[./]\d{1,2}|(?=.*\d)(?=.*[^\W\d_]).+")


def classes_over_hours(sheet: Sheet, names: Mapping[int, str], top: int, bottom: int) -> dict[int, str]:
    """The headings with a number in them ("101", "STEM-5A") over columns of numbers of periods and nothing else; {}
    where other columns without a word of ours in their heading hold such numbers too.
    """
    found = {}
    others = 0
    for c, name in names.items():
        cells = [v for r in range(top, bottom + 1) if (v := sheet.at(r, c)) is not None]
        hours = bool(cells) and all((n := number_of(v)) is not None and 0 <= n <= MOST_HOURS for v in cells)
        if hours and field_of(name) is None:
            timely = clock_of(name) is not None or period_of(name) is not None
            found.update({c: name} if _NUMBERED.fullmatch(name) and not timely else {})
            others += c not in found
    return found if others <= 0.3 * len(found) else {}


def list_header(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> int | None:
    """The first row whose cells are mostly names of fields, at least one of them about who or what."""
    for row in range(top, min(bottom, top + 15)):
        columns = filled_columns(sheet, row, left, right)
        fields = {}
        for c in columns:
            value = sheet.at(row, c)
            if isinstance(value, str) and not value.startswith("=") and not _sentence(value):
                field = _foreign(value) or field_of(value)
                if field:
                    fields[c] = field
        distinct = set(fields.values())
        if _counted_names(fields, {c: text_of(sheet.at(row, c)) for c in fields}):
            continue
        if len(distinct) < 2 or len(fields) < 0.35 * len(columns):
            continue
        if time_row(sheet, row, left, right) is not None:
            continue
        if not distinct & (LIST_KEYS | {"name", "assignments"}) and not {"code", "hours"} <= distinct:
            continue
        below = filled_columns(sheet, row + 1, left, right) or filled_columns(sheet, row + 2, left, right)
        if not below:
            continue
        if len(distinct & LIST_KEYS) == 1 and not distinct - LIST_KEYS and len(columns) > 4 * len(fields):
            continue
        # a corner such as "Lehrer | Mo | Di" or "subject | 6A | 6B" is a grid or a matrix, not a list
        others = [c for c in columns if c not in fields]
        names = {c: text_of(sheet.at(row, c)) for c in others}
        if len(others) >= 3 and sum(classlike(name) > 0 for name in names.values()) >= 0.7 * len(others):
            continue
        hours = classes_over_hours(sheet, names, row + 1, bottom) if "class" not in distinct else {}
        if len(hours) >= max(3, 0.7 * len(others)):
            continue
        if _numbers_only_key(sheet, row, columns, fields, bottom):
            continue
        texts = [
            {text_of(v) for r in range(row + 1, bottom + 1) if isinstance(v := sheet.at(r, c), str)} for c in others
        ]
        if len(texts) >= 3 and _one_vocabulary(texts):
            continue  # "Dag, Uur, Labo, Aula, B11": owners, one of which is also a word for a field
        return row
    for row in range(top, min(bottom, top + 3)):  # relational tables: "id | nombre", or one column "numero"
        columns = filled_columns(sheet, row, left, right)
        heads = [plain(text_of(sheet.at(row, c))) for c in columns]
        if columns and (heads[0] == "id" or any(_foreign(head.replace(" ", "_")) for head in heads)):
            return row
    return None


def _sentence(text: str) -> bool:
    """Several words and a number ("Engels 7a Lokaal 4") are the content of a cell and no heading."""
    return len(text.split()) > 2 and any(map(str.isdigit, text))


def _counted_names(fields: dict[int, str], texts: dict[int, str]) -> bool:
    """Whether headings differ in their numbers or single letters only ("Lokaal 1", "Lokaal 2", "Lokaal 3"; "Room A"):
    names, and no fields.
    """
    for field in set(fields.values()) & LIST_KEYS:
        same = {texts[c] for c in fields if fields[c] == field}
        stems = Counter(_COUNTED.sub("", text).strip() for text in same if _COUNTED.search(text))
        if stems and stems.most_common(1)[0][1] >= 3:
            return True
    return False


def _numbers_only_key(sheet: Sheet, row: int, columns: list[int], fields: dict[int, str], bottom: int) -> bool:
    """Statistics per teacher ("Lehrer | Hohlstd. | Max Folge") are no list of lessons."""
    keys = set(fields.values()) & LIST_KEYS
    if keys and keys != {"teacher"}:
        return False
    if "assignments" in fields.values() or "name" in fields.values() or "code" in fields.values():
        return False
    body = range(row + 1, min(bottom + 1, row + 30))
    numeric = [
        c
        for c in columns
        if all(number_of(sheet.at(r, c)) is not None or sheet.at(r, c) in (None, "–", "-") for r in body)
    ]
    return len(numeric) >= 0.6 * len(columns)


def _foreign(heading: str) -> str | None:
    """The base of a foreign key: "grupo_id" -> its field."""
    parts = heading.strip().lower().split("_")
    if len(parts) >= 2 and parts[-1] == "id":
        return "key:" + "_".join(parts[:-1])
    return None


MANY_COLUMNS = 5
"""A lesson has a class, a subject, a teacher and a room; more columns of texts are owners."""
LEAST_ROWS, FULL, ALIKE, MOMENTS = 6, 0.8, 0.4, 0.9
"""A list needs so many rows, so many of its cells filled, columns that share at most this part of their values, and
times that recur: at most this part of its rows has a time of its own."""


def list_by_content(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> Table | None:
    """Rows that each hold a day, a time and who or what: a list, whatever its headings are or if it has none."""
    usual = Counter(len(filled_columns(sheet, r, left, right)) for r in range(top, bottom + 1))
    width = max((n for n in usual if n >= 3), key=lambda n: (usual[n], n), default=0)
    rows = [r for r in range(top, bottom + 1) if len(filled_columns(sheet, r, left, right)) >= max(3, FULL * width)]
    if len(rows) < LEAST_ROWS or not width:
        return None
    first = rows[0]
    body = rows[1:]
    values = {c: [sheet.at(r, c) for r in body] for c in range(left, right + 1)}
    values = {c: found for c, found in values.items() if sum(v is not None for v in found) >= FULL * len(body)}
    days = [c for c, found in values.items() if _is_days(found) and field_of(text_of(sheet.at(first, c))) != "period"]
    days.sort(key=lambda c: not any(isinstance(v, str) and days_of(v) for v in values[c]))  # words before numbers
    timed = [c for c, found in values.items() if _is_times(found)]
    days = [c for c in days if not any(_one_to_one(values[c], values[t]) for t in timed if t != c)]
    times = [c for c in timed if c not in days[:1]]
    texts = {c: {text_of(v) for v in found if v is not None} for c, found in values.items() if c not in (*days, *times)}
    texts = {c: found for c, found in texts.items() if 1 < len(found) < 0.9 * len(body)}
    if not days or not times or len(texts) < 2:
        return None
    pairs = itertools.combinations(texts.values(), 2)
    if any(len(a & b) > ALIKE * min(len(a), len(b)) for a, b in pairs) or _one_vocabulary(list(texts.values())):
        return None  # columns of one vocabulary are classes of a grid
    moments = Counter(tuple(text_of(sheet.at(r, c)) for c in (days[0], *times)) for r in body)
    rest = [c for c in range(left, right + 1) if c not in (*days, *times)]
    held = [c for c in rest if any(sheet.at(r, c) is not None for r in body)]
    named = any(field_of(text_of(sheet.at(first, c))) for c in held)
    if len(moments) > MOMENTS * len(body) and len(held) >= MANY_COLUMNS and not named:
        return None  # a row for each time, and more columns than a lesson has parts
    if len(moments) > MOMENTS * len(body) and (
        any(classlike(text_of(sheet.at(first, c))) > 0 for c in texts if text_of(sheet.at(first, c)) not in texts[c])
        or any(len(found) > 0.5 * len(body) for found in texts.values())
    ):
        return None  # a row for each time under names of classes is a grid
    headed = not _is_days([sheet.at(first, days[0])]) and _headings(sheet, first, values, (days[0], *times))
    start = first + 1 if headed else first
    axes = []
    for c in range(left, right + 1):
        heading = text_of(sheet.at(first, c)) if headed else ""
        if heading or c in values:
            axes.append(
                Axis(_foreign(heading) or field_of(heading) or "note" if heading else "note", False, c, {}, heading)
            )
    return Table(sheet, "list", start, left, bottom, right, tuple(axes), titles_above(sheet, first, left, right, first))


def _one_vocabulary(columns: list[set[str]]) -> bool:
    """Whether the columns are made of the same words, on average over all pairs: cells "2A WIS", "1B WIS"."""
    said = [{word for text in found for word in text.casefold().split() if len(word) > 1} for found in columns]
    shared = [len(a & b) / max(1, min(len(a), len(b))) for a, b in itertools.combinations(said, 2)]
    return sum(shared) > ALIKE * len(shared)


def _headings(sheet: Sheet, row: int, values: dict[int, list[Value]], timed: Sequence[int]) -> bool:
    """Whether a row holds headings: no text that its column holds below, but one ("Aula" is also the name of a room)
    where most are words for fields.
    """
    again = [c for c in values if sheet.at(row, c) is not None and sheet.at(row, c) in values[c]]
    known = sum(field_of(text_of(sheet.at(row, c))) is not None for c in values)
    return not again or (len(again) == 1 and not set(again) & set(timed) and known > len(values) / 2)


def _one_to_one(numbers: list[Value], times: list[Value]) -> bool:
    """Whether a column of numbers only says the same as a column of times: periods beside their hours, and no days."""
    pairs = {(text_of(a), text_of(b)) for a, b in zip(numbers, times, strict=True)}
    return len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


def _is_days(values: list[Value]) -> bool:
    filled = [v for v in values if v is not None]
    words = sum((isinstance(v, str) and bool(days_of(v))) or date_of(v) is not None for v in filled)
    if words >= 0.9 * len(filled):
        return True
    numbers = {number_of(v) for v in filled}
    return (
        None not in numbers
        and len(filled) > 1
        and 4 <= len(numbers) <= 7
        and all(n is not None and 0 <= n <= 7 for n in numbers)
    )


def _is_times(values: list[Value]) -> bool:
    filled = [v for v in values if v is not None]
    if sum(isinstance(v, str) and classlike(v) >= 1 for v in filled) >= 0.5 * len(filled):
        return False
    timed = sum(
        clock_of(v) is not None or span_of(v) is not None or ((n := period_of(v)) is not None and n <= 20)
        for v in filled
    )
    return timed >= 0.95 * len(filled) and len({text_of(v) for v in filled}) > 1


def list_table(sheet: Sheet, header: int, left: int, bottom: int, right: int) -> Iterator[Table]:
    axes = []
    for c in range(left, right + 1):
        value = sheet.at(header, c)
        if value is None:
            if any(sheet.at(r, c) is not None for r in range(header + 1, min(bottom + 1, header + 40))):
                axes.append(Axis("note", False, c, {}, ""))
            continue
        heading = text_of(value)
        axes.append(Axis(_foreign(heading) or field_of(heading) or "note", False, c, {}, heading))
    yield Table(
        sheet, "list", header + 1, left, bottom, right, tuple(axes), titles_above(sheet, header, left, right, header)
    )
