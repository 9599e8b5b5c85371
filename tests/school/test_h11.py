"""H11, screen time: distance and synchronous lessons a day and in a row, each lesson once whatever the bells."""

from dataclasses import replace

import pytest

from scheduler.problem.modes import Mode
from tests.school.schools import grid
from tests.school.weeks import Meeting, Week, lesson, must, off, small_school, week


@pytest.mark.parametrize(
    ("day", "distance", "synchronous", "in_row"),
    [
        ("CCCAAAA", 0, 0, 0),
        ("CCAAAAA", 1, 0, 0),
        ("SSCASCC", 0, 0, 0),
        ("SSCSCSC", 0, 1, 0),
        ("SSSCCCC", 0, 0, 0),  # three in a row are allowed in stage 3
        ("SSSSCCC", 0, 1, 1),
        ("CCSSSCC", 0, 0, 0),  # lunch is a pause: two and one
    ],
)
def test_distance_lessons_a_day_synchronous_ones_a_day_and_in_a_row(day, distance, synchronous, in_row):
    one = week(day)
    found = tuple(one.broken("H11", aspect) for aspect in ("distance", "synchronous", "in a row"))
    assert found == (distance, synchronous, in_row)


def test_in_a_row_two_in_the_first_and_second_stage_and_three_above():
    assert week("SSSCCCC", stage="1").broken("H11", "in a row") == 1
    assert week("SSSCCCC", stage="2").broken("H11", "in a row") == 1
    assert week("SSCCCCC", stage="1").broken("H11", "in a row") == 0


def test_own_values_switched_off_and_per_class():
    one = week("SSAACCC")
    assert one.rows(must("H11", "2")).broken("H11", "distance") == 2
    assert one.rows(must("H11", "distance_per_day=3; synchronous_per_day=1; synchronous_in_row=1")).broken("H11") == 3
    assert one.rows(must("H11", "2", "5B")).broken("H11") == 0
    assert week("AAAAA").rows(off("H11")).broken("H11") == 0
    assert week("AAAAA").rows(off("H11", "5A")).broken("H11") == 0
    assert week("AAAAA").rows(off("H11", "5B")).broken("H11") == 1


def merged(mode: Mode, *periods: int, shift: int = 25) -> Week:
    """Lessons of 5A, whose bells ring so many minutes later, together with 5B, by the bells of 5B."""
    late = grid("late", shift=shift)
    school = small_school(lesson("L", ("5B", "5A"), "V", len(periods)), periods=grid() + late, stage="2")
    first, second = school.classes
    school = replace(school, classes=(replace(first, grid="late"), second))
    return Week(school, tuple(Meeting("L", part, 0, at, mode) for part, at in enumerate(periods, start=1)))


@pytest.mark.parametrize("shift", [0, 5, 25, 45, 60])
def test_a_lesson_by_the_bells_of_another_class_counts_once(shift):
    three = merged(Mode.ASYNCHRONOUS, 1, 3, 5, shift=shift)
    assert three.rows(must("H11", "3")).broken("H11", "distance") == 0
    assert {one.deviation for one in three.rows(must("H11", "2")).violations("H11", "distance")} == {1}


@pytest.mark.parametrize("shift", [0, 5, 25, 45, 60])
def test_a_row_is_counted_in_lessons_and_goes_on_over_a_difference_in_bells(shift):
    two = merged(Mode.SYNCHRONOUS, 1, 2, shift=shift)
    assert two.broken("H11", "in a row") == 0
    assert {one.deviation for one in merged(Mode.SYNCHRONOUS, 1, 2, 3, shift=shift).violations("H11", "in a row")} == {
        1
    }


def test_a_class_with_lessons_in_two_grids_has_one_row_by_the_clock():
    """5A alone from 8:50 to 9:40, then with 5B from 10:20 to 12:00: a break of forty minutes, no free period."""
    late = grid("late", shift=25)
    school = small_school(
        lesson("L", ("5A",), "V", 1), lesson("M", ("5B", "5A"), "W", 2), periods=grid() + late, stage="2"
    )
    first, second = school.classes
    school = replace(school, classes=(replace(first, grid="late"), second))

    def row(*at: tuple[str, int, int]) -> set[tuple[str, int]]:
        meetings = tuple(Meeting(name, part, 0, period, Mode.SYNCHRONOUS) for name, part, period in at)
        return {(one.point, one.deviation) for one in Week(school, meetings).violations("H11", "in a row")}

    assert row(("L", 1, 1), ("M", 1, 3), ("M", 2, 4)) == {("path:5A", 1)}
    assert row(("L", 1, 1), ("M", 1, 4), ("M", 2, 5)) == set()  # from 9:40 to 11:10 a period fits between


@pytest.mark.parametrize(("periods", "expected"), [((1, 2, 3), 1), ((2, 3, 4), 1), ((3, 4, 5), 0), ((4, 5, 6), 0)])
def test_a_row_counts_once_beside_a_grid_that_runs_on_over_noon(periods, expected):
    """5A has seventy minutes at noon, 5B no break at all, and both have the lesson by the bells of 5A."""
    through = tuple(replace(one, grid="door", start=480 + 50 * one.period, end=530 + 50 * one.period) for one in grid())
    school = small_school(lesson("L", ("5A", "5B"), "V", 3), periods=grid() + through, stage="2")
    first, second = school.classes
    school = replace(school, classes=(first, replace(second, grid="door")))
    row = tuple(Meeting("L", part, 0, at, Mode.SYNCHRONOUS) for part, at in enumerate(periods, start=1))
    assert [one.deviation for one in Week(school, row).violations("H11", "in a row")] == [expected] * 2 * expected
