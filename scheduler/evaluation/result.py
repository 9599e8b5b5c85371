"""What a judgement says: what was counted for a point of a rule, its deviation and the facts behind it, what it costs.

Numbers only; `telling` turns them into sentences for a planner.
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
class Count:
    """Something counted for a point of a rule, with the bounds it must stay within (None: no such bound).

    `when`, `who` and `detail` as in a `Fact`. What lies outside the bounds is told in whole `unit`s, rounded up.
    """

    measured: int
    least: int | None = None
    most: int | None = None
    when: tuple[int, ...] = ()
    who: tuple[str, ...] = ()
    detail: str = ""
    unit: int = 1

    @property
    def deviation(self) -> int:
        """How far it lies outside its bounds, in units; 0 inside."""
        outside = 0
        if self.least is not None and self.measured < self.least:
            outside = self.least - self.measured
        elif self.most is not None and self.measured > self.most:
            outside = self.measured - self.most
        return -(-outside // self.unit)

    @property
    def fact(self) -> Fact:
        return Fact(self.when, self.who, self.measured, self.least, self.most, self.detail)


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that is counted for one point of a rule: one count, or one per day, time, bound or stretch."""

    id: str
    counts: tuple[Count, ...]

    @property
    def point(self) -> Point:
        """The point as it is judged: the deviations added, with what was counted wherever it is out of bounds."""
        broken = [count for count in self.counts if count.deviation]
        facts = dict.fromkeys(count.fact for count in broken)  # two moments of one period say the same
        return Point(self.id, sum(count.deviation for count in broken), tuple(facts))


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
