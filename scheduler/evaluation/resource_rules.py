"""Rules about teachers, pupils, rooms and pools, each judged as its sentence in `problem.rules` says.

One function per kind, points in order; a function gives every point, kept ones too: what was counted for it, or by how
much it is broken with the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from math import ceil
from typing import Any

from scheduler.evaluation.lesson_rules import group_label
from scheduler.evaluation.occupancy import Meet, Occupancy
from scheduler.evaluation.result import Count, Fact, Measured, Point
from scheduler.problem.modes import Mode, Presence
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
    OnHand,
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
        for demand, meet in view.holding[resource]:
            stands_by = meet.option.mode is Mode.ASYNCHRONOUS and demand.presence is not Presence.PRESENT
            light = teacher and stands_by
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


def pool_capacity(rule: PoolCapacity, view: Occupancy) -> Iterator[Measured]:
    for pool in rule.pools:
        capacity = rule.capacities.get(pool, view.problem.resource[pool].capacity)
        supplied: dict[int, int] = {}
        users: dict[int, dict[str, None]] = {}
        for demand, meet in view.holding[pool]:
            for tick in meet.ticks:
                supplied[tick] = supplied.get(tick, 0) + max(0, -demand.amount)
                users.setdefault(tick, {})[meet.lesson.id] = None
        used = view.used(pool, rule.sharers)
        counts = []
        for tick, amount in sorted(used.items()):
            when, there = min(view.at_ticks((tick,))), capacity + supplied[tick]
            counts.append(Count(amount, None, there, (when,), tuple(users[tick]), unit=rule.unit))
        yield Measured(pool, tuple(counts) or (Count(0, most=capacity),))


def unavailable(rule: Unavailable, view: Occupancy) -> Iterator[Point]:
    for resource in rule.resources:
        busy = view.busy_in(resource, rule.times, rule.what)
        yield Point(resource, len(busy), (Fact(busy),) if busy else ())


def limit_idle(rule: LimitIdle, view: Occupancy) -> Iterator[Measured]:
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
        yield Measured(resource, (Count(len(idle), rule.least, rule.most, tuple(idle)),))


def limit_clusters(rule: LimitClusters, view: Occupancy) -> Iterator[Measured]:
    for resource in rule.resources:
        weights = rule.weights or (1,) * len(rule.clusters)
        touched = [
            (cluster, weight)
            for cluster, weight in zip(rule.clusters, weights, strict=True)
            if all(_touches(touch, resource, view) for touch in cluster)
        ]
        when = dict.fromkeys(time for cluster, _ in touched for time in _first_of_each_day(cluster, view))
        weighed = (touch for cluster, _ in touched for touch in cluster) if rule.weights else ()
        who = dict.fromkeys(touch.resource for touch in weighed if touch.resource)
        number = sum(weight for _, weight in touched)
        yield Measured(resource, (Count(number, rule.least, rule.most, tuple(when), tuple(who)),))


def _touches(touch: Touch, resource: str, view: Occupancy) -> bool:
    resource = touch.resource or resource
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


def limit_busy(rule: LimitBusy, view: Occupancy) -> Iterator[Measured]:
    for resource in rule.resources:
        counts = []
        for group in rule.groups:
            given = view.bells_in(resource, group, rule.what)
            least = rule.least if given or not rule.empty_free else None
            counts.append(Count(len(given), least, rule.most, given or group))
        yield Measured(resource, tuple(counts))


def limit_runs(rule: LimitRuns, view: Occupancy) -> Iterator[Measured]:
    for resource in rule.resources:
        grids = view.problem.grids_of(resource)
        given = view.lessons(resource, rule.what)
        counts: list[Count] = []
        for group in rule.groups:
            if len(grids) < 2:
                times = [view.problem.times[time] for time in group if view.problem.times[time].grid in grids]
                counts += [Count(len(run), most=rule.most, when=run) for run in _runs(rule, times, given, view)]
            else:
                counts.append(_longest_chain(rule, view, group, grids, given))
        yield Measured(resource, tuple(counts) or (Count(0, most=rule.most),))


def _runs(rule: LimitRuns, group: list[Time], given: frozenset[int], view: Occupancy) -> Iterator[tuple[int, ...]]:
    """The maximal stretches of neighbours of the group with a lesson, without a pause between them."""
    run: list[int] = []
    before: Time | None = None
    for time in group:
        bell = view.problem.bell[time.index]
        if run and (bell not in given or (before is not None and _paused(rule, before, time))):
            yield tuple(run)
            run = []
        if bell in given:
            run.append(bell)
        before = time
    if run:
        yield tuple(run)


def _paused(rule: LimitRuns, one: Time, two: Time) -> bool:
    """Whether the pause between two bells of one day ends a run."""
    same_day = (one.week, one.day) == (two.week, two.day)
    return rule.pause is not None and same_day and two.start - one.end >= rule.pause


def _longest_chain(
    rule: LimitRuns, view: Occupancy, group: TimeSet, grids: frozenset[str], given: frozenset[int]
) -> Count:
    """How many bells with a lesson follow each other in several grids: none of the group's bells there fits between.

    Where they are too many, every chain of one more than may be counts one above, as it is in one grid.
    """
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
        return same_day and two.start >= one.end and next(between, None) is None and not _paused(rule, one, two)

    chains: list[tuple[int, ...]] = [(one.index,) for one in held]
    if not chains:
        return Count(0, most=rule.most)
    for length in range(1, rule.most + 1):
        longer = [(*chain, two.index) for chain in chains for two in held if follows(times[chain[-1]], two)]
        if not longer:
            return Count(length, most=rule.most, when=chains[0])
        chains = longer
    when = sorted({bell for chain in chains for bell in chain}, key=_by_clock(view))
    return Count(rule.most + len(chains), most=rule.most, when=tuple(when))


def _by_clock(view: Occupancy) -> Callable[[int], tuple[int, int, int, int]]:
    times = view.problem.times
    return lambda index: (times[index].week, times[index].day, times[index].start, times[index].end)


def limit_workload(rule: LimitWorkload, view: Occupancy) -> Iterator[Measured]:
    for resource in rule.resources:
        load = Fraction(0)
        held = view.holding[resource] + view.answering.get(resource, []) + view.holding_in_rest.get(resource, [])
        for demand, meet in held:
            if meet.lesson.id not in rule.exclude_lessons and (meet.placed or not rule.weekly):
                load += meet.duration * len(meet.weeks) if rule.weekly else _share(meet, demand.workload)
        whole = ceil(load) if load > rule.least else int(load)  # rounded away from the bounds: half outside is outside
        yield Measured(resource, (Count(whole, rule.least, rule.most),))


def _share(meet: Meet, workload: int | None) -> Fraction:
    """The part of a lesson's workload that falls to one meet."""
    duration = meet.lesson.duration
    return Fraction(meet.duration * (duration if workload is None else workload), duration)


