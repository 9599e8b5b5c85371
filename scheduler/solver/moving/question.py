"""A state that is asked about: what it would cost if a few meets stood elsewhere, read from the monitors they reach.

Only points of rules that these meets can change are translated, so that asking about one lesson of a large school is
quick; what they cost there is what they cost in the whole (`problem.concerning`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice, product
from operator import ne

from scheduler.evaluation.possible_moves import Effect
from scheduler.problem.concerning import concerning
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.incremental_cost import IncrementalCost, deciding
from scheduler.solver.monitors.meets import NOWHERE, Assignment, IndexedProblem
from scheduler.solver.monitors.reach import monitors_of_meets
from scheduler.solver.moving.board import Board, Stand, changed

MOST_VARIANTS = 12
"""So many ways to hold rooms and teachers are priced for one option at one time."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What it costs when `stands` stand so. `worse`: ids of hard rules of which a point is broken more than before."""

    stands: Mapping[int, Stand]
    effect: Effect
    worse: frozenset[str]

    @property
    def rank(self) -> tuple[bool, int, int]:
        return bool(self.worse), self.effect.hard, self.effect.soft


class Question:
    """Prices changes of meets of `lessons`, by the numbers of the `whole` problem."""

    def __init__(self, whole: IndexedProblem, state: Assignment, lessons: Collection[str]) -> None:
        self.problem = concerning(whole.problem, lessons)
        self.indexed = replace(whole, problem=self.problem)
        self.state = state
        data = monitors(self.indexed, state, lessons)
        self.cost = IncrementalCost(self.indexed, data, monitors_of_meets(self.indexed, data), state)
        self.data = data
        self._deciding = deciding(data)

    def price_if_kept(self, stands: Mapping[int, Stand]) -> Trial | None:
        """The price, where no hard rule is broken more than before: that is seen sooner than the price."""
        moved = self._moved(stands)
        reading = self.cost.reading.moved(changed(self.indexed, self.state, stands), moved)
        known = self.cost.deviations_in(reading, moved, self._deciding)
        if any(self._worse(number, deviation) for number, deviation in known.items()):
            return None
        return self._priced(stands, self.cost.deviations_in(reading, moved, known=known))

    def price(self, stands: Mapping[int, Stand]) -> Trial:
        moved = self._moved(stands)
        reading = self.cost.reading.moved(changed(self.indexed, self.state, stands), moved)
        return self._priced(stands, self.cost.deviations_in(reading, moved))

    def _moved(self, stands: Mapping[int, Stand]) -> tuple[int, ...]:
        """The meets with the rests of their lessons."""
        return (*stands, *(self.indexed.rest_of[self.indexed.meets[meet].lesson] for meet in stands))

    def _worse(self, number: int, deviation: int) -> bool:
        """Whether so great a deviation of a monitor is a hard rule broken more than before."""
        monitor = self.data.monitors[number]
        return monitor.hard and monitor.weight > 0 and deviation > self.cost.deviations[number]

    def _priced(self, stands: Mapping[int, Stand], deviations: Mapping[int, int]) -> Trial:
        """`deviations`: of all monitors that the meets can change."""
        by_entry: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        worse, still = set(), set()
        for number, deviation in deviations.items():
            if not deviation and not self.cost.deviations[number]:
                continue
            monitor = self.data.monitors[number]
            rule = self.problem.rules[monitor.rule]
            by_entry[rule.entry][not monitor.hard] += monitor.cost(deviation) - self.cost.costs[number]
            if self._worse(number, deviation):
                worse.add(rule.id)
            elif monitor.hard and monitor.weight and deviation:
                still.add(rule.entry)
        changes = tuple((entry, hard, soft) for entry, (hard, soft) in sorted(by_entry.items()) if hard or soft)
        effect = Effect(
            sum(one for _, one, _ in changes), sum(one for _, _, one in changes), changes, tuple(sorted(still))
        )
        return Trial(dict(stands), effect, frozenset(worse))


def ways(board: Board, meet: int, placement: int, option: int, before: Stand | None) -> Iterator[Stand]:
    """How the meet could stand there in this option, with what it held before first.

    A slot for which nothing is free holds nothing.
    """
    one = board.indexed.meets[meet]
    kept = before.choices if before is not None else (NOWHERE,) * len(one.slots)
    slots: list[Sequence[int]] = []
    for number, slot in enumerate(one.slots):
        free = board.free(meet, number, placement) if option in slot.options else []
        slots.append(sorted(free, key=partial(ne, kept[number])) or (NOWHERE,))
    return (Stand(placement, option, choices) for choices in islice(product(*slots), MOST_VARIANTS))
