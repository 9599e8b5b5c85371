"""What is wrong with a file, as data: a place, the value found there, and the key of a sentence with its cure.

Every reader collects all its `Fault`s and raises them at once in `Faults`; a `Notice` has the same shape but stops
nothing. Sentences live in `data/texts/<catalogue>.toml`, so a fault can be told in Dutch or in English.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scheduler.problem.text import catalogue, say
from scheduler.school.names import identity

LONGEST_NAME = 60
MOST_SHOWN = 200
"""Letters of a value that are printed: the planner finds the cell by its name, and a screen has an end."""
MOST_LISTED = 1000
"""The same of whatever else a sentence holds, such as all the names that a cell could have held."""
NEAR_ENOUGH = 65
"""Of 100: letters in common, in order."""


class Word(str):
    """A parameter that is itself a key of the catalogue and is translated when the sentence is told."""

    __slots__ = ()

    def told(self, language: str, catalogue_name: str) -> str:
        return say(language, catalogue_name, str(self))


class Words(tuple[str, ...]):
    """A parameter that lists keys of the catalogue; they are translated when the sentence is told."""

    __slots__ = ()

    def told(self, language: str, catalogue_name: str) -> str:
        return ", ".join(say(language, catalogue_name, one) for one in self)


class Phrase(tuple[tuple[str, str], ...]):
    """A parameter that is a sentence of the catalogue with parameters of its own: its key first, as ("key", ...)."""

    __slots__ = ()

    def told(self, language: str, catalogue_name: str) -> str:
        (_, key), *values = self
        return say(language, catalogue_name, key, **dict(values))


class Labelled(tuple[tuple[str, str], ...]):
    """A parameter that lists texts, each behind a key of the catalogue: "subject 'WIS', teacher 'PEE'"."""

    __slots__ = ()

    def told(self, language: str, catalogue_name: str) -> str:
        return ", ".join(f"{say(language, catalogue_name, key)} '{text}'" for key, text in self)


def shown(value: object, most: int) -> object:
    """The value as messages print it: of a text with more letters the beginning."""
    return f"{value[: most // 2]}…" if isinstance(value, str) and len(value) > most else value


@dataclass(frozen=True)
class Report:
    """Where (`Lessen!F12` or a file name), the value found, the sentence's key and its further parameters.

    The sentence `key` gets `{value}` and all of `params`. A parameter `near` adds "Did you mean ...?"; otherwise the
    sentence `<key>_cure`, where there is one, says what to do.
    """

    where: str
    value: str
    key: str
    params: Mapping[str, object] = field(default_factory=dict)
    catalogue: str = "workbook"

    def text(self, language: str = "nl") -> str:
        """Where, what, value, cure as one line."""
        values = {
            name: value.told(language, self.catalogue) if isinstance(value, (Word, Words, Phrase, Labelled)) else value
            for name, value in self.params.items()
        }
        values = {name: shown(value, MOST_LISTED) for name, value in values.items()}
        values["value"] = shown(self.value, MOST_SHOWN)
        sentence = say(language, self.catalogue, self.key, **values)
        cure = ""
        if self.params.get("near"):
            cure = " " + say(language, "workbook", "near", near=self.params["near"])
        elif f"{self.key}_cure" in catalogue(self.catalogue):
            cure = " " + say(language, self.catalogue, f"{self.key}_cure", **values)
        return f"{self.where}: {sentence}{cure}" if self.where else sentence + cure


@dataclass(frozen=True)
class Fault(Report):
    """Something that must be put right before the file can be used."""


@dataclass(frozen=True)
class Notice(Report):
    """Something the planner should know; reading went on."""


class Faults(Exception):
    """All faults of one file at once, and the notices gathered on the way."""

    def __init__(self, faults: Iterable[Fault], notices: Iterable[Notice] = ()) -> None:
        self.faults = tuple(faults)
        self.notices = tuple(notices)
        super().__init__(f"{len(self.faults)} faults")

    def text(self, language: str = "nl") -> str:
        """One line per fault."""
        return "\n".join(fault.text(language) for fault in self.faults)

    def __str__(self) -> str:
        return self.text("en")


def near_name(name: str, known: Sequence[str]) -> str:
    """The known name most like `name`, or "" where none is near (or the name is no name any more).

    What only says again what `name` says is no help and is left out.
    """
    if len(name) > LONGEST_NAME:
        return ""
    from rapidfuzz import fuzz, process

    found = process.extractOne(name, known, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=NEAR_ENOUGH)
    return known[found[2]] if found and identity(known[found[2]]) != identity(name) else ""
