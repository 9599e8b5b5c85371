"""A CP-SAT model being written: numbered variables, literals as plain numbers, the handful of constraints we use.

A literal is a variable's number, or `negation` of it; `TRUE` and `FALSE` are literals too. Sums are lists of
(coefficient, variable). Equal clauses, at-most-ones and sums are written once. The objective has three levels: soft
points, hard points and unplaced periods.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from operator import invert

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import IntegerVariableProto

TRUE = 0
FALSE = -1
UNBOUNDED = 1 << 62
MOST, MOST_IN_ALL = 10**9, 1 << 60
"""No price is higher, nor what a level can cost at its price: sums must stay within 64 bits."""

Addend = tuple[int, int]
"""(coefficient, variable or literal)"""


def negation(literal: int) -> int:
    return ~literal


def _contradicts(literals: set[int]) -> bool:
    """Whether there is a literal beside its negation."""
    return not literals.isdisjoint(map(invert, literals))


def _zero_or_one() -> IntegerVariableProto:
    variable = IntegerVariableProto()
    variable.domain.extend([0, 1])
    return variable


_BOOLEAN = _zero_or_one()


class Draft:
    """Variable 0 is always 1."""

    def __init__(self) -> None:
        self.model = cp_model.CpModel()
        self._proto = self.model.proto
        self._variables, self._constraints = self._proto.variables, self._proto.constraints
        self._count = 0
        self._wide: dict[int, tuple[int, int]] = {}
        self._written: set[object] = set()
        self._or: dict[tuple[int, ...], int] = {}
        self.levels: tuple[dict[int, int], ...] = ({}, {}, {})
        self.offsets = [0, 0, 0]
        self.integer(1, 1)

    # -- variables --

    def boolean(self) -> int:
        self._variables.append(_BOOLEAN)
        self._count += 1
        return self._count - 1

    def integer(self, low: int, high: int) -> int:
        if (low, high) == (0, 1):
            return self.boolean()
        self._variables.add().domain.extend([low, high])
        self._wide[self._count] = low, high
        self._count += 1
        return self._count - 1

    @property
    def size(self) -> int:
        """How many variables and constraints are written."""
        return self._count + len(self._constraints)

    # -- constraints --

    def clause(self, literals: Iterable[int]) -> None:
        kept = set(literals)
        kept.discard(FALSE)
        if TRUE in kept or _contradicts(kept):
            return
        key = ("or", tuple(sorted(kept)))
        if key not in self._written:
            self._written.add(key)
            self._constraints.add().bool_or.literals.extend(key[1])

    def implies(self, condition: int, result: int) -> None:
        self.clause((negation(condition), result))

    def forbid(self, literal: int) -> None:
        if literal != FALSE:
            self.clause((negation(literal),))

    def at_most_one(self, literals: Iterable[int]) -> None:
        kept = [one for one in literals if one != FALSE]
        if len(kept) < 2:
            return
        key = ("amo", tuple(sorted(kept)))
        if key not in self._written:
            self._written.add(key)
            self._constraints.add().at_most_one.literals.extend(kept)

    def exactly_one(self, literals: Iterable[int]) -> None:
        self._constraints.add().exactly_one.literals.extend([one for one in literals if one != FALSE])

    def bounded(self, addends: Iterable[Addend], least: int | None, most: int | None, when: Sequence[int] = ()) -> None:
        """least <= sum <= most, where all literals of `when` hold."""
        terms, constant = self.collected(addends)
        low = -UNBOUNDED if least is None else least - constant
        high = UNBOUNDED if most is None else most - constant
        if not terms:
            if low > 0 or high < 0:
                self.clause([negation(one) for one in when])
            return
        smallest, largest = self._range(terms)
        if low <= smallest and largest <= high:
            return
        if not when and high == 1 and low <= smallest == 0 and set(terms.values()) == {1} and not self._any_wide(terms):
            self.at_most_one(terms)
            return
        variables = sorted(terms)
        coefficients = [terms[variable] for variable in variables]
        key = ("sum", tuple(variables), tuple(coefficients), low, high, tuple(when))
        if key in self._written:
            return
        self._written.add(key)
        constraint = self._constraints.add()
        linear = constraint.linear
        linear.vars.extend(variables)
        linear.coeffs.extend(coefficients)
        linear.domain.extend([max(low, -UNBOUNDED), min(high, UNBOUNDED)])
        if when:
            constraint.enforcement_literal.extend(list(when))

    def _any_wide(self, terms: Mapping[int, int]) -> bool:
        """Whether some of the variables are no booleans."""
        return not self._wide.keys().isdisjoint(terms)

    def _range(self, terms: Mapping[int, int]) -> tuple[int, int]:
        coefficients = terms.values()
        low = sum(one for one in coefficients if one < 0)
        high = sum(coefficients) - low
        if self._any_wide(terms):
            for variable in self._wide.keys() & terms.keys():
                coefficient, (bottom, top) = terms[variable], self._wide[variable]
                low += min(coefficient * bottom, coefficient * top) - min(coefficient, 0)
                high += max(coefficient * bottom, coefficient * top) - max(coefficient, 0)
        return low, high

    def upper(self, variable: int) -> int:
        return self._wide.get(variable, (0, 1))[1]

    def collected(self, addends: Iterable[Addend]) -> tuple[dict[int, int], int]:
        """The sum over variables without zeros, and its constant part; negated literals are resolved."""
        terms: dict[int, int] = {}
        constant = 0
        for coefficient, literal in addends:
            if literal > TRUE:
                terms[literal] = terms.get(literal, 0) + coefficient
            elif literal == TRUE:
                constant += coefficient
            elif literal != FALSE:
                constant += coefficient
                literal = negation(literal)
                terms[literal] = terms.get(literal, 0) - coefficient
        if 0 in terms.values():
            terms = {variable: coefficient for variable, coefficient in terms.items() if coefficient}
        return terms, constant

    def range_of(self, addends: Iterable[Addend]) -> tuple[int, int]:
        """The least and the largest value that the bounds of the variables allow."""
        terms, constant = self.collected(addends)
        low, high = self._range(terms)
        return low + constant, high + constant

    # -- derived literals --

    def any_of(self, literals: Iterable[int], exclusive: bool = False) -> int:
        """A literal that is true exactly when one of `literals` is; `exclusive`: never are two of them true."""
        kept = set(literals)
        kept.discard(FALSE)
        if TRUE in kept or _contradicts(kept):
            return TRUE
        if len(kept) < 2:
            return next(iter(kept), FALSE)
        key = tuple(sorted(kept))
        if key not in self._or:
            self._or[key] = result = self.boolean()
            other = negation(result)
            if exclusive:
                self.exactly_one((*key, other))
            else:
                self._constraints.add().bool_or.literals.extend((*key, other))
                for literal in key:
                    self._constraints.add().bool_or.literals.extend((negation(literal), result))
        return self._or[key]

    def all_of(self, literals: Iterable[int]) -> int:
        return negation(self.any_of(negation(one) for one in literals))

    def pay(self, addends: Iterable[Addend], level: int = 0) -> None:
        """Adds to what is minimised: higher levels first, all the way."""
        terms, constant = self.collected(addends)
        target = self.levels[level]
        for variable, coefficient in terms.items():
            target[variable] = target.get(variable, 0) + coefficient
        self.offsets[level] += constant

    def prices(self) -> tuple[int, ...]:
        """What one point of each level costs, so that no saving on a lower level is worth one on a higher."""
        ranges = [
            high - low + 1
            for level in self.levels
            for low, high in [self.range_of((coefficient, variable) for variable, coefficient in level.items())]
        ]
        prices = [1]
        for below, own in pairwise(ranges):
            prices.append(min(MOST, prices[-1] * below, max(1, MOST_IN_ALL // own)))
        return tuple(prices)

    def levels_in(self, solution: Sequence[int]) -> tuple[int, int, int]:
        """What a solution costs on each level."""
        soft, hard, missing = (
            offset + sum(coefficient * solution[variable] for variable, coefficient in level.items())
            for level, offset in zip(self.levels, self.offsets, strict=True)
        )
        return soft, hard, missing

    def finish(
        self, hints: Iterable[tuple[int, int]] = (), most: int | None = None, priced: bool = True
    ) -> cp_model.CpModel:
        """The model with its objective and hints (variable, value) written into it; `most` bounds the objective.

        Not `priced`: any solution is as good as another.
        """
        total: dict[int, int] = {}
        offset = 0
        for price, level, constant in zip(self.prices(), self.levels, self.offsets, strict=True):
            offset += price * constant
            for variable, coefficient in level.items():
                total[variable] = total.get(variable, 0) + price * coefficient
        total = {variable: coefficient for variable, coefficient in total.items() if coefficient}
        if offset and not total:
            total, offset = {TRUE: offset}, 0  # costs that nothing can change still belong to objective and bound
        if total and priced:
            objective = self._proto.objective
            objective.vars.extend(list(total))
            objective.coeffs.extend(list(total.values()))
            objective.offset = offset
        if priced and most is not None:  # also where nothing costs anything: then it says whether there is a solution
            self.bounded([(c, v) for v, c in total.items()], None, most - offset)
        for variable, value in dict(hints).items():
            self._proto.solution_hint.vars.append(variable)
            self._proto.solution_hint.values.append(value)
        return self.model
