"""Hall's condition and the serving of resources, against trying everything."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from scheduler.solver.rooms_later.hall import short_sets
from scheduler.solver.rooms_later.serving import Serving, busy

RESOURCES = range(5)
SETS = st.frozensets(st.sampled_from(RESOURCES), min_size=1)


@given(st.lists(SETS, max_size=6), st.frozensets(st.sampled_from(RESOURCES), max_size=3))
def test_sets_are_short_exactly_where_not_every_need_can_be_served(needs, blocked):
    found = short_sets(needs, blocked)
    possible = any(len(set(held)) == len(needs) for held in product(*(sorted(one - blocked) for one in needs)))
    assert possible == (not found)
    for some in found:
        assert sum(need <= some for need in needs) > len(some - blocked)


CLAIMS = st.lists(st.tuples(st.integers(0, 7), st.integers(1, 3), SETS), max_size=12)


@given(CLAIMS, st.dictionaries(st.sampled_from(RESOURCES), st.frozensets(st.integers(0, 9)), max_size=3))
def test_nobody_shares_and_who_was_served_stays_served(claims, gone):
    serving = Serving({resource: busy(gone.get(resource, ())) for resource in RESOURCES})
    served = set()
    for number, (start, length, wanted) in enumerate(claims):
        if serving.serve((number, 0), range(start, start + length), sorted(wanted)):
            served.add((number, 0))
        assert set(serving.held) == served
        used = set()
        for meet, slot in served:
            first, lasts, could = claims[meet]
            held = serving.held[meet, slot]
            assert held in could
            times = {(held, tick) for tick in range(first, first + lasts)}
            assert not times & used
            assert not any(tick in gone.get(held, ()) for _, tick in times)
            used |= times
        assert {(resource, tick) for resource in RESOURCES for tick in serving.taken[resource]} == used | {
            (resource, tick) for resource, ticks in gone.items() for tick in ticks
        }


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(1, 3)), max_size=12), st.integers(1, 4))
def test_first_come_first_served_is_enough_where_all_want_the_same(claims, rooms):
    serving = Serving({room: busy(()) for room in range(rooms)})
    claims = sorted(claims)
    crowd = max((sum(start <= tick < start + length for start, length in claims) for tick in range(10)), default=0)
    served = [
        serving.serve((number, 0), range(start, start + length), range(rooms))
        for number, (start, length) in enumerate(claims)
    ]
    assert all(served) == (crowd <= rooms)


def test_who_could_go_elsewhere_is_moved_aside():
    serving = Serving({room: busy(()) for room in range(3)})
    assert serving.serve((0, 0), (0, 1), (0, 1))
    assert serving.serve((1, 0), (1, 2), (1, 2))
    assert serving.held == {(0, 0): 0, (1, 0): 1}
    assert serving.serve((2, 0), (0, 1), (0,))
    assert serving.held == {(0, 0): 1, (1, 0): 2, (2, 0): 0}
    assert not serving.serve((3, 0), (1,), (0, 1, 2))
