"""For whom the material of a subject is ready: everybody, or the classes, stages and years that the cell names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scheduler.school.catalogue import Scope, names_of, scope_of
from scheduler.school.records import SchoolClass, Subject


def ready_for(subject: Subject, classes: Iterable[SchoolClass]) -> bool:
    """Whether the material is ready for all of these classes."""
    if not subject.material_ready or not subject.material_for:
        return subject.material_ready
    scope = for_whom(subject)
    return all(scope.rank(*names_of_class(one)) is not None for one in classes)


def for_whom(subject: Subject) -> Scope:
    """Whom the cell names. A year is a name of its own here, where rules mean its stage by it."""
    return scope_of(_YEAR.sub(lambda found: f"{YEAR}{found[1] or found[2]}", subject.material_for))


YEAR = "#"
"""Stands before the number of a year."""
_YEAR = re.compile(
    r"\b(?:([1-7])(?:e|ste|de|st|nd|rd|th)?\s*(?:leer)?(?:jaar|year)|(?:leer)?(?:jaar|year)\s*([1-7]))\b", re.IGNORECASE
)


def names_of_class(one: SchoolClass) -> tuple[frozenset[str], frozenset[str]]:
    """What a cell may call a class: its own names, and those of its stage, programme, campus and year."""
    own, shared = names_of(one.code, one.name, stage=one.stage, group=(one.finality, one.programme, one.campus))
    year = re.match(r"\d+", one.code)
    return own, shared | ({f"{YEAR}{year[0]}"} if year else set())
