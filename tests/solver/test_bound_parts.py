"""How a bound is put together of parts: nothing counted twice, nothing lost, what is tried and in what order."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import pytest

from scheduler.problem import rules as r
from scheduler.problem.lessons import Lesson
from scheduler.problem.problem import Problem
from scheduler.solver.cpsat.plan import Limits
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.params import SearchParams
from scheduler.solver.proofs.bound import Bound, BoundProof, Meter, bound_of, count, lower_bound, prove
from scheduler.solver.proofs.counting import UnavoidableCosts
from tests.builders import contact, days_of, demand, lesson, path, problem, put, synchronous, timetable, week
from tests.solver.small import everywhere, search_context

LIMITS = Limits(work=30.0)
TIMES = week(2, 3)
ALL = tuple(range(6))
P, Q = "path:1A", "path:1B"
NAMES = ("a", "b", "c", "d")
A_TO_D = [lesson(name, who=[P]) for name in NAMES]


def twice(*names: str, most: int | None = None, weight: int = 10) -> r.Spread:
    """A wish about lessons of one period that none of them can keep: one less than there are, over the whole week."""
    bound = r.Bound(ALL, 0, len(names) - 1 if most is None else most)
    return r.Spread(id="+".join(names), entry="S07", hard=False, weight=weight, groups=(names,), bounds=(bound,))


def school(*rules: r.Rule, lessons: list[Lesson] = A_TO_D, alone: tuple[str, ...] = (P,)) -> Problem:
    return problem(TIMES, lessons, *everywhere(*lessons, resources=alone), *rules, resources=[path("1A"), path("1B")])


def proof(built: Problem, *placed: tuple[str, int], **params: int) -> BoundProof:
    """A bound in the making; `placed`: the best timetable so far."""
    indexed = index_problem(built)
    state = indexed.state(timetable(*(put(name, start) for name, start in placed)))[0] if placed else None
    known = SearchParams(**params)  # type: ignore[arg-type]
    return BoundProof(Structure(indexed, monitors(indexed)), state, known)


def number(made: BoundProof, rule_id: str) -> int:
    """The monitor of a rule."""
    rules = [one.id for one in made.indexed.problem.rules]
    (found,) = [n for n, monitor in enumerate(made.data.monitors) if rules[monitor.rule] == rule_id]
    return found


# -- what is proved --


@pytest.mark.parametrize(
    "wishes",
    [
        (twice("a"),),
        (twice("a", "b"), twice("b", "c")),
        (twice("a", "b"), twice("b", "c"), twice("a", "b", "c")),
        (twice("a", "b"), twice("b", "a"), twice("b")),
        (twice("a", "b"), twice("c", "d"), twice("b", "c"), twice("a", "b", "c", "d", most=1)),
    ],
)
def test_wishes_that_cannot_be_kept_are_all_proved_and_each_once(wishes: tuple[r.Spread, ...]) -> None:
    wishes = tuple(replace(wish, id=str(index)) for index, wish in enumerate(wishes))
    least = sum(10 * (len(wish.groups[0]) - (wish.bounds[0].most or 0)) for wish in wishes)
    built = school(*wishes)
    found = bound_of(built, LIMITS)
    assert (found.total, found.counted, found.impossible) == (least, 0, False)
    assert found.solved >= 1
    assert found.work > 0
    assert 0 <= found.seconds < 600
    for smallest in (1, 20):
        params = SearchParams(smallest_part=smallest, largest_part=40_000)
        assert bound_of(built, LIMITS, params).total == least


def unwanted(times: tuple[int, ...] = (0, 1), who: str = P, name: str = "free") -> r.Unavailable:
    return r.Unavailable(id=name, entry="S01", hard=False, weight=10, resources=(who,), times=times)


FIVE = [lesson(f"L{n}", who=[P]) for n in range(5)]


def test_what_counting_proves_is_not_proved_again_by_a_model() -> None:
    both = school(unwanted(), unwanted((1, 2), name="more"), lessons=FIVE)
    found = bound_of(both, LIMITS)
    assert (found.counted, found.total) == (20, 20)
    assert bound_of(school(unwanted(), lessons=FIVE), LIMITS).total == 10


def test_a_cost_of_a_part_stands_for_what_counting_says_of_the_rules_in_it() -> None:
    made = proof(school(unwanted(), unwanted((1, 2), name="more"), twice("L0"), lessons=FIVE))
    free, more, wish = (number(made, name) for name in ("free", "more", "L0"))
    assert (made.total, made.counted) == (20, {free: 10, more: 10})
    made.shares = [(frozenset((free, wish)), 25)]
    assert made.total == 25 + 10
    assert made._floor(frozenset((free, wish))) == 25
    assert made._floor(frozenset((free, wish, more))) == 35
    assert made._floor(frozenset((free,))) == 10, "half of a share proves nothing by itself"
    assert made._floor(frozenset()) == 0
    assert made._inside(frozenset(range(5))) == {free, more, wish}
    assert made._inside(frozenset((0,))) == frozenset(), "a rule of the share needs all lessons"
    made.shares = []
    assert made._inside(frozenset((0,))) == {wish}
    assert made._inside(frozenset((1,))) == frozenset()


def test_the_best_timetable_limits_what_is_tried() -> None:
    placed = [(f"L{n}", n) for n in range(5)]  # both unwanted times are taken
    made = proof(school(unwanted(), lessons=FIVE), *placed)
    free = frozenset((number(made, "free"),))
    assert made.now == {number(made, "free"): 20}
    assert (made._stake(free), made._closed()) == (20 - 10, False)
    tight = proof(school(unwanted(), lessons=FIVE), *((f"L{n}", n + 1) for n in range(5)))
    assert (tight._stake(free), tight._closed()) == (0, True)
    assert tight._parts() == []
    assert tight.run(LIMITS, 1).solved == 0
    unknown = proof(school(unwanted(), lessons=FIVE))
    assert (unknown._stake(free), unknown._closed()) == (1, False)


def test_hard_rules_rules_of_no_weight_and_the_fairness_of_others_are_not_proved() -> None:
    toothless = replace(twice("a"), weight=0)
    hard = replace(twice("b"), hard=True, id="hard", bounds=(r.Bound(ALL, 0, 9),))
    fair = r.MostBurdened(id="fair", entry="S14", hard=False, resources=(P,), rules=("free",))
    made = proof(school(toothless, hard, unwanted(), fair))
    assert made.soft == [number(made, "free")]


def test_a_school_without_a_timetable_is_told() -> None:
    clash = [lesson("x", who=[P, Q]), lesson("y", who=[P, Q])]
    one_time = [replace(one, parts=tuple(replace(part, starts=(0,)) for part in one.parts)) for one in clash]
    found = bound_of(school(unwanted(ALL), lessons=one_time), LIMITS)
    assert found.impossible
    assert found.solved == 1


# -- parts --

WIDE = lesson("wide", who=[Q], options=[contact(demand("room", "room:1", "room:2")), synchronous()])


def test_the_size_of_a_part_is_its_placements_times_options_times_candidates() -> None:
    made = proof(school(twice("a"), lessons=[*A_TO_D, WIDE, lesson("two", sizes=(1, 2), who=[Q])]))
    assert made._size((0,)) == 6
    assert made._size((0, 1)) == 12
    assert made._size((4,)) == 6 * 2 * 3
    assert made._size((5,)) == 6 + 4
    assert made._size(()) == 0


def test_the_first_parts_are_those_of_people_and_rules_the_most_promising_for_their_size_first() -> None:
    built = school(twice("a", "b"), twice("b"), twice("wide"), lessons=[*A_TO_D, WIDE])
    # b alone: one wish over 6; a and b: two over 12, the class: two over 24; the wide lesson: one over 36
    assert proof(built)._parts() == [frozenset(one) for one in ((0, 1), (1,), (0, 1, 2, 3), (4,))]
    assert proof(built, smallest_part=1, largest_part=12)._parts() == [frozenset((0, 1)), frozenset((1,))]


def test_parts_grow_around_what_pays_most_by_those_who_share_most() -> None:
    lessons = [
        lesson("a", who=[P]),
        lesson("b", who=[P, Q]),
        lesson("c", who=[P, Q]),
        lesson("d", who=[Q]),
        lesson("far", who=["path:2C"]),
    ]
    built = school(twice("a"), replace(twice("c", "b"), id="cb"), twice("far"), lessons=lessons, alone=(P, Q))
    made = proof(built)
    assert made._beside[1] == [1, 2, 0, 3]
    assert made._beside[0] == [0, 1, 2]
    assert made._beside[4] == []
    assert made._grown(12) == [frozenset((0, 1)), frozenset((1, 2)), frozenset((4,))]
    assert made._grown(18) == [frozenset((0, 1, 2)), frozenset((4,))]
    assert made._grown(99) == [frozenset((0, 1, 2, 3)), frozenset((4,))]
    small = proof(built, smallest_part=1, largest_part=8)
    assert small._grown(18) == [frozenset((4,))], "at most twice the largest part"
    exact = proof(built, smallest_part=1, largest_part=6)
    assert exact._grown(12) == [frozenset((0, 1)), frozenset((1, 2)), frozenset((4,))]
    alone = proof(built, most_neighbours=2)
    assert alone._beside[1] == [1, 2], "only the wish about both makes neighbours"


def test_with_a_timetable_parts_grow_around_what_still_pays_more_than_is_proved() -> None:
    wishes = replace(twice("a", "b", most=0), id="ab"), twice("c"), twice("d", weight=50)
    made = proof(school(*wishes), *((name, start) for start, name in enumerate(NAMES)))
    assert made._grown(6) == [frozenset((3,)), frozenset((0, 1)), frozenset((2,))]
    made.shares = [(frozenset((number(made, "d"), number(made, "c"))), 60)]
    assert made._grown(6) == [frozenset((0, 1))]
    made.shares = [(frozenset((number(made, "d"), number(made, "c"))), 59)]
    assert len(made._grown(6)) == 3
    assert made._closed() is False
    made.shares.append((frozenset((number(made, "ab"),)), 21))
    assert made._closed()


# -- limits --


@pytest.mark.parametrize(
    ("limits", "work", "over"),
    [
        (Limits(), 1e9, False),
        (Limits(work=2.0), 1.9, False),
        (Limits(work=2.0), 2.0, True),
        (Limits(seconds=0.0), 0.0, True),
        (Limits(seconds=1e9), 0.0, False),
        (Limits(stopped=lambda: True), 0.0, True),
        (Limits(stopped=lambda: False), 0.0, False),
    ],
)
def test_a_proof_is_over_when_work_or_time_is_used_up_or_somebody_stops_it(
    limits: Limits, work: float, over: bool
) -> None:
    meter = Meter(limits, time.monotonic(), SearchParams())
    meter.work = work
    assert meter.over is over


def test_a_part_gets_work_by_its_size_and_never_more_than_is_left() -> None:
    params = SearchParams(part_work=2.0, part_size=100)
    meter = Meter(Limits(), time.monotonic(), params)
    assert [meter.one(size).work for size in (1, 100, 250)] == [2.0, 2.0, 5.0]
    assert meter.one(1).seconds is None
    few = Meter(Limits(work=3.0, seconds=100.0), time.monotonic() - 40.0, params)
    few.work = 2.0
    assert few.one(1).work == 1.0
    assert 55 < (few.one(1).seconds or 0) <= 60
    late = Meter(Limits(seconds=1.0), time.monotonic() - 40.0, params)
    assert late.one(1).seconds == 0.05


def test_work_that_is_used_up_ends_the_proof_between_parts() -> None:
    built = school(twice("a"), twice("b"), twice("c"))
    assert bound_of(built, Limits(work=0.0)).solved == 0
    assert bound_of(built, Limits(stopped=lambda: True)).total == 0
    told: list[int] = []

    def stop() -> bool:
        told.append(1)
        return len(told) > 2

    assert bound_of(built, Limits(stopped=stop)).solved <= 2


# -- in a search --


def test_a_search_takes_the_highest_bound_that_it_has_seen() -> None:
    context = search_context(school(unwanted(), lessons=FIVE))
    count(context)
    assert context.incumbent.bound == 10
    context.incumbent.bound = 15
    count(context)
    assert context.incumbent.bound == 15
    prove(context)
    assert context.incumbent.bound == 15
    context = search_context(school(twice("a"), unwanted(days_of(TIMES)[0])), seconds=60.0)
    prove(context)
    assert context.incumbent.bound == 10 + 10
    assert context.tally["bound parts"] >= 1
    over = search_context(school(twice("a")), work=1.0)
    over.clock.spend(2.0)
    prove(over)
    assert over.incumbent.bound is None


def test_a_bound_with_the_best_timetable_known_is_no_more_than_it_costs() -> None:
    built = school(twice("a", "b"), twice("b", "c"))
    indexed = index_problem(built)
    data = monitors(indexed)
    state, _ = indexed.state(timetable(*(put(name, start) for start, name in enumerate(NAMES))))
    assert lower_bound(Structure(indexed, data), LIMITS, state).total == 20
    assert UnavoidableCosts(indexed, data).least_costs() == {}


# -- the course of a proof, with models that answer as they are told --


class Told(BoundProof):
    """A proof that solves nothing: it notes which parts it is asked for, and of which sizes it lets them grow."""

    def __init__(self, made: BoundProof, *answers: str) -> None:
        super().__init__(made.structure, made.state, made.params)
        self.answers, self.asked, self.sizes = list(answers), list[list[int]](), list[int]()

    def _solve(self, lessons: frozenset[int], meter: Meter, workers: int) -> str:
        self.asked.append(sorted(lessons))
        return self.answers.pop(0) if self.answers else "optimal"

    def _grown(self, size: int) -> list[frozenset[int]]:
        self.sizes.append(size)
        return [frozenset((size,))]


def test_parts_become_twice_as_large_until_the_largest() -> None:
    told = Told(proof(school(twice("a", "b"), twice("b")), smallest_part=24, largest_part=100))
    told.run(LIMITS, 1)
    assert told.sizes == [48, 96, 100]
    assert told.asked == [[0, 1], [1], [0, 1, 2, 3], [48], [96], [100]]
    alone = Told(proof(school(twice("a", "b"), twice("b")), smallest_part=24, largest_part=24))
    alone.run(LIMITS, 1)
    assert (alone.sizes, len(alone.asked)) == ([], 3)


def test_a_part_without_a_timetable_ends_the_proof() -> None:
    told = Told(proof(school(twice("a", "b"), twice("b"))), "optimal", "infeasible", "optimal")
    assert told.run(LIMITS, 1).impossible
    assert told.asked == [[0, 1], [1]]


def answering(monkeypatch: pytest.MonkeyPatch, status: str, bound: int | None) -> None:
    """Every model of a part gives this outcome, for a quarter of a unit of work."""
    outcome = SimpleNamespace(status=status, bound=bound, work=0.25)
    model = SimpleNamespace(run=lambda *_args, **_more: outcome)
    monkeypatch.setattr("scheduler.solver.proofs.bound.cpsat.Relaxation", lambda *_args: model)


def test_a_part_is_solved_once_and_only_where_something_can_be_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "optimal", 10)
    made = proof(school(twice("a", "b"), twice("b")))
    meter = Meter(Limits(), 0.0, SearchParams())
    assert made._solve(frozenset((0, 1)), meter, 1) == "optimal"
    assert (made.solved, meter.work, made.total) == (1, 0.25, 10)
    assert made._solve(frozenset((0, 1)), meter, 1) == "passed over"
    assert made._solve(frozenset((2,)), meter, 1) == "passed over", "no wish is about that lesson alone"
    known = proof(school(twice("a", "b"), twice("b")), ("a", 0), ("b", 1))
    known.shares = [(frozenset(known.soft), 20)]
    assert known._solve(frozenset((0, 1)), meter, 1) == "passed over", "nothing is left to prove"
    assert (known.solved, meter.work) == (0, 0.25)


@pytest.mark.parametrize(
    ("status", "bound", "before", "after"),
    [
        ("optimal", 20, 5, 20),
        ("feasible", 20, 5, 20),
        ("optimal", 5, 5, 5),
        ("optimal", 4, 5, 5),
        ("unknown", 20, 5, 5),
        ("infeasible", 20, 5, 5),
        ("feasible", None, 5, 5),
        ("optimal", 10, 0, 10),
    ],
)
def test_the_cost_of_a_part_replaces_what_was_proved_of_its_rules_where_it_is_higher(
    monkeypatch: pytest.MonkeyPatch, status: str, bound: int | None, before: int, after: int
) -> None:
    answering(monkeypatch, status, bound)
    made = proof(school(twice("a", "b"), twice("b"), twice("c")))
    rules = frozenset((number(made, "a+b"), number(made, "b")))
    other = frozenset((number(made, "c"),))
    made.shares = [(rules, before), (other, 7)]
    assert made._solve(frozenset((0, 1)), Meter(Limits(), 0.0, SearchParams()), 1) == status
    assert sorted(made.shares, key=lambda share: sorted(share[0])) == [(rules, after), (other, 7)]
    assert made.total == after + 7


def test_a_share_of_a_part_is_seen_from_that_part_and_a_rule_of_which_nothing_is_known_is_worth_nothing() -> None:
    made = proof(school(twice("a", "b"), twice("b")))
    wish = frozenset((number(made, "b"),))
    made.shares = [(wish, 5)]
    assert made._inside(frozenset((1,))) == wish
    assert made._floor(frozenset(made.soft)) == 5


def searching(complete: bool, bound: int | None) -> SimpleNamespace:
    """As much of a search as a proof of its bound asks for."""
    spent: list[float] = []
    clock = SimpleNamespace(
        over=False, ended=None, spend=spent.append, seconds_left=lambda *_: None, work_left=lambda *_: 1.0
    )
    incumbent = SimpleNamespace(complete=complete, state="the best", bound=bound)
    return SimpleNamespace(
        incumbent=incumbent, clock=clock, params=SearchParams(), structure=None, tally=Counter(), spent=spent
    )


@pytest.mark.parametrize(
    ("complete", "before", "total", "impossible", "after"),
    [(True, None, 7, False, 7), (False, 9, 7, False, 9), (True, None, 0, False, 0), (False, None, 7, True, None)],
)
def test_a_search_keeps_account_of_what_was_proved(
    monkeypatch: pytest.MonkeyPatch, complete: bool, before: int | None, total: int, impossible: bool, after: int | None
) -> None:
    seen: list[object] = []

    def bounded(_structure: object, _limits: Limits, state: object, **_more: object) -> Bound:
        seen.append(state)
        return Bound(total, 0, 3, 2.0, 0.25, impossible)

    monkeypatch.setattr("scheduler.solver.proofs.bound.lower_bound", bounded)
    context = searching(complete, before)
    prove(context)  # type: ignore[arg-type]
    assert seen == ["the best" if complete else None]
    assert context.spent == [0.25]
    assert context.tally == {"bound parts": 3, "bound milliseconds": 2000}
    assert context.incumbent.bound == after


def test_where_nothing_is_unavoidable_the_bound_is_nothing() -> None:
    context = search_context(school(twice("a", most=1)))
    count(context)
    assert context.incumbent.bound == 0
