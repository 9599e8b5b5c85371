"""Small schools judged by one entry of the catalogue: who stands where in a few words, and by how much it is broken.

Days count from 0 (Monday), periods from 1; the grid is that of `schools.grid`: four in the morning, three after noon,
none on Wednesday afternoon.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from scheduler.evaluation import evaluate
from scheduler.evaluation.result import Violation
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import Blocks, School, SchoolClass, SchoolLesson, Settings, Subject, Teacher
from scheduler.telling.violations import sentence
from tests.school.schools import grid

SKILLED = frozenset({Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS})


def small_school(*lessons: SchoolLesson, **changes: object) -> School:
    """Class 3A (20 pupils), teachers ANN (may teach at distance and from home) and BEN, one week; no rooms."""
    fields: dict[str, object] = {
        "settings": Settings(school="Kleine school", cycle_weeks=1),
        "periods": grid(),
        "classes": (SchoolClass("3A", stage="2", pupils=20, distance_ok=True, onsite_requests=0),),
        "teachers": (Teacher("ANN", distance_skill=SKILLED, home_ok=True), Teacher("BEN")),
        "subjects": (Subject("WIS", distance_ok=True, material_ready=True), Subject("LO")),
        "lessons": lessons,
    }
    return School(**{**fields, **changes})  # type: ignore[arg-type]


def lesson(
    code: str, who: str = "ANN", periods: int = 1, *, of: str = "3A", subject: str = "WIS", **more: object
) -> SchoolLesson:
    """A lesson of some classes or groups ("3A, 3B"); `who` as in the sheet Lessen: "ANN, BEN | CAS"."""
    teachers = tuple(tuple(one.strip() for one in role.split("|")) for role in who.split(",") if role.strip())
    attendees = tuple(one.strip() for one in of.split(","))
    return SchoolLesson(code, attendees, subject, teachers, Fraction(periods), **more)  # type: ignore[arg-type]


def block(size: int) -> Blocks:
    return Blocks((size,))


@dataclass(frozen=True)
class At:
    """A meet: its lesson, day, period, and what is not usual about it. `holds`: choices by role, "room=101"."""

    lesson: str
    day: int
    period: int
    part: int = 1
    option: str = "contact"
    duration: int = 1
    week: int = 0
    holds: tuple[str, ...] = ()


KINDS = {"room": "room", "quiet room": "room", "supervisor": "pool"}


def timetable(problem: Problem, meets: Iterable[At]) -> Timetable:
    placements = []
    for at in meets:
        one = problem.lesson[at.lesson]
        start = next(
            time.index
            for time in problem.times.times
            if (time.grid, time.week, time.day, time.period) == (one.grid, at.week, at.day, at.period)
        )
        choices = []
        for told in at.holds:
            role, _, code = told.partition("=")
            choices.append((role, f"{KINDS.get(role, 'teacher')}:{code}"))
        placements.append(Placement(at.lesson, at.part, at.duration, start, at.option, tuple(choices)))
    return Timetable(tuple(placements))


def violations(school: School, entry: str, *meets: At, aspect: str | None = None) -> list[Violation]:
    problem = build_problem(school)
    judged = evaluate(problem, timetable(problem, meets))
    return [
        one for one in judged.violations if one.entry == entry and aspect in (None, problem.rule[one.rule_id].aspect)
    ]


def broken(school: School, entry: str, *meets: At, aspect: str | None = None) -> int:
    """By how much the entry, or one aspect of it, is broken."""
    return sum(one.deviation for one in violations(school, entry, *meets, aspect=aspect))


def cost(school: School, entry: str, *meets: At, aspect: str | None = None) -> int:
    return sum(one.cost for one in violations(school, entry, *meets, aspect=aspect))


def said(school: School, entry: str, *meets: At, language: str = "nl") -> list[str]:
    problem = build_problem(school)
    judged = evaluate(problem, timetable(problem, meets))
    return [sentence(problem, one, language) for one in judged.violations if one.entry == entry]


def has(school: School, entry: str) -> bool:
    """Whether the school has a rule of this entry at all."""
    return any(rule.entry == entry for rule in build_problem(school).rules)


def notes(school: School, language: str = "nl") -> list[str]:
    return [note.text(language) for note in build_problem(school).notes]
