"""Rows: finds the header of a table and turns every row below it into a draft of a record.

A draft maps field names to values and knows its cells; comment rows (`#...`), help rows, example rows and rows with
something in the planner's own columns only are left out.
What values mean together is left to `derive` and `checks`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from scheduler.formats.files.faults import Fault, Notice, near_name
from scheduler.formats.files.worksheet import column_letters
from scheduler.formats.workbook.columns import Column, Sheet
from scheduler.formats.workbook.name_lists import is_divided
from scheduler.formats.workbook.raw_cells import Unreadable, as_text, is_blank
from scheduler.formats.workbook.tables import Table
from scheduler.formats.workbook.values import Also, read_value
from scheduler.problem.modes import Origin

HEADER_WITHIN = 20
MOST_COVERED = 100_000
MOST_NAMED = 5
"""So many rows of notes are named."""
COMMENT = "#"
SKIPPED_PREFIXES = ("voorbeeld:", "example:", "uitleg:", "help:", "vb:")
EXAMPLE = {"nl": "voorbeeld: ", "en": "example: "}

PLACEHOLDERS: dict[str, Any] = {
    "codes": (),
    "count": 0,
    "clock": 0,
    "day": 0,
    "period": 1,
    "labelled_period": (1, ""),
    "days": (date(2000, 1, 1), None),
}


@dataclass
class Draft:
    """A row understood cell by cell; `spoiled` when one of its cells was at fault."""

    values: dict[str, Any]
    origin: Origin
    spoiled: bool = False


@dataclass
class SheetRows:
    """The drafts of one sheet and the columns nobody knows, value by value beside the drafts."""

    sheet: Sheet
    title: str
    drafts: list[Draft] = field(default_factory=list)
    headers: dict[int, str] = field(default_factory=dict)
    unknown: dict[int, tuple[str, list[Any]]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    header: int = -1
    """The row of the headings, counted from 0; -1 where there is none."""
    cells: list[list[Any]] = field(default_factory=list)
    """Everything that stands in the sheet."""


Listed = Mapping[str, frozenset[str]]
"""By the kind of name that a column refers to: the listed names (`loosely`) that hold a sign that divides lists."""


def divided_names(sheet: Sheet, table: Table) -> Iterator[str]:
    """The names that a table declares and that hold a sign that divides lists."""
    header = _header_row(sheet, table)
    for position, cell in enumerate(table.rows[header]) if header is not None else ():
        column = sheet.column(as_text(cell)) if not is_blank(cell) else None
        if column is not None and column.unique:
            codes = (as_text(row[position]) for row in table.rows[(header or 0) + 1 :] if position < len(row))
            yield from (code for code in codes if is_divided(code))


def read_rows(sheet: Sheet, table: Table, listed: Listed | None = None) -> SheetRows:
    """Everything one table says, with all its faults; `listed` tells which names with a comma in them are one."""
    found = SheetRows(sheet, table.title, cells=table.rows)
    header = _header_row(sheet, table)
    if header is None:
        if any(not is_blank(cell) for row in table.rows for cell in row):
            first = ", ".join(column.names["nl"] for column in sheet.columns[:5])
            english = ", ".join(column.names["en"] for column in sheet.columns[:5])
            found.faults.append(Fault(table.title, "", "no_header", {"dutch": first, "english": english}))
        return found
    found.header = header
    columns = {
        position: replace(column, whole=(listed or {}).get(column.ref, frozenset()))
        for position, column in _columns(sheet, table, header, found).items()
    }
    merged = _merged_cells(table, header, columns, found)
    marked = {row for row, at in (*table.facts.errors, *table.facts.without_value) if at in columns}
    beside = []
    for index in range(header + 1, len(table.rows)):
        row = table.rows[index]
        if _is_skipped(row, columns):
            continue
        if index not in marked and all(at >= len(row) or is_blank(row[at]) for at in columns):
            if not all(map(is_blank, row)):
                beside.append(index + 1)
            continue
        found.drafts.append(_draft(sheet, table, index, columns, merged, found))
        for position, (_, values) in found.unknown.items():
            values.append(row[position] if position < len(row) else "")
    if beside:
        rows = ", ".join(map(str, beside[:MOST_NAMED])) + (", ..." if len(beside) > MOST_NAMED else "")
        found.notices.append(Notice(table.title, rows, "only_beside", {"count": len(beside)}))
    return found


def _header_row(sheet: Sheet, table: Table) -> int | None:
    """The row, among the first filled ones, that names most columns; None where no row looks like a header."""
    best, most = None, 0
    for index, row in enumerate(table.rows[:HEADER_WITHIN]):
        filled = [as_text(cell) for cell in row if not is_blank(cell)]
        known = {column.fields for text in filled if (column := sheet.column(text)) is not None}
        enough = len(known) >= 2 or (len(known) == 1 and len(filled) <= 2)
        if enough and len(known) > most:
            best, most = index, len(known)
    return best


ONE_MORE = {"co", "mede", "tweede", "derde", "2e", "3e", "second", "third", "2nd", "3rd", "extra", "andere", "other"}
"""Before the name of a column: one more of what that column holds."""


def _meant(sheet: Sheet, title: str, named: list[str]) -> str:
    """The column that an unknown header is near to: "co-leraar" and "second teacher" are one more of the teachers."""
    first, _, rest = title.replace("-", " ").replace("_", " ").strip().partition(" ")
    if not rest and first.casefold().startswith("co"):
        rest = first[2:]  # coteacher
        first = first[:2]
    column = sheet.column(rest.strip()) if rest and first.casefold() in ONE_MORE else None
    names = list(column.names.values()) if column is not None else named
    return near_name(rest if column is not None else title, names) or (names[0] if column is not None else "")


def _columns(sheet: Sheet, table: Table, header: int, found: SheetRows) -> dict[int, Column]:
    """Which column stands where; unknown, doubled and missing headers are reported."""
    columns: dict[int, Column] = {}
    seen: dict[tuple[str, ...], int] = {}
    named = [name for column in sheet.columns for name in column.names.values()]
    for position, cell in enumerate(table.rows[header]):
        title = as_text(cell)
        column = sheet.column(title) if title else None
        if column is None:
            found.unknown[position] = (title, [])
            if title:
                place = table.where(header, position)
                found.notices.append(Notice(place, title, "unknown_column", {"near": _meant(sheet, title, named)}))
        elif column.fields in seen:
            other = table.where(header, seen[column.fields])
            found.faults.append(Fault(table.where(header, position), title, "column_twice", {"other": other}))
        else:
            seen[column.fields] = position
            columns[position] = column
            found.headers[position] = title
    for column in sheet.columns:
        if column.required and column.fields not in seen:
            names = {"dutch": column.names["nl"], "english": column.names["en"]}
            found.faults.append(Fault(table.where(header), "", "no_column", names))
    return columns


def _is_skipped(row: list[Any], columns: dict[int, Column]) -> bool:
    """Comments, help and examples say so in their first filled cell or in the sheet's first column."""
    first = next((as_text(cell) for cell in row if not is_blank(cell)), "")
    key = min(columns, default=0)
    beginnings = (first, as_text(row[key]) if key < len(row) else "")
    return any(text.startswith(COMMENT) or text.casefold().startswith(SKIPPED_PREFIXES) for text in beginnings)


