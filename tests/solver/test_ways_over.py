"""A mixed lesson that is at distance for somebody in all its ways, where nobody may be: counted, told, and true."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.evaluation import evaluate
from scheduler.problem.modes import Mode
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import Level, RuleRow, SchoolClass
from scheduler.solver.proofs.precheck import precheck
from scheduler.telling.proofs import sentence
from tests.school.judging import lesson, small_school


def school(cap: int, segments: int, periods: int, **more: object):  # type: ignore[no-untyped-def]
    """A lesson in which every segment takes its turn, beside nine periods in contact."""
    one = SchoolClass("3A", stage="3", pupils=20, distance_ok=True, segments=segments, distance_max_pct=Fraction(cap))
    rotating = lesson("W", "ANN", periods, mixed=True, modes=frozenset({Mode.SYNCHRONOUS}))
    rest = lesson("X", "BEN", 10 - periods, subject="LO")
    off = RuleRow("H04", "all", Level.OFF)
    return replace(small_school(rotating, rest, classes=(one,), rules=(off,)), **more)


@pytest.mark.parametrize(
    ("cap", "segments", "periods", "key"),
    [
        (0, 2, 1, "mixed_over_cap"),  # no segment must be away, but one of the two is
        (0, 3, 2, "mixed_over_cap"),
        (10, 2, 1, None),  # one period of ten
        (0, 2, 4, "distance_over_cap"),  # each must be away twice
        (10, 3, 2, None),
    ],
)
def test_a_lesson_of_fewer_blocks_than_segments_is_proved_impossible_where_none_may_be_away(
    cap: int, segments: int, periods: int, key: str | None
) -> None:
    problem = build_problem(school(cap, segments, periods))
    found = {proof.key for proof in precheck(problem) if "over_cap" in proof.key}
    assert found == ({key} if key else set())
    if key != "mixed_over_cap":
        return
    for way in problem.lesson["W"].options:
        judged = evaluate(problem, Timetable((Placement("W", 1, 1, 0, way.id),)))
        assert judged.by_entry["H03"].hard or judged.by_entry["H10"].hard


def test_a_segment_that_may_be_away_leaves_a_way() -> None:
    """Of two classes taught together only one may not be at distance: the turn of the other is open."""
    one = school(0, 2, 1).classes[0]
    both = (one, replace(one, code="3B", distance_max_pct=Fraction(50), segments=3))
    rotating = lesson("W", "ANN", 1, of="3A, 3B", mixed=True, modes=frozenset({Mode.SYNCHRONOUS}))
    lessons = (rotating, lesson("X", "BEN", 9, subject="LO"), lesson("Y", "BEN", 9, of="3B", subject="LO"))
    problem = build_problem(school(0, 2, 1, classes=both, lessons=lessons))
    assert not [proof for proof in precheck(problem) if proof.key == "mixed_over_cap"]


def test_it_is_said_with_the_rule_and_the_segment() -> None:
    problem = build_problem(school(0, 2, 1))
    told = [sentence(problem, proof, "nl") for proof in precheck(problem) if proof.key == "mixed_over_cap"]
    assert len(told) == 2 and told[0] == (
        "les W, deel 1, is gemengd en altijd voor iemand op afstand: 3A 3A s1 volgt in een van haar vormen 1 lesuur "
        "elders, maar regel H03 laat er hoogstens 0 toe. "
        "Verhoog het aandeel van die klas, of maak de les gewoon contact."
    )
