"""Rules about teachers, pupils, rooms and pools, each judged as its sentence in `problem.rules` says.

One function per kind, points in order; a function gives every point, and facts for what breaks the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from math import ceil

from scheduler.evaluation.lesson_rules import excess, group_label
from scheduler.evaluation.occupancy import Meet, Occupancy
from scheduler.evaluation.result import Fact, Point
from scheduler.problem.modes import Mode
from scheduler.problem.resources import TEACHER
from scheduler.problem.rules import (
    CommonFree,
    LimitBusy,
    LimitClusters,
    LimitIdle,
    LimitRuns,
    LimitSwitches,
    LimitWorkload,
    MostBurdened,
    NoClash,
    PoolCapacity,
    Rule,
    SameEachWeek,
    TimeSet,
    Touch,
    TravelTime,
    Unavailable,
)
from scheduler.problem.times import Time


def no_clash(rule: NoClash, view: Occupancy) -> Iterator[Point]:
    for resource in rule.resources:
        teacher = view.problem.resource[resource].kind == TEACHER
        load: dict[int, int] = {}
        running: dict[int, list[Meet]] = {}
        for _, meet in view.holding[resource]:
            light = teacher and meet.option.mode is Mode.ASYNCHRONOUS
            for tick in meet.ticks:
                load[tick] = load.get(tick, 0) + (1 if light else rule.standby)
                running.setdefault(tick, []).append(meet)
        over = {tick: amount - rule.standby for tick, amount in load.items() if amount > rule.standby}
        facts = (_together(tick, running[tick], view) for tick in sorted(over))
        yield Point(resource, sum(over.values()), tuple(dict.fromkeys(facts)))


def _together(tick: int, meets: list[Meet], view: Occupancy) -> Fact:
    """Meets at one moment, told as the first time of the first meet that runs then."""
    when = next(time for time in meets[0].times if tick in view.problem.times[time].ticks)
    return Fact((when,), tuple(meet.lesson.id for meet in meets), measured=len(meets), most=1)


def pool_capacity(rule: PoolCapacity, view: Occupancy) -> Iterator[Point]:
    for pool in rule.pools:
        capacity = rule.capacities.get(pool, view.problem.resource[pool].capacity)
        used: dict[int, int] = {}
        users: dict[int, dict[str, None]] = {}
        for demand, meet in view.holding[pool]:
            for tick in meet.ticks:
                used[tick] = used.get(tick, 0) + demand.amount
                users.setdefault(tick, {})[meet.lesson.id] = None
        deviation, facts = 0, {}
        for tick, amount in sorted(used.items()):
            if amount > capacity:
                deviation += -(-(amount - capacity) // rule.unit)
                when = min(view.at_ticks((tick,)))
                facts[when, amount] = Fact((when,), tuple(users[tick]), measured=amount, most=capacity)
        yield Point(pool, deviation, tuple(facts.values()))


def unavailable(rule: Unavailable, view: Occupancy) -> Iterator[Point]:
    for resource in rule.resources:
        busy = view.busy_in(resource, rule.times, rule.what)
        yield Point(resource, len(busy), (Fact(busy),) if busy else ())


def limit_idle(rule: LimitIdle, view: Occupancy) -> Iterator[Point]:
    for resource in rule.resources:
        busy = view.busy(resource, rule.what)
        idle: list[int] = []
        for number, group in enumerate(rule.groups):
            at = [position for position, time in enumerate(group) if time in busy]
            if at:
                free = [time for time in group[at[0] : at[-1]] if time not in busy]
                meals = [set(meal).intersection(free) for meal in (rule.breaks[number] if rule.breaks else ())]
                meal = max(meals, key=len, default=set())
                idle += [time for time in free if time not in meal]
        deviation = excess(len(idle), rule.least, rule.most)
        fact = Fact(tuple(idle), measured=len(idle), least=rule.least, most=rule.most)
        yield Point(resource, deviation, (fact,) if deviation else ())


def limit_clusters(rule: LimitClusters, view: Occupancy) -> Iterator[Point]:
    for resource in rule.resources:
        touched = [cluster for cluster in rule.clusters if all(_touches(touch, resource, view) for touch in cluster)]
        deviation = excess(len(touched), rule.least, rule.most)
        when = tuple(time for cluster in touched for time in _first_of_each_day(cluster, view))
        fact = Fact(tuple(dict.fromkeys(when)), measured=len(touched), least=rule.least, most=rule.most)
        yield Point(resource, deviation, (fact,) if deviation else ())


def _touches(touch: Touch, resource: str, view: Occupancy) -> bool:
    if touch.by_bells:
        return bool(view.bells_in(resource, touch.times, touch.what)) is touch.present
    return (not view.busy(resource, touch.what).isdisjoint(touch.times)) is touch.present


def _first_of_each_day(cluster: tuple[Touch, ...], view: Occupancy) -> Iterator[int]:
    """One time per half day that the cluster speaks of: enough to name it."""
    seen = set()
    for touch in cluster:
        for index in touch.times:
            time = view.problem.times[index]
            if (time.week, time.day, time.half_day) not in seen:
                seen.add((time.week, time.day, time.half_day))
                yield index


def limit_busy(rule: LimitBusy, view: Occupancy) -> Iterator[Point]:
    for resource in rule.resources:
        deviation, facts = 0, []
        for group in rule.groups:
            given = view.bells_in(resource, group, rule.what)
            if rule.empty_free and not given:
                continue
            if broken := excess(len(given), rule.least, rule.most):
                deviation += broken
                facts.append(Fact(given or group, measured=len(given), least=rule.least, most=rule.most))
        yield Point(resource, deviation, tuple(facts))


def limit_runs(rule: LimitRuns, view: Occupancy) -> Iterator[Point]:
    for resource in rule.resources:
        grids = view.problem.grids_of(resource)
        given = view.lessons(resource, rule.what)
        deviation, facts = 0, []
        for group in rule.groups:
            if len(grids) < 2:
                times = tuple(view.problem.bell[time] for time in group if view.problem.times[time].grid in grids)
                long = [run for run in _runs(times, given) if len(run) > rule.most]
                deviation += sum(len(run) - rule.most for run in long)
                facts += [Fact(run, measured=len(run), most=rule.most) for run in long]
            elif chains := _chains(view, group, grids, given, rule.most + 1):
                deviation += len(chains)
                bells = tuple(sorted({bell for chain in chains for bell in chain}, key=_by_clock(view)))
                facts.append(Fact(bells, measured=len(bells), most=rule.most))
        yield Point(resource, deviation, tuple(facts))


def _runs(group: TimeSet, given: frozenset[int]) -> Iterator[tuple[int, ...]]:
    """The maximal stretches of neighbours of the group with a lesson."""
    run: list[int] = []
    for time in group:
        if time in given:
            run.append(time)
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def _chains(
    view: Occupancy, group: TimeSet, grids: frozenset[str], given: frozenset[int], length: int
) -> list[tuple[int, ...]]:
    """All rows of `length` consecutive bells with a lesson: none of the group's bells in these grids fits between."""
    times = view.problem.times
    bells = {view.problem.bell[index] for index in group if times[index].grid in grids}
    clock = [times[bell] for bell in sorted(bells, key=_by_clock(view))]
    held = [one for one in clock if one.index in given]

    def follows(one: Time, two: Time) -> bool:
        same_day = (one.week, one.day) == (two.week, two.day)
        between = (
            other
            for other in clock
            if (other.week, other.day) == (one.week, one.day) and one.end <= other.start and other.end <= two.start
        )
        return same_day and two.start >= one.end and next(between, None) is None

    chains: list[tuple[int, ...]] = [(one.index,) for one in held]
    for _ in range(length - 1):
        chains = [(*chain, two.index) for chain in chains for two in held if follows(times[chain[-1]], two)]
    return chains


