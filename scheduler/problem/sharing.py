"""Tasks to be shared out among people: pure data, and what a way to share them costs.

What the tasks are (duties around a timetable) is known to who makes them; a best way is found by
`solver.cpsat.sharing`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

Shared = Mapping[str, frozenset[str]]
"""By task who does it."""


@dataclass(frozen=True, slots=True)
class Task:
    """Work for `people` at once, each of whom bears `units`. `able`: who can do it, with what it costs him (points)."""

    name: str
    people: int
    units: int
    able: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Bearer:
    """The n-th unit that somebody bears costs n times `step` points. `limits`: of some tasks at most so much.

    Each limit has the tasks with how much of it they use, and the most.
    """

    name: str
    step: int
    limits: tuple[tuple[Mapping[str, int], int], ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody keeps something, a free stretch for lunch say, while he does no task of one of `ways`; else `points`."""

    name: str
    ways: tuple[frozenset[str], ...]
    points: int

    def lost(self, shared: Shared) -> bool:
        return all(any(self.name in shared[task] for task in way) for way in self.ways)


@dataclass(frozen=True)
class Sharing:
    """All tasks and people. `apart`: of each of these sets of tasks nobody does two. `lacking`: points of a missing."""

    tasks: tuple[Task, ...]
    bearers: tuple[Bearer, ...]
    apart: tuple[frozenset[str], ...] = ()
    lacking: int = field(default=10**7)
    kept: tuple[Kept, ...] = ()


def cost_of(sharing: Sharing, shared: Shared) -> int | None:
    """The points of a way to share by its sentences, None where it is not open."""
    cost = 0
    borne: Counter[str] = Counter()
    for task in sharing.tasks:
        who = shared[task.name]
        if len(who) > task.people or not who <= task.able.keys():
            return None
        cost += sharing.lacking * (task.people - len(who)) + sum(task.able[one] for one in who)
        borne.update(dict.fromkeys(who, task.units))
    for tasks in sharing.apart:
        if any(many > 1 for many in Counter(one for task in tasks for one in shared[task]).values()):
            return None
    for bearer in sharing.bearers:
        for uses, most in bearer.limits:
            if sum(amount for task, amount in uses.items() if bearer.name in shared[task]) > most:
                return None
        units = borne[bearer.name]
        cost += bearer.step * units * (units + 1) // 2
    return cost + sum(one.points for one in sharing.kept if one.lost(shared))
