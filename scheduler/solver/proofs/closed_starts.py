"""Why a block has no start left: how many starts its grid has, and how many each rule, absence or pin takes alone."""

from __future__ import annotations

from collections import Counter

from scheduler.evaluation.findings import Reason
from scheduler.solver.monitors.meets import IndexedProblem
from scheduler.solver.monitors.pruning import Pruning

MOST_REASONS = 5
"""How many reasons are told at most."""


def closed_starts(indexed: IndexedProblem, pruning: Pruning, meet: int) -> tuple[int, tuple[Reason, ...]]:
    """The starts of a meet, which has an option, in its grid; and what forbids how many of them, the most first."""
    one = indexed.meets[meet]
    lesson, domain = indexed.problem.lessons[one.lesson], indexed.domains[one.domain]
    away = pruning.away(lesson, one.usable.options, one.slots, one.usable.choices)
    pinned = {pin.start for pin in pruning.pins.get((lesson.id, one.part), ()) if pin.start is not None}
    counts: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for number in range(domain.placed):
        duration, start = domain.placements[number]
        found: set[tuple[str, tuple[str, ...]]] = {
            ("closed_rule", (rule.entry,))
            for rule in pruning.times.get(lesson.id, ())
            if rule.modes is None and start not in rule.times and rule.duration in (None, duration)
        }
        lacking = [frozenset(pruning.lacking(wanted, domain.ticks[number])) for wanted in away]
        if lacking and all(lacking):  # in no option everybody is there
            groups = frozenset.intersection(*lacking) or frozenset().union(*lacking)
            found |= {("closed_nobody" if group[1:] else "closed_absent", group) for group in groups}
        if pinned and pinned != {start}:
            found.add(("closed_pin", ()))
        counts.update(found)
    most = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST_REASONS]
    return domain.placed, tuple(_reason(key, times, who) for (key, who), times in most)


def _reason(key: str, times: int, who: tuple[str, ...]) -> Reason:
    return Reason(key, times, among=who) if who[1:] else Reason(key, times, "".join(who))
