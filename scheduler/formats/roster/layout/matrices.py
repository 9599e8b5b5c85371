"""Matrices of loads (subject by class, teacher by class), and the texts around any table.

Sums to the right and below are left out.
"""

from __future__ import annotations

from scheduler.formats.roster.layout.list_tables import LIST_KEYS, TIME_FIELDS
from scheduler.formats.roster.records import Axis, Table
from scheduler.formats.roster.sheets.cells import Sheet
from scheduler.formats.roster.sheets.sheet_texts import filled_columns, is_word_total, titles_above
from scheduler.formats.roster.sheets.values import number_of, text_of
from scheduler.formats.roster.words.labels import field_of, plain
from scheduler.formats.roster.words.patterns import classlike


def find_matrix(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> Table | None:
    for row in range(top, min(bottom, top + 6)):
        columns = filled_columns(sheet, row, left, right)
        if len(columns) < 3:
            continue
        heading = text_of(sheet.at(row, columns[0]))
        kind = field_of(heading)
        together = [c for c, b in zip(columns[1:], columns, strict=False) if c - b == 1]
        edge = next(
            (c for c, b in zip(columns[1:], columns, strict=False) if c - b > 1 and len(together) >= 3), right + 1
        )
        columns = [c for c in columns if c < edge]
        heads = {c: text_of(sheet.at(row, c)) for c in columns[1:] if not is_word_total(text_of(sheet.at(row, c)))}
        heads = {c: text for c, text in heads.items() if text and number_of(text) is None}
        if len(heads) < 2:
            continue
        coded = sum(classlike(text) > 0 for text in heads.values())
        body = [(r, c) for r in range(row + 1, bottom + 1) for c in heads if sheet.at(r, c) is not None]
        if not body:
            continue
        numeric = sum(number_of(sheet.at(r, c)) is not None or plain(text_of(sheet.at(r, c))) == "" for r, c in body)
        strange = [field_of(text) for text in heads.values() if not classlike(text)]
        if any(field in LIST_KEYS | TIME_FIELDS | {"hours"} for field in strange):
            continue
        if kind == "subject" or (kind == "teacher" and coded >= 0.5 * len(heads)):
            if coded >= 0.6 * len(heads):
                heads = {c: text for c, text in heads.items() if classlike(text) > 0}
            rows = {
                r: text_of(sheet.at(r, columns[0]))
                for r in range(row + 1, bottom + 1)
                if sheet.at(r, columns[0]) is not None
            }
            axes = (Axis(kind, False, columns[0], rows, heading), Axis("class", True, row, heads))
            reading = "hours" if numeric >= 0.7 * len(body) else "teachers"
            if kind == "teacher" and reading == "teachers":
                continue
            return Table(
                sheet,
                "matrix",
                row + 1,
                columns[0],
                bottom,
                max(heads),
                axes,
                titles_above(sheet, row, left, right, row),
                reading,
            )
    return None
