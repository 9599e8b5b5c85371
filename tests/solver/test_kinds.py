"""A kind of monitor that an encoding does not know is refused by name there, never passed over in silence."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from scheduler.problem.problem import Problem
from scheduler.solver.annealing import compile as flat
from scheduler.solver.cpsat.model import Model
from scheduler.solver.cpsat.plan import Plan
from scheduler.solver.cpsat.units import Structure
from scheduler.solver.monitors import kinds
from scheduler.solver.monitors.build import monitors
from scheduler.solver.monitors.cost import costs
from scheduler.solver.monitors.incremental_cost import IncrementalCost
from scheduler.solver.monitors.indexing import index_problem
from scheduler.solver.monitors.monitor import Monitor, Monitors, Reads
from scheduler.solver.monitors.reach import meets_of_monitors, monitors_of_meets, terms_of
from scheduler.solver.monitors.terms import Term, how_read
from scheduler.solver.proofs.counting import UnavoidableCosts
from scheduler.solver.proofs.counting_bounds import unsatisfiable_monitors
from tests.builders import lesson, problem, week
from tests.solver.small import everywhere

KINDS = [
    one for one in vars(kinds).values() if isinstance(one, type) and issubclass(one, Monitor) and one is not Monitor
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent(Monitor):
    """A made-up kind that does not even say what it reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour(Monitor):
    """A made-up kind that says what it reads, and that no encoding knows."""

    meet: int

    def reads(self) -> Reads:
        return Reads(meets=(self.meet,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shade(Monitor):
    """A made-up kind that reads terms."""

    terms: tuple[Term, ...]

    def reads(self) -> Reads:
        return Reads(terms=self.terms)


def school() -> Problem:
    lessons = [lesson("L", sizes=(1, 1), who=["path:A"])]
    return problem(week(1, 4), lessons, *everywhere(*lessons, resources=["path:A"]))


def with_a(monitor: Monitor) -> tuple:
    indexed = index_problem(school())
    data = monitors(indexed)
    return indexed, replace(data, monitors=(*data.monitors, monitor))


SILENT = Silent(rule=0, hard=False, weight=1)
COLOUR = Colour(rule=0, hard=False, weight=1, meet=0)
HARD = Colour(rule=0, hard=True, weight=1, meet=0)


def test_a_kind_that_does_not_say_what_it_reads_is_refused_wherever_that_is_asked():
    indexed, data = with_a(SILENT)
    for ask in (
        lambda: meets_of_monitors(data),
        lambda: monitors_of_meets(indexed, data),
        lambda: terms_of(SILENT, data),
        lambda: Structure(indexed, data),
        lambda: flat(indexed, data),
    ):
        with pytest.raises(TypeError, match="Silent"):
            ask()


def cost(indexed, data: Monitors) -> object:
    return costs(indexed, data, indexed.empty())


def incremental(indexed, data: Monitors) -> object:
    return IncrementalCost(indexed, data, Structure(indexed, data).reach, indexed.empty())


def cpsat(indexed, data: Monitors) -> object:
    free = {meet: indexed.meets[meet].usable for meet in indexed.parts}
    return Model(Structure(indexed, data), indexed.empty(), free, Plan())


def unavoidable(indexed, data: Monitors) -> object:
    return UnavoidableCosts(indexed, data).least_costs()


@pytest.mark.parametrize(
    ("encoding", "monitor"),
    [
        (cost, COLOUR),
        (incremental, COLOUR),
        (cpsat, COLOUR),
        (flat, COLOUR),
        (unavoidable, COLOUR),
        (unsatisfiable_monitors, HARD),
    ],
)
def test_a_kind_that_an_encoding_does_not_know_is_refused_by_name(encoding, monitor):
    indexed, data = with_a(monitor)
    with pytest.raises(TypeError, match="Colour"):
        encoding(indexed, data)


def test_meets_that_a_kind_reads_are_told_apart_unless_it_says_otherwise():
    indexed, data = with_a(COLOUR)
    plain = Structure(indexed, monitors(indexed)).signature
    told = Structure(indexed, data).signature
    assert plain[0] == plain[1]
    assert told[0] != told[1]
    terms = (Term(0, 0), Term(1, 0), Term(1, 1, (0,)))
    shades = Shade(rule=0, hard=False, weight=1, terms=terms)
    assert list(shades.tells_apart()) == [
        (0, (0, how_read(terms[0]))),
        (1, (1, how_read(terms[1]))),
        (1, (2, how_read(terms[2]))),
    ]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_the_house_is_known_to_every_encoding(kind):
    from scheduler.solver.annealing.columns import COLUMNS
    from scheduler.solver.cpsat.encode import ENCODERS
    from scheduler.solver.proofs.counting import LEAST_DEVIATIONS
    from scheduler.solver.proofs.counting_bounds import OVERLOADS

    assert kind.reads is not Monitor.reads
    assert kind in COLUMNS
    assert not kind.counted or all(kind in table for table in (LEAST_DEVIATIONS, OVERLOADS))
    if kind is not kinds.Peak:  # it only compares others, which both encodings below do themselves
        assert kind.deviation is not Monitor.deviation
        assert kind in ENCODERS
