"""Lists: a heading row that names fields, one record per row below it.

A corner such as "Lehrer | Mo | Di" or "subject | 6A | 6B" is a grid or a matrix, not a list.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.formats.roster.layout.headings import time_row
from scheduler.formats.roster.records import Axis, Table
from scheduler.formats.roster.sheets.cells import Sheet
from scheduler.formats.roster.sheets.sheet_texts import filled_columns, titles_above
from scheduler.formats.roster.sheets.values import number_of, text_of
from scheduler.formats.roster.words.labels import field_of, plain
from scheduler.formats.roster.words.patterns import classlike

LIST_KEYS = frozenset({"class", "teacher", "subject", "room"})


TIME_FIELDS = frozenset({"day", "period", "time", "start", "end", "date", "week"})


def list_header(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> int | None:
    """The first row whose cells are mostly names of fields, at least one of them about who or what."""
    for row in range(top, min(bottom, top + 15)):
        columns = filled_columns(sheet, row, left, right)
        fields = {}
        for c in columns:
            value = sheet.at(row, c)
            if isinstance(value, str) and not value.startswith("="):
                field = _foreign(value) or field_of(value)
                if field:
                    fields[c] = field
        distinct = set(fields.values())
        if len(distinct) < 2 or len(fields) < 0.35 * len(columns):
            continue
        if time_row(sheet, row, left, right) is not None:
            continue
        if not distinct & (LIST_KEYS | {"name", "assignments"}):
            continue
        below = filled_columns(sheet, row + 1, left, right) or filled_columns(sheet, row + 2, left, right)
        if not below:
            continue
        if len(distinct & LIST_KEYS) == 1 and not distinct - LIST_KEYS and len(columns) > 4 * len(fields):
            continue
        # a corner such as "Lehrer | Mo | Di" or "subject | 6A | 6B" is a grid or a matrix, not a list
        others = [c for c in columns if c not in fields]
        if len(others) >= 3 and sum(classlike(text_of(sheet.at(row, c))) > 0 for c in others) >= 0.7 * len(others):
            continue
        if _numbers_only_key(sheet, row, columns, fields, bottom):
            continue
        return row
    for row in range(top, min(bottom, top + 3)):  # relational tables: "id | nombre", or one column "numero"
        columns = filled_columns(sheet, row, left, right)
        heads = [plain(text_of(sheet.at(row, c))) for c in columns]
        if columns and (heads[0] == "id" or any(_foreign(head.replace(" ", "_")) for head in heads)):
            return row
    return None


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
