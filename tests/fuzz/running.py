"""One run of the command line in a forked process: it starts warm, has its own folders, and is ended when it hangs."""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import importlib
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 60.0
"""Seconds after which a run counts as one that hangs; machines are slow and shared."""

WARM = (
    "scheduler.cli.main",
    "scheduler.formats.reading",
    "scheduler.formats.roster",
    "scheduler.formats.lesson_table",
    "scheduler.formats.untis",
    "scheduler.formats.asc",
    "scheduler.views.export",
    "scheduler.views.pages",
    "scheduler.library.writing",
    "scheduler.evaluation",
    "scheduler.telling.reasons",
    "xlsxwriter",
    "openpyxl",
    "python_calamine",
    "icalendar",
    "jinja2",
    "rapidfuzz",
)
"""Loaded once, before the first run; the solver is not, for its threads do not survive a fork."""


@dataclass(frozen=True)
class Ended:
    """How a run ended. `code` is negative for a signal, None where it hung and was ended."""

    words: tuple[str, ...]
    code: int | None
    out: str
    err: str
    seconds: float
    peak_mb: int


def warm_up() -> None:
    """Loads what every run would load, and the program's own tables; nothing that depends on a file that is read."""
    for name in WARM:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    from scheduler.formats.lesson_table.rows import vocabulary
    from scheduler.formats.roster.words.labels import words
    from scheduler.formats.workbook.columns import sheets
    from scheduler.problem.text import catalogue, data_folder
    from scheduler.school.catalogue import catalogue as rules
    from scheduler.views.names import input_titles

    for texts in (data_folder() / "texts").glob("*.toml"):
        catalogue(texts.stem)
    for sheet in sheets():
        sheet.column("")
    rules(), vocabulary(), input_titles(), words("free")
    gc.freeze()  # a run copies no page only because its rubbish is collected


def run(words: Sequence[str], room: Path) -> Ended:
    """One run, with nothing going on around it."""
    return ended(started(words, room))


@dataclass
class Running:
    """A run under way: its process, what it said so far, and the pipes by which it speaks."""

    words: tuple[str, ...]
    child: int
    begun: float
    pipes: tuple[int, int]
    said: tuple[bytearray, bytearray]

    def __post_init__(self) -> None:
        self.open = set(self.pipes)

    def listen(self) -> None:
        for pipe, said in zip(self.pipes, self.said, strict=True):
            with contextlib.suppress(BlockingIOError):
                while piece := os.read(pipe, 1 << 16):
                    said += piece
                self.open.discard(pipe)


def started(words: Sequence[str], room: Path, first: Callable[[], None] = lambda: None) -> Running:
    """Starts the verb with `room/work` as current folder, and `room` as the only place for temporary files.

    `first` is called in its process before all else.
    """
    (out, to_out), (err, to_err) = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        _child(words, room, to_out, to_err, first)
    for ours in (to_out, to_err):
        os.close(ours)
    for ours in (out, err):
        os.set_blocking(ours, False)
    return Running(tuple(words), child, time.monotonic(), (out, err), (bytearray(), bytearray()))


def _wait_for_news(running: Running) -> None:
    """Until it says or closes something, or ends, where the system tells that; a moment elsewhere."""
    if not hasattr(os, "pidfd_open"):
        time.sleep(0.01)
        return
    end = os.pidfd_open(running.child)
    try:
        select.select([end, *running.open], [], [], 1.0)
    finally:
        os.close(end)


def ended(running: Running, patience: float = PATIENCE, alone: bool = True) -> Ended:
    """Waits for the end of the run and ends one that hangs; `alone`: also whatever it left behind."""
    hung = False
    while True:
        running.listen()
        pid, status, usage = os.wait4(running.child, os.WNOHANG)
        if pid:
            break
        if time.monotonic() - running.begun > patience:
            hung = True
            os.kill(running.child, signal.SIGUSR1)  # where all its threads are, to stderr
            time.sleep(1.0)
            running.listen()
            os.killpg(running.child, signal.SIGKILL)
            _, status, usage = os.wait4(running.child, 0)
            break
        _wait_for_news(running)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if alone:
            os.killpg(running.child, signal.SIGKILL)
    running.listen()
    for pipe in running.pipes:
        os.close(pipe)
    peak = usage.ru_maxrss // (1024 * 1024 if sys.platform == "darwin" else 1024)
    code = None if hung else os.waitstatus_to_exitcode(status)
    out, err = (said.decode("utf-8", "replace") for said in running.said)
    return Ended(running.words, code, out, err, time.monotonic() - running.begun, peak)


def _child(words: Sequence[str], room: Path, out: int, err: int, first: Callable[[], None]) -> None:
    """Never returns."""
    code = 1
    try:
        os.setsid()
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        faulthandler.register(signal.SIGUSR1, 2, all_threads=True)
        os.chdir(room / "work")
        import tempfile

        tempfile.tempdir = os.environ["TMPDIR"] = str(room / "tmp")
        from scheduler.cli.main import main

        sys.argv = ["scheduler", *words]
        first()
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    except BaseException:
        traceback.print_exc()
        code = 70
    finally:
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
