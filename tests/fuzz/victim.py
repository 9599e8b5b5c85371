"""A run of the command line that is killed at a counted point: `python -m tests.fuzz.victim POINT N WORD...`.

What the program does there is what it always does; only the counting is put around it here. `POINTS` names the points.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

POINTS = (
    "numbering",
    "model",
    "solving",
    "walk",
    "neighbourhood",
    "compiling",
    "certified",
    "checkpoint begun",
    "checkpoint half",
    "checkpoint ready",
    "checkpoint there",
    "output begun",
    "output half",
    "output ready",
    "output there",
    "never",
)
"""Where a run can be hit; each is passed many times in a search, but for those of the output."""


class Blow:
    """Hits this process when the point has been passed `number` times."""

    def __init__(self, point: str, number: int, hit: Callable[[], None]) -> None:
        self.point, self.left, self.hit = point, number, hit

    def passes(self, point: str) -> None:
        if point == self.point:
            self.left -= 1
            if self.left == 0:
                self.hit()


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def around(place: Any, name: str, before: Callable[..., object]) -> None:
    """Calls `before` with the arguments whenever this function is called."""
    whole = getattr(place, name)

    def watched(*given: Any, **named: Any) -> Any:
        before(*given)
        return whole(*given, **named)

    setattr(place, name, watched)


def prepare(blow: Blow) -> None:
    """Puts the counting around the parts of a search and of writing; small schools go through all of them."""
    from scheduler import whole_files
    from scheduler.solver import cpsat, search
    from scheduler.solver.annealing import phase, schedule
    from scheduler.solver.best import incumbent
    from scheduler.solver.cpsat import model
    from scheduler.solver.lns import loop

    shares = {"anneal_share": 0.01, "repair_share": 0.01, "bound_share": 0.01, "stall_share": 0.03}
    search.DEFAULTS = search.SearchParams(small_model=-1, least_for_annealing=0, anneal_least=0.2, **shares)
    search.solve.__kwdefaults__["params"] = search.DEFAULTS
    around(search, "index_problem", lambda *_: blow.passes("numbering"))
    around(search, "monitors", lambda *_: blow.passes("numbering"))
    around(cpsat.Model, "__init__", lambda *_: blow.passes("model"))
    around(model, "_watched", lambda *_: blow.passes("solving"))
    around(schedule.Search, "_run", lambda *_: blow.passes("walk"))
    around(loop.Search, "step", lambda *_: blow.passes("neighbourhood"))
    around(phase.Preparation, "ready", lambda *_: blow.passes("compiling"))
    around(incumbent.Incumbent, "certify", lambda *_: blow.passes("certified"))

    def kind(path: object) -> str:
        return "checkpoint" if str(path).endswith(".checkpoint") else "output"

    begin, replace = whole_files._locked, os.replace
    at_work = ["output"]

    def begun(target: Any, mode: int) -> Any:
        found = begin(target, mode)
        at_work[0] = kind(target)
        if sys._getframe(1).f_code.co_name != "tried":
            blow.passes(f"{at_work[0]} begun")
        return found

    def replaced(source: Any, target: Any) -> None:
        blow.passes(f"{kind(target)} ready")
        if blow.point == f"{kind(target)} half" and blow.left == 1:
            os.truncate(source, os.stat(source).st_size // 2)
        blow.passes(f"{kind(target)} half")
        replace(source, target)
        blow.passes(f"{kind(target)} there")

    whole_files._locked = begun
    whole_files.os.replace = replaced


def main(words: list[str]) -> None:
    point, number, *rest = words
    prepare(Blow(point, int(number), kill))
    from scheduler.cli.main import main as command

    sys.argv = ["scheduler", *rest]
    command()


if __name__ == "__main__":
    main(sys.argv[1:])
