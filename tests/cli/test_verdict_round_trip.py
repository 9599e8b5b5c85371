"""What is said of a timetable and what is said of the file it was written to are the same, rule by rule.

Random schools and random timetables, valid or not: written, read and judged again, in both languages and forms.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli.main import scheduler
from scheduler.evaluation import Evaluation, evaluate
from scheduler.formats.reading import SchoolCase, read_any
from scheduler.formats.workbook import write_csv_folder, write_school
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem, school_of
from scheduler.school.roster import lost_pins, pin_of_row, rows_of, written_rows
from scheduler.views import make_report, write_result
from tests.school.random_schools import random_school, random_timetable

SEEDS = range(24)


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
    problem = build_problem(random_school(seed, language))
    timetable = random_timetable(problem, seed)
    before = evaluate(problem, timetable)
    path = tmp_path / f"school.{form}"
    if form == "xlsx":
        write_result(path, make_report(problem, timetable), language)
    else:
        school = school_of(problem)
        assert school is not None
        write_csv_folder(replace(school, roster=rows_of(problem, timetable)), path, language)
    after = judged_again(path)
    assert costs(after) == costs(before)
    assert after.unplaced == before.unplaced


def test_a_solve_that_starts_from_a_timetable_tells_what_evaluate_tells_of_its_file_and_what_moving_costs_apart(
    tmp_path: Path,
) -> None:
    school = random_school(3, "en")
    problem = build_problem(school)
    before = replace(school, roster=rows_of(problem, random_timetable(problem, 3)))
    write_school(before, tmp_path / "before.xlsx", "en")
    run = CliRunner().invoke(
        scheduler, ["solve", str(tmp_path / "before.xlsx"), "-o", str(tmp_path / "after.xlsx"), "--time", "2", "--json"]
    )
    solved = json.loads(run.stdout)
    judged = json.loads(CliRunner().invoke(scheduler, ["evaluate", str(tmp_path / "after.xlsx"), "--json"]).stdout)
    same = ("hard", "soft", "unplaced", "rules")
    assert {name: solved[name] for name in same} == {name: judged[name] for name in same}
    assert solved["moved"]["periods"] > 0
    assert judged["rules"]["S13"]["points"] == 0


def test_a_pin_that_is_not_kept_is_not_lost(tmp_path: Path) -> None:
    school = random_school(3)
    problem = build_problem(school)
    rows = rows_of(problem, random_timetable(problem, 3))
    first = next(row for row in rows if row.attendees)
    moved = tuple(replace(row, day=(row.day + 1) % 5) if row == first else row for row in rows)
    pinned = (replace(first, pinned=True),)
    assert lost_pins(pinned, tuple(replace(row, pinned=False) for row in moved)) == (pin_of_row(first),)
    assert lost_pins(pinned, written_rows(problem, random_timetable(problem, 3), pinned)) == ()
