"""What the parser of values does not tell about a worksheet: how far it goes, merged cells, formulas without a value.

One part of a package is read as a stream, without keeping its cells; entity declarations are refused on the way. The
parser of values allocates the rectangle up to the furthest cell, so that is measured here before it runs.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from scheduler.formats.files.amounts import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TAG_BYTES,
    OF_CELLS,
    UNKNOWN,
    Amounts,
    Cell,
    within,
)
from scheduler.formats.files.opening import Refused

_ENCODINGS = frozenset({"utf-8", "utf-16", "us-ascii", "iso-8859-1", "windows-1252"})
"""In these the parser of values and this one see the same elements."""
_POSITION = re.compile(r"([A-Za-z]*)0*([0-9]+)")
_FAR = 10**9
"""Stands for any row or column with more digits or letters than a sheet can have."""


BESIDE = {
    "drawing": "beside_pictures",
    "picture": "beside_pictures",
    "legacyDrawing": "beside_notes",
    "oleObject": "beside_objects",
    "control": "beside_objects",
    "conditionalFormatting": "beside_formats",
    "dataValidation": "beside_validations",
    "tablePart": "beside_tables",
    "hyperlink": "beside_links",
    "sheetProtection": "beside_protection",
}
"""By element of a worksheet."""


_KNOWN = frozenset({*OF_CELLS, *BESIDE, "mergeCell"})
MOST_NAMES = 100
"""Of elements that are remembered; more are only made up."""


@dataclass
class SheetFacts:
    """What the parser of values does not tell about one worksheet."""

    last_row: int = -1
    last_column: int = -1
    cells: int = 0
    """How many cells state something, the same place counted as often as it is stated."""
    without_value: set[Cell] = field(default_factory=set)
    errors: dict[Cell, str] = field(default_factory=dict)
    merged: list[tuple[Cell, Cell]] = field(default_factory=list)
    shared: array[int] = field(default_factory=lambda: array("I"))
    """Which shared strings the cells hold, in their order."""

    beside: set[str] = field(default_factory=set)
    """What the tab holds besides values, as keys of sentences."""

    @property
    def area(self) -> int:
        """Cells of the rectangle that the parser of values allocates."""
        return (self.last_row + 1) * (self.last_column + 1)

    @property
    def too_large(self) -> bool:
        return self.last_row >= MOST_ROWS or self.last_column >= MOST_COLUMNS or self.area > MOST_CELLS


class Scanner:
    """Reads one XML part as a stream: refuses entity declarations, notes the facts, counts what they take.

    Every part is looked at alike, whatever its name and root: which of them the parser of values takes for a tab or for
    the list of shared strings is its own affair.
    """

    def __init__(self, amounts: Amounts) -> None:
        self._amounts = amounts
        self._facts = SheetFacts()
        self._is_worksheet = False
        self._parser = refusing(expat.ParserCreate(namespace_separator=" "))
        self._parser.StartElementHandler = self._root
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.buffer_text = True  # a text comes in one piece, however its characters are spelled
        self._fed = 0
        self._row = self._column = -1
        self._depth_of_value = False
        self._formula = self._value = self._stated = False
        self._type = ""
        self._text: list[str] = []
        self._elements = self._others = 0
        """Elements since they were last counted, and of these the ones that are no cells."""
        self._tags: dict[str, str] = {}
        """By name with its namespace, those met of `_KNOWN`: a sheet has millions of elements and few names."""
        self._shared_string = -1
        """Which entry of a list of shared strings this is; -1 before the first."""
        self._shared_length = 0

    def feed(self, chunk: bytes) -> None:
        """Raises `Refused` for what is forbidden and for what is no XML."""
        parsed(self._parser, chunk)
        self._amounts.elements(self._elements, self._others)
        self._elements = self._others = 0
        self._fed += len(chunk)
        if self._fed - self._parser.CurrentByteIndex > MOST_TAG_BYTES:  # a parser keeps a tag until it ends
            raise Refused("bomb")

    @property
    def facts(self) -> SheetFacts | None:
        """None for a part that is no worksheet and has no cells."""
        return self._facts if self._is_worksheet or self._facts.cells else None

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        self._is_worksheet = name.rpartition(" ")[2] == "worksheet"
        self._parser.StartElementHandler = self._start
        self._start(name, attributes)

    def _tag(self, name: str) -> str:
        """The name without its namespace."""
        tag = name.rpartition(" ")[2]
        if tag in _KNOWN and len(self._tags) < MOST_NAMES:
            self._tags[name] = tag
        return tag

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = self._tags.get(name) or self._tag(name)
        self._elements += 1
        if tag == "c":
            self._go_to(attributes.get("r", ""))
            self._formula = self._value = self._stated = False
            self._type = attributes.get("t", "")
            self._text = []
        elif tag == "row":
            self._row = _row_of(attributes.get("r", ""), self._row + 1)
            self._column = -1
        elif tag in ("f", "v", "is", "t"):
            self._stated = True
            if tag == "f":
                self._formula = True
                self._facts.beside.add("beside_formulas")
            self._depth_of_value = self._depth_of_value or tag in ("v", "t")
        elif tag == "si":
            self._shared_string += 1
            self._shared_length = 0
            self._amounts.shared_string(self._shared_string, 0)
        elif tag not in OF_CELLS:
            self._beside(tag, attributes)

    def _beside(self, tag: str, attributes: dict[str, str]) -> None:
        self._others += 1
        if tag in BESIDE:
            self._facts.beside.add(BESIDE[tag])
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        corners = cell_position(first), cell_position(last)
        if corners[0] and corners[1]:
            self._amounts.merged(corners[0], corners[1])
            self._facts.merged.append(within(corners[0], corners[1]))

    def _go_to(self, reference: str) -> None:
        found = _POSITION.fullmatch(reference)
        if found and found[1]:
            self._row, self._column = _number(found[2]) - 1, _column_of(found[1])
        else:
            self._column += 1

    def _characters(self, text: str) -> None:
        if self._depth_of_value:
            self._value = self._value or bool(text)
            self._amounts.text(len(text))
            if self._shared_string >= 0:
                self._shared_length += len(text)
                self._amounts.shared_string(self._shared_string, self._shared_length)
            if self._type in ("e", "s") and len(self._text) < 4:
                self._text.append(text)

    def _end(self, name: str) -> None:
        tag = self._tags.get(name) or self._tag(name)
        if tag == "v" or tag == "t":
            self._depth_of_value = False
        elif tag == "c":
            here = (self._row, self._column)
            if self._type == "e" and self._value:
                self._amounts.faulty()
                self._facts.errors[here] = "".join(self._text)
            elif self._formula and not self._value:
                self._amounts.faulty()
                self._facts.without_value.add(here)
            elif self._type == "s":
                number = "".join(self._text).strip().lstrip("+0") or "0"
                self._facts.shared.append(int(number) if number.isdecimal() and len(number) < 9 else UNKNOWN)
            self._type = ""
            if self._stated:  # an empty text too takes its place in the rectangle
                self._state(here)

    def _state(self, here: Cell) -> None:
        facts = self._facts
        facts.cells += 1
        self._amounts.filled()
        if here[0] > facts.last_row:
            facts.last_row = here[0]
        if here[1] > facts.last_column:
            facts.last_column = here[1]


def refusing(parser: expat.XMLParserType) -> expat.XMLParserType:
    """The parser, which raises `Refused` for declarations of entities and for unusual encodings."""
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    parser.XmlDeclHandler = _check_encoding
    return parser


def parsed(parser: expat.XMLParserType, chunk: bytes) -> None:
    """Feeds the parser a piece. Raises `Refused` for what is no XML."""
    try:
        parser.Parse(chunk, False)
    except (expat.ExpatError, LookupError, ValueError) as wrong:  # the last two: an encoding nobody knows
        raise Refused("damaged", reason=str(wrong)[:200]) from None


def _refuse(*_: object) -> None:
    raise Refused("entities")


def _check_encoding(version: str, encoding: str | None, standalone: int) -> None:
    if encoding and encoding.casefold() not in _ENCODINGS:
        raise Refused("damaged", reason=f"encoding {encoding[:40]}")


def cell_position(reference: str) -> Cell | None:
    """(row, column) from 0 of `F12`; None for anything else."""
    found = _POSITION.fullmatch(reference)
    if not found or not found[1] or len(found[1]) > 3 or len(found[2]) > 8:
        return None
    return int(found[2]) - 1, _column_of(found[1])


def _row_of(number: str, following: int) -> int:
    """The row, from 0, that a row element names: `12`, or as the parser of values takes it too, `F12`."""
    found = _POSITION.fullmatch(number)
    return _number(found[2]) - 1 if found else following


def _number(digits: str) -> int:
    return int(digits) if len(digits) < 9 else _FAR


@lru_cache(1024)
def _column_of(letters: str) -> int:
    """From 0; letters of either case."""
    if len(letters) > 5:
        return _FAR
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def column_letters(column: int) -> str:
    """`F` for 5."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
