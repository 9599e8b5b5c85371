"""Sheets for reading never lie by age: they carry the state of Rooster, and edits on them or of Rooster are noticed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.workbook import Workbook

from scheduler.cli.main import scheduler
from scheduler.formats.reading import read_case
from scheduler.formats.workbook.made_sheets import roster_state
from scheduler.problem.modes import Mode
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import RosterRow
from scheduler.views import make_report, write_result
from tests.school.schools import blended_school

MAY_DIFFER = {"nl": ("Klas 5A", "Leraar JANS", "Lokaal 101"), "en": ("Class 5A", "Teacher JANS", "Room 101")}
ROSTER = {"nl": "Rooster", "en": "Timetable"}


def solved(folder: Path, language: str) -> Path:
    problem = build_problem(blended_school())
    timetable = Timetable((Placement("W", 1, 1, 0, "contact", (("room", "room:101"),)),))
    path = folder / f"result-{language}.xlsx"
    write_result(path, make_report(replace(problem, language=language), timetable), language)
    return path


def keys(path: Path) -> list[tuple[str, str]]:
    return [(one.key, one.where) for one in read_case(path).made]


def edited(path: Path, change: Any) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_was_just_written_is_in_order_also_when_another_program_saves_it(tmp_path: Path, language: str) -> None:
    path = solved(tmp_path, language)
    assert keys(path) == []
    assert keys(edited(path, lambda book: None)) == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_result_sheet_shows_at_its_top_the_state_it_was_made_from(tmp_path: Path, language: str) -> None:
    path = solved(tmp_path, language)
    state = roster_state(read_case(path).school.roster)
    shown = openpyxl.load_workbook(path, data_only=True)
    formulas = openpyxl.load_workbook(path)
    after = shown.sheetnames[shown.sheetnames.index(ROSTER[language]) + 1 : -1]
    assert len(after) == 13
    for title in after:
        assert any(state in str(cell.value) for cell in shown[title][1]), title
        assert any(cell.value == f"={shown.sheetnames[-1]}!$B$2" for cell in formulas[title][1]), title
    rule = str(formulas[shown.sheetnames[-1]]["B2"].value)
    assert f"{ROSTER[language]}!$A$3" in rule and ("OUDER" if language == "nl" else "OLDER") in rule
    assert formulas[shown.sheetnames[-1]].sheet_state == "hidden"


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("column", ["G", "H", "K"], ids=["day", "period", "room"])
def test_an_edit_of_the_timetable_makes_the_sheets_old(tmp_path: Path, language: str, column: str) -> None:
    def change(book: Workbook) -> None:
        cell = book[ROSTER[language]][f"{column}3"]
        cell.value = {"G": 2, "H": 2, "K": ""}[column]

    path = edited(solved(tmp_path, language), change)
    assert [key for key, _ in keys(path)] == ["sheets_old"]


def test_a_row_that_is_taken_away_or_added_makes_the_sheets_old(tmp_path: Path) -> None:
    path = edited(solved(tmp_path, "nl"), lambda book: book["Rooster"].delete_rows(3))
    assert keys(path) == [("sheets_old", "")]
    path = edited(path, lambda book: book["Rooster"].append(["W", 1, "5A", "WIS", "JANS", "", "ma", 1, 1, "", "101"]))
    assert keys(path) == []


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("number", range(3))
def test_an_edit_on_a_sheet_for_reading_is_named_by_its_cell(tmp_path: Path, language: str, number: int) -> None:
    title = MAY_DIFFER[language][number]
    path = solved(tmp_path, language)

    def filled(book: Workbook) -> str:
        return next(c.coordinate for row in book[title]["B3:F8"] for c in row if c.value and "WIS" in str(c.value))

    cell = filled(openpyxl.load_workbook(path))
    assert keys(edited(path, lambda book: book[title].__setitem__(cell, "LO"))) == [
        ("edited_reading_sheet", f"{title}!{cell}")
    ]
    told = read_case(path).made[0]
    assert ROSTER[language] in told.text(language) and "'LO'" in told.text(language)


def test_a_cell_that_is_cleared_or_newly_filled_is_named_too(tmp_path: Path) -> None:
    path = solved(tmp_path, "nl")

    def change(book: Workbook) -> None:
        book["Klas 5A"]["A1"] = None
        book["Klas 5A"]["C4"] = "nieuw"

    assert keys(edited(path, change)) == [
        ("edited_reading_sheet", "Klas 5A!A1"),
        ("edited_reading_sheet", "Klas 5A!C4"),
    ]


def test_evaluate_writes_the_sheets_anew(tmp_path: Path) -> None:
    path = edited(solved(tmp_path, "nl"), lambda book: book["Rooster"].__setitem__("H3", 2))
    again, converted = tmp_path / "anew.xlsx", tmp_path / "converted.xlsx"
    runner = CliRunner()
    assert runner.invoke(scheduler, ["convert", str(path), str(converted)]).exit_code == 0
    for source in (path, converted):
        result = runner.invoke(scheduler, ["evaluate", str(source), "-o", str(again)])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert str(again) in result.stdout
        assert keys(again) == []
        assert read_case(again).school.roster[0].period == 2
        cells = [c.value for row in openpyxl.load_workbook(again)["Klas 5A"].iter_rows() for c in row if c.value]
        assert any("WIS" in str(value) for value in cells)
    refused = runner.invoke(scheduler, ["evaluate", str(again), "-o", str(again)])
    assert refused.exit_code == 2


ROW = RosterRow("W", 1, ("5A",), "WIS", ("JANS",), "every", 0, 1, 1, Mode.CONTACT, "101", ("kar:2",))


@pytest.mark.parametrize("changes", [
    {"lesson": "V"}, {"part": 2}, {"teachers": ("PIET",)}, {"week": "A"}, {"day": 1}, {"period": 2}, {"duration": 2},
    {"mode": Mode.SYNCHRONOUS}, {"room": "102"}, {"pools": ()},
])  # fmt: skip
def test_every_change_of_a_placement_is_another_state(changes: dict[str, Any]) -> None:
    assert roster_state([ROW]) != roster_state([replace(ROW, **changes)])
    assert roster_state([ROW]) != roster_state([ROW, replace(ROW, **changes)])


def test_order_spelling_and_pins_are_no_other_state() -> None:
    other = replace(ROW, day=1)
    assert roster_state([ROW, other]) == roster_state([other, replace(ROW, teachers=("jans ",), pinned=True)])
    assert roster_state([ROW]) == roster_state([replace(ROW, mode=None)])
