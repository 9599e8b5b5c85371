"""Reading single values out of XML elements, with a fault and a harmless value instead of an exception.

Every fault says where in the archive it stands ("AU-BG-98, Event Sport_1"); all are collected and raised at once.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from xml.etree.ElementTree import Element

from scheduler.formats.files.faults import Fault, near_name

LARGEST = 1_000_000_000
"""A limit beyond this (some tools write the largest number they know) is no limit and read as this."""

MOST_DIGITS = 19
MOST_FAULTS = 1_000
MOST_GUESSES = 50
"""After so many faults no more similar names are looked for."""


class Clerk:
    """Collects faults; `at` makes a clerk for a place further inside that writes to the same list."""

    def __init__(self, where: str, faults: list[Fault] | None = None) -> None:
        self.where = where
        self.faults: list[Fault] = [] if faults is None else faults

    def at(self, inside: str) -> Clerk:
        return Clerk(f"{self.where}, {inside}" if self.where else inside, self.faults)

    def fault(self, key: str, value: str = "", **params: object) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(self.where, value, key, params, catalogue="xhstt"))

    # -- values --

    def identity(self, element: Element, attribute: str = "Id") -> str:
        value = element.get(attribute, "").strip()
        if not value:
            self.fault("missing", attribute)
        return value

    def number(
        self, element: Element, tag: str, *, least: int = 0, most: int = LARGEST, default: int | None = None
    ) -> int:
        """The whole number in a child; `default` None: the child must be there. Without `most`: `LARGEST` at most."""
        value = text(element, tag)
        if not value:
            if default is None:
                self.fault("missing", tag)
            return least if default is None else default
        if value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS:
            number = min(int(value), LARGEST)
            if least <= number <= most:
                return number
        self.fault("not_a_number", value, element=tag, least=least, most=most)
        return least

    def truth(self, element: Element, tag: str) -> bool:
        value = text(element, tag).casefold()
        if value not in ("true", "false"):
            self.fault("not_true_or_false", value, element=tag)
        return value == "true"

    def known(self, references: Iterable[str], table: Container[str], what: str) -> Iterator[str]:
        """Those of the references that the table knows; the others are faults."""
        for reference in references:
            if reference in table:
                yield reference
            else:
                few = len(self.faults) < MOST_GUESSES
                near = near_name(reference, list(table)) if few and isinstance(table, dict) else ""
                self.fault("unknown", reference, element=what, near=near)

    def unique(self, identity: str, table: Container[str]) -> bool:
        """Whether the id is new; a second one is a fault."""
        if identity in table:
            self.fault("twice", identity)
        return identity not in table


def text(element: Element | None, tag: str) -> str:
    """The trimmed text of a child, "" where there is none."""
    return "" if element is None else (element.findtext(tag) or "").strip()


def references(element: Element | None, path: str) -> list[str]:
    """The attribute `Reference` of every element on the path below this one, in file order."""
    if element is None:
        return []
    return [found.get("Reference", "").strip() for found in element.iterfind(path)]
