"""Simulated annealing around the compiled search: temperature, the price of hard points, stopping, the best state.

The kernel runs in chunks; between two of them time, temperature, price and the caller's wish to stop are looked at.
With a number of moves instead of seconds a run repeats exactly.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import exp
from typing import Any

import numpy as np

from scheduler.problem.lessons import Lesson, Option, Part
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.times import Time, Times
from scheduler.solver.annealing import layout as at
from scheduler.solver.annealing.flatten import Start, flatten
from scheduler.solver.annealing.kernel import run
from scheduler.solver.annealing.layout import Data, Now
from scheduler.solver.annealing.presets import PRESETS, Preset
from scheduler.solver.annealing.reducing import Reduced, reduced_problem, unreduced
from scheduler.solver.annealing.result import AnnealResult
from scheduler.solver.annealing.views import table
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.kinds import Busy, Clusters, Idle
from scheduler.solver.monitors.meets import Assignment, IndexedProblem
from scheduler.solver.monitors.monitor import Monitors
from scheduler.solver.params import SearchParams

DEFAULTS = SearchParams()

MENDED = (Busy, Clusters, Idle)
"""Kinds of monitors that `mending` knows."""


@dataclass(frozen=True)
class Compiled:
    """A problem, reduced, in flat arrays. Shared freely between searches and threads."""

    indexed: IndexedProblem
    monitors: Monitors
    reduced: Reduced = field(repr=False)
    data: Data = field(repr=False)
    start: Start = field(repr=False)
    params: SearchParams

    @cached_property
    def mix(self) -> Any:
        """Kinds of moves, cumulative, without those that can never do anything."""
        d = self.data
        movable = [self.reduced.indexed.meets[meet] for meet in d.movable[: d.movables]]
        shares = list(self.params.move_shares)
        if not any(len(meet.usable.placements) > 1 for meet in movable):
            for kind in (at.SHIFT, at.CHAIN, at.SWAP, at.BLOCK, at.CUT, at.DROP):
                shares[kind] = 0
        if not any(len(meet.usable.options) > 1 for meet in movable):
            shares[at.SWITCH] = shares[at.SWITCH_AND_SHIFT] = 0
        choosing = sum(any(len(choices) > 1 for choices in meet.usable.choices) for meet in movable)
        shares[at.CHOOSE] *= choosing / max(1, len(movable))
        shares[at.TRADE] *= choosing / max(1, len(movable))
        flexible = sum(self.indexed.problem.lessons[meet.lesson].flexible for meet in movable)
        shares[at.CUT] *= flexible / max(1, len(movable))
        if not any(isinstance(one, MENDED) for one in self.reduced.data.monitors):
            shares[at.MEND] = 0
        return np.cumsum(np.array(shares) / (sum(shares) or 1))

    @cached_property
    def soft_weights(self) -> tuple[float, float]:
        """(lightest, heaviest) of the soft rules."""
        if not any(one.weight for one in self.reduced.data.monitors if not one.hard):
            return 1.0, 1.0
        weights = [one.weight for one in self.monitors.monitors if one.weight > 0 and not one.hard]
        return float(min(weights, default=1)), float(max(weights, default=1))

    @cached_property
    def hard_unit(self) -> int:
        """The smallest hard weight."""
        return min((one.weight for one in self.monitors.monitors if one.weight > 0 and one.hard), default=1)


def compile(
    indexed: IndexedProblem,
    monitors: Monitors,
    params: SearchParams = DEFAULTS,
    bands: Iterable[Sequence[int]] | None = None,
    reduced: Reduced | None = None,
) -> Compiled:
    """Flattens a problem; takes a second for large schools.

    With `bands` it is reduced before: the lessons of each are never torn apart, and no option is taken that is not
    usable. A state in which they are is put up as near as can be. `reduced`: what somebody has made of it already.
    """
    if reduced is None:
        reduced = unreduced(indexed, monitors) if bands is None else reduced_problem(indexed, monitors, bands)
    data, start = flatten(reduced)
    return Compiled(indexed, monitors, reduced, data, start, params)


class Search:
    """One walk through the states of a compiled problem."""

    def __init__(self, compiled: Compiled, start: Assignment, seed: int) -> None:
        self.compiled, self.data = compiled, compiled.data
        self.now = _now(compiled, seed)
        self._tables = (table(self.data), table(self.now))
        self.temperature, self.price = 1.0, 100.0
        self.moves = 0
        self._often: Any = None
        self.put_up(start)

    def put_up(self, state: Assignment) -> None:
        """Jumps to a state, or as near as the reduced problem has one; the best one is kept."""
        d, n = self.data, self.now
        state = self.compiled.reduced.inwards(state)
        fresh = n.sums[at.STAMP] == 0
        n.old_placement[: d.meets] = -1 if fresh else n.placement
        n.new_placement[: d.meets] = state.placement
        n.old_option[: d.meets] = state.option if fresh else n.option
        n.new_option[: d.meets] = state.option
        n.moved[: d.meets] = np.arange(d.meets)
        if d.widest:
            known = n.choice.copy()
            for meet, chosen in enumerate(state.choices):
                for place, choice in enumerate(chosen):
                    at_slot = meet * d.widest + place
                    n.new_choice[at_slot] = choice
                    n.old_choice[at_slot] = choice if fresh else known[d.slot_ptr[meet] + place]
        n.sums[at.CHANGES] = d.meets
        self._run(0, 1)

    def forget_best(self) -> None:
        """From here on the best state is the best of what follows."""
        self.now.sums[at.BEST_HARD] = self.now.sums[at.BEST_SOFT] = np.iinfo(np.int64).max

    def go(self, moves: int) -> int:
        """Tries so many moves and returns their number."""
        if self.data.movables == 0:
            return 0
        tried = self._run(moves, 0)
        self.moves += tried
        return tried

    def _run(self, moves: int, put_up: int) -> int:
        return int(
            run(
                self._tables[0],
                self._tables[1],
                moves,
                put_up,
                self.temperature,
                self.price,
                self.compiled.params.focus,
            )
        )

    def learn(self, part: float, learning: float) -> None:
        """Hard rules become dearer the more of late they were found broken, at most `learning` times their own price.

        `part` of what is known is forgotten for what is seen now. So a walk leaves where always the same rule stays
        broken (breakout; Morris 1993). What is counted, and which state is best, stays the same.
        """
        if self._often is None:
            self._often = np.zeros(len(self.data.penalty))
            self.data = self.data._replace(penalty=self.data.penalty.copy())  # that of the others stays as it is
            self._tables = (table(self.data), self._tables[1])
        self._often *= 1.0 - part
        self._often[self.now.broken[: self.now.sums[at.BROKEN]]] += part
        self.data.penalty[:] = self.compiled.data.penalty * (1.0 + learning * self._often)

    @property
    def cost(self) -> tuple[int, int]:
        return int(self.now.sums[at.HARD]), int(self.now.sums[at.SOFT])

    @property
    def best_cost(self) -> tuple[int, int]:
        return int(self.now.sums[at.BEST_HARD]), int(self.now.sums[at.BEST_SOFT])

    @property
    def state(self) -> Assignment:
        return self._state(self.now.placement, self.now.option, self.now.choice)

    @property
    def best(self) -> Assignment:
        return self._state(self.now.best_placement, self.now.best_option, self.now.best_choice)

    def _state(self, placement: Any, option: Any, choice: Any) -> Assignment:
        ptr = self.data.slot_ptr.tolist()
        chosen = choice.tolist()
        choices = tuple(tuple(chosen[ptr[meet] : ptr[meet + 1]]) for meet in range(self.data.meets))
        reached = Assignment(tuple(placement.tolist()), tuple(option.tolist()), choices)
        return self.compiled.reduced.outwards(reached)


def _now(compiled: Compiled, seed: int) -> Now:
    d = compiled.data
    meets, rows, monitors = d.meets, len(d.watched), d.monitors
    slots = int(d.slot_ptr[-1])
    on = np.zeros(rows * d.words, dtype=np.int64)

    def small(size: int, value: int = 0) -> Any:
        return np.full(max(1, size), value, dtype=np.int32)

    def large(size: int, value: int = 0) -> Any:
        return np.full(max(1, size), value, dtype=np.int64)

    sums = large(16)
    sums[at.BEST_HARD] = sums[at.BEST_SOFT] = np.iinfo(np.int64).max
    deviation = large(monitors)
    return Now(
        sums=sums,
        rng=large(1, (seed * 2 + 1) * 0x2545F4914F6CDD1D % (1 << 62) + 1),
        tally=large(3 * len(at.KINDS_OF_MOVES)),
        mix=compiled.mix.copy(),
        placement=small(meets, -1),
        option=small(meets),
        choice=small(slots, -1),
        mentioned=small(len(d.duration)),
        load=compiled.start.load.copy(),
        who=small(rows * d.ticks),
        on=on,
        busy=on if d.plain else np.zeros_like(on),
        under=small(1 if d.plain else rows * d.times),
        value=compiled.start.value.copy(),
        item_terms=small(len(d.item_monitor)),
        item_present=small(monitors),
        running=compiled.start.running.copy(),
        deviation=deviation,
        renewed=large(monitors),
        member_sum=large(len(d.member_monitor)),
        broken=small(monitors),
        broken_at=small(monitors),
        best_placement=small(meets, -1),
        best_option=small(meets),
        best_choice=small(slots, -1),
        log=small(meets),
        log_stamp=small(meets),
        moved=small(meets + 1),
        moved_at=small(meets),
        moved_stamp=large(meets, -1),
        old_placement=small(meets),
        new_placement=small(meets),
        old_option=small(meets),
        new_option=small(meets),
        old_choice=small(meets * d.widest, -1),
        new_choice=small(meets * d.widest, -1),
        row_list=small(rows),
        row_stamp=large(rows, -1),
        row_saved=large(rows * d.words),
        monitor_list=small(monitors),
        monitor_stamp=large(monitors, -1),
        peak_list=small(monitors),
        lesson_stamp=large(len(d.duration), -1),
        job_bundle=small(3 + 2 * d.widest),
        job_from=small(3 + 2 * d.widest),
        job_to=small(3 + 2 * d.widest),
    )


# -- annealing --


def anneal(
    compiled: Compiled,
    start: Assignment,
    *,
    preset: Preset = PRESETS[0],
    seed: int = 0,
    moves: int | None = None,
    seconds: float | None = None,
    on_improve: Callable[[Assignment, int, int], None] | None = None,
    pause: float = 0.0,
    stopped: Callable[[], bool] | None = None,
) -> AnnealResult:
    """Lowers the temperature from hot to cold over `moves` or `seconds`, as given, or until nothing changes any more.

    `on_improve` gets the best state at most once per look and `pause` (seconds), the first without hard points always;
    `stopped` is asked at every look.
    Never worse than the start.
    """
    params = compiled.params
    begun = time.monotonic()
    silent_until = 0.0
    search = Search(compiled, start, seed)
    search.put_up(compiled.indexed.settled(start))
    told = given = search.best_cost
    given_state = search.best
    search.forget_best()
    lightest, heaviest = compiled.soft_weights
    hot = preset.hot * heaviest
    cold = min(hot, max(preset.cold * heaviest, params.coldest * lightest))
    price = Price(preset.floor * heaviest, params)
    chunk = params.shortest_chunk
    if moves is not None:
        chunk = min(params.longest_chunk, max(chunk, moves // params.looks))
    done, still, before = 0.0, 0, search.cost
    while done < 1.0 and not (stopped and stopped()) and min(told, search.best_cost) != (0, 0):
        search.temperature = hot * (cold / hot) ** done
        search.price = max(price.now, preset.per_degree * search.temperature) / compiled.hard_unit
        tried = search.go(chunk if moves is None else min(chunk, moves - search.moves))
        if not tried:
            break
        if preset.learning:
            search.learn(min(1.0, tried / (params.remembered * search.data.movables)), preset.learning)
        passed = time.monotonic() - begun
        allowed = search.best_cost[0] == 0 < told[0]  # told at once: somebody may wait for nothing else
        if on_improve and search.best_cost < told and (passed >= silent_until or allowed):
            told = search.best_cost
            silent_until = passed + pause
            on_improve(search.best, *told)
        still = still + tried if search.cost == before else 0
        before = search.cost
        if still >= params.frozen_chunks * params.longest_chunk:
            break
        if seconds is not None and moves is None and passed < seconds * search.moves / chunk / params.looks:
            chunk = min(params.longest_chunk, 2 * chunk)
        reached = _reached(search.moves, moves, passed, seconds)
        step, done = reached - done, reached
        if not preset.steady:
            price.look(search.cost[0] <= min(given[0], search.best_cost[0]), step)
    tally = search.now.tally.reshape(-1, 3).tolist()
    own = search.best_cost
    return AnnealResult(
        search.best if own < given else given_state,
        *min(own, given),
        own,
        search.moves,
        time.monotonic() - begun,
        {name: tuple(row) for name, row in zip(at.KINDS_OF_MOVES, tally, strict=True)},
    )


def _reached(moves: int, most: int | None, passed: float, seconds: float | None) -> float:
    """The part of a walk that is over, 1 at its end; without limits it ends after one chunk."""
    if most is None and seconds is None:
        return 1.0
    by_moves = 0.0 if most is None else moves / max(1, most)
    by_clock = 0.0 if seconds is None else passed / seconds if seconds > 0 else 1.0
    return max(by_moves, by_clock)


class Price:
    """What a hard point costs on the way: dearer while the fewest seen are never met, cheaper while they always are.

    So a walk keeps crossing the border of what is allowed at every temperature (strategic oscillation; Glover 1986,
    Gendreau, Hertz and Laporte 1994).
    """

    def __init__(self, floor: float, params: SearchParams) -> None:
        self.floor = self.now = floor
        self.params = params
        self._seen: deque[bool] = deque(maxlen=10)

    def look(self, reached: bool, step: float) -> None:
        """`reached`: whether now no more hard points are broken than in the best state; `step`: part of the walk."""
        self._seen.append(reached)
        if len(self._seen) == self._seen.maxlen and len(set(self._seen)) == 1:
            change = -self.params.price_down if reached else self.params.price_up
            self.now = min(
                max(self.now * exp(change * min(step, 0.01)), self.floor), self.params.price_range * self.floor
            )


def warm_up() -> None:
    """Loads the machine code, or builds it where none is stored (half a minute); safe in a thread."""
    times = Times((Time("t", 0, 0, 0, 1, 0, 50, ticks=(0,)),), 1, 1)
    lesson = Lesson("L", (Part(1),), 1, (Option("o", Mode.CONTACT),))
    indexed = index_problem(Problem(times, (), (lesson,), ()))
    Search(compile(indexed, monitors(indexed)), indexed.empty(), 0)
