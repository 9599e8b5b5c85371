"""How many periods a lesson has, per week, cycle and year: by hand, and against a walk through all dates of a year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.evaluation import evaluate
from scheduler.evaluation.lesson_rules import most_periods_of, placed_periods, planned_periods
from scheduler.evaluation.occupancy import Occupancy
from scheduler.problem import counting
from scheduler.problem.lessons import Lesson
from scheduler.problem.modes import DISTANCE_MODES
from scheduler.problem.problem import Problem
from scheduler.problem.rules import LimitPeriods
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.calendar import SchoolYear
from scheduler.school.records import Blocks, CalendarEntry, RuleRow, School, SchoolLesson, WeekKind
from tests.school.schools import blended_school

MONDAY = date(2026, 9, 7)


def school_of(*lessons: SchoolLesson, calendar: tuple[CalendarEntry, ...] = (), cap: int = 40) -> School:
    rules = (RuleRow("H03", "all", value=str(cap)),)
    return blended_school(lessons=lessons, calendar=calendar, groups=(), rules=rules)


def maths(periods: float | str, blocks: Blocks | None = None, week: str = "every", name: str = "W") -> SchoolLesson:
    return SchoolLesson(name, ("5A",), "WIS", (("JANS",),), Fraction(periods), blocks, week)


def built(record: SchoolLesson) -> Lesson:
    return build_problem(school_of(record)).lesson[record.id]


def range_of(smallest: int, largest: int) -> Blocks:
    return Blocks(smallest=smallest, largest=largest)


@pytest.mark.parametrize(
    ("record", "cycle", "week_a", "week_b"),
    [
        (maths(3), 6, (3, 3), (3, 3)),
        (maths(5, range_of(2, 3)), 10, (5, 5), (5, 5)),
        (maths(4, range_of(1, 4)), 8, (4, 4), (4, 4)),
        (maths(4, Blocks((2, 1, 1))), 8, (4, 4), (4, 4)),
        (maths("1/2"), 1, (0, 1), (0, 1)),
        (maths("5/2"), 5, (2, 3), (2, 3)),
        (maths("5/2", range_of(1, 2)), 5, (2, 3), (2, 3)),
        (maths(1, Blocks((2,))), 2, (0, 2), (0, 2)),
        (maths(2, week="A"), 2, (2, 2), (0, 0)),
        (maths(2, week="B"), 2, (0, 0), (2, 2)),
        (replace(maths(3), distance_max=Fraction(1, 2)), 6, (3, 3), (3, 3)),
    ],
)  # fmt: skip
def test_a_lesson_has_its_periods_however_it_is_split(
    record: SchoolLesson, cycle: int, week_a: tuple[int, int], week_b: tuple[int, int]
) -> None:
    lesson = built(record)
    assert counting.periods_per_cycle(lesson) == cycle
    assert counting.periods_per_week(lesson, 2) == Fraction(cycle, 2)
    assert (counting.periods_in_week(lesson, 0), counting.periods_in_week(lesson, 1)) == (week_a, week_b)


def test_a_lesson_of_week_a_and_one_of_week_b_are_one_a_week() -> None:
    problem = build_problem(school_of(maths(2, week="A", name="A"), maths(2, week="B", name="B")))
    assert sum(counting.periods_per_week(lesson, 2) for lesson in problem.lessons if lesson.attendees) == 2


def test_in_a_year_half_a_period_comes_to_the_weeks_of_its_letter() -> None:
    half = built(maths("1/2"))
    weeks = ((19,) * 7, (17,) * 7)
    assert (counting.least_periods(half, weeks, (0, 1)), counting.most_periods(half, weeks, (0, 1))) == (17, 19)


def test_a_day_that_falls_away_more_often_has_fewer_periods() -> None:
    weekly = built(maths(2))
    weeks = ((19, 16, 19, 19, 19, 0, 0), (17, 17, 17, 17, 17, 0, 0))
    assert (counting.least_periods(weekly, weeks, (0, 1)), counting.most_periods(weekly, weeks, (0, 1))) == (66, 72)


# -- the legal share, walked through by dates --

RECORDS = st.one_of(
    st.builds(maths, st.integers(1, 5)),
    st.builds(maths, st.just(5), st.just(range_of(2, 3))),
    st.builds(maths, st.integers(2, 5), st.just(range_of(1, 2))),
    st.builds(maths, st.sampled_from(["1/2", "3/2", "5/2"])),
    st.builds(maths, st.just(1), st.just(Blocks((2,)))),
    st.builds(maths, st.integers(1, 3), st.none(), st.sampled_from(["A", "B"])),
)


@st.composite
def placed_schools(draw: st.DrawFn) -> tuple[School, Problem, Timetable]:
    records = draw(st.lists(RECORDS, min_size=1, max_size=4))
    lessons = tuple(replace(record, id=f"W{number}") for number, record in enumerate(records))
    taught = draw(st.lists(st.integers(0, 9), min_size=1, max_size=9, unique=True))
    calendar = [
        CalendarEntry(MONDAY + timedelta(weeks=n), WeekKind.TEACHING, last=MONDAY + timedelta(weeks=n, days=6))
        for n in sorted(taught)
    ]
    for day in draw(st.lists(st.integers(0, 69), max_size=4, unique=True)):
        calendar.append(CalendarEntry(MONDAY + timedelta(days=day), WeekKind.FREE, draw(st.sampled_from(["", "5A"]))))
    school = school_of(*lessons, calendar=tuple(calendar), cap=draw(st.sampled_from((10, 25, 33, 40))))
    problem = build_problem(school)
    placements = []
    for lesson in problem.lessons:
        left = lesson.duration
        for part in lesson.parts if not lesson.optional else ():
            lengths = [d for d in range(part.shortest, part.longest + 1) if d <= left]
            if not lengths or draw(st.integers(0, 4)) == 0:
                continue
            duration = draw(st.sampled_from(lengths))
            start = draw(st.sampled_from(problem.starts(lesson, part, duration)))
            option = draw(st.sampled_from([option.id for option in lesson.options]))
            placements.append(Placement(lesson.id, part.number, duration, start, option))
            left -= duration
    return school, problem, Timetable(tuple(placements))


@given(placed_schools())
def test_the_share_of_a_year_is_what_a_walk_through_its_dates_counts(
    case: tuple[School, Problem, Timetable],
) -> None:
    school, problem, timetable = case
    taken = distance = 0
    for week in SchoolYear(school).weeks("5A"):
        for day in week.days:
            for placement in timetable.placements:
                lesson = problem.lesson[placement.lesson]
                at = [problem.times[index] for index in problem.occupied(placement)]
                periods = sum((time.week, time.day) == (week.cycle_week, day) for time in at)
                taken += periods
                distance += periods if lesson.option(placement.option).mode in DISTANCE_MODES else 0
    (rule,) = (rule for rule in problem.rules if rule.entry == "H03")
    assert isinstance(rule, LimitPeriods)
    view, (bound,) = Occupancy(problem, timetable), rule.bounds
    assert placed_periods(bound.lessons, rule.occurrences, view) == taken
    assert placed_periods(bound.lessons, rule.occurrences, view, DISTANCE_MODES) == distance
    cap = Fraction(school.rules[0].value or 0)
    planned = planned_periods(bound.lessons, rule.occurrences, view)
    if not problem.unplaced(timetable):
        assert planned == taken
        over = max(0, distance - floor(cap * taken / 100))
        assert evaluate(problem, timetable).by_entry["H03"].deviation == over
    assert planned >= taken
    assert most_periods_of(rule, bound, view) == floor(cap * planned / 100)


def test_fifty_of_167_periods_a_year_are_allowed_where_the_half_lies_in_the_longer_letter() -> None:
    weeks = ((5,) * 7, (4,) * 7)  # nine weeks, A first
    lessons = (maths(18, week="A", name="A"), maths(18, week="B", name="B"), maths("1/2", name="H"))
    calendar = tuple(CalendarEntry(MONDAY + timedelta(weeks=n)) for n in range(9))
    problem = build_problem(school_of(*lessons, calendar=calendar, cap=30))
    (rule,) = (rule for rule in problem.rules if rule.entry == "H03")
    assert isinstance(rule, LimitPeriods)
    assert rule.occurrences == weeks
    (bound,) = rule.bounds

    def most(week: int | None) -> int | None:
        half = problem.lesson["H"]
        starts = [start for start in problem.starts(half, half.parts[0], 1) if problem.times[start].week == week]
        placed = Timetable((Placement("H", 1, 1, starts[0], "contact"),) if starts else ())
        return most_periods_of(rule, bound, Occupancy(problem, placed))

    assert (most(0), most(1), most(None)) == (50, 49, 49)  # 30 % of 167, of 166, and at the least 166
