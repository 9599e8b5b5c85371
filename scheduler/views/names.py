"""Names that programs accept: titles of Excel sheets and names of files, each unique whatever the case of letters."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache

from scheduler.problem.text import data_folder

LONGEST_TITLE = 31
LONGEST_FILE = 80
_RESERVED_FILES = {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
_SUPERSCRIPTS = str.maketrans("¹²³", "123")


class SheetTitles:
    """Hands out titles of one workbook: at most 31 characters, none of []:*?/\\, no quote at either end.

    Titles already taken, and titles that the reader of the school workbook takes for input, are never handed out.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {title.casefold() for title in taken} | {"history"}

    def make(self, wanted: str) -> str:
        base = _cut(re.sub(r"[\[\]:*?/\\!]", "-", _plain(wanted)).strip(" '"), LONGEST_TITLE)
        title, number = base, 1
        while title.casefold() in self._taken or _normal(title) in input_titles():
            number += 1
            tail = f" ({number})"
            title = _cut(base, LONGEST_TITLE - len(tail)) + tail
        self._taken.add(title.casefold())
        return title


class FileNames:
    """Hands out names in one folder that Windows, macOS and Linux accept, with a suffix such as ".xlsx"."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def make(self, wanted: str, suffix: str) -> str:
        base = re.sub(r'[<>:"/\\|?*\x00-\x1f\x7f]', "-", _plain(wanted)).strip(" .")[:LONGEST_FILE].rstrip(" .") or "-"
        if base.split(".")[0].strip().casefold().translate(_SUPERSCRIPTS) in _RESERVED_FILES:
            base = f"_{base}"
        name, number = base, 1
        while (name + suffix).casefold() in self._taken:
            number += 1
            name = f"{base} ({number})"
        self._taken.add((name + suffix).casefold())
        return name + suffix


@cache
def input_titles() -> frozenset[str]:
    """Letters and digits of every title or alias under which the school workbook has an input sheet."""
    with (data_folder() / "workbook.toml").open("rb") as file:
        sheets = tomllib.load(file)["sheets"]
    return frozenset(
        _normal(name) for sheet in sheets for name in (sheet["nl"], sheet["en"], *sheet.get("aliases", ()))
    )


def _cut(title: str, longest: int) -> str:
    """At most so many characters as Excel counts them (UTF-16)."""
    title = title[:longest]
    while len(title.encode("utf-16-le")) > 2 * longest:
        title = title[:-1]
    return title.rstrip(" '") or "-"


def _plain(text: str) -> str:
    """One form per visible name, without letters that cannot be printed."""
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(letter for letter in composed if letter.isprintable())


def _normal(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.casefold())
    return "".join(letter for letter in plain if letter.isalnum())
