"""Ids of rules: entry, aspect and a number from 1 on, whatever tells the rules of one sentence apart."""

from __future__ import annotations

import re
from collections import defaultdict

from scheduler.school.building import build_problem
from tests.school.random_schools import random_school


def test_rules_of_one_sentence_are_numbered_from_one_on() -> None:
    numbers: dict[tuple[str, str], set[int]] = defaultdict(set)
    for seed in range(12):
        rules = build_problem(random_school(seed)).rules
        assert len({rule.id for rule in rules}) == len(rules)
        for rule in rules:
            rest = rule.id.removeprefix(f"{rule.entry}/").removeprefix(rule.aspect).strip()
            if number := re.match(r"\d+", rest):
                numbers[rule.entry, rule.aspect].add(int(number[0]))
    assert len(numbers) > 20
    assert {key: min(found) for key, found in numbers.items() if min(found) != 1} == {}
