"""The school year on sheets: how each class stands to its cap, and a sheet for the cycle of plan, do, check and act."""

from __future__ import annotations

from pathlib import Path

from scheduler.problem.problem import Problem
from scheduler.problem.text import say
from scheduler.school.daily.reporting import Verdict, YearReport, worst_first
from scheduler.telling.year import CATALOGUE, checked, due_of, sentences, shown, term_name, used_of, verdict
from scheduler.views.phrases import Phrases
from scheduler.views.printing import book_in
from scheduler.views.tables import BROKEN_FILL, KEPT_FILL, Column, TableSheet
from scheduler.views.timetable_sheet import Formats
from scheduler.views.version import made_of

YEAR = {"class": 12, "planned": 12, "distance": 12, "ahead": 12, "forecast": 12, "cap": 10, "left": 12, "verdict": 44}
PDCA = {
    "class": 12, "term": 16, "term_planned": 12, "plan_distance": 12, "distance": 12, "replaced": 12, "lost": 12,
    "extra": 10, "check": 36, "act": 44,
}  # fmt: skip


def write_year(path: Path, problem: Problem, report: YearReport, language: str, version: str) -> None:
    """A workbook with the sheets Jaar and PDCA; raises `Faults` where it cannot be written.

    `version` is that of the timetable of which the report is.
    """
    from scheduler.formats.files.writing import written_whole

    phrases = Phrases(problem, language)
    with written_whole(path, overwrite=True) as temporary, book_in(temporary) as workbook:
        formats = Formats(workbook, made_of(report.on, version, language))
        sheet = TableSheet(workbook, formats, phrases, say(language, CATALOGUE, "sheet_year"), _columns(YEAR, language))
        sheet.heading(say(language, CATALOGUE, "title_year"))
        for text in sentences(report, language):
            sheet.sentence(text)
        sheet.head(frozen=1)
        for line in worst_first(report):
            over = line.verdict in (Verdict.OVER, Verdict.OVER_PLANNED)
            cap = "" if line.cap is None else f"{shown(line.cap, language)} %"
            forecast = f"{shown(line.percent(line.forecast), language)} %"
            told = (line.code, line.planned, line.past.distance, line.ahead.distance, forecast, cap)
            left = "" if line.left is None else line.left
            sheet.row((*told, left, verdict(line, language)), BROKEN_FILL if over else KEPT_FILL)
            sheet.detail(used_of(report, line, language))
        if report.due:
            sheet.heading(say(language, CATALOGUE, "due_heading"), 12)
        for due in sorted(report.due, key=lambda one: -one.short):
            sheet.sentence(due_of(due, language), due.short > 0)
        _pdca(
            TableSheet(workbook, formats, phrases, say(language, CATALOGUE, "sheet_pdca"), _columns(PDCA, language)),
            report,
        )


def _columns(widths: dict[str, int], language: str) -> list[Column]:
    texts = ("verdict", "check", "act", "term")
    return [
        Column(key, width, "text" if key in texts else "short", title=say(language, CATALOGUE, f"col_{key}"))
        for key, width in widths.items()
    ]


def _pdca(sheet: TableSheet, report: YearReport) -> None:
    language = sheet.phrases.language
    sheet.heading(say(language, CATALOGUE, "title_pdca"))
    sheet.head(frozen=2)
    for line in report.classes:
        for one in line.terms:
            past, both = one.past, one.past + one.ahead
            lost = past.cancelled + past.study
            figures = (both.planned, both.planned_distance, past.distance, past.replaced, lost, past.extra)
            sheet.row((line.code, term_name(one, language), *figures, checked(past, language), ""))
