"""The tunable numbers of the search: wrong ones are refused by name, a file gives what it says, a search obeys."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from scheduler.solver.annealing.layout import KINDS_OF_MOVES
from scheduler.solver.annealing.presets import Preset
from scheduler.solver.params import SearchParams
from scheduler.solver.search import solve
from scheduler.solver.stopping import Stop
from tests.solver.test_search import crowd

NUMBERS = [one for one in fields(SearchParams) if isinstance(one.default, int | float)]


@pytest.mark.parametrize("one", NUMBERS, ids=lambda one: one.name)
def test_each_number_refuses_a_text_a_truth_and_what_is_out_of_range(one):
    for wrong in ("2", True, None):
        with pytest.raises(TypeError, match=one.name):
            SearchParams(**{one.name: wrong})
    for wrong in (-2, float("nan")):
        with pytest.raises((ValueError, TypeError), match=one.name):
            SearchParams(**{one.name: wrong})
    if one.metadata["most"] is not None:
        with pytest.raises(ValueError, match=one.name):
            SearchParams(**{one.name: one.metadata["most"] + 1.5})


@pytest.mark.parametrize("one", [one for one in NUMBERS if isinstance(one.default, int)], ids=lambda one: one.name)
def test_a_whole_number_refuses_a_fraction(one):
    with pytest.raises(TypeError, match=one.name):
        SearchParams(**{one.name: one.default + 0.5})


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"racing_rounds": ()}, "racing_rounds"),
        ({"racing_rounds": (0.6, 0.6)}, "racing_rounds"),
        ({"racing_rounds": (0.5, -0.1)}, "racing_rounds"),
        ({"racing_rounds": [0.5]}, "racing_rounds"),
        ({"move_shares": (1.0,) * (len(KINDS_OF_MOVES) - 1)}, "move_shares"),
        ({"move_shares": (0.0,) * len(KINDS_OF_MOVES)}, "move_shares"),
        ({"construct_presets": ("wide", "wider")}, "wider"),
        ({"unraced_presets": ("wide", "wider")}, "wider"),
        ({"repair_presets": ()}, "repair_presets"),
        ({"presets": (Preset("only", 1.0, 1.0),)}, "construct_presets"),
        ({"presets": ("open",)}, "presets"),
        ({"hot_preset": "hot"}, "hot_preset"),
        ({"shortest_chunk": 60_000}, "shortest_chunk"),
        ({"most_freed": 3.0}, "fewest_freed"),
        ({"largest_part": 1_000}, "smallest_part"),
    ],
)
def test_values_that_do_not_fit_together_are_refused_by_name(wrong, named):
    with pytest.raises((ValueError, TypeError), match=named):
        SearchParams(**wrong)


@pytest.mark.parametrize(("hot", "kind"), [("1", TypeError), (0, ValueError), (-1.0, ValueError)])
def test_a_preset_without_a_temperature_is_refused(hot, kind):
    with pytest.raises(kind, match="hot of preset p"):
        Preset("p", hot, 1.0)


def written(folder: Path, text: str) -> SearchParams:
    (folder / "params.toml").write_text(text, encoding="utf-8")
    return SearchParams.from_toml(folder / "params.toml")


def test_a_file_gives_what_it_says_and_the_defaults_for_all_else(tmp_path):
    assert written(tmp_path, "") == SearchParams()
    found = written(
        tmp_path,
        """
        stall_share = 1
        idle_tries = 7
        racing_rounds = [0.25, 0.5]
        construct_presets = ["slow"]
        unraced_presets = ["slow"]
        repair_presets = ["slow"]
        presets = [{name = "slow", hot = 2.0, floor = 1}]
        [hot_preset]
        name = "hotter"
        hot = 20.0
        floor = 1.0
        """,
    )
    slow = Preset("slow", 2.0, 1)
    assert found == SearchParams(
        stall_share=1,
        idle_tries=7,
        racing_rounds=(0.25, 0.5),
        construct_presets=("slow",),
        unraced_presets=("slow",),
        repair_presets=("slow",),
        presets=(slow,),
        hot_preset=Preset("hotter", 20.0, 1.0),
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("stal_share = 0.1", "stal_share"),
        ("stall_share = '0.1'", "stall_share"),
        ("idle_tries = 1.5", "idle_tries"),
        ("racing_rounds = 0.5", "racing_rounds"),
        ("hot_preset = {name = 'x', warm = 1}", "hot_preset.*warm"),
        ("presets = [1]", "presets"),
    ],
)
def test_a_file_with_an_unknown_name_or_a_wrong_type_is_refused_by_name(tmp_path, text, named):
    with pytest.raises((ValueError, TypeError), match=named):
        written(tmp_path, text)


def test_a_search_goes_by_the_numbers_it_is_given():
    school = crowd()
    whole = solve(school, stop=Stop(work=2), workers=1)
    staged = solve(school, stop=Stop(work=2), workers=1, params=SearchParams(small_model=0))
    assert "anneal moves" not in whole.tally
    assert staged.tally != whole.tally
