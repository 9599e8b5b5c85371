"""Plans of a batch: what they say, and everything that is wrong with them at once, at its place, with its cure."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.batch.plan import MOST_RUNS, Plan, read_plan
from scheduler.formats.files.faults import Faults
from scheduler.problem.text import catalogue

CALM = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
SCHOOL = '[[schools]]\nfile = "demo:small"\n'


def plan(folder: Path, text: str) -> Plan:
    file = folder / "zomer.toml"
    file.write_text(text, encoding="utf-8")
    return read_plan(file)


def faults(folder: Path, text: str) -> dict[str, str]:
    """The keys of what is wrong, by place."""
    with pytest.raises(Faults) as told:
        plan(folder, text)
    assert all(one.where.startswith("zomer.toml") for one in told.value.faults)
    for one in told.value.faults:
        assert one.params.get("near") or f"{one.key}_cure" in catalogue(one.catalogue), one
        assert one.text("nl") != one.text("en")
    return {one.where.removeprefix("zomer.toml").strip(): one.key for one in told.value.faults}


def test_a_plan_says_schools_scenarios_seeds_and_time(tmp_path: Path) -> None:
    (tmp_path / "dorp").mkdir()
    found = plan(
        tmp_path,
        'time = "1m30s"\nseeds = [7, 0]\nworkers = 1\nat_once = 3\nshare = false\n'
        f'[[schools]]\nfile = "dorp"\n{SCHOOL}name = "Stad 2"\n'
        '[[scenarios]]\nname = "streng"\nrules = [{rule = "S03", voor = "JAN", weight = 5}]\n'
        "settings.cycle_weeks = 2\n",
    )
    assert (found.seconds, found.seeds, found.workers, found.at_once, found.share) == (90.0, (7, 0), 1, 3, False)
    assert [(one.name, one.source) for one in found.schools] == [
        ("dorp", str(tmp_path / "dorp")),
        ("Stad 2", "demo:small"),
    ]
    (scenario,) = found.scenarios
    assert scenario.name == "streng"
    assert scenario.changes.rules[1] == ("S03", "JAN", "", 5, "", "", "")
    assert scenario.changes.settings == (("key", "value"), ("cycle_weeks", 2))


def test_a_plan_of_schools_alone_runs_each_as_it_is_for_five_minutes(tmp_path: Path) -> None:
    found = plan(tmp_path, SCHOOL)
    assert (found.seconds, found.seeds, found.at_once, found.share) == (300.0, (1,), None, True)
    assert found.workers <= (os.cpu_count() or 1)
    assert [one.name for one in found.scenarios] == [""] and not found.scenarios[0].changes.to_json()
    assert found.schools[0].name == "demo-small"


def test_all_that_is_wrong_is_told_at_once_at_its_place(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        'time = "5x"\nseeds = [1, 1]\nworkers = true\nat_once = 0\nshare = "ja"\nschool = 1\n'
        '[[schools]]\nfile = "niet.xlsx"\n'
        '[[schools]]\nfile = "demo:huge"\n[[schools]]\nfile = 3\n[[schools]]\nname = "x"\n'
        '[[scenarios]]\nname = ""\n[[scenarios]]\nrules = "S03"\n'
        '[[scenarios]]\nname = "s"\nrules = [{rule = "S03", wo = "x"}, {rule = "S03", voor = "x", for = "y"}, {},'
        '{rule = "S03", level = "foo"}, {rule = "# S03"}, {rule = "S03", value = [1]}, {level = "must"}]\n'
        "settings = {cycle_week = 2, eerste_schooldag = 2026-09-01, reistijd = {}}\n",
    )
    assert found == {
        "school": "unknown_key",
        "time": "bad_time",
        "share": "bad_yes_or_no",
        "seeds": "seed_twice",
        "workers": "bad_number",
        "at_once": "bad_number",
        "[[schools]] 1 file": "no_school_there",
        "[[schools]] 2 file": "bad_demo",
        "[[schools]] 3 file": "no_school_file",
        "[[schools]] 4 file": "no_school_file",
        "[[scenarios]] 1 name": "bad_name",
        "[[scenarios]] 2 name": "no_name",
        "[[scenarios]] 2 rules": "no_tables",
        "[[scenarios]] 3 rules 1 wo": "unknown_key",
        "[[scenarios]] 3 rules 2 for": "key_twice",
        "[[scenarios]] 3 rules 3": "rule_needed",
        "[[scenarios]] 3 rules 4 level": "not_choice",
        "[[scenarios]] 3 rules 5": "no_comment",
        "[[scenarios]] 3 rules 6 value": "no_cell",
        "[[scenarios]] 3 rules 7 rule": "missing",
        "[[scenarios]] 3 settings cycle_week": "unknown_key",
        "[[scenarios]] 3 settings eerste_schooldag": "date_as_text",
        "[[scenarios]] 3 settings reistijd": "no_cell",
    }


@pytest.mark.parametrize(
    "first, second",
    [
        ("A", "a"),
        ("A b", "A_b"),
        ("Sint-Jan (1)", "Sint-Jan [1]"),
    ],
)
def test_names_that_would_share_their_files_are_refused(tmp_path: Path, first: str, second: str) -> None:
    both = f'{SCHOOL}name = "{first}"\n{SCHOOL}name = "{second}"\n'
    assert faults(tmp_path, both) == {"[[schools]]": "name_twice"}
    scenarios = f'{SCHOOL}[[scenarios]]\nname = "{first}"\n[[scenarios]]\nname = "{second}"\n'
    assert faults(tmp_path, scenarios) == {"[[scenarios]]": "name_twice"}


def test_a_school_and_scenario_that_together_share_files_with_others_are_refused(tmp_path: Path) -> None:
    schools = f'{SCHOOL}name = "A"\n{SCHOOL}name = "A_B"\n'
    assert faults(tmp_path, f'{schools}[[scenarios]]\nname = "B C"\n[[scenarios]]\nname = "C"\n') == {
        "[[schools]]": "name_twice"
    }


def test_more_runs_than_a_night_has_are_refused(tmp_path: Path) -> None:
    schools = "".join(f'{SCHOOL}name = "s{number}"\n' for number in range(MOST_RUNS // 100 + 1))
    assert faults(tmp_path, f"seeds = 100\n{schools}") == {"": "too_many_runs"}


@pytest.mark.parametrize(
    "text",
    [
        "time = ",
        f"seeds = {'9' * 5000}\n{SCHOOL}",
        f"seeds = 0x{'f' * 5000}\n{SCHOOL}",
        f"a = {'[' * 5000}{']' * 5000}",
        f"{'a.' * 100}b = 1",
        'schools = "x"',
        "[schools]\nfile = 1",
        "schools = []\n[[schools]]",
        '[[schools]]\nfile = "a\\u0000b"',
        f'[[schools]]\nfile = "{"a" * 5000}"',
        '[[schools]]\nfile = "/dev/../dev/no such thing"',
        f'{SCHOOL}name = "../../etc"',
        f'{SCHOOL}name = "a\\nb"',
        f"time = nan\n{SCHOOL}",
        f"time = 1e300\n{SCHOOL}",
        f"time = -5\n{SCHOOL}",
        f'time = "8d"\n{SCHOOL}',
        f"seeds = []\n{SCHOOL}",
        f"seeds = [-1]\n{SCHOOL}",
        f'{SCHOOL}[[scenarios]]\nname = "x"\nsettings = 3',
        f'{SCHOOL}[[scenarios]]\nname = "x"\nrules = [{{rule = "S03", value = 0x{"f" * 5000}}}]',
    ],
)
def test_hostile_plans_are_told_and_stop_nothing_else(tmp_path: Path, text: str) -> None:
    assert faults(tmp_path, text)


def test_a_plan_that_is_no_ordinary_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Faults):
        read_plan(tmp_path / "none.toml")
    with pytest.raises(Faults):
        read_plan(tmp_path)
    (tmp_path / "big.toml").write_bytes(b"#" * (2**20 + 1))
    with pytest.raises(Faults):
        read_plan(tmp_path / "big.toml")


VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(-5, 10**20), st.floats(), st.text(max_size=8), st.dates()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=4,
)
KEYS = st.sampled_from(
    ["time", "seeds", "workers", "at_once", "share", "schools", "scenarios", "name", "file", "rules"]
)


@CALM
@given(st.dictionaries(KEYS, VALUES, max_size=5), st.dictionaries(KEYS, VALUES, max_size=3))
def test_whatever_a_key_holds_it_is_understood_or_told(
    tmp_path_factory: pytest.TempPathFactory, content: dict[str, object], school: dict[str, object]
) -> None:
    text = "".join(f"{key} = {toml(value)}\n" for key, value in content.items() if key != "schools")
    text += "[[schools]]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in school.items())
    folder = tmp_path_factory.mktemp("plan")
    (folder / "zomer.toml").write_text(text, encoding="utf-8")
    try:
        read_plan(folder / "zomer.toml")
    except Faults as found:
        assert all(one.text("nl") and one.text("en") for one in found.faults)


def toml(value: object) -> str:
    """A value as TOML has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(sign):08x}" for sign in value if not 0xD800 <= ord(sign) <= 0xDFFF) + '"'
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(key)} = {toml(one)}" for key, one in value.items()) + "}"
    return str(value)
