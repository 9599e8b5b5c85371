"""Matrices of loads (subject by class, teacher by class), and the texts around any table.

Sums to the right and below are left out.
"""

from __future__ import annotations

import itertools

from scheduler.formats.roster.layout import headings
from scheduler.formats.roster.layout.list_tables import LIST_KEYS, TIME_FIELDS, classes_over_hours
from scheduler.formats.roster.records import Axis, Table
from scheduler.formats.roster.sheets.cells import Sheet
from scheduler.formats.roster.sheets.sheet_texts import filled_columns, is_word_total, titles_above
from scheduler.formats.roster.sheets.values import clock_of, number_of, span_of, text_of
from scheduler.formats.roster.words.labels import days_of, field_of, plain, subject_word
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


FILLED, OTHERS = 0.8, 0.2
"""So many of the rows of a matrix have a label of their own, and at most so many of its headings stand in its body."""
MOST_LABELS = 4


def matrix_by_content(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> Table | None:
    """Classes across, teachers or subjects (or both) down, no time anywhere: who teaches what where, or how many
    hours.
    """
    for row in range(top, min(bottom, top + 6)):
        names = {c: text for c in filled_columns(sheet, row, left, right) if (text := text_of(sheet.at(row, c)))}
        heads = {c: text for c, text in names.items() if classlike(text) >= 0.5 and not is_word_total(text)}
        shaped = sum(classlike(text) >= 1 and any(c.isalpha() for c in text) for text in heads.values())
        if shaped < 0.5 * len(heads) or not heads:
            heads = classes_over_hours(sheet, names, row + 1, bottom)
        inside = {text_of(sheet.at(r, c)) for r in range(row + 1, bottom + 1) for c in heads}
        if len(set(heads.values())) < len(heads) or len(inside & set(heads.values())) > OTHERS * len(heads):
            continue  # lessons of classes, and no headings
        if len(heads) < 2:
            continue
        first = min(heads)
        if first - left > MOST_LABELS:
            return None
        body = [r for r in range(row + 1, bottom + 1) if filled_columns(sheet, r, left, right)]
        named = [(c, found) for c in range(left, first) if (found := _names_down(sheet, c, body))]
        if not named or len(named[-1][1]) < 2:
            return None
        cells = [v for r in body for c in heads if (v := sheet.at(r, c)) is not None]
        if not cells or any(_timely(sheet, c, body) for c in range(left, first)):
            return None
        numeric = sum(number_of(v) is not None or plain(text_of(v)) == "" for v in cells) >= 0.7 * len(cells)
        kinds = _label_kinds(sheet, row, named)
        axes = [
            Axis(kind, False, c, found, text_of(sheet.at(row, c)))
            for (c, found), kind in zip(named, kinds, strict=True)
            if kind in ("teacher", "subject")
        ]
        if not axes:
            return None
        rows_are = {axis.kind for axis in axes}
        reading = "hours" if numeric else "subjects" if rows_are == {"teacher"} else "teachers"
        return Table(
            sheet, "matrix", row + 1, left, bottom, max(heads), (*axes, Axis("class", True, row, heads)),
            titles_above(sheet, row, left, right, row), reading,
        )  # fmt: skip
    return None


def _names_down(sheet: Sheet, column: int, body: list[int]) -> dict[int, object]:
    """The texts of a column of labels, one for nearly each row; {} for numbers that count the rows."""
    texts = {r: text_of(v) for r in body if (v := sheet.at(r, column)) is not None}
    numeric = sum(number_of(text) is not None for text in texts.values())
    if not texts or numeric >= 0.5 * len(texts) or len(texts) < FILLED * len(body):
        return {}
    return {r: text for r, text in texts.items() if not is_word_total(text)}


def _timely(sheet: Sheet, column: int, body: list[int]) -> bool:
    """Days, clock times, or numbers that begin again: the column speaks of time and does not count the rows."""
    numbers = [n for r in body if (n := number_of(sheet.at(r, column))) is not None]
    if any(b <= a for a, b in itertools.pairwise(numbers)) or any(clock_of(sheet.at(r, column)) for r in body):
        return True
    texts = [v for r in body if isinstance(v := sheet.at(r, column), str)]
    timely = sum(bool(days_of(v)) or span_of(v) is not None or headings.counted(v) for v in texts)
    return len(texts) >= 2 and timely >= 0.6 * len(texts)


def _label_kinds(sheet: Sheet, row: int, named: list[tuple[int, dict[int, object]]]) -> list[str]:
    """Teacher or subject for each column of labels: its heading, else whether its texts begin like subjects."""
    kinds = []
    for column, found in named:
        said = field_of(text_of(sheet.at(row, column)))
        texts = {str(v) for v in found.values()}
        subject = sum(subject_word(text) for text in texts) / len(texts)
        kinds.append(said if said in ("teacher", "subject") else "subject" if subject >= 0.4 else "teacher")
    if kinds.count("teacher") > 1 or kinds.count("subject") > 1:
        return [kind if kinds.index(kind) == n else "" for n, kind in enumerate(kinds)]
    return kinds
