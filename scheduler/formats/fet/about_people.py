"""FET's constraints about the time of one teacher, all teachers, a set of pupils or all pupils, as rules of our own.

Each reader serves all four. Idle times, first hours and days leave out what is closed to the person; FET counts a
broken limit of a day once, however far it is exceeded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from scheduler.formats.fet.constraint import Constraint, alike, touch
from scheduler.formats.fet.values import text
from scheduler.problem import rules as r

Rules = Iterator[r.Rule]


def not_available(c: Constraint) -> Rules:
    times = tuple(sorted(c.listed("Not_Available_Time")))
    if people := c.people():
        yield r.Unavailable(**c.common(), resources=people, times=times)


def max_gaps_per_week(c: Constraint) -> Rules:
    for number, (people, days) in enumerate(alike(c.here, c.people()), start=1):
        yield r.LimitIdle(**c.common(str(number)), resources=people, groups=days, most=c.how_many("Max_Gaps"))


def max_gaps_per_day(c: Constraint) -> Rules:
    for number, (people, days) in enumerate(alike(c.here, c.people()), start=1):
        for place, day in enumerate(days, start=1):
            if len(day) > 2:
                yield r.LimitIdle(
                    **c.common(f"{number} day {place}"), resources=people, groups=(day,), most=c.how_many("Max_Gaps")
                )


def max_hours_daily(c: Constraint, what: r.Filter = r.EVERYTHING, inside: frozenset[int] | None = None) -> Rules:
    most = c.how_many("Maximum_Hours_Daily")
    days = [tuple(time for time in day if inside is None or time in inside) for day in c.days()]
    people = c.people()
    if c.hard:
        yield r.LimitBusy(**c.common(), resources=people, groups=tuple(days), most=most, what=what)
        return
    for place, day in enumerate(days, start=1):
        common = c.common(f"day {place}", shape=r.Shape.STEP)
        yield r.LimitBusy(**common, resources=people, groups=(day,), most=most, what=what)


def tag_max_hours_daily(c: Constraint) -> Rules:
    yield from max_hours_daily(c, c.tagged())


def min_hours_daily(c: Constraint, what: r.Filter = r.EVERYTHING) -> Rules:
    yield r.LimitBusy(
        **c.common(),
        resources=c.people(),
        groups=c.days(),
        least=c.how_many("Minimum_Hours_Daily"),
        most=None,
        what=what,
        empty_free=c.says("Allow_Empty_Days", c.entry.startswith("ConstraintTeacher")),
    )


def tag_min_hours_daily(c: Constraint) -> Rules:
    yield from min_hours_daily(c, c.tagged())


def max_hours_continuously(c: Constraint, what: r.Filter = r.EVERYTHING) -> Rules:
    most = c.how_many("Maximum_Hours_Continuously")
    stretches = tuple(stretch for day in c.stretches() for stretch in day)
    people = c.people()
    if c.hard:
        yield r.LimitRuns(**c.common(), resources=people, groups=stretches, most=most, what=what)
        return
    for place, stretch in enumerate(stretches, start=1):
        common = c.common(f"stretch {place}", shape=r.Shape.STEP)
        yield r.LimitRuns(**common, resources=people, groups=(stretch,), most=most, what=what)


def tag_max_hours_continuously(c: Constraint) -> Rules:
    yield from max_hours_continuously(c, c.tagged())


def _days_in_use(c: Constraint, inside: frozenset[int] | None = None) -> tuple[tuple[r.Touch, ...], ...]:
    days = [[time for time in day if inside is None or time in inside] for day in c.days()]
    return tuple((touch(day),) for day in days if day)


def max_days(c: Constraint) -> Rules:
    most = c.how_many("Max_Days_Per_Week")
    yield r.LimitClusters(**c.common(), resources=c.people(), clusters=_days_in_use(c), most=most)


def min_days(c: Constraint) -> Rules:
    least = c.how_many("Minimum_Days_Per_Week")
    yield r.LimitClusters(**c.common(), resources=c.people(), clusters=_days_in_use(c), least=least)


def interval_max_days(c: Constraint) -> Rules:
    clusters = _days_in_use(c, c.interval())
    yield r.LimitClusters(**c.common(), resources=c.people(), clusters=clusters, most=c.how_many("Max_Days_Per_Week"))


def early(c: Constraint) -> Rules:
    """A day begins at its first open hour, on some days at the second, and never later."""
    most = c.how_many("Max_Beginnings_At_Second_Hour", default=0)
    for number, (people, days) in enumerate(alike(c.here, c.people()), start=1):
        late, later = (
            tuple(
                (touch(day[:open_hours], present=False), touch(day[open_hours:]))
                for day in days
                if len(day) > open_hours
            )
            for open_hours in (1, 2)
        )
        yield r.LimitClusters(**c.common(f"{number} second"), resources=people, clusters=late, most=most)
        yield r.LimitClusters(**c.common(f"{number} later"), resources=people, clusters=later, most=0)


def max_span(c: Constraint) -> Rules:
    """From the first to the last hour of a day; a teacher may have one day with one more."""
    most = c.how_many("Max_Span")
    exception = c.says("Allow_One_Day_Exception_of_Plus_One", False)
    period = {time.index: time.period for time in c.here.times.times}

    def longer(span: int) -> tuple[tuple[r.Touch, ...], ...]:
        pairs = [
            (first, [two for two in day if period[two] - period[first] >= span]) for day in c.days() for first in day
        ]
        return tuple((touch([first]), touch(late)) for first, late in pairs if late)

    people = c.people()
    yield r.LimitClusters(**c.common(), resources=people, clusters=longer(most + exception), most=0)
    if exception:
        exactly = [
            (touch([one]), touch([two]))
            for day in c.days()
            for one in day
            for two in day
            if period[two] - period[one] == most
        ]
        yield r.LimitClusters(**c.common("one day"), resources=people, clusters=tuple(exactly), most=1)


def min_resting_hours(c: Constraint) -> Rules:
    """Free hours from the end of one day to the beginning of the next."""
    least, hours, days = c.how_many("Minimum_Resting_Hours"), len(c.here.hours), c.calendar()
    following = [*pairwise(days), *([(days[-1], days[0])] if c.says("Circular", False) else [])]
    clusters = []
    for one, two in following:
        for last in one:
            after = hours - c.here.times[last].period
            soon = [time for time in two if after + c.here.times[time].period - 1 < least]
            if soon:
                clusters.append((touch([last]), touch(soon)))
    yield r.LimitClusters(**c.common(), resources=c.people(), clusters=tuple(clusters), most=0)


def min_gaps_between_tags(c: Constraint) -> Rules:
    """Free hours between a lesson with one tag and a later one with another (or the same) tag on one day."""
    first_tag = text(c.element, "First_Activity_Tag", "Activity_Tag_Name", "Activity_Tag")
    second_tag = text(c.element, "Second_Activity_Tag") or first_tag
    list(c.clerk.known([first_tag, second_tag], c.here.tags, "Activity_Tag"))
    least = c.how_many("MinGaps")
    for person in c.people():
        own = [c.here.activities[str(number)] for number in c.here.held.get(person, ())]
        first, second = ([one.lesson for one in own if tag in one.tags] for tag in (first_tag, second_tag))
        both = [one for one in first if one in second]
        clusters = list(too_near(c, [one for one in first if one not in both], second, least))
        for one in both:  # a lesson is not too near to itself
            clusters += too_near(c, [one], [two for two in second if two != one], least)
        if clusters:
            yield r.LimitClusters(**c.common(person), resources=(person,), clusters=tuple(clusters), most=0)


def too_near(
    c: Constraint, first: list[str], second: list[str], least: int, overlapping: bool = False
) -> Iterator[tuple[r.Touch, ...]]:
    """Clusters for each time at which one of the first runs with one of the second in the `least` hours after it."""
    if not first or not second:
        return
    period = {time.index: time.period for time in c.here.times.times}
    earliest = 0 if overlapping else 1
    for day in c.days():
        for time in day:
            soon = [later for later in day if earliest <= period[later] - period[time] <= least]
            if soon:
                yield touch([time], first), touch(soon, second)


READERS: dict[str, Callable[[Constraint], Rules]] = {
    "NotAvailableTimes": not_available,
    "MaxGapsPerWeek": max_gaps_per_week,
    "MaxGapsPerDay": max_gaps_per_day,
    "MaxHoursDaily": max_hours_daily,
    "MinHoursDaily": min_hours_daily,
    "MaxHoursContinuously": max_hours_continuously,
    "ActivityTagMaxHoursDaily": tag_max_hours_daily,
    "ActivityTagMinHoursDaily": tag_min_hours_daily,
    "ActivityTagMaxHoursContinuously": tag_max_hours_continuously,
    "MaxDaysPerWeek": max_days,
    "MinDaysPerWeek": min_days,
    "IntervalMaxDaysPerWeek": interval_max_days,
    "EarlyMaxBeginningsAtSecondHour": early,
    "MaxSpanPerDay": max_span,
    "MinRestingHours": min_resting_hours,
    "MinGapsBetweenOrderedPairOfActivityTags": min_gaps_between_tags,
    "MinGapsBetweenActivityTag": min_gaps_between_tags,
}
"""By family: the name without its scope."""
