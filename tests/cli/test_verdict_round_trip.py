"""What is said of a timetable and what is said of the file it was written to are the same, rule by rule.

Random schools and random timetables, valid or not: written, read and judged again, in both languages and forms.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.evaluation import Evaluation, evaluate
from scheduler.formats.reading import SchoolCase, read_any
from scheduler.formats.workbook import write_csv_folder
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem, school_of
from scheduler.school.roster import rows_of
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
        from dataclasses import replace

        write_csv_folder(replace(school, roster=rows_of(problem, timetable)), path, language)
    after = judged_again(path)
    assert costs(after) == costs(before)
    assert after.unplaced == before.unplaced
