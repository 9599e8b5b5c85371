"""What makes a timetable possible at all: clashes (H01), periods and people held (H02), bands (H16), blocks (H17).

Only openings of rooms are optional lessons; a subject may be called "opening" as well.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from scheduler.problem.lessons import Lesson
from scheduler.problem.resources import PATH, ROOM, TEACHER, Resource
from scheduler.problem.rules import (
    Assigned,
    Linked,
    NoClash,
    Placed,
    PreferTimes,
    Rule,
    SameResource,
)
from scheduler.school.building.builders import builder
from scheduler.school.building.context import Context
from scheduler.school.building.options import QUIET_ROLE, ROOM_ROLE
from scheduler.school.building.weigh import Weighing
from scheduler.school.catalogue import Setting

ONE_AT_A_TIME = (TEACHER, PATH, ROOM)


@builder
def no_clashes(context: Context, resources: tuple[Resource, ...]) -> Iterator[Rule]:
    """H01."""
    setting = context.for_school("H01")
    if setting is None:
        return
    ids = tuple(resource.id for resource in resources if resource.kind in ONE_AT_A_TIME)
    yield NoClash(resources=ids, standby=max(1, setting.number("standby")), **Weighing("H01", setting))


@builder
def placed(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H02."""
    setting = context.for_school("H02")
    if setting is not None:
        ids = tuple(lesson.id for lesson in lessons if not lesson.optional)
        yield Placed(lessons=ids, **Weighing("H02", setting))


@builder
def held(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H02 and H08: whatever a meet asks for is held, by whatever role. Rooms have a rule of their own (H18)."""
    by_role: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for lesson in lessons:
        roles = {d.role for option in lesson.options for d in option.demands if not d.fixed} - {ROOM_ROLE, QUIET_ROLE}
        for role in roles:
            entry, aspect = ("H08", "supervision") if lesson.optional else ("H02", "held")
            by_role[entry, aspect, role].append(lesson.id)
    for (entry, aspect, role), ids in sorted(by_role.items()):
        setting = context.for_school(entry)
        if setting is not None:
            yield Assigned(lessons=tuple(ids), role=role, **Weighing(entry, setting, role, aspect=aspect))


@builder
def together(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H16: bands run together (A and B lessons share a slot); a lesson with alternatives keeps one teacher."""
    setting = context.for_school("H16")
    if setting is None:
        return
    bands: dict[str, list[str]] = defaultdict(list)
    for record in context.school.lessons:
        if record.band:
            bands[record.band].append(record.id)
    by_id = {lesson.id: lesson for lesson in lessons}
    for any_week in (False, True):
        groups = tuple(
            tuple(members)
            for members in bands.values()
            if len(members) > 1 and _alternate([by_id[member] for member in members]) == any_week
        )
        if groups:
            yield Linked(
                groups=groups, any_week=any_week, **Weighing("H16", setting, aspect="week" if any_week else "band")
            )
    by_role: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for lesson in lessons:
        if lesson.optional:
            continue
        roles = {
            d.role for option in lesson.options for d in option.demands if d.role.startswith("teacher") and not d.fixed
        }
        for role in sorted(roles):
            by_role[role].append((lesson.id,))
    for role, groups_of_one in by_role.items():
        yield SameResource(groups=tuple(groups_of_one), role=role, **Weighing("H16", setting, aspect=role))


def _alternate(members: list[Lesson]) -> bool:
    """Whether a band shares a slot over the weeks: weeks A and B, or halves that the same people cannot do at once."""
    patterns = {part.weeks for lesson in members for part in lesson.parts}
    if len(patterns) > 1:
        return True
    held = [d.candidates[0] for lesson in members for d in lesson.demands_in(lesson.options[0]) if d.fixed]
    shared = any(resource.startswith((PATH, TEACHER)) for resource, times in Counter(held).items() if times > 1)
    return len(next(iter(patterns))) > 1 and shared


@builder
def blocks_inside(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H17: a block of two periods or more starts where it ends in the same half day."""
    found: dict[tuple[str, Setting, int], list[str]] = defaultdict(list)
    for lesson in lessons:
        setting = context.for_subject("H17", context.subject(lesson.subject))
        longest = max(part.longest for part in lesson.parts)
        if setting is None or longest < 2:
            continue
        for duration in range(2, longest + 1):
            found[lesson.grid, setting, duration].append(lesson.id)
    for number, ((grid, setting, duration), ids) in enumerate(found.items(), start=1):
        inside = frozenset(
            time.index
            for time in context.grid_times(grid)
            if (run := context.times.run(time.index, duration)) is not None
            and len({context.times[index].half_day for index in run}) == 1
        )
        yield PreferTimes(lessons=tuple(ids), times=inside, duration=duration, **Weighing("H17", setting, number))


@builder
def open_periods(context: Context, lessons: tuple[Lesson, ...]) -> Iterator[Rule]:
    """H19: no meet runs in a closed period of its grid."""
    setting = context.for_school("H19")
    if setting is None:
        return
    by_grid: dict[tuple[str, int], list[str]] = defaultdict(list)
    for lesson in lessons:
        if not lesson.optional:
            for duration in lesson.durations:
                by_grid[lesson.grid, duration].append(lesson.id)
    for (grid, duration), ids in by_grid.items():
        if all(time.open for time in context.grid_times(grid)):
            continue
        fit = frozenset(
            time.index
            for time in context.grid_times(grid)
            if all(context.times[index].open for index in context.times.run(time.index, duration) or (time.index,))
        )
        yield PreferTimes(
            lessons=tuple(ids), times=fit, duration=duration, **Weighing("H19", setting, f"{grid} {duration}")
        )
