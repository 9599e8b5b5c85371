"""Monitors as CP-SAT models, whole or of freed meets; ortools is imported only here, and only when a model is written.

`Model` writes and runs a model of freed meets, `Relaxation` one of some lessons alone; `plan` says what is asked of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scheduler.solver.cpsat.model import Model as Model
    from scheduler.solver.cpsat.relaxation import Relaxation as Relaxation

_PLACES = {"Model": "model", "Relaxation": "relaxation"}


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    raise AttributeError(name)
