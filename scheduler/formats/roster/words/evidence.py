"""How the values of one place behave over a whole file: how many, how they look, who holds them when.

A person, a room and a class are at one place at a time; a subject stands in several at once. The numbers are put
together to roles in `roles`.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from scheduler.formats.roster.words.labels import plain, words
from scheduler.formats.roster.words.patterns import classlike, personlike, roomlike, split_classes

SURE = 3.0
"""No single behaviour weighs more than this (natural logarithm of odds: 20 to 1)."""
_SHARED_ANYWAY = 0.15
"""Of the meetings that chance would bring, people and rooms still show this share: joint lessons, errors."""


@dataclass(frozen=True)
class Row:
    """What stands in the places of one cell at one time under one owner; "" where a place is empty."""

    time: Hashable
    owner: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """All values of one place."""

    rows: Sequence[Row]
    index: int
    owners: float | None = None  # how busy the owners of the cells are, with cells of other signatures

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(row.values[self.index] for row in self.rows if row.values[self.index])

    @cached_property
    def total(self) -> int:
        return sum(self.counts.values())

    def share(self, test: object) -> float:
        """The share of the distinct values for which the test holds; rare values count as much as frequent ones."""
        assert callable(test)
        return sum(float(test(value)) for value in self.counts) / max(1, len(self.counts))

    @cached_property
    def digits(self) -> float:
        return self.share(lambda v: any(c.isdigit() for c in v))

    @cached_property
    def apart(self) -> float:
        """Log odds that its values are at one place at a time, from meetings seen against meetings by chance."""
        seen, chance = meetings(self.rows, self.index)
        if chance < 1.0:
            return 0.0
        odds = seen * math.log(_SHARED_ANYWAY) + (1 - _SHARED_ANYWAY) * chance
        return max(-SURE, min(SURE, odds))

    @cached_property
    def filling(self) -> float:
        """How many of the times a value is busy, on average over the frequent half: near 1 for classes. Joint lessons
        ("3A+3B") keep each of them busy.
        """
        return filling((row.time, name) for row in self.rows for name in split_classes(row.values[self.index]))

    @cached_property
    def busier(self) -> float:
        """By how much its values are busier than the owners of the cells: classes are the busiest of all."""
        if len({row.owner for row in self.rows}) <= 2:
            return 0.0
        owners = filling((row.time, row.owner) for row in self.rows) if self.owners is None else self.owners
        return self.filling - owners

    @cached_property
    def distinct(self) -> int:
        """How many different values there are, an empty one among them."""
        return len({row.values[self.index] for row in self.rows})

    @cached_property
    def at_once(self) -> float:
        """How many different lessons a value has at a time, on average over the times at which it has one."""
        held: dict[Hashable, set[tuple[str, ...]]] = defaultdict(set)
        for row in self.rows:
            if row.values[self.index]:
                held[row.time, row.values[self.index]].add(row.values)
        return sum(map(len, held.values())) / max(1, len(held))


MANY_STEMS = 0.6
"""Codes of people with a digit have so many beginnings for each value; rooms share few."""


def numbered_people(values: Iterable[str]) -> bool:
    """Whether these are codes of people with a digit behind ("PEE1, JAN2"): other letters each time, while rooms share
    theirs ("A101, A102").
    """
    every = set(values)
    found = [match[1].casefold() for value in every if (match := re.fullmatch(r"([^\W\d_]{2,4})\d", value))]
    return len(found) >= max(4, 0.6 * len(every)) and len(set(found)) >= MANY_STEMS * len(found)


def filling(pairs: Iterable[tuple[Hashable, str]]) -> float:
    held: dict[str, set[Hashable]] = defaultdict(set)
    times = set()
    for time, value in pairs:
        held[value].add(time)
        times.add(time)
    held.pop("", None)
    order = sorted((len(found) for found in held.values()), reverse=True)
    upper = order[: (len(order) + 1) // 2]
    return sum(upper) / max(1, len(upper)) / max(1, len(times))


def meetings(rows: Sequence[Row], index: int) -> tuple[float, float]:
    """Pairs of owners that have one value at one time beside different other values: seen, and expected by chance."""

    def same(groups: Counter[Hashable]) -> int:
        return sum(n * (n - 1) // 2 for n in groups.values())

    kept = [row for row in rows if row.values[index]]
    value_time: Counter[Hashable] = Counter((r.time, r.values[index]) for r in kept)
    text_time: Counter[Hashable] = Counter((r.time, r.values) for r in kept)
    times: Counter[Hashable] = Counter(r.time for r in kept)
    seen = same(value_time) - same(text_time)
    room = same(times) - same(text_time)
    by_owner: Counter[Hashable] = Counter(r.owner for r in kept)
    value: Counter[Hashable] = Counter(r.values[index] for r in kept)
    value_owner: Counter[Hashable] = Counter((r.owner, r.values[index]) for r in kept)
    text: Counter[Hashable] = Counter(r.values for r in kept)
    text_owner: Counter[Hashable] = Counter((r.owner, r.values) for r in kept)
    texts = same(text) - same(text_owner)
    pairs = math.comb(len(kept), 2) - same(by_owner) - texts
    alike = same(value) - same(value_owner) - texts
    return float(seen), room * max(0, alike) / pairs if pairs > 0 else 0.0


def told_by(rows: Sequence[Row], index: int, others: Sequence[int], owner: bool) -> float:
    """How well the value follows from other places (and the owner): the share of rows with the usual value."""
    groups: dict[Hashable, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.values[index]:
            groups[row.owner if owner else "", tuple(row.values[k] for k in others)][row.values[index]] += 1
    several = [found for found in groups.values() if sum(found.values()) > 1]
    total = sum(sum(found.values()) for found in several)
    return sum(max(found.values()) for found in several) / total if total else 0.5


def several_each(rows: Sequence[Row], index: int, other: int) -> float:
    """With how many values of another place a value stands, on average."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.values[index] and row.values[other]:
            found[row.values[index]].add(row.values[other])
    return sum(map(len, found.values())) / max(1, len(found))


