"""A few counted kills: the checkpoint stays whole, the same command goes on from it, and nothing is left over."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.fuzz.kills import kill_some

POINTS = ("neighbourhood", "checkpoint half", "output ready")
"""One of the search, one of each kind of file; the room runs all."""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as POSIX does")
def test_a_search_that_is_killed_goes_on_and_leaves_nothing(tmp_path: Path) -> None:
    told = kill_some(len(POINTS), 1, tmp_path, POINTS, every=1)
    assert not told.wrong, told.text()
    assert sum(told.hit.values()) == len(POINTS) and told.with_checkpoint == told.continued >= 1
