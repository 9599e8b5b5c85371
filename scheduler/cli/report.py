"""`scheduler report year`: planned against realised over the year, what is left, and a warning before the cap."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.files import check_output, read_school, try_output
from scheduler.cli.helping import Verb

if TYPE_CHECKING:
    from scheduler.school.daily.accounting import Count
    from scheduler.school.daily.reporting import YearReport

FEW = 20
"""So many classes are told unless all are asked for."""
KINDS = ("year", "jaar")


@click.command("report", cls=Verb)
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]))
@click.option("-o", "--output", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True)
@click.option("--all", "everything", is_flag=True)
@verb
def report(
    desk: Desk, kind: str, file: Path, on: datetime | None, output: Path | None, overwrite: bool, everything: bool
) -> int:
    """Report the school year of FILE: planned, realised and left of distance lessons, per class and term."""
    from dataclasses import replace

    from scheduler.formats.files.faults import Fault, Faults
    from scheduler.library.year import year_of
    from scheduler.problem.text import say
    from scheduler.telling.year import sentences
    from scheduler.views.year import write_year

    case = read_school(desk, file)
    check_output(desk, file, output, overwrite)
    if output is not None:
        if output.suffix.casefold() != ".xlsx":
            raise click.UsageError(desk.text("not_xlsx", file=output))
        if output.exists() and not overwrite:
            raise click.UsageError(desk.text("exists", file=output))
        try_output(desk, file, output)
    if case.timetable is None or not case.timetable.placements:
        raise Faults([Fault(file.name, file.name, "no_timetable", {}, "cli")], case.notices)
    found = year_of(case, on.date() if on else date.today())
    for text in sentences(found, desk.language):
        desk.line(text)
    _print(desk, found, everything)
    if output is not None:
        write_year(output, replace(case.problem, language=desk.language), found, desk.language)
        desk.line()
        desk.line(say(desk.language, "year", "file", file=output))
    desk.notices((*case.notices, *case.row_notices))
    desk.result({**_fields(found, desk.language), "files": [str(output)] if output else []})
    return codes.DONE


def _print(desk: Desk, found: YearReport, everything: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    from scheduler.problem.text import say
    from scheduler.school.daily.reporting import Verdict, worst_first
    from scheduler.telling.year import shown, used_of, verdict

    if desk.as_json:
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for key in ("class", "plan_distance", "distance", "ahead", "forecast", "cap", "left", "verdict"):
        table.add_column(say(desk.language, "year", f"col_{key}"), overflow="fold")
    lines = list(worst_first(found))
    for line in lines if everything else lines[:FEW]:
        planned = line.past.planned_distance + line.ahead.planned_distance
        cells = [line.code, str(planned), str(line.past.distance), str(line.ahead.distance)]
        cells.append(f"{shown(line.percent(line.forecast), desk.language)} %")
        cells += ["–" if line.cap is None else f"{shown(line.cap, desk.language)} %"]
        cells += ["–" if line.left is None else str(line.left), verdict(line, desk.language)]
        table.add_row(*map(Text, cells))
    desk.line()
    desk.console().print(table)
    for line in lines:
        if line.verdict in (Verdict.NEAR, Verdict.OVER_PLANNED, Verdict.OVER):
            desk.line(f"  {used_of(found, line, desk.language)}")
    if not everything and len(lines) > FEW:
        desk.line(say(desk.language, "year", "more", count=len(lines) - FEW))


def _fields(found: YearReport, language: str) -> dict[str, Any]:
    from scheduler.telling.year import sentences, used_of

    return {
        "status": "reported",
        "on": found.on.isoformat(),
        "first": found.first.isoformat() if found.first else None,
        "last": found.last.isoformat() if found.last else None,
        "sentences": sentences(found, language),
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
