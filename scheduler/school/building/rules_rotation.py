"""Rotation: for a whole turn, a half day, a day or a week, a segment of a class is either at home or at school (H21).

How often each segment is at home for one lesson stands with the lessons (`rules_modes`), for all of them together here
(S22); what they may do there in the other rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from scheduler.problem.counting import periods_per_cycle
from scheduler.problem.lessons import HOME, Lesson
from scheduler.problem.modes import DISTANCE_MODES
from scheduler.problem.rules import LimitPeriods, LimitSwitches, PeriodBound, Rule, TimeSet
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, Pupils
from scheduler.school.building.mixed import all_away, modes_away
from scheduler.school.building.options import distance_off, permitted_modes
from scheduler.school.building.rules_modes import block_periods, evenly
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting, fold
from scheduler.school.records import SchoolClass
from scheduler.school.segments import segment_code, segment_codes, shared_over

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


@builder
def as_often(context: Context, lessons: tuple[Lesson, ...], pupils: Pupils) -> Iterator[Rule]:
    """S22: over all lessons in which its segments take turns, each is at home about as often as the others.

    Where each lesson by itself is shared out so evenly that this follows (H10), nothing is asked.
    """
    sides = _sides(context, lessons, pupils)
    found: dict[Setting, dict[tuple[str, tuple[str, ...], int], PeriodBound]] = defaultdict(dict)
    for path in pupils.paths:
        record = context.classes[path.class_code]
        setting = context.for_class("S22", record)
        if setting is None or not rotates(context, record):
            continue
        turned = [
            lesson
            for lesson in pupils.lessons[path.id]
            if len(sides.get(lesson.id, ())) == record.segments and any(path.id in side for side in sides[lesson.id])
        ]
        bounds = _together(turned, record.segments or 0)
        if bounds is None:
            continue
        ids = tuple(lesson.id for lesson in turned)
        number = next(number for number, side in enumerate(sides[ids[0]], start=1) if path.id in side)
        whole = len(ids) == sum(len(sides.get(one, ())) == record.segments for one in _of_class(pupils, record))
        label = segment_code(record.code, number) if whole else path.code
        found[setting].setdefault((record.code, ids, number), PeriodBound(label, ids, *bounds, path=path.id))
    for number, (setting, of_class) in enumerate(found.items(), start=1):
        yield LimitPeriods(bounds=tuple(of_class.values()), modes=DISTANCE_MODES, **Weighing("S22", setting, number))


def _sides(context: Context, lessons: tuple[Lesson, ...], pupils: Pupils) -> dict[str, tuple[frozenset[str], ...]]:
    """By lesson that is wholly mixed and may be: the paths that are away together, segment by segment."""
    known = {lesson.id for lesson in lessons}
    return {
        record.id: tuple(one.paths for one in all_away(context, record, pupils.paths))
        for record in context.school.lessons
        if record.id in known
        and record.wholly_mixed
        and not record.online
        and record.online_pupils is None
        and not distance_off(context, record)
        and not permitted_modes(context, record).isdisjoint(modes_away(record))
    }


def _together(turned: list[Lesson], segments: int) -> tuple[int, int] | None:
    """The fewest and the most periods that each segment is at home for; None where each lesson's own say no less."""
    if len(turned) < 2:
        return None
    each = Fraction(sum(map(periods_per_cycle, turned)), segments)
    fewest, longest = shared_over(map(block_periods, turned), segments)
    least, most = min(floor(each), fewest), max(ceil(each), longest)
    own = [evenly(lesson, segments) for lesson in turned]
    implied = sum(one for one, _ in own) >= least and sum(one for _, one in own) <= most
    return None if implied else (least, most)


def _of_class(pupils: Pupils, record: SchoolClass) -> set[str]:
    """The lessons of any pupil of a class."""
    return {lesson.id for path in pupils.paths if path.class_code == record.code for lesson in pupils.lessons[path.id]}
