"""Rows of Regels of which the list is a set or an order: teachers not at once (H24), on the same days (S19) or free to
stand by (H27), lessons one after another (H25).

Each such row is a rule of its own; how a limit on a list of subjects is counted is for `rules_at_once`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise, permutations

from scheduler.problem.lessons import HOME, Lesson
from scheduler.problem.rules import EVERYTHING, Filter, LimitClusters, OnHand, Ordered, Rule, Touch
from scheduler.problem.times import Time
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, teacher_id
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import YES, RuleBook, Scope, Setting, entry_id, fold, names_of, scope_of
from scheduler.school.records import Level, Teacher


def rows_about(context: Context, entry: str) -> Iterator[tuple[int, Scope, Setting]]:
    """Every row of Regels about an entry that is not switched off: its number, whom it names, and how it holds."""
    for number, row in enumerate(context.school.rules, start=1):
        if entry_id(row.rule) == entry:
            scope = scope_of(row.who)
            setting = RuleBook((row,)).setting(entry, *scope.names())
            if setting is not None:
                yield number, scope, setting


def _teachers(context: Context, scope: Scope) -> list[Teacher]:
    """Whom a row names: a list of teachers, or a department."""
    return [one for one in context.school.teachers if scope.rank(*_names(one)) is not None]


def _names(one: Teacher) -> tuple[frozenset[str], frozenset[str]]:
    return names_of(one.code, one.name, group=(one.department, one.campus))


@builder
def never_at_once(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H24: at no time two of the teachers of a list are needed, for a lesson, a meeting or supervision.

    What they do together, a lesson or a meeting of both, does not count.
    """
    times = [time.index for time in context.grid_times(context.staff_grid) if time.open]
    for number, scope, setting in rows_about(context, "H24"):
        for one, other in combinations(_teachers(context, scope), 2):
            both = frozenset(
                lesson.id for lesson in lessons if {teacher_id(one.code), teacher_id(other.code)} <= _surely(lesson)
            )
            what = Filter(exclude_lessons=both)
            yield LimitClusters(
                resources=(teacher_id(one.code),),
                clusters=tuple(
                    (Touch((time,), what), Touch((time,), what, resource=teacher_id(other.code))) for time in times
                ),
                most=0,
                **Weighing("H24", setting, f"{number} {one.code} {other.code}", aspect="at once"),
            )


def _surely(lesson: Lesson) -> set[str]:
    """Who is in a lesson, or a meeting, whatever is chosen."""
    return set.intersection(
        *({demand.candidates[0] for demand in lesson.demands_in(option) if demand.fixed} for option in lesson.options)
    )


@builder
def same_days(context: Context) -> Iterator[Rule]:
    """S19: on no day one of the teachers of a list is there and another one is not."""
    days = context.days(context.staff_grid)
    for number, scope, setting in rows_about(context, "S19"):
        for one, other in permutations(_teachers(context, scope), 2):
            yield LimitClusters(
                resources=(teacher_id(one.code),),
                clusters=tuple(
                    (Touch(day), Touch(day, present=False, resource=teacher_id(other.code))) for day in days
                ),
                most=0,
                **Weighing("S19", setting, f"{number} {one.code} {other.code}", aspect="same days"),
            )


@builder
def free_to_stand_by(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H27: in every period some of the teachers of a list are free, and at school in that half day or available."""
    campuses = frozenset(str(o.teacher_place) for one in lessons for o in one.options if o.teacher_place) - {HOME}
    half_day_of = {index: half_day for half_day in context.all_half_days() for index in half_day}
    for number, scope, setting in rows_about(context, "H27"):
        teachers, name = _teachers(context, scope), context.school.rules[number - 1].who
        at_school = fold(setting.text("at_school")) in YES
        away = {} if at_school else {one.code: _away(context, one) for one in teachers}
        moments = [time for time in context.grid_times(context.staff_grid) if time.open and _within(time, setting)]
        alone = 0
        for part, time in enumerate(moments if setting.number("teachers") else (), start=1):
            there = tuple(teacher_id(one.code) for one in teachers if time.index not in away.get(one.code, ()))
            if not there:
                alone += 1
                continue
            yield OnHand(
                groups=(there,),
                times=(time.index,),
                around=half_day_of[time.index] if at_school else (),
                what=Filter(places=campuses) if at_school else EVERYTHING,
                least=setting.number("teachers"),
                **{**Weighing("H27", setting, f"{number} {part}", aspect="on hand"), "name": name},
            )
        if alone:
            context.note("nobody_on_hand", who=name, periods=alone)


def _within(time: Time, setting: Setting) -> bool:
    last = setting.number("last")
    return setting.number("first") <= time.period and (not last or time.period <= last)


def _away(context: Context, one: Teacher) -> frozenset[int]:
    """The times at which a teacher can be nowhere, by the sheet Beschikbaarheid."""
    rows = (row for row in context.school.availability if (row.kind, row.code) == ("teacher", one.code))
    never = (row for row in rows if row.level is Level.MUST and not row.there and row.place is None)
    return frozenset(index for row in never for index in context.times_of(row, context.staff_grid))


@builder
def in_order(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H25: each lesson of a list, or of each class those of each subject, ends before the next one begins."""
    for number, scope, setting in rows_about(context, "H25"):
        lists = [_meant(lessons, name) for name, _ in scope.typed]
        pairs = dict.fromkeys(
            (first.id, second.id)
            for before, after in pairwise(lists)
            for first in before
            for second in after
            if first.id != second.id and not _paths(first).isdisjoint(_paths(second))
        )
        if pairs:
            yield Ordered(pairs=tuple(pairs), **Weighing("H25", setting, number))


def _meant(lessons: tuple[Lesson, ...], name: str) -> list[Lesson]:
    """The lesson of a name, else those of a subject."""
    own = [lesson for lesson in lessons if fold(lesson.id) == name]
    return own or [lesson for lesson in lessons if lesson.attendees and fold(lesson.subject) == name]


def _paths(lesson: Lesson) -> set[str]:
    return {candidate for demand in lesson.demands for candidate in demand.candidates}
