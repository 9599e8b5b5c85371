"""Machine code made ready beside a search, where it is not stored yet, by a program of its own (`storing`).

That program goes on to the end whatever becomes of the search: the next one finds its code. It is the one child of ours
that outlives us, by half a minute at most.
"""

from __future__ import annotations

import logging
import os
import subprocess
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from scheduler.isolation import isolated
from scheduler.solver.annealing.caching import folder, stored

log = logging.getLogger(__name__)

LOOK = 0.1
"""Seconds between two looks at whether the machine code is ready."""

_STORING = "scheduler.solver.annealing.storing"

_begun: list[subprocess.Popen[bytes]] = []
"""Those left to themselves: a handle that is thrown away warns that its process still runs."""


def begin_storing() -> subprocess.Popen[bytes] | None:
    """Builds and stores the machine code in another process, of low priority; None where it is stored already."""
    if stored():
        return None
    low = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)  # elsewhere `storing` lowers its own
    process = subprocess.Popen(
        isolated(_STORING, bound=False),
        cwd=folder(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe to ours would stay open as long as it runs
        stderr=subprocess.DEVNULL,
        env={**os.environ, "NUMBA_CACHE_DIR": str(folder())},
        # In a group of its own: Ctrl-C in the terminal ends the search in good order, and not this.
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | low,
    )
    _begun.append(process)
    return process


def make_ready() -> None:
    """Begins to build what a later search will want, where that is possible; nothing of it is waited for."""
    with suppress(OSError):  # no process to be had: the search will say so, or do without
        begin_storing()


class Preparation:
    """Sees to it that machine code is made ready: at once where it is `needed` for sure, else when somebody asks.

    `tell` is called where it must be built first, which takes a while once.
    """

    def __init__(self, needed: bool, tell: Callable[[], None] = lambda: None) -> None:
        self._tell = tell
        self._asked = self._failed = False
        self._process: subprocess.Popen[bytes] | None = None
        if needed:
            self._begin()

    def _begin(self) -> None:
        if not self._asked:
            self._asked = True
            self._process = begin_storing()
            if self._process is not None:
                self._tell()

    def ready(self, patience: float | None) -> bool:
        """Waits at most so many seconds for the machine code; False where there is none (yet)."""
        self._begin()
        until = None if patience is None else monotonic() + patience
        while self._process is not None:
            try:
                look = LOOK if patience is None else min(LOOK, patience)  # not longer: on Windows nothing interrupts it
                self._failed = self._process.wait(look) != 0
                self._process = None
            except subprocess.TimeoutExpired:
                if until is not None and monotonic() >= until:
                    return False
            if self._failed:
                log.warning("the machine code could not be built: this search goes without walks")
        return not self._failed
