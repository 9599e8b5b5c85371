"""Rules on the week of pupils: school time (H05), half days and hours (H06), no idle periods (H07).

Every rule speaks of paths, so that it holds for every pupil whatever the groups. How much distance there may be is in
`rules_share` and `rules_modes`, days at distance are in `rules_distance`, an even week is in
`rules_spread` and `rules_days`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.problem.counting import periods_per_cycle
from scheduler.problem.lessons import Lesson
from scheduler.problem.modes import DISTANCE_MODES
from scheduler.problem.rules import (
    LimitBusy,
    LimitClusters,
    LimitIdle,
    PreferTimes,
    Rule,
    Touch,
)
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, Pupils
from scheduler.school.building.lunch import lunch_rules, meals_of
from scheduler.school.building.of_pupils import by_setting, ids_of
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting
from scheduler.school.records import SchoolClass


@builder
def school_time(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H05: a distance lesson runs in open periods of every class that attends, between the legal start and end.

    A merged lesson has the bells of one grid; for a class of another grid the clock decides: no minute of the lesson is
    in a break of that class, in a closed period or before or after its day.
    """
    found: dict[tuple[Setting, str, tuple[str, ...], int], list[str]] = defaultdict(list)
    by_id = {lesson.id: lesson for lesson in lessons}
    for record in context.school.lessons:
        lesson = by_id[record.id]
        grids: dict[Setting, dict[str, None]] = {}
        for member in context.classes_of(record.attendees):
            setting = context.for_class("H05", member)
            if setting is not None:
                grids.setdefault(setting, {})[member.grid or context.school.default_grid] = None
        for setting, of_classes in grids.items():
            for duration in lesson.durations:
                found[setting, lesson.grid, tuple(of_classes), duration].append(lesson.id)
    for number, ((setting, grid, own, duration), ids) in enumerate(found.items(), start=1):
        yield PreferTimes(
            lessons=tuple(ids),
            times=_starts_inside(context, grid, own, duration),
            duration=duration,
            modes=DISTANCE_MODES,
            **Weighing("H05", setting, number),
        )


def _starts_inside(context: Context, grid: str, of_classes: tuple[str, ...], duration: int) -> frozenset[int]:
    policy = context.policy
    open_ticks = [
        {tick for time in context.grid_times(other) if time.open for tick in time.ticks} for other in of_classes
    ]

    def inside(index: int) -> bool:
        time = context.times[index]
        legal = time.open and time.start >= policy.earliest_start and time.end <= policy.latest_end
        return legal and all(ticks.issuperset(time.ticks) for ticks in open_ticks)

    return frozenset(
        time.index
        for time in context.grid_times(grid)
        if all(inside(index) for index in context.times.run(time.index, duration) or (time.index,))
    )


def full_time(context: Context, record: SchoolClass, pupils: Pupils) -> bool:
    """Whether a class has the legal minimum of lessons a week; the shape of the week (H06) is asked only then."""
    return any(
        sum(map(periods_per_cycle, pupils.lessons[path.id])) >= context.policy.minimum_lessons * context.times.weeks
        for path in pupils.of_class(record.code)
    )


@builder
def week_shape(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """H06: nine half days, not before 8:00, to 15:00 at least where there is an afternoon, not after 17:00, and lunch.

    A class that stays away a whole afternoon uses up one of the half days it may miss; that day may end at noon.
    """
    policy = context.policy
    part_time = [c.code for c in context.school.classes if not full_time(context, c, pupils)]
    if part_time:
        context.note("part_time_classes", classes=", ".join(part_time), lessons=policy.minimum_lessons)
    for setting, grid, paths, number in by_setting(context, "H06", pupils, lambda c: c.code not in part_time):
        ids = ids_of(paths)
        for week in context.weeks:
            half_days = context.half_days(grid, week)
            least = min(setting.number_or("half_days", policy.half_days), len(half_days))
            yield LimitClusters(
                resources=ids,
                clusters=tuple((Touch(times),) for times in half_days),
                least=least,
                **Weighing("H06", setting, f"{number} {week}", aspect="half days"),
            )
        early = []
        for day in context.days(grid):
            late = tuple(i for i in day if context.times[i].open and context.times[i].end >= policy.earliest_end)
            afternoon = tuple(i for i in day if context.times[i].half_day == "pm")
            if late and afternoon:
                early.append((Touch(afternoon), Touch(late, present=False)))
        if early:
            yield LimitClusters(
                resources=ids, clusters=tuple(early), most=0, **Weighing("H06", setting, number, aspect="end")
            )
        outside = tuple(
            time.index
            for time in context.times.times
            if time.start < policy.earliest_start or time.end > policy.latest_end
        )
        if outside:
            yield LimitBusy(
                resources=ids, groups=(outside,), most=0, **Weighing("H06", setting, number, aspect="hours")
            )
    for setting, grid, paths, number in by_setting(context, "H06", pupils):
        yield from lunch_rules(context, grid, ids_of(paths), Weighing("H06", setting, number, aspect="lunch"))


@builder
def no_gaps(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """H07: idle periods; where the grid has no lunch break of its own the periods free for lunch (H06) are none."""
    for setting, grid, paths, number in by_setting(context, "H07", pupils):
        days = context.open_days(grid)
        yield LimitIdle(
            resources=ids_of(paths),
            groups=days,
            breaks=tuple(meals_of(context, day) for day in days),
            most=setting.number("max_gaps"),
            **Weighing("H07", setting, number),
        )
