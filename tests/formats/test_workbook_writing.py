"""What we write is whole, safe to open, helps the planner, and can be read back."""

from __future__ import annotations

import csv
import errno
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils import get_column_letter

from scheduler.formats.files.faults import Faults
from scheduler.formats.files.writing import written_whole
from scheduler.formats.workbook import (
    add_school_sheets,
    mark_output_sheet,
    read_school,
    read_workbook,
    write_csv_folder,
    write_school,
    write_template,
)
from scheduler.formats.workbook.columns import setting_keys, sheet, sheets
from scheduler.formats.workbook.writing import WORKBOOK_OPTIONS
from scheduler.school.building import build_problem, school_of
from scheduler.school.catalogue import catalogue
from scheduler.school.made_lessons import WORDS, is_made, shown_row
from scheduler.school.records import RosterRow, School, SchoolClass, SchoolLesson, Subject, Teacher
from scheduler.school.roster import rows_of
from tests.formats.sheets import base, saved
from tests.school.random_schools import random_school, random_timetable

COLUMNS = ("lesson", "subject")
FREE = frozenset({("subjects", "material_ready")})
"""Columns with words for some of their values, which take other texts too."""

HOSTILE = ("=1+1", "+1", "-1+2", "@SUM(A1)", '=HYPERLINK("http://x")', "http://example.org", "'=1", "{=A1}")


