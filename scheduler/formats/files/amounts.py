"""How much one package may ask of memory, over all its parts, whatever it declares about itself.

Limits are counted while the parts are streamed, before a parser sees them. A workbook at all of them is read in less
than 600 MB.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

from scheduler.formats.files.faults import Fault, Faults
from scheduler.formats.files.opening import Refused

MOST_ROWS = 20_000
MOST_COLUMNS = 500
MOST_CELLS = 2_000_000
"""Of the rectangles from A1 to the furthest cell of each tab: an empty cell costs a reader about 40 bytes."""
MOST_FILLED = 500_000
"""Cells that state something, the same place counted as often as it is stated: each costs about 500 bytes to read.

The most that was met, in a roster of a university, is 23 000."""
MOST_STRINGS = 1_000_000
"""Entries of the list of shared strings."""
MOST_TEXT = 20_000_000
"""Characters of all cells; a shared string counts as often as cells hold it, for each gets a copy."""
MOST_ELEMENTS = 4_000_000
"""XML elements: a filled cell has up to three, and there are cells that are only coloured."""
MOST_OTHERS = 1_000_000
"""Of these, the ones that are no cells: styles, links, names, comments, drawings."""
MOST_MERGED = 100_000
"""Merged ranges; a roster of a large school has some thousands."""
MOST_MERGED_AREA = 500_000
"""Cells under merged ranges together, as far as a tab may go: readers look at every one of them."""
MOST_FAULTY = 100_000
"""Cells with an error value, or a formula without a value; each is remembered by its place."""
MOST_TAG_BYTES = 2**20
"""Of one tag with its attributes, or of one comment: a parser keeps it until it ends, and begins it anew each time."""

UNKNOWN = 2**32 - 1
"""Stands for a shared string whose number cannot be read: any of them."""

OF_CELLS = frozenset({"c", "v", "f", "is", "t", "row", "si", "r"})

Cell = tuple[int, int]
"""(row, column) from 0."""


class Amounts:
    """What has been counted of one package so far. Every method raises `Refused` where it becomes too much."""

    def __init__(self) -> None:
        self._elements = 0
        self._others = 0
        self._filled = 0
        self._text = 0
        self._merged = 0
        self._merged_area = 0
        self._faulty = 0
        self._lengths = array("I")
        """Characters of each shared string, the longest where several lists have one of that number."""

    def elements(self, count: int, others: int) -> None:
        """So many more elements, of which `others` are not among `OF_CELLS`."""
        self._elements += count
        self._others += others
        if self._elements > MOST_ELEMENTS or self._others > MOST_OTHERS:
            raise Refused("bomb")

    def filled(self, cells: int = 1) -> None:
        """So many more cells state something."""
        self._filled += cells
        if self._filled > MOST_FILLED:
            raise Refused("too_many_filled", most=MOST_FILLED)

    def text(self, characters: int) -> None:
        self._text += characters
        if self._text > MOST_TEXT:
            raise Refused("too_much_text", most=MOST_TEXT)

    def shared_string(self, number: int, characters: int) -> None:
        """The entry of this number has so many characters."""
        if number >= MOST_STRINGS:
            raise Refused("bomb")
        if number >= len(self._lengths):
            self._lengths.append(0)
        self._lengths[number] = max(self._lengths[number], characters)

    def shared(self, numbers: array[int]) -> None:
        """Cells hold these shared strings. Call when all lists of them have been counted."""
        longest = max(self._lengths, default=0)
        known = len(self._lengths)
        for number in numbers:
            if number == UNKNOWN:
                self.text(longest)
            elif number < known:
                self.text(self._lengths[number])

    def merged(self, first: Cell, last: Cell) -> None:
        self._merged += 1
        self._merged_area += merged_area(first, last)
        if self._merged > MOST_MERGED or self._merged_area > MOST_MERGED_AREA:
            raise Refused("too_many_merged", most=MOST_MERGED_AREA)

    def faulty(self) -> None:
        self._faulty += 1
        if self._faulty > MOST_FAULTY:
            raise Refused("too_many_faulty", most=MOST_FAULTY)


def merged_within(ranges: Iterable[tuple[Cell, Cell]], file: str) -> Iterator[tuple[Cell, Cell]]:
    """The merged ranges of one tab as a parser of values gives them. Raises `Faults` where they are too many."""
    amounts = Amounts()
    try:
        for first, last in ranges:
            amounts.merged(first, last)
            yield within(first, last)
    except Refused as refused:
        raise Faults([Fault(file, "", refused.key, refused.params)]) from None


def within(first: Cell, last: Cell) -> tuple[Cell, Cell]:
    """A merged range as far as a tab may go: whoever merges whole columns means the filled part."""
    return first, (min(last[0], MOST_ROWS - 1), min(last[1], MOST_COLUMNS - 1))


def merged_area(first: Cell, last: Cell) -> int:
    """Cells under it as far as a tab may go."""
    _, (bottom, right) = within(first, last)
    return max(bottom - first[0] + 1, 0) * max(right - first[1] + 1, 0)
