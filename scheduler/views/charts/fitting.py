"""Which texts fit in a narrow cell at the size of print of a chart, and how longer ones make way.

Widths are those of Arial Narrow Bold (its substitutes have the same), in thousandths of the size of the font.
"""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import normalize

FONT = "Arial Narrow"
SIZE = 7.0
"""Points: the smallest print on any chart."""
_WIDTHS = {
    letter: thousandths
    for letters, thousandths in (
        (" ,./\\Iijl", 228),
        ("!()-:;[]`ft", 273),
        ("*r{}", 319),
        ("$#_0123456789Jaceksvxy", 456),
        ("z", 410),
        ("?FLTZbdghnopqu", 501),
        ("EPSVXY", 547),
        ("ABCDHKNRU&", 592),
        ("GOQ", 638),
        ("Mm%", 729),
        ("w", 638),
        ("W", 774),
        ("+<=>~", 479),
        ("@…", 820),
    )
    for letter in letters
}
CUT = "…"
"""Stands where a text was cut."""
_OTHER = 592
"""Of a letter that is not in the list."""


def width(text: str, size: float = SIZE) -> float:
    """Points that a bold text takes."""
    letters = (normalize("NFD", letter)[0] for letter in text)
    return sum(_WIDTHS.get(letter, _OTHER) for letter in letters) * size / 1000


def fitted(text: str, room: float) -> str:
    """The text, or as much of it as fits in `room` points, with a sign that there is more."""
    if width(text) <= room:
        return text
    while text and width(text + CUT) > room:
        text = text[:-1]
    return text.rstrip() + CUT


def listed(names: Sequence[str], room: float, more: str) -> str:
    """Names with a + between, or the first and how many more; `more` holds the place of their number.

    A whole name with a bare + goes before a cut one with the number.
    """
    if not names:
        return ""
    whole = "+".join(names)
    if len(names) == 1 or width(whole) <= room:
        return fitted(whole, room)
    tail = more.format(count=len(names) - 1)
    if width(f"{names[0]}{tail}") > room >= width(f"{names[0]}+"):
        return f"{names[0]}+"
    return fitted(names[0], max(0.0, room - width(tail))) + tail
