"""What our reading sheets were made from: a hidden sheet with the state of Rooster and a mark of every cell we wrote.

Written beside the result sheets and read back to say which of them are older than Rooster and which were edited. It
holds a copy of the sheets that they were made from too: the top of every result sheet shows the state, or which of
those differ by now, by formulas of ours that a spreadsheet program keeps true by itself.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import isfinite
from typing import Any

from scheduler.formats.files.container import Container
from scheduler.formats.files.faults import Faults, Notice
from scheduler.formats.files.worksheet import column_letters
from scheduler.formats.workbook.columns import sheets
from scheduler.formats.workbook.raw_cells import as_text
from scheduler.problem.modes import Mode
from scheduler.problem.text import say
from scheduler.school.names import loosely
from scheduler.school.records import RosterRow
from scheduler.school.roster import PLACE_WORDS

Texts = Mapping[tuple[int, int], str]
"""The texts of one sheet by (row, column), counted from 0."""

STATE_TITLE = "scheduler"
STATE_MARK = "scheduler_state"
FIRST_ROW = 2
"""Where the copies begin, and the rows of our own sheets: below headings and help."""
SPARE = 500
"""So many rows below the last one are compared too."""
MARKS_FROM = 16
"""Column of the first mark; the columns before hold Rooster as it was."""
COPIES_FROM = 20
"""Column of the first copy of another sheet."""
DIFFERS_FROM = 3
"""Column of the first formula that names a sheet where it differs, in the second row."""
MOST_COMPARED = 2000
"""So many rows of a sheet besides Rooster are compared by formulas: an empty place of a copy costs a reader too."""
LONGEST_FORMULA = 8000
"""A little less than Excel takes."""
MOST_TOLD = 20


_PLACES = {loosely(word): key for key, words in PLACE_WORDS.items() for word in words.values()}


def roster_state(rows: Iterable[RosterRow]) -> str:
    """Eight letters and digits that change with any placement; order, spelling, language and pins do not matter."""
    told = sorted(
        "|".join(
            (
                loosely(row.lesson), str(row.part), " ".join(sorted(map(loosely, row.teachers))),
                row.week, str(row.day), str(row.period), str(row.duration), (row.mode or Mode.CONTACT).value,
                *(("mixed", loosely(row.online)) if row.mixed or row.online else ()),
                *(("term", loosely(row.term)) if row.term else ()),
                loosely(row.room), " ".join(sorted(_PLACES.get(loosely(code), loosely(code)) for code in row.pools)),
            )
        )
        for row in rows
    )  # fmt: skip
    return sha256("\n".join(told).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Area:
    """Where the rows of a planner's sheet stand: from row `first` on, in these columns (from 0); and their cells.

    Rows `idle`, counted from the first, say nothing that a result is made from.
    """

    title: str
    first: int
    columns: tuple[int, ...]
    values: tuple[tuple[Any, ...], ...]
    idle: frozenset[int] = frozenset()


def add_state(
    workbook: Any,
    rows: Iterable[RosterRow],
    texts: Mapping[str, Texts],
    language: str,
    areas: Sequence[Area],
    states: Mapping[str, str],
    taken: Iterable[str] = (),
) -> str:
    """Adds the hidden sheet to an XlsxWriter workbook and shows the state on top of every sheet of `texts`.

    `rows` are those of Rooster as written, the first of `areas`, which are all that the sheets of `texts` are made
    from; `states` are those of the other sheets (`sheet_states`); `taken` are titles of sheets beside those of the
    workbook. Returns the title of the sheet, for the caller to mark it as output.
    """
    taken = {name.casefold() for name in (*workbook.sheetnames, *taken)}
    title = next(name for number in range(1, 1000) if (name := f"{STATE_TITLE}{number}") not in taken)
    state = roster_state(rows)
    tab = workbook.add_worksheet(title)
    tab.hide()
    tab.write_string(0, 0, STATE_MARK)
    tab.write_string(0, 1, state)
    tab.write_string(0, 2, " ".join(f"{name}={one}" for name, one in states.items()))
    for number, (made, cells) in enumerate(texts.items()):
        tab.write_string(FIRST_ROW + number, MARKS_FROM, made)
        marks = " ".join(f"{column_letters(column)}{row + 1}={_mark(text)}" for (row, column), text in cells.items())
        tab.write_string(FIRST_ROW + number, MARKS_FROM + 1, marks)
    fresh = say(language, "workbook", "state_fresh", state=state)
    tab.write_formula(1, 1, _told_on_top(tab, title, areas, fresh, language), None, fresh)
    look = workbook.add_format({"italic": True, "font_size": 8, "font_color": "#7F7F7F", "align": "right"})
    alarm = {"type": "cell", "criteria": "!=", "value": f'"{fresh}"'}
    alarm["format"] = workbook.add_format({"bold": True, "font_color": "#9C0006"})
    for made in texts:
        top = workbook.get_worksheet_by_name(made)
        last = max((column for _, column in texts[made]), default=top.dim_colmax or 0)
        place = top_column(last)
        top.write_formula(0, place, f"={title}!$B$2", look, fresh)
        top.conditional_format(0, place, 0, place, alarm)
    return title


def _told_on_top(tab: Any, title: str, areas: Sequence[Area], fresh: str, language: str) -> str:
    """Copies the areas into the hidden sheet `tab`, called `title`, and compares each: the formula that tells them."""
    named, column = [], 0
    for number, area in enumerate(areas):
        most = MOST_COMPARED if number else len(area.values)
        for offset, values in enumerate(area.values[:most]):
            for position, value in enumerate(values):
                strange = isinstance(value, float) and not isfinite(value)  # Excel has no such number
                tab.write(FIRST_ROW + offset, column + position, str(value) if strange else value)
        told = f'=IF({_differs(area, title, column, most)}=0,"",", {_quoted(area.title)}")'
        tab.write_formula(1, DIFFERS_FROM + number, told, None, "")
        named.append(f"{column_letters(DIFFERS_FROM + number)}2")
        column = max(COPIES_FROM, column + len(area.columns))
    before, _, after = say(language, "workbook", "state_old", sheets="{}").partition("{}")
    every = "&".join(named)
    return f'=IF({every}="","{fresh}","{_quoted(before)}"&MID({every},3,999)&"{_quoted(after)}")'


def _differs(area: Area, title: str, column: int, most: int) -> str:
    """How many cells of an area, of `most` rows, are not as its copy, which begins in `column` of the sheet `title`."""
    count = len(area.values) + SPARE if len(area.values) <= most else most
    plain = area.title in {name for one in sheets() for name in one.names.values()}
    named = area.title if plain else "'" + area.title.replace("'", "''") + "'"

    def compared(stretches: Iterable[tuple[int, int]]) -> str:
        return "+".join(
            f"SUMPRODUCT(--({named}!{_reach(at, area.first, *one)}<>{title}!{_reach(place, FIRST_ROW, *one)}))"
            for one in stretches
            for place, at in enumerate(area.columns, start=column)
        )

    told = compared(_stretches(count, area.idle))
    return f"IFERROR({told if len(told) < LONGEST_FORMULA else compared([(0, count)])},1)"


def _stretches(count: int, idle: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The rows that are not idle, as (from, to): the last one is not in it."""
    start = 0
    for row in sorted(one for one in idle if one < count):
        if row > start:
            yield start, row
        start = row + 1
    if count > start:
        yield start, count


