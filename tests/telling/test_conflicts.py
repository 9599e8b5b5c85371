"""Ways out of a conflict in words: which of them a law has a say in, and which are the school's own."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.evaluation.conflicts import Change, Conflict, WayOut
from scheduler.problem.modes import DISTANCE_MODES
from scheduler.problem.problem import Problem
from scheduler.school.building import build_problem
from scheduler.school.records import Pool, PoolKind, Room, School
from scheduler.solver.explaining.rows import rows_of
from scheduler.telling import conflicts as words
from tests.school.weeks import lesson, must, small_school

PROJECT = lesson("L", ("5A",), "V", 4, distance_min=Fraction(2), modes=DISTANCE_MODES)


def ways(school: School, entry: str, aspect: str = "", change: Change = Change.LIMIT) -> list[bool]:
    """Of each row of a rule whether easing it is said to be against what the law asks."""
    problem: Problem = build_problem(school)
    rows = [row for row in rows_of(problem) if (row.entry, row.aspect) == (entry, aspect)]
    assert rows, (entry, aspect)
    found = [WayOut(row, change, 1, 1, 2, 3) for row in rows]
    told = [told for _, told in words.ways(problem, Conflict(tuple(rows), True, tuple(found)), "en")]
    assert all(one.law == one.text.endswith("(the law asks it)") for one in told)
    return [one.law for one in told]


@pytest.mark.parametrize(
    ("entry", "aspect", "law"),
    [
        ("H03", "", True),
        ("H04", "contact", True),
        ("H04", "distance", False),
        ("H10", "", True),
        ("H10", "own bounds", False),
    ],
)
def test_the_law_is_named_for_what_it_asks_and_not_for_the_numbers_of_the_school(
    entry: str, aspect: str, law: bool
) -> None:
    assert set(ways(small_school(PROJECT), entry, aspect)) == {law}


def test_an_own_cap_below_that_of_the_law_is_the_schools() -> None:
    school = small_school(PROJECT)
    for cap, law in ((Fraction(10), False), (Fraction(60), True)):
        capped = replace(school, classes=tuple(replace(one, distance_max_pct=cap) for one in school.classes))
        assert set(ways(capped, "H03")) == {law}
    assert set(ways(replace(school, rules=(must("H03", "10"),)), "H03")) == {False}


def test_more_seats_are_not_against_the_law_but_a_pupil_without_one_is() -> None:
    asked = tuple(replace(one, pupils=20, onsite_requests=4) for one in small_school(PROJECT).classes)
    school = replace(small_school(PROJECT), classes=asked, rooms=(Room("OLC", onsite=True, seats=2),))
    assert not any(ways(school, "H08"))
    assert all(ways(school, "H08", change=Change.BREACH))


def test_more_devices_are_not_against_the_law_either() -> None:
    laptops = replace(PROJECT, devices=(("cart", 20),))
    school = replace(small_school(laptops), pools=(Pool("cart", PoolKind.DEVICE, 10),))
    assert not any(ways(school, "H09"))
