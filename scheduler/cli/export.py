"""`scheduler export`: timetables per class, teacher and room as files to hand out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.files import read_school, same_file
from scheduler.cli.helping import Verb

if TYPE_CHECKING:
    from scheduler.formats.files.faults import Notice
    from scheduler.formats.reading import SchoolCase
    from scheduler.problem.problem import Problem
    from scheduler.problem.timetable import Timetable
    from scheduler.views.calendars import Earlier

VIEWS = ("xlsx", "html", "site", "ics", "csv", "wallchart", "loads")
EXCHANGE = ("gpu", "fet")
"""For other products: Untis text files (GPU001, GPU002); a FET file and the CSV columns that users exchange."""
FET_FILE = "timetable_data_and_timetable.fet"
FORMATS = VIEWS + EXCHANGE
ONLY = ("classes", "teachers", "rooms")


@click.command("export", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path))
@click.option("--format", "formats", default="xlsx", show_default=True)
@click.option("--only", default="")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--since", "since", type=click.Path(path_type=Path))
@verb
def export(
    desk: Desk, file: Path, folder: Path, formats: str, only: str, start: datetime | None, since: Path | None
) -> int:
    """Write the timetable of FILE as Excel files, pages, wall charts, loads, calendars, or for other programs."""
    from scheduler.views.calendars import WholeCalendars
    from scheduler.views.export import export as write

    chosen = _words(desk, formats, FORMATS)
    kinds = _words(desk, only, ONLY)
    if {"html", "site"} <= set(chosen):
        raise click.UsageError(desk.text("html_or_site"))
    case = read_school(desk, file)
    if same_file(file, folder):  # a list of ours may be called like a sheet of the school
        raise click.UsageError(desk.text("is_input", file=folder))
    timetable = _timetable(case)
    first = start.date() if start else None
    views = [name for name in chosen if name in VIEWS]
    if since is not None and set(chosen) != {"ics"}:
        raise click.UsageError(desk.text("since_calendars"))
    earlier = _earlier(desk, since, case, first) if since is not None else None
    try:
        written = list(write(case.problem, timetable, folder, views, kinds, desk.language, start=first, since=earlier))
    except WholeCalendars as whole:
        raise click.UsageError(desk.text("since_whole", file=whole.path)) from None
    files, unsaid = _exchange(
        case.problem, timetable, folder, [name for name in chosen if name in EXCHANGE], desk.language
    )
    written += files
    if since is not None and not written:
        desk.say("since_nothing", file=since)
    else:
        desk.say("exported", count=len(written), folder=folder)
    notices = (*case.notices, *case.row_notices, *unsaid)
    desk.notices(notices)
    desk.result({"status": "written", "files": [str(path) for path in written], "notices": desk.told(notices)})
    return codes.DONE


def _earlier(desk: Desk, since: Path, case: SchoolCase, start: date | None) -> Earlier:
    """What was handed out before: calendars in a folder or a zip, or the timetable of another workbook."""
    from scheduler.formats.calendars import calendars_in
    from scheduler.views.calendars import OnlyChanges, earlier_files, earlier_timetable

    files = calendars_in(since)
    if files is not None:
        try:
            return earlier_files(files)
        except OnlyChanges:
            raise click.UsageError(desk.text("since_changes", file=since)) from None
    language = desk.language
    old = read_school(desk, since)
    desk.adopt(language)
    return earlier_timetable(case.problem, _timetable(old), old.problem, desk.language, datetime.now(UTC), start)


def _timetable(case: SchoolCase) -> Timetable:
    from scheduler.formats.files.faults import Fault, Faults

    if case.timetable is None or not case.timetable.placements:
        raise Faults([Fault(case.path.name, case.path.name, "no_timetable", {}, "cli")], case.notices)
    return case.timetable


def _exchange(
    problem: Problem, timetable: Timetable, folder: Path, formats: list[str], language: str
) -> tuple[list[Path], list[Notice]]:
    """The files that other products read, each written whole or not at all; and what they cannot say."""
    from scheduler.formats.fet.from_school import write_school_as_fet
    from scheduler.formats.untis import unsaid, write_gpu001, write_gpu002, write_neutral_csv
    from scheduler.school.building import school_of
    from scheduler.school.roster import rows_of

    school = school_of(problem)
    assert school is not None
    stated = school
    every = rows_of(problem, timetable)
    rows = [row for row in every if row.attendees]
    writers: dict[str, list[tuple[str, Callable[[Path], None]]]] = {
        "gpu": [
            ("GPU001.TXT", lambda path: write_gpu001(school, rows, path)),
            ("GPU002.TXT", lambda path: write_gpu002(school, path)),
        ],
        "fet": [
            ("timetable-fet.csv", lambda path: write_neutral_csv(school, rows, path)),
            (FET_FILE, lambda path: notices.extend(write_school_as_fet(path, stated, problem, timetable, language))),
        ],
    }
    written = []
    notices = [notice for form in formats for notice in unsaid(school, every, form)]
    for name, writer in (pair for form in formats for pair in writers[form]):
        folder.mkdir(parents=True, exist_ok=True)
        writer(folder / name)
        written.append(folder / name)
    return written, notices


def _words(desk: Desk, text: str, known: tuple[str, ...]) -> list[str]:
    """A list in one option: commas between, each out of the known ones."""
    words = [word.strip().casefold() for word in text.split(",") if word.strip()]
    for word in words:
        if word not in known:
            raise click.UsageError(desk.text("unknown_word", name=word, known=", ".join(known)))
    return words