def school() -> School:
    return School(
        classes=(SchoolClass("1A"),),
        subjects=(Subject("WIS"),),
        teachers=tuple(Teacher(f"T{index}", name) for index, name in enumerate(HOSTILE)),
        lessons=(SchoolLesson("l", ("1A",), "WIS", notes=HOSTILE[0]),),
    )


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_template_has_every_sheet_and_column_but_no_data(language: str, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    write_template(path, language)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [one.names[language] for one in sheets()]
    for one in sheets():
        tab = book[one.names[language]]
        assert [cell.value for cell in tab[1]] == [column.names[language] for column in one.columns]
        assert all(cell.comment and cell.comment.text for cell in tab[1])
        assert str(tab["A2"].value).startswith("#")
        assert tab.freeze_panes == "B2"
    assert book[sheets()[6].names[language]].data_validations.dataValidation
    with pytest.raises(Faults) as told:
        read_school(path)
    assert [fault.key for fault in told.value.faults] == ["no_lessons"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_whatever_has_a_few_values_or_names_one_row_of_another_sheet_can_be_picked(language: str, tmp_path: Path):
    path = tmp_path / "new.xlsx"
    write_template(path, language)
    book = openpyxl.load_workbook(path)

    def offered(field: str, name: str, row: int = 3) -> str:
        one = next(one for one in sheets() if one.field == field)
        position = next(n for n, column in enumerate(one.columns, 1) if name in column.fields)
        cell = f"{get_column_letter(position)}{row}"
        rules = book[one.names[language]].data_validations.dataValidation
        return next((str(rule.formula1) for rule in rules if cell in rule.sqref), "")

    for one in sheets():
        for column in one.columns:
            if column.choice and column.kind != "codes" and not offered(one.field, column.fields[0]):
                assert (one.field, column.fields[0]) in FREE, (one.field, column.fields)
    assert book.sheetnames[4] in offered("classes", "class_teacher")
    assert next(one for one in sheets() if one.field == "lessons").names[language] in offered("realised", "lesson")
    assert offered("rules", "rule").strip('"').split(",") == list(catalogue())
    keys = [book[book.sheetnames[0]].cell(row, 1).value for row in range(3, 13)]
    for key, word in (
        ("presence", {"nl": "bereikbaar", "en": "reachable"}),
        ("week_letters", {"nl": "lesweken", "en": "teaching"}),
    ):
        assert word[language] in offered("settings", "value", 3 + keys.index(setting_keys()[key].names[language]))


def test_columns_of_blended_teaching_have_an_example() -> None:
    examples = {(one.field, column.fields[0]) for one in sheets() for column in one.columns if column.example["nl"]}
    assert examples == {
        (one.field, column.fields[0]) for one in sheets() for column in one.columns if column.example["en"]
    }
    asked = {"classes": ("segments", "loans", "distance_target_pct", "competences"), "lessons": ("term", "presence"),
             "groups": ("term", "competences"), "teachers": ("duties_max",), "duties": ("campus", "people", "who"),
             "realised": ("became", "reason"), "rules": ("term",)}  # fmt: skip
    assert {(sheet, field) for sheet, fields in asked.items() for field in fields} <= examples


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "school.xlsx"
    write_school(school(), path)
    book = openpyxl.load_workbook(path)
    names = [row[1] for row in book["Leraren"].iter_rows(min_row=3)]
    assert [(cell.value, cell.data_type) for cell in names] == [(text, "s") for text in HOSTILE]
    assert all(cell.hyperlink is None for cell in names)
    again, _ = read_school(path)
    assert [teacher.name for teacher in again.teachers] == list(HOSTILE)


def test_csv_cells_that_a_spreadsheet_would_run_are_guarded(tmp_path: Path) -> None:
    write_csv_folder(school(), tmp_path)
    lines = (tmp_path / "Leraren.csv").read_text(encoding="utf-8-sig").splitlines()
    cells = [line.split(";")[1].strip('"') for line in lines[1:]]
    assert not [cell for cell in cells if cell[0] in "=@" or cell.startswith("-1+")]
    again, _ = read_school(tmp_path)
    assert [teacher.name for teacher in again.teachers] == list(HOSTILE)


@pytest.mark.parametrize(("seed", "language"), [(6, "nl"), (6, "en")])
def test_rows_of_what_no_planner_typed_are_in_the_language_of_the_folder(
    tmp_path: Path, seed: int, language: str
) -> None:
    """Meetings and openings of rooms: the same words as in a workbook, and read back as the same rows."""
    problem = build_problem(random_school(seed, language))
    rows = rows_of(problem, random_timetable(problem, seed))
    made = [shown_row(row, language) for row in rows if is_made(row)]
    assert {row.subject for row in made} == {words[language] for words in WORDS.values()}
    whole = replace(school_of(problem) or School(), roster=rows)
    write_csv_folder(whole, tmp_path / "folder", language)
    write_school(whole, tmp_path / "book.xlsx", language)
    table = sheet("roster")
    lines = (tmp_path / "folder" / f"{table.names[language]}.csv").read_text(encoding="utf-8-sig").splitlines()
    told = list(csv.DictReader(lines, delimiter=";" if language == "nl" else ","))
    lesson, subject = (next(c.names[language] for c in table.columns if c.fields == (name,)) for name in COLUMNS)
    assert {(row.lesson, row.subject) for row in made} <= {(one[lesson], one[subject]) for one in told}
    by_folder, by_book = (read_school(tmp_path / name)[0].roster for name in ("folder", "book.xlsx"))
    assert [replace(row, origin=None) for row in by_folder] == [replace(row, origin=None) for row in by_book]


def test_a_folder_is_written_with_all_its_files_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "school"
    folder.mkdir()
    last = folder / "Lessen.csv"
    last.write_text("precious")
    last.chmod(0o444)
    with pytest.raises(Faults):
        write_csv_folder(school(), folder, overwrite=True)
    assert [(one.name, one.read_text()) for one in folder.iterdir()] == [("Lessen.csv", "precious")]


def test_a_folder_that_cannot_be_filled_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("scheduler.whole_files.os.replace", full)
    with pytest.raises(Faults):
        write_csv_folder(school(), tmp_path / "school")
    assert not (tmp_path / "school").exists()


def test_a_file_is_not_overwritten_unless_asked(tmp_path: Path) -> None:
    path = tmp_path / "school.xlsx"
    path.write_text("precious")
    with pytest.raises(Faults) as told:
        write_school(school(), path)
    assert [fault.key for fault in told.value.faults] == ["file_exists"]
    assert path.read_text() == "precious"
    write_school(school(), path, overwrite=True)
    assert len(read_school(path)[0].lessons) == 1


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "school.xlsx"
    path.write_text("precious")
    with pytest.raises(RuntimeError), written_whole(path, overwrite=True) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert path.read_text() == "precious"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Faults) as told:
        write_school(school(), tmp_path / "nowhere" / "school.xlsx")
    assert [fault.key for fault in told.value.faults] == ["cannot_write"]


def test_a_result_keeps_the_planners_own_columns_and_sheets_and_reads_as_the_same_school(tmp_path: Path) -> None:
    rows = base()
    rows["Leraren"][0].append("verjaardag")
    rows["Leraren"][2].append("=mei")
    rows["Kladblad"] = [["niet vergeten"], [1, 2.5]]
    rows["Instellingen"][1].append("directie")
    first = read_workbook(saved(rows, tmp_path / "school.xlsx"))
    roster = (replace(first.school.roster[0], day=2), RosterRow("n1", 1, ("1A-x", "1B"), "NED", (), "every", 1, 1, 1))
    path = tmp_path / "result.xlsx"
    book = xlsxwriter.Workbook(str(path), WORKBOOK_OPTIONS)
    add_school_sheets(book, first.school, "en", roster=roster, extras=first.extras)
    for title in ("Lessen 1A", "O'Neill", "Overview"):
        book.add_worksheet(title).write_string(0, 0, "for reading only")
        mark_output_sheet(book, title)
    book.close()
    again = read_workbook(path)
    assert again.school == replace(first.school, roster=roster)
    assert again.extras.columns == {"teachers": (("verjaardag", ("", "=mei")),)}
    assert again.extras.sheets == (("Kladblad", (("niet vergeten", ""), (1.0, 2.5))),)
    assert again.extras.sources["school"] == "directie"
    assert {notice.key for notice in again.notices} == {"unknown_column", "unknown_sheet"}
