"""Which members of a sheet a cell means that names more than one: a list, a department, a stage, all, all but some.

How such a cell is read is for `catalogue.scope_of`.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.school.catalogue import fold, names_of, scope_of
from scheduler.school.records import School


def members_meant(school: School, kind: str, text: str) -> tuple[str, ...]:
    """The codes of a sheet that a cell means; () where it is one code, or names what is not there.

    `kind` is as in `Availability`: class (groups have names of their own only), teacher, room, pool or subject.
    """
    members = list(_members(school, kind))
    if fold(text) in {fold(code) for code, _, _ in members}:
        return ()
    scope = scope_of(text)
    known = frozenset[str]().union(*(own | shared for _, own, shared in members))
    if scope.unknown(known):
        return ()
    groups = {one.code for one in school.groups} if kind == "class" else set()
    found = ((code, scope.rank(own, shared)) for code, own, shared in members)
    return tuple(code for code, rank in found if rank is not None and (rank or code not in groups))


def _members(school: School, kind: str) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    """(code, own names, shared names) of everybody of a kind."""
    if kind == "class":
        for one in school.classes:
            group = (one.finality, one.programme, one.campus)
            yield one.code, *names_of(one.code, one.name, stage=one.stage, group=group)
        for part in school.groups:
            yield part.code, *names_of(part.code)
    elif kind == "teacher":
        for teacher in school.teachers:
            yield teacher.code, *names_of(teacher.code, teacher.name, group=(teacher.department, teacher.campus))
    elif kind == "room":
        for room in school.rooms:
            yield room.code, *names_of(room.code, room.name, group=(*room.types, room.campus))
    elif kind == "pool":
        for pool in school.pools:
            yield pool.code, *names_of(pool.code, group=(pool.campus,))
    elif kind == "subject":
        for subject in school.subjects:
            yield subject.code, *names_of(subject.code, subject.name)
