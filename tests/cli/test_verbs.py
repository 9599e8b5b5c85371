"""The verbs as a planner and a script meet them: what is printed where, in which language, with which exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli.main import scheduler
from scheduler.school.catalogue import catalogue
from scheduler.school.rule_words import source_of

HEAVY = ("ortools", "numba", "numpy", "pandas", "openpyxl", "xlsxwriter", "python_calamine", "rich", "jinja2")


@pytest.fixture(autouse=True)
def no_language_around(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("SCHEDULER_LANG", raising=False)
    yield


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(scheduler, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom scheduler.cli.main import scheduler\n"
        "try: scheduler(['--help'])\nexcept SystemExit: pass\n"
        f"sys.exit(','.join(name for name in {HEAVY!r} if name in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Usage:" in done.stdout


def test_every_verb_has_help_that_ends_in_an_example() -> None:
    for name in scheduler.commands:
        shown = run(name, "--help")
        assert shown.exit_code == 0
        assert f"scheduler {name}" in shown.output.strip().splitlines()[-1], name


def test_every_verb_can_answer_in_json_and_in_both_languages() -> None:
    for name, command in scheduler.commands.items():
        assert {"as_json", "lang"} <= {parameter.name for parameter in command.params}, name


# -- rules --


def test_the_catalogue_lists_every_rule_in_both_languages() -> None:
    for language in ("nl", "en"):
        shown = run("rules", "--lang", language).stdout
        for identity in catalogue():
            assert f"\n{identity} " in shown


def test_a_card_tells_sentence_default_and_source_of_every_rule() -> None:
    for identity, entry in catalogue().items():
        for language in ("nl", "en"):
            card = run("rules", identity, "--lang", language).stdout
            assert entry.sentence[language] in card and source_of(entry, language) in card
            assert all(parameter.name in card for parameter in entry.parameters)


def test_a_rule_is_found_however_it_is_written() -> None:
    for written in ("h3", "H03", "h03"):
        assert json.loads(run("rules", written, "--json").stdout)["rules"][0]["id"] == "H03"


def test_an_unknown_rule_is_wrong_usage_and_still_one_json_object() -> None:
    result = run("rules", "Z99", "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["status"] == "usage"


# -- new --


@pytest.mark.parametrize(
    "arguments",
    [("solve", "x.xlsx", "--time", "soon"), ("solve",), ("nonsense",), ("rules", "H99"), ("check", "x", "--no-such")],
)
def test_wrong_usage_is_one_json_object_too(arguments: tuple[str, ...]) -> None:
    result = run(*arguments, "--json")
    assert result.exit_code == 2
    told = json.loads(result.stdout)
    assert told["status"] == "usage" and told["message"]


@pytest.mark.parametrize(("language", "sheet"), [("nl", "Lessen"), ("en", "Lessons")])
def test_new_writes_a_template_in_the_language_asked(tmp_path: Path, language: str, sheet: str) -> None:
    import openpyxl

    file = tmp_path / "school.xlsx"
    assert run("new", file, "--lang", language).exit_code == 0
    assert sheet in openpyxl.load_workbook(file).sheetnames


def test_new_never_replaces_a_file_unless_asked(tmp_path: Path) -> None:
    file = tmp_path / "school.xlsx"
    file.write_bytes(b"mine")
    assert run("new", file, "--demo", "small").exit_code == 2
    assert file.read_bytes() == b"mine"
    assert run("new", file, "--demo", "small", "--overwrite").exit_code == 0
    assert file.read_bytes() != b"mine"


def test_a_demo_may_be_a_folder_of_csv_files(tmp_path: Path) -> None:
    told = json.loads(run("new", tmp_path / "demo", "--demo", "small", "--json").stdout)
    assert told["classes"] == 8
    assert (tmp_path / "demo" / "Lessen.csv").is_file()
    assert json.loads(run("check", tmp_path / "demo", "--json").stdout)["status"] == "ok"


def test_the_same_seed_gives_the_same_demo_and_another_another(tmp_path: Path) -> None:
    def lessons(name: str, seed: int) -> bytes:
        assert run("new", tmp_path / name, "--demo", "small", "--seed", seed).exit_code == 0
        return (tmp_path / name / "Lessen.csv").read_bytes()

    assert lessons("one", 3) == lessons("two", 3) != lessons("three", 4)


# -- check --


def test_check_tells_where_what_value_and_cure(tmp_path: Path) -> None:
    folder = tmp_path / "school"
    folder.mkdir()
    (folder / "Lessen.csv").write_text("klassen;vak;leraren;aantal\n1A;WIS;Mayr;vier\n", encoding="utf-8")
    (folder / "Leraren.csv").write_text("code\nMayer\n", encoding="utf-8")
    result = run("check", folder)
    assert result.exit_code == 1
    assert "Lessen!C2: " in result.stdout and "'Mayr'" in result.stdout and "'Mayer'" in result.stdout
    assert "Lessen!D2: " in result.stdout and "'vier'" in result.stdout


def test_faults_are_told_in_the_language_of_the_file_or_the_one_asked(tmp_path: Path) -> None:
    folder = tmp_path / "school"
    folder.mkdir()
    (folder / "Lessons.csv").write_text("classes,subject,periods\n1A,MAT,four\n", encoding="utf-8")
    assert "fault in the data" in run("check", folder).stdout
    assert "fout in de gegevens" in run("check", folder, "--lang", "nl").stdout
    spoken = CliRunner().invoke(scheduler, ["check", str(folder)], env={"SCHEDULER_LANG": "nl"})
    assert "fout in de gegevens" in spoken.stdout


@pytest.mark.parametrize("verb", ["check", "solve", "evaluate", "export"])
def test_a_file_that_is_not_there_is_a_fault_and_no_traceback(tmp_path: Path, verb: str) -> None:
    more = ["--to", str(tmp_path)] if verb == "export" else []
    result = run(verb, tmp_path / "nowhere.xlsx", *more, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["faults"][0]["key"] == "no_file"


def test_a_rule_row_that_cannot_be_used_is_a_fault_at_its_cell(tmp_path: Path) -> None:
    folder = demo_folder(tmp_path)
    rows = "regel;voor;niveau;waarde\nH11;alle;eis;veel\nH02;alle;eis;3\n"
    (folder / "Regels.csv").write_text(rows, encoding="utf-8")
    told = json.loads(run("check", folder, "--json").stdout)
    assert [fault["where"] for fault in told["faults"]] == ["Regels!D2", "Regels!D3"]


def test_a_policy_that_does_not_exist_or_lies_elsewhere_is_a_fault_at_its_cell(tmp_path: Path) -> None:
    folder = demo_folder(tmp_path)
    elsewhere = ("../geheim.toml", "/dev/zero")
    for policy, key in (("morgen.toml", "policy_missing"), *((one, "policy_folder") for one in elsewhere)):
        (folder / "Instellingen.csv").write_text(f"sleutel;waarde\nbeleid;{policy}\ncyclus_weken;2\n", encoding="utf-8")
        told = json.loads(run("check", folder, "--json").stdout)
        assert [(fault["where"], fault["key"]) for fault in told["faults"]] == [("Instellingen!B2", key)]


def demo_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "demo"
    assert run("new", folder, "--demo", "small").exit_code == 0
    return folder


# -- convert --


def test_a_school_goes_to_csv_and_to_the_other_language_and_back(tmp_path: Path) -> None:
    from scheduler.formats.workbook import read_school

    folder = demo_folder(tmp_path)
    assert run("convert", folder, tmp_path / "school.xlsx", "--lang", "en").exit_code == 0
    assert run("convert", tmp_path / "school.xlsx", tmp_path / "terug", "--lang", "nl").exit_code == 0
    assert read_school(tmp_path / "terug")[0] == read_school(folder)[0]
    assert (tmp_path / "terug" / "Lessen.csv").is_file()


def test_convert_never_replaces_what_exists_unless_asked(tmp_path: Path) -> None:
    folder, target = demo_folder(tmp_path), tmp_path / "school.xlsx"
    target.write_bytes(b"mine")
    assert run("convert", folder, target).exit_code == 2
    assert target.read_bytes() == b"mine"
    assert run("convert", folder, target, "--overwrite").exit_code == 0


# -- import --


def test_a_lesson_table_becomes_a_school_that_reads_without_faults(tmp_path: Path) -> None:
    example = Path(__file__).resolve().parents[2] / "examples" / "lessentabel"
    school = tmp_path / "school.xlsx"
    table = ("import", example / "lessentabel.csv", "--classes", example / "klassen.csv", "--staffing", "-o", school)
    told = json.loads(run(*table, "--json").stdout)
    assert told["counts"]["classes"] == 2 and told["counts"]["teachers"] > 0
    assert any("3LA" in notice["text"] and "32" in notice["text"] for notice in told["notices"])
    assert run("check", school).exit_code == 0
    assert run(*table).exit_code == 2, "an existing workbook is not replaced"


def test_import_without_an_output_asks_for_one_and_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    example = Path(__file__).resolve().parents[2] / "examples" / "lessentabel" / "lessentabel.csv"
    assert run("import", example).exit_code == 2
    told = json.loads(run("import", example, "--dry-run", "-o", tmp_path / "x.xlsx", "--json").stdout)
    assert told["file"] is None and not list(tmp_path.iterdir())


def test_decisions_that_are_no_toml_are_a_fault(tmp_path: Path) -> None:
    roster, decisions = tmp_path / "rooster.csv", tmp_path / "keuzes.toml"
    roster.write_text("dag;uur;klas;vak;leraar\nmaandag;1;1A;WIS;MER\n", encoding="utf-8")
    decisions.write_text("sheets = [", encoding="utf-8")
    result = run("import", roster, "--map", decisions, "-o", tmp_path / "x.xlsx", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["faults"][0]["key"] == "bad_map"


# -- archives --

TINY = """<?xml version="1.0"?><HighSchoolTimetableArchive><Instances>{}</Instances></HighSchoolTimetableArchive>"""


def test_an_xml_file_that_is_no_good_archive_is_told_as_faults(tmp_path: Path) -> None:
    file = tmp_path / "leeg.xml"
    file.write_text(TINY.format(""), encoding="utf-8")
    for verb in ("check", "solve", "evaluate"):
        result = run(verb, file, "--json")
        assert result.exit_code == 1
        assert json.loads(result.stdout)["faults"]


# -- a disk that refuses --


def test_a_full_disk_is_told_and_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "school.xlsx"
    file.write_bytes(b"mine")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    result = run("new", file, "--demo", "small", "--overwrite")
    assert result.exit_code == 1 and "No space left" in result.stdout
    assert file.read_bytes() == b"mine" and [one.name for one in tmp_path.iterdir()] == ["school.xlsx"]


def test_import_of_a_template_without_lessons_says_so_and_writes_nothing(tmp_path: Path) -> None:
    template = tmp_path / "leeg.csv"
    template.write_text("klas;3A;3B\nmaandag 1;;\nmaandag 2;;\ndinsdag 1;;\ndinsdag 2;;\n", encoding="utf-8")
    result = run("import", template, "-o", tmp_path / "x.xlsx")
    assert result.exit_code == 1
    assert not (tmp_path / "x.xlsx").exists()
    assert "Traceback" not in result.output


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_example_row_of_every_rule_works_as_printed(tmp_path: Path, language: str) -> None:
    from tests.formats.sheets import base, saved

    sheets = base()
    told = json.loads(run("rules", "--json", "--lang", language).stdout)["rules"]
    assert all(one["example"].startswith(one["id"]) for one in told)
    sheets["Klassen"][1][1] = 3
    for lesson, subject in (("W12", "NED"), ("5A-TECH", "THE"), ("5A-PRA", "PRA"), ("L1", "LO")):
        sheets["Lessen"].append([lesson, "1A", subject, "Mayer", 1])
    sheets["Vakken"].append(["LO", "", "", ""])
    sheets["Leraren"] += [[code, "", 20, 6, "talen", "beide"] for code in ("JAN", "PEE")]
    sheets["Regels"] = [
        ["regel", "voor", "niveau", "waarde"],
        *([*map(str.strip, one["example"].split("|"))] for one in told),
    ]
    result = run("check", saved(sheets, tmp_path / "school.xlsx"), "--lang", language, "--json")
    assert [one["text"] for one in json.loads(result.stdout)["faults"] if one["where"].startswith("Regels")] == []
    for one in told:
        assert one["example"] in run("rules", one["id"], "--lang", language).stdout


def test_the_rows_of_rules_in_the_readme_work_as_printed(tmp_path: Path) -> None:
    from tests.formats.sheets import base, saved

    text = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"`([HS]\d\d \| [^`]+)`", text)
    assert len(rows) >= 4
    sheets = base()
    sheets["Klassen"][1][1] = 2
    sheets["Leraren"].append(["JAN", "Jan", 20, 6, "talen", "geen"])
    sheets["Lessen"].append(["W12", "1A", "NED", "Mayer", 1])
    sheets["Regels"] = [["regel", "voor", "niveau", "waarde"], *([*map(str.strip, row.split("|"))] for row in rows)]
    result = run("check", saved(sheets, tmp_path / "school.xlsx"), "--lang", "en", "--json")
    assert json.loads(result.stdout)["faults"] == []
