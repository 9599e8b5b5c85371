"""H28: so many pupils eat at once, each class in its first free stretch around noon."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.problem.modes import Mode
from scheduler.school.building import build_problem
from scheduler.school.records import ClassGroup, GridPeriod, Level, RuleRow, SchoolClass, Teacher
from tests.school.judging import SKILLED, At, broken, cost, has, lesson, notes, said, small_school
from tests.school.schools import grid

HOURS = tuple(
    GridPeriod("door", day, number, 500 + 50 * number, 550 + 50 * number, "am" if number < 5 else "pm")
    for day in range(2)
    for number in range(1, 8)
)
"""9:10, 10:00, 10:50, 11:40 (am), 12:30, 13:20, 14:10 without a break: who eats has a free period."""

CLASSES = tuple(
    SchoolClass(code, stage=stage, pupils=pupils, campus=campus, distance_ok=True)
    for code, stage, pupils, campus in (("3A", "2", 20, "Noord"), ("3B", "2", 15, "Zuid"), ("5C", "3", 10, "Noord"))
)
TEACHERS = tuple(Teacher(code, distance_skill=SKILLED, home_ok=True) for code in ("ANN", "BEN", "CAS"))
LESSONS = (
    lesson("A", "ANN", 7),
    lesson("B", "BEN", 7, of="3B"),
    lesson("C", "CAS", 7, of="5C", modes=frozenset({Mode.SYNCHRONOUS}), distance_max=7),
)


def row(value: str = "34", who: str = "alle", level: Level = Level.MUST) -> RuleRow:
    return RuleRow("H28", who, level, value=value)


def school(*rows: RuleRow, **more: object):
    fields = {"periods": HOURS, "classes": CLASSES, "teachers": TEACHERS, "rules": rows, **more}
    return replace(small_school(*LESSONS), **fields)


def day(of: str, *periods: int, on: int = 0, option: str = "contact") -> list[At]:
    return [At(of, on, period, part, option=option) for part, period in enumerate(periods, start=1)]


@pytest.mark.parametrize(
    ("meets", "points"),
    [
        (day("A", 1, 2, 3, 5, 6) + day("B", 1, 2, 3, 5, 6), 1),  # 35 pupils at 11:40
        (day("A", 1, 2, 3, 5, 6) + day("B", 1, 2, 3, 4, 6), 0),  # one class at 11:40, one at 12:30
        (day("A", 1, 2, 3, 6) + day("B", 1, 2, 3, 4, 6), 0),  # who is free for two periods eats in the first
        (day("A", 1, 2, 3, 6) + day("B", 1, 2, 3, 5), 1),
        (day("A", 1, 2, 3, 5, 6) + day("B", 1, 2, 3), 0),  # who has nothing more goes home
        (day("A", 1, 2, 3, 5, 6) + day("B", 5, 6), 0),  # who comes after noon has eaten
        (day("A", 1, 2, 3, 5) + day("B", 1, 2, 3, 4, 5, 6, 7), 0),  # who is never free does not eat here
        (day("A", 1, 2, 3, 5) + day("B", 1, 2, 3, 5, on=1), 0),
    ],
)
def test_classes_that_have_their_first_break_at_the_same_moment_are_added_up(meets, points):
    assert broken(school(row()), "H28", *meets) == points


def test_only_classes_that_are_at_school_before_and_after_count():
    ways = [way.id for way in build_problem(school(row())).lesson["C"].options]
    home = next(way for way in ways if way.startswith("sync") and "home" in way)
    here = day("A", 1, 2, 3, 5)
    assert broken(school(row("25")), "H28", *here, *day("C", 1, 2, 3, 5)) == 5
    assert broken(school(row("25")), "H28", *here, *day("C", 1, 2, 3, 5, option=home)) == 0
    mixed = [*day("C", 1, 2, 3), At("C", 0, 5, 4, option=home)]
    assert broken(school(row("25")), "H28", *here, *mixed) == 0, "they go home at noon"


def test_each_row_is_a_canteen_of_those_whom_it_names():
    all_at_once = [at for of in "ABC" for at in day(of, 1, 2, 3, 5)]
    assert broken(school(row("20", "Noord")), "H28", *all_at_once) == 10
    assert broken(school(row("20", "Noord"), row("10", "Zuid")), "H28", *all_at_once) == 10 + 5
    assert broken(school(row("20", "alle behalve 3B")), "H28", *all_at_once) == 10
    free = (replace(CLASSES[0], exempt=(("H28", "eet thuis"),)), *CLASSES[1:])
    assert broken(school(row("0"), classes=free), "H28", *all_at_once) == 25
    assert not has(school(row("45")), "H28") and not has(school(row(level=Level.OFF)), "H28")
    assert not has(school(), "H28")


def test_breaks_of_the_grids_overlap_by_the_clock_and_a_class_may_leave_sooner():
    later = tuple(replace(one, grid="laat", start=one.start + 30, end=one.end + 30) for one in grid() if one.day == 0)
    classes = (CLASSES[0], replace(CLASSES[1], grid="laat"))
    two = dict(periods=(*grid(), *later), classes=classes, lessons=LESSONS[:2])
    meets = day("A", 4, 5) + day("B", 4, 5)
    assert broken(school(row("34"), **two), "H28", *meets) == 1
    assert broken(school(row("minutes=30; pupils=34"), **two), "H28", *meets) == 0


def test_pupils_of_groups_are_their_part_of_the_class():
    groups = (ClassGroup("3A-1", "3A", "h", 12), ClassGroup("3A-2", "3A", "h", 8))
    halves = (lesson("H1", "ANN", 1, of="3A-1"), lesson("H2", "BEN", 1, of="3A-2"))
    one = school(row("0"), groups=groups, lessons=(*LESSONS, *halves))
    assert broken(one, "H28", *day("A", 1, 2, 3, 5, 6), At("H1", 0, 4)) == 8, "the others have no free stretch"
    assert broken(one, "H28", *day("A", 1, 2, 3, 6), At("H1", 0, 4)) == 20, "eight at 11:40, twelve at 12:30"


def test_a_wish_costs_points_for_each_pupil_and_a_class_without_a_number_is_told():
    wish = school(row("30", level=Level.WISH), classes=(*CLASSES[:2], replace(CLASSES[2], pupils=0)))
    assert cost(wish, "H28", *day("A", 1, 2, 3, 5), *day("B", 1, 2, 3, 5)) == 5 * 10
    assert "Regel H28: van 5C is het aantal leerlingen niet bekend; zij tellen niet mee in de refter." in notes(wish)


def test_it_is_said_with_the_moment_and_the_classes():
    meets = day("A", 1, 2, 3, 5, 6) + day("B", 1, 2, 3, 5, 6)
    assert said(school(row()), "H28", *meets) == [
        "De refter heeft op maandag om 11:40 35 leerlingen die eten (3A en 3B), hoogstens 34."
    ]
    assert said(school(row("5", "Noord")), "H28", *meets, language="en") == [
        "The canteen (Noord) has 20 pupils eating on Monday at 11:40 (3A), at most 5."
    ]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(1, 7)), max_size=14, unique=True), st.integers(0, 36))
def test_it_is_what_somebody_at_the_door_counts(taught, most):
    """Minute by minute: who has no lesson for 50 minutes, had one in the morning, and has one after."""
    starts = {one.period: one.start for one in HOURS}
    heads = {"A": 20, "B": 15}
    parts = {of: sorted(period for one, period in taught if one == of) for of in "AB"}
    begins: dict[str, int] = {}
    for of, periods in parts.items():
        for begin in sorted({660, *(start + 50 for start in starts.values() if start + 50 > 660)}):
            free = all(not (starts[p] < begin + 50 and starts[p] + 50 > begin) for p in periods)
            later = any(starts[p] >= begin + 50 for p in periods)
            if begin + 50 <= 870 and free and later and any(p < 5 for p in periods):
                begins[of] = begin
                break
    most_eating = max(
        (sum(heads[of] for of, one in begins.items() if one <= moment < one + 50) for moment in begins.values()),
        default=0,
    )
    meets = [at for of, periods in parts.items() for at in day(of, *periods)]
    assert (broken(school(row(str(most))), "H28", *meets) > 0) is (most_eating > most)
