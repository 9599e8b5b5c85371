"""On which days, and at which period, a subject of a class lies (S20), and when a class has its class teacher (S21)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from scheduler.problem.lessons import Lesson
from scheduler.problem.rules import Filter, LimitBusy, LimitClusters, Rule, TimeSet, Touch
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, Pupils, teacher_id
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting


@builder
def days_of_subjects(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """S20: days of a subject far enough apart, or one after another; each time at the same period of the day."""
    found: dict[tuple[Setting, str, tuple[Lesson, ...]], list[str]] = defaultdict(list)
    for path in pupils.paths:
        subjects: dict[str, list[Lesson]] = defaultdict(list)
        for lesson in pupils.lessons[path.id]:
            subjects[lesson.subject].append(lesson)
        for code, of_subject in subjects.items():
            setting = context.for_subject("S20", context.subject(code))
            if setting is not None and sum(len(lesson.parts) for lesson in of_subject) > 1:
                found[setting, path.grid, tuple(of_subject)].append(path.id)
    for number, ((setting, grid, lessons), paths) in enumerate(found.items(), start=1):
        what = Filter(lessons=frozenset(lesson.id for lesson in lessons))
        for week in context.weeks:
            days = context.days(grid, week)
            clusters = {"apart": tuple(_too_near(context, days, what, setting.number("apart")))}
            if setting.number("consecutive"):
                clusters["consecutive"] = tuple(_left_out(days, what))
            for aspect, each in clusters.items():
                if each:
                    weighing = Weighing("S20", setting, f"{number} {week}", aspect=aspect)
                    yield LimitClusters(resources=tuple(paths), clusters=each, most=0, **weighing)
            if setting.number("same_period"):
                weighing = Weighing("S20", setting, f"{number} {week}", aspect="same period")
                longest = max(part.longest for lesson in lessons for part in lesson.parts)
                periods = tuple((Touch(times, what),) for times in _by_period(context, days))
                yield LimitClusters(resources=tuple(paths), clusters=periods, most=longest, **weighing)


def _too_near(context: Context, days: tuple[TimeSet, ...], what: Filter, apart: int) -> Iterator[tuple[Touch, ...]]:
    """Pairs of days with less than so many days from the one to the other."""
    for one, other in combinations(days, 2):
        if context.times[other[0]].day - context.times[one[0]].day < apart:
            yield Touch(one, what), Touch(other, what)


def _left_out(days: tuple[TimeSet, ...], what: Filter) -> Iterator[tuple[Touch, ...]]:
    """A day without the subject between two with it."""
    for one, between, other in combinations(days, 3):
        yield Touch(one, what), Touch(between, what, present=False), Touch(other, what)


def _by_period(context: Context, days: tuple[TimeSet, ...]) -> list[TimeSet]:
    found: dict[int, list[int]] = defaultdict(list)
    for day in days:
        for index in day:
            found[context.times[index].period].append(index)
    return [tuple(times) for times in found.values()]


EVERY = 0
"""Stands for every day, or any period of the day."""


@builder
def class_teachers(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """S21: the class teacher (Klassen, klassenleraar) has a lesson with his class at the moments that the rule says."""
    for record in context.school.classes:
        setting = context.for_class("S21", record)
        if setting is None or not record.class_teacher:
            continue
        ids = {lesson.id for path in pupils.of_class(record.code) for lesson in pupils.lessons[path.id]}
        groups = tuple(_moments(context, record.grid or context.school.default_grid, setting))
        if ids and groups:
            yield LimitBusy(
                resources=(teacher_id(record.class_teacher),),
                groups=groups,
                least=1,
                empty_free=False,
                what=Filter(lessons=frozenset(ids)),
                name=record.code,
                **Weighing("S21", setting, record.code, aspect="class teacher"),
            )


def _moments(context: Context, grid: str, setting: Setting) -> Iterator[TimeSet]:
    """The open periods of each day that is meant; of a day without the period that is meant nothing is asked."""
    weekday, period = setting.number("day"), setting.number("period")
    for day in context.open_days(grid):
        if weekday in (EVERY, context.times[day[0]].day + 1):
            times = tuple(index for index in day if period in (EVERY, context.times[index].period))
            if times:
                yield times
