"""`scheduler whatif` and `scheduler compare`, as a planner types them for a school with a timetable."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from scheduler.cli.main import scheduler
from scheduler.formats.workbook import write_school
from scheduler.school.records import Availability, Level, RosterRow, RuleRow, School, Settings
from tests.school.judging import lesson, small_school
from tests.school.schools import grid

OFF = tuple(RuleRow(entry, level=Level.OFF) for entry in ("H06", "H07", "H08", "S07", "S08", "S15", "S04", "S05"))
ROWS = (RosterRow("W", 1, day=0, period=1), RosterRow("X", 1, day=0, period=4), RosterRow("V", 1, day=1, period=2))
WISH = Availability("teacher", "BEN", day=1, level=Level.STRONG)


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(scheduler, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def school(**more: object) -> School:
    """W and X of ANN on Monday 1 and 4 (two gaps), V of BEN on Tuesday, which BEN strongly wishes to have free."""
    lessons = (lesson("W"), lesson("X", subject="LO"), lesson("V", "BEN", subject="LO"))
    return small_school(*lessons, **{"rules": OFF, "roster": ROWS, "availability": (WISH,), **more})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "s.xlsx"
    write_school(school(), path)
    return path


def answers(file: Path, *changes: str) -> list[dict]:  # type: ignore[type-arg]
    told = json.loads(run("whatif", file, *changes, "--work", 1, "--workers", 1, "--json").stdout)
    return told["answers"]  # type: ignore[no-any-return]


def test_a_free_day_moves_what_stands_there_and_the_file_is_not_changed(file: Path) -> None:
    before = file.read_bytes()
    nothing, free = answers(file, "ANN vrij op maandag")
    assert nothing["price"] is None and nothing["change"] == ""
    assert free["before"]["hard"] == 2 and free["after"]["hard"] == 0 and free["moved"] >= 2
    assert file.read_bytes() == before


def test_a_wish_that_costs_nothing_any_more_saves_its_points(file: Path) -> None:
    _, without = answers(file, "without wish of BEN")
    assert without["before"]["soft"] < 100 and without["before"]["wishes"] == 0


def test_a_change_that_cannot_be_has_no_price(tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    write_school(school(availability=tuple(Availability("teacher", "BEN", day=day) for day in (0, 2, 3, 4))), path)
    _, impossible = answers(path, "BEN vrij op di")
    assert impossible["price"] is None and impossible["after"]["hard"] + impossible["after"]["unplaced"] > 0


def test_the_table_tells_the_price_of_each_change(file: Path) -> None:
    shown = run("whatif", file, "zonder regel S03", "regel S03 gewicht 30 voor ANN", "--work", 1, "--workers", 1).stdout
    assert "Nu: 0 aan eisen" in shown and "zonder regel S03" in shown and "prijs = punten" in shown
    assert "niets wijzigen, even lang gezocht" in shown


def test_price_asks_of_each_rule_wish_and_pin_by_itself(file: Path) -> None:
    told = json.loads(run("whatif", file, "--price", "--most", 3, "--work", 1, "--workers", 1, "--json").stdout)
    changes = [one["change"] for one in told["answers"]]
    assert changes[0] == "" and "zonder wens van BEN" in changes and any("zonder regel S" in one for one in changes)
    assert len(changes) == 4


@pytest.mark.parametrize(("language", "word"), [("nl", "Zo kan het:"), ("en", "It can be:")])
def test_a_sentence_that_is_not_clear_is_refused_with_the_grammar(file: Path, language: str, word: str) -> None:
    for arguments in (("whatif", file, "iets anders"), ("whatif", file)):
        result = run(*arguments, "--lang", language)
        assert result.exit_code == 2 and word in result.output


def test_all_sentences_that_are_not_clear_are_told_at_once(file: Path) -> None:
    result = run("whatif", file, "iets anders", "zonder regel S03", "ZZZ vrij op ma", "regel S03 veel=2")
    assert result.exit_code == 2 and result.output.count("Zo kan het:") == 1
    for wrong in ("'iets anders'", "'ZZZ vrij op ma'", "'regel S03 veel=2'"):
        assert wrong in result.output
    assert "'zonder regel S03'" not in result.output


@pytest.mark.parametrize(
    ("language", "against"),
    [("nl", "verschil met het rooster van nu"), ("en", "difference from the timetable of now")],
)
def test_the_table_says_what_its_differences_are_against(file: Path, language: str, against: str) -> None:
    shown = run("whatif", file, "ANN vrij op ma", "--work", 1, "--workers", 1, "--lang", language).stdout
    assert against in shown and "{" not in shown


def test_a_school_without_a_timetable_has_nothing_to_ask(tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    write_school(school(roster=()), path)
    assert run("whatif", path, "zonder regel S03").exit_code == 1
    assert run("compare", path, path).exit_code == 1


def other(tmp_path: Path) -> Path:
    path = tmp_path / "t.xlsx"
    rows = (ROWS[0], replace(ROWS[1], period=2), replace(ROWS[2], day=2))
    write_school(school(roster=rows), path)
    return path


def test_timetables_stand_side_by_side_with_the_best_marked(file: Path, tmp_path: Path) -> None:
    shown = run("compare", file, other(tmp_path), "--lang", "en").stdout.splitlines()
    gaps = next(line for line in shown if line.startswith("gaps of teachers"))
    assert gaps.split()[-3:] == ["2", "0", "*"]
    assert next(line for line in shown if line.startswith("wishes")).split()[-8:][:4] == ["met", "0", "of", "1"]
    assert next(line for line in shown if line.startswith("blocks moved")).split()[-1] == "2"


@pytest.mark.parametrize(("language", "none"), [("nl", "0,0 %"), ("en", "0.0 %")])
def test_the_share_of_distance_has_the_comma_of_the_language(
    file: Path, tmp_path: Path, language: str, none: str
) -> None:
    assert run("compare", file, other(tmp_path), "--lang", language).stdout.count(none) == 2


def test_the_same_table_is_a_sheet_and_a_page(file: Path, tmp_path: Path) -> None:
    sheet, page = tmp_path / "c.xlsx", tmp_path / "c.html"
    told = json.loads(run("compare", file, other(tmp_path), "-o", sheet, "--html", page, "--json").stdout)
    assert told["written"] == [str(sheet), str(page)] and told["comparable"]
    assert [one["teacher_gaps"] for one in told["files"]] == [2, 0]
    rows = {row[0]: row[1:] for row in load_workbook(sheet)["Vergelijking"].iter_rows(values_only=True)}
    assert rows["springuren van leraren"] == (2, "0 *")
    assert "springuren van leraren" in page.read_text(encoding="utf-8")
    assert run("compare", file, "-o", sheet).exit_code == 2  # not overwritten unasked


def test_files_with_other_rules_are_said_not_to_be_comparable_in_points(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_school(school(rules=(*OFF, RuleRow("S03", weight=99))), path)
    assert "punten zijn dan niet te vergelijken" in run("compare", file, path).stdout
    best = [line for line in run("compare", file, path).stdout.splitlines() if line.endswith("*")]
    assert not any(line.startswith(("wensen", "gebroken")) for line in best)


def test_the_mark_is_explained_only_where_there_is_one(file: Path, tmp_path: Path) -> None:
    sheet, legend = tmp_path / "c.xlsx", "* = het beste van de rij"
    assert legend not in run("compare", file, file).stdout
    assert legend in run("compare", file, other(tmp_path), "-o", sheet).stdout
    cells = [cell for row in load_workbook(sheet)["Vergelijking"].iter_rows(values_only=True) for cell in row]
    assert legend in cells


def test_schools_with_other_grids_cycles_and_languages_stand_side_by_side(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "english.xlsx"
    settings = Settings(school="Other", cycle_weeks=2, language="en")
    periods = tuple(one for one in grid() if one.period < 4)
    lessons = (lesson("A"), lesson("B", subject="LO"))
    rows = (RosterRow("A", 1, day=3, period=1), RosterRow("B", 1, day=4, period=3))
    write_school(
        small_school(*lessons, rules=OFF, roster=rows, settings=settings, periods=periods), path, language="en"
    )
    for language, cycles in (("en", "s 1 week, english 2 weeks"), ("nl", "s 1 week, english 2 weken")):
        told = run("compare", file, path, "--lang", language)
        assert told.exit_code == 0 and cycles in told.stdout.replace("\n", " ")
        assert "*" not in told.stdout  # gaps of two weeks are not more than gaps of one
    fields = json.loads(run("compare", file, path, "--json").stdout)
    assert [one["moved"] for one in fields["files"]] == [None, None] and not fields["comparable"]
