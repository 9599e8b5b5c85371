"""Where a meet can go, as data: what each time would cost, what stands in the way there, and which chains help.

Ids and numbers only, made by `solver.moving`; `telling` turns them into sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scheduler.evaluation.result import Violation
from scheduler.problem.timetable import Placement


class Obstacle(StrEnum):
    """What sort of thing stands in the way."""

    LESSON = "lesson"
    """Another lesson holds somebody or something there."""
    NOTHING_FREE = "nothing_free"
    """Every candidate for a role is taken, or is not there."""
    ABSENT = "absent"
    PIN = "pin"
    RULE = "rule"
    BELLS = "bells"
    """A block of this length cannot start there."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that stands in the way; each is told once per time.

    `lesson`: which stands there, or whose pin it is. `resources`: what both need, who is absent, or the candidates.
    `rule` is an id. `violation`: what the judge says of the rule there. `others`: lessons that hold the candidates.
    """

    kind: Obstacle
    lesson: str = ""
    resources: tuple[str, ...] = ()
    role: str = ""
    rule: str = ""
    violation: Violation | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change costs or saves: hard and soft points, and those of each entry that changes.

    `still`: the entries of hard rules about what moves that are broken now and stay so, at least in part.
    """

    hard: int = 0
    soft: int = 0
    by_entry: tuple[tuple[str, int, int], ...] = ()
    """(entry, hard, soft)"""
    still: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """One time of the week for a meet.

    `steps` are the meets as they would stand, its own first and then those that must run with it; none where it does
    not fit the bells. `now`: it stands there.
    """

    start: int
    steps: tuple[Placement, ...]
    effect: Effect
    blockers: tuple[Blocker, ...] = ()
    now: bool = False

    @property
    def free(self) -> bool:
        """Whether no hard rule is broken more than it is now."""
        return not self.blockers


@dataclass(frozen=True, slots=True)
class Chain:
    """A way to a time that is not free: `steps` are all meets that move, as they would stand, the asked one first."""

    start: int
    steps: tuple[Placement, ...]
    effect: Effect


@dataclass(frozen=True, slots=True)
class Moves:
    """The answer for one meet. `now`: as it stands (None: it has no time); `together`: what must run with it.

    `spots` are all starts of its weeks in order of time, `chains` the best first.
    """

    lesson: str
    part: int
    now: Placement | None
    together: tuple[tuple[str, int], ...]
    spots: tuple[Spot, ...]
    chains: tuple[Chain, ...]

    def at(self, start: int) -> Spot | None:
        return next((spot for spot in self.spots if spot.start == start), None)
