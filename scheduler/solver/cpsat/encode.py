"""Each kind of monitor as CP-SAT constraints (strict) or as a deviation that is paid for in the objective.

Deviations are bounded from below only, since they are minimised; whatever else a monitor reads is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from scheduler.problem.rules import Shape
from scheduler.solver.cpsat import encode_meets, encode_rows
from scheduler.solver.cpsat.draft import FALSE, TRUE, Addend, Draft, negation
from scheduler.solver.cpsat.rows import RowLiterals
from scheduler.solver.cpsat.variables import Variables
from scheduler.solver.monitors.incremental_cost import CachedReading
from scheduler.solver.monitors.kinds import Peak, of_kind
from scheduler.solver.monitors.monitor import Monitor, Reading

ENCODERS = {**encode_rows.ENCODERS, **encode_meets.ENCODERS}
"""By kind, what writes it and returns its deviation; a `Peak` compares the others."""


class Encoder:
    """Writes monitors into the draft of `variables`.

    `strict` tells which hard monitors may not deviate at all. Where meets may stay unplaced (`variables.missing`), the
    sides of strict monitors that a missing meet can break are paid for instead; not `priced`, they are left out.
    `reading`: as in `RowLiterals`.
    """

    def __init__(
        self,
        variables: Variables,
        strict: Sequence[bool],
        priced: bool = True,
        reading: CachedReading | None = None,
    ) -> None:
        self.variables = variables
        self.draft: Draft = variables.draft
        self.data = variables.data
        self.indexed = variables.indexed
        self.strict = strict
        self.rows = RowLiterals(variables, reading)
        self._elastic = False
        self._priced = priced
        self._deviations: dict[int, list[Addend]] = {}

    def write(self, numbers: Iterable[int]) -> None:
        """Encodes these monitors; the others are constants that nobody pays for."""
        wanted = dict.fromkeys(numbers)
        compared = {
            one
            for number in wanted
            for monitor in [self.data.monitors[number]]
            if isinstance(monitor, Peak)
            for member in monitor.members
            for one in member
        }
        for number in sorted(wanted):
            monitor = self.data.monitors[number]
            if monitor.weight == 0 and number not in compared:
                continue
            self._elastic = number in self.variables.elastic
            if isinstance(monitor, Peak):
                deviation = self._peak(monitor, wanted)
            else:
                deviation = of_kind(ENCODERS, monitor, "CP-SAT")(self, monitor, self.strict[number])
                self._deviations[number] = deviation
            if deviation:
                self._pay(monitor, deviation)

    def _pay(self, monitor: Monitor, deviation: list[Addend]) -> None:
        weight, level = monitor.weight, int(monitor.hard)
        if not weight:
            return
        low, high = self.draft.range_of(deviation)
        if monitor.shape is Shape.LINEAR or high <= 1 or low == high:
            if low == high:
                self.draft.pay([(monitor.cost(high), TRUE)], level)
            else:
                self.draft.pay([(weight * coefficient, variable) for coefficient, variable in deviation], level)
        elif monitor.shape is Shape.STEP:
            broken = self.draft.boolean()
            self.draft.bounded([*deviation, (-high, broken)], None, 0)
            self.draft.pay([(weight, broken)], level)
        else:
            square = self.draft.integer(0, high * high)
            for root in range(max(0, low), high):
                chord = [((2 * root + 1) * coefficient, variable) for coefficient, variable in deviation]
                self.draft.bounded([*chord, (-1, square)], None, root * (root + 1))
            self.draft.pay([(weight, square)], level)

    # -- what the kinds have in common --

    def excess(
        self,
        addends: Sequence[Addend],
        least: int | None,
        most: int | None,
        hold: tuple[bool, bool],
        divide: int = 1,
    ) -> list[Addend]:
        """excess(addends, least, most) / divide, rounded up; sides that `hold` (least, most) are made constraints."""
        if least is not None and hold[0]:
            self.draft.bounded(addends, least, None)
            least = None
        if most is not None and hold[1]:
            self.draft.bounded(addends, None, most)
            most = None
        if (least is None and most is None) or not self._priced:
            return []
        low, high = self.draft.range_of(addends)
        below = 0 if least is None else max(0, least - low)
        above = 0 if most is None else max(0, high - most)
        if low == high:
            return [(-(-max(below, above) // divide), TRUE)] if below or above else []
        if not below and not above:
            return []
        over = self.draft.integer(0, -(-max(below, above) // divide))
        if below:
            self.draft.bounded([*addends, (divide, over)], least, None)
        if above:
            self.draft.bounded([*addends, (-divide, over)], None, most)
        return [(1, over)]

    def hold(self, strict: bool, *, least_by_placing: bool = True, most_by_placing: bool = False) -> tuple[bool, bool]:
        """Which sides are constraints: not those that placing a missing meet would help, while meets may be missing."""
        return strict and not (self._elastic and least_by_placing), strict and not (self._elastic and most_by_placing)

    def never_all(self, literals: Sequence[int], strict: bool, counted: bool = False) -> list[Addend]:
        """1 where all literals are true; `counted`: needed even where nothing is priced."""
        kept = [literal for literal in dict.fromkeys(literals) if literal != TRUE]
        if FALSE in kept or any(negation(literal) in kept for literal in kept):
            return []
        if strict:
            self.draft.clause([negation(literal) for literal in kept])
            return []
        if not self._priced and not counted:
            return []
        if len(kept) < 2:
            return [(1, kept[0] if kept else TRUE)]
        broken = self.draft.boolean()
        self.draft.clause([*(negation(literal) for literal in kept), broken])
        return [(1, broken)]

    def all_equal(self, literals: list[int], strict: bool) -> list[Addend]:
        """1 where some but not all literals are true."""
        if len(set(literals)) < 2:
            return []
        if TRUE in literals and FALSE in literals:
            if strict:
                self.draft.clause(())
            return [(1, TRUE)]
        circle = list(zip(literals, literals[1:] + literals[:1], strict=True))
        if strict:
            for one, two in circle:
                self.draft.implies(one, two)
            return []
        if not self._priced:
            return []
        apart = self.draft.boolean()
        for one, two in circle:
            self.draft.clause((negation(one), two, apart))
        return [(1, apart)]

    # -- comparisons between monitors --

    def _peak(self, monitor: Peak, written: Iterable[int]) -> list[Addend]:
        known = set(written)
        members = []
        for member in monitor.members:
            addends: list[Addend] = []
            for one in member:
                if one in known:
                    addends += self._deviations.get(one, [])
                else:
                    addends.append((self.data.monitors[one].deviation(self._reading), TRUE))
            members.append(addends)
        high = max(self.draft.range_of(addends)[1] for addends in members)
        if high == 0:
            return []
        peak = self.draft.integer(0, high)
        for addends in members:
            self.draft.bounded([*addends, (-1, peak)], None, 0)
        return [(1, peak)]

    @cached_property
    def _reading(self) -> Reading:
        return Reading(self.indexed, self.data, self.variables.state)
