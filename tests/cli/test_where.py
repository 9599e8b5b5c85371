"""`scheduler where` and `scheduler move`, as a planner types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scheduler.cli.main import scheduler
from scheduler.formats.workbook import write_school
from scheduler.school.records import Level, RosterRow, RuleRow, SchoolClass
from tests.school.judging import lesson, small_school


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(scheduler, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


OFF = tuple(RuleRow(entry, level=Level.OFF) for entry in ("H06", "H07", "H08", "S07"))
"""What a week of four lessons cannot keep anyway."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """W of ANN for 3A on Monday 1, V of BEN for 3A on Tuesday 2, X of ANN for 3B on Monday 3; Y is nowhere."""
    rows = (RosterRow("W", 1, day=0, period=1), RosterRow("V", 1, day=1, period=2), RosterRow("X", 1, day=0, period=3))
    classes = tuple(SchoolClass(code, stage="2", pupils=20) for code in ("3A", "3B"))
    lessons = (
        lesson("W", "ANN"),
        lesson("V", "BEN", subject="LO"),
        lesson("X", "ANN", of="3B"),
        lesson("Y", "BEN", of="3B", subject="LO"),
    )
    path = tmp_path / "s.xlsx"
    write_school(small_school(*lessons, roster=rows, classes=classes, rules=OFF), path)
    return path


def spots(file: Path, name: str, *more: object) -> dict[tuple[int, int], Any]:
    told = json.loads(run("where", file, name, "--json", *more).stdout)
    return {(one["day"], one["period"]): one for one in told["spots"]}


def test_the_week_names_what_stands_in_the_way(file: Path) -> None:
    result = run("where", file, "w", "--all")
    assert result.exit_code == 0, result.output
    lines = [" ".join(line.split()) for line in result.output.splitlines()]
    assert lines[:2] == ["Waar kan WIS 3A (les W) staan?", "Blok 1 van 1 (1 lesuur), nu op maandag lesuur 1."]
    assert "dinsdag lesuur 2: LO 3A (les V) staat daar (klas 3A)" in lines
    assert "maandag lesuur 3: WIS 3B (les X) staat daar (leraar ANN)" in lines
    assert any(line.startswith("1 [ ]") for line in lines)


def test_a_lesson_is_also_known_by_its_subject_and_class(file: Path) -> None:
    assert run("where", file, "lo 3a").output.startswith("Waar kan LO 3A (les V) staan?")
    several = run("where", file, "3A")
    assert several.exit_code == 2 and "W, V" in several.output
    assert run("where", file, "3C").exit_code == 2


def test_json_tells_every_time_once_with_its_blockers(file: Path) -> None:
    found = spots(file, "W")
    assert len(found) == 5 * 7 - 3 and found[0, 1]["now"]
    assert [(one["kind"], one["lesson"]) for one in found[1, 2]["blockers"]] == [("lesson", "V")]
    assert found[3, 4]["free"] and found[3, 4]["blockers"] == []


def test_what_has_no_time_is_asked_without_a_part(file: Path) -> None:
    assert "nog zonder tijd" in run("where", file, "Y").output
    assert spots(file, "Y")[0, 1]["hard"] < 0


def test_the_page_shows_the_week_in_colour(file: Path, tmp_path: Path) -> None:
    page = tmp_path / "w.html"
    assert run("where", file, "W", "--html", page).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert text.count('class="now"') == 1 and 'class="free"' in text and "LO 3A (les V) staat daar" in text


def test_a_name_that_is_none_says_which_are_near(file: Path) -> None:
    assert run("where", file, "Q").exit_code == 2
    assert run("where", file, "W", "--part", 2).exit_code == 2


@pytest.mark.parametrize(("to", "language"), [(("do", "4"), "nl"), (("Thursday", "4"), "en"), (("do4",), "nl")])
def test_move_writes_what_where_promised(file: Path, tmp_path: Path, to: tuple[str, ...], language: str) -> None:
    promised = spots(file, "W")[3, 4]
    out = tmp_path / "out.xlsx"
    before = json.loads(run("evaluate", file, "--json").stdout)
    told = json.loads(run("move", file, "W", *to, "-o", out, "--json", "--lang", language).stdout)
    after = json.loads(run("evaluate", out, "--json").stdout)
    assert (told["hard"], told["soft"]) == (after["hard"], after["soft"])
    assert (after["hard"] - before["hard"], after["soft"] - before["soft"]) == (promised["hard"], promised["soft"])
    change = json.loads(run("diff", file, out, "--json").stdout)
    assert [(one["lesson"], one["to"]["day"], one["to"]["period"]) for one in change["changes"]] == [("W", 3, 4)]


def test_move_uses_a_chain_where_the_time_is_not_free(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    result = run("move", file, "W", "di", 2, "-o", out)
    assert result.exit_code == 5, result.output  # Y still has no time
    change = json.loads(run("diff", file, out, "--json").stdout)
    assert sorted(one["lesson"] for one in change["changes"]) == ["V", "W"]


def test_move_writes_nothing_where_nothing_helps(tmp_path: Path) -> None:
    """V is pinned on Tuesday 2, so that W cannot go there."""
    rows = (RosterRow("W", 1, day=0, period=1), RosterRow("V", 1, day=1, period=2, pinned=True))
    path, out = tmp_path / "s.xlsx", tmp_path / "out.xlsx"
    write_school(small_school(lesson("W", "ANN"), lesson("V", "BEN", subject="LO"), roster=rows, rules=OFF), path)
    result = run("move", path, "W", "di", 2, "-o", out)
    assert result.exit_code == 4 and not out.exists()
    assert "LO 3A (les V) staat daar" in result.output


@pytest.mark.parametrize("to", [("morgen",), ("zo", "1"), ("ma", "20"), ("B", "ma", "1")])
def test_a_time_that_is_none_is_wrong_usage(file: Path, to: tuple[str, ...]) -> None:
    assert run("move", file, "W", *to).exit_code == 2


def test_what_stays_without_a_time_is_told_with_what_stands_where(tmp_path: Path) -> None:
    """Y of BEN for 3B is nowhere: BEN teaches V on Tuesday 2, 3B has X on Monday 3; at all other times he is away."""
    from openpyxl import load_workbook

    from scheduler.school.records import Availability

    away = [Availability("teacher", "BEN", day=day) for day in (2, 3, 4)]
    away += [Availability("teacher", "BEN", day=0, period=period) for period in (1, 2, 4, 5, 6, 7)]
    away += [Availability("teacher", "BEN", day=1, period=period) for period in (1, 3, 4, 5, 6, 7)]
    rows = (
        RosterRow("V", 1, day=1, period=2, pinned=True),
        RosterRow("X", 1, day=0, period=3, pinned=True),
    )
    lessons = (
        lesson("V", "BEN", subject="LO"),
        lesson("X", "ANN", of="3B"),
        lesson("Y", "BEN", of="3B", subject="LO"),
    )
    classes = tuple(SchoolClass(code, stage="2", pupils=20) for code in ("3A", "3B"))
    path, out = tmp_path / "s.xlsx", tmp_path / "out.xlsx"
    school = small_school(*lessons, roster=rows, classes=classes, rules=OFF, availability=tuple(away))
    write_school(school, path)
    result = run("solve", path, "-o", out, "--time", "20s", "--workers", 1)
    lines = [line.strip() for line in result.output.splitlines()]
    assert "maandag lesuur 3: WIS 3B (les X) staat daar (klas 3B)" in lines
    assert "dinsdag lesuur 2: LO 3A (les V) staat daar (leraar BEN)" in lines
    cells = [cell.value for row in load_workbook(out)["Niet geplaatst"].iter_rows() for cell in row if cell.value]
    assert any("dinsdag lesuur 2: LO 3A (les V) staat daar (leraar BEN)" in str(cell) for cell in cells)


def test_a_block_that_the_split_does_not_use_is_told_and_not_asked(tmp_path: Path) -> None:
    """W lasts two periods in one block or two; it stands in one block, so that a second one has nothing left."""
    from scheduler.school.records import Blocks

    rows = (RosterRow("W", 1, day=0, period=1, duration=2),)
    path = tmp_path / "s.xlsx"
    write_school(
        small_school(lesson("W", "ANN", 2, blocks=Blocks(smallest=1, largest=2)), roster=rows, rules=OFF), path
    )
    assert run("where", path, "W").exit_code == 0
    result = run("where", path, "W", "--part", 2)
    assert result.exit_code == 2 and "blok 2" in result.output
