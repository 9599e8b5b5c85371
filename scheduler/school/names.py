"""One identity of names: which spellings mean the same person, room, subject, class, group or pool.

What a spelling is corrected to, and what is asked about it, is for the reader of a file.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_IGNORABLE = frozenset(
    chr(code)
    for first, last in (
        (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2065, 0x2065), (0x2800, 0x2800),
        (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF),
    )
    for code in range(first, last + 1)
)  # fmt: skip
"""Characters without a picture that Unicode does not call format characters (`Default_Ignorable_Code_Point`)."""

_LOOK_ALIKE = str.maketrans(
    {**dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"), **dict.fromkeys("\u2018\u2019\u02bc`´", "'")}
)
"""Dashes and apostrophes that Excel puts where somebody typed the plain one."""

JOINER = re.compile(r"\s*[+/&|]\s*|\s+(?:en|and|et|und|of|or|ou|oder|met|with)\s+", re.IGNORECASE)
"""What people write between two names, and what no list of ours understands."""


@lru_cache(maxsize=16384)
def visible(name: str) -> str:
    """The name in composed Unicode, without characters that nobody sees; every kind of blank is an ordinary one."""
    letters = (" " if letter.isspace() else letter for letter in name if letter.isspace() or not _hidden(letter))
    return unicodedata.normalize("NFC", "".join(letters)).strip()


@lru_cache(maxsize=16384)
def identity(name: str) -> str:
    """The same text for all spellings of one name.

    Letter case, runs of blanks, invisible characters, Unicode forms (also compatibility forms, such as full-width
    letters), dashes and apostrophes make no other name. Accents and whether there is a blank do.
    """
    before = name
    while True:
        text = unicodedata.normalize("NFKC", visible(before).translate(_LOOK_ALIKE)).casefold()
        text = " ".join(visible(text).split())
        if text == before:
            return text
        before = text


def loosely(name: str) -> str:
    """The identity without accents and blanks: near enough to mean a listed name where only one is that near."""
    return "".join(letter for letter in unaccented(identity(name)) if not letter.isspace())


def unaccented(text: str) -> str:
    """A text without accents."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def joined_parts(name: str) -> tuple[str, ...]:
    """The names in `A + B`, `A/B`, `A & B`, `A en B` or `A of B`; empty where it is one name."""
    parts = tuple(part.strip() for part in JOINER.split(name))
    return parts if len(parts) > 1 and all(parts) else ()


def _hidden(letter: str) -> bool:
    return letter in _IGNORABLE or unicodedata.category(letter) in ("Cf", "Cc")
