"""Plain tables on sheets of Excel, as the reports need them: headings, sentences, rows with wrapped text, print set-up.

Everything that is not a number is written as text, never as a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from scheduler.views.phrases import Phrases
from scheduler.views.printing import A4, Paper, fit, fit_pages, head_and_foot
from scheduler.views.timetable_sheet import LETTERS, Formats, header_text
from scheduler.views.timetable_sheet import SIZE as SIZE_OF_DIGIT

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

LONGEST_TEXT = 32_000
SIZE = 9
"""Points of the print in a row."""
TALLEST_ROW = 400.0
LETTERS_IN_DIGIT = 1.25
"""Letters of a text that surely fit where a column is one digit wide (1.6 were measured on paper)."""
KEPT_FILL, BROKEN_FILL, HEAD_FILL = "#E2EFDA", "#F8CBAD", "#404040"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: `kind` is "text" (wrapped), "short" (centred) or "number"; `upright` turns its title.

    `title` is shown as it stands; without one, `key` names the text `col_<key>`.
    """

    key: str
    width: float
    kind: str = "text"
    title: str = ""
    upright: bool = False


def columns_of(spec: str) -> tuple[Column, ...]:
    """Columns from "rule 9 short, where 70": key, width, kind."""
    return tuple(
        Column(words[0], float(words[1]), words[2] if len(words) > 2 else "text")
        for words in (piece.split() for piece in spec.split(","))
    )


class TableSheet:
    """One sheet, filled from the top; every method writes at the next free row."""

    def __init__(
        self, workbook: Workbook, formats: Formats, phrases: Phrases, title: str, columns: Sequence[Column]
    ) -> None:
        self.formats, self.phrases, self.columns = formats, phrases, columns
        self.sheet: Worksheet = workbook.add_worksheet(title)
        self.next = 0
        self.high = 0.0
        """Points of all rows so far."""
        self.across = len(columns)
        """Columns that a sentence goes over."""
        self._set_up(header_text(phrases.problem.name), header_text(title))
        for number, column in enumerate(columns):
            self.sheet.set_column(number, number, column.width)

    def _set_up(self, school: str, title: str) -> None:
        self.printed(landscape=sum(column.width for column in self.columns) > 100)
        self.sheet.hide_gridlines(2)
        head_and_foot(self.sheet, f"&L&9{school}&R&9{title}", f"&L&9{self.formats.foot}&R&9&P/&N")

    def printed(self, landscape: bool, paper: Paper = A4) -> None:
        """On which paper, at least."""
        fit(self.sheet, [column.width for column in self.columns], SIZE, landscape=landscape, paper=paper)

    def heading(self, text: str, size: int = 14) -> None:
        wide = sum(column.width for column in self.columns[: self.across]) * SIZE_OF_DIGIT * LETTERS
        lines = 1
        if self.next and self.across > 1 and len(text) * size > wide:  # what stands in the first row is short, and ours
            lines = len(wrap(text, max(1, int(0.9 * wide / size))))
            style = self.formats.get(bold=True, font_size=size, valign="vcenter", text_wrap=True)
            self.sheet.merge_range(self.next, 0, self.next, self.across - 1, "", style)
        else:
            style = self.formats.get(bold=True, font_size=size, valign="vcenter")
        self.sheet.write_string(self.next, 0, text, style)
        self._ends(size * (1.7 if lines == 1 else 1.3 * lines))

    def sentence(self, text: str, alarm: bool = False) -> None:
        """A sentence over the whole width."""
        look = {"bg_color": BROKEN_FILL, "bold": True} if alarm else {}
        self._wide(text, self.formats.get(text_wrap=True, valign="top", **look), 14.0)

    def detail(self, text: str) -> None:
        """A sentence under a row of the table."""
        look = self.formats.get(border=1, valign="top", text_wrap=True, font_size=SIZE, italic=True, indent=1)
        self._wide(f"→ {text}", look, 12.5)

    def print_only(self, columns: int, pages: int) -> None:
        """Prints what stands here now, in the first columns, on so many pages if it can be read then.

        What follows is not printed.
        """
        self.sheet.print_area(0, 0, max(0, self.next - 1), columns - 1)
        fit_pages(self.sheet, [column.width for column in self.columns[:columns]], self.high, SIZE, pages)

    def _ends(self, height: float) -> None:
        """The row that was written is so many points high; the next one follows."""
        self.sheet.set_row(self.next, height)
        self.high += height
        self.next += 1

    def filtered(self, heading: int, last: int) -> None:
        """Lets rows be filtered by the row above them."""
        self.sheet.autofilter(heading, 0, last, len(self.columns) - 1)

    def new_page(self) -> None:
        """What follows is printed on a page of its own, under the titles of the columns (`head` with `frozen`)."""
        self.next += 1
        self.sheet.set_h_pagebreaks([self.next])

    def _wide(self, text: str, style: Any, height: float) -> None:
        if self.across > 1:
            self.sheet.merge_range(self.next, 0, self.next, self.across - 1, "", style)
        self.sheet.write_string(self.next, 0, text[:LONGEST_TEXT], style)
        lines = _lines_of(text, sum(column.width for column in self.columns[: self.across]))
        self._ends(min(TALLEST_ROW, height * lines + 2))

    def head(self, frozen: int | None = None) -> None:
        """The titles of the columns; with `frozen`, that many columns and everything above stay in sight."""
        base = {"bold": True, "bg_color": HEAD_FILL, "font_color": "#FFFFFF", "border": 1, "align": "center"}
        base["font_size"] = SIZE
        level = self.formats.get(**base, text_wrap=True, valign="vcenter")
        upright = self.formats.get(**base, rotation=90, valign="bottom")
        height = 18.0
        for number, column in enumerate(self.columns):
            title = column.title or self.phrases.say(f"col_{column.key}")
            self.sheet.write_string(self.next, number, title, upright if column.upright else level)
            wanted = 5.6 * len(title) + 10 if column.upright else 15.0 * (1 + int(len(title) / column.width)) + 3
            height = max(height, min(200.0, wanted))
        self._ends(height)
        if frozen is not None:
            self.sheet.freeze_panes(self.next, frozen)
            self.sheet.repeat_rows(self.next - 1)

    def row(self, values: Sequence[Any], fill: str = "") -> None:
        """One row: whole numbers as numbers, everything else as text."""
        lines = 1
        for number, (column, value) in enumerate(zip(self.columns, values, strict=True)):
            look: dict[str, Any] = {"border": 1, "valign": "top", "text_wrap": True, "font_size": SIZE}
            if column.kind != "text":
                look["align"] = "center"
            if fill:
                look["bg_color"] = fill
            style = self.formats.get(**look)
            if isinstance(value, int):
                self.sheet.write_number(self.next, number, value, style)
            elif value in ("", None):
                self.sheet.write_blank(self.next, number, None, style)
            else:
                text = str(value)[:LONGEST_TEXT]
                self.sheet.write_string(self.next, number, text, style)
                lines = max(lines, _lines_of(text, column.width))
        self._ends(min(TALLEST_ROW, 12.5 * lines + 2))


def _lines_of(text: str, width: float) -> int:
    """How many lines a text takes, word by word, in columns of this width: its letters are narrower than a digit."""
    most = max(1, int(width * LETTERS_IN_DIGIT))
    pieces = (piece.expandtabs() for piece in text.split("\n"))
    return sum(1 if len(one) <= most else max(1, len(wrap(one, most, break_on_hyphens=False))) for one in pieces)
