"""Sentences in Dutch and English, by key, out of the catalogues in `data/texts`.

Every catalogue is a TOML file with one table per key holding `nl` and `en`; `{name}` marks a parameter. A key that is
missing in one language is a programmer's mistake and raises `KeyError`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("nl", "en")


@cache
def data_folder() -> Path:
    """The folder of shipped data: inside the installed package, or at the top of a source checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "data", package.parent / "data"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the data folder of scheduler is missing beside {package}")


@cache
def catalogue(name: str) -> dict[str, dict[str, str]]:
    """All sentences of `data/texts/<name>.toml`."""
    with (data_folder() / "texts" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def say(language: str, catalogue_name: str, key: str, /, **values: object) -> str:
    """The sentence `key` of one catalogue in `language` ("nl" or "en") with its parameters filled in.

    `{count:rij|rijen}` in a sentence is the word for one or for any other number. A `Fraction` is told as a decimal
    number of the language.
    """
    told = {name: _Told(_told(value, language)) for name, value in values.items()}
    return catalogue(catalogue_name)[key][language].format(**told)


class Figure(str):
    """A number written with a decimal point, which Dutch tells with a comma."""

    __slots__ = ()


class Joined(tuple[object, ...]):
    """A parameter in pieces, texts and numbers, told one behind the other."""

    __slots__ = ()


def listed(rows: Iterable[Iterable[object]]) -> Joined:
    """Rows of texts and numbers with commas between them, to be told in the language of the reader."""
    return Joined(piece for number, row in enumerate(rows) for piece in (", " if number else "", *row))


def decimal(number: Fraction | float, language: str) -> str:
    """ "7,5" in Dutch and "7.5" in English; a whole number without a fraction."""
    return _told(Figure(f"{float(number):g}"), language)


def plain(value: object) -> str | int:
    """A parameter as a text or whole number that a file can hold; other numbers with a decimal point."""
    return value if isinstance(value, str | int) else str(_told(value, "en"))


def _told(value: object, language: str) -> Any:
    if isinstance(value, Joined):
        return "".join(str(_told(piece, language)) for piece in value)
    if isinstance(value, Fraction):
        return decimal(value, language)
    if isinstance(value, Figure):
        return str(value).replace(".", ",") if language == "nl" else str(value)
    return value


class _Told:
    """A parameter that also knows the word for one and for many."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __format__(self, form: str) -> str:
        one, bar, many = form.partition("|")
        if bar:
            return one if str(self.value) == "1" else many
        return format(self.value, form)

    def __str__(self) -> str:
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence to tell the planner: a key of a catalogue with its parameters."""

    catalogue: str
    key: str
    values: tuple[tuple[str, object], ...] = ()

    def text(self, language: str) -> str:
        return say(language, self.catalogue, self.key, **dict(self.values))
