"""S07, a subject over the week: for every pupil, never more often than it may, not beside itself."""

import pytest

from scheduler.school.records import Blocks, ClassGroup, Level, RuleRow, Subject
from scheduler.solver.proofs.precheck import precheck
from tests.school import judging
from tests.school.weeks import Meeting, Week, lesson, letters, must, off, small_school, week

TWICE, DEAR = 5, 100


@pytest.mark.parametrize(
    ("days", "cost"),
    [
        (("C", "C", "C", "C", "C"), 0),
        (("C...C", "C", "C", "C"), TWICE),  # morning and afternoon of one day
        (("CC", "C", "C", "C"), TWICE + DEAR),  # beside itself
        (("C..C", "C", "C", "C"), TWICE + DEAR),  # in one morning
        (("CCC", "C", "C"), 2 * TWICE + DEAR + 2 * DEAR),  # above two on the day, twice too many in the morning
        (("C...CC",), 2 * TWICE + DEAR + DEAR),
    ],
)
def test_twice_a_day_costs_a_little_and_three_times_or_beside_itself_a_lot(days, cost):
    assert week(*days).cost("S07") - week(*days).cost("S07", "last") == cost


def test_the_default_weights_never_buy_it_with_a_teachers_half_days():
    """A half day of a teacher (S04) costs 8 points and a gap (S03) 10, so even a week of half days is cheaper."""
    half_days_of_a_week = 9 * 8
    assert week("CC").cost("S07") > half_days_of_a_week


def test_a_block_counts_once():
    school = small_school(lesson("L", ("5A",), "V", 4, blocks=Blocks((2, 2))))
    assert Week(school, (Meeting("L", 1, 0, 1, duration=2), Meeting("L", 2, 1, 1, duration=2))).cost("S07") == 0
    assert Week(school, (Meeting("L", 1, 0, 1, duration=2), Meeting("L", 2, 0, 3, duration=2))).cost("S07") == (
        TWICE + DEAR
    )


def test_a_lesson_alone_and_one_together_with_another_class_are_of_the_same_pupils():
    school = small_school(lesson("L", ("5A",), "LO", 1), lesson("M", ("5A", "5B"), "LO", 1))
    assert Week(school, letters("L", ("C",)) + letters("M", (".C",))).rows(must("S07", "1")).broken("S07") == 1
    assert Week(school, letters("L", ("C",)) + letters("M", ("", "C"))).rows(must("S07", "1")).broken("S07") == 0


def test_a_half_and_its_class_are_of_the_same_pupils_and_two_halves_are_not():
    halves = (ClassGroup("a", "5A", "half", 10), ClassGroup("b", "5A", "half", 10))
    school = small_school(
        lesson("L", ("5A",), "V", 1), lesson("X", ("a",), "V", 1), lesson("Y", ("b",), "V", 1), groups=halves
    )
    apart = letters("L", ("", "C")) + letters("X", ("C",)) + letters("Y", (".C",))
    assert Week(school, apart).broken("S07", "days") == 0
    together = letters("L", ("C",)) + letters("X", (".C",)) + letters("Y", ("", "C"))
    assert Week(school, together).broken("S07", "days") == 1


def test_six_lessons_on_five_days_are_once_too_many_and_no_limit_is_raised_for_them():
    assert week("C...C", "C", "C", "C", "C").broken("S07", "days") == 1
    assert week("C...C", "C...C", "C...C").broken("S07", "days") == 3


def test_a_must_that_cannot_be_kept_is_reported_by_check():
    six = week("C...C", "C", "C", "C", "C").rows(must("S07", "1"))
    assert six.broken("S07", "days") == 1
    assert [proof for proof in precheck(six.problem()) if "S07" in str(proof)]
    five = week("C", "C", "C", "C", "C").rows(must("S07", "1"))
    assert not precheck(five.problem())


def test_max_per_day_of_a_subject_does_what_it_says():
    """Stated, more than that is dear, whatever the rule says of two a day; 2 also allows two in a day for nothing."""
    twice = week("C...C", "C")
    assert twice.with_(subjects=(Subject("V", max_per_day=1),)).cost("S07") == TWICE + DEAR
    assert twice.with_(subjects=(Subject("V", max_per_day=2),)).cost("S07") == 0
    thrice = week("C...C.C", "C")
    assert thrice.with_(subjects=(Subject("V", max_per_day=2),)).cost("S07", "crowded") == DEAR


def test_not_always_the_last_period():
    assert week("......C", "......C", "C", "C").broken("S07", "last") == 0  # two of four
    assert week("......C", "......C", "", "......C", "C").broken("S07", "last") == 1


def test_half_of_the_lessons_may_be_the_last_rounded_up():
    twice = "C.....C"
    assert week(twice, twice, "", twice).broken("S07", "last") == 0  # three of six
    assert week("......C", "......C", "...C", "", "C").broken("S07", "last") == 1  # Wednesday ends at noon
    assert week(twice, twice, "", "......C", "......C").broken("S07", "last") == 1  # four of six
    assert week(twice, twice, "", "......C").broken("S07", "last") == 0  # three of five


def test_one_lesson_needs_no_spreading_and_only_demanding_subjects_a_pause():
    assert not [rule for rule in week("C").problem().rules if rule.entry == "S07"]
    two = week("C", "C")
    assert not [rule for rule in two.problem().rules if rule.aspect == "demanding"]
    heavy = two.with_(subjects=(Subject("V", demanding=True),)).rows(off("S07"))
    assert not [rule for rule in heavy.problem().rules if rule.entry == "S07"]


def test_demanding_lessons_do_not_follow_each_other_more_than_twice():
    heavy = (Subject("V", demanding=True),)
    assert week("CCCC").with_(subjects=heavy).broken("S07", "demanding") == 2
    assert week("CC", "CC").with_(subjects=heavy).broken("S07", "demanding") == 0
    own = RuleRow("S07", "all", value="demanding_in_row=3")
    assert week("CCCC").with_(subjects=heavy).rows(own).broken("S07", "demanding") == 1


def test_own_values_switched_off_and_per_subject():
    three = week("CCC", "C")
    assert three.rows(must("S07", "1")).broken("S07") == 2
    assert three.rows(must("S07", "2")).broken("S07", "days") == 1
    assert three.rows(RuleRow("S07", "all", value="dear=0")).cost("S07") == 2 * TWICE
    assert three.rows(RuleRow("S07", "all", Level.WISH)).cost("S07") == 2 * (2 * TWICE + 3 * DEAR)
    assert three.rows(off("S07")).cost("S07") == 0
    assert three.rows(off("S07", "V")).cost("S07") == 0
    assert three.rows(off("S07", "W")).cost("S07") > 0


@pytest.mark.parametrize(("language", "day", "half"), [("nl", "maandag", "maandagvoormiddag"), ("en", "Monday", None)])
def test_the_limit_of_a_half_day_is_told_of_the_half_day(language, day, half):
    """Twice on one morning: once too many for the day, and for the morning."""
    told = judging.said(
        judging.small_school(judging.lesson("W", periods=2)),
        "S07",
        judging.At("W", 0, 1),
        judging.At("W", 0, 2, 2),
        language=language,
    )
    preposition = {"nl": "op", "en": "on"}[language]
    assert any(f"{preposition} {day}, " in one for one in told), told
    assert any(f"{preposition} {half or 'Monday morning'}, " in one for one in told), told
