"""Schools from files and results into files, as a program that imports `scheduler` sees them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import scheduler as s
from scheduler.formats.files.faults import Faults
from scheduler.problem.text import data_folder
from tests.builders import lesson, problem, week

SMALL = Path(__file__).resolve().parent.parent.parent / "examples" / "small-school" / "school.xlsx"


@pytest.fixture(scope="module")
def school() -> s.Problem:
    return s.read_school(SMALL)


@pytest.fixture(scope="module")
def found(school) -> s.Result:
    return s.solve(school, stop=s.Stop(work=0.5), workers=1, seed=1)


def test_a_school_is_a_problem_that_knows_its_file(school):
    assert isinstance(school, s.Problem)
    assert school.timetable is None and school.notices == ()
    assert replace(school, name="another").case is school.case


def test_a_changed_copy_equals_the_problem_it_was_read_as(school):
    again = s.read_school(str(SMALL))
    assert again == school and again is not school
    assert s.Problem.from_json(school.to_json()).rules == school.rules


def test_all_faults_of_a_file_are_told_at_once(tmp_path):
    from openpyxl import load_workbook

    book = load_workbook(SMALL)
    sheet = book["Lessons"]
    headers = [str(cell.value).casefold() for cell in sheet[1]]
    for row, teacher in ((3, "NOBODY"), (4, "NEMO")):
        sheet.cell(row, headers.index("teachers") + 1).value = teacher
    book.save(tmp_path / "school.xlsx")
    with pytest.raises(Faults, match=r"NOBODY[\s\S]*NEMO") as told:
        s.read_school(tmp_path / "school.xlsx")
    assert len(told.value.faults) == 2


def test_a_file_that_is_not_there_or_no_school_is_a_fault(tmp_path):
    with pytest.raises(Faults):
        s.read_school(tmp_path / "none.xlsx")
    with pytest.raises(Faults, match="a school workbook is needed here"):
        s.read_school(data_folder() / "xhstt" / "village-school.xml")


def test_a_result_is_written_and_read_again_with_the_same_costs(school, found, tmp_path):
    target = tmp_path / "result.xlsx"
    s.write_result(target, school, found)
    again = s.read_school(target)
    assert {meet.lesson for meet in again.timetable.placements} == {meet.lesson for meet in found.timetable.placements}
    before, after = s.evaluate(school, found.timetable), s.evaluate(again, again.timetable)
    assert (before.hard, before.soft, before.unplaced) == (after.hard, after.soft, after.unplaced)
    fresh = s.read_school(target, fresh=True)
    assert fresh.timetable is None


def test_a_file_that_is_there_stays_unless_it_may_be_replaced(school, found, tmp_path):
    target = tmp_path / "result.xlsx"
    shutil.copy(SMALL, target)
    with pytest.raises(Faults):
        s.write_result(target, school, found.timetable)
    assert target.read_bytes() == SMALL.read_bytes()
    s.write_result(target, school, found.timetable, overwrite=True, language="nl")
    assert target.read_bytes() != SMALL.read_bytes()


def test_what_cannot_be_written_is_refused_by_name(school, found, tmp_path):
    target = tmp_path / "result.xlsx"
    with pytest.raises(ValueError, match="only a problem of read_school has a workbook"):
        s.write_result(target, problem(week(), [lesson("maths")]), s.Timetable())
    with pytest.raises(TypeError, match="found must be a Result or a Timetable, not NoneType"):
        s.write_result(target, school, None)
    with pytest.raises(ValueError, match=r"no timetable was found \(status 'unknown'\)"):
        s.write_result(target, school, replace(found, timetable=None, status="unknown"))
    with pytest.raises(ValueError, match=r"is called something\.xlsx, not 'result\.pdf'"):
        s.write_result(tmp_path / "result.pdf", school, found)
    with pytest.raises(ValueError, match="language must be one of nl, en, not 'fr'"):
        s.write_result(target, school, found, language="fr")
    with pytest.raises(TypeError, match=r"must be a Timetable, not Result; give its \.timetable"):
        s.evaluate(school, found)
    assert not list(tmp_path.iterdir())
