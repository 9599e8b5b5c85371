"""`scheduler replan`, as a planner types it after a change of the data."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from scheduler.cli.main import scheduler
from scheduler.formats.workbook import write_school
from scheduler.school.records import Availability, Level, RosterRow, RuleRow, School, SchoolClass
from tests.school.judging import lesson, small_school

OFF = tuple(RuleRow(entry, level=Level.OFF) for entry in ("H06", "H07", "H08", "S07"))
"""What a week of four lessons cannot keep anyway."""


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(scheduler, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def school(**more: object) -> School:
    """W of ANN for 3A on Monday 1, V of BEN for 3A on Tuesday 2, X of ANN for 3B on Monday 3."""
    rows = (RosterRow("W", 1, day=0, period=1), RosterRow("V", 1, day=1, period=2), RosterRow("X", 1, day=0, period=3))
    classes = tuple(SchoolClass(code, stage="2", pupils=20) for code in ("3A", "3B"))
    lessons = (lesson("W", "ANN"), lesson("V", "BEN", subject="LO"), lesson("X", "ANN", of="3B"))
    return small_school(*lessons, **{"roster": rows, "classes": classes, "rules": OFF, **more})


AWAY = (Availability("teacher", "ANN", day=0, level=Level.MUST),)
"""ANN is not there on Monday."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "s.xlsx"
    write_school(school(availability=AWAY), path)
    return path


def test_it_moves_what_must_and_says_so(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    result = run("replan", file, "-o", out, "--time", "20s", "--workers", 1)
    assert result.exit_code == 0, result.output
    assert "2 lesblokken verplaatst; minder kan niet (bewezen)." in result.output
    assert "0 lesblokken worden stilgehouden (--freeze, --only)" in result.output, "pins of the school are not meant"
    cells = [cell.value for row in load_workbook(out)["Wijzigingen"].iter_rows() for cell in row if cell.value]
    assert "2 lesblokken verplaatst; minder kan niet (bewezen)." in cells
    told = json.loads(run("diff", file, out, "--json").stdout)
    assert (told["moved"], {one["lesson"] for one in told["changes"]}) == (2, {"W", "X"})
    assert json.loads(run("evaluate", out, "--json").stdout)["hard"] == 0


def test_json_is_one_object_with_the_proof(file: Path, tmp_path: Path) -> None:
    told = json.loads(run("replan", file, "-o", tmp_path / "o.xlsx", "--time", "20s", "--workers", 1, "--json").stdout)
    assert (told["status"], told["hard"], told["moved"], told["least_moved"]) == ("feasible", 0, 2, 2)
    assert told["before"]["hard"] > 0 and len(told["changes"]) == 2


def test_where_nothing_is_broken_nothing_moves(tmp_path: Path) -> None:
    path, out = tmp_path / "s.xlsx", tmp_path / "out.xlsx"
    write_school(school(), path)
    result = run("replan", path, "-o", out, "--time", "20s", "--workers", 1)
    assert result.exit_code == 0 and "Er hoeft niets te verschuiven." in result.output
    assert json.loads(run("diff", path, out, "--json").stdout)["status"] == "same"


def test_what_is_broken_and_may_not_move_is_told_as_broken(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    result = run("replan", file, "-o", out, "--time", "20s", "--workers", 1, "--freeze", "teachers:ANN")
    assert result.exit_code == 5 and "Niet alles past" in result.output, result.output
    assert "Er hoeft niets te verschuiven." not in result.output


def test_the_timetable_may_come_from_another_file(file: Path, tmp_path: Path) -> None:
    old, out = tmp_path / "old.xlsx", tmp_path / "out.xlsx"
    rows = (RosterRow("W", 1, day=2, period=1), RosterRow("V", 1, day=1, period=2), RosterRow("X", 1, day=0, period=3))
    write_school(replace(school(), roster=rows), old)
    assert run("replan", file, "--from", old, "-o", out, "--time", "20s", "--workers", 1).exit_code == 0
    told = json.loads(run("diff", old, out, "--json").stdout)
    assert [one["lesson"] for one in told["changes"]] == ["X"]


@pytest.mark.parametrize("frozen", [("--freeze", "klassen:3A"), ("--only", "classes:3B"), ("--freeze", "lessons:W")])
def test_what_is_frozen_stays_broken_and_wrong_words_are_told(
    file: Path, tmp_path: Path, frozen: tuple[str, str]
) -> None:
    out = tmp_path / "out.xlsx"
    result = run("replan", file, "-o", out, "--time", "20s", "--workers", 1, *frozen)
    if frozen[1].startswith("lessons"):
        assert result.exit_code == 2 and not out.exists()
        return
    assert result.exit_code == 5, result.output
    told = json.loads(run("diff", file, out, "--json").stdout)
    assert [one["lesson"] for one in told["changes"]] == ["X"]


def test_an_unknown_class_and_a_file_without_a_timetable_are_told(file: Path, tmp_path: Path) -> None:
    assert run("replan", file, "--freeze", "classes:9Z").exit_code == 2
    bare = tmp_path / "bare.xlsx"
    write_school(replace(school(), roster=()), bare)
    assert run("replan", bare).exit_code == 1


def test_every_step_leaves_a_row_in_the_sheet_of_versions(file: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "een.xlsx", tmp_path / "twee.xlsx"
    assert run("replan", file, "-o", first, "--time", "20s", "--workers", 1).exit_code == 0
    result = run("move", first, "V", "wo", 1, "-o", second)
    assert result.exit_code == 0 and "Versies" not in result.output  # it is no tab of the planner's
    rows = [[cell.value for cell in row] for row in load_workbook(second)["Versies"].iter_rows()]
    assert [row[:3][-2:] for row in rows] == [
        ["opdracht", "uit bestand"],
        ["scheduler replan", "s.xlsx"],
        ["scheduler move", "een.xlsx"],
    ]
    assert rows[1][3] == "2 lesblokken verplaatst; minder kan niet (bewezen)."


def test_a_tab_that_the_planner_calls_so_stays_his(file: Path, tmp_path: Path) -> None:
    book, out = load_workbook(file), tmp_path / "out.xlsx"
    book.create_sheet("Versies")["A1"] = "van de planner"
    book.save(file)
    assert run("replan", file, "-o", out, "--time", "20s", "--workers", 1).exit_code == 0
    written = load_workbook(out)
    assert written["Versies"]["A1"].value == "van de planner" and written["Versies (2)"]["A1"].value == "wanneer"
