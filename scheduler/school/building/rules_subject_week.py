"""Distance lessons of a subject in the week of a class: contact comes first (S17), few asynchronous ones (S18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.problem.lessons import Lesson
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.rules import Filter, LimitBusy, LimitClusters, Rule, Touch
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context, Pupils
from scheduler.school.building.options import allowed_modes
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting

Subjects = dict[tuple[Setting, str, frozenset[str]], list[str]]
"""By setting, grid and lessons of one subject, the paths that follow exactly these."""


def _with_distance(context: Context, pupils: Pupils, rule: str) -> Subjects:
    """The subjects of each path of which some lesson may be at distance."""
    asked = {record.id for record in context.school.lessons if allowed_modes(context, record) != {Mode.CONTACT}}
    asked |= context.put_at_distance
    found: Subjects = defaultdict(list)
    for path in pupils.paths:
        setting = context.for_class(rule, context.classes[path.class_code])
        if setting is None:
            continue
        subjects: dict[str, list[Lesson]] = defaultdict(list)
        for lesson in pupils.lessons[path.id]:
            subjects[lesson.subject].append(lesson)
        for lessons in subjects.values():
            ids = frozenset(lesson.id for lesson in lessons)
            if not ids.isdisjoint(asked):
                found[setting, path.grid, ids].append(path.id)
    return found


@builder
def contact_first(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """S17: in no week a period of a subject at distance before its first one in contact."""
    for number, ((setting, grid, ids), paths) in enumerate(_with_distance(context, pupils, "S17").items(), start=1):
        away, there = Filter(modes=DISTANCE_MODES, lessons=ids), Filter(modes=frozenset({Mode.CONTACT}), lessons=ids)
        for week in context.weeks:
            times = [index for day in context.days(grid, week) for index in day]
            clusters = tuple(
                (Touch((index,), away), Touch(tuple(times[:place]), there, present=False))
                for place, index in enumerate(times)
            )
            weighing = Weighing("S17", setting, f"{number} {week}", aspect="contact first")
            yield LimitClusters(resources=tuple(paths), clusters=clusters, most=0, **weighing)


@builder
def few_asynchronous(context: Context, pupils: Pupils) -> Iterator[Rule]:
    """S18: so many asynchronous periods of a subject a week."""
    for number, ((setting, _, ids), paths) in enumerate(_with_distance(context, pupils, "S18").items(), start=1):
        weeks = [tuple(index for day in context.all_days(week) for index in day) for week in context.weeks]
        yield LimitBusy(
            resources=tuple(paths),
            groups=tuple(weeks),
            most=setting.number("per_week"),
            what=Filter(modes=frozenset({Mode.ASYNCHRONOUS}), lessons=ids),
            **Weighing("S18", setting, number),
        )
