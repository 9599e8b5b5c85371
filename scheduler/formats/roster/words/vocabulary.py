"""Who and what a roster speaks of: classes, teachers, rooms, learned from labels and lists of the whole file.

The grammar of cells leans on it: a text that is a class on another sheet is a class here too.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from scheduler.formats.roster.words.labels import is_word, plain, words
from scheduler.formats.roster.words.patterns import class_key, classlike, personlike, roomlike, split_classes
from scheduler.formats.roster.words.quoting import has_quotes, pieces

_NOT_COMMAS = re.compile(r"\s*[/;&+|]\s*|\n")


def name_key(text: str) -> str:
    """Spelling variants of one name: case, blanks and a last stop do not count, accents do ("Nhân", "Nhàn")."""
    return " ".join(text.casefold().replace(". ", ".").split()).rstrip(".")


@dataclass
class Vocabulary:
    """Known names by folded key; the value is the spelling to use. `aliases` maps other spellings of teachers."""

    classes: dict[str, str] = field(default_factory=dict)
    teachers: dict[str, str] = field(default_factory=dict)
    rooms: dict[str, str] = field(default_factory=dict)
    subjects: dict[str, str] = field(default_factory=dict)
    teacher_names: dict[str, str] = field(default_factory=dict)  # code -> full name
    subject_names: dict[str, str] = field(default_factory=dict)
    comma_names: bool = False  # "Peeters, An" is one person here

    def add(self, kind: str, text: str) -> str:
        text = " ".join(text.split())
        if not text:
            return ""
        if kind == "class":
            return self.classes.setdefault(class_key(text), text)
        if kind == "teacher":
            return self.teachers.setdefault(name_key(text), text)
        if kind == "room":
            return self.rooms.setdefault(name_key(text), text)
        if kind == "subject":
            return self.subjects.setdefault(name_key(text), text)
        raise ValueError(kind)

    def find(self, kind: str, text: str) -> str | None:
        if kind == "class":
            return self.classes.get(class_key(text))
        table = {"teacher": self.teachers, "room": self.rooms, "subject": self.subjects}[kind]
        return table.get(name_key(text))

    def read_classes(self, text: str, pattern: bool = False) -> tuple[str, ...] | None:
        """All classes named in `text`, or None if any piece is no class; `pattern` also accepts what looks like one."""
        whole = self.find("class", text)
        if whole:
            return (whole,)
        found = []
        for piece in split_classes(text):
            known = self.find("class", piece)
            if known is None and pattern and classlike(piece) >= 1:
                known = piece
            if known is None:
                return None
            found.append(known)
        return tuple(dict.fromkeys(found)) if found else None

    def read_year(self, text: str) -> tuple[str, ...]:
        """All classes of a year that is named alone: "5" for 5LAT and 5WET; () where fewer than two are known."""
        year = text.strip()
        if not (year.isdigit() and len(year) <= 2) or self.find("class", year):
            return ()
        found = [
            name for name in self.classes.values() if name.startswith(year) and not name[len(year) :][:1].isdigit()
        ]
        return tuple(sorted(found)) if len(found) > 1 else ()

    def learn_commas(self, values: Collection[str]) -> None:
        """Whether a comma stands inside the names of people: the same comma in nearly all, first names apart from
        surnames, and one first name for each surname.
        """
        parts = {tuple(map(str.strip, text.split(","))) for text in values if text.count(",") == 1}
        first, last = {surname for surname, *_ in parts}, {name for _, *rest in parts for name in rest}
        if any(plain(name) in words("particles") for name in last) or any(map(_titled, last)):
            return  # "Van Geerts, Van de Smets" and "Mrs Jones, Mr Day" are two people
        alike = len(first) >= LEAST_NAMES and len(parts) >= MOSTLY * len(set(values)) and not first & last
        named = alike and all(re.fullmatch(r"[^\W\d_][^\d,;/+&]{2,}", surname) for surname in first)
        self.comma_names |= named and len(parts) <= len(first) / MOSTLY and all(map(_capital, last))

    def people(self, text: str) -> tuple[str, ...]:
        """Teachers in one text."""
        if not self.comma_names or has_quotes(text):
            return people(text)
        found: list[str] = []
        for part in filter(None, map(str.strip, _NOT_COMMAS.split(text))):
            names = [piece.strip() for piece in part.split(",")]
            paired = len(names) % 2 == 0
            found += (f"{a}, {b}" for a, b in zip(names[::2], names[1::2], strict=True)) if paired else people(part)
        return tuple(found)

    def read_people(self, text: str) -> tuple[str, ...] | None:
        """All teachers named in `text`, each known or looking like a person; None otherwise."""
        whole = self.find("teacher", text)
        if whole:
            return (whole,)
        found = []
        for piece in self.people(text):
            known = self.find("teacher", piece)
            if known is None:
                return None
            found.append(known)
        return tuple(found) if found else None

    def read_rooms(self, text: str) -> tuple[str, ...] | None:
        whole = self.find("room", text)
        if whole:
            return (whole,)
        found = []
        for piece in pieces(text):
            known = self.find("room", piece)
            if known is None:
                return None
            found.append(known)
        return tuple(found) if found else None


LEAST_NAMES, MOSTLY = 4, 0.8
"""So many different surnames, in such a share of the texts, make a comma part of the names."""


def _capital(text: str) -> bool:
    return len(text) > 1 and text[0].isupper() and text[1:2].islower() and not any(c.isdigit() for c in text)


def _titled(text: str) -> bool:
    """Whether a text begins with a title, or is one: nobody has it for a first name."""
    first = plain(text).split(" ")[0]
    return len(first) > 1 and first in words("titles")


_SURNAME_FIRST = re.compile(r"[^\W\d_][\w'’-]{3,}, [^\W\d_][\w'’-]+")


def people(text: str) -> tuple[str, ...]:
    """Teachers in one text; the comma in "JANSENS, An" (surname in capitals) does not part two people."""
    if _SURNAME_FIRST.fullmatch(text):
        surname, _, first = text.partition(", ")
        if surname.isupper() and first[0].isupper() and not first.isupper():
            return (text,)
    return pieces(text)


def known_share(vocabulary: Vocabulary, kind: str, values: dict[str, int]) -> float:
    """The share of occurrences that are names of this kind in the vocabulary."""
    total = sum(values.values())
    if not total:
        return 0.0
    read = {"class": vocabulary.read_classes, "teacher": vocabulary.read_people, "room": vocabulary.read_rooms}.get(
        kind
    )
    if read is None:
        return sum(n for v, n in values.items() if vocabulary.find(kind, v)) / total
    return sum(n for v, n in values.items() if read(v)) / total


def looks_share(kind: str, values: dict[str, int]) -> float:
    """The share of occurrences that look like this kind."""
    total = sum(values.values())
    if not total:
        return 0.0
    if kind == "class":
        return sum(n for v, n in values.items() if all(classlike(piece) >= 1 for piece in split_classes(v))) / total
    if kind == "teacher":
        return (
            sum(n * max(personlike(v), min((personlike(p) for p in people(v)), default=0)) for v, n in values.items())
            / total
        )
    return sum(n for v, n in values.items() if roomlike(v) >= 0.6 or is_word("online", v)) / total
