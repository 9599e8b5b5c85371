"""A choice for several cases: what it costs by its sentences, and that CP-SAT finds a cheapest one of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.problem.choosing import Case, Choosing, Extra, Pick, Rising, Role, Settled, Way, alone, cost_of
from scheduler.solver.cpsat.choosing import cheapest

KEYS = ("a", "b", "c")
uses = st.lists(st.tuples(st.sampled_from(KEYS), st.integers(1, 2)), max_size=2).map(tuple)
picks = st.lists(
    st.builds(Pick, st.sampled_from("xyz"), st.integers(0, 9), uses), max_size=2, unique_by=lambda p: p.name
)


@st.composite
def ways(draw: st.DrawFn, name: str, others: tuple[str, ...]) -> Way:
    roles = tuple(Role(f"r{n}", tuple(draw(picks))) for n in range(draw(st.integers(0, 2))))
    alike = ((0, 1),) if len(roles) == 2 and draw(st.booleans()) else ()
    needs = ()
    if others and draw(st.booleans()):
        needs = ((draw(st.sampled_from(others)), frozenset(draw(st.sets(st.sampled_from("pq"))))),)
    return Way(name, draw(st.integers(0, 9)), draw(uses), roles, alike, needs)


@st.composite
def choices(draw: st.DrawFn) -> Choosing:
    names = ("one", "two", "three")[: draw(st.integers(1, 3))]
    cases = tuple(
        Case(name, tuple(draw(ways(way, tuple({*names} - {name}))) for way in "pq"[: draw(st.integers(1, 2))]))
        for name in names
    )
    limits = draw(st.dictionaries(st.sampled_from(KEYS), st.integers(-1, 3)))
    extras = tuple(
        Extra(f"extra{n}", draw(st.integers(0, 9)), draw(uses), draw(uses)) for n in range(draw(st.integers(0, 2)))
    )
    rising = {"c": Rising(draw(st.integers(0, 3)), draw(st.integers(0, 3)))} if draw(st.booleans()) else {}
    return Choosing(cases, limits, extras, rising, draw(st.integers(0, 5)))


def every(choosing: Choosing) -> Iterator[tuple[dict[str, Settled], tuple[str, ...]]]:
    """Every choice that names a way and a pick for each of its roles."""
    options = [
        [
            Settled(way.name, tuple(zip((role.name for role in way.roles), chosen, strict=True)))
            for way in case.ways
            for chosen in product(*([pick.name for pick in role.picks] for role in way.roles))
        ]
        for case in choosing.cases
    ]
    names = [extra.name for extra in choosing.extras]
    subsets = list(chain.from_iterable(combinations(names, n) for n in range(len(names) + 1)))
    for settled in product(*options):
        for extras in subsets:
            yield dict(zip((case.name for case in choosing.cases), settled, strict=True)), extras


@settings(max_examples=300, deadline=None)
@given(choices())
def test_the_cheapest_choice_costs_what_trying_all_of_them_finds(choosing: Choosing) -> None:
    costs = [cost for settled, extras in every(choosing) if (cost := cost_of(choosing, settled, extras)) is not None]
    best = cheapest(choosing)
    assert best.proved
    if best.chosen is None:
        assert not costs
    else:
        assert best.chosen.cost == min(costs)
        assert cost_of(choosing, best.chosen.settled, best.chosen.extras) == best.chosen.cost


@settings(max_examples=150, deadline=None)
@given(choices(), st.data())
def test_what_another_way_costs_more_is_true_of_the_whole_choice(choosing: Choosing, data: st.DataObject) -> None:
    best = cheapest(choosing)
    if best.chosen is None:
        return
    name = data.draw(st.sampled_from([case.name for case in choosing.cases]))
    own = alone(choosing, best.chosen, name)
    here = cheapest(replace(own, cases=(_only(own, best.chosen.settled[name].way),)))
    for way in own.cases[0].ways:
        other = cheapest(replace(own, cases=(_only(own, way.name),)))
        if other.chosen is None:
            continue
        settled = {**best.chosen.settled, name: other.chosen.settled[name]}
        extras = (*best.chosen.extras, *other.chosen.extras)
        assert here.chosen is not None
        assert cost_of(choosing, settled, extras) == best.chosen.cost + other.chosen.cost - here.chosen.cost


def _only(own: Choosing, way: str) -> Case:
    return replace(own.cases[0], ways=tuple(one for one in own.cases[0].ways if one.name == way))


def test_one_person_is_taken_once_and_the_dearer_case_yields() -> None:
    ann = Pick("ANN", 0, (("ann", 1),))
    cases = tuple(
        Case(name, (Way("taught", 1, (), (Role("who", (ann,)),)), Way("lost", lost)))
        for name, lost in (("a", 5), ("b", 9))
    )
    best = cheapest(Choosing(cases, {"ann": 1})).chosen
    assert best is not None and best.cost == 6
    assert {name: one.way for name, one in best.settled.items()} == {"a": "lost", "b": "taught"}


def test_each_further_unit_costs_more_than_the_one_before() -> None:
    assert Rising(3, 1).cost(2) == 6 + 9
