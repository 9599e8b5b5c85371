"""Ctrl-C as a request: the first one asks the work to stop and keep its best, the second one ends the program at once.

Where there is nothing to keep yet the first one ends it, with a word. The signals by which a system ends a program, or
a closed terminal, are taken the same way.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any

from scheduler.cli import codes
from scheduler.cli.languages import VARIABLE, asked_language
from scheduler.problem.text import LANGUAGES, say

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))

LEFT = 130
"""Exit code of a program that left at once, as shells count an interruption."""

AGAIN = 0.02
"""Seconds after which a signal that came during an import is given again."""


class Interrupt:
    """While entered, Ctrl-C sets the request and calls `said`; a second one calls `leaving` and ends the program.

    Files are written whole or not at all, and a checkpoint is one of them: nothing is lost by that. Without a main
    thread of its own no signal is ever heard.
    """

    def __init__(self, said: Callable[[], None], leaving: Callable[[], None]) -> None:
        self._said, self._leaving = said, leaving
        self.asked = threading.Event()
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Interrupt:
        if threading.current_thread() is threading.main_thread():
            for one in SIGNALS:
                if signal.getsignal(one) is not signal.SIG_IGN:  # as `nohup` has it
                    self._before[one] = signal.signal(one, self._handle)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one, before in self._before.items():
            signal.signal(one, before)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        again = self.asked.is_set()
        self.asked.set()  # before anything is said: the next one may come meanwhile
        with suppress(Exception):  # the terminal may be gone
            (self._leaving if again else self._said)()
        if again:
            leave(LEFT)


def at_once(arguments: list[str]) -> None:
    """Until a verb begins: any of the signals ends the program with a word, in the language that `arguments` ask for.

    Nothing can be half written then, and what is being imported cannot be broken off in good order.
    """
    asked = asked_language(arguments) or os.environ.get(VARIABLE)
    told = say(asked if asked in LANGUAGES else LANGUAGES[0], "interrupt", "interrupted")

    def end(number: int, frame: FrameType | None) -> None:
        with suppress(OSError):
            os.write(2, f"{told}\n".encode())
        with suppress(OSError):
            os.write(1, b'{"status": "interrupted"}\n' if "--json" in arguments else b"")
        leave(codes.NOTHING)

    for one in SIGNALS:
        if signal.getsignal(one) is not signal.SIG_IGN:  # as `nohup` has it
            signal.signal(one, end)


def as_control_c() -> None:
    """While a verb is at work any of the signals raises `KeyboardInterrupt`: it ends with nothing half written.

    Not while a module is imported: compiled ones take that for a mistake of their own. It is raised after it.
    """

    def interrupt(number: int, frame: FrameType | None) -> None:
        if _importing(frame):
            again = threading.Timer(AGAIN, signal.raise_signal, (number,))
            again.daemon = True
            again.start()
        else:
            raise KeyboardInterrupt

    for one in SIGNALS:
        if signal.getsignal(one) is not signal.SIG_IGN:
            signal.signal(one, interrupt)


def _importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False


def leave(code: int) -> None:
    """Ends the program now, whatever its threads are doing."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
