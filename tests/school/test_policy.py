"""The legal numbers and the planner's own policy file."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.problem.text import data_folder
from scheduler.school.catalogue import catalogue
from scheduler.school.policy import PolicyError, load_policy


@pytest.mark.parametrize(
    ("stage", "programme", "cap"),
    [
        ("1", "", 20),
        ("okan", "", 20),
        ("2", "", 30),
        ("3", "", 40),
        ("OV3-observatiefase", "", 20),
        ("OV4-2", "", 30),
        ("9", "", 20),  # unknown: the lowest
        ("2", "Topsport-Wetenschappen", 100),
    ],
)
def test_the_cap_of_a_stage(stage: str, programme: str, cap: int) -> None:
    assert load_policy("vlaanderen-2023").share_cap(stage, programme) == cap


def test_an_own_policy_file_is_read_beside_the_workbook(tmp_path: Path) -> None:
    shipped = (data_folder() / "policies" / "vlaanderen-2023.toml").read_text(encoding="utf-8")
    (tmp_path / "own.toml").write_text(shipped.replace('"3" = 40', '"3" = 15'), encoding="utf-8")
    assert load_policy("own.toml", tmp_path).share_cap("3") == 15


@pytest.mark.parametrize("content", ["", "name = ", 'name = "x"\n[share]\n', "\x00"])
def test_a_broken_policy_file_is_an_error_that_names_the_file(tmp_path: Path, content: str) -> None:
    (tmp_path / "own.toml").write_text(content, encoding="utf-8")
    with pytest.raises(PolicyError, match=r"own\.toml"):
        load_policy("own.toml", tmp_path)
    with pytest.raises(PolicyError, match="nowhere"):
        load_policy("nowhere", tmp_path)


def test_the_catalogue_has_every_rule_of_the_domain_study_in_both_languages() -> None:
    ids = [f"H{n:02}" for n in range(1, 21)] + [f"S{n:02}" for n in range(1, 17)]
    assert list(catalogue()) == ids
    for entry in catalogue().values():
        assert entry.sentence["nl"] and entry.sentence["en"] and entry.source
        assert all(p.sentence["nl"] and p.sentence["en"] for p in entry.parameters)
