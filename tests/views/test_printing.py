"""What is printed can be read: no sheet of ours is scaled so far down that a letter is smaller than 7 point."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.demo import make_demo
from scheduler.school.building import build_problem
from scheduler.views import export, make_report
from scheduler.views.packs.writing import PACKS, write_packs
from scheduler.views.printing import A3, A4, LEAST_PRINT, PAPERS, Paper, fit
from tests.views.greedy import greedy

SIDES = {paper.number: paper for paper in (A4, A3)}


CASE = build_problem(make_demo("small"))
SCHOOL = CASE, greedy(CASE, distance=0.8)


class Sheet:
    """Hears what a sheet of XlsxWriter is asked."""

    def __init__(self) -> None:
        self.told: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return lambda *values, **named: self.told.__setitem__(name, values or named)


@given(
    st.lists(st.floats(1, 80), min_size=1, max_size=40),
    st.floats(LEAST_PRINT, 12),
    st.booleans(),
    st.sampled_from(sorted(PAPERS)),
)
def test_columns_of_any_width_are_printed_in_seven_points_or_go_on_beside(
    widths: list[float], smallest: float, landscape: bool, paper: str
) -> None:
    sheet = Sheet()
    fit(sheet, widths, smallest, landscape=landscape, paper=PAPERS[paper])
    told = sheet.told
    number, across = told["set_paper"][0], "set_landscape" in told
    wide = sum(width * 5.25 + 3.75 for width in widths)
    room = SIDES[number].points(across)
    if "set_print_scale" in told:  # larger than itself, on larger paper
        assert number == A3.number and 1 <= told["set_print_scale"][0] / 100 <= min(1.415, room / wide)
        return
    pages = told["fit_to_pages"][0]
    assert smallest * min(1, pages * room / wide) >= LEAST_PRINT - 0.01
    assert ("repeat_columns" in told) == (pages > 1)
    assert not (landscape and not across) and number in {PAPERS[paper].number, A3.number}
    if smallest * A4.points(landscape) / wide >= LEAST_PRINT:
        assert (number, across, pages) == (PAPERS[paper].number, landscape, 1)


@pytest.mark.parametrize(("what", "paper"), [*((name, A4) for name in (*PACKS, "loads", "xlsx")), ("teachers", A3)])
def test_no_print_of_a_school_is_under_seven_points(what: str, paper: Paper, tmp_path: Path) -> None:
    problem, timetable = SCHOOL
    if what in PACKS:
        report = make_report(problem, timetable)
        files = write_packs(report, tmp_path, (what,), ("xlsx",), today=date(2026, 9, 1), paper=paper)
    else:
        files = export(problem, timetable, tmp_path, (what,), ("classes",) if what == "xlsx" else ())
    books = [file for file in files if file.suffix == ".xlsx"]
    for sheet in (sheet for file in books[:5] for sheet in openpyxl.load_workbook(file)):
        _can_be_read(sheet)
        assert paper is A4 or sheet.page_setup.paperSize == A3.number


def _can_be_read(sheet: Any) -> None:
    """The smallest print times the scale at which the columns (and rows, where all are on one page) fit."""
    setup = sheet.page_setup
    paper, across = SIDES[int(setup.paperSize)], setup.orientation == "landscape"
    groups = list(sheet.column_dimensions.values())
    wide = sum(
        next(group.width for group in groups if group.min <= number <= group.max) * 5.25
        for number in range(1, sheet.max_column + 1)
    )  # the width in a file holds what a column takes besides
    if not sheet.sheet_properties.pageSetUpPr:  # printed larger
        assert 1 < setup.scale / 100 <= paper.points(across) / wide
        return
    scales = [1.0, (setup.fitToWidth or 1) * paper.points(across) / wide]
    if setup.fitToHeight != 0:
        high = sum(sheet.row_dimensions[number].height or 15 for number in range(1, sheet.max_row + 1))
        side = (paper.short if across else paper.long) / 25.4 * 72
        scales.append((side - 72 * (sheet.page_margins.top + sheet.page_margins.bottom)) / high)
    sizes = {cell.font.sz for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")}
    assert min(sizes) * min(scales) >= LEAST_PRINT - 0.1, (sheet.title, min(sizes), scales)
