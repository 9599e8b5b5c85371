"""The box a workbook comes in: is it safe to open, what is in it really, and which cells have no value of their own.

Files are hostile until proved otherwise: sizes, compression bombs, encryption, entity declarations and cells far out
are refused before any parser sees them. What the cells mean is left to the readers.
"""

from __future__ import annotations

import copy
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree.ElementTree import Element
from xml.parsers import expat

from scheduler.formats.files.faults import Fault, Faults, Notice

MOST_BYTES = 50 * 2**20
MOST_UNPACKED = 400 * 2**20
MOST_MEMBERS = 2_000
MOST_RATIO = 200
"""Unpacked to packed size of one member above 10 MB; a worksheet of a school stays under 50."""
MOST_INDEX_BYTES = 5 * 2**20
"""Largest list of tabs or of links between parts; these are parsed as a whole."""
MOST_ROWS = 20_000
MOST_COLUMNS = 500

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OUTPUT_MARK = "scheduler_output"
"""Name defined on every sheet we write for reading only, so that renaming or moving it does no harm."""

Cell = tuple[int, int]

_BROKEN_PACKAGE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    struct.error,
)


@dataclass
class SheetFacts:
    """What the parser of values does not tell about one worksheet. Cells are (row, column) from 0."""

    last_row: int = -1
    last_column: int = -1
    without_value: set[Cell] = field(default_factory=set)
    errors: dict[Cell, str] = field(default_factory=dict)
    merged: list[tuple[Cell, Cell]] = field(default_factory=list)

    @property
    def too_large(self) -> bool:
        return self.last_row >= MOST_ROWS or self.last_column >= MOST_COLUMNS


