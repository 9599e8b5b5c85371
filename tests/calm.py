"""Measuring on a machine that others use too: searches take seconds of the processor for those of the wall.

What a search finds within so many seconds is then what it would find on a machine of its own, with one core.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time
from types import SimpleNamespace
from typing import Any

import pytest

from scheduler.solver import stopping
from scheduler.solver.cpsat import model
from scheduler.solver.cpsat.plan import Limits, Outcome

PATIENCE = 30.0
"""Seconds of the wall in which CP-SAT may heed a request to stop, where others leave it little of the processor."""


@contextmanager
def calm() -> Iterator[None]:
    """Within the block seconds are those of the processor; use it with one worker."""
    run = model.Model.run

    def timed(self: model.Model, limits: Limits, **more: Any) -> Outcome:
        until = None if limits.seconds is None else process_time() + limits.seconds

        def stopped() -> bool:
            late = until is not None and process_time() >= until
            return late or (limits.stopped is not None and limits.stopped())

        return run(self, Limits(None, limits.work, stopped), **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stopping, "time", SimpleNamespace(monotonic=process_time, process_time=process_time))
        patch.setattr(model.Model, "run", timed)
        patch.setattr(model, "PATIENCE", PATIENCE)
        yield
