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
from scheduler.views.compliance import Verdict
from scheduler.views.compliance_sheets import limit, measured
from scheduler.views.origins import choice_of
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
    assert (measured(seats, phrases), limit(seats, phrases)) == ("0", "hoogstens 0"), "nought is nobody's in particular"
    assert measured(replace(seats, measured=2), phrases) == "2 (plaatsen op school Noord)"


def five_caps() -> School:
    """Law of 20 and 40 %, 50 % in a row of Regels (the law is lower), an own 1 % and 0 %, and one class without."""
    stages = {"1A": "1", "1B": "1", "5A": "3", "5B": "3", "5C": "3", "6A": "3"}
    own = {"5B": Fraction(1), "5C": Fraction(0)}
    classes = tuple(
        SchoolClass(
            code, stage=stage, pupils=20, distance_ok=True, distance_max_pct=own.get(code),
            exempt=(("H03", "proeftuin"),) if code == "6A" else (),
        )
        for code, stage in stages.items()
    )  # fmt: skip
    lessons = tuple(SchoolLesson(f"W-{code}", (code,), "WIS", (("JANS",),), Fraction(2)) for code in stages)
    rules = (RuleRow("H03", "1A", Level.MUST, value="10"), RuleRow("H03", "graad 3", Level.MUST, value="50"))
    return replace(blended_school(rules=rules, groups=()), classes=classes, lessons=lessons)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_cap_has_a_row_of_its_own_with_its_classes_and_where_it_comes_from(language: str) -> None:
    problem = replace(build_problem(five_caps()), language=language)
    report = make_report(problem, Timetable(()))
    checks = [check for check in report.checks if check.entry == "H03" and check.verdict is not Verdict.EXEMPT]
    assert {check.whom: check.cap for check in checks} == {
        ("1A",): 10, ("1B",): 20, ("5A",): 40, ("5B",): 1, ("5C",): 0
    }  # fmt: skip
    phrases = Phrases(problem, language)
    choices = {check.whom[0]: choice_of("H03", report.context, phrases, check.whom) for check in checks}
    assert choices["1A"].startswith("1A: ") and "10" in choices["1A"] and choices["1B"] == ""
    assert "graad 3" in choices["5A"] and "5B: 1 %" in choices["5B"] and "5C: 0 %" in choices["5C"]
    assert "5B" not in choices["5C"] and "6A" not in "".join(choices.values())


def test_classes_with_one_cap_share_a_row_that_names_them_all() -> None:
    school = five_caps()
    school = replace(school, rules=(), classes=tuple(replace(one, distance_max_pct=None) for one in school.classes))
    report = make_report(build_problem(school), Timetable(()))
    caps = [(check.cap, check.whom) for check in report.checks if check.cap is not None]
    assert caps == [(20, ("1A", "1B")), (40, ("5A", "5B", "5C"))]
