"""Rows of a lesson table and of a class list, read from CSV or Excel by the words of their headers.

Decimal sign and the place of the header row are found out; what the rows mean is left to `plan`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from scheduler.formats.files.faults import Fault, Faults, Notice
from scheduler.formats.files.opening import is_workbook, text_bytes
from scheduler.formats.files.text import decoded, rows_of
from scheduler.problem.text import data_folder

CATALOGUE = "lesson_table"
MOST_BYTES = 20 * 2**20
MOST_ROWS = 50_000
MOST_HOURS = 60  # of one row; more is no number of weekly hours
HEADER_WITHIN = 20  # rows


@cache
def vocabulary() -> dict[str, Any]:
    """`data/lesson_table.toml`."""
    with (data_folder() / "lesson_table.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def fold(text: str) -> str:
    """Letters and digits only, without case and accents: `Uren / week` and `urenweek` are the same word."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row. `hours` None: a heading, a remark, or not taught (`-`, then `taught` is False)."""

    where: str
    class_code: str
    subject: str
    hours: Fraction | None
    taught: bool
    category: str
    part: bool
    option: bool
    stated_total: Fraction | None = None


@dataclass(frozen=True, slots=True)
class ClassRow:
    where: str
    code: str
    programme: str = ""
    stage: str = ""
    finality: str = ""
    internship: int = 0
    pupils: int = 0
    campus: str = ""


def header_of(rows: list[list[str]], words: Mapping[str, list[str]], needed: set[str]) -> tuple[int, dict[str, int]]:
    """Number of the header row and the column of each known word; (-1, {}) where `needed` is nowhere complete."""
    known = {fold(word): field for field, synonyms in words.items() for word in synonyms}
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            field = known.get(fold(cell))
            if field and field not in columns:
                columns[field] = column
        if needed <= set(columns):
            return number, columns
    return -1, {}


def grid_of(path: Path) -> list[list[str]]:
    """All cells of a CSV file, or of the first sheet of a workbook that has any, as text. Raises `Faults`."""
    content = text_bytes(path, MOST_BYTES)
    if is_workbook(content):
        return _excel_cells(path)
    rows = list(rows_of(decoded(content, path.name), path.name))
    if len(rows) > MOST_ROWS:
        raise Faults([Fault(path.name, f"{len(rows)} rows", "too_large", {}, CATALOGUE)])
    return [[cell.strip() for cell in row] for row in rows]


def table_rows(path: Path) -> tuple[list[TableRow], list[Notice]]:
    """The rows of a lesson table. Raises `Faults` where no header names class, subject and hours."""
    grid = grid_of(path)
    start, columns = header_of(grid, vocabulary()["columns"], {"class", "subject", "hours"})
    if start < 0:
        raise Faults([Fault(path.name, _first_cells(grid), "missing_columns", {}, CATALOGUE)])
    rows: list[TableRow] = []
    notices: list[Notice] = []
    code = ""
    for number, cells in enumerate(grid[start + 1 :], start=start + 2):
        row = _Cells(cells, columns)
        code = row.text("class") or (code if row.text("subject") else "")  # a merged cell names its class once
        if not code or not row.text("subject") or fold(row.text("subject")) == fold(grid[start][columns["subject"]]):
            continue
        where = f"{path.name}:{number}"
        cell = row.text("hours")
        hours, taught = number_in(cell), cell not in vocabulary()["words"]["not_taught"]
        if hours is None and cell and taught:
            params = {"class_code": code, "subject": row.text("subject")}
            notices.append(Notice(where, cell, "bad_hours", params, CATALOGUE))
        elif hours is not None and not 0 <= hours <= MOST_HOURS:
            params = {"class_code": code, "subject": row.text("subject")}
            notices.append(Notice(where, cell, "too_many_hours", params, CATALOGUE))
            hours = None
        elif hours is not None and (hours * 2).denominator != 1:
            params = {"class_code": code, "subject": row.text("subject")}
            notices.append(Notice(where, cell, "odd_fraction", params, CATALOGUE))
            hours = Fraction(round(hours * 2), 2)
        rows.append(
            TableRow(
                where=where,
                class_code=code,
                subject=" ".join(row.text("subject").split()),
                hours=hours or None,
                taught=taught and hours != 0,
                category=fold(row.text("category")),
                part=row.yes("part"),
                option=row.yes("option"),
                stated_total=number_in(row.text("total")),
            )
        )
    return rows, notices


def class_rows(path: Path) -> tuple[dict[str, ClassRow], list[Notice]]:
    """The rows of a class list by code. Raises `Faults` where no column names the class."""
    grid = grid_of(path)
    start, columns = header_of(grid, vocabulary()["class_columns"], {"class"})
    if start < 0:
        raise Faults([Fault(path.name, _first_cells(grid), "missing_class_column", {}, CATALOGUE)])
    found: dict[str, ClassRow] = {}
    notices: list[Notice] = []
    for number, cells in enumerate(grid[start + 1 :], start=start + 2):
        row, where = _Cells(cells, columns), f"{path.name}:{number}"
        code = row.text("class")
        if not code:
            continue
        if code in found:
            notices.append(Notice(where, code, "duplicate_class", {}, CATALOGUE))
            continue
        found[code] = ClassRow(
            where=where,
            code=code,
            programme=row.text("programme"),
            stage=_named(row.text("stage"), "stages") or _named(row.text("finality"), "stages"),
            finality=_named(row.text("finality"), "finalities"),
            internship=row.count("internship"),
            pupils=row.count("pupils"),
            campus=row.text("campus"),
        )
    return found, notices


def number_in(text: str) -> Fraction | None:
    """`2`, `0,5`, `3.5`, `2u`, `½` or `1½` hours; None for anything else."""
    plain = re.sub(r"\s*(uren|uur|u|h|hours?)\.?$", "", text.strip().casefold())
    half = Fraction(1, 2) if plain.endswith("½") else Fraction(0)
    plain = plain.removesuffix("½").strip().replace(",", ".")
    if half and not plain:
        return half
    return Fraction(plain) + half if re.fullmatch(r"-?\d{1,6}(\.\d{1,6})?", plain) else None


class _Cells:
    """The cells of one row by the word of their column."""

    def __init__(self, cells: list[str], columns: Mapping[str, int]) -> None:
        self._cells, self._columns = cells, columns

    def text(self, field: str) -> str:
        column = self._columns.get(field, -1)
        return self._cells[column] if 0 <= column < len(self._cells) else ""

    def yes(self, field: str) -> bool:
        return fold(self.text(field)) in vocabulary()["words"]["yes"]

    def count(self, field: str) -> int:
        found = number_in(self.text(field))
        return int(found) if found is not None and 0 < found < 10_000 else 0


def _named(text: str, table: str) -> str:
    wanted = fold(text)
    return next((name for name, words in vocabulary()[table].items() if wanted in words), "") if wanted else ""


def _first_cells(grid: list[list[str]]) -> str:
    first = next((row for row in grid if any(row)), [])
    return ", ".join(cell for cell in first[:8])[:120]


def _excel_cells(path: Path) -> list[list[str]]:
    from scheduler.formats.files.container import Container

    container = Container(path)
    for sheet in container.sheet_names:
        rows = container.rows(sheet)
        if rows:
            return [[_cell_text(cell) for cell in row] for row in rows]
    return []


def _cell_text(cell: object) -> str:
    if isinstance(cell, bool):
        return "ja" if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
