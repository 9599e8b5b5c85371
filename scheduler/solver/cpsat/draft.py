"""A CP-SAT model being written: numbered variables, literals as plain numbers, the handful of constraints we use.

A literal is a variable's number, or `negation` of it; `TRUE` and `FALSE` are literals too. Sums are lists of
(coefficient, variable). Equal clauses, at-most-ones and sums are written once. The objective has three levels: soft
points, hard points and unplaced periods.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ortools.sat.python import cp_model

TRUE = 0
FALSE = -1
UNBOUNDED = 1 << 50
MOST = 10**9
"""No price is higher: sums must stay within 64 bits."""

Addend = tuple[int, int]
"""(coefficient, variable or literal)"""


def negation(literal: int) -> int:
    return -literal - 1


class Draft:
    """Variable 0 is always 1."""

    def __init__(self) -> None:
        self.model = cp_model.CpModel()
        self._proto = self.model.proto
        self._bounds: list[tuple[int, int]] = []
        self._written: set[object] = set()
        self._or: dict[tuple[int, ...], int] = {}
        self.levels: tuple[dict[int, int], ...] = ({}, {}, {})
        self.offsets = [0, 0, 0]
        self.integer(1, 1)

    # -- variables --

    def boolean(self) -> int:
        return self.integer(0, 1)

    def integer(self, low: int, high: int) -> int:
        self._proto.variables.add().domain.extend([low, high])
        self._bounds.append((low, high))
        return len(self._bounds) - 1

    # -- constraints --

    def clause(self, literals: Iterable[int]) -> None:
        kept = set(literals)
        kept.discard(FALSE)
        if TRUE in kept or any(negation(one) in kept for one in kept):
            return
        key = ("or", tuple(sorted(kept)))
        if key not in self._written:
            self._written.add(key)
            self._proto.constraints.add().bool_or.literals.extend(key[1])

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
            self._proto.constraints.add().at_most_one.literals.extend(kept)

    def exactly_one(self, literals: Iterable[int]) -> None:
        self._proto.constraints.add().exactly_one.literals.extend([one for one in literals if one != FALSE])

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
        if not when and high == 1 and low <= smallest == 0 and set(terms.values()) == {1} and self._booleans(terms):
            self.at_most_one(terms)
            return
        variables = sorted(terms)
        coefficients = [terms[variable] for variable in variables]
        key = ("sum", tuple(variables), tuple(coefficients), low, high, tuple(when))
        if key in self._written:
            return
        self._written.add(key)
        constraint = self._proto.constraints.add()
        constraint.linear.vars.extend(variables)
        constraint.linear.coeffs.extend(coefficients)
        constraint.linear.domain.extend([max(low, -UNBOUNDED), min(high, UNBOUNDED)])
        if when:
            constraint.enforcement_literal.extend(list(when))

    def _booleans(self, terms: dict[int, int]) -> bool:
        bounds = self._bounds
        return all(bounds[variable] == (0, 1) for variable in terms)

    def _range(self, terms: dict[int, int]) -> tuple[int, int]:
        low = high = 0
        bounds = self._bounds
        for variable, coefficient in terms.items():
            bottom, top = bounds[variable]
            if coefficient > 0:
                low, high = low + coefficient * bottom, high + coefficient * top
            else:
                low, high = low + coefficient * top, high + coefficient * bottom
        return low, high

    def upper(self, variable: int) -> int:
        return self._bounds[variable][1]

    def lower(self, variable: int) -> int:
        return self._bounds[variable][0]

    def collected(self, addends: Iterable[Addend]) -> tuple[dict[int, int], int]:
        """The sum over variables without zeros, and its constant part; negated literals are resolved."""
        terms: dict[int, int] = {}
        constant = 0
        for coefficient, literal in addends:
            if literal < 0:
                constant += coefficient
                literal, coefficient = negation(literal), -coefficient
            if literal == TRUE:
                constant += coefficient
            else:
                terms[literal] = terms.get(literal, 0) + coefficient
        return {variable: coefficient for variable, coefficient in terms.items() if coefficient}, constant

    def range_of(self, addends: Iterable[Addend]) -> tuple[int, int]:
        """The least and the largest value that the bounds of the variables allow."""
        terms, constant = self.collected(addends)
        low, high = self._range(terms)
        return low + constant, high + constant

    # -- derived literals --

    def any_of(self, literals: Iterable[int], exclusive: bool = False) -> int:
        """A literal that is true exactly when one of `literals` is; `exclusive`: never are two of them true."""
        kept = {one for one in literals if one != FALSE}
        if TRUE in kept:
            return TRUE
        if len(kept) < 2:
            return next(iter(kept), FALSE)
        key = tuple(sorted(kept))
        if key not in self._or:
            self._or[key] = result = self.boolean()
            if exclusive:
                self.exactly_one((*key, negation(result)))
            else:
                self.clause((*key, negation(result)))
                for literal in key:
                    self.implies(literal, result)
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
        prices = [1]
        for level in self.levels[:-1]:
            low, high = self.range_of((coefficient, variable) for variable, coefficient in level.items())
            prices.append(min(MOST, prices[-1] * max(1, high - low + 1)))
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
