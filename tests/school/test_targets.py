"""Targets for distance that cannot be met are told, with both figures, and those that can be are not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.school.building import build_problem
from scheduler.school.records import Level, RuleRow, School, SchoolClass, Subject
from tests.school.judging import lesson, small_school


def school(target: object = None, stage: str = "1", subject: bool = True, **more: object) -> School:
    wish = None if target is None else Fraction(str(target))
    whom = SchoolClass("3A", stage=stage, pupils=20, onsite_requests=0, distance_target_pct=wish, **more)  # type: ignore[arg-type]
    taught = (Subject("WIS", distance_ok=subject, material_ready=True), Subject("LO"))
    return small_school(lesson("W", periods=10), classes=(whom,), subjects=taught)


def told(one: School, language: str = "nl") -> list[str]:
    return [note.text(language) for note in build_problem(one).notes if note.key.startswith("target")]


@pytest.mark.parametrize(
    ("stage", "own", "target", "figures"),
    [
        ("1", None, 20, None),
        ("1", None, "20.5", "3A (20,5 > 20 %)"),
        ("eerste graad", None, 30, "3A (30 > 20 %)"),
        ("3", None, 30, None),
        ("3", 25, 30, "3A (30 > 25 %)"),
        ("3", None, 0, None),
        ("3", None, None, None),
        ("OV1", None, 10, "3A (10 > 0 %)"),
    ],
)
def test_a_target_above_the_cap_is_told_with_both(
    stage: str, own: int | None, target: object, figures: str | None
) -> None:
    cap = None if own is None else Fraction(own)
    found = told(school(target, stage, distance_ok=True, distance_max_pct=cap))
    assert [figures in text for text in found] == [True] if figures else found == []


def test_a_target_for_what_may_not_be_at_distance_is_told_with_the_reason() -> None:
    assert "afstand_ok" in told(school(10, distance_ok=False))[0]
    assert "vak, leraar" in told(school(10, subject=False, distance_ok=True))[0]
    assert "distance_ok" in told(school(10, distance_ok=False), "en")[0]
    off = school(10, distance_ok=True)
    for row in (RuleRow("S16", level=Level.OFF), RuleRow("H10", "all", Level.OFF)):
        assert told(replace(off, rules=(row,))) == []
