"""What a judgement says: points of rules with their deviation and the facts behind it, violations with their cost.

Numbers only; `words` turns them into sentences for a planner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fact:
    """One reason why a point is broken.

    `when` holds time indexes, `who` ids of lessons or resources that play a part, `measured` what was counted against
    `least` and `most` (None: no such bound). `detail` distinguishes reasons of one kind of rule ("mode", a place, ...).
    """

    when: tuple[int, ...] = ()
    who: tuple[str, ...] = ()
    measured: int | None = None
    least: int | None = None
    most: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a rule: a resource id, a lesson id, a label; and by how much it is broken (0: kept)."""

    id: str
    deviation: int
    where: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken point of a rule with what it costs."""

    rule_id: str
    entry: str
    hard: bool
    point: str
    deviation: int
    cost: int
    where: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Cost:
    """Hard and soft points, the deviations added, and how many points are broken."""

    hard: int = 0
    soft: int = 0
    deviation: int = 0
    points: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.hard + other.hard,
            self.soft + other.soft,
            self.deviation + other.deviation,
            self.points + other.points,
        )


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The judgement of one timetable. Compare `(hard, soft)`; `unplaced` gives periods by lesson.

    `violations` are sorted by cost, hard ones first; `by_entry` has an item for every entry with a rule, broken or not.
    """

    hard: int = 0
    soft: int = 0
    unplaced: Mapping[str, int] = field(default_factory=dict)
    violations: tuple[Violation, ...] = ()
    by_entry: Mapping[str, Cost] = field(default_factory=dict)

    @property
    def cost(self) -> tuple[int, int]:
        return self.hard, self.soft

    @property
    def valid(self) -> bool:
        """Every lesson placed and no hard rule broken."""
        return self.hard == 0 and not self.unplaced
