"""How much of a limit is kept for judging and writing the result."""

from __future__ import annotations

import pytest

from scheduler.cli import solve
from scheduler.cli.solve import CLOSING, LATE, MOST_SAVED, Wish


def wish(limit: float, used: float, monkeypatch: pytest.MonkeyPatch) -> Wish:
    """A run of which so many seconds were used for reading."""
    monkeypatch.setattr(solve, "monotonic", lambda: used)
    return Wish(limit, None, 1, 0.0)


@pytest.mark.parametrize("limit", [1.0, 5.0, 20.0, 300.0, 3600.0])
@pytest.mark.parametrize("used", [0.1, 0.9, 4.0])
def test_a_run_ends_soon_after_its_limit_however_long_that_is(
    limit: float, used: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = wish(limit, used, monkeypatch).seconds_left
    end = used + left + CLOSING * used
    assert end <= limit + LATE + 1e-6 or left <= 1.0 or left == pytest.approx((1 - MOST_SAVED) * limit - used)
    assert left >= min(limit, 1.0)


def test_a_long_limit_leaves_time_to_ask_what_stands_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    long = wish(300.0, 0.9, monkeypatch)
    ended = 0.9 + long.seconds_left
    monkeypatch.setattr(solve, "monotonic", lambda: ended)
    assert long.seconds_for_reasons(0.9) >= 3.0


def test_a_late_end_leaves_none(monkeypatch: pytest.MonkeyPatch) -> None:
    late = wish(20.0, 20.5, monkeypatch)
    assert late.seconds_for_reasons(0.9) < 0
