"""From which rooms a teacher teaches online: quiet ones, and with a camera where the school asks for one (H18)."""

from __future__ import annotations

import pytest

from scheduler.evaluation import evaluate
from scheduler.problem.modes import Mode
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import Level, Room, RuleRow, School
from scheduler.telling.violations import sentence
from tests.school.schools import blended_school

ASKED = RuleRow("H18", "all", Level.MUST, value="camera=ja")


def school(*rules: RuleRow, cameras: bool = True) -> School:
    """Two quiet rooms, one of them with a camera, and a room with a camera that is not quiet."""
    rooms = (Room("bare", quiet=True), Room("studio", quiet=True, camera=cameras), Room("hall", camera=cameras))
    return blended_school(rules=rules, rooms=rooms)


def taught_from(built: School) -> tuple[str, ...]:
    lesson = build_problem(built).lesson["W"]
    demands = lesson.demands_in(lesson.option("synchronous/school"))
    return next(demand.candidates for demand in demands if demand.role == "quiet room")


@pytest.mark.parametrize(
    ("rules", "rooms"),
    [
        ((), ("room:bare", "room:studio")),
        ((RuleRow("H18", "all", Level.MUST, value="camera=nee"),), ("room:bare", "room:studio")),
        ((ASKED,), ("room:studio",)),
        ((RuleRow("H18", "all", Level.OFF, value="camera=ja"),), ("room:bare", "room:studio")),
    ],
)
def test_a_camera_is_needed_only_where_the_school_asks_for_one(rules: tuple[RuleRow, ...], rooms: tuple[str]) -> None:
    assert taught_from(school(*rules)) == rooms


@pytest.mark.parametrize(("room", "rules"), [("studio", (ASKED,)), ("bare", ())])
def test_a_lesson_taught_online_from_a_fitting_room_keeps_the_rule(room: str, rules: tuple[RuleRow, ...]) -> None:
    assert "H18" not in broken_by(room, *rules)


def test_a_lesson_taught_online_from_a_room_without_the_camera_that_is_asked_breaks_the_rule() -> None:
    assert "H18" in broken_by("bare", ASKED)


def broken_by(room: str, *rules: RuleRow) -> set[str]:
    problem = build_problem(school(*rules))
    chosen = (("quiet room", f"room:{room}"),)
    placed = Timetable((Placement("W", 1, 1, 0, "synchronous/school", chosen),))
    return {violation.entry for violation in evaluate(problem, placed).violations}


def test_without_any_camera_nobody_teaches_online_from_a_school_that_asks_one() -> None:
    problem = build_problem(school(ASKED, cameras=False))
    options = {option.id: option.mode for option in problem.lesson["W"].options}
    placed = Timetable((Placement("W", 1, 1, 0, "synchronous/school"),))
    assert options["synchronous/school"] is Mode.SYNCHRONOUS
    judged = [one for one in evaluate(problem, placed).violations if one.entry in ("H10", "H18")]
    assert [one.entry for one in judged] == ["H18"]  # one matter, one line
    assert "heeft geen stil lokaal op maandag lesuur 1" in sentence(problem, judged[0], "nl")
    assert "has no quiet room on Monday period 1" in sentence(problem, judged[0], "en")
