"""`scheduler solve`: finds a timetable, keeps the best, and writes it where it says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from scheduler import __version__
from scheduler.cli.desk import Desk, verb
from scheduler.cli.files import Duration, check_output, default_output, read
from scheduler.cli.helping import Verb
from scheduler.cli.interrupt import Interrupt
from scheduler.cli.outcome import tell_nothing, tell_result
from scheduler.cli.progress import Progress

if TYPE_CHECKING:
    from scheduler.formats.reading import ArchiveCase, SchoolCase
    from scheduler.formats.xhstt import Solution
    from scheduler.problem.problem import Problem
    from scheduler.problem.timetable import Timetable
    from scheduler.solver.search import Result


@dataclass(frozen=True)
class Wish:
    """How long and how to search; the time runs from `begun`, before the file is read."""

    seconds: float
    workers: int | None
    seed: int
    begun: float

    @property
    def seconds_left(self) -> float:
        """For the search itself, at least one second."""
        return max(min(1.0, self.seconds), self.seconds - (monotonic() - self.begun))


@click.command("solve", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path))
@click.option("--time", "seconds", type=Duration())
@click.option("--workers", type=click.IntRange(1, 256))
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--from-roster/--fresh", default=True)
@click.option("--instance")
@click.option("--overwrite", is_flag=True)
@verb
def solve(
    desk: Desk,
    file: Path,
    output: Path | None,
    seconds: float | None,
    workers: int | None,
    seed: int,
    from_roster: bool,
    instance: str | None,
    overwrite: bool,
) -> int:
    """Find a timetable for the school in FILE and write it, with everything about it, into a new workbook."""
    from scheduler.formats.reading import SchoolCase

    begun = monotonic()
    case = read(desk, file, fresh=not from_roster, solutions=False, only=instance)
    check_output(desk, file, output, overwrite)
    if isinstance(case, SchoolCase):
        wish = Wish(seconds or case.school.settings.time_limit, workers, seed, begun)
        beside = file if overwrite and file.suffix else default_output(file, desk.language)
        return _solve_school(desk, case, output or beside, wish)
    wish = Wish(seconds or 300.0, workers, seed, begun)
    return _solve_archive(desk, case, instance, output or file.with_name(f"{file.stem}-solution.xml"), wish)


def checkpoint_of(output: Path) -> Path:
    """Beside the output, so that the same command finds it again."""
    return output.with_name(f"{output.name}.checkpoint")


def _solve_school(desk: Desk, case: SchoolCase, output: Path, wish: Wish) -> int:
    from scheduler.library.writing import report_of
    from scheduler.views.result_workbook import write_result

    if output.suffix.casefold() != ".xlsx":
        raise click.UsageError(desk.text("not_xlsx", file=output))
    result = _search(desk, case.problem, case.timetable, checkpoint_of(output), wish)
    notices = (*case.notices, *case.row_notices)
    if result.timetable is None:
        return tell_nothing(desk, case.problem, result, notices)
    report = report_of(case, result, desk.language)
    with _kept(desk, checkpoint_of(output)):
        write_result(output, report, desk.language, overwrite=True, extras=case.extras)
    solved, facts = replace(case.problem, language=desk.language), report.facts
    return tell_result(desk, solved, report.problem, result, report.evaluation, output, notices, facts.moved)


def _solve_archive(desk: Desk, case: ArchiveCase, instance: str | None, output: Path, wish: Wish) -> int:
    from scheduler.evaluation import evaluate
    from scheduler.formats.xhstt import write_archive

    names = [problem.name for problem in case.archive.instances]
    if (instance is None and len(names) > 1) or (instance is not None and instance not in names):
        raise click.UsageError(desk.text("which_instance", known=", ".join(names)))
    problem = case.archive.instance(instance or names[0])
    result = _search(desk, problem, None, checkpoint_of(output), wish)
    if result.timetable is None:
        return tell_nothing(desk, problem, result, ())
    archive = replace(case.archive, instances=(problem,))
    with _kept(desk, checkpoint_of(output)):
        write_archive(output, archive, [solution_of(problem, result, wish)])
    return tell_result(desk, problem, problem, result, evaluate(problem, result.timetable), output, ())


def solution_of(problem: Problem, result: Result, wish: Wish) -> Solution:
    """The timetable found, with what the format wants to know about where it comes from."""
    from datetime import date

    from scheduler.formats.xhstt import Solution

    assert result.timetable is not None
    metadata = {
        "Contributor": f"scheduler {__version__}",
        "Date": date.today().isoformat(),
        "Description": f"scheduler solve --time {wish.seconds:.0f} --seed {wish.seed}",
        "Solution.RunningTime": f"{monotonic() - wish.begun:.1f}",
    }
    return Solution("scheduler", problem.name, result.timetable, metadata)


def _search(desk: Desk, problem: Problem, start: Timetable | None, checkpoint: Path, wish: Wish) -> Result:
    """Runs the search, with progress on stderr and Ctrl-C as a request to stop."""
    from scheduler.solver.best.checkpoint import fingerprint
    from scheduler.solver.best.checkpoint import read as saved
    from scheduler.solver.search import solve as search
    from scheduler.solver.stopping import Stop

    with Progress(desk, wish.seconds) as progress, Interrupt(lambda: progress.say("stopping")) as interrupt:
        if checkpoint.exists() and saved(checkpoint, fingerprint(problem), problem) is not None:
            progress.say("continuing", file=checkpoint)
        elif start and start.placements:
            progress.say("starting_from_roster", count=len(start.placements))
        return search(
            problem,
            stop=Stop(seconds=wish.seconds_left, flag=interrupt.asked),
            seed=wish.seed,
            workers=wish.workers or os.cpu_count() or 1,
            hint=start,
            on_event=progress.show,
            checkpoint=checkpoint,
        )


@contextmanager
def _kept(desk: Desk, checkpoint: Path) -> Iterator[None]:
    """The checkpoint goes when the output stands; where writing fails it stays, and that is said."""
    from scheduler.formats.files.faults import Faults

    try:
        yield
    except (Faults, OSError):
        if checkpoint.exists():
            desk.aside("kept_checkpoint", file=checkpoint)
        raise
    checkpoint.unlink(missing_ok=True)
