"""H06, the legal shape of a class's week: nine half days, hours of the day, fifty minutes for lunch."""

from dataclasses import replace

import pytest

from scheduler.school.records import ClassGroup, GridPeriod
from scheduler.telling.violations import sentence
from tests.school.schools import grid
from tests.school.weeks import FULL, MORNING, NORMAL, Meeting, Week, lesson, letters, must, off, small_school, week


def straight(*lengths: int, first: int = 8 * 60 + 30, days: int = 5) -> tuple[GridPeriod, ...]:
    """Periods of these lengths in minutes that follow each other without any break; from noon on it is afternoon."""
    made = []
    for day in range(days):
        start = first
        for number, length in enumerate(lengths, start=1):
            half = "am" if start < 12 * 60 else "pm"
            made.append(GridPeriod("standard", day, number, start, start + length, half))
            start += length
    return tuple(made)


NO_BREAK = straight(*[50] * 8)
"""8:30 to 15:10; period 4 ends at 11:50, 5 at 12:40, 6 at 13:30."""


def test_a_week_of_nine_half_days_that_ends_after_three_is_kept():
    assert week(*NORMAL).broken("H06") == 0


def test_a_half_day_without_lessons_breaks_it_for_a_full_time_class():
    full = FULL + "C"  # eight periods a day
    late = tuple(grid()) + tuple(GridPeriod("standard", day, 8, 15 * 60 + 40, 16 * 60 + 30, "pm") for day in range(5))
    days = (full, full, "", full, full)
    assert week(*days, periods=late).broken("H06", "half days") == 1  # 8 of 9
    assert week(*days, periods=late).rows(must("H06", "8")).broken("H06", "half days") == 0
    assert week(*days, periods=late).rows(must("H06", "8", "5B")).broken("H06", "half days") == 1


def test_with_fewer_lessons_than_the_legal_minimum_no_half_days_are_asked():
    assert week(FULL, FULL, "", FULL, "CCCCCC").broken("H06", "half days") == 0  # 27 lessons
    assert week(FULL, FULL, "", FULL, FULL).broken("H06", "half days") == 1  # 28 lessons on 8 half days


def test_the_minimum_is_a_week_and_one_path_with_it_makes_a_full_time_class():
    part_time = (FULL, FULL, "", FULL, "CCCCCC")
    assert week(*part_time, second=part_time).broken("H06", "half days") == 0
    halves = (ClassGroup("a", "5A", "half", 10), ClassGroup("b", "5A", "half", 10))
    school = small_school(lesson("L", ("5A",), "V", 26), lesson("X", ("a",), "W", 2), groups=halves)
    meetings = letters("L", (FULL, FULL, "", FULL, "CCCCC"))
    found = Week(school, meetings).violations("H06", "half days")
    assert [(one.point, one.deviation) for one in found] == [("path:5A a", 1), ("path:5A b", 1)]


def test_an_afternoon_that_ends_before_three_breaks_it():
    days = (FULL, FULL, MORNING, FULL, "CCCCC..")
    assert week(*days).broken("H06", "end") == 1
    assert week(*NORMAL).broken("H06", "end") == 0


def test_where_every_afternoon_ends_before_three_no_day_can_last_until_then():
    short = tuple(one for one in grid() if one.period < 7)
    found = week(*["CCCCCC"] * 2, MORNING, *["CCCCCC"] * 2, periods=short).problem().rules
    assert {rule.aspect for rule in found if rule.entry == "H06"} == {"half days"}


@pytest.mark.parametrize(("end", "broken"), [(15 * 60, 0), (15 * 60 - 1, 1)])
def test_a_day_may_end_at_three_sharp(end, broken):
    sixth = tuple(replace(one, start=14 * 60 + 5, end=end) if one.period == 6 else one for one in grid())
    sixth = tuple(replace(one, start=15 * 60 + 5, end=15 * 60 + 55) if one.period == 7 else one for one in sixth)
    assert week(FULL, FULL, MORNING, FULL, "CCCCCC.", periods=sixth).broken("H06", "end") == broken


