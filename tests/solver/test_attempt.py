"""A try at a neighbourhood is exact: it cuts off nothing that counts, and what it finds costs less."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scheduler.evaluation import evaluate
from scheduler.problem import rules as r
from scheduler.problem.rules import Shape
from scheduler.solver.cpsat.model import Limits, Model, Plan
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.engine import Engine
from scheduler.solver.lns.loop import improve
from scheduler.solver.lns.neighbourhoods import Neighbourhoods
from scheduler.solver.lns.repair import Bench, Task, Tried, merged
from scheduler.solver.monitors.ledger import Ledger
from tests.builders import days_of, flexible, lesson, problem, week
from tests.solver.small import choosing, engine_of
from tests.solver.test_search import crowd
from tests.strategies import CASES, cases

CALM = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("tries", max_examples=CASES or 40, deadline=None, suppress_health_check=CALM)


def within_durations(engine, state) -> bool:
    """No lesson whose split is a decision gets more than it should: models take that for granted."""
    decided = engine.decided
    return all(
        not lesson.flexible
        or sum(decided.domain(meet).placements[state.placement[meet]][0] for meet in meets) <= lesson.duration
        for lesson, meets in zip(decided.problem.lessons, decided.of_lesson, strict=True)
    )


def standing(case):
    """An engine, its bench, a neighbourhood chooser and the ledger of a random timetable."""
    problem, timetable = case
    engine = engine_of(problem)
    state, lost = engine.decided.state(timetable)
    assume(not lost and len(engine.decided.parts) > 0 and within_durations(engine, state))
    ledger = Ledger(engine.decided, engine.data, engine.structure.reach, state)
    bench = Bench(engine)
    hood = Neighbourhoods(engine)
    hood.look(state, tuple(ledger.costs), bench.pricing(ledger.broken()).fitting)
    return engine, bench, hood, ledger


def task_of(engine, bench, hood, ledger, kind: int, equal: bool) -> Task:
    kinds = [one for one in hood.kinds if not one.later]  # "later" asks for a room for everybody and so may cut off
    freed = hood.of(kinds[kind % len(kinds)])
    decided = engine.decided
    missing = any(not decided.placed(ledger.state, meet) or decided.lesson(meet).flexible for meet in freed.usable)
    pricing = bench.pricing(ledger.broken())
    costs = tuple(ledger.costs)
    return Task(ledger.standing, costs, pricing, freed.usable, freed.within, False, missing, equal, seed=1)


def cost(engine, change):
    return engine.incumbent.unplaced(change.state), change.hard, change.soft


@settings(settings.get_profile("tries"))
@given(cases(most_rules=8, waiting=False), st.integers(0, 20))
def test_what_stands_is_never_cut_off(case, kind):
    engine, bench, hood, ledger = standing(case)
    task = task_of(engine, bench, hood, ledger, kind, equal=True)
    tried = bench.attempt(task, None, 5.0, lambda: False)
    assert tried.status != "infeasible"


@settings(settings.get_profile("tries"))
@given(cases(most_rules=8, waiting=False), st.integers(0, 20))
def test_what_a_try_finds_costs_less(case, kind):
    engine, bench, hood, ledger = standing(case)
    task = task_of(engine, bench, hood, ledger, kind, equal=False)
    tried = bench.attempt(task, None, 5.0, lambda: False)
    if tried.state is not None:
        before = cost(engine, ledger.change(ledger.state))
        assert cost(engine, ledger.change(tried.state)) < before


@settings(settings.get_profile("tries"))
@given(cases(most_rules=8, waiting=False), st.integers(0, 20))
def test_what_others_have_taken_is_no_loss(case, kind):
    engine, bench, hood, ledger = standing(case)
    task = task_of(engine, bench, hood, ledger, kind, equal=False)
    structure = task.pricing.structure
    missing = frozenset(task.usable) if task.missing else frozenset()
    usable, closed = task.pricing.fitting.fitted(task.standing, task.usable)
    small = Model(structure, task.state, usable, Plan(missing=missing, closed=closed, standing=task.standing)).run(
        Limits(work=5.0)
    )
    large = Model(structure, task.state, task.usable, Plan(missing=missing)).run(Limits(work=5.0))
    assert (small.status, small.objective) == (large.status, large.objective)


@settings(settings.get_profile("tries"))
@given(cases(most_rules=8, waiting=False), st.integers(0, 20))
def test_a_ledger_that_follows_changes_reads_what_a_fresh_one_reads(case, kind):
    engine, bench, hood, ledger = standing(case)
    task = task_of(engine, bench, hood, ledger, kind, equal=True)
    tried = bench.attempt(task, None, 5.0, lambda: False)
    assume(tried.state is not None)
    for row in range(len(engine.data.rows)):
        ledger.standing.load(row)
    ledger.accept(ledger.change(tried.state))
    fresh = Ledger(engine.decided, engine.data, engine.structure.reach, tried.state)
    assert ledger.costs == fresh.costs
    assert all(ledger.standing.load(row) == fresh.standing.load(row) for row in range(len(engine.data.rows)))


def test_two_tries_at_one_state_are_both_kept_where_they_do_not_meet():
    engine = engine_of(crowd())
    base = engine.decided.empty()
    one = Model(engine.structure, base, {0: engine.decided.meets[0].usable}, Plan()).run(Limits(work=1.0)).state
    two = Model(engine.structure, base, {9: engine.decided.meets[9].usable}, Plan()).run(Limits(work=1.0)).state
    assert one is not None
    assert two is not None
    both = merged(base, two, one, engine.decided)
    assert both.placement[0] == one.placement[0]
    assert both.placement[9] == two.placement[9]
    assert merged(base, one, base, engine.decided) is one


def test_two_tries_at_one_split_are_not_mixed():
    one = flexible("F", 4, 3, 3, who=["teacher:A"])
    engine = engine_of(problem(week(2, 4), [one], r.Placed(id="placed", entry="", lessons=("F",))))
    decided = engine.decided
    domain = decided.domain(decided.of_lesson[0][0])

    def split(*blocks: tuple[int, int] | None):
        placements = [domain.absent if block is None else domain.placements.index(block) for block in blocks]
        return replace(decided.empty(), placement=decided.with_rests([*placements, decided.empty().placement[-1]]))

    base = split((2, 0), (2, 4), None)
    longer, apart = split((3, 0), (1, 4), None), split((2, 0), (1, 4), (1, 6))
    found = merged(base, apart, longer, decided)
    durations = [domain.placements[found.placement[meet]][0] for meet in decided.of_lesson[0] if meet in decided.parts]
    assert sorted(durations) == [1, 1, 2]
    evaluate(decided.problem, decided.timetable(found))


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
    engine = engine_of(school)
    outcome = engine.solve(
        engine.decided.empty(), engine.everything(), Plan(), structure=engine.pricing(engine.doomed), first=True
    )
    assert outcome.found


def started(seed: int, workers: int = 1, work: float = 0.5) -> Engine:
    """An engine whose incumbent is complete and bad."""
    engine = engine_of(crowd(classes=5, lessons=11, days=5, teachers=5), work, seed, workers)
    usable = engine.everything()
    first = Model(engine.structure, engine.decided.empty(), usable, Plan(objective=False, priced=False))
    found = first.run(Limits(work=5.0), seed=seed, search_random_variable_pool_size=50, cp_model_presolve=False)
    assert found.state is not None
    engine.incumbent.offer(found.state, "construct", "complete")
    return engine


def test_neighbourhoods_with_one_worker_counted_work_and_a_seed_repeat_themselves():
    one, two = started(seed=3), started(seed=3)
    before = one.incumbent.cost
    improve(one)
    improve(two)
    assert one.incumbent.cost < before
    assert one.incumbent.state == two.incumbent.state
    assert one.tally == two.tally


def test_neighbourhoods_side_by_side_keep_an_exact_account():
    engine = started(seed=3, workers=2)
    improve(engine)
    assert engine.incumbent.cost == engine.incumbent.cost_of(engine.incumbent.state)


def test_a_kind_grows_on_proofs_and_shrinks_when_work_runs_out():
    engine = started(seed=1)
    kind = engine.hood.kinds[0]
    begun = kind.amount
    kind.learn(0, "infeasible", 0.01, 0.3)
    assert kind.amount > begun
    worth = kind.worth
    kind.learn(10, "optimal", 0.01, 0.3)
    assert kind.worth > worth
    grown = kind.amount
    kind.learn(0, "unknown", 0.3, 0.3)
    shrunk = kind.amount
    assert shrunk < grown
    kind.learn(0, "infeasible", 0.01, 0.3)
    assert 1 < kind.amount / shrunk < grown / begun  # carefully, now that it is known where work runs out


def test_a_large_model_is_an_effort_even_where_its_proof_is_quick():
    small, large = (Tried(None, "infeasible", 0.001, size) for size in (10, 10_000))
    assert small.effort < 0.1 < large.effort


def test_meets_that_stay_on_their_days_all_stand_there_now():
    engine = started(seed=1)
    state = engine.incumbent.state
    engine.hood.look(state, (0,) * len(engine.data.monitors), engine.bench.pricing(frozenset()).fitting)
    staying = next(kind for kind in engine.hood.kinds if kind.name == "days, staying")
    freed = engine.hood.of(staying)
    ticks = {tick for meet in freed.usable for tick in engine.decided.domain(meet).ticks[state.placement[meet]]}
    days = [{tick for ticks in engine.data.time_ticks[6 * day : 6 * day + 6] for tick in ticks} for day in range(5)]
    allowed = [day for day in days if all(freed.within >> tick & 1 for tick in day)]
    assert len(freed.usable) > 2
    assert len(allowed) in (1, 2)
    assert ticks <= set().union(*allowed)


def test_rounds_share_what_was_learned_about_neighbourhoods():
    engine = started(seed=1, work=0.2)
    improve(engine)
    assert any(kind.amount != 12 for kind in engine.hood.kinds)


def test_the_structure_that_prices_broken_rules_holds_the_others():
    engine = started(seed=1)
    hard = next(number for number, strict in enumerate(engine.structure.strict) if strict)
    priced = engine.pricing(frozenset((hard,)))
    fresh = Structure(engine.decided, engine.data, priced=frozenset((hard,)))
    assert priced.strict == fresh.strict
    assert (priced.guards, priced.required, priced.bands) == (fresh.guards, fresh.required, fresh.bands)
    assert priced.exclusive_rows == fresh.exclusive_rows


def test_a_neighbourhood_of_choices_holds_who_has_what_a_costly_meet_could_have():
    rooms = [f"room:R{number}" for number in range(3)]
    engine = engine_of(choosing("ABCD", "room", rooms, r.Placed(id="again", entry="", lessons=())))
    decided, structure = engine.decided, engine.structure
    empty = engine.decided.empty()
    # All eight lessons at the first two times, four each: only three of four find a room.
    state = replace(empty, placement=decided.with_rests([meet % 2 for meet in range(len(empty.placement))]))
    state, without = engine.deferral.assign(state, decided.parts, engine.random)
    assert len(without) == 2
    ledger = Ledger(decided, engine.data, structure.reach, state)
    engine.hood.look(state, ledger.costs, engine.bench.pricing(ledger.broken()).fitting)
    rivals = next(kind for kind in engine.hood.kinds if kind.name == "choices, pushing")
    freed = engine.hood.of(replace(rivals, amount=100))
    assert set(freed.usable) & set(without)
    assert set(decided.parts) - set(without) <= set(freed.usable)
    assert all(one.placements == (state.placement[meet],) for meet, one in freed.usable.items())
