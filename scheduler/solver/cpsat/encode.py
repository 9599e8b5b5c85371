"""Each kind of monitor as CP-SAT constraints (strict) or as a deviation that is paid for in the objective.

Deviations are bounded from below only, since they are minimised; whatever else a monitor reads is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

from scheduler.problem.rules import Shape
from scheduler.solver.cpsat.draft import FALSE, TRUE, Addend, Draft, negation
from scheduler.solver.cpsat.variables import Variables
from scheduler.solver.monitors.cost import Reading, idle_times, ticks_of
from scheduler.solver.monitors.incremental_cost import CachedReading
from scheduler.solver.monitors.kinds import (
    Busy,
    Capacity,
    Clusters,
    Count,
    Idle,
    Link,
    Load,
    Monitor,
    Order,
    Pairs,
    Peak,
    Runs,
    Split,
    Sum,
    Switches,
    Term,
    Touched,
    Uneven,
    Variety,
)

NOTHING: frozenset[int] = frozenset()
FIXED = {TRUE, FALSE}


class Encoder:
    """Writes monitors into the draft of `variables`.

    `strict` tells which hard monitors may not deviate at all. Where meets may stay unplaced (`variables.missing`), the
    sides of strict monitors that a missing meet can break are paid for instead; not `priced`, they are left out.
    `reading` knows the rows of the state of `variables` and saves walking through all their loads.
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
        self.exclusive = variables.structure.exclusive_rows
        self._loads: dict[int, dict[int, list[Addend]]] = {}
        self._known = reading
        self._freed: dict[int, list[Load]] = {}
        if reading is not None:
            for meet in variables.freed:
                held = variables.held(meet)
                for row, load in reading.mentions[meet]:
                    if load.slot < 0 or not held[load.slot].isdisjoint(load.choices):
                        self._freed.setdefault(row, []).append(load)
        self._busy: dict[tuple[int, int], int] = {}
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
                deviation = self._deviation(monitor, self.strict[number])
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
                self.draft.pay([(monitor.shape.cost(weight, high), TRUE)], level)
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

    # -- rows --

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
                ticks = ticks_of(domain, self.data.rows[row])
                amount = load.amount
                for placement, literal in self.variables.cells(load):
                    addend = amount, literal
                    for tick in ticks[placement]:
                        if tick in found:
                            found[tick].append(addend)
                        else:
                            found[tick] = [addend]
            self._loads[row] = found
        return self._loads[row]

    def busy(self, row: int, time: int) -> int:
        """A literal: whether the row counts more than 0 at the time."""
        key = (row, time)
        known = self._busy.get(key)
        if known is None:
            known = self._busy[key] = self._any(row, self.data.time_ticks[time])
        return known

    def _any(self, row: int, ticks: Sequence[int]) -> int:
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

    # -- excess --

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

    def _hold(self, strict: bool, *, least_by_placing: bool = True, most_by_placing: bool = False) -> tuple[bool, bool]:
        """Which sides are constraints: not those that placing a missing meet would help, while meets may be missing."""
        return strict and not (self._elastic and least_by_placing), strict and not (self._elastic and most_by_placing)

    # -- the kinds --

    def _deviation(self, monitor: Monitor, strict: bool) -> list[Addend]:
        match monitor:
            case Count(sums=sums):
                return [addend for one in sums for addend in self._count(one, strict)]
            case Capacity():
                return self._capacity(monitor, strict)
            case Busy():
                return self._busy_times(monitor, strict)
            case Idle():
                return self._idle(monitor, strict)
            case Clusters(clusters=clusters, least=least, most=most):
                literals = [self._cluster(cluster) for cluster in clusters]
                absent = any(not one.present for cluster in clusters for one in cluster)
                present = any(one.present for cluster in clusters for one in cluster)
                hold = self._hold(strict, least_by_placing=present, most_by_placing=absent)
                return self.excess([(1, one) for one in literals], least, most, hold)
            case Runs():
                return self._runs(monitor, strict)
            case Switches():
                return self._switches(monitor, strict)
            case Pairs(pairs=pairs):
                both = [(self.busy(one, at), self.busy(two, later)) for one, at, two, later in pairs]
                return [addend for pair in both for addend in self._never_all(pair, strict)]
            case Link():
                return self._link(monitor, strict)
            case Uneven(row=row, sets=sets):
                held = self._hold(strict)[0]
                touched = [[self.touched(row, times) for times in one] for one in sets]
                return [addend for literals in touched for addend in self._all_equal(literals, held)]
            case Order():
                return self._order(monitor, strict)
            case Variety():
                return self._variety(monitor, strict)
            case Split():
                return self._split(monitor, strict)
        raise TypeError(f"unknown monitor {type(monitor).__name__}")

    def _count(self, one: Sum, strict: bool) -> list[Addend]:
        addends: list[Addend] = [(one.constant, TRUE)]
        for term in one.terms:
            table = self.data.tables[term.table]
            addends += [
                (table[placement], literal)
                for placement, literal in self.variables.cells(term, unplaced=True)
                if table[placement]
            ]
        if strict and one.most is not None and one.least is None and all(value >= 0 for value, _ in addends):
            spare = one.most - sum(value for value, literal in addends if literal == TRUE)
            for value, literal in addends:
                if value > spare and literal != TRUE:
                    self.draft.forbid(literal) if self.draft.upper(max(literal, negation(literal))) == 1 else None
        unmoved = len(addends) == 1
        helped = unmoved or any(value < 0 for value, _ in addends[1:])
        helps = unmoved or any(value > 0 for value, _ in addends[1:])
        hold = self._hold(strict, least_by_placing=helps, most_by_placing=helped)
        return self.excess(addends, one.least, one.most, hold, one.divide)

    def _capacity(self, monitor: Capacity, strict: bool) -> list[Addend]:
        often: dict[tuple[Addend, ...], int] = {}
        for addends in self.loads(monitor.row).values():
            if len(addends) == 1 and 0 <= addends[0][0] <= monitor.capacity:
                continue
            key = tuple(addends)
            often[key] = often.get(key, 0) + 1
        deviation: list[Addend] = []
        for loads, times in often.items():
            over = self.excess(loads, None, monitor.capacity, (strict, strict), monitor.unit)
            deviation += [(times * coefficient, variable) for coefficient, variable in over]
        return deviation

    def _busy_times(self, monitor: Busy, strict: bool) -> list[Addend]:
        hold = self._hold(strict)
        deviation: list[Addend] = []
        for group in monitor.groups:
            literals = [self.busy(monitor.row, time) for time in group]
            addends = [(1, literal) for literal in literals]
            if strict and monitor.most == 0:
                for literal in literals:
                    self.draft.forbid(literal) if literal != TRUE else self.draft.clause(())
            if not monitor.empty_free or monitor.least <= 1:
                least = 0 if monitor.empty_free else monitor.least
                deviation += self.excess(addends, least or None, monitor.most, hold)
                continue
            some = self.draft.any_of(literals)
            if some == FALSE:
                continue
            if monitor.most is not None and hold[1]:
                self.draft.bounded(addends, None, monitor.most)
            # Below `least` only where there is something: the missing times are excused by `not some`.
            excused = [*addends, (monitor.least, negation(some))]
            deviation += self.excess(excused, monitor.least, None, hold)
            if monitor.most is not None and not hold[1]:
                deviation += self.excess(addends, None, monitor.most, hold)
        return deviation

    def _idle(self, monitor: Idle, strict: bool) -> list[Addend]:
        patterns = [[self.busy(monitor.row, time) for time in group] for group in monitor.groups]
        meals = [
            [[time in meal for time in group] for meal in of_group]
            for group, of_group in zip(monitor.groups, monitor.breaks or [()] * len(patterns), strict=True)
        ]
        hold = self._hold(strict)
        forbidden = strict and monitor.most == 0 and monitor.least == 0
        exact = monitor.least > 0
        idle: list[Addend] = []
        for pattern, of_group in zip(patterns, meals, strict=True):
            if forbidden and not of_group:
                self._contiguous(pattern)
            elif FIXED.issuperset(pattern):
                idle.append((idle_times([literal == TRUE for literal in pattern], of_group), TRUE))
            else:
                idle += [(1, literal) for literal in self._idle_times(pattern, exact, self._meal_of(of_group, pattern))]
        return self.excess(idle, monitor.least or None, monitor.most, hold) if idle else []

    def _meal_of(self, meals: Sequence[list[bool]], pattern: list[int]) -> list[list[int]]:
        """For each time of a group, literals of the meals that it belongs to; one meal of the group is taken."""
        taken = [self.draft.boolean() for _ in meals]
        if len(taken) > 1:
            self.draft.at_most_one(taken)
        return [
            [literal for literal, meal in zip(taken, meals, strict=True) if meal[position]]
            for position in range(len(pattern))
        ]

    def _contiguous(self, pattern: list[int]) -> None:
        """At most one busy time follows a free one."""
        starts = pattern[:1]
        for before, now in pairwise(pattern):
            if now == FALSE or before == TRUE:
                continue
            if before == FALSE:
                starts.append(now)
                continue
            start = self.draft.boolean()
            self.draft.clause((negation(now), before, start))
            self.draft.implies(start, now)
            self.draft.implies(start, negation(before))
            starts.append(start)
        self.draft.at_most_one(starts) if TRUE not in starts else self._only_true(starts)

    def _only_true(self, literals: list[int]) -> None:
        if literals.count(TRUE) > 1:
            self.draft.clause(())
        for literal in literals:
            if literal not in (TRUE, FALSE):
                self.draft.forbid(literal)

    def _idle_times(self, pattern: list[int], exact: bool, excused: list[list[int]]) -> list[int]:
        """Literals for the idle times that none of their `excused` literals excuses.

        With `exact` false they may also be true where a time is not idle.
        """
        count = len(pattern)
        before, after = [FALSE] * count, [FALSE] * count
        for index in range(1, count):
            before[index] = self.draft.any_of((before[index - 1], pattern[index - 1]))
        for index in range(count - 2, -1, -1):
            after[index] = self.draft.any_of((after[index + 1], pattern[index + 1]))
        idle = []
        for one, two, busy, excuses in zip(before, after, pattern, excused, strict=True):
            if FALSE in (one, two) or busy == TRUE:
                continue
            if exact:
                idle.append(self.draft.all_of((one, two, negation(busy))))
            else:
                literal = self.draft.boolean()
                self.draft.clause((negation(one), negation(two), busy, *excuses, literal))
                idle.append(literal)
        return idle

    def _cluster(self, cluster: tuple[Touched, ...]) -> int:
        literals = []
        for one in cluster:
            touched = self.touched(one.row, one.times)
            literals.append(touched if one.present else negation(touched))
        return self.draft.all_of(literals)

    def _runs(self, monitor: Runs, strict: bool) -> list[Addend]:
        """A run that is k too long holds k windows of most + 1 busy times."""
        deviation: list[Addend] = []
        width = monitor.most + 1
        for group in monitor.groups:
            pattern = [self.busy(monitor.row, time) for time in group]
            for first in range(len(pattern) - width + 1):
                deviation += self._never_all(pattern[first : first + width], strict)
        return deviation

    def _never_all(self, literals: Sequence[int], strict: bool, counted: bool = False) -> list[Addend]:
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

    def _switches(self, monitor: Switches, strict: bool) -> list[Addend]:
        deviation: list[Addend] = []
        for group in monitor.groups:
            changes: list[Addend] = []
            here = [FALSE] * len(monitor.rows)
            for time in group:
                for index, row in enumerate(monitor.rows):
                    busy = self.busy(row, time)
                    if busy == FALSE:
                        continue
                    elsewhere = self.draft.any_of(literal for other, literal in enumerate(here) if other != index)
                    changes += self._never_all((busy, elsewhere), strict and monitor.most == 0, counted=strict)
                    here = [
                        self.draft.any_of((busy, literal))
                        if other == index
                        else self.draft.all_of((negation(busy), literal))
                        for other, literal in enumerate(here)
                    ]
            deviation += self.excess(changes, None, monitor.most, (strict, strict))
        return deviation

    def _link(self, monitor: Link, strict: bool) -> list[Addend]:
        hold = self._hold(strict)[0]
        ticks = dict.fromkeys(tick for row in monitor.rows for tick in self.loads(row))
        return [
            addend
            for tick in ticks
            for addend in self._all_equal([self._any(row, (tick,)) for row in monitor.rows], hold)
        ]

    def _all_equal(self, literals: list[int], strict: bool) -> list[Addend]:
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

    def _order(self, monitor: Order, strict: bool) -> list[Addend]:
        """Latest end and earliest start as integers, compared where everything is placed."""
        horizon = len(self.data.time_ticks) + 1
        complete = []
        ends: list[list[Addend]] = []
        starts: list[list[Addend]] = []
        for meets, wanted, found, neutral in (
            (monitor.first, monitor.durations[0], ends, 0),
            (monitor.second, monitor.durations[1], starts, horizon),
        ):
            durations: list[Addend] = []
            for meet in meets:
                cells = self.variables.cells(Term(meet, 0))
                placements = self.indexed.domain(meet).placements
                durations += [(placements[placement][0], literal) for placement, literal in cells]
                value: list[Addend] = [(neutral, TRUE)]
                for placement, literal in cells:
                    duration, start = placements[placement]
                    at = start + duration if found is ends else start
                    value.append((at - neutral, literal))
                found.append(value)
            whole = self.draft.boolean()
            self.draft.bounded([*durations, (-1, whole)], None, wanted - 1)
            complete.append(whole)
        end, start = self.draft.integer(0, horizon), self.draft.integer(0, horizon)
        self._extreme(end, ends, largest=True)
        self._extreme(start, starts, largest=False)
        both = self.draft.all_of(complete)
        gap: list[Addend] = [(1, start), (-1, end)]
        if strict:
            self.draft.bounded(gap, monitor.least, monitor.most, when=(both,))
            return []
        most = monitor.least if monitor.most is None else monitor.most
        over = self.draft.integer(0, max(0, horizon + max(monitor.least, -most)))
        self.draft.bounded([*gap, (1, over)], monitor.least, None, when=(both,))
        if monitor.most is not None:
            self.draft.bounded([*gap, (-1, over)], None, monitor.most, when=(both,))
        return [(1, over)]

    def _extreme(self, result: int, values: list[list[Addend]], largest: bool) -> None:
        """`result` is the largest or smallest of the values."""
        chosen = []
        sign = 1 if largest else -1
        for value in values:
            self.draft.bounded([(sign, result), *((-sign * weight, literal) for weight, literal in value)], 0, None)
            one = self.draft.boolean()
            self.draft.bounded(
                [(sign, result), *((-sign * weight, literal) for weight, literal in value)], None, 0, when=(one,)
            )
            chosen.append(one)
        self.draft.clause(chosen)

    def _variety(self, monitor: Variety, strict: bool) -> list[Addend]:
        used: list[Addend] = []
        for item in monitor.items:
            by_term: list[tuple[int, set[int]]] = []
            for term in item:
                table = self.data.tables[term.table]
                cells = self.variables.cells(term, unplaced=True)
                literals = {self._positive(one) for placement, one in cells if table[placement] > 0} - {FALSE}
                if literals:
                    by_term.append((term.meet, literals))
            if any(TRUE in literals for _, literals in by_term):
                used.append((1, TRUE))
            elif by_term:
                one = self.draft.boolean()
                for meet, literals in by_term:
                    if self.variables.alone(meet):  # what one meet does excludes everything else it could do
                        self.draft.at_most_one([*sorted(literals), negation(one)])
                    else:
                        for literal in sorted(literals):
                            self.draft.implies(literal, one)
                used.append((1, one))
        return self.excess(used, None, 1, (strict, strict))

    def _positive(self, variable: int) -> int:
        """A literal that is true when the variable, a boolean or a count, is more than 0."""
        if variable < 0 or self.draft.upper(variable) <= 1:
            return variable
        some = self.draft.boolean()
        self.draft.bounded([(1, variable), (-self.draft.upper(variable), some)], None, 0)
        return some

    def _split(self, monitor: Split, strict: bool) -> list[Addend]:
        odd: list[Addend] = []
        number: list[Addend] = []
        for meet in monitor.meets:
            placements = self.indexed.domain(meet).placements
            for placement, literal in self.variables.cells(Term(meet, 0), unplaced=True):
                duration = placements[placement][0]
                if duration:
                    number.append((1, literal))
                    if not monitor.shortest <= duration <= monitor.longest:
                        odd.append((1, literal))
        hold = self._hold(strict)
        return self.excess(odd, None, 0, (hold[0], hold[0])) + self.excess(
            number, monitor.least, monitor.most, (hold[0], hold[0])
        )

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
                    addends.append((self._reading.deviation(self.data.monitors[one]), TRUE))
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
