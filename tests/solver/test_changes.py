"""Small random changes of a school with a timetable, as a planner has them every week: mended, and near."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.evaluation import evaluate
from scheduler.evaluation.stability import apart_from_stability
from scheduler.school.records import Level, Room, RosterRow, RuleRow, School
from scheduler.solver.stopping import Stop
from tests.changes import KINDS, Case, cases, mended, summary
from tests.school.judging import lesson, small_school

OFF = tuple(RuleRow(entry, level=Level.OFF) for entry in ("H06", "H07", "H08", "S07", "S08", "S15", "S04", "S05"))
MOMENTS = ((0, 1), (0, 2), (1, 1), (1, 2), (3, 1), (4, 2))


def school() -> School:
    """W and X of ANN, V of BEN, twice a week each, in two rooms of which either is enough."""
    lessons = (
        lesson("W", periods=2),
        lesson("X", periods=2, subject="LO"),
        lesson("V", "BEN", periods=2, subject="LO"),
    )
    parts = [(one.id, part) for one in lessons for part in (1, 2)]
    roster = tuple(
        RosterRow(name, part, teachers=("BEN" if name == "V" else "ANN",), day=day, period=period, room="L1")
        for (name, part), (day, period) in zip(parts, MOMENTS, strict=True)
    )
    return small_school(*lessons, rules=OFF, roster=roster, rooms=(Room("L1", seats=30), Room("L2", seats=30)))


CASES = tuple(cases(school(), Path("school.xlsx"), len(KINDS)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.change.kind)
def test_a_small_change_is_mended_and_no_more_moves_than_must(case: Case) -> None:
    judged = evaluate(case.problem, case.before)
    assert judged.hard or judged.unplaced
    found = mended(case, evaluate(apart_from_stability(case.problem), case.before).soft, Stop(work=0.05))
    assert found.solved, summary([found])
    assert found.found.moved == found.found.least
    assert summary([found]).startswith("1 of 1 solved")
