"""Tables of raw cells, out of a workbook or out of a folder of CSV files, before anything is understood.

Both kinds of source give the same: a title, rows of raw cells, and which cells cannot be trusted (merged, formulas
without a value, error values).
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scheduler.formats.files.container import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Container, SheetFacts, column_letters
from scheduler.formats.files.faults import Fault, Faults, Notice
from scheduler.formats.workbook.columns import normal, output_titles, sheet_named


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
        files = sorted(file for file in folder.iterdir() if file.suffix.casefold() in (".csv", ".tsv", ".txt"))
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
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as wrong:
        raise Faults([Fault(file.name, "", "cannot_open", {"reason": str(wrong)})]) from None
    if len(data) > MOST_BYTES:
        raise Faults([Fault(file.name, "", "file_too_large", {"most": MOST_BYTES // 2**20})])
    text = decoded(data)
    if "\x00" in text:
        raise Faults([Fault(file.name, "", "not_text")])
    rows: list[list[Any]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text)):
            rows.append([_unguarded(cell) for cell in row])
            if len(rows) > MOST_ROWS or len(row) > MOST_COLUMNS:
                where = f"{file.stem}!{len(rows)}"
                raise Faults([Fault(where, "", "sheet_too_large", {"rows": MOST_ROWS, "columns": MOST_COLUMNS})])
    except csv.Error as wrong:
        raise Faults([Fault(f"{file.stem}!{len(rows) + 1}", "", "damaged", {"reason": str(wrong)})]) from None
    return rows


def decoded(data: bytes) -> str:
    """Text of a file: UTF-8 with or without a mark, UTF-16 with one, otherwise what Windows in Belgium writes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def delimiter_of(text: str) -> str:
    """The separator of a CSV text: whichever of tab, semicolon and comma its first filled line has most."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = re.sub(r'"[^"]*"', "", first)
    return max("\t;,", key=unquoted.count)


_GUARDED = re.compile(r"'+[=+\-@\t\r]", re.DOTALL)
_TO_GUARD = re.compile(r"'+[=+\-@\t\r]|[=+\-@\t\r].", re.DOTALL)
_PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?%?")


def guarded(text: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe in a CSV file; reading takes it off."""
    return f"'{text}" if _TO_GUARD.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def _unguarded(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text
