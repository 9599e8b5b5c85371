"""One large school searched by all workers of a cluster, in rounds: each begins at the best that any of them knows.

A round is as many runs as there are places, of different seeds, each a process where the worker is. Between rounds the
best timetable is exchanged through checkpoints in a folder that all of them see; a worker that is lost costs its round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from scheduler.batch.executors import Executor
from scheduler.batch.part import checkpoints_of, known_best
from scheduler.batch.series import Attempt, Lost, run_all
from scheduler.bench.rows import Row, Task
from scheduler.bench.series import run_once

if TYPE_CHECKING:
    from scheduler.problem.problem import Problem
    from scheduler.problem.timetable import Timetable

ROUND = 60.0
"""Seconds of a round, at most: each begins with reading the school anew, 2 to 3 s for a large one."""

MOST_ROUNDS = 30
"""Where there is an hour, rounds become longer."""

LATE = 3.0
"""Seconds between the end of a run's time and its row: judging, writing, two looks at whether it is there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the workers search: the file under a path that all of them see, in a term, with its Rooster or `fresh`.

    `folder` is seen by all of them too. `places`: runs at once; `cores` of each.
    """

    source: Path
    term: str
    fresh: bool
    folder: Path
    seed: int
    places: int
    cores: int


def attempt(task: Task, folder: str, sign: str) -> Row:
    """One run in a process of its own, which ends when the sign does. Raises `Died`, `CalledOff`."""
    return run_once(task, Path(folder), "scheduler.batch.part", Path(sign).exists)


def in_rounds(
    asked: Asked,
    executor: Executor,
    seconds: float,
    over: Callable[[], bool],
    on_lost: Lost,
    function: Attempt = attempt,
) -> Iterator[tuple[int, int, Row]]:
    """Number of the round, how many there are, and the row of each run as it ends.

    `seconds`: of wall time in all. `over` ends everything at the next look; what was found by then lies in the folder.
    Raises `TakenOver` where the same search is begun again elsewhere.
    """
    end = monotonic() + seconds
    rounds = max(1, min(MOST_ROUNDS, ceil(seconds / ROUND)))
    for number in range(rounds):
        left = (end - monotonic()) / (rounds - number)
        if over() or left <= LATE:
            return
        latest = monotonic() + left
        tasks = [
            Task(
                name=asked.source.stem,
                source=str(asked.source.absolute()),
                instance=asked.term,
                mark="",
                seed=asked.seed + number * asked.places + place,
                seconds=round(left - LATE, 1),
                workers=asked.cores,
                share=True,
                fresh=asked.fresh,
            )
            for place in range(asked.places)
        ]

        def late(latest: float = latest) -> bool:
            """What is lost is tried again for as long as its round lasts."""
            return over() or monotonic() >= latest

        with closing(run_all(tasks, asked.folder, executor, on_lost, asked.places, function, late)) as rows:
            for row in rows:
                yield number + 1, rounds, row


def best_of(asked: Asked, problem: Problem) -> Timetable | None:
    """The best timetable that any run has left so far, ended or not."""
    return known_best(checkpoints_of(asked.source.stem, asked.folder), problem)
