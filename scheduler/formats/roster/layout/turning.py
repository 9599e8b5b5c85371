"""Grids with plain numbers both across and down: days and periods could be the other way round.

Whether such a grid is sure, and the grid turned; what the planner says goes before (`[axes]` of `--map`).
"""

from __future__ import annotations

from dataclasses import replace

from scheduler.formats.roster.records import Axis, Table
from scheduler.formats.roster.sheets.values import text_of
from scheduler.formats.roster.words.labels import field_of

WEEKS = (5, 6)
"""So many numbers may be the days of a week."""


def numbered_axes(table: Table) -> tuple[Axis, Axis] | None:
    """The days across and the periods down, where both are plain numbers and no heading says which is which; None where
    something does, or where the numbers down are no week.
    """
    day = next((axis for axis in table.axes if axis.kind == "day" and axis.across), None)
    period = next((axis for axis in table.axes if axis.kind == "period" and not axis.across), None)
    if day is None or period is None or any(axis.kind == "clock" for axis in table.axes):
        return None
    across = [text_of(table.sheet.at(day.index, c)) for c in day.values]
    down = [text_of(table.sheet.at(r, period.index)) for r in period.values]
    said = field_of(text_of(table.sheet.at(day.index, period.index)))
    plainly = all(text.isdigit() for text in (*across, *down))
    if not plainly or said in ("day", "period", "time") or len(down) not in WEEKS or len(down) > len(across):
        return None
    return day, period


def turned(table: Table) -> Table:
    """The grid with its days down and its periods across; others as they are."""
    found = numbered_axes(table)
    if found is None:
        return table
    day, period = found
    numbers: dict[int, object] = {c: n for n, c in enumerate(sorted(day.values), 1)}
    days: dict[int, object] = {r: n for n, r in enumerate(sorted(period.values))}
    swapped = {
        id(day): replace(day, kind="period", values=numbers),
        id(period): replace(period, kind="day", values=days),
    }
    return replace(table, axes=tuple(swapped.get(id(axis), axis) for axis in table.axes))
