"""One matter is one line: the same in both weeks, for all pupils of a class, and a lesson beside a whole band."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.evaluation import Evaluation, evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.default_grid import default_grid
from scheduler.school.records import ClassGroup, Room, School, SchoolClass, SchoolLesson, Settings, Subject, Teacher
from scheduler.telling.lines import Line, lines_of
from tests.school.random_schools import random_school, random_timetable

GROUPS = ("RKG", "NCZ", "ISL")


def school(weeks: int = 1, classes: tuple[str, ...] = ("1A",)) -> School:
    """Classes with a band of three groups, and Dutch for each class alone."""
    groups = tuple(ClassGroup(f"{code}-{one}", code, "lev", 7) for code in classes for one in GROUPS)
    band = tuple(
        SchoolLesson(one, tuple(f"{code}-{one}" for code in classes), one, ((f"T-{one}",),), Fraction(1), band="LEV")
        for one in GROUPS
    )
    alone = tuple(SchoolLesson(f"NED-{code}", (code,), "NED", ((f"N-{code}",),), Fraction(1)) for code in classes)
    teachers = [f"T-{one}" for one in GROUPS] + [f"N-{code}" for code in classes]
    return School(
        settings=Settings(cycle_weeks=weeks),
        periods=default_grid(),
        classes=tuple(SchoolClass(code, stage="1", pupils=21) for code in classes),
        groups=groups,
        teachers=tuple(Teacher(code) for code in teachers),
        subjects=tuple(Subject(code) for code in (*GROUPS, "NED")),
        lessons=(*band, *alone),
        rooms=tuple(Room(f"R{number}", seats=99) for number in range(6)),
    )


def at(problem: Problem, **starts: int) -> Evaluation:
    """Every lesson in a room of its own at one time; `NED_1A=2` is lesson NED-1A at time 2."""
    placed = []
    for number, (name, start) in enumerate(starts.items()):
        lesson = problem.lesson[name.replace("_", "-")]
        option = lesson.options[0]
        room = tuple((d.role, f"room:R{number}") for d in lesson.demands_in(option) if d.role == "room")
        placed += [Placement(lesson.id, part, 1, start, option.id, room) for part in range(1, len(lesson.parts) + 1)]
    return evaluate(problem, Timetable(tuple(placed)))


def clashes(problem: Problem, evaluation: Evaluation, language: str = "nl") -> list[Line]:
    return [line for line in lines_of(problem, evaluation.violations, language) if line.entry == "H01"]


def test_a_lesson_beside_a_band_is_one_line_that_names_them_all() -> None:
    problem = build_problem(school())
    judged = at(problem, RKG=0, NCZ=0, ISL=0, NED_1A=0)
    paths = sum(violation.entry == "H01" for violation in judged.violations)
    (line,) = clashes(problem, judged)
    assert paths >= 3 and line.cost == paths == len(line.about)
    assert line.text == (
        "Klas 1A: NED 1A (les NED-1A) staat op maandag lesuur 1 samen met "
        "RKG 1A-RKG (les RKG), NCZ 1A-NCZ (les NCZ) en ISL 1A-ISL (les ISL)."
    )
    (english,) = clashes(problem, judged, "en")
    assert english.text.startswith("Class 1A: NED 1A (lesson NED-1A) is on Monday period 1 together with RKG")


def test_a_band_of_two_classes_beside_a_lesson_of_each_is_one_line() -> None:
    problem = build_problem(school(classes=("1A", "1B")))
    (line,) = clashes(problem, at(problem, RKG=0, NCZ=0, ISL=0, NED_1A=0, NED_1B=0))
    assert line.text.startswith("Klas 1A en klas 1B: op maandag lesuur 1 vallen samen ")
    (one,) = clashes(problem, at(problem, RKG=0, NCZ=0, ISL=0, NED_1A=0, NED_1B=1))
    assert one.text.startswith("Klas 1A: NED 1A (les NED-1A) staat op maandag lesuur 1 samen met RKG 1A-RKG+1B-RKG")


def test_part_of_a_class_is_told_by_its_groups() -> None:
    problem = build_problem(school())
    (line,) = clashes(problem, at(problem, RKG=0, NCZ=1, ISL=1, NED_1A=0))
    assert line.text.startswith("Klas 1A 1A-RKG heeft 2 lessen tegelijk op maandag lesuur 1")


def test_two_clashes_at_different_moments_are_two_lines() -> None:
    problem = build_problem(school(classes=("1A", "1B")))
    lines = clashes(problem, at(problem, RKG=0, NCZ=1, ISL=2, NED_1A=0, NED_1B=1))
    assert [line.cost for line in lines] == [1, 1]


def test_the_same_in_both_weeks_is_one_line_that_says_so() -> None:
    one = school(weeks=2)
    problem = build_problem(one)
    (line,) = clashes(problem, at(problem, RKG=0, NCZ=0, ISL=0, NED_1A=0))
    assert line.text.endswith(" (week A en B).") and "(week A)" not in line.text
    in_a = replace(one, lessons=tuple(replace(lesson, week="A") for lesson in one.lessons))
    problem = build_problem(in_a)
    (line,) = clashes(problem, at(problem, RKG=0, NCZ=0, ISL=0, NED_1A=0))
    assert "maandag lesuur 1 (week A)" in line.text and "en B)" not in line.text


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("language", ["nl", "en"])
def test_lines_lose_no_point_and_say_nothing_twice(seed: int, language: str) -> None:
    problem = build_problem(random_school(seed, language))
    violations = evaluate(problem, random_timetable(problem, seed)).violations
    lines = lines_of(problem, violations, language)
    assert sum(line.cost for line in lines) == sum(one.cost for one in violations)
    assert sum(line.deviation for line in lines) == sum(one.deviation for one in violations)
    assert {point for line in lines for point in line.about} == {one.point for one in violations}
    assert len({(line.entry, line.hard, line.text) for line in lines}) == len(lines)
    both = "week A en B" if language == "nl" else "week A and B"
    only = [line.text.replace(" (week B)", " (week A)") for line in lines if both not in line.text]
    assert len([text for text in only if "(week A)" in text]) == len({text for text in only if "(week A)" in text})
