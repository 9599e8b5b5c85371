"""A try at a neighbourhood is exact: it cuts off nothing that counts, and what it finds costs less."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scheduler.evaluation import evaluate
from scheduler.problem import rules as r
from scheduler.problem.lessons import Part
from scheduler.problem.rules import Shape
from scheduler.problem.timetable import Placement, Timetable
from scheduler.solver.context import SearchContext
from scheduler.solver.cpsat.model import Model
from scheduler.solver.cpsat.plan import Limits, Plan
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.lns.loop import improve
from scheduler.solver.lns.repair import RepairContext, RepairResult, Task, merged
from scheduler.solver.monitors.incremental_cost import IncrementalCost
from tests.builders import days_of, flexible, lesson, problem, week
from tests.solver.small import choosing, search_context
from tests.solver.test_search import crowd
from tests.strategies import CASES, cases

CALM = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("tries", max_examples=CASES or 40, deadline=None, suppress_health_check=CALM)


def within_durations(context, state) -> bool:
    """No lesson whose split is a decision gets more than it should: models take that for granted."""
    indexed = context.indexed
    return all(
        not lesson.flexible
        or sum(indexed.domain(meet).placements[state.placement[meet]][0] for meet in meets) <= lesson.duration
        for lesson, meets in zip(indexed.problem.lessons, indexed.of_lesson, strict=True)
    )


def reading(case):
    """A search context, its repairs, a neighbourhood chooser and the incremental cost of a random given timetable."""
    problem, timetable = case
    context = search_context(problem)
    state, lost = context.indexed.state(timetable)
    assume(not lost and len(context.indexed.parts) > 0 and within_durations(context, state))
    return started_at(context, state)


def started_at(context, given):
    """The same of a given state, taken in as a search takes it in."""
    state = context.indexed.as_searched(given)
    incremental = IncrementalCost(context.indexed, context.data, context.structure.reach, state)
    repairs, neighbourhoods = context.repair_context, context.neighbourhoods
    neighbourhoods.look(state, tuple(incremental.costs), repairs.pricing(incremental.broken()).fitting)
    return context, repairs, neighbourhoods, incremental


def task_of(context, repairs, neighbourhoods, incremental, kind: int, equal: bool) -> Task:
    operators = [
        one for one in neighbourhoods.operators if not one.defer
    ]  # "later" asks for a room for everybody and so may cut off
    freed = neighbourhoods.of(operators[kind % len(operators)])
    indexed = context.indexed
    missing = any(not indexed.placed(incremental.state, meet) or indexed.lesson(meet).flexible for meet in freed.usable)
    pricing = repairs.pricing(incremental.broken())
    costs = tuple(incremental.costs)
    return Task(incremental.reading, costs, pricing, freed.usable, freed.within, False, missing, equal, seed=1)


def cost(context, change):
    return context.incumbent.unplaced(change.state), change.hard, change.soft


@settings(settings.get_profile("tries"))
@given(cases(most_rules=8, choices_unplaced=False), st.integers(0, 20))
def test_what_stands_is_never_cut_off(case, kind):
    context, repairs, neighbourhoods, incremental = reading(case)
    task = task_of(context, repairs, neighbourhoods, incremental, kind, equal=True)
    tried = repairs.repair(task, None, 5.0, lambda: False)
    assert tried.status != "infeasible"


def test_a_given_timetable_that_leaves_out_a_lesson_is_one_that_a_search_could_reach():
    """Lesson F, of two periods, may only start at the last one and fits nowhere; a rule minds its teacher even so."""
    free = lesson("G", who=["path:1A", "teacher:A"])
    fixed = replace(lesson("F", who=["path:1A", "teacher:A"]), parts=(Part(1, 2, 2, starts=(1,)),), duration=2)
    minds = r.PreferResources(
        id="minds", entry="", hard=False, lessons=("F",), role="2", resources=frozenset(), placed_only=False
    )
    school = problem(week(1, 2), [fixed, free], minds)
    given = Timetable((Placement("G", 1, 1, 0, free.options[0].id),))
    context = search_context(school)
    _, repairs, neighbourhoods, incremental = started_at(context, context.indexed.state(given)[0])
    for kind in range(len(neighbourhoods.operators)):
        task = task_of(context, repairs, neighbourhoods, incremental, kind, equal=True)
        assert repairs.repair(task, None, 5.0, lambda: False).status != "infeasible"
    assert evaluate(school, context.indexed.timetable(incremental.state)).soft == incremental.costs[0]


@settings(settings.get_profile("tries"))
@given(cases(most_rules=8, choices_unplaced=False), st.integers(0, 20))
def test_what_a_try_finds_costs_less(case, kind):
    context, repairs, neighbourhoods, incremental = reading(case)
    task = task_of(context, repairs, neighbourhoods, incremental, kind, equal=False)
    tried = repairs.repair(task, None, 5.0, lambda: False)
    if tried.state is not None:
        before = cost(context, incremental.change(incremental.state))
        assert cost(context, incremental.change(tried.state)) < before


@settings(settings.get_profile("tries"))
@given(cases(most_rules=8, choices_unplaced=False), st.integers(0, 20))
def test_what_others_have_taken_is_no_loss(case, kind):
    context, repairs, neighbourhoods, incremental = reading(case)
    task = task_of(context, repairs, neighbourhoods, incremental, kind, equal=False)
    structure = task.pricing.structure
    missing = frozenset(task.usable) if task.missing else frozenset()
    usable, closed = task.pricing.fitting.fitted(task.reading, task.usable)
    small = Model(structure, task.state, usable, Plan(missing=missing, closed=closed, reading=task.reading)).run(
        Limits(work=5.0)
    )
    large = Model(structure, task.state, task.usable, Plan(missing=missing)).run(Limits(work=5.0))
    # not the objectives: how much a missing meet weighs depends on what else can cost
    assert small.status == large.status
    if small.state is not None and large.state is not None:
        assert cost(context, incremental.change(small.state)) == cost(context, incremental.change(large.state))


@settings(settings.get_profile("tries"))
@given(cases(most_rules=8, choices_unplaced=False), st.integers(0, 20))
def test_an_incremental_cost_that_follows_changes_equals_a_fresh_one(case, kind):
    context, repairs, neighbourhoods, incremental = reading(case)
    task = task_of(context, repairs, neighbourhoods, incremental, kind, equal=True)
    tried = repairs.repair(task, None, 5.0, lambda: False)
    assume(tried.state is not None)
    for row in range(len(context.data.rows)):
        incremental.reading.load(row)
    incremental.accept(incremental.change(tried.state))
    fresh = IncrementalCost(context.indexed, context.data, context.structure.reach, tried.state)
    assert incremental.costs == fresh.costs
    assert all(incremental.reading.load(row) == fresh.reading.load(row) for row in range(len(context.data.rows)))


def test_two_tries_at_one_state_are_both_kept_where_they_do_not_meet():
    context = search_context(crowd())
    base = context.indexed.empty()
    one = Model(context.structure, base, {0: context.indexed.meets[0].usable}, Plan()).run(Limits(work=1.0)).state
    two = Model(context.structure, base, {9: context.indexed.meets[9].usable}, Plan()).run(Limits(work=1.0)).state
    assert one is not None
    assert two is not None
    both = merged(base, two, one, context.indexed)
    assert both.placement[0] == one.placement[0]
    assert both.placement[9] == two.placement[9]
    assert merged(base, one, base, context.indexed) is one


def test_two_tries_at_one_split_are_not_mixed():
    one = flexible("F", 4, 3, 3, who=["teacher:A"])
    context = search_context(problem(week(2, 4), [one], r.Placed(id="placed", entry="", lessons=("F",))))
    indexed = context.indexed
    domain = indexed.domain(indexed.of_lesson[0][0])

    def split(*blocks: tuple[int, int] | None):
        placements = [domain.absent if block is None else domain.placements.index(block) for block in blocks]
        return replace(indexed.empty(), placement=indexed.with_rests([*placements, indexed.empty().placement[-1]]))

    base = split((2, 0), (2, 4), None)
    longer, apart = split((3, 0), (1, 4), None), split((2, 0), (1, 4), (1, 6))
    found = merged(base, apart, longer, indexed)
    durations = [domain.placements[found.placement[meet]][0] for meet in indexed.of_lesson[0] if meet in indexed.parts]
    assert sorted(durations) == [1, 1, 2]
    evaluate(indexed.problem, indexed.timetable(found))


def test_heavy_quadratic_rules_of_both_kinds_fit_into_one_model():
    names = [f"teacher:{letter}" for letter in "ABCD"]
    lessons = [lesson(f"L{number}", who=[names[number % 4]]) for number in range(8)]
    times = week(5, 8)
    heavy = {"weight": 1_000_000, "shape": Shape.QUADRATIC}
    bounds = tuple(r.Bound(day, 5) for day in days_of(times))
    school = problem(
        times,
        lessons,
        r.Placed(id="placed", entry="", lessons=tuple(one.id for one in lessons)),
        r.LimitIdle(id="idle", entry="", resources=tuple(names), groups=(tuple(range(40)),), hard=False, **heavy),
        r.Spread(id="spread", entry="", groups=tuple((one.id,) for one in lessons), bounds=bounds, **heavy),
    )
    context = search_context(school)
    outcome = context.solve(
        context.indexed.empty(),
        context.everything(),
        Plan(),
        structure=context.structure.repriced(context.unsatisfiable),
        first=True,
    )
    assert outcome.state is not None


def started(seed: int, workers: int = 1, work: float = 0.5) -> SearchContext:
    """A search context whose incumbent is complete and bad."""
    context = search_context(crowd(classes=5, lessons=11, days=5, teachers=5), work, seed, workers)
    usable = context.everything()
    first = Model(context.structure, context.indexed.empty(), usable, Plan(objective=False, priced=False))
    found = first.run(Limits(work=5.0), seed=seed, search_random_variable_pool_size=50, cp_model_presolve=False)
    assert found.state is not None
    context.incumbent.offer(found.state, "construct", "complete")
    return context


def test_neighbourhoods_with_one_worker_counted_work_and_a_seed_repeat_themselves():
    one, two = started(seed=3), started(seed=3)
    before = one.incumbent.cost
    improve(one)
    improve(two)
    assert one.incumbent.cost < before
    assert one.incumbent.state == two.incumbent.state
    assert one.tally == two.tally


def test_neighbourhoods_side_by_side_keep_an_exact_account():
    context = started(seed=3, workers=2)
    improve(context)
    assert context.incumbent.cost == context.incumbent.cost_of(context.incumbent.state)


def test_an_operator_grows_on_proofs_and_shrinks_when_work_runs_out():
    context = started(seed=1)
    operator = context.neighbourhoods.operators[0]
    begun = operator.amount
    operator.learn(0, "infeasible", 0.01)
    assert operator.amount > begun
    worth = operator.worth
    operator.learn(10, "optimal", 0.01)
    assert operator.worth > worth
    grown = operator.amount
    operator.learn(0, "unknown", 0.3)
    shrunk = operator.amount
    assert shrunk < grown
    operator.learn(0, "infeasible", 0.01)
    assert 1 < operator.amount / shrunk < grown / begun  # carefully, now that it is known where work runs out


def test_a_large_model_is_an_effort_even_where_its_proof_is_quick():
    small, large = (RepairResult(None, "infeasible", 0.001, size) for size in (10, 10_000))
    repairs = started(seed=1).repair_context
    assert repairs.effort(small) < 0.1 < repairs.effort(large)


def test_counted_work_holds_the_writing_of_every_small_try(monkeypatch):
    """Thousands of tries that CP-SAT proves hopeless at once would otherwise take minutes of a second of work."""
    context = started(seed=1, work=0.3)
    written = []

    def counting(repairs, *given):
        result = RepairContext.repair(repairs, *given)
        written.append(repairs.effort(result))
        return result

    monkeypatch.setattr(context.repair_context, "repair", partial(counting, context.repair_context))
    improve(context)
    assert context.clock.worked >= sum(written)
    assert sum(written[:-1]) < 0.3  # no try begins after what it may use is used


def test_meets_that_stay_on_their_days_all_stand_there_now():
    context = started(seed=1)
    state = context.incumbent.state
    context.neighbourhoods.look(
        state, (0,) * len(context.data.monitors), context.repair_context.pricing(frozenset()).fitting
    )
    staying = next(kind for kind in context.neighbourhoods.operators if kind.name == "days, staying")
    freed = context.neighbourhoods.of(staying)
    ticks = {tick for meet in freed.usable for tick in context.indexed.domain(meet).ticks[state.placement[meet]]}
    days = [{tick for ticks in context.data.time_ticks[6 * day : 6 * day + 6] for tick in ticks} for day in range(5)]
    allowed = [day for day in days if all(freed.within >> tick & 1 for tick in day)]
    assert len(freed.usable) > 2
    assert len(allowed) in (1, 2)
    assert ticks <= set().union(*allowed)


def test_rounds_share_what_was_learned_about_neighbourhoods():
    context = started(seed=1, work=0.2)
    improve(context)
    assert any(kind.amount != 12 for kind in context.neighbourhoods.operators)


def test_the_structure_that_prices_broken_rules_holds_the_others():
    context = started(seed=1)
    hard = next(number for number, strict in enumerate(context.structure.strict) if strict)
    priced = context.structure.repriced(frozenset((hard,)))
    fresh = Structure(context.indexed, context.data, priced=frozenset((hard,)))
    assert priced.strict == fresh.strict
    assert (priced.guards, priced.required, priced.bands) == (fresh.guards, fresh.required, fresh.bands)
    assert priced.exclusive_rows == fresh.exclusive_rows


def test_a_neighbourhood_of_choices_holds_who_has_what_a_costly_meet_could_have():
    rooms = [f"room:R{number}" for number in range(3)]
    context = search_context(choosing("ABCD", "room", rooms, r.Placed(id="again", entry="", lessons=())))
    indexed, structure = context.indexed, context.structure
    empty = context.indexed.empty()
    # All eight lessons at the first two times, four each: only three of four find a room.
    state = replace(empty, placement=indexed.with_rests([meet % 2 for meet in range(len(empty.placement))]))
    state, without = context.two_stage.assign(state, indexed.parts, context.random)
    assert len(without) == 2
    incremental = IncrementalCost(indexed, context.data, structure.reach, state)
    context.neighbourhoods.look(state, incremental.costs, context.repair_context.pricing(incremental.broken()).fitting)
    rivals = next(kind for kind in context.neighbourhoods.operators if kind.name == "choices, pushing")
    freed = context.neighbourhoods.of(replace(rivals, amount=100))
    assert set(freed.usable) & set(without)
    assert set(indexed.parts) - set(without) <= set(freed.usable)
    assert all(one.placements == (state.placement[meet],) for meet, one in freed.usable.items())
