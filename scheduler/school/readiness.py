"""Who and what is ready for distance lessons: classes, subjects, material, skills, and what would open more.

Readiness follows from the sheets and changes no rule; what is allowed stays with rule H10.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.school.building.context import Context
from scheduler.school.building.options import permitted_modes
from scheduler.school.competences import competent
from scheduler.school.material import ready_for
from scheduler.school.records import EVERY_WEEK, SchoolLesson

MODES = (Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS)
MOST_STEPS, MOST_WIDER = 7, 4
"""So many steps are proposed at most inside the target groups, and to widen them."""
LARGEST_STEP = 3
"""A step asks for at most so many things at once."""


class Lack(StrEnum):
    """What stands between a lesson and a mode."""

    SKILL = "skill"
    MATERIAL = "material"
    COMPETENCE = "competence"
    SUBJECT = "subject"
    CLASS = "class"
    TEACHER = "teacher"
    LESSON = "lesson"
    RULE = "rule"


ABILITY = frozenset({Lack.SKILL, Lack.MATERIAL, Lack.COMPETENCE})
"""What a school can learn or make."""
TARGET = frozenset({Lack.CLASS, Lack.SUBJECT})
"""Whom and what the school chose; no step proposes to change a lesson's own mode, its want of a teacher or rule H10."""


