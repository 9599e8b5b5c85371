"""What holds for the rules and notes of every school: ids that number them from 1 on, and nothing said about nobody."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

import pytest

from scheduler.problem.problem import Problem
from scheduler.school.building import build_problem
from scheduler.school.records import RuleRow
from tests.school.judging import lesson, small_school
from tests.school.random_schools import random_school

SEEDS = range(12)
PLAIN = {
    "one lesson": small_school(lesson("W")),
    "no distance": small_school(lesson("W"), rules=(RuleRow("H10", value="contact"),)),
}


@cache
def drawn(seed: int) -> Problem:
    return build_problem(random_school(seed))


def test_rules_of_one_sentence_are_numbered_from_one_on() -> None:
    numbers: dict[tuple[str, str], set[int]] = defaultdict(set)
    for seed in SEEDS:
        rules = drawn(seed).rules
        assert len({rule.id for rule in rules}) == len(rules)
        for rule in rules:
            rest = rule.id.removeprefix(f"{rule.entry}/").removeprefix(rule.aspect).strip()
            if number := re.match(r"\d+", rest):
                numbers[rule.entry, rule.aspect].add(int(number[0]))
    assert len(numbers) > 20
    assert {key: min(found) for key, found in numbers.items() if min(found) != 1} == {}


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
