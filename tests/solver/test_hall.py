"""Hall's condition and the greedy assignment of resources, against trying everything."""

from __future__ import annotations

from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from scheduler.solver.params import SearchParams
from scheduler.solver.rooms_later.greedy import GreedyAssignment, busy
from scheduler.solver.rooms_later.hall import short_sets

RESOURCES = range(5)
SETS = st.frozensets(st.sampled_from(RESOURCES), min_size=1)


@given(st.lists(SETS, max_size=6), st.frozensets(st.sampled_from(RESOURCES), max_size=3))
def test_sets_are_short_exactly_where_not_every_need_can_be_served(needs, blocked):
    found = short_sets(needs, blocked)
    possible = any(len(set(held)) == len(needs) for held in product(*(sorted(one - blocked) for one in needs)))
    assert possible == (not found)
    for some in found:
        assert sum(need <= some for need in needs) > len(some - blocked)


REQUESTS = st.lists(st.tuples(st.integers(0, 7), st.integers(1, 3), SETS), max_size=12)


@given(REQUESTS, st.dictionaries(st.sampled_from(RESOURCES), st.frozensets(st.integers(0, 9)), max_size=3))
def test_nobody_shares_and_a_request_that_got_a_resource_keeps_one(requests, gone):
    greedy = GreedyAssignment({resource: busy(gone.get(resource, ())) for resource in RESOURCES}, SearchParams())
    assigned = set()
    for number, (start, length, wanted) in enumerate(requests):
        if greedy.assign((number, 0), range(start, start + length), sorted(wanted)):
            assigned.add((number, 0))
        assert set(greedy.held) == assigned
        used = set()
        for meet, slot in assigned:
            first, lasts, could = requests[meet]
            held = greedy.held[meet, slot]
            assert held in could
            times = {(held, tick) for tick in range(first, first + lasts)}
            assert not times & used
            assert not any(tick in gone.get(held, ()) for _, tick in times)
            used |= times
        assert {(resource, tick) for resource in RESOURCES for tick in greedy.taken[resource]} == used | {
            (resource, tick) for resource, ticks in gone.items() for tick in ticks
        }


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(1, 3)), max_size=12), st.integers(1, 4))
def test_first_come_first_served_is_enough_where_all_want_the_same(requests, rooms):
    greedy = GreedyAssignment({room: busy(()) for room in range(rooms)}, SearchParams())
    requests = sorted(requests)
    crowd = max((sum(start <= tick < start + length for start, length in requests) for tick in range(10)), default=0)
    assigned = [
        greedy.assign((number, 0), range(start, start + length), range(rooms))
        for number, (start, length) in enumerate(requests)
    ]
    assert all(assigned) == (crowd <= rooms)


def test_a_request_that_could_have_another_resource_is_moved_by_an_ejection_chain():
    greedy = GreedyAssignment({room: busy(()) for room in range(3)}, SearchParams())
    assert greedy.assign((0, 0), (0, 1), (0, 1))
    assert greedy.assign((1, 0), (1, 2), (1, 2))
    assert greedy.held == {(0, 0): 0, (1, 0): 1}
    assert greedy.assign((2, 0), (0, 1), (0,))
    assert greedy.held == {(0, 0): 1, (1, 0): 2, (2, 0): 0}
    assert not greedy.assign((3, 0), (1,), (0, 1, 2))


def chained(length: int, **params: object) -> tuple[GreedyAssignment, bool]:
    """Requests 0..length-1 hold rooms 0..length-1 and could have the next one; then one more wants room 0 alone."""
    greedy = GreedyAssignment({room: busy(()) for room in range(length + 1)}, SearchParams(**params))
    for number in range(length):
        assert greedy.assign((number, 0), (0,), (number, number + 1))
    return greedy, greedy.assign((length, 0), (0,), (0,))


def test_a_chain_moves_three_requests_and_no_more():
    for length in range(1, 4):
        greedy, moved = chained(length)
        assert moved
        assert greedy.held == {(length, 0): 0, **{(number, 0): number + 1 for number in range(length)}}
    greedy, moved = chained(4)
    assert not moved
    assert greedy.held == {(number, 0): number for number in range(4)}, "all is as before"
    assert chained(4, chain_depth=4)[1]
    assert not chained(1, chain_depth=0)[1]


def full(rooms: int) -> GreedyAssignment:
    """So many rooms, each held by a request that could have any other, and the numbers of the search."""
    greedy = GreedyAssignment({room: busy(()) for room in range(rooms)}, SearchParams())
    for number in range(rooms):
        assert greedy.assign((number, 0), (0,), (number, *range(rooms)))
    return greedy


def test_a_request_tries_400_placings_and_all_requests_20_000():
    greedy = full(40)
    spent = [greedy._budget]
    for number in range(40, 100):
        assert not greedy.assign((number, 0), (0,), range(40))
        spent.append(greedy._budget)
    assert spent[0] == 20_000 - 40
    steps = {before - after for before, after in pairwise(spent)}
    assert max(steps) == 400
    assert spent[-1] == 0, "then requests only get what is free"
    assert len([one for one in spent if one]) == 50
