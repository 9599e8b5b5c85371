"""Paths: a class with one group chosen in each of its divisions, or none of them: the pupils who share one timetable.

Groups of one division may have lessons at once, a group and its class may not, nor groups of two divisions: exactly
what follows when every path can be in one place at a time. Who takes no group of a division is on a path of his own.
"""

from __future__ import annotations

from itertools import product

from scheduler.problem.resources import PATH, Resource
from scheduler.school.building.context import Context, path_id, path_label
from scheduler.school.records import ClassGroup, SchoolClass
from scheduler.school.terms import groups_in, year_parts

REST = "(rest)"
"""What a path's label says where its pupils take no group of a division; the same word in Dutch and English."""

MOST_PATHS = 240
"""More paths of one class than this make every rule about pupils too large to test."""


class TooManyPaths(ValueError):
    """A class has more combinations of groups than can be told apart."""

    def __init__(self, record: SchoolClass, count: int) -> None:
        super().__init__(f"class {record.code} has {count} combinations of groups")
        self.record, self.count = record, count


def make_paths(context: Context) -> tuple[Resource, ...]:
    """The paths of all classes; groups without any lesson of their own are not told apart within a division."""
    taught = context.told_apart
    paths = []
    rests: list[str] = []
    unknown: list[str] = []
    for record in context.school.classes:
        divisions: dict[str, list[ClassGroup]] = {}
        for group in context.school.groups:
            if group.class_code == record.code:
                divisions.setdefault(group.division, []).append(group)
        choices = []
        for groups in divisions.values():
            with_lessons = [group.code for group in groups if group.code in taught]
            if not with_lessons:
                continue
            without = [group.code for group in groups if group.code not in taught][:1]
            if not without and _leaves_a_rest_in_some_term(context, record, groups):
                without = [REST]
                if all(group.pupils for group in groups) and record.pupils:
                    left = record.pupils - sum(group.pupils for group in groups)
                    rests.append(f"{record.code} {groups[0].division} ({left})".replace("  ", " "))
                else:
                    unknown.append(f"{record.code} {', '.join(with_lessons)}")
            choices.append(with_lessons + without)
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
                    groups=tuple(code for code in chosen if code != REST),
                    campus=record.campus,
                    origin=record.origin,
                )
            )
    if rests:
        context.note("rest_paths", count=len(rests), divisions="; ".join(rests[:8]))
    if unknown:
        context.note("rest_unknown", count=len(unknown), groups="; ".join(unknown[:8]))
    return tuple(paths)


def _leaves_a_rest_in_some_term(context: Context, record: SchoolClass, groups: list[ClassGroup]) -> bool:
    """Pupils are told apart alike all year, so that what they follow can be added up."""
    whole = context.stated.part.whole if context.stated.part else None
    if whole is None or not any(group.term for group in whole.groups):
        return _leaves_a_rest(record, groups)
    codes = {group.code for group in groups}
    terms = ([one for one in groups_in(whole, part) if one.code in codes] for part in year_parts(whole))
    return _leaves_a_rest(record, groups) or any(_leaves_a_rest(record, of_term) for of_term in terms)


def _leaves_a_rest(record: SchoolClass, groups: list[ClassGroup]) -> bool:
    """Whether some pupils of the class take none of the groups of a division.

    The numbers of pupils decide. Where one is unknown, several groups are the whole class, as a division says of
    itself; a single group is not, for then it would be the class.
    """
    if record.pupils and all(group.pupils for group in groups):
        return sum(group.pupils for group in groups) < record.pupils
    return len(groups) == 1


def paths_attending(paths: tuple[Resource, ...], attendees: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of the paths whose class, or one of whose groups, attends."""
    codes = set(attendees)
    return tuple(path.id for path in paths if path.class_code in codes or not codes.isdisjoint(path.groups))
