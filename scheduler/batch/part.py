"""A worker's part of the search for one school: `python -m scheduler.batch.part` reads a task and leaves a checkpoint.

It starts from the best that the others know, as a run of a batch does, and writes no workbook: whoever asked does.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.batch.cases import read_school_case
from scheduler.bench.rows import Row, Task, file_stem
from scheduler.bench.running import answer, load_average, measured
from scheduler.evaluation import evaluate
from scheduler.solver.best import checkpoint

if TYPE_CHECKING:
    from scheduler.problem.problem import Problem
    from scheduler.problem.timetable import Timetable
    from scheduler.solver.search import Result


def run(task: Task, folder: Path, begun: float) -> Row:
    """Searches from the best that is known, else from the timetable in the file where that is not forgotten."""
    load_now = load_average()
    case = read_school_case(task.source, term=task.instance, fresh=task.fresh)
    own = task.file(folder, f"checkpoints/{task.stem}", ".json")
    own.parent.mkdir(parents=True, exist_ok=True)

    def keep(result: Result, seconds: float) -> tuple[Timetable | None, str]:
        if result.timetable is not None:
            checkpoint.write(own, checkpoint.fingerprint(case.problem), result.timetable)
        return result.timetable, ""

    hint = known_best(own.parent, case.problem, but=own) or case.timetable or case.near
    return measured(task, case.problem, begun, load_now, keep, hint, own)


def checkpoints_of(name: str, folder: Path) -> Path:
    """Where the runs of one case leave theirs."""
    return folder / "checkpoints" / file_stem(name)


def known_best(folder: Path, problem: Problem, but: Path | None = None) -> Timetable | None:
    """The best timetable, by the evaluator, among the checkpoints in a folder, but for one of them.

    Each run writes its own file whole and no other, so none is lost whoever writes when; one that belongs to another
    problem is passed over.
    """
    mark = checkpoint.fingerprint(problem)
    files = (file for file in sorted(folder.glob("*.json")) if file != but and not file.name.startswith("."))
    known = [found for file in files if (found := checkpoint.read(file, mark, problem)) is not None]
    return min(known, key=lambda one: _cost(problem, one), default=None)


def _cost(problem: Problem, timetable: Timetable) -> tuple[int, int, int]:
    judged = evaluate(problem, timetable)
    return sum(judged.unplaced.values()), judged.hard, judged.soft


if __name__ == "__main__":
    answer(run)
