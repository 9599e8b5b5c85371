"""What rules about pupils share: paths by setting, and lessons by where their pupils are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from scheduler.problem.lessons import Lesson
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.resources import Resource
from scheduler.problem.rules import (
    Filter,
)
from scheduler.school.building.context import Context, Pupils
from scheduler.school.catalogue import Setting
from scheduler.school.records import SchoolClass

DISTANCE = Filter(modes=DISTANCE_MODES)
CONTACT = Filter(modes=frozenset({Mode.CONTACT}))
SYNCHRONOUS = Filter(modes=frozenset({Mode.SYNCHRONOUS}))


def by_setting(
    context: Context, rule: str, pupils: Pupils, classes: Callable[[SchoolClass], bool] = lambda _: True
) -> Iterator[tuple[Setting, str, tuple[Resource, ...], str]]:
    """Paths that share a setting and a grid, with a suffix that tells the groups apart."""
    found: dict[tuple[Setting, str], list[Resource]] = defaultdict(list)
    for path in pupils.paths:
        record = context.classes[path.class_code]
        setting = context.for_class(rule, record)
        if setting is not None and classes(record):
            found[setting, path.grid].append(path)
    for number, ((setting, grid), paths) in enumerate(found.items(), start=1):
        yield setting, grid, tuple(paths), str(number)


def path_of(path: Resource, lessons: Iterable[Lesson]) -> str | None:
    """Whose modes count in a bound about a path: its own where one of the lessons is mixed, else each meet's."""
    return path.id if any(option.online for lesson in lessons for option in lesson.options) else None


def ids_of(paths: tuple[Resource, ...]) -> tuple[str, ...]:
    return tuple(path.id for path in paths)
