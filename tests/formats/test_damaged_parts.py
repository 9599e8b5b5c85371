"""Parts of a planner's workbook that only a result needs: damaged ones are told when it is read, and stop no result."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.formats.reading import read_case
from scheduler.formats.workbook import read_workbook
from scheduler.problem.timetable import Timetable
from scheduler.views import make_report, write_result
from tests.formats.sheets import base, saved

Spoil = Callable[[str, str], str]
"""A part's name and text -> its text."""


def _in(part: str, old: str, new: str) -> Spoil:
    return lambda name, text: text.replace(old, new, 1) if name == part else text


BOOK, ROOT = "xl/workbook.xml", "_rels/.rels"

DAMAGE: dict[str, Spoil] = {
    "a prefix that means nothing": _in(ROOT, "</Relationships>", '<part r:id="1"/></Relationships>'),
    "a name for a sheet without a number": _in(
        BOOK,
        "</sheets>",
        '</sheets><definedNames><definedName name="A" localSheetId="x">1</definedName></definedNames>',
    ),
    "a sheet whose number is none": _in(BOOK, 'sheetId="1"', 'sheetId="one"'),
}


def spoiled(path: Path, spoil: Spoil) -> Path:
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            text = name.endswith((".xml", ".rels"))
            book.writestr(name, spoil(name, content.decode("utf-8")).encode("utf-8") if text else content)
    return path


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_result_comes_into_a_new_workbook_where_the_old_one_is_damaged(damage: str, tmp_path: Path) -> None:
    sheets = base()
    file = spoiled(saved({**sheets, "Overzicht": [["van de planner"]]}, tmp_path / "school.xlsx"), DAMAGE[damage])
    read = read_workbook(file)
    case = read_case(file)
    out = tmp_path / "uit.xlsx"
    write_result(out, make_report(case.problem, Timetable(())), "nl", extras=case.extras)
    assert read_workbook(out).school.lessons == read.school.lessons
    assert read.extras.file is None
    assert [notice.key for notice in case.notices].count("not_kept") == 1
