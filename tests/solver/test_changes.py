"""Small random changes of a school with a timetable, as a planner has them every week: mended, near, and not dear."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.evaluation import evaluate
from scheduler.evaluation.stability import apart_from_stability
from scheduler.formats.reading import read_case
from scheduler.solver.replanning import replan
from scheduler.solver.stopping import Stop
from tests.changes import KINDS, Case, cases, mended, summary

SCHOOL = Path(__file__).resolve().parents[2] / "examples" / "absent-teachers" / "school.xlsx"
READ = read_case(SCHOOL)


@pytest.fixture(scope="module")
def soft() -> int:
    assert READ.timetable is not None
    return evaluate(apart_from_stability(READ.problem), READ.timetable).soft


@pytest.mark.parametrize(
    "case", list(cases(READ.school, SCHOOL, len(KINDS), seed=2)), ids=lambda case: case.change.kind
)
def test_a_small_change_is_mended_and_no_fewer_meets_move_than_must(
    case: Case, soft: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replan, "WISHES", 0.0)
    monkeypatch.setattr(replan, "LEAST_WORK_FOR_WISHES", 0.01)
    found = mended(case, soft, Stop(work=1))
    assert found.solved, summary([found])
    assert found.found.least <= found.found.moved <= 12
    assert found.ratio <= 4


def test_a_change_breaks_something_or_leaves_something_without_a_time() -> None:
    for case in cases(READ.school, SCHOOL, len(KINDS), seed=5):
        judged = evaluate(case.problem, case.before)
        assert judged.hard or judged.unplaced
