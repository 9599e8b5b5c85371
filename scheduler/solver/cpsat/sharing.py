"""A cheapest way to share tasks out, by CP-SAT; what it costs is said by `problem.sharing`.

The price of a person's units rises: one variable for each, of which the cheaper ones are taken first by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from scheduler.problem.sharing import Kept, Shared, Sharing


@dataclass(frozen=True)
class BestShared:
    """The cheapest way that was found; `proved`: that nothing is cheaper."""

    shared: Shared
    proved: bool


def best_shared(sharing: Sharing, *, work: float) -> BestShared:
    """A way of least cost, in so many deterministic seconds at the most; repeatable. Begins with a greedy one."""
    model = cp_model.CpModel()
    does = {(task.name, who): model.new_bool_var("") for task in sharing.tasks for who in task.able}
    costs: list[Any] = []
    for task in sharing.tasks:
        lacking = model.new_int_var(0, task.people, "")
        model.add(sum(does[task.name, who] for who in task.able) + lacking == task.people)
        costs.append(sharing.lacking * lacking)
        costs += [cost * does[task.name, who] for who, cost in task.able.items() if cost]
    for tasks in sharing.apart:
        for bearer in sharing.bearers:
            some = [does[task, bearer.name] for task in sorted(tasks) if (task, bearer.name) in does]
            if len(some) > 1:
                model.add_at_most_one(some)
    for bearer in sharing.bearers:
        mine = [(task, does[task.name, bearer.name]) for task in sharing.tasks if bearer.name in task.able]
        for uses, most in bearer.limits:
            model.add(sum(uses.get(task.name, 0) * variable for task, variable in mine) <= most)
        costs += _rising(model, [(task.units, variable) for task, variable in mine], bearer.step)
    costs += [_lost(model, one, does) for one in sharing.kept]
    start = greedy(sharing)
    for (one, who), variable in does.items():
        model.add_hint(variable, who in start[one])
    model.minimize(sum(costs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = work
    solver.parameters.catch_sigint_signal = False
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return BestShared(start, False)
    shared = {
        task.name: frozenset(who for who in task.able if solver.value(does[task.name, who])) for task in sharing.tasks
    }
    return BestShared(shared, status == cp_model.OPTIMAL)


def _lost(model: Any, kept: Kept, does: Mapping[tuple[str, str], Any]) -> Any:
    """Its points where somebody does a task of each way."""
    open_ways = []
    for way in kept.ways:
        is_open = model.new_bool_var("")
        for task in sorted(way):
            model.add_implication(is_open, ~does[task, kept.name])
        open_ways.append(is_open)
    lost = model.new_bool_var("")
    model.add_bool_or([lost, *open_ways])
    return kept.points * lost


def _rising(model: Any, borne: list[tuple[int, Any]], step: int) -> list[Any]:
    """What the units of one person cost: the n-th of them n steps."""
    most = sum(amount for amount, _ in borne)
    if not most:
        return []
    units = [model.new_bool_var("") for _ in range(most)]
    model.add(sum(units) == sum(amount * variable for amount, variable in borne))
    return [step * number * unit for number, unit in enumerate(units, start=1)]


def greedy(sharing: Sharing) -> Shared:
    """Each task, that with the fewest able people first, by whom it is cheapest for."""
    load = {bearer.name: 0 for bearer in sharing.bearers}
    step = {bearer.name: bearer.step for bearer in sharing.bearers}
    limits = {bearer.name: bearer.limits for bearer in sharing.bearers}
    apart: dict[str, set[str]] = {task.name: set() for task in sharing.tasks}
    for together in sharing.apart:
        for one in together:
            apart[one] |= together - {one}
    given: dict[str, frozenset[str]] = {task.name: frozenset() for task in sharing.tasks}

    def may(task: str, who: str) -> bool:
        within = all(
            sum(amount for one, amount in uses.items() if one == task or who in given[one]) <= most
            for uses, most in limits[who]
        )
        return within and all(who not in given[other] for other in apart[task])

    for task in sorted(sharing.tasks, key=lambda one: (len(one.able) - one.people, one.name)):
        for _ in range(task.people):
            free = [who for who in task.able if who not in given[task.name] and may(task.name, who)]
            prices = [(task.able[who] + _next(step[who], load[who], task.units), who) for who in free]
            for _, best in sorted(prices)[:1]:
                given[task.name] |= {best}
                load[best] += task.units
    return given


def _next(step: int, load: int, units: int) -> int:
    """What so many units more cost somebody."""
    return step * ((load + units) * (load + units + 1) - load * (load + 1)) // 2
