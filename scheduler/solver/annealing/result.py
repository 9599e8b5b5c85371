"""What one walk of the annealing gives back."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.solver.monitors.meets import Assignment


@dataclass(frozen=True)
class AnnealResult:
    """The best state met (the start itself, where nothing was better), its cost, and what was done.

    `own`: (hard, soft) of the best state after the start.
    """

    state: Assignment
    hard: int
    soft: int
    own: tuple[int, int]
    moves: int
    seconds: float
    tally: dict[str, tuple[int, int, int]]
    """By kind of move: proposed, accepted, accepted because cheaper."""

    @property
    def cost(self) -> tuple[int, int]:
        return self.hard, self.soft
