"""What sheets show as the most that is allowed is what the rules of the problem hold, however a school tells it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.problem.problem import Problem
from scheduler.problem.rules import LimitPeriods
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import Level, Room, RuleRow, School, SchoolClass, SchoolLesson
from scheduler.views import make_report
from scheduler.views.compliance_sheets import limit, measured
from scheduler.views.phrases import Phrases
from scheduler.views.report import Report
from scheduler.views.shares import Scope
from tests.school.random_schools import random_school, random_timetable
from tests.school.schools import blended_school

CAP_OF_CAMPUS = RuleRow("H03", "Noord", Level.MUST, value="cap_pct=10")


def thirty_lessons(*, rooms: str = "", classes: str = "") -> School:
    """One class of the third stage (law: 40 %) with 30 lessons a week; a row in Regels caps campus Noord at 10 %."""
    school = blended_school(rules=(CAP_OF_CAMPUS,), groups=())
    return replace(
        school,
        settings=replace(school.settings, cycle_weeks=1),
        classes=(SchoolClass("5A", stage="3", pupils=20, distance_ok=True, onsite_requests=3, campus=classes),),
        rooms=(Room("101", campus=rooms), Room("OLC", types=("olc",), seats=30, onsite=True, campus=rooms)),
        lessons=(SchoolLesson("W", ("5A",), "WIS", (("JANS",),), Fraction(30)),),
    )


def enforced(problem: Problem) -> dict[str, int | None]:
    """The most distance lessons that rule H03 allows each path."""
    rules = [rule for rule in problem.rules if isinstance(rule, LimitPeriods) and rule.entry == "H03"]
    return {bound.label: bound.most for rule in rules for bound in rule.bounds}


def shown(report: Report) -> dict[str, int | None]:
    """The most that the sheet with shares shows for each path that has a cap."""
    return {one.code: one.most for one in report.shares if one.scope is Scope.PATH and one.cap is not None}


@pytest.mark.parametrize(
    ("rooms", "classes", "most"), [("", "", 12), ("Noord", "", 3), ("", "Noord", 3), ("Noord", "Noord", 3)]
)
def test_a_campus_named_on_one_sheet_only_gives_the_cap_that_is_enforced(rooms: str, classes: str, most: int) -> None:
    problem = build_problem(thirty_lessons(rooms=rooms, classes=classes))
    report = make_report(problem, Timetable(()))
    (check,) = [check for check in report.checks if check.entry == "H03"]
    assert enforced(problem) == {"5A": most}
    assert shown(report) == {"5A": most}
    assert (check.measured, check.most) == (0, most)
    assert {(one.scope, one.most) for one in report.shares if one.scope is not Scope.PATH} == {
        (Scope.CLASS, most),
        (Scope.STAGE, None),  # a sum of classes is a figure, no verdict
    }


@pytest.mark.parametrize("seed", range(40))
def test_in_any_school_the_share_that_is_shown_is_the_one_that_is_enforced(seed: int) -> None:
    school = random_school(seed)
    campus = next(iter({room.campus for room in school.rooms} - {""}), "all")
    school = replace(school, rules=(*school.rules, RuleRow("H03", campus, Level.MUST, value="cap_pct=15")))
    problem = build_problem(school)
    assert shown(make_report(problem, random_timetable(problem, seed))) == enforced(problem)


def test_seats_of_the_one_campus_are_named_in_the_planners_words() -> None:
    problem = build_problem(thirty_lessons(rooms="Noord"))
    report = make_report(problem, Timetable(()))
    phrases = Phrases(problem, "nl")
    (seats,) = [check for check in report.checks if check.entry == "H08"]
    assert seats.whom == ("pool:#seats Noord",)
    assert (measured(seats, phrases), limit(seats, phrases)) == ("0 (plaatsen op school Noord)", "geen")
