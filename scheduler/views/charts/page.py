"""Wall charts as one web page that prints on A3: a table per page, so that headings stand on every sheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scheduler.problem.text import say
from scheduler.views.charts.chart import GAP_WIDTH, NAME_WIDTH, Chart, Row
from scheduler.views.charts.fitting import FONT, SIZE
from scheduler.views.charts.sheets import FREE_FILL
from scheduler.views.charts.words import about, day_groups, heading, legend
from scheduler.views.colours import ink_on
from scheduler.views.pages import template
from scheduler.views.phrases import Phrases
from scheduler.views.timetable_sheet import FILLS


def page_of(charts: Iterable[Chart], phrases: Phrases, made: str) -> str:
    """The page of some charts; everything written by a planner is escaped. `made` says of which timetable it is."""
    sections = [
        {
            "title": heading(chart, phrases, page),
            "days": [(phrases.day(day), len(group)) for day, group in day_groups(chart)],
            "periods": [[(column.period, column.clock) for column in group] for _, group in day_groups(chart)],
            "rows": [_row(chart, row) for row in page],
            "width": chart.width,
            "total": NAME_WIDTH + GAP_WIDTH * (len(day_groups(chart)) - 1) + chart.width * len(chart.columns),
            "columns": [len(group) for _, group in day_groups(chart)],
            "legend": legend(chart, phrases),
        }
        for chart in charts
        for page in chart.pages
    ]
    return template("wallchart.html").render(
        language=phrases.language,
        title=say(phrases.language, "charts", "title", what="").strip(),
        sections=sections,
        made=made,
        fills={**FILLS, "free": FREE_FILL},
        font=FONT,
        size=SIZE,
        names=NAME_WIDTH,
        gap=GAP_WIDTH,
    )


def _row(chart: Chart, row: Row) -> dict[str, Any]:
    """Day by day the cells of a row; a time without anything is an empty cell."""
    at = {cell.first: cell for cell in row.cells}
    days: list[list[dict[str, Any]]] = []
    number = 0
    for _, group in day_groups(chart):
        cells: list[dict[str, Any]] = []
        last = number + len(group)
        while number < last:
            cell = at.get(number)
            cells.append(
                {
                    "lines": cell.lines,
                    "look": cell.look,
                    "columns": cell.columns,
                    "style": f"background: {cell.colour}; color: {ink_on(cell.colour)}" if cell.colour else "",
                }
                if cell
                else {"lines": (), "look": "nothing", "columns": 1, "style": ""}
            )
            number += cell.columns if cell else 1
        days.append(cells)
    return {"code": row.code, "name": about(row), "height": row.height, "days": days}
