"""The loads in Excel: a sheet per table, to filter and to sort; all text is written as text."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from scheduler.problem.text import say
from scheduler.views.loads.counting import Figure, Table
from scheduler.views.loads.matrix import LIST, Matrix, matrix_of, told_of
from scheduler.views.loads.matrix import figure_shown as shown
from scheduler.views.names import SheetTitles
from scheduler.views.phrases import Phrases
from scheduler.views.printing import fit, head_and_foot
from scheduler.views.tables import HEAD_FILL
from scheduler.views.timetable_sheet import SIZE, Formats, header_text, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

NARROW, WIDE = 9.5, 28.0
ACROSS = 120.0
HEAD_LINES = 3
BOLD = 1.25
"""Digits that a letter of a bold title takes."""
TEXTS = frozenset({"code", "name", "department", "class", "subject"})
NAME_LETTERS = 40
"""Of the school's name in a title, which stands whole at the foot."""
LEAST_CELL = 4.5
"""Digits of a column of a subject."""
LEAST_PRINTED = 10
"""Columns, so that the title of a narrow sheet is not cut."""
HEADING = 2
"""The row of the titles of columns, below the title and what it explains."""


def add_tables(workbook: Workbook, found: Iterable[Table], phrases: Phrases, made: str) -> None:
    """Adds a sheet for each table; `made` says of which timetable it is."""
    formats, titles, language = Formats(workbook, made), SheetTitles(), phrases.language
    bold = {"bold": True, "bg_color": "#E7E6E6"}
    for table in found:
        title = say(language, "loads", f"table_{table.name}")
        if table.name == LIST and table.rows:
            printed = titles.make(say(language, "loads", "table_matrix"))
            _add_matrix(workbook, formats, printed, matrix_of(table, language), phrases, made)
        sheet = workbook.add_worksheet(titles.make(title))
        sheet.write_string(
            0, 0, f"{title} – {shortened(phrases.problem.name, NAME_LETTERS)}", formats.get(bold=True, font_size=14)
        )
        head = formats.get(
            bold=True, bg_color=HEAD_FILL, font_color="#FFFFFF", border=1, text_wrap=True, align="center", valign="top"
        )
        heads = [say(language, "loads", f"col_{key}") for key in table.columns]
        widths = [_width(table, column, text) for column, text in enumerate(heads)]
        for column, text in enumerate(heads):
            sheet.set_column(column, column, widths[column])
            sheet.write_string(HEADING, column, text, head)
        sheet.set_row(HEADING, HEAD_LINES * 15)
        _explanation(sheet, explained(table, language), widths, formats.get(font_size=9, italic=True, text_wrap=True))
        lines = [*((row, {}) for row in table.rows), *((end, bold) for end in told_ends(table, language))]
        for line, (row, look) in enumerate(lines, start=HEADING + 1):
            for column, figure in enumerate(row):
                if isinstance(figure, Fraction | int):
                    style = formats.get(border=1, num_format="0.##" if figure != int(figure) else "0", **look)
                    sheet.write_number(line, column, float(figure), style)
                elif figure:
                    sheet.write_string(line, column, figure, formats.get(border=1, shrink=True, **look))
                else:
                    sheet.write_blank(line, column, None, formats.get(border=1, **look))
        last = HEADING + len(table.rows)
        sheet.autofilter(HEADING, 0, max(last, HEADING + 1), len(table.columns) - 1)
        sheet.freeze_panes(HEADING + 1, 1)
        sheet.repeat_rows(HEADING)
        fit(sheet, widths, SIZE)
        head_and_foot(sheet, "", _foot(phrases, made))
        if table.name == LIST:  # many pages that nobody reads on paper
            sheet.print_area(0, 0, 1, max(len(table.columns), LEAST_PRINTED) - 1)


def _explanation(sheet: Worksheet, text: str, widths: Sequence[float], style: Format) -> None:
    """Over as many lines as the columns of its table are wide, at most `ACROSS` digits: what a screen shows."""
    last = next((number for number in range(len(widths)) if sum(widths[: number + 1]) >= ACROSS), len(widths) - 1)
    lines = -(-len(text) // int(sum(widths[: last + 1])))
    sheet.set_row(1, 12.5 * lines)
    if last:
        sheet.merge_range(1, 0, 1, last, "", style)
    sheet.write_string(1, 0, text, style)


def explained(table: Table, language: str) -> str:
    """What the figures of a table are."""
    more = [say(language, "loads", "explained_rooms")] if table.name == "rooms" else []
    more += [say(language, "loads", "explained_list")] if table.name == LIST else []
    return " ".join([say(language, "loads", "explained"), *more])


def _width(table: Table, column: int, head: str) -> float:
    """So wide that no word of the title is broken, and that codes and names stand whole, up to `WIDE`."""
    word = max(map(len, head.split()), default=0) * BOLD
    if table.columns[column] not in TEXTS:
        return max(NARROW, word)
    longest = max((len(str(row[column] or "")) for row in table.rows), default=0)
    return min(WIDE, max(NARROW, word, longest + 1.0))


def told_ends(table: Table, language: str) -> list[tuple[Figure, ...]]:
    """The closing rows with their names in words."""
    return [(say(language, "loads", f"row_{end[0]}"), *end[1:]) for end in table.ends]


def _add_matrix(workbook: Workbook, formats: Formats, title: str, whole: Matrix, phrases: Phrases, made: str) -> None:
    """A row per class and a column per subject, to print."""
    sheet = workbook.add_worksheet(title)
    sheet.write_string(
        0, 0, f"{title} – {shortened(phrases.problem.name, NAME_LETTERS)}", formats.get(bold=True, font_size=14)
    )
    base = {"bold": True, "bg_color": HEAD_FILL, "font_color": "#FFFFFF", "border": 1, "align": "center"}
    codes = [str(row[0]) for row in whole.rows]
    widths = [max([NARROW, *(len(code) * BOLD for code in codes)])]
    sheet.write_string(HEADING, 0, say(phrases.language, "loads", "col_class"), formats.get(**base, valign="bottom"))
    for column, subject in enumerate(whole.subjects, start=1):
        longest = max(len(shown(row[column], phrases.language)) for row in whole.rows)
        widths.append(max(LEAST_CELL, longest + 1.0))
        sheet.write_string(HEADING, column, subject, formats.get(**base, rotation=90, valign="bottom"))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(HEADING, max([30.0, *(6.2 * len(subject) + 8 for subject in whole.subjects)]))
    look = formats.get(font_size=9, italic=True, text_wrap=True)
    _explanation(sheet, f"{say(phrases.language, 'loads', 'explained')} {told_of(phrases.language)}", widths, look)
    for line, row in enumerate(whole.rows, start=HEADING + 1):
        for column, figure in enumerate(row):
            style = formats.get(border=1, align="center" if column else "left", bold=not column)
            if isinstance(figure, Fraction | int):
                sheet.write_number(line, column, float(figure), style)
            elif figure:
                sheet.write_string(line, column, figure, style)
            else:
                sheet.write_blank(line, column, None, style)
    sheet.autofilter(HEADING, 0, HEADING + len(whole.rows), len(whole.subjects))
    sheet.freeze_panes(HEADING + 1, 1)
    sheet.repeat_rows(HEADING)
    fit(sheet, widths, SIZE)
    head_and_foot(sheet, "", _foot(phrases, made))


def _foot(phrases: Phrases, made: str) -> str:
    return f"&L&9{header_text(phrases.problem.name)}&R&9{header_text(made)}  &P/&N"
