"""Begin competences: how many pupils of a class or group have which level of working at distance, and what it asks.

Level 0: not yet; 1: with help; 2: alone; 3: helps others. Counts only, no pupil is named. What follows from it for a
lesson is for `readiness`; no rule reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from scheduler.problem.modes import Mode

LEVELS = 4
ASKED: Mapping[Mode, int] = {Mode.SYNCHRONOUS: 1, Mode.ASYNCHRONOUS: 2}
"""The level that a pupil needs for a mode. Our own choice: the guide asks for an analysis and names no levels."""
MOST_BELOW = Fraction(1, 5)
"""So many of the pupils may be below it: they follow the lesson at school, with help. Our own choice."""


def below(counts: tuple[int, ...], mode: Mode) -> int:
    """How many pupils have less than the level that a mode asks."""
    return sum(counts[: ASKED[mode]])


def competent(counts: tuple[int, ...], mode: Mode) -> bool:
    """Whether a class or group is ready for a mode; one that nobody looked at is not held back."""
    return below(counts, mode) <= MOST_BELOW * sum(counts)


def to_gain(counts: tuple[int, ...], mode: Mode) -> int:
    """How many pupils must still come up to the level."""
    return max(0, below(counts, mode) - int(MOST_BELOW * sum(counts)))
