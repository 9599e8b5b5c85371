"""The most units that meets can supply at one moment, given who is certain to be elsewhere then.

Rooms that are opened need somebody who supervises; who they are and who is elsewhere is gathered in `precheck`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Opening:
    """A meet that supplies `units`; of each set of `needs` it holds one resource that nobody else has meanwhile."""

    units: int
    needs: tuple[frozenset[str], ...]


@dataclass
class Moment:
    """Who holds what at one moment: each request has one resource of its set, as far as they go (a matching)."""

    away: frozenset[str] = frozenset()
    requests: list[frozenset[str]] = field(default_factory=list)
    holder: dict[str, int] = field(default_factory=dict)

    def give(self, wanted: frozenset[str]) -> bool:
        """Whether one of `wanted` can be held beside all that is held already, which may move (Kuhn 1955)."""
        self.requests.append(wanted)
        if self._place(len(self.requests) - 1, set()):
            return True
        self.requests.pop()
        return False

    def _place(self, request: int, seen: set[str]) -> bool:
        for resource in sorted(self.requests[request] - self.away - seen):
            seen.add(resource)
            if resource not in self.holder or self._place(self.holder[resource], seen):
                self.holder[resource] = request
                return True
        return False

    def beside(self, certain: Iterable[str]) -> Moment:
        """The same moment when these resources are held as well."""
        moment = Moment(self.away, list(self.requests), dict(self.holder))
        for resource in certain:
            moment.give(frozenset((resource,)))
        return moment

    def most(self, openings: Sequence[Opening]) -> int:
        """No more units than these openings can supply together.

        What can be held together is a matroid: taking the largest first is best. Of an opening that needs several
        resources only the first need is counted against the others'.
        """
        possible = [one for one in openings if all(self.beside(()).give(need) for need in one.needs)]
        moment = self.beside(())
        return sum(
            one.units
            for one in sorted(possible, key=lambda one: -one.units)
            if not one.needs or moment.give(one.needs[0])
        )
