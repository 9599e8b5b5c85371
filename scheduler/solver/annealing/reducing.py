"""A problem for the walks with less in it: lessons of a band as one meet, and what says the same said once.

Where pupils of one class have groups of their own, each of a dozen paths through it has the same monitors; as long as
the groups of a band are taught at the same times, most of these are one. Which lessons are a band others say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from scheduler.solver.monitors.kinds import (
    Clusters,
    Count,
    Link,
    Order,
    Pairs,
    Peak,
    Switches,
    Touched,
    Variety,
)
from scheduler.solver.monitors.meets import NOWHERE, Assignment, IndexedProblem, Meet, Slot, Usable
from scheduler.solver.monitors.monitor import Monitor, Monitors
from scheduler.solver.monitors.terms import EMPTY_ROW, Load, Row, Sum, Term

Read = TypeVar("Read", Load, Term)


@dataclass(frozen=True)
class Reduced:
    """The reduced problem and what it stands for; states go in and out of it.

    `alone`: by monitor, what the first of those that are one here weighs by itself. `followers`: by meet that does what
    another, its leader, does: that one, and where the follower's own slots begin among the leader's.
    """

    original: IndexedProblem = field(repr=False)
    indexed: IndexedProblem = field(repr=False)
    data: Monitors = field(repr=False)
    alone: tuple[int, ...]
    followers: dict[int, tuple[int, int]]

    def inwards(self, state: Assignment) -> Assignment:
        """The state with bands at the times of their leaders and options that are usable."""
        indexed = self.indexed
        if indexed is self.original:
            return state
        placement, option = list(state.placement), list(state.option)
        choices = [[*held, *[NOWHERE] * (len(one.slots) - len(held))] for held, one in self._held(state)]
        for number in indexed.parts:
            usable = indexed.meets[number].usable.options
            if usable and option[number] not in usable:
                option[number] = usable[0]
        for meet, held in self._held_by_followers(state).items():
            leader, first = self.followers[meet]
            choices[leader][first : first + len(held)] = held
            placement[meet], choices[meet] = indexed.meets[meet].missing, []
        return Assignment(indexed.with_rests(placement), tuple(option), tuple(map(tuple, choices)))

    def _held(self, state: Assignment) -> Iterable[tuple[tuple[int, ...], Meet]]:
        return zip(state.choices, self.indexed.meets, strict=True)

    def _held_by_followers(self, state: Assignment) -> dict[int, Sequence[int]]:
        """What the block of each one's lesson holds that stands where its leader does: they may be in any order."""
        indexed = self.original
        held: dict[int, Sequence[int]] = {}
        for lesson in dict.fromkeys(indexed.meets[meet].lesson for meet in self.followers):
            left = list(indexed.of_lesson[lesson])
            for meet in indexed.of_lesson[lesson]:
                place = state.placement[self.followers[meet][0]]
                there = next((one for one in left if state.placement[one] == place), None)
                held[meet] = [NOWHERE] * len(state.choices[meet]) if there is None else state.choices[there]
                if there is not None:
                    left.remove(there)
        return held

    def outwards(self, state: Assignment) -> Assignment:
        """The state of the whole problem that a state of this one stands for."""
        placement, choices = list(state.placement), list(state.choices)
        for meet, (leader, first) in self.followers.items():
            placement[meet] = placement[leader]
            choices[meet] = choices[leader][first : first + len(self.original.meets[meet].slots)]
        for leader in {leader for leader, _ in self.followers.values()}:
            choices[leader] = choices[leader][: len(self.original.meets[leader].slots)]
        return Assignment(self.original.with_rests(placement), state.option, tuple(choices))


def unreduced(indexed: IndexedProblem, data: Monitors) -> Reduced:
    """The whole problem, in which every state can be put up as it is."""
    return Reduced(indexed, indexed, data, tuple(monitor.weight for monitor in data.monitors), {})


