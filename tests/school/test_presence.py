"""What a teacher does while his asynchronous lesson runs: nothing, stand by, or be there as for any other lesson."""

from __future__ import annotations

import pytest

from scheduler.problem.modes import Mode, Presence
from scheduler.problem.resources import TEACHER
from scheduler.school.building import build_problem
from scheduler.school.records import Availability, Level, RuleRow, SchoolClass, Settings, Teacher
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.search import solve
from scheduler.solver.stopping import Stop
from tests.school.judging import SKILLED, At, broken, lesson, small_school

CLASSES = tuple(SchoolClass(code, stage="3", pupils=20, distance_ok=True, onsite_requests=0) for code in ("3A", "3B"))
AT_HOME = At("A", 0, 1, option="asynchronous")
"""Lesson A of 3A, asynchronous, at the time at which ANN teaches B to 3B."""
IN_CLASS = At("B", 0, 1)


def school(presence: Presence | None = None, **changes: object):
    async_lesson = lesson("A", modes=frozenset({Mode.ASYNCHRONOUS, Mode.CONTACT}), presence=presence)
    return small_school(async_lesson, lesson("B", of="3B"), **{"classes": CLASSES, **changes})


@pytest.mark.parametrize(("presence", "clashes"), [(Presence.NONE, 0), (Presence.REACHABLE, 1), (Presence.PRESENT, 1)])
def test_only_a_teacher_who_is_not_there_may_teach_another_class(presence, clashes):
    assert broken(school(presence), "H01", AT_HOME, IN_CLASS) == clashes


@pytest.mark.parametrize(("presence", "clashes"), [(Presence.REACHABLE, 0), (Presence.PRESENT, 2)])
def test_who_stands_by_does_so_for_as_many_groups_as_h01_says_and_who_is_there_for_one(presence, clashes):
    both = (
        lesson("A", modes=SKILLED, presence=presence),
        lesson("B", of="3B", modes=SKILLED, presence=presence),
    )
    two = small_school(*both, classes=CLASSES, rules=(RuleRow("H01", level=Level.MUST, value="2"),))
    assert broken(two, "H01", AT_HOME, At("B", 0, 1, option="asynchronous")) == clashes


def test_without_a_word_in_the_lesson_the_settings_say_it():
    asked = school(settings=Settings(cycle_weeks=1, presence=Presence.NONE))
    assert broken(asked, "H01", AT_HOME, IN_CLASS) == 0
    own = school(Presence.REACHABLE, settings=Settings(cycle_weeks=1, presence=Presence.NONE))
    assert broken(own, "H01", AT_HOME, IN_CLASS) == 1


def test_in_contact_and_online_a_teacher_is_there_whatever_is_said_of_asynchronous_lessons():
    assert broken(school(Presence.NONE), "H01", At("A", 0, 1), IN_CLASS) == 1
    assert broken(school(Presence.NONE), "H01", At("A", 0, 1, option="synchronous/home"), IN_CLASS) == 1


def test_a_lesson_without_its_teacher_counts_in_his_assignment_and_for_its_class():
    asked = school(Presence.NONE, teachers=(Teacher("ANN", assignment=1, distance_skill=SKILLED), Teacher("BEN")))
    assert broken(asked, "H20", AT_HOME, IN_CLASS, aspect="told") == 1
    assert broken(asked, "H03", AT_HOME) == 1, "one of one lesson at distance"


def test_a_lesson_without_its_teacher_may_be_when_he_is_absent_and_is_no_gap_of_his():
    away = (Availability("teacher", "ANN", day=0),)
    assert broken(school(Presence.NONE, availability=away), "H14", AT_HOME) == 0
    assert broken(school(Presence.REACHABLE, availability=away), "H14", AT_HOME) == 1
    assert broken(school(Presence.NONE), "S03", At("A", 0, 1, option="asynchronous"), At("B", 0, 3)) == 0
    assert broken(school(Presence.REACHABLE), "S03", At("A", 0, 1, option="asynchronous"), At("B", 0, 3)) == 1


def test_it_must_still_be_somebody_s():
    shared = small_school(
        lesson("A", "ANN | CAS", modes=SKILLED, presence=Presence.NONE),
        classes=CLASSES,
        teachers=(Teacher("ANN", distance_skill=SKILLED), Teacher("CAS", distance_skill=SKILLED)),
    )
    assert broken(shared, "H02", AT_HOME) == 1
    assert broken(shared, "H02", At("A", 0, 1, option="asynchronous", holds=("teacher=CAS",))) == 0


def test_a_teacher_with_four_free_periods_gives_six_lessons_of_which_two_without_him():
    """The wish of the audit: Monday morning only, four lessons to 3A of which two asynchronous, two to 3B."""
    away = tuple(Availability("teacher", "ANN", day=day) for day in range(1, 5))
    away += (Availability("teacher", "ANN", day=0, half_day="pm"),)

    def asked(presence):
        return build_problem(
            small_school(
                lesson("A", periods=4, distance_min=2, distance_max=2, modes=SKILLED, presence=presence),
                lesson("X", "BEN", periods=4, subject="LO"),
                lesson("B", of="3B", periods=2),
                classes=CLASSES,
                availability=away,
                rules=(RuleRow("H07", level=Level.OFF), RuleRow("H12", level=Level.OFF)),
            )
        )

    found = solve(asked(Presence.NONE), stop=Stop(work=60), workers=1, seed=1)
    assert (found.hard, found.unplaced) == (0, ())
    assert solve(asked(Presence.REACHABLE), stop=Stop(work=60), workers=1, seed=1).unplaced


def test_a_school_without_a_word_of_it_has_the_model_it_had():
    plain, stated = build_problem(school()), build_problem(school(Presence.REACHABLE))
    assert plain == stated
    teachers = [d for one in plain.lessons for o in one.options for d in o.demands if d.role == TEACHER]
    assert all(demand.presence is None for demand in teachers)
    assert len(index_problem(plain).meets) == len(index_problem(build_problem(school(Presence.NONE))).meets)
