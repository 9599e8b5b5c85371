"""Why a meet stayed unplaced: what stands in the way at each time it could start, summed up in a few reasons.

The timetable is asked, not the search: each start is tried in the state found, and who is busy there, which rooms are
taken and which hard rules would break is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property

from scheduler.evaluation.findings import Reason, Unplaced
from scheduler.problem.timetable import Timetable
from scheduler.solver.context import SearchContext
from scheduler.solver.enforcing import OutOfTime, enforced
from scheduler.solver.monitors.incremental_cost import IncrementalCost, deciding
from scheduler.solver.monitors.kinds import Capacity
from scheduler.solver.monitors.meets import NOWHERE, Assignment
from scheduler.solver.monitors.pruning import Pruning
from scheduler.solver.proofs.closed_starts import closed_starts
from scheduler.solver.stopping import Clock, Stop

MOST_REASONS = 4

MOST_TRIES = 3_000
"""So many (lesson, start, option) are tried at most; lessons that come after stay without reasons."""

LEAST_SECONDS = 0.5
"""For asking after the end of a search; a search that ended before its time leaves more."""

NOT_ASKED = Reason("reason_not_asked", 0)


def unplaced(context: SearchContext, timetable: Timetable) -> tuple[Unplaced, ...]:
    """What is unplaced in the timetable, and why; what nobody had time to ask is told as such."""
    indexed = context.indexed
    state, _ = indexed.state(timetable)
    missing = indexed.problem.unplaced(timetable)
    pending: dict[str, int] = {}
    for lesson in missing:
        meets = indexed.of_lesson[indexed.lesson_number[lesson]]
        first = next((meet for meet in meets if not indexed.placed(state, meet)), None)
        if first is not None:
            pending[lesson] = first
    found: dict[str, tuple[Reason, ...]] = {}
    with suppress(OutOfTime), enforced(_time_to_ask(context.clock), grace=0.0):
        _ask(context, state, pending, found)
    return tuple(
        Unplaced(lesson, missing[lesson], len(indexed.meets[meet].usable.placements), found.get(lesson, (NOT_ASKED,)))
        for lesson, meet in pending.items()
    )


def _time_to_ask(search: Clock) -> Clock:
    """Unlimited after counted work, which must find the same reasons every time."""
    if search.counted:
        return Clock(Stop())
    left = 0.0 if search.ended() else search.seconds_left() or 0.0
    return Clock(Stop(seconds=max(LEAST_SECONDS, left)))


def _ask(
    context: SearchContext, state: Assignment, pending: dict[str, int], found: dict[str, tuple[Reason, ...]]
) -> None:
    """Finds the reasons of each lesson that has a pending meet, one lesson after the other, while tries last."""
    if not pending:
        return
    about = _Question(context, state)
    left = MOST_TRIES
    for lesson, meet in pending.items():
        usable = context.indexed.meets[meet].usable
        left -= len(usable.placements) * len(usable.options)
        if left >= 0:
            found[lesson] = tuple(_reasons(about, meet))


@dataclass(frozen=True)
class _Question:
    """The state that is asked about; only monitors that can forbid a start are read."""

    context: SearchContext
    state: Assignment

    @cached_property
    def incremental(self) -> IncrementalCost:
        context = self.context
        only = deciding(context.data)
        return IncrementalCost(context.indexed, context.data, context.structure.reach, self.state, only)


def _reasons(about: _Question, meet: int) -> Iterator[Reason]:
    context = about.context
    usable = context.indexed.meets[meet].usable
    if not usable.options:
        yield Reason("reason_no_way", 0)
        return
    if not usable.placements:
        yield Reason("reason_no_time", 0)
        yield from closed_starts(context.indexed, Pruning(context.indexed.problem), meet)[1]
        return
    counts: Counter[tuple[str, str]] = Counter()
    free = 0
    for placement in usable.placements:
        obstacles = set(_obstacles(about, meet, placement))
        counts.update(obstacles)
        free += not obstacles
    told = counts.most_common(MOST_REASONS)
    for (key, who), times in told:
        yield Reason(key, times, who)
    if free:
        yield Reason("reason_none", free)


def _obstacles(about: _Question, meet: int, placement: int) -> Iterator[tuple[str, str]]:
    """(key, resource or entry) of all that forbids this start in the meet's easiest option."""
    context, incremental, state = about.context, about.incremental, about.state
    indexed, data = context.indexed, context.data
    best: list[tuple[str, str]] | None = None
    for option in indexed.meets[meet].usable.options:
        tried, without = _assigned(context, incremental, _placed_at(state, meet, placement, option), meet)
        tried = replace(tried, placement=indexed.with_rests(list(tried.placement)))
        moved = (meet, indexed.rest_of[indexed.meets[meet].lesson])
        found = [("reason_room", "")] if without else []
        reading = incremental.reading.moved(tried, moved)
        for number, deviation in incremental.deviations_in(reading, moved).items():
            monitor = data.monitors[number]
            if not monitor.hard or deviation <= incremental.deviations[number]:
                continue
            if isinstance(monitor, Capacity) and monitor.capacity == 1:
                who = _holder(context, monitor.row)
                found.append(("reason_busy", who))
            elif not (without and _about_slots(context, monitor.rule)):
                found.append(("reason_rule", indexed.problem.rules[monitor.rule].entry))
        if best is None or len(found) < len(best):
            best = found
    yield from best or ()


