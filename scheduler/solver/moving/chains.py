"""Chains: the asked meet goes to a time that is not free; whoever stands there goes elsewhere, at most three others.

Whether people and rooms are free is looked up on the board; what comes through that is priced by the rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from scheduler.evaluation.possible_moves import Chain
from scheduler.solver.monitors.meets import Assignment, IndexedProblem
from scheduler.solver.moving.board import Board, Stand
from scheduler.solver.moving.question import Question, Trial, ways
from scheduler.solver.moving.spots import Unit, placements_at, starts_of, steps_of, unit_of

MOST_OTHERS = 3
"""So many other lessons may move."""

MOST_TRIALS = 120
"""So many chains are priced; each takes 1 to 3 ms in a large school."""

MOST_PER_SPOT = 8
"""So many chains to one time: a time that many chains reach takes no others' turn."""

MOST_LESSONS = 24
"""Chains of so many different lessons are priced: each adds its points of rules."""

MOST_LOOKS = 10_000
"""So many times of meets in the way are looked at on the board."""


def best_chains(
    indexed: IndexedProblem, state: Assignment, board: Board, unit: Unit, goals: Collection[int], most: int
) -> tuple[Chain, ...]:
    """The best chains to these times in the problem's words, cheapest first; `unit` is off the board."""
    return tuple(_chain(question, one) for question, one in best_trials(indexed, state, board, unit, goals, most))


