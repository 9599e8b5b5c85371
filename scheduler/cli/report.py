"""`scheduler report`: the year, planned against realised with what is left; and readiness for distance lessons."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.files import check_new_workbook, read_school, timetable_in
from scheduler.cli.helping import Verb
from scheduler.cli.terms import of_the_year

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.formats.cases import SchoolCase
    from scheduler.school.daily.accounting import Count
    from scheduler.school.daily.reporting import YearReport
    from scheduler.school.readiness import Step

FEW = 20
"""So many classes are told unless all are asked for."""
YEAR, READINESS = ("year", "jaar"), ("readiness", "gereedheid")


@click.command("report", cls=Verb)
@click.argument("kind", metavar="KIND", type=click.Choice((*YEAR, *READINESS)))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]))
@click.option("-o", "--output", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True)
@click.option("--all", "everything", is_flag=True)
@verb
def report(
    desk: Desk, kind: str, file: Path, on: datetime | None, output: Path | None, overwrite: bool, everything: bool
) -> int:
    """Report on the school in FILE: its year so far and to come, or how ready it is for distance lessons."""
    case = read_school(desk, file)
    check_new_workbook(desk, (file,), output, overwrite)
    if kind in READINESS:
        return _readiness(desk, case, file.name, output, everything)
    return _year(desk, case, on.date() if on else date.today(), output, everything)


def _year(desk: Desk, case: SchoolCase, on: date, output: Path | None, everything: bool) -> int:

    from scheduler.library.year import year_of
    from scheduler.problem.text import say
    from scheduler.telling.year import sentences
    from scheduler.views.version import version_of
    from scheduler.views.year import write_year

    timetable = timetable_in(case)
    found = year_of(case, on)
    for text in sentences(found, desk.language):
        desk.line(text)
    _print(desk, found, everything)
    if output is not None:
        version = version_of(case.problem, timetable)
        write_year(output, case.problem.in_language(desk.language), found, desk.language, version)
        desk.line()
        desk.line(say(desk.language, "year", "file", file=output))
    desk.notices((*of_the_year(case.notices), *case.row_notices))
    desk.result({**_fields(found, desk.language), "files": [str(output)] if output else []})
    return codes.DONE


def _readiness(desk: Desk, case: SchoolCase, name: str, output: Path | None, everything: bool) -> int:
    from scheduler.problem.text import say
    from scheduler.school.building import context_of
    from scheduler.school.readiness import MODES, readiness
    from scheduler.telling.readiness import class_row, heads, steps
    from scheduler.views.readiness import write_readiness
    from scheduler.views.version import made_of_file

    context = context_of(case.problem)
    assert context is not None, "a school's file"
    found = readiness(context)
    for text in (*heads(found, desk.language), "", *steps(found, desk.language), ""):
        desk.line(text)
    rows = [class_row(context, found, code, desk.language) for code in context.classes]
    _print_rows(desk, "readiness", ("class", "all", "sync", "async", "levels", "missing"), rows, everything)
    if output is not None:
        made = made_of_file(date.today(), name, desk.language)
        write_readiness(output, case.problem, context, found, desk.language, made)
        desk.line(say(desk.language, "readiness", "file", file=output))
    desk.notices(case.notices)
    told = {
        name: [_step(one, desk.language) for one in some]
        for name, some in (("steps", found.steps), ("wider", found.wider))
    }
    ready = {mode.value: float(found.periods(mode, ready=True)) for mode in MODES}
    every = {mode.value: float(found.periods(mode, ready=False)) for mode in MODES}
    classes = [{"class": row[0], "levels": row[4], "missing": row[5]} for row in rows]
    files = [str(output)] if output else []
    desk.result({"status": "reported", "ready": ready, "periods": every, **told, "classes": classes, "files": files})
    return codes.DONE


def _step(one: Step, language: str) -> dict[str, Any]:
    from scheduler.telling.readiness import needed

    return {
        "mode": one.mode.value,
        "needed": [{"kind": each.lack.value, "code": each.code} for each in one.needed],
        "periods": float(one.periods),
        "lessons": list(one.lessons),
        "text": needed(one.needed, one.mode, language),
    }


def _print_rows(
    desk: Desk, catalogue: str, keys: tuple[str, ...], rows: Sequence[tuple[str, ...]], everything: bool
) -> None:
    """A table of the first rows, or of all."""
    from rich.table import Table
    from rich.text import Text

    from scheduler.problem.text import say

    if desk.as_json:
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for key in keys:
        table.add_column(say(desk.language, catalogue, f"col_{key}"), overflow="fold")
    for row in rows if everything else rows[:FEW]:
        table.add_row(*map(Text, row))
    desk.console().print(table)
    if not everything and len(rows) > FEW:
        desk.line(say(desk.language, "year", "more", count=len(rows) - FEW))


def _print(desk: Desk, found: YearReport, everything: bool) -> None:
    from scheduler.problem.text import say
    from scheduler.school.daily.reporting import Verdict, worst_first
    from scheduler.telling.year import due_of, shown, used_of, verdict

    keys = ("class", "plan_distance", "distance", "ahead", "forecast", "cap", "left", "verdict")
    rows = []
    for line in worst_first(found):
        planned = line.past.planned_distance + line.ahead.planned_distance
        cells = [line.code, str(planned), str(line.past.distance), str(line.ahead.distance)]
        cells.append(f"{shown(line.percent(line.forecast), desk.language)} %")
        cells += ["–" if line.cap is None else f"{shown(line.cap, desk.language)} %"]
        cells += ["–" if line.left is None else str(line.left), verdict(line, desk.language)]
        rows.append(tuple(cells))
    desk.line()
    _print_rows(desk, "year", keys, rows, everything)
    for line in worst_first(found):
        if line.verdict in (Verdict.NEAR, Verdict.OVER_PLANNED, Verdict.OVER):
            desk.line(f"  {used_of(found, line, desk.language)}")
    if found.due:
        desk.line()
        desk.line(say(desk.language, "year", "due_heading"))
    for due in sorted(found.due, key=lambda one: -one.short):
        desk.line(f"  {due_of(due, desk.language)}")


def _fields(found: YearReport, language: str) -> dict[str, Any]:
    from scheduler.telling.year import sentences, used_of

    return {
        "status": "reported",
        "on": found.on.isoformat(),
        "first": found.first.isoformat() if found.first else None,
        "last": found.last.isoformat() if found.last else None,
        "sentences": sentences(found, language),
        "due": [
            {
                "lesson": one.lesson,
                "class": one.code,
                "due": one.due,
                "given": one.past.given,
                "ahead": one.ahead.given,
                "short": one.short,
                "weeks": one.weeks,
            }
            for one in found.due
        ],
        "classes": [
            {
                "class": line.code,
                "path": line.path,
                "past": _count(line.past),
                "ahead": _count(line.ahead),
                "planned": line.planned,
                "forecast": line.forecast,
                "cap": None if line.cap is None else float(line.cap),
                "most": line.most,
                "left": line.left,
                "pace": line.pace,
                "reached": line.reached.isoformat() if line.reached else None,
                "verdict": line.verdict.value,
                "text": used_of(found, line, language),
                "terms": [
                    {
                        "term": one.term.name,
                        "first": one.term.first.isoformat(),
                        "last": one.term.last.isoformat(),
                        "past": _count(one.past),
                        "ahead": _count(one.ahead),
                    }
                    for one in line.terms
                ],
            }
            for line in found.classes
        ],
    }


def _count(one: Count) -> dict[str, int]:
    from dataclasses import asdict

    return asdict(one)
