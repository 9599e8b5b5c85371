"""Writing: a `School` as a new workbook or CSV folder in Dutch or English, with help, notes and drop-down lists.

Text is always written as text and never as a formula. A view that makes its own workbook calls `add_school_sheets`
first and adds its sheets after it, each marked with `mark_output_sheet` so that it is not read back.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import date, time, timedelta
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import Any

from scheduler.formats.files.faults import Fault, Faults
from scheduler.formats.files.package import OUTPUT_MARK
from scheduler.formats.files.text import guarded
from scheduler.formats.files.writing import written_whole
from scheduler.formats.workbook.columns import Column, Sheet, setting_keys, sheet, sheets, shown, words
from scheduler.formats.workbook.made_sheets import Area
from scheduler.formats.workbook.own_tabs import LONGEST_CELL, accepted_title
from scheduler.formats.workbook.raw_cells import as_text
from scheduler.formats.workbook.reading import Extras
from scheduler.formats.workbook.rows import EXAMPLE
from scheduler.formats.workbook.sheet_states import counts, is_idle
from scheduler.formats.workbook.showing import Shown, show_row
from scheduler.problem.modes import Presence
from scheduler.problem.text import say
from scheduler.school.catalogue import catalogue
from scheduler.school.default_grid import default_grid
from scheduler.school.records import RosterRow, School, Settings, WeekLetters

WORKBOOK_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""How every XlsxWriter workbook of ours is opened: nothing a planner typed is run or followed."""

FIRST_WIDTH = 20
"""Least width of a first column, in characters: `voorbeeld: 3WETa` fits."""
SPARE_ROWS = 500
"""Rows below the last one that get drop-down lists and column formats as well."""

_TEXT_KINDS = frozenset(
    {"text", "plain", "code", "codes", "teachers", "blocks", "amounts", "exempt", "days", "date", "who", "colour"}
)
_PICKED_KINDS = frozenset(
    {"choice", "yesno", "day", "week", "pin_week", "any_week", "cycle_week", "lesson_week", "mode", "mixed_mode"}
    | {"mixed_modes", "skill", "week_kind", "colour"}
)


@contextmanager
def workbook_in(file: Path) -> Iterator[Any]:
    """An XlsxWriter workbook, made in memory and written to `file` at the end: a full disk is then an `OSError`."""
    content = BytesIO()
    with workbook_into(content) as workbook:
        yield workbook
    file.write_bytes(content.getvalue())


@contextmanager
def workbook_into(content: BytesIO) -> Iterator[Any]:
    """An XlsxWriter workbook that stands in `content` at the end."""
    from xlsxwriter import Workbook

    workbook = Workbook(content, {**WORKBOOK_OPTIONS, "in_memory": True})
    yield workbook
    workbook.close()


def write_school(
    school: School, path: Path, language: str = "nl", *, overwrite: bool = False, extras: Extras | None = None
) -> None:
    """A new workbook with all sheets of the contract; raises `Faults` where it cannot be written."""
    with written_whole(Path(path), overwrite) as temporary, workbook_in(temporary) as workbook:
        add_school_sheets(workbook, school, language, extras=extras)


def write_template(path: Path, language: str = "nl", *, overwrite: bool = False) -> None:
    """An empty workbook to start from: the ordinary grid, the settings, and an example row per sheet."""
    empty = School(settings=Settings(language=language), periods=default_grid())
    write_school(empty, path, language, overwrite=overwrite)


def add_school_sheets(
    workbook: Any,
    school: School,
    language: str = "nl",
    *,
    roster: Sequence[RosterRow] | None = None,
    extras: Extras | None = None,
    with_help: bool = True,
    beside: Collection[str] = (),
) -> dict[str, Area]:
    """Adds every sheet of the contract to an XlsxWriter workbook (opened with `WORKBOOK_OPTIONS`), Rooster last.

    Returns where the rows of each stand, by field of `School`. `beside` are sheets (fields of `School`) that are
    elsewhere already and not added.

    `roster` replaces the school's own roster. `extras` (of `read_workbook`) gives the planner's own columns and tabs
    back. `with_help` adds the help row, and an example row where a sheet is empty.
    """
    extras = extras or Extras()
    if roster is not None and tuple(roster) != school.roster:
        school = replace(school, roster=tuple(roster))
        extras = Extras({k: v for k, v in extras.columns.items() if k != "roster"}, extras.sheets, extras.sources)
    styles = _styles(workbook)
    areas = {
        one.field: _write_sheet(workbook, one, school, language, styles, extras, with_help)
        for one in sheets()
        if one.field not in beside
    }
    _write_own_sheets(workbook, extras, styles)
    return areas


