"""Small questions to a sheet: which cells of a row are filled, which texts stand above a table, what is a sum.

Shared by all finders of tables.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scheduler.formats.roster.sheets.cells import Sheet
from scheduler.formats.roster.sheets.values import clock_of, date_of, span_of, text_of
from scheduler.formats.roster.words.labels import days_of, exact_field, is_break, plain
from scheduler.formats.roster.words.weekdays import read_days


def filled_columns(sheet: Sheet, row: int, left: int, right: int) -> list[int]:
    line = sheet.rows[row] if row < sheet.height else ()
    return [c for c in range(left, min(right + 1, len(line))) if line[c] is not None]


def is_word_total(text: str) -> bool:
    """A heading or label of sums."""
    return exact_field(text) == "total" or any(
        plain(text).startswith(word) for word in ("total", "totaal", "summe", "gesamt", "итого", "totale")
    )


SEVERAL_DAYS = 3
"""A column of days names at least so many, in the order of the week."""
CLOCKS_UP, EARLIEST = 0.7, 6 * 60
"""So many of the clock times of a column are later than the one above (in a table of five days with four periods each
three quarters), and none is in the night."""


def only_times(sheet: Sheet, column: int, top: int, bottom: int, labels: frozenset[str] = frozenset()) -> bool:
    """Whether a column says nothing but time: days, clock times, breaks, or what the labels of its table say."""
    texts = [text_of(v) for r in range(top, bottom + 1) if (v := sheet.at(r, column)) is not None]
    run = [day for day in read_days([t for t in texts if days_of(t)]) if day is not None]
    several = len(set(run)) >= SEVERAL_DAYS and run == sorted(run)  # "PA, TH, MA, FR, MA" are people
    clocks = [clock for t in texts if (clock := clock_of(t)) is not None]
    up = sum(b > a for a, b in itertools.pairwise(clocks))
    hours = up >= CLOCKS_UP * (len(clocks) - 1) and all(
        clock >= EARLIEST for clock in clocks
    )  # "0.11", "2.16" are rooms
    timely = sum(
        (several and bool(days_of(t)))
        or span_of(t) is not None
        or (hours and clock_of(t) is not None)
        or is_break(t)
        or t in labels
        for t in texts
    )
    return len(texts) >= 3 and timely >= 0.9 * len(texts)


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


_NUMBERED_FILE = re.compile(r"[A-Za-z]{1,3}[-_]?\d{1,6}")
LONGEST_TITLE = 31


def with_own_titles(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Several files that a program numbered ("o1.html", "c00012.htm") are called by the line above their table, where
    that is another one in each.
    """
    named = {n: title for n, sheet in enumerate(sheets) if (title := _own_title(sheet))}
    times = Counter(named.values())
    if len(times) < 2:
        return list(sheets)
    return [replace(sheet, name=named[n]) if times[named.get(n, "")] == 1 else sheet for n, sheet in enumerate(sheets)]


def _own_title(sheet: Sheet) -> str:
    stem = Path(sheet.file).stem
    if sheet.name != stem or not _NUMBERED_FILE.fullmatch(stem):
        return ""
    lines = [[text_of(value) for value in row if value is not None] for row in sheet.rows]
    alone = list(itertools.takewhile(lambda texts: len(texts) < 2, lines))
    titles = [texts[0] for texts in alone if texts and len(texts[0]) <= LONGEST_TITLE]
    return titles[-1] if titles and len(alone) < len(lines) else ""
