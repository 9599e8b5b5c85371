"""Optional meets that only supply a pool stay exactly where something needs them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.problem import rules as r
from scheduler.problem.modes import ALL_MODES
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.cost import costs
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.supplies import Supplies
from tests.builders import contact, demand, lesson, pool, problem, put, synchronous, week

SEATS = r.PoolCapacity(id="seats", entry="H08", pools=("pool:seats",))


SOFT = replace(SEATS, hard=False)
"""Whom no hard rule tells which rooms are wanted."""


def school(*rooms: int, asking: int, rules: tuple[r.Rule, ...] = (SEATS,), seats: int = 0) -> Problem:
    """A lesson that asks for seats, of which there are some, and rooms of these sizes that may be opened any time."""
    asked = lesson("A", options=[contact(demand("seats", "pool:seats", amount=asking))])
    opened = [
        lesson(f"R{n}", options=[contact(demand("seats", "pool:seats", amount=-size))], optional=True)
        for n, size in enumerate(rooms)
    ]
    return problem(week(), [asked, *opened], *rules, resources=[pool("seats", seats)])


def left_open(made: Problem, *placed: tuple[str, int]) -> set[str]:
    indexed = index_problem(made)
    data = monitors(indexed)
    state, lost = indexed.state(Timetable(tuple(put(code, start) for code, start in placed)))
    assert not lost
    after = Supplies(indexed, data).without_needless(state)
    assert costs(indexed, data, after)[0] <= costs(indexed, data, state)[0]
    kept = {one.lesson for one in indexed.timetable(after).placements if one.start is not None}
    assert "A" in kept or ("A", 0) not in placed
    return kept - {"A"}


@pytest.mark.parametrize("rule", [SEATS, SOFT])
@pytest.mark.parametrize(
    ("sizes", "asking", "expected"),
    [
        ((5,), 1, {"R0"}),
        ((5,), 5, {"R0"}),
        ((5, 5), 5, {"R1"}),  # one is enough
        ((5, 9), 6, {"R1"}),  # only the large one is
        ((3, 2, 9), 9, {"R2"}),
        ((3, 2, 9), 10, {"R0", "R2"}),
        ((3, 3), 6, {"R0", "R1"}),
        ((3, 3), 7, {"R0", "R1"}),  # too few, but the best there is
        ((3, 3), 0, set()),
    ],
)
def test_the_fewest_rooms_that_seat_everybody_stay_open(
    sizes: tuple[int, ...], asking: int, expected: set[str], rule: r.Rule
) -> None:
    made = school(*sizes, asking=asking, rules=(rule,))
    assert left_open(made, ("A", 0), *((f"R{n}", 0) for n in range(len(sizes)))) == expected


def test_a_room_open_at_another_time_or_without_a_lesson_is_closed() -> None:
    for rule in (SEATS, SOFT):
        made = school(5, 5, asking=5, rules=(rule,))
        assert left_open(made, ("A", 0), ("R0", 0), ("R1", 1)) == {"R0"}
        assert left_open(made, ("R0", 0), ("R1", 1)) == set()


@pytest.mark.parametrize("rule", [SEATS, SOFT])
@pytest.mark.parametrize(("asking", "expected"), [(2, set()), (3, {"R0"}), (7, {"R0"})])
def test_seats_that_are_there_anyway_need_no_room(asking: int, expected: set[str], rule: r.Rule) -> None:
    made = school(5, asking=asking, rules=(rule,), seats=2)
    assert left_open(made, ("A", 0), ("R0", 0)) == expected


@pytest.mark.parametrize(("unit", "expected"), [(1, {"R0"}), (3, set())])
def test_a_room_that_spares_no_whole_unit_is_closed(unit: int, expected: set[str]) -> None:
    made = school(2, asking=3, rules=(replace(SOFT, unit=unit),))
    assert left_open(made, ("A", 0), ("R0", 0)) == expected


def test_a_rule_that_is_broken_anyway_keeps_no_room_open() -> None:
    crowd = r.LimitPeriods(
        id="crowd", entry="", bounds=(r.PeriodBound("A", ("A",), most=0),), modes=ALL_MODES, weight=100, hard=False
    )
    assert left_open(school(5, 5, asking=5, rules=(SOFT, crowd)), ("A", 0), ("R0", 0), ("R1", 0)) == {"R1"}


def test_a_must_keeps_its_room_however_much_else_it_costs() -> None:
    fields = {"entry": "", "modes": ALL_MODES, "weight": 100}
    crowd = r.LimitPeriods(id="crowd", bounds=(r.PeriodBound("A", ("A",), most=0),), hard=False, **fields)
    wanted = r.LimitPeriods(id="open", bounds=(r.PeriodBound("R0", ("R0",), least=1),), **fields)
    assert left_open(school(5, asking=0, rules=(SEATS, replace(crowd, weight=1000), wanted)), ("A", 0), ("R0", 0)) == {
        "R0"
    }


def test_a_meet_that_adds_no_units_is_no_supply() -> None:
    indexed = index_problem(school(0, asking=0))
    assert Supplies(indexed, monitors(indexed)).size == {}
    assert [row.terms for row in monitors(indexed).rows] == [()]


def test_a_room_counts_by_the_most_that_it_can_supply() -> None:
    ways = [contact(demand("seats", "pool:seats", amount=-9)), synchronous(demand("seats", "pool:seats", amount=-1))]
    rooms = [
        lesson("R0", options=ways, optional=True),
        lesson("R1", options=[contact(demand("seats", "pool:seats", amount=-5))], optional=True),
        lesson("must", options=[contact(demand("seats", "pool:seats", amount=-5))]),
        lesson("extra", options=[contact(demand("seats", "pool:seats", amount=5))], optional=True),
    ]
    asked = lesson("A", options=[contact(demand("seats", "pool:seats", amount=5))])
    made = problem(week(), [asked, *rooms], SEATS, resources=[pool("seats", 0)])
    indexed = index_problem(made)
    assert Supplies(indexed, monitors(indexed)).size == {1: 9, 2: 5}
    assert left_open(made, ("A", 0), ("R0", 0), ("R1", 0)) == {"R0"}


def test_where_no_rule_asks_for_seats_nothing_stays_open() -> None:
    assert left_open(school(5, asking=5, rules=()), ("A", 0), ("R0", 0)) == set()


def test_a_must_that_wants_the_room_open_keeps_it() -> None:
    wanted = r.LimitPeriods(
        id="open",
        entry="",
        bounds=(r.PeriodBound("R0", ("R0",), least=1),),
        modes=frozenset(option.mode for option in school(5, asking=1).lessons[0].options),
    )
    made = school(5, 5, asking=0, rules=(SEATS, wanted))
    assert left_open(made, ("A", 0), ("R0", 0), ("R1", 0)) == {"R0"}
