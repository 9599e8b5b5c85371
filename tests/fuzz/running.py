"""One run of the command line in a forked process: it starts warm, has its own folders, and is ended when it hangs."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Sequence
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
    for name in WARM:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def run(words: Sequence[str], room: Path) -> Ended:
    """Runs the verb with `room/work` as current folder, and `room` as the only place for temporary files and caches."""
    begun = time.monotonic()
    out, err = room / "out.txt", room / "err.txt"
    child = os.fork()
    if not child:
        _child(words, room, out, err)
    hung = False
    while True:
        pid, status, usage = os.wait4(child, os.WNOHANG)
        if pid:
            break
        if time.monotonic() - begun > PATIENCE:
            hung = True
            os.killpg(child, signal.SIGKILL)
            _, status, usage = os.wait4(child, 0)
            break
        time.sleep(0.005)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)  # whatever it left behind
    peak = usage.ru_maxrss // (1024 * 1024 if sys.platform == "darwin" else 1024)
    code = None if hung else os.waitstatus_to_exitcode(status)
    texts = [file.read_text(encoding="utf-8", errors="replace") for file in (out, err)]
    return Ended(tuple(words), code, texts[0], texts[1], time.monotonic() - begun, peak)


def _child(words: Sequence[str], room: Path, out: Path, err: Path) -> None:
    """Never returns."""
    code = 1
    try:
        os.setsid()
        for number, file in ((1, out), (2, err)):
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(handle, number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        os.chdir(room / "work")
        import tempfile

        tempfile.tempdir = os.environ["TMPDIR"] = str(room / "tmp")
        from scheduler.cli.main import main

        sys.argv = ["scheduler", *words]
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
