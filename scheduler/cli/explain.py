"""`scheduler explain`: why no timetable can hold everything: rows of the workbook that quarrel, and what would help."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.files import Duration, read, term_option
from scheduler.cli.helping import Verb
from scheduler.cli.interrupt import Interrupt

if TYPE_CHECKING:
    from scheduler.evaluation.conflicts import Conflict, Explanation
    from scheduler.problem.problem import Problem

SECONDS = 60.0
MOST_ROWS, MOST_WAYS, MOST_SETS = 8, 3, 3
"""So much is told unless everything is asked for: it fits on a screen."""


@click.command("explain", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--time", "seconds", type=Duration())
@click.option("--sets", type=click.IntRange(1, 100), default=5, show_default=True)
@click.option("--workers", type=click.IntRange(1, 256))
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--instance")
@click.option("--all", "everything", is_flag=True)
@term_option
@verb
def explain(
    desk: Desk,
    file: Path,
    seconds: float | None,
    sets: int,
    workers: int | None,
    seed: int,
    instance: str | None,
    everything: bool,
) -> int:
    """Why no timetable of FILE can keep every hard rule: the smallest sets of rows that quarrel, and ways out."""
    from scheduler.formats.cases import FetCase, SchoolCase
    from scheduler.solver.explaining.explain import explain as reasons
    from scheduler.solver.stopping import Stop

    case = read(desk, file, only=instance)
    if isinstance(case, SchoolCase):
        problem, timetable, notices = case.problem, case.timetable, (*case.notices, *case.row_notices)
    elif isinstance(case, FetCase):
        problem, timetable, notices = case.problem, case.timetable, case.notices
    else:
        names = [one.name for one in case.archive.instances]
        if (instance is None and len(names) > 1) or (instance is not None and instance not in names):
            raise click.UsageError(desk.text("which_instance", known=", ".join(names)))
        problem, timetable, notices = case.archive.instance(instance or names[0]), None, ()
    shown = _Shown(desk)
    with Interrupt(lambda: desk.aside("stopping_answer"), lambda: None) as interrupt:
        known = reasons(
            problem,
            stop=Stop(seconds=seconds or SECONDS, flag=interrupt.asked),
            seed=seed,
            workers=workers or os.cpu_count() or 1,
            timetable=timetable,
            sets=sets,
            on_event=shown.show,
        )
    _tell(desk, problem, known, everything)
    desk.notices(notices)
    desk.result({**_as_fields(desk, problem, known), "seed": seed, "notices": desk.told(notices)})
    return {"impossible": codes.IMPOSSIBLE, "possible": codes.DONE}.get(known.verdict.value, codes.NOTHING)


def point_to(desk: Desk, file: Path, code: int) -> int:
    """Says what to type for the reasons where a verb ends without a timetable that keeps everything; its code."""
    from scheduler.problem.text import say

    if code in (codes.IMPOSSIBLE, codes.NOTHING, codes.BROKEN):
        name = shlex.quote(str(file)) if os.name == "posix" else f'"{file}"'
        desk.line(say(desk.language, "conflicts", "command", command=f"scheduler explain {name}"))
    return code


class _Shown:
    """A line on stderr whenever more is known."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._last = ""

    def show(self, known: Explanation) -> None:
        from scheduler.problem.text import say

        if not known.conflicts:
            return
        least = min(len(one.rows) for one in known.conflicts)
        values = {"looked": known.regions[0], "regions": known.regions[1], "sets": len(known.conflicts)}
        text = say(self._desk.language, "conflicts", "progress", **values, least=least)
        if text != self._last:
            click.echo(text, err=True)
        self._last = text


def _tell(desk: Desk, problem: Problem, known: Explanation, everything: bool) -> None:
    from scheduler.problem.text import say
    from scheduler.telling.proofs import sentence

    language = desk.language
    looked, regions = known.regions
    values = {"looked": looked, "regions": regions, "seconds": f"{known.seconds:.0f}"}
    if known.verdict.value != "impossible":
        desk.line(say(language, "conflicts", known.verdict.value, **values))
        return
    if known.conflicts:
        desk.line(say(language, "conflicts", "title", count=len(known.conflicts)))
    else:
        desk.line(say(language, "conflicts", "only_counted"))
        for proof in known.proofs:
            desk.line(f"  {sentence(problem, proof, language)}")
    shown = known.conflicts if everything else known.conflicts[:MOST_SETS]
    for number, conflict in enumerate(shown, start=1):
        desk.line()
        _tell_conflict(desk, problem, number, conflict, everything)
    desk.line()
    more = "" if known.complete else say(language, "conflicts", "may_be_more")
    desk.line(say(language, "conflicts", "looked_at", **values, more=more))


def _tell_conflict(desk: Desk, problem: Problem, number: int, conflict: Conflict, everything: bool) -> None:
    from scheduler.problem.text import say
    from scheduler.telling import conflicts as words

    language = desk.language
    key = "set_minimal" if conflict.minimal else "set"
    desk.line(say(language, "conflicts", key, number=number, count=len(conflict.rows)))
    rows = words.rows(problem, conflict, language)
    shown = rows if everything or len(rows) <= MOST_ROWS else rows[: MOST_ROWS - 1]
    for row in shown:
        desk.line(f"   - {row.line}")
    if len(shown) < len(rows):
        desk.line(f"   {say(language, 'conflicts', 'more_rows', count=len(rows) - len(shown))}")
    ways = words.ways(problem, conflict, language)
    heading = "ways" if ways else "no_ways" if conflict.tried else "ways_not_tried"
    desk.line(f"   {say(language, 'conflicts', heading)}")
    for _, way in ways if everything else ways[:MOST_WAYS]:
        desk.line(f"   > {way.line}")


def _as_fields(desk: Desk, problem: Problem, known: Explanation) -> dict[str, Any]:
    from scheduler.telling.proofs import sentence

    return {
        "status": known.verdict.value,
        "sets": [_conflict(desk, problem, one) for one in known.conflicts],
        "proofs": [sentence(problem, proof, desk.language) for proof in known.proofs],
        "looked": known.regions[0],
        "regions": known.regions[1],
        "complete": known.complete,
        "seconds": round(known.seconds, 2),
    }


def _conflict(desk: Desk, problem: Problem, conflict: Conflict) -> dict[str, Any]:
    from scheduler.telling import conflicts as words

    rows = zip(conflict.rows, words.rows(problem, conflict, desk.language), strict=True)
    return {
        "minimal": conflict.minimal,
        "ways_tried": conflict.tried,
        "rows": [
            {"cells": list(told.cells), "rule": row.entry, "about": list(row.about), "text": told.text}
            for row, told in rows
        ],
        "ways": [
            {
                "cells": list(told.cells),
                "change": way.change.value,
                "amount": way.amount,
                "from": way.before,
                "to": way.after,
                "price": way.price,
                "law": told.law,
                "proved": way.proved,
                "text": told.text,
            }
            for way, told in words.ways(problem, conflict, desk.language)
        ],
    }
