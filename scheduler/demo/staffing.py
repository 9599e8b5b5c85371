"""Who teaches what in a demo school: teachers with fractional assignments, each lesson with a qualified one.

Every post is counted so that nobody has more lessons than a full-time job; lessons of one band get different teachers.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import ceil
from random import Random

from scheduler.demo.curriculum import DraftLesson
from scheduler.demo.tables import demo_data

FULLEST = 21  # lessons a week nobody exceeds: 36 periods leave room for meetings, free half days and home half days
PRACTICE = 29  # full-time job in practical subjects


@dataclass(slots=True)
class DraftTeacher:
    code: str
    name: str
    staff: str
    campus: str
    wanted: Fraction = Fraction(0)
    lessons: list[DraftLesson] = field(default_factory=list)

    @property
    def load(self) -> Fraction:
        """Lessons a week."""
        return sum((lesson.periods for lesson in self.lessons), Fraction(0))

    @property
    def full_time(self) -> int:
        """Lessons of a full-time job: 29 in practice, else 22, 21, 20 by the stage most lessons are in (DOMAIN 2.3)."""
        if demo_data("staff")[self.staff]["full_time"] == PRACTICE:
            return PRACTICE
        by_stage: dict[str, Fraction] = defaultdict(Fraction)
        for lesson in self.lessons:
            by_stage[lesson.classes[0].programme.stage] += lesson.periods
        return {"1": 22, "2": 21, "3": 20}[max(sorted(by_stage), key=lambda stage: by_stage[stage])]


Need = tuple[DraftLesson, str]
Post = tuple[str, str]  # campus, qualification


def hire(lessons: list[DraftLesson], target: int, merge_below: int, random: Random) -> list[DraftTeacher]:
    """Teachers for all lessons, `target` of them where the hours allow; fills `lesson.teachers`.

    A qualification with fewer than `merge_below` lessons a week goes to the teachers of a neighbouring one.
    """
    needs = _needs(lessons, merge_below)
    counts = _posts(needs, target)
    names = _people(sum(counts.values()), random)
    teachers: list[DraftTeacher] = []
    for post, wanted in needs.items():
        staff = [DraftTeacher(*names.pop(), staff=post[1], campus=post[0]) for _ in range(counts[post])]
        _spread(staff, wanted, random)
        teachers.extend(staff)
    return [teacher for teacher in teachers if teacher.lessons]


def make_flexible(lessons: list[DraftLesson], pairs: int, random: Random) -> int:
    """Lets two teachers exchange two like lessons (`A | B` on both), so that any fair choice keeps both assignments.

    Returns the number of pairs made.
    """
    alike: dict[tuple[str, str, Fraction, object], list[DraftLesson]] = defaultdict(list)
    for lesson in lessons:
        if not lesson.band and lesson.distance_max != 1 and len(lesson.teachers) == 1 and lesson.periods >= 2:
            stage = lesson.classes[0].programme.stage
            alike[(lesson.subject, lesson.campus + stage, lesson.periods, lesson.blocks)].append(lesson)
    made, used = 0, set[str]()
    options = list(alike.values())
    random.shuffle(options)
    for same in options:
        for first, second in pairwise(same):
            codes = {first.teachers[0][0], second.teachers[0][0]}
            if made < pairs and len(codes) == 2 and not codes & used:
                both = (first.teachers[0][0], second.teachers[0][0])
                first.teachers, second.teachers = [both], [both]
                used |= codes
                made += 1
                break
    return made


def _needs(lessons: list[DraftLesson], merge_below: int) -> dict[Post, list[Need]]:
    """Lessons per campus and qualification; a few hours of a rare subject go to a neighbouring qualification."""
    needs: dict[Post, list[Need]] = defaultdict(list)
    for lesson in lessons:
        for qualification in lesson.staff:
            needs[(lesson.campus, qualification)].append((lesson, qualification))
    for post in sorted(needs, key=lambda post: _total(needs[post])):
        neighbour = (post[0], demo_data("staff")[post[1]].get("merge", ""))
        if _total(needs[post]) < merge_below and neighbour in needs:
            needs[neighbour].extend(needs.pop(post))
    return dict(needs)


def _posts(needs: dict[Post, list[Need]], target: int) -> dict[Post, int]:
    """How many teachers each qualification gets: enough for the hours and the widest band, about `target` in all."""
    least = {
        post: max(
            ceil(_total(wanted) / (FULLEST - Fraction(1, 2))),
            _widest(wanted),
            sum(lesson.periods * 2 > FULLEST for lesson, _ in wanted),
        )
        for post, wanted in needs.items()
    }
    counts = dict(least)
    while sum(counts.values()) < target:
        fullest = max(counts, key=lambda post: (_total(needs[post]) / counts[post], post))
        counts[fullest] += 1
    return counts


def _total(needs: list[Need]) -> Fraction:
    return sum((lesson.periods for lesson, _ in needs), Fraction(0))


def _widest(needs: list[Need]) -> int:
    """Most teachers that one moment takes: lessons of one band, or several teachers on one lesson."""
    width: dict[str, int] = defaultdict(int)
    for lesson, _ in needs:
        width[lesson.band or lesson.id] += 1
    return max(width.values())


def _spread(staff: list[DraftTeacher], needs: list[Need], random: Random) -> None:
    """Gives each lesson to the teacher who is furthest below the assignment wanted for him."""
    weights = [random.uniform(0.6, 1.4) for _ in staff]
    for teacher, weight in zip(staff, weights, strict=True):
        share = _total(needs) * Fraction(round(weight * 1000), round(sum(weights) * 1000))
        teacher.wanted = min(share, Fraction(FULLEST))
    order = sorted(needs, key=lambda need: (need[0].band == "", -need[0].periods, need[0].id))
    for lesson, _ in order:
        free = [
            teacher
            for teacher in staff
            if lesson not in teacher.lessons
            and not (lesson.band and any(other.band == lesson.band for other in teacher.lessons))
        ]
        roomy = [teacher for teacher in free if teacher.load + lesson.periods <= FULLEST]
        chosen = max(roomy or free, key=lambda teacher: (teacher.wanted - teacher.load, teacher.code))
        chosen.lessons.append(lesson)
        lesson.teachers.append((chosen.code,))


def _people(count: int, random: Random) -> list[tuple[str, str]]:
    """Codes and names of invented people; a code is four to six letters of the surname and the first name."""
    names = demo_data("names")
    everybody = [(first, last) for first in names["first"] for last in names["last"]]
    people: dict[str, str] = {}
    for first, last in random.sample(everybody, min(len(everybody), count * 2)):
        letters, given = _letters(last), _letters(first)
        for code in (letters[:4], letters[:4] + given[:1], letters[:4] + given[:2], letters[:3] + given[:3]):
            if 4 <= len(code) <= 6 and code not in people:
                people[code] = f"{first} {last}"
                break
        if len(people) == count:
            break
    if len(people) < count:
        raise ValueError(f"not enough names for {count} teachers")
    return list(people.items())


def _letters(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain if letter.isascii() and letter.isalpha()).upper()
