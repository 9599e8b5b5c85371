"""How many meets must move at least: a relaxation around what is broken in which nothing but moved meets costs.

Rules that reach outside the region are left out, and rooms are only counted, so what it proves is true of the whole.
"""

from __future__ import annotations

from collections.abc import Collection

from scheduler.problem.rules import PreferTimes, Rule
from scheduler.problem.timetable import Timetable
from scheduler.solver.context import SearchContext
from scheduler.solver.cpsat.plan import Plan
from scheduler.solver.monitors.meets import Assignment
from scheduler.solver.monitors.reach import meets_of_monitors
from scheduler.solver.replanning.disturbance import BLOCKS, TIME, blocks_added


def least_moved(
    context: SearchContext,
    before: Timetable,
    state: Assignment,
    region: Collection[int],
    seconds: float | None,
    work: float | None,
) -> int:
    """A number of meets that every timetable with all of the region placed and no hard rule broken must move.

    0 where nothing was proved in time.
    """
    rules = context.indexed.problem.rules
    inside = frozenset(region) | {context.indexed.rest_of[context.indexed.meets[meet].lesson] for meet in region}
    only = frozenset(
        number
        for number, (monitor, meets) in enumerate(
            zip(context.data.monitors, meets_of_monitors(context.data), strict=True)
        )
        if meets <= inside and (monitor.hard or _counts_blocks(rules[monitor.rule]))
    )
    usable = {meet: context.indexed.meets[meet].usable for meet in region}
    plan = Plan(only=only, two_stage=context.two_stage)
    outcome = context.solve(state, usable, plan, seconds=seconds, work=work)
    if outcome.status == "infeasible" or outcome.bound is None:
        return 0
    lessons = {context.indexed.lesson(meet).id for meet in region}
    return max(0, -(-outcome.bound // TIME) - blocks_added(context.indexed.problem, before, lessons))


def _counts_blocks(rule: Rule) -> bool:
    return isinstance(rule, PreferTimes) and rule.id.startswith(f"replan/{BLOCKS}")
