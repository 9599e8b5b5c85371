"""The problem whose choices wait: no dearer than the full one, and the walks count it as the plain reading does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from scheduler.problem import rules as r
from scheduler.problem.problem import Problem
from scheduler.solver.annealing import compile as flat
from scheduler.solver.annealing.schedule import Search
from scheduler.solver.engine import Engine
from scheduler.solver.monitors.cost import costs, deviations
from scheduler.solver.monitors.meets import NOWHERE, State
from scheduler.solver.rooms_later.afterwards import Afterwards, unpreferred
from scheduler.solver.rooms_later.deferral import Deferral
from tests.builders import days_of, week
from tests.solver.small import choosing, engine_of
from tests.strategies import cases

CALM = settings(
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def strictly(school: Problem) -> Problem:
    """The school in which nobody may be in two places and every role must be filled."""
    roles = {
        wanted.role
        for one in school.lessons
        for option in one.options
        for wanted in one.demands_in(option)
        if len(wanted.candidates) > 1
    }
    strict = (
        r.NoClash(id="strict", entry="", resources=tuple(one.id for one in school.resources if not one.pool)),
        *(
            r.Assigned(id=f"held-{role}", entry="", lessons=tuple(one.id for one in school.lessons), role=role)
            for role in sorted(roles)
        ),
    )
    return replace(school, rules=(*school.rules, *strict))


@CALM
@given(cases(most_rules=6, waiting=False), st.booleans())
def test_it_costs_no_more_than_the_full_problem(case, entirely):
    school, timetable = case
    engine = engine_of(strictly(school))
    state, lost = engine.decided.state(timetable)
    assume(not lost)
    later = Deferral(engine.structure, entirely)
    event("choices wait" if later.slots & engine.structure.required else "no choice waits")
    afterwards = Afterwards(engine, later, later.slots)
    full = costs(engine.decided, engine.data, state)
    afterwards.sets.clear()
    hard, soft = costs(*afterwards.problem(engine.decided), afterwards.stripped(state))
    assert hard <= full[0]
    assert soft <= full[1]
    # Who holds a resource alone at its times leaves no set short.
    if not any(_clashes(engine, state)) and all(_served(engine, state, meet, slot) for meet, slot in later.slots):
        assert not later.shortages(state)


def _clashes(engine: Engine, state: State) -> Iterator[bool]:
    found = deviations(engine.decided, engine.data, state)
    return (bool(one) for one, monitor in zip(found, engine.data.monitors, strict=True) if monitor.hard)


def _served(engine: Engine, state: State, meet: int, slot: int) -> bool:
    return not engine.decided.placed(state, meet) or state.choices[meet][slot] != NOWHERE


def crowded(rooms: int) -> Problem:
    """Four classes in one of some rooms each; the last room is shut at first."""
    names = [f"room:R{number}" for number in range(rooms)]
    shut = r.Unavailable(id="shut", entry="", resources=(names[-1],), times=days_of(week(1, 4))[0][:1])
    return choosing("ABCD", "room", names, shut)


def test_what_is_asked_for_too_often_counts_in_the_walks_as_in_the_plain_reading():
    engine = engine_of(crowded(3))
    afterwards = unpreferred(engine)
    assert len(afterwards.slots) == 8
    assert [len(some) for some in afterwards.sets] == [3]
    decided, data = afterwards.problem(engine.decided)
    search = Search(flat(decided, data), decided.empty(), seed=3)
    search.temperature, search.price = 1000.0, 1.0
    for moves in (1, 10, 300):
        search.go(moves)
        assert search.cost == costs(decided, data, search.state)


def test_all_are_served_where_the_walks_found_room_and_the_set_is_learned_where_not():
    engine = engine_of(crowded(3))
    afterwards = unpreferred(engine)
    afterwards.sets.clear()
    together = engine.decided.empty()
    together = type(together)(
        engine.decided.with_rests([meet % 2 for meet in range(len(together.placement))]),
        together.option,
        together.choices,
    )
    assert afterwards.learn(together)
    assert [len(some) for some in afterwards.sets] == [3]
    search = Search(afterwards.compiled, afterwards.stripped(together), seed=5)
    search.temperature, search.price = 1.0, 10.0
    search.go(20_000)
    assert search.best_cost[0] == 0
    assert not afterwards.learn(search.best)
    assert engine.incumbent.cost_of(afterwards.completed(search.best))[:2] == (0, 0)
