"""Lists of names in one cell: where one name ends and the next begins, also when a listed name holds a comma itself.

Which names the planner listed is for `rows`; what a name means is for `references`.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from scheduler.school.names import loosely

SIGNS = re.compile(r"[,;\n|]")
"""Commas, semicolons and new lines divide a list; a bar stands between alternatives."""


def is_divided(name: str) -> bool:
    """Whether a name holds a sign that divides lists, so that only the sheet that lists it tells it is one name."""
    return SIGNS.search(name) is not None


def split_names(text: str, whole: Collection[str] = ()) -> list[tuple[str, ...]]:
    """`A, B | C` is (("A",), ("B", "C")): the names of a list, each with its alternatives, without doubles of these.

    The longest piece that is (`loosely`) in `whole` is one name, whatever signs are in it.
    """
    ends = [found.start() for found in SIGNS.finditer(text)] + [len(text)]
    found: list[list[str]] = [[]]
    start = 0
    while start <= len(text):
        following = [end for end in ends if end >= start]
        named = [end for end in following if loosely(text[start:end]) in whole] if whole else []
        end = max(named, default=following[0])
        if piece := text[start:end].strip():
            found[-1].append(piece)
        if text[end : end + 1] != "|":
            found.append([])
        start = end + 1
    return [tuple(dict.fromkeys(alternatives)) for alternatives in found if alternatives]