def codelike(place: Place) -> float:
    """Short words without digits, nearly all of one length: the codes of a school."""
    lengths = Counter(len(value) for value in place.counts)
    if not lengths or place.share(lambda v: v.isalpha() and len(v) <= 5) < 0.8:
        return 0.0
    return lengths.most_common(1)[0][1] / len(place.counts)


def looks_person(value: str) -> float:
    return personlike(value)


def looks_room(value: str) -> float:
    tokens = plain(value).split()
    if tokens and tokens[0] in words("room_prefix") and len(tokens[0]) > 2:
        return 1.0
    if not any(c.isdigit() for c in value):
        return 0.0
    return max(roomlike(value), 0.7 if re.fullmatch(r"[^\W\d_]{1,3}\W?\d{1,2}\W\d{1,3}[a-z]?", value) else 0.0)


def looks_class(value: str) -> float:
    """A class by its look; a year and letter before a name of a programme ("3B_Latijn") nearly as much."""
    whole = classlike(value)
    if whole:
        return whole
    first = re.split(r"[\s_]", value.strip(), maxsplit=1)
    return 0.7 if len(first) == 2 and len(first[0]) > 1 and classlike(first[0]) >= 1 else 0.0


_GROUP = re.compile(r"^[(\[]?(?:(?P<word>[^\W\d_]+)\.?\s*)?(?P<mark>\d{1,2}|[A-H])[)\]]?$")


def looks_group(value: str) -> float:
    """ "Groep 2", "gr. 1": a word for groups with its mark."""
    match = _GROUP.match(value.strip())
    return 1.0 if match and match["word"] and plain(match["word"]) in words("group") else 0.0
