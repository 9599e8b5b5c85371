"""The tables of a web page (HTML, also under the suffix .xls) as sheets of cells.

A table inside a cell is the text of that cell unless it is a grid itself; what the cells mean is left to later steps.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from scheduler.formats.files.amounts import MOST_CELLS, MOST_COLUMNS, MOST_MERGED_AREA, MOST_ROWS
from scheduler.formats.files.faults import Fault, Faults
from scheduler.formats.files.text import HEAD_BYTES, decoded_page
from scheduler.formats.roster.sheets.cells import Sheet, sheet_of

GRID_ROWS, GRID_COLUMNS = 3, 3
"""A table within a cell that has so many rows and columns is a table of its own; a smaller one is the cell's text, as
is one of a single row or column outside of cells the text above the next table."""
LONGEST_TITLE, MOST_TITLES = 80, 3
"""Of the texts above a table so many, no longer than this, are kept as its titles."""
NEAR = 200
"""Pieces of text that are looked at for titles."""
LONGEST_NAME = 31

FIELD = " · "
"""Between the parts of a cell that a page sets off as links or in a style of their own."""

_BREAKS = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ul", "ol", "caption", "center"}
_UNSEEN = {"script", "style", "head", "select", "template", "noscript"}


def looks_like_page(content: bytes) -> bool:
    """Whether the file is a web page, by its first tags, in any encoding; a line of text may stand before them."""
    head = content[:HEAD_BYTES].replace(b"\0", b"").lower()
    tagged = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
    return b"<html" in head or b"<!doctype html" in head or (tagged and b"<table" in head)


def page_sheets(content: bytes, name: str) -> tuple[Sheet, ...]:
    """A sheet for each table that is a grid, under the texts above it. Raises `Faults` where there is none."""
    reader = _Reader(name)
    reader.feed(decoded_page(content, name))
    reader.close()
    reader.end_all()
    if not reader.found:
        key = "page_of_frames" if reader.frames else "page_without_table"
        raise Faults([Fault(name, "", key, catalogue="roster")])
    names: set[str] = set()
    sheets = []
    for number, (titles, grid) in enumerate(reader.found, 1):
        base = Path(name).stem if len(reader.found) == 1 else (titles[-1] if titles else "")
        title = base[:LONGEST_NAME].strip() or f"{Path(name).stem} {number}"
        title = title if title not in names else f"{title[: LONGEST_NAME - 4]} {number}"
        names.add(title)
        above = [(text,) for text in titles]
        merges = [(a + len(above), b, c + len(above), d) for a, b, c, d in grid.merges]
        sheets.append(sheet_of(title, [*above, *grid.rows], merges, name))
    return tuple(sheets)


@dataclass
class _Cell:
    """One cell: its text so far, and how far it goes."""

    across: int = 1
    down: int = 1
    text: list[str] = field(default_factory=list)
    grids: bool = False  # whether a table of its own was in it


@dataclass
class _Table:
    """A table while it is read."""

    rows: list[list[_Cell]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    open: _Cell | None = None


@dataclass(frozen=True)
class _Grid:
    """The texts by row and column, and the merged ranges."""

    rows: Sequence[Sequence[str | None]]
    merges: Sequence[tuple[int, int, int, int]]


class _Reader(HTMLParser):
    """Collects the grids of a page in order, each with the texts above it."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.name = name
        self.found: list[tuple[list[str], _Grid]] = []
        self.tables: list[_Table] = []
        self.beside: list[str] = []  # the text since the last grid
        self.unseen = 0
        self.frames = False
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag in ("frame", "iframe"):
            self.frames = True
        elif tag == "table":
            self.tables.append(_Table(titles=_lines(self.beside[-NEAR:])))
        elif tag == "tr" and self.tables:
            self.tables[-1].open = None
            self.tables[-1].rows.append([])
        elif tag in ("td", "th") and self.tables:
            self._begin_cell(dict(attrs))
        elif tag in _BREAKS:
            self._say("\n")
        elif tag in ("a", "span"):
            self._say(FIELD if self._begins_field(dict(attrs)) else " " * (tag == "span"))

    def _begins_field(self, attrs: dict[str, str | None]) -> bool:
        """Whether a link or a part with a style of its own begins behind a blank, in a line that says something."""
        cell = self.tables[-1].open if self.tables and {"href", "class"} & attrs.keys() else None
        line = "".join(cell.text).rpartition("\n")[2] if cell is not None else ""
        return line.endswith(" ") and line.strip() != "" and not line.endswith(FIELD)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag == "table" and self.tables:
            self._end_table(self.tables.pop())
        elif tag in ("td", "th", "tr") and self.tables:
            self.tables[-1].open = None
        elif tag in _BREAKS:
            self._say("\n")
        elif tag == "span":
            self._say(" ")

    def handle_data(self, data: str) -> None:
        self._say(re.sub(r"\s+", " ", data))

    def end_all(self) -> None:
        """Ends the tables that the page does not end."""
        while self.tables:
            self._end_table(self.tables.pop())

    def _say(self, text: str) -> None:
        if self.unseen:
            return
        self.beside.append(text)
        if self.tables and (cell := self.tables[-1].open) is not None:
            cell.text.append(text)

    def _begin_cell(self, attrs: dict[str, str | None]) -> None:
        table = self.tables[-1]
        if not table.rows:
            table.rows.append([])
        table.open = _Cell(_span(attrs.get("colspan"), MOST_COLUMNS), _span(attrs.get("rowspan"), MOST_ROWS))
        table.rows[-1].append(table.open)
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise Faults([Fault(self.name, "", "too_many_cells", {"most": MOST_CELLS})])

    def _end_table(self, table: _Table) -> None:
        grid = _placed(table.rows, self.name)
        wide = max((len(row) for row in grid.rows), default=0)
        outer = self.tables[-1].open if self.tables else None
        least = (GRID_ROWS, GRID_COLUMNS) if outer is not None else (2, 2)
        holds_grids = any(cell.grids for row in table.rows for cell in row)
        if holds_grids or (len(grid.rows) >= least[0] and wide >= least[1]):
            if not holds_grids:
                self.found.append((table.titles, grid))
            self.beside.clear()
            if outer is not None:
                outer.grids = True
        elif outer is not None:
            texts = ("; ".join(filter(None, row)) for row in grid.rows)
            outer.text.append("\n" + "\n".join(filter(None, texts)) + "\n")


