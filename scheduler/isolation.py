"""How a process of ours is started: it runs our code and our libraries, and nothing that lies about where we stand.

A planner works in folders with files of others. It ends with the process that started it, however that ends. What it
does and its limits are left to those who start it.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

_PATH = "import sys, runpy; sys.path[:] = {path!r}; "
_BOUND = "from scheduler.isolation import end_with; end_with({parent}); "
_RUN = "runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"

LOOK = 1.0
"""Seconds between two looks at whether the parent is still there, where the system does not say so itself."""


def isolated(module: str, bound: bool = True) -> list[str]:
    """The command that runs one of our modules as a program, to be started by this thread.

    It finds modules where this process finds them, but never in the current folder (unless the program itself lies
    there), and reads none of Python's environment variables. `bound`: it ends with this process.
    """
    start = _PATH.format(path=trusted_path()) + (_BOUND.format(parent=os.getpid()) if bound else "")
    return [sys.executable, "-I", "-c", start + _RUN.format(module=module)]


def end_with(parent: int) -> None:
    """From now on this process ends when its parent, of that number, has gone: killed, crashed or ended."""
    if sys.platform == "win32":
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()
        return
    if sys.platform == "linux":
        import ctypes

        to_end_with_parent, kill = 1, 9  # PR_SET_PDEATHSIG, SIGKILL: the system does it, whatever runs here
        ctypes.CDLL(None).prctl(to_end_with_parent, kill)
        if os.getppid() != parent:  # it has gone before we asked
            os._exit(1)
        return
    threading.Thread(target=_end_without, args=(parent,), daemon=True).start()


def _end_without(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK)
    os._exit(1)


def _end_after(parent: int) -> None:
    """Windows tells when another process ends, but only whoever holds on to it."""
    import ctypes

    system = ctypes.windll.kernel32  # type: ignore[attr-defined]
    to_wait, for_ever = 0x00100000, 0xFFFFFFFF  # SYNCHRONIZE, INFINITE
    system.OpenProcess.restype = ctypes.c_void_p
    process = system.OpenProcess(to_wait, False, parent)
    if process:
        system.WaitForSingleObject(ctypes.c_void_p(process), for_ever)
    os._exit(1)


def trusted_path() -> list[str]:
    """Where modules are sought: as here, but without the current folder, whichever way it is named."""
    home = Path(__file__).resolve().parents[1]
    here = Path.cwd().resolve()
    places = [os.path.abspath(place) for place in sys.path]
    return [place for place in places if Path(place).resolve() != here or home == here]
