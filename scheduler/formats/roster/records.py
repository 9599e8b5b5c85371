"""What the steps of an import hand to each other: options, tables with axes, sightings of lessons, the result.

A sighting is one cell (or row) that says "this happens then"; the same lesson may be sighted on several sheets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from scheduler.formats.files.faults import Fault, Faults
from scheduler.formats.roster.sheets.cells import Sheet
from scheduler.problem.modes import Mode
from scheduler.problem.text import say
from scheduler.school.records import EVERY_WEEK, School


@dataclass(frozen=True)
class ImportOptions:
    """Decisions of the planner that go before those of the reader.

    `map` comes from a TOML file: `[sheets] "name" = "skip" | "class" | "teacher" | "room"` (what its rows or titles
    are), `[columns] "heading" = "teacher"` (a field of fields.toml; a column without a heading is called by its
    letter), `[cells] "WIS PEE" = {subject = "WIS", teacher = "PEE"}` (how such a cell is read),
    `[axes] "sheet" = "turned"` (numbers both ways: the days run down; "upright": as read), `[classes]`, `[teachers]`,
    `[rooms]`, `[subjects]` (old name = new name; a teacher named "" is nobody), `[words] free = [...]` (cells that are
    no lesson), `[periods] 1 = "08:25-09:15"`.
    """

    map: Mapping[str, object] = field(default_factory=dict)
    day: str | None = None
    class_name: str | None = None
    teacher: str | None = None
    sheets: tuple[str, ...] = ()  # read only these
    hidden: bool = False  # read hidden sheets as well
    accept: bool = False  # take the best reading though it is doubtful
    language: str = "nl"
    command: str = "scheduler import"

    def section(self, name: str) -> Mapping[str, object]:
        value = self.map.get(name, {})
        return value if isinstance(value, Mapping) else {}


@dataclass(frozen=True, slots=True)
class Assumption:
    """A decision the reader took. `confidence` runs from 0 to 1; `where` names a sheet or cell."""

    nl: str
    en: str
    confidence: float = 0.9
    where: str = ""

    def text(self, language: str) -> str:
        return self.nl if language == "nl" else self.en


def told(key: str, confidence: float = 0.9, where: str = "", /, **values: object) -> Assumption:
    """The assumption `key` of `data/texts/roster.toml` in both languages."""
    return Assumption(say("nl", "roster", key, **values), say("en", "roster", key, **values), confidence, where)


PLACES = 3
"""So many places are named where one thing holds for several."""


def told_together(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pairs of place and text; what holds for several places is said once: "Mon, Tue, Wed ... (5)"."""
    places: dict[str, list[str]] = {}
    for where, text in found:
        places.setdefault(text, []).append(where)
    return [
        (", ".join(names[:PLACES]) + (f" ... ({len(names)})" if len(names) > PLACES else ""), text)
        for text, names in places.items()
    ]


@dataclass(frozen=True, slots=True)
class Axis:
    """One heading row (`across`) or one column of labels (not `across`) of a table, with what each place means."""

    kind: str  # day, period, clock, dayperiod, week, date, class, teacher, room, subject, entity, group, load, note
    across: bool
    index: int
    values: Mapping[int, object]
    heading: str = ""
    confidence: float = 0.9


