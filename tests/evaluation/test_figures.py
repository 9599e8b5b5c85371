"""The figures that a head teacher reads, counted by hand on a school of one class."""

from __future__ import annotations

from fractions import Fraction

from scheduler.evaluation.figures import Figures, figures
from scheduler.evaluation.lesson_rules import placed_periods
from scheduler.evaluation.occupancy import Occupancy
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.problem.resources import PATH
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import Availability, Level, SchoolClass
from tests.school.judging import At, lesson, small_school, timetable

W, V = lesson("W", periods=2), lesson("V", "BEN", subject="LO")
WISH = Availability("teacher", "ANN", day=0, level=Level.WISH)


def counted(*meets: At, **more: object) -> Figures:
    problem = build_problem(small_school(W, V, **more))
    return figures(problem, timetable(problem, meets))


def test_gaps_and_days_of_teachers_and_gaps_of_classes_are_counted() -> None:
    found = counted(At("W", 0, 1), At("W", 0, 4, part=2), At("V", 1, 2))
    assert (found.teacher_gaps, found.teacher_days, found.pupil_gaps) == (2, 2, 2)


def test_first_and_last_periods_of_the_day_are_counted_by_class() -> None:
    found = counted(At("W", 0, 1), At("W", 0, 7, part=2), At("V", 2, 4))  # Wednesday ends at noon
    assert (found.first_periods, found.last_periods) == (1, 2)


def test_the_share_of_distance_counts_what_is_placed() -> None:
    found = counted(At("W", 0, 1, option="synchronous/school"), At("V", 1, 2))
    assert (found.distance, found.periods, found.unplaced) == (1, 2, 1)
    assert found.distance_share == 50


def test_a_wish_is_met_where_it_is_wholly_met() -> None:
    met = counted(At("W", 1, 1), At("W", 2, 1, part=2), At("V", 0, 2), availability=(WISH,))
    broken = counted(At("W", 0, 1), At("W", 2, 1, part=2), At("V", 1, 2), availability=(WISH,))
    assert (met.wishes, met.wishes_met, broken.wishes_met) == (1, 1, 0)


def test_a_timetable_without_anything_has_no_share() -> None:
    problem = build_problem(small_school(W, V))
    assert figures(problem, Timetable()).distance_share == 0


TURNS = (SchoolClass("3A", stage="2", pupils=21, distance_ok=True, onsite_requests=0, segments=3),)


def test_a_mixed_lesson_is_at_distance_for_the_part_of_the_class_that_rules_count() -> None:
    mixed = lesson("W", periods=2, modes=frozenset({Mode.CONTACT}), mixed=True)
    problem = build_problem(small_school(mixed, classes=TURNS))
    meets = (At("W", 0, 1, option="mixed synchronous/3A s1"), At("W", 1, 1, part=2, option="mixed synchronous/3A s2"))
    placed = timetable(problem, meets)
    found = figures(problem, placed)
    assert (found.distance, found.periods, found.distance_share) == (Fraction(2, 3), 2, Fraction(100, 3))
    view = Occupancy(problem, placed)
    paths = [path.id for path in problem.resources_of(PATH)]
    counted = [placed_periods(("W",), (), view, DISTANCE_MODES, path) for path in paths]
    assert found.distance == Fraction(sum(counted), len(paths)) and sorted(counted) == [0, 1, 1]


def test_a_mixed_lesson_for_a_number_of_pupils_is_at_distance_for_as_large_a_part() -> None:
    mixed = lesson("W", periods=2, modes=frozenset({Mode.CONTACT}), mixed=True, online_pupils=5)
    problem = build_problem(small_school(mixed))
    option = next(one.id for one in problem.lesson["W"].options if one.online)
    found = figures(problem, timetable(problem, (At("W", 0, 1, option=option),)))
    assert (found.distance, found.periods) == (Fraction(1, 4), 1), "five of twenty"
