"""How the text of a cell falls apart at commas, slashes and lines, and which texts are lists of others.

Whether a separator parts fields here is learned in `grammar`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from scheduler.formats.roster.words.vocabulary import pieces


def spaced(text: str) -> str:
    """The text with one blank for any run of blanks and new lines."""
    return " ".join(text.split())


def at_commas(text: str) -> list[str]:
    """The text cut at its commas; those within brackets part nothing here."""
    return re.split(r",(?![^()]*\))", text)


def one_by_one(texts: Sequence[str]) -> list[str]:
    """The texts with lists of others among them ("Nele Maes, Omar Goos") taken apart."""
    alone = set(texts)
    found: list[str] = []
    for text in texts:
        ways = (tuple(map(str.strip, re.split(r"[/;&+|]", text))), pieces(text))
        found += next(
            (way for way in ways if len(way) > 1 and sum(one in alone for one in way) >= 0.5 * len(way)), (text,)
        )
    return found


def tight_mark(mark: str) -> str:
    """The mark between two words, not between two digits ("10-1" is one name)."""
    return rf"(?<=\w)(?<!\d(?={re.escape(mark)}\d)){re.escape(mark)}(?=\w)"


_COMMA_NAME = re.compile(r"([^\W\d_][^\W\d_'’-]+), ([^\W\d_][^\W\d_'’-]*)")


def comma_names(text: str) -> tuple[str, ...]:
    """The only "Peeters, An" in a cell that holds more than that; () where commas part other things too."""
    match = _COMMA_NAME.search(text)
    return (match[0],) if match and text.count(",") == 1 and match[0] != text.strip() else ()


def mostly(numbers: Sequence[int]) -> bool:
    usual, times = Counter(numbers).most_common(1)[0]
    return usual > 0 and times >= 0.7 * len(numbers)


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()] or [text]