def test_a_grid_with_fewer_half_days_than_the_law_asks_all_it_has_each_week():
    four_days = tuple(replace(one, open=one.open and one.day != 4) for one in grid())
    extra = tuple(GridPeriod("standard", day, 8, 15 * 60 + 40, 16 * 60 + 30, "pm") for day in (0, 1, 3))
    long = FULL + "C"
    kept, short = (long, long, MORNING, long), (long, long, "CCCC", "CCCC")
    assert week(*kept, periods=four_days + extra).broken("H06", "half days") == 0  # seven of seven
    assert week(*short, "", periods=four_days + extra).broken("H06", "half days") == 0  # 24 lessons: part-time
    two_weeks = week(FULL, FULL, "", FULL, FULL, second=NORMAL)
    assert two_weeks.broken("H06", "half days") == 1


def test_classes_below_the_legal_minimum_of_lessons_are_told():
    told = [note for note in week("CCC").problem().notes if note.key == "part_time_classes"]
    assert [dict(note.values) for note in told] == [{"classes": "5A, 5B", "lessons": 28}]
    full = week(FULL, FULL, FULL[:4], FULL, "CCC")
    assert [dict(note.values)["classes"] for note in full.problem().notes if note.key == "part_time_classes"] == ["5B"]


def test_before_eight_and_after_five_are_outside_the_legal_hours():
    early = tuple(replace(one, start=7 * 60 + 30) if one.period == 1 else one for one in grid())
    assert week(*NORMAL, periods=early).broken("H06", "hours") == 5
    edge = tuple(replace(one, start=8 * 60) if one.period == 1 else one for one in grid())
    assert week(*NORMAL, periods=edge).broken("H06", "hours") == 0
    for end, broken in ((17 * 60, 0), (17 * 60 + 1, 4)):
        late = tuple(replace(one, start=16 * 60, end=end) if one.period == 7 else one for one in grid())
        assert week(*NORMAL, periods=late).broken("H06", "hours") == broken


@pytest.mark.parametrize(
    ("day", "broken"),
    [
        ("CCCCCCCC", 1),
        ("CCCC.CCC", 0),  # free from 11:50 to 12:40
        ("CCCCC.CC", 0),  # free from 12:40 to 13:30
        ("CC.CCCCC", 1),  # free from 10:10 to 11:00: before noon, no lunch
        ("CCCCCCC.", 1),  # free from 14:20: too late
        ("CCCC....", 0),  # goes home
        ("....CCCC", 0),
        ("", 0),
    ],
)
def test_on_a_grid_without_a_break_a_free_period_around_noon_is_lunch(day, broken):
    assert week(day, periods=NO_BREAK).broken("H06", "lunch") == broken


@pytest.mark.parametrize(
    ("lengths", "day", "broken"),
    [
        ([45] * 8, "CCCC.CCC", 1),  # 45 minutes are five too few
        ([45] * 8, "CCCC..CC", 0),  # 90 minutes
        ([50] * 8, "CCCC.CCC", 0),  # exactly 50
        ([49] * 8, "CCCC.CCC", 1),
        ([25] * 14, "CCCCCCC.CCCCCC", 1),
        ([25] * 14, "CCCCCCC..CCCCC", 0),
        ([25] * 14, "CCCCCCC.C.CCCC", 1),  # twice 25, not together
    ],
)
def test_lunch_is_fifty_minutes_together_whatever_the_length_of_a_period(lengths, day, broken):
    assert week(day, periods=straight(*lengths)).broken("H06", "lunch") == broken


