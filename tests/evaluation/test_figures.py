"""The figures that a head teacher reads, counted by hand on a school of one class."""

from __future__ import annotations

from scheduler.evaluation.figures import Figures, figures
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import Availability, Level
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
