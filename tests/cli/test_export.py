"""`scheduler export` as a planner types it: calendars, what changed since, and wrong usage, in Dutch and English."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

import scheduler as s
from scheduler.cli.main import scheduler
from scheduler.formats.workbook import write_school
from scheduler.school.roster import rows_of
from tests.views.greedy import greedy

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Workbooks with a timetable: "old", "new" in which one lesson stands elsewhere, and "english"."""
    where = tmp_path_factory.mktemp("export")
    problem = s.read_school(EXAMPLES / "kleine-school" / "school.xlsx")
    rows = rows_of(problem, greedy(problem))
    moved = next(row for row in rows if row.subject == "NED" and row.duration == 1)
    after = tuple(replace(row, day=(row.day + 1) % 5, period=8) if row == moved else row for row in rows)
    for name, roster in (("old", rows), ("new", after)):
        write_school(replace(problem.case.school, roster=roster), where / f"{name}.xlsx", "nl")
    english = s.read_school(EXAMPLES / "small-school" / "school.xlsx")
    roster = rows_of(english, greedy(english))
    write_school(replace(english.case.school, roster=roster), where / "english.xlsx", "en")
    return where


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(scheduler, ["export", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def files(*arguments: object) -> list[Path]:
    return [Path(name) for name in json.loads(run(*arguments, "--json").stdout)["files"]]


def test_calendars_are_handed_out_for_all_and_then_only_for_those_concerned(folder: Path, tmp_path: Path) -> None:
    everybody = files(folder / "old.xlsx", "--to", tmp_path / "a", "--format", "ics")
    assert len(everybody) == 6 + 16 + 13 + 1 and everybody[-1].name == "agenda's.zip"
    for number, since in enumerate((folder / "old.xlsx", tmp_path / "a", everybody[-1])):
        to = tmp_path / str(number)
        concerned = files(folder / "new.xlsx", "--to", to, "--format", "ics", "--since", since)
        assert 2 <= len(concerned) - 1 <= 4
        assert all(b"SEQUENCE:1" in file.read_bytes() for file in concerned[:-1])


def test_nothing_changed_is_said_and_nothing_written(folder: Path, tmp_path: Path) -> None:
    same = folder / "english.xlsx"
    told = run(same, "--to", tmp_path / "x", "--format", "ics", "--since", same)
    assert told.exit_code == 0 and "nothing changed for anybody" in told.stdout
    assert not (tmp_path / "x").exists()


def test_changes_where_whole_calendars_stand_and_other_formats_are_wrong_usage(folder: Path, tmp_path: Path) -> None:
    files(folder / "old.xlsx", "--to", tmp_path, "--format", "ics")
    in_place = run(folder / "new.xlsx", "--to", tmp_path, "--format", "ics", "--since", folder / "old.xlsx")
    assert in_place.exit_code == 2 and "volledige agenda" in in_place.stderr
    pages = run(folder / "new.xlsx", "--to", tmp_path, "--format", "html", "--since", folder / "old.xlsx")
    assert pages.exit_code == 2 and "--format ics" in pages.stderr


def test_since_a_school_without_a_timetable_is_a_fault(folder: Path, tmp_path: Path) -> None:
    school = EXAMPLES / "kleine-school" / "school.xlsx"
    told = run(folder / "new.xlsx", "--to", tmp_path, "--format", "ics", "--since", school, "--json")
    assert told.exit_code == 1 and json.loads(told.stdout)["faults"][0]["key"] == "no_timetable"


def test_packs_are_one_document_each_and_go_with_nothing_else(folder: Path, tmp_path: Path) -> None:
    found = files(folder / "old.xlsx", "--to", tmp_path, "--pack", "inspector,head")
    assert [file.name for file in found] == ["inspectie.xlsx", "inspectie.html", "directie.xlsx", "directie.html"]
    only = files(folder / "english.xlsx", "--to", tmp_path, "--pack", "pupils-at-school", "--format", "html")
    assert [file.name for file in only] == ["pupils-at-school.html"]
    for wrong in (["--format", "ics"], ["--only", "classes"], ["--since", str(folder / "new.xlsx")]):
        told = run(folder / "old.xlsx", "--to", tmp_path, "--pack", "head", *wrong)
        assert told.exit_code == 2 and "--logo" in told.stderr
    unknown = run(folder / "old.xlsx", "--to", tmp_path, "--pack", "inspecteur")
    assert unknown.exit_code == 2 and "pupils-at-school" in unknown.stderr


def test_a_logo_goes_with_a_pack_and_must_be_a_picture(folder: Path, tmp_path: Path) -> None:
    picture = EXAMPLES / "class-sheet.png"
    (page,) = files(folder / "old.xlsx", "--to", tmp_path, "--pack", "head", "--format", "html", "--logo", picture)
    assert "data:image/png;base64," in page.read_text(encoding="utf-8")
    assert run(folder / "old.xlsx", "--to", tmp_path, "--logo", picture).exit_code == 2
    told = run(folder / "old.xlsx", "--to", tmp_path, "--pack", "head", "--logo", folder / "old.xlsx")
    assert told.exit_code == 1 and "PNG" in told.stdout + told.stderr


def test_a_site_stands_in_a_folder_of_its_own_beside_other_formats(folder: Path, tmp_path: Path) -> None:
    found = files(folder / "old.xlsx", "--to", tmp_path, "--format", "html,site", "--only", "classes")
    of_site = {file.name for file in found if file.is_relative_to(tmp_path / "site")}
    assert {"index.html", "cijfers.html", "site.css", "site.js", "5EC.html"} <= of_site
    assert len(found) == len(set(found)) == 2 * (6 + 1) + 3


MARKS = {
    "gpu": ("GPU001.TXT", '"?";'),
    "fet": ("timetable-fet.csv", '"?"'),
    "csv": ("timetable.csv", ",?,"),
    "html": ("classes/*.html", ">?"),
    "ics": ("classes/*.ics", ": ?"),
    "frames": ("frames/placements.csv", ",?,"),
    "xlsx": ("classes/*.xlsx", "?"),
    "site": ("site/classes/*.html", ">?"),
}
"""By form of export: the files in which a question mark must stand for a teacher who is lacking."""


def content(file: Path) -> str:
    if file.suffix != ".xlsx":
        return file.read_text(encoding="utf-8")
    sheets = openpyxl.load_workbook(file).worksheets
    return "".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)


@pytest.mark.parametrize("form", MARKS)
def test_a_lesson_without_its_teacher_is_not_handed_out_in_silence(folder: Path, tmp_path: Path, form: str) -> None:
    case = s.read_school(folder / "english.xlsx").case
    row = next(row for row in case.school.roster if row.teachers)
    left = tuple(replace(one, teachers=()) if one.lesson == row.lesson else one for one in case.school.roster)
    choosing = tuple(
        replace(one, teachers=((*one.teachers[0], case.school.teachers[-1].code), *one.teachers[1:]))
        if one.id == row.lesson
        else one
        for one in case.school.lessons
    )
    file = tmp_path / "nobody.xlsx"
    write_school(replace(case.school, lessons=choosing, roster=left), file, "en")
    told = run(file, "--to", tmp_path / "out", "--format", form)
    assert told.exit_code == 0
    assert "not valid" in told.stdout and "H02" in told.stdout
    assert f"'?' stands there (lesson {row.lesson})" in " ".join(told.stdout.split())
    place, mark = MARKS[form]
    assert any(mark in content(one) for one in (tmp_path / "out").glob(place))
    assert run(folder / "english.xlsx", "--to", tmp_path / "whole", "--format", form).exit_code == 0
    assert not any(mark in content(one) for one in (tmp_path / "whole").glob(place))
