"""What is used when (R02): rooms by type, devices, streams, on-site seats with their shortages, heads at home."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scheduler.evaluation.occupancy import Occupancy
from scheduler.problem.problem import Problem
from scheduler.problem.resources import POOL, ROOM, PoolUse
from scheduler.problem.rules import PoolCapacity
from scheduler.problem.times import Time
from scheduler.school.building import school_of
from scheduler.views.agenda import Activity, Agendas, Entry


@dataclass(frozen=True, slots=True)
class Use:
    """How much of something is used at one time, of how much."""

    name: str
    used: int
    of: int

    @property
    def short(self) -> int:
        return max(0, self.used - self.of)


@dataclass(frozen=True, slots=True)
class Moment:
    """One period, in `weeks` of the cycle. `seats`: places asked for, of those offered in opened rooms, per campus."""

    day: int
    period: int
    grid: str
    start: int
    end: int
    weeks: tuple[int, ...]
    rooms: tuple[Use, ...]
    pools: tuple[Use, ...]
    seats: tuple[Use, ...]
    at_home: int
    opened: tuple[Entry, ...]

    @property
    def short(self) -> int:
        return sum(use.short for use in (*self.pools, *self.seats))


def make_usage(problem: Problem, view: Occupancy, agendas: Agendas) -> tuple[Moment, ...]:
    """Every period in order of day and clock; periods that are equal in all weeks are told once."""
    load = load_by_tick(problem, view)
    openings = [entry for entry in agendas.entries if entry.activity is Activity.OPENING]
    moments = [_moment(problem, time, load, openings) for time in open_periods(problem)]
    moments.sort(key=lambda moment: (moment.day, moment.start, moment.end, moment.grid, moment.weeks))
    result: list[Moment] = []
    for moment in moments:
        if result and _same(result[-1], moment):
            result[-1] = replace(result[-1], weeks=result[-1].weeks + moment.weeks)
        else:
            result.append(moment)
    return tuple(result)


def load_by_tick(problem: Problem, view: Occupancy) -> dict[str, dict[int, tuple[int, int]]]:
    """For every room and pool, by tick, the units asked for and those offered on top of its capacity."""
    load = {resource.id: _by_tick(view, resource.id) for resource in problem.resources if resource.kind in (ROOM, POOL)}
    for home in (pool.id for pool in problem.resources_of(POOL) if pool.use is PoolUse.HOME):
        load[home] = _with_who_shares(view, load[home])
    return load


def open_periods(problem: Problem) -> list[Time]:
    """The open periods of the first grid, and those of other grids that run outside of it."""
    covered: set[int] = set()
    found = []
    for time in problem.times.times:
        if time.open and not covered.issuperset(time.ticks):
            covered.update(time.ticks)
            found.append(time)
    return found


def _by_tick(view: Occupancy, resource: str) -> dict[int, tuple[int, int]]:
    """At each tick the amounts asked for and offered."""
    offered: dict[int, int] = {}
    for demand, meet in view.holding[resource]:
        for tick in meet.ticks:
            offered[tick] = offered.get(tick, 0) + max(0, -demand.amount)
    rules = [one for one in view.problem.rules if isinstance(one, PoolCapacity) and resource in one.pools]
    asked = view.used(resource, next((one.sharers for one in rules if one.sharers), {}))
    return {tick: (units, offered[tick]) for tick, units in asked.items()}


def _with_who_shares(view: Occupancy, at_home: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Pupils at home by tick: who may ask in either of two groups has one seat, so one more of them is at home."""
    found = dict(at_home)
    for pool in view.problem.resources_of(POOL):
        if pool.use is PoolUse.SEATS:
            named = view.used(pool.id, {})
            for tick, (asked, _) in _by_tick(view, pool.id).items():
                here, offered = found.get(tick, (0, 0))
                found[tick] = here + named[tick] - asked, offered
    return found


def _moment(problem: Problem, time: Time, load: dict[str, dict[int, tuple[int, int]]], openings: list[Entry]) -> Moment:
    def most(resource: str) -> tuple[int, int]:
        return max((load[resource].get(tick, (0, 0)) for tick in time.ticks), key=lambda pair: pair[0] - pair[1])

    school = school_of(problem)
    records = school.rooms if school else ()
    types = {room.code: room.types[0] if room.types else "" for room in records}
    rooms: dict[str, list[int]] = {}
    for room in problem.resources_of(ROOM):
        counted = rooms.setdefault(types.get(room.code, ""), [0, 0])
        counted[0] += most(room.id)[0] > 0
        counted[1] += 1
    pools, seats, at_home = [], [], 0
    for pool in problem.resources_of(POOL):
        asked, offered = most(pool.id)
        if pool.use is PoolUse.SEATS:
            seats.append(Use(pool.campus, asked, offered))
        elif pool.use is PoolUse.OWN:
            pools.append(Use(pool.code, asked, pool.capacity + offered))
        elif pool.use is PoolUse.HOME:
            at_home = asked
    ticks = set(time.ticks)
    return Moment(
        day=time.day,
        period=time.period,
        grid=time.grid,
        start=time.start,
        end=time.end,
        weeks=(time.week,),
        rooms=tuple(Use(name, used, total) for name, (used, total) in rooms.items()),
        pools=tuple(pools),
        seats=tuple(seats),
        at_home=at_home,
        opened=tuple(entry for entry in openings if not ticks.isdisjoint(problem.ticks(entry.times))),
    )


def _same(one: Moment, other: Moment) -> bool:
    return replace(one, weeks=()) == replace(other, weeks=()) and one.weeks[-1] < other.weeks[0]
