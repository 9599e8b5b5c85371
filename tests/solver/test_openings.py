"""How many units openings supply at one moment, against trying everything."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from scheduler.solver.proofs.openings import Moment, Opening

PEOPLE = st.frozensets(st.sampled_from("ABCD"), min_size=1)
AWAY = st.frozensets(st.sampled_from("ABCD"), max_size=2)


def together(wanted: list[frozenset[str]], away: frozenset[str]) -> bool:
    """Whether each can have somebody of its own."""
    return any(len(set(held)) == len(wanted) for held in product(*(sorted(one - away) for one in wanted)))


@given(AWAY, st.lists(PEOPLE, max_size=3), st.lists(st.tuples(st.integers(1, 9), PEOPLE), max_size=4))
def test_the_most_units_are_those_of_the_best_openings_for_which_there_are_people(away, busy, drawn):
    moment = Moment(away)
    held = [wanted for wanted in busy if moment.give(wanted)]
    assert together(held, away)
    openings = [Opening(units, (need,)) for units, need in drawn]
    best = max(
        sum(one.units for one, kept in zip(openings, which, strict=True) if kept)
        for which in product((False, True), repeat=len(openings))
        if together([*held, *(one.needs[0] for one, kept in zip(openings, which, strict=True) if kept)], away)
    )
    before = dict(moment.holder)
    assert moment.most(openings) == best
    assert (moment.holder, moment.requests) == (before, held), "nothing is given for good"


def test_what_is_held_as_well_takes_its_place_beside_the_others():
    moment = Moment()
    assert moment.give(frozenset("AB"))
    assert moment.beside("A").holder == {"A": 1, "B": 0}
    assert moment.beside("AB").requests == [frozenset("AB"), frozenset("A")], "there is no room for B as well"
    assert moment.requests == [frozenset("AB")]


def test_an_opening_that_needs_several_is_none_where_one_of_them_is_gone():
    moment = Moment(frozenset("A"))
    assert moment.most([Opening(5, (frozenset("B"), frozenset("A")))]) == 0
    assert moment.most([Opening(5, (frozenset("B"), frozenset("C"))), Opening(2, ())]) == 7