def _span(said: str | None, most: int) -> int:
    return max(1, min(int(said), most)) if said and said.strip().isdecimal() else 1


def _lines(texts: Sequence[str]) -> list[str]:
    """The lines of a text without blanks around them; the last ones, if they are titles and no prose."""
    lines = [" ".join(line.split()) for line in "".join(texts).split("\n")]
    return [line for line in lines if line and len(line) <= LONGEST_TITLE][-MOST_TITLES:]


def _placed(rows: Sequence[Sequence[_Cell]], name: str) -> _Grid:
    """The cells at their places; rows and columns in which no cell begins are left out, and a frame of letters and
    numbers as spreadsheets draw it around their cells.
    """
    held: dict[tuple[int, int], _Cell] = {}
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            held[r, c] = cell
            taken.update((r + i, c + k) for i in range(min(cell.down, len(rows) - r)) for k in range(cell.across))
            if len(taken) > MOST_MERGED_AREA:
                raise Faults([Fault(name, "", "too_many_cells", {"most": MOST_MERGED_AREA})])
            c += cell.across
    across, down = sorted({c for _, c in held}), sorted({r for r, _ in held})
    texts: list[list[str | None]] = [[None] * len(across) for _ in down]
    merges = []
    for (r, c), cell in held.items():
        top, left = bisect_left(down, r), bisect_left(across, c)
        texts[top][left] = (
            "\n".join(filter(None, (" ".join(one.split()) for one in "".join(cell.text).split("\n")))) or None
        )
        bottom, right = bisect_left(down, r + cell.down) - 1, bisect_left(across, c + cell.across) - 1
        if (bottom, right) != (top, left):
            merges.append((top, left, bottom, right))
    if _framed(texts):
        merges = [(a - 1, b - 1, c - 1, d - 1) for a, b, c, d in merges if a and b]
        texts = [row[1:] for row in texts[1:]]
    return _Grid(texts, merges)


def _framed(rows: Sequence[Sequence[str | None]]) -> bool:
    """Whether the first row says A, B, C ... and the first column 1, 2, 3 ..."""
    letters = [text or "" for text in rows[0][1:]] if rows else []
    numbers = [text for row in rows[1:] if (text := row[0])]
    return (
        len(letters) > 1
        and letters[:26] == [chr(65 + k) for k in range(min(26, len(letters)))]
        and len(numbers) > 1
        and numbers == [str(n + 1) for n in range(len(numbers))]
    )
