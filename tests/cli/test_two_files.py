"""`evaluate FILE TIMETABLE`: the rules of one file, the timetable of another, judged as if its rows stood in FILE."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

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