def _merged_cells(table: Table, header: int, columns: dict[int, Column], found: SheetRows) -> set[tuple[int, int]]:
    """Cells that look filled to the planner but hold nothing, because they are merged with another one."""
    covered: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in table.facts.merged:
        rows = range(max(top, header + 1), min(bottom, len(table.rows) - 1) + 1)
        touched = [position for position in columns if left <= position <= right]
        if not touched or not rows or top >= len(table.rows) or left >= len(table.rows[top]):
            continue
        value = as_text(table.rows[top][left])
        if not value or (top > header and _is_skipped(table.rows[top], columns)):
            continue
        if len(covered) > MOST_COVERED:  # only a file made to do harm has so many
            break
        covered |= {(row, position) for row in rows for position in touched} - {(top, left)}
        place = f"{table.title}!{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}"
        found.faults.append(Fault(place, value, "merged"))
    return covered


def _draft(
    sheet: Sheet, table: Table, index: int, columns: dict[int, Column], merged: set[tuple[int, int]], found: SheetRows
) -> Draft:
    row = table.rows[index]
    letters = {name: column_letters(position) for position, column in columns.items() for name in column.fields}
    draft = Draft({}, Origin(table.title, index + 1, letters))
    for position, column in columns.items():
        raw = row[position] if position < len(row) else ""
        fault = _cell_fault(table, (index, position), column, raw)
        if fault is None and not is_blank(raw):
            try:
                value = read_value(column, raw)
                draft.values.update(_by_field(column, value))
            except Unreadable as wrong:
                fault = Fault(table.where(index, position), as_text(raw), wrong.key, _params(found, position, wrong))
        if (index, position) in merged:
            draft.spoiled = True
        elif fault is None and column.required and is_blank(raw):
            title = found.headers[position]
            fault = Fault(table.where(index, position), "", "missing", {"dutch": title, "english": title})
        if fault is not None:
            found.faults.append(fault)
            draft.spoiled = True
    for column in sheet.columns:
        if column.required and not set(column.fields) <= draft.values.keys():
            draft.spoiled = True
            draft.values.update(_by_field(column, PLACEHOLDERS.get(column.kind, "")))
    return draft


def _cell_fault(table: Table, cell: tuple[int, int], column: Column, raw: object) -> Fault | None:
    where = table.where(*cell)
    if cell in table.facts.errors:
        return Fault(where, table.facts.errors[cell], "error_value")
    if cell in table.facts.without_value:
        return Fault(where, "", "formula_no_value")
    if isinstance(raw, str) and raw.startswith("#") and raw.rstrip("!?").isupper() and raw.endswith(("!", "?", "/A")):
        return Fault(where, raw, "error_value")
    return None


def _by_field(column: Column, value: Any) -> dict[str, Any]:
    if isinstance(value, Also):
        return {column.fields[0]: value.value, column.also: True}
    return dict(zip(column.fields, value, strict=True)) if len(column.fields) > 1 else {column.fields[0]: value}


def _params(found: SheetRows, position: int, wrong: Unreadable) -> dict[str, object]:
    """The parameters of the sentence; the column is called as the planner calls it, in either language."""
    return {"dutch": found.headers[position], "english": found.headers[position], **wrong.params}
