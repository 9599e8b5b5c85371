"""Weeks of one class written as letters, a word a day, for tests of the rules about pupils.

C is a contact lesson, S a synchronous and A an asynchronous one, `.` a free period. All are periods of lesson L (in the
second week of a cycle of two: of lesson B), which may be at distance as a whole; only the rule under test looks at it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from scheduler.evaluation import evaluate
from scheduler.evaluation.result import Violation
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import (
    GridPeriod,
    Level,
    RuleRow,
    School,
    SchoolClass,
    SchoolLesson,
    Settings,
    Subject,
    Teacher,
)
from tests.school.schools import grid

MODES = {"C": Mode.CONTACT, "S": Mode.SYNCHRONOUS, "A": Mode.ASYNCHRONOUS}
FULL = "CCCCCCC"
MORNING = "CCCC"
NORMAL = (FULL, FULL, MORNING, FULL, FULL)
"""32 lessons: seven on full days, four on Wednesday."""


@dataclass(frozen=True)
class Meeting:
    """Where one part of a lesson stands."""

    lesson: str
    part: int
    day: int
    period: int
    mode: Mode = Mode.CONTACT
    duration: int = 1
    week: int = 0


@dataclass(frozen=True)
class Week:
    """A school with where its lessons stand."""

    school: School
    meetings: tuple[Meeting, ...]

    def with_(self, **changes: object) -> Week:
        return replace(self, school=replace(self.school, **changes))  # type: ignore[arg-type]

    def rows(self, *rows: RuleRow) -> Week:
        return self.with_(rules=rows)

    def of_class(self, **changes: object) -> Week:
        first, *others = self.school.classes
        return self.with_(classes=(replace(first, **changes), *others))  # type: ignore[arg-type]

    def problem(self) -> Problem:
        return build_problem(self.school)

    def violations(self, entry: str, aspect: str | None = None) -> list[Violation]:
        problem = self.problem()
        judged = evaluate(problem, Timetable(tuple(placed(problem, one) for one in self.meetings)))
        return [
            one
            for one in judged.violations
            if one.entry == entry and (aspect is None or problem.rule[one.rule_id].aspect == aspect)
        ]

    def broken(self, entry: str, aspect: str | None = None) -> int:
        """By how much the rule is broken in all."""
        return sum(one.deviation for one in self.violations(entry, aspect))

    def cost(self, entry: str, aspect: str | None = None) -> int:
        return sum(one.cost for one in self.violations(entry, aspect))


def placed(problem: Problem, one: Meeting) -> Placement:
    lesson = problem.lesson[one.lesson]
    start = next(
        time.index
        for time in problem.times.times
        if (time.grid, time.week, time.day, time.period) == (lesson.grid, one.week, one.day, one.period)
    )
    option = next(option.id for option in lesson.options if option.mode is one.mode)
    return Placement(one.lesson, one.part, one.duration, start, option)


def letters(lesson: str, days: tuple[str, ...], week: int = 0) -> tuple[Meeting, ...]:
    """The parts of a lesson where the letters stand."""
    cells = [
        (day, period, letter)
        for day, word in enumerate(days)
        for period, letter in enumerate(word, start=1)
        if letter != "."
    ]
    return tuple(
        Meeting(lesson, part, day, period, MODES[letter], week=week)
        for part, (day, period, letter) in enumerate(cells, start=1)
    )


def week(*days: str, second: tuple[str, ...] = (), periods: tuple[GridPeriod, ...] = (), stage: str = "3") -> Week:
    """Class 5A of a stage in this week, and class 5B, which has no lessons."""
    meetings = letters("L", days) + letters("B", second, week=1)
    counts = {name: sum(one.lesson == name for one in meetings) for name in ("L", "B")}
    lessons = tuple(
        lesson(name, ("5A",), "V", counts[name], week="every" if not second else "A" if name == "L" else "B")
        for name in ("L", "B")
        if counts[name]
    )
    return Week(small_school(*lessons, periods=periods, stage=stage, weeks=2 if second else 1), meetings)


def lesson(name: str, attendees: tuple[str, ...], subject: str, periods: int, **more: object) -> SchoolLesson:
    """A lesson by its own teacher that may be at distance as a whole."""
    return SchoolLesson(
        name,
        attendees,
        subject,
        (("T",),),
        Fraction(periods),
        **{"distance_max": Fraction(periods), **more},  # type: ignore[arg-type]
    )


def small_school(
    *lessons: SchoolLesson, periods: tuple[GridPeriod, ...] = (), stage: str = "3", weeks: int = 1, **changes: object
) -> School:
    codes = dict.fromkeys(one.subject for one in lessons)
    school = School(
        settings=Settings(school="Testschool", language="nl", cycle_weeks=weeks),
        periods=periods or grid(),
        classes=(
            SchoolClass("5A", stage=stage, pupils=20, distance_ok=True, onsite_requests=0),
            SchoolClass("5B", stage=stage, pupils=20, distance_ok=True, onsite_requests=0),
        ),
        teachers=(Teacher("T", distance_skill=DISTANCE_MODES, home_ok=True),),
        subjects=tuple(Subject(code, distance_ok=True, material_ready=True) for code in codes),
        lessons=lessons,
    )
    return replace(school, **changes)  # type: ignore[arg-type]


def off(entry: str, who: str = "all") -> RuleRow:
    return RuleRow(entry, who, Level.OFF)


def must(entry: str, value: str, who: str = "all") -> RuleRow:
    return RuleRow(entry, who, Level.MUST, value=value)
