"""The result sheets of a solved workbook: Overzicht, every timetable, Niet geplaatst, Kwaliteit, Naleving, Bezetting.

`add_result_sheets` writes them behind whatever the workbook holds already.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from scheduler.formats.workbook.made_sheets import Texts
from scheduler.problem.problem import Problem
from scheduler.problem.resources import TEACHER
from scheduler.problem.text import say
from scheduler.school.building import school_of
from scheduler.school.building.lessons import MEETING, made_subject
from scheduler.school.catalogue import catalogue
from scheduler.school.made_lessons import shown_id
from scheduler.telling.changes import least_told
from scheduler.views.agenda import Agenda, Kind
from scheduler.views.changes import changes_columns, write_changes
from scheduler.views.compliance_sheets import write_compliance
from scheduler.views.duties_sheet import DUTIES, duties_of, write_duties
from scheduler.views.names import SheetTitles
from scheduler.views.overview import overview
from scheduler.views.phrases import Phrases
from scheduler.views.quality_sheet import QUALITY, write_quality
from scheduler.views.report import Report, Unplaced
from scheduler.views.shares_sheet import write_shares
from scheduler.views.tables import TableSheet, columns_of
from scheduler.views.timetable_sheet import Formats, add_timetable
from scheduler.views.usage_sheet import usage_columns, write_usage

if TYPE_CHECKING:
    from xlsxwriter import Workbook

REPORTS = ("overview", "unplaced", "quality", "compliance", "shares", "occupancy")

UNPLACED = columns_of("lesson 18, who 20, subject 22, teachers 20, missing 12 number, of 8 number, reason 60")
COMPLIANCE = columns_of("sentence 44, what 28, who 22, measured 32, limit 19 short, verdict 14 short, rule 6 short")
SHARES = columns_of(
    "scope 9 short, who 28, lessons 9 number, placed 11 number, distance 9 number, synchronous 7 number, "
    "asynchronous 7 number, percent 9 short, percent_placed 11 short, year_lessons 10 number, "
    "year_distance 10 number, year_percent 10 short, cap 9 short, most 11 short, slack 8 short, verdict 14 short"
)
OVERVIEW = columns_of("sentence 46, sentence 46")


def add_result_sheets(
    workbook: Workbook,
    report: Report,
    language: str,
    taken: Iterable[str] = (),
    timetables: bool = True,
    made: str = "",
) -> dict[str, Texts]:
    """Adds the sheets; returns their titles in order, with what stands in each cell of those of one class or person.

    `taken` are titles that will be added to the workbook later (the ones it has already are seen anyway). Without
    `timetables` only the reports are written. `made` says at the foot of each of which timetable it is.
    """
    phrases, formats = Phrases(report.problem, language), Formats(workbook, made)
    own = SheetTitles([*(sheet.get_name() for sheet in workbook.worksheets()), *taken])
    titles = {name: own.make(phrases.say(f"sheet_{name}")) for name in REPORTS}
    if report.duties is not None:
        titles["duties"] = own.make(phrases.say("sheet_duties"))
    if report.facts.changes is not None:
        titles["changes"] = own.make(say(language, "changes", "sheet"))
    before = len(workbook.worksheets())
    _overview(report, TableSheet(workbook, formats, phrases, titles["overview"], OVERVIEW), titles)
    pages: dict[str, Texts] = {}
    for spoken, agenda in _timetables(report, phrases) if timetables else ():
        title = own.make(f"{spoken.say(f'sheet_{agenda.kind.value}', code=agenda.code)} {spoken.term}".rstrip())
        lines = tuple(_duties(report, spoken, agenda))
        pages[title] = add_timetable(workbook, formats, spoken.problem, spoken, agenda, title, lines)
    if report.facts.changes is not None:
        sheet = TableSheet(workbook, formats, phrases, titles["changes"], changes_columns(language))
        because = [say(language, "changes", "against_roster")]
        if report.facts.least_moved is not None:
            because.append(
                least_told(report.facts.changes.moved, report.facts.least_moved, report.facts.for_wishes, language)
            )
        write_changes(sheet, report.facts.changes, because)
    _unplaced(report, TableSheet(workbook, formats, phrases, titles["unplaced"], UNPLACED))
    write_quality(report, TableSheet(workbook, formats, phrases, titles["quality"], QUALITY))
    write_compliance(report, TableSheet(workbook, formats, phrases, titles["compliance"], COMPLIANCE))
    if report.shares:
        write_shares(report, TableSheet(workbook, formats, phrases, titles["shares"], SHARES))
    usage = usage_columns(report, phrases)
    write_usage(report, TableSheet(workbook, formats, phrases, titles["occupancy"], usage))
    if report.duties is not None:
        write_duties(report, TableSheet(workbook, formats, phrases, titles["duties"], DUTIES))
    return {sheet.get_name(): pages.get(sheet.get_name(), {}) for sheet in workbook.worksheets()[before:]}


def _timetables(report: Report, phrases: Phrases) -> Iterable[tuple[Phrases, Agenda]]:
    """Every class, teacher and room with its timetables, those of one beside each other in the order of the year."""
    others = ((Phrases(problem, phrases.language), agendas) for problem, agendas in report.others)
    terms = sorted([(phrases, report.agendas), *others], key=lambda term: _first_day(term[0].problem))
    found: dict[tuple[Kind, str], list[tuple[Phrases, Agenda]]] = {}
    for kind in Kind:
        for spoken, agendas in terms:
            for agenda in agendas.of(kind):
                found.setdefault((kind, agenda.code), []).append((spoken, agenda))
    return chain.from_iterable(found.values())


def _duties(report: Report, phrases: Phrases, agenda: Agenda) -> Iterable[str]:
    """What stands under the timetable of a teacher: his duties, which are around that of the report."""
    if agenda.kind is Kind.TEACHER and phrases.problem is report.problem:
        yield from duties_of(report.duties, agenda.code, phrases)


def _first_day(problem: Problem) -> date:
    school = school_of(problem)
    return min(school.part.days) if school and school.part else date.min


def _overview(report: Report, sheet: TableSheet, titles: dict[str, str]) -> None:
    sheet.heading(titles["overview"], 18)
    sheet.heading(report.problem.name, 12)
    for paragraph in overview(report, sheet.phrases.language):
        sheet.heading(paragraph.heading, 12)
        for one in paragraph.sentences:
            sheet.sentence(one.text, one.alarm)
    sheet.heading(sheet.phrases.say("head_sheets"), 12)
    others = [title for name, title in titles.items() if name != "overview" and (name != "shares" or report.shares)]
    sheet.sentence(sheet.phrases.say("sheets_are", sheets=", ".join(others)))


def _unplaced(report: Report, sheet: TableSheet) -> None:
    say = sheet.phrases.say
    sheet.heading(say("sheet_unplaced"))
    if not report.unplaced:
        sheet.sentence(say("unplaced_none"))
        return
    sheet.head(frozen=1)
    for item in report.unplaced:
        lesson = report.problem.lesson[item.lesson]
        teachers = {
            report.problem.resource[candidate].code: None
            for demand in lesson.demands_in(lesson.options[0])
            for candidate in demand.candidates
            if report.problem.resource[candidate].kind == TEACHER
        }
        subject = say("meeting") if made_subject(lesson) == MEETING else sheet.phrases.subject(lesson.subject)
        who = ", ".join(lesson.attendees) or lesson.name
        reasons = "\n".join(reason_lines(item, sheet.phrases))
        sheet.row(
            (
                shown_id(item.lesson, sheet.phrases.language),
                who,
                subject,
                ", ".join(teachers),
                item.periods,
                item.total,
                reasons,
            )
        )


def reason_lines(item: Unplaced, phrases: Phrases) -> list[str]:
    """Why a lesson was left out: ids of rules become their sentences, other reasons stay as they are."""
    lines = []
    for text in item.reasons:
        entry = catalogue().get(text)
        lines.append(f"{text}: {entry.sentence[phrases.language]}" if entry else text)
    return lines or [phrases.say("reason_unknown")]
