"""`scheduler import`: an existing roster, or a lesson table, becomes a school workbook with its timetable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.helping import Verb

if TYPE_CHECKING:
    from scheduler.formats.files.faults import Notice
    from scheduler.formats.roster import Assumption, Imported, ImportOptions
    from scheduler.school.records import School


@click.command("import", cls=Verb)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="ROSTER...")
@click.option("-o", "--output", type=click.Path(path_type=Path))
@click.option("--classes", type=click.Path(path_type=Path))
@click.option("--staffing", is_flag=True)
@click.option("--map", "mapping", type=click.Path(path_type=Path))
@click.option("--day")
@click.option("--class", "class_name")
@click.option("--teacher")
@click.option("--sheet", "sheets", multiple=True)
@click.option("--hidden", is_flag=True)
@click.option("--explain", type=click.Path(path_type=Path))
@click.option("--accept", is_flag=True)
@click.option("--dry-run", is_flag=True)
@click.option("--overwrite", is_flag=True)
@verb
def import_(
    desk: Desk,
    files: tuple[Path, ...],
    output: Path | None,
    classes: Path | None,
    staffing: bool,
    explain: Path | None,
    dry_run: bool,
    overwrite: bool,
    **reading: Any,
) -> int:
    """Read existing rosters (Excel, CSV, Untis, aSc, FET), or a lesson table (CSV), into one school workbook."""
    from scheduler.formats.lesson_table import looks_like_lesson_table

    if output is None and not dry_run:
        raise click.UsageError(desk.text("import_needs_output"))
    if output is not None and output.suffix.casefold() != ".xlsx":
        raise click.UsageError(desk.text("not_xlsx", file=output))
    if output is not None and output.exists() and not (overwrite or dry_run):
        raise click.UsageError(desk.text("exists", file=output))
    if len(files) == 1 and (classes or staffing or looks_like_lesson_table(files[0])):
        school, told = _lesson_table(desk, files[0], classes, staffing)
        records = 0
    else:
        if classes or staffing:
            raise click.UsageError(desk.text("one_lesson_table"))
        school, told, records = _roster(desk, files, explain, _options(desk, files, **reading))
    counts = {
        "classes": len(school.classes),
        "teachers": len(school.teachers),
        "rooms": len(school.rooms),
        "lessons": len(school.lessons),
        "placed": len(school.roster),
    }
    _tell(desk, counts, told)
    if not school.lessons and not records:
        desk.say("import_no_lessons")
        desk.result(
            {"status": "faults", "file": None, "counts": counts, "faults": [desk.text("import_no_lessons")], **told}
        )
        return codes.FAULTS
    if output is not None and not dry_run:
        _write(desk, school, output, told, overwrite)
        desk.line()
        desk.say("import_written", file=output)
        desk.say("new_next", file=output)
    written = None if dry_run else str(output)
    desk.result({"status": "read" if dry_run else "written", "file": written, "counts": counts, **told})
    return codes.DONE


Told = dict[str, list[dict[str, Any]]]
"""What was assumed and noticed, as JSON objects with a `text` each."""


def _lesson_table(desk: Desk, file: Path, classes: Path | None, staffing: bool) -> tuple[School, Told]:
    from scheduler.formats.lesson_table import read_lesson_table

    school, notices = read_lesson_table(file, classes, staffing, desk.language)
    return school, {"assumptions": [], "notices": [_notice(desk, notice) for notice in notices]}


def _roster(
    desk: Desk, files: tuple[Path, ...], explain: Path | None, options: ImportOptions
) -> tuple[School, Told, int]:
    """The school, what is told of it, and how many records master data gave; `explain` is always written."""
    from scheduler.formats.files.faults import Faults
    from scheduler.formats.roster import Doubtful, Imported, import_roster
    from scheduler.library.importing import as_it_runs
    from scheduler.school.records import School

    try:
        imported = as_it_runs(import_roster(files, options))
    except Faults as refused:
        if explain is not None:
            seen = refused.imported if isinstance(refused, Doubtful) else Imported(School(), doubts=refused.faults)
            _explain(desk, seen, explain)
        raise
    if explain is not None:
        _explain(desk, imported, explain)
    told = {
        "assumptions": [_assumption(desk, one) for one in imported.assumptions],
        "notices": [_assumption(desk, one) for one in imported.notices],
    }
    return imported.school, told, int(imported.counts.get("records", 0))


def _explain(desk: Desk, imported: Imported, page: Path) -> None:
    from scheduler.formats.files.writing import written_whole
    from scheduler.formats.roster import explain_html

    with written_whole(page, overwrite=True) as temporary:
        temporary.write_text(explain_html(imported, desk.language), encoding="utf-8")
    desk.say("import_explained", file=page)


def _options(
    desk: Desk,
    files: tuple[Path, ...],
    mapping: Path | None,
    day: str | None,
    class_name: str | None,
    teacher: str | None,
    sheets: tuple[str, ...],
    hidden: bool,
    accept: bool,
) -> ImportOptions:
    from scheduler.formats.roster import ImportOptions

    command = " ".join(["scheduler import", *(f'"{file}"' if " " in str(file) else str(file) for file in files)])
    return ImportOptions(
        map=_read_map(mapping) if mapping else {},
        day=day,
        class_name=class_name,
        teacher=teacher,
        sheets=sheets,
        hidden=hidden,
        accept=accept,
        language=desk.language,
        command=command,
    )


MOST_BYTES = 2**20
"""Of a file with decisions."""


def _read_map(file: Path) -> dict[str, object]:
    import tomllib

    from scheduler.formats.files.faults import Fault, Faults
    from scheduler.formats.files.opening import text_bytes
    from scheduler.formats.files.text import decoded
    from scheduler.ordinary_files import parsed_toml

    try:
        return parsed_toml(decoded(text_bytes(file, MOST_BYTES), file.name))
    except tomllib.TOMLDecodeError as wrong:
        raise Faults([Fault(str(file), "", "bad_map", {"reason": str(wrong)}, "cli")]) from None


def _notice(desk: Desk, notice: Notice) -> dict[str, Any]:
    return {"where": notice.where, "text": notice.text(desk.language)}


def _assumption(desk: Desk, one: Assumption) -> dict[str, Any]:
    return {"where": one.where, "text": one.text(desk.language), "confidence": one.confidence}


def _tell(desk: Desk, counts: dict[str, int], told: Told) -> None:
    from scheduler.formats.roster import told_together

    desk.say("import_read", **counts)
    for kind in ("assumptions", "notices"):
        if told[kind]:
            desk.line()
            desk.say(f"import_{kind}")
            lines = told_together((_where(one), one["text"]) for one in told[kind])
            for where, text in lines[:MOST_LINES]:
                desk.line(f"  {where}: {text}" if where else f"  {text}")
            if len(lines) > MOST_LINES:
                more, sheet = len(lines) - MOST_LINES, desk.text("import_sheet")
                desk.line(f"  {desk.text('import_more', count=more, sheet=sheet)}")


MOST_LINES = 15
"""Of what was assumed, and of what was noticed, so that both stand on one screen."""


def _where(one: dict[str, Any]) -> str:
    """A notice of the reader names its place in the sentence itself; an assumption does not."""
    return str(one["where"]) if "confidence" in one else ""


def _write(desk: Desk, school: School, output: Path, told: Told, overwrite: bool) -> None:
    """The workbook, with what was assumed in a sheet of its own."""
    from scheduler.formats.workbook import Extras, write_school

    rows = [(desk.text(f"import_{kind}").rstrip(":"), one["where"], one["text"]) for kind in told for one in told[kind]]
    sheets = ((desk.text("import_sheet"), tuple(rows)),) if rows else ()
    write_school(school, output, desk.language, overwrite=overwrite, extras=Extras(sheets=sheets))