def mark_output_sheet(workbook: Any, title: str) -> None:
    """Marks a sheet as made by us for reading only: it is ignored when the workbook is read back.

    `title` is the name of a sheet that was added already and holds no `!`.
    """
    quoted = title.replace("'", "''")
    if workbook.define_name(f"'{title}'!{OUTPUT_MARK}", f"='{quoted}'!$A$1") == -1:
        raise ValueError(f"no sheet {title!r} to mark")


def _styles(workbook: Any) -> dict[str, Any]:
    head = {"bold": True, "valign": "vcenter", "border": 1, "border_color": "#7F8FA3", "text_wrap": True}
    return {
        "required": workbook.add_format({**head, "bg_color": "#1F3A5F", "font_color": "white"}),
        "optional": workbook.add_format({**head, "bg_color": "#D5DEE9"}),
        "own": workbook.add_format({**head, "bg_color": "#EEEEEE", "italic": True}),
        "help": workbook.add_format(
            {
                "italic": True,
                "font_color": "#555555",
                "font_size": 8,
                "text_wrap": True,
                "valign": "top",
                "bg_color": "#F6F6F0",
            }
        ),
        "example": workbook.add_format({"italic": True, "font_color": "#8A8A8A", "num_format": "@"}),
        "text": workbook.add_format({"num_format": "@"}),
        "number": workbook.add_format({"align": "center"}),
        "clock": workbook.add_format({"num_format": "h:mm", "align": "center"}),
        "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
    }


def _write_sheet(
    workbook: Any, one: Sheet, school: School, language: str, styles: dict[str, Any], extras: Extras, with_help: bool
) -> Area:
    tab = workbook.add_worksheet(one.names[language])
    rows = _rows_shown(one, school, language, extras)
    own = [(title, values) for title, values in extras.columns.get(one.field, ()) if len(values) <= len(rows)]
    _write_headings(tab, one, language, styles, [title for title, _ in own])
    first = 1
    if with_help:
        _write_help(tab, one, language, styles)
        first = 2
    example = _example(one, language) if with_help and not rows else []
    for position, text in enumerate(example):
        tab.write_string(first, position, text, styles["example"])
    for offset, row in enumerate(rows):
        for position, (column, value) in enumerate(zip(one.columns, row, strict=True)):
            _write_value(tab, first + offset, position, value, column, styles)
        for position, (_, values) in enumerate(own, start=len(one.columns)):
            _write_raw(tab, first + offset, position, values[offset] if offset < len(values) else "", styles)
    last = first + len(rows) + SPARE_ROWS
    for position, column in enumerate(one.columns):
        _pick_list(tab, first, last, position, column, language)
    if one.field == "settings":
        _pick_settings(tab, first, language)
    tab.ignore_errors({"number_stored_as_text": f"A1:AZ{last + 1}"})
    tab.freeze_panes(1, 1)
    tab.autofilter(0, 0, max(first + len(rows) - 1, 1), len(one.columns) + len(own) - 1)
    tab.set_landscape()
    tab.set_paper(9)
    tab.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    tab.fit_to_pages(1, 0)
    tab.repeat_rows(0)
    cells = [[_cell(column, value) for column, value in zip(one.columns, row, strict=True)] for row in rows]
    cells += [example] if example else []
    counting = tuple(position for position, column in enumerate(one.columns) if counts(one, column))
    idle = frozenset(offset for offset, row in enumerate(cells) if is_idle(one, row[0]))
    return Area(tab.name, first, counting, tuple(tuple(row[at] for at in counting) for row in cells), idle)


