"""`scheduler evaluate` of a school with many broken wishes: a screen, and everything where it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli.main import scheduler
from scheduler.formats.workbook import write_school
from scheduler.school.records import Availability, Level, RosterRow
from tests.school.judging import lesson, small_school

SCREEN = 40
MOMENTS = [(day, period) for day in (0, 1, 3, 4) for period in range(1, 8)]


@pytest.fixture
def wished(tmp_path: Path) -> Path:
    """28 lessons of ANN, each at a time that ANN wished to have free."""
    lessons = [lesson(f"L{number}", subject="LO") for number in range(len(MOMENTS))]
    wishes = [Availability("teacher", "ANN", day=day, period=period, level=Level.WISH) for day, period in MOMENTS]
    roster = [RosterRow(one.id, 1, day=day, period=period) for one, (day, period) in zip(lessons, MOMENTS, strict=True)]
    path = tmp_path / "s.xlsx"
    write_school(small_school(*lessons, availability=tuple(wishes), roster=tuple(roster)), path)
    return path


@pytest.mark.parametrize(("language", "more"), [("nl", "Alles: --all"), ("en", "Everything: --all")])
def test_many_broken_wishes_are_told_on_one_screen(wished: Path, language: str, more: str) -> None:
    told = CliRunner().invoke(scheduler, ["evaluate", str(wished), "--lang", language]).stdout
    assert len(told.splitlines()) <= SCREEN and more in told
    all_of_it = CliRunner().invoke(scheduler, ["evaluate", str(wished), "--lang", language, "--all"]).stdout
    assert more not in all_of_it and sum("S02 (" in line for line in all_of_it.splitlines()) == len(MOMENTS)
    assert all(f"\n{entry} " in f"\n{all_of_it}" for entry in ("H01", "S02"))  # rules that cost nothing too
