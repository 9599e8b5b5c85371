"""Cells about readiness for distance lessons: counts of pupils by level, and for whom material is ready."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.formats.files.faults import Fault, near_name
from scheduler.school.material import YEAR, for_whom, names_of_class
from scheduler.school.records import ClassGroup, School, SchoolClass


def readiness_faults(school: School) -> Iterator[Fault]:
    """More pupils with a level than there are, and material for classes that do not exist."""
    whom: tuple[SchoolClass | ClassGroup, ...] = (*school.classes, *school.groups)
    for one in whom:
        counted = sum(one.competences)
        if one.pupils and counted > one.pupils:
            where = one.origin.cell("competences") if one.origin else ""
            yield Fault(where, str(counted), "levels_above", {"pupils": one.pupils, "class": one.code})
    known = frozenset[str]().union(*(own | shared for own, shared in map(names_of_class, school.classes)))
    codes = [one.code for one in school.classes]
    for subject in school.subjects:
        for name in for_whom(subject).unknown(known) if subject.material_for else ():
            text = name.replace(YEAR, "jaar ")
            where = subject.origin.cell("material_ready") if subject.origin else ""
            yield Fault(where, text, "material_for_whom", {"near": near_name(text, codes)})
