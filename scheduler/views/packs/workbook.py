"""A pack as an Excel workbook: a sheet per part; its head and foot say the school, the version and the page."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from scheduler.views import tables
from scheduler.views.names import SheetTitles
from scheduler.views.packs.document import Document, Heading, Logo, Part, Sentence, Table, Week
from scheduler.views.phrases import Phrases
from scheduler.views.printing import A4, Paper, book_in, head_and_foot
from scheduler.views.tables import BROKEN_FILL, KEPT_FILL, TableSheet
from scheduler.views.timetable_sheet import Formats, add_timetable, header_text

FILLS = {"broken": BROKEN_FILL, "kept": KEPT_FILL}
LOGO_HEIGHT = 24
"""Points; a logo stands in the first row of a sheet, at its right end."""
LOGO_WIDTH = 140
DOTS_PER_POINT = 96 / 72


def write_workbook(path: Path, document: Document, phrases: Phrases, paper: Paper = A4) -> None:
    """Writes the pack; `path` is replaced."""
    with book_in(path) as workbook:
        formats, titles = Formats(workbook, document.made), SheetTitles()
        for part in document.parts:
            title = titles.make(part.title)
            weeks = [block for block in part.blocks if isinstance(block, Week)]
            if weeks:
                agenda, lines = weeks[0].agenda, weeks[0].lines
                add_timetable(workbook, formats, phrases.problem, phrases, agenda, title, lines, paper)
                last = 6
            else:
                last = _add_tables(workbook, formats, phrases, part, title, paper) - 1
            sheet = workbook.get_worksheet_by_name(title)
            head_and_foot(
                sheet,
                f"&L&9{header_text(document.school)}&R&9{header_text(document.title)}",
                f"&L&9{header_text(document.made)}&R&9&P/&N",
            )
            if document.logo is not None:
                _add_logo(sheet, document.logo, last)


def _add_tables(workbook: Any, formats: Formats, phrases: Phrases, part: Part, title: str, paper: Paper) -> int:
    """One sheet with all blocks of a part below each other; returns how many columns it has."""
    found = [block for block in part.blocks if isinstance(block, Table)]
    widest = max(found, key=lambda block: len(block.columns), default=Table((), ()))
    columns = [tables.Column("", column.width, _kind(column.short), column.title) for column in widest.columns]
    sheet = TableSheet(workbook, formats, phrases, title, columns or [tables.Column("", 90, "text", " ")])
    sheet.printed(part.landscape, paper)
    sheet.heading(part.title)
    for block in part.blocks:
        if isinstance(block, Heading):
            sheet.heading(block.text, 12)
        elif isinstance(block, Sentence):
            sheet.sentence(block.text, block.alarm)
        elif isinstance(block, Table):
            _add_table(sheet, block, alone=len(found) == 1)
    return len(columns) or 1


def _add_table(sheet: TableSheet, block: Table, alone: bool) -> None:
    own = [tables.Column("", column.width, _kind(column.short), column.title) for column in block.columns]
    every, sheet.columns = sheet.columns, own
    sheet.head(0 if alone else None)
    for row in block.rows:
        sheet.row(row.values, FILLS.get(row.look, ""))
    sheet.columns = every
    sheet.next += 1


def _kind(short: bool) -> str:
    return "short" if short else "text"


def _add_logo(sheet: Any, logo: Logo, column: int) -> None:
    scale = min(LOGO_HEIGHT * DOTS_PER_POINT / logo.height, LOGO_WIDTH * DOTS_PER_POINT / logo.width)
    place = {"image_data": BytesIO(logo.content), "x_scale": scale, "y_scale": scale, "object_position": 1}
    sheet.insert_image(0, max(0, column), f"logo.{logo.kind}", place)
