"""One run in a process of its own: `python -m scheduler.bench.running` reads a task and writes its row.

The process reads the case, searches what is left of the time, lets the evaluator certify the timetable as it was
written, and ends; start-up and memory are those of this one run.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.bench.cases import Case, load
from scheduler.bench.rows import ERROR, FAULT, Row, Step, Task, write_row

if TYPE_CHECKING:
    from scheduler.formats.cases import ArchiveCase, FetCase
    from scheduler.problem.problem import Problem
    from scheduler.problem.timetable import Timetable
    from scheduler.solver.search import Result


def request(task: Task, folder: Path, begun: float) -> str:
    """What the process reads from its standard input; `begun` is `time.time()` when it was started."""
    return json.dumps({"task": asdict(task), "folder": str(folder), "begun": begun})


Keep = Callable[["Result", float], "tuple[Timetable | None, str]"]
"""Writes the result of a search of so many seconds; what is to be certified, and its file in the folder."""


def run(task: Task, folder: Path, begun: float) -> Row:
    """Searches and certifies."""
    from scheduler.formats.cases import FetCase

    load_now = load_average()
    problem, archive = load(Case(task.name, task.source, task.instance))

    def keep(result: Result, seconds: float) -> tuple[Timetable | None, str]:
        if result.timetable is None or archive is None:
            return result.timetable, ""
        if isinstance(archive, FetCase):
            return _written_fet(task, folder, result.timetable, archive)
        return _written(task, folder, problem, result.timetable, archive, seconds)

    return measured(task, problem, begun, load_now, keep)


def load_average() -> float | None:
    """Of the machine, over the last minute."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def measured(
    task: Task,
    problem: Problem,
    begun: float,
    load_now: float | None,
    keep: Keep,
    hint: Timetable | None = None,
    checkpoint: Path | None = None,
) -> Row:
    """Searches for what is left of the time, lets `keep` write what was found, and has that judged."""
    from scheduler.bench.fet import counted
    from scheduler.evaluation import evaluate
    from scheduler.solver.search import solve
    from scheduler.solver.stopping import Stop

    start_up = time.time() - begun
    result = solve(
        problem,
        stop=Stop(seconds=max(1.0, task.seconds - start_up)),
        seed=task.seed,
        workers=task.workers,
        hint=hint,
        checkpoint=checkpoint,
        without=task.without.split(),
    )
    seconds = time.time() - begun
    steps = tuple(
        Step(round(start_up + one.seconds, 3), one.unplaced, one.hard, one.soft, one.bound, one.phase, one.what)
        for one in result.log
    )
    timetable, file = keep(result, seconds)
    judged = None if timetable is None else evaluate(problem, timetable)
    of_fet = None if judged is None else counted(problem, judged)
    return Row(
        task=task,
        status=result.status,
        hard=judged.hard if judged else None,
        soft=judged.soft if judged else None,
        unplaced=sum(judged.unplaced.values()) if judged else None,
        bound=result.bound,
        seconds=round(seconds, 2),
        start_up=round(start_up, 2),
        first_feasible=next((step.seconds for step in steps if step.complete), None),
        moves_per_second=None if result.moves_per_second is None else round(result.moves_per_second),
        memory_mb=_memory(),
        load=None if load_now is None else round(load_now, 1),
        periods=sum(lesson.duration for lesson in problem.lessons),
        gains=gains(steps),
        tally=dict(result.tally),
        steps=steps,
        solution=file,
        wishes=None if of_fet is None else of_fet.wishes,
        idle=None if of_fet is None else of_fet.idle_teacher,
    )


def _written(
    task: Task, folder: Path, problem: Problem, timetable: Timetable, archive: ArchiveCase, seconds: float
) -> tuple[Timetable, str]:
    """Writes the solution as an archive and reads it again: that is what is certified."""
    from dataclasses import replace
    from datetime import date

    from scheduler import __version__
    from scheduler.formats.xhstt import Solution, read_archive, write_archive

    metadata = {
        "Contributor": f"scheduler {__version__}",
        "Date": date.today().isoformat(),
        "Description": f"scheduler bench --time {task.seconds:g}, seed {task.seed}, workers {task.workers}",
        "Solution.RunningTime": f"{seconds:.1f}",
    }
    path = task.file(folder, "solutions", ".xml")
    path.parent.mkdir(parents=True, exist_ok=True)
    alone = replace(archive.archive, instances=(problem,))
    write_archive(path, alone, [Solution("scheduler", problem.name, timetable, metadata)])
    return read_archive(path).solutions[0].timetable, str(path.relative_to(folder))


def _written_fet(task: Task, folder: Path, timetable: Timetable, case: FetCase) -> tuple[Timetable, str]:
    """The same for a FET file: its timetable is locked in it."""
    from scheduler.formats.fet import read_timetable, write_fet

    path = task.file(folder, "solutions", ".fet")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_fet(path, case.fet, timetable)
    return read_timetable(path, case.fet), str(path.relative_to(folder))


def gains(steps: Iterable[Step]) -> dict[str, int]:
    """By part of the search, the soft points it took off complete timetables that keep all hard rules."""
    found: dict[str, int] = {}
    before = None
    for step in steps:
        if not step.complete or step.soft is None:
            continue
        if before is not None and step.soft < before:
            name = f"{step.phase}:{step.what}"
            found[name] = found.get(name, 0) + before - step.soft
        before = step.soft if before is None else min(before, step.soft)
    return found


def _memory() -> float | None:
    """Megabytes at the highest: of this process and the largest of those it started."""
    try:
        import resource
    except ImportError:
        return None
    unit = 2**20 if sys.platform == "darwin" else 2**10
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return round(sum(resource.getrusage(who).ru_maxrss for who in whose) / unit, 1)


def answer(run: Callable[[Task, Path, float], Row]) -> None:
    """Reads the request, writes the row: also of a run that failed, or of a case with faults.

    A run that had too little memory ends without a row: it may have enough another time.
    """
    from scheduler.formats.files.faults import Faults

    asked = json.loads(sys.stdin.read())
    task, folder = Task(**asked["task"]), Path(asked["folder"])
    try:
        row = run(task, folder, asked["begun"])
    except Faults as found:
        row = Row(task, FAULT, error=found.text("en")[:500])
    except MemoryError:
        raise
    except Exception as wrong:
        import traceback

        traceback.print_exc()
        row = Row(task, ERROR, error=f"{type(wrong).__name__}: {wrong}"[:500])
    write_row(task.file(folder, "runs", ".json"), row)


if __name__ == "__main__":
    answer(run)
