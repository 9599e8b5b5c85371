"""The end of a search enforced: where nobody looks at the clock, the thread that searches is interrupted.

Much of a search is plain Python that knows no clock: numbering a problem, counting, writing a model. What becomes of an
interrupted search is left to `search`.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from scheduler.solver.stopping import Clock

GRACE = 0.4
"""Seconds after the end in which whoever looks at the clock may end in good order."""

LOOK = 0.1
"""Seconds between two looks at the clock."""


class OutOfTime(BaseException):
    """Raised in the thread that searches, wherever it is; no `Exception`, so that nobody takes it for a mistake."""


@contextmanager
def enforced(clock: Clock, grace: float = GRACE) -> Iterator[None]:
    """Within the block `OutOfTime` is raised once, where the clock has been over for so many seconds.

    Not while the clock is shielded, a module is imported or a thread begun: what must not be left half done is done
    first. A limit of counted work alone is not enforced. Use it in the thread that does the work.
    """
    if clock.stop.seconds is None and clock.stop.flag is None:
        yield
        return
    left = threading.Event()
    thread = threading.get_ident()
    outside = _unbreakable(sys._getframe())

    def watch() -> None:
        late = 0.0
        while not left.wait(LOOK):
            late = late + LOOK if clock.ended() else 0.0
            if late >= grace and _interrupted(clock, left, thread, outside):
                return

    try:
        threading.Thread(target=watch, daemon=True, name="enforcing").start()
        try:
            yield
        finally:
            _ended(clock, left)
    finally:
        _ended(clock, left)  # again: the interruption may have hit the first one


def _interrupted(clock: Clock, left: threading.Event, thread: int, outside: int) -> bool:
    """Whether the thread was interrupted. `outside`: what of the kind the whole block runs within."""
    with clock.shield:
        if clock.shielding or left.is_set() or _unbreakable(sys._current_frames().get(thread)) > outside:
            return False
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(OutOfTime))
        return True


def _unbreakable(frame: FrameType | None) -> int:
    """How many imports and beginnings of threads are under way here.

    Compiled modules turn an interruption into an ImportError of their own. A new thread goes by the number of the one
    that begins it until it runs: it would be hit instead, and be waited for in vain.
    """
    found = 0
    while frame is not None:
        code = frame.f_code
        found += code.co_filename == "<frozen importlib._bootstrap>" or code is threading.Thread.start.__code__
        frame = frame.f_back
    return found


def _ended(clock: Clock, left: threading.Event) -> None:
    """From here on nothing is raised any more."""
    with clock.shield:
        left.set()
