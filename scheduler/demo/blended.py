"""Which classes of a demo school learn at home for half a day, with which lessons, and who asks to stay at school.

A class that may gets three lessons that must have one distance period a week and one more that may: an afternoon of
three periods or a half day of four can be filled, so pupils need not travel between lessons.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from random import Random

from scheduler.demo.curriculum import DraftClass, DraftLesson
from scheduler.demo.tables import SubjectInfo
from scheduler.problem.modes import Mode

MUST = 3
MAY = 1


@dataclass(frozen=True, slots=True)
class Blended:
    classes: frozenset[str]
    requests: dict[str, int | None]  # pupils who ask to follow at school, per class; None: not known yet
    without_device: dict[str, int]
    skills: dict[str, frozenset[Mode]]  # per teacher
    home_ok: frozenset[str]  # teachers


def plan_distance(
    classes: tuple[DraftClass, ...],
    lessons: list[DraftLesson],
    subjects: dict[str, SubjectInfo],
    random: Random,
) -> Blended:
    """Chooses classes of the 2nd and 3rd stage and sets `distance_min` and `distance_max` of their lessons."""
    own: dict[str, list[DraftLesson]] = defaultdict(list)
    for lesson in lessons:
        if len(lesson.classes) == 1 and not lesson.band:
            own[lesson.classes[0].code].append(lesson)
    chosen: set[str] = set()
    second_stage = 0
    for one in classes:
        if one.programme.finality not in ("doorstroom", "dubbel"):
            continue
        second_stage += one.programme.stage == "2"
        if one.programme.stage == "2" and second_stage % 2 == 0:
            continue
        if _choose_lessons(own[one.code], subjects, random):
            chosen.add(one.code)
    skills = _skills(lessons, subjects, random)
    skilled = [code for code, modes in skills.items() if modes]
    order = sorted(chosen)
    requests: dict[str, int | None] = {code: random.randint(1, 3) for code in order}
    if len(order) > 3:
        requests[order[-1]] = None
    return Blended(
        classes=frozenset(chosen),
        requests=requests,
        without_device={one.code: random.choice((0, 0, 1, 2)) for one in classes},
        skills=skills,
        home_ok=frozenset(random.sample(skilled, len(skilled) * 3 // 5)),
    )


def _choose_lessons(lessons: list[DraftLesson], subjects: dict[str, SubjectInfo], random: Random) -> bool:
    """Sets the distance bounds; material for asynchronous work comes first, so at most two in a row are synchronous."""
    fit = [
        lesson
        for lesson in lessons
        if subjects[lesson.subject].distance and lesson.periods >= 2
        if lesson.blocks is None and len(lesson.staff) == 1
    ]
    random.shuffle(fit)
    fit.sort(key=lambda lesson: subjects[lesson.subject].distance != "both")
    picked: list[DraftLesson] = []
    for lesson in fit:
        if lesson.teachers[0] not in [other.teachers[0] for other in picked]:
            picked.append(lesson)
    if len(picked) < MUST + MAY:
        return False
    for lesson in lessons:
        lesson.distance_max = 0
    for lesson in picked[:MUST]:
        lesson.distance_min, lesson.distance_max = 1, 1
    for lesson in picked[MUST : MUST + MAY]:
        lesson.distance_max = 1
    return True


def _skills(lessons: list[DraftLesson], subjects: dict[str, SubjectInfo], random: Random) -> dict[str, frozenset[Mode]]:
    """Skills of every teacher: what the planned lessons need, and some who could do more."""
    skills: dict[str, set[Mode]] = defaultdict(set)
    for lesson in lessons:
        for alternatives in lesson.teachers:
            for code in alternatives:
                known = skills[code]
                if lesson.distance_max:
                    known.add(Mode.SYNCHRONOUS)
                    if subjects[lesson.subject].distance == "both":
                        known.add(Mode.ASYNCHRONOUS)
    for code in sorted(skills):
        if not skills[code] and random.random() < 0.4:
            skills[code].add(Mode.SYNCHRONOUS)
    return {code: frozenset(modes) for code, modes in skills.items()}
