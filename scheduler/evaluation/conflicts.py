"""Why a problem is impossible, as data: rows that cannot hold together, and the ways out that were tried.

Ids and numbers only, made by `solver.explaining`; `telling` turns them into sentences and cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scheduler.evaluation.findings import Proof

Point = tuple[str, int]
"""The id of a rule, and the number of one of its points."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a planner asks: a lesson with all its periods, or a rule for somebody.

    `about`: ids of the lessons or resources that it is about, or the label of a bound. `points`: what it is in the
    problem. `lessons`: those that must be placed, where the row is a lesson.
    """

    entry: str
    aspect: str
    about: tuple[str, ...]
    points: tuple[Point, ...]
    lessons: tuple[str, ...] = ()


class Change(StrEnum):
    """What is done to a row."""

    LIMIT = "limit"
    """Another number: `before` becomes `after`."""
    BREACH = "breach"
    """It is broken by so much: periods that somebody comes all the same, times at which a pin is left."""
    LEFT_OUT = "left_out"
    """So many periods of the lesson get no time."""
    OTHER_PERSON = "other_person"
    """Somebody else gives the lesson."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """One row changed so that the others of its surroundings can hold; solved with everything around it.

    `amount`: by how much. `price`: for comparing ways, less is easier to give. `proved`: no smaller amount does.
    `who`: the id of whom somebody else replaces.
    """

    row: Row
    change: Change
    amount: int
    price: int
    before: int | None = None
    after: int | None = None
    proved: bool = True
    who: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rows that cannot hold together. `minimal`: proved that without any one of them the others can.

    `ways`: the cheapest first; none where no row alone resolves it, or where they were not all `tried`.
    """

    rows: tuple[Row, ...]
    minimal: bool
    ways: tuple[WayOut, ...] = ()
    tried: bool = False


class Verdict(StrEnum):
    """What is known of the whole."""

    IMPOSSIBLE = "impossible"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a problem is impossible.

    Parameters:
        verdict: "impossible" (some conflict was found or counted), "possible" (a timetable keeps all hard rules) or
            "unknown" (neither, as far as was looked).
        conflicts: sets of rows that cannot hold together, each another one.
        proofs: what counting alone proves.
        regions: how many parts of the problem were looked at, and of how many.
        complete: whether all of them were.
        seconds: how long it took, by the clock of the wall.

    Example:
        >>> explain(problem, stop=Stop(work=1)).verdict.value
        'possible'
    """

    verdict: Verdict
    conflicts: tuple[Conflict, ...]
    proofs: tuple[Proof, ...]
    regions: tuple[int, int]
    complete: bool
    seconds: float
