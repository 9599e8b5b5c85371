"""`scheduler convert`: the same school or archive in another form, chosen by content and by the name of the output."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.files import same_file
from scheduler.cli.helping import Verb


@click.command("convert", cls=Verb)
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True)
@verb
def convert(desk: Desk, source: Path, target: Path, overwrite: bool) -> int:
    """Write IN again as OUT: .xlsx a workbook, no suffix a folder of CSV files, .xml an XHSTT archive (from one)."""
    from scheduler.formats.files.faults import Faults
    from scheduler.formats.reading import language_of
    from scheduler.formats.xhstt import looks_like_xhstt, read_archive, write_archive

    if target.exists() and (not overwrite or same_file(source, target)):
        raise click.UsageError(desk.text("exists", file=target))
    suffix = target.suffix.casefold()
    if source.is_file() and looks_like_xhstt(source):
        if suffix != ".xml":
            raise click.UsageError(desk.text("archive_to_xml", file=target))
        write_archive(target, read_archive(source))
    else:
        if suffix not in (".xlsx", ""):
            raise click.UsageError(desk.text("convert_targets", file=target))
        try:
            _school(desk, source, target, overwrite)
        except Faults:
            desk.adopt(language_of(source))
            raise
    desk.say("import_written", file=target)
    desk.result({"status": "written", "file": str(target)})
    return codes.DONE


def _school(desk: Desk, source: Path, target: Path, overwrite: bool) -> None:
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
