"""`scheduler day`, as a planner types it: the proposal, the notices, and the sheet Gerealiseerd that grows."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli.main import scheduler
from scheduler.formats.workbook import read_school, write_school
from scheduler.school.records import Became, Duty, RosterRow, Teacher
from tests.school.judging import lesson, small_school


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(scheduler, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """W of ANN for 3A on Monday 2; V of BEN and X of EVA, who teach the same subject, on Monday 1 and 4."""
    rows = (
        RosterRow("W", 1, day=0, period=2),
        RosterRow("V", 1, day=0, period=1),
        RosterRow("X", 1, day=0, period=4),
    )
    lessons = (lesson("W", "ANN"), lesson("V", "BEN"), lesson("X", "EVA"))
    teachers = (Teacher("ANN"), Teacher("BEN"), Teacher("EVA"))
    path = tmp_path / "s.xlsx"
    write_school(small_school(*lessons, roster=rows, teachers=teachers), path)
    return path


def test_a_proposal_is_told_in_both_languages_and_writes_nothing(file: Path) -> None:
    before = sorted(file.parent.iterdir())
    dutch = run("day", file, "30/11/2026", "--absent", "ann", "--all")
    assert dutch.exit_code == 0 and "vervangen door" in dutch.stdout and "goedkoper kan niet (bewezen)" in dutch.stdout
    english = run("day", file, "2026-11-30", "--absent", "ANN", "--lang", "en")
    assert "Monday 30 November 2026: 1 lesson is lost." in english.stdout and "taught by" in english.stdout
    assert sorted(file.parent.iterdir()) == before


def test_the_record_is_filled_and_the_next_absence_counts_on_it(file: Path) -> None:
    out, again = file.with_name("d1.xlsx"), file.with_name("d2.xlsx")
    first = json.loads(run("day", file, "2026-11-30", "--absent", "ANN", "-o", out, "--json").stdout)
    (stand_in,) = first["lost"][0]["teachers"]
    (row,) = read_school(out)[0].realised
    assert (row.lesson, row.became, row.teachers, row.reason) == ("W", Became.REPLACED, (stand_in,), "ANN afwezig")
    second = json.loads(run("day", out, "2026-11-30", "--absent", stand_in, "-o", again, "--json").stdout)
    taken = {one["lesson"]: one["teachers"] for one in second["lost"]}
    assert "W" in taken and not {"ANN", stand_in} & set(taken["W"])
    assert len([one for one in read_school(again)[0].realised if one.lesson == "W"]) == 1


def test_the_notices_are_pages_for_the_board_classes_and_teachers_and_a_sheet(file: Path) -> None:
    folder = file.with_name("notices")
    told = json.loads(run("day", file, "2026-11-30", "--absent", "ANN", "--to", folder, "--json").stdout)
    names = {Path(one).name for one in told["files"]}
    assert {"board.html", "index.html", "day.xlsx", "3A.html", "ANN.html"} <= names
    assert "vervangen door" in (folder / "board.html").read_text(encoding="utf-8")


def test_a_duty_of_whoever_is_absent_is_given_to_another_and_told_on_the_board_and_to_both(tmp_path: Path) -> None:
    rows = (RosterRow("W", 1, day=0, period=2), RosterRow("V", 1, day=0, period=1), RosterRow("X", 1, day=0, period=4))
    teachers = (Teacher("ANN"), Teacher("BEN"), Teacher("EVA"))
    path, folder, out = tmp_path / "s.xlsx", tmp_path / "notices", tmp_path / "d.xlsx"
    lessons = (lesson("W", "ANN"), lesson("V", "BEN"), lesson("X", "EVA"))
    duty = Duty("poort", day=0, start=490, end=505, place="hoofdingang", who="ANN, EVA")
    write_school(small_school(*lessons, roster=rows, teachers=teachers, duties=(duty,)), path)
    told = json.loads(run("day", path, "2026-11-30", "--absent", "ANN", "--to", folder, "-o", out, "--json").stdout)
    (one,) = told["duties"]
    assert (one["start"], one["planned"], one["who"], one["lacking"]) == ("8:10", ["ANN"], ["EVA"], 0)
    assert "1 taak verandert van persoon." in told["sentences"]
    for page in ("board.html", "leraren/ANN.html", "leraren/EVA.html"):
        text = (folder / page).read_text(encoding="utf-8")
        assert "8:10–8:25" in text and "taak voor EVA" in text and "poort (hoofdingang)" in text, page
    with_duties = run("evaluate", out, "--lang", "en")
    assert with_duties.exit_code in (0, 5)
    nobody = run("day", out, "2026-11-30", "--absent", "ANN,EVA", "--lang", "en").stdout
    assert "1 person too few" in nobody and "nobody else is at school and free then" in nobody
    again = json.loads(run("day", out, "2026-11-30", "--absent", "BEN", "--json").stdout)
    assert again["duties"][0]["planned"] == ["ANN"], "the result keeps the sheet of duties"
    assert "duty is left out" in run("day", path, "2026-11-30", "--closed", "school", "--lang", "en").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2026-11-29", "--absent", "ANN"), "geen schooldag"),
        (("morgen", "--absent", "ANN"), "geen datum"),
        (("2026-11-30",), "zeg wie of wat er weg is"),
        (("2026-11-30", "--absent", "ANA"), "Bedoelt u ANN?"),
        (("2026-11-30", "--absent", "ANN:avond"), "geen deel van deze dag"),
        (("2026-11-30", "--closed", "Z1"), "lokaal of campus 'Z1' bestaat niet"),
        (("2026-11-30", "--closed", "campus:NOORD"), "lokaal of campus 'campus:NOORD' bestaat niet"),
    ],
)
def test_what_cannot_be_is_wrong_usage_in_words(file: Path, arguments: tuple[str, ...], said: str) -> None:
    result = run("day", file, *arguments)
    assert result.exit_code == 2 and said in result.output


def test_a_school_without_a_timetable_says_so(tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    write_school(small_school(lesson("W", "ANN")), path)
    assert run("day", path, "2026-11-30", "--absent", "ANN").exit_code == 1


def test_the_year_is_reported_from_the_record_and_written_as_sheets(file: Path) -> None:
    out, sheets = file.with_name("d.xlsx"), file.with_name("year.xlsx")
    assert run("day", file, "2026-11-30", "--absent", "ANN", "-o", out).exit_code == 0
    told = json.loads(run("report", "year", out, "--on", "2026-12-01", "-o", sheets, "--json").stdout)
    (one,) = told["classes"]
    assert one["class"] == "3A" and one["past"]["replaced"] == 1 and sheets.exists()
    dutch = run("report", "jaar", out, "--on", "2026-12-01")
    assert (
        dutch.exit_code == 0 and "Schooljaar van dinsdag 1 september 2026" in dutch.stdout and "in orde" in dutch.stdout
    )
    assert run("report", "month", out).exit_code == 2
    assert run("report", "year", out, "-o", sheets).exit_code == 2, "it exists"


def test_readiness_is_reported_without_a_timetable(tmp_path: Path) -> None:
    path, sheet = tmp_path / "s.xlsx", tmp_path / "g.xlsx"
    write_school(small_school(lesson("W", "BEN", 4)), path)
    told = json.loads(run("report", "readiness", path, "-o", sheet, "--json").stdout)
    assert told["ready"] == {"synchronous": 0.0, "asynchronous": 0.0} and sheet.exists()
    assert told["steps"][0]["periods"] == 4.0 and told["steps"][0]["needed"] == [{"kind": "skill", "code": "BEN"}]
    assert "BEN wordt AS-vaardig" in run("report", "gereedheid", path).stdout


def test_a_workbook_with_macros_stays_one_and_a_new_one_takes_no_such_name(file: Path, tmp_path: Path) -> None:
    macros, out = tmp_path / "s.xlsm", tmp_path / "out.xlsm"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(macros, "w") as new:
        for name in old.namelist():
            plain = b"openxmlformats-officedocument.spreadsheetml.sheet.main"
            new.writestr(name, old.read(name).replace(plain, b"ms-excel.sheet.macroEnabled.main"))
    first = json.loads(run("day", macros, "14/9/2026", "--absent", "ANN", "-o", out, "--json").stdout)
    assert first["files"] == [str(out)] and len(read_school(out)[0].realised) == 1
    with zipfile.ZipFile(out) as package:
        assert b"macroEnabled" in package.read("[Content_Types].xml")
    assert run("day", macros, "14/9/2026", "--absent", "ANN", "-o", tmp_path / "out.ods").exit_code == 2
    run("convert", file, tmp_path / "csv")
    assert run("day", tmp_path / "csv", "14/9/2026", "--absent", "ANN", "-o", tmp_path / "b.xlsm").exit_code == 2
