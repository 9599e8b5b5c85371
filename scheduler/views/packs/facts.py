"""What is counted of each class for the packs: contact, distance per subject, half days, first and last bell.

Counted from the entries of its agenda or, where groups of a class differ, path by path; judged nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scheduler.evaluation.lesson_rules import placed_periods
from scheduler.evaluation.occupancy import Occupancy
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.resources import PATH, Resource
from scheduler.problem.rules import LimitClusters
from scheduler.views.agenda import Activity, Agenda, Entry
from scheduler.views.loads.counting import tables
from scheduler.views.report import Report

Load = Mapping[str, Fraction]
"""Figures of a teacher by the name of their column in the loads."""


@dataclass(frozen=True, slots=True)
class ClassWeek:
    """`contact` and `half_days` are those of the group that has fewest, half days in the week that has fewest.

    `asked` is how many half days the rule asks (None: nothing). `first` and `last` are minutes after midnight (None:
    no lesson); `distance` has for each subject its periods at distance, mixed ones, and all its periods in the cycle.
    """

    code: str
    contact: int
    half_days: int
    asked: int | None
    first: int | None
    last: int | None
    distance: tuple[tuple[str, int, int, int], ...]


def class_week(problem: Problem, view: Occupancy, agenda: Agenda) -> ClassWeek:
    """The facts of one class."""
    paths = [path for path in problem.resources_of(PATH) if path.class_code == agenda.code]
    times = [problem.times[index] for entry in agenda.entries for index in entry.times]
    asked = [least for path in paths for least in _asked(problem, path)]
    contact = [placed_periods(problem.lessons_of[path.id], (), view, (Mode.CONTACT,), path.id) for path in paths]
    return ClassWeek(
        code=agenda.code,
        contact=min(contact, default=0),
        half_days=min((_half_days(problem, view, path) for path in paths), default=0),
        asked=max(asked, default=None),
        first=min((time.start for time in times), default=None),
        last=max((time.end for time in times), default=None),
        distance=distance_by_subject(agenda),
    )


def _half_days(problem: Problem, view: Occupancy, path: Resource) -> int:
    """Half days with lessons, at school or at distance, in the week that has fewest."""
    held: list[set[tuple[int, str]]] = [set() for _ in range(problem.times.weeks)]
    for index in view.lessons(path.id):
        time = problem.times[index]
        held[time.week].add((time.day, time.half_day))
    return min(map(len, held))


def _asked(problem: Problem, path: Resource) -> Iterator[int]:
    for rule in problem.rules:
        if not isinstance(rule, LimitClusters) or (rule.entry, rule.aspect) != ("H06", "half days"):
            continue
        if path.id in rule.resources:
            yield rule.least


def distance_by_subject(agenda: Agenda) -> tuple[tuple[str, int, int, int], ...]:
    """For each subject with distance lessons: its periods at distance, those that are mixed, and all, in the cycle.

    Lessons that groups of the class have at one moment count once each.
    """
    found: dict[str, list[int]] = {}
    for entry in agenda.entries:
        if entry.activity is Activity.LESSON:
            counted = found.setdefault(entry.subject, [0, 0, 0])
            counted[0] += len(entry.times) if entry.distance else 0
            counted[1] += len(entry.times) if entry.online else 0
            counted[2] += len(entry.times)
    counts = ((subject, away, mixed, every) for subject, (away, mixed, every) in found.items())
    return tuple(one for one in counts if one[1] or one[2])


def at_school(entry: Entry) -> bool:
    """Whether the pupils of an entry are at school for it."""
    return entry.activity is Activity.LESSON and not entry.pupils_home


def teacher_loads(report: Report) -> dict[str, Load]:
    """By teacher the figures of the sheets of loads: periods, gaps, days and half days a week."""
    teachers = tables(report)[0]
    return {
        str(row[0]): {
            column: Fraction(value)
            for column, value in zip(teachers.columns, row, strict=True)
            if isinstance(value, Fraction | int)
        }
        for row in teachers.rows
    }
