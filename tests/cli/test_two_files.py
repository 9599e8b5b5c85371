"""`evaluate FILE TIMETABLE`: the rules of one file, the timetable of another, judged as if its rows stood in FILE."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from scheduler.cli.main import scheduler
from scheduler.formats.workbook import write_csv_folder, write_school
from scheduler.problem.modes import Mode
from scheduler.school.building import build_problem
from scheduler.school.records import Pin, RosterRow, School
from scheduler.school.roster import rows_of
from tests.school.random_schools import random_school, random_timetable
from tests.school.schools import blended_school


def judged(*files: Path) -> dict[str, Any]:
    result = CliRunner().invoke(scheduler, ["evaluate", *map(str, files), "--json", "--all"])
    assert result.exit_code in (0, 5), result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def written(school: School, folder: Path, name: str, form: str = "xlsx") -> Path:
    path = folder / (f"{name}.xlsx" if form == "xlsx" else name)
    (write_school if form == "xlsx" else write_csv_folder)(school, path, school.settings.language)
    return path


def costs(told: dict[str, Any], *without: str) -> dict[str, Any]:
    return {entry: cost for entry, cost in told["rules"].items() if entry not in without}


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("seed", range(8))
def test_rows_of_another_file_are_judged_as_rows_of_the_file_itself(tmp_path: Path, seed: int, form: str) -> None:
    school = random_school(seed)
    rows = rows_of(build_problem(school), random_timetable(build_problem(school), seed))
    other = rows_of(build_problem(school), random_timetable(build_problem(school), seed + 100))
    alone = judged(written(replace(school, roster=rows), tmp_path, "whole", form))
    rules = written(replace(school, roster=other), tmp_path, "rules", form)
    apart = judged(rules, written(replace(school, roster=rows), tmp_path, "timetable", form))
    assert costs(apart, "S13") == costs(alone, "S13")
    assert apart["unplaced"] == alone["unplaced"]


def alone(school: School, folder: Path, form: str) -> Path:
    """The sheet Rooster of a school in a file of its own: text under its own name or another, a folder, a workbook."""
    if form == "workbook":
        path = written(school, folder, "rooster-alone")
        book = load_workbook(path)
        for title in set(book.sheetnames) - {"Rooster", "Timetable"}:
            del book[title]
        book.save(path)
        return path
    whole = written(school, folder, "whole", "csv")
    title = "Rooster.csv" if school.settings.language == "nl" else "Timetable.csv"
    path = folder / "alone" / (title if form != "other name" else "versie 3 (def).TXT")
    path.parent.mkdir()
    (whole / title).rename(path)
    return path.parent if form == "folder" else path


@pytest.mark.parametrize("form", ["own name", "other name", "folder", "workbook"])
@pytest.mark.parametrize("seed", range(4))
def test_a_file_with_the_timetable_only_is_read_with_the_names_and_bells_of_the_school(
    tmp_path: Path, seed: int, form: str
) -> None:
    school = random_school(seed, "en" if seed % 2 else "nl")
    rows = rows_of(build_problem(school), random_timetable(build_problem(school), seed))
    rules = written(school, tmp_path, "rules")
    apart = judged(rules, alone(replace(school, roster=rows), tmp_path, form))
    whole = judged(written(replace(school, roster=rows), tmp_path, "all"))
    assert costs(apart, "S13") == costs(whole, "S13") and apart["unplaced"] == whole["unplaced"]


TABLE = ["les;dag;lesuur;leraren;lokaal;vorm", "W;ma;1;jans ;101;", "W;di;9:15;;101;contact"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("W;wo;2;JANS;101;", None),  # as the school spells it, or not
        ("Q;wo;2;JANS;101;", "'Q'"),
        ("W;wo;2;NIEMAND;101;", "'NIEMAND'"),
        ("W;wo;2;JANS;999;", "'999'"),
        ("W;wo;23:15;JANS;101;", "23:15"),
        ("W;zo;2;JANS;101;", "W"),
    ],
)
def test_a_row_of_a_lone_timetable_that_does_not_fit_the_school_is_told_and_left_out(
    tmp_path: Path, row: str, told: str | None
) -> None:
    rules = written(blended_school(), tmp_path, "rules")
    lone = tmp_path / "rooster.csv"
    lone.write_text("\n".join([*TABLE, row]), encoding="utf-8")
    result = judged(rules, lone)
    said = [one for one in result["notices"] if "Rooster!" in one["where"] and one["where"].endswith("4")]
    placed = 3 if told is None else 2
    assert result["unplaced"] == 9 - placed
    assert len(said) == (told is not None) and all(str(told) in str(one) for one in said)


@pytest.mark.parametrize(
    ("text", "word"),
    [("les;dag;lesuur\nW;ooit;1", "ooit"), ("zomaar;wat\n1;2", "Rooster"), ("les;lesuur\nW;1", "dag"), ("", "x.csv")],
)
def test_a_lone_timetable_that_cannot_be_understood_is_a_fault_with_its_place(
    tmp_path: Path, text: str, word: str
) -> None:
    lone = tmp_path / "x.csv"
    lone.write_text(text, encoding="utf-8")
    rules = written(blended_school(), tmp_path, "rules")
    result = CliRunner().invoke(scheduler, ["evaluate", str(rules), str(lone)])
    assert result.exit_code == 1 and word in result.output and "Traceback" not in result.output


@pytest.mark.parametrize("kept", [True, False])
def test_what_a_hand_made_timetable_puts_at_distance_was_asked_for(tmp_path: Path, kept: bool) -> None:
    school = blended_school()
    lessons = tuple(replace(one, distance_min=0, distance_max=None, modes=None) for one in school.lessons)
    school = replace(school, lessons=lessons)
    row = RosterRow("W", 1, ("5A",), "WIS", ("JANS",), day=0, period=1, mode=Mode.SYNCHRONOUS)
    elsewhere = replace(row, mode=Mode.CONTACT, room="101")
    rules = written(replace(school, roster=(elsewhere,) if kept else ()), tmp_path, "rules")
    told = judged(rules, written(replace(school, roster=(row,)), tmp_path, "timetable"))
    assert not [one for one in told["violations"] if one["rule"] == "H10"], told["violations"]


def test_a_pin_without_a_part_is_kept_by_the_part_that_stands_there_in_the_timetable(tmp_path: Path) -> None:
    school = blended_school(pins=(Pin("W", day=2, period=1),))
    weekly = build_problem(school).lesson["W"].parts

    def rows(*days: int) -> tuple[RosterRow, ...]:
        return tuple(
            RosterRow("W", part, ("5A",), "WIS", ("JANS",), day=day, period=1, room="101")
            for part, day in enumerate(days, start=1)
        )

    rules = written(replace(school, roster=rows(2, 0)), tmp_path, "rules")
    told = judged(rules, written(replace(school, roster=rows(0, 2)), tmp_path, "timetable"))
    assert not [one for one in told["violations"] if one["rule"] == "H19"], told["violations"]
    told = judged(rules, written(replace(school, roster=rows(0, 1)), tmp_path, "open"))
    assert not [
        one for one in told["violations"] if one["rule"] == "H19"
    ]  # a part without a place may still come there
    told = judged(rules, written(replace(school, roster=rows(0, 1, 3, 4)[: len(weekly)]), tmp_path, "moved"))
    assert [one["rule"] for one in told["violations"] if one["rule"] == "H19"] == ["H19"]


def test_a_row_that_the_file_pins_stays_pinned_for_another_timetable(tmp_path: Path) -> None:
    school = blended_school()
    row = RosterRow("W", 1, ("5A",), "WIS", ("JANS",), day=0, period=1, room="101")
    rules = written(replace(school, roster=(replace(row, pinned=True),)), tmp_path, "rules")
    told = judged(rules, written(replace(school, roster=(replace(row, day=1),)), tmp_path, "timetable"))
    assert "H19" in [one["rule"] for one in told["violations"]]
