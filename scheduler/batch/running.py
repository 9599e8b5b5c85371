"""One run of a batch in a process of its own: `python -m scheduler.batch.running` reads a task and writes its row.

Beside the row it leaves its timetable twice: as a workbook, as `solve` writes it, and as the checkpoint from which it
goes on when it is killed and from which other runs of its case start. What a row tells is the business of `bench`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.batch.cases import read_school_case
from scheduler.batch.part import checkpoints_of, known_best
from scheduler.bench.rows import Row, Task
from scheduler.bench.running import answer, load_average, measured
from scheduler.formats.workbook.changes import Changes
from scheduler.solver.best import checkpoint

if TYPE_CHECKING:
    from scheduler.problem.timetable import Timetable
    from scheduler.solver.search import Result


def run(task: Task, folder: Path, begun: float) -> Row:
    """Searches from the best that is known, writes what it found, and lets it be certified."""
    load_now = load_average()
    case = read_school_case(task.source, Changes.from_json(task.changes), task.instance)
    own = checkpoint_of(task, folder)
    own.parent.mkdir(parents=True, exist_ok=True)

    def keep(result: Result, seconds: float) -> tuple[Timetable | None, str]:
        from scheduler.library.writing import report_of
        from scheduler.views.result_workbook import write_result

        if result.timetable is None:
            return None, ""
        checkpoint.write(own, checkpoint.fingerprint(case.problem), result.timetable)
        path = workbook_of(task, folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        report = report_of(case, result, case.language)
        write_result(path, report, case.language, overwrite=True, extras=case.extras)
        return result.timetable, path.relative_to(folder).as_posix()

    hint = known_best(own.parent, case.problem, but=own) if task.share else None
    return measured(task, case.problem, begun, load_now, keep, hint, own)


def checkpoint_of(task: Task, folder: Path) -> Path:
    """Those of one case are in one folder; runs that share nothing go on from none that did."""
    file = task.file(folder, "checkpoints", ".json" if task.share else "-alone.json")
    return checkpoints_of(task.title, folder) / file.name


def workbook_of(task: Task, folder: Path) -> Path:
    """Where the timetable of this run is kept."""
    return task.file(folder, "timetables", ".xlsx")


if __name__ == "__main__":
    answer(run)