def _by_clock(view: Occupancy) -> Callable[[int], tuple[int, int, int, int]]:
    times = view.problem.times
    return lambda index: (times[index].week, times[index].day, times[index].start, times[index].end)


def limit_workload(rule: LimitWorkload, view: Occupancy) -> Iterator[Point]:
    for resource in rule.resources:
        load = Fraction(0)
        if rule.weekly:
            load += sum(meet.duration * len(meet.weeks) for _, meet in view.holding[resource] if meet.placed)
        else:
            held = view.holding[resource] + view.holding_in_rest.get(resource, [])
            load += sum(_share(meet, demand.workload) for demand, meet in held)
        outside = max(rule.least - load, load - rule.most if rule.most is not None else Fraction(0), Fraction(0))
        deviation = ceil(outside)
        fact = Fact(measured=ceil(load) if load > rule.least else int(load), least=rule.least, most=rule.most)
        yield Point(resource, deviation, (fact,) if deviation else ())


def _share(meet: Meet, workload: int | None) -> Fraction:
    """The part of a lesson's workload that falls to one meet."""
    duration = meet.lesson.duration
    return Fraction(meet.duration * (duration if workload is None else workload), duration)


def limit_switches(rule: LimitSwitches, view: Occupancy) -> Iterator[Point]:
    for resource in rule.resources:
        places = view.places(resource)
        deviation, facts = 0, []
        for group in rule.groups:
            changes = []
            here: frozenset[str] | None = None
            for time in group:
                for side in rule.places:
                    if not side.isdisjoint(places.get(time, ())):
                        if here is not None and side != here:
                            changes.append(time)
                        here = side
            if len(changes) > rule.most:
                deviation += len(changes) - rule.most
                facts.append(Fact(tuple(changes), measured=len(changes), most=rule.most))
        yield Point(resource, deviation, tuple(facts))


