"""Compiled local search over monitors as flat arrays; numba is imported here only, and only when a search begins.

`anneal` improves a state, `compile` flattens a problem for it, `warm_up` loads or builds the machine code.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scheduler.solver.annealing.schedule import Compiled as Compiled
    from scheduler.solver.annealing.schedule import anneal as anneal
    from scheduler.solver.annealing.schedule import compile as compile
    from scheduler.solver.annealing.schedule import warm_up as warm_up

_LAZY = ("Compiled", "anneal", "compile", "warm_up")


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(f"{__name__}.schedule"), name)
    raise AttributeError(name)