def limit_switches(rule: LimitSwitches, view: Occupancy) -> Iterator[Measured]:
    for resource in rule.resources:
        places = view.places(resource)
        counts = []
        for group in rule.groups:
            changes = []
            here: frozenset[str] | None = None
            for time in group:
                for side in rule.places:
                    if not side.isdisjoint(places.get(time, ())):
                        if here is not None and side != here:
                            changes.append(time)
                        here = side
            counts.append(Count(len(changes), most=rule.most, when=tuple(changes)))
        yield Measured(resource, tuple(counts))


def travel_time(rule: TravelTime, view: Occupancy) -> Iterator[Point]:
    times = view.problem.times
    for resource in rule.resources:
        places = view.places(resource)
        known = set().union(*places.values())
        facts = []
        for group in rule.groups if any((one, two) in rule.minutes for one in known for two in known) else ():
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


def common_free(rule: CommonFree, view: Occupancy) -> Iterator[Measured]:
    for group in rule.groups:
        free = tuple(t for t in rule.times if not any(t in view.busy(resource) for resource in group))
        yield Measured(group_label(group), (Count(len(free), rule.least, when=free, who=group),))


def on_hand(rule: OnHand, view: Occupancy) -> Iterator[Measured]:
    for group in rule.groups:
        free = tuple(one for one in group if view.busy(one).isdisjoint(rule.times) and _about(rule, one, view))
        yield Measured(group_label(group), (Count(len(free), rule.least, when=rule.times, who=free),))


def _about(rule: OnHand, resource: str, view: Occupancy) -> bool:
    return not rule.around or not view.busy(resource, rule.what).isdisjoint(rule.around)


def same_each_week(rule: SameEachWeek, view: Occupancy) -> Iterator[Point]:
    for resource in rule.resources:
        busy = view.busy(resource, rule.what)
        facts = []
        for weeks in rule.sets:
            touched = [not busy.isdisjoint(times) for times in weeks]
            if any(touched) and not all(touched):
                facts.append(Fact(tuple(time for times in weeks for time in times if time in busy)))
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


COUNTED: dict[type[Rule], Callable[[Any, Occupancy], Iterable[Measured]]] = {
    PoolCapacity: pool_capacity,
    LimitIdle: limit_idle,
    LimitClusters: limit_clusters,
    LimitBusy: limit_busy,
    LimitRuns: limit_runs,
    LimitWorkload: limit_workload,
    LimitSwitches: limit_switches,
    CommonFree: common_free,
    OnHand: on_hand,
}
"""Kinds of rules that count something against bounds (`measure`)."""

LISTED: dict[type[Rule], Callable[[Any, Occupancy], Iterable[Point]]] = {
    NoClash: no_clash,
    Unavailable: unavailable,
    TravelTime: travel_time,
    SameEachWeek: same_each_week,
}
"""Kinds of rules that list what breaks them."""
