"""`scheduler diff`, the sheet Wijzigingen after solving again, and the pages to hand out, as a planner meets them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from scheduler.cli.main import scheduler
from scheduler.formats.workbook import write_school
from scheduler.school.records import RosterRow, School, Teacher
from tests.school.judging import lesson, small_school


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(scheduler, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def school(*moments: tuple[str, int, int], **more: Any) -> School:
    """Mathematics of ANN and sports of BEN for class 3A, at (lesson, day, period)."""
    parts: dict[str, int] = {}
    rows = []
    for name, day, period in moments:
        parts[name] = parts.get(name, 0) + 1
        rows.append(RosterRow(name, parts[name], day=day, period=period))
    return small_school(lesson("W", "ANN", 2), lesson("V", "BEN", subject="LO"), roster=tuple(rows), **more)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "oud.xlsx", tmp_path / "nieuw.xlsx"
    write_school(school(("W", 0, 1), ("W", 1, 3), ("V", 2, 2)), old)
    write_school(school(("W", 0, 1), ("W", 3, 4), ("V", 2, 2)), new)
    return old, new


def test_it_says_from_where_to_where_and_for_whom(files: tuple[Path, Path]) -> None:
    result = run("diff", *files)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "1 lesblok op een andere tijd. 2 lesblokken blijven zoals ze waren."
    assert "1 klas: 3A (1)" in lines and "1 leraar: ANN (1)" in lines
    (row,) = [line for line in lines if line.startswith("WIS 3A (les W)")]
    assert " ".join(row.split("tijd")[1].split()) == "dinsdag lesuur 3 · ANN donderdag lesuur 4 · ANN"


def test_it_speaks_english_too(files: tuple[Path, Path]) -> None:
    assert run("diff", *files, "--lang", "en").output.startswith("1 block at another time. 2 blocks stay as they were.")


def test_json_is_one_object_with_counts_and_every_change(files: tuple[Path, Path]) -> None:
    told = json.loads(run("diff", *files, "--json").stdout)
    assert (told["status"], told["moved"], told["same"]) == ("changed", 1, 2)
    assert told["concerned"] == {"class": {"3A": 1}, "teacher": {"ANN": 1}, "room": {}}
    (change,) = told["changes"]
    assert (change["lesson"], change["fate"], change["differs"]) == ("W", "changed", ["time"])
    assert [(change[side]["day"], change[side]["period"]) for side in ("from", "to")] == [(1, 3), (3, 4)]


def test_a_timetable_compared_with_itself_says_that_nothing_changed(files: tuple[Path, Path]) -> None:
    old, _ = files
    result = run("diff", old, old, "--json")
    assert json.loads(result.stdout)["status"] == "same" and result.exit_code == 0


def test_the_sheet_and_the_pages_hold_what_changes(files: tuple[Path, Path], tmp_path: Path) -> None:
    sheet, folder = tmp_path / "w.xlsx", tmp_path / "w"
    assert run("diff", *files, "-o", sheet, "--to", folder).exit_code == 0
    cells = [cell.value for row in load_workbook(sheet)["Wijzigingen"].iter_rows() for cell in row if cell.value]
    assert cells.count("WIS 3A (les W)") == 3  # by lesson, for the class, for the teacher
    assert "Klas 3A: 1 wijziging" in cells and "Leraar ANN: 1 wijziging" in cells
    pages = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    assert pages == ["index.html", "klassen/3A.html", "leraren/ANN.html"]
    page = (folder / "leraren" / "ANN.html").read_text(encoding="utf-8")
    assert "dinsdag lesuur 3" in page and "donderdag lesuur 4" in page and "lesuur 1" not in page


def test_what_a_planner_typed_is_no_code_on_a_page(tmp_path: Path) -> None:
    name = Teacher("ANN", name="<script>alert(1)</script>")
    old, new = tmp_path / "oud.xlsx", tmp_path / "nieuw.xlsx"
    for path, period in ((old, 1), (new, 2)):
        one = school(("W", 0, period))
        write_school(replace(one, teachers=tuple(name if t.code == "ANN" else t for t in one.teachers)), path)
    assert run("diff", old, new, "--to", tmp_path / "w").exit_code == 0
    page = (tmp_path / "w" / "leraren" / "ANN.html").read_text(encoding="utf-8")
    assert "<script>" not in page and "&lt;script&gt;" in page


def test_a_file_without_a_timetable_is_a_fault_and_an_output_that_is_there_is_kept(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = files
    bare = tmp_path / "leeg.xlsx"
    write_school(school(), bare)
    assert run("diff", bare, new).exit_code == 1
    before = new.read_bytes()
    assert run("diff", old, new, "-o", new).exit_code == 2
    assert run("diff", old, new, "-o", old, "--overwrite").exit_code == 2
    assert new.read_bytes() == before


def test_solving_again_writes_the_sheet_by_itself_and_says_the_counts(tmp_path: Path) -> None:
    """V stands where H01 (one lesson at a time) forbids it: beside W. One of the two must move."""
    broken, solved = tmp_path / "s.xlsx", tmp_path / "s-2.xlsx"
    write_school(school(("W", 0, 1), ("W", 1, 3), ("V", 0, 1)), broken)
    result = run("solve", broken, "-o", solved, "--time", "20s", "--workers", 1)
    assert result.exit_code == 0, result.output
    assert "Tegenover het vorige rooster (blad Wijzigingen): " in result.output
    book = load_workbook(solved)
    cells = [cell.value for row in book["Wijzigingen"].iter_rows() for cell in row if cell.value]
    assert "Tegenover het rooster dat in het invoerbestand stond." in cells
    told = json.loads(run("diff", broken, solved, "--json").stdout)
    assert told["moved"] >= 1 and told["text"] in cells


def test_a_first_timetable_has_no_sheet_of_changes_and_a_tab_of_that_name_stays(tmp_path: Path) -> None:
    bare, solved = tmp_path / "s.xlsx", tmp_path / "s-2.xlsx"
    write_school(school(), bare)
    assert run("solve", bare, "-o", solved, "--time", "20s", "--workers", 1).exit_code == 0
    assert "Wijzigingen" not in load_workbook(solved).sheetnames
    book = load_workbook(solved)
    book.create_sheet("Wijzigingen")["A1"] = "van de planner"
    book.save(solved)
    again = tmp_path / "s-3.xlsx"
    assert run("solve", solved, "-o", again, "--time", "20s", "--workers", 1).exit_code == 0
    titles = load_workbook(again).sheetnames
    assert "Wijzigingen (2)" in titles and load_workbook(again)["Wijzigingen"]["A1"].value == "van de planner"
