"""`scheduler explain`, as a planner types it for a school that cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli.main import scheduler
from scheduler.formats.workbook import write_school
from scheduler.school.records import Availability, Level, Pin, RosterRow, RuleRow, School
from tests.school.judging import lesson, small_school

OFF = tuple(RuleRow(entry, level=Level.OFF) for entry in ("H06", "H07", "H08", "S07"))
AWAY = (Availability("teacher", "ANN", day=0, level=Level.MUST),)


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(scheduler, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def school(**more: object) -> School:
    """W and X of ANN, V of BEN, all for 3A."""
    lessons = (lesson("W"), lesson("X", subject="LO"), lesson("V", "BEN", subject="LO"))
    return small_school(*lessons, **{"rules": OFF, **more})


@pytest.fixture
def impossible(tmp_path: Path) -> Path:
    path = tmp_path / "mijn school.xlsx"
    write_school(school(availability=AWAY, pins=(Pin("W", 1, day=0, period=2),)), path)
    return path


def test_it_names_the_cells_of_what_quarrels_and_the_ways_out(impossible: Path) -> None:
    result = run("explain", impossible, "--workers", 1)
    assert result.exit_code == 3
    lines = result.stdout.splitlines()
    assert "Deze 3 rijen gaan niet samen; elke rij is nodig (bewezen):" in result.stdout
    assert "   - Lessen!3: WIS 3A (les W): 1 lesuur, ANN" in lines
    assert any(line.startswith("   - Beschikbaarheid!3: leraar ANN is er niet: maandag") for line in lines)
    assert any(line.startswith("   - Vast!3: WIS 3A (les W) staat vast: maandag lesuur 2") for line in lines)
    assert any(line.startswith("   > Vast!3:") for line in lines)


def test_it_speaks_english_and_fits_on_a_screen(impossible: Path) -> None:
    result = run("explain", impossible, "--workers", 1, "--lang", "en")
    assert "These 3 rows cannot hold together; every one is needed (proved):" in result.stdout
    assert len(result.stdout.splitlines()) <= 40


def test_json_is_one_object_with_rows_and_ways(impossible: Path) -> None:
    told = json.loads(run("explain", impossible, "--workers", 1, "--json").stdout)
    (one,) = told["sets"]
    assert told["status"] == "impossible" and one["minimal"]
    assert {row["rule"] for row in one["rows"]} == {"H02", "H14", "H19"}
    assert all(row["cells"] for row in one["rows"])
    first = one["ways"][0]
    assert (first["change"], first["amount"]) == ("breach", 1)


def test_check_and_solve_point_to_it(impossible: Path, tmp_path: Path) -> None:
    command = f"scheduler explain '{impossible}'"
    assert command in run("check", impossible).stdout
    assert command in run("solve", impossible, "-o", tmp_path / "o.xlsx", "--time", "5s", "--workers", 1).stdout


def test_a_school_whose_timetable_keeps_everything_needs_no_explanation(tmp_path: Path) -> None:
    rows = tuple(RosterRow(code, 1, day=day, period=1) for day, code in enumerate(("W", "X", "V")))
    path = tmp_path / "s.xlsx"
    write_school(school(roster=rows), path)
    result = run("explain", path, "--workers", 1)
    assert result.exit_code == 0 and "Er is niets te verklaren" in result.stdout


def test_a_limit_in_the_sheet_of_teachers_or_rules_is_told_with_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    own = RuleRow("H15", "ANN", Level.MUST, value="per_day=1")
    pins = (Pin("W", 1, day=0, period=1), Pin("X", 1, day=0, period=3))
    write_school(school(rules=(*OFF, own), pins=pins), path)
    result = run("explain", path, "--workers", 1)
    assert "   - Regels!A7: leraar ANN: hoogstens 1 les per dag (regel H15)" in result.stdout.splitlines()
    assert "hoogstens 1 les per dag (regel H15): 1 → 2" in result.stdout
