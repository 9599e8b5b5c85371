"""Small rosters made by hand: sheets as lists of rows, written as a real workbook."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from scheduler.formats.files.faults import Faults
from scheduler.formats.roster import Imported, ImportOptions, import_roster
from scheduler.problem.text import LANGUAGES
from tests.words import strange, words

Rows = Sequence[Sequence[Any]]
TYPED = re.compile(r"--\w+ \w+|\[\w+\]|\"[a-z]+\"|\w+ = (?=\")")
"""An option with its value, or a section, key or value of `--map`, as a message tells it to be typed."""


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
    """Write sheets and import them; whatever is said of them is said in one language at a time."""

    def run(sheets: Mapping[str, Rows], options: ImportOptions | None = None, **writing: Any) -> Imported:
        path = book(sheets, **writing)
        own = words(repr(sheets)) | words(str(path))
        try:
            imported = import_roster([path], options)
        except Faults as faults:
            for language in LANGUAGES:
                said = ((one.where, TYPED.sub("", one.text(language))) for one in faults.faults)
                assert strange(said, language, own) == []
            raise
        for language in LANGUAGES:
            assert strange(texts_of(imported, language), language, own) == []
        return imported

    return run


def texts_of(imported: Imported, language: str) -> Iterator[tuple[str, str]]:
    """What an import says; the page that explains it is not looked at."""
    for one in (*imported.assumptions, *imported.notices):
        yield one.where, one.text(language)


def said(imported: Imported) -> set[tuple[Any, ...]]:
    """The sheet Rooster as (day, period, duration, who, subject, teachers, room)."""
    return {
        (row.day, row.period, row.duration, "+".join(row.attendees), row.subject, "+".join(row.teachers), row.room)
        for row in imported.school.roster
    }
