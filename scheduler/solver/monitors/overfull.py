"""Hard counts that break however the meets are placed: twelve blocks of a subject on ten days, at most one a day.

Only adding up: no search, and each monitor by itself. What is found is true; what is not found may be impossible too.
"""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.solver.monitors.kinds import Count, Monitors, Sum, Term
from scheduler.solver.monitors.meets import Decisions


def overfull(decided: Decisions, data: Monitors) -> frozenset[int]:
    """The numbers of hard counts whose deviation is positive in all timetables in which every meet is placed."""
    counting = _Counting(decided, data)
    return frozenset(
        number
        for number, monitor in enumerate(data.monitors)
        if monitor.hard and monitor.weight and isinstance(monitor, Count) and counting.breaks(monitor)
    )


class _Counting:
    def __init__(self, decided: Decisions, data: Monitors) -> None:
        self.decided, self.data = decided, data

    def breaks(self, monitor: Count) -> bool:
        """Whether the sums together are certain to be more than their upper bounds allow, or less than they must."""
        bounded = [one for one in monitor.sums if one.most is not None]
        most = sum(one.most - one.constant for one in bounded if one.most is not None)
        if bounded and self._certain(bounded, 1) > most:
            return True
        wanted = [one for one in monitor.sums if one.least is not None]
        least = sum(one.least - one.constant for one in wanted if one.least is not None)
        return bool(wanted) and -self._certain(wanted, -1) < least

    def _certain(self, sums: Iterable[Sum], sign: int) -> int:
        """The least that all terms, times `sign`, can add up to."""
        by_meet: dict[int, list[Term]] = {}
        for one in sums:
            for term in one.terms:
                by_meet.setdefault(term.meet, []).append(term)
        return sum(self._of_meet(meet, terms, sign) for meet, terms in by_meet.items())

    def _of_meet(self, meet: int, terms: list[Term], sign: int) -> int:
        """The least that the terms of one meet add up to, over all that it may do."""
        one = self.decided.meets[meet]
        must = one.periods > 0 and bool(one.usable.placements)
        placements = one.usable.placements if must else range(len(self.decided.domain(meet).placements))
        certain = [term for term in terms if not term.options and term.slot < 0]
        perhaps = [term for term in terms if term.options or term.slot >= 0]
        tables = self.data.tables
        return min(
            sum(sign * tables[term.table][placement] for term in certain)
            + sum(min(0, sign * tables[term.table][placement]) for term in perhaps)
            for placement in placements
        )
