"""Cells of one worksheet of the planner's, changed in place: what is not written keeps its value, formula and format.

Text is written as text of the cell itself, never as a formula and never among the strings that sheets share.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element, SubElement

from scheduler.formats.files.documents import xml_text
from scheduler.formats.files.worksheet import column_letters
from scheduler.formats.kept.xml_parts import XML, content_of, looked_through, main, parsed

_PLACE = re.compile(r"\$?([A-Z]+)\$?([0-9]+)")
_CODED = re.compile("(_x[0-9a-fA-F]{4}_)")
"""What a spreadsheet program takes for the code of a character."""


def check_cells(content: bytes) -> None:
    """Raises ValueError where `SheetCells` would raise something of a worksheet; makes no tree, so it is quick."""
    found = 0
    inside = False

    def start(name: str, attributes: Mapping[str, str], depth: int) -> None:
        nonlocal found, inside
        if depth == 2:  # the first one is read
            inside = name == main("sheetData") and not found
            found += name == main("sheetData")
        elif depth == 3 and inside and name == main("row") and "r" in attributes:
            int(attributes["r"])

    looked_through(content, start)
    if not found:
        raise ValueError("a worksheet without cells")


class SheetCells:
    """The cells of a worksheet by (row, column), counted from 0."""

    def __init__(self, content: bytes) -> None:
        self._tree = parsed(content)
        data = self._tree.first("sheetData")
        if data is None:
            raise ValueError("a worksheet without cells")
        self._data = data
        self._rows: dict[int, Element] = {}
        self._cells: dict[int, dict[int, Element]] = {}
        row_number = -1
        for row in data.findall(main("row")):
            row_number = int(row.get("r", row_number + 2)) - 1
            self._rows[row_number] = row
            cells = self._cells[row_number] = {}
            column = -1
            for cell in row.findall(main("c")):
                place = _PLACE.fullmatch(cell.get("r", ""))
                column = column_number(place[1]) if place else column + 1
                cells[column] = cell
        self.written: dict[tuple[int, int], str | int | float] = {}
        """What was written since, by (row, column); "" where a cell was emptied."""

    def content(self) -> bytes:
        return content_of(self._tree)

    @property
    def last_filled(self) -> int:
        """The last row with a value or formula; -1 where there is none."""
        return max((row for row, cells in self._cells.items() if any(len(cell) for cell in cells.values())), default=-1)

    def last_column(self, row: int) -> int:
        """The last column of a row with a value or formula; -1 where there is none."""
        return max((column for column, cell in self._cells.get(row, {}).items() if len(cell)), default=-1)

    def usual_style(self, column: int, rows: Iterable[int]) -> str | None:
        """The format that most cells of a column have in these rows, or that of the column where none is there."""
        styles = Counter(cell.get("s") for row in rows if (cell := self._cells.get(row, {}).get(column)) is not None)
        return styles.most_common(1)[0][0] if styles else self._column_style(column)

    def write(
        self, row: int, column: int, value: str | int | float, style: str | None = None, restyled: bool = False
    ) -> None:
        """Puts a text or number in a cell; "" empties it.

        A cell that is there keeps its format unless `restyled`; a new one gets `style` (see `usual_style`).
        """
        if value == "" and column not in self._cells.get(row, {}):
            return
        new = column not in self._cells.get(row, {})
        cell = self._cell(row, column)
        self._emptied(cell)
        if new or restyled:
            cell.attrib.pop("s", None)
            if style is not None:
                cell.set("s", style)
        self.written[row, column] = value
        if isinstance(value, str):
            if value:
                cell.set("t", "inlineStr")
                text = SubElement(SubElement(cell, main("is")), main("t"))
                text.text = _CODED.sub(r"_x005F\1", xml_text(value))
                text.set(f"{{{XML}}}space", "preserve")
        else:
            SubElement(cell, main("v")).text = str(value)

    def reach(self, first: int, last: int) -> None:
        """Lets the filter over the table that begins in row `first` go down to row `last`."""
        for filtered in self._tree.root.iter(main("autoFilter")):
            filtered.set("ref", reaching(filtered.get("ref", ""), first, last))

    def style_of(self, row: int, column: int) -> str | None:
        cell = self._cells.get(row, {}).get(column)
        return None if cell is None else cell.get("s")

    def _cell(self, row: int, column: int) -> Element:
        holder, cells = self._row(row), self._cells[row]
        if column not in cells:
            made = Element(main("c"), {"r": f"{column_letters(column)}{row + 1}"})
            after = next((cells[other] for other in sorted(cells) if other > column), None)
            holder.insert(len(holder) if after is None else list(holder).index(after), made)
            cells[column] = made
            holder.attrib.pop("spans", None)
        return cells[column]

    def _row(self, row: int) -> Element:
        if row not in self._rows:
            made = Element(main("row"), {"r": str(row + 1)})
            after = next((self._rows[other] for other in sorted(self._rows) if other > row), None)
            self._data.insert(len(self._data) if after is None else list(self._data).index(after), made)
            self._rows[row], self._cells[row] = made, {}
            self._widen(row)
        return self._rows[row]

    def _widen(self, row: int) -> None:
        dimension = self._tree.first("dimension")
        if dimension is not None:
            dimension.set("ref", reaching(dimension.get("ref", ""), 0, row, whole=True))

    def _column_style(self, column: int) -> str | None:
        for one in self._tree.root.iter(main("col")):
            if int(one.get("min", "0")) - 1 <= column <= int(one.get("max", "0")) - 1:
                return one.get("style")
        return None

    def _emptied(self, cell: Element) -> None:
        formula = cell.find(main("f"))
        if formula is not None and formula.get("t") == "shared" and formula.text:
            self._without_shared(formula.get("si", ""))
        for child in list(cell):
            cell.remove(child)
        for name in ("t", "cm", "vm"):
            cell.attrib.pop(name, None)

    def _without_shared(self, number: str) -> None:
        """Cells that share a formula that goes away keep the value it gave."""
        for cells in self._cells.values():
            for cell in cells.values():
                formula = cell.find(main("f"))
                if formula is not None and formula.get("t") == "shared" and formula.get("si") == number:
                    cell.remove(formula)


def column_number(letters: str) -> int:
    """C -> 2."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def reaching(area: str, first: int, last: int, whole: bool = False) -> str:
    """`A1:L40` with a longer last row where it holds row `first` (or `whole`: anyhow); anything else as it is."""
    corners = area.split(":")
    places = [_PLACE.fullmatch(corner) for corner in corners]
    if not 1 <= len(places) <= 2 or None in places:
        return area
    top, bottom = places[0], places[-1]
    assert top is not None and bottom is not None
    if int(bottom[2]) > last or not (whole or int(top[2]) - 1 == first):
        return area
    moved = f"{bottom[0][: bottom.start(2)]}{last + 1}"
    return f"{corners[0]}:{moved}"


__all__ = ["SheetCells", "check_cells", "column_number", "reaching"]
