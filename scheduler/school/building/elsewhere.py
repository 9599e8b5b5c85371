"""What a timetable of one part of the year comes to for the pupils of each path: its periods, and those at distance.

The legal share is of the whole year (rule H03): for each part the others are added as they are. One that has no
timetable yet is counted by what its lessons ask at the least, so that what is left stays left for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

from scheduler.problem import counting
from scheduler.problem.counting import Occurrences
from scheduler.problem.lessons import Lesson
from scheduler.problem.modes import DISTANCE_MODES
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, Resource
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building.context import Context
from scheduler.school.building.options import distance_off
from scheduler.school.building.rules_share import occurrences_for


def periods_of_part(context: Context, problem: Problem, timetable: Timetable | None) -> Mapping[str, tuple[int, int]]:
    """By the code of a path: periods at distance, and all of them, over the days of the part."""
    placed: dict[str, list[Placement]] = {}
    for placement in timetable.placements if timetable else ():
        if placement.start is not None:
            placed.setdefault(placement.lesson, []).append(placement)
    found: dict[str, tuple[int, int]] = {}
    for path in problem.resources_of(PATH):
        occurrences = occurrences_for(context, path.class_code)
        distance = every = 0
        for identity in problem.lessons_of[path.id]:
            lesson = problem.lesson[identity]
            if lesson.optional:
                continue
            there = placed.get(identity, [])
            every += _planned(problem, lesson, there, occurrences)
            if timetable:
                distance += _at_distance(problem, lesson, there, occurrences, path)
            else:
                distance += _least_at_distance(context, lesson, occurrences, path)
        found[path.code] = distance, every
    return found


def periods_of_lesson(context: Context, problem: Problem, lesson: str, path: Resource) -> int:
    """What a lesson comes to at the least for a path over the days of the part, before it has a timetable."""
    return _planned(problem, problem.lesson[lesson], [], occurrences_for(context, path.class_code))


def _often(problem: Problem, lesson: Lesson, placement: Placement, occurrences: Occurrences) -> int:
    assert placement.start is not None
    weeks = problem.weeks_from(lesson.parts[placement.part - 1], placement.start)
    return counting.happens(occurrences, weeks, problem.times[placement.start].day)


def _planned(problem: Problem, lesson: Lesson, placed: list[Placement], occurrences: Occurrences) -> int:
    """Periods as the placed blocks lie, and the least possible for the others."""
    days = counting.days_of(problem.times, lesson.grid)
    total = counting.least_periods(lesson, occurrences, days)
    for one in placed:
        least = counting.least_happens(lesson.parts[one.part - 1], occurrences, days)
        total += (_often(problem, lesson, one, occurrences) - least) * one.duration
    return total


def _at_distance(
    problem: Problem, lesson: Lesson, placed: list[Placement], occurrences: Occurrences, path: Resource
) -> int:
    return sum(
        _often(problem, lesson, one, occurrences) * one.duration
        for one in placed
        if lesson.option(one.option).mode_for(path.id) in DISTANCE_MODES
    )


def _least_at_distance(context: Context, lesson: Lesson, occurrences: Occurrences, path: Resource) -> int:
    """What the lesson's minimum comes to on average days; segments that take turns have each their part of it."""
    record = context.lessons.get(lesson.id)
    away = any(option.mode_for(path.id) in DISTANCE_MODES for option in lesson.options)
    if record is None or not away or not record.distance_min or distance_off(context, record):
        return 0
    taught = sum(sum(week) for week in occurrences)
    days = len({time.day for time in context.grid_times(lesson.grid) if time.open})
    turns = context.classes[path.class_code].segments or 1
    if not record.mixed or record.online or record.online_pupils is not None:
        turns = 1
    return ceil(record.distance_min * Fraction(taught, max(1, days) * turns))
