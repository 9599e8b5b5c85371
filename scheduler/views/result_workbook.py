"""The result workbook: the school's own sheets with the new Rooster, and behind them what `views` shows of the result.

The planner's own workbook stays his: the sheets are put into a copy of it. Where there is none that can be kept, a new
one is written. The result is again a valid input: its sheets of results are marked and ignored when it is read back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.school.building import school_of
from scheduler.school.roster import written_rows
from scheduler.school.terms import part_name, with_rows, year_parts

if TYPE_CHECKING:
    from scheduler.formats.files.faults import Notice
    from scheduler.formats.workbook import Extras
    from scheduler.formats.workbook.made_sheets import Area
    from scheduler.formats.workbook.own_file import OwnFile
    from scheduler.school.records import RosterRow, School
    from scheduler.views.report import Report


def write_result(
    path: Path,
    report: Report,
    language: str = "nl",
    *,
    overwrite: bool = False,
    extras: Extras | None = None,
    rows: tuple[RosterRow, ...] | None = None,
    roster_stays: bool = False,
) -> tuple[Notice, ...]:
    """Writes the workbook whole or not at all; raises `Faults` where it cannot be written.

    The report's problem must come from a school. `extras` of `read_workbook` gives the planner's own workbook, or at
    least his own columns and tabs. `rows` are written as Rooster where the planner's own rows should stay as they are;
    with `roster_stays` they are the very rows of his sheet, which is then not touched.

    Returns formulas of his that name a sheet of a result before, which this one does not have.
    """
    from scheduler.formats.files.writing import written_whole

    school = school_of(report.problem)
    if school is None:
        raise ValueError("a problem without a school has no workbook")
    with written_whole(Path(path), overwrite, lasting=True) as temporary:
        if not (roster_stays and school.part):
            school = with_rows(school, roster_rows(report) if rows is None else rows, language)
        elif school.part.whole is not None:
            school = replace(school.part.whole, realised=school.realised)
        rows = school.roster
        if extras is not None and extras.file is not None:
            content, broken = _put_into(extras.file, extras, report, school, rows, language, Path(path), roster_stays)
        else:
            content, broken = _new(extras, report, school, rows, language), ()
        temporary.write_bytes(content)
    return broken


def _new(extras: Extras | None, report: Report, school: School, rows: tuple[RosterRow, ...], language: str) -> bytes:
    from scheduler.formats.workbook import add_school_sheets
    from scheduler.formats.workbook.writing import workbook_into

    content = BytesIO()
    with workbook_into(content) as workbook:
        areas = add_school_sheets(workbook, school, language, roster=rows, extras=extras)
        _add_results(workbook, report, school, rows, language, areas)
    return content.getvalue()


def _put_into(
    file: OwnFile,
    extras: Extras,
    report: Report,
    school: School,
    rows: tuple[RosterRow, ...],
    language: str,
    path: Path,
    roster_stays: bool,
) -> tuple[bytes, tuple[Notice, ...]]:
    """The planner's workbook with what the contract has and he has not, and with the sheets of the result."""
    from scheduler.formats.workbook import add_school_sheets
    from scheduler.formats.workbook.own_file import Renewal
    from scheduler.formats.workbook.writing import workbook_into

    renewal = Renewal(file, language)
    renewal.leave_renamed()
    renewal.name_lessons(school)
    if "pins" in file.rows:
        renewal.add_pins(school)
    if "realised" in file.rows:
        renewal.renew_realised(school)
    if "roster" in file.rows and not roster_stays:
        parts = year_parts(school)
        renewal.renew_roster(rows, part_name(parts[0], language) if parts else "")
    new_tabs = []
    for title, tab in extras.sheets:
        if title in file.own:
            renewal.add_rows(title, tab)
        else:
            new_tabs.append((title, tab))
    content = BytesIO()
    with workbook_into(content) as workbook:
        beside = replace(extras, columns={}, sheets=tuple(new_tabs))
        areas = add_school_sheets(workbook, school, language, roster=rows, extras=beside, beside=file.rows)
        _add_results(workbook, report, school, rows, language, areas | renewal.areas(), file.kept_titles)
    whole = renewal.content(content.getvalue(), path.suffix.casefold())
    return whole, renewal.broken_formulas()


def _add_results(
    workbook: Any,
    report: Report,
    school: School,
    rows: tuple[RosterRow, ...],
    language: str,
    areas: Mapping[str, Area],
    taken: Collection[str] = (),
) -> None:
    """The sheets of the result, marked as ours; the workbook opens at the first of them."""
    from scheduler.formats.workbook import mark_output_sheet
    from scheduler.formats.workbook.made_sheets import add_state, roster_state
    from scheduler.formats.workbook.sheet_states import sheet_states
    from scheduler.views.result_sheets import add_result_sheets
    from scheduler.views.version import made_of

    made = made_of(date.today(), roster_state(rows), language)
    texts = add_result_sheets(workbook, report, language, taken, made=made)
    states = sheet_states(school)
    made_from = [areas["roster"], *(area for name, area in areas.items() if name in states)]
    for title in (*texts, add_state(workbook, rows, texts, language, made_from, states, taken)):
        mark_output_sheet(workbook, title)
    first = workbook.get_worksheet_by_name(next(iter(texts)))
    first.activate()
    first.set_first_sheet()


def roster_rows(report: Report) -> tuple[RosterRow, ...]:
    """The rows of the timetable; what was pinned in the sheet Rooster stays marked as pinned."""
    if report.rows is not None:
        return report.rows
    school = school_of(report.problem)
    return written_rows(report.problem, report.timetable, school.roster if school else ())
