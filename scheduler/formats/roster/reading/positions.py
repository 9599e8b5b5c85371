"""How many rows and columns one lesson takes inside a box, told from what recurs where.

A taller box holds several lessons: groups of the class.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.formats.roster.reading.boxes import Box


def periodicity(boxes: Sequence[Box]) -> tuple[int, int]:
    """How many rows and columns one lesson takes inside a box; a taller box holds several lessons."""
    values: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for box in boxes:
        for position, text in box.cells.items():
            values[position][text] += 1
    if not values:
        return 1, 1
    height = max(i for i, _ in values) + 1
    width = max(j for _, j in values) + 1
    return _period_along(values, height, 0), _period_along(values, width, 1)


def _period_along(values: dict[tuple[int, int], Counter[str]], size: int, axis: int) -> int:
    if size == 1:
        return 1
    lines: list[Counter[str]] = [Counter() for _ in range(size)]
    for position, counter in values.items():
        lines[position[axis]].update(counter)
    heavy = max(sum(line.values()) for line in lines)
    while size > 1 and sum(lines[size - 1].values()) < 0.02 * heavy:
        size -= 1
    for step in range(1, size):
        if size % step and step > 1 and size < 4:
            continue
        pairs = [(lines[i], lines[i + step]) for i in range(size - step)]
        alike = [_likeness(a, b) for a, b in pairs if len(a) >= 2 and len(b) >= 2]
        if (
            alike
            and sum(alike) / len(alike) >= (0.35 if step > 1 else 0.5)
            and (step > 1 or size <= 3 or min(alike) > 0.15)
        ):
            return step
    return size


def _likeness(a: Counter[str], b: Counter[str]) -> float:
    """How much of the rarer vocabulary is found in the other."""
    shared = set(a) & set(b)
    small = a if sum(a.values()) <= sum(b.values()) else b
    return sum(small[t] for t in shared) / max(1, sum(small.values()))


@dataclass
class Lesson:
    """The texts of one lesson in a box, still without roles."""

    box: Box
    parts: dict[tuple[int, int], str]
    where: tuple[int, int]
    half: int = 0  # which of several lessons of the box
    several: bool = False
    cells: tuple[tuple[int, int], ...] = ()


def lessons_of(boxes: Sequence[Box], height: int, width: int) -> list[Lesson]:
    result = []
    for box in boxes:
        groups: dict[tuple[int, int], dict[tuple[int, int], str]] = {}
        places: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for (i, j), text in box.cells.items():
            key = (i // height, j // width)
            groups.setdefault(key, {})[i % height, j % width] = text
            places.setdefault(key, []).append(box.where[i, j])
        for number, key in enumerate(sorted(groups)):
            result.append(Lesson(box, groups[key], places[key][0], number, len(groups) > 1, tuple(places[key])))
    return result
