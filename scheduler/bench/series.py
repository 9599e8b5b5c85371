"""All runs of a bench, one after the other, each in a new process; runs that are on disk already are only read.

A run that takes far longer than it may is ended and told as an error, and so is one that dies. A case that cannot be
read is told as a fault; the others go on.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median

from scheduler.bench.rows import ERROR, MOST_BYTES, Row, Task, read_row, write_row
from scheduler.bench.running import request
from scheduler.isolation import isolated
from scheduler.ordinary_files import content_of

GRACE = 120.0
"""Seconds past its time after which a run is ended."""

LOOK = 0.25
"""Seconds between two looks at whether a run is still wanted."""


def run_all(tasks: Sequence[Task], folder: Path, on_row: Callable[[Row, bool], None]) -> Iterator[Row]:
    """The rows of all tasks; `on_row` also hears whether the row was there already."""
    warm = False
    for task in tasks:
        known = read_row(task.file(folder, "runs", ".json"), task)
        if known is None and not warm:
            warm_up()
            warm = True
        row = known or run_alone(task, folder)
        on_row(row, known is not None)
        yield row


def warm_up() -> None:
    """Builds the machine code of the annealing where it is not stored yet, so that no run is charged for it."""
    from scheduler.solver.annealing.preparing import begin_storing

    process = begin_storing()
    if process is not None:
        process.wait()


class Died(Exception):
    """The process of a run ended without a row. Its arguments: why, and the seconds it lived."""

    @property
    def why(self) -> str:
        return str(self.args[0])

    @property
    def seconds(self) -> float:
        return float(self.args[1])


class CalledOff(Exception):
    """The run was ended because nobody waits for it any more."""


def run_alone(task: Task, folder: Path) -> Row:
    """The row of the task, an error where its process died."""
    try:
        return run_once(task, folder)
    except Died as death:
        row = Row(task, ERROR, seconds=round(death.seconds, 2), error=death.why)
        write_row(task.file(folder, "runs", ".json"), row)
        return row


def run_once(
    task: Task,
    folder: Path,
    module: str = "scheduler.bench.running",
    wanted: Callable[[], bool] = lambda: True,
) -> Row:
    """Runs the task in a process of its own, in a session of its own so that all it started ends with it.

    `module` is the program that answers. The process is ended as soon as the run is not `wanted` any more. Raises
    `Died` where it leaves no row, `CalledOff`.
    """
    if not wanted():
        raise CalledOff
    file = task.file(folder, "runs", ".json")
    file.unlink(missing_ok=True)
    begun = time.time()
    process = subprocess.Popen(
        isolated(module),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        trouble = _ended(process, request(task, folder, begun), task.seconds * 1.2 + GRACE, wanted)
    except BaseException:
        end(process)
        raise
    row = _any_row(file, task)
    if row is None:
        raise Died(trouble.strip()[-500:] or _last_words(process.returncode), time.time() - begun)
    return row


def _ended(process: subprocess.Popen[str], asked: str, most: float, wanted: Callable[[], bool]) -> str:
    """Waits until the process has ended, after so many seconds at last; what it said about trouble."""
    latest = time.monotonic() + most
    question: str | None = asked
    while True:
        try:
            return process.communicate(question, timeout=LOOK)[1]
        except subprocess.TimeoutExpired:
            question = None
        if not wanted():
            raise CalledOff
        if time.monotonic() > latest:
            end(process)
            return f"ended after {most:.0f} s"


def _last_words(code: int) -> str:
    """Of a process that said nothing: what ended it, where that is known."""
    if code >= 0:
        return "no result"
    with suppress(ValueError):
        return f"no result: ended by {signal.Signals(-code).name}"
    return f"no result: ended by signal {-code}"


def _any_row(file: Path, task: Task) -> Row | None:
    """What the process wrote, be it an error."""
    import json

    if found := read_row(file, task):
        return found
    try:
        content = json.loads(content_of(file, MOST_BYTES))
        return Row(task, content["status"], error=str(content["error"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def end(process: subprocess.Popen[str]) -> None:
    """Ends the process and what it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()


def start_up_seconds(times: int = 5) -> dict[str, float]:
    """Seconds of `scheduler --help` (median of some), and of a Python that does nothing, for comparison."""

    def once(*command: str) -> float:
        begun = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - begun

    help_ = [once(*isolated("scheduler.cli.main", bound=False), "--help") for _ in range(times)]
    nothing = [once(sys.executable, "-I", "-c", "pass") for _ in range(times)]
    return {"help_seconds": round(median(help_), 3), "python_seconds": round(median(nothing), 3)}