def _reach(column: int, first: int, start: int, end: int) -> str:
    letters = column_letters(column)
    return f"${letters}${first + start + 1}:${letters}${first + end}"


def _quoted(text: str) -> str:
    """As it stands between the quotes of a formula."""
    return text.replace('"', '""')


def top_column(last: int) -> int:
    """The column of the line that tells the state, in sight when a sheet is opened."""
    return max(1, min(last, 4))


@dataclass(frozen=True)
class MadeSheets:
    """Our sheets in a workbook that was read, by title.

    `renewed` were written for reading only; `renamed` were too, but got another name (or are a copy), and are the
    planner's now; `states` are hidden, `rows` the cells of the last of those.
    """

    renewed: frozenset[str]
    renamed: tuple[str, ...] = ()
    states: frozenset[str] = frozenset()
    rows: Sequence[Sequence[Any]] = ()


def made_sheets(container: Container) -> MadeSheets:
    """The sheets that were written here, as far as the workbook still tells."""
    marked = [title for title in container.sheet_names if title in container.marked_outputs]
    last = next((title for title in reversed(marked) if _is_state(_rows(container, title))), None)
    if last is None:
        return MadeSheets(container.marked_outputs)
    rows = _rows(container, last)
    listed = {as_text(row[MARKS_FROM]) for row in rows[FIRST_ROW:] if len(row) > MARKS_FROM} - {""}
    others = [title for title in marked if title not in listed]
    states = frozenset(title for title in others if title == last or _is_state(_rows(container, title)))
    renamed = tuple(title for title in others if title not in states)
    return MadeSheets(frozenset({*marked, *listed} - {*renamed}), renamed, states, rows)


