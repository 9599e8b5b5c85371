"""Several names in one cell: what parts them, and the quotes around a name that holds such a sign itself.

Whose names they are is for `vocabulary`; lists that we write put quotes where they are needed (`joined`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

SEPARATORS = re.compile(r"\s*[,/;&+|]\s*|\n")
_QUOTED = re.compile(r'\s*"((?:[^"]|"")+)"\s*(?=[,/;&+|\n]|$)')


def joined(names: Iterable[str]) -> str:
    """The names as one cell: `An, "Bo;Cas"`."""
    return ", ".join(_quoted(name) if SEPARATORS.search(name) or '"' in name else name for name in names)


def pieces(text: str) -> tuple[str, ...]:
    """The parts of a list in a cell; what stands between quotes is one of them."""
    found = []
    rest = text
    while rest:
        if quoted := _QUOTED.match(rest):
            found.append(quoted[1].replace('""', '"'))
            rest = rest[quoted.end() :]
        parted = SEPARATORS.search(rest)
        found.append(rest[: parted.start()] if parted else rest)
        rest = rest[parted.end() :] if parted else ""
    return tuple(filter(None, map(str.strip, found)))


def has_quotes(text: str) -> bool:
    """Whether a cell begins with a name in quotes, or has one after a sign that parts names."""
    return any(_QUOTED.match(text, at) for at in (0, *(sign.end() for sign in SEPARATORS.finditer(text))))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
