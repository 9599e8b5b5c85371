"""Files that verbs share: reading a case in the right language, where a result goes, and times as people write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.desk import Desk

if TYPE_CHECKING:
    from scheduler.formats.cases import ArchiveCase, FetCase, SchoolCase
    from scheduler.problem.timetable import Timetable

BOOK, MACROS = ".xlsx", ".xlsm"
SUFFIX = {"nl": "-rooster", "en": "-timetable"}
LEAST_ROOM = 2 * 2**20
"""Bytes that must be free for any result."""
_RESULT_NAME = re.compile(r"(.*-(?:rooster|timetable))(?:-(\d+))?", re.DOTALL)


_TERM = "scheduler.term"
"""Key of `click.Context.meta`: what `--term` says."""


def term_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--term`, which `read` asks for: of which timetable of the year a verb speaks."""

    def keep(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
        ctx.meta[_TERM] = value

    return click.option("--term", expose_value=False, callback=keep)(function)


def asked_term() -> str | None:
    """What `--term` says; None without it."""
    found: str | None = click.get_current_context().meta.get(_TERM)
    return found


def read_school(desk: Desk, file: Path, term: str | date | None = None, fresh: bool = False) -> SchoolCase:
    """The school in a file (see `read`); an archive of another format is a fault here."""
    from scheduler.formats.cases import school_case

    return school_case(read(desk, file, fresh, term=term))


def read(
    desk: Desk,
    file: Path,
    fresh: bool = False,
    solutions: bool = True,
    only: str | None = None,
    term: str | date | None = None,
) -> SchoolCase | ArchiveCase | FetCase:
    """What a file states (see `read_any`); from here on the desk speaks the file's language. Raises `Faults`.

    Where terms have timetables of their own: that of `term`, else the one that `--term` names.
    """
    from scheduler.formats.cases import read_any
    from scheduler.formats.files.faults import Faults

    try:
        case = read_any(file, fresh, solutions, only, term or asked_term())
    except Faults:
        from scheduler.formats.reading import language_of

        desk.adopt(language_of(file))
        raise
    desk.adopt(case.language)
    return case


def timetable_in(case: SchoolCase) -> Timetable:
    """The timetable that a school's file holds; a fault of the file where it holds none."""
    from scheduler.formats.files.faults import Fault, Faults

    if case.timetable is None or not case.timetable.placements:
        raise Faults([Fault(case.path.name, case.path.name, "no_timetable", {}, "cli")], case.notices)
    return case.timetable


def default_output(case: SchoolCase | ArchiveCase, language: str) -> Path:
    """Beside the input: school.xlsx -> school-rooster.xlsx; a result that is solved again gets the next number.

    An .xlsm stays one where it can be kept, with its macros.
    """
    file = case.path
    stem = file.name if file.is_dir() else file.stem
    again = _RESULT_NAME.fullmatch(stem)
    name = f"{again[1]}-{int(again[2] or 1) + 1}" if again else stem + SUFFIX[language]
    return file.parent / f"{name}{MACROS if MACROS in _suffixes(case) and file.suffix.casefold() == MACROS else BOOK}"


def check_suffix(desk: Desk, case: SchoolCase, output: Path) -> None:
    """Refuses a name that no workbook has: .xlsm only where the planner's own workbook is kept."""
    if output.suffix.casefold() not in _suffixes(case):
        raise click.UsageError(desk.text("not_xlsx", file=output))


def _suffixes(case: SchoolCase | ArchiveCase) -> tuple[str, ...]:
    from scheduler.formats.cases import SchoolCase

    return (BOOK, MACROS) if isinstance(case, SchoolCase) and case.extras.file is not None else (BOOK,)


def check_output(desk: Desk, file: Path, output: Path | None, overwrite: bool) -> None:
    """Refuses before the work what could not be written after it."""
    if output is None:
        return
    if same_file(file, output) and not overwrite:
        raise click.UsageError(desk.text("is_input", file=output))
    try_output(desk, file, output)


def check_new_workbook(
    desk: Desk, files: Iterable[Path], output: Path | None, overwrite: bool, kept: SchoolCase | None = None
) -> None:
    """As `check_output` for each of the inputs; also a name that no workbook has, and a file that is there already.

    `kept`: whose workbook the output is a copy of; one with macros may keep them.
    """
    for file in files:
        check_output(desk, file, output, overwrite)
    if output is not None and output.suffix.casefold() not in (_suffixes(kept) if kept is not None else (BOOK,)):
        raise click.UsageError(desk.text("not_xlsx", file=output))
    if output is not None and output.exists() and not overwrite:
        raise click.UsageError(desk.text("exists", file=output))


def try_output(desk: Desk, file: Path, output: Path) -> None:
    """Writes as much beside the output as it may become, and takes it away again; refuses where that fails."""
    from scheduler.whole_files import ReadOnly, tried

    if not output.absolute().parent.is_dir():
        raise click.UsageError(desk.text("no_folder", folder=output.absolute().parent))
    if output.exists() and (lock := open_elsewhere(output)):
        raise click.UsageError(desk.text("open_elsewhere", file=output, lock=lock.name))
    try:
        tried(output, likely_size(file))
    except ReadOnly:
        raise click.UsageError(desk.text("read_only", file=output)) from None
    except OSError as wrong:
        raise click.UsageError(desk.text("not_writable", file=output, reason=wrong.strerror or str(wrong))) from None


def likely_size(file: Path) -> int:
    """Bytes that a result may take: the school's own sheets and as much again, and more."""
    size = file.stat().st_size if file.is_file() else 0
    return LEAST_ROOM + 2 * size


def open_elsewhere(file: Path) -> Path | None:
    """The file by which Excel or LibreOffice says that it has this one open; None where there is none."""
    beside = (file.with_name(f"~${file.name}"), file.with_name(f".~lock.{file.name}#"))
    return next((one for one in beside if one.exists()), None)


def same_file(one: Path, other: Path) -> bool:
    """Whether two names mean one file, links and letter case included."""
    try:
        return one.samefile(other)
    except OSError:
        return one.absolute() == other.absolute()


class Duration(click.ParamType):
    """Seconds: 300, 90s, 5m, 1h, 1m30s."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        from scheduler.durations import seconds_of

        if isinstance(value, (int, float)):
            return float(value)
        seconds = seconds_of(str(value))
        if seconds is None:
            self.fail(f"{value!r} is not a time: write seconds (300) or a number with s, m or h (5m, 1h).", param, ctx)
        return seconds
