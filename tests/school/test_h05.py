"""H05, inside school time: every class that attends a distance lesson has an open period then, by the clock."""

from dataclasses import replace

from scheduler.problem.modes import Mode
from scheduler.school.records import Blocks
from tests.school.schools import grid
from tests.school.weeks import Meeting, Week, lesson, off, small_school, week

LATE = grid("late", shift=60)
"""Periods an hour later: from 9:25, a break from 11:05 to 11:20, lunch from 13:00 to 14:10."""


def merged(period: int, mode: Mode = Mode.ASYNCHRONOUS) -> Week:
    """A lesson of 5A (ordinary bells) together with 5B (late bells) in a period of 5A's Monday."""
    school = small_school(lesson("L", ("5A", "5B"), "V", 1), periods=grid() + LATE)
    first, second = school.classes
    return Week(replace(school, classes=(first, replace(second, grid="late"))), (Meeting("L", 1, 0, period, mode),))


def test_a_distance_lesson_in_an_open_period_is_inside_school_time_and_a_contact_lesson_is_not_asked():
    assert week("CA").broken("H05") == 0
    assert merged(5, Mode.CONTACT).broken("H05") == 0


def test_a_distance_lesson_in_a_closed_period_is_not():
    assert week("CCCC", "CC", "CCCCAA").broken("H05") == 2  # Wednesday afternoon is closed


def test_it_is_judged_where_no_distance_is_allowed_as_well():
    outside = week("CCCC", "CC", "CCCCAA").of_class(distance_ok=False)
    assert outside.broken("H10") == 2
    assert outside.broken("H05") == 2


def test_before_eight_and_after_five_is_no_school_time():
    early = tuple(replace(one, start=7 * 60 + 30, end=8 * 60 + 20) if one.period == 1 else one for one in grid())
    assert week("AC", periods=early).broken("H05") == 1
    assert week("CA", periods=early).broken("H05") == 0
    edge = tuple(replace(one, start=8 * 60, end=8 * 60 + 20) if one.period == 1 else one for one in grid())
    assert week("AC", periods=edge).broken("H05") == 0
    evening = tuple(replace(one, start=16 * 60 + 11, end=17 * 60 + 1) if one.period == 7 else one for one in grid())
    assert week("CCCCCCA", periods=evening).broken("H05") == 1
    to_five = tuple(replace(one, start=16 * 60 + 10, end=17 * 60) if one.period == 7 else one for one in grid())
    assert week("CCCCCCA", periods=to_five).broken("H05") == 0


def test_every_period_of_a_block_is_in_school_time():
    for day, period, broken in ((2, 4, 2), (2, 3, 0), (0, 4, 0)):  # Wednesday afternoon is closed
        block = small_school(lesson("L", ("5A",), "V", 2, blocks=Blocks((2,))))
        meeting = Meeting("L", 1, day, period, Mode.ASYNCHRONOUS, duration=2)
        assert Week(block, (meeting,)).broken("H05") == broken


def test_a_lesson_in_the_lunch_break_of_the_second_class_breaks_it():
    assert merged(5).broken("H05") == 1  # 13:10-14:00, the late class eats from 13:00 to 14:10


def test_a_lesson_before_the_day_of_the_second_class_breaks_it_and_one_inside_its_periods_does_not():
    assert merged(1).broken("H05") == 1  # 8:25-9:15
    assert merged(3).broken("H05") == 1  # 10:20-11:10, a break of the late class begins at 11:05
    assert merged(7).broken("H05") == 0  # 14:50-15:40, over two late periods that follow each other


def test_switched_off_and_per_class():
    assert merged(5).rows(off("H05")).broken("H05") == 0
    assert merged(5).rows(off("H05", "5B")).broken("H05") == 0
    assert merged(5).rows(off("H05", "5A")).broken("H05") == 1
