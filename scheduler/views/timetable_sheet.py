"""One class, teacher or room on one sheet of Excel: one landscape page, readable in black and white.

Days are columns, periods rows with their clock times; a cell holds one meet, or one line per group that is busy at
once. All text is written as text, never as a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from scheduler.problem.problem import Problem
from scheduler.telling.naming import week_name
from scheduler.views.agenda import Activity, Agenda, Kind
from scheduler.views.colours import colour_of, ink_on
from scheduler.views.layout import Cell, Layout, lay_out
from scheduler.views.phrases import MARKED, Line, Phrases, clock
from scheduler.views.printing import A4, Paper, fit_whole, head_and_foot

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FONT = "Arial"
FILLS = {
    "contact": "#FFFFFF",
    "synchronous": "#D6E6F5",
    "asynchronous": "#FFE8B8",
    "mixed": "#DDEFE9",
    "meeting": "#E9E3F2",
    "opening": "#E2EFDA",
    "closed": "#BFBFBF",
}
PERIOD_WIDTH = 11.5
DAYS_WIDTH = 116.0
"""Width of all days together in characters: with the periods, one landscape A4 at full size."""
LINE_HEIGHT = 14.0
PAGE_HEIGHT, NOTES_HEIGHT = 470.0, 23.0
"""Points left for the rows of periods on an A4 at full size, above two lines of notes."""
SIZE, LEAST_SIZE = 10, 7
TITLE_SIZES = (18, 16, 14, 12)
TITLE_COLUMNS = 4
"""Columns of a sheet that its title has to itself."""
LETTERS = 1.05
"""Bold letters that surely fit where a column is one digit wide."""


class Formats:
    """Cell formats of one workbook, each made once; and which timetable it shows, for the foot of every sheet.

    `made` says its day and version: a paper of which nobody knows that is worth nothing, the day of printing says none.
    """

    def __init__(self, workbook: Workbook, made: str) -> None:
        self._workbook = workbook
        self.foot = header_text(made, 120)
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({"font_name": FONT, "font_size": SIZE} | properties)
        return self._made[key]


def add_timetable(
    workbook: Workbook,
    formats: Formats,
    problem: Problem,
    phrases: Phrases,
    agenda: Agenda,
    title: str,
    lines: Sequence[str] = (),
    paper: Paper = A4,
) -> dict[tuple[int, int], str]:
    """Adds one sheet with the timetable of one class, teacher or room; returns its texts by (row, column).

    `lines` stand under the legend.
    """
    page = _Page(workbook.add_worksheet(title), formats, phrases, agenda, lay_out(problem, agenda), lines, paper)
    page.write()
    return {place: text for place, text in page.texts.items() if text.strip()}


@dataclass(frozen=True, slots=True)
class _Worded:
    """A cell with its lines and the points of their letters."""

    cell: Cell
    lines: tuple[Line, ...]
    size: int


class _Page:
    def __init__(
        self,
        sheet: Worksheet,
        formats: Formats,
        phrases: Phrases,
        agenda: Agenda,
        layout: Layout,
        lines: Sequence[str],
        paper: Paper,
    ) -> None:
        self.sheet, self.phrases, self.agenda, self.layout, self.lines = sheet, phrases, agenda, layout, lines
        self.paper = paper
        self.format, self.foot, self.say = formats.get, formats.foot, phrases.say
        self.texts: dict[tuple[int, int], str] = {}
        self.columns: dict[tuple[int, int], int] = {}
        """The column of each (day, week); both weeks share one where the day is not split."""
        column = 1
        for day in layout.days:
            for week in range(layout.weeks):
                self.columns[day, week] = column + (week if day in layout.split else 0)
            column += layout.weeks if day in layout.split else 1
        self.last_column = max(column - 1, 1)
        self.top = 3 if layout.split else 2
        self.bottom = self.top + len(layout.rows) + (layout.lunch is not None)
        coded = replace(phrases, codes=True)
        self.worded = tuple(self._in_words(cell, coded) for cell in layout.cells)

    def line(self, row: int) -> int:
        """The sheet's row of a row of the layout."""
        lunch = self.layout.lunch
        return self.top + row + (1 if lunch is not None and row > lunch else 0)

    def write(self) -> None:
        self._page_setup()
        self._title()
        self._days()
        self._periods()
        self._empty()
        for worded in self.worded:
            self._cell(worded)
        self._legend()

    def _text(self, row: int, column: int, text: str, style: Format) -> None:
        self.texts[row, column] = text
        self.sheet.write_string(row, column, text, style)

    def _rich_text(self, row: int, column: int, pieces: list[Any], style: Format) -> None:
        self.texts[row, column] = "".join(piece for piece in pieces if isinstance(piece, str))
        self.sheet.write_rich_string(row, column, *pieces, style)

    # -- frame --

    def _page_setup(self) -> None:
        sheet = self.sheet
        sheet.center_horizontally()
        sheet.hide_gridlines(2)
        sheet.repeat_rows(0, self.top - 1)
        head = f"&L&9{header_text(self.phrases.problem.name)}&R&9{header_text(self._name())}"
        head_and_foot(sheet, head, f"&R&9{self.foot}")
        sheet.freeze_panes(self.top, 1)
        widths = [PERIOD_WIDTH]
        for day in self.layout.days:
            widths += [self._width(day)] * (self.layout.weeks if day in self.layout.split else 1)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        high = self._title_height() + 20 + 14 + 13 + 6 + sum(self._heights()) + sum(map(_note_height, self._notes()))
        fit_whole(sheet, widths, high, self.paper)

    def _name(self) -> str:
        return self.phrases.heading(self.agenda)

    def _width(self, day: int) -> float:
        """Characters of one column of a day."""
        return DAYS_WIDTH / max(5, len(self.layout.days)) / (self.layout.weeks if day in self.layout.split else 1)

    def _title(self) -> None:
        """Over the columns before the line that tells the state (`made_sheets.top_column`); smaller where long."""
        size, lines = self._title_print()
        style = self.format(bold=True, font_size=size, align="left", valign="vcenter", text_wrap=lines > 1)
        self.sheet.set_row(0, self._title_height())
        if lines > 1:
            self._span(0, 0, 0, self._title_columns() - 1, self._name(), style)
        else:
            self._text(0, 0, self._name(), style)

    def _title_columns(self) -> int:
        return min(self.last_column, TITLE_COLUMNS)

    def _title_print(self) -> tuple[int, int]:
        """Points and lines of the title; a sheet of one day or two has no place to be broken, and no long one."""
        days = {column: day for (day, _), column in self.columns.items() if column < self._title_columns()}
        wide = (PERIOD_WIDTH + sum(map(self._width, days.values()))) * SIZE * LETTERS
        name = self._name()
        size = next((size for size in TITLE_SIZES if len(name) * size <= wide), TITLE_SIZES[-1])
        fits = len(name) * size <= wide or self._title_columns() < TITLE_COLUMNS
        return size, 1 if fits else len(wrap(name, max(1, int(0.9 * wide / size))))

    def _title_height(self) -> float:
        size, lines = self._title_print()
        return 28.0 if lines == 1 else 1.3 * size * lines + 4

    def _days(self) -> None:
        base = {"bold": True, "align": "center", "valign": "vcenter", "border": 1}
        style = self.format(**base, bg_color="#404040", font_color="#FFFFFF", font_size=11)
        plain = self.format(**base, font_size=9)
        self.sheet.set_row(1, 20)
        self._text(1, 0, self.say("period"), style)
        for day in self.layout.days:
            first, last = self.columns[day, 0], self.columns[day, self.layout.weeks - 1]
            self._span(1, first, 1, last, self.phrases.day(day), style)
            if self.layout.split:
                if first == last:
                    self._text(2, first, "", plain)
                for week in range(self.layout.weeks) if first != last else ():
                    self._text(2, first + week, week_name(week), plain)
        if self.layout.split:
            self.sheet.set_row(2, 14)
            self._text(2, 0, self.say("week", name="").strip(), plain)

    def _periods(self) -> None:
        number = self.format(bold=True, align="center", valign="vcenter", border=1, text_wrap=True)
        strong = self.format(bold=True, font_size=11)
        small = self.format(font_size=9)
        heights = self._heights()
        for row, record in enumerate(self.layout.rows):
            line = self.line(row)
            self.sheet.set_row(line, heights[row])
            if not self.layout.clocked:
                self._text(line, 0, record.label, number)
                continue
            times = f"{clock(record.start)}–{clock(record.end)}"
            self._rich_text(line, 0, [strong, record.label + "\n", small, times], number)
        if self.layout.lunch is not None:
            line = self.line(self.layout.lunch) + 1
            base = {"align": "center", "valign": "vcenter", "border": 1}
            style = self.format(**base, italic=True, bg_color="#F2F2F2", font_size=8)
            before, after = self.layout.rows[self.layout.lunch], self.layout.rows[self.layout.lunch + 1]
            text = f"{self.say('lunch')} {clock(before.end)}–{clock(after.start)}"
            self.sheet.set_row(line, 13)
            self._span(line, 0, line, self.last_column, text, style)

    def _heights(self) -> list[float]:
        """Points per row: enough for every cell's lines, and together filling the page where there is room."""
        needed = [2 * LINE_HEIGHT + 6] * len(self.layout.rows)
        for worded in sorted(self.worded, key=lambda worded: worded.cell.rows):
            cell = worded.cell
            lines = sum(self._wrapped(line.text, cell) for line in worded.lines)
            missing = lines * LINE_HEIGHT + 6 - sum(needed[cell.row : cell.row + cell.rows])
            if missing > 0:
                for row in range(cell.row, cell.row + cell.rows):
                    needed[row] += missing / cell.rows
        room = PAGE_HEIGHT - max(0.0, sum(map(_note_height, self._notes())) - NOTES_HEIGHT)
        spare = room - sum(needed)
        if spare > 0 and needed:
            comfortable = min(room / len(needed), 70.0)
            needed = [max(height, min(comfortable, height + spare / len(needed))) for height in needed]
        return [min(height, 400.0) for height in needed]

    def _wrapped(self, text: str, cell: Cell) -> int:
        """Lines that a text takes in the cell; words are broken at blanks, so a little is added."""
        columns = len({self.columns[cell.day, week] for week in cell.weeks})
        width = self._width(cell.day) * columns * 0.98
        return max(1, ceil(len(text) / width))

    def _empty(self) -> None:
        plain = self.format(border=1)
        closed = self.format(border=1, bg_color=FILLS["closed"])
        for row in range(len(self.layout.rows)):
            for (day, _), column in self.columns.items():
                style = closed if (day, row) in self.layout.closed else plain
                self.sheet.write_blank(self.line(row), column, None, style)

    # -- cells --

    def _in_words(self, cell: Cell, coded: Phrases) -> _Worded:
        """The size at which no word of the cell is broken; where that is too small, names make way for codes."""
        lines = self.phrases.cell(cell.entries, self.agenda)
        longest = max(longest_word(line.text) for line in lines)
        columns = len({self.columns[cell.day, week] for week in cell.weeks})
        size = min(SIZE, int(SIZE * self._width(cell.day) * columns * LETTERS / max(1, longest)))
        if size < LEAST_SIZE:
            lines = coded.cell(cell.entries, self.agenda)
        if cell.clock is not None:
            lines += (Line("", f"{clock(cell.clock[0])}–{clock(cell.clock[1])}"),)
        return _Worded(cell, lines, max(LEAST_SIZE, size))

    def _cell(self, worded: _Worded) -> None:
        cell = worded.cell
        fill = colour_of(cell.entries, self.phrases.colours) or FILLS[look(cell)]
        look_of_text = {"font_color": ink_on(fill), "font_size": worded.size}
        style = self._cell_format(fill, **look_of_text)
        first, last = self.columns[cell.day, cell.weeks[0]], self.columns[cell.day, cell.weeks[-1]]
        top, bottom = self.line(cell.row), self.line(cell.row + cell.rows - 1)
        if (top, first) != (bottom, last):
            self.sheet.merge_range(top, first, bottom, last, "", style)
        self._rich(top, first, worded.lines, fill, look_of_text)

    def _cell_format(self, fill: str, **properties: Any) -> Format:
        return self.format(border=1, text_wrap=True, align="center", valign="vcenter", bg_color=fill, **properties)

    def _rich(self, row: int, column: int, lines: tuple[Line, ...], fill: str, text: dict[str, Any]) -> None:
        strong = self.format(bold=True, **text)
        plain = self.format(**text)
        pieces: list[Any] = []
        for number, line in enumerate(lines):
            end = "\n" if number < len(lines) - 1 else ""
            if line.strong:
                pieces += [strong, line.strong + ("" if line.rest else end)]
            if line.rest:
                pieces += [plain, (" " if line.strong else "") + line.rest + end]
        if len(pieces) == 2:
            self._text(row, column, pieces[1], self._cell_format(fill, bold=pieces[0] is strong, **text))
        else:
            self._rich_text(row, column, pieces, self._cell_format(fill, **text))

    def _span(self, top: int, left: int, bottom: int, right: int, text: str, style: Format) -> None:
        if (top, left) == (bottom, right):
            self._text(top, left, text, style)
        else:
            self.sheet.merge_range(top, left, bottom, right, "", style)
            self._text(top, left, text, style)

    # -- legend --

    def _legend(self) -> None:
        row = self.bottom
        self.sheet.set_row(row, 6)
        row += 1
        small = self.format(font_size=8, text_wrap=True, valign="top")
        for text in self._notes():
            self._span(row, 0, row, self.last_column, text, small)
            self.sheet.set_row(row, _note_height(text))
            row += 1
        self.sheet.print_area(0, 0, row - 1, self.last_column)

    def _notes(self) -> tuple[str, ...]:
        """What stands under the week."""
        ways = {entry.way for entry in self.agenda.entries}
        notes = []
        if not self.agenda.entries:
            notes.append(self.say("nothing_planned"))
        for way in MARKED:
            if way in ways:
                notes.append(f"{self.phrases.mark(way)} = {self.say(f'mode_{way}')}")
        if self.layout.split:
            notes.append(self.say("legend_weeks"))
        texts = ["   ".join(notes)] if notes else []
        if self.agenda.kind is Kind.CLASS:
            texts += [text] if (text := self.phrases.teachers_of(self.agenda)) else []
        return (*texts, *self.lines)


def _note_height(text: str) -> float:
    return 11.5 * ceil(len(text) / 165)


def longest_word(text: str) -> int:
    """Letters of the longest piece of a text that is not broken."""
    return max(map(len, text.replace("-", "- ").split()), default=0)


def look(cell: Cell) -> str:
    """The key of the cell's colour; cells of mixed modes are plain, their letters tell."""
    activities = {entry.activity for entry in cell.entries}
    if activities == {Activity.MEETING}:
        return "meeting"
    if activities == {Activity.OPENING}:
        return "opening"
    ways = {entry.way for entry in cell.entries}
    return ways.pop() if len(ways) == 1 else "contact"


def header_text(text: str, most: int = 80) -> str:
    """Text behind a code in a header: "&" starts another, a digit belongs to it, and Excel takes 255 characters."""
    return (" " if text[:1].isdigit() else "") + shortened(text, most).replace("&", "&&")


def shortened(text: str, most: int) -> str:
    """The text; of a longer one the first whole words, with a sign that there is more."""
    if len(text) <= most:
        return text
    begin = text[: most - 1]
    words = begin.rpartition(" ")[0]
    return (words if len(words) > most // 2 else begin).rstrip(" ,;-–") + "…"
