"""H03, the legal share: in whole lessons, for every pupil, with the lowest of law, class and row as the cap."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from scheduler.problem.rules import Span
from scheduler.school.records import CalendarEntry, ClassGroup, SchoolClass
from tests.school.weeks import Week, lesson, letters, must, off, small_school, week


@pytest.mark.parametrize(
    ("stage", "days", "over"),
    [
        ("1", ("CCCCCCC", "CAA"), 0),  # 2 of 10: exactly 20 %
        ("1", ("CCCCCCC", "AAA"), 1),
        ("2", ("CCCCCCC", "AAA"), 0),  # 3 of 10: exactly 30 %
        ("2", ("CCCCCCS", "AAA"), 1),
        ("3", ("CCCCCCS", "AAA"), 0),  # 4 of 10: exactly 40 %
        ("3", ("CCCCASS", "AAA"), 2),  # synchronous and asynchronous count alike
        ("3", ("CCCCCS", "AAA"), 1),  # 4 of 9 is 44 %; 40 % of 9 is 3.6, so 3
    ],
)
def test_the_share_is_kept_up_to_the_cap_of_the_stage_and_broken_by_the_lessons_above_it(stage, days, over):
    assert week(*days, stage=stage).broken("H03") == over


def test_an_own_lower_cap_and_a_row_hold_and_a_row_never_raises_the_law():
    four_of_ten = week("CCCCCCS", "AAA")
    assert four_of_ten.of_class(distance_max_pct=Fraction(25)).broken("H03") == 2  # 2.5 of 10: 2
    assert four_of_ten.rows(must("H03", "10")).broken("H03") == 3
    assert week("CCCCCSS", "AAA").rows(must("H03", "90")).broken("H03") == 1


def test_switched_off_or_exempt_nothing_is_counted_and_a_row_for_one_class_is_for_that_class_only():
    seven_of_ten = week("CCCAAAA", "AAA")
    assert seven_of_ten.broken("H03") == 3
    assert seven_of_ten.rows(off("H03")).broken("H03") == 0
    assert seven_of_ten.rows(off("H03", "5A")).broken("H03") == 0
    assert seven_of_ten.rows(off("H03", "5B")).broken("H03") == 3
    assert seven_of_ten.of_class(exempt=(("H03", "topsport"),)).broken("H03") == 0


@pytest.mark.parametrize(
    ("weeks", "span", "most"),
    [(0, Span.CYCLE, 4), (5, Span.CALENDAR, 20), (42, Span.YEAR, 168)],  # 40 % of ten, of fifty and of 420 lessons
)
def test_the_share_is_over_the_year_or_what_is_stated_of_it_else_over_the_cycle(weeks, span, most):
    calendar = tuple(CalendarEntry(date(2026, 9, 7) + timedelta(weeks=n)) for n in range(weeks))
    problem = week("CCCCCCS", "AAA").with_(calendar=calendar).problem()
    (rule,) = (rule for rule in problem.rules if rule.entry == "H03")
    assert (rule.period, rule.bounds[0].most) == (span, most)


def test_a_half_lesson_leaves_the_share_open_only_where_it_makes_a_difference():
    def bound(*lessons):
        calendar = tuple(CalendarEntry(date(2026, 9, 7) + timedelta(weeks=n)) for n in range(3))  # A B A
        (rule,) = (
            rule
            for rule in Week(small_school(*lessons, weeks=2, calendar=calendar), ()).problem().rules
            if rule.entry == "H03"
        )
        return rule.bounds[0].most, rule.bounds[0].share

    half = lesson("H", ("5A",), "V", 1, week="every")
    half = replace(half, periods=Fraction(1, 2))
    assert bound(lesson("L", ("5A",), "V", 3)) == (3, None)  # 3.6 of nine
    assert bound(lesson("L", ("5A",), "V", 3), half) == (4, None)  # of ten 4.0, of eleven 4.4
    assert bound(lesson("L", ("5A",), "V", 4), half) == (5, None)  # of thirteen 5.2, of fourteen 5.6
    assert bound(lesson("L", ("5A",), "V", 2), half) == (None, Fraction(40))  # of seven 2.8, of eight 3.2


def _latin(pupils: int, *more: ClassGroup) -> Week:
    """16 lessons of the whole class, five of them at distance (31 %), and four of Latin in contact; the cap is 30 %."""
    school = small_school(
        lesson("L", ("5A",), "V", 16),
        lesson("X", ("5A-LAT",), "LAT", 4),
        stage="2",
        groups=(ClassGroup("5A-LAT", "5A", "latin", pupils), *more),
    )
    days = ("AACCCCC", "AAACCCC", "CC")
    return Week(school, letters("L", days) + letters("X", ("", "", "..CC", "CC")))


def test_who_takes_no_optional_group_is_a_path_of_his_own():
    assert _latin(10).broken("H03") == 1  # the other ten: 5 of 16, at most 4; with Latin 5 of 20 is 25 %
    assert _latin(10, ClassGroup("5A-NO", "5A", "latin", 10)).broken("H03") == 1
    assert [path.code for path in _latin(10).problem().resources_of("path")][:2] == ["5A 5A-LAT", "5A (rest)"]


def test_groups_that_add_up_to_the_class_leave_nobody_and_one_pupil_is_a_rest():
    assert _latin(20).broken("H03") == 0
    assert _latin(19).broken("H03") == 1
    assert "rest_paths" in {note.key for note in _latin(19).problem().notes}


def test_where_the_number_of_pupils_is_unknown_one_group_leaves_a_rest_and_that_is_said():
    assert _latin(0).broken("H03") == 1
    assert "rest_unknown" in {note.key for note in _latin(0).problem().notes}
    unknown_class = _latin(10).with_(classes=(SchoolClass("5A", stage="2", distance_ok=True, onsite_requests=0),))
    assert unknown_class.broken("H03") == 1


def test_several_groups_of_unknown_size_are_the_whole_class_as_a_division_says():
    week_of_two = _latin(0, ClassGroup("5A-ECO", "5A", "latin"))
    lessons = (*week_of_two.school.lessons, lesson("E", ("5A-ECO",), "ECO", 4))
    codes = [path.code for path in week_of_two.with_(lessons=lessons).problem().resources_of("path")]
    assert codes[:3] == ["5A 5A-LAT", "5A 5A-ECO", "5B"]
