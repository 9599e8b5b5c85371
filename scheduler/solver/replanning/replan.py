"""`replan`: mends a timetable after a change of the data and moves as little as it can. This module wires the parts.

First hard rules with the least disturbance (`mending`); then wishes, among timetables that disturb no more; and where
wishes cost far more than before even so, a few more meets move for them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from scheduler.evaluation import Cost, Evaluation, evaluate
from scheduler.evaluation.difference import Difference, difference
from scheduler.evaluation.stability import STABILITY, apart_from_stability
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.solver.arguments import check_arguments
from scheduler.solver.best.events import Event
from scheduler.solver.enforcing import OutOfTime, enforced
from scheduler.solver.params import SearchParams
from scheduler.solver.replanning.disturbance import Meets
from scheduler.solver.replanning.mending import Mending
from scheduler.solver.search import WORKERS, solve
from scheduler.solver.stopping import Clock, Stop

log = logging.getLogger(__name__)

SECONDS = 60.0

LEAST_FOR_WISHES, LEAST_WORK_FOR_WISHES, WISHES = 5.0, 0.5, 1.0
"""Seconds, or counted work, at most for wishes: so much, or so many times what mending and proving took.

Tries at a few meets take twenty times longer than the work that CP-SAT counts in them.
"""

SHARE = 0.4
"""Part of the time left, at most, for wishes without another move."""

MOST_DEARER = 10
"""Percent of soft points that a change of the data may cost before more meets move for wishes."""

MORE_FOR_WISHES, TIMES_LEAST = 2, 2
"""So many meets that had to move allow one more to move for wishes; at least one may, and in any case so many times as
are proved to have to move.
"""

LEAST_SAVED = 50
"""Points that a meet which moves for wishes saves at least: what S13 takes for leaving the earlier timetable."""

KEEPING = 0.8
"""Part of the time left that more moves for wishes may take."""


@dataclass(frozen=True, slots=True)
class Replanned:
    """The nearest timetable found.

    Parameters:
        timetable: it.
        difference: what differs from the timetable before.
        evaluation: what the judge says of it.
        least: so many meets must move in any timetable that places everything and keeps every hard rule; proved.
        seconds: how long was searched, by the clock of the wall.
        seed: of the search.
        for_wishes: so many more meets moved than was needed, because wishes would have cost far more than before.

    Example:
        >>> found = replan(problem, timetable, stop=Stop(work=1), workers=1)
        >>> found.moved, found.least, found.evaluation.valid
        (0, 0, True)
    """

    timetable: Timetable
    difference: Difference
    evaluation: Evaluation
    least: int
    seconds: float
    seed: int
    for_wishes: int = 0

    @property
    def moved(self) -> int:
        """How many meets are at another time."""
        return self.difference.moved


def replan(
    problem: Problem,
    before: Timetable,
    *,
    stop: Stop | None = None,
    seed: int = 0,
    workers: int = WORKERS,
    frozen: Meets = (),
    on_event: Callable[[Event], None] | None = None,
) -> Replanned:
    """The timetable nearest to an earlier one that keeps every hard rule: first as little moved as can be, then wishes.

    Where wishes would cost more than a tenth above what they cost before, a few more meets move for them.

    Parameters:
        problem: what is to be scheduled now.
        before: the earlier timetable, as one of this problem.
        stop: when to end; after one minute if not given.
        seed: varies the search. With one worker, a seed and `Stop(work=...)` the timetable is the same every time.
        workers: processor cores to use.
        frozen: (lesson, part) of meets that must stay where they are, whatever they break.
        on_event: called with each `Event` of the search; its soft points are what the disturbance weighs.

    Returns:
        The nearest timetable found, what differs, and how many meets must move at least.

    Raises:
        TypeError, ValueError: an argument makes no sense; it is named.

    Example:
        >>> replan(problem, timetable, stop=Stop(work=1), workers=1).timetable == timetable
        True
    """
    check_arguments(problem, stop, seed, workers, before, (), SearchParams())
    problem.check(before)
    clock = Clock(stop or Stop(seconds=SECONDS))
    mending = Mending(problem, before, clock, seed, workers, frozen, on_event or (lambda event: None))
    try:
        with enforced(clock):
            mending.mend()
    except (OutOfTime, KeyboardInterrupt):
        log.info("the search was interrupted: the nearest timetable so far is kept")
    best, needed = mending.timetable, mending.moved
    if best is not before and not clock.over:
        best = _with_wishes(mending, best)
        best = _not_far_dearer(mending, best)
    if best is not before:
        best = _with_openings_of(problem, before, best)
    changes, judged = difference(problem, before, best), evaluate(problem, best)
    least, more = min(mending.least, changes.moved), max(0, changes.moved - needed)
    return Replanned(best, changes, judged, least, clock.seconds, seed, more)


def _with_wishes(mending: Mending, nearest: Timetable) -> Timetable:
    """A timetable that disturbs no more and costs less; the nearest itself where none is found.

    First exactly around wishes that cost more than before; then anywhere, unless they cost so much more even so that
    the time had better go into moving a few more.
    """
    clock = mending.clock
    seconds = clock.seconds_left(SHARE, most=max(LEAST_FOR_WISHES, WISHES * clock.seconds))
    work = clock.work_left(SHARE, most=max(LEAST_WORK_FOR_WISHES, WISHES * clock.worked))
    own = Clock(Stop(seconds, work, clock.stop.flag))
    polishing = mending.with_wishes(own, nearest)
    polishing.polish()
    best = polishing.timetable
    if not own.over and _excess(mending, best) <= 0:
        stop = Stop(own.seconds_left(), own.work_left(), clock.stop.flag)
        context = polishing.context
        found = solve(
            polishing.problem,
            stop=stop,
            seed=context.seed,
            workers=context.workers,
            hint=best,
            without=("anneal", "bound"),
        ).timetable
        best = _better(polishing.problem, best, found)
    return _better(polishing.problem, nearest, best)


def _not_far_dearer(mending: Mending, nearest: Timetable) -> Timetable:
    """Where wishes cost far more than before, a few more meets move, near those that did, until that is enough.

    Each must save somewhat less than its part of the excess; where too many would move, more.
    """
    problem, before, clock = mending.whole, mending.before, mending.clock
    enough, excess = _enough(problem, before), _excess(mending, nearest)
    needed = difference(problem, before, nearest).moved
    more = parts = max(1, needed // MORE_FOR_WISHES, TIMES_LEAST * mending.least - needed)
    own = Clock(Stop(clock.seconds_left(KEEPING), clock.work_left(KEEPING), clock.stop.flag))
    best = nearest
    try:
        with enforced(own):
            while excess > 0 and parts and not own.over:
                trading = mending.with_wishes(own, nearest, time=max(LEAST_SAVED, excess // (parts + 1)))
                trading.polish(lambda timetable: _wishes(problem, timetable) <= enough)
                found = trading.timetable
                if difference(problem, before, found).moved <= needed + more:
                    best = nearest if _breaks_more(problem, nearest, found) else found
                    break
                parts //= 2
    except (OutOfTime, KeyboardInterrupt):
        log.info("the search was interrupted: wishes cost more than before, and no more is moved for them")
    clock.spend(own.worked)
    return best


def _excess(mending: Mending, found: Timetable) -> int:
    """Points by which wishes cost more than may be."""
    return _wishes(mending.whole, found) - _enough(mending.whole, mending.before)


def _enough(problem: Problem, before: Timetable) -> int:
    return _wishes(problem, before) * (100 + MOST_DEARER) // 100


def _wishes(problem: Problem, timetable: Timetable) -> int:
    """What they cost, in soft points, whatever has moved."""
    return evaluate(apart_from_stability(problem), timetable).soft


def _breaks_more(problem: Problem, nearest: Timetable, found: Timetable) -> bool:
    old, new = evaluate(problem, nearest), evaluate(problem, found)
    return (sum(new.unplaced.values()), new.hard) > (sum(old.unplaced.values()), old.hard)


def _better(problem: Problem, nearest: Timetable, found: Timetable | None) -> Timetable:
    """What was found, unless it breaks or disturbs more."""
    if found is None:
        return nearest
    worse = _breaks_more(problem, nearest, found)
    return nearest if worse or _disturbance(problem, found) > _disturbance(problem, nearest) else found


def _disturbance(problem: Problem, timetable: Timetable) -> int:
    return evaluate(problem, timetable).by_entry.get(STABILITY, Cost()).soft


def _with_openings_of(problem: Problem, before: Timetable, found: Timetable) -> Timetable:
    """Optional lessons as they were, and what the new timetable needs besides; where that breaks no more rules."""
    optional = {lesson.id for lesson in problem.lessons if lesson.optional}
    were = {
        (one.lesson, one.part): one for one in before.placements if one.lesson in optional and one.start is not None
    }
    kept = [were.pop((one.lesson, one.part), one) for one in found.placements]
    order = {lesson.id: number for number, lesson in enumerate(problem.lessons)}
    joined = replace(
        found, placements=tuple(sorted((*kept, *were.values()), key=lambda one: (order[one.lesson], one.part)))
    )
    return joined if evaluate(problem, joined).hard <= evaluate(problem, found).hard else found
