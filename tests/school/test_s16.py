"""S16, targets: the share of distance lessons of a class, or of a subject in it, comes near what was wished."""

from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.school.records import Level, RuleRow, Subject
from tests.school.weeks import Week, lesson, letters, off, small_school, week


def aimed(pct: int, *days: str) -> Week:
    return week(*days).of_class(distance_target_pct=Fraction(pct))


@pytest.mark.parametrize(
    ("pct", "days", "away"),
    [
        (20, ("CCCCCCC", "CAA"), 0),  # two of ten
        (20, ("CCCCCCC", "CCC"), 2),
        (20, ("CCCCCCC", "AAA"), 1),
        (25, ("CCCCCCC", "CAA"), 0),  # 2.5 of ten: two or three
        (25, ("CCCCCCC", "AAA"), 0),
        (25, ("CCCCCCC", "CCA"), 1),
        (0, ("CCCCCCC", "CCA"), 1),
    ],
)
def test_the_share_of_a_class_comes_near_its_target_in_whole_periods(pct, days, away):
    assert aimed(pct, *days).broken("S16") == away
    assert aimed(pct, *days).cost("S16") == 20 * away


def test_without_a_target_nothing_is_wished():
    assert week("CCCCCCC", "CAA").cost("S16") == 0


def test_a_target_of_a_subject_is_for_that_subject_in_every_class_that_may():
    wished = (Subject("V", distance_ok=True, material_ready=True, distance_target_pct=Fraction(50)),)
    assert week("CCCA").with_(subjects=wished).broken("S16") == 1
    assert week("CCAA").with_(subjects=wished).broken("S16") == 0
    assert week("CCCA").with_(subjects=wished).of_class(distance_ok=False).broken("S16") == 0


def test_lessons_of_another_subject_do_not_count_for_the_target_of_one():
    school = small_school(lesson("L", ("5A",), "V", 2), lesson("M", ("5A",), "W", 4))
    wished = (Subject("V", distance_ok=True, material_ready=True, distance_target_pct=Fraction(50)), Subject("W"))
    half = Week(replace(school, subjects=wished), letters("L", ("CA",)) + letters("M", ("..CCCC",)))
    assert half.broken("S16") == 0
    assert replace(half, meetings=letters("L", ("CC",)) + letters("M", ("..CAAA",))).broken("S16") == 1


def test_another_weight_switched_off_and_per_class():
    none = aimed(20, "CCCCCCC", "CCC")
    assert none.rows(RuleRow("S16", "5A", Level.STRONG)).cost("S16") == 200
    assert none.rows(RuleRow("S16", "all", Level.MUST)).violations("S16")[0].hard
    assert none.rows(off("S16")).cost("S16") == 0
    assert none.rows(off("S16", "5A")).cost("S16") == 0
    assert none.rows(off("S16", "5B")).cost("S16") == 40


def test_a_row_states_the_target_of_a_class_and_asks_for_distance_as_the_column_does():
    asked = week("CCCCCCC", "CAA").rows(RuleRow("S16", "5A", Level.WISH, value="30"))
    assert asked.broken("S16") == 1 and asked.broken("H10") == 0
    assert aimed(20, "CCCCCCC", "CAA").rows(RuleRow("S16", "5A", value="30")).broken("S16") == 1


def test_where_distance_is_switched_off_no_target_is_wished():
    contact = RuleRow("H10", "5A", Level.MUST, value="contact")
    assert aimed(20, "CCCCCCC", "CCC").rows(contact).cost("S16") == 0
