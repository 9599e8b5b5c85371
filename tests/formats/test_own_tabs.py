"""Whatever a planner's own tabs are called and hold, a result is written, and what is text is text when read again."""

from __future__ import annotations

import base64
import math
import tempfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from scheduler.demo import make_demo
from scheduler.formats.files.container import Container
from scheduler.formats.files.text import guarded, unguarded
from scheduler.formats.workbook import Extras, read_workbook, write_school
from scheduler.formats.workbook.own_tabs import LONGEST_TITLE, accepted_title, kept_partly
from scheduler.formats.workbook.tables import read_source
from scheduler.problem.text import say
from scheduler.school.records import School
from tests.formats.sheets import base
from tests.formats.test_bounded_reading import GOOD, retitled, workbook

SCHOOL = School(subjects=make_demo("small").subjects)
TITLES = st.text(st.sampled_from("aA/\\[]:*?' '\n\x07\u20ac\U0001f600Les"), min_size=1, max_size=40)
CELLS = st.one_of(
    st.floats(),
    st.integers(-(2**63), 2**63),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(timedelta(0), timedelta(days=9000)),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(TITLES, CELLS), min_size=1, max_size=4))
def test_any_tab_and_cell_of_the_planner_is_written(tabs: list[tuple[str, object]]) -> None:
    own = tuple((title, ((value, "last"),)) for title, value in tabs)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "school.xlsx"
        write_school(SCHOOL, path, "nl", extras=Extras(sheets=own))
        assert len(Container(path).sheet_names) >= len({title.casefold() for title, _ in tabs})


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_number_that_excel_has_not_is_kept_as_text(value: float, tmp_path: Path) -> None:
    path = tmp_path / "school.xlsx"
    write_school(make_demo("small"), path, "nl", extras=Extras(sheets=(("Kladblok", ((value, "x"),)),)))
    ((title, rows),) = read_workbook(path).extras.sheets
    assert (title, rows) == ("Kladblok", ((str(value), "x"),))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("a/b", "a-b"),
        ("'quoted'", "quoted"),
        ("[:*?/\\]", "-------"),
        ("History", "History (2)"),
        ("x" * 40, "x" * LONGEST_TITLE),
        ("\U0001f600" * 20, "\U0001f600" * 15),
        ("''", "-"),
        ("Kladblok", "Kladblok"),
    ],
)
def test_a_title_that_excel_refuses_gets_one_near_it(title: str, expected: str) -> None:
    assert accepted_title(title) == expected


def test_a_new_title_never_means_a_sheet_of_the_school_nor_another_tab() -> None:
    assert accepted_title("'Lessen'") == "Lessen (2)"
    assert accepted_title("a/b", ["A-B"]) == "a-b (2)"


@given(st.text(st.sampled_from("'=+-@\t\r1.,%aSUM()"), max_size=8))
def test_what_is_guarded_is_read_back_and_never_begins_like_a_formula(text: str) -> None:
    assert unguarded(guarded(text)) == text
    if guarded(text) == text and len(text) > 1 and text[0] in "=+-@\t\r":
        float(text.rstrip("%").replace(",", "."))


def decorated(path: Path, add: Callable[[Any, Any], None]) -> Path:
    """The small school with a tab of the planner's own that holds more than values."""
    book = Workbook(path)
    for title, rows in base().items():
        tab = book.add_worksheet(title)
        for index, row in enumerate(rows):
            tab.write_row(index, 0, row)
    own = book.add_worksheet("Kladblok")
    own.write(0, 0, "een waarde")
    add(book, own)
    book.close()
    return path


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg=="
)
ADDED: dict[str, Callable[[Any, Any], object]] = {
    "beside_formulas": lambda book, tab: tab.write_formula(1, 1, "=1+1", value=2),
    "beside_pictures": lambda book, tab: tab.insert_image(1, 1, "p.png", {"image_data": BytesIO(PIXEL)}),
    "beside_notes": lambda book, tab: tab.write_comment(0, 0, "een opmerking"),
    "beside_formats": lambda book, tab: tab.conditional_format(
        0, 0, 5, 5, {"type": "no_blanks", "format": book.add_format({"bold": True})}
    ),
    "beside_validations": lambda book, tab: tab.data_validation(0, 0, 5, 5, {"validate": "list", "source": ["a"]}),
    "beside_tables": lambda book, tab: tab.add_table(2, 0, 5, 2),
    "beside_links": lambda book, tab: tab.write_url(1, 1, "https://example.org"),
    "beside_protection": lambda book, tab: tab.protect("geheim"),
}


