"""The words around a wall chart, the same in Excel and on the page."""

from __future__ import annotations

from itertools import groupby

from scheduler.problem.text import say
from scheduler.views.charts.chart import NAME_WIDTH, Chart, Column, Row
from scheduler.views.charts.fitting import fitted
from scheduler.views.phrases import Phrases


def named(chart: Chart, phrases: Phrases) -> str:
    """ "Wandrooster klassen"."""
    what = say(phrases.language, "charts", chart.kind.value)
    return say(phrases.language, "charts", "title", what=what)


def heading(chart: Chart, phrases: Phrases, page: tuple[Row, ...] | None = None) -> str:
    """The title; of one page out of several also from whom to whom it goes."""
    title = named(chart, phrases)
    title = f"{title} – {phrases.problem.name}" if phrases.problem.name else title
    if page is None or len(chart.pages) < 2:
        return title
    first, last = (row.code for row in (page[0], page[-1]))
    return f"{title}: {say(phrases.language, 'charts', 'from_to', first=first, last=last)}"


def about(row: Row) -> str:
    """What stands behind the code of a row: name and note, as much as fits on two lines, no word over the edge."""
    words = (word for text in (row.name, row.note) for word in text.split())
    return fitted(" ".join(fitted(word, NAME_WIDTH - 4) for word in words), NAME_WIDTH * 1.6)


def legend(chart: Chart, phrases: Phrases) -> str:
    """What the letters and colours mean."""
    words = {
        "sync": say(phrases.language, "charts", "mode_synchronous"),
        "async": say(phrases.language, "charts", "mode_asynchronous"),
        "mixed": say(phrases.language, "charts", "mode_mixed"),
        "meeting": say(phrases.language, "charts", "meeting"),
        "opening": say(phrases.language, "charts", "opening"),
    }
    told = say(phrases.language, "charts", "legend", **words)
    return f"{told}; {say(phrases.language, 'charts', 'legend_weeks')}" if chart.weeks else told


def day_groups(chart: Chart) -> list[tuple[int, list[Column]]]:
    """The columns day by day."""
    return [(day, list(group)) for day, group in groupby(chart.columns, key=lambda column: column.day)]
