"""The bench: what it runs, what it keeps on disk and never runs twice, and how its table is reckoned."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from scheduler.bench import series
from scheduler.bench.cases import Case, cases_in, load, mark
from scheduler.bench.drawing import picture
from scheduler.bench.rows import Row, Step, Task, read_row, write_row
from scheduler.bench.running import gains
from scheduler.bench.tables import Reference, as_text, growths, read_reference, summaries, write_runs
from scheduler.cli.main import scheduler
from scheduler.evaluation import evaluate
from scheduler.formats.xhstt import read_archive
from scheduler.problem.text import data_folder

VILLAGE = data_folder() / "xhstt" / "village-school.xml"
HAMLET = """<HighSchoolTimetableArchive><Instances><Instance Id="hamlet">
<MetaData><Name>hamlet</Name><Contributor>us</Contributor><Date>2026</Date><Country>BE</Country><Description/></MetaData>
<Times><Time Id="t1"><Name>t1</Name></Time><Time Id="t2"><Name>t2</Name></Time></Times>
<Resources><ResourceTypes><ResourceType Id="Class"><Name>Class</Name></ResourceType></ResourceTypes>
<Resource Id="c"><Name>c</Name><ResourceType Reference="Class"/></Resource></Resources>
<Events><Event Id="e"><Name>e</Name><Duration>1</Duration><Resources><Resource Reference="c"/></Resources>
</Event></Events>
<Constraints>
<AssignTimeConstraint Id="placed"><Name>placed</Name><Required>true</Required><Weight>1</Weight>
<CostFunction>Linear</CostFunction><AppliesTo><Events><Event Reference="e"/></Events></AppliesTo></AssignTimeConstraint>
<PreferTimesConstraint Id="never"><Name>never</Name><Required>false</Required><Weight>7</Weight>
<CostFunction>Linear</CostFunction><AppliesTo><Events><Event Reference="e"/></Events></AppliesTo>
</PreferTimesConstraint>
</Constraints></Instance></Instances></HighSchoolTimetableArchive>"""
"""One event that costs 7 wherever it stands."""

WORDS = {"hard": "hard", "soft": "soft", "seconds": "s", "reference": "ref", "seed": "seed"}


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(scheduler, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def task(seed: int = 1, name: str = "case") -> Task:
    return Task(name, "file.xml", "case", "0123", seed, 10.0, 1)


def row(hard: int | None, soft: int | None, seed: int = 1, **more: object) -> Row:
    return replace(Row(task(seed), "feasible", hard, soft, None if hard is None else 0), **more)  # type: ignore[arg-type]


def step(seconds: float, unplaced: int, hard: int, soft: int, what: str = "better") -> Step:
    return Step(seconds, unplaced, hard, soft, None, "improve", what)


# -- the whole --


def test_a_bench_of_an_archive_tells_what_the_evaluator_says_of_the_file_it_wrote(tmp_path: Path) -> None:
    (tmp_path / "hamlet.xml").write_text(HAMLET, encoding="utf-8")
    command = ("bench", tmp_path, "--time", "60s", "--workers", 1, "-o", tmp_path / "out", "--plot", "--json")
    found = run(*command)
    assert found.exit_code == 0, found.stderr
    told = json.loads(found.stdout)
    (one,) = told["runs"]
    archive = read_archive(tmp_path / "out" / one["solution"])
    judged = evaluate(archive.instances[0], archive.solutions[0].timetable)
    assert (one["hard"], one["soft"]) == judged.cost == (0, 7)
    assert (one["status"], one["bound"]) == ("optimal", 7)
    assert archive.solutions[0].metadata["Solution.RunningTime"]
    assert one["start_up"] > 0 and one["memory_mb"] != 0
    assert (tmp_path / "out" / "table.txt").read_text(encoding="utf-8").count("\n") == 3
    ElementTree.parse(told["pictures"][0])


def test_a_run_that_is_on_disk_is_not_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []

    def instead(one: Task, folder: Path) -> Row:
        ran.append(one.seed)
        if len(ran) == 2:
            raise KeyboardInterrupt
        made = replace(row(0, 7), task=one)
        write_row(one.file(folder, "runs", ".json"), made)
        return made

    monkeypatch.setattr(series, "run_alone", instead)
    monkeypatch.setattr(series, "warm_up", lambda: None)
    command = ("bench", VILLAGE, "--time", "9s", "--seeds", 3, "-o", tmp_path, "--lang", "en")
    first = run(*command)
    assert first.exit_code == 4
    assert "goes on where it was" in first.stderr
    assert len(list(csv.DictReader((tmp_path / "runs.csv").open()))) == 1
    second = run(*command)
    assert second.exit_code == 0
    assert ran == [1, 2, 2, 3]
    assert len(list(csv.DictReader((tmp_path / "runs.csv").open()))) == 3


def test_a_run_that_dies_is_told_as_an_error_and_run_again_later(tmp_path: Path) -> None:
    gone = Task("gone", str(VILLAGE), "gone", "00", 1, 2.0, 1)
    failed = series.run_alone(gone, tmp_path)
    assert failed.status == "error" and "gone" in failed.error
    assert read_row(gone.file(tmp_path, "runs", ".json"), gone) is None


def test_a_faulty_case_is_told_in_the_table_and_the_others_are_run(tmp_path: Path) -> None:
    whole = HAMLET[HAMLET.index("<Instance ") : HAMLET.index("</Instances>")]
    faulty = whole.replace('"hamlet"', '"ruin"').replace('Reference="c"', 'Reference="nobody"')
    archive = HAMLET.replace(whole, faulty + whole)
    (tmp_path / "both.xml").write_text(archive, encoding="utf-8")
    (tmp_path / "cut.xml").write_text(archive[:400], encoding="utf-8")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 no zip")
    out = tmp_path / "out"
    found = run("bench", tmp_path, "--time", "60s", "--workers", 1, "-o", out, "--json", "--lang", "en")
    told = json.loads(found.stdout)
    assert (found.exit_code, told["status"]) == (1, "faults")
    assert {one["instance"]: one["status"] for one in told["runs"]} == {
        "broken": "fault",
        "ruin": "fault",
        "hamlet": "optimal",
        "cut": "fault",
    }
    texts = {Path(one["where"]).name: one["text"] for one in told["faults"]}
    assert set(texts) == {"broken.xlsx", "both.xml", "cut.xml"} and "nobody" in texts["both.xml"]
    assert {one["instance"]: bool(one["fault"]) for one in told["summary"]}["hamlet"] is False
    assert "nobody" in (out / "table.txt").read_text(encoding="utf-8")


def test_a_reference_may_be_cut_and_encoded_in_any_way_and_tells_what_is_no_table(tmp_path: Path) -> None:
    file = tmp_path / "reference.csv"
    for content in ("instance,best_hard,best_soft\na,0,7\n", "instance;best_hard;best_soft\r\na;0;7,0\r\n"):
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            file.write_bytes(content.encode(encoding))
            assert read_reference(file)["a"].hard == 0
    for bad in (b"name\na\n", b"instance,best_hard\n,0\n", b"\xff\xfea\x00\x00\xd8"):
        file.write_bytes(bad)
        assert run("bench", VILLAGE, "--reference", file, "-o", tmp_path / "out").exit_code == 1


def test_a_row_of_another_content_or_time_is_no_result_of_this_task(tmp_path: Path) -> None:
    file = tmp_path / "row.json"
    kept = row(0, 3, steps=(step(1.0, 0, 0, 3),), gains={"improve:better": 2})
    write_row(file, kept)
    assert read_row(file, kept.task) == kept
    assert read_row(file, replace(kept.task, mark="else")) is None
    assert read_row(file, replace(kept.task, seconds=11.0)) is None
    file.write_text("{", encoding="utf-8")
    assert read_row(file, kept.task) is None


# -- cases --


def test_a_folder_stands_for_the_archives_in_it_and_a_demo_for_a_school(tmp_path: Path) -> None:
    (tmp_path / "one.xml").write_bytes(VILLAGE.read_bytes())
    (found,) = cases_in(str(tmp_path))
    assert found.instance == found.name == read_archive(VILLAGE).instances[0].name
    (demo,) = cases_in("demo:small:2")
    problem, archive = load(demo)
    assert archive is None and len(problem.lessons) > 100
    with pytest.raises(FileNotFoundError):
        list(cases_in(str(tmp_path / "none.xml")))


def test_the_mark_of_a_case_follows_its_content(tmp_path: Path) -> None:
    file = tmp_path / "one.xml"
    file.write_text("a", encoding="utf-8")
    before = mark(Case("one", str(file)))
    file.write_text("b", encoding="utf-8")
    assert mark(Case("one", str(file))) != before
    assert mark(Case("one", str(file), "other")) != mark(Case("one", str(file)))


def test_two_cases_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.xml").write_bytes(VILLAGE.read_bytes())
    assert run("bench", tmp_path / "a", tmp_path / "b", "-o", tmp_path / "out").exit_code == 2


def test_nothing_to_run_and_a_table_that_is_no_reference_are_told(tmp_path: Path) -> None:
    assert run("bench").exit_code == 2
    other = tmp_path / "other.csv"
    other.write_text("name;soft\na;3\n", encoding="utf-8")
    told = run("bench", VILLAGE, "--reference", other, "-o", tmp_path / "out", "--lang", "en")
    assert told.exit_code == 1 and "column 'instance'" in told.stdout


# -- reckoning --


def test_the_median_is_of_pairs_with_hard_cost_first() -> None:
    (found,) = summaries([row(1, 5, 1), row(0, 30, 2), row(0, 20, 3)], {})
    assert (found.hard, found.soft, found.best_soft) == (0, 30, 20)
    (worse,) = summaries([row(1, 5, 1), row(2, 0, 2), row(0, 20, 3)], {})
    assert (worse.hard, worse.soft) == (1, 5)


def test_what_was_not_found_counts_as_worst() -> None:
    rows = [row(0, 5, 1, first_feasible=2.0), row(None, None, 2), row(None, None, 3)]
    (found,) = summaries(rows, {})
    assert (found.hard, found.first_feasible, found.feasible, found.best_soft) == (None, None, 1, 5)


def test_the_gap_is_told_only_where_hard_costs_are_equal() -> None:
    known = Reference(0, 20, 10, {"khe": (0, 25), "best": (0, 20)})
    (near,) = summaries([row(0, 22)], {"case": known})
    assert (near.gap, near.gap_percent, near.beats) == (2, 10.0, {"khe": True, "best": False})
    (broken,) = summaries([row(1, 3)], {"case": known})
    assert (broken.gap, any(broken.beats.values())) == (None, False)


def test_runs_without_a_part_of_the_search_are_a_case_of_their_own(tmp_path: Path) -> None:
    rows = [row(0, 5), replace(row(0, 9), task=replace(task(), without="anneal"))]
    whole, partly = summaries(rows, {"case": Reference(0, 4, None, {})})
    assert (whole.instance, whole.gap, partly.instance, partly.gap) == ("case", 1, "case -anneal", 5)
    assert rows[0].task.file(tmp_path, "runs", ".json") != rows[1].task.file(tmp_path, "runs", ".json")


def test_growth_is_the_exponent_over_sizes_of_one_invented_school() -> None:
    rows = [
        replace(row(0, 1), task=task(name=name), periods=size, first_feasible=float(size**2), memory_mb=100.0)
        for name, size in (("demo:large", 10), ("demo:large:2", 20), ("demo:large:4", 40), ("demo:small", 3))
    ]
    (found,) = growths(summaries(rows, {}))
    assert (found.name, found.cases, found.first_feasible, found.memory) == ("demo:large", 3, 2.0, 0.0)


def test_a_reference_reads_best_bound_and_other_solvers(tmp_path: Path) -> None:
    file = tmp_path / "reference.csv"
    file.write_text(
        "instance,best_hard,best_soft,proved_bound,x_hard,x_soft,x_seconds,y_hard,y_soft\nA,0,5,3,0,9,1,,\nB,0,0,,,,,,\n",
        encoding="utf-8",
    )
    known = read_reference(file)
    assert known["A"] == Reference(0, 5, 3, {"x": (0, 9)})
    assert known["B"] == Reference(0, 0, None, {})


def test_gains_count_soft_points_of_complete_timetables_only() -> None:
    steps = [step(1, 3, 0, 900), step(2, 0, 0, 50), step(3, 0, 0, 40, "anneal"), step(4, 0, 0, 37), step(5, 0, 0, 37)]
    assert gains(steps) == {"improve:anneal": 10, "improve:better": 3}


def test_text_that_a_spreadsheet_takes_for_a_formula_is_led_by_a_quote(tmp_path: Path) -> None:
    file = tmp_path / "runs.csv"
    write_runs(file, [replace(row(0, 1), task=task(name="=1+1"))])
    (line,) = csv.DictReader(file.open(encoding="utf-8"))
    assert line["instance"] == "'=1+1" and line["error"] == ""


def test_numbers_stand_to_the_right_and_what_is_unknown_is_a_dash() -> None:
    assert as_text(["name", "n"], [["a", 10], ["bc", None]]) == "name   n\n----  --\na     10\nbc     -"


def test_the_picture_is_well_formed_and_inside_its_frame_whatever_the_name() -> None:
    runs = [row(0, 8, steps=(step(1, 2, 3, 900), step(2, 0, 0, 100), step(9, 0, 0, 8)), seconds=10.0)]
    drawn = picture('<b>&"', runs, 5, WORDS)
    root = ElementTree.fromstring(drawn)
    assert '<b>&"' in [element.text for element in root]
    height = float(root.attrib["height"])
    ends = [float(element.attrib["y1"]) for element in root if element.tag.endswith("line")]
    assert all(0 <= y <= height for y in ends)
    assert sum(element.tag.endswith("path") for element in root) == 2
    ElementTree.fromstring(picture("empty", [row(None, None)], None, WORDS))
