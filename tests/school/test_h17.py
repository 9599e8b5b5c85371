"""H17: a block of periods stays inside a half day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.school.building import build_problem
from scheduler.school.records import Blocks, Level, RuleRow
from scheduler.solver.proofs.precheck import precheck
from scheduler.telling.proofs import sentence
from tests.school.judging import At, block, broken, has, lesson, said, small_school


@pytest.mark.parametrize(
    ("size", "period", "expected"),
    [(2, 1, 0), (2, 3, 0), (2, 4, 2), (3, 2, 0), (3, 3, 3), (3, 5, 0), (4, 1, 0), (4, 2, 4)],
)
def test_a_block_that_runs_over_noon_counts_its_periods(size: int, period: int, expected: int) -> None:
    school = small_school(lesson("W", "ANN", size, blocks=block(size)))
    assert broken(school, "H17", At("W", 0, period, duration=size)) == expected


def test_single_periods_are_never_too_long() -> None:
    assert not has(small_school(lesson("W", "ANN", 4)), "H17")


def test_of_a_lesson_that_may_be_split_every_length_is_asked() -> None:
    school = small_school(lesson("W", "ANN", 4, blocks=Blocks((), 1, 3)))
    assert broken(school, "H17", At("W", 0, 4, duration=2), At("W", 1, 1, part=2, duration=2)) == 2
    assert broken(school, "H17", At("W", 0, 3, duration=3), At("W", 1, 4, part=2)) == 3


def test_the_longest_block_of_a_lesson_counts() -> None:
    school = small_school(lesson("W", "ANN", 3, blocks=Blocks((1, 2))))
    assert broken(school, "H17", At("W", 0, 4), At("W", 1, 4, part=2, duration=2)) == 2
    assert broken(school, "H17", At("W", 0, 4), At("W", 1, 3, part=2, duration=2)) == 0


def test_it_can_be_off_for_one_subject_and_a_wish_for_another() -> None:
    two = small_school(lesson("W", "ANN", 2, blocks=block(2)), lesson("L", "BEN", 2, subject="LO", blocks=block(2)))
    both = (At("W", 0, 4, duration=2), At("L", 1, 4, duration=2))
    assert broken(two, "H17", *both) == 4
    assert broken(replace(two, rules=(RuleRow("H17", "LO", Level.OFF),)), "H17", *both) == 2
    wish = build_problem(replace(two, rules=(RuleRow("H17", "LO", Level.WISH),)))
    assert {rule.hard for rule in wish.rules if rule.entry == "H17"} == {True, False}


def test_a_block_longer_than_every_half_day_is_proved_and_the_rule_is_named() -> None:
    school = small_school(lesson("W", "ANN", 5, blocks=block(5)))
    problem = build_problem(school)
    (proof,) = precheck(problem)
    assert proof.key == "no_time"
    for language in ("nl", "en"):
        assert "H17" in sentence(problem, proof, language) and " 5 " in sentence(problem, proof, language)
    assert not precheck(build_problem(replace(school, rules=(RuleRow("H17", "WIS", Level.OFF),))))
    assert not precheck(build_problem(small_school(lesson("W", "ANN", 4, blocks=block(4)))))


def test_the_sentence_names_the_time() -> None:
    school = small_school(lesson("W", "ANN", 2, blocks=block(2)))
    assert said(school, "H17", At("W", 0, 4, duration=2)) == [
        "WIS 3A (les W) staat op maandag lesuur 4-5; dat moment is niet toegelaten."
    ]
