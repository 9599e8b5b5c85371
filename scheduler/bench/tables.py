"""Rows of a bench as tables: one line per run, and per case the median over its seeds beside the reference.

Runs are compared as the format compares solutions, hard cost first; what was not reached counts as worst.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite, log
from pathlib import Path
from statistics import linear_regression, median
from typing import Any, TypeVar

from scheduler import whole_files
from scheduler.bench.rows import Row, flat

Number = TypeVar("Number", int, float)
Cost = tuple[int, int, int]
"""(unplaced periods, hard, soft)."""


class NoReference(ValueError):
    """The reference file lacks the column `instance` or holds something that is not a number."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Known costs of one instance; `others` are (hard, soft) of other solvers by the name of their columns.

    `seconds`, `wishes` and `idle`: how long FET took, what it left of the file's wishes, idle hours a teacher.
    """

    hard: int | None
    soft: int | None
    bound: int | None
    others: Mapping[str, tuple[int, int]]
    seconds: float | None = None
    wishes: float | None = None
    idle: float | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """One case: medians over seeds (of costs: the upper middle one), the best of them, and the gap to the reference.

    `feasible` counts the runs that placed everything within the hard rules; `fault` tells why a run has no timetable.
    `beats` tells of each other solver in the reference whether the median is no worse.
    """

    instance: str
    periods: int | None
    limit: float
    runs: int
    feasible: int
    first_feasible: float | None
    unplaced: int | None
    hard: int | None
    soft: int | None
    best_hard: int | None
    best_soft: int | None
    reference_hard: int | None
    reference_soft: int | None
    gap: int | None
    gap_percent: float | None
    beats: dict[str, bool]
    bound: int | None
    moves_per_second: float | None
    memory_mb: float | None
    seconds: float | None
    gains: str
    fault: str = ""
    wishes: float | None = None
    idle: float | None = None
    reference_seconds: float | None = None
    reference_wishes: float | None = None
    reference_idle: float | None = None


def read_reference(path: Path) -> dict[str, Reference]:
    """By instance: columns `instance`, `best_hard`, `best_soft`, `proved_bound`, and pairs `NAME_hard`, `NAME_soft`.

    Of FET files also `seconds`, `wishes` and `idle`, any of them.

    Raises `Faults` where the file is no table, `NoReference` where a row names no instance.
    """
    from scheduler.formats.files.opening import text_bytes
    from scheduler.formats.files.text import decoded, rows_of

    heading, *rows = [row for row in rows_of(decoded(text_bytes(path), path.name), path.name) if row] or [[]]
    found = {}
    for row in rows:
        line = dict(zip(heading, row, strict=False))
        if not line.get("instance"):
            raise NoReference("instance")
        number = {key: _number(value) for key, value in line.items() if key and key != "instance"}
        names = [key.removesuffix("_hard") for key in number if key.endswith("_hard") and key != "best_hard"]
        pairs = {name: (number[f"{name}_hard"], number.get(f"{name}_soft")) for name in names}
        others = {name: (hard, soft) for name, (hard, soft) in pairs.items() if hard is not None and soft is not None}
        found[line["instance"]] = Reference(
            number.get("best_hard"),
            number.get("best_soft"),
            number.get("proved_bound"),
            others,
            seconds=_decimal(line.get("seconds", "")),
            wishes=_decimal(line.get("wishes", "")),
            idle=_decimal(line.get("idle", "")),
        )
    return found


def _number(text: str) -> int | None:
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        return None


def _decimal(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None


def summaries(rows: Iterable[Row], references: Mapping[str, Reference]) -> list[Summary]:
    """One per case, in the order in which they come."""
    by_case: dict[str, list[Row]] = {}
    for row in rows:
        by_case.setdefault(row.task.title, []).append(row)
    return [_summary(title, found, references.get(found[0].task.name, UNKNOWN)) for title, found in by_case.items()]


UNKNOWN = Reference(None, None, None, {})
"""Of a case that the reference does not name."""


def _summary(name: str, rows: Sequence[Row], reference: Reference) -> Summary:
    costs = _costs(rows)
    middle = costs[len(rows) // 2] if len(costs) > len(rows) // 2 else (None, None, None)
    best = costs[0] if costs else (None, None, None)
    gap = _gap(middle, reference)
    beats = {name: middle[1] is not None and middle[1:] <= cost for name, cost in reference.others.items()}
    return Summary(
        instance=name,
        periods=next((row.periods for row in rows if row.periods), None),
        limit=rows[0].task.seconds,
        runs=len(rows),
        feasible=sum(row.first_feasible is not None for row in rows),
        first_feasible=_middle([row.first_feasible for row in rows]),
        unplaced=middle[0],
        hard=middle[1],
        soft=middle[2],
        best_hard=best[1],
        best_soft=best[2],
        reference_hard=reference.hard,
        reference_soft=reference.soft,
        gap=gap,
        gap_percent=round(100 * gap / reference.soft, 1) if gap is not None and reference.soft else None,
        beats=beats,
        bound=max(_known(row.bound for row in rows), default=None),
        moves_per_second=_median(row.moves_per_second for row in rows),
        memory_mb=max(_known(row.memory_mb for row in rows), default=None),
        seconds=_median(row.seconds for row in rows),
        gains=_gains(rows),
        fault=next((row.trouble for row in rows if row.error), ""),
        wishes=_median(row.wishes for row in rows),
        idle=_median(row.idle for row in rows),
        reference_seconds=reference.seconds,
        reference_wishes=reference.wishes,
        reference_idle=reference.idle,
    )


def _costs(rows: Sequence[Row]) -> list[Cost]:
    """Of the runs that have a timetable, the best first."""
    return sorted(cost for row in rows if (cost := cost_of(row)) is not None)


def cost_of(row: Row) -> Cost | None:
    """As timetables are compared, less is better; None where the run has none."""
    if row.hard is None or row.soft is None:
        return None
    return row.unplaced or 0, row.hard, row.soft


def _gap(middle: tuple[int | None, int | None, int | None], reference: Reference) -> int | None:
    """Soft points above the reference, where the hard cost is the same."""
    _, hard, soft = middle
    return soft - reference.soft if soft is not None and reference.soft is not None and hard == reference.hard else None


def _middle(values: Sequence[float | None]) -> float | None:
    """The median where None is longer than anything; None where it falls there."""
    found = sorted(value for value in values if value is not None)
    middle = len(values) // 2
    return round(found[middle], 2) if middle < len(found) else None


def _known(values: Iterable[Number | None]) -> list[Number]:
    return [value for value in values if value is not None]


def _median(values: Iterable[float | None]) -> float | None:
    found = _known(values)
    return round(median(found), 1) if found else None


def _gains(rows: Sequence[Row]) -> str:
    """The share that each part of the search has in all that was gained."""
    total: dict[str, int] = {}
    for row in rows:
        for name, gain in row.gains.items():
            total[name] = total.get(name, 0) + gain
    everything = sum(total.values())
    shares = sorted(total.items(), key=lambda pair: -pair[1])
    return " ".join(f"{name} {round(100 * gain / everything)}%" for name, gain in shares)


@dataclass(frozen=True, slots=True)
class Growth:
    """How much faster than the school something grows: its exponent in the number of periods, by least squares."""

    name: str
    cases: int
    first_feasible: float | None
    memory: float | None


def growths(found: Sequence[Summary]) -> list[Growth]:
    """Of each invented school that was run in several sizes (`demo:large`, `demo:large:2`)."""
    families: dict[str, list[Summary]] = {}
    for one in found:
        if one.instance.startswith("demo:"):
            families.setdefault(":".join(one.instance.split(":")[:2]), []).append(one)
    return [
        Growth(
            name,
            len(ones),
            _exponent([(one.periods, one.first_feasible) for one in ones]),
            _exponent([(one.periods, one.memory_mb) for one in ones]),
        )
        for name, ones in families.items()
        if len(ones) > 1
    ]


def _exponent(points: Sequence[tuple[int | None, float | None]]) -> float | None:
    """The slope through the logarithms."""
    known = [(log(x), log(y)) for x, y in points if x and y]
    if len({x for x, _ in known}) < 2:
        return None
    return round(linear_regression([x for x, _ in known], [y for _, y in known]).slope, 2)


def write_runs(path: Path, rows: Sequence[Row]) -> None:
    """A CSV file with a line per run."""
    write_lines(path, [flat(row) for row in rows])


def write_summaries(path: Path, found: Sequence[Summary]) -> None:
    """A CSV file with a line per case."""
    lines = [{**asdict(one), "beats": " ".join(name for name, won in one.beats.items() if won)} for one in found]
    write_lines(path, lines)


def write_lines(path: Path, lines: Sequence[Mapping[str, Any]]) -> None:
    """A CSV file of lines with the same columns."""
    with whole_files.written(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]) if lines else ["instance"])
        writer.writeheader()
        for line in lines:
            writer.writerow({key: _cell(value) for key, value in line.items()})


def _cell(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula is led by a quote."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value


def write_text(path: Path, text: str) -> None:
    """The table for people, whole."""
    with whole_files.written(path) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")


def as_text(headings: Sequence[str], lines: Sequence[Sequence[Any]]) -> str:
    """Columns under headings, numbers to the right; the last column is as wide as it likes."""
    cells = [[_shown(value) for value in line] for line in lines]
    widths = [max(len(line[place]) for line in [list(headings), *cells]) for place in range(len(headings))]
    right = [all(not isinstance(line[place], str) for line in lines) for place in range(len(headings))]

    def one(line: Sequence[str]) -> str:
        padded = [
            text.rjust(width) if to_right else text.ljust(width)
            for text, width, to_right in zip(line, widths, right, strict=True)
        ]
        return "  ".join(padded).rstrip()

    return "\n".join([one(headings), one(["-" * width for width in widths]), *map(one, cells)])


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.0f}".replace(",", " ") if value >= 1000 else f"{value:.1f}"
    return str(value)
