"""Tables of raw cells, out of a workbook or out of a folder of CSV files, before anything is understood.

Both kinds of source give the same: a title, rows of raw cells, and which cells cannot be trusted (merged, formulas
without a value, error values).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scheduler.formats.files.amounts import MOST_COLUMNS, MOST_ROWS
from scheduler.formats.files.container import Container
from scheduler.formats.files.faults import Fault, Faults, Notice
from scheduler.formats.files.opening import text_bytes
from scheduler.formats.files.text import decoded, rows_of, unguarded
from scheduler.formats.files.worksheet import SheetFacts, column_letters
from scheduler.formats.workbook.columns import normal, output_titles, sheet, sheet_named

CSV_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})


@dataclass
class Table:
    """One tab or file; `rows` start at row 1 of the tab, cell texts are as typed."""

    title: str
    rows: list[list[Any]]
    facts: SheetFacts = field(default_factory=SheetFacts)

    def where(self, row: int, column: int | None = None) -> str:
        """`Lessen!F12` for row 11 and column 5 (counted from 0)."""
        return f"{self.title}!{'' if column is None else column_letters(column)}{row + 1}"


@dataclass
class Source:
    """Everything read from one path: tables of the contract, tables of the planner's own, and faults so far."""

    name: str
    tables: list[Table] = field(default_factory=list)
    others: list[Table] = field(default_factory=list)
    unread: bool = False
    """Whether a table of the contract was refused, so that what others say about it cannot be judged."""
    faults: list[Fault] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    container: Container | None = None
    """The opened workbook, for what stands on our own sheets; None for a folder."""


def read_source(path: Path) -> Source:
    """The tables of a workbook or of a folder of CSV files; raises `Faults` where there are none to read."""
    return _read_folder(path) if path.is_dir() else _read_workbook(path)


def read_timetable_source(path: Path) -> Source:
    """The same of a file that is known to hold a timetable: a lone file of text is its sheet Rooster."""
    if path.is_dir() or path.suffix.casefold() not in CSV_SUFFIXES:
        return read_source(path)
    return Source(path.name, [Table(sheet("roster").names["nl"], _csv_rows(path))])


def _read_workbook(path: Path) -> Source:
    container = Container(path)
    source = Source(path.name, notices=list(container.notices), container=container)
    for title in container.sheet_names:
        if title in container.marked_outputs or normal(title) in output_titles():
            continue
        known = sheet_named(title) is not None
        try:
            table = Table(title, container.rows(title), container.facts(title))
        except Faults as faults:
            if known:
                source.faults += faults.faults
                source.unread = True
            else:
                source.notices += [Notice(one.where, one.value, one.key, one.params) for one in faults.faults]
            continue
        (source.tables if known else source.others).append(table)
    return source


def _read_folder(folder: Path) -> Source:
    source = Source(folder.name)
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix.casefold() in CSV_SUFFIXES)
    except OSError as wrong:
        raise Faults([Fault(folder.name, "", "cannot_open", {"reason": str(wrong)})]) from None
    if not any(sheet_named(file.stem) for file in files):
        raise Faults([Fault(folder.name, "", "no_csv")])
    for file in files:
        if normal(file.stem) in output_titles():
            continue
        known = sheet_named(file.stem) is not None
        try:
            table = Table(file.stem, _csv_rows(file))
        except Faults as faults:
            source.faults += faults.faults
            source.unread = source.unread or known
            continue
        (source.tables if known else source.others).append(table)
    return source


def _csv_rows(file: Path) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for row in rows_of(decoded(text_bytes(file), file.name), file.name):
        rows.append([unguarded(cell) for cell in row])
        if len(rows) > MOST_ROWS or len(row) > MOST_COLUMNS:
            where = f"{file.stem}!{len(rows)}"
            raise Faults([Fault(where, "", "sheet_too_large", {"rows": MOST_ROWS, "columns": MOST_COLUMNS})])
    return rows
