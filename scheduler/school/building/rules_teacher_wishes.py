"""A good week for teachers: gaps (S03), half days (S04, S05), meeting (S11), and a fair share of burdens (S14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from scheduler.problem.counting import periods_per_week
from scheduler.problem.lessons import HOME, Lesson
from scheduler.problem.rules import (
    CommonFree,
    Filter,
    LimitBusy,
    LimitClusters,
    LimitIdle,
    MostBurdened,
    Rule,
    Touch,
)
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, teacher_id
from scheduler.school.building.of_teachers import grouped, own_limit
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting
from scheduler.school.records import Teacher


@builder
def gaps(context: Context) -> Iterator[Rule]:
    """S03: springuren, per week."""
    for week in context.weeks:
        for setting, free, ids, number in grouped(context, "S03", lambda _, s: s.number("free_gaps")):
            yield LimitIdle(
                resources=ids,
                groups=context.open_days(context.staff_grid, week),
                most=free,
                **Weighing("S03", setting, f"{number} {week}"),
            )


def _weekly_load(context: Context, lessons: tuple[Lesson, ...]) -> dict[str, Fraction]:
    """Periods a week of each teacher: own lessons and meetings, and an equal part of what is shared with others."""
    load: dict[str, Fraction] = defaultdict(Fraction)
    for lesson in lessons:
        if lesson.optional:
            continue
        weekly = periods_per_week(lesson, context.times.weeks)
        for demand in lesson.demands_in(lesson.options[0]):
            if demand.role.startswith("teacher"):
                for candidate in demand.candidates:
                    load[candidate] += weekly / len(demand.candidates)
    return load


@builder
def presence(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """S04: few half days on site, and no day for a single lesson. S05: whole half days free for part-timers."""
    grid = context.staff_grid
    load = _weekly_load(context, lessons)
    campuses = frozenset(o.teacher_place for lesson in lessons for o in lesson.options if o.teacher_place) - {HOME}
    on_site = Filter(places=frozenset(str(campus) for campus in campuses))
    half_days = context.half_days(grid)
    longest = max((len(half_day) for half_day in half_days), default=1)

    def needed(teacher: Teacher, _: Setting) -> int | None:
        periods = load.get(teacher_id(teacher.code), Fraction(0))
        return ceil(periods / longest) if periods else None

    for week in context.weeks:
        in_week = context.half_days(grid, week)
        for setting, most, ids, number in grouped(context, "S04", needed):
            yield LimitClusters(
                resources=ids,
                clusters=tuple((Touch(times, on_site),) for times in in_week),
                most=most,
                **Weighing("S04", setting, f"{number} {week}", aspect="half days"),
            )
        for setting, most, ids, number in grouped(
            context, "S05", lambda t, _: _part_time_half_days(t, len(half_days) // context.times.weeks, load)
        ):
            yield LimitClusters(
                resources=ids,
                clusters=tuple((Touch(times),) for times in in_week),
                most=most,
                **Weighing("S05", setting, f"{number} {week}"),
            )
    for setting, least, ids, number in grouped(context, "S04", lambda t, s: own_limit(t.min_per_day, s, "min_per_day")):
        if least > 1:
            yield LimitBusy(
                resources=ids, groups=context.all_days(), least=least, **Weighing("S04", setting, number, aspect="day")
            )


def _part_time_half_days(teacher: Teacher, half_days: int, load: dict[str, Fraction]) -> int | None:
    """Half days a part-timer comes: the fraction of the assignment, rounded up; None for full-timers."""
    if not teacher.full_time or teacher.assignment is None or teacher.assignment >= teacher.full_time:
        return None
    fraction = max(teacher.assignment, load.get(teacher_id(teacher.code), Fraction(0))) / teacher.full_time
    most = ceil(half_days * fraction)
    return most if most < half_days else None


@builder
def departments(context: Context) -> Iterator[Rule]:
    """S11: periods in which all members of a department are free."""
    setting = context.for_school("S11")
    members: dict[str, list[str]] = defaultdict(list)
    for teacher in context.school.teachers:
        if teacher.department:
            members[teacher.department].append(teacher_id(teacher.code))
    groups = tuple(tuple(ids) for ids in members.values() if len(ids) > 1)
    if setting is None or not groups:
        return
    times = tuple(time.index for time in context.grid_times(context.staff_grid) if time.open)
    yield CommonFree(groups=groups, times=times, least=setting.number("periods"), **Weighing("S11", setting))


def fairness(context: Context, rules: list[Rule]) -> Iterator[Rule]:
    """S14: over the rules on gaps (S03) and the teachers' wishes (S02) that were made before."""
    setting = context.for_school("S14")
    teachers = {teacher_id(teacher.code) for teacher in context.school.teachers}
    burdens = tuple(
        rule.id
        for rule in rules
        if rule.entry in ("S02", "S03") and not teachers.isdisjoint(getattr(rule, "resources", ()))
    )
    if setting is not None and burdens:
        ids = tuple(teacher_id(teacher.code) for teacher in context.school.teachers)
        yield MostBurdened(resources=ids, rules=burdens, **Weighing("S14", setting))
