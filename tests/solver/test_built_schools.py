"""Schools as planners write them, with two bell times: the monitors of all their rules cost what the evaluator says."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from scheduler.evaluation import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import Availability, Level, Meeting, School, SchoolClass, SchoolLesson, Settings
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.cost import costs
from scheduler.solver.monitors.indexing import index_problem
from tests.school.schools import blended_school, grid


def two_shifts() -> School:
    """Classes 5A on the standard bells and 5B on bells that ring 25 minutes later, Wednesday afternoon too."""
    school = blended_school(settings=Settings(cycle_weeks=1))
    late = tuple(replace(one, open=True) for one in grid("late", shift=25))
    practice = SchoolLesson("R", ("5B",), "LAB", (("PEET", "JANS"),), Fraction(3))
    return replace(
        school,
        periods=(*school.periods, *late),
        classes=(*school.classes, SchoolClass("5B", stage="2", pupils=10, grid="late", distance_ok=True)),
        lessons=(
            *(one for one in school.lessons if one.periods.denominator == 1),
            SchoolLesson("W2", ("5B",), "WIS", (("JANS",),), Fraction(4)),
            practice,
        ),
        meetings=(Meeting("overleg", ("W",)),),
        availability=(
            Availability("teacher", "JANS", day=2),
            Availability("room", "101", day=0, half_day="pm", level=Level.WISH),
            Availability("class", "5B", day=1, period=1),
        ),
    )


def thrown(problem: Problem, random: Random) -> Timetable:
    """Every meet anywhere, in any way, with any of its candidates."""
    placements = []
    for lesson in problem.lessons:
        for part in lesson.parts if not lesson.optional or random.random() < 0.2 else ():
            option = random.choice(lesson.options)
            choices = tuple(
                (demand.role, random.choice(demand.candidates))
                for demand in lesson.demands_in(option)
                if len(demand.candidates) > 1
            )
            start = random.choice(problem.starts(lesson, part, part.shortest))
            placements.append(Placement(lesson.id, part.number, part.shortest, start, option.id, choices))
    return Timetable(tuple(placements))


@pytest.mark.parametrize("seed", range(12))
def test_monitors_and_evaluator_agree_on_a_school_with_two_bell_times(seed: int) -> None:
    problem = build_problem(two_shifts())
    timetable = thrown(problem, Random(seed))
    problem.check(timetable)
    indexed = index_problem(problem)
    state, lost = indexed.state(timetable)
    judged = evaluate(problem, timetable)
    assert not lost and judged.hard > 0 and judged.soft > 0
    assert costs(indexed, monitors(indexed), state) == (judged.hard, judged.soft)
