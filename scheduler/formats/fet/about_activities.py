"""FET's constraints about the time of one activity, of some, or of two in relation to each other, as rules of our own.

Where a constraint names several activities that have nothing in common, they hold a resource of their own (a set), and
what is asked of them is asked of that: not to clash, to have no idle time, to touch so many days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, pairwise, permutations
from math import comb
from typing import Any

from scheduler.formats.fet.about_people import too_near
from scheduler.formats.fet.constraint import Constraint, bearable, touch
from scheduler.formats.fet.institution import MOST_DAYS, Activity
from scheduler.formats.fet.values import text, texts
from scheduler.problem import rules as r

Rules = Iterator[r.Rule]

# -- where they are --


def _starts(c: Constraint, some: Iterable[Activity], times: frozenset[int]) -> Rules:
    """A broken start counts once, whatever the length."""
    if lessons := tuple(one.lesson for one in some):
        yield r.PreferTimes(**c.common(shape=r.Shape.STEP), lessons=lessons, times=times)


def _slots(c: Constraint, some: Sequence[Activity], inside: frozenset[int]) -> Rules:
    """Wholly inside the slots; FET counts each hour outside."""
    if c.hard:
        for duration in sorted({one.duration for one in some}):
            lessons = tuple(one.lesson for one in some if one.duration == duration)
            starts = c.starts_inside(duration, inside)
            yield r.PreferTimes(**c.common(f"{duration} h"), lessons=lessons, times=starts)
        return
    outside = tuple(time.index for time in c.here.times.times if time.index not in inside)
    for one in some:
        yield r.Unavailable(**c.common(one.lesson), resources=(c.here.set_of((one.lesson,)),), times=outside)


def preferred_start(c: Constraint) -> Rules:
    """One day, one hour, or both."""
    day, hour = text(c.element, "Preferred_Day", "Day"), text(c.element, "Preferred_Hour", "Hour")
    days = set(c.clerk.known([day] if day else [], c.here.days, "Day"))
    hours = set(c.clerk.known([hour] if hour else [], c.here.hours, "Hour"))
    times = frozenset(
        time
        for (at_day, at_hour), time in c.here.slots.items()
        if (not day or at_day in days) and (not hour or at_hour in hours)
    )
    yield from _starts(c, c.activities(), times)


def preferred_starts(c: Constraint) -> Rules:
    yield from _starts(c, c.activities(), c.listed("Preferred_Starting_Time", "Preferred_Time"))


def preferred_slots(c: Constraint) -> Rules:
    yield from _slots(c, c.activities(), c.listed("Preferred_Time_Slot"))


def filtered_starts(c: Constraint) -> Rules:
    yield from _starts(c, c.matching(), c.listed("Preferred_Starting_Time", "Preferred_Time"))


def filtered_slots(c: Constraint) -> Rules:
    yield from _slots(c, c.matching(), c.listed("Preferred_Time_Slot"))


def _occupies(c: Constraint, least: int, most: int | None) -> Rules:
    """So many of the selected slots are used by the activities together."""
    if lessons := c.lessons():
        clusters = tuple((touch([time]),) for time in sorted(c.listed("Selected_Time_Slot", "Time_Slot")))
        yield r.LimitClusters(
            **c.common(), resources=(c.here.set_of(lessons),), clusters=clusters, least=least, most=most
        )


def occupies_at_most(c: Constraint) -> Rules:
    most = c.how_many("Max_Number_of_Occupied_Time_Slots")
    yield from _occupies(c, 0, most)


def occupies_at_least(c: Constraint) -> Rules:
    least = c.how_many("Min_Number_of_Occupied_Time_Slots")
    yield from _occupies(c, least, None)


def _simultaneous(c: Constraint, least: int, most: int | None) -> Rules:
    """So many of the activities run in each selected slot: each is a cluster of its own."""
    lessons = c.lessons()
    if most is not None and most >= len(lessons):
        return
    for time in sorted(c.listed("Selected_Time_Slot", "Time_Slot")):
        clusters = tuple((touch([time], [lesson]),) for lesson in lessons)
        common, together = c.common(f"slot {time + 1}"), (c.here.set_of(lessons),)
        yield r.LimitClusters(**common, resources=together, clusters=clusters, least=least, most=most)


def simultaneous_at_most(c: Constraint) -> Rules:
    most = c.how_many("Max_Number_of_Simultaneous_Activities")
    yield from _simultaneous(c, 0, most)


def simultaneous_at_least(c: Constraint) -> Rules:
    """Where none at all is allowed too: in no slot do some run, fewer than that, and all others not."""
    least = c.how_many("Min_Number_of_Simultaneous_Activities")
    if not c.says("Allow_Empty_Slots", False):
        yield from _simultaneous(c, least, None)
        return
    lessons, times = c.lessons(), c.listed("Selected_Time_Slot", "Time_Slot")
    together = range(1, min(least, len(lessons) + 1))
    bearable(sum(comb(len(lessons), few) for few in together) * len(times))
    too_few = tuple(
        (*(touch([time], [one]) for one in some), touch([time], set(lessons).difference(some), present=False))
        for time in sorted(times)
        for few in together
        for some in combinations(lessons, few)
    )
    if too_few:
        yield r.LimitClusters(**c.common(), resources=(c.here.set_of(lessons),), clusters=too_few, most=0)


# -- how far apart --


def min_days(c: Constraint) -> Rules:
    """Each pair on days so far apart; FET counts, for each pair, the days that are missing.

    A pair d days apart starts inside `least - d` of the windows of `least` days, and n in one window are that many
    pairs: sum over m of the excess of n above m. On one day two may have to follow each other whatever the weight,
    which leaves no room for a third.
    """
    lessons, least = c.lessons(), c.how_many("MinDays", most=MOST_DAYS)
    if len(lessons) < 2:
        return
    if least and c.points:
        days = c.calendar()
        windows = [days[max(0, first) : first + least] for first in range(1 - least, len(days))]
        limits = [1] if c.hard else range(1, len(lessons))
        bearable(len(windows) * len(limits))
        spans = [span for window in windows if (span := tuple(time for day in window for time in day))]
        bounds = [r.Bound(span, most=most) for span in spans for most in limits]
        yield r.Spread(**c.common(), groups=(lessons,), bounds=tuple(bounds))
    if c.says("Consecutive_If_Same_Day", False) and not (c.hard and least):
        yield from _following(c, lessons, "one after another")
        if len(lessons) > 2:
            pairs = tuple(r.Bound(day, most=2) for day in c.days())
            yield r.Spread(**c.common("two a day", hard=True), groups=(lessons,), bounds=pairs)


def _following(c: Constraint, lessons: tuple[str, ...], aspect: str) -> Rules:
    """On a day they follow each other without a free hour or a break between them."""
    together = (c.here.set_of(lessons),)
    yield r.LimitIdle(**c.common(aspect, hard=True), resources=together, groups=c.days(), most=0)
    across = tuple((touch(one), touch(two)) for day in c.stretches() for one, two in combinations(day, 2))
    if across:
        yield r.LimitClusters(
            **c.common(f"{aspect} without a break", hard=True), resources=together, clusters=across, most=0
        )


def max_days(c: Constraint) -> Rules:
    """Each pair on days at most so far apart: no cut with one before and the other more than `most` days after it."""
    lessons, most = c.lessons(), c.how_many("MaxDays")
    days = c.calendar()
    for number, group in enumerate([lessons] if c.hard else _pairs(lessons), start=1):
        cuts = [
            (
                touch(time for day in days[:cut] for time in day),
                touch(time for day in days[cut + most :] for time in day),
            )
            for cut in range(1, len(days) - most)
        ]
        if len(group) > 1 and cuts:
            together = (c.here.set_of(tuple(group)),)
            yield r.LimitClusters(**c.common(str(number)), resources=together, clusters=tuple(cuts), most=0)


def min_gaps(c: Constraint) -> Rules:
    """On one day so many free hours between each two."""
    some, least = c.activities(), c.how_many("MinGaps")
    if len(some) < 2:
        return
    bearable(len(some) * len(c.here.times))
    clusters: list[tuple[r.Touch, ...]] = []
    for one in some:
        others = [two.lesson for two in some if two is not one]
        clusters += too_near(c, [one.lesson], others, least, overlapping=True)
    together = (c.here.set_of(tuple(one.lesson for one in some)),)
    yield r.LimitClusters(**c.common(shape=r.Shape.STEP), resources=together, clusters=tuple(clusters), most=0)


# -- at the same time --


def same_start(c: Constraint) -> Rules:
    """At the same day and hour; FET counts each pair that is not."""
    some = c.activities()
    if len(some) < 2:
        return
    if c.hard and len({one.duration for one in some}) == 1:
        yield r.Linked(**c.common(), groups=(tuple(one.lesson for one in some),))
        return
    pairs = [(some[0], two) for two in some[1:]] if c.hard else _pairs(some)
    for duration in sorted({one.duration for one, _ in pairs}):
        same = tuple((one.lesson, two.lesson) for one, two in pairs if one.duration == duration)
        common = c.common(f"{duration} h", shape=r.Shape.STEP)
        yield r.Ordered(**common, pairs=same, least=-duration, most=-duration)


def same_day(c: Constraint) -> Rules:
    for number, group in enumerate(_alike_in_pairs(c, c.activities()), start=1):
        yield _one_day(c, tuple(one.lesson for one in group), f"{number}")


def _alike_in_pairs(c: Constraint, some: list[Activity]) -> Iterator[tuple[Activity, ...]]:
    """Groups whose members must be alike: all at once where they are few, else each with the first and with the next.

    Of many at once a search cannot tell whether one that moves brings them nearer to being alike. Compared with the
    first alone, all could be what they like as soon as that one has no time. A wish counts each pair.
    """
    if not c.hard:
        yield from _pairs(some)
    elif len(some) > _FEW:
        yield from ((some[0], two) for two in some[1:])
        yield from pairwise(some[1:])
    elif len(some) > 1:
        yield tuple(some)


def _pairs(some: Sequence[Any], parts: int = 1) -> list[tuple[Any, Any]]:
    """Each two of them, where that many pairs of so many parts can be borne."""
    bearable(len(some) * (len(some) - 1) // 2 * parts)
    return list(combinations(some, 2))


_FEW = 4
"""Activities of which so many hours or days at least are used as long as they are not alike."""


def _one_day(c: Constraint, lessons: tuple[str, ...], aspect: str) -> r.Rule:
    clusters = tuple((touch(day),) for day in c.days())
    return r.LimitClusters(**c.common(aspect), resources=(c.here.set_of(lessons),), clusters=clusters, most=1)


def same_hour(c: Constraint) -> Rules:
    """At the same hour of any day: of equal length they touch no more hours together than one does alone.

    Of unequal length: none starts at an hour at which another does not.
    """
    some = c.activities()
    hours: dict[int, list[int]] = {}
    for (_, hour), time in c.here.slots.items():
        hours.setdefault(hour, []).append(time)
    clusters = tuple((touch(times),) for times in hours.values())
    for number, group in enumerate(_alike_in_pairs(c, some), start=1):
        together = (c.here.set_of(tuple(one.lesson for one in group)),)
        common = c.common(str(number), shape=r.Shape.LINEAR if c.hard else r.Shape.STEP)
        if len({one.duration for one in group}) == 1:
            yield r.LimitClusters(**common, resources=together, clusters=clusters, most=group[0].duration)
            continue
        apart = []
        for first, second in permutations(group, 2):
            for hour, times in hours.items():
                before = hours.get(hour - 1, [])
                begins = (touch(times, [first.lesson]), touch(before, [first.lesson], present=False))
                apart.append((*begins, touch(times, [second.lesson], present=False)))
                apart.append((*begins, touch(before, [second.lesson])))
        yield r.LimitClusters(**common, resources=together, clusters=tuple(apart), most=0)


def not_overlapping(c: Constraint) -> Rules:
    lessons = c.lessons()
    if len(lessons) > 1:
        yield r.NoClash(**c.common(), resources=(c.here.set_of(lessons),))


def tags_not_overlapping(c: Constraint) -> Rules:
    """Activities with different ones of these tags are never at the same time."""
    tags = texts(c.element, "Activity_Tag", "Activity_Tag_Name")
    list(c.clerk.known(tags, c.here.tags, "Activity_Tag"))
    for one, two in combinations(dict.fromkeys(tags), 2):
        first = [a.lesson for a in c.here.active if one in a.tags and two not in a.tags]
        second = [a.lesson for a in c.here.active if two in a.tags and one not in a.tags]
        if first and second:
            clusters = tuple((touch([time.index], first), touch([time.index], second)) for time in c.here.times.times)
            together = (c.here.set_of((*first, *second)),)
            yield r.LimitClusters(**c.common(f"{one} {two}"), resources=together, clusters=clusters, most=0)


def overlap_wholly(c: Constraint) -> Rules:
    """Each two at exactly the same times, or at no common one."""
    pairs = _pairs(c.activities(), parts=len(c.here.times))
    for number, (one, two) in enumerate(pairs, start=1):
        clusters = []
        for day in c.days():
            for time, beside in [*pairwise(day), *zip(day[1:], day, strict=False)]:
                for first, second in ((one.lesson, two.lesson), (two.lesson, one.lesson)):
                    both = touch([time], [first]), touch([time], [second])
                    clusters.append((*both, touch([beside], [first]), touch([beside], [second], present=False)))
        together = (c.here.set_of((one.lesson, two.lesson)),)
        yield r.LimitClusters(**c.common(str(number)), resources=together, clusters=tuple(clusters), most=0)


# -- one after another --


def grouped(c: Constraint) -> Rules:
    """On one day, one straight after another in any order; a break may lie between."""
    lessons = c.lessons()
    if len(lessons) < 2:
        return
    together = (c.here.set_of(lessons),)
    step = r.Shape.STEP
    yield _one_day(c, lessons, "one day")
    yield r.NoClash(**c.common("apart", shape=step), resources=together)
    yield r.LimitIdle(**c.common("without a gap", shape=step), resources=together, groups=c.days(), most=0)


def consecutive(c: Constraint) -> Rules:
    """The second straight after the first on the same day; a break may lie between."""
    if len(c.lessons()) < 2:
        return
    yield from grouped(c)
    yield from ordered(c)


def ordered(c: Constraint) -> Rules:
    lessons = c.lessons()
    if len(lessons) > 1:
        yield r.Ordered(**c.common("in order", shape=r.Shape.STEP), pairs=((lessons[0], lessons[1]),), least=0)


def sets_ordered(c: Constraint) -> Rules:
    """All of the first set before all of the second."""
    first, second = (
        [
            one.lesson
            for listed in c.element.iterfind(f"{place}_Activities_Ids_Set")
            for one in c.clerk.known(texts(listed, "Activity_Id"), c.here.activities, "Activity")
            if one.active
        ]
        for place in ("First", "Second")
    )
    bearable(len(first) * len(second))
    pairs = tuple((one, two) for one in first for two in second)
    if pairs:
        yield r.Ordered(**c.common(shape=r.Shape.STEP), pairs=pairs, least=0)


def ordered_if_same_day(c: Constraint) -> Rules:
    lessons = c.lessons()
    if len(lessons) < 2:
        return
    wrong = [
        (touch([time], [lessons[1]]), touch(day[place:], [lessons[0]]))
        for day in c.days()
        for place, time in enumerate(day)
    ]
    together = (c.here.set_of(lessons),)
    yield r.LimitClusters(**c.common(shape=r.Shape.STEP), resources=together, clusters=tuple(wrong), most=0)


# -- first or last of somebody's day --


def _edge(c: Constraint, some: Sequence[Activity]) -> Rules:
    """Nothing else before them (or after them) on that day, for the pupils (or the teachers) who have them."""
    last, of_pupils = "End" in c.entry, "Students" in c.entry
    for one in some:
        clusters = []
        for day in c.days():
            for place, time in enumerate(day):
                beyond = day[place + 1 :] if last else day[:place]
                if beyond:
                    others = r.Filter(exclude_lessons=frozenset({one.lesson}))
                    clusters.append((touch([time], [one.lesson]), r.Touch(beyond, others)))
        people = one.leaves if of_pupils else tuple(map(c.teacher_id, one.teachers))
        if people:
            yield r.LimitClusters(**c.common(one.lesson), resources=people, clusters=tuple(clusters), most=0)


def edge(c: Constraint) -> Rules:
    yield from _edge(c, c.activities())


def filtered_edge(c: Constraint) -> Rules:
    yield from _edge(c, c.matching())


READERS: dict[str, Callable[[Constraint], Rules]] = {
    "ActivityPreferredStartingTime": preferred_start,
    "ActivityPreferredDay": preferred_start,
    "ActivityPreferredStartingTimes": preferred_starts,
    "ActivityPreferredTimeSlots": preferred_slots,
    "ActivitiesPreferredStartingTimes": filtered_starts,
    "ActivitiesPreferredTimeSlots": filtered_slots,
    "SubactivitiesPreferredStartingTimes": filtered_starts,
    "SubactivitiesPreferredTimeSlots": filtered_slots,
    "ActivitiesOccupyMaxTimeSlotsFromSelection": occupies_at_most,
    "ActivitiesOccupyMinTimeSlotsFromSelection": occupies_at_least,
    "ActivitiesMaxSimultaneousInSelectedTimeSlots": simultaneous_at_most,
    "ActivitiesMinSimultaneousInSelectedTimeSlots": simultaneous_at_least,
    "MinDaysBetweenActivities": min_days,
    "MaxDaysBetweenActivities": max_days,
    "MinGapsBetweenActivities": min_gaps,
    "ActivitiesSameStartingTime": same_start,
    "ActivitiesSameStartingDay": same_day,
    "ActivitiesSameStartingHour": same_hour,
    "ActivitiesNotOverlapping": not_overlapping,
    "ActivityTagsNotOverlapping": tags_not_overlapping,
    "ActivitiesOverlapCompletelyOrDoNotOverlap": overlap_wholly,
    "TwoActivitiesGrouped": grouped,
    "ThreeActivitiesGrouped": grouped,
    "TwoActivitiesConsecutive": consecutive,
    "TwoActivitiesOrdered": ordered,
    "TwoActivitiesOrderedIfSameDay": ordered_if_same_day,
    "TwoSetsOfActivitiesOrdered": sets_ordered,
    "ActivityEndsStudentsDay": edge,
    "ActivityBeginsStudentsDay": edge,
    "ActivityEndsTeachersDay": edge,
    "ActivityBeginsTeachersDay": edge,
    "ActivitiesEndStudentsDay": filtered_edge,
    "ActivitiesBeginStudentsDay": filtered_edge,
    "ActivitiesEndTeachersDay": filtered_edge,
    "ActivitiesBeginTeachersDay": filtered_edge,
}
