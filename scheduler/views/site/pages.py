"""The pages of a site: one per class, teacher and room, an index to search in, and the figures of the school.

Every page reads without a script; what a planner wrote is escaped by the templates of `data/views/site`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from scheduler.problem.problem import Problem
from scheduler.problem.text import data_folder, say
from scheduler.school.calendar import SchoolYear
from scheduler.telling.naming import week_name
from scheduler.views.agenda import Agenda, Agendas, Kind
from scheduler.views.colours import colour_of, ink_on
from scheduler.views.duties_sheet import duties_of
from scheduler.views.layout import Cell, Layout, lay_out
from scheduler.views.names import FileNames
from scheduler.views.pages import template
from scheduler.views.phrases import MARKED, Phrases, clock
from scheduler.views.report import Report
from scheduler.views.site.cells import Cells, Piece
from scheduler.views.site.plots import plots
from scheduler.views.timetable_sheet import look

FILES = ("site.css", "site.js")


@dataclass(frozen=True)
class Site:
    """What all pages of a site share. `version` says of which timetable they are."""

    report: Report
    kinds: tuple[Kind, ...]
    phrases: Phrases
    version: str
    year: SchoolYear | None

    @property
    def problem(self) -> Problem:
        return self.report.problem

    @property
    def agendas(self) -> Agendas:
        return self.report.agendas

    def say(self, key: str, /, **values: object) -> str:
        return say(self.phrases.language, "site", key, **values)

    @cached_property
    def files(self) -> dict[tuple[Kind, str], str]:
        """The page of each class, teacher and room, as a path in the folder that every system takes."""
        found = {}
        for kind in self.kinds:
            names, folder = FileNames(), self.phrases.say(f"folder_{kind.value}")
            found.update(
                {(kind, one.code): f"{folder}/{names.make(one.code, '.html')}" for one in self.agendas.of(kind)}
            )
        return found

    @cached_property
    def shared(self) -> dict[str, Any]:
        """Words and facts that every page shows."""
        return {
            "language": self.phrases.language,
            "school": self.problem.name or self.say("school"),
            "weeks_of_year": self._weeks_of_year,
            "words": {
                **{key: self.say(key) for key in ("search", "find", "all", "plots", "plots_file", "this_week", "both")},
                **{key: self.say(key) for key in ("free", "figures")},
                "week": self.say("choose_week"),
                "period": self.phrases.say("period"),
                "version": self.version,
            },
        }

    @cached_property
    def _weeks_of_year(self) -> str:
        """Each taught week by its Monday with its letter, for the script; nothing where there is one week only."""
        if self.year is None or self.problem.times.weeks == 1:
            return ""
        return " ".join(f"{week.monday.isoformat()}{week_name(week.cycle_week)}" for week in self.year.weeks(""))


def site_files(site: Site) -> Iterator[tuple[str, str]]:
    """Path in the folder and content of every file."""
    for name in FILES:
        content = (data_folder() / "views" / "site" / name).read_text(encoding="utf-8")
        yield name, content + (_colours(site.phrases) if name.endswith(".css") else "")
    yield "index.html", _index(site)
    title = site.say("plots_title", school=site.problem.name)
    yield (
        site.say("plots_file"),
        template("site/plots.html").render(**site.shared, root="", title=title, plots=plots(site.report, site.phrases)),
    )
    cells = Cells(site.phrases, {key: "../" + quote(path) for key, path in site.files.items()})
    for kind in site.kinds:
        for agenda in site.agendas.of(kind):
            yield site.files[kind, agenda.code], _page(site, agenda, cells)


def _index(site: Site) -> str:
    groups = []
    for kind in site.kinds:
        links = [
            (quote(site.files[kind, one.code]), one.code, one.name.removeprefix(one.code).strip())
            for one in site.agendas.of(kind)
        ]
        groups.append((site.phrases.say(f"folder_{kind.value}").capitalize(), links))
    title = site.phrases.say("index_title", school=site.problem.name)
    return template("site/index.html").render(**site.shared, root="", title=title, groups=groups)


def _page(site: Site, agenda: Agenda, cells: Cells) -> str:
    layout, phrases = lay_out(site.problem, agenda), site.phrases
    ways = {entry.way for entry in agenda.entries}
    weeks = range(layout.weeks if layout.split else 1)
    duties = site.report.duties if agenda.kind is Kind.TEACHER else None
    return template("site/week.html").render(
        **site.shared,
        root="../",
        title=phrases.heading(agenda),
        weeks=[_week(site, layout, agenda, week, cells) for week in weeks],
        legend=[f"{phrases.mark(way)} = {phrases.say(f'mode_{way}')}" for way in MARKED if way in ways]
        + list(duties_of(duties, agenda.code, phrases)),
        empty=phrases.say("nothing_planned") if not agenda.entries else "",
    )


def _week(site: Site, layout: Layout, agenda: Agenda, week: int, cells: Cells) -> dict[str, Any]:
    """One week as a table and, for a narrow screen, as a list per day."""
    shown = [cell for cell in layout.cells if week in cell.weeks or cell.day not in layout.split]
    made = {(cell.row, cell.day): _cell(cell, layout, agenda, cells) for cell in shown}
    days = [
        {
            "number": day,
            "name": site.phrases.day(day),
            "cells": [made[place] for place in sorted(made) if place[1] == day],
        }
        for day in layout.days
    ]
    name = site.phrases.say("week", name=week_name(week)) if layout.split else ""
    return {"letter": week_name(week), "name": name, "days": days, "rows": _rows(site, layout, made)}


def _rows(site: Site, layout: Layout, made: Mapping[tuple[int, int], dict[str, Any]]) -> list[dict[str, Any]]:
    covered = {(row, day) for (top, day), cell in made.items() for row in range(top + 1, top + cell["rows"])}
    rows: list[dict[str, Any]] = []
    for number, record in enumerate(layout.rows):
        cells: list[dict[str, Any]] = []
        for day in layout.days:
            if (number, day) in made:
                cells.append(made[number, day])
            elif (number, day) not in covered:
                closed = "closed" if (day, number) in layout.closed else "empty"
                cells.append({"lines": (), "look": closed, "rows": 1, "day": day})
        times = f"{clock(record.start)}–{clock(record.end)}" if layout.clocked else ""
        rows.append({"lunch": "", "label": record.label, "clock": times, "cells": cells})
        if number == layout.lunch:
            after = layout.rows[number + 1]
            rows.append({"lunch": f"{site.phrases.say('lunch')} {clock(record.end)}–{clock(after.start)}"})
    return rows


def _colours(phrases: Phrases) -> str:
    """A class for each colour that the planner gave a subject."""
    return "".join(
        f".{_colour_class(one)}, .{_colour_class(one)} a {{ background: {one}; color: {ink_on(one)}; }}\n"
        for one in sorted(set(phrases.colours.values()))
    )


def _colour_class(colour: str) -> str:
    return f"c-{colour.removeprefix('#')}"


def _look(cell: Cell, colours: dict[str, str]) -> str:
    colour = colour_of(cell.entries, colours)
    return f"{look(cell)} {_colour_class(colour)}" if colour else look(cell)


def _cell(cell: Cell, layout: Layout, agenda: Agenda, cells: Cells) -> dict[str, Any]:
    rows: Sequence[Any] = layout.rows[cell.row : cell.row + cell.rows]
    start, end = cell.clock or (rows[0].start, rows[-1].end)
    own = f"{clock(start)}–{clock(end)}"
    lines = cells.lines(cell.entries, agenda)
    return {
        "lines": (*lines, (Piece(own),)) if cell.clock else lines,
        "look": _look(cell, cells.colours),
        "rows": cell.rows,
        "day": cell.day,
        "clock": own if layout.clocked else rows[0].label,
    }
