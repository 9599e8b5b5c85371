"""FET's constraints since version 7, as rules of our own: what is new in them, read by how it is written.

Their names and meanings are known from FET's published lists; how each writes its slots is known of few. So sets of
slots, and the one limit there is, are found by their shape, whatever they are called; where the shape is another, the
constraint is told as not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import gcd
from xml.etree.ElementTree import Element

from scheduler.formats.fet.about_people import max_hours_daily
from scheduler.formats.fet.about_rooms import Rooms, changes_on, room_id, rooms_changed_on
from scheduler.formats.fet.constraint import Constraint, Unread, bearable, touch
from scheduler.formats.fet.institution import Activity
from scheduler.formats.fet.values import name_in
from scheduler.problem import rules as r

Rules = Iterator[r.Rule]
Sets = list[frozenset[int]]

# -- what is written --


def _limit(c: Constraint) -> int:
    """The one number that is a most of something."""
    names = [child.tag for child in c.element if child.tag.startswith("Max") and (child.text or "").strip().isdecimal()]
    if len(names) != 1:
        raise Unread
    return c.how_many(names[0])


def _slots(c: Constraint, one: Element) -> Sets:
    """What an element names by days and hours of its own, one after another; breaks are none."""
    days, hours = ([child.text or "" for child in one if child.tag.endswith(end)] for end in ("Day", "Hour"))
    if len(days) != len(hours):
        raise Unread
    at_days, at_hours = c.clerk.known(days, c.here.days, "Day"), c.clerk.known(hours, c.here.hours, "Hour")
    slots = zip(at_days, at_hours, strict=False)
    return [frozenset({c.here.slots[slot]} if slot in c.here.slots else ()) for slot in slots]


def _sets(c: Constraint) -> Sets:
    """Sets of slots: each in an element of its own, or in lists that are told apart by their names or lengths."""
    found: dict[object, frozenset[int]] = {}
    for parent in c.element.iter():
        lengths = 0
        for child in parent:
            lengths += child.tag.startswith("Number_of_")
            inside = _slots(c, child)
            if inside:
                key = (id(parent), lengths, child.tag) if parent is c.element else id(parent)
                found[key] = found.get(key, frozenset()).union(*inside)
    return list(found.values())


def _single_slots(c: Constraint) -> Sets:
    return [slot for one in c.element.iter() for slot in _slots(c, one)]


def _two(sets: Sets) -> Sets:
    if len(sets) != 2:
        raise Unread
    return sets


def _tags(c: Constraint) -> list[str]:
    named = [child.text or "" for child in c.element.iter() if child.tag in ("Activity_Tag", "Activity_Tag_Name")]
    found = list(c.clerk.names(dict.fromkeys(named), c.here.tags, "Activity_Tag"))
    if not found:
        raise Unread
    return found


# -- people, and sets of activities as if they were somebody --


def _everybody(c: Constraint) -> tuple[str, ...]:
    """Whom it is about; the activities of a list are one together."""
    if c.entry.startswith("ConstraintActivities"):
        lessons = c.lessons()
        return (c.here.set_of(lessons),) if lessons else ()
    return c.people()


def _not_both(c: Constraint, one: frozenset[int], two: frozenset[int]) -> Rules:
    """Nothing in the first set of slots, or nothing in the second."""
    both = ((touch(one), touch(two)),)
    yield r.LimitClusters(**c.common(), resources=_everybody(c), clusters=both, most=0)


def exclusive_slots(c: Constraint) -> Rules:
    one, two = _two(_single_slots(c))
    yield from _not_both(c, one, two)


def exclusive_sets(c: Constraint) -> Rules:
    one, two = _two(_sets(c))
    yield from _not_both(c, one, two)


def few_sets(c: Constraint) -> Rules:
    """At most so many of the sets of slots are used at all."""
    sets = _sets(c)
    if not sets:
        raise Unread
    clusters = tuple((touch(some),) for some in sets)
    yield r.LimitClusters(**c.common(), resources=_everybody(c), clusters=clusters, most=_limit(c))


def few_students(c: Constraint) -> Rules:
    """In each slot so many pupils at most in the activities together: each counts as often as it has pupils."""
    some, most = c.activities(), _limit(c)
    unit = gcd(*(one.heads for one in some)) or 1
    slots = frozenset().union(*_single_slots(c))
    bearable(sum(one.heads // unit for one in some) * len(slots))
    for time in sorted(slots):
        clusters = tuple(heads for one in some for heads in [(touch([time], [one.lesson]),)] * (one.heads // unit))
        if len(clusters) > most // unit:
            together = (c.here.set_of(tuple(one.lesson for one in some)),)
            common = c.common(f"slot {time + 1}")
            yield r.LimitClusters(**common, resources=together, clusters=clusters, most=most // unit)


def hours_in_interval(c: Constraint) -> Rules:
    yield from max_hours_daily(c, inside=c.interval())


def hourly_span(c: Constraint) -> Rules:
    """From the first hour that one of the activities has on any day to the last are at most so many hours."""
    lessons, most = c.lessons(), _limit(c)
    if len(lessons) < 2:
        return
    hours: dict[int, list[int]] = {}
    for (_, hour), time in c.here.slots.items():
        hours.setdefault(hour, []).append(time)
    apart = tuple(
        (touch(hours[first]), touch(late))
        for first in sorted(hours)
        if (late := [time for hour, times in hours.items() if hour >= first + most for time in times])
    )
    if apart:
        yield r.LimitClusters(**c.common(), resources=(c.here.set_of(lessons),), clusters=apart, most=0)


def no_two_consecutive_days(c: Constraint) -> Rules:
    clusters = tuple((touch(one), touch(two)) for one, two in pairwise(c.calendar()) if one and two)
    yield r.LimitClusters(**c.common(), resources=c.people(), clusters=clusters, most=0)


def single_gaps(c: Constraint) -> Rules:
    """Single idle hours in the selected slots: busy just before and just after."""
    selected = frozenset().union(*_single_slots(c))
    clusters = [
        (touch([before]), touch([gap], present=False), touch([after]))
        for day in c.days()
        for before, gap, after in zip(day, day[1:], day[2:], strict=False)
        if gap in selected
    ]
    yield r.LimitClusters(**c.common(), resources=c.people(), clusters=tuple(clusters), most=_limit(c))


def _few_tags(c: Constraint, resources: tuple[str, ...], spans: Sequence[r.TimeSet]) -> Rules:
    """Of the tags at most so many in each span of times."""
    tags, most = _tags(c), _limit(c)
    lessons = [[one.lesson for one in c.here.active if tag in one.tags] for tag in tags]
    for number, span in enumerate(spans, start=1):
        clusters = tuple((touch(span, some),) for some in lessons if some)
        if len(clusters) > most:
            yield r.LimitClusters(**c.common(str(number)), resources=resources, clusters=clusters, most=most)


def tags_a_day(c: Constraint) -> Rules:
    yield from _few_tags(c, c.people(), c.days())


def tags_a_week(c: Constraint) -> Rules:
    yield from _few_tags(c, c.people(), [tuple(range(len(c.here.times)))])


# -- first or last of somebody's day --


def _either_edge(c: Constraint, some: Sequence[Activity]) -> Rules:
    """Not both something before them and something after them on that day."""
    of_pupils = "Students" in c.entry
    for one in some:
        others = r.Filter(exclude_lessons=frozenset({one.lesson}))
        inside = tuple(
            (touch([time], [one.lesson]), r.Touch(day[:place], others), r.Touch(day[place + 1 :], others))
            for day in c.days()
            for place, time in enumerate(day)
            if 0 < place < len(day) - 1
        )
        people = one.leaves if of_pupils else tuple(map(c.teacher_id, one.teachers))
        if people and inside:
            yield r.LimitClusters(**c.common(one.lesson), resources=people, clusters=inside, most=0)


def either_edge(c: Constraint) -> Rules:
    yield from _either_edge(c, c.activities())


def filtered_either_edge(c: Constraint) -> Rules:
    yield from _either_edge(c, c.matching())


# -- rooms --


def tags_in_room_a_day(c: Constraint, rooms: Rooms) -> Rules:
    yield from _few_tags(c, _rooms(c), c.days())


def tags_in_room_a_week(c: Constraint, rooms: Rooms) -> Rules:
    yield from _few_tags(c, _rooms(c), [tuple(range(len(c.here.times)))])


def _rooms(c: Constraint) -> tuple[str, ...]:
    named = [name_in(c.element, "Room", "Room_Name")]
    return tuple(room_id(room.name) for room in c.clerk.known(named, c.here.rooms, "Room") if not room.sets)


def _in_interval(c: Constraint) -> list[r.TimeSet]:
    inside = c.interval()
    return [tuple(time for time in day if time in inside) for day in c.days()]


def buildings_in_interval(c: Constraint, rooms: Rooms) -> Rules:
    yield from changes_on(c, rooms, _in_interval(c), _limit(c))


def rooms_in_interval(c: Constraint, rooms: Rooms) -> Rules:
    yield from rooms_changed_on(c, rooms, [[day] for day in _in_interval(c)], _limit(c))


READERS: dict[str, Callable[[Constraint], Rules]] = {
    "MaxHoursDailyInInterval": hours_in_interval,
    "ActivitiesMaxHourlySpan": hourly_span,
    "NoTwoConsecutiveDays": no_two_consecutive_days,
    "MaxSingleGapsInSelectedTimeSlots": single_gaps,
    "PairOfMutuallyExclusiveTimeSlots": exclusive_slots,
    "PairOfMutuallyExclusiveSetsOfTimeSlots": exclusive_sets,
    "ActivitiesPairOfMutuallyExclusiveTimeSlots": exclusive_slots,
    "ActivitiesPairOfMutuallyExclusiveSetsOfTimeSlots": exclusive_sets,
    "OccupyMaxSetsOfTimeSlotsFromSelection": few_sets,
    "OccupiesMaxSetsOfTimeSlotsFromSelection": few_sets,
    "ActivitiesOccupyMaxSetsOfTimeSlotsFromSelection": few_sets,
    "ActivitiesMaxTotalNumberOfStudentsInSelectedTimeSlots": few_students,
    "MaxActivityTagsPerDayFromSet": tags_a_day,
    "MaxActivityTagsPerWeekFromSet": tags_a_week,
    "ActivityBeginsOrEndsStudentsDay": either_edge,
    "ActivityBeginsOrEndsTeachersDay": either_edge,
    "ActivitiesBeginOrEndStudentsDay": filtered_either_edge,
    "ActivitiesBeginOrEndTeachersDay": filtered_either_edge,
}
"""By family: the name without its scope."""

OF_ROOMS: dict[str, Callable[[Constraint, Rooms], Rules]] = {
    "RoomMaxActivityTagsPerDayFromSet": tags_in_room_a_day,
    "RoomMaxActivityTagsPerWeekFromSet": tags_in_room_a_week,
    "MaxBuildingChangesPerDayInInterval": buildings_in_interval,
    "MaxRoomChangesPerDayInInterval": rooms_in_interval,
}
