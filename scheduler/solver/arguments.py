"""What a caller of `solve` may give it; everything else is refused by name before any work begins."""

from __future__ import annotations

from collections.abc import Collection

from scheduler.problem.nearest import did_you_mean
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.solver.params import SearchParams
from scheduler.solver.parts import PARTS
from scheduler.solver.stopping import Stop


def check_problem(problem: Problem) -> None:
    """Raises `TypeError` where it is no problem, with how it becomes one."""
    if not isinstance(problem, Problem):
        raise TypeError(f"problem must be a Problem, not {_told(problem)}{_cure(problem)}")


def check_arguments(
    problem: Problem,
    stop: Stop | None,
    seed: int,
    workers: int,
    hint: Timetable | None,
    without: Collection[str],
    params: SearchParams,
) -> None:
    """Raises `TypeError` or `ValueError` for the first argument of `solve` that is none, with what it should be."""
    check_problem(problem)
    if not (stop is None or isinstance(stop, Stop)):
        raise TypeError(f"stop must be a Stop, such as Stop(seconds=60), not {_told(stop)}")
    if not _whole(seed):
        raise TypeError(f"seed must be a whole number, not {_told(seed)}")
    if not _whole(workers):
        raise TypeError(f"workers must be a whole number of processor cores, not {_told(workers)}")
    if workers < 1:
        raise ValueError(f"workers must be at least 1 processor core, not {workers}")
    if not (hint is None or isinstance(hint, Timetable)):
        raise TypeError(f"hint must be a Timetable, not {_told(hint)}")
    if not isinstance(params, SearchParams):
        raise TypeError(f"params must be SearchParams, such as SearchParams(stall_share=0.1), not {_told(params)}")
    if isinstance(without, str):
        raise TypeError(f"without must be a collection of parts, such as ({without!r},), not the text {without!r}")
    for part in without:
        if part not in PARTS:
            cure = did_you_mean(part, PARTS) or f". Its parts are {', '.join(PARTS)}"
            raise ValueError(f"without names unknown part {part!r}{cure}")


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _told(value: object) -> str:
    return f"{value!r} of type {type(value).__name__}" if isinstance(value, (str, int, float)) else type(value).__name__


def _cure(value: object) -> str:
    """A model makes a problem when it is asked, and a file when it is read."""
    if hasattr(value, "problem"):
        return "; give its .problem()"
    return "; read it with read_school" if isinstance(value, str) or hasattr(value, "__fspath__") else ""
