"""Which freed meets are one and the same decision for CP-SAT: equal parts of a lesson, and lessons of a band.

Equal parts of one lesson whose pupils or teacher cannot be in two places form a *unit* that takes n different
placements; this removes their permutations. Units of hard-linked lessons share their placements.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass

from scheduler.solver.monitors.kinds import Capacity, Count, Link, Monitors, Order, Term, Variety
from scheduler.solver.monitors.meets import Decisions, Usable
from scheduler.solver.monitors.reach import monitors_of_meets


@dataclass(frozen=True, slots=True)
class Unit:
    """`meets` are interchangeable; `leader` is the index of the unit whose placements it takes (itself, mostly)."""

    meets: tuple[int, ...]
    usable: Usable
    leader: int


class Structure:
    """What can be read off the monitors once and serves every model of a problem.

    Hard monitors in `priced` may deviate at a price (None: all of them) and so prove nothing.
    """

    def __init__(self, decided: Decisions, data: Monitors, priced: frozenset[int] | None = frozenset()) -> None:
        self.decided, self.data = decided, data
        self.strict = tuple(
            priced is not None and monitor.hard and monitor.weight > 0 and number not in priced
            for number, monitor in enumerate(data.monitors)
        )
        self.reach = monitors_of_meets(decided, data)
        self.signature = self._signatures()
        self._read_strict()

    def repriced(self, priced: frozenset[int]) -> Structure:
        """This structure with these hard monitors priced too; what does not depend on that is shared."""
        new = copy(self)
        new.strict = tuple(strict and number not in priced for number, strict in enumerate(self.strict))
        new._read_strict()
        return new

    def _read_strict(self) -> None:
        data = self.data
        self.guarded = self._guarded()
        self.required = self._required()
        self.exclusive_rows = {
            monitor.row
            for monitor, strict in zip(data.monitors, self.strict, strict=True)
            if strict and isinstance(monitor, Capacity) and monitor.capacity == 1
            if all(load.amount == 1 for load in data.rows[monitor.row].terms)
        }
        self.bands = self._bands()

    def _signatures(self) -> list[object]:
        """Per meet, every mention of it by a row or monitor; equal parts of a lesson have equal mentions."""
        mentions: list[list[object]] = [[] for _ in self.decided.meets]
        for number, row in enumerate(self.data.rows):
            for load in row.terms:
                mentions[load.meet].append((number, load.options, load.slot, load.choices, load.amount))
        for number, monitor in enumerate(self.data.monitors):
            if isinstance(monitor, Order):
                for meet in (*monitor.first, *monitor.second):
                    mentions[meet].append((number, meet))
            elif isinstance(monitor, Count):
                for index, one in enumerate(monitor.sums):
                    self._mention(mentions, (number, index), one.terms)
            elif isinstance(monitor, Variety):
                for index, item in enumerate(monitor.items):
                    self._mention(mentions, (number, index), item)
        return [tuple(sorted(mention, key=repr)) for mention in mentions]

    @staticmethod
    def _mention(mentions: list[list[object]], where: tuple[int, int], terms: Iterable[Term]) -> None:
        for term in terms:
            mentions[term.meet].append((where, term.table, term.options, term.slot, term.choices))

    def _guarded(self) -> frozenset[int]:
        """Meets that always hold something of which they can hold but one at a time, by a hard rule."""
        return frozenset(
            load.meet
            for monitor, strict in zip(self.data.monitors, self.strict, strict=True)
            if strict and isinstance(monitor, Capacity) and monitor.capacity == 1
            for load in self.data.rows[monitor.row].terms
            if load.amount >= 1 and not load.options and load.slot < 0
            if all(other.amount >= 0 for other in self.data.rows[monitor.row].terms)
        )

    def _required(self) -> frozenset[tuple[int, int]]:
        """(meet, slot) that a hard rule wants filled wherever the meet is placed."""
        return frozenset(
            (term.meet, term.slot)
            for monitor, strict in zip(self.data.monitors, self.strict, strict=True)
            if strict and isinstance(monitor, Count)
            for one in monitor.sums
            if one.most is not None and one.constant >= one.most and one.least is None
            if all(min(self.data.tables[term.table]) >= 0 for term in one.terms)
            for term in one.terms
            if (term.slot >= 0 and -1 in term.choices and not term.options) or self._covers(term)
            if all(self.data.tables[term.table][: self.decided.domain(term.meet).placed])
        )

    def _covers(self, term: Term) -> bool:
        if term.slot < 0 or -1 not in term.choices:
            return False
        options = self.decided.meets[term.meet].slots[term.slot].options
        return not term.options or set(options) <= set(term.options)

    def _bands(self) -> tuple[tuple[int, ...], ...]:
        """Lessons that a hard rule keeps at the same times of the cycle."""
        bands = []
        for monitor, strict in zip(self.data.monitors, self.strict, strict=True):
            if strict and isinstance(monitor, Link):
                rows = [self.data.rows[row] for row in monitor.rows]
                if not any(row.weekless for row in rows):
                    bands.append(tuple(self.decided.meets[row.terms[0].meet].lesson for row in rows if row.terms))
        return tuple(bands)


def units(structure: Structure, usable: dict[int, Usable], share: bool, missing: Collection[int] = ()) -> list[Unit]:
    """The units of the freed meets; `usable` says what each of them may do.

    `share`: let bands share placements, but those of which something may be `missing`.
    """
    decided = structure.decided
    groups: dict[object, list[int]] = {}
    for meet, allowed in usable.items():
        one = decided.meets[meet]
        if meet in structure.guarded:
            key: object = (one.lesson, one.domain, one.missing, allowed, structure.signature[meet])
        else:
            key = meet
        groups.setdefault(key, []).append(meet)
    members = [tuple(group) for group in groups.values()]
    leaders = list(range(len(members)))
    allowed_of = [usable[group[0]] for group in members]
    if share:
        of_lesson: dict[int, list[int]] = {}
        for index, group in enumerate(members):
            of_lesson.setdefault(decided.meets[group[0]].lesson, []).append(index)
        for band in structure.bands:
            if any(meet in missing for lesson in band for meet in decided.of_lesson[lesson]):
                continue
            _share(structure, members, allowed_of, leaders, [of_lesson.get(lesson, []) for lesson in band], band)
    return [Unit(group, allowed, leader) for group, allowed, leader in zip(members, allowed_of, leaders, strict=True)]


def _share(
    structure: Structure,
    members: list[tuple[int, ...]],
    allowed_of: list[Usable],
    leaders: list[int],
    parts: list[list[int]],
    band: Collection[int],
) -> None:
    """Lets the units of a band follow the first lesson's, where that loses no timetable."""
    decided = structure.decided
    # One unit per lesson holding all its parts: permutations lose nothing, and equal ticks mean equal placements.
    if any(len(one) != 1 for one in parts):
        return
    indexes = [one[0] for one in parts]
    if any(len(members[index]) != len(decided.of_lesson[lesson]) for index, lesson in zip(indexes, band, strict=True)):
        return
    domains = {decided.meets[members[index][0]].domain for index in indexes}
    if len(domains) > 1 or len({len(members[index]) for index in indexes}) > 1:
        return
    if any(decided.meets[members[index][0]].periods == 0 for index in indexes):
        return
    root = min(_root(leaders, index) for index in indexes)
    chosen = [_root(leaders, index) for index in indexes]
    common = frozenset.intersection(*(frozenset(allowed_of[index].placements) for index in (*chosen, *indexes)))
    for index in range(len(leaders)):
        if _root(leaders, index) in chosen:
            leaders[index] = root
            allowed = allowed_of[index]
            kept = tuple(placement for placement in allowed.placements if placement in common)
            allowed_of[index] = Usable(kept, allowed.options, allowed.choices)


def _root(leaders: list[int], index: int) -> int:
    while leaders[index] != index:
        index = leaders[index]
    return index
