"""The word of the sheet Toezicht that stands for no person: a teacher of the lesson himself is with its pupils.

Which lessons can be supervised so, and where, is for `building`.
"""

from __future__ import annotations

from dataclasses import replace

from scheduler.school.catalogue import fold
from scheduler.school.records import School

OWN_TEACHER = frozenset(
    {"co-leraar", "coleraar", "mede-leraar", "medeleraar", "leraar van de les", "lesgever", "co-teacher", "coteacher",
     "teacher of the lesson", "own teacher"}
)  # fmt: skip
"""A co-teacher where pupils are online, and the teacher where they work asynchronously."""


def is_own_teacher(who: str) -> bool:
    return fold(who) in OWN_TEACHER


def with_people_only(school: School) -> School:
    """The school with those rows of Toezicht that name somebody."""
    people = tuple(row for row in school.supervision if not is_own_teacher(row.who))
    return school if len(people) == len(school.supervision) else replace(school, supervision=people)