def reduced_problem(
    indexed: IndexedProblem, data: Monitors, bands: Iterable[Sequence[int]], only: frozenset[int] | None = None
) -> Reduced:
    """The problem with one meet for those of each band that can only move together; bands that cannot are left.

    `only`: no other monitors are there, if given; with each, what it reads must be among them.

    A state of it costs what it costs in the whole problem, as long as meets keep to usable options.
    """
    followers: dict[int, tuple[int, int]] = {}
    meets = list(indexed.meets)
    for band in _joined(bands):
        _lead(indexed, meets, band, followers)
    reduced = replace(indexed, meets=tuple(meets))
    return Reduced(indexed, reduced, *_Reading(indexed, data, followers).monitors(only), followers)


def _joined(bands: Iterable[Sequence[int]]) -> list[list[int]]:
    """Bands with a lesson in common as one."""
    found: list[list[int]] = []
    for band in bands:
        apart = [one for one in found if set(one).isdisjoint(band)]
        together = [lesson for one in found if one not in apart for lesson in one]
        found = [*apart, list(dict.fromkeys((*together, *band)))]
    return found


def _lead(
    indexed: IndexedProblem, meets: list[Meet], band: Sequence[int], followers: dict[int, tuple[int, int]]
) -> None:
    """Lets a lesson of a band, one whose option is not settled if there is one, lead the others, part by part."""
    parts = [indexed.of_lesson[lesson] for lesson in band]
    lessons = [indexed.problem.lessons[lesson] for lesson in band]
    if len(set(map(len, parts))) > 1 or any(lesson.flexible or lesson.optional for lesson in lessons):
        return
    parts.sort(key=lambda one: -max(len(meets[meet].usable.options) for meet in one))
    together = list(zip(*parts, strict=True))
    if not all(_alike([meets[meet] for meet in one]) for one in together):
        return
    for leader, *others in together:
        one = meets[leader]
        slots, choices = list(one.slots), list(one.usable.choices)
        placements = [
            place for place in one.usable.placements if all(place in meets[f].usable.placements for f in others)
        ]
        for meet in others:
            other = meets[meet]
            followers[meet] = leader, len(slots)
            for slot, allowed in zip(other.slots, other.usable.choices, strict=True):
                asked = other.usable.options[0] in slot.options
                slots.append(Slot(slot.role, slot.candidates, tuple(range(one.options)) if asked else (), slot.absent))
                choices.append(allowed if asked else ())
            meets[meet] = replace(other, slots=(), usable=Usable((), other.usable.options, ()), placeholder=())
        usable = Usable(tuple(placements), one.usable.options, tuple(choices))
        meets[leader] = replace(one, slots=tuple(slots), usable=usable)


def _alike(meets: Sequence[Meet]) -> bool:
    """Whether the first can stand for all: it has the same placements by number, and the others have one option."""
    first, *others = meets
    common = set(first.usable.placements).intersection(*(one.usable.placements for one in others))
    return (
        bool(common)
        and bool(first.usable.options)
        and all(
            (one.domain, one.missing) == (first.domain, first.missing) and len(one.usable.options) == 1
            for one in others
        )
    )


