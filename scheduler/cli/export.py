"""`scheduler export`: timetables per class, teacher and room as files to hand out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.files import read_school

FORMATS = ("xlsx", "html", "ics", "csv")
ONLY = ("classes", "teachers", "rooms")


@click.command(
    epilog="\b\nExample:\n  scheduler export school-rooster.xlsx --to roosters --format xlsx,ics --only classes",
    short_help="Timetables per class, teacher and room as files to hand out.",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path), help="Folder for the files.")
@click.option("--format", "formats", default="xlsx", show_default=True, help=f"One or more of {','.join(FORMATS)}.")
@click.option("--only", default="", help=f"One or more of {','.join(ONLY)}; default all.")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="First day of calendars, where Kalender says nothing.")
@verb
def export(desk: Desk, file: Path, folder: Path, formats: str, only: str, start: datetime | None) -> int:
    """Write the timetable of FILE as Excel files, web pages, calendars (iCalendar) or one CSV list in a folder."""
    from scheduler.formats.faults import Fault, Faults
    from scheduler.views.export import export as write

    chosen = _words(desk, formats, FORMATS)
    kinds = _words(desk, only, ONLY)
    case = read_school(desk, file)
    if case.timetable is None or not case.timetable.placements:
        raise Faults([Fault(file.name, file.name, "no_timetable", {}, "cli")], case.notices)
    first = start.date() if start else None
    written = write(case.problem, case.timetable, folder, chosen, kinds, desk.language, start=first)
    desk.say("exported", count=len(written), folder=folder)
    desk.notices((*case.notices, *case.row_notices))
    notices = desk.told((*case.notices, *case.row_notices))
    desk.result({"status": "written", "files": [str(path) for path in written], "notices": notices})
    return codes.DONE


def _words(desk: Desk, text: str, known: tuple[str, ...]) -> list[str]:
    """A list in one option: commas between, each out of the known ones."""
    words = [word.strip().casefold() for word in text.split(",") if word.strip()]
    for word in words:
        if word not in known:
            raise click.UsageError(desk.text("unknown_word", name=word, known=", ".join(known)))
    return words
