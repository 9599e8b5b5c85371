"""A choice to be made once for each of several cases, out of what is limited: pure data, and what a choice costs.

What the cases are (the lessons that a school loses on one day) is known to who makes them; a best choice is found by
`solver.cpsat.choosing`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

Uses = tuple[tuple[str, int], ...]
"""Of which limited things how many units."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One candidate for a role, by name, with what it costs (points) and uses."""

    name: str
    cost: int = 0
    uses: Uses = ()


@dataclass(frozen=True, slots=True)
class Role:
    """What exactly one of the picks must fill; their names differ."""

    name: str
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to settle a case. `alike` are pairs of roles (by position) that had better be filled by the same name.

    `needs`: (case, names of its ways): this way is only open where that case takes one of those.
    """

    name: str
    cost: int = 0
    uses: Uses = ()
    roles: tuple[Role, ...] = ()
    alike: tuple[tuple[int, int], ...] = ()
    needs: tuple[tuple[str, frozenset[str]], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """What must be settled in exactly one of its ways; their names differ."""

    name: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Extra:
    """Something that may be taken or left: it costs, uses and gives units."""

    name: str
    cost: int
    gives: Uses
    uses: Uses = ()


@dataclass(frozen=True, slots=True)
class Rising:
    """Each further unit of something costs `step` points more than the one before; `before` were used already."""

    step: int
    before: int = 0

    def cost(self, units: int) -> int:
        return sum(self.nth(number) for number in range(1, units + 1))

    def nth(self, number: int) -> int:
        """Points of the n-th unit, from 1."""
        return self.step * (self.before + number)


@dataclass(frozen=True)
class Choosing:
    """All cases, what is limited, what may be added, and what rises in price. `change`: points of a pair not alike.

    What no limit names is not limited; a limit below 0 asks for extras. Names of cases and of extras are unique.
    """

    cases: tuple[Case, ...]
    limits: Mapping[str, int] = field(default_factory=dict)
    extras: tuple[Extra, ...] = ()
    rising: Mapping[str, Rising] = field(default_factory=dict)
    change: int = 0


@dataclass(frozen=True, slots=True)
class Settled:
    """How a case is settled: the name of the way, and by role the name of the pick."""

    way: str
    picks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Chosen:
    """A choice for every case, the extras taken, and the points in all."""

    settled: Mapping[str, Settled]
    extras: tuple[str, ...]
    cost: int


def cost_of(choosing: Choosing, settled: Mapping[str, Settled], extras: tuple[str, ...] = ()) -> int | None:
    """The points of a choice by its sentences, None where it is not open."""
    used: Counter[str] = Counter()
    cost = 0
    for case in choosing.cases:
        one = settled[case.name]
        way = next((way for way in case.ways if way.name == one.way), None)
        if way is None or any(settled[other].way not in ways for other, ways in way.needs):
            return None
        picks = dict(one.picks)
        chosen = [next((p for p in role.picks if p.name == picks.get(role.name)), None) for role in way.roles]
        cost += way.cost
        used.update(dict(_added(way.uses)))
        for pick in chosen:
            if pick is None:
                return None
            cost += pick.cost
            used.update(dict(_added(pick.uses)))
        cost += choosing.change * sum(picks[way.roles[a].name] != picks[way.roles[b].name] for a, b in way.alike)
    given: Counter[str] = Counter()
    for extra in choosing.extras:
        if extra.name in extras:
            cost += extra.cost
            used.update(dict(_added(extra.uses)))
            given.update(dict(_added(extra.gives)))
    if any(used[key] > limit + given[key] for key, limit in choosing.limits.items()):
        return None
    return cost + sum(rising.cost(used[key]) for key, rising in choosing.rising.items())


def alone(choosing: Choosing, chosen: Chosen, name: str) -> Choosing:
    """The choice for one case while everything else stays as chosen; what it costs more or less is its own cost."""
    used: Counter[str] = Counter()
    given: Counter[str] = Counter()
    case = next(case for case in choosing.cases if case.name == name)
    asked: list[frozenset[str]] = []
    for other in choosing.cases:
        if other.name == name:
            continue
        settled = chosen.settled[other.name]
        way = next(way for way in other.ways if way.name == settled.way)
        asked += [names for needed, names in way.needs if needed == name]
        picks = dict(settled.picks)
        used.update(dict(_added(way.uses)))
        for role in way.roles:
            used.update(dict(_added(next(pick.uses for pick in role.picks if pick.name == picks[role.name]))))
    for extra in choosing.extras:
        if extra.name in chosen.extras:
            used.update(dict(_added(extra.uses)))
            given.update(dict(_added(extra.gives)))
    ways = tuple(
        replace(way, needs=())
        for way in case.ways
        if all(way.name in names for names in asked)
        and all(chosen.settled[other].way in names for other, names in way.needs)
    )
    return Choosing(
        (Case(name, ways),),
        {key: limit + given[key] - used[key] for key, limit in choosing.limits.items()},
        tuple(extra for extra in choosing.extras if extra.name not in chosen.extras),
        {key: Rising(rising.step, rising.before + used[key]) for key, rising in choosing.rising.items()},
        choosing.change,
    )


def _added(uses: Uses) -> Iterator[tuple[str, int]]:
    """Each thing once."""
    total: Counter[str] = Counter()
    for key, units in uses:
        total[key] += units
    yield from total.items()