def _rows_shown(one: Sheet, school: School, language: str, extras: Extras) -> list[list[Shown]]:
    """What stands in the cells of a sheet, row by row."""
    if one.field == "settings":
        return [_settings_row(row) for row in _settings(school.settings, extras, language)]
    return [show_row(one.columns, row, language) for row in getattr(school, one.field)]


def _write_headings(tab: Any, one: Sheet, language: str, styles: dict[str, Any], own: Sequence[str]) -> None:
    """Headings with their notes, and the planner's own columns behind them."""
    for position, column in enumerate(one.columns):
        kind = "text" if column.kind in _TEXT_KINDS else "clock" if column.kind == "clock" else "number"
        width = column.width if position else max(column.width, FIRST_WIDTH)
        tab.set_column(position, position, width, styles[kind])
        tab.write_string(0, position, column.names[language], styles["required" if column.required else "optional"])
        note = column.help[language] if position else f"{one.help[language]}\n\n{column.help[language]}"
        tab.write_comment(0, position, note, {"x_scale": 1.8, "font_size": 9})
    for position, title in enumerate(own, start=len(one.columns)):
        tab.set_column(position, position, 14)
        tab.write_string(0, position, title[:LONGEST_CELL], styles["own"])


def _write_help(tab: Any, one: Sheet, language: str, styles: dict[str, Any]) -> None:
    lines = 1
    for position, column in enumerate(one.columns):
        text = column.help[language]
        if position == 0:
            text = f"# {text}"
        tab.write_string(1, position, text, styles["help"])
        lines = max(lines, -(-len(text) // max(int(column.width * 1.3), 1)))
    tab.set_row(1, min(12 * lines + 6, 130))


def _example(one: Sheet, language: str) -> list[Shown]:
    """The example row of a sheet; nothing where it has none."""
    texts = [column.example[language] for column in one.columns]
    return [EXAMPLE[language] + texts[0], *texts[1:]] if any(texts) else []


def _settings(settings: Settings, extras: Extras, language: str) -> list[tuple[str, Shown, str]]:
    known = [
        (word.names[language], _setting_shown(getattr(settings, name), language), extras.sources.get(name, ""))
        for name, word in setting_keys().items()
    ]
    return known + [(key, value, extras.sources.get(key, "")) for key, value in settings.other.items()]


def _setting_shown(value: Any, language: str) -> Shown:
    if isinstance(value, WeekLetters):
        return shown("week_letters", value, language)
    if isinstance(value, Presence):
        return shown("presence", value, language)
    return "" if value is None else value.isoformat() if isinstance(value, date) else value


def _settings_row(row: tuple[str, Shown, str]) -> list[Shown]:
    return list(row)


def _write_value(tab: Any, row: int, position: int, value: Shown, column: Column, styles: dict[str, Any]) -> None:
    cell = _cell(column, value)
    if not isinstance(cell, str):
        tab.write_number(row, position, cell, *([styles["clock"]] if isinstance(value, str) else []))
    elif cell:
        tab.write_string(row, position, cell, styles["text"])


def _cell(column: Column, value: Shown) -> Shown:
    """What a cell holds where a value is shown: of a clock time its part of a day."""
    if column.kind == "clock" and isinstance(value, str) and ":" in value:
        hours, minutes = value.split(":")
        return (int(hours) * 60 + int(minutes)) / 1440
    return value[:LONGEST_CELL] if isinstance(value, str) else value


def _write_raw(tab: Any, row: int, position: int, value: Any, styles: dict[str, Any]) -> None:
    """A cell of the planner's own, as it was read."""
    if isinstance(value, bool):
        tab.write_boolean(row, position, value)
    elif isinstance(value, (int, float)) and isfinite(value):
        tab.write_number(row, position, value)
    elif isinstance(value, (int, float)):  # Excel has no such number; some programs write it all the same
        tab.write_string(row, position, str(value))
    elif isinstance(value, (date, time, timedelta)):
        is_clock = isinstance(value, (time, timedelta))
        tab.write_datetime(row, position, value, styles["clock" if is_clock else "date"])
    elif as_text(value):
        tab.write_string(row, position, as_text(value)[:LONGEST_CELL])


def _pick_list(tab: Any, first: int, last: int, position: int, column: Column, language: str) -> None:
    listed = column.ref or column.pick
    if column.kind in _PICKED_KINDS:
        source: Any = [word.names[language] for word in words(column.choice)]
    elif column.pick == "rules":
        source = list(catalogue())
    elif column.kind == "code" and listed in _LISTED:
        other = sheet(listed).names[language]
        start = f"{other}!$A${first + 1}"
        source = f"=OFFSET({start},0,0,MAX(1,COUNTA({start}:$A${first + 2000})),1)"
    else:
        return
    _offer(tab, first, last, position, source, language)


def _pick_settings(tab: Any, first: int, language: str) -> None:
    """The values of those settings that have a few."""
    for offset, name in enumerate(setting_keys()):
        if name in _PICKED_SETTINGS:
            source = [word.names[language] for word in words(name)]
            _offer(tab, first + offset, first + offset, 1, source, language)


def _offer(tab: Any, first: int, last: int, position: int, source: Any, language: str) -> None:
    """A drop-down in the cells of a column; other values are questioned, not refused."""
    options = {
        "validate": "list",
        "source": source,
        "error_type": "warning",
        "error_title": say(language, "workbook", "pick_title"),
        "error_message": say(language, "workbook", "pick_text"),
    }
    tab.data_validation(first, position, last, position, options)


_PICKED_SETTINGS = frozenset({"week_letters", "presence"})
_LISTED = frozenset({"classes", "teachers", "subjects", "rooms", "lessons"})
"""References to one code of the first column of another sheet; lists of codes cannot be picked in Excel."""


def _write_own_sheets(workbook: Any, extras: Extras, styles: dict[str, Any]) -> None:
    for title, rows in extras.sheets:
        if title.casefold() in {name.casefold() for name in workbook.sheetnames}:
            continue
        tab = workbook.add_worksheet(accepted_title(title, workbook.sheetnames))
        for index, row in enumerate(rows):
            for position, value in enumerate(row):
                _write_raw(tab, index, position, value, styles)


def write_csv_folder(school: School, folder: Path, language: str = "nl", *, overwrite: bool = False) -> None:
    """One CSV file per filled sheet (UTF-8 with mark; `;` and decimal comma in Dutch, `,` and point in English).

    All of them or none: half a folder would be read as another school.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise Faults([Fault(folder.name, str(folder), "cannot_write", {"reason": wrong.strerror or wrong})]) from None
    filled = [one for one in sheets() if one.field == "settings" or getattr(school, one.field)]
    if not overwrite:
        there = [one.names[language] for one in filled if (folder / f"{one.names[language]}.csv").exists()]
        if there:
            raise Faults([Fault(f"{name}.csv", str(folder), "file_exists") for name in there])
    with _gone_if_empty(folder), ExitStack() as together:
        for one in filled:
            target = folder / f"{one.names[language]}.csv"
            temporary = together.enter_context(written_whole(target, overwrite=True))
            with temporary.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file, delimiter=";" if language == "nl" else ",")
                writer.writerow([column.names[language] for column in one.columns])
                writer.writerows([_csv_cell(value, language) for value in row] for row in _shown(school, one, language))


@contextmanager
def _gone_if_empty(folder: Path) -> Iterator[None]:
    """Removes a folder in which nothing came to stand."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            folder.rmdir()
        raise


def _shown(school: School, one: Sheet, language: str) -> Sequence[Sequence[Shown]]:
    """The rows of one sheet as they are written."""
    if one.field == "settings":
        return _settings(school.settings, Extras(), language)
    return [show_row(one.columns, row, language) for row in getattr(school, one.field)]


def _csv_cell(value: Shown, language: str) -> str:
    if isinstance(value, float):
        return str(value).replace(".", ",") if language == "nl" else str(value)
    return guarded(str(value))
