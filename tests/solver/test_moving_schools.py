"""Where a lesson can go in schools with rules that list lessons or teachers: what is free is free for the judge."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.evaluation.possible_moves import Moves
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import Blocks, Level, RuleRow, SchoolClass, Settings, Teacher
from scheduler.solver.moving.moves import moves
from tests.school.judging import At, lesson, small_school
from tests.school.judging import timetable as placed
from tests.solver.test_moving import agrees_with_the_judge, blocks_what_it_names

LESSONS = (
    lesson("A", "ANN | CAS", 3, blocks=Blocks((2, 1))),
    lesson("B", "BEN", 3),
    lesson("C", "ANN", 2, of="3B"),
    lesson("D", "ANN, BEN", 1, subject="LO", of="3A, 3B"),
    lesson("E", "BEN", 2, subject="LO", of="3B"),
)
CLASSES = tuple(SchoolClass(code, stage="2", pupils=20, class_teacher="ANN") for code in ("3A", "3B"))
ROWS = (
    ("H24", ("ANN, BEN", "ANN, CAS", "ANN, BEN, CAS"), (None,)),
    ("H25", ("A, B", "E, C", "LO, WIS"), (None,)),
    ("H26", ("ANN", "3A", "all"), ("0", "period=3", "days=0; period=3")),
    ("H27", ("ANN, BEN", "all"), ("teachers=2", "first=3; last=3; at_school=no", "at_school=no")),
    ("H28", ("all", "3A"), ("30", "10")),
    ("S19", ("ANN, BEN", "ANN, BEN, CAS"), (None,)),
    ("S20", ("WIS", "LO"), ("2", "consecutive=1", "same_period=1")),
    ("S21", ("3A", "all"), (None, "day=5; period=0", "day=0; period=1")),
)


@st.composite
def rows(draw: st.DrawFn) -> tuple[RuleRow, ...]:
    found = []
    for entry, whom, values in draw(st.lists(st.sampled_from(ROWS), min_size=1, max_size=4)):
        level = draw(st.sampled_from((Level.MUST, Level.WISH)))
        found.append(RuleRow(entry, draw(st.sampled_from(whom)), level, value=draw(st.sampled_from(values))))
    return tuple(found)


@st.composite
def questions(draw: st.DrawFn) -> tuple[Problem, Timetable, Moves]:
    """Any moments, most of which break something; a lesson may be without one."""
    weeks = draw(st.sampled_from((1, 2)))
    school = small_school(
        *LESSONS,
        classes=CLASSES,
        teachers=(Teacher("ANN"), Teacher("BEN"), Teacher("CAS")),
        rules=draw(rows()),
        settings=Settings(school="Lijsten", cycle_weeks=weeks),
    )
    problem = build_problem(school)
    meets = []
    for one in problem.lessons:
        for part in one.parts:
            day, period = draw(st.sampled_from((0, 1, 3, 4))), draw(st.integers(1, 6))
            if draw(st.integers(0, 9)):
                held = ("teacher=" + draw(st.sampled_from(("ANN", "CAS"))),) if one.id == "A" else ()
                meets.append(At(one.id, day, period, part.number, duration=part.shortest, holds=held))
    timetable = placed(problem, meets)
    name = draw(st.sampled_from([one.id for one in problem.lessons]))
    part = draw(st.integers(1, len(problem.lesson[name].parts)))
    return problem, timetable, moves(problem, timetable, name, part)


@settings(max_examples=60, deadline=None)
@given(questions())
def test_what_is_called_free_in_a_school_is_free_for_the_judge(question: tuple[Problem, Timetable, Moves]) -> None:
    agrees_with_the_judge(*question)


@settings(max_examples=60, deadline=None)
@given(questions(), st.data())
def test_each_blocker_in_a_school_blocks(question: tuple[Problem, Timetable, Moves], data: st.DataObject) -> None:
    blocks_what_it_names(*question, data)


@pytest.mark.parametrize("entry", [entry for entry, _, _ in ROWS])
def test_every_rule_that_lists_can_be_what_stands_in_the_way(entry: str) -> None:
    """So that the properties above do not hold because the rules are not there."""
    whom, values = next((whom[0], values[-1]) for known, whom, values in ROWS if known == entry)
    school = small_school(
        *LESSONS,
        classes=CLASSES,
        teachers=(Teacher("ANN"), Teacher("BEN"), Teacher("CAS")),
        rules=(RuleRow(entry, whom, Level.MUST, value=values),),
    )
    problem = build_problem(school)
    meets = [At("A", 0, 1, 1, duration=2, holds=("teacher=ANN",)), At("A", 1, 1, 2, holds=("teacher=ANN",))]
    meets += [At("B", day, 3, part) for part, day in enumerate((1, 3, 4), start=1)]
    meets += [At("C", day, 4, part) for part, day in enumerate((3, 4), start=1)]
    timetable = placed(problem, meets)
    named = {
        problem.rule[blocker.rule].entry
        for name in ("A", "B", "C")
        for spot in moves(problem, timetable, name, chains=0).spots
        for blocker in spot.blockers
        if blocker.rule
    }
    assert entry in named
