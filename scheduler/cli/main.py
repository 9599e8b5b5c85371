"""Where the command `scheduler` begins and ends; signals are heard before anything that takes time is imported.

The group of its verbs is in `verbs`.
"""

from __future__ import annotations

import atexit
import gc
import sys
from typing import Any

from scheduler.cli.interrupt import as_control_c, at_once, leave


def main() -> None:
    """Entry point of the console script."""
    at_once(sys.argv[1:])
    ended: list[int] = []
    atexit.register(_gone, ended)  # registered first, it is called last
    from scheduler.cli.verbs import scheduler

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console or pipe may not speak UTF-8 by itself
            stream.reconfigure(encoding="utf-8", errors="replace")
    gc.set_threshold(100_000, 50)  # a school is millions of objects without a cycle: looking for some took a fifth
    as_control_c()
    try:
        scheduler()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
        # Only where it was loaded: asking costs no start-up. Nobody waits for a CP-SAT that does not hear.
        model = sys.modules.get("scheduler.solver.cpsat.model")
        if model is not None and model.at_work():
            leave(code)
        ended.append(code)
        raise


def _gone(ended: list[int]) -> None:
    """All is done: to free a school piece by piece takes half a second. After a mistake of ours nothing is hurried."""
    for code in ended:
        leave(code)


def __getattr__(name: str) -> Any:
    """The group `scheduler` is imported only when it is asked for."""
    if name != "scheduler":
        raise AttributeError(name)
    from scheduler.cli.verbs import scheduler

    return scheduler


if __name__ == "__main__":
    main()
