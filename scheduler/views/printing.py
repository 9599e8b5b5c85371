"""Workbooks to print: on which paper a sheet goes, so that all its columns stand beside each other in readable print.

How wide a column is depends on the workbook's own font; in Arial 10 that is the same in every program.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LEAST_PRINT = 7.0
"""Points: the smallest print anywhere."""
MARGIN = 0.4
"""Inches, left and right."""
POINTS_PER_DIGIT, POINTS_PER_COLUMN = 5.25, 3.75
"""What a column takes per digit of Arial 10, and besides."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A size of paper: its number in Excel, its sides in millimetres."""

    name: str
    number: int
    short: int
    long: int

    def points(self, landscape: bool) -> float:
        """Between the margins at the left and the right."""
        return (self.long if landscape else self.short) / 25.4 * 72 - 2 * 72 * MARGIN


A4, A3 = Paper("A4", 9, 210, 297), Paper("A3", 8, 297, 420)
PAPERS = {paper.name.casefold(): paper for paper in (A4, A3)}


@contextmanager
def book_in(file: Path) -> Iterator[Any]:
    """A new workbook of Arial 10 to hand out, written to `file` at the end."""
    from scheduler.formats.workbook.writing import workbook_in

    with workbook_in(file) as workbook:
        workbook.formats[0].set_font_name("Arial")
        workbook.formats[0].set_font_size(10)
        yield workbook


def fit(sheet: Any, widths: Sequence[float], smallest: float, *, landscape: bool = False, paper: Paper = A4) -> None:
    """Puts all columns on one page beside each other: upright or landscape, on larger paper where the print asks it.

    `widths` are in digits, `smallest` is the smallest print of the sheet in points. What is too wide for the largest
    paper goes on beside it, with the first column repeated.
    """
    wide = sum(width * POINTS_PER_DIGIT + POINTS_PER_COLUMN for width in widths)
    wanted = wide * LEAST_PRINT / smallest
    ways = [(paper, landscape), (paper, True), (A3, True)]
    chosen, across = next(((one, lying) for one, lying in ways if one.points(lying) >= wanted), ways[-1])
    pages = -(-int(wanted) // int(chosen.points(across)))
    sheet.set_paper(chosen.number)
    sheet.set_landscape() if across else sheet.set_portrait()
    sheet.set_margins(left=MARGIN, right=MARGIN, top=0.6, bottom=0.6)
    sheet.fit_to_pages(pages, 0)
    if pages > 1:
        sheet.repeat_columns(0, 0)


def head_and_foot(sheet: Any, head: str, foot: str) -> None:
    """What stands on every page, in its own size however the sheet is scaled."""
    sheet.set_header(head, {"margin": 0.25, "scale_with_doc": False})
    sheet.set_footer(foot, {"margin": 0.2, "scale_with_doc": False})
