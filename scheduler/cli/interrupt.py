"""Ctrl-C as a request: the first one asks the work to stop and keep its best, the second one ends the program at once.

The signals by which a system ends a program, or a closed terminal, are taken the same way.
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

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))

LEFT = 130
"""Exit code of a program that left at once, as shells count an interruption."""


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


def as_control_c() -> None:
    """Lets the other signals end any verb as Ctrl-C does: in good order, with nothing half written left behind."""
    for one in SIGNALS:
        if signal.getsignal(one) is signal.SIG_DFL:
            signal.signal(one, signal.default_int_handler)


def leave(code: int) -> None:
    """Ends the program now, whatever its threads are doing."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
