"""Compiled local search over monitors as flat arrays; numba is imported here only, and only when a search begins.

`anneal` improves a state, `compile` flattens a problem for it, `warm_up` loads or builds the machine code.
"""

from __future__ import annotations

from typing import Any

__all__ = ["HOT_PRESET", "PRESETS", "AnnealResult", "Compiled", "Preset", "anneal", "compile", "warm_up"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from scheduler.solver.annealing import schedule

        return getattr(schedule, name)
    raise AttributeError(name)
