"""Which freed meets are one and the same decision for CP-SAT: equal parts of a lesson, and lessons of a band.

Equal parts of one lesson whose pupils or teacher cannot be in two places form a *unit* that takes n different
placements; this removes their permutations. Units of hard-linked lessons share their placements.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property

from scheduler.solver.monitors.kinds import Capacity, Count, Link
from scheduler.solver.monitors.meets import IndexedProblem, Seen, Usable
from scheduler.solver.monitors.monitor import Monitors
from scheduler.solver.monitors.reach import monitors_of_meets
from scheduler.solver.monitors.terms import Term


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

    def __init__(self, indexed: IndexedProblem, data: Monitors, priced: frozenset[int] | None = frozenset()) -> None:
        self.indexed, self.data = indexed, data
        self._repriced: tuple[frozenset[int], Structure] | None = None
        self.strict = tuple(
            priced is not None and monitor.hard and monitor.weight > 0 and number not in priced
            for number, monitor in enumerate(data.monitors)
        )
        self.reach = monitors_of_meets(indexed, data)
        self._read_strict()

    def repriced(self, priced: frozenset[int]) -> Structure:
        """This structure with these hard monitors priced too; what does not depend on that is shared.

        The last one is kept: rounds of a search ask for the same again and again.
        """
        if not priced:
            return self
        if self._repriced is not None and self._repriced[0] == priced:
            return self._repriced[1]
        _ = self.signature  # made once for all copies
        new = copy(self)
        new._repriced = None
        new.strict = tuple(strict and number not in priced for number, strict in enumerate(self.strict))
        new._read_strict()
        self._repriced = priced, new
        return new

    def _read_strict(self) -> None:
        data = self.data
        self.guards = self._guards()
        self.required = self._required()
        self.exclusive_rows = {
            monitor.row
            for monitor, strict in zip(data.monitors, self.strict, strict=True)
            if strict and isinstance(monitor, Capacity) and monitor.capacity == 1
            if all(load.amount == 1 for load in data.rows[monitor.row].terms) and not data.rows[monitor.row].shares
        }
        self.bands = self._bands()

    @cached_property
    def signature(self) -> list[object]:
        """Per meet, every mention of it by a row or monitor; equal parts of a lesson have equal mentions.

        Only exact models ask, and a first timetable by walks need not wait for it.
        """
        mentions: list[list[object]] = [[] for _ in self.indexed.meets]
        for number, row in enumerate(self.data.rows):
            for load in row.terms:
                mentions[load.meet].append((number, load.options, load.slot, load.choices, load.amount))
        for number, monitor in enumerate(self.data.monitors):
            for meet, what in monitor.tells_apart():
                mentions[meet].append((number, what))
        return [tuple(sorted(mention, key=repr)) for mention in mentions]

    def _guards(self) -> dict[int, set[int]]:
        """By meet the rows of what it always holds and of which, by a hard rule, it can hold but one at a time."""
        guards: dict[int, set[int]] = {}
        for monitor, strict in zip(self.data.monitors, self.strict, strict=True):
            if not (strict and isinstance(monitor, Capacity) and monitor.capacity == 1):
                continue
            loads = self.data.rows[monitor.row].terms
            if all(load.amount >= 0 for load in loads) and not self.data.rows[monitor.row].shares:
                for load in loads:
                    if load.amount >= 1 and not load.options and load.slot < 0:
                        guards.setdefault(load.meet, set()).add(monitor.row)
        return guards

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
            if all(self.data.tables[term.table][: self.indexed.domain(term.meet).placed])
        )

    def _covers(self, term: Term) -> bool:
        if term.slot < 0 or -1 not in term.choices:
            return False
        options = self.indexed.meets[term.meet].slots[term.slot].options
        return not term.options or set(options) <= set(term.options)

    def _bands(self) -> tuple[tuple[int, ...], ...]:
        """Lessons that a hard rule keeps at the same times of the cycle."""
        bands = []
        for monitor, strict in zip(self.data.monitors, self.strict, strict=True):
            if strict and isinstance(monitor, Link):
                rows = [self.data.rows[row] for row in monitor.rows]
                if not any(row.seen is Seen.FIRST_WEEK for row in rows):
                    bands.append(tuple(self.indexed.meets[row.terms[0].meet].lesson for row in rows if row.terms))
        return tuple(bands)


def units(
    structure: Structure, usable: dict[int, Usable], share: bool, missing: Collection[int] = (), alike: bool = False
) -> list[Unit]:
    """The units of the freed meets; `usable` says what each of them may do.

    `share`: let bands share placements, but those of which something may be `missing`. `alike`: also bands whose
    lessons could be cut in different ways, which loses the timetables in which they are; the groups of a band, which
    cannot overlap themselves any more than its whole can, become units then.
    """
    indexed = structure.indexed
    whole = [band for band in structure.bands if _all_there(indexed, usable, missing, band)]
    guarded = set(structure.guards)
    if alike:  # larger units make the exact model of a large school slower (demo:large 34 s, not 22)
        guarded.update(meet for band in whole for meet in _guarded_by(structure, band))
    groups: dict[object, list[int]] = {}
    for meet, allowed in usable.items():
        one = indexed.meets[meet]
        if meet in guarded:
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
            of_lesson.setdefault(indexed.meets[group[0]].lesson, []).append(index)
        for band in whole:
            _share(structure, members, allowed_of, leaders, [of_lesson[lesson] for lesson in band], alike)
    return [Unit(group, allowed, leader) for group, allowed, leader in zip(members, allowed_of, leaders, strict=True)]


def _all_there(
    indexed: IndexedProblem, usable: Mapping[int, Usable], missing: Collection[int], band: Collection[int]
) -> bool:
    """Whether everything of a band is free and must be placed."""
    return all(meet in usable and meet not in missing for lesson in band for meet in indexed.of_lesson[lesson])


def _guarded_by(structure: Structure, band: Collection[int]) -> set[int]:
    """The meets of a band of which one lesson never overlaps itself: in as many ticks the others cannot either."""
    indexed = structure.indexed
    ticks = {lesson: _ticks(indexed, lesson) for lesson in band}
    apart = [
        lesson
        for lesson in band
        if set.intersection(*(structure.guards.get(meet, set()) for meet in indexed.of_lesson[lesson]))
    ]
    enough = {ticks[lesson] for lesson in apart if ticks[lesson]}
    return {meet for lesson in band if ticks[lesson] in enough for meet in indexed.of_lesson[lesson]}


def _ticks(indexed: IndexedProblem, lesson: int) -> int:
    """How many ticks the meets of a lesson take together; 0 where that is not the same in all timetables."""
    if indexed.problem.lessons[lesson].optional:
        return 0
    each = {
        len(domain.ticks[placement]) / domain.placements[placement][0]
        for domain in {indexed.domain(meet) for meet in indexed.of_lesson[lesson]}
        for placement in range(domain.placed)
    }
    return round(indexed.problem.lessons[lesson].duration * each.pop()) if len(each) == 1 else 0


def _share(
    structure: Structure,
    members: list[tuple[int, ...]],
    allowed_of: list[Usable],
    leaders: list[int],
    parts: list[list[int]],
    alike: bool,
) -> None:
    """Lets the units of a band follow the first lesson's, where that loses no timetable (or they shall be `alike`)."""
    meets = structure.indexed.meets
    # One unit per lesson holding all its parts: permutations lose nothing, and equal ticks mean equal placements.
    if not alike and any(len(one) != 1 or meets[members[one[0]][0]].periods == 0 for one in parts):
        return
    kinds = [{(meets[members[index][0]].domain, len(members[index])): index for index in one} for one in parts]
    if any(len(kind) != len(one) or kind.keys() != kinds[0].keys() for kind, one in zip(kinds, parts, strict=True)):
        return
    for kind in kinds[0]:
        _join(allowed_of, leaders, [one[kind] for one in kinds])


def _join(allowed_of: list[Usable], leaders: list[int], indexes: list[int]) -> None:
    """One leader for these units and those that follow them; each may only do what all of them may."""
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
