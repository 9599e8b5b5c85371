"""All runs of a batch through one executor: what is lost is submitted again, what is done is only read.

The order in which runs end, and where they run, is the executor's business.
"""

from __future__ import annotations

import secrets
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from pathlib import Path

from scheduler.batch.executors import Executor
from scheduler.bench.rows import ERROR, Row, Task, read_row, write_row
from scheduler.bench.series import Died, run_once

ATTEMPTS = 3
"""How often a run is begun whose process, or worker, dies."""

LOOK = 1.0
"""Seconds between two moments at which Ctrl-C is heard, on systems where waiting is deaf."""

SIGN = ".at-work-"

Attempt = Callable[[Task, str, str], Row]
"""Runs a task in a folder while a file, the sign, is there; raises what makes another attempt worth while."""

Lost = Callable[[Task, str, int], None]
"""Hears that an attempt was lost, why, and the number of the next."""


def attempt(task: Task, folder: str, sign: str) -> Row:
    """One attempt in a process of its own, which ends when the sign does. Raises `Died`, `CalledOff`."""
    return run_once(task, Path(folder), "scheduler.batch.running", Path(sign).exists)


def known_rows(tasks: Sequence[Task], folder: Path) -> tuple[list[Row], list[Task]]:
    """The rows of the runs that are done, and the tasks of the others; a run whose workbook is gone is not done."""
    rows, others = [], []
    for task in tasks:
        row = read_row(task.file(folder, "runs", ".json"), task)
        if row is not None and (not row.solution or (folder / row.solution).is_file()):
            rows.append(row)
        else:
            others.append(task)
    return rows, others


class TakenOver(Exception):
    """Another batch has begun in the folder of this one; it goes on with the runs."""


@contextmanager
def sign_of_life(folder: Path) -> Iterator[Path]:
    """A file that is there as long as somebody waits for the runs, wherever they are.

    Earlier ones go: what runs for a batch that was killed, perhaps on another machine, ends.
    """
    for earlier in folder.glob(f"{SIGN}*"):
        earlier.unlink(missing_ok=True)
    sign = folder / f"{SIGN}{secrets.token_hex(6)}"
    sign.touch()
    try:
        yield sign
    finally:
        sign.unlink(missing_ok=True)


def run_all(
    tasks: Sequence[Task],
    folder: Path,
    executor: Executor,
    on_lost: Lost,
    at_once: int | None = None,
    function: Attempt = attempt,
    over: Callable[[], bool] = lambda: False,
) -> Generator[Row, None, None]:
    """The rows of all tasks as they end; at most `at_once` are with the executor; none more once it is `over`.

    An attempt that raises is followed by another, after those that wait; the last one is told as an error. Whoever
    stops listening closes the iterator: the runs at work then end. Raises `TakenOver`.
    """
    waiting = deque(tasks)
    begun: Counter[Task] = Counter()
    running: dict[Future[Row], Task] = {}
    with sign_of_life(folder) as sign:
        while (waiting or running) and not over():
            while waiting and (at_once is None or len(running) < at_once):
                task = waiting.popleft()
                begun[task] += 1
                running[executor.submit(function, task, str(folder), str(sign))] = task
            done = wait(running, LOOK, FIRST_COMPLETED).done
            for future in [one for one in running if one in done]:
                task = running.pop(future)
                why = _loss(future)
                if why is None:
                    yield future.result()
                elif not sign.exists():
                    raise TakenOver
                elif begun[task] < ATTEMPTS:
                    on_lost(task, why, begun[task] + 1)
                    waiting.append(task)
                else:
                    yield _failed(task, folder, why)


def _loss(future: Future[Row]) -> str | None:
    """Why an attempt has no row, on one line; None where it has."""
    if future.cancelled():
        return "cancelled"
    wrong = future.exception()
    if wrong is None:
        return None
    text = wrong.why if isinstance(wrong, Died) else f"{type(wrong).__name__}: {wrong}"
    return next((line for line in reversed(text.splitlines()) if line.strip()), type(wrong).__name__)[:200]


def _failed(task: Task, folder: Path, why: str) -> Row:
    row = Row(task, ERROR, error=why)
    write_row(task.file(folder, "runs", ".json"), row)
    return row
