"""What a search tells while it runs: plain records, for a progress line, a log or a test."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """`phase`: "check", "construct", "partial", "anneal", "improve", "end". `what` is a key of
    `data/texts/solver.toml`.

    Costs are the evaluator's for the best timetable so far, None while there is none. `bound` is a proved lower bound
    on the soft cost of complete timetables that keep all hard rules.
    """

    phase: str
    what: str
    seconds: float
    unplaced: int | None = None
    hard: int | None = None
    soft: int | None = None
    bound: int | None = None
