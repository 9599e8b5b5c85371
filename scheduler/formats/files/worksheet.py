"""What the parser of values does not tell about a worksheet: how far it goes, merged cells, formulas without a value.

One part of a package is read as a stream, without keeping its cells; entity declarations are refused on the way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from scheduler.formats.files.opening import Refused

MOST_ROWS = 20_000
MOST_COLUMNS = 500

Cell = tuple[int, int]
"""(row, column) from 0."""


@dataclass
class SheetFacts:
    """What the parser of values does not tell about one worksheet."""

    last_row: int = -1
    last_column: int = -1
    without_value: set[Cell] = field(default_factory=set)
    errors: dict[Cell, str] = field(default_factory=dict)
    merged: list[tuple[Cell, Cell]] = field(default_factory=list)

    @property
    def too_large(self) -> bool:
        return self.last_row >= MOST_ROWS or self.last_column >= MOST_COLUMNS


class Scanner:
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
        raise Refused("entities")

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
