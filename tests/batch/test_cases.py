"""Schools under scenarios: changes hold as if they stood in the file; from a plan to workbooks."""

from __future__ import annotations

import csv
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scheduler.batch import series
from scheduler.batch.cases import prepare, read_school_case, tasks_of
from scheduler.batch.part import known_best
from scheduler.batch.plan import read_plan
from scheduler.batch.running import checkpoint_of, run, workbook_of
from scheduler.bench.rows import Row, Task, write_row
from scheduler.cli import codes
from scheduler.cli.main import scheduler
from scheduler.evaluation import evaluate
from scheduler.formats.files.faults import Faults
from scheduler.formats.reading import read_case
from scheduler.formats.workbook import read_workbook, write_school
from scheduler.formats.workbook.changes import Changes
from scheduler.problem.timetable import Timetable
from scheduler.solver.best import checkpoint
from tests.library.test_terms import two_terms

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "school-group"
RULE_HEAD = ("rule", "for", "level", "weight", "value", "source")


def village(folder: Path, **sheets: str) -> Path:
    """The village school of the example, with more sheets."""
    place = folder / "village"
    place.mkdir()
    (place / "Lessons.csv").write_bytes((EXAMPLE / "village" / "Lessons.csv").read_bytes())
    for name, text in sheets.items():
        (place / f"{name}.csv").write_text(text, encoding="utf-8")
    return place


def plan(folder: Path, scenarios: str = "", head: str = "", school: str = "village") -> Path:
    file = folder / "plan.toml"
    file.write_text(
        f'time = 20\nworkers = 1\n{head}\n[[schools]]\nfile = "{school}"\nname = "Village"\n{scenarios}', "utf-8"
    )
    return file


def tasks(folder: Path, file: Path) -> list[Task]:
    found = read_plan(file)
    return tasks_of(found, prepare(found, folder / "out", "en").cases)