@dataclass(frozen=True, order=True, slots=True)
class Missing:
    """One thing that is missing: skill, material, pupils' competence, or that a subject or class may be at distance."""

    lack: Lack
    code: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A lesson and a mode: what is missing for it (nothing: ready), in periods a week."""

    lesson: SchoolLesson
    mode: Mode
    periods: Fraction
    missing: frozenset[Missing]


@dataclass(frozen=True, slots=True)
class Step:
    """Things that together open lessons for a mode, after the steps before it. `periods` a week, `lessons` by id."""

    mode: Mode
    needed: tuple[Missing, ...]
    periods: Fraction
    lessons: tuple[str, ...]


@dataclass(frozen=True)
class Readiness:
    """All lessons with both modes, and the steps that open most periods for each thing they ask.

    `steps` stay inside the classes and subjects that the school chose; `wider` choose more of them.
    """

    lessons: tuple[Ready, ...]
    steps: tuple[Step, ...]
    wider: tuple[Step, ...]

    @property
    def chosen(self) -> tuple[Ready, ...]:
        """Those of the classes and subjects that the school chose."""
        return tuple(one for one in self.lessons if not any(missing.lack in TARGET for missing in one.missing))

    def periods(self, mode: Mode, *, ready: bool) -> Fraction:
        """Periods a week of lessons that are ready for a mode, or all of them."""
        return sum(
            (one.periods for one in self.lessons if one.mode is mode and not (ready and one.missing)), Fraction(0)
        )

    def of_class(self, context: Context, code: str) -> Mapping[Mode, tuple[Fraction, Fraction, Counter[Missing]]]:
        """By mode: periods that are ready, all periods of the class, and what is missing in how many lessons."""
        found = {}
        for mode in MODES:
            own = [one for one in self.lessons if one.mode is mode and code in _classes(context, one.lesson)]
            ready = sum((one.periods for one in own if not one.missing), Fraction(0))
            lacks = Counter(missing for one in own for missing in one.missing)
            found[mode] = ready, sum((one.periods for one in own), Fraction(0)), lacks
        return found


def readiness(context: Context) -> Readiness:
    """How ready a school is for distance lessons, by its sheets Klassen, Vakken, Leraren, Lessen and Regels."""
    able = _all_able(context)
    lessons = tuple(
        Ready(record, mode, _periods(context, record), frozenset(_missing(context, able, record, mode)))
        for record in context.school.lessons
        if record.attendees
        for mode in MODES
    )
    steps = tuple(_steps(lessons, ABILITY, MOST_STEPS))
    outside = tuple(one for one in lessons if any(missing.lack in TARGET for missing in one.missing))
    return Readiness(lessons, steps, tuple(_steps(outside, ABILITY | TARGET, MOST_WIDER)))


def _periods(context: Context, record: SchoolLesson) -> Fraction:
    """A week: a lesson of one week of two counts half."""
    weeks = 1 if record.week == EVERY_WEEK else context.times.weeks
    return record.periods / weeks


def _classes(context: Context, record: SchoolLesson) -> set[str]:
    return {one.code for one in context.classes_of(record.attendees)}


def _missing(context: Context, able: Context, record: SchoolLesson, mode: Mode) -> Iterator[Missing]:
    subject = context.subject(record.subject)
    for one in context.classes_of(record.attendees):
        if not one.distance_ok:
            yield Missing(Lack.CLASS, one.code)
    if not subject.distance_ok:
        yield Missing(Lack.SUBJECT, record.subject)
    if mode is Mode.ASYNCHRONOUS and not ready_for(subject, context.classes_of(record.attendees)):
        yield Missing(Lack.MATERIAL, record.subject)
    for code in record.attendees:
        if not competent(competences_of(context, code), mode):
            yield Missing(Lack.COMPETENCE, code)
    if not record.teachers:  # distance education is interaction with a teacher (DOMAIN 1.2)
        yield Missing(Lack.TEACHER, record.id)
    for alternatives in record.teachers:
        if not any(mode in context.teachers[code].distance_skill for code in alternatives):
            yield Missing(Lack.SKILL, alternatives[0])
    if record.distance_max == 0 or (record.modes is not None and mode not in record.modes):
        yield Missing(Lack.LESSON, record.id)
    elif mode not in permitted_modes(able, record):
        yield Missing(Lack.RULE, "H10")


def competences_of(context: Context, code: str) -> tuple[int, ...]:
    """The counts by level of a class or group; of a group without its own, those of its class."""
    group = context.groups.get(code)
    return (group.competences if group else ()) or context.classes[group.class_code if group else code].competences


def _all_able(context: Context) -> Context:
    """The same school with everybody and everything ready: what is refused then, rule H10 itself refuses."""
    stated = context.stated
    able = replace(
        stated,
        classes=tuple(replace(one, distance_ok=True) for one in stated.classes),
        subjects=tuple(replace(one, distance_ok=True, material_ready=True, material_for="") for one in stated.subjects),
        teachers=tuple(replace(one, distance_skill=DISTANCE_MODES) for one in stated.teachers),
    )
    return replace(context, stated=able)


def _steps(lessons: tuple[Ready, ...], allowed: frozenset[Lack], most: int) -> Iterator[Step]:
    """Greedy: each time the set of things that opens most periods for each thing that it asks."""
    waiting = {
        (one.lesson.id, one.mode): one
        for one in lessons
        if one.missing and all(missing.lack in allowed for missing in one.missing)
    }
    done: dict[Mode, set[Missing]] = {mode: set() for mode in MODES}
    for _ in range(most):
        best: tuple[Fraction, Fraction, Mode, frozenset[Missing]] | None = None
        for mode in MODES:
            own = [one for one in waiting.values() if one.mode is mode]
            for needed in dict.fromkeys(one.missing - done[mode] for one in own):
                if len(needed) > LARGEST_STEP:
                    continue
                opened = sum((one.periods for one in own if one.missing <= done[mode] | needed), Fraction(0))
                value = opened / len(needed)
                if best is None or (value, opened) > best[:2]:
                    best = value, opened, mode, needed
        if best is None:
            return
        _, opened, mode, needed = best
        done[mode] |= needed
        for other in MODES:  # a class or subject that may be at distance may be so in either mode
            done[other] |= {missing for missing in needed if missing.lack in TARGET}
        found = tuple(key for key, one in waiting.items() if one.missing <= done[key[1]])
        here = tuple(lesson for lesson, at in found if at is mode)
        for key in found:
            del waiting[key]
        yield Step(mode, tuple(sorted(needed)), opened, here)