def travel_time(rule: TravelTime, view: Occupancy) -> Iterator[Point]:
    times = view.problem.times
    for resource in rule.resources:
        places = view.places(resource)
        facts = []
        for group in rule.groups:
            at = [times[index] for index in group if index in places]
            for position, early in enumerate(at):
                for late in at[position + 1 :]:
                    if (early.week, early.day) != (late.week, late.day):
                        continue
                    for origin in sorted(places[early.index]):
                        for goal in sorted(places[late.index]):
                            needed = rule.minutes.get((origin, goal))
                            minutes = late.start - early.end
                            if needed is not None and minutes < needed:
                                facts.append(Fact((early.index, late.index), (origin, goal), minutes, needed))
        yield Point(resource, len(facts), tuple(facts))


def common_free(rule: CommonFree, view: Occupancy) -> Iterator[Point]:
    for group in rule.groups:
        free = tuple(t for t in rule.times if not any(t in view.busy(resource) for resource in group))
        deviation = max(0, rule.least - len(free))
        facts = (Fact(free, group, len(free), rule.least),) if deviation else ()
        yield Point(group_label(group), deviation, facts)


def same_each_week(rule: SameEachWeek, view: Occupancy) -> Iterator[Point]:
    for resource in rule.resources:
        busy = view.busy(resource, rule.what)
        facts = []
        for weeks in rule.sets:
            touched = [not busy.isdisjoint(times) for times in weeks]
            if any(touched) and not all(touched):
                when = (time for times, touch in zip(weeks, touched, strict=True) if touch for time in times)
                facts.append(Fact(tuple(time for time in when if time in busy)))
        yield Point(resource, len(facts), tuple(facts))


def most_burdened(rule: MostBurdened, points: Callable[[Rule], Iterable[Point]], view: Occupancy) -> Iterator[Point]:
    """`points` judges the rules that this one compares."""
    burden = dict.fromkeys(rule.resources, 0)
    for rule_id in rule.rules:
        for point in points(view.problem.rule[rule_id]):
            if point.id in burden:
                burden[point.id] += point.deviation
    most = max(burden.values(), default=0)
    who = tuple(resource for resource, carried in burden.items() if carried == most)
    yield Point(rule.id, most, (Fact(who=who, measured=most),) if most else ())
