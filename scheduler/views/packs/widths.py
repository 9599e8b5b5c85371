"""How wide the columns of a table are on paper: as their maker asks, and never so narrow that a word is broken.

An address or a word longer than `LONGEST_WORD` letters may be broken; it would take the page from the other columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from scheduler.views.packs.document import Table

LONGEST_WORD = 24
CAPITAL, LETTER, EDGES = 2.2, 1.68, 2.4
"""Millimetres that a capital of 8.5 point, another letter, and the edges of a cell surely do not pass."""
_BREAKS = re.compile(r"[\s\-]+")


def widths_of(block: Table, wide: float) -> tuple[float, ...]:
    """Millimetres of each column; together `wide`."""
    least = [
        _longest((column.title, *(str(row.values[place]) for row in block.rows)))
        for place, column in enumerate(block.columns)
    ]
    wished = [wide * column.width / sum(one.width for one in block.columns) for column in block.columns]
    left = wide - sum(least)
    if left <= 0:  # not all words can stay whole: every column gives in
        return tuple(wide * one / sum(least) for one in least)
    spare = [max(0.0, wish - need) for wish, need in zip(wished, least, strict=True)]  # some of it is more than 0
    return tuple(need + left * one / sum(spare) for need, one in zip(least, spare, strict=True))


def _longest(texts: Iterable[str]) -> float:
    """What the widest word of a column takes."""
    words = {word for text in texts for word in _BREAKS.split(text) if len(word) <= LONGEST_WORD}
    return EDGES + max((_taken(word) for word in words), default=0.0)


def _taken(word: str) -> float:
    return sum(CAPITAL if letter.isupper() else LETTER for letter in word)