@pytest.mark.parametrize(
    ("first", "day", "broken"),
    [
        (8 * 60 + 40, "CCCCCC.C", 0),  # free from 13:40 to 14:30, the end of the time for lunch
        (8 * 60 + 41, "CCCCCC.C", 1),
        (8 * 60 + 30, "CCC.CCCC", 0),  # free from 11:00 on, its start
        (8 * 60 + 29, "CCC.CCCC", 1),
    ],
)
def test_lunch_is_between_eleven_and_half_past_two(first, day, broken):
    assert week(day, periods=straight(*[50] * 8, first=first)).broken("H06", "lunch") == broken


def test_a_day_of_one_period_needs_no_lunch():
    saturday = GridPeriod("standard", 5, 1, 8 * 60 + 30, 9 * 60 + 20)
    assert week("", "", "", "", "", "C", periods=(*NO_BREAK, saturday)).broken("H06", "lunch") == 0


def test_bells_of_another_shift_during_lunch_do_not_take_it_away():
    """5A is free from 12:00 to 13:10; a period of the late class, 12:30 to 13:20, overlaps 5A's next lesson."""
    late = tuple(
        replace(one, grid="late", start=12 * 60 + 30, end=13 * 60 + 20)
        if one.period == 5
        else replace(one, grid="late", start=one.start + 15 * (one.period > 5), end=one.end + 15 * (one.period > 5))
        for one in grid()
    )
    around = week("CCCCCCC", periods=grid() + late)
    school = around.school
    first, second = school.classes
    around = around.with_(classes=(first, replace(second, grid="late")))
    assert around.broken("H06", "lunch") == 0
    assert any(rule.aspect == "lunch" for rule in around.problem().rules if rule.entry == "H06")


def test_a_break_of_the_grid_counts_with_the_free_period_beside_it():
    short_break = tuple(
        replace(one, start=one.start + 20, end=one.end + 20) if one.period > 4 else one for one in straight(*[45] * 8)
    )
    assert week("CCCCCCCC", periods=short_break).broken("H06", "lunch") == 1  # 20 minutes
    assert week("CCCC.CCC", periods=short_break).broken("H06", "lunch") == 0  # 20 + 45


def test_a_lesson_with_another_shift_takes_the_lunch_of_the_class():
    """5A eats from 12:00 to 13:10; a lesson with the late class from 12:10 to 13:00 leaves 10 minutes twice."""
    late = tuple(
        replace(one, grid="late", start=12 * 60 + 10, end=13 * 60) if one.period == 5 else replace(one, grid="late")
        for one in grid()
    )
    school = small_school(lesson("L", ("5A",), "V", 2), lesson("M", ("5B", "5A"), "V", 1), periods=grid() + late)
    first, second = school.classes
    school = replace(school, classes=(first, replace(second, grid="late")))
    around = (Meeting("L", 1, 0, 4), Meeting("L", 2, 0, 5), Meeting("M", 1, 0, 5))
    assert [one.point for one in Week(school, around).violations("H06", "lunch")] == ["path:5A"]
    elsewhere = (Meeting("L", 1, 0, 4), Meeting("L", 2, 0, 5), Meeting("M", 1, 0, 7))
    assert Week(school, elsewhere).broken("H06", "lunch") == 0


def test_switched_off_and_per_class():
    assert week("CCCCCCCC", periods=NO_BREAK).rows(off("H06")).broken("H06") == 0
    assert week("CCCCCCCC", periods=NO_BREAK).rows(off("H06", "5A")).broken("H06") == 0
    assert week("CCCCCCCC", periods=NO_BREAK).rows(off("H06", "5B")).broken("H06") == 1


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "maandag geen middagpauze"), ("en", "no lunch break on Monday")]
)
def test_a_day_without_lunch_is_told_as_that_of_pupils_and_teachers(language: str, words: str) -> None:
    one = week("CCCCCCCC", periods=NO_BREAK)
    for entry in ("H06", "H15"):
        (found,) = one.violations(entry, "lunch")
        assert words in sentence(one.problem(), found, language)
