"""Lists whose days and times stand in one column ("Thu 18:00-20:50", "ma 3"): each becomes a column of its own.

What the columns mean besides is left to `list_roles`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from scheduler.formats.roster.records import Axis, Table
from scheduler.formats.roster.sheets.values import Value, clock_of, period_of, span_of
from scheduler.formats.roster.words.labels import days_of

LEAST, MOSTLY = 4, 0.9
"""So many texts, and such a share of what a column holds, must be a day and a time."""
_GAPS = re.compile(r"[\s,;:_–-]+")


def with_times_apart(table: Table) -> Table:
    """The table with a column of days and one of times behind its last one, for the first column that holds both."""
    sheet, rows = table.sheet, range(table.top, table.bottom + 1)
    timely = {axis.index for axis in table.axes if axis.kind in ("period", "start", "time")}
    for axis in table.axes:
        if timely - {axis.index}:
            continue  # then a number behind a day is that of the month
        filled = {r: value for r in rows if (value := sheet.at(r, axis.index)) is not None}
        parts = {r: both for r, value in filled.items() if (both := day_and_time(value)) is not None}
        if len(parts) < max(LEAST, MOSTLY * len(filled)):
            continue
        width = sheet.width
        blank = ("", "")
        wider = tuple(
            (*row, *[None] * (width - len(row)), *(part or None for part in parts.get(r, blank)))
            for r, row in enumerate(sheet.rows)
        )
        spans = sum(span_of(time) is not None for _, time in parts.values())
        clocks = sum(clock_of(time) is not None for _, time in parts.values())
        kind = "time" if 2 * spans >= len(parts) else "start" if 2 * clocks >= len(parts) else "period"
        axes = [replace(one, kind="note") if one is axis else one for one in table.axes]
        apart = (Axis("day", False, width, {}, axis.heading), Axis(kind, False, width + 1, {}, axis.heading))
        return replace(table, sheet=replace(sheet, rows=wider), axes=(*axes, *apart))
    return table


def day_and_time(value: Value) -> tuple[str, str] | None:
    """ "Thu 18:00-20:50" -> ("Thu", "18:00-20:50"), "2ª feira: 3" -> ("2ª feira", "3"); None for all else."""
    if not isinstance(value, str):
        return None
    for gap in _GAPS.finditer(value.strip()):
        day, time = value.strip()[: gap.start()], value.strip()[gap.end() :]
        if days_of(day) and (span_of(time) is not None or clock_of(time) is not None or period_of(time) is not None):
            return day, time
    return None
