"""A text with more rows or columns than are read is refused: an importer leaves nothing out in silence."""

from __future__ import annotations

import pytest

from scheduler.formats.files.faults import Faults
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
