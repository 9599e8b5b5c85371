"""Rules about teachers: their day and week (H15, S03-S05), their assignment (H20), meeting (S11), fairness (S14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil
from typing import Any

from scheduler.problem.counting import periods_per_cycle, periods_per_week
from scheduler.problem.lessons import HOME, Lesson
from scheduler.problem.rules import (
    CommonFree,
    Filter,
    LimitBusy,
    LimitClusters,
    LimitIdle,
    LimitRuns,
    LimitWorkload,
    MostBurdened,
    Rule,
    Touch,
)
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, teacher_id
from scheduler.school.building.lunch import lunch_rules
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting
from scheduler.school.records import Teacher


def _grouped(
    context: Context, rule: str, key: Callable[[Teacher, Setting], int | None]
) -> Iterator[tuple[Setting, int, tuple[str, ...], str]]:
    """Teachers for whom the rule holds with the same setting and the same number; `key` None leaves one out."""
    found: dict[tuple[Setting, int], list[str]] = defaultdict(list)
    for teacher in context.school.teachers:
        setting = context.for_teacher(rule, teacher)
        number = None if setting is None else key(teacher, setting)
        if setting is not None and number is not None:
            found[setting, number].append(teacher_id(teacher.code))
    for count, ((setting, number), ids) in enumerate(found.items(), start=1):
        yield setting, number, tuple(ids), str(count)


def _own(value: int | None, setting: Setting, name: str, default: int) -> int:
    """The teacher's own limit, else the rule's."""
    return value if value is not None else setting.number(name, default)


@builder
def day_limits(context: Context) -> Iterator[Rule]:
    """H15: lessons a day and in a row, days a week, gaps where the planner gave a limit, and lunch."""
    grid = context.staff_grid
    days, stretches = context.all_days(), context.all_stretches()
    for setting, most, ids, number in _grouped(context, "H15", lambda t, s: _own(t.max_per_day, s, "per_day", 7)):
        yield LimitBusy(resources=ids, groups=days, most=most, **Weighing("H15", setting, number, aspect="day"))
    for setting, most, ids, number in _grouped(context, "H15", lambda t, s: _own(t.max_consecutive, s, "in_row", 5)):
        if any(len(stretch) > most for stretch in stretches):
            yield LimitRuns(
                resources=ids, groups=stretches, most=most, **Weighing("H15", setting, number, aspect="row")
            )
    for week in context.weeks:
        for setting, most, ids, number in _grouped(context, "H15", lambda t, _: t.max_days):
            clusters = tuple((Touch(day),) for day in context.days(grid, week))
            yield LimitClusters(
                resources=ids,
                clusters=clusters,
                most=most,
                **Weighing("H15", setting, f"{number} {week}", aspect="days"),
            )
        for setting, most, ids, number in _grouped(context, "H15", lambda t, _: t.max_gaps):
            yield LimitIdle(
                resources=ids,
                groups=context.open_days(grid, week),
                most=most,
                **Weighing("H15", setting, f"{number} {week}", aspect="gaps"),
            )
    for setting, _, ids, number in _grouped(context, "H15", lambda _t, _s: 0):
        yield from lunch_rules(context, grid, ids, Weighing("H15", setting, number, aspect="lunch"))


@builder
def assignments(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H20: nobody gets more lessons than assignment and plage allow, over the whole cycle; each group taught counts.

    Who is one of several candidates gets no more. What is fixed is for the planner to change, not to be forbidden: it
    is measured and told, and so is who gets less than the assignment, at no cost.
    """
    taught = [lesson for lesson in lessons if lesson.attendees]
    fixed: dict[str, int] = defaultdict(int)
    possible: dict[str, int] = defaultdict(int)
    for lesson in taught:
        for demand in lesson.options[0].demands:
            if demand.role.startswith("teacher"):
                for candidate in demand.candidates:
                    possible[candidate] += periods_per_cycle(lesson)
                if demand.fixed:
                    fixed[demand.candidates[0]] += periods_per_cycle(lesson)
    weeks = context.times.weeks
    over, under = [], []
    for teacher in context.school.teachers:
        identity = teacher_id(teacher.code)
        setting = context.for_teacher("H20", teacher)
        if setting is None or teacher.assignment is None:
            continue
        limit = teacher.assignment + teacher.plage_max
        if fixed[identity] > limit * weeks:
            over.append(f"{teacher.code} ({_shown(fixed[identity], weeks)} > {_shown(limit)})")
        if possible[identity] < teacher.assignment * weeks:
            under.append(
                f"{teacher.code} ({_shown(Fraction(possible[identity], weeks))} / {_shown(teacher.assignment)})"
            )
        counted: dict[str, Any] = {
            "resources": (identity,),
            "weekly": True,
            "exclude_lessons": frozenset(lesson.id for lesson in lessons if not lesson.attendees),
        }
        most = int(limit * weeks)
        chosen = possible[identity] > fixed[identity]
        if chosen:
            weighing = Weighing("H20", setting, teacher.code)
            yield LimitWorkload(**counted, most=max(most, fixed[identity]), **weighing)
        told = {**Weighing("H20", setting, teacher.code, aspect="told"), "hard": False, "weight": 0}
        yield LimitWorkload(**counted, least=int(teacher.assignment * weeks) if chosen else 0, most=most, **told)
    if over:
        context.note("over_assignment", teachers=", ".join(over))
    if under:
        context.note("under_assignment", teachers=", ".join(under))


def _shown(periods: Fraction | int, weeks: int = 1) -> str:
    """Periods a week, of so many in `weeks`."""
    return f"{float(periods) / weeks:g}"


@builder
def gaps(context: Context) -> Iterator[Rule]:
    """S03: springuren, per week."""
    for week in context.weeks:
        for setting, free, ids, number in _grouped(context, "S03", lambda _, s: s.number("free_gaps", 0)):
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
        for setting, most, ids, number in _grouped(context, "S04", needed):
            yield LimitClusters(
                resources=ids,
                clusters=tuple((Touch(times, on_site),) for times in in_week),
                most=most,
                **Weighing("S04", setting, f"{number} {week}", aspect="half days"),
            )
        for setting, most, ids, number in _grouped(
            context, "S05", lambda t, _: _part_time_half_days(t, len(half_days) // context.times.weeks, load)
        ):
            yield LimitClusters(
                resources=ids,
                clusters=tuple((Touch(times),) for times in in_week),
                most=most,
                **Weighing("S05", setting, f"{number} {week}"),
            )
    for setting, least, ids, number in _grouped(context, "S04", lambda t, s: _own(t.min_per_day, s, "min_per_day", 2)):
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
    yield CommonFree(groups=groups, times=times, least=setting.number("periods", 1), **Weighing("S11", setting))


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
