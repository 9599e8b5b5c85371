"""`scheduler diff`: what changes between two timetables, from where to where and for whom."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.files import check_output, read_school, same_file, term_option, timetable_in
from scheduler.cli.helping import Verb

if TYPE_CHECKING:
    from scheduler.evaluation.difference import Change, Difference, Standing
    from scheduler.problem.problem import Problem

FEW = 20
"""So many changes are told unless all are asked for."""


@click.command("diff", cls=Verb)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path))
@click.option("--to", "folder", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True)
@click.option("--all", "everything", is_flag=True)
@term_option
@verb
def diff(
    desk: Desk, old: Path, new: Path, output: Path | None, folder: Path | None, overwrite: bool, everything: bool
) -> int:
    """Compare the timetable in the file OLD with that in NEW."""
    from scheduler.evaluation.difference import difference
    from scheduler.views.version import changed_from, version_of

    before = read_school(desk, old)
    was = timetable_in(before)
    after = read_school(desk, new)
    _check_places(desk, (old, new), output, folder, overwrite)
    now = timetable_in(after)
    found = difference(after.problem, was, now, old=before.problem)
    print_changes(desk, found, None if everything else FEW)
    versions = version_of(before.problem, was), version_of(after.problem, now)
    made = changed_from(date.today(), versions, desk.language)
    files = _write(desk, found, output, folder, made)
    notices = (*before.row_notices, *after.row_notices)
    desk.notices(notices)
    desk.result({**as_fields(found, desk.language), "files": files, "notices": desk.told(notices)})
    return codes.DONE


def _check_places(
    desk: Desk, inputs: tuple[Path, ...], output: Path | None, folder: Path | None, overwrite: bool
) -> None:
    """Refuses before the work what could not be written after it."""
    for file in inputs:
        check_output(desk, file, output, overwrite=False)
        if folder is not None and same_file(file, folder):
            raise click.UsageError(desk.text("is_input", file=folder))
    if output is not None and output.suffix.casefold() != ".xlsx":
        raise click.UsageError(desk.text("not_xlsx", file=output))
    if output is not None and output.exists() and not overwrite:
        raise click.UsageError(desk.text("exists", file=output))


def _write(desk: Desk, found: Difference, output: Path | None, folder: Path | None, made: str) -> list[str]:
    from scheduler.views.changes import write_change_pages, write_changes_workbook

    files = []
    if output is not None:
        write_changes_workbook(output, found, desk.language, made)
        files.append(output)
        desk.say("diff_file", file=output)
    if folder is not None:
        pages = list(write_change_pages(folder, found, desk.language))
        files += pages
        desk.say("diff_pages", count=len(pages) - 1, folder=folder)
    return [str(file) for file in files]


def print_changes(desk: Desk, found: Difference, most: int | None) -> None:
    """The counts, who is concerned, and the first `most` changes as a table (None: all)."""
    from rich.table import Table
    from rich.text import Text

    from scheduler.problem.text import say
    from scheduler.telling.changes import told
    from scheduler.views.changes import WIDTHS, sentences

    if desk.as_json:
        return
    for text in sentences(found, desk.language):
        desk.line(text)
    if not found.changes:
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for key in WIDTHS:
        table.add_column(say(desk.language, "changes", f"col_{key}"), overflow="fold")
    for change in found.changes[:most]:
        one = told(found, change, desk.language)
        table.add_row(*map(Text, (one.lesson, one.what, one.before or "–", one.after or "–")))
    desk.line()
    desk.console().print(table)
    if most is not None and len(found.changes) > most:
        desk.say("more_violations", count=len(found.changes) - most)


def as_fields(found: Difference, language: str) -> dict[str, Any]:
    """The difference as JSON fields: counts, changes, and who is concerned by how many."""
    from scheduler.evaluation.difference import Aspect, Fate, For
    from scheduler.telling.changes import counted

    return {
        "status": "changed" if found.changes or found.added or found.removed else "same",
        "text": counted(found, language),
        "same": found.same,
        "moved": found.moved,
        "differing": {aspect.value: found.differing[aspect] for aspect in Aspect},
        "fates": {fate.value: found.fates[fate] for fate in Fate},
        "lessons_added": list(found.added),
        "lessons_removed": list(found.removed),
        "concerned": {kind.value: {code: len(some) for code, some in found.of(kind).items()} for kind in For},
        "changes": [_change(found, change, language) for change in found.changes],
    }


def _change(found: Difference, change: Change, language: str) -> dict[str, Any]:
    from scheduler.telling.changes import told

    one = told(found, change, language)
    return {
        "lesson": change.lesson,
        "optional": change.optional,
        "fate": change.fate.value,
        "differs": [aspect.value for aspect in change.differs],
        "from": _standing(found.old, change.old),
        "to": _standing(found.new, change.new),
        "text": f"{one.lesson}: {one.before or '–'} → {one.after or '–'}",
    }


def _standing(problem: Problem, one: Standing | None) -> dict[str, Any] | None:
    if one is None:
        return None
    first = problem.times[one.times[0]]
    return {
        "part": one.part,
        "weeks": sorted({problem.times[time].week for time in one.times}),
        "day": first.day,
        "period": first.period,
        "duration": one.duration,
        "mode": one.mode.value,
        "classes": sorted(one.classes),
        "pupils": sorted(one.pupils),
        "teachers": sorted(one.teachers),
        "rooms": sorted(one.rooms),
    }
