"""`price`: what other rules would cost or save, each tried from the present timetable with the same counted effort."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from scheduler.evaluation.difference import difference
from scheduler.evaluation.figures import Figures, figures
from scheduler.evaluation.stability import apart_from_stability
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.solver.arguments import check_arguments
from scheduler.solver.params import SearchParams
from scheduler.solver.replanning.replan import replan
from scheduler.solver.search import solve
from scheduler.solver.stopping import Stop

EFFORT = 4.0
"""Counted work for mending what one change breaks."""

MENDING = 0.5
"""Part of the time for mending, where time and not work is limited."""


@dataclass(frozen=True, slots=True)
class Priced:
    """What one change comes to.

    Parameters:
        before: the present timetable, judged by the changed rules.
        after: the best timetable found under them, judged likewise.
        timetable: it.
        moved: how many meets are at another time than now.

    Example:
        >>> nothing, = price(problem, timetable, [], stop=Stop(work=1))
        >>> nothing.gain
        0
    """

    before: Figures
    after: Figures
    timetable: Timetable
    moved: int

    @property
    def gain(self) -> int:
        """Soft points saved (negative: lost) by the rules that are left."""
        return self.before.soft - self.after.soft


def price(
    problem: Problem,
    before: Timetable,
    changed: Sequence[Problem],
    *,
    stop: Stop | None = None,
    seed: int = 0,
    workers: int = 1,
    on_event: Callable[[int], None] | None = None,
) -> tuple[Priced, ...]:
    """What each changed problem would cost or save from the present timetable on; first the problem as it is.

    What the search gains without any change is no merit of a change: compare with the first.

    Parameters:
        problem: what is to be scheduled.
        before: its present timetable.
        changed: problems with the same lessons and other rules.
        stop: the limits of each try; a few seconds of counted work if not given.
        seed: varies the search.
        workers: processor cores to use.
        on_event: called with the number of each try when it begins.

    Returns:
        One answer for the problem itself and one for each changed problem that was tried before the flag was set.

    Raises:
        TypeError, ValueError: an argument makes no sense; it is named.

    Example:
        >>> [one.after.hard for one in price(problem, timetable, [problem], stop=Stop(work=1))]
        [0, 0]
    """
    check_arguments(problem, stop, seed, workers, before, (), SearchParams())
    limits = stop or Stop(work=EFFORT)
    every = (problem, *changed)
    found: list[Timetable] = []
    for number, one in enumerate(every):
        if limits.flag is not None and limits.flag.is_set():
            break
        if on_event is not None:
            on_event(number)
        one.check(before)
        found.append(_tried(one, before, limits, seed, workers))
    as_it_is = [_priced(problem, before, found)] if found else []
    return (*as_it_is, *(_priced(one, before, (own, found[0])) for one, own in zip(changed, found[1:], strict=False)))


def _priced(problem: Problem, before: Timetable, tried: Iterable[Timetable]) -> Priced:
    """The best of what was tried: what was found with other rules may be better by these too."""
    apart = apart_from_stability(problem)
    best, after = min(((one, figures(apart, one)) for one in tried), key=lambda pair: _key(pair[1]))
    return Priced(figures(apart, before), after, best, difference(problem, before, best).moved)


def _tried(problem: Problem, before: Timetable, stop: Stop, seed: int, workers: int) -> Timetable:
    """The best timetable found under these rules."""
    apart = apart_from_stability(problem)
    now = figures(apart, before)
    best = before
    if now.hard or now.unplaced:
        mending = Stop(None if stop.seconds is None else stop.seconds * MENDING, stop.work, stop.flag)
        best = replan(problem, before, stop=mending, seed=seed, workers=workers).timetable
    seconds = None if stop.seconds is None else stop.seconds * (1 - MENDING)
    improving = Stop(seconds, stop.work, stop.flag)
    tried = solve(problem, stop=improving, seed=seed, workers=workers, hint=best, without=("anneal", "bound"))
    found = tried.timetable
    if found is not None and _key(figures(apart, found)) < _key(figures(apart, best)):
        best = found
    return best


def _key(one: Figures) -> tuple[int, int, int]:
    return one.unplaced, one.hard, one.soft