@pytest.mark.parametrize("kind", [None, *ADDED])
def test_what_of_a_tab_a_new_workbook_has_not_is_told_and_written_without_it(kind: str | None, tmp_path: Path) -> None:
    path = decorated(tmp_path / "school.xlsx", ADDED[kind] if kind else lambda book, tab: None)  # type: ignore[arg-type]
    reading = read_workbook(path)
    assert not [one for one in reading.notices if one.key in ("tab_partly", "not_kept")]
    told = [one for one in kept_partly(read_source(path).others) if one.key == "tab_partly"]
    assert [(one.where, one.params["what"]) for one in told] == ([("Kladblok", (kind,))] if kind else [])
    assert all(say(language, "workbook", kind or "") in one.text(language) for one in told for language in ("nl", "en"))
    write_school(reading.school, tmp_path / "uit.xlsx", "nl", extras=reading.extras)
    again = read_workbook(tmp_path / "uit.xlsx")
    assert again.extras.sheets[0][1][0][0] == "een waarde"
    assert not [one for one in again.notices if one.key == "tab_partly"]


@pytest.mark.parametrize(
    "add",
    [
        lambda book, tab: tab.hide(),
        lambda book, tab: tab.very_hidden(),
        lambda book, tab: book.define_name("naam", "=#REF!$A$1"),
        lambda book, tab: book.define_name("Kladblok!naam", "=Kladblok!$A$1"),
        lambda book, tab: tab.write_formula(1, 1, "=1/0", value="#DIV/0!"),
        lambda book, tab: tab.write_formula(1, 1, "=A9", value=""),
        lambda book, tab: tab.merge_range(1, 1, 9, 9, "samen"),
        lambda book, tab: tab.write_rich_string(1, 1, "a", book.add_format({"bold": True}), "b"),
        lambda book, tab: book.add_chartsheet("Grafiek").set_chart(_chart(book)),
    ],
)
def test_a_tab_that_is_hidden_named_wrong_or_merged_stops_no_result(add: Callable, tmp_path: Path) -> None:  # type: ignore[type-arg]
    reading = read_workbook(decorated(tmp_path / "school.xlsx", add))
    write_school(reading.school, tmp_path / "uit.xlsx", "nl", extras=reading.extras)
    assert ("Kladblok", "een waarde") in {
        (title, rows[0][0]) for title, rows in read_workbook(tmp_path / "uit.xlsx").extras.sheets
    }


def _chart(book: Any) -> Any:
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Kladblok!$A$1:$A$2"})
    return chart


def test_a_chart_on_a_tab_of_its_own_is_told(tmp_path: Path) -> None:
    path = decorated(tmp_path / "school.xlsx", lambda book, tab: book.add_chartsheet("Grafiek").set_chart(_chart(book)))
    told = [one for one in kept_partly(read_source(path).others) if one.key == "tab_partly"]
    assert [(one.where, one.params["what"]) for one in told] == [("Grafiek", ("beside_charts",))]


def test_a_text_longer_than_excel_keeps_is_told_with_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "school.xlsx"
    cell = '<row><c/><c t="inlineStr"><is><t>' + "x" * 40_000 + "</t></is></c></row>"
    path.write_bytes(retitled(workbook(GOOD + cell), "Kladblok"))
    table = read_source(path).others[0]
    assert [(one.where, one.key) for one in kept_partly([table])] == [("Kladblok!B3", "cell_cut")]
