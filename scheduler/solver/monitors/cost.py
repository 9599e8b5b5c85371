"""What a state costs according to the monitors: the plain reading that the compiled search is tested against.

Nothing is incremental here; a state is turned into busy rows and each monitor is read as its docstring says.
"""

from __future__ import annotations

from scheduler.solver.monitors.kinds import Peak
from scheduler.solver.monitors.meets import Assignment, IndexedProblem
from scheduler.solver.monitors.monitor import Monitors, Reading


def costs(indexed: IndexedProblem, data: Monitors, state: Assignment) -> tuple[int, int]:
    """(hard, soft) cost of the state."""
    hard = soft = 0
    for monitor, deviation in zip(data.monitors, deviations(indexed, data, state), strict=True):
        cost = monitor.cost(deviation)
        if monitor.hard:
            hard += cost
        else:
            soft += cost
    return hard, soft


def deviations(indexed: IndexedProblem, data: Monitors, state: Assignment) -> tuple[int, ...]:
    """The deviation of each monitor."""
    reading = Reading(indexed, data, state)
    found: list[int] = []
    for monitor in data.monitors:
        if isinstance(monitor, Peak):
            found.append(monitor.largest(found.__getitem__))
        else:
            found.append(monitor.deviation(reading))
    return tuple(found)
