"""Reading single values out of the elements of a FET file, with a fault and a harmless value instead of an exception.

Every fault says in which element it stands ("Activity 17"); all are collected and raised at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import TypeVar
from xml.etree.ElementTree import Element

from scheduler.formats.files.faults import Fault, Notice, near_name

MOST_NUMBER = 1_000_000_000
MOST_DIGITS = 19
MOST_FAULTS = 1_000
MOST_GUESSES = 50
"""After so many faults no more similar names are looked for."""
LONGEST_TOLD = 80
"""Characters of a value that are told; the file may hold anything."""

Known = TypeVar("Known")


class Clerk:
    """Collects faults and notices; `at` makes a clerk for a place further inside that writes to the same lists."""

    def __init__(self, where: str, faults: list[Fault] | None = None, notices: list[Notice] | None = None) -> None:
        self.where = where
        self.faults: list[Fault] = [] if faults is None else faults
        self.notices: list[Notice] = [] if notices is None else notices
        self.file = where

    def at(self, inside: str) -> Clerk:
        clerk = Clerk(f"{self.file}, {inside[:LONGEST_TOLD]}", self.faults, self.notices)
        clerk.file = self.file
        return clerk

    def notice(self, key: str, value: str = "", **params: object) -> None:
        if len(self.notices) < MOST_FAULTS:
            self.notices.append(Notice(self.where, value[:LONGEST_TOLD], key, params, catalogue="fet"))

    def fault(self, key: str, value: str = "", **params: object) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(self.where, value[:LONGEST_TOLD], key, params, catalogue="fet"))

    def number(
        self, element: Element, *tags: str, least: int = 0, most: int = MOST_NUMBER, default: int | None = None
    ) -> int:
        """The whole number in the first child there is of these names; `default` None: one must be there."""
        value = text(element, *tags).strip()
        if not value:
            if default is None:
                self.fault("missing", tags[0])
            return least if default is None else default
        return self._whole(value, tags[0], least, most)

    def number_in(self, element: Element) -> int:
        """The whole number that an element is itself."""
        return self._whole((element.text or "").strip(), element.tag, 0, MOST_NUMBER)

    def _whole(self, value: str, tag: str, least: int, most: int) -> int:
        if value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS and least <= int(value) <= most:
            return int(value)
        self.fault("not_a_number", value, element=tag, least=least, most=most)
        return least

    def percentage(self, element: Element) -> Decimal:
        """The weight of a constraint, 0 to 100; 100 where none is written."""
        value = text(element, "Weight_Percentage", "Weight").strip()
        try:
            weight = Decimal(value or 100)
        except InvalidOperation:
            weight = Decimal(-1)
        if not weight.is_finite() or not 0 <= weight <= 100:
            self.fault("not_a_percentage", value)
            return Decimal(100)
        return weight

    def truth(self, element: Element, tag: str, default: bool) -> bool:
        """Yes or no; FET writes true and false, its first versions yes and no."""
        value = text(element, tag).strip().casefold()
        if value not in ("", "true", "false", "yes", "no"):
            self.fault("not_true_or_false", value, element=tag)
        return default if not value else value in ("true", "yes")

    def known(self, names: Iterable[str], table: Mapping[str, Known], what: str) -> Iterator[Known]:
        """What the table holds under these names; names it does not know are faults."""
        return (table[name] for name in self.names(names, table, what))

    def names(self, names: Iterable[str], table: Mapping[str, object], what: str) -> Iterator[str]:
        """The names as the table knows them; those it does not know are faults.

        Blanks around a name belong to it in FET; where no such name is known they are those of a tool that indents.
        """
        for name in names:
            bare = name if name in table else name.strip()
            if bare in table:
                yield bare
            else:
                near = near_name(name, list(table)) if len(self.faults) < MOST_GUESSES else ""
                self.fault("unknown", name, element=what, near=near)

    def first(self, name: str, table: Mapping[str, object]) -> bool:
        """Whether the name is new; a second one is left out, as FET does, and told."""
        if name in table:
            self.notice("twice_left_out", name)
        return name not in table


def text(element: Element | None, *tags: str) -> str:
    """The text of the first child with one of these names that says something, "" where none does."""
    found = (element.findtext(tag) or "" for tag in tags) if element is not None else ()
    return next((one for one in found if one.strip()), "")


def name_in(element: Element, *tags: str) -> str:
    """The name in the first child with one of these tags, "" where none is; schools have names of blanks alone."""
    found = (element.findtext(tag) or "" for tag in tags)
    return text(element, *tags) or next((one for one in found if one and not one.strip(" ")), "")


def texts(element: Element, *tags: str) -> list[str]:
    """The texts of all children with these names, in file order."""
    return [child.text or "" for child in element if child.tag in tags]
