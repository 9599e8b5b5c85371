"""`scheduler compare`: timetables side by side, in figures that a head teacher reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.files import check_output, read_school, term_option, timetable_in
from scheduler.cli.helping import Verb

if TYPE_CHECKING:
    from scheduler.evaluation.figures import Figures
    from scheduler.problem.problem import Problem
    from scheduler.problem.timetable import Timetable
    from scheduler.telling.figures import Line


@click.command("compare", cls=Verb)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path))
@click.option("--html", "page", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True)
@term_option
@verb
def compare(desk: Desk, files: tuple[Path, ...], output: Path | None, page: Path | None, overwrite: bool) -> int:
    """Put the timetables of FILES side by side."""
    from scheduler.evaluation.figures import figures
    from scheduler.evaluation.stability import apart_from_stability
    from scheduler.telling.figures import side_by_side
    from scheduler.views.version import made_of_several, version_of

    cases = [read_school(desk, file) for file in files]
    timetables = [timetable_in(case) for case in cases]
    _check_places(desk, files, output, page, overwrite)
    problems = [apart_from_stability(case.problem) for case in cases]
    found = [figures(problem, timetable) for problem, timetable in zip(problems, timetables, strict=True)]
    moved = list(_moved(problems, timetables))
    names = _names(files)
    comparable = len({_rules(problem) for problem in problems}) == 1
    one_cycle = len({problem.times.weeks for problem in problems}) == 1
    lines = side_by_side(found, moved, names, desk.language, comparable, one_cycle)
    notes = tuple(_notes(desk, problems, names, lines, comparable))
    _print(desk, names, lines, notes)
    versions = [version_of(case.problem, one) for case, one in zip(cases, timetables, strict=True)]
    made = made_of_several(date.today(), versions, desk.language)
    written = _write(desk, problems[0], names, lines, notes, (output, page), made)
    desk.notices([notice for case in cases for notice in case.row_notices])
    desk.result(
        {
            "status": "compared",
            "files": [
                {"file": str(file), "name": name, **_fields(one), "moved": count}
                for file, name, one, count in zip(files, names, found, moved, strict=True)
            ],
            "comparable": comparable,
            "written": written,
        }
    )
    return codes.DONE


def _check_places(desk: Desk, files: tuple[Path, ...], output: Path | None, page: Path | None, overwrite: bool) -> None:
    """Refuses before the work what could not be written after it."""
    for place in filter(None, (output, page)):
        for file in files:
            check_output(desk, file, place, overwrite=False)
        if place.exists() and not overwrite:
            raise click.UsageError(desk.text("exists", file=place))
    if output is not None and output.suffix.casefold() != ".xlsx":
        raise click.UsageError(desk.text("not_xlsx", file=output))


def _names(files: tuple[Path, ...]) -> list[str]:
    """The names of the files, with their folders where two are called the same."""
    short = [file.stem for file in files]
    return [str(file) if short.count(name) > 1 else name for file, name in zip(files, short, strict=True)]


def _moved(problems: list[Problem], timetables: list[Timetable]) -> Iterator[int | None]:
    """Blocks at another time than in the first; None where it has no lesson or no week in common with the first."""
    from scheduler.evaluation.difference import difference

    yield None
    first = problems[0]
    for problem, timetable in zip(problems[1:], timetables[1:], strict=True):
        alike = problem.times.weeks == first.times.weeks and not problem.lesson.keys().isdisjoint(first.lesson)
        yield difference(problem, timetables[0], timetable, old=first).moved if alike else None


def _rules(problem: Problem) -> object:
    return tuple(lesson.id for lesson in problem.lessons), tuple(map(repr, problem.rules))


def _notes(
    desk: Desk, problems: list[Problem], names: list[str], lines: tuple[Line, ...], comparable: bool
) -> Iterator[str]:
    from scheduler.problem.text import say

    weeks = [problem.times.weeks for problem in problems]
    if len(set(weeks)) == 1:
        yield say(desk.language, "figures", "cycle", weeks=weeks[0])
    else:
        each = (
            say(desk.language, "figures", "cycle_of", name=name, weeks=count)
            for name, count in zip(names, weeks, strict=True)
        )
        yield say(desk.language, "figures", "other_cycles", cycles=", ".join(each))
    if not comparable:
        yield say(desk.language, "figures", "other_rules")
    if any(line.best for line in lines):
        yield say(desk.language, "figures", "best")


def _print(desk: Desk, names: list[str], lines: tuple[Line, ...], notes: tuple[str, ...]) -> None:
    from rich.table import Table
    from rich.text import Text

    if desk.as_json:
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("", overflow="fold")
    for name in names:
        table.add_column(Text(name), justify="right", overflow="fold")
    for line in lines:
        marked = (f"{value} *" if number in line.best else f"{value}  " for number, value in enumerate(line.values))
        table.add_row(Text(line.name), *map(Text, marked))
    desk.console().print(table)
    for note in notes:
        desk.line(note)


def _write(
    desk: Desk,
    problem: Problem,
    names: list[str],
    lines: tuple[Line, ...],
    notes: tuple[str, ...],
    places: tuple[Path | None, Path | None],
    made: str,
) -> list[str]:
    from scheduler.problem.text import say
    from scheduler.views.figures import write_comparison_page, write_comparison_workbook

    written = []
    book, page = places
    if book is not None:
        write_comparison_workbook(book, problem, names, lines, notes, desk.language, made)
    if page is not None:
        write_comparison_page(page, problem, names, lines, notes, desk.language)
    for place in filter(None, places):
        desk.line(say(desk.language, "figures", "written", file=place))
        written.append(str(place))
    return written


def _fields(one: Figures) -> dict[str, object]:
    from dataclasses import asdict

    share, distance = round(float(one.distance_share), 2), round(float(one.distance), 2)
    return {**asdict(one), "distance": distance, "distance_share": share}
