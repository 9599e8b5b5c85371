"""Times for a large school, layer by layer: pupils who share lessons belong together, teachers join what is apart.

One model of a school of 1,700 meets takes CP-SAT ten seconds, of 3,200 more than a hundred, if it comes through at all;
in layers the time grows with the school. A layer keeps the rules about its own meets. Rules that it shares with layers
before it may break where nothing else is left; walks repair that later.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from itertools import pairwise

from scheduler.problem.resources import PATH
from scheduler.solver.context import SearchContext
from scheduler.solver.cpsat.plan import Plan
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.monitors.kinds import Busy, Capacity, Runs
from scheduler.solver.monitors.meets import Assignment
from scheduler.solver.monitors.monitor import Monitor, Monitors
from scheduler.solver.monitors.reach import meets_of_monitors
from scheduler.solver.rooms_later.two_stage import TwoStage

log = logging.getLogger(__name__)


def times_by_layers(context: SearchContext, structure: Structure, two_stage: TwoStage) -> Assignment | None:
    """Times of all meets by the hard rules, which may break between layers; None where a layer finds none in time."""
    indexed, data, params = context.indexed, context.data, context.params
    meets_of = meets_of_monitors(data)
    state, done = indexed.empty(), set[int]()
    for layer in layers(context):
        own = {*layer, *(indexed.rest_of[indexed.meets[meet].lesson] for meet in layer)}
        done |= own
        near = {number for meet in layer for number in structure.reach[meet] if structure.strict[number]}
        written = frozenset(n for n in near if meets_of[n] <= done or _only_grows(data, data.monitors[n]))
        shared = frozenset(number for number in written if not meets_of[number] <= own)
        usable = {meet: indexed.meets[meet].usable for meet in layer}
        for priced, most in ((False, params.layer_strict_most), (True, params.layer_priced_most)):
            outcome = context.solve(
                state,
                usable,
                Plan(objective=False, two_stage=two_stage, cuts=False, priced=priced, alike=True, only=written),
                share=params.layer_share,
                seconds=most,
                work=most,
                first=not priced,
                structure=structure.repriced(shared) if priced else structure,
            )
            log.debug(
                "layer of %d meets: %s, %s in %.1f s", len(layer), outcome.status, outcome.levels, outcome.seconds
            )
            if outcome.state is not None:
                break
        if outcome.state is None:
            return None
        state = outcome.state
    return state


def layers(context: SearchContext) -> list[list[int]]:
    """The meets in groups that share no pupils and no bands, small ones together, the largest first."""
    indexed, problem = context.indexed, context.indexed.problem
    circles: list[Iterable[int]] = list(context.structure.bands)
    for resource, lessons in problem.lessons_of.items():
        if problem.resource[resource].kind == PATH:
            circles.append([indexed.lesson_number[lesson] for lesson in lessons])
    leader = list(range(len(problem.lessons)))

    def led_by(lesson: int) -> int:
        while leader[lesson] != lesson:
            leader[lesson] = lesson = leader[leader[lesson]]
        return lesson

    for circle in circles:
        for one, other in pairwise(circle):
            leader[led_by(one)] = led_by(other)
    groups: dict[int, list[int]] = {}
    for meet in indexed.parts:
        groups.setdefault(led_by(indexed.meets[meet].lesson), []).append(meet)
    found: list[list[int]] = []
    for group in sorted(groups.values(), key=len, reverse=True):
        if found and len(found[-1]) + len(group) <= context.params.layer_meets:
            found[-1] += group
        else:
            found.append(list(group))
    return found


def _only_grows(data: Monitors, monitor: Monitor) -> bool:
    """Whether more meets can only break the monitor more, so that it holds for some of them alone."""
    if isinstance(monitor, Capacity):
        return all(load.amount >= 0 for load in data.rows[monitor.row].terms)
    return isinstance(monitor, Runs) or (isinstance(monitor, Busy) and not monitor.least)
