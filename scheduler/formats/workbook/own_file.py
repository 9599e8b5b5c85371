"""The planner's own workbook as it was read, so that a result can be put into it: what stays, is renewed, goes.

Only cells that say something else than before are written: ids of lessons that had none, placements in Rooster, pins
that a new timetable did not keep, a row in Versies. A row of Rooster stays that of its block, with colours and notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

from scheduler.formats.files.container import Container
from scheduler.formats.files.faults import Notice
from scheduler.formats.kept.cells import SheetCells, check_cells
from scheduler.formats.kept.formulas import naming
from scheduler.formats.kept.grafting import KeptBook
from scheduler.formats.workbook.columns import Column, sheet
from scheduler.formats.workbook.made_sheets import Area, MadeSheets, place_of
from scheduler.formats.workbook.raw_cells import as_text
from scheduler.formats.workbook.rows import EXAMPLE, Draft, SheetRows
from scheduler.formats.workbook.sheet_states import counts, is_idle
from scheduler.formats.workbook.showing import Shown, show_row
from scheduler.problem.text import LANGUAGES, say
from scheduler.school.made_lessons import shown_id, shown_row
from scheduler.school.names import loosely
from scheduler.school.records import RosterRow, School

CHANGED = ("lessons", "pins", "realised", "roster")
"""Sheets in which a result may change cells."""


@dataclass(frozen=True)
class OwnFile:
    """`rows`: what was read, by field of `School`; `own`: the planner's other tabs with their number of rows.

    `made`: our reading sheets; `gone`: what of the file a result does not have.
    """

    content: bytes
    titles: tuple[str, ...]
    gone: frozenset[str]
    rows: Mapping[str, SheetRows]
    own: Mapping[str, int]
    made: MadeSheets

    @property
    def kept_titles(self) -> tuple[str, ...]:
        return tuple(title for title in self.titles if title not in self.gone)


def own_file(
    container: Container,
    rows: Mapping[str, SheetRows],
    own: Mapping[str, int],
    made: MadeSheets,
) -> OwnFile | None:
    """None where no sheets can be put into a file of this kind."""
    if container.kind != "xlsx":
        return None
    try:
        book = KeptBook(container.content)
        parts = book.sheet_parts
        for name in CHANGED:
            if name in rows:
                check_cells(book.package.parts[parts[rows[name].title]])
        for title in made.renamed:
            check_cells(book.package.parts[parts[title]])
        titles = tuple(book.titles)
        empty = {found.title for found in rows.values() if found.header < 0}
        gone = frozenset(title for title in titles if title in empty or title in made.renewed)
        book.take_out(gone)  # a rehearsal: what is damaged is told now, not when a result is to be written
        book.put_in(_one_sheet())
    except (KeyError, ValueError, SyntaxError):
        return None
    filled = {name: found for name, found in rows.items() if found.header >= 0}
    return OwnFile(container.content, titles, gone, filled, dict(own), made)


@cache
def _one_sheet() -> bytes:
    """A workbook with nothing in it."""
    from scheduler.formats.workbook.writing import workbook_into

    content = BytesIO()
    with workbook_into(content) as workbook:
        workbook.add_worksheet("0")
    return content.getvalue()


class Renewal:
    """The planner's workbook while a result is put into it."""

    def __init__(self, file: OwnFile, language: str) -> None:
        self._file, self._language = file, language
        self._book = KeptBook(file.content)
        self._book.take_out(file.gone)
        self._parts = self._book.sheet_parts
        self._cells: dict[str, SheetCells] = {}

    def content(self, made: bytes, suffix: str) -> bytes:
        """The file, with the sheets of a workbook that XlsxWriter made behind the planner's own."""
        for title, cells in self._cells.items():
            if cells.written:
                self._book.package.parts[self._parts[title]] = cells.content()
        self._book.put_in(made)
        return self._book.content(suffix)

    def leave_renamed(self) -> None:
        """Says at the top of our sheets that the planner gave another name that they are not renewed any more."""
        made = self._file.made
        for title in made.renamed:
            for cell, _, _ in naming(self._book.package.parts[self._parts[title]], made.states):
                row, column = place_of(cell)
                self._sheet(title).write(row, column, say(self._language, "workbook", "state_renamed"))

    def broken_formulas(self) -> tuple[Notice, ...]:
        """Formulas of the planner's that name a sheet of ours which the result no longer has; once it is whole."""
        there = {title.casefold() for title in self._book.titles}
        lost = [title for title in self._file.gone if title.casefold() not in there]
        return tuple(
            Notice(f"{title}!{cell}", f"={formula}", "formula_lost", {"sheet": named})
            for title in (self._file.kept_titles if lost else ())
            for cell, formula, named in naming(self._book.package.parts[self._parts[title]], lost)
        )

    def name_lessons(self, school: School) -> None:
        """Writes the ids that were made for lessons without one, so that they stay theirs when rows come and go."""
        found = self._file.rows.get("lessons")
        nameless = {one.origin.row for one in found.drafts if not one.values.get("id")} if found else set()
        if found is None or not nameless:
            return
        column = self._columns(found, ("id",))[("id",)]
        cells = self._sheet(found.title)
        style = cells.usual_style(column, _places(found.drafts))
        for one in school.lessons:
            if one.origin and one.origin.sheet == found.title and one.origin.row in nameless:
                cells.write(one.origin.row - 1, column, one.id, style)

    def renew_roster(self, rows: Sequence[RosterRow], untold: str = "") -> None:
        """Puts every placement in the row in which its block stood; others go behind, and what has no time goes out.

        `untold`: the term of a row that names none, where the year has several timetables.
        """
        found = self._file.rows["roster"]
        cells, contract = self._sheet(found.title), sheet("roster").columns
        columns = self._columns(found, *(one.fields for one in contract))
        typed = {draft.origin.row - 1: draft.values for draft in found.drafts}
        examples = [number for number, row in enumerate(found.cells) if _is_example(row)]
        taken = self._rows_kept(rows, found, untold)
        standing = {id(one) for one in taken.values()}
        new = [row for row in rows if id(row) not in standing]
        behind = max(found.header, cells.last_filled, *typed) if typed else max(found.header, cells.last_filled)
        free = [*(number for number in examples if number > found.header), *range(behind + 1, behind + 1 + len(new))]
        taken |= dict(zip(free, new, strict=False))
        styles = {column: cells.usual_style(column, typed) for column in columns.values()}
        for place in sorted({*typed, *taken, *examples}):
            row = taken.get(place)
            shown = show_row(contract, row, self._language) if row else [""] * len(contract)
            meant = [shown_row(row, language) for language in LANGUAGES] if row else []
            for column, value in zip(contract, shown, strict=True):
                if not _says(typed.get(place), column, meant):
                    at = columns[column.fields]
                    cells.write(place, at, value, styles[at], restyled=place in examples)
        self._reach(found.title, found.header, max(taken, default=found.header))

    def _rows_kept(self, rows: Sequence[RosterRow], found: SheetRows, untold: str) -> dict[int, RosterRow]:
        """The rows of blocks that stood in Rooster before, by the place where they stood."""
        before: dict[tuple[str, ...], int] = {}
        for draft in found.drafts:
            lesson, part, term = (draft.values.get(name) for name in ("lesson", "part", "term"))
            before.setdefault(_block(lesson, part, term or untold), draft.origin.row - 1)
        kept: dict[int, RosterRow] = {}
        for row in rows:
            places = (before.get(_block(shown_id(row.lesson, language), row.part, row.term)) for language in LANGUAGES)
            place = next((one for one in places if one is not None), None)
            if place is not None:
                kept.setdefault(place, row)
        return kept

    def areas(self) -> dict[str, Area]:
        """Where the rows of each sheet of the contract stand now, and what their cells hold, by field of `School`."""
        return {name: self._area(found) for name, found in self._file.rows.items()}

    def _area(self, found: SheetRows) -> Area:
        written = self._cells[found.title].written if found.title in self._cells else {}
        named = ((place, found.sheet.column(title)) for place, title in found.headers.items())
        columns = tuple(sorted(place for place, column in named if column and counts(found.sheet, column)))

        def value(row: int, column: int) -> Any:
            if (row, column) in written:
                return written[row, column]
            return found.cells[row][column] if row < len(found.cells) and column < len(found.cells[row]) else ""

        first, last = found.header + 1, max((len(found.cells) - 1, *(row for row, _ in written)))
        values = tuple(tuple(value(row, column) for column in columns) for row in range(first, last + 1))
        key = min(found.headers, default=0)
        idle = frozenset(row - first for row in range(first, last + 1) if is_idle(found.sheet, value(row, key)))
        return Area(found.title, first, columns, values, idle)

    def add_pins(self, school: School) -> None:
        """Adds the pins of the school that the sheet Vast does not hold yet."""
        found = self._file.rows["pins"]
        held = {draft.origin.row for draft in found.drafts}
        added = [pin for pin in school.pins if not (pin.origin and pin.origin.row in held)]
        if added:
            contract = sheet("pins").columns
            columns = self._columns(found, *(one.fields for one in contract)).values()
            rows = [dict(zip(columns, show_row(contract, pin, self._language), strict=True)) for pin in added]
            self._append(found.title, found.header, rows, _places(found.drafts))

    def renew_realised(self, school: School) -> None:
        """Empties the rows of Gerealiseerd that the school has no more, and adds those that the sheet has not."""
        found = self._file.rows["realised"]
        contract = sheet("realised").columns
        columns = self._columns(found, *(one.fields for one in contract)).values()
        kept = {row.origin.row for row in school.realised if row.origin}
        cells = self._sheet(found.title)
        for draft in found.drafts:
            if draft.origin.row not in kept:
                for at in columns:
                    cells.write(draft.origin.row - 1, at, "", cells.usual_style(at, [draft.origin.row - 1]))
        added = [row for row in school.realised if row.origin is None]
        if added:
            rows = [dict(zip(columns, show_row(contract, row, self._language), strict=True)) for row in added]
            self._append(found.title, found.header, rows, _places(found.drafts))

    def add_rows(self, title: str, rows: Sequence[Sequence[Any]]) -> None:
        """Adds what a tab of the planner's has more than when it was read."""
        before = self._file.own[title]
        self._append(title, 0, [dict(enumerate(map(as_text, row))) for row in rows[before:]], range(1, before))

    def _append(self, title: str, header: int, rows: Sequence[Mapping[int, Shown]], like: Iterable[int]) -> None:
        cells, like = self._sheet(title), tuple(like)
        for number, row in enumerate(rows, start=cells.last_filled + 1):
            for column, value in row.items():
                cells.write(number, column, value, cells.usual_style(column, like))
            self._reach(title, header, number)

    def _reach(self, title: str, header: int, last: int) -> None:
        self._sheet(title).reach(header, last)
        self._book.filter_down(title, header, last)

    def _columns(self, found: SheetRows, *wanted: tuple[str, ...]) -> dict[tuple[str, ...], int]:
        """The column of each of these fields; one that the planner left out comes behind his, with its heading."""
        columns = {column.fields: column for column in found.sheet.columns}
        named = {
            column.fields: place for place, title in found.headers.items() if (column := found.sheet.column(title))
        }
        cells = self._sheet(found.title)
        for fields in wanted:
            if fields not in named:
                named[fields] = cells.last_column(found.header) + 1
                style = cells.style_of(found.header, named[fields] - 1)
                cells.write(found.header, named[fields], columns[fields].names[self._language], style)
                found.headers[named[fields]] = columns[fields].names[self._language]
        return {fields: named[fields] for fields in wanted}

    def _sheet(self, title: str) -> SheetCells:
        if title not in self._cells:
            self._cells[title] = SheetCells(self._book.package.parts[self._parts[title]])
        return self._cells[title]


