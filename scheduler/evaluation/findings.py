"""What was found out about a problem besides a cost: proofs that something cannot be, and why lessons stayed unplaced.

Ids, numbers and keys only, made by whoever counts or searches; `telling` turns them into sentences.
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.problem.text import Note


@dataclass(frozen=True, slots=True)
class Reason:
    """One obstacle and at how many starts it stood there; `key` names its sentence in `data/texts/solver.toml`.

    `who` is the id of the resource that is busy, or the entry of the rule that forbids it; "" for other keys. `among`
    are those of whom one would do, where none of them can.
    """

    key: str
    times: int
    who: str = ""
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """A need that is more than what there is; `key` says what was counted and names the sentence for it.

    Either `lessons` are those it is about, and one of them must give way; or `rule` (an id) breaks in any timetable
    with every lesson placed, and leaving out lessons is no cure. `about` is who or what needs too much: ids of lessons
    or of resources, or the label of a bound. `row` is the lesson or resource whose row in the planner's sheets to look
    at. The rest serves some keys only: `named` lessons beside those it is about, the number of the `part`, the `pool`
    that is asked, the `entry` of the rule that sets the bound, the `duration` of the blocks counted in periods, and by
    bound of the rule how much fits there or is needed (`limits`, None where it plays no part). `starts` are the starts
    that the grid has for a block of `duration`, and `reasons` why none of them is left; or what else makes it few:
    "absent" (somebody is away at times), "limit" (a limit per day or of days leaves fewer than are free). `why`: what a
    demand says of itself that nothing fits. `when`: the times among which one is needed.
    """

    key: str
    need: int
    have: int
    about: tuple[str, ...]
    row: str = ""
    lessons: tuple[str, ...] = ()
    rule: str = ""
    named: tuple[str, ...] = ()
    part: int = 0
    pool: str = ""
    entry: str = ""
    duration: int = 0
    limits: tuple[int | None, ...] = ()
    starts: int = 0
    reasons: tuple[Reason, ...] = ()
    because: frozenset[str] = frozenset()
    why: Note | None = None
    when: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unplaced:
    """The periods of a lesson that found no time, its possible starts, and the reasons, the most frequent first."""

    lesson: str
    periods: int
    starts: int
    reasons: tuple[Reason, ...]