def told_of(
    container: Container, made: MadeSheets, state: str, states: Mapping[str, str], titles: Mapping[str, str]
) -> tuple[Notice, ...]:
    """Which sheets of ours were made from something else than is there now, were edited, or got another name.

    `state` is that of Rooster, `states` are those of the other sheets, called `titles`, as they are now.
    """
    if not made.rows:
        return ()
    edited = list(_edited(container, made.rows))
    notices = [Notice(where, value, "edited_reading_sheet") for where, value in edited[:MOST_TOLD]]
    if len(edited) > MOST_TOLD:
        notices.append(Notice("", "", "more_edited", {"count": len(edited) - MOST_TOLD}))
    notices += [Notice(title, title, "renamed_reading_sheet") for title in made.renamed]
    top = made.rows[0]
    written = as_text(top[1])
    if written != state:
        notices.append(Notice("", written, "sheets_old", {"state": state}))
    before = dict(one.split("=", 1) for one in as_text(top[2]).split() if "=" in one) if len(top) > 2 else {}
    others = [titles[name] for name, one in before.items() if states.get(name, one) != one and name in titles]
    if others:
        notices.append(Notice("", "", "sheets_older", {"count": len(others), "sheets": ", ".join(others)}))
    return tuple(notices)


def _is_state(rows: Sequence[Sequence[Any]]) -> bool:
    return bool(rows) and len(rows[0]) > 1 and as_text(rows[0][0]) == STATE_MARK


def _rows(container: Container, title: str) -> Sequence[Sequence[Any]]:
    """The cells of a sheet; none where it cannot be read."""
    try:
        return container.rows(title)
    except Faults:
        return ()


def _edited(container: Container, made: Sequence[Sequence[Any]]) -> Iterator[tuple[str, str]]:
    """(place, text now) of every cell of our sheets that is not as we wrote it."""
    for row in made[FIRST_ROW:]:
        if len(row) <= MARKS_FROM + 1 or as_text(row[MARKS_FROM]) not in container.sheet_names:
            continue
        title = as_text(row[MARKS_FROM])
        marks = dict(mark.split("=", 1) for mark in as_text(row[MARKS_FROM + 1]).split() if "=" in mark)
        if not marks:
            continue
        now = _rows(container, title)
        last = max((place_of(cell)[1] for cell in marks), default=0)
        cells = {
            f"{column_letters(column)}{number + 1}": as_text(value)
            for number, values in enumerate(now)
            for column, value in enumerate(values)
            if as_text(value) and (number, column) != (0, top_column(last))
        }
        for cell in sorted({*marks, *cells}, key=place_of):
            if marks.get(cell, "") != (_mark(cells[cell]) if cell in cells else ""):
                yield f"{title}!{cell}", " / ".join(cells.get(cell, "").split("\n"))


def place_of(cell: str) -> tuple[int, int]:
    """(row, column) of `C7`, counted from 0."""
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1


def _mark(text: str) -> str:
    """A mark of a text that does not see how a program breaks its lines."""
    return f"{zlib.crc32(' '.join(text.split()).encode()):08x}"
