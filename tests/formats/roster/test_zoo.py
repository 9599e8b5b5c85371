"""Drawn rosters with known truth: most are read exactly, and what is read wrongly is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.formats.roster.zoo.keeping import drawn, judged

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
