"""H04, distance only together with contact: per subject, and for whoever has any lessons at all."""

from fractions import Fraction

from scheduler.school.records import Subject
from tests.school.weeks import Week, lesson, letters, must, off, small_school, week


def test_half_of_a_subject_may_be_at_distance_and_each_lesson_above_it_breaks_the_rule():
    assert week("CCAA").broken("H04") == 0
    assert week("CAAA").broken("H04") == 1
    assert week("CCCAAAA").broken("H04") == 1  # half of 7 is 3


def test_a_subject_of_one_lesson_is_never_at_distance_and_a_pupil_never_without_contact():
    assert week("A").broken("H04", "distance") == 1
    assert week("A").broken("H04", "contact") == 1
    assert week("CA").broken("H04", "contact") == 0


def test_a_class_of_which_nothing_is_at_distance_keeps_contact_whatever_is_placed():
    assert Week(small_school(lesson("L", ("5A",), "V", 2)), ()).broken("H04") == 0
    of_two = small_school(lesson("L", ("5A",), "V", 2), lesson("M", ("5A",), "W", 1))
    assert Week(of_two, letters("L", ("C",))).broken("H04") == 0
    assert Week(of_two, letters("M", ("A",))).broken("H04", "contact") == 0  # two of V may still be in contact
    assert Week(of_two, letters("L", ("AA",)) + letters("M", ("..A",))).broken("H04", "contact") == 1


def test_the_least_contact_may_leave_nothing_for_distance_but_never_less():
    assert week("A").rows(must("H04", "max_pct=100")).broken("H04", "distance") == 1
    assert week("CA").rows(must("H04", "max_pct=100; min_contact=3")).broken("H04", "distance") == 1
    assert week("CA").rows(must("H04", "max_pct=100; min_contact=1")).broken("H04", "distance") == 0


def test_every_subject_is_counted_by_itself():
    school = small_school(lesson("L", ("5A",), "V", 4), lesson("M", ("5A",), "W", 2))
    assert Week(school, letters("L", ("CCCC",)) + letters("M", ("....AA",))).broken("H04") == 1
    assert Week(school, letters("L", ("CCCC",)) + letters("M", ("....CA",))).broken("H04") == 0


def test_own_values_of_row_and_subject_hold():
    assert week("CCCA").rows(must("H04", "max_pct=20")).broken("H04") == 1
    assert week("CCAA").rows(must("H04", "min_contact=3")).broken("H04") == 1
    subject = Subject("V", distance_ok=True, material_ready=True, distance_max_pct=Fraction(25))
    assert week("CCAA").with_(subjects=(subject,)).broken("H04") == 1
    assert week("CCCA").with_(subjects=(subject,)).broken("H04") == 0


def test_a_subject_that_may_not_be_at_distance_is_judged_all_the_same_beside_h10():
    two_of_two = week("AA").with_(subjects=(Subject("V"),))
    assert two_of_two.broken("H10") == 2
    assert two_of_two.broken("H04", "distance") == 1
    assert week("AA").of_class(distance_ok=False).broken("H04", "distance") == 1


def test_switched_off_and_per_class():
    assert week("CAAA").rows(off("H04")).broken("H04") == 0
    assert week("CAAA").rows(off("H04", "5A")).broken("H04") == 0
    assert week("CAAA").rows(off("H04", "5B")).broken("H04") == 1


def test_a_row_for_a_subject_holds_for_that_subject_and_pupils_keep_contact_elsewhere():
    project = week("CAAA").rows(off("H04", "V"))
    assert project.broken("H04", "distance") == 0
    assert week("AAAA").rows(off("H04", "V")).broken("H04", "contact") == 1, "something must be in contact"
    assert week("CAAA").rows(must("H04", "max_pct=75", "V")).broken("H04") == 0
    assert week("CAAA").rows(must("H04", "max_pct=75", "W")).broken("H04") == 1
    assert week("CAAA").rows(off("H04", "5A"), must("H04", "max_pct=25", "V")).broken("H04", "distance") == 2


def test_of_a_row_for_the_class_and_one_for_the_subject_the_later_decides():
    class_first = week("CAAA").rows(must("H04", "max_pct=75", "5A"), must("H04", "max_pct=50", "V"))
    assert class_first.broken("H04") == 1
    subject_first = week("CAAA").rows(must("H04", "max_pct=50", "V"), must("H04", "max_pct=75", "5A"))
    assert subject_first.broken("H04") == 0
