"""A proposal of teachers and rooms for a school that came without: invented, marked, within full-time assignments.

Every lesson of a class keeps one teacher; posts of a subject share its hours as evenly as whole lessons allow.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil

from scheduler.formats.lesson_table.rows import CATALOGUE, vocabulary
from scheduler.problem.text import say
from scheduler.school.records import Room, School, SchoolLesson, Teacher

CLASSROOM_PERIODS = 26  # periods a week a proposed classroom is counted for, of the 32 most classes use
SPECIAL_PERIODS = 20  # the same for special rooms: blocks leave single periods that nobody can use


@dataclass(slots=True)
class _Post:
    lessons: list[SchoolLesson] = field(default_factory=list)

    @property
    def load(self) -> Fraction:
        return sum((lesson.periods for lesson in self.lessons), Fraction(0))


def propose_teachers(school: School, practice: frozenset[str]) -> School:
    """The school with invented posts for all its lessons. `practice` holds ids of lessons in practical subjects."""
    by_subject: dict[tuple[str, bool], list[SchoolLesson]] = defaultdict(list)
    for lesson in school.lessons:
        by_subject[(lesson.subject, lesson.id in practice)].append(lesson)
    stages = {one.code: one.stage for one in school.classes} | {
        group.code: next(one.stage for one in school.classes if one.code == group.class_code) for group in school.groups
    }
    names = {subject.code: subject.name for subject in school.subjects}
    teachers: list[Teacher] = []
    given: dict[str, str] = {}
    numbers: dict[str, int] = defaultdict(int)
    for (subject, practical), lessons in by_subject.items():
        for post in _share_out(lessons, _most(lessons, stages, practical)):
            numbers[subject] += 1
            name = f"{names[subject]}-{numbers[subject]}"
            teacher = Teacher(
                code=f"{subject}-{numbers[subject]}",
                name=say(school.settings.language, CATALOGUE, "proposal", name=name),
                assignment=post.load,
                full_time=Fraction(_full_time(post.lessons, stages, practical)),
                department=names[subject],
            )
            teachers.append(teacher)
            given |= {lesson.id: teacher.code for lesson in post.lessons}
    staffed = tuple(replace(lesson, teachers=((given[lesson.id],),)) for lesson in school.lessons)
    return replace(school, teachers=tuple(teachers), lessons=staffed)


def propose_rooms(school: School) -> School:
    """The school with as many invented rooms per type as its lessons need, and no fewer than one band needs at once."""
    language = school.settings.language
    classroom = say(language, CATALOGUE, "classroom")
    types = {subject.code: subject.room_type or classroom for subject in school.subjects}
    asked: dict[str, Fraction] = defaultdict(Fraction)
    at_once: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for lesson in school.lessons:
        kind = lesson.room_type or types[lesson.subject]
        asked[kind] += lesson.periods
        at_once[kind][lesson.band or lesson.id] += 1
    rooms: list[Room] = []
    for number, (kind, periods) in enumerate(sorted(asked.items(), key=lambda item: (item[0] != classroom, item[0]))):
        each = CLASSROOM_PERIODS if kind == classroom else SPECIAL_PERIODS
        letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % 26]
        for count in range(1, max(ceil(periods / each), max(at_once[kind].values())) + 1):
            name = say(language, CATALOGUE, "proposal", name=f"{kind} {count}")
            rooms.append(Room(f"V{letter}{count:02d}", name, (kind,)))
    return replace(school, rooms=tuple(rooms))


def _most(lessons: list[SchoolLesson], stages: dict[str, str], practical: bool) -> int:
    """Lessons a week a post may get: the smallest full-time job among the stages it may teach in."""
    full_time = vocabulary()["full_time"]
    if practical:
        return int(full_time["practice_most"])
    return min(_stage_full_time(lesson, stages) for lesson in lessons)


def _full_time(lessons: list[SchoolLesson], stages: dict[str, str], practical: bool) -> int:
    if practical:
        return int(vocabulary()["full_time"]["practice"])
    return min(_stage_full_time(lesson, stages) for lesson in lessons)


def _stage_full_time(lesson: SchoolLesson, stages: dict[str, str]) -> int:
    full_time = vocabulary()["full_time"]
    return int(full_time.get(stages[lesson.attendees[0]], full_time["3"]))


def _share_out(lessons: list[SchoolLesson], most: int) -> list[_Post]:
    """As few posts as `most` allows; a lesson goes to the post with least, never to one of its own band."""
    count = max(1, ceil(sum((lesson.periods for lesson in lessons), Fraction(0)) / most))
    while True:
        posts = [_Post() for _ in range(count)]
        for lesson in sorted(lessons, key=lambda lesson: -lesson.periods):
            fit = [
                post
                for post in posts
                if not post.lessons
                or (
                    post.load + lesson.periods <= most
                    and not (lesson.band and any(other.band == lesson.band for other in post.lessons))
                )
            ]
            if not fit:
                break
            min(fit, key=lambda post: post.load).lessons.append(lesson)
        else:
            return [post for post in posts if post.lessons]
        count += 1
