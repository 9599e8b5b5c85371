"""Rules about lessons, each judged as its sentence in `problem.rules` says: one function per kind, points in order.

A function gives every point, kept ones too: what was counted for it, or by how much it is broken with the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from math import floor
from typing import Any

from scheduler.evaluation.occupancy import Meet, Occupancy
from scheduler.evaluation.result import Count, Fact, Measured, Point
from scheduler.problem import counting
from scheduler.problem.modes import ALL_MODES, Mode
from scheduler.problem.rules import (
    AllowedOptions,
    Assigned,
    LimitPeriods,
    Linked,
    Ordered,
    PeriodBound,
    Pinned,
    PinnedMeet,
    Placed,
    PreferResources,
    PreferTimes,
    Rule,
    SameResource,
    SplitCount,
    SplitShape,
    Spread,
)

MIXED = "mixed"
"""What a fact says of a way in which some are in the room and others online, instead of the mode of the former."""


def group_label(lessons: Iterable[str]) -> str:
    """The id of a point that is a group of lessons or resources."""
    return " + ".join(lessons)


def _sum_of_meets(point: str, meets: list[tuple[Meet, Fact]]) -> Point:
    """A point whose deviation is the total duration of the meets at fault."""
    return Point(point, sum(meet.duration for meet, _ in meets), tuple(fact for _, fact in meets))


def placed(rule: Placed, view: Occupancy) -> Iterator[Measured]:
    surplus = dict(view.timetable.surplus)
    for lesson in rule.lessons:
        duration, more = view.problem.lesson[lesson].duration, surplus.get(lesson, 0)
        stands = duration - view.unplaced_periods(lesson) + more
        yield Measured(lesson, (Count(stands, least=duration, most=duration if more else None),))


def assigned(rule: Assigned, view: Occupancy) -> Iterator[Point]:
    for lesson_id in _with_role(rule.lessons, rule.role, view):
        yield _sum_of_meets(
            lesson_id,
            [
                (meet, Fact(when=meet.times, detail=rule.role))
                for meet in view.with_rest(lesson_id)
                if (meet.placed or not rule.placed_only)
                and any(demand.role == rule.role for demand in meet.lesson.demands_in(meet.option))
                and meet.holds(rule.role) is None
            ],
        )


def _with_role(lessons: Iterable[str], role: str, view: Occupancy) -> Iterator[str]:
    """Those of the lessons that demand something for the role in some option."""
    for lesson_id in lessons:
        lesson = view.problem.lesson[lesson_id]
        if any(demand.role == role for option in lesson.options for demand in lesson.demands_in(option)):
            yield lesson_id


def prefer_times(rule: PreferTimes, view: Occupancy) -> Iterator[Point]:
    for lesson in rule.lessons:
        yield _sum_of_meets(
            lesson,
            [
                (meet, Fact(when=meet.times))
                for meet in view.placed_of((lesson,))
                if rule.duration in (None, meet.duration)
                and (rule.modes is None or meet.option.mode in rule.modes)
                and meet.placement.start not in rule.times
            ],
        )


def allowed_options(rule: AllowedOptions, view: Occupancy) -> Iterator[Point]:
    for lesson, allowed in rule.allowed:
        yield _sum_of_meets(
            lesson,
            [
                (meet, Fact(when=meet.times, detail=MIXED if meet.option.online else meet.option.mode.value))
                for meet in view.placed_of((lesson,))
                if meet.option.id not in allowed
            ],
        )


def prefer_resources(rule: PreferResources, view: Occupancy) -> Iterator[Point]:
    for lesson_id in _with_role(rule.lessons, rule.role, view):
        faults = []
        for meet in view.meets_of[lesson_id]:
            if rule.options is not None and meet.option.id not in rule.options:
                continue
            resource = meet.holds(rule.role)
            if (meet.placed or not rule.placed_only) and resource is not None and resource not in rule.resources:
                faults.append((meet, Fact(when=meet.times, who=(resource,))))
        yield _sum_of_meets(lesson_id, faults)


def same_resource(rule: SameResource, view: Occupancy) -> Iterator[Measured]:
    for group in rule.groups:
        holds = (meet.holds(rule.role) for lesson in group for meet in view.with_rest(lesson))
        used = tuple(sorted({resource for resource in holds if resource is not None}))
        yield Measured(group_label(group), (Count(len(used), most=1, who=used),))


def spread(rule: Spread, view: Occupancy) -> Iterator[Measured]:
    for group in rule.groups:
        starts: dict[int, int] = {}
        for meet in view.placed_of(dict.fromkeys(group)):
            for start in meet.starts:
                starts[start] = starts.get(start, 0) + 1
        counts = tuple(
            Count(sum(starts.get(time, 0) for time in bound.times), bound.least, bound.most, bound.times)
            for bound in rule.bounds
        )
        yield Measured(group_label(group), counts)


def linked(rule: Linked, view: Occupancy) -> Iterator[Point]:
    problem = view.problem
    for group in rule.groups:
        running: list[set[int]] = []
        for lesson in dict.fromkeys(group):
            times = {time for meet in view.meets_of[lesson] for time in meet.times}
            if rule.any_week:
                running.append({tick for time in times for tick in problem.slot_ticks(time)})
            else:
                running.append(set(problem.ticks(tuple(times))))
        apart = {tick for ticks in running for tick in ticks if not all(tick in other for other in running)}
        facts = (Fact(tuple(sorted(view.at_ticks(tuple(apart)))), group),) if apart else ()
        yield Point(group_label(group), len(apart), facts)


def ordered(rule: Ordered, view: Occupancy) -> Iterator[Measured]:
    for first, second in rule.pairs:
        point = group_label((first, second))
        if view.unplaced_periods(first) or view.unplaced_periods(second):
            yield Measured(point, ())
            continue
        ends = [meet.starts[0] + meet.duration for meet in view.placed_of((first,))]
        starts = [meet.starts[0] for meet in view.placed_of((second,))]
        gap = min(starts) - max(ends)
        yield Measured(point, (Count(gap, rule.least, rule.most, (max(ends) - 1, min(starts)), (first, second)),))


def split_shape(rule: SplitShape, view: Occupancy) -> Iterator[Point]:
    for lesson in rule.lessons:
        meets = view.with_rest(lesson)
        odd = [meet for meet in meets if not rule.shortest <= meet.duration <= rule.longest]
        facts = [
            Fact(meet.times, measured=meet.duration, least=rule.shortest, most=rule.longest, detail="duration")
            for meet in odd
        ]
        number = Count(len(meets), rule.least, rule.most, detail="number")
        if number.deviation:
            facts.append(number.fact)
        yield Point(lesson, len(odd) + number.deviation, tuple(facts))


def split_count(rule: SplitCount, view: Occupancy) -> Iterator[Measured]:
    for lesson in rule.lessons:
        count = sum(meet.duration == rule.duration for meet in view.with_rest(lesson))
        yield Measured(lesson, (Count(count, rule.least, rule.most, detail=str(rule.duration)),))


def limit_periods(rule: LimitPeriods, view: Occupancy) -> Iterator[Measured]:
    for bound in rule.bounds:
        total = bound.elsewhere[0]
        times: list[int] = []
        for meet in view.placed_of(dict.fromkeys(bound.lessons)):
            if meet.option.mode_for(bound.path) in rule.modes:
                total += view.often(meet, rule.occurrences) * (1 if rule.count_meets else meet.duration)
                times += meet.times
        if rule.unplaced:
            lessons, occurs = tuple(dict.fromkeys(bound.lessons)), rule.occurrences
            total += planned_periods(lessons, occurs, view) - placed_periods(lessons, occurs, view, path=bound.path)
        most = most_periods_of(rule, bound, view)
        yield Measured(bound.label, (Count(total, bound.least, most, tuple(sorted(times)), bound.lessons),))


def most_periods_of(rule: LimitPeriods, bound: PeriodBound, view: Occupancy) -> int | None:
    """The upper bound of a point; where it is a share, of what the lessons come to as they lie here, and elsewhere."""
    if bound.share is None:
        return bound.most
    planned = bound.elsewhere[1] + planned_periods(bound.lessons, rule.occurrences, view)
    return floor(bound.share * planned / 100)


def planned_periods(lessons: Iterable[str], occurrences: counting.Occurrences, view: Occupancy) -> int:
    """Periods that the lessons come to: as they lie, and the least possible for what is not placed."""
    return sum(view.periods(lesson, occurrences).planned for lesson in dict.fromkeys(lessons))


def placed_periods(
    lessons: Iterable[str],
    occurrences: counting.Occurrences,
    view: Occupancy,
    modes: Collection[Mode] = ALL_MODES,
    path: str | None = None,
) -> int:
    """Periods of the placed meets in these modes, as a path has them."""
    placed = [view.periods(lesson, occurrences, path).placed for lesson in dict.fromkeys(lessons)]
    return sum(periods for of_lesson in placed for mode, periods in of_lesson.items() if mode in modes)


def pinned(rule: Pinned, view: Occupancy) -> Iterator[Point]:
    for pin in rule.pins:
        facts: tuple[Fact, ...] = ()
        for meet in view.placed_of((pin.lesson,)):
            if meet.placement.part == pin.part:
                facts = tuple(_moved_from(pin, meet))
        yield Point(f"{pin.lesson}/{pin.part}", len(facts), facts)


def _moved_from(pin: PinnedMeet, meet: Meet) -> Iterator[Fact]:
    """What differs from the pin: `when` is (where it is, where it should be), `who` the same for resources."""
    if pin.start is not None and meet.placement.start != pin.start:
        yield Fact((meet.starts[0], pin.start), detail="start")
    if pin.within is not None and meet.placement.start not in pin.within:
        yield Fact((meet.starts[0], *sorted(pin.within)), detail="within")
    if pin.mode is not None and meet.option.mode is not pin.mode:
        yield Fact(who=(meet.option.mode.value, pin.mode.value), detail="mode")
    if pin.options is not None and meet.option.id not in pin.options:
        yield Fact(who=(meet.option.id, *sorted(pin.options)), detail="options")
    for role, resource in pin.resources:
        holds = meet.holds(role)
        if holds != resource:
            yield Fact(who=(holds or "", resource), detail="resource")


COUNTED: dict[type[Rule], Callable[[Any, Occupancy], Iterable[Measured]]] = {
    Placed: placed,
    SameResource: same_resource,
    Spread: spread,
    Ordered: ordered,
    SplitCount: split_count,
    LimitPeriods: limit_periods,
}
"""Kinds of rules that count something against bounds (`measure`)."""

LISTED: dict[type[Rule], Callable[[Any, Occupancy], Iterable[Point]]] = {
    Assigned: assigned,
    PreferTimes: prefer_times,
    AllowedOptions: allowed_options,
    PreferResources: prefer_resources,
    Linked: linked,
    SplitShape: split_shape,
    Pinned: pinned,
}
"""Kinds of rules that list what breaks them."""