def best_trials(
    indexed: IndexedProblem, state: Assignment, board: Board, unit: Unit, goals: Collection[int], most: int
) -> tuple[tuple[Question, Trial], ...]:
    """The best chains by number, each with the question that priced it."""
    search = _Search(indexed, state, board, unit)
    per_goal = max(MOST_PER_SPOT, MOST_TRIALS // (MOST_OTHERS * len(goals)))
    candidates: list[dict[int, Stand]] = []
    lessons: dict[int, None] = {}
    for others in range(1, MOST_OTHERS + 1):
        for start in goals:
            for stands in islice(search.to(start, others), per_goal):
                if _idle(indexed, state, stands):
                    continue
                new = dict.fromkeys(indexed.meets[meet].lesson for meet in stands)
                if len(candidates) < MOST_TRIALS and len({*lessons, *new}) <= MOST_LESSONS:
                    candidates.append(stands)
                    lessons |= new
    if not candidates:
        return ()
    question = Question(indexed, state, {indexed.problem.lessons[number].id for number in lessons})
    priced = [trial for stands in candidates if (trial := question.price_if_kept(stands)) is not None]
    return tuple((question, trial) for trial in _best(indexed, unit, priced, most))


def _idle(indexed: IndexedProblem, state: Assignment, stands: Mapping[int, Stand]) -> bool:
    """Whether a block takes the place of another of its lesson: fewer moves, or none, come to the same timetable."""
    places: dict[int, list[tuple[object, object]]] = {}
    for meet, stand in stands.items():
        ticks = indexed.domain(meet).ticks
        at = ticks[state.placement[meet]], ticks[stand.placement]
        places.setdefault(indexed.meets[meet].lesson, []).append(at)
    return any(not {old for old, _ in own}.isdisjoint(new for _, new in own) for own in places.values())


def _best(indexed: IndexedProblem, unit: Unit, priced: Collection[Trial], most: int) -> Iterator[Trial]:
    """The cheapest, each to another time or by way of other lessons."""
    seen: set[tuple[object, ...]] = set()
    for trial in sorted(priced, key=lambda one: (one.effect.hard, one.effect.soft, len(one.stands))):
        key = (trial.stands[unit.meet].placement, frozenset(trial.stands))
        if key not in seen and len(seen) < most:
            seen.add(key)
            yield trial


def _chain(question: Question, trial: Trial) -> Chain:
    steps = steps_of(question, trial.stands)
    start = steps[0].start
    assert start is not None, "the asked meet has a time"
    return Chain(start, steps, trial.effect)


class _Search:
    """Depth first: who stands in the way is lifted and placed again, with whoever stands in his way, while any may."""

    def __init__(self, indexed: IndexedProblem, state: Assignment, board: Board, unit: Unit) -> None:
        self.indexed, self.state, self.board, self.unit = indexed, state, board, unit
        self.looks = 0
        self._units: dict[int, Unit] = {}
        self._known_places: dict[tuple[int, ...], dict[int, dict[int, int]]] = {}

    def to(self, start: int, others: int) -> Iterator[dict[int, Stand]]:
        """The chains by which the unit starts then and exactly so many others move."""
        yield from self._placed(self.unit, start, [], {}, others)

    def _placed(
        self, unit: Unit, start: int, waiting: list[Unit], stands: Mapping[int, Stand], left: int
    ) -> Iterator[dict[int, Stand]]:
        """`unit` starts then; whoever is in its way joins those who wait; `left` others may still be lifted."""
        at = self._places(unit).get(start)
        if at is None:
            return
        way = self._in_the_way(unit, at)
        if not way.isdisjoint(stands) or not way.isdisjoint(unit.meets):
            return
        new = list({self._unit(meet).meets: self._unit(meet) for meet in sorted(way)}.values())
        lifted = [meet for one in new for meet in one.meets]
        if len(lifted) > left or not stands.keys().isdisjoint(lifted):
            return
        kept = {meet: self.board.lift(meet) for meet in lifted}
        placed = self._put(unit, at)
        if placed is not None:
            yield from self._rest([*waiting, *new], {**stands, **placed}, left - len(lifted))
            for meet in placed:
                self.board.lift(meet)
        for meet, stand in kept.items():
            if stand is not None:
                self.board.put(meet, stand)

    def _rest(self, waiting: list[Unit], stands: Mapping[int, Stand], left: int) -> Iterator[dict[int, Stand]]:
        if not waiting:
            if left == 0:
                yield dict(stands)
            return
        first, *others = waiting
        for start in self._places(first):
            self.looks += 1
            if self.looks > MOST_LOOKS:
                return
            yield from self._placed(first, start, others, stands, left)

    def _in_the_way(self, unit: Unit, at: Mapping[int, int]) -> set[int]:
        """Who holds what the unit always needs."""
        ways = (self.board.in_the_way(meet, at[meet], self._option(unit, meet)) for meet in unit.meets)
        return set().union(*ways)

    def _places(self, unit: Unit) -> dict[int, dict[int, int]]:
        """By start, the unit's placements, where it does not stand now and no rule about one meet alone forbids it."""
        if unit.meets not in self._known_places:
            found: dict[int, dict[int, int]] = {}
            for start in starts_of(self.indexed, unit):
                at = placements_at(self.indexed, unit, start)
                now = unit.before.get(unit.meet)
                if at is None or (now is not None and now.placement == at[unit.meet]):
                    continue
                if all(place in self.indexed.meets[meet].usable.placements for meet, place in at.items()):
                    found[start] = at
            self._known_places[unit.meets] = found
        return self._known_places[unit.meets]

    def _put(self, unit: Unit, at: Mapping[int, int]) -> dict[int, Stand] | None:
        """The unit on the board with the first rooms and teachers that are free; None where one has none."""
        placed: dict[int, Stand] = {}
        for meet in unit.meets:
            option = self._option(unit, meet)
            stand = next(iter(ways(self.board, meet, at[meet], option, unit.before.get(meet))))
            lacking = any(
                option in slot.options and choice < 0
                for slot, choice in zip(self.indexed.meets[meet].slots, stand.choices, strict=True)
            )
            if lacking:
                for one in placed:
                    self.board.lift(one)
                return None
            placed[meet] = stand
            self.board.put(meet, stand)
        return placed

    def _option(self, unit: Unit, meet: int) -> int:
        before = unit.before.get(meet)
        if before is not None:
            return before.option
        return next(iter(self.indexed.meets[meet].usable.options), 0)

    def _unit(self, meet: int) -> Unit:
        if meet not in self._units:
            self._units[meet] = unit_of(self.indexed, self.state, meet)
        return self._units[meet]
