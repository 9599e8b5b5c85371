"""Small rosters made by hand: sheets as lists of rows, written as a real workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from scheduler.formats.roster import Imported, ImportOptions, import_roster

Rows = Sequence[Sequence[Any]]


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Write `{sheet: rows}` as an .xlsx file; `merges` holds Excel ranges per sheet, `hidden` names of sheets."""

    def write(
        sheets: Mapping[str, Rows],
        name: str = "roster.xlsx",
        merges: Mapping[str, Sequence[str]] | None = None,
        hidden: Sequence[str] = (),
    ) -> Path:
        import openpyxl

        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for title, rows in sheets.items():
            sheet = workbook.create_sheet(title)
            for r, row in enumerate(rows, 1):
                for c, value in enumerate(row, 1):
                    if value is not None and value != "":
                        sheet.cell(r, c, value)
            for merged in (merges or {}).get(title, ()):
                sheet.merge_cells(merged)
            if title in hidden:
                sheet.sheet_state = "hidden"
        path = tmp_path / name
        workbook.save(path)
        return path

    return write


@pytest.fixture
def read(book: Callable[..., Path]) -> Callable[..., Imported]:
    """Write sheets and import them."""

    def run(sheets: Mapping[str, Rows], options: ImportOptions | None = None, **writing: Any) -> Imported:
        return import_roster([book(sheets, **writing)], options)

    return run


def said(imported: Imported) -> set[tuple[Any, ...]]:
    """The sheet Rooster as (day, period, duration, who, subject, teachers, room)."""
    return {
        (row.day, row.period, row.duration, "+".join(row.attendees), row.subject, "+".join(row.teachers), row.room)
        for row in imported.school.roster
    }
