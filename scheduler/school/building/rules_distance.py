"""Distance lessons in the days of a class: screen time (H11), place (H12), whole days (H13).

How much distance there may be in all is said by `rules_share`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scheduler.problem.lessons import HOME, Lesson
from scheduler.problem.modes import Mode
from scheduler.problem.rules import (
    LimitBusy,
    LimitClusters,
    LimitRuns,
    LimitSwitches,
    Rule,
    Touch,
    TravelTime,
)
from scheduler.school.building.builders import builder
from scheduler.school.building.context import NO_CAMPUS, Context, Pupils
from scheduler.school.building.of_pupils import CONTACT, DISTANCE, SYNCHRONOUS, by_setting, ids_of
from scheduler.school.building.options import allowed_modes
from scheduler.school.building.weigh import Weighing
from scheduler.school.records import SchoolClass


def with_distance(context: Context, lessons: tuple[Lesson, ...]) -> Callable[[SchoolClass], bool]:
    """Classes of which some lesson may be at distance, or was put there by the planner, allowed (H10) or not.

    The others are in one place all day: for them rules about places would only cost the search time.
    """
    codes = {
        member.code
        for record in context.school.lessons
        if allowed_modes(context, record) != {Mode.CONTACT} or record.id in context.put_at_distance
        for member in context.classes_of(record.attendees)
    }
    return lambda record: record.code in codes


@builder
def screen_time(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """H11: lessons a day and in a row, each by its own bells."""
    days = context.all_days()
    for setting, _, paths, number in by_setting(context, "H11", pupils):
        ids = ids_of(paths)
        yield LimitBusy(
            resources=ids,
            groups=days,
            most=setting.number("distance_per_day"),
            what=DISTANCE,
            **Weighing("H11", setting, number, aspect="distance"),
        )
        yield LimitBusy(
            resources=ids,
            groups=days,
            most=setting.number("synchronous_per_day"),
            what=SYNCHRONOUS,
            **Weighing("H11", setting, number, aspect="synchronous"),
        )
        yield LimitRuns(
            resources=ids,
            groups=context.all_days(),
            most=setting.number("synchronous_in_row"),
            what=SYNCHRONOUS,
            pause=context.policy.lunch_minutes,
            **Weighing("H11", setting, number, aspect="in a row"),
        )


@builder
def places(context: Context, pupils: Pupils, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H12 and H13. A full distance day has a morning and an afternoon: a day with one of them only is half a day."""
    campuses = frozenset(c.campus or NO_CAMPUS for c in context.school.classes) | {
        option.pupils_place
        for lesson in lessons
        for option in lesson.options
        if option.pupils_place not in (None, HOME)
    }
    some_distance = with_distance(context, lessons)
    for setting, grid, paths, number in by_setting(context, "H12", pupils, some_distance):
        yield LimitSwitches(
            resources=ids_of(paths),
            groups=context.days(grid),
            places=(frozenset({HOME}), frozenset(str(campus) for campus in campuses)),
            most=setting.number("switches"),
            **Weighing("H12", setting, number, aspect="switches"),
        )
        minutes = setting.number_or("travel_minutes", context.school.settings.travel_minutes)
        if minutes:
            table = {(HOME, str(c)): minutes for c in campuses} | {(str(c), HOME): minutes for c in campuses}
            yield TravelTime(
                resources=ids_of(paths),
                groups=context.days(grid),
                minutes=table,
                **Weighing("H12", setting, number, aspect="travel"),
            )
    for setting, grid, paths, number in by_setting(context, "H13", pupils):
        for week in context.weeks:
            days = (day for day in context.days(grid, week) if context.has_both_halves(day))
            yield LimitClusters(
                resources=ids_of(paths),
                clusters=tuple((Touch(day, DISTANCE), Touch(day, CONTACT, present=False)) for day in days),
                most=setting.number("days"),
                **Weighing("H13", setting, f"{number} {week}"),
            )
