"""Monitors about what single meets do, as CP-SAT constraints and deviations: counts, order, variety, splits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scheduler.solver.cpsat.draft import FALSE, TRUE, Addend, negation
from scheduler.solver.monitors.kinds import Count, Order, Split, Variety
from scheduler.solver.monitors.monitor import Monitor
from scheduler.solver.monitors.terms import Sum, Term

if TYPE_CHECKING:
    from scheduler.solver.cpsat.encode import Encoder


def count(encoder: Encoder, monitor: Count, strict: bool) -> list[Addend]:
    return [addend for one in monitor.sums for addend in _sum(encoder, one, strict)]


def _sum(encoder: Encoder, one: Sum, strict: bool) -> list[Addend]:
    addends: list[Addend] = [(one.constant, TRUE)]
    for term in one.terms:
        table = encoder.data.tables[term.table]
        addends += [
            (table[placement], literal)
            for placement, literal in encoder.variables.cells(term, unplaced=True)
            if table[placement]
        ]
    if strict and one.most is not None and one.least is None and all(value >= 0 for value, _ in addends):
        spare = one.most - sum(value for value, literal in addends if literal == TRUE)
        for value, literal in addends:
            if value > spare and literal != TRUE:
                encoder.draft.forbid(literal) if encoder.draft.upper(max(literal, negation(literal))) == 1 else None
    unmoved = len(addends) == 1
    helped = unmoved or any(value < 0 for value, _ in addends[1:])
    helps = unmoved or any(value > 0 for value, _ in addends[1:])
    hold = encoder.hold(strict, least_by_placing=helps, most_by_placing=helped)
    return encoder.excess(addends, one.least, one.most, hold, one.divide)


def order(encoder: Encoder, monitor: Order, strict: bool) -> list[Addend]:
    """Latest end and earliest start as integers, compared where everything is placed."""
    horizon = len(encoder.data.time_ticks) + 1
    complete = []
    ends: list[list[Addend]] = []
    starts: list[list[Addend]] = []
    for meets, wanted, found, neutral in (
        (monitor.first, monitor.durations[0], ends, 0),
        (monitor.second, monitor.durations[1], starts, horizon),
    ):
        durations: list[Addend] = []
        for meet in meets:
            cells = encoder.variables.cells(Term(meet, 0))
            placements = encoder.indexed.domain(meet).placements
            durations += [(placements[placement][0], literal) for placement, literal in cells]
            value: list[Addend] = [(neutral, TRUE)]
            for placement, literal in cells:
                duration, start = placements[placement]
                at = start + duration if found is ends else start
                value.append((at - neutral, literal))
            found.append(value)
        whole = encoder.draft.boolean()
        encoder.draft.bounded([*durations, (-1, whole)], None, wanted - 1)
        complete.append(whole)
    end, start = encoder.draft.integer(0, horizon), encoder.draft.integer(0, horizon)
    _extreme(encoder, end, ends, largest=True)
    _extreme(encoder, start, starts, largest=False)
    both = encoder.draft.all_of(complete)
    gap: list[Addend] = [(1, start), (-1, end)]
    if strict:
        encoder.draft.bounded(gap, monitor.least, monitor.most, when=(both,))
        return []
    most = monitor.least if monitor.most is None else monitor.most
    over = encoder.draft.integer(0, max(0, horizon + max(monitor.least, -most)))
    encoder.draft.bounded([*gap, (1, over)], monitor.least, None, when=(both,))
    if monitor.most is not None:
        encoder.draft.bounded([*gap, (-1, over)], None, monitor.most, when=(both,))
    return [(1, over)]


def _extreme(encoder: Encoder, result: int, values: list[list[Addend]], largest: bool) -> None:
    """`result` is the largest or smallest of the values."""
    chosen = []
    sign = 1 if largest else -1
    for value in values:
        encoder.draft.bounded([(sign, result), *((-sign * weight, literal) for weight, literal in value)], 0, None)
        one = encoder.draft.boolean()
        encoder.draft.bounded(
            [(sign, result), *((-sign * weight, literal) for weight, literal in value)], None, 0, when=(one,)
        )
        chosen.append(one)
    encoder.draft.clause(chosen)


def variety(encoder: Encoder, monitor: Variety, strict: bool) -> list[Addend]:
    used: list[Addend] = []
    for item in monitor.items:
        by_term: list[tuple[int, set[int]]] = []
        for term in item:
            table = encoder.data.tables[term.table]
            cells = encoder.variables.cells(term, unplaced=True)
            literals = {_positive(encoder, one) for placement, one in cells if table[placement] > 0} - {FALSE}
            if literals:
                by_term.append((term.meet, literals))
        if any(TRUE in literals for _, literals in by_term):
            used.append((1, TRUE))
        elif by_term:
            one = encoder.draft.boolean()
            for meet, literals in by_term:
                if encoder.variables.alone(meet):  # what one meet does excludes everything else it could do
                    encoder.draft.at_most_one([*sorted(literals), negation(one)])
                else:
                    for literal in sorted(literals):
                        encoder.draft.implies(literal, one)
            used.append((1, one))
    return encoder.excess(used, None, 1, (strict, strict))


def _positive(encoder: Encoder, variable: int) -> int:
    """A literal that is true when the variable, a boolean or a count, is more than 0."""
    if variable < 0 or encoder.draft.upper(variable) <= 1:
        return variable
    some = encoder.draft.boolean()
    encoder.draft.bounded([(1, variable), (-encoder.draft.upper(variable), some)], None, 0)
    return some


def split(encoder: Encoder, monitor: Split, strict: bool) -> list[Addend]:
    odd: list[Addend] = []
    number: list[Addend] = []
    for meet in monitor.meets:
        placements = encoder.indexed.domain(meet).placements
        for placement, literal in encoder.variables.cells(Term(meet, 0), unplaced=True):
            duration = placements[placement][0]
            if duration:
                number.append((1, literal))
                if not monitor.shortest <= duration <= monitor.longest:
                    odd.append((1, literal))
    hold = encoder.hold(strict)
    return encoder.excess(odd, None, 0, (hold[0], hold[0])) + encoder.excess(
        number, monitor.least, monitor.most, (hold[0], hold[0])
    )


ENCODERS: dict[type[Monitor], Callable[[Encoder, Any, bool], list[Addend]]] = {
    Count: count,
    Order: order,
    Variety: variety,
    Split: split,
}
