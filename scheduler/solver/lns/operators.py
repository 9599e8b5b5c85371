"""Neighbourhood operators and the small interfaces of the search around them (as in ALNS, Ropke and Pisinger 2006).

An operator chooses meets to free and learns from what came of it. Acceptance and stopping are functions that a caller
may replace.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2
from typing import Protocol

from scheduler.solver.best.incumbent import Cost
from scheduler.solver.monitors.meets import Usable
from scheduler.solver.params import SearchParams


class Choose(Protocol):
    """Chooses about `amount` meets to free in the state that is looked at."""

    def __call__(self, amount: int, /) -> Choice: ...


class Acceptance(Protocol):
    """Whether a timetable of cost `after` takes the place of one of cost `before`, as `Incumbent.rank` gives them."""

    def __call__(self, before: Cost, after: Cost, /) -> bool: ...


class Stopping(Protocol):
    """Whether the search has done enough; asked between two tries."""

    def __call__(self) -> bool: ...


def no_worse(before: Cost, after: Cost) -> bool:
    """Accepts what costs less or the same."""
    return after <= before


def never() -> bool:
    """Leaves stopping to the clock and to having nothing left to try."""
    return False


@dataclass(frozen=True, slots=True)
class Choice:
    """Meets to free; `within`: a mask of the ticks in which they stay (None: anywhere)."""

    meets: set[int]
    within: int | None = None


@dataclass
class Operator:
    """A way of choosing: how many meets it frees at present, and what it brought lately for how much work.

    `defer`: choices that can be deferred are made after the times. `fixed`: nothing but choices is freed.
    """

    name: str
    choose: Choose
    params: SearchParams
    amount: float = 12.0
    defer: bool = False
    fixed: bool = False
    gained: float = 0.2
    worked: float = 0.2
    never_late: bool = True

    @property
    def worth(self) -> float:
        """Gain for each unit of work."""
        return self.gained / self.worked

    def learn(self, gain: int, status: str, work: float) -> None:
        """A quick proof lets it grow, running out of work makes it shrink; `gain` in points, on a log scale.

        Nearly all gains come from tries that take neither next to nothing nor all the work there is. One that runs out
        of work costs as much as ten quick proofs: steps back are so much longer that there is one for ten steps ahead.
        """
        params = self.params
        least = params.least_gain / 10 if status == "passed over" else params.least_gain
        self.gained = params.memory * self.gained + (log2(1 + gain) if gain > 0 else 0.0) + least
        self.worked = params.memory * self.worked + work + params.choice_work
        if status in ("unknown", "feasible") or work > 0.8 * params.try_work:
            self.amount *= params.after_timeout
            self.never_late = False
        elif work < params.quick_try * params.try_work:
            self.amount *= params.after_quick_first if self.never_late else params.after_quick
        self.amount = max(params.fewest_freed, min(params.most_freed, self.amount))


@dataclass(frozen=True, slots=True)
class Freed:
    """What to free: `usable` by meet, `within` as in `Choice`."""

    operator: Operator
    usable: dict[int, Usable]
    within: int | None = None

    @property
    def key(self) -> object:
        """Says what is freed, whoever chose it."""
        return self.operator.defer, self.within, tuple((meet, len(one.placements)) for meet, one in self.usable.items())
