"""FET files through the verbs, as a planner meets them, in Dutch and English."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli.main import scheduler
from tests.formats.fet.small import constraint, content, written

ROOM = constraint("ActivityPreferredRooms", "Activity_Id=3 Preferred_Room=Barn Preferred_Room=Cave")
GAPS = constraint("TeachersMaxGapsPerDay", "Max_Gaps=1")
LOCKED = ((1, "Monday", 1), (2, "Tuesday", 2), (3, "Monday", 2), (4, "Tuesday", 1), (5, "Tuesday", 1))
START = "Activity_Id={} Preferred_Day={} Preferred_Hour={}"
STARTS = "".join(constraint("ActivityPreferredStartingTime", START.format(*one)) for one in LOCKED)


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(scheduler, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def test_check_counts_what_a_file_holds_and_names_what_is_not_read(tmp_path: Path) -> None:
    path = written(tmp_path, content(GAPS + constraint("Unheard") * 2))
    told = json.loads(run("check", path, "--json").stdout)
    assert told["status"] == "ok"
    counts = {"teachers": 2, "classes": 2, "rooms": 3, "activities": 6, "constraints": 3, "unread": 2}
    assert told["counts"] == counts and told["constraints"]["unread"] == {"ConstraintUnheard": 2}
    for language, word in (("nl", "2 keer de beperking 'Unheard'"), ("en", "2 times the constraint 'Unheard'")):
        shown = run("check", path, "--lang", language)
        assert word in shown.output and "6 activit" in shown.output


def test_solve_writes_the_file_as_fet_does_and_evaluate_judges_it_the_same(tmp_path: Path) -> None:
    path = written(tmp_path, content(GAPS, ROOM))
    solved = run("solve", path, "--time", "60s", "--json")
    told = json.loads(solved.stdout)
    assert solved.exit_code == 0 and told["hard"] == 0 and told["unplaced"] == 0
    out = tmp_path / "school_data_and_timetable.fet"
    assert told["file"] == str(out) and out.exists() and (tmp_path / "school_activities.xml").exists()
    for timetable in (out, tmp_path / "school_activities.xml"):
        again = json.loads(run("evaluate", path, timetable, "--json").stdout)
        assert {key: again[key] for key in ("hard", "soft", "unplaced", "fet_soft", "idle_teachers")} == {
            key: told[key] for key in ("hard", "soft", "unplaced", "fet_soft", "idle_teachers")
        }
    alone = run("evaluate", out, "--json")
    assert alone.exit_code == 0 and json.loads(alone.stdout)["status"] == "valid"


@pytest.mark.parametrize(("language", "words"), [("nl", "springuren per week"), ("en", "idle hours a week")])
def test_evaluate_judges_what_the_file_locks_in_both_languages(tmp_path: Path, language: str, words: str) -> None:
    path = written(tmp_path, content(STARTS))
    shown = run("evaluate", path, "--lang", language)
    assert shown.exit_code == 5 and words in shown.output, "activity 6 has no time"
    bare = run("evaluate", written(tmp_path, content(), "bare.fet"), "--lang", language)
    assert bare.exit_code == 1 and "_data_and_timetable.fet" in bare.output


def test_import_names_the_file_once_before_what_no_sheet_says(tmp_path: Path) -> None:
    path = written(tmp_path, content(GAPS + constraint("Unheard")))
    shown = run("import", path, "-o", tmp_path / "s.xlsx").output
    assert f"{path.name}: " in shown and f"{path.name}: {path.name}" not in shown


def test_verbs_about_schools_say_what_they_need(tmp_path: Path) -> None:
    path = written(tmp_path, content())
    for language in ("nl", "en"):
        refused = run("where", path, "1", "--lang", language)
        assert refused.exit_code == 1 and "FET" in refused.output
    clash = "".join(constraint("ActivityPreferredStartingTime", START.format(one, "Monday", 1)) for one in (1, 2))
    told = json.loads(run("explain", written(tmp_path, content(clash), "clash.fet"), "--json").stdout)
    assert told["status"] == "impossible", "two activities of one class at one time"
    wrong = run("solve", path, "-o", tmp_path / "out.xlsx", "--lang", "en")
    assert wrong.exit_code == 2 and ".fet" in wrong.output


def test_bench_runs_fet_files_of_a_folder_beside_what_is_known_of_them(tmp_path: Path) -> None:
    folder = tmp_path / "schools"
    folder.mkdir()
    written(folder, content(GAPS, ROOM), "small.fet")
    (tmp_path / "known.csv").write_text("instance,seconds,wishes,idle\nsmall,1.5,0.95,2.25\n", encoding="utf-8")
    out = tmp_path / "bench"
    shown = run("bench", folder, "--time", "60s", "--reference", tmp_path / "known.csv", "-o", out, "--lang", "en")
    assert shown.exit_code == 0 and "idle/teacher" in shown.output
    (row,) = csv.DictReader((out / "summary.csv").open(encoding="utf-8"))
    assert row["instance"] == "small" and row["unplaced"] == "0" and row["wishes"] == "0.0" and row["idle"] != ""
    assert (row["reference_seconds"], row["reference_wishes"], row["reference_idle"]) == ("1.5", "0.95", "2.25")
    assert list((out / "solutions").glob("small-*.fet"))


@pytest.mark.parametrize("text", ["", "no XML at all", '<fet version="6.8.5"><Days_List>', '<fat version="6.8.5">'])
def test_a_damaged_file_is_refused_as_one_of_fet_and_not_sent_to_excel(tmp_path: Path, text: str) -> None:
    path = tmp_path / "school.fet"
    path.write_text(text, encoding="utf-8")
    result = run("check", path, "--lang", "en")
    assert result.exit_code == 1 and "XML" in result.output and "Excel" not in result.output


def test_a_workbook_under_the_name_of_a_fet_file_is_read_as_one(tmp_path: Path) -> None:
    run("new", tmp_path / "demo.xlsx", "--demo", "small")
    path = (tmp_path / "demo.xlsx").rename(tmp_path / "demo.fet")
    assert run("check", path).exit_code == 0
