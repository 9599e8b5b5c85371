"""Timetables as web pages: one self-contained HTML file per class, teacher or room, with its own print style.

The same layout as on paper; everything written by a planner is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from scheduler.problem.problem import Problem
from scheduler.problem.text import data_folder
from scheduler.telling.naming import week_name
from scheduler.views.agenda import Agenda, Kind
from scheduler.views.colours import colour_of, ink_on
from scheduler.views.layout import Cell, Layout, lay_out
from scheduler.views.phrases import MARKED, Phrases, clock
from scheduler.views.timetable_sheet import FILLS, longest_word, look

if TYPE_CHECKING:
    from jinja2 import Template

LETTERS_OF_DAY = 28
"""So many letters of a word fit in the column of a day on paper."""
LEAST_PERCENT = 65
"""Of the size of print; names that ask for less make way for codes."""


def page_of(problem: Problem, agenda: Agenda, phrases: Phrases, lines: Iterable[str] = ()) -> str:
    """The page of one agenda; `lines` stand under the legend."""
    layout = lay_out(problem, agenda)
    ways = {entry.way for entry in agenda.entries}
    legend = [f"{phrases.mark(way)} = {phrases.say(f'mode_{way}')}" for way in MARKED if way in ways]
    if layout.split:
        legend.append(phrases.say("legend_weeks"))
    if agenda.kind is Kind.CLASS and (teachers := phrases.teachers_of(agenda)):
        legend.append(teachers)
    legend += lines
    return template("timetable.html").render(
        language=phrases.language,
        school=problem.name,
        title=phrases.heading(agenda),
        fills=FILLS,
        head=phrases.say("period"),
        days=[
            (phrases.day(day), layout.weeks if day in layout.split else 1, day in layout.split) for day in layout.days
        ],
        weeks=[week_name(week) for week in range(layout.weeks)],
        split=bool(layout.split),
        rows=rows_of_week(layout, agenda, phrases),
        columns=1 + sum(layout.weeks if day in layout.split else 1 for day in layout.days),
        legend=legend,
        empty=phrases.say("nothing_planned") if not agenda.entries else "",
    )


def index_of(problem: Problem, phrases: Phrases, groups: Iterable[tuple[str, list[tuple[str, str]]]]) -> str:
    """A page of links; each group is a heading with (address, text) pairs."""
    title = phrases.say("index_title", school=problem.name)
    return template("index.html").render(language=phrases.language, title=title, groups=list(groups))


def rows_of_week(layout: Layout, agenda: Agenda, phrases: Phrases) -> list[dict[str, Any]]:
    """The rows of the table; a cell that a taller or wider one covers is left out."""
    at = {(cell.row, cell.day, cell.weeks[0]): cell for cell in layout.cells}
    covered = {
        (row, cell.day, week)
        for cell in layout.cells
        for row in range(cell.row, cell.row + cell.rows)
        for week in cell.weeks
    }
    rows: list[dict[str, Any]] = []
    for number, record in enumerate(layout.rows):
        cells: list[dict[str, Any]] = []
        for day in layout.days:
            for week in range(layout.weeks if day in layout.split else 1):
                cell = at.get((number, day, week))
                if cell is not None:
                    cells.append(_cell(cell, layout, agenda, phrases))
                elif (number, day, week) not in covered:
                    closed = (day, number) in layout.closed
                    cells.append(
                        {"lines": (), "look": "closed" if closed else "free", "rows": 1, "columns": 1, "style": ""}
                    )
        times = f"{clock(record.start)}–{clock(record.end)}" if layout.clocked else ""
        rows.append({"lunch": "", "label": record.label, "clock": times, "cells": cells})
        if number == layout.lunch:
            after = layout.rows[number + 1]
            rows.append({"lunch": f"{phrases.say('lunch')} {clock(record.end)}–{clock(after.start)}"})
    return rows


def _cell(cell: Cell, layout: Layout, agenda: Agenda, phrases: Phrases) -> dict[str, Any]:
    columns = len(cell.weeks) if cell.day in layout.split else 1
    room = LETTERS_OF_DAY * columns // (layout.weeks if cell.day in layout.split else 1)
    words = phrases.cell(cell.entries, agenda)
    size = 100 * room // max(room, *(longest_word(line.text) for line in words))
    if size < LEAST_PERCENT:
        words, size = replace(phrases, codes=True).cell(cell.entries, agenda), LEAST_PERCENT
    lines = [(line.strong, line.rest) for line in words]
    colour = colour_of(cell.entries, phrases.colours)
    style = f"background: {colour}; color: {ink_on(colour)}; " if colour else ""
    style += f"font-size: {size}%" if size < 100 else ""
    if cell.clock is not None:
        lines.append(("", f"{clock(cell.clock[0])}–{clock(cell.clock[1])}"))
    return {"lines": lines, "look": look(cell), "rows": cell.rows, "columns": columns, "style": style.strip()}


@cache
def template(name: str) -> Template:
    """A page of `data/views`; whatever is put into it is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(data_folder() / "views")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template(name)
