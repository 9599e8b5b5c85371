"""S14: gaps and broken wishes are shared fairly; the most burdened teacher carries as little as possible."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.school.records import Availability, Level, RuleRow, School
from tests.school.judging import At, broken, cost, has, lesson, said, small_school


def school(*rules: RuleRow, wishes: tuple[Availability, ...] = ()) -> School:
    return small_school(lesson("W", "ANN", 4), lesson("V", "BEN", 4, subject="LO"), rules=rules, availability=wishes)


def meets(ann: tuple[int, ...], ben: tuple[int, ...]) -> list[At]:
    return [
        At(code, day, period, part)
        for day, (code, taught) in enumerate((("W", ann), ("V", ben)))
        for part, period in enumerate(taught, start=1)
    ]


@pytest.mark.parametrize(
    ("ann", "ben", "expected"), [((1, 2), (1, 2), 0), ((1, 3), (1, 2), 1), ((1, 3), (1, 4), 2), ((1, 4), (1, 4), 2)]
)
def test_the_largest_burden_of_one_teacher_counts(ann: tuple[int, ...], ben: tuple[int, ...], expected: int) -> None:
    assert broken(school(), "S14", *meets(ann, ben)) == expected
    assert cost(school(), "S14", *meets(ann, ben)) == 5 * expected


def test_broken_wishes_add_to_the_gaps_of_the_same_teacher() -> None:
    wishes = (Availability("teacher", "ANN", day=0, period=1, level=Level.WISH),)
    assert broken(school(wishes=wishes), "S14", *meets((1, 3), (1, 2))) == 2
    assert broken(school(wishes=wishes), "S14", *meets((2, 4), (1, 4))) == 2
    assert broken(school(RuleRow("S03", level=Level.OFF), wishes=wishes), "S14", *meets((1, 3), (1, 4))) == 1


def test_musts_and_limits_of_a_day_are_no_burden() -> None:
    away = (Availability("teacher", "ANN", day=0),)
    assert broken(school(wishes=away), "S14", *meets((1, 3), ())) == 1  # the gap, not the two periods


def test_wishes_about_classes_burden_no_teacher() -> None:
    wishes = (Availability("class", "3A", day=0, level=Level.WISH),)
    assert broken(school(wishes=wishes), "S14", *meets((1, 2), (1, 2))) == 0


def test_who_carries_most_is_named() -> None:
    assert said(school(), "S14", *meets((1, 4), (1, 3))) == ["Wie het meest draagt (leraar ANN) komt aan 2."]


def test_without_burdens_there_is_nothing_to_share_and_it_can_be_off() -> None:
    assert not has(school(RuleRow("S03", level=Level.OFF)), "S14")
    assert has(school(), "S14") and not has(school(RuleRow("S14", level=Level.OFF)), "S14")
    must = replace(school(), rules=(RuleRow("S14", level=Level.MUST),))
    assert cost(must, "S14", *meets((1, 4), (1, 2))) == 2
