"""A text with more rows, columns or letters than are read is refused or told: an importer drops nothing in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from scheduler.formats.files.faults import Faults
from scheduler.formats.roster import ImportOptions, import_roster
from scheduler.formats.roster.sheets import cells
from scheduler.formats.roster.sheets.cells import text_sheet


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "MAX_ROWS", 3)
    monkeypatch.setattr(cells, "MAX_COLUMNS", 4)


@pytest.mark.parametrize(
    ("text", "where"),
    [("a;b\n" * 4, "lijst.csv!B4"), ("a;b;c;d;e\n", "lijst.csv!E1"), ("a;b\n;\n;\n;\nc;d\n", "lijst.csv!B5")],
)
def test_what_goes_further_is_refused_where_it_ends(text: str, where: str) -> None:
    with pytest.raises(Faults) as refused:
        text_sheet(text, "lijst.csv")
    (fault,) = refused.value.faults
    assert (fault.where, fault.key) == (where, "sheet_too_large")


@pytest.mark.parametrize("text", ["a;b\n" * 3, "a;b;c;d\n", "a;b\n" + ";\n" * 9, "a;b" + ";" * 9 + "\n"])
def test_empty_rows_and_columns_behind_it_do_not_count(text: str) -> None:
    sheet = text_sheet(text, "lijst.csv")
    assert sheet.rows[0][:2] == ("a", "b") and len(sheet.rows) <= 3


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".html"])
def test_a_cell_that_no_lesson_can_fill_is_read_as_far_as_one_and_told(suffix: str, tmp_path: Path) -> None:
    """Readers of names may look at every letter once for each letter before it."""
    long = "Peeters" + "a" * 30_000
    rows = [["3A", "ma", "di", "wo"], [1, "WIS JAN", "NED PEE", "FRA AN"], [2, "WIS JAN", long, "FRA AN"]]
    path = tmp_path / f"rooster{suffix}"
    if suffix == ".xlsx":
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    elif suffix == ".csv":
        path.write_text("\n".join(";".join(map(str, row)) for row in rows), encoding="utf-8")
    else:
        lines = ("".join(f"<td>{one}</td>" for one in row) for row in rows)
        path.write_text(f"<html><table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table></html>", "utf-8")
    read = import_roster([path], ImportOptions(accept=True))
    (told,) = [one for one in read.notices if "30007" in one.en]
    assert told.where.endswith("!C3") and "1000" in told.nl
    assert all(len(lesson.subject) <= 1000 for lesson in read.school.lessons)
