"""Timetables side by side, as a sheet and as a page; the words are those of `telling.figures`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scheduler.problem.problem import Problem
from scheduler.problem.text import say
from scheduler.telling.figures import Line
from scheduler.views.pages import template
from scheduler.views.phrases import Phrases
from scheduler.views.printing import book_in
from scheduler.views.tables import KEPT_FILL, Column, TableSheet
from scheduler.views.timetable_sheet import Formats


def write_comparison_workbook(
    path: Path,
    problem: Problem,
    names: Sequence[str],
    lines: Sequence[Line],
    notes: Sequence[str],
    language: str,
    made: str,
) -> None:
    """A workbook with the sheet Vergelijking; raises `Faults` where it cannot be written.

    `made` says of which timetables it is.
    """
    from scheduler.formats.files.writing import written_whole

    head = say(language, "figures", "figure")
    columns = (Column("figure", 40.0, title=head), *(Column("value", 18.0, "number", title=name) for name in names))
    with written_whole(path, overwrite=True) as temporary, book_in(temporary) as workbook:
        title = say(language, "figures", "sheet")
        sheet = TableSheet(workbook, Formats(workbook, made), Phrases(problem, language), title, columns)
        sheet.heading(say(language, "figures", "title"))
        for note in notes:
            sheet.sentence(note)
        sheet.head(frozen=1)
        for line in lines:
            values = (int(value) if value.isdecimal() else value for value in line.values)
            marked = (f"{value} *" if number in line.best else value for number, value in enumerate(values))
            sheet.row((line.name, *marked), KEPT_FILL if line.best else "")


def write_comparison_page(
    path: Path, problem: Problem, names: Sequence[str], lines: Sequence[Line], notes: Sequence[str], language: str
) -> None:
    """A page with the same table; whatever a planner wrote is escaped."""
    from scheduler.formats.files.writing import written_whole

    text = template("comparison.html").render(
        language=language,
        school=problem.name,
        title=say(language, "figures", "title"),
        head=[say(language, "figures", "figure"), *names],
        rows=lines,
        notes=notes,
    )
    with written_whole(path, overwrite=True) as temporary:
        temporary.write_text(text, encoding="utf-8")
