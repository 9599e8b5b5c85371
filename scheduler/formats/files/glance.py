"""How much a worksheet asks of the parser of values at most, where a glance at its bytes tells.

Serves the sheets that we wrote for reading: there are hundreds of them, and only how much they ask matters. Nothing is
counted too low; bytes that could mean something else are left to the `Scanner`, which looks at every cell.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from xml.parsers import expat

from scheduler.formats.files.amounts import OF_CELLS, Amounts, Cell
from scheduler.formats.files.worksheet import SheetFacts, cell_position, parsed, refusing

MOST_BYTES = 2**20
"""Of a sheet that is taken as a whole."""

_OTHERWISE = (b"\x00", b"<!", b"&#")
"""Of encodings with two bytes a letter, of declarations and comments, of characters that are spelled by number."""
_OPENED = re.compile(rb"<([^\s<>/!?:]+:?)")
_ROW = re.compile(rb'<row r="([0-9]{1,5})"')
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,5})"(?: s="[0-9]+")?(?: t="([A-Za-z]+)")?/?>')
_SHARED = re.compile(rb' t="s"><v>([0-9]{1,8})</v>')
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[0-9]{1,5}):([A-Z]{1,3}[0-9]{1,5})"')
"""As spreadsheet programs spell them."""


@dataclass(frozen=True, slots=True)
class Glance:
    """At most so many elements, so many of which are no cells, and characters beside those of shared strings."""

    facts: SheetFacts
    elements: int
    others: int
    characters: int
    merged: Sequence[tuple[Cell, Cell]]

    def count(self, amounts: Amounts) -> None:
        """Raises `Refused` where it could be too much."""
        amounts.elements(self.elements, self.others)
        amounts.filled(self.facts.cells)
        amounts.text(self.characters)
        for first, last in self.merged:
            amounts.merged(first, last)


def glanced(content: bytes) -> Glance | None:
    """A glance at a whole part; None where it does not tell. Raises `Refused` for what is forbidden or no XML.

    No text and no attribute can hold what opens a tag, so whatever looks like a cell is one; a cell that does not look
    like one makes the numbers differ.
    """
    if len(content) > MOST_BYTES or content.count(b"<?") > 1 or any(one in content for one in _OTHERWISE):
        return None
    parsed(refusing(expat.ParserCreate()), content)
    opened = Counter(_OPENED.findall(content))
    rows, cells, shared, merged = (one.findall(content) for one in (_ROW, _CELL, _SHARED, _MERGED))
    met = (len(rows), len(cells), len(merged), len(shared))
    of_strings = sum(kind == b"s" for _, _, kind in cells)
    if met != (opened[b"row"], opened[b"c"], opened[b"mergeCell"], of_strings) or _prefixed(opened) or opened[b"si"]:
        return None
    ranges = [(_place(first), _place(last)) for first, last in merged]
    columns = [_place(letters + b"1") for letters in {letters for letters, _, _ in cells}]
    elements = content.count(b"<") - content.count(b"</")
    facts = SheetFacts(
        last_row=max(map(int, {*rows, *(number for _, number, _ in cells)}), default=0) - 1,
        last_column=max((at[1] for at in columns if at), default=-1),
        cells=len(cells),
        shared=array("I", map(int, shared)),
    )
    return Glance(
        facts,
        elements=elements,
        others=elements - sum(opened[name.encode()] for name in OF_CELLS),
        characters=len(content),
        merged=[(first, last) for first, last in ranges if first and last],
    )


def _prefixed(opened: Counter[bytes]) -> bool:
    return any(name.endswith(b":") for name in opened)


def _place(spelled: bytes) -> Cell | None:
    return cell_position(str(spelled, "ascii"))
