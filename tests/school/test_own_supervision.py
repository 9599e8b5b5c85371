"""A teacher of the lesson is with its pupils who are at school: a co-teacher, or the one of an asynchronous lesson."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.school.building import build_problem
from scheduler.school.records import Level, Room, RuleRow, SchoolClass, Supervision, Teacher
from scheduler.school.roster import rows_of, timetable_of
from scheduler.solver.search import solve
from scheduler.solver.stopping import Stop
from tests.school.judging import SKILLED, At, broken, lesson, notes, small_school, timetable

ROOMS = (Room("101", seats=30), Room("Q", seats=2, quiet=True), Room("OLC", seats=5, onsite=True))
ONLINE, OWN = "synchronous/school", "synchronous/school+own"


def school(who: str = "ANN, BEN", asking: int = 3, word: str = "co-leraar", **more: object):
    return small_school(
        lesson("W", who, periods=2, modes=SKILLED, distance_min=Fraction(1), distance_max=Fraction(1)),
        classes=(SchoolClass("3A", stage="2", pupils=20, distance_ok=True, onsite_requests=asking),),
        teachers=(Teacher("ANN", distance_skill=SKILLED), Teacher("BEN", distance_skill=SKILLED)),
        rooms=ROOMS,
        supervision=(Supervision("OLC", word),),
        rules=(RuleRow("H03", level=Level.OFF),),
        **more,
    )


def ways(school) -> set[str]:
    return {option.id for option in build_problem(school).lesson["W"].options}


@pytest.mark.parametrize("word", ["co-leraar", "Co-Teacher", "leraar van de les"])
def test_a_co_teacher_is_with_the_pupils_at_school_so_that_they_need_no_other_seat(word):
    asked = school(word=word)
    assert broken(asked, "H08", At("W", 0, 1, option=ONLINE)) == 3
    assert broken(asked, "H08", At("W", 0, 1, option=OWN)) == 0


def test_without_a_quiet_room_it_is_told_that_the_other_teacher_has_none():
    def told(one):
        return [text for text in notes(one) if "mede-leraar" in text]

    assert told(replace(school(), rooms=(ROOMS[0], ROOMS[2]))) and not told(school())
    plain = replace(school().lessons[0], modes=None, distance_min=Fraction(0), distance_max=None)
    assert not told(replace(school(), rooms=(ROOMS[0], ROOMS[2]), lessons=(plain,))), "nobody asks for distance"


def test_only_where_there_is_a_co_teacher_and_a_seat_for_all_of_them():
    assert OWN not in ways(school("ANN")), "she is in front of her screen"
    assert OWN not in ways(school(asking=6)), "five seats"
    assert OWN not in ways(school(word="secretariaat"))
    assert "asynchronous+own" in ways(school("ANN"))


def test_who_is_with_them_while_they_work_by_themselves_is_there_as_for_a_lesson():
    asked = school("ANN")
    asked = replace(asked, lessons=(*asked.lessons, lesson("X", "ANN", subject="LO")))
    both = (At("W", 0, 1, option="asynchronous+own"), At("X", 0, 1))
    assert broken(asked, "H01", *both) == 2, "ANN and the class"
    standing_by = replace(asked, rules=(*asked.rules, RuleRow("H01", level=Level.MUST, value="2")))
    assert (
        broken(standing_by, "H01", At("W", 0, 1, option="asynchronous+own"), At("W", 0, 1, 2, option="asynchronous"))
        > 2
    )


def test_the_word_supervises_nothing_else():
    problem = build_problem(school())
    assert not [one for one in problem.lessons if one.optional]
    assert not [one for one in problem.resources if "co-leraar" in one.id]


def test_a_solved_timetable_comes_back_from_its_rows():
    problem = build_problem(school())
    found = solve(problem, stop=Stop(work=60), workers=1, seed=1)
    assert (found.hard, found.unplaced) == (0, ())
    assert any(one.option.endswith("+own") for one in found.timetable.placements)
    again, faults = timetable_of(problem, rows_of(problem, found.timetable))
    assert (again.placements, faults) == (found.timetable.placements, ())


def test_a_row_that_says_so_where_it_cannot_be_is_refused_by_name():
    problem = build_problem(school(word="secretariaat"))
    (row,) = rows_of(problem, timetable(problem, [At("W", 0, 1, option=ONLINE)]))
    _, (fault,) = timetable_of(problem, [replace(row, pools=("leraar bij leerlingen",))])
    assert fault.note.key == "not_with_pupils"
