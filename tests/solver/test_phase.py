"""Walks that repair and races of presets: which there are, where they begin, and what becomes of their states."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.problem import rules as r
from scheduler.solver import search
from scheduler.solver.annealing import phase as phase
from scheduler.solver.annealing.preparing import Preparation
from scheduler.solver.annealing.presets import Preset
from scheduler.solver.annealing.result import AnnealResult
from scheduler.solver.annealing.schedule import Compiled
from scheduler.solver.context import SearchContext
from scheduler.solver.monitors.meets import Assignment
from tests.solver.small import choosing, search_context


class Walks:
    """Stands in for the walks of a racing round: presets that come first in the list do best."""

    def __init__(self, found: list[Assignment]) -> None:
        self.found = found
        self.starts: list[list[Assignment]] = []
        self.names: list[list[str]] = []
        self.enough: list[bool] = []
        self.soft = 2

    def __call__(
        self, context: SearchContext, compiled: Compiled, starts: list[Assignment], runners: list[Preset], **rest
    ) -> list[AnnealResult]:
        state = self.found[min(len(self.starts), len(self.found) - 1)]
        self.starts.append(starts)
        self.names.append([one.name for one in runners])
        broken = len(context.indexed.parts) - placed(context, state)
        results = [AnnealResult(state, broken, self.soft, (0, lane), 1, 1.0, {}) for lane in range(len(runners))]
        if "on_improve" in rest:
            rest["on_improve"](state, 0, self.soft)
            self.enough.append((rest.get("meanwhile") or rest["enough"])())
        rest["at_last"](results[0])
        return results


def placed(context: SearchContext, state: Assignment) -> int:
    return sum(context.indexed.placed(state, meet) for meet in context.indexed.parts)


def prepared(
    monkeypatch: pytest.MonkeyPatch, placing: tuple[int, ...], work: float = 100.0, seconds: float | None = None
) -> tuple[SearchContext, Walks]:
    """A school of six meets of which nothing is placed yet, and what stands in for walks that place so many."""
    early = r.Unavailable(id="early", entry="", hard=False, weight=1, resources=("path:A",), times=(0, 1))
    context = search_context(choosing("ABC", "room", ["room:1", "room:2"], early), work, workers=2, seconds=seconds)
    indexed, found = context.indexed, []
    for count in placing:
        placement = list(indexed.empty().placement)
        for meet in indexed.parts[:count]:
            placement[meet] = meet % 4
        found.append(replace(indexed.empty(), placement=indexed.with_rests(placement)))
    walks = Walks(found)
    monkeypatch.setattr(phase, "walks", walks)
    return context, walks


def race(
    monkeypatch: pytest.MonkeyPatch, work: float, placing: tuple[int, ...] = (1, 2, 3)
) -> tuple[SearchContext, Walks]:
    context, walks = prepared(monkeypatch, placing, work)
    phase.race_presets(context, 1.0, Preparation(needed=False))
    return context, walks


def test_the_better_half_and_then_the_best_preset_stay_in_the_race(monkeypatch):
    _, walks = race(monkeypatch, 100.0)
    assert walks.names == [
        ["open", "wide", "firm", "mild", "free", "cool"],
        ["open", "wide", "firm", "open"],
        ["open", "open"],
    ]


def test_no_more_presets_race_than_there_is_time_for(monkeypatch):
    _, walks = race(monkeypatch, 20.0)
    assert walks.names == [["open", "wide", "firm", "mild"], ["open", "wide"], ["open", "open"]]


def test_presets_race_on_a_machine_with_more_workers_than_presets_too(monkeypatch):
    context, walks = prepared(monkeypatch, (1, 2, 3), 100.0)
    context.workers = 8
    phase.race_presets(context, 1.0, Preparation(needed=False))
    assert walks.names[0] == ["open", "wide", "firm", "mild", "free", "cool", "open", "wide"]
    assert walks.names[1:] == [
        ["open", "wide", "firm"] * 2 + ["open", "wide"],
        ["open", "wide", "firm"] * 2 + ["open", "wide"],
    ]


@pytest.mark.parametrize(("placing", "starts"), [((1, 2, 3), [[0], [1], [2]]), ((1, 1, 1), [[0], [1], [1, 0]])])
def test_walks_begin_at_the_best_and_after_a_round_that_brought_nothing_also_at_the_first(monkeypatch, placing, starts):
    context, walks = race(monkeypatch, 100.0, placing)
    assert context.origin == context.indexed.empty()
    assert [[placed(context, start) for start in one] for one in walks.starts] == starts


def test_where_there_is_no_time_for_a_race_two_presets_get_all_of_it(monkeypatch):
    _, walks = race(monkeypatch, 5.0)
    assert walks.names == [["open", "wide"]]


@pytest.mark.parametrize(("settled", "walked"), [(True, 1), (False, 3)])
def test_an_end_for_which_too_few_rooms_are_free_is_settled_by_short_walks(monkeypatch, settled, walked):
    context, walks = prepared(monkeypatch, (6,), seconds=5.5)
    fitting = walks.found[0]
    parts = context.indexed.parts
    crowded = list(fitting.placement)
    for meet in parts[::2]:
        crowded[meet] = 0  # three classes at once in two rooms
    walks.found = [
        replace(fitting, placement=tuple(crowded)),
        fitting if settled else replace(fitting, placement=tuple(crowded)),
    ]
    walks.soft = 0
    phase.race_presets(context, 1.0, Preparation(needed=False))
    assert walks.names[: walked + 1] == [["open", "wide"], *[["settling"] * 2] * walked]
    assert context.incumbent.complete is settled


def test_an_end_that_is_no_better_than_the_best_is_not_settled(monkeypatch):
    context, walks = prepared(monkeypatch, (6, 5), seconds=5.5)
    context.incumbent.offer(context.first_stage.completed(walks.found[0]), "construct", "complete")
    walks.found = walks.found[1:]
    phase.race_presets(context, 1.0, Preparation(needed=False))
    assert walks.names == [["open", "wide"]]


HOT, ORDINARY = ["hot"] * 2, ["open", "firm"]


@pytest.mark.parametrize(("seconds", "rounds", "tries"), [(10.0, 1, 1), (40.0, 1, 3), (101.0, 2, 4), (1000.0, 4, 8)])
def test_in_each_round_of_repair_ordinary_walks_go_on_from_the_best_hot_ones(monkeypatch, seconds, rounds, tries):
    context, walks = prepared(monkeypatch, (5,), seconds=seconds)
    assert not phase.repair_broken_rules(context, 1.0, Preparation(needed=False))
    assert walks.names == [HOT * tries, ORDINARY] * rounds
    assert walks.starts[1::2] == [walks.found * 2] * rounds
    assert not any(walks.enough)
    assert context.repairable
    assert context.incumbent.cost == (1, 1, 2)


@pytest.mark.parametrize(
    ("repaired", "starts"),
    [
        ((1, 2, 3, 4), [0, 1, 2, 3]),
        ((2, 2, 1, 2), [0, 2, 0, 1]),  # less than ever is no matter: the new beginning goes on too
        ((3, 2, 3, 3), [0, 3, 0, 3]),
    ],
)
def test_rounds_of_repair_go_on_where_the_last_one_ended_or_begin_anew_after_one_without_success(
    monkeypatch, repaired, starts
):
    context, walks = prepared(
        monkeypatch, tuple(placed for placed in repaired for _ in ("hot", "ordinary")), seconds=1000.0
    )
    assert not phase.repair_broken_rules(context, 1.0, Preparation(needed=False))
    assert [placed(context, start) for start, *_ in walks.starts[::2]] == starts


@pytest.mark.parametrize(
    ("placing", "enough"),
    [
        ((6,), [True]),  # while hot
        ((5, 6), [False, False]),  # while ordinary
        ((5, 5, 6), [False, False, True]),
        ((5, 5, 5, 5, 5, 5, 6), [False] * 8),  # in the last round, which nothing can follow
        ((5, 5, 5, 5, 5, 5, 5, 6), [False] * 8),
    ],
)
def test_repair_ends_once_nothing_is_broken_and_leaves_the_other_rounds_to_a_race(monkeypatch, placing, enough):
    context, walks = prepared(monkeypatch, placing, seconds=1000.0)
    assert phase.repair_broken_rules(context, 1.0, Preparation(needed=False)) is (len(enough) < 8)
    assert walks.enough == enough
    assert not context.repairable


@pytest.mark.parametrize("placing", [(6,), (5, 6), (5,)])
def test_a_round_of_repair_uses_up_its_counted_work(monkeypatch, placing):
    context, walks = prepared(monkeypatch, placing)
    assert not phase.repair_broken_rules(context, 0.75, Preparation(needed=False))
    assert walks.names == [HOT * 6, ORDINARY]
    assert context.clock.worked == 75.0


def test_what_counted_work_repairs_in_one_round_leaves_the_others(monkeypatch):
    context, walks = prepared(monkeypatch, (6,), work=400.0)
    assert phase.repair_broken_rules(context, 0.75, Preparation(needed=False))
    assert walks.names == [HOT * 6]
    assert context.clock.worked == 75.0


@pytest.mark.parametrize(
    ("possible", "repairs", "done"),
    [
        (True, [(5, False), (6, False)], ["repair", "repair", "race 0.5"]),  # as long as that helps
        (True, [(5, False), (5, False)], ["repair", "repair", "race 0.75"]),  # and no longer
        (True, [(6, True)], ["repair", "race 0.5", "race 0.5", "race 0.5"]),  # a race at once
        (False, [], ["race 0.75", "race 0.75", "race 0.75"]),  # what cannot be repaired
    ],
)
def test_what_is_broken_is_repaired_as_long_as_that_helps_and_then_presets_race(monkeypatch, possible, repairs, done):
    context, walks = prepared(monkeypatch, tuple(placed for placed, _ in repairs))
    found, asked = iter(zip(walks.found, repairs, strict=True)), []

    def repair_broken_rules(context: SearchContext, *_: object) -> bool:
        asked.append("repair")
        state, (_, early) = next(found)
        context.incumbent.offer(context.first_stage.completed(state), "anneal", "better")
        return early

    monkeypatch.setattr(search, "repair_broken_rules", repair_broken_rules)
    monkeypatch.setattr(search, "race_presets", lambda context, share, _: asked.append(f"race {share}"))
    rounds = iter([False, False, True])
    monkeypatch.setattr(search, "improve", lambda context, enough: next(rounds))
    search._improve(context, Preparation(needed=False), possible)
    assert asked == done
