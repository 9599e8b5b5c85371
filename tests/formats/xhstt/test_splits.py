"""The parts an event falls into: as narrow as hard constraints allow, wide enough for every split."""

from hypothesis import given
from hypothesis import strategies as st

from scheduler.formats.xhstt.splits import Limits, limits_of, parts_of
from scheduler.problem.rules import SplitCount, SplitShape


def ranges(duration: int, limits: Limits, *seen: tuple[int, ...]) -> list[tuple[int, int]]:
    return [(part.shortest, part.longest) for part in parts_of(duration, limits, seen)]


def test_without_limits_any_split_in_falling_order_fits() -> None:
    assert ranges(4, Limits()) == [(1, 4), (1, 2), (1, 1), (1, 1)]


def test_limits_that_leave_one_split_leave_no_choice() -> None:
    assert ranges(5, Limits(shortest=1, longest=2, least=3, most=3)) == [(2, 2), (2, 2), (1, 1)]
    assert ranges(5, Limits(counts=[(2, 2, 2), (1, 1, 1)])) == [(2, 2), (2, 2), (1, 1)]


def test_contradictory_limits_leave_everything_open() -> None:
    assert ranges(3, Limits(least=4, most=4)) == [(1, 3), (1, 1), (1, 1)]


def test_long_events_get_bounds_without_listing_their_splits() -> None:
    assert ranges(200, Limits(longest=100, most=3)) == [(1, 100), (1, 100), (1, 66)]


def test_splits_of_known_solutions_widen_the_parts() -> None:
    assert ranges(4, Limits(shortest=2, longest=2), (3, 1)) == [(2, 3), (1, 2)]
    assert ranges(4, Limits(shortest=2, longest=2), (2, 1, 1)) == [(2, 2), (1, 2), (1, 1)]


def test_only_hard_constraints_with_a_weight_narrow_the_parts() -> None:
    fields = {"entry": "x", "lessons": ("a",)}
    shape = {"shortest": 2, "longest": 3, "least": 1, "most": 2}
    hard = SplitShape(id="1", **fields, **shape)
    soft = SplitShape(id="2", **fields, **{**shape, "longest": 2}, hard=False)
    free = SplitShape(id="3", **fields, **{**shape, "longest": 2}, weight=0)
    count = SplitCount(id="4", **fields, duration=2, least=1, most=1)
    assert limits_of([hard, soft, free, count]) == {"a": Limits(2, 3, 1, 2, [(2, 1, 1)])}


@given(st.lists(st.integers(1, 5), min_size=1, max_size=8), st.data())
def test_every_allowed_split_fits_the_parts(sizes: list[int], data: st.DataObject) -> None:
    split = sorted(sizes, reverse=True)
    limits = Limits(
        shortest=data.draw(st.integers(1, split[-1])),
        longest=data.draw(st.integers(split[0], 8)),
        least=data.draw(st.integers(0, len(split))),
        most=data.draw(st.integers(len(split), 10)),
    )
    parts = parts_of(sum(split), limits)
    assert len(parts) >= len(split)
    assert all(part.shortest <= size <= part.longest for part, size in zip(parts, split, strict=False))
