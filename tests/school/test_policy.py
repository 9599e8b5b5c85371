"""The legal numbers and the planner's own policy file."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.formats.files.faults import Fault
from scheduler.problem.text import data_folder
from scheduler.school.building import build_problem
from scheduler.school.building.context import Context, make_times
from scheduler.school.catalogue import catalogue
from scheduler.school.policy import PolicyError, load_policy
from scheduler.school.records import RuleRow, SchoolClass
from scheduler.school.stages import stage_of
from tests.school.schools import blended_school


@pytest.mark.parametrize(
    ("stage", "programme", "cap"),
    [
        ("1", "", 20),
        ("okan", "", 20),
        ("2", "", 30),
        ("3", "", 40),
        ("OV3-observatiefase", "", 20),
        ("OV4-2", "", 30),
        ("OV1", "", 0),  # single pupils only
        ("ov 2", "", 0),
        ("3", "Aanloopstructuuronderdeel Kapper", 0),
        ("tweede graad", "", 30),
        ("graad 3", "", 40),
        ("OV4 graad 2", "", 30),
        ("9", "", 20),  # unknown: the lowest, and the policy says that it does not know it
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
    with pytest.raises(PolicyError, match="nowhere") as missing:
        load_policy("nowhere", tmp_path)
    assert missing.value.kind == "missing"


def test_a_policy_that_cannot_be_had_is_told_in_the_language_of_the_reader_without_words_of_the_system(
    tmp_path: Path,
) -> None:
    (tmp_path / "empty.toml").write_text("", encoding="utf-8")
    (tmp_path / "folder.toml").mkdir()
    os.mkfifo(tmp_path / "pipe.toml")
    told = {}
    for name in ("nowhere", "empty.toml", "folder.toml", "pipe.toml"):
        with pytest.raises(PolicyError) as wrong:
            load_policy(name, tmp_path)
        fault = Fault("Instellingen!B3", name, f"policy_{wrong.value.kind}", {"reason": wrong.value.detail}, "reading")
        told[name] = fault.text("nl")
    assert all("file" not in text and "directory" not in text and str(tmp_path) not in text for text in told.values())
    assert "ontbreekt 'share'" in told["empty.toml"] and "geen gewoon bestand" in told["folder.toml"]


def test_the_catalogue_has_every_rule_of_the_domain_study_in_both_languages() -> None:
    ids = [f"H{n:02}" for n in range(1, 29)] + [f"S{n:02}" for n in range(1, 23)]
    assert list(catalogue()) == ids
    for entry in catalogue().values():
        assert entry.sentence["nl"] and entry.sentence["en"]
        assert all(p.sentence["nl"] and p.sentence["en"] for p in entry.parameters)


TWO = (
    "2", " 2 ", "graad 2", "Graad 2", "2e graad", "2de graad", "2 graad", "tweede graad", "TWEEDE  GRAAD", "graad II",
    "2nd stage", "second stage", "stage 2", "grade 2", "3e jaar", "4de leerjaar", "year 3",
)  # fmt: skip


@pytest.mark.parametrize("written", TWO)
def test_a_stage_is_the_same_however_it_is_written(written: str) -> None:
    policy = load_policy("vlaanderen-2023")
    assert (stage_of(written), policy.share_cap(written), policy.knows(written)) == ("2", 30, True)


@pytest.mark.parametrize("written", [one for one in TWO if not one.strip().isdigit()])
@pytest.mark.parametrize("of_class", ["2", "2e graad", "stage 2"])
def test_a_row_for_a_stage_reaches_its_classes_however_both_are_written(written: str, of_class: str) -> None:
    rows = (RuleRow("H11", written, value="2"), RuleRow("H11", "graad 3", value="1"))
    school = replace(blended_school(rules=rows), classes=(SchoolClass("3A", stage=of_class, distance_ok=True),))
    context = Context(school, load_policy("vlaanderen-2023"), make_times(school))
    setting = context.for_class("H11", school.classes[0])
    assert setting is not None
    assert setting.number("distance_per_day") == 2


@pytest.mark.parametrize("stage", ["OV1", "OV2", "BuSO OV1", "ov 2", "DBSO", "leertijd", "aanloopfase"])
def test_where_only_single_pupils_may_be_at_distance_a_group_has_nothing(stage: str) -> None:
    policy = load_policy("vlaanderen-2023")
    assert (policy.knows(stage), policy.share_cap(stage)) == (True, 0)


@pytest.mark.parametrize("stage", ["", "4", "OV3", "OV5", "OV3-proeffase", "kleuter", "graad 9", "ASO"])
def test_a_kind_of_school_that_the_policy_does_not_know_is_asked_about(stage: str) -> None:
    assert not load_policy("vlaanderen-2023").knows(stage)
    school = replace(blended_school(), classes=(SchoolClass("5A", stage=stage, distance_ok=True),))
    notes = [note for note in build_problem(school).notes if note.key == "stage_unknown"]
    assert [dict(note.values)["cap"] for note in notes] == [20]
    quiet = replace(school, classes=(SchoolClass("5A", stage=stage),))
    assert not [note for note in build_problem(quiet).notes if note.key == "stage_unknown"]


def test_an_own_policy_may_state_what_holds_for_other_stages(tmp_path: Path) -> None:
    shipped = (data_folder() / "policies" / "vlaanderen-2023.toml").read_text(encoding="utf-8")
    (tmp_path / "own.toml").write_text(shipped.replace("[share.stages]", "default = 10\n[share.stages]"), "utf-8")
    policy = load_policy("own.toml", tmp_path)
    assert (policy.knows("kleuter"), policy.share_cap("kleuter"), policy.share_cap("3")) == (True, 10, 40)
