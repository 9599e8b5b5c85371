"""What rows count in a CP-SAT model, as sums and literals: how much at a tick, whether busy at a time."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.solver.cpsat.draft import FALSE, TRUE, Addend, Draft, negation
from scheduler.solver.cpsat.variables import Variables
from scheduler.solver.monitors.incremental_cost import CachedReading
from scheduler.solver.monitors.terms import Load

NOTHING: frozenset[int] = frozenset()


class RowLiterals:
    """Sums and literals of rows, each made once.

    `reading` knows the rows of the state of `variables` and saves walking through all their loads.
    """

    def __init__(self, variables: Variables, reading: CachedReading | None = None) -> None:
        self.variables = variables
        self.draft: Draft = variables.draft
        self.data, self.indexed = variables.data, variables.indexed
        self.exclusive = variables.structure.exclusive_rows
        self._loads: dict[int, dict[int, list[Addend]]] = {}
        self._busy: dict[tuple[int, int], int] = {}
        self._overs: dict[tuple[tuple[Addend, ...], int], int] = {}
        self._known = reading
        self._freed: dict[int, list[Load]] = {}
        if reading is not None:
            for meet in variables.freed:
                held = variables.held(meet)
                for row, load in reading.mentions[meet]:
                    if load.slot < 0 or not held[load.slot].isdisjoint(load.choices):
                        self._freed.setdefault(row, []).append(load)

    def loads(self, row: int) -> dict[int, list[Addend]]:
        """(amount, literal) by tick."""
        if row not in self._loads:
            terms: Sequence[Load] = self.data.rows[row].terms
            found: dict[int, list[Addend]] = {
                tick: [(amount, TRUE)] for tick, amount in enumerate(self.data.rows[row].base) if amount
            }
            if self._known is not None:
                terms = self._freed.get(row, ())
                constant = self._known.without(row, terms)
                found = {tick: [(amount, TRUE)] for tick, amount in enumerate(constant) if amount}
            for load in terms:
                domain = self.indexed.domain(load.meet)
                ticks = domain.seen(self.data.rows[row].seen)
                amount = load.amount
                for placement, literal in self.variables.cells(load):
                    addend = amount, literal
                    for tick in ticks[placement]:
                        if tick in found:
                            found[tick].append(addend)
                        else:
                            found[tick] = [addend]
            for shared, most in self.data.rows[row].shares:
                for tick, addends in self.loads(shared).items():
                    over = self._over(tuple(addends), most)
                    if over is not None:
                        found[tick].append((-1, over))
            self._loads[row] = found
        return self._loads[row]

    def _over(self, addends: tuple[Addend, ...], most: int) -> int | None:
        """A variable of at most what the sum is above `most`, 0 below it; None where it never is above."""
        highest = self.draft.range_of(addends)[1]
        if highest <= most:
            return None
        key = (addends, most)
        if key not in self._overs:
            self._overs[key] = over = self.draft.integer(0, highest - most)
            above = self.draft.boolean()
            self.draft.bounded([*addends, (-1, over)], most, None, (above,))
            self.draft.bounded([(1, over)], None, 0, (negation(above),))
        return self._overs[key]

    def busy(self, row: int, time: int) -> int:
        """A literal: whether the row counts more than 0 at the time."""
        key = (row, time)
        known = self._busy.get(key)
        if known is None:
            known = self._busy[key] = self.some(row, self.data.time_ticks[time])
        return known

    def some(self, row: int, ticks: Sequence[int]) -> int:
        """A literal: whether the row counts something at one of the ticks."""
        loads = self.loads(row)
        sets = {frozenset(literal for _, literal in loads[tick]) if tick in loads else NOTHING for tick in ticks}
        literals = sets.pop() if len(sets) == 1 else NOTHING
        if sets:
            return self.draft.any_of(literals.union(*sets))
        if not literals:
            return FALSE
        return TRUE if TRUE in literals else self.draft.any_of(literals, exclusive=self._exclusive(row))

    def _exclusive(self, row: int) -> bool:
        return row in self.exclusive or self.data.rows[row].within in self.exclusive

    def touched(self, row: int, times: Sequence[int]) -> int:
        """A literal: whether the row is busy at some of the times."""
        return self.draft.any_of(self.busy(row, time) for time in times)
