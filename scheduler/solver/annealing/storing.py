"""A program of its own that builds and stores the machine code: `python -m scheduler.solver.annealing.storing`.

One at a time builds; a second one waits for the first, and has nothing left to do.
"""

from __future__ import annotations

import os

from scheduler.solver.annealing.caching import alone, remember_stored, stored

POLITENESS = 5
"""How much of its share of a busy processor it leaves to others (Unix): a search next to it wants to be quick."""


def main() -> None:
    if hasattr(os, "nice"):
        os.nice(POLITENESS)
    with alone():
        if not stored():
            from scheduler.solver.annealing import warm_up  # not before: who only waits stays small

            warm_up()
            remember_stored()


if __name__ == "__main__":
    main()
