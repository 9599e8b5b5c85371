"""Solving from the command line: what is written where, what the exit code says, and that nothing is ever lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli.main import scheduler
from scheduler.formats.workbook import read_school, write_school
from scheduler.school.records import Availability, Level, Pin, School, SchoolLesson
from tests.cli.hostile import good_school

FIELDS = {"status", "hard", "soft", "bound", "unplaced", "seconds", "seed", "rules"}


@pytest.fixture
def school(tmp_path: Path) -> Path:
    return written(good_school(), tmp_path)


def written(content: School, folder: Path, language: str = "nl") -> Path:
    file = folder / "school.xlsx"
    write_school(content, file, language, overwrite=True)
    return file


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(scheduler, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def solved(file: Path, *more: object) -> dict[str, object]:
    result = run("solve", file, "--time", "60s", "--workers", "1", "--json", *more)
    told = json.loads(result.stdout)
    assert isinstance(told, dict)
    return {**told, "exit": result.exit_code}


def test_a_solved_school_lies_beside_the_input_and_the_input_is_untouched(school: Path) -> None:
    before = school.read_bytes()
    told = solved(school)
    assert told["exit"] == 0 and set(told) >= FIELDS
    assert (told["hard"], told["unplaced"]) == (0, 0)
    assert told["file"] == str(school.with_name("school-rooster.xlsx"))
    assert school.read_bytes() == before
    assert sorted(one.name for one in school.parent.iterdir()) == ["school-rooster.xlsx", "school.xlsx"]


def test_the_result_is_a_valid_input_that_evaluates_to_the_same(school: Path) -> None:
    told = solved(school)
    judged = json.loads(run("evaluate", told["file"], "--json").stdout)
    assert judged["status"] == "valid"
    assert (judged["hard"], judged["soft"], judged["unplaced"]) == (told["hard"], told["soft"], told["unplaced"])
    again = solved(Path(str(told["file"])))
    assert str(again["file"]).endswith("school-rooster-2.xlsx") and again["exit"] == 0


def test_an_english_school_gets_an_english_timetable(tmp_path: Path) -> None:
    english = replace(good_school(), settings=replace(good_school().settings, language="en"))
    told = solved(written(english, tmp_path, "en"))
    assert str(told["file"]).endswith("school-timetable.xlsx")
    spoken = run("evaluate", told["file"]).stdout
    assert "Valid: every lesson is placed" in spoken


def test_the_output_may_be_the_input_only_when_asked(school: Path) -> None:
    before = school.read_bytes()
    assert solved(school, "-o", school)["exit"] == 2
    assert school.read_bytes() == before
    assert solved(school, "-o", school, "--overwrite")["exit"] == 0
    assert read_school(school)[0].roster


def test_an_output_that_cannot_be_written_is_refused_before_the_search(school: Path) -> None:
    for output in (school.parent / "nowhere" / "x.xlsx", school.parent, school.parent / "rooster.pdf"):
        assert run("solve", school, "-o", output, "--time", "1s").exit_code == 2


def test_a_pinned_row_of_the_timetable_keeps_its_place_in_the_next_solve(school: Path) -> None:
    first = Path(str(solved(school)["file"]))
    content, _ = read_school(first)
    kept = content.roster[3]
    pinned = replace(content, roster=tuple(replace(row, pinned=row is kept) for row in content.roster))
    again = solved(written(pinned, school.parent / "."), "--fresh", "-o", school.parent / "next.xlsx")
    assert again["exit"] == 0
    rows = [row for row in read_school(Path(str(again["file"])))[0].roster if row.lesson == kept.lesson]
    moment = (kept.week, kept.day, kept.period)
    assert moment in [(row.week, row.day, row.period) for row in rows]
    assert [row.pinned for row in rows if (row.week, row.day, row.period) == moment] == [True]


def test_a_school_that_provably_cannot_fit_says_so_in_check_and_in_solve(tmp_path: Path) -> None:
    away = tuple(Availability("teacher", "MER", day=day, level=Level.MUST) for day in range(4))
    file = written(replace(good_school(), availability=away, pins=()), tmp_path)
    checked = run("check", file, "--json")
    assert checked.exit_code == 3
    assert any("MER" in proof for proof in json.loads(checked.stdout)["proofs"])
    told = solved(file)
    assert told["exit"] == 3 and told["status"] == "impossible"


def test_a_rule_that_no_timetable_keeps_is_told_and_every_lesson_is_placed_all_the_same(tmp_path: Path) -> None:
    content = good_school()
    away = Availability("teacher", "MER", day=2, level=Level.MUST)
    pinned = replace(content, availability=(*content.availability, away), pins=(Pin("1A-WIS", day=2),))
    file = written(pinned, tmp_path)
    checked = run("check", file)
    assert checked.exit_code == 3
    assert "Lessen!3: WIS 1A (les 1A-WIS): door regel H19" in checked.stdout
    assert "minstens 1 blok nodig op woensdag" in checked.stdout
    told = solved(file, "--lang", "en")
    assert (told["exit"], told["status"], told["unplaced"], told["hard"]) == (3, "impossible", 0, 1)
    (proof,) = told["proofs"]
    assert "at least 1 block is needed on Wednesday, but in no timetable" in proof
    spoken = run("solve", file, "--time", "60s", "--workers", "1", "--lang", "en", "-o", tmp_path / "again.xlsx")
    assert "Every lesson is placed, at 1 hard point;" in spoken.stdout


def test_more_lessons_than_places_leave_some_unplaced_and_name_them(tmp_path: Path) -> None:
    content = good_school()
    more = tuple(SchoolLesson(f"extra-{number}", ("1A",), "NED", (("JAN",),), Fraction(5)) for number in range(7))
    file = written(replace(content, lessons=content.lessons + more), tmp_path)
    told = solved(file, "--time", "20s")  # only time ends this one
    assert told["exit"] in (3, 5)
    assert told["unplaced"] or told["status"] == "impossible"


def test_a_killed_search_continues_from_its_checkpoint_with_the_same_command(tmp_path: Path) -> None:
    assert run("new", tmp_path / "demo.xlsx", "--demo", "small").exit_code == 0
    output, checkpoint = tmp_path / "rooster.xlsx", tmp_path / "rooster.xlsx.checkpoint"
    command = [sys.executable, "-m", "scheduler.cli.main", "solve", str(tmp_path / "demo.xlsx"), "-o", str(output)]
    environment = {**os.environ, "SCHEDULER_LANG": "en"}
    search = subprocess.Popen(
        [*command, "--time", "300"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    try:
        waited = time.monotonic()
        while not checkpoint.exists():
            assert search.poll() is None, search.communicate()
            assert time.monotonic() - waited < 240, "no checkpoint was ever written"
            time.sleep(0.2)
    finally:
        search.kill()
        search.communicate()
    assert not output.exists() and checkpoint.exists()
    again = subprocess.run([*command, "--time", "8"], capture_output=True, text=True, env=environment, timeout=300)
    assert "Continues where it stopped" in again.stderr, again.stderr
    assert again.returncode in (0, 5), again.stderr
    assert output.exists() and not checkpoint.exists()
    assert read_school(output)[0].roster


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_control_c_keeps_the_best_timetable_so_far(tmp_path: Path) -> None:
    file = written(good_school(), tmp_path)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it in the background
    search = subprocess.Popen(
        [sys.executable, "-m", "scheduler.cli.main", "solve", str(file), "--time", "300", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    signal.signal(signal.SIGINT, before)
    waited = time.monotonic()
    while not (tmp_path / "school-rooster.xlsx.checkpoint").exists() and search.poll() is None:
        assert time.monotonic() - waited < 120
        time.sleep(0.1)
    if search.poll() is None:
        search.send_signal(signal.SIGINT)
    answer, progress = search.communicate(timeout=120)
    told = json.loads(answer)
    assert search.returncode == (5 if told["hard"] else 0), progress
    assert told["unplaced"] == 0
    assert (tmp_path / "school-rooster.xlsx").is_file()


@pytest.fixture(scope="module")
def solved_school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(str(solved(written(good_school(), tmp_path_factory.mktemp("solved")))["file"]))


def moved(file: Path, target: Path, change: dict[str, object]) -> Path:
    """The solved school with its first row of Rooster changed by hand."""
    content, _ = read_school(file)
    first, *others = content.roster
    write_school(replace(content, roster=(replace(first, **change), *others)), target, "nl", overwrite=True)
    return target


def test_a_timetable_changed_by_hand_is_judged_with_its_clashes_in_words(solved_school: Path, tmp_path: Path) -> None:
    content, _ = read_school(solved_school)
    first = content.roster[0]
    other = next(row for row in content.roster if row.lesson != first.lesson and row.attendees == first.attendees)
    edited = moved(solved_school, tmp_path / "hand.xlsx", {"day": other.day, "period": other.period})
    for arguments in ((edited,), (solved_school, edited)):
        result = run("evaluate", *arguments, "--json")
        told = json.loads(result.stdout)
        assert result.exit_code == 5 and told["status"] == "broken" and told["hard"] > 0
        clashes = [one["text"] for one in told["violations"] if one["rule"] == "H01" and one["hard"]]
        assert any(first.attendees[0] in text for text in clashes)
    assert run("evaluate", edited, solved_school).exit_code == 0


def test_a_row_of_a_timetable_that_fits_no_lesson_is_told_at_its_cell_and_counts_as_not_placed(
    solved_school: Path, tmp_path: Path
) -> None:
    edited = moved(solved_school, tmp_path / "hand.xlsx", {"duration": 3})
    result = run("evaluate", edited, "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["status"]) == (5, "broken")
    assert told["unplaced"] > 0
    assert any(notice["where"].startswith("Rooster!") for notice in told["notices"])
    assert run("check", edited).exit_code == 0


def test_export_writes_a_file_per_class_and_teacher_in_the_formats_asked(solved_school: Path, tmp_path: Path) -> None:
    told = json.loads(run("export", solved_school, "--to", tmp_path, "--format", "xlsx,html,csv", "--json").stdout)
    names = {Path(name).name for name in told["files"]}
    assert {"1A.xlsx", "1B.html", "MER.xlsx", "index.html"} <= names
    assert all(Path(name).stat().st_size for name in told["files"])
    only = json.loads(run("export", solved_school, "--to", tmp_path / "k", "--only", "classes", "--json").stdout)
    assert {Path(name).name for name in only["files"]} == {"1A.xlsx", "1B.xlsx"}


def test_export_refuses_an_unknown_format_and_a_school_without_a_timetable(school: Path, tmp_path: Path) -> None:
    assert run("export", school, "--to", tmp_path, "--format", "pdf").exit_code == 2
    assert json.loads(run("export", school, "--to", tmp_path, "--json").stdout)["faults"][0]["key"] == "no_timetable"
