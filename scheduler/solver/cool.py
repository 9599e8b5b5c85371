"""The annealing phase of a search: walks in compiled code, one per worker, whose best state becomes the incumbent.

The machine code is stored on disk; where it is missing a second process builds it while the first timetable is sought.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from scheduler.solver.engine import Engine

if TYPE_CHECKING:
    from scheduler.solver.annealing import AnnealResult
    from scheduler.solver.monitors.meets import State

SHORTEST = 4.0
"""Seconds below which loading the machine code is not worth it."""

MOVES_PER_WORK = 250_000
"""Counted work is CP-SAT's; about so many moves take as long as one unit of it."""

FREE, CAREFUL = 0.5, 0.2
"""Shares of the usual heat at which walks begin: free ones forget their start, careful ones keep its hard rules."""

LEAST = 500
"""Up to so many (meet, placement, option) no machine code is built for a problem: it is over before."""

BUILD = "from scheduler.solver.annealing import warm_up; warm_up()"


class Preparation:
    """While entered, machine code is made ready beside the search, where it is `needed` and not stored yet."""

    def __init__(self, needed: bool) -> None:
        self._needed = needed
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Preparation:
        from scheduler.solver.annealing.caching import stored

        if self._needed and not stored():
            self._process = subprocess.Popen([sys.executable, "-c", BUILD], stdin=subprocess.DEVNULL)
        return self

    def ready(self, patience: float | None) -> bool:
        """Waits at most so many seconds for the machine code."""
        if self._process is not None:
            try:
                self._process.wait(patience)
            except subprocess.TimeoutExpired:
                return False
            self._process = None
        return True

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def cool(engine: Engine, share: float, preparation: Preparation) -> None:
    """Anneals the incumbent, or the empty timetable, within a share of what is left of the clock."""
    seconds, work = engine.clock.seconds_left(share), engine.clock.work_left(share)
    if (seconds is not None and seconds < SHORTEST) or (work is not None and work <= 0):
        return
    if not preparation.ready(seconds):
        return
    from scheduler.solver.annealing import anneal, temperatures
    from scheduler.solver.annealing import compile as flat

    compiled = flat(engine.decided, engine.data)
    hot, _ = temperatures(compiled)
    cost = engine.incumbent.cost or (1, 1, 0)
    kept = cost[1] == 0
    start = engine.incumbent.state or engine.decided.empty()
    seconds = engine.clock.seconds_left(share)
    moves = None if work is None else max(1, round(work * MOVES_PER_WORK))
    if seconds is None and moves is None:
        seconds = 60.0
    stop = threading.Event()
    found: list[tuple[State, int, int]] = []

    def walk(number: int) -> AnnealResult:
        free = (number % 2 == 0 and engine.workers > 1) or not kept
        return anneal(
            compiled,
            start,
            seed=engine.seed * 1000 + number,
            hot=hot * (FREE if free else CAREFUL),
            price=None if free else max(compiled.dear, cost[2]),
            moves=moves,
            seconds=seconds,
            on_improve=lambda state, hard, soft: found.append((state, hard, soft)),
            stopped=lambda: stop.is_set() or engine.clock.flagged(),
        )

    with ThreadPoolExecutor(engine.workers) as pool:
        walks = [pool.submit(walk, number) for number in range(engine.workers)]
        try:
            _follow(engine, walks, found)
        finally:
            stop.set()
            wait(walks)
            for result in sorted((one.result() for one in walks), key=lambda one: (one.hard, one.soft)):
                engine.incumbent.offer(result.state, "anneal", "better")
                engine.tally["anneal moves"] += result.moves
                engine.tally["anneal milliseconds"] += round(1000 * result.seconds)
    if work is not None:
        engine.clock.spend(work)


def _follow(engine: Engine, walks: list[Future[AnnealResult]], found: list[tuple[State, int, int]]) -> None:
    """Offers what the walks find while they last; only this thread touches the incumbent."""
    best: tuple[int, int] | None = None
    pending = set(walks)
    while pending:
        _, pending = wait(pending, timeout=0.5)
        if engine.clock.counted:
            continue  # which states are met half-way depends on the clock
        while found:
            state, hard, soft = found.pop(0)
            if best is None or (hard, soft) < best:
                best = (hard, soft)
                engine.incumbent.offer(state, "anneal", "better")
        if proved(engine):
            return


def proved(engine: Engine) -> bool:
    """Whether the incumbent costs what the bound says."""
    cost, bound = engine.incumbent.cost, engine.incumbent.bound
    return cost is not None and bound is not None and cost[:2] == (0, 0) and cost[2] <= bound
