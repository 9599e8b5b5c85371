"""Into which blocks an event may fall: the parts of a lesson, as narrow as hard split constraints allow.

Without such constraints any split is legal (XHSTT pitfall P7). Parts are thought in falling order of length, so that
part k of an event of duration d lasts at most d // k; every split can be written that way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from scheduler.problem.lessons import Part
from scheduler.problem.rules import Rule, SplitCount, SplitShape

MOST_SPLITS = 3_000
LONGEST_LISTED = 60
"""Longer events, or with more splits, get the plain bounds of every part."""


@dataclass
class Limits:
    """What hard constraints ask of the split of one event; `counts` bounds the blocks of one length."""

    shortest: int = 1
    longest: int = 10**9
    least: int = 0
    most: int = 10**9
    counts: list[tuple[int, int, int]] = field(default_factory=list)


def limits_of(rules: Iterable[Rule]) -> dict[str, Limits]:
    """By event, the bounds of all hard split constraints together."""
    found: dict[str, Limits] = {}
    for rule in rules:
        if not isinstance(rule, SplitShape | SplitCount) or not rule.hard or not rule.weight:
            continue
        for lesson in rule.lessons:
            limits = found.setdefault(lesson, Limits())
            if isinstance(rule, SplitShape):
                limits.shortest = max(limits.shortest, rule.shortest)
                limits.longest = min(limits.longest, rule.longest)
                limits.least = max(limits.least, rule.least)
                limits.most = min(limits.most, rule.most)
            else:
                limits.counts.append((rule.duration, rule.least, rule.most))
    return found


def parts_of(
    duration: int, limits: Limits, seen: Iterable[tuple[int, ...]] = (), starts: tuple[int, ...] | None = None
) -> tuple[Part, ...]:
    """The parts of an event.

    `seen` are splits that known solutions use, in falling order, allowed or not: they must be expressible too.
    """
    splits = _splits(duration, limits)
    ranges = _ranges(splits) if splits else _plain_bounds(duration, limits)
    for split in seen:
        for position, length in enumerate(split):
            if position == len(ranges):
                ranges.append((length, length))
            low, high = ranges[position]
            ranges[position] = (min(low, length), max(high, length))
    return tuple(Part(number, low, high, starts=starts) for number, (low, high) in enumerate(ranges, start=1))


def _plain_bounds(duration: int, limits: Limits) -> list[tuple[int, int]]:
    """Ranges without listing splits; limits that leave no split at all are ignored, for the rules to judge."""
    low, high = max(1, limits.shortest), min(duration, limits.longest)
    most = min(duration // low, limits.most)
    if low > high or high * most < duration or limits.least > most:
        low, high, most = 1, duration, duration
    return [(low, max(low, min(high, duration // number))) for number in range(1, most + 1)]


def _ranges(splits: list[tuple[int, ...]]) -> list[tuple[int, int]]:
    """The shortest and longest block at each position."""
    ranges = []
    for position in range(max(map(len, splits))):
        lengths = [split[position] for split in splits if position < len(split)]
        ranges.append((min(lengths), max(lengths)))
    return ranges


def _splits(duration: int, limits: Limits) -> list[tuple[int, ...]]:
    """All splits within the limits, each in falling order; none where they are too many to list."""
    if duration > LONGEST_LISTED:
        return []
    candidates = _falling(duration, min(limits.longest, duration), limits.shortest, limits.most)
    listed = list(islice(candidates, MOST_SPLITS + 1))
    if len(listed) > MOST_SPLITS:
        return []
    return [
        split
        for split in listed
        if len(split) >= limits.least and all(low <= split.count(size) <= high for size, low, high in limits.counts)
    ]


def _falling(duration: int, longest: int, shortest: int, most: int) -> Iterator[tuple[int, ...]]:
    if duration == 0:
        yield ()
        return
    if most <= 0:
        return
    for size in range(min(longest, duration), shortest - 1, -1):
        if size * most < duration:
            return
        for rest in _falling(duration - size, size, shortest, most - 1):
            yield (size, *rest)
