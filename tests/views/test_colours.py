"""Colours of subjects: what the planner writes, the same in Excel, on pages and on charts; names stay whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.demo import make_demo
from scheduler.formats.files.faults import Faults
from scheduler.formats.workbook import read_workbook, write_school
from scheduler.formats.workbook.columns import words
from scheduler.school.building import build_problem
from scheduler.views import export
from scheduler.views.colours import AA, contrast, ink_on, luminance
from scheduler.views.timetable_sheet import FILLS
from tests.formats.sheets import base, saved
from tests.views.greedy import greedy

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


@given(COLOURS)
def test_text_on_any_colour_reaches_the_contrast_of_level_aa_in_colour_and_in_grey(colour: str) -> None:
    ink = ink_on(colour)
    assert contrast(colour, ink) >= AA
    shade = luminance(colour)
    linear = 12.92 * shade if shade <= 0.0031308 else 1.055 * shade ** (1 / 2.4) - 0.055
    grey = f"#{round(255 * linear):02X}" * 1
    assert contrast("#" + 3 * grey[1:], ink) >= AA - 0.1


def test_every_colour_that_has_a_name_and_every_look_of_ours_is_read_in_black() -> None:
    for colour in (*(word.meaning for word in words("colour")), *FILLS.values()):
        assert contrast(colour, "#000000") >= 7


@pytest.mark.parametrize(
    ("heading", "typed", "meant"),
    [
        ("kleur", "geel", "#FFE699"),
        ("colour", "Light Blue", "#DDEBF7"),
        ("color", "#abc", "#AABBCC"),
        ("Kleur", "00ff7f", "#00FF7F"),
        ("vakkleur", "gray", "#D9D9D9"),
        ("kleur", "", ""),
    ],
)
def test_a_colour_is_a_word_or_a_code(heading: str, typed: str, meant: str, tmp_path: Path) -> None:
    sheets = base()
    sheets["Vakken"] = [[*row, extra] for row, extra in zip(sheets["Vakken"], (heading, typed, ""), strict=True)]
    reading = read_workbook(saved(sheets, tmp_path / "s.xlsx"))
    assert reading.school.subjects[0].colour == meant
    write_school(reading.school, tmp_path / "again.xlsx", "en")
    assert read_workbook(tmp_path / "again.xlsx").school.subjects[0].colour == meant


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_no_colour_is_a_fault_with_its_cell_and_the_words_there_are(language: str, tmp_path: Path) -> None:
    sheets = base()
    sheets["Vakken"] = [[*row, extra] for row, extra in zip(sheets["Vakken"], ("kleur", "fluo", ""), strict=True)]
    with pytest.raises(Faults) as wrong:
        read_workbook(saved(sheets, tmp_path / "s.xlsx"))
    (fault,) = wrong.value.faults
    told = fault.text(language)
    assert "Vakken!E2" in told and "fluo" in told and {"nl": "geel", "en": "yellow"}[language] in told


def test_a_subject_has_its_colour_in_excel_on_its_page_and_on_the_wall_chart(tmp_path: Path) -> None:
    school = make_demo("small")
    coloured = tuple(replace(one, colour="#1F3864" if one.code == "WIS" else "") for one in school.subjects)
    problem = build_problem(replace(school, subjects=coloured))
    timetable = greedy(problem, distance=0.0)
    paths = export(problem, timetable, tmp_path, ("xlsx", "html", "wallchart"), ("classes",), "nl")
    site = export(problem, timetable, tmp_path / "site", ("site",), ("classes",), "nl")
    styles = next(one for one in site if one.name == "site.css").read_text(encoding="utf-8")
    assert ".c-1F3864, .c-1F3864 a { background: #1F3864; color: #FFFFFF; }" in styles
    assert any(' c-1F3864"' in one.read_text(encoding="utf-8") for one in site if one.suffix == ".html")
    fills, inks = set(), set()
    for path in (one for one in paths if one.suffix == ".xlsx"):
        for tab in openpyxl.load_workbook(path, rich_text=True):
            for cell in (cell for row in tab for cell in row if cell.fill.fgColor.rgb == "FF1F3864" and cell.value):
                fills.add((path.name == "wandrooster.xlsx", "WIS" in str(cell.value).upper()))
                inks.add(cell.font.color.rgb)
    assert fills == {(True, True), (False, True)} and inks == {"FFFFFFFF"}
    for path in (one for one in paths if one.suffix == ".html" and one.name != "index.html"):
        page = path.read_text(encoding="utf-8")
        assert ("background: #1F3864; color: #FFFFFF" in page) == ("WIS" in page or "Wiskunde" in page), path


@pytest.mark.parametrize("name", ["Bedrijfswetenschappen", "Lichamelijkeopvoedingensport", "Moderne talen"])
def test_a_name_is_never_broken_inside_a_word_but_shrinks_or_makes_way_for_its_code(name: str, tmp_path: Path) -> None:
    school = make_demo("small")
    subjects = tuple(replace(one, name=name) if one.code == "WIS" else one for one in school.subjects)
    problem = build_problem(replace(school, subjects=subjects))
    timetable = greedy(problem)
    paths = export(problem, timetable, tmp_path, ("xlsx", "html"), ("classes",), "nl")
    seen = set()
    for path in (one for one in paths if one.suffix == ".xlsx"):
        tab = openpyxl.load_workbook(path).active
        merged = {str(area).split(":")[0]: area.size["columns"] for area in tab.merged_cells.ranges}
        for cell in (cell for row in tab.iter_rows(min_row=4) for cell in row if cell.value):
            if (name.split()[0] not in str(cell.value) and "WIS" not in str(cell.value)) or cell.column == 1:
                continue
            (width,) = [one.width for one in tab.column_dimensions.values() if one.min <= cell.column <= one.max]
            room = width * merged.get(cell.coordinate, 1)
            longest = max(map(len, str(cell.value).split()))
            assert longest * cell.font.sz / 10 <= room * 1.1 or cell.font.sz == 7, cell.value
            seen.add(cell.font.sz)
    assert seen and min(seen) >= 7
    pages = [one.read_text(encoding="utf-8") for one in paths if one.suffix == ".html"]
    assert all("overflow-wrap: anywhere" not in page for page in pages)


@pytest.mark.parametrize(("language", "word"), [("nl", "Leraren: "), ("en", "Teachers: ")])
def test_a_class_page_tells_who_the_codes_are(language: str, word: str, tmp_path: Path) -> None:
    problem = build_problem(make_demo("small"))
    paths = export(problem, greedy(problem), tmp_path, ("html",), ("classes",), language)
    for path in (one for one in paths if one.name != "index.html"):
        assert word in path.read_text(encoding="utf-8")
