"""Cost over time as a picture: hard cost above, soft cost of complete timetables below, a line per seed.

Both scales are logarithmic (of the cost plus one); the reference is a dashed line. Plain SVG, written by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from math import log10
from pathlib import Path

from scheduler import whole_files
from scheduler.bench.rows import Row, Step

WIDTH, LEFT, RIGHT, TOP = 860, 70, 20, 44
HARD, GAP, SOFT = 90, 34, 280
COLOURS = ("#0b6e99", "#c2571a", "#3f7d20", "#7b3fa0", "#a3123f", "#5b5b5b")

Point = tuple[float, float]


def draw(path: Path, name: str, rows: Sequence[Row], reference: int | None, words: dict[str, str]) -> None:
    """Writes the picture of all runs of one case. `words`: "hard", "soft", "seconds", "reference", "seed"."""
    with whole_files.written(path) as temporary:
        temporary.write_text(picture(name, rows, reference, words), encoding="utf-8")


def picture(name: str, rows: Sequence[Row], reference: int | None, words: dict[str, str]) -> str:
    end = max([row.task.seconds for row in rows] + [step.seconds for row in rows for step in row.steps])
    hard_of = {id(row): [(s.seconds, float(_broken(s))) for s in row.steps if s.hard is not None] for row in rows}
    soft_of = {
        id(row): [(step.seconds, float(step.soft)) for step in row.steps if step.complete and step.soft is not None]
        for row in rows
    }
    base = TOP + HARD + GAP + SOFT
    hard_top = max([1.0, *(value for points in hard_of.values() for _, value in points)])
    softs = [value for points in soft_of.values() for _, value in points]
    known = [float(reference)] if reference is not None else []
    soft_top, soft_low = max([10.0, *softs, *known]), min([*softs, *known], default=0.0)

    def across(seconds: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * seconds / max(end, 1e-9)

    hard_up = _scale(0.0, hard_top, TOP + HARD, HARD)
    soft_up = _scale(soft_low, soft_top, base, SOFT)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{base + 50}" '
        f'viewBox="0 0 {WIDTH} {base + 50}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{base + 50}" fill="white"/>',
        _text(LEFT, 20, name, size=15),
        *_frame(words["hard"], _ticks(0.0, hard_top), hard_up, TOP, HARD),
        *_frame(words["soft"], _ticks(soft_low, soft_top), soft_up, TOP + HARD + GAP, SOFT),
    ]
    for seconds in _round_seconds(end):
        x = across(seconds)
        parts.append(f'<line x1="{x:.1f}" y1="{base}" x2="{x:.1f}" y2="{base + 5}" stroke="#444"/>')
        parts.append(_text(x, base + 19, f"{seconds:g}", anchor="middle"))
    parts.append(_text((LEFT + WIDTH) / 2, base + 38, words["seconds"], anchor="middle"))
    if reference is not None:
        y = soft_up(float(reference))
        parts.append(
            f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#444" stroke-dasharray="5 4"/>'
        )
        parts.append(_text(WIDTH - RIGHT - 4, y - 4, f"{words['reference']} {reference}", anchor="end"))
    for number, row in enumerate(rows):
        colour = COLOURS[number % len(COLOURS)]
        parts += _line(hard_of[id(row)], across, hard_up, colour, row.seconds)
        parts += _line(soft_of[id(row)], across, soft_up, colour, row.seconds)
        x = LEFT + 330 + 90 * (number % 5)
        parts.append(f'<line x1="{x}" y1="16" x2="{x + 18}" y2="16" stroke="{colour}" stroke-width="2"/>')
        parts.append(_text(x + 23, 20, f"{words['seed']} {row.task.seed}"))
    return "\n".join([*parts, "</svg>", ""])


def _broken(step: Step) -> int:
    """Hard points and unplaced periods together."""
    return (step.hard or 0) + (step.unplaced or 0)


def _scale(low: float, high: float, base: float, height: float) -> Callable[[float], float]:
    bottom, top = log10(low + 1), log10(high + 1)
    return lambda value: base - height * (log10(value + 1) - bottom) / max(top - bottom, 1e-9)


def _ticks(low: float, high: float) -> list[float]:
    """Round values inside the scale, its lower end too."""
    steps = [factor * 10**power for power in range(9) for factor in (1, 2, 5)]
    inside = [float(step) for step in steps if low < step <= high]
    while len(inside) > 8:
        inside = inside[::2]
    return [low, *inside]


def _round_seconds(end: float) -> list[float]:
    for step in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200):
        if end / step <= 10:
            return [float(number * step) for number in range(int(end / step) + 1)]
    return [0.0, end]


def _frame(name: str, ticks: Iterable[float], up: Callable[[float], float], top: float, height: float) -> Iterable[str]:
    yield (f'<rect x="{LEFT}" y="{top}" width="{WIDTH - LEFT - RIGHT}" height="{height}" fill="none" stroke="#444"/>')
    yield _text(LEFT, top - 6, name)
    before = float("inf")
    for value in ticks:
        y = up(value)
        if before - y < 13:
            continue
        before = y
        yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#ddd"/>'
        yield _text(LEFT - 6, y + 4, f"{value:.0f}", anchor="end")


def _line(
    points: Sequence[Point], across: Callable[[float], float], up: Callable[[float], float], colour: str, end: float
) -> list[str]:
    """Costs stay what they are until they change: steps, up to the end of the run."""
    if not points:
        return []
    path = f"M{across(points[0][0]):.1f} {up(points[0][1]):.1f}"
    for seconds, value in points[1:]:
        path += f" H{across(seconds):.1f} V{up(value):.1f}"
    path += f" H{across(max(end, points[-1][0])):.1f}"
    return [f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>']


def _text(x: float, y: float, text: str, *, anchor: str = "start", size: int = 12) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">{escape(text)}</text>'
