"""Paths: a class with one group chosen in each of its divisions, the pupils who share one timetable.

Groups of one division may have lessons at once, a group and its class may not, nor groups of two divisions: exactly
what follows when every path can be in one place at a time.
"""

from __future__ import annotations

from itertools import product

from scheduler.problem.resources import PATH, Resource
from scheduler.school.building.context import Context, path_id, path_label
from scheduler.school.records import SchoolClass

MOST_PATHS = 240
"""More paths of one class than this make every rule about pupils too large to test."""


class TooManyPaths(ValueError):
    """A class has more combinations of groups than can be told apart."""

    def __init__(self, record: SchoolClass, count: int) -> None:
        super().__init__(f"class {record.code} has {count} combinations of groups")
        self.record, self.count = record, count


def make_paths(context: Context) -> tuple[Resource, ...]:
    """The paths of all classes; groups without any lesson of their own are not told apart within a division."""
    taught = {code for lesson in context.school.lessons for code in lesson.attendees}
    paths = []
    for record in context.school.classes:
        divisions: dict[str, list[str]] = {}
        for group in context.school.groups:
            if group.class_code == record.code:
                divisions.setdefault(group.division, []).append(group.code)
        choices = []
        for groups in divisions.values():
            with_lessons = [code for code in groups if code in taught]
            if with_lessons:
                without = [code for code in groups if code not in taught]
                choices.append(with_lessons + without[:1])
        count = 1
        for choice in choices:
            count *= len(choice)
        if count > MOST_PATHS:
            raise TooManyPaths(record, count)
        for chosen in product(*choices):
            paths.append(
                Resource(
                    id=path_id(record, chosen),
                    kind=PATH,
                    code=path_label(record, chosen),
                    name=record.name,
                    grid=record.grid or context.school.default_grid,
                    class_code=record.code,
                    groups=chosen,
                    campus=record.campus,
                    origin=record.origin,
                )
            )
    return tuple(paths)


def paths_attending(paths: tuple[Resource, ...], attendees: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of the paths whose class, or one of whose groups, attends."""
    codes = set(attendees)
    return tuple(path.id for path in paths if path.class_code in codes or not codes.isdisjoint(path.groups))
