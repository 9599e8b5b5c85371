"""The box a workbook comes in: is it safe to open, what is in it really, and which cells have no value of their own.

Files are hostile until proved otherwise: sizes, compression bombs, encryption, entity declarations and cells far out
are refused before any parser sees them. What the cells mean is left to the readers.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Any

from scheduler.formats.files.amounts import MOST_COLUMNS, MOST_ROWS
from scheduler.formats.files.faults import Fault, Faults, Notice
from scheduler.formats.files.opening import OLE_SIGNATURE, PACKAGE_SIGNATURE, Refused, content_of, of_old_excel, reason
from scheduler.formats.files.package import inspected, too_large
from scheduler.formats.files.trial import survived
from scheduler.formats.files.worksheet import SheetFacts


class Container:
    """An opened workbook: its visible tabs, their raw cells, and the facts about each tab."""

    def __init__(self, path: Path) -> None:
        """Open `path` after all checks; raises `Faults` where it cannot or must not be opened."""
        self.path = path
        self.kind = "xlsx"
        self.notices: list[Notice] = []
        self.marked_outputs: frozenset[str] = frozenset()
        self._facts: Mapping[str, SheetFacts | None] = {}
        try:
            data = content_of(path)
            if not data:
                raise Refused("empty_file")
            self.content = data
            self._inspect(data)
            self._workbook = _parsed(data)
        except Refused as refused:
            raise Faults([Fault(path.name, "", refused.key, refused.params)], self.notices) from None
        self.sheet_names: tuple[str, ...] = tuple(self._workbook.sheet_names)

    def facts(self, sheet: str) -> SheetFacts:
        """Of a chart on a tab of its own: only that it is one."""
        if sheet in self._facts and self._facts[sheet] is None:
            return SheetFacts(beside={"beside_charts"})
        return self._facts.get(sheet) or SheetFacts()

    def rows(self, sheet: str) -> list[list[Any]]:
        """The raw cells of a tab from A1 on; [] for a tab without cells. Raises `Faults` where it is too large."""
        if self.kind == "xlsx" and self._facts.get(sheet) is None:
            if sheet in self._facts:  # a chart on a tab of its own
                return []
            raise Faults([Fault(sheet, "", "unreadable_sheet", {"reason": "no worksheet part"})])
        facts = self.facts(sheet)
        if facts.too_large:
            raise Faults([too_large(sheet, facts)])
        try:
            tab = self._workbook.get_sheet_by_name(sheet)
            rows: list[list[Any]] = [list(map(_told, row)) for row in tab.to_python(skip_empty_area=False)]
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as wrong:  # the parser is compiled: its panics are no ordinary exceptions
            raise Faults([Fault(sheet, "", "unreadable_sheet", {"reason": reason(wrong)})]) from None
        last_row = max((index for index, row in enumerate(rows) if any(cell != "" for cell in row)), default=-1)
        if last_row >= MOST_ROWS or (rows and len(rows[0]) > MOST_COLUMNS):
            raise Faults([too_large(sheet, SheetFacts(last_row, len(rows[0]) - 1))])
        return rows[: last_row + 1]

    def _inspect(self, data: bytes) -> None:
        if data.startswith(OLE_SIGNATURE):
            self.notices += of_old_excel(data, self.path)
            self.kind = "xls"
            survived(data)
            return
        if not data.startswith(PACKAGE_SIGNATURE):
            raise Refused("not_workbook")
        package = inspected(data)
        if not package.xlsx:
            raise Refused("other_workbook" if package.other else "not_workbook")
        if package.macros:
            self.notices.append(Notice(self.path.name, "", "macros"))
        self._facts = package.facts
        self.marked_outputs = package.marked_outputs


def _told(cell: Any) -> Any:
    """Excel keeps no number without a value; what a damaged or foreign file has in its place is text."""
    return str(cell) if isinstance(cell, float) and not isfinite(cell) else cell


def _parsed(data: bytes) -> Any:
    import python_calamine

    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as wrong:  # the parser is compiled: its panics are no ordinary exceptions
        encrypted = isinstance(wrong, python_calamine.PasswordError)
        raise Refused("encrypted" if encrypted else "damaged", reason=reason(wrong)) from None