@dataclass(frozen=True)
class Table:
    """A table on a sheet: body (inclusive, from 0), axes, texts above it, and how it was read (`reading`)."""

    sheet: Sheet
    kind: str  # grid, list, matrix, ignored
    top: int
    left: int
    bottom: int
    right: int
    axes: tuple[Axis, ...] = ()
    titles: tuple[str, ...] = ()
    reading: str = ""
    stacked: bool = False
    day: int | None = None  # of the whole table: from the sheet's name or a title
    day_text: str = ""
    name: str = ""  # of the sheet, without a mark of the week
    week: str = ""  # of the whole table: from the sheet's name or a title

    def axis(self, kind: str) -> Axis | None:
        return next((axis for axis in self.axes if axis.kind == kind), None)

    def reread(self, reading: str, kind: str | None = None) -> Table:
        return replace(self, reading=reading, kind=kind or self.kind)


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A group called `name` of this class; of every class of its lesson where `class_name` is ""."""

    class_name: str
    name: str


def part_of_all(name: str) -> tuple[Part, ...]:
    """The parts of a lesson that a group of this name attends; none, so whole classes, where the name is ""."""
    return (Part("", name),) if name else ()


def group_name(text: str) -> str:
    """The text as a workbook can hold it in a list of codes, where comma, semicolon and bar separate."""
    return text.replace("|", "/").replace(",", " ").replace(";", " ")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One lesson seen at one place. `period` is the number the roster gives; clock times are minutes.

    `parts` are the groups that attend, in order of class and name; classes without one attend whole. `cut_from` is the
    place of the longer lesson that this period was cut from.
    """

    view: str  # class, teacher, room, list
    where: tuple[str, int, int]
    day: int | None = None
    period: int | None = None
    length: int = 1
    start: int | None = None
    end: int | None = None
    week: str = EVERY_WEEK
    date: date | None = None
    classes: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    subject: str = ""
    teachers: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    mode: Mode | None = None
    clash: bool = False
    lesson: str = ""
    cut_from: tuple[str, int, int] | None = None
    grid: str = ""
    note: str = ""

    @property
    def placed(self) -> bool:
        """Whether day and hour are known."""
        return self.day is not None and (self.period is not None or self.start is not None)

    def parts_of(self, class_name: str) -> tuple[str, ...]:
        """The names of the groups of this class that attend; () where the whole class does."""
        return tuple(part.name for part in self.parts if part.class_name in ("", class_name))


@dataclass(frozen=True, slots=True)
class Load:
    """A requirement: so many periods of a subject for these classes, by these teachers (no time yet)."""

    classes: tuple[str, ...]
    subject: str
    periods: Fraction | None = None
    teachers: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    week: str = EVERY_WEEK
    blocks: str = ""
    lesson: str = ""
    ignored: bool = False
    where: tuple[str, int, int] = ("", 0, 0)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision between two readings: `best` was taken, `other` came second; both are pairs of role and text.

    `lead` is by how much the best one is more likely (natural logarithm of odds), `cells` how many cells it is about.
    """

    kind: str  # cells, columns
    where: str
    example: str
    best: tuple[tuple[str, str], ...]
    other: tuple[tuple[str, str], ...]
    lead: float
    cells: int


@dataclass(frozen=True)
class Imported:
    """The school that was read and how: assumptions, notices (faults that do not stop), tables, counts."""

    school: School
    assumptions: tuple[Assumption, ...] = ()
    notices: tuple[Assumption, ...] = ()
    tables: tuple[Table, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    loads: tuple[Load, ...] = ()
    counts: Mapping[str, int | Fraction] = field(default_factory=dict)
    doubts: tuple[Fault, ...] = ()
    views: tuple[tuple[str, Mapping[str, float]], ...] = ()  # sheet, and the score of each kind of owner
    choices: tuple[Choice, ...] = ()


class Doubtful(Faults):
    """The best reading is not sure enough; `imported` holds it, for a picture of how the file was read."""

    def __init__(self, imported: Imported, acceptable: bool = True) -> None:
        self.imported = imported
        accept = (Fault("", "", "doubt_accept", catalogue="roster"),) if acceptable else ()
        super().__init__((*imported.doubts, *accept))


@dataclass
class Exchange:
    """What one file in an exchange format (Untis, aSc) says, in the words of the importer.

    `slots` are times of the grid: (source, day, period, start, end); `free` is (kind, code, day, period, -3..3).
    """

    sightings: list[Sighting] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    classes: dict[str, dict[str, str]] = field(default_factory=dict)
    teachers: dict[str, dict[str, str]] = field(default_factory=dict)
    rooms: dict[str, dict[str, str]] = field(default_factory=dict)
    subjects: dict[str, dict[str, str]] = field(default_factory=dict)
    slots: list[tuple[str, int | None, int | None, int | None, int | None]] = field(default_factory=list)
    free: list[tuple[str, str, int, int, int]] = field(default_factory=list)
    supervision: list[tuple[str, str, int, int]] = field(default_factory=list)  # place, who, day, period
    assumptions: list[Assumption] = field(default_factory=list)
    notices: list[Assumption] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
