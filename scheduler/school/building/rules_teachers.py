"""What a teacher can be asked: lessons a day and in a row with lunch (H15), the periods of the assignment (H20)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from scheduler.problem.counting import periods_per_cycle
from scheduler.problem.lessons import Lesson
from scheduler.problem.rules import (
    Filter,
    LimitBusy,
    LimitClusters,
    LimitIdle,
    LimitRuns,
    LimitWorkload,
    Rule,
    TimeSet,
    Touch,
)
from scheduler.problem.text import listed
from scheduler.school.building.assigned_together import short_together
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, teacher_id
from scheduler.school.building.lunch import lunch_rules
from scheduler.school.building.of_teachers import grouped, own_limit
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting


@builder
def day_limits(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H15: lessons a day and in a row, days a week, gaps where the planner gave a limit, and lunch.

    Meetings and supervision are no lessons; but who has one is at school, has no gap then and no lunch.
    """
    grid = context.staff_grid
    taught = Filter(exclude_lessons=_without_pupils(lessons))
    days, lunch = context.all_days(), context.policy.lunch_minutes
    for setting, most, ids, number in grouped(context, "H15", lambda t, s: own_limit(t.max_per_day, s, "per_day")):
        weighing = Weighing("H15", setting, number, aspect="day")
        for limit, of_days in _by_limit(context, setting, most).items():
            told = weighing if limit == most else weighing.part(f"{limit} a day")
            yield LimitBusy(resources=ids, groups=of_days, most=limit, what=taught, **told)
    for setting, most, ids, number in grouped(context, "H15", lambda t, s: own_limit(t.max_consecutive, s, "in_row")):
        if any(len(day) > most for day in days):
            weighing = Weighing("H15", setting, number, aspect="row")
            yield LimitRuns(resources=ids, groups=days, most=most, what=taught, pause=lunch, **weighing)
    for week in context.weeks:
        for setting, most, ids, number in grouped(context, "H15", lambda t, _: t.max_days):
            clusters = tuple((Touch(day),) for day in context.days(grid, week))
            yield LimitClusters(
                resources=ids,
                clusters=clusters,
                most=most,
                **Weighing("H15", setting, f"{number} {week}", aspect="days"),
            )
        for setting, most, ids, number in grouped(context, "H15", lambda t, _: t.max_gaps):
            yield LimitIdle(
                resources=ids,
                groups=context.open_days(grid, week),
                most=most,
                **Weighing("H15", setting, f"{number} {week}", aspect="gaps"),
            )
    for setting, _, ids, number in grouped(context, "H15", lambda _t, _s: 0):
        yield from lunch_rules(context, grid, ids, Weighing("H15", setting, number, aspect="lunch"))


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
"""Parameters of H15: a limit of one day of the week."""


def _by_limit(context: Context, setting: Setting, most: int) -> Mapping[int, tuple[TimeSet, ...]]:
    """The days by how many lessons each may have: `most` unless a row says otherwise of that day of the week."""
    found: dict[int, tuple[TimeSet, ...]] = {}
    for day in context.all_days():
        weekday = context.times[day[0]].day
        limit = setting.number_or(WEEKDAYS[weekday], most) if weekday < len(WEEKDAYS) else most
        found[limit] = (*found.get(limit, ()), day)
    return found


@builder
def assignments(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H20: nobody gets more lessons than assignment and plage allow, over the whole cycle; each group taught counts.

    Who is one of several candidates gets no more. What is fixed is for the planner to change, not to be forbidden: it
    is measured and told, and so is who gets less than the assignment, at no cost.
    """
    taught = [lesson for lesson in lessons if lesson.attendees]
    fixed: dict[str, int] = defaultdict(int)
    possible: dict[str, int] = defaultdict(int)
    shared: dict[frozenset[str], int] = defaultdict(int)
    for lesson in taught:
        for demand in lesson.options[0].demands:
            if demand.role.startswith("teacher"):
                for candidate in demand.candidates:
                    possible[candidate] += periods_per_cycle(lesson)
                if demand.fixed:
                    fixed[demand.candidates[0]] += periods_per_cycle(lesson)
                else:
                    shared[frozenset(demand.candidates)] += periods_per_cycle(lesson)
    weeks = context.times.weeks
    over: list[tuple[object, ...]] = []
    under: list[tuple[object, ...]] = []
    wanted: dict[str, int] = {}
    for teacher in context.school.teachers:
        identity = teacher_id(teacher.code)
        setting = context.for_teacher("H20", teacher)
        if setting is None or teacher.assignment is None:
            continue
        limit = teacher.assignment + teacher.plage_max
        if fixed[identity] > limit * weeks:
            over.append((teacher.code, " (", Fraction(fixed[identity], weeks), " > ", Fraction(limit), ")"))
        if possible[identity] < teacher.assignment * weeks:
            given = Fraction(possible[identity], weeks)
            under.append((teacher.code, " (", given, " / ", Fraction(teacher.assignment), ")"))
        wanted[identity] = max(0, min(int(teacher.assignment * weeks), possible[identity]) - fixed[identity])
        counted: dict[str, Any] = {
            "resources": (identity,),
            "weekly": True,
            "exclude_lessons": _without_pupils(lessons),
        }
        most = int(limit * weeks)
        chosen = possible[identity] > fixed[identity]
        if chosen:
            weighing = Weighing("H20", setting, teacher.code)
            yield LimitWorkload(**counted, most=max(most, fixed[identity]), **weighing)
        told = {**Weighing("H20", setting, teacher.code, aspect="told"), "hard": False, "weight": 0}
        yield LimitWorkload(**counted, least=int(teacher.assignment * weeks) if chosen else 0, most=most, **told)
    if over:
        context.note("over_assignment", teachers=listed(over))
    if under:
        context.note("under_assignment", teachers=listed(under))
    _note_short_together(context, wanted, shared, fixed)


def _note_short_together(
    context: Context, wanted: Mapping[str, int], shared: Mapping[frozenset[str], int], fixed: Mapping[str, int]
) -> None:
    """Tells who share lessons (A | B) of which there are not enough for the assignments of all of them."""
    weeks, told = context.times.weeks, []
    for people, there in short_together(wanted, shared):
        teachers = [one for one in context.school.teachers if teacher_id(one.code) in people]
        codes = " + ".join(one.code for one in teachers)
        given = Fraction(there + sum(fixed.get(one, 0) for one in people), weeks)
        told.append(
            (codes, " (", given, " / ", sum((one.assignment or Fraction() for one in teachers), Fraction()), ")")
        )
    if told:
        context.note("under_assignment_together", teachers=listed(told))


def _without_pupils(lessons: tuple[Lesson, ...]) -> frozenset[str]:
    """Meetings and openings: a teacher is busy with them, but gives no lesson."""
    return frozenset(lesson.id for lesson in lessons if not lesson.attendees)