def _places(drafts: Iterable[Draft]) -> list[int]:
    """The rows of drafts, counted from 0."""
    return [draft.origin.row - 1 for draft in drafts]


def _block(lesson: object, part: object, term: object) -> tuple[str, ...]:
    return loosely(str(lesson)), str(part or 1), loosely(str(term or ""))


def _is_example(row: Sequence[Any]) -> bool:
    """Whether it is a row that `scheduler new` wrote to show how the sheet is filled in."""
    first = as_text(row[0]).casefold() if row else ""
    return first.startswith(tuple(word.casefold().strip() for word in EXAMPLE.values()))


def _says(typed: Mapping[str, Any] | None, column: Column, meant: Sequence[RosterRow]) -> bool:
    """Whether what the planner typed means already what a row says; `meant` is the row in each language."""
    if typed is None:
        return False
    values = tuple(typed.get(name) for name in column.fields)
    return any(_alike(values, tuple(getattr(row, name) for name in column.fields)) for row in meant)


def _alike(typed: Any, meant: Any) -> bool:
    """Whether two values are the same but for spelling; nothing typed means nothing, no, or the only way."""
    if isinstance(typed, tuple) and isinstance(meant, tuple):
        return len(typed) == len(meant) and all(map(_alike, typed, meant))
    if isinstance(typed, str) and isinstance(meant, str):
        return typed == meant or loosely(typed) == loosely(meant)
    if typed is None:
        return meant in (None, "", (), False)
    return bool(typed == meant)
