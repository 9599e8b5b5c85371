"""From a file to sheets of cells: any workbook or text table, opened by content and not by suffix.

Merged ranges come along because they say where a lesson is long or shared. Meaning is left to later steps.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from scheduler.formats.files.amounts import merged_within
from scheduler.formats.files.faults import Fault, Faults
from scheduler.formats.files.text import rows_of, unguarded
from scheduler.formats.files.worksheet import column_letters
from scheduler.formats.roster.sheets.values import Value

MAX_COLUMNS = 600
MAX_ROWS = 20_000
LONGEST_CELL = 1_000
"""Letters of a cell that are read: no lesson has as many, and what looks at texts may take their square in time."""


@dataclass(frozen=True)
class Sheet:
    """One sheet. `merges` holds (top, left, bottom, right), zero-based and inclusive; `cut` lengths of longer cells."""

    name: str
    rows: tuple[tuple[Value, ...], ...]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False
    file: str = ""
    cut: Mapping[tuple[int, int], int] = field(default_factory=dict, compare=False)
    spans: dict[tuple[int, int], tuple[int, int, int, int]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for merge in self.merges:
            self.spans[merge[0], merge[1]] = merge

    @property
    def height(self) -> int:
        return len(self.rows)

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def at(self, row: int, column: int) -> Value:
        if 0 <= row < len(self.rows):
            line = self.rows[row]
            if 0 <= column < len(line):
                return line[column]
        return None

    def span(self, row: int, column: int) -> tuple[int, int, int, int]:
        """The merged range that starts at this cell, or the cell itself."""
        return self.spans.get((row, column), (row, column, row, column))


def _clean(value: object) -> Value:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        text = value.replace("\u00a0", " ").replace("\r\n", "\n").replace("_x000D_", "").strip()
        return text or None
    if isinstance(value, timedelta):
        return value
    return value  # type: ignore[return-value]


def _sheet(
    name: str,
    where: str,
    cells: Iterable[Sequence[object]],
    merges: Iterable[tuple[int, int, int, int]],
    file: str,
    hidden: bool = False,
) -> Sheet:
    """`where`: how faults name the sheet."""
    rows = _trim([tuple(map(_clean, row)) for row in cells], where)
    cut = {
        (row, column): len(value)
        for row, line in enumerate(rows)
        for column, value in enumerate(line)
        if isinstance(value, str) and len(value) > LONGEST_CELL
    }
    if cut:
        rows = tuple(tuple(one[:LONGEST_CELL] if isinstance(one, str) else one for one in row) for row in rows)
    return Sheet(name, rows, tuple(merges), hidden, file, cut)


def _trim(rows: list[tuple[Value, ...]], name: str) -> tuple[tuple[Value, ...], ...]:
    """Without what is empty at the ends. Raises `Faults` for more than is read: nothing is left out in silence."""
    trimmed = []
    for row in rows:
        last = len(row)
        while last and row[last - 1] is None:
            last -= 1
        trimmed.append(row[:last])
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    widest = max(map(len, trimmed), default=0)
    if len(trimmed) > MAX_ROWS or widest > MAX_COLUMNS:
        where = f"{name}!{column_letters(max(0, widest - 1))}{len(trimmed)}"
        raise Faults([Fault(where, "", "sheet_too_large", {"rows": MAX_ROWS, "columns": MAX_COLUMNS})])
    return tuple(trimmed)


def workbook_sheets(content: bytes, name: str) -> tuple[Sheet, ...]:
    """All worksheets of an Excel or OpenDocument file."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = []
    for meta in book.sheets_metadata:
        if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        merges = tuple((*first, *last) for first, last in merged_within(sheet.merged_cell_ranges or (), name))
        hidden = meta.visible != python_calamine.SheetVisibleEnum.Visible
        sheets.append(_sheet(meta.name, meta.name, sheet.to_python(skip_empty_area=False), merges, name, hidden))
    return tuple(sheets)


def sheet_of(
    name: str, rows: Iterable[Sequence[object]], merges: Iterable[tuple[int, int, int, int]], file: str
) -> Sheet:
    """A sheet of these values. Raises `Faults` where it is too large."""
    return _sheet(name, file, rows, merges, file)


def text_sheet(text: str, name: str) -> Sheet:
    """One sheet out of separated text; numbers stay text and are read by those who expect them. Raises `Faults`."""
    return sheet_of(Path(name).stem, ([unguarded(value) for value in row] for row in rows_of(text, name)), (), name)