def command(*arguments: object) -> Result:
    result = CliRunner().invoke(scheduler, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


# -- changes --


def test_a_change_takes_the_place_of_the_row_about_the_same_and_stands_beside_the_others(tmp_path: Path) -> None:
    school = village(
        tmp_path,
        Rules="rule,for,level,value,mine\nS03,all,wish,,a\nS03,ANN,strong,,b\nh10,,must,contact,c\nS04,all,off,,d\n",
        Settings="key,value\nschool,Village\ntravel_minutes,30\n",
    )
    changes = Changes(
        "plan",
        (RULE_HEAD, ("s3", "iedereen", "off", "", "", "try"), ("S07", "1A", "", 7, "", "")),
        (("key", "value"), ("reistijd", 45), ("time_limit", "1m")),
    )
    reading = read_workbook(school, changes=changes)
    found = [(row.rule, row.who, str(row.level), row.weight) for row in reading.school.rules]
    assert [(rule, who) for rule, who, *_ in found] == [
        ("S03", "ANN"),
        ("h10", "all"),
        ("S04", "all"),
        ("s3", "all"),
        ("S07", "1A"),
    ]
    assert found[-1][3] == 7
    ((_, beside),) = reading.extras.columns["rules"]
    assert beside == ("b", "c", "d", "", "")
    assert (reading.school.settings.school, reading.school.settings.travel_minutes) == ("Village", 45)
    assert reading.school.settings.time_limit == 60


def test_a_changed_school_is_the_school_whose_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    plain = village(tmp_path / "a")
    written = village(tmp_path / "b", Rules="rule,for,level\nS04,all,strong\n", Settings="key,value\ncycle_weeks,2\n")
    changes = Changes("", (RULE_HEAD, ("S04", "all", "strong", "", "", "")), (("key", "value"), ("cycle_weeks", 2)))
    assert Changes.from_json(changes.to_json()) == changes
    one, other = read_school_case(str(plain), changes), read_case(written)
    assert one.problem == other.problem and one.problem != read_case(plain).problem


def test_what_a_scenario_asks_of_nobody_is_told_at_its_place_in_the_plan(tmp_path: Path) -> None:
    village(tmp_path)
    file = plan(
        tmp_path,
        '[[scenarios]]\nname = "a"\nrules = [{rule = "S03", for = "ANNA"}, {rule = "S99"}]\n'
        '[[scenarios]]\nname = "b"\nsettings = {policy = "../none", cycle_weeks = 9}\n'
        '[[scenarios]]\nname = "c"\nsettings = {policy = "none"}\n'
        '[[scenarios]]\nname = "d"\nrules = [{rule = "S03", value = "free_gaps=x"}]\n',
    )
    with pytest.raises(Faults) as told:
        tasks(tmp_path, file)
    assert [one.where for one in told.value.faults] == [
        "plan.toml [[scenarios]] 1 rules 1 for",
        "plan.toml [[scenarios]] 1 rules 2 rule",
        "plan.toml [[scenarios]] 2 settings cycle_weeks",
        "plan.toml [[scenarios]] 3 settings policy",
        "plan.toml [[scenarios]] 4 rules 1 value",
    ]


def test_faults_of_every_school_are_told_once_with_its_file_before_anything_runs(tmp_path: Path) -> None:
    village(tmp_path, Rules="rule,for,level\nS99,all,strong\n")
    (tmp_path / "cut.xlsx").write_bytes(b"PK\x03\x04 no zip")
    both = '[[schools]]\nfile = "cut.xlsx"\n[[scenarios]]\nname = "a"\n[[scenarios]]\nname = "b"\n'
    found = command("batch", plan(tmp_path, both), "--json", "-o", tmp_path / "out", "--lang", "en")
    told = json.loads(found.stdout)
    assert (found.exit_code, told["status"]) == (codes.FAULTS, "faults")
    assert [one["where"].split()[0] for one in told["faults"]] == ["village", "cut.xlsx"]
    assert not (tmp_path / "out" / "runs").exists()


def test_an_archive_of_another_format_is_no_school_of_a_batch(tmp_path: Path) -> None:
    from scheduler.problem.text import data_folder

    archive = data_folder() / "xhstt" / "village-school.xml"
    with pytest.raises(Faults, match="school workbook"):
        tasks(tmp_path, plan(tmp_path, school=str(archive)))


def test_the_first_seed_of_every_case_comes_before_the_second_of_any(tmp_path: Path) -> None:
    village(tmp_path)
    scenarios = '[[scenarios]]\nname = "a"\n[[scenarios]]\nname = "b"\nrules = [{rule = "S03", level = "off"}]\n'
    found = tasks(tmp_path, plan(tmp_path, scenarios, "seeds = [5, 3]"))
    assert [(one.title, one.seed) for one in found] == [
        ("Village / a", 5),
        ("Village / b", 5),
        ("Village / a", 3),
        ("Village / b", 3),
    ]


def test_each_term_with_a_timetable_of_its_own_is_a_case_and_its_run_is_about_it(tmp_path: Path) -> None:
    write_school(two_terms(), tmp_path / "village.xlsx", "en")
    scenarios = '[[scenarios]]\nname = "a"\n[[scenarios]]\nname = "b"\nrules = [{rule = "S03", level = "off"}]\n'
    found = tasks(tmp_path, plan(tmp_path, scenarios, school="village.xlsx"))
    assert [one.title for one in found] == [f"Village / {name} / {term}" for name in "ab" for term in ("one", "two")]
    assert len({one.mark for one in found}) == 4
    row = run(found[1], tmp_path / "out", time.time())
    assert (row.unplaced, row.hard) == (0, 0)
    written = read_workbook(workbook_of(found[1], tmp_path / "out")).school
    assert {one.term for one in written.roster} == {"two"} and len(written.roster) == 3


def test_a_task_stays_the_same_until_what_is_to_be_scheduled_changes(tmp_path: Path) -> None:
    school = village(tmp_path)
    second = '[[scenarios]]\nname = "b"\nrules = [{rule = "S03", level = "off"}]\n'
    (before,) = tasks(tmp_path, plan(tmp_path, second))
    assert tasks(tmp_path, plan(tmp_path, f'[[scenarios]]\nname = "a"\n{second}'))[1] == before
    with (school / "Lessons.csv").open("a") as file:
        file.write("V9,1A,music,CIS,1,\n")
    (after,) = tasks(tmp_path, plan(tmp_path, second))
    assert after != before and replace(after, mark=before.mark) == before


def test_a_demo_school_becomes_a_workbook_that_stays(tmp_path: Path) -> None:
    (first,) = tasks(tmp_path, plan(tmp_path, school="demo:small"))
    (again,) = tasks(tmp_path, plan(tmp_path, school="demo:small"))
    assert first == again and Path(first.source).parent == tmp_path / "out" / "schools"


# -- what is shared --


def test_a_run_starts_from_the_best_that_any_run_of_its_case_has_found(tmp_path: Path) -> None:
    village(tmp_path)
    first, second, third = tasks(tmp_path, plan(tmp_path, head="seeds = 3"))
    problem = read_school_case(first.source).problem
    mark = checkpoint.fingerprint(problem)
    assert known_best(checkpoint_of(first, tmp_path).parent, problem, checkpoint_of(first, tmp_path)) is None
    row = run(first, tmp_path, time.time())
    assert (row.status, row.hard, row.unplaced) == ("optimal", 0, 0)
    good = checkpoint.read(checkpoint_of(first, tmp_path), mark, problem)
    assert good is not None and evaluate(problem, good).soft == row.soft
    worse = Timetable(good.placements[1:])
    checkpoint.write(checkpoint_of(second, tmp_path), mark, worse)
    assert known_best(checkpoint_of(third, tmp_path).parent, problem, checkpoint_of(third, tmp_path)) == good
    assert known_best(checkpoint_of(first, tmp_path).parent, problem, checkpoint_of(first, tmp_path)) == worse
    checkpoint.write(checkpoint_of(second, tmp_path), "another problem", good)
    checkpoint_of(third, tmp_path).write_text("{")
    assert known_best(checkpoint_of(first, tmp_path).parent, problem, checkpoint_of(first, tmp_path)) is None


def test_seeds_that_share_nothing_keep_checkpoints_of_their_own(tmp_path: Path) -> None:
    village(tmp_path)
    (one,) = tasks(tmp_path, plan(tmp_path, head="share = false"))
    assert not one.share
    assert checkpoint_of(one, tmp_path) != checkpoint_of(replace(one, share=True), tmp_path)


# -- from plan to workbook --


def test_a_batch_leaves_the_best_timetable_of_each_case_as_evaluate_judges_it_and_runs_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    village(tmp_path)
    more = '[[scenarios]]\nname = "x"\nrules = [{rule = "S04", level = "strong", source = "try"}]\n'
    file = plan(tmp_path, more, "at_once = 1")
    found = command("batch", file, "--json", "--lang", "en")
    assert found.exit_code == codes.DONE, found.stderr
    told = json.loads(found.stdout)
    (best,) = told["best"]
    assert (best["school"], best["scenario"], best["unplaced"], best["hard"]) == ("Village", "x", 0, 0)
    again = read_case(Path(best["file"]))
    assert again.timetable is not None
    assert evaluate(again.problem, again.timetable).soft == best["soft"]
    assert [(row.rule, row.source) for row in again.school.rules] == [("S04", "try")]
    assert all(len(line) < 80 for line in found.stderr.splitlines() if line.startswith("1/1"))
    out = tmp_path / "plan-batch"
    (line,) = csv.DictReader((out / "runs.csv").open(encoding="utf-8"))
    assert (line["school"], line["scenario"], line["soft"]) == ("Village", "x", str(best["soft"]))
    assert "Village / x" in (out / "table.txt").read_text(encoding="utf-8")
    monkeypatch.setattr(series, "run_once", None)
    second = json.loads(command("batch", file, "--json", "--lang", "en").stdout)
    assert second["runs"] == told["runs"] and second["best"] == told["best"]


def test_ctrl_c_keeps_the_rows_and_the_same_command_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    village(tmp_path)
    ran: list[int] = []

    def instead(one: Task, folder: Path, module: str, wanted: Any) -> Row:
        ran.append(one.seed)
        row = Row(one, "unknown")
        write_row(one.file(folder, "runs", ".json"), row)
        return row

    waited = 0

    def wait(*arguments: Any) -> Any:
        nonlocal waited
        waited += 1
        if waited == 2:
            raise KeyboardInterrupt
        return real(*arguments)

    real = series.wait
    monkeypatch.setattr(series, "run_once", instead)
    monkeypatch.setattr(series, "wait", wait)
    arguments = ("batch", plan(tmp_path, head="seeds = 4\nat_once = 1"), "-o", tmp_path / "out", "--lang", "en")
    first = command(*arguments)
    assert first.exit_code == codes.NOTHING and "goes on where it was" in first.stderr
    assert "Village" in first.stdout
    second = command(*arguments)
    assert second.exit_code == codes.NOTHING  # no run found a timetable
    assert sorted(set(ran)) == [1, 2, 3, 4] and len(ran) <= 5
    assert len(list(csv.DictReader((tmp_path / "out" / "runs.csv").open(encoding="utf-8")))) == 4


@pytest.mark.parametrize("name", ["S" * 60, "Heilig-Hartcollege Onze-Lieve-Vrouw", "x"])
def test_a_line_of_progress_fits_a_screen(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    village(tmp_path)

    def instead(one: Task, folder: Path, module: str, wanted: Any) -> Row:
        return Row(one, "feasible", 123456, 1234567, 0)

    monkeypatch.setattr(series, "run_once", instead)
    scenarios = f'[[scenarios]]\nname = "{name}"\n'
    found = command("batch", plan(tmp_path, scenarios), "-o", tmp_path / "out", "--lang", "nl")
    (line,) = (line for line in found.stderr.splitlines() if line.startswith("1/1"))
    assert len(line) < 80 and "Village" in line


def test_a_cluster_that_does_not_answer_or_is_not_installed_is_wrong_usage(tmp_path: Path) -> None:
    village(tmp_path)
    try:
        import distributed  # noqa: F401
    except ImportError:
        found = command("batch", plan(tmp_path), "-o", tmp_path / "out", "--cluster", "tcp://127.0.0.1:1")
        assert found.exit_code == codes.USAGE and "lesrooster[cluster]" in found.stderr
    else:
        pytest.skip("the extra [cluster] is installed here: nothing is missing")
