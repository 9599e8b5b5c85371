"""What is asked of one CP-SAT model, within which limits, and what came of it; nothing here loads CP-SAT."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduler.solver.monitors.incremental_cost import CachedReading
from scheduler.solver.monitors.meets import Assignment

if TYPE_CHECKING:
    from scheduler.solver.rooms_later.two_stage import TwoStage


@dataclass(frozen=True, slots=True)
class Limits:
    """When a run ends: seconds of wall time, units of deterministic work, a flag that somebody sets."""

    seconds: float | None = None
    work: float | None = None
    stopped: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`status`: "optimal", "feasible", "infeasible" or "unknown". `bound` and `objective` are the model's own.

    `levels`: soft points, hard points and unplaced periods, of what the model encodes. `size`: its variables and
    constraints.
    """

    status: str
    state: Assignment | None
    objective: int | None
    bound: int | None
    seconds: float
    work: float
    levels: tuple[int, int, int] = (0, 0, 0)
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What kind of model is wanted.

    `missing`: meets that may stay unplaced (dearest of all). `priced` False: any solution will do. `objective` False
    leaves out soft monitors. `two_stage`: deferred choices are left to a later model, for which `cuts` make room.
    `share`: bands share their placements; `alike`: even where their lessons could be cut in different ways, so
    "infeasible" proves nothing then. `closed`: choices that others have taken, `uniform`: slots in which a lesson holds
    the same in all its meets (see `Variables`). `without`: monitors that are left out; `only`: no others are written.
    `reading`: a reading of the model's state, to save time.
    """

    missing: frozenset[int] = frozenset()
    priced: bool = True
    objective: bool = True
    two_stage: TwoStage | None = None
    cuts: bool = True
    share: bool = True
    alike: bool = False
    closed: Mapping[tuple[int, int, int], frozenset[int]] = field(default_factory=dict)
    uniform: frozenset[tuple[int, int]] = frozenset()
    without: frozenset[int] = frozenset()
    only: frozenset[int] | None = None
    reading: CachedReading | None = None
