"""The result workbook: the school's own sheets with the new Rooster, and behind them what `views` shows of the result.

The result is again a valid input: its sheets of results are marked and ignored when it is read back.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.school.building import school_of
from scheduler.school.roster import written_rows

if TYPE_CHECKING:
    from scheduler.formats.workbook import Extras
    from scheduler.school.records import RosterRow
    from scheduler.views.report import Report


def write_result(
    path: Path,
    report: Report,
    language: str = "nl",
    *,
    overwrite: bool = False,
    extras: Extras | None = None,
    rows: tuple[RosterRow, ...] | None = None,
) -> None:
    """Writes the workbook whole or not at all; raises `Faults` where it cannot be written.

    The report's problem must come from a school. `extras` of `read_workbook` gives the planner's own columns and
    tabs back. `rows` are written as Rooster where the planner's own rows should stay as they are.
    """
    from scheduler.formats.files.writing import written_whole
    from scheduler.formats.workbook import add_school_sheets, mark_output_sheet
    from scheduler.formats.workbook.made_sheets import add_state
    from scheduler.formats.workbook.writing import workbook_in
    from scheduler.views.result_sheets import add_result_sheets

    school = school_of(report.problem)
    if school is None:
        raise ValueError("a problem without a school has no workbook")
    with written_whole(Path(path), overwrite, lasting=True) as temporary, workbook_in(temporary) as workbook:
        rows = roster_rows(report) if rows is None else rows
        add_school_sheets(workbook, school, language, roster=rows, extras=extras)
        texts = add_result_sheets(workbook, report, language)
        for title in (*texts, add_state(workbook, rows, texts, language)):
            mark_output_sheet(workbook, title)
        first = workbook.get_worksheet_by_name(next(iter(texts)))
        first.activate()
        first.set_first_sheet()


def roster_rows(report: Report) -> tuple[RosterRow, ...]:
    """The rows of the new timetable; what was pinned in the sheet Rooster stays marked as pinned."""
    school = school_of(report.problem)
    return written_rows(report.problem, report.timetable, school.roster if school else ())
