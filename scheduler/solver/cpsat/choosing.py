"""A cheapest choice for several cases out of limited things, by CP-SAT; the choice itself is `problem.choosing`.

Exact, or not at all: where the limit on work ends it before the proof, that is told by `proved`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from scheduler.problem.choosing import Choosing, Chosen, Settled, Uses

MOST_WORK = 60.0
"""Deterministic seconds of CP-SAT; a day of a large school takes under one."""


@dataclass(frozen=True)
class Best:
    """The cheapest choice that was found, None where there is none; `proved`: that nothing is cheaper."""

    chosen: Chosen | None
    proved: bool


def cheapest(choosing: Choosing, *, work: float = MOST_WORK, hint: Mapping[str, Settled] | None = None) -> Best:
    """A choice of least cost for every case; repeatable."""
    built = _Model(choosing)
    for case, settled in (hint or {}).items():
        built.hint(case, settled)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = work
    solver.parameters.catch_sigint_signal = False
    status = solver.solve(built.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Best(None, status == cp_model.INFEASIBLE)
    return Best(built.read(solver), status == cp_model.OPTIMAL)


class _Model:
    """One variable per way, per pick of a way and per extra."""

    def __init__(self, choosing: Choosing) -> None:
        self.choosing, self.model = choosing, cp_model.CpModel()
        self.ways: dict[tuple[str, str], Any] = {}
        self.picks: dict[tuple[str, str, str, str], Any] = {}
        self.extras: dict[str, Any] = {}
        self.used: dict[str, list[Any]] = defaultdict(list)
        self.given: dict[str, list[Any]] = defaultdict(list)
        self.most: Counter[str] = Counter()
        self.costs: list[Any] = []
        for case in choosing.cases:
            for way in case.ways:
                self.ways[case.name, way.name] = self.model.new_bool_var("")
            self.model.add_exactly_one(self.ways[case.name, way.name] for way in case.ways)
        for case in choosing.cases:
            for way in case.ways:
                self._way(case.name, way)
        self._extras()
        self._limits()
        self._rising()
        self.model.minimize(sum(self.costs))

    def _way(self, case: str, way: Any) -> None:
        taken = self.ways[case, way.name]
        self._spend(taken, way.cost, way.uses)
        for other, names in way.needs:
            self.model.add_bool_or(
                [taken.negated(), *(self.ways[other, name] for name in sorted(names) if (other, name) in self.ways)]
            )
        for role in way.roles:
            chosen = []
            for pick in role.picks:
                variable = self.picks[case, way.name, role.name, pick.name] = self.model.new_bool_var("")
                self._spend(variable, pick.cost, pick.uses)
                chosen.append(variable)
            self.model.add(sum(chosen) == taken)
        for one, other in way.alike:
            self._alike(case, way, way.roles[one], way.roles[other])

    def _alike(self, case: str, way: Any, one: Any, other: Any) -> None:
        """A variable that must be 1 where the two roles are not filled by the same name."""
        differs = self.model.new_bool_var("")
        self.costs.append(self.choosing.change * differs)
        for pick in one.picks:
            there = self.picks.get((case, way.name, other.name, pick.name), 0)
            self.model.add(differs >= self.picks[case, way.name, one.name, pick.name] - there)

    def _extras(self) -> None:
        for extra in self.choosing.extras:
            variable = self.extras[extra.name] = self.model.new_bool_var("")
            self._spend(variable, extra.cost, extra.uses)
            for key, units in extra.gives:
                self.given[key].append(units * variable)

    def _spend(self, variable: Any, cost: int, uses: Uses) -> None:
        if cost:
            self.costs.append(cost * variable)
        for key, units in uses:
            self.used[key].append(units * variable)
            self.most[key] += units

    def _limits(self) -> None:
        for key, most in self.choosing.limits.items():
            if self.used.get(key) or most < 0:
                self.model.add(sum(self.used[key]) - sum(self.given[key]) <= most)

    def _rising(self) -> None:
        """One variable per further unit; the cheaper ones are taken first by themselves."""
        for key, rising in self.choosing.rising.items():
            units = [self.model.new_bool_var("") for _ in range(self.most[key])]
            self.costs += [rising.nth(number) * unit for number, unit in enumerate(units, start=1)]
            if units:
                self.model.add(sum(units) == sum(self.used[key]))

    def hint(self, case: str, settled: Settled) -> None:
        for (name, way), variable in self.ways.items():
            if name == case:
                self.model.add_hint(variable, way == settled.way)

    def read(self, solver: Any) -> Chosen:
        settled = {}
        for case in self.choosing.cases:
            way = next(way for way in case.ways if solver.value(self.ways[case.name, way.name]))
            picks = tuple(
                (
                    role.name,
                    next(
                        p.name for p in role.picks if solver.value(self.picks[case.name, way.name, role.name, p.name])
                    ),
                )
                for role in way.roles
            )
            settled[case.name] = Settled(way.name, picks)
        extras = tuple(name for name, variable in self.extras.items() if solver.value(variable))
        return Chosen(settled, extras, round(solver.objective_value))
