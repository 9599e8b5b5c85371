"""How a process of ours is started: it runs our code and our libraries, and nothing that lies about where we stand.

A planner works in folders with files of others. What the process does, its limits and its end are left to those who
start it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_START = "import sys, runpy; sys.path[:] = {path!r}; runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"


def isolated(module: str) -> list[str]:
    """The command that runs one of our modules as a program.

    It finds modules where this process finds them, but never in the current folder (unless the program itself lies
    there), and reads none of Python's environment variables.
    """
    return [sys.executable, "-I", "-c", _START.format(path=trusted_path(), module=module)]


def trusted_path() -> list[str]:
    """Where modules are sought: as here, but without the current folder, whichever way it is named."""
    home = Path(__file__).resolve().parents[1]
    here = Path.cwd().resolve()
    places = [os.path.abspath(place) for place in sys.path]
    return [place for place in places if Path(place).resolve() != here or home == here]
