"""One drawn case after another, each read by all readings of the rules: `python -m tests.fuzz.agreement --cases N`.

Evaluator, monitors, moves between states, compiled search and CP-SAT with everything fixed must cost the same. A case:
a problem with a timetable, the drawn one and those that a hot walk reaches from it. How to draw is for `strategies`.
"""

from __future__ import annotations

import argparse
import resource
import sys
from collections import Counter
from collections.abc import Iterator

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from scheduler.evaluation import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.solver.annealing import compile as flat
from scheduler.solver.annealing.schedule import Search
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.cost import costs
from scheduler.solver.monitors.incremental_cost import IncrementalCost
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.reach import monitors_of_meets
from tests.solver.agreement import agrees
from tests.solver.test_agreement import cpsat_agrees
from tests.strategies import ALL_KINDS, cases

BATCH = 500
"""Cases that hypothesis draws before it begins anew."""


MOVES = (1, 2, 3, 5, 5, 10, 10, 10, 20, 20, 20, 20, 50, 50, 50, 50, 100, 100)
"""Of the walk, between two timetables that are compared."""


def compare(case: tuple[Problem, Timetable], number: int, exact: int, counts: Counter[str]) -> None:
    """The drawn timetable and those reached from it; one of each `exact` problems by CP-SAT too."""
    problem, drawn = case
    indexed = index_problem(problem)
    state, lost = indexed.state(drawn)
    counts["problems"] += 1
    if lost:
        return
    assert agrees(problem, drawn)
    counts["cases"] += 1
    if any(placed.start is None and placed.choices for placed in drawn.placements):
        return  # a timetable made of such a state drops what is held
    data = monitors(indexed)
    search = Search(flat(indexed, data), state, number % 100)
    search.temperature, search.price = 1000.0, 2.0
    moved = IncrementalCost(indexed, data, monitors_of_meets(indexed, data), state)
    seen, reached = {state}, drawn
    for moves in MOVES:
        search.go(moves)
        state = search.state
        if state in seen:
            continue
        seen.add(state)
        reached = indexed.timetable(state)
        judged = evaluate(problem, reached)
        change = moved.change(state)
        read = search.cost, costs(indexed, data, state), (change.hard, change.soft)
        assert set(read) == {(judged.hard, judged.soft)}, (read, judged)
        moved.accept(change)
        counts["cases"] += 1
    if counts["problems"] % exact == 0:
        counts["by CP-SAT"] += cpsat_agrees(problem, drawn) + cpsat_agrees(problem, reached)


def batches(wanted: argparse.Namespace, counts: Counter[str]) -> Iterator[int]:
    """Runs batch after batch, each of another kind of rule alone or of all together; yields after each."""
    kinds = [(kind,) for kind in ALL_KINDS]
    batch = wanted.first
    while counts["cases"] < wanted.cases:
        few = kinds[batch // 2 % len(kinds)] if batch % 2 else ALL_KINDS
        calm = settings(
            max_examples=BATCH,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )

        @calm
        @seed(f"{wanted.seed} {batch}")
        @given(cases(kinds=few, most_rules=3 if batch % 2 else 12), st.integers(0, 10_000))
        def agree(case: tuple[Problem, Timetable], number: int) -> None:
            compare(case, number, wanted.exact, counts)

        agree()
        batch += 1
        yield batch


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.agreement", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000, help="to be compared at least")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first batch")
    parser.add_argument("--exact", type=int, default=4, help="of so many problems one is compared with CP-SAT too")
    counts: Counter[str] = Counter()
    for batch in batches(parser.parse_args(), counts):
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = used.ru_utime + used.ru_stime
        print(f"{batch} batches, {dict(counts)}, {seconds:.0f} s of the processor, no difference", flush=True)
    sys.exit(0)


if __name__ == "__main__":
    main()
