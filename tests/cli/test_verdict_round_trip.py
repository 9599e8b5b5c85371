"""What is said of a timetable and what is said of the file it was written to are the same, rule by rule.

Random schools and random timetables, valid or not: written, read and judged again, in both languages and forms.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.evaluation import Evaluation, evaluate
from scheduler.formats.cases import SchoolCase, read_any
from scheduler.formats.workbook import write_csv_folder, write_school
from scheduler.library.writing import as_written, moves_in
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.school.roster import lost_pins, pin_of_row, rows_of, timetable_of, written_rows
from scheduler.views import make_report, write_result
from tests.school.random_schools import random_school, random_timetable

SEEDS = (*range(24), 81, 96, 7010)
"""The last three: a room open by two bells at once, in one week or both; somebody of no campus beside those of one."""


def costs(judged: Evaluation) -> dict[str, tuple[int, int]]:
    return {entry: (cost.hard, cost.soft) for entry, cost in judged.by_entry.items() if cost.hard or cost.soft}


def judged_again(path: Path) -> Evaluation:
    case = read_any(path)
    assert isinstance(case, SchoolCase)
    assert not case.row_faults, [str(fault) for fault in case.row_faults]
    return evaluate(case.problem, case.timetable or Timetable())


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_written_timetable_is_judged_as_it_was(tmp_path: Path, seed: int, language: str, form: str) -> None:
    school = random_school(seed, language)
    timetable = random_timetable(build_problem(school), seed)
    written = replace(school, roster=rows_of(build_problem(school), timetable))
    problem = build_problem(written)  # which of several parts a pin means is told by where they stand
    timetable, _ = timetable_of(problem, written.roster)  # and that rooms are open in one week by who is at home then
    before = evaluate(problem, timetable)
    path = tmp_path / f"school.{form}"
    if form == "xlsx":
        write_result(path, make_report(problem, timetable), language)
    else:
        write_csv_folder(written, path, language)
    after = judged_again(path)
    assert costs(after) == costs(before)
    assert after.unplaced == before.unplaced


@pytest.mark.parametrize("seed", range(6))
def test_a_new_timetable_is_told_as_its_file_is_judged_and_what_moving_costs_apart(tmp_path: Path, seed: int) -> None:
    school = random_school(seed)
    problem = build_problem(school)
    write_school(replace(school, roster=rows_of(problem, random_timetable(problem, seed))), tmp_path / "old.xlsx")
    case = read_any(tmp_path / "old.xlsx")
    assert isinstance(case, SchoolCase)
    timetable = random_timetable(case.problem, seed + 100)
    rows = written_rows(case.problem, timetable, case.school.roster)
    told = make_report(as_written(case, rows), timetable)
    write_result(tmp_path / "new.xlsx", told)
    assert judged_again(tmp_path / "new.xlsx").by_entry == told.evaluation.by_entry
    assert told.evaluation.by_entry["S13"].deviation == 0
    moved = moves_in(case.problem, timetable)
    assert moved is not None and moved.deviation > 0


def test_a_pin_that_is_not_kept_is_not_lost(tmp_path: Path) -> None:
    school = random_school(3)
    problem = build_problem(school)
    rows = rows_of(problem, random_timetable(problem, 3))
    first = next(row for row in rows if row.attendees)
    moved = tuple(replace(row, day=(row.day + 1) % 5) if row == first else row for row in rows)
    pinned = (replace(first, pinned=True),)
    assert lost_pins(pinned, tuple(replace(row, pinned=False) for row in moved)) == (pin_of_row(first),)
    assert lost_pins(pinned, written_rows(problem, random_timetable(problem, 3), pinned)) == ()
