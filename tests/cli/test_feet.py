"""Whatever workbook a verb writes to be printed says at its foot of which timetable and of which day it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from scheduler.cli.files import timetable_in
from scheduler.cli.main import scheduler
from scheduler.formats.reading import read_case
from scheduler.formats.workbook import write_school
from scheduler.school.records import RosterRow, Teacher
from scheduler.views.version import version_of
from tests.school.judging import lesson, small_school

DAY = re.compile(r"\d+/\d+/20\d\d|30 \w+ 2026")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_workbook_says_its_timetable_and_its_day_and_no_day_of_printing(tmp_path: Path, language: str) -> None:
    files = [tmp_path / "one & two.xlsx", tmp_path / "other.xlsx"]
    for number, file in enumerate(files, start=1):
        rows = (RosterRow("W", 1, day=number, period=2), RosterRow("V", 1, day=0, period=1))
        teachers = (Teacher("ANN"), Teacher("BEN"))
        write_school(small_school(lesson("W", "ANN"), lesson("V", "BEN"), roster=rows, teachers=teachers), file)
    cases = [read_case(file) for file in files]
    first, second = (version_of(case.problem, timetable_in(case)) for case in cases)
    assert first != second
    verbs: list[tuple[tuple[object, ...], tuple[str, ...]]] = [
        (("diff", *files, "-o", tmp_path / "diff.xlsx"), (first, second)),
        (("compare", *files, "-o", tmp_path / "compare.xlsx"), (first, second)),
        (("day", files[0], "2026-11-30", "--absent", "BEN", "--to", tmp_path / "day"), (first,)),
        (("report", "year", files[0], "-o", tmp_path / "year.xlsx"), (first,)),
        (("report", "readiness", files[0], "-o", tmp_path / "ready.xlsx"), ("one && two.xlsx",)),
        (("export", files[0], "--to", tmp_path / "loads", "--format", "loads"), (first,)),
        (("export", files[0], "--to", tmp_path / "chart", "--format", "wallchart"), (first,)),
    ]
    for arguments, marks in verbs:
        before = set(tmp_path.rglob("*.xlsx"))
        done = CliRunner().invoke(scheduler, [*map(str, arguments), "--lang", language])
        assert done.exit_code in (0, 1), (arguments, done.output)
        (made,) = set(tmp_path.rglob("*.xlsx")) - before
        for tab in load_workbook(made):
            foot = cast(Any, tab).oddFooter
            text = "".join(str(part.text or "") for part in (foot.left, foot.center, foot.right))
            assert all(mark in text for mark in marks), (arguments, text)
            assert DAY.search(text) and "&D" not in text, (arguments, text)
