"""Where the marks of a picture go: a heat map of the week, bars period by period, a ranking. No words, no files.

A mark is a rectangle or a text in the units of the picture; how it looks is a class of `site.css`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.views.phrases import clock

Mark = dict[str, Any]
Picture = tuple[tuple[Mark, ...], int, int]
"""Marks, width and height."""

WIDTH = 900
SHADES = 5
DARK = 4
"""From this shade on a number is white."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What is counted in one period of a week: two kinds of something, and how much there is of it (None: no limit)."""

    day: int
    start: int
    end: int
    first: int
    second: int = 0
    limit: int | None = None

    @property
    def total(self) -> int:
        return self.first + self.second


def heat_map(slots: Sequence[Slot], day_names: Sequence[str]) -> Picture:
    """Days beside each other, periods below each other, the count in each field, darker where it is more."""
    days = sorted({slot.day for slot in slots})
    clocks = sorted({(slot.start, slot.end) for slot in slots})
    left, top, height = 110, 26, 26
    wide = (WIDTH - left) // max(len(days), 1)
    most = max((slot.total for slot in slots), default=0)
    marks = [_text(left + wide * n + wide // 2, 18, day_names[day], "mid") for n, day in enumerate(days)]
    for row, (start, end) in enumerate(clocks):
        marks.append(_text(left - 8, top + row * height + 17, f"{clock(start)}–{clock(end)}", "end"))
    for slot in slots:
        x, y = left + wide * days.index(slot.day), top + height * clocks.index((slot.start, slot.end))
        shade = -(-SHADES * slot.total // most) if most else 0
        marks.append(_box(x, y, wide - 2, height - 2, f"h{shade}"))
        marks.append(_text(x + wide // 2, y + 17, slot.total, "light" if shade >= DARK else "mid"))
    return tuple(marks), WIDTH, top + height * len(clocks)


def bars(slots: Sequence[Slot], day_names: Sequence[str]) -> Picture:
    """A bar for every period, the second kind on top of the first; a line where the limit is, red what is above it."""
    left, top, tall = 40, 12, 150
    days = sorted({slot.day for slot in slots})
    gap = 14
    wide = (WIDTH - left - gap * len(days)) / max(len(slots), 1)
    most = max((max(slot.total, slot.limit or 0) for slot in slots), default=0) or 1
    marks = [
        _text(left - 6, top + 8, most, "end"),
        _text(left - 6, top + tall, 0, "end"),
        _box(left, top + tall, WIDTH - left, 1, "line"),
    ]
    for number, slot in enumerate(slots):
        x = left + number * wide + gap * days.index(slot.day)
        first, both = round(tall * slot.first / most), round(tall * slot.total / most)
        short = slot.limit is not None and slot.total > slot.limit
        if slot.first:
            marks.append(_box(x, top + tall - first, wide - 1, first, "short" if short else "bar"))
        if slot.second:
            marks.append(_box(x, top + tall - both, wide - 1, both - first, "other"))
        if slot.limit is not None:
            marks.append(_box(x - 0.5, top + tall - round(tall * slot.limit / most) - 1, wide, 2, "limit"))
    marks += _day_names(slots, days, day_names, left, wide, gap, top + tall + 18)
    return tuple(marks), WIDTH, top + tall + 26


def _day_names(
    slots: Sequence[Slot], days: Sequence[int], names: Sequence[str], left: int, wide: float, gap: int, y: int
) -> Iterator[Mark]:
    for place, day in enumerate(days):
        numbers = [number for number, slot in enumerate(slots) if slot.day == day]
        middle = left + (numbers[0] + len(numbers) / 2) * wide + gap * place
        yield _text(middle, y, names[day], "mid")


def ranked(values: Sequence[tuple[str, int]]) -> Picture:
    """A bar for each name, the longest first, with its figure."""
    left, height = 110, 20
    most = max((value for _, value in values), default=0) or 1
    marks = []
    for row, (name, value) in enumerate(values):
        y = row * height
        long = round((WIDTH - left - 60) * value / most)
        marks.append(_text(left - 8, y + 14, name, "end"))
        marks.append(_box(left, y + 2, long, height - 5, "bar"))
        marks.append(_text(left + long + 6, y + 14, value, ""))
    return tuple(marks), WIDTH, max(height * len(values), 1)


def _box(x: float, y: float, width: float, height: float, look: str) -> Mark:
    return {"x": round(x, 1), "y": round(y, 1), "width": round(max(width, 0.5), 1), "height": height, "look": look}


def _text(x: float, y: float, text: str | int, look: str) -> Mark:
    return {"x": round(x, 1), "y": y, "text": text, "look": look}
