"""A school that uses nothing of blended teaching pays nothing for it: its model is no larger for what it leaves empty.

What a planner may fill in without asking for anything (a class teacher, a named term, a rule that is off, counts that
are zero) adds no variable, no constraint and no monitor either; and each thing that he does ask for adds some.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from scheduler.demo import make_demo
from scheduler.problem.problem import Problem
from scheduler.school.building import build_problem
from scheduler.school.records import CalendarEntry, Level, RuleRow, School, WeekKind
from scheduler.solver.cpsat.model import Model
from scheduler.solver.cpsat.plan import Plan
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.indexing import index_problem
from tests.school.judging import SKILLED, lesson, small_school
from tests.solver.test_agreement import everything

NEW = ("H21", "H22", "H23", "H24", "H25", "H26", "H27", "H28", "S17", "S18", "S19", "S20", "S21", "S22")
DEMO = make_demo("small")


def sizes(school: School) -> dict[str, int]:
    """What the parts of a problem and its monitors come to, counted."""
    problem = build_problem(school)
    data = monitors(index_problem(problem))
    return {
        "resources": len(problem.resources),
        "meets": sum(len(one.parts) for one in problem.lessons),
        "options": sum(len(one.options) for one in problem.lessons),
        "demands": sum(len(way.demands) for one in problem.lessons for way in one.options),
        "rules": len(problem.rules),
        "monitors": len(data.monitors),
    }


def exact(problem: Problem) -> int:
    """Variables and constraints of the exact model, everything free."""
    indexed = index_problem(problem)
    structure = Structure(indexed, monitors(indexed), priced=None)
    model = Model(structure, indexed.empty(), everything(indexed), Plan(missing=frozenset(indexed.parts)))
    return model.draft.size


def off(school: School) -> School:
    return replace(school, rules=(*school.rules, *(RuleRow(entry, level=Level.OFF) for entry in NEW)))


def filled_in(school: School) -> School:
    """Everything that may stand there and asks for nothing."""
    terms = [CalendarEntry(date(2026, 9, 1), WeekKind.TERM, last=date(2027, 1, 31), term="semester 1")]
    return replace(
        school,
        classes=tuple(
            replace(one, segments=2, class_teacher=school.teachers[0].code, competences=(0, 1, 5, 14))
            for one in school.classes
        ),
        subjects=tuple(replace(one, material_for="graad 1, graad 2, graad 3, OKAN, 7") for one in school.subjects),
        lessons=tuple(replace(one, presence=school.settings.presence) for one in school.lessons),
        calendar=(*school.calendar, *terms),
    )


@pytest.mark.parametrize("more", [off, filled_in])
def test_a_demo_school_is_as_large_whatever_it_fills_in_without_asking_for_anything(more: Callable[[School], School]):
    plain = sizes(DEMO)
    assert sizes(more(DEMO)) == plain
    names = {rule.entry for rule in build_problem(more(DEMO)).rules}
    assert names.isdisjoint(NEW)


PLAIN = small_school(lesson("W", "ANN", 2, modes=SKILLED, distance_max=1), lesson("X", "BEN", 2, subject="LO"))


def asking(school: School) -> School:
    return replace(school, rules=(*school.rules, RuleRow("H22", "all", Level.MUST, value="1")))


def test_the_exact_model_of_a_school_is_as_large_too_and_grows_with_what_is_asked():
    plain = exact(build_problem(PLAIN))
    assert exact(build_problem(off(PLAIN))) == plain
    assert exact(build_problem(filled_in(PLAIN))) == plain
    assert exact(build_problem(asking(PLAIN))) > plain
