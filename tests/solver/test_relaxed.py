"""The problem with deferred choices: no dearer than the full one, counted by walks as by the plain reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from scheduler.problem import rules as r
from scheduler.problem.problem import Problem
from scheduler.solver.annealing import compile as flat
from scheduler.solver.annealing.schedule import Search
from scheduler.solver.context import SearchContext
from scheduler.solver.monitors.cost import costs, deviations
from scheduler.solver.monitors.meets import NOWHERE, Assignment
from scheduler.solver.rooms_later.first_stage import FirstStage, unpreferred
from scheduler.solver.rooms_later.two_stage import TwoStage
from tests.builders import contact, days_of, demand, lesson, problem, week
from tests.solver.small import choosing, everywhere, search_context
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
@given(cases(most_rules=6, choices_unplaced=False), st.booleans())
def test_it_costs_no_more_than_the_full_problem(case, entirely):
    school, timetable = case
    context = search_context(strictly(school))
    state, lost = context.indexed.state(timetable)
    assume(not lost)
    later = TwoStage(context.structure, context.params, entirely)
    event("choices are deferred" if later.slots & context.structure.required else "nothing is deferred")
    first_stage = FirstStage(later, later.slots, context.random)
    full = costs(context.indexed, context.data, state)
    first_stage.sets.clear()
    hard, soft = costs(*first_stage.problem(context.indexed), first_stage.stripped(state))
    assert hard <= full[0]
    assert soft <= full[1]
    # Who holds a resource alone at its times leaves no set short.
    if not any(_clashes(context, state)) and all(_assigned(context, state, meet, slot) for meet, slot in later.slots):
        assert not later.shortages(state)


def _clashes(context: SearchContext, state: Assignment) -> Iterator[bool]:
    found = deviations(context.indexed, context.data, state)
    return (bool(one) for one, monitor in zip(found, context.data.monitors, strict=True) if monitor.hard)


def _assigned(context: SearchContext, state: Assignment, meet: int, slot: int) -> bool:
    return not context.indexed.placed(state, meet) or state.choices[meet][slot] != NOWHERE


def crowded(rooms: int) -> Problem:
    """Four classes in one of some rooms each; the last room is shut at first."""
    names = [f"room:R{number}" for number in range(rooms)]
    shut = r.Unavailable(id="shut", entry="", resources=(names[-1],), times=days_of(week(1, 4))[0][:1])
    return choosing("ABCD", "room", names, shut)


def test_what_is_asked_for_too_often_counts_in_the_walks_as_in_the_plain_reading():
    context = search_context(crowded(3))
    first_stage = unpreferred(context.two_stage, context.random)
    assert len(first_stage.slots) == 8
    assert [len(some) for some in first_stage.sets] == [3]
    indexed, data = first_stage.problem(context.indexed)
    search = Search(flat(indexed, data), indexed.empty(), seed=3)
    search.temperature, search.price = 1000.0, 1.0
    for moves in (1, 10, 300):
        search.go(moves)
        assert search.cost == costs(indexed, data, search.state)


def test_all_are_served_where_the_walks_found_room_and_the_set_is_learned_where_not():
    context = search_context(crowded(3))
    first_stage = unpreferred(context.two_stage, context.random)
    first_stage.sets.clear()
    together = context.indexed.empty()
    together = type(together)(
        context.indexed.with_rests([meet % 2 for meet in range(len(together.placement))]),
        together.option,
        together.choices,
    )
    assert first_stage.learn(together)
    assert [len(some) for some in first_stage.sets] == [3]
    search = Search(first_stage.compiled, first_stage.stripped(together), seed=5)
    search.temperature, search.price = 1.0, 10.0
    search.go(20_000)
    assert search.best_cost[0] == 0
    assert not first_stage.learn(search.best)
    assert context.incumbent.cost_of(first_stage.completed(search.best))[:2] == (0, 0)


def test_what_counting_by_tick_does_not_decide_is_chosen_by_the_walks_after_that():
    long = lesson("long", who=["path:A"], options=[contact(demand("room", "room:1", "room:2"))], sizes=(2,))
    early = lesson("early", who=["path:B"], options=[contact(demand("room", "room:1", "room:3"))])
    late = lesson("late", who=["path:C"], options=[contact(demand("room", "room:2", "room:3"))])
    other = lesson("other", who=["path:D"], options=[contact(demand("room", "room:4", "room:5"))])
    lessons = (long, early, late, other)
    rooms = [f"room:{number}" for number in range(1, 6)]
    shut = r.Unavailable(id="shut", entry="", resources=("room:3",), times=(0, 1))
    assigned = r.Assigned(id="assigned", entry="", lessons=tuple(one.id for one in lessons), role="room")
    context = search_context(problem(week(1, 3), lessons, *everywhere(*lessons, resources=rooms), assigned, shut))
    first_stage = unpreferred(context.two_stage, context.random)
    empty, indexed = context.indexed.empty(), context.indexed
    meet = {indexed.problem.lessons[indexed.meets[one].lesson].id: one for one in indexed.parts}
    placement = list(empty.placement)
    for name, at in (("long", 0), ("early", 0), ("late", 1), ("other", 0)):
        placement[meet[name]] = at
    overlapping = replace(empty, placement=indexed.with_rests(placement))

    assert not first_stage.learn(overlapping)  # two rooms are enough at each tick, but not for the two hours of A
    done = first_stage.completed(overlapping)
    assert context.incumbent.cost_of(done)[1] == 1
    assert first_stage.bind(done)
    assert {one for one, _ in first_stage.slots} == {meet["other"]}
    search = Search(first_stage.compiled, first_stage.stripped(done), seed=5)
    assert search.cost[0] == 1
    search.temperature, search.price = 1.0, 10.0
    search.go(20_000)
    assert context.incumbent.cost_of(first_stage.completed(search.best))[:2] == (0, 0)
    assert not first_stage.bind(first_stage.completed(search.best))


@CALM
@given(
    st.integers(2, 4), st.lists(st.tuples(st.integers(0, 3), st.sampled_from((1, 2)), st.integers(1, 15)), max_size=7)
)
def test_who_goes_without_is_a_shortage_at_a_tick_or_counts_for_the_walks_after_that(rooms, asked):
    names = [f"room:{number}" for number in range(rooms)]
    lessons, begins = [], []
    for number, (begin, size, wanted) in enumerate(asked):
        some = [name for at, name in enumerate(names) if wanted >> at & 1] or names
        option = contact(demand("room", *some))
        lessons.append(lesson(f"{number}", who=[f"path:{number}"], options=[option], sizes=(size,)))
        begins.append(begin)
    assume(lessons)
    names = sorted({name for one in lessons for wanted in one.demands_in(one.options[0]) for name in wanted.candidates})
    names = [name for name in names if name.startswith("room:")]
    assigned = r.Assigned(id="assigned", entry="", lessons=tuple(one.id for one in lessons), role="room")
    context = search_context(problem(week(1, 5), lessons, *everywhere(*lessons, resources=names), assigned))
    first_stage, indexed = unpreferred(context.two_stage, context.random), context.indexed
    placement = list(indexed.empty().placement)
    for meet in indexed.parts:
        placement[meet] = begins[int(indexed.problem.lessons[indexed.meets[meet].lesson].id)]
    done = first_stage.completed(replace(indexed.empty(), placement=indexed.with_rests(placement)))
    full = context.incumbent.cost_of(done)[1]
    first_stage.learn(done)
    bound = first_stage.bind(done)
    event("bound" if bound else "broken" if full else "served")
    walked = costs(*first_stage.problem(indexed), first_stage.stripped(done))[0]
    assert (walked > 0) is (full > 0)  # no walk takes that state for one without a fault again, or the other way round
