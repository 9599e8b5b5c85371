"""The vocabulary of the school workbook: its sheets, columns and fixed words in both languages, out of one data file.

Reader, writer, template and CSV folder are driven by these tables; how a cell of a `kind` is understood belongs to
`values`.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from scheduler.problem.text import data_folder


@dataclass(frozen=True)
class Column:
    """One column: `fields` are the record's fields it fills (mostly one)."""

    fields: tuple[str, ...]
    names: Mapping[str, str]
    aliases: tuple[str, ...]
    kind: str
    choice: str
    ref: str
    required: bool
    unique: bool
    quiet: bool
    """Whether the ordinary value (0, every week) is written as an empty cell."""
    least: int
    most: int
    width: int
    help: Mapping[str, str]
    example: Mapping[str, str]
    also: str = ""
    """A further field, true where the cell says more than the value of the first."""
    pick: str = ""
    """What the drop-down offers where `choice` and `ref` do not say it: codes of a sheet (its field), or "rules"."""
    whole: frozenset[str] = frozenset()
    """Listed names (`loosely`) with a sign in them that divides lists; such a name is read as one."""

    @property
    def stored(self) -> tuple[str, ...]:
        """All fields that tell what stands in the cell."""
        return (*self.fields, self.also) if self.also else self.fields


@dataclass(frozen=True)
class Sheet:
    """One sheet: `field` is the field of `School` it fills with records of the class named `record`."""

    field: str
    record: str
    names: Mapping[str, str]
    aliases: tuple[str, ...]
    help: Mapping[str, str]
    columns: tuple[Column, ...]

    def column(self, header: str) -> Column | None:
        """The column a header means: its own name before any other column's alias."""
        return self._named.get(normal(header))

    @cached_property
    def _named(self) -> dict[str, Column]:
        """By what a header may say, in the form of `normal`."""
        found: dict[str, Column] = {}
        for column in self.columns:
            for name in column.names.values():
                found.setdefault(normal(name), column)
        for column in self.columns:
            for alias in column.aliases:
                found.setdefault(normal(alias), column)
        return found


@dataclass(frozen=True)
class Word:
    """A fixed word of a cell: what it means, and how it is written in each language."""

    meaning: str
    names: Mapping[str, str]
    aliases: tuple[str, ...]


def normal(name: str) -> str:
    """A name without case, accents, blanks, underscores and punctuation, for comparing."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


@cache
def _data() -> dict[str, Any]:
    with (data_folder() / "workbook.toml").open("rb") as file:
        return tomllib.load(file)


def _names(entry: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    return {language: str(entry.get(prefix + language, "")) for language in ("nl", "en")}


def _column(entry: Mapping[str, Any]) -> Column:
    return Column(
        fields=tuple(entry["field"].split(",")),
        names=_names(entry),
        aliases=tuple(entry.get("aliases", ())),
        kind=entry["kind"],
        choice=entry.get("choice", ""),
        ref=entry.get("ref", ""),
        required=entry.get("required", False),
        unique=entry.get("unique", False),
        quiet=entry.get("quiet", False),
        least=entry.get("min", 0),
        most=entry.get("max", 100_000),
        width=entry.get("width", 12),
        help=_names(entry, "help_"),
        example=_names(entry, "example_"),
        also=entry.get("also", ""),
        pick=entry.get("pick", ""),
    )


@cache
def sheets() -> tuple[Sheet, ...]:
    """All sheets of the contract, in the order in which they are written."""
    return tuple(
        Sheet(
            field=entry["field"],
            record=entry["record"],
            names=_names(entry),
            aliases=tuple(entry.get("aliases", ())),
            help=_names(entry, "help_"),
            columns=tuple(_column(column) for column in entry["columns"]),
        )
        for entry in _data()["sheets"]
    )


@cache
def sheet(field: str) -> Sheet:
    """The sheet that fills this field of `School`."""
    return next(one for one in sheets() if one.field == field)


def sheet_named(title: str) -> Sheet | None:
    """The sheet a tab's title means: its own name before any other sheet's alias."""
    wanted = normal(title)
    for one in sheets():
        if wanted in {normal(name) for name in one.names.values()}:
            return one
    for one in sheets():
        if wanted in {normal(alias) for alias in one.aliases}:
            return one
    return None


@cache
def output_titles() -> frozenset[str]:
    """Normalised titles of the sheets a solve adds for reading only."""
    return frozenset(normal(name) for entry in _data()["outputs"] for name in _names(entry).values())


@cache
def words(table: str) -> tuple[Word, ...]:
    """The fixed words of one choice."""
    return tuple(
        Word(meaning, _names(entry), tuple(entry.get("aliases", ())))
        for meaning, entry in _data()["words"][table].items()
    )


@cache
def _meanings(table: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in words(table):
        for name in (*word.names.values(), *word.aliases):
            found.setdefault(_word_form(name), word.meaning)
    return found


def _word_form(text: str) -> str:
    """Signs keep their meaning, all else is compared by letters and digits."""
    return normal(text) or text.strip()


def meaning(table: str, text: str) -> str | None:
    """What a word of a choice means, or None where it is not one of them."""
    return _meanings(table).get(_word_form(text))


def shown(table: str, meaning: str, language: str) -> str:
    """How a meaning is written in a language."""
    return next(word.names[language] for word in words(table) if word.meaning == meaning)


@cache
def setting_keys() -> Mapping[str, Word]:
    """The keys of the sheet Instellingen, by field of `Settings`."""
    return {
        field: Word(field, _names(entry), tuple(entry.get("aliases", ())))
        for field, entry in _data()["settings"].items()
    }


def setting_named(key: str) -> str | None:
    """The field of `Settings` a key means, or None where the key is the planner's own."""
    wanted = normal(key)
    for field, word in setting_keys().items():
        if wanted in {normal(name) for name in (*word.names.values(), *word.aliases)}:
            return field
    return None
