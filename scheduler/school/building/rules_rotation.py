"""Rotation (H21): for a whole turn, a half day, a day or a week, a segment of a class is either at home or at school.

How often each segment is at home stands with the lessons (`rules_modes`); what they may do there in the other rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.problem.lessons import HOME, Lesson
from scheduler.problem.rules import LimitSwitches, Rule, TimeSet
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, Pupils
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting, fold
from scheduler.school.records import SchoolClass
from scheduler.school.segments import segment_codes

HALF_DAY, DAY, WEEK = "half_day", "day", "week"
TURNS = {"halve dag": HALF_DAY, "half day": HALF_DAY, "dag": DAY, "day": DAY, "week": WEEK}
"""What a turn may be called."""


def turn_of(setting: Setting) -> str:
    return TURNS[fold(setting.text("turn"))]


def rotates(context: Context, record: SchoolClass) -> bool:
    """Whether segments of the class take turns in some lesson."""
    return not context.told_apart.isdisjoint(segment_codes(record))


@builder
def turns(context: Context, lessons: tuple[Lesson, ...], pupils: Pupils) -> Iterator[Rule]:
    """H21: no change between home and school inside a turn."""
    campuses = {option.pupils_place for lesson in lessons for option in lesson.options} - {HOME, None}
    at_school = frozenset(str(campus) for campus in campuses)
    found: dict[tuple[Setting, str], list[str]] = defaultdict(list)
    short: dict[str, None] = {}
    for path in pupils.paths:
        record = context.classes[path.class_code]
        setting = context.for_class("H21", record)
        if setting is not None and rotates(context, record):
            found[setting, path.grid].append(path.id)
            if turn_of(setting) == WEEK and (record.segments or 0) > context.times.weeks:
                short[record.code] = None
    if short:
        context.note("turns_of_a_week", classes=", ".join(short), weeks=context.times.weeks)
    for number, ((setting, grid), ids) in enumerate(found.items(), start=1):
        yield LimitSwitches(
            resources=tuple(ids),
            groups=_groups(context, grid, turn_of(setting)),
            places=(frozenset({HOME}), at_school),
            most=0,
            **Weighing("H21", setting, number),
        )


def _groups(context: Context, grid: str, turn: str) -> tuple[TimeSet, ...]:
    if turn == HALF_DAY:
        return context.half_days(grid)
    if turn == DAY:
        return context.days(grid)
    return tuple(tuple(index for day in context.days(grid, week) for index in day) for week in context.weeks)
