"""Who gets which resource when times are known: one at a time, first come first served, with others moved aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Claim = tuple[int, int]
"""A (meet, slot) that wants one of some resources for as long as the meet lasts."""

DEPTH, PATIENCE, BUDGET = 3, 400, 20_000
"""How many others may be moved aside one after the other, and how many placings are tried for one claim, and for all
together: after these nobody is moved aside any more.
"""


class Serving:
    """Resources by the ticks at which they are taken, by a claim that can be moved or for good (None)."""

    def __init__(self, taken: dict[int, dict[int, Claim | None]]) -> None:
        self.taken = taken
        self.held: dict[Claim, int] = {}
        self._ticks: dict[Claim, Sequence[int]] = {}
        self._wanted: dict[Claim, Sequence[int]] = {}
        self._left, self._budget = 0, BUDGET

    def serve(self, claim: Claim, ticks: Sequence[int], wanted: Sequence[int]) -> bool:
        """Gives the claim one of the `wanted` resources, the first that is free if there is one; whether it got one."""
        self._ticks[claim], self._wanted[claim] = ticks, wanted
        self._left = min(PATIENCE, self._budget)
        before = self._left
        served = self._placed(claim, DEPTH, frozenset())
        self._budget -= min(self._budget, before - self._left)
        return served

    def _placed(self, claim: Claim, depth: int, settled: frozenset[Claim]) -> bool:
        """Finds a resource for the claim; those in `settled` stay where they are. All is as before where it fails."""
        self._left -= 1
        ticks = self._ticks[claim]
        rivals_of: dict[int, list[Claim | None]] = {}
        for resource in self._wanted[claim]:
            taken = self.taken[resource]
            rivals = [taken[tick] for tick in ticks if tick in taken]
            if not rivals:
                self._take(claim, resource)
                return True
            rivals_of[resource] = rivals
        if not depth:
            return False
        settled |= {claim}
        for resource, rivals in sorted(rivals_of.items(), key=lambda one: len(set(one[1]))):
            aside = [rival for rival in dict.fromkeys(rivals) if rival is not None and rival not in settled]
            possible = self._left > 0 and len(aside) == len(set(rivals))
            if possible and self._moved_aside(claim, resource, aside, depth, settled):
                return True
        return False

    def _moved_aside(
        self, claim: Claim, resource: int, rivals: list[Claim], depth: int, settled: frozenset[Claim]
    ) -> bool:
        before = dict(self.held)
        for rival in rivals:
            self._leave(rival)
        self._take(claim, resource)
        if all(self._placed(rival, depth - 1, settled | set(rivals)) for rival in rivals):
            return True
        for one in [one for one, held in self.held.items() if before.get(one) != held]:
            self._leave(one)
        for one, held in before.items():
            if one not in self.held:
                self._take(one, held)
        return False

    def _take(self, claim: Claim, resource: int) -> None:
        self.held[claim] = resource
        self.taken[resource].update(dict.fromkeys(self._ticks[claim], claim))

    def _leave(self, claim: Claim) -> None:
        taken = self.taken[self.held.pop(claim)]
        for tick in self._ticks[claim]:
            del taken[tick]


def busy(ticks: Iterable[int]) -> dict[int, Claim | None]:
    """A resource that is taken for good at these ticks."""
    return dict.fromkeys(ticks)
