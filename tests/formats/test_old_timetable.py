"""An old Rooster in a changed workbook: what does not fit any more is told and left out, and fresh forgets it all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scheduler.evaluation import evaluate
from scheduler.formats.files.faults import Faults
from scheduler.formats.reading import read_case
from scheduler.telling.violations import sentence
from tests.formats.sheets import Sheets, base, saved

ROWS = [
    ["les", "deel", "klassen", "vak", "leraren", "week", "dag", "lesuur", "duur", "lokaal", "vast"],
    ["w1", 1, "1A", "WIS", "Mayer", "", "ma", 2, 2, "L1", ""],
    ["w1", 2, "1A", "WIS", "Mayer", "", "di", 1, 1, "L1", ""],
    ["n1", 1, "1A-x, 1B", "NED", "Peeters", "", "wo", 1, 1, "", ""],
]


def school() -> Sheets:
    sheets = base()
    sheets["Rooster"] = [list(row) for row in ROWS]
    return sheets


def lesson_gone(sheets: Sheets) -> None:
    del sheets["Lessen"][2]


def teacher_gone(sheets: Sheets) -> None:
    del sheets["Leraren"][2]
    sheets["Lessen"][2][3] = "Mayer"


def group_gone(sheets: Sheets) -> None:
    del sheets["Groepen"][1]
    sheets["Lessen"][2][1] = "1B"


def day_gone(sheets: Sheets) -> None:
    sheets["Tijdraster"] = [row for row in sheets["Tijdraster"] if row[1] != "wo"]
    sheets["Beschikbaarheid"][1][2] = "di"


def subject_gone(sheets: Sheets) -> None:
    del sheets["Vakken"][2]
    sheets["Lessen"][2][2] = "WIS"


def shorter_lesson(sheets: Sheets) -> None:
    sheets["Rooster"][3][8] = 3


def other_cell(column: int, value: object) -> Callable[[Sheets], None]:
    def change(sheets: Sheets) -> None:
        sheets["Rooster"][3][column] = value

    return change


GONE = [
    lesson_gone, teacher_gone, group_gone, day_gone, subject_gone, shorter_lesson,
    other_cell(0, "w9"), other_cell(9, "L9"), other_cell(8, 9), other_cell(6, "vr"), other_cell(7, 6),
    other_cell(4, "Mayr"),
]  # fmt: skip


@pytest.mark.parametrize("change", GONE)
def test_a_row_that_does_not_fit_any_more_is_told_and_left_out(
    tmp_path: Path, change: Callable[[Sheets], None]
) -> None:
    sheets = school()
    change(sheets)
    case = read_case(saved(sheets, tmp_path / "x.xlsx"))
    assert case.timetable is not None
    assert {placement.lesson for placement in case.timetable.placements} == {"w1"}
    assert [fault.where.startswith("Rooster!") and fault.where.endswith("4") for fault in case.row_faults] == [True]
    for language in ("nl", "en"):
        told = [notice.text(language) for notice in case.row_notices]
        assert len(told) == 2
        assert "Bedoelde" not in told[0] and "Did you mean" not in told[0]
    assert case.row_notices[-1].text("nl") == (
        "Rooster: 1 rij is weggelaten; wat daar stond, geldt als niet geplaatst."
    )


@pytest.mark.parametrize("change", GONE)
def test_fresh_forgets_what_does_not_fit(tmp_path: Path, change: Callable[[Sheets], None]) -> None:
    sheets = school()
    change(sheets)
    case = read_case(saved(sheets, tmp_path / "x.xlsx"), fresh=True)
    assert case.timetable is None
    assert case.row_faults == ()
    assert [one.text("nl") for one in case.notices if one.key == "forgotten"] == [
        "Rooster: 3 rijen van het oude rooster vergeten; vastgezette rijen blijven."
    ]


UNREADABLE = [(3, 6, "maandagg"), (3, 6, "zondag"), (3, 7, "x"), (3, 7, 99), (3, 8, 0), (3, 5, "C"), (3, 10, "kan")]


@pytest.mark.parametrize("cell", UNREADABLE)
def test_a_row_with_a_cell_that_cannot_be_read_is_told_and_left_out(tmp_path: Path, cell: tuple[int, int, Any]) -> None:
    sheets = school()
    row, column, value = cell
    sheets["Rooster"][row][column] = value
    path = saved(sheets, tmp_path / "x.xlsx")
    case = read_case(path)
    assert case.timetable is not None
    assert {placement.lesson for placement in case.timetable.placements} == {"w1"}
    assert [fault.where for fault in case.row_faults] == [f"Rooster!{'ABCDEFGHIJK'[column]}4"]
    assert case.row_notices[-1].params == {"count": 1}
    assert read_case(path, fresh=True).timetable is None


def test_a_row_with_several_faults_is_one_row_left_out_with_each_of_them_told(tmp_path: Path) -> None:
    sheets = school()
    sheets["Rooster"][3][6:8] = ["maandagg", 99]
    case = read_case(saved(sheets, tmp_path / "x.xlsx"))
    assert [fault.where for fault in case.row_faults] == ["Rooster!G4", "Rooster!H4"]
    assert case.row_notices[-1].params == {"count": 1}


def test_the_headings_of_the_timetable_must_be_readable(tmp_path: Path) -> None:
    sheets = school()
    sheets["Rooster"][0][0] = "wat"
    path = saved(sheets, tmp_path / "x.xlsx")
    with pytest.raises(Faults):
        read_case(path)
    assert read_case(path, fresh=True).timetable is None


SURPLUS: list[list[object]] = [
    ["w1", 4, "1A", "WIS", "Mayer", "", "wo", 1, 1, "L1", ""],
    ["W1", "", "", "", "", "", "wo", 1, 1, "", ""],
    ["w1", 3, "1A", "WIS", "Nergens", "", "wo", 1, 1, "L1", ""],
    ["w1", 3, "1A", "WIS", "Mayer", "", "zondag", 1, 1, "L1", ""],
    ["w1", 1, "1A", "WIS", "Mayer", "", "ma", 2, 1, "L1", ""],
]


@pytest.mark.parametrize("row", SURPLUS)
def test_a_row_more_than_a_lesson_has_breaks_the_rule_that_a_lesson_stands_as_often_as_asked(
    tmp_path: Path, row: list[object]
) -> None:
    sheets = school()
    sheets["Rooster"].append(["w1", 3, "1A", "WIS", "Mayer", "", "di", 2, 1, "L1", ""])
    path = saved(sheets, tmp_path / "right.xlsx")
    right = read_case(path)
    assert right.timetable is not None and right.timetable.surplus == ()
    sheets["Rooster"].append(row)
    case = read_case(saved(sheets, tmp_path / "x.xlsx"))
    assert case.timetable is not None
    assert case.timetable.placements == right.timetable.placements and case.timetable.surplus == (("w1", 1),)
    before, now = evaluate(right.problem, right.timetable), evaluate(case.problem, case.timetable)
    assert now.by_entry["H02"].deviation == before.by_entry["H02"].deviation + 1 and now.unplaced == before.unplaced
    told = [sentence(case.problem, one, "nl") for one in now.violations if one.point == "w1" and one.entry == "H02"]
    assert told == ["WIS 1A (les w1) heeft 5 lesuren in het rooster, maar vraagt er 4."]


def test_a_row_of_a_lesson_that_is_gone_is_no_surplus(tmp_path: Path) -> None:
    sheets = school()
    sheets["Rooster"].append(["w9", 1, "1A", "WIS", "Mayer", "", "wo", 1, 1, "L1", ""])
    case = read_case(saved(sheets, tmp_path / "x.xlsx"))
    assert case.timetable is not None and case.timetable.surplus == ()
    assert [fault.key for fault in case.row_faults] == ["gone"]


def test_fresh_keeps_the_rows_that_are_pinned_and_their_faults(tmp_path: Path) -> None:
    sheets = school()
    sheets["Rooster"][1][10] = sheets["Rooster"][3][10] = "ja"
    lesson_gone(sheets)
    case = read_case(saved(sheets, tmp_path / "x.xlsx"), fresh=True)
    assert case.timetable is not None and len(case.timetable.placements) == 1
    assert [fault.key for fault in case.row_faults] == ["gone"]
    sheets["Rooster"][1][6] = "maandagg"
    with pytest.raises(Faults) as found:
        read_case(saved(sheets, tmp_path / "y.xlsx"), fresh=True)
    assert "Rooster!G2" in [fault.where for fault in found.value.faults]


def test_a_pinned_row_of_the_sheet_of_pins_stays_a_fault(tmp_path: Path) -> None:
    sheets = school()
    sheets["Vast"][1][0] = "w9"
    with pytest.raises(Faults) as found:
        read_case(saved(sheets, tmp_path / "x.xlsx"), fresh=True)
    assert [fault.where for fault in found.value.faults] == ["Vast!A2"]


@pytest.mark.parametrize("subject", ["", "meeting", "Overleg"])
def test_the_row_of_a_meeting_is_known_by_its_name_whatever_its_subject_cell_says(tmp_path: Path, subject: str) -> None:
    sheets = school()
    sheets["Overleg"] = [["naam", "leden", "aantal"], ["team", "Mayer", 1]]
    sheets["Rooster"].append(["overleg:1:team", 1, "", subject, "Mayer", "", "wo", 1, 1, "", ""])
    case = read_case(saved(sheets, tmp_path / "x.xlsx"))
    assert not case.row_faults
    assert "overleg:1:team" in {one.lesson for one in case.timetable.placements}
