"""Small questions to a sheet: which cells of a row are filled, which texts stand above a table, what is a sum.

Shared by all finders of tables.
"""

from __future__ import annotations

from scheduler.formats.roster.sheets.cells import Sheet
from scheduler.formats.roster.sheets.values import date_of, text_of
from scheduler.formats.roster.words.labels import exact_field, plain


def filled_columns(sheet: Sheet, row: int, left: int, right: int) -> list[int]:
    line = sheet.rows[row] if row < sheet.height else ()
    return [c for c in range(left, min(right + 1, len(line))) if line[c] is not None]


def is_word_total(text: str) -> bool:
    """A heading or label of sums."""
    return exact_field(text) == "total" or any(
        plain(text).startswith(word) for word in ("total", "totaal", "summe", "gesamt", "итого", "totale")
    )


def titles_above(sheet: Sheet, row: int, left: int, right: int, end: int, start: int | None = None) -> tuple[str, ...]:
    """Texts above a table, nearest first, stopping at the previous table."""
    found: list[str] = []
    first = max(0, end - 8) if start is None else max(start, end - 8)
    for r in range(end - 1, first - 1, -1):
        columns = filled_columns(sheet, r, 0 if left < 3 else left, right)
        if len(columns) > 4:
            break
        found += [text_of(sheet.at(r, c)) for c in columns if date_of(sheet.at(r, c)) is None]
    return tuple(text for text in found if text)
