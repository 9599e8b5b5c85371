"""Wall charts in Excel: a sheet each, landscape A3 at full size, headings repeated, pages between rows.

Blank columns between the days are there to cut along; all text is written as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.views.charts.chart import NAME_WIDTH, Chart, Column, Row
from scheduler.views.charts.fitting import FONT, SIZE
from scheduler.views.charts.words import about, day_groups, heading, legend, named
from scheduler.views.colours import ink_on
from scheduler.views.names import SheetTitles
from scheduler.views.phrases import Phrases
from scheduler.views.tables import HEAD_FILL
from scheduler.views.timetable_sheet import FILLS, Formats, header_text, shortened

if TYPE_CHECKING:
    from xlsxwriter import Workbook

A3 = 8
PIXELS = 96 / 72
"""A point on the screen at full size."""
HATCHED = {"pattern": 14, "fg_color": "#7F7F7F", "bg_color": "#FFFFFF"}
FREE_FILL = "#EFEFEF"
LOOKS: dict[str, dict[str, Any]] = {
    **{name: {"bg_color": colour} for name, colour in FILLS.items()},
    "free": {"bg_color": FREE_FILL, "font_color": "#595959", "bold": False},
    "internship": HATCHED,
}
TITLE_LETTERS = 110
HEADINGS = 3
"""Rows above the first one of the chart: title, days, periods."""


def add_chart(
    workbook: Workbook, formats: Formats, chart: Chart, phrases: Phrases, titles: SheetTitles, made: str
) -> None:
    """Adds the sheet of one chart; `made` says of which timetable it is."""
    sheet = workbook.add_worksheet(titles.make(named(chart, phrases)))
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.set_margins(left=0.3, right=0.3, top=0.3, bottom=0.4)
    sheet.set_print_scale(100)
    sheet.hide_gridlines(2)
    sheet.repeat_rows(0, HEADINGS - 1)
    sheet.repeat_columns(0, 0)
    sheet.freeze_panes(HEADINGS, 1)
    sheet.set_footer(f"&L&7{header_text(legend(chart, phrases), 190)}&R&7{header_text(made)}  &P/&N", {"margin": 0.2})
    columns = _widths(sheet, chart)
    _headings(sheet, formats, chart, phrases, columns)
    breaks, line = [], HEADINGS
    for page in chart.pages:
        for row in page:
            _row(sheet, formats, row, line, columns, chart.width)
            line += 1
        breaks.append(line)
    sheet.set_h_pagebreaks(breaks[:-1])
    sheet.print_area(0, 0, line - 1, max(columns, default=1))


def _widths(sheet: Any, chart: Chart) -> list[int]:
    """Sets all widths; returns the sheet's column of each period."""
    sheet.set_column_pixels(0, 0, int(NAME_WIDTH * PIXELS))
    places: list[int] = []
    number = 0
    for _, group in day_groups(chart):
        if places:
            number += 1
            sheet.set_column_pixels(number, number, 8)
        for _ in group:
            number += 1
            places.append(number)
            sheet.set_column_pixels(number, number, int(chart.width * PIXELS))
    return places


def _headings(sheet: Any, formats: Formats, chart: Chart, phrases: Phrases, columns: list[int]) -> None:
    look = {"font_name": FONT, "font_size": SIZE, "align": "center", "valign": "vcenter", "border": 1}
    dark = formats.get(**{**look, "bold": True, "bg_color": HEAD_FILL, "font_color": "#FFFFFF", "font_size": 10})
    small = formats.get(**look, text_wrap=True)
    sheet.set_row(0, 22)
    sheet.write_string(
        0, 0, shortened(heading(chart, phrases), TITLE_LETTERS), formats.get(bold=True, font_size=15, valign="vcenter")
    )
    sheet.set_row(1, 15)
    sheet.set_row(2, 19)
    sheet.write_blank(1, 0, None, dark)
    sheet.write_blank(2, 0, None, small)
    place = 0
    for day, group in day_groups(chart):
        first, last = columns[place], columns[place + len(group) - 1]
        if first < last:
            sheet.merge_range(1, first, 1, last, "", dark)
        sheet.write_string(1, first, phrases.day(day), dark)
        for column in group:
            sheet.write_string(2, columns[place], "\n".join(_period(column)), small)
            place += 1


def _period(column: Column) -> list[str]:
    return [text for text in (str(column.period), column.clock) if text]


def _row(sheet: Any, formats: Formats, row: Row, line: int, columns: list[int], width: float) -> None:
    sheet.set_row(line, row.height)
    base = {"font_name": FONT, "font_size": SIZE, "valign": "vcenter", "border": 1, "text_wrap": True}
    names = formats.get(**base, align="left")
    strong = formats.get(font_name=FONT, font_size=8, bold=True)
    plain = formats.get(font_name=FONT, font_size=SIZE)
    rest = about(row)
    if rest:
        sheet.write_rich_string(line, 0, strong, row.code, plain, f" {rest}", names)
    else:
        sheet.write_string(line, 0, row.code, formats.get(**{**base, "font_size": 8}, bold=True))
    empty = formats.get(**base)
    for column in columns:
        sheet.write_blank(line, column, None, empty)
    for cell in row.cells:
        look = {**base, "align": "center", "bold": True} | LOOKS[cell.look]
        if cell.colour:
            look |= {"bg_color": cell.colour, "font_color": ink_on(cell.colour)}
        style = formats.get(**look)
        first, last = columns[cell.first], columns[cell.first + cell.columns - 1]
        if first < last:
            sheet.merge_range(line, first, line, last, "", style)
        if cell.lines:
            sheet.write_string(line, first, "\n".join(cell.lines), style)
        elif first == last:
            sheet.write_blank(line, first, None, style)
