"""`solve --cluster`: the workers of a cluster search one school together; what they found goes on here.

Their best is judged, told and written as any other. Where they leave nothing, the search is made here with what is left
of the time.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.desk import Desk
from scheduler.cli.interrupt import Interrupt
from scheduler.cli.progress import Progress

if TYPE_CHECKING:
    from scheduler.batch.executors import OfCluster
    from scheduler.batch.together import Asked
    from scheduler.bench.rows import Row, Task
    from scheduler.formats.cases import SchoolCase
    from scheduler.problem.timetable import Timetable

HERE, LEAST_HERE = 0.05, 3.0
"""Part of the time, and seconds at least, that are kept for judging and going on here."""


def folder_of(output: Path) -> Path:
    """Beside the output, where the workers leave what they find; the same command finds it again."""
    return output.with_name(f"{output.name}.cluster")


@contextmanager
def on(desk: Desk, address: str) -> Iterator[OfCluster]:
    """The cluster at an address, or a usage error that says why there is none."""
    from scheduler.batch.executors import NoCluster, cluster
    from scheduler.problem.text import say

    try:
        with cluster(address) as executor:
            yield executor
    except NoCluster as wrong:
        raise click.UsageError(say(desk.language, "batch", wrong.key, **wrong.values)) from None


def search_on(
    desk: Desk,
    address: str,
    case: SchoolCase,
    asked: Asked,
    seconds: float,
    progress: Progress,
    interrupt: Interrupt,
) -> Timetable | None:
    """The best that the workers find in so many seconds of wall time; None where they find nothing."""
    from dataclasses import replace

    from scheduler.batch.series import TakenOver
    from scheduler.batch.together import best_of, in_rounds

    asked.folder.mkdir(parents=True, exist_ok=True)
    seconds -= max(LEAST_HERE, HERE * seconds)
    with on(desk, address) as executor:
        asked = replace(asked, places=executor.places)
        progress.say("cluster_begins", address=address, places=executor.places, folder=asked.folder)
        told = _Told(progress)
        try:
            for number, rounds, row in in_rounds(asked, executor, seconds, interrupt.asked.is_set, told.lost):
                told.hear(number, rounds, row)
                if told.failed == asked.places:
                    break
        except TakenOver:
            progress.say("cluster_taken_over", folder=asked.folder)
    return best_of(asked, case.problem)


def forget(output: Path) -> None:
    """The result stands: what the workers left is no longer needed."""
    shutil.rmtree(folder_of(output), ignore_errors=True)


class _Told:
    """A line for each run that ends; `failed` in a row since the last that did not."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.failed = 0

    def lost(self, task: Task, why: str, attempt: int) -> None:
        self._progress.say("cluster_lost", seed=task.seed, why=why)

    def hear(self, number: int, rounds: int, row: Row) -> None:
        if row.error:
            self.failed += 1
            self._progress.say("cluster_failed", seed=row.task.seed, why=row.trouble)
            return
        self.failed = 0
        found = {"unplaced": row.unplaced, "hard": row.hard, "soft": row.soft}
        key = "cluster_nothing" if row.soft is None else "cluster_found"
        self._progress.say(key, number=number, rounds=rounds, seed=row.task.seed, **found)