class _Refused(Exception):
    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


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
            data = _bytes_of(path)
            self._inspect(data)
            self._workbook = _parsed(data)
        except _Refused as refused:
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
            raise Faults([Fault(sheet, "", "unreadable_sheet", {"reason": _reason(wrong)})]) from None
        last_row = max((index for index, row in enumerate(rows) if any(cell != "" for cell in row)), default=-1)
        if last_row >= MOST_ROWS or (rows and len(rows[0]) > MOST_COLUMNS):
            raise Faults([self._too_large(sheet, last_row, len(rows[0]) - 1)])
        return rows[: last_row + 1]

    def _too_large(self, sheet: str, row: int, column: int) -> Fault:
        where = f"{sheet}!{column_letters(max(column, 0))}{row + 1}"
        return Fault(where, "", "sheet_too_large", {"rows": MOST_ROWS, "columns": MOST_COLUMNS})

    def _inspect(self, data: bytes) -> None:
        if data.startswith(OLE_SIGNATURE):
            if "EncryptedPackage".encode("utf-16-le") in data:
                raise _Refused("encrypted")
            self.kind = "xls"
            if self.path.suffix.casefold() != ".xls":
                self.notices.append(Notice(self.path.name, "", "old_excel"))
        elif data.startswith(b"PK"):
            self._inspect_package(data)
        else:
            raise _Refused("not_workbook")

    def _inspect_package(self, data: bytes) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                names = _checked_members(archive)
                if "xl/workbook.xml" not in names:
                    binary_or_ods = "xl/workbook.bin" in names or "content.xml" in names
                    raise _Refused("other_workbook" if binary_or_ods else "not_workbook")
                if any(name.casefold().endswith("vbaproject.bin") for name in names):
                    self.notices.append(Notice(self.path.name, "", "macros"))
                facts = {name: _scanned(archive, name) for name in names if _is_xml(name)}
                sheets, self.marked_outputs = _sheet_parts(archive, names)
                hidden = (set(sheets.values()) & set(names)) - set(facts)
                facts |= {name: _scanned(archive, name) for name in sorted(hidden)}
        except _Refused:
            raise
        except _BROKEN_PACKAGE as wrong:
            raise _Refused("damaged", reason=_reason(wrong)) from None
        self._facts = {sheet: facts[part] for sheet, part in sheets.items() if part in facts}


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise _Refused("file_too_large", most=MOST_BYTES // 2**20)
        if size == 0:
            raise _Refused("empty_file")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise _Refused("no_file") from None
    except (OSError, ValueError) as wrong:
        raise _Refused("cannot_open", reason=_reason(wrong)) from None


def _parsed(data: bytes) -> Any:
    import python_calamine

    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as wrong:  # the parser is compiled: its panics are no ordinary exceptions
        encrypted = isinstance(wrong, python_calamine.PasswordError)
        raise _Refused("encrypted" if encrypted else "damaged", reason=_reason(wrong)) from None


def _reason(wrong: BaseException) -> str:
    return str(wrong).splitlines()[0][:200] if str(wrong) else type(wrong).__name__


def _checked_members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Members by name; refuses encryption, too many members and anything that declares to unpack to too much."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise _Refused("bomb")
    total = 0
    for member in members:
        if member.flag_bits & 1:
            raise _Refused("encrypted")
        total += member.file_size
        if total > MOST_UNPACKED or (
            member.file_size > 10 * 2**20 and member.file_size > MOST_RATIO * max(member.compress_size, 1)
        ):
            raise _Refused("bomb")
    return {member.filename: member for member in members}


def _is_xml(name: str) -> bool:
    return PurePosixPath(name).suffix.casefold() in (".xml", ".rels", ".vml")


class _Scanner:
    """Reads one XML part as a stream: refuses entity declarations, notes the facts when it is a worksheet."""

    def __init__(self) -> None:
        self.facts: SheetFacts | None = None
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.StartElementHandler = self._root
        self._row = self._column = -1
        self._depth_of_value = False
        self._formula = self._value = False
        self._type = ""
        self._text: list[str] = []

    def feed(self, chunk: bytes) -> None:
        self._parser.Parse(chunk, False)

    @property
    def wants_more(self) -> bool:
        """A part that is no worksheet is left to its own reader once its root element is seen."""
        return self._parser.StartElementHandler is not None

    def _refuse(self, *_: object) -> None:
        raise _Refused("entities")

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == "worksheet":
            self.facts = SheetFacts()
            self._parser.StartElementHandler = self._start
            self._parser.EndElementHandler = self._end
            self._parser.CharacterDataHandler = self._characters
        else:
            self._parser.StartElementHandler = None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self._row_and_column(attributes.get("r", ""))
            self._formula = self._value = False
            self._type = attributes.get("t", "")
            self._text = []
        elif tag == "row":
            number = attributes.get("r", "")
            self._row = int(number) - 1 if number.isdecimal() and len(number) < 9 else self._row + 1
            self._column = -1
        elif tag == "f":
            self._formula = True
        elif tag in ("v", "t"):
            self._depth_of_value = True
        elif tag == "mergeCell" and self.facts is not None and len(self.facts.merged) < 10_000:
            first, _, last = attributes.get("ref", "").partition(":")
            corners = cell_position(first), cell_position(last)
            if corners[0] and corners[1]:
                self.facts.merged.append((corners[0], corners[1]))

    def _row_and_column(self, reference: str) -> None:
        position = cell_position(reference)
        if position:
            self._row, self._column = position
        else:
            self._column += 1

    def _characters(self, text: str) -> None:
        if self._depth_of_value:
            self._value = self._value or bool(text)
            if self._type == "e" and len(self._text) < 4:
                self._text.append(text)

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag in ("v", "t"):
            self._depth_of_value = False
        elif tag == "c" and self.facts is not None:
            here = (self._row, self._column)
            if self._type == "e" and self._value:
                self.facts.errors[here] = "".join(self._text)
            elif self._formula and not self._value:
                self.facts.without_value.add(here)
            if self._value or self._formula:
                self.facts.last_row = max(self.facts.last_row, self._row)
                self.facts.last_column = max(self.facts.last_column, self._column)


def _scanned(archive: zipfile.ZipFile, name: str) -> SheetFacts | None:
    """Facts of a worksheet, None for any other part. Unpacks the whole member, because declared sizes may lie."""
    member = copy.copy(archive.getinfo(name))
    member.file_size = MOST_UNPACKED + 1  # read to the true end
    scanner = _Scanner()
    unpacked = 0
    try:
        with archive.open(member) as file:
            while chunk := file.read(1 << 16):
                unpacked += len(chunk)
                if unpacked > MOST_UNPACKED or unpacked > 10 * 2**20 + MOST_RATIO * max(member.compress_size, 1):
                    raise _Refused("bomb")
                if scanner.wants_more:
                    scanner.feed(chunk)
    except expat.ExpatError as wrong:
        raise _Refused("damaged", reason=f"{name}: {wrong}") from None
    return scanner.facts


def _sheet_parts(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> tuple[dict[str, str], frozenset[str]]:
    """The part of each tab, and the titles of the tabs marked as our own output."""
    from defusedxml import ElementTree

    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        if name in names and names[name].file_size > MOST_INDEX_BYTES:
            raise _Refused("bomb")
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links: Iterable[Element] = ()
        if "xl/_rels/workbook.xml.rels" in names:
            links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except Exception as wrong:
        raise _Refused("damaged", reason=_reason(wrong)) from None
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


def cell_position(reference: str) -> Cell | None:
    """(row, column) from 0 of `F12`; None for anything else."""
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    if (
        not digits
        or not letters
        or len(letters) > 3
        or len(digits) > 8
        or not letters.isascii()
        or not letters.isalpha()
    ):
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1


def column_letters(column: int) -> str:
    """`F` for 5."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
