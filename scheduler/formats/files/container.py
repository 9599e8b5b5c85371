"""The box a workbook comes in: is it safe to open, what is in it really, and which cells have no value of their own.

Files are hostile until proved otherwise: sizes, compression bombs, encryption, entity declarations and cells far out
are refused before any parser sees them. What the cells mean is left to the readers.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree.ElementTree import Element
from xml.parsers import expat

from scheduler.formats.files.faults import Fault, Faults, Notice
from scheduler.formats.files.opening import (
    BROKEN_PACKAGE,
    OLE_SIGNATURE,
    Refused,
    checked_members,
    content_of,
    of_old_excel,
    reason,
    unpacked,
)
from scheduler.formats.files.worksheet import MOST_COLUMNS, MOST_ROWS, Scanner, SheetFacts, column_letters

MOST_INDEX_BYTES = 5 * 2**20
"""Largest list of tabs or of links between parts; these are parsed as a whole."""

OUTPUT_MARK = "scheduler_output"
"""Name defined on every sheet we write for reading only, so that renaming or moving it does no harm."""


class Container:
    """An opened workbook: its visible tabs, their raw cells, and the facts about each tab."""

    def __init__(self, path: Path) -> None:
        """Open `path` after all checks; raises `Faults` where it cannot or must not be opened."""
        self.path = path
        self.kind = "xlsx"
        self.notices: list[Notice] = []
        self.marked_outputs: frozenset[str] = frozenset()
        self._facts: dict[str, SheetFacts | None] = {}
        try:
            data = content_of(path)
            if not data:
                raise Refused("empty_file")
            self._inspect(data)
            self._workbook = _parsed(data)
        except Refused as refused:
            raise Faults([Fault(path.name, "", refused.key, refused.params)], self.notices) from None
        self.sheet_names: tuple[str, ...] = tuple(self._workbook.sheet_names)

    def facts(self, sheet: str) -> SheetFacts:
        return self._facts.get(sheet) or SheetFacts()

    def rows(self, sheet: str) -> list[list[Any]]:
        """The raw cells of a tab from A1 on; [] for a tab without cells. Raises `Faults` where it is too large."""
        if self.kind == "xlsx" and self._facts.get(sheet) is None:
            if sheet in self._facts:  # a chart on a tab of its own
                return []
            raise Faults([Fault(sheet, "", "unreadable_sheet", {"reason": "no worksheet part"})])
        facts = self.facts(sheet)
        if facts.too_large:
            raise Faults([self._too_large(sheet, facts.last_row, facts.last_column)])
        try:
            tab = self._workbook.get_sheet_by_name(sheet)
            rows: list[list[Any]] = tab.to_python(skip_empty_area=False)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as wrong:  # the parser is compiled: its panics are no ordinary exceptions
            raise Faults([Fault(sheet, "", "unreadable_sheet", {"reason": reason(wrong)})]) from None
        last_row = max((index for index, row in enumerate(rows) if any(cell != "" for cell in row)), default=-1)
        if last_row >= MOST_ROWS or (rows and len(rows[0]) > MOST_COLUMNS):
            raise Faults([self._too_large(sheet, last_row, len(rows[0]) - 1)])
        return rows[: last_row + 1]

    def _too_large(self, sheet: str, row: int, column: int) -> Fault:
        where = f"{sheet}!{column_letters(max(column, 0))}{row + 1}"
        return Fault(where, "", "sheet_too_large", {"rows": MOST_ROWS, "columns": MOST_COLUMNS})

    def _inspect(self, data: bytes) -> None:
        if data.startswith(OLE_SIGNATURE):
            self.notices += of_old_excel(data, self.path)
            self.kind = "xls"
        elif data.startswith(b"PK"):
            self._inspect_package(data)
        else:
            raise Refused("not_workbook")

    def _inspect_package(self, data: bytes) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                names = checked_members(archive)
                if "xl/workbook.xml" not in names:
                    binary_or_ods = "xl/workbook.bin" in names or "content.xml" in names
                    raise Refused("other_workbook" if binary_or_ods else "not_workbook")
                if any(name.casefold().endswith("vbaproject.bin") for name in names):
                    self.notices.append(Notice(self.path.name, "", "macros"))
                facts = {name: _scanned(archive, name) for name in names if _is_xml(name)}
                sheets, self.marked_outputs = _sheet_parts(archive, names)
                hidden = (set(sheets.values()) & set(names)) - set(facts)
                facts |= {name: _scanned(archive, name) for name in sorted(hidden)}
        except Refused:
            raise
        except BROKEN_PACKAGE as wrong:
            raise Refused("damaged", reason=reason(wrong)) from None
        self._facts = {sheet: facts[part] for sheet, part in sheets.items() if part in facts}


def _parsed(data: bytes) -> Any:
    import python_calamine

    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as wrong:  # the parser is compiled: its panics are no ordinary exceptions
        encrypted = isinstance(wrong, python_calamine.PasswordError)
        raise Refused("encrypted" if encrypted else "damaged", reason=reason(wrong)) from None


def _is_xml(name: str) -> bool:
    return PurePosixPath(name).suffix.casefold() in (".xml", ".rels", ".vml")


def _scanned(archive: zipfile.ZipFile, name: str) -> SheetFacts | None:
    """Facts of a worksheet, None for any other part."""
    scanner = Scanner()
    try:
        for chunk in unpacked(archive, archive.getinfo(name)):
            if scanner.wants_more:
                scanner.feed(chunk)
    except expat.ExpatError as wrong:
        raise Refused("damaged", reason=f"{name}: {wrong}") from None
    return scanner.facts


def _sheet_parts(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> tuple[dict[str, str], frozenset[str]]:
    """The part of each tab, and the titles of the tabs marked as our own output."""
    from defusedxml import ElementTree

    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        if name in names and names[name].file_size > MOST_INDEX_BYTES:
            raise Refused("bomb")
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links: Iterable[Element] = ()
        if "xl/_rels/workbook.xml.rels" in names:
            links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except Exception as wrong:
        raise Refused("damaged", reason=reason(wrong)) from None
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    parts: dict[str, str] = {}
    titles: list[str] = []
    marked: set[int] = set()
    for element in book.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "sheet":
            title = element.get("name", "")
            titles.append(title)
            link = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            target = targets.get(link, "")
            parts[title] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        elif tag == "definedName" and element.get("name", "").casefold() == OUTPUT_MARK:
            number = element.get("localSheetId", "")
            if number.isdecimal():
                marked.add(int(number))
    return parts, frozenset(titles[index] for index in marked if index < len(titles))
