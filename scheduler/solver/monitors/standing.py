"""Where only a few lessons may change: what all the others keep busy, resource by resource, as numbers by tick.

A room that hundreds of lessons might take is then read from those few alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from scheduler.solver.monitors.meets import Assignment, IndexedProblem


@dataclass(frozen=True, slots=True)
class Standing:
    """`changing`: ids of the lessons that may change. `taken`: by resource, how many of the others hold it, by tick."""

    changing: frozenset[str]
    taken: Mapping[str, tuple[int, ...]]


def standing(indexed: IndexedProblem, state: Assignment, changing: Collection[str], tick_count: int) -> Standing:
    """What the lessons that do not change keep busy in this state."""
    problem, changing = indexed.problem, frozenset(changing)
    taken: dict[str, list[int]] = {}
    for meet in indexed.parts:
        if not indexed.placed(state, meet) or indexed.lesson(meet).id in changing:
            continue
        placement = indexed.in_words(state, meet)
        ticks = indexed.domain(meet).ticks[state.placement[meet]]
        for resource in problem.occupied_by(placement) if placement is not None else ():
            held = taken.setdefault(resource, [0] * tick_count)
            for tick in ticks:
                held[tick] += 1
    return Standing(changing, {resource: tuple(held) for resource, held in taken.items()})