def _placed_at(state: Assignment, meet: int, placement: int, option: int) -> Assignment:
    placements, options = list(state.placement), list(state.option)
    placements[meet], options[meet] = placement, option
    return replace(state, placement=tuple(placements), option=tuple(options))


def _assigned(
    context: SearchContext, incremental: IncrementalCost, state: Assignment, meet: int
) -> tuple[Assignment, bool]:
    """The state in which the meet holds what is free in each slot that can be deferred; whether nothing was free."""
    indexed, two_stage = context.indexed, context.two_stage
    ticks = indexed.domain(meet).ticks[state.placement[meet]]
    held = list(state.choices[meet])
    without = False
    for slot, one in enumerate(indexed.meets[meet].slots):
        if (meet, slot) not in two_stage.slots or state.option[meet] not in one.options:
            continue
        held[slot] = NOWHERE
        for choice in indexed.meets[meet].usable.choices[slot]:
            resource = one.candidates[choice]
            taken = incremental.reading.load(two_stage.row_of[resource])
            if not any(taken[tick] or tick in two_stage.blocked.get(resource, ()) for tick in ticks):
                held[slot] = choice
                break
        without = without or (held[slot] == NOWHERE and (meet, slot) in context.structure.required)
    choices = (*state.choices[:meet], tuple(held), *state.choices[meet + 1 :])
    return replace(state, choices=choices), without


def _about_slots(context: SearchContext, rule: int) -> bool:
    """Whether the rule only says that something must be held, which the missing room says already."""
    return type(context.indexed.problem.rules[rule]).__name__ == "Assigned"


def _holder(context: SearchContext, row: int) -> str:
    """The id of the one resource that all meets of a row hold; "" where there is none."""
    common: set[str] | None = None
    for load in context.data.rows[row].terms:
        if load.slot >= 0:
            slot = context.indexed.meets[load.meet].slots[load.slot]
            return context.indexed.problem.resources[slot.candidates[load.choices[0]]].id
        lesson = context.indexed.lesson(load.meet)
        options = load.options or tuple(range(len(lesson.options)))
        held = {
            demand.candidates[0]
            for option in options
            for demand in lesson.demands_in(lesson.options[option])
            if demand.fixed and demand.amount == 1 and not demand.absent
        }
        common = held if common is None else common & held
    return min(common or (), default="")
