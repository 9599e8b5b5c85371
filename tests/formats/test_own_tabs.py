"""Whatever a planner's own tabs are called and hold, a result is written, and what is text is text when read again."""

from __future__ import annotations

import math
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.demo import make_demo
from scheduler.formats.files.container import Container
from scheduler.formats.files.text import guarded, unguarded
from scheduler.formats.workbook import Extras, read_workbook, write_school
from scheduler.formats.workbook.own_tabs import LONGEST_TITLE, accepted_title
from scheduler.school.records import School

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
