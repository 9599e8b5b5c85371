"""Every rule of a problem as monitors: the one place where rule kinds are translated for the encodings.

`MostBurdened` refers to other rules' monitors and is translated last; equal monitors of one rule become one, heavier.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scheduler.problem.problem import Problem
from scheduler.problem.rules import MostBurdened, Rule
from scheduler.solver.monitors import of_lessons, of_resources
from scheduler.solver.monitors.kinds import Peak
from scheduler.solver.monitors.meets import Assignment, IndexedProblem
from scheduler.solver.monitors.monitor import Monitor, Monitors
from scheduler.solver.monitors.rows import Rows
from scheduler.solver.monitors.standing import standing


def monitors(
    indexed: IndexedProblem, state: Assignment | None = None, changing: Collection[str] | None = None
) -> Monitors:
    """Translates all rules of the problem that can cost anything.

    Where only lessons `changing` may differ from `state`, whoever else holds a resource enters as a number.
    """
    problem = indexed.problem
    clock = _clock(problem)
    few = None if state is None or changing is None else standing(indexed, state, changing, clock[1])
    rows = Rows(indexed, few)
    burdens = {one for rule in problem.rules if isinstance(rule, MostBurdened) for one in rule.rules}
    collected = _Collection()
    by_point: dict[tuple[str, str], list[int]] = {}
    for number, rule in enumerate(problem.rules):
        if isinstance(rule, MostBurdened) or (rule.weight == 0 and rule.id not in burdens):
            continue
        for point, monitor in translate(rows, number, rule):
            index = collected.add(monitor, keep=rule.id in burdens)
            if index is not None:
                by_point.setdefault((rule.id, point), []).append(index)
    for number, rule in enumerate(problem.rules):
        if isinstance(rule, MostBurdened) and rule.weight:
            peak = _peak(number, rule, by_point)
            if peak.members:
                collected.add(peak)
    return Monitors(
        tuple(rows.rows),
        tuple(rows.tables),
        tuple(collected.monitors),
        *clock,
    )


def _clock(problem: Problem) -> tuple[tuple[tuple[int, ...], ...], int]:
    """The ticks of each time number and how many ticks there are (see `terms.Times`)."""
    ticks = tuple(time.ticks for time in problem.times.times)
    if problem.one_clock:
        return ticks, problem.times.tick_count
    bells = tuple((problem.times.tick_count + index,) for index in range(len(ticks)))
    return ticks + bells, problem.times.tick_count + len(bells)


def _peak(number: int, rule: MostBurdened, by_point: Mapping[tuple[str, str], Sequence[int]]) -> Peak:
    """Compares the monitors of each resource, by (rule, resource)."""
    members = (
        tuple(index for one in rule.rules for index in by_point.get((one, resource), ())) for resource in rule.resources
    )
    return Peak(**common(number, rule), members=tuple(dict.fromkeys(member for member in members if member)))


def common(number: int, rule: Rule) -> dict[str, Any]:
    """The fields that all monitors of a rule share."""
    return {"rule": number, "hard": rule.hard, "weight": rule.weight, "shape": rule.shape}


Translator = Callable[[Problem, Rows, dict[str, Any], Any], Iterable[tuple[str, Monitor]]]
_TRANSLATORS: dict[type[Rule], Translator] = {**of_lessons.TRANSLATORS, **of_resources.TRANSLATORS}


def translate(rows: Rows, number: int, rule: Rule) -> Iterable[tuple[str, Monitor]]:
    """(point resource or "", monitor) of one rule, `number` in its problem."""
    try:
        translator = _TRANSLATORS[type(rule)]
    except KeyError:
        raise TypeError(f"rules of kind {type(rule).__name__} have no monitors") from None
    return translator(rows.problem, rows, common(number, rule), rule)


class _Collection:
    """Monitors in order of their rules; equal ones of one rule are merged by adding their weights."""

    def __init__(self) -> None:
        self.monitors: list[Monitor] = []
        self._index: dict[Monitor, int] = {}

    def add(self, monitor: Monitor, keep: bool = False) -> int | None:
        """The monitor's number; None where it can never deviate and need not be kept for a comparison."""
        if not keep and monitor.unbreakable():
            return None
        key = replace(monitor, weight=0)
        index = self._index.get(key)
        if index is None:
            self._index[key] = index = len(self.monitors)
            self.monitors.append(monitor)
        else:
            self.monitors[index] = replace(monitor, weight=self.monitors[index].weight + monitor.weight)
        return index
