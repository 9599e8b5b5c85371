"""`scheduler replan`: the nearest timetable after a change of the data, written with everything that changes."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.diff import FEW, as_fields, print_changes
from scheduler.cli.files import (
    Duration,
    check_output,
    check_suffix,
    default_output,
    read_school,
    term_option,
    try_output,
)
from scheduler.cli.helping import Verb
from scheduler.cli.interrupt import Interrupt
from scheduler.cli.verdict import print_lines, verdict

if TYPE_CHECKING:
    from scheduler.formats.cases import SchoolCase
    from scheduler.formats.files.faults import Notice
    from scheduler.problem.problem import Problem
    from scheduler.solver.replanning.freezing import Named
    from scheduler.solver.replanning.replan import Replanned

SECONDS = 60.0

KINDS = {
    "classes": ("classes", "class", "klassen", "klas"),
    "teachers": ("teachers", "teacher", "leraren", "leraar"),
    "rooms": ("rooms", "room", "lokalen", "lokaal"),
    "days": ("days", "day", "dagen", "dag"),
}
"""What --freeze and --only may name, and the words for it."""


@click.command("replan", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "old", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path))
@click.option("--time", "seconds", type=Duration())
@click.option("--workers", type=click.IntRange(1, 256))
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--freeze", multiple=True)
@click.option("--only", multiple=True)
@click.option("--overwrite", is_flag=True)
@click.option("--all", "everything", is_flag=True)
@term_option
@verb
def replan(
    desk: Desk,
    file: Path,
    old: Path | None,
    output: Path | None,
    seconds: float | None,
    workers: int | None,
    seed: int,
    freeze: tuple[str, ...],
    only: tuple[str, ...],
    overwrite: bool,
    everything: bool,
) -> int:
    """Find the timetable nearest to the one in FILE (or OLD) that keeps every hard rule, and write a new workbook."""
    from scheduler.evaluation import evaluate
    from scheduler.evaluation.stability import apart_from_stability
    from scheduler.formats.files.faults import Fault, Faults
    from scheduler.solver.replanning.freezing import frozen_meets
    from scheduler.solver.replanning.replan import replan as nearest
    from scheduler.solver.stopping import Stop

    begun = monotonic()
    case = read_school(desk, file)
    place = _place(desk, case, output, overwrite)
    case, notices = _with_rows_of(case, old)
    before = case.timetable
    if before is None or not before.placements:
        raise Faults([Fault((old or file).name, file.name, "no_timetable", {}, "cli")], case.notices)
    frozen = frozen_meets(case.problem, before, _named(desk, case.problem, freeze), _named(desk, case.problem, only))
    was = evaluate(apart_from_stability(case.problem), before)
    desk.aside("replan_begins", hard=was.hard, unplaced=sum(was.unplaced.values()), frozen=len(frozen))
    limit = max(1.0, (seconds or SECONDS) - 2 * (monotonic() - begun))  # judging and writing take their time too
    with Interrupt(lambda: desk.aside("stopping"), lambda: desk.aside("left_with_nothing", file=place)) as interrupt:
        found = nearest(
            case.problem,
            before,
            stop=Stop(seconds=limit, flag=interrupt.asked),
            seed=seed,
            workers=workers or os.cpu_count() or 1,
            frozen=frozen,
        )
        broken = _write(desk, case, found, place)
    return _tell(desk, case.problem, found, (was.hard, was.soft), place, (*notices, *broken), everything)


# -- what is asked --


def _place(desk: Desk, case: SchoolCase, output: Path | None, overwrite: bool) -> Path:
    """Where the result goes; refused before the work if it cannot go there."""
    file = case.path
    check_output(desk, file, output, overwrite)
    place = output or (file if overwrite and file.suffix else default_output(case, desk.language))
    check_suffix(desk, case, place)
    try_output(desk, file, place)
    return place


def _with_rows_of(case: SchoolCase, old: Path | None) -> tuple[SchoolCase, tuple[Notice, ...]]:
    """The case with the timetable of another file as its own; and what is to be said of its rows."""
    from scheduler.formats.cases import left_out
    from scheduler.formats.reading import problem_of, timetable_from
    from scheduler.formats.workbook import read_timetable
    from scheduler.formats.workbook.spelling import spelled_as_in

    if old is None:
        return case, (*case.notices, *case.row_notices)
    other = read_timetable(old, case.school)
    school = replace(case.school, roster=spelled_as_in(case.school, other.school.roster))
    problem = problem_of(school, case.path)
    timetable, unfit = timetable_from(problem, school.roster, other.left)
    moved = replace(case, school=school, problem=problem, timetable=timetable)
    return moved, (*case.notices, *other.made, *left_out((*other.unfit, *unfit)))


def _named(desk: Desk, problem: Problem, texts: tuple[str, ...]) -> Named:
    """ "classes:1A,1B" and "days:ma", each as often as one likes."""
    from scheduler.formats.workbook.columns import meaning
    from scheduler.solver.replanning.freezing import Named

    known = {
        "classes": {one.class_code or one.code for one in problem.resources_of("path")},
        "teachers": {one.code for one in problem.resources_of("teacher")},
        "rooms": {one.code for one in problem.resources_of("room")},
    }
    found: dict[str, set[Any]] = {kind: set() for kind in KINDS}
    for text in (piece for one in texts for piece in one.split()):
        word, colon, names = text.partition(":")
        kind = next((kind for kind, words in KINDS.items() if word.casefold() in words), None)
        if kind is None or not colon:
            raise click.UsageError(desk.text("freeze_what", text=text, known=", ".join(KINDS)))
        for name in filter(None, names.split(",")):
            codes_of = {one.casefold(): one for one in known.get(kind, ())}
            meant = meaning("day", name) if kind == "days" else codes_of.get(name.casefold())
            if meant is None:
                raise click.UsageError(desk.text("freeze_unknown", name=name, kind=word))
            found[kind].add(int(meant) if kind == "days" else meant)
    return Named(**{kind: frozenset(names) for kind, names in found.items()})


# -- what is told --


def _write(desk: Desk, case: SchoolCase, found: Replanned, place: Path) -> tuple[Notice, ...]:
    from scheduler.formats.workbook.versions import with_version
    from scheduler.library.writing import report_of
    from scheduler.telling.changes import least_told
    from scheduler.views.result_workbook import write_result

    report = report_of(case, found.timetable, desk.language)
    facts = replace(
        report.facts,
        least_moved=found.least,
        for_wishes=found.for_wishes,
        seconds=found.seconds,
        seed=found.seed,
    )
    told = least_told(found.moved, found.least, found.for_wishes, desk.language)
    extras = with_version(case.extras, "scheduler replan", case.path.name, told, desk.language, datetime.now())
    return write_result(place, replace(report, facts=facts), desk.language, overwrite=True, extras=extras)


def _tell(
    desk: Desk,
    problem: Problem,
    found: Replanned,
    before: tuple[int, int],
    place: Path,
    notices: tuple[Notice, ...],
    everything: bool,
) -> int:
    from scheduler.evaluation import evaluate
    from scheduler.evaluation.stability import apart_from_stability
    from scheduler.telling.changes import least_told

    judged = evaluate(apart_from_stability(problem), found.timetable)
    if not judged.valid:
        desk.say("solved_broken", unplaced=sum(judged.unplaced.values()), hard=judged.hard)
    elif found.difference.changes:
        desk.line(least_told(found.moved, found.least, found.for_wishes, desk.language))
    else:
        desk.say("replan_nothing")
    print_changes(desk, found.difference, None if everything else FEW)
    desk.say("moved_costs", hard=before[0], soft=before[1], new_hard=judged.hard, new_soft=judged.soft)
    broken = [one for one in judged.violations if one.hard and one.cost]
    print_lines(desk, problem, broken, "hard_violations", None if everything else FEW)
    desk.notices(notices)
    desk.say("solved_file", file=place)
    status = "feasible" if judged.valid else "incomplete"
    fields = verdict(judged, status=status, seconds=found.seconds, seed=found.seed)
    moved = {"moved": found.moved, "least_moved": found.least, "moved_for_wishes": found.for_wishes}
    told = {"before": {"hard": before[0], "soft": before[1]}, **moved}
    changes = {key: value for key, value in as_fields(found.difference, desk.language).items() if key != "status"}
    desk.result({**changes, **fields, **told, "file": str(place), "notices": desk.told(notices)})
    return codes.DONE if judged.valid else codes.BROKEN
