"""Drawn rosters with known truth: most are read exactly, and what is read wrongly is told."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.formats.roster.zoo.further import FURTHER
from tests.formats.roster.zoo.keeping import drawn, judged
from tests.formats.roster.zoo.layouts import Writer
from tests.formats.roster.zoo.schools import draw_school

DRAWS = range(200)
EXACT, SILENT = 194, 0
"""Of 200 draws: at least so many exactly, at most so many wrong without being told (measured: 197 and 0)."""


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    folder: Path = tmp_path_factory.mktemp("zoo")
    return {seed: judged(drawn(seed), folder / f"zoo{seed}")[0] for seed in DRAWS}


def test_most_drawn_rosters_are_read_exactly(verdicts):
    assert sum(verdict == "right" for verdict in verdicts.values()) >= EXACT


def test_hardly_a_drawn_roster_is_read_wrongly_without_being_told(verdicts):
    assert len([seed for seed, verdict in verdicts.items() if verdict == "wrong"]) <= SILENT


@pytest.mark.parametrize("name", ["load list", "joined times"])
def test_lists_are_read_under_any_heading_in_any_order(name: str, tmp_path: Path):
    found = []
    for seed in range(8):
        random = Random(f"{name} {seed}")
        layout = FURTHER[name](Writer(random, draw_school(random)))
        found.append(judged(layout, tmp_path / f"{seed}")[0])
    assert found.count("right") >= 7 and "wrong" not in found
