"""On how many days of the week a class, or a teacher, has a lesson in a certain period (H26)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from scheduler.problem.rules import LimitClusters, Rule, TimeSet, Touch
from scheduler.problem.times import Time
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, Pupils, teacher_id
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import RuleBook, Setting, catalogue, entry_id, names_of, parse_value, scope_of
from scheduler.school.records import Level, RuleRow, Teacher

LAST = 0
"""Stands for the last open period of each day."""

ANY_GRID = ""
"""A teacher's lessons have periods of whatever grid."""


@builder
def days_with_a_period(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """H26: a class is busy then, by the bells of its own grid; a teacher has a lesson in that period of its grid."""
    number = 0
    for rows in _by_period(context).values():
        found: dict[tuple[Setting, str], list[str]] = defaultdict(list)
        for path in pupils.paths:
            setting = context.for_class("H26", context.classes[path.class_code], rules=RuleBook(rows))
            if setting is not None:
                found[setting, path.grid].append(path.id)
        for teacher in context.school.teachers:
            setting = RuleBook(_naming(rows, teacher)).setting("H26", *_names(teacher))
            if setting is not None:
                found[setting, ANY_GRID].append(teacher_id(teacher.code))
        for (setting, grid), ids in found.items():
            number += 1
            for week in context.weeks:
                days = _days(context, grid, week, setting.number("period"))
                most = setting.number("days")
                if len(days) > most:
                    yield LimitClusters(
                        resources=tuple(ids),
                        clusters=tuple((Touch(day, by_bells=not grid),) for day in days),
                        most=most,
                        **Weighing("H26", setting, f"{number} {week}", aspect="period"),
                    )


def _by_period(context: Context) -> Mapping[str, tuple[RuleRow, ...]]:
    """The rows about each period; one that switches the rule off without naming a period speaks of all."""
    entry = catalogue()["H26"]
    default = next(one.default for one in entry.parameters if one.name == "period")
    rows = [(row, parse_value(entry, row).get("period")) for row in context.school.rules if entry_id(row.rule) == "H26"]
    periods = dict.fromkeys(period or default for row, period in rows if row.level is not Level.OFF)
    return {
        one: tuple(row for row, period in rows if one == (period or (one if row.level is Level.OFF else default)))
        for one in periods
    }


def _names(teacher: Teacher) -> tuple[frozenset[str], frozenset[str]]:
    return names_of(teacher.code, teacher.name, group=(teacher.department,))


def _naming(rows: tuple[RuleRow, ...], teacher: Teacher) -> tuple[RuleRow, ...]:
    """Those that name the teacher or his department: of everybody, or of a campus, the classes are meant."""
    return tuple(row for row in rows if scope_of(row.who).rank(*_names(teacher)))


def _days(context: Context, grid: str, week: int, period: int) -> tuple[TimeSet, ...]:
    """For each day of a week the times that are meant, of one grid or of each."""
    grids = [grid] if grid else list(dict.fromkeys(time.grid for time in context.times.times))
    found: dict[int, list[Time]] = defaultdict(list)
    for one in grids:
        for day in context.open_days(one, week):
            times = [context.times[index] for index in day]
            found[times[0].day] += times[-1:] if period == LAST else [time for time in times if time.period == period]
    return tuple(tuple(time.index for time in found[day]) for day in sorted(found) if found[day])
