"""`scheduler convert`: the same school or archive in another form, chosen by content and by the name of the output."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.files import same_file
from scheduler.cli.helping import Verb

if TYPE_CHECKING:
    from scheduler.formats.files.faults import Notice


@click.command("convert", cls=Verb)
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True)
@verb
def convert(desk: Desk, source: Path, target: Path, overwrite: bool) -> int:
    """Write IN again as OUT: .xlsx a workbook, no suffix a folder of CSV files, .fet a file of FET, .xml XHSTT."""
    from scheduler.formats.fet import looks_like_fet
    from scheduler.formats.files.faults import Faults
    from scheduler.formats.reading import language_of
    from scheduler.formats.xhstt import looks_like_xhstt, read_archive, write_archive

    if target.exists() and (not overwrite or same_file(source, target)):
        raise click.UsageError(desk.text("exists", file=target))
    suffix = target.suffix.casefold()
    notices: list[Notice] = []
    if source.is_file() and looks_like_xhstt(source):
        if suffix != ".xml":
            raise click.UsageError(desk.text("archive_to_xml", file=target))
        write_archive(target, read_archive(source))
    elif source.is_file() and looks_like_fet(source):
        if suffix not in (".xlsx", "", ".fet"):
            raise click.UsageError(desk.text("convert_targets", file=target))
        notices += _of_fet(desk, source, target, overwrite)
    else:
        if suffix not in (".xlsx", "", ".fet"):
            raise click.UsageError(desk.text("convert_targets", file=target))
        try:
            notices += _as_fet(desk, source, target) if suffix == ".fet" else _school(desk, source, target, overwrite)
        except Faults:
            desk.adopt(language_of(source))
            raise
    desk.say("import_written", file=target)
    desk.notices(notices)
    desk.result({"status": "written", "file": str(target), "notices": desk.told(notices)})
    return codes.DONE


def _of_fet(desk: Desk, source: Path, target: Path, overwrite: bool) -> list[Notice]:
    """A FET file as a school, with a sheet of what no sheet says; or again as it is. What is to be said of it."""
    from scheduler.formats.fet import locked_timetable, read_fet, write_fet
    from scheduler.formats.fet.school import REST, school_of
    from scheduler.formats.workbook import write_csv_folder, write_school
    from scheduler.formats.workbook.reading import Extras

    fet = read_fet(source)
    if target.suffix.casefold() == ".fet":
        write_fet(target, fet)
        return list(fet.notices)
    made = school_of(fet, locked_timetable(fet), desk.language, source.name)
    if not target.suffix:
        write_csv_folder(made.school, target, desk.language, overwrite=overwrite)
    else:
        rows = ((desk.text("fet_constraint"), desk.text("fet_says")), *made.rest)
        extras = Extras(sheets=((REST, rows),)) if made.rest else Extras()
        write_school(made.school, target, desk.language, overwrite=overwrite, extras=extras)
    return [*fet.notices, *made.notices]


def _as_fet(desk: Desk, source: Path, target: Path) -> list[Notice]:
    """A school workbook as a FET file with its timetable locked; what FET cannot say."""
    from scheduler.formats.fet.from_school import write_school_as_fet
    from scheduler.formats.reading import read_case

    case = read_case(source)
    desk.adopt(case.language)
    unsaid = write_school_as_fet(target, case.school, case.problem, case.timetable, desk.language)
    return [*case.row_notices, *unsaid]


def _school(desk: Desk, source: Path, target: Path, overwrite: bool) -> list[Notice]:
    from dataclasses import replace

    from scheduler.formats.files.faults import Faults
    from scheduler.formats.workbook import read_workbook, write_csv_folder, write_school

    reading = read_workbook(source)
    if reading.unfit:  # a copy that lacks rows is no copy
        raise Faults(reading.unfit, reading.notices)
    desk.adopt(reading.school.settings.language)
    school = replace(reading.school, settings=replace(reading.school.settings, language=desk.language))
    if target.suffix:
        write_school(school, target, desk.language, overwrite=overwrite, extras=reading.extras)
    else:
        write_csv_folder(school, target, desk.language, overwrite=overwrite)
    return []
