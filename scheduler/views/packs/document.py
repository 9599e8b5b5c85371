"""What a pack says, whatever it is written as: parts with headings, sentences, tables and weeks. No look in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scheduler.views.agenda import Agenda

Value = str | int


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """`alarm`: something is wrong that its reader must see."""

    text: str
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """`width` counts digits, as in Excel; a `short` one is centred."""

    title: str
    width: float
    short: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """Whole numbers stay numbers. `look`: "", "broken" or "kept"."""

    values: tuple[Value, ...]
    look: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """The week of a class or teacher with sentences under it, on one page."""

    agenda: Agenda
    lines: tuple[str, ...] = ()


Block = Heading | Sentence | Table | Week


@dataclass(frozen=True, slots=True)
class Part:
    """A part begins on a page of its own; in a workbook it is a sheet called `title`.

    One that `joins` goes below the part before it where all of it fits there: nobody hands it out by itself.
    """

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False
    joins: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A pack. `made` says when, and of which version of the timetable; it stands on every page."""

    title: str
    school: str
    made: str
    parts: tuple[Part, ...]
    logo: Logo | None = None


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture for the head of every page; `kind` is "png", "jpeg" or "gif", sizes are in its own dots."""

    content: bytes = field(repr=False)
    kind: str
    width: int
    height: int


def table(spec: Sequence[tuple[str, float, bool]], rows: Sequence[Row]) -> Table:
    """A table from (title, width, short) and its rows."""
    return Table(tuple(Column(*one) for one in spec), tuple(rows))
