"""Which texts fit in a narrow cell at the size of print of a chart, and how longer ones make way.

Widths are those of Arial Narrow (its substitutes have the same), in thousandths of the size of the font.
"""

from __future__ import annotations

from collections.abc import Sequence

FONT = "Arial Narrow"
SIZE = 7.0
"""Points: the smallest print on any chart."""
_NARROW = frozenset("iIl.,:;'|!()[]fjrt-/ ")
_WIDE = frozenset("mwMW@%")
_BOLD = 1.06


def width(text: str, size: float = SIZE) -> float:
    """Points that a bold text takes."""
    letters = sum(
        280 if letter in _NARROW else 690 if letter in _WIDE else 560 if letter.isupper() else 456 for letter in text
    )
    return letters * size * _BOLD / 1000


def fitted(text: str, room: float) -> str:
    """The text, or as much of it as fits in `room` points, with a sign that there is more."""
    if width(text) <= room:
        return text
    while text and width(text + "…") > room:
        text = text[:-1]
    return text.rstrip() + "…"


def listed(names: Sequence[str], room: float, more: str) -> str:
    """Names with a + between, or the first and how many more; `more` holds the place of their number."""
    if not names:
        return ""
    whole = "+".join(names)
    if len(names) == 1 or width(whole) <= room:
        return fitted(whole, room)
    tail = more.format(count=len(names) - 1)
    return fitted(names[0], max(0.0, room - width(tail))) + tail
