"""Short codes for subjects, and the room a subject needs where its name leaves no doubt.

Known names are data (`data/lesson_table.toml`); other codes are made from the letters of the name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from scheduler.formats.lesson_table.rows import fold, vocabulary

LONGEST_CODE = 6


def short_codes(names: Mapping[str, str]) -> dict[str, str]:
    """A unique code of a few letters per subject, by the same keys."""
    codes: dict[str, str] = {}
    used: set[str] = set()
    for key, name in names.items():
        base = _known_code(name) or _initials(name)
        code, number = base, 2
        while code in used:
            code, number = f"{base}{number}", number + 1
        used.add(code)
        codes[key] = code
    return codes


def room_hint(name: str, language: str, practice_only: bool = False) -> str:
    """The room type a subject surely needs, "" where the name does not say. `practice_only`: workshops alone."""
    words = _words(name)
    for room in vocabulary()["rooms"]:
        if practice_only and not room.get("practice"):
            continue
        if any(words[: len(known.split())] == known.split() for known in room["names"]):
            return str(room[language])
    return ""


def _known_code(name: str) -> str:
    return next((code for known, code in vocabulary()["codes"].items() if fold(known) == fold(name)), "")


def _initials(name: str) -> str:
    """Letters of one word, or the first letters of several: `Koetswerk` KOETS, `Toegepaste psychologie` TOEPSY."""
    words = [word for word in _words(name) if len(word) > 2 or len(_words(name)) == 1] or ["vak"]
    if len(words) == 1:
        return words[0][: LONGEST_CODE - 1].upper()
    if len(words) == 2:
        return "".join(word[:3] for word in words).upper()
    return "".join(word[:2] for word in words[: LONGEST_CODE // 2]).upper()


def _words(name: str) -> list[str]:
    return [fold(word) for word in re.split(r"[\W_]+", name) if fold(word)]
