"""`scheduler solve`: finds a timetable, keeps the best, and writes it where it says."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from scheduler import __version__
from scheduler.cli import codes
from scheduler.cli.cluster import forget
from scheduler.cli.desk import Desk, verb
from scheduler.cli.explain import point_to
from scheduler.cli.files import (
    Duration,
    asked_term,
    check_output,
    check_suffix,
    default_output,
    read,
    read_school,
    term_option,
    try_output,
)
from scheduler.cli.helping import Verb
from scheduler.cli.interrupt import Interrupt
from scheduler.cli.outcome import tell_nothing, tell_result
from scheduler.cli.progress import Progress
from scheduler.cli.terms import each_term, names_of, speaks_of_each

if TYPE_CHECKING:
    from scheduler.formats.cases import ArchiveCase, FetCase, SchoolCase
    from scheduler.formats.files.faults import Notice
    from scheduler.formats.xhstt import Solution
    from scheduler.problem.problem import Problem
    from scheduler.problem.timetable import Timetable
    from scheduler.solver.search import Result


@dataclass(frozen=True)
class Wish:
    """How long and how to search; the time runs from `begun`, before the file is read.

    `cluster`: the address of the workers that search, who read the file themselves: in a `term`, and `fresh` or not.
    """

    seconds: float
    workers: int | None
    seed: int
    begun: float
    cluster: str | None = None
    term: str = ""
    fresh: bool = False

    @property
    def seconds_left(self) -> float:
        """For the search itself, at least one second.

        Judging and writing the result takes about `CLOSING` times as long as reading took, looking up what stands in
        the way of lessons about `ASKING` times; what that is more than `LATE` is saved for it, as far as that is a
        small part of the limit.
        """
        used = monotonic() - self.begun
        asking = min(ASKING * used, MOST_ASKING * self.seconds)
        saved = min(max(0.0, CLOSING * used + asking - LATE), MOST_SAVED * self.seconds)
        return max(min(1.0, self.seconds), self.seconds - used - saved)

    def seconds_for_reasons(self, reading: float) -> float:
        """How long what stands in the way of lessons may be looked up now; negative where writing is late already."""
        return self.seconds + LATE - (monotonic() - self.begun) - CLOSING * reading


CLOSING, ASKING = 3.0, 3.5
"""On demo medium, an idle machine: reading takes 0.9 s, stopping, judging and writing 2.2, asking of five lessons 3."""

LATE = 2.5
"""Seconds by which a run may outlast its limit, writing included."""

MOST_SAVED, MOST_ASKING = 0.15, 0.02
"""Parts of the limit: a search of a few seconds must not lose them."""


@click.command("solve", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path))
@click.option("--time", "seconds", type=Duration())
@click.option("--workers", type=click.IntRange(1, 256))
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--from-roster/--fresh", default=True)
@click.option("--instance")
@click.option("--overwrite", is_flag=True)
@click.option("--cluster")
@term_option
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
    cluster: str | None,
) -> int:
    """Find a timetable for the school in FILE and write it, with everything about it, into a new workbook."""
    from scheduler.formats.cases import FetCase, SchoolCase

    begun = monotonic()
    case = read(desk, file, fresh=not from_roster, solutions=False, only=instance)
    check_output(desk, file, output, overwrite)
    if isinstance(case, SchoolCase):
        limit = seconds or case.school.settings.time_limit
        wish = Wish(limit, workers, seed, begun, cluster, asked_term() or "", not from_roster)
        beside = file if overwrite and file.suffix else default_output(case, desk.language)
        if speaks_of_each(case):
            return _solve_terms(desk, case, from_roster, output or beside, wish)
        return _solve_school(desk, case, output or beside, wish)
    if cluster:
        raise click.UsageError(desk.text("cluster_takes_schools"))
    wish = Wish(seconds or 300.0, workers, seed, begun)
    if isinstance(case, FetCase):
        return _solve_fet(desk, case, output, wish)
    return _solve_archive(desk, case, instance, output or file.with_name(f"{file.stem}-solution.xml"), wish)


def _try_places(desk: Desk, file: Path, output: Path) -> None:
    """Refuses before the search what would fail after it: the output, or the checkpoint that lies beside it."""
    from scheduler.formats.files.faults import Fault, Faults
    from scheduler.whole_files import tried

    try_output(desk, file, output)
    checkpoint = checkpoint_of(output)
    try:
        tried(checkpoint, 0)  # first: to open a pipe would wait for ever
        if checkpoint.exists():
            checkpoint.open("rb").close()
    except OSError as wrong:
        told = {"reason": wrong.strerror or str(wrong)}
        raise Faults([Fault(checkpoint.name, str(checkpoint), "checkpoint_trouble", told, "cli")]) from None


def checkpoint_of(output: Path) -> Path:
    """Beside the output, so that the same command finds it again."""
    return output.with_name(f"{output.name}.checkpoint")


def _solve_terms(desk: Desk, case: SchoolCase, from_roster: bool, output: Path, wish: Wish) -> int:
    """One timetable after another, each near the one before it; the workbook of each is the file of the next."""
    source, end, waiting = case.path, wish.begun + wish.seconds, list(names_of(case))

    def one(inner: Desk, term: str) -> int:
        nonlocal source
        begun = monotonic()
        seconds = max(1.0, (end - begun) / len(waiting))
        waiting.remove(term)
        fresh = not from_roster and source == case.path
        of_term = read_school(inner, source, term, fresh=fresh)
        code = _solve_school(
            inner, of_term, output, replace(wish, seconds=seconds, begun=begun, term=term, fresh=fresh)
        )
        source = output if code in (codes.DONE, codes.BROKEN) else source
        return code

    return each_term(desk, case, one)


def _solve_school(desk: Desk, case: SchoolCase, output: Path, wish: Wish) -> int:
    from scheduler.library.writing import report_of
    from scheduler.views.result_workbook import write_result

    check_suffix(desk, case, output)
    _try_places(desk, case.path, output)
    reading = monotonic() - wish.begun
    notices = (*case.notices, *case.row_notices)
    with _endings(desk, wish, checkpoint_of(output), case.problem) as ending:
        found = _by_cluster(desk, wish.cluster, case, output, wish, ending) if wish.cluster else None
        start = found or case.timetable or case.near
        result = _search(desk, case.problem, start, checkpoint_of(output), wish, ending, told=found is not None)
        if result.timetable is None:
            return point_to(desk, case.path, tell_nothing(desk, case.problem, result, notices))
        patience = 0.0 if ending.interrupt.asked.is_set() else wish.seconds_for_reasons(reading)
        report = report_of(case, result, desk.language, seconds=patience)
        broken: list[Notice] = []

        def write(path: Path) -> None:
            broken[:] = write_result(path, report, desk.language, overwrite=True, extras=case.extras)

        place = _write(desk, output, write)
    notices = (*notices, *broken)
    solved = case.problem.in_language(desk.language)
    if wish.cluster and place == output:
        forget(output)
    code = tell_result(desk, solved, report.problem, result, report.evaluation, place, notices, report.facts)
    point_to(desk, case.path, code)
    return code if place == output else codes.FAULTS


def _by_cluster(
    desk: Desk, address: str, case: SchoolCase, output: Path, wish: Wish, ending: _Ending
) -> Timetable | None:
    """What the workers of a cluster find in the time that the search has, but for the last of it."""
    from scheduler.batch.together import Asked
    from scheduler.cli.cluster import folder_of, search_on

    asked = Asked(case.path, wish.term, wish.fresh, folder_of(output).absolute(), wish.seed, 1, wish.workers or 1)
    return search_on(desk, address, case, asked, wish.seconds_left, ending.progress, ending.interrupt)


def _solve_archive(desk: Desk, case: ArchiveCase, instance: str | None, output: Path, wish: Wish) -> int:
    from scheduler.evaluation import evaluate
    from scheduler.formats.xhstt import write_archive

    names = [problem.name for problem in case.archive.instances]
    if (instance is None and len(names) > 1) or (instance is not None and instance not in names):
        raise click.UsageError(desk.text("which_instance", known=", ".join(names)))
    problem = case.archive.instance(instance or names[0])
    _try_places(desk, case.path, output)
    with _endings(desk, wish, checkpoint_of(output), problem) as ending:
        result = _search(desk, problem, None, checkpoint_of(output), wish, ending)
        if result.timetable is None:
            return tell_nothing(desk, problem, result, ())
        archive = replace(case.archive, instances=(problem,))
        solution = solution_of(problem, result, wish)
        place = _write(desk, output, lambda path: write_archive(path, archive, [solution]))
    code = tell_result(desk, problem, problem, result, evaluate(problem, result.timetable), place, ())
    return code if place == output else codes.FAULTS


def _solve_fet(desk: Desk, case: FetCase, output: Path | None, wish: Wish) -> int:
    from scheduler.cli.fet import default_output, idle, write_timetable
    from scheduler.evaluation import evaluate

    output = output or default_output(case.path)
    if output.suffix.casefold() not in (".fet", ".xml"):
        raise click.UsageError(desk.text("not_fet", file=output))
    _try_places(desk, case.path, output)
    with _endings(desk, wish, checkpoint_of(output), case.problem) as ending:
        result = _search(desk, case.problem, case.timetable, checkpoint_of(output), wish, ending)
        if result.timetable is None:
            return point_to(desk, case.path, tell_nothing(desk, case.problem, result, case.notices))
        timetable = result.timetable
        place = _write(desk, output, lambda path: write_timetable(path, case, timetable))
    evaluation = evaluate(case.problem, timetable)
    waiting = idle(case.problem, evaluation)
    desk.say("fet_idle", **waiting)
    code = tell_result(desk, case.problem, case.problem, result, evaluation, place, case.notices, more=waiting)
    point_to(desk, case.path, code)
    return code if place == output else codes.FAULTS


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


@dataclass(frozen=True)
class _Ending:
    """How a search is watched, and how it is asked to end."""

    progress: Progress
    interrupt: Interrupt


@contextmanager
def _endings(desk: Desk, wish: Wish, checkpoint: Path, problem: Problem) -> Iterator[_Ending]:
    """Progress on stderr, and Ctrl-C as a request, until the result is written."""

    def leaving() -> None:
        progress.close()
        there = checkpoint.exists()
        desk.aside("left_with_checkpoint" if there else "left_with_nothing", file=checkpoint)

    periods = sum(lesson.duration for lesson in problem.lessons if not lesson.optional)
    progress = Progress(desk, wish.seconds, periods)
    with progress, Interrupt(lambda: progress.say("stopping"), leaving) as interrupt:
        yield _Ending(progress, interrupt)


def _price_of_moving(desk: Desk, problem: Problem) -> str:
    """What leaving the timetable in the file costs: said in the open, for it holds the search back."""
    from scheduler.evaluation.stability import STABILITY

    rules = [rule for rule in problem.rules if rule.entry == STABILITY]
    if any(rule.hard for rule in rules):
        return desk.text("moving_is_forbidden")
    points = max((rule.weight for rule in rules), default=0)
    return desk.text("moving_costs", points=points) if points else desk.text("moving_is_free")


def _search(
    desk: Desk,
    problem: Problem,
    start: Timetable | None,
    checkpoint: Path,
    wish: Wish,
    ending: _Ending,
    told: bool = False,
) -> Result:
    """Its seconds, like the limit, run from before the file was read. `told`: where `start` comes from is known."""
    from scheduler.solver.best.checkpoint import fingerprint
    from scheduler.solver.best.checkpoint import read as saved
    from scheduler.solver.search import solve as search
    from scheduler.solver.stopping import Stop

    if checkpoint.exists() and saved(checkpoint, fingerprint(problem), problem) is not None:
        ending.progress.say("continuing", file=checkpoint)
    elif start and start.placements and not told:
        ending.progress.say("starting_from_roster", count=len(start.placements), price=_price_of_moving(desk, problem))
    used = monotonic() - wish.begun
    ending.progress.begin(used)
    result = search(
        problem,
        stop=Stop(seconds=wish.seconds_left, flag=ending.interrupt.asked),
        seed=wish.seed,
        workers=wish.workers or os.cpu_count() or 1,
        hint=start,
        on_event=ending.progress.show,
        checkpoint=checkpoint,
    )
    ending.progress.close()
    gc.freeze()  # what is there now stays until the end: to look for cycles in it would only delay the result
    first = result.first_complete_seconds
    return replace(
        result, seconds=used + result.seconds, first_complete_seconds=None if first is None else used + first
    )


def _write(desk: Desk, output: Path, write: Callable[[Path], object]) -> Path:
    """Writes the result and says where it is: elsewhere, if what could be written before the search no longer can.

    The checkpoint goes when the output stands; where writing fails it stays. Raises where no place takes the result.
    """
    from scheduler.formats.files.faults import Faults

    checkpoint = checkpoint_of(output)
    try:
        write(output)
    except (Faults, OSError) as wrong:
        why = wrong.faults[0].params.get("reason", "") if isinstance(wrong, Faults) else wrong.strerror
        for place in _other_places(output):
            with suppress(Faults, OSError):
                write(place)
                desk.aside("kept_elsewhere", file=output, reason=why or wrong, where=place)
                return place
        if checkpoint.exists():
            desk.aside("kept_checkpoint", file=checkpoint)
        raise
    checkpoint.unlink(missing_ok=True)
    return output


def _other_places(output: Path) -> Iterator[Path]:
    """A free name beside the output, then one in a folder of its own among the temporary files."""
    names = (output.with_name(f"{output.stem}-{number}{output.suffix}") for number in count(2))
    yield next(one for one in names if not one.exists())
    yield Path(tempfile.mkdtemp(prefix="scheduler-")) / output.name
