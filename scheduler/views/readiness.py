"""Readiness for distance lessons on a sheet: what is ready, the steps that open most, and every class."""

from __future__ import annotations

from pathlib import Path

from scheduler.problem.problem import Problem
from scheduler.problem.text import say
from scheduler.school.building.context import Context
from scheduler.school.readiness import Readiness
from scheduler.telling.readiness import CATALOGUE, class_row, heads, steps
from scheduler.views.phrases import Phrases
from scheduler.views.printing import book_in
from scheduler.views.tables import Column, TableSheet
from scheduler.views.timetable_sheet import Formats

COLUMNS = {"class": 14, "all": 10, "sync": 14, "async": 14, "levels": 40, "missing": 70}


def write_readiness(path: Path, problem: Problem, context: Context, found: Readiness, language: str, made: str) -> None:
    """A workbook with the sheet Gereedheid; raises `Faults` where it cannot be written.

    `made` says of which file and day it is.
    """
    from scheduler.formats.files.writing import written_whole

    columns = [
        Column(
            key,
            width,
            "text" if key in ("levels", "missing") else "short",
            title=say(language, CATALOGUE, f"col_{key}"),
        )
        for key, width in COLUMNS.items()
    ]
    with written_whole(path, overwrite=True) as temporary, book_in(temporary) as workbook:
        title = say(language, CATALOGUE, "sheet")
        sheet = TableSheet(workbook, Formats(workbook, made), Phrases(problem, language), title, columns)
        sheet.heading(say(language, CATALOGUE, "title"))
        for text in (*heads(found, language), *steps(found, language)):
            sheet.sentence(text)
        sheet.head(frozen=1)
        for code in context.classes:
            sheet.row(class_row(context, found, code, language))
