"""What holds for the rules and notes of every school: ids that number them from 1 on, and nothing said about nobody."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

import pytest

from scheduler.problem.problem import Problem
from scheduler.school.building import build_problem
from scheduler.school.records import RuleRow
from tests.school.judging import lesson, small_school
from tests.school.random_schools import random_school
from tests.school.test_h06 import NO_BREAK
from tests.school.weeks import NORMAL, week

SEEDS = range(12)
FULL_TIME = week(*NORMAL).school
PLAIN = {
    "one lesson": small_school(lesson("W")),
    "no distance": small_school(lesson("W"), rules=(RuleRow("H10", value="contact"),)),
    "one full-time class": replace(FULL_TIME, classes=FULL_TIME.classes[:1]),
    "a target": week("CCCCC").of_class(distance_target_pct=Fraction(20)).school,
    "no break": week(*["CCCC"] * 5, periods=NO_BREAK).school,
}


def drawn(seed: int) -> Problem:
    return build_problem(random_school(seed))


def test_rules_of_one_sentence_are_numbered_from_one_on() -> None:
    """Of two numbers the second is that of a week, from 0, or a part, from 1."""
    numbers: dict[tuple[str, str], set[int]] = defaultdict(set)
    seconds: dict[tuple[str, str], set[int]] = defaultdict(set)
    for problem in (*map(drawn, SEEDS), *map(build_problem, PLAIN.values())):
        rules = problem.rules
        assert len({rule.id for rule in rules}) == len(rules)
        for rule in rules:
            rest = rule.id.removeprefix(f"{rule.entry}/").removeprefix(rule.aspect).strip()
            if number := re.match(r"(\d+)(?: (\d+)$)?", rest):
                numbers[rule.entry, rule.aspect].add(int(number[1]))
                seconds[rule.entry, rule.aspect].add(int(number[2] or 0))
    assert len(numbers) > 20
    assert {key: min(found) for key, found in numbers.items() if min(found) != 1} == {}
    assert {key: min(found) for key, found in seconds.items() if min(found) > 1} == {}
    assert all(1 in seconds[key] for key in (("H06", "lunch"), ("S15", "end")))


POINTS = ("lessons", "resources", "groups", "bounds", "allowed", "pins", "pools", "clusters", "sets")


@pytest.mark.parametrize("which", [*SEEDS, *PLAIN])
def test_every_rule_is_about_somebody_and_every_note_names_something(which: int | str) -> None:
    problem = drawn(which) if isinstance(which, int) else build_problem(PLAIN[which])
    for rule in problem.rules:
        for name in POINTS:
            found = getattr(rule, name, None)
            if isinstance(found, tuple):
                assert found and () not in found, f"{rule.id}: {name}"
    for note in problem.notes:
        assert all(value != "" for name, value in note.values if name != "type"), note
