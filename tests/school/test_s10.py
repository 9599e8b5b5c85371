"""S10: rooms for distance lessons at school open as little as possible; those nobody needs are closed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.school.building import build_problem
from scheduler.school.records import Level, Room, RuleRow, School, Supervision
from scheduler.solver.search import Stop, solve
from tests.school.judging import At, broken, cost, has, lesson, said, small_school

OPEN = [At("toezicht:OLC:1-1", 0, 1), At("toezicht:OLC:1-2", 0, 2), At("toezicht:OLC:2-1", 1, 1)]


def school(*rules: RuleRow, requests: int = 2, **more: object) -> School:
    one = small_school(
        lesson("W", "ANN", 2),
        rooms=(Room("101"), Room("Q", quiet=True), Room("OLC", seats=10, onsite=True)),
        supervision=(Supervision("OLC", "Sofie"),),
        rules=rules,
        **more,
    )
    return replace(one, classes=tuple(replace(record, onsite_requests=requests) for record in one.classes))


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_every_opening_costs(count: int) -> None:
    assert broken(school(), "S10", *OPEN[:count]) == count
    assert cost(school(), "S10", *OPEN[:count]) == 5 * count
    assert cost(school(RuleRow("S10", weight=7)), "S10", *OPEN[:count]) == 7 * count


def test_the_sentence() -> None:
    assert said(school(), "S10", *OPEN[:2]) == [
        "Openstellingen van lokalen voor wie afstandslessen op school volgt: 2 lessen per week, hoogstens 0."
    ]


def test_without_requests_there_is_nothing_to_open() -> None:
    assert not has(school(requests=0), "S10") and has(school(), "S10")


@pytest.mark.parametrize("distance", [True, False])
def test_a_search_leaves_no_room_open_that_nobody_needs_also_where_opening_is_free(distance: bool) -> None:
    off = [RuleRow(rule, level=Level.OFF) for rule in ("S10", "H03", "H04", "H11", "H12")]
    rules = off if distance else [*off, RuleRow("H10", value="contact")]
    one = school(*rules)
    one = replace(one, lessons=(lesson("W", "ANN", 2, distance_min=1),))
    problem = build_problem(one)
    found = solve(problem, stop=Stop(work=20))
    assert found.timetable is not None and found.hard == 0
    away = {one.start for one in found.timetable.of_lesson("W") if one.option != "contact"}
    opened = {
        one.start for one in found.timetable.placements if one.lesson.startswith("toezicht") and one.start is not None
    }
    assert opened == away and bool(away) == distance


def test_it_can_be_switched_off() -> None:
    assert not has(school(RuleRow("S10", level=Level.OFF)), "S10")
