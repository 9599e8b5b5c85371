"""Who gets which resource when times are known: greedy assignment, with ejection chains where nothing is free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.solver.params import SearchParams

Request = tuple[int, int]
"""A (meet, slot) that wants one of some resources for as long as the meet lasts."""


class GreedyAssignment:
    """Resources by the ticks at which they are taken, by a request that can be moved, or for good (None)."""

    def __init__(self, taken: dict[int, dict[int, Request | None]], params: SearchParams) -> None:
        self.taken, self.params = taken, params
        self.held: dict[Request, int] = {}
        self._ticks: dict[Request, Sequence[int]] = {}
        self._wanted: dict[Request, Sequence[int]] = {}
        self._left, self._budget = 0, params.chain_budget

    def assign(self, request: Request, ticks: Sequence[int], wanted: Sequence[int]) -> bool:
        """Gives the request one of the `wanted` resources, the first free one if there is one; whether it got one."""
        self._ticks[request], self._wanted[request] = ticks, wanted
        self._left = min(self.params.chain_steps, self._budget)
        before = self._left
        assigned = self._placed(request, self.params.chain_depth, frozenset())
        self._budget -= min(self._budget, before - self._left)
        return assigned

    def _placed(self, request: Request, depth: int, settled: frozenset[Request]) -> bool:
        """Finds a resource for the request; those in `settled` stay where they are. All is as before where it fails."""
        self._left -= 1
        ticks = self._ticks[request]
        rivals_of: dict[int, list[Request | None]] = {}
        for resource in self._wanted[request]:
            taken = self.taken[resource]
            rivals = [taken[tick] for tick in ticks if tick in taken]
            if not rivals:
                self._take(request, resource)
                return True
            rivals_of[resource] = rivals
        if not depth:
            return False
        settled |= {request}
        for resource, rivals in sorted(rivals_of.items(), key=lambda one: len(set(one[1]))):
            movable = [rival for rival in dict.fromkeys(rivals) if rival is not None and rival not in settled]
            possible = self._left > 0 and len(movable) == len(set(rivals))
            if possible and self._ejected(request, resource, movable, depth, settled):
                return True
        return False

    def _ejected(
        self, request: Request, resource: int, rivals: list[Request], depth: int, settled: frozenset[Request]
    ) -> bool:
        before = dict(self.held)
        for rival in rivals:
            self._leave(rival)
        self._take(request, resource)
        if all(self._placed(rival, depth - 1, settled | set(rivals)) for rival in rivals):
            return True
        for one in [one for one, held in self.held.items() if before.get(one) != held]:
            self._leave(one)
        for one, held in before.items():
            if one not in self.held:
                self._take(one, held)
        return False

    def _take(self, request: Request, resource: int) -> None:
        self.held[request] = resource
        self.taken[resource].update(dict.fromkeys(self._ticks[request], request))

    def _leave(self, request: Request) -> None:
        taken = self.taken[self.held.pop(request)]
        for tick in self._ticks[request]:
            del taken[tick]


def busy(ticks: Iterable[int]) -> dict[int, Request | None]:
    """A resource that is taken for good at these ticks."""
    return dict.fromkeys(ticks)
