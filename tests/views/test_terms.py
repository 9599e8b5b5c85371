"""Where terms have timetables of their own: everybody has a sheet for each, and every page says of which term it is."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from scheduler.formats.reading import read_case
from scheduler.formats.workbook import write_school
from scheduler.library.writing import report_of
from scheduler.school.records import School
from scheduler.views import export
from scheduler.views.result_workbook import write_result
from tests.library.test_terms import ONE, TWO, row, two_terms


def result(folder: Path, school: School, about: str, language: str) -> Workbook:
    write_school(school, folder / "s.xlsx", language)
    case = read_case(folder / "s.xlsx", term=about)
    assert case.timetable is not None
    write_result(folder / "out.xlsx", report_of(case, case.timetable, language), language, extras=case.extras)
    return openpyxl.load_workbook(folder / "out.xlsx")


def told(book: Workbook, title: str) -> str:
    return " ".join(str(value) for cells in book[title].iter_rows(values_only=True) for value in cells if value)


@pytest.mark.parametrize(
    ("language", "first", "second", "title"),
    [("nl", "Klas 3A one", "Klas 3A two", "Klas 3A (two)"), ("en", "Class 3A one", "Class 3A two", "Class 3A (two)")],
)
@pytest.mark.parametrize("about", ["one", "two"])
def test_a_class_has_a_sheet_for_each_term_whichever_the_reports_are_about(
    about: str, language: str, first: str, second: str, title: str, tmp_path: Path
) -> None:
    book = result(tmp_path, two_terms(*ONE, *TWO), about, language)
    assert [name for name in book.sheetnames if "3A" in name] == [first, second]
    assert book[second]["A1"].value == title
    mark = "[AS]" if language == "nl" else "[SYNC]"
    assert mark in told(book, second) and mark not in told(book, first)
    teacher = "Leraar BEN" if language == "nl" else "Teacher BEN"
    assert f"{teacher} one" in book.sheetnames and f"{teacher} two" in book.sheetnames
    overview = told(book, "Overzicht" if language == "nl" else "Overview")
    assert about in overview and "one, two" in overview
    again = read_case(tmp_path / "out.xlsx", term="two")
    assert not again.made and again.timetable is not None and len(again.timetable.placements) == 3


def test_a_term_without_a_timetable_is_told_and_has_no_sheets(tmp_path: Path) -> None:
    book = result(tmp_path, two_terms(*ONE), "one", "en")
    assert [name for name in book.sheetnames if "3A" in name] == ["Class 3A one"]
    assert "Without a timetable so far: two." in told(book, "Overview")


def test_a_school_without_terms_has_the_sheets_that_it_had(tmp_path: Path) -> None:
    school = two_terms(row("L", 4, ""), lessons=two_terms().lessons[2:], calendar=())
    write_school(school, tmp_path / "s.xlsx", "en")
    case = read_case(tmp_path / "s.xlsx")
    assert case.parts == () and case.timetable is not None
    write_result(tmp_path / "out.xlsx", report_of(case, case.timetable, "en"), "en")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert [name for name in book.sheetnames if "3A" in name] == ["Class 3A"] and book["Class 3A"][
        "A1"
    ].value == "Class 3A"


def test_pages_of_a_term_say_its_name(tmp_path: Path) -> None:
    write_school(two_terms(*ONE, *TWO), tmp_path / "s.xlsx", "en")
    case = read_case(tmp_path / "s.xlsx", term="two")
    assert case.timetable is not None
    pages = export(case.problem, case.timetable, tmp_path / "pages", ("html", "site"), ("classes",), "en")
    weeks = [page.read_text("utf-8") for page in pages if "3A" in page.name]
    assert weeks and all("Class 3A (two)" in page for page in weeks)
