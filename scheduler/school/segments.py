"""Segments: the equal parts of a class that take turns at school and at home, as groups of one division.

Which lessons they take turns in, and when, is for `building`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from scheduler.school.records import ClassGroup, School, SchoolClass

SEGMENT = "segment"
"""The name of their division."""


def segment_code(class_code: str, number: int) -> str:
    return f"{class_code} s{number}"


def segment_codes(one: SchoolClass) -> tuple[str, ...]:
    """What the segments of a class are called; () where it has none."""
    return tuple(segment_code(one.code, number) for number in range(1, (one.segments or 0) + 1))


def with_segments(school: School) -> School:
    """The school with a group for each segment of a class, as even as can be."""
    made = tuple(group for one in school.classes for group in _made(one, school))
    return replace(school, groups=(*school.groups, *made)) if made else school


def shared_out(blocks: Iterable[int], segments: int) -> tuple[int, int]:
    """The fewest and the most periods that a segment is at home for, where blocks are shared out as evenly as can be.

    Each block is one segment's; the longest first, to whoever has the fewest so far.
    """
    loads = _dealt(blocks, segments)
    return min(loads), max(loads)


def shared_over(lessons: Iterable[Iterable[int]], segments: int) -> tuple[int, int]:
    """The same over several lessons of which each is shared out by itself: its most go to whoever has the fewest."""
    totals = [0] * segments
    dealt = [sorted(_dealt(blocks, segments)) for blocks in lessons]
    for loads in sorted(dealt, key=lambda one: one[0] - one[-1]):
        totals = [total + load for total, load in zip(sorted(totals, reverse=True), loads, strict=True)]
    return min(totals), max(totals)


def _dealt(blocks: Iterable[int], segments: int) -> list[int]:
    loads = [0] * segments
    for block in sorted(blocks, reverse=True):
        loads[loads.index(min(loads))] += block
    return loads


def _made(one: SchoolClass, school: School) -> Iterator[ClassGroup]:
    """The segments that are no groups of the planner's own."""
    own = {group.code for group in school.groups}
    codes = segment_codes(one)
    for number, code in enumerate(codes):
        if code not in own:
            yield ClassGroup(code, one.code, SEGMENT, (one.pupils + number) // len(codes))