class _Reading:
    """Rows and monitors as they read leaders only; equal rows become one, equal monitors one that weighs as much."""

    def __init__(self, indexed: IndexedProblem, data: Monitors, followers: dict[int, tuple[int, int]]) -> None:
        self.indexed, self.whole, self.followers = indexed, data, followers
        self.rows: list[Row] = [data.rows[EMPTY_ROW]]
        self._known: dict[Row, int] = {data.rows[EMPTY_ROW]: EMPTY_ROW}
        self._made: dict[int, int] = {EMPTY_ROW: EMPTY_ROW}

    def monitors(self, only: frozenset[int] | None) -> tuple[Monitors, tuple[int, ...]]:
        """All of them, and by monitor what the first of those that are one here weighs by itself."""
        compared = {
            one for monitor in self.whole.monitors if isinstance(monitor, Peak) for one in monitor.reads().monitors
        }
        found: list[Monitor] = []
        alone: list[int] = []
        place: dict[object, int] = {}
        number_of: dict[int, int] = {}
        for number, monitor in enumerate(self.whole.monitors):
            if only is not None and number not in only:
                continue
            if isinstance(monitor, Peak):
                members = tuple(tuple(number_of[one] for one in member) for member in monitor.members)
                found.append(replace(monitor, members=members))
                alone.append(monitor.weight)
                continue
            new = self.monitor(monitor)
            if number not in compared:
                if new.unbreakable():
                    continue
                key = replace(new, weight=0, rule=0)
                if key in place:
                    index = place[key]
                    found[index] = replace(found[index], weight=found[index].weight + new.weight)
                    continue
                place[key] = len(found)
            number_of[number] = len(found)
            found.append(new)
            alone.append(new.weight)
        return replace(self.whole, rows=tuple(self.rows), monitors=tuple(found)), tuple(alone)

    def monitor(self, monitor: Monitor) -> Monitor:
        if isinstance(monitor, Count):
            return replace(monitor, sums=tuple(self._sum(one) for one in monitor.sums))
        if isinstance(monitor, Variety):
            return replace(monitor, items=tuple(self._terms(item) for item in monitor.items))
        if isinstance(monitor, Order):
            first, second = (tuple(map(self._leader, some)) for some in (monitor.first, monitor.second))
            return replace(monitor, first=first, second=second)
        if isinstance(monitor, Clusters):
            clusters = (
                tuple(Touched(self.row(one.row), one.times, one.present) for one in cluster)
                for cluster in monitor.clusters
            )
            return replace(monitor, clusters=tuple(clusters))
        if isinstance(monitor, Pairs):
            pairs = ((self.row(one), at, self.row(two), later) for one, at, two, later in monitor.pairs)
            return replace(monitor, pairs=tuple(pairs))
        if isinstance(monitor, Switches | Link):
            return replace(monitor, rows=tuple(map(self.row, monitor.rows)))
        changed: dict[str, Any] = {"row": self.row(monitor.row)} if hasattr(monitor, "row") else {}
        return replace(monitor, **changed) if changed else monitor

    def row(self, number: int) -> int:
        """The number of the row here."""
        if number not in self._made:
            row = self.whole.rows[number]
            loads = (read for load in row.terms if (read := self._read(load)) is not None)
            shares = tuple((self.row(one), most) for one, most in row.shares)
            new = Row(self._in_order(loads), row.seen, base=row.base, shares=shares)
            if not new.terms and not new.base:
                self._made[number] = EMPTY_ROW
            else:
                self._made[number] = self._known.setdefault(new, len(self.rows))
                if self._made[number] == len(self.rows):
                    self.rows.append(new)
        return self._made[number]

    def _sum(self, one: Sum) -> Sum:
        return one._replace(terms=self._terms(one.terms))

    def _terms(self, terms: Iterable[Term]) -> tuple[Term, ...]:
        return self._in_order(read for term in terms if (read := self._read(term)) is not None)

    def _in_order(self, some: Iterable[Read]) -> tuple[Read, ...]:
        """The order of what is equal once others lead must be the same; otherwise it stays as it is."""
        return tuple(sorted(some) if self.followers else some)

    def _leader(self, meet: int) -> int:
        return self.followers[meet][0] if meet in self.followers else meet

    def _read(self, one: Read) -> Read | None:
        """The load or term as it reads the leader; None where no usable option makes it active."""
        options = one.options
        if options:
            usable = self.indexed.meets[one.meet].usable.options
            active = [option for option in usable if option in options]
            if usable and not active:
                return None
            if active and len(active) == len(usable):
                options = ()
        if one.meet not in self.followers:
            return one if options is one.options else one._replace(options=options)
        leader, first = self.followers[one.meet]
        return one._replace(meet=leader, options=(), slot=one.slot + first if one.slot >= 0 else -1)
