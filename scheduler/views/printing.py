"""Workbooks to print: on which paper a sheet goes, so that all its columns stand beside each other in readable print.

How wide a column is depends on the workbook's own font; in Arial 10 that is the same in every program.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scheduler import handouts

LEAST_PRINT = 7.0
"""Points: the smallest print anywhere."""
MARGIN, TOP, BOTTOM = 0.4, 0.55, 0.45
"""Inches."""
CERTAIN = 0.96
"""Of the place on a page: what no program prints larger than we count it."""
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
PAPERS = dict(zip(handouts.PAPERS, (A4, A3), strict=True))


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
    sheet.set_margins(left=MARGIN, right=MARGIN, top=TOP, bottom=BOTTOM)
    scale = min(chosen.short / A4.short, CERTAIN * chosen.points(across) / wide)
    if scale > 1:  # a fit to pages never enlarges
        sheet.set_print_scale(int(100 * scale))
    else:
        sheet.fit_to_pages(pages, 0)
    if pages > 1:
        sheet.repeat_columns(0, 0)


def fit_pages(sheet: Any, widths: Sequence[float], high: float, smallest: float, pages: int) -> None:
    """Puts a sheet of so many points high on so many pages at most, where its smallest print stays readable on them.

    Landscape goes before upright; where neither does, it takes the pages it takes.
    """
    wide = sum(width * POINTS_PER_DIGIT + POINTS_PER_COLUMN for width in widths)
    for across in (True, False):
        side = (A4.short if across else A4.long) / 25.4 * 72 - 72 * (TOP + BOTTOM)
        scale = CERTAIN * min(A4.points(across) / wide, pages * side / high)
        if scale * smallest >= LEAST_PRINT:
            fit(sheet, widths, smallest, landscape=across)
            sheet.fit_to_pages(1, pages)
            return
    fit(sheet, widths, smallest, landscape=True)


def fit_whole(sheet: Any, widths: Sequence[float], high: float, paper: Paper = A4) -> None:
    """Puts a sheet of so many points high on one landscape page, enlarged where the paper is larger than an A4."""
    wide = sum(width * POINTS_PER_DIGIT + POINTS_PER_COLUMN for width in widths)
    side = paper.short / 25.4 * 72 - 72 * (TOP + BOTTOM)
    scale = min(paper.short / A4.short, CERTAIN * paper.points(True) / wide, CERTAIN * side / high)
    sheet.set_landscape()
    sheet.set_paper(paper.number)
    sheet.set_margins(left=MARGIN, right=MARGIN, top=TOP, bottom=BOTTOM)
    if scale > 1 and paper is not A4:
        sheet.set_print_scale(int(100 * scale))
    else:
        sheet.fit_to_pages(1, 1)


def head_and_foot(sheet: Any, head: str, foot: str) -> None:
    """What stands on every page, in its own size however the sheet is scaled."""
    sheet.set_header(head, {"margin": 0.25, "scale_with_doc": False})
    sheet.set_footer(foot, {"margin": 0.2, "scale_with_doc": False})
