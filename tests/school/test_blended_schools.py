"""Random schools with all that blended teaching asks for: every reading of their rules agrees, and files keep them.

`SCHEDULER_BLENDED_SCHOOLS` sets how many are tried.
"""

from __future__ import annotations

import os

import pytest

from scheduler.evaluation import evaluate
from scheduler.formats.workbook import read_school, write_school
from scheduler.school.building import build_problem
from scheduler.school.records import School
from scheduler.school.roster import rows_of, timetable_of
from tests.school.random_schools import random_blended_school, random_timetable
from tests.solver.agreement import agrees

SEEDS = range(int(os.environ.get("SCHEDULER_BLENDED_SCHOOLS", "25")))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_monitors_of_a_blended_school_cost_what_the_evaluator_says(seed):
    problem = build_problem(random_blended_school(seed))
    assert agrees(problem, random_timetable(problem, seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_timetable_of_a_blended_school_is_judged_the_same_from_its_rows(seed):
    problem = build_problem(random_blended_school(seed))
    found = random_timetable(problem, seed)
    again, faults = timetable_of(problem, rows_of(problem, found))
    assert not faults
    before, after = evaluate(problem, found), evaluate(problem, again)
    assert (before.hard, before.soft) == (after.hard, after.soft)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("seed", SEEDS[:6])
def test_a_workbook_keeps_a_blended_school(seed, language, tmp_path):
    school: School = random_blended_school(seed, language)
    write_school(school, tmp_path / "school.xlsx", language)
    again, _ = read_school(tmp_path / "school.xlsx")
    for part in ("settings", "classes", "lessons", "supervision", "rules"):
        assert getattr(again, part) == getattr(school, part)
