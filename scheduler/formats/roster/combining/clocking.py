"""From the times a roster names (numbers, clock times, dates) to the periods of a grid.

Sheets that name periods and sheets that name clock times are brought to one numbering; sheets whose times do not fit
together get a grid of their own.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import gcd

from scheduler.formats.roster.records import Sighting
from scheduler.school.records import GridPeriod

DEFAULT_GRID = "standaard"
_NOON = 12 * 60 + 30


@dataclass
class Grid:
    """Numbers and clock times of one grid; `clock` maps a period to (start, end)."""

    name: str
    clock: dict[int, tuple[int, int]] = field(default_factory=dict)
    days: set[int] = field(default_factory=set)
    by_day: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)  # (day, period) with hours of its own

    def periods(self) -> list[int]:
        return sorted(self.clock)


@dataclass
class Clocked:
    """Sightings with period numbers, and the grids they refer to."""

    sightings: list[Sighting]
    grids: list[Grid]
    invented: bool = False


Slot = tuple[str, int | None, int | None, int | None, int | None]  # (sheet, day, period, start, end)


def number_periods(
    sightings: Sequence[Sighting], slots: Iterable[Slot], stated: Mapping[int, tuple[int, int]]
) -> Clocked:
    """Give every sighting a period of a grid. `slots` are all times the headings name, filled or not."""
    slots, sightings = _lesson_zero(_with_ends(list(slots)), sightings)
    known: dict[int, Counter[tuple[int, int]]] = defaultdict(Counter)
    for _, _, period, start, end in slots:
        if period is not None and start is not None and end is not None:
            known[period][start, end] += 1
    for s in sightings:
        if s.period is not None and s.start is not None and s.end is not None and s.length == 1:
            known[s.period][s.start, s.end] += 1
    clock = {period: counter.most_common(1)[0][0] for period, counter in known.items()}
    clock.update(stated)
    numbered = sorted(
        {p for _, _, p, _, _ in slots if p is not None} | {s.period for s in sightings if s.period is not None}
    )
    only_clock = [s for s in sightings if s.period is None and s.start is not None]
    days = {s.day for s in sightings if s.day is not None} | {d for _, d, _, _, _ in slots if d is not None}
    main = Grid(DEFAULT_GRID, {}, set(days))
    if not only_clock:
        main.clock = _completed(numbered, clock)
        main.by_day = _own_hours(slots, main.clock)
        return Clocked(list(sightings), [main], invented=not clock)
    if numbered and not clock:  # one sheet counts, another gives times: count them off in order, day by day
        spans = _day_spans(slots, only_clock)
        first = min((p for p in numbered if p > 0), default=1)
        ranks, main.clock, main.by_day = _ranked(spans, first, _offsets(spans, sightings, first))
        main.clock = _completed(sorted(set(numbered) | set(main.clock)), main.clock)
        result = [
            replace(s, period=ranks.get((s.where[0], s.day, s.start), s.period))
            if s.period is None and s.start is not None
            else s
            for s in sightings
        ]
        return Clocked(result, [main])
    if numbered:
        main.clock = _completed(numbered, clock)
        main.by_day = _own_hours(slots, main.clock)
        of_start = {times[0]: period for period, times in main.clock.items()}
        if all(s.start in of_start for s in only_clock):
            result = [
                replace(s, period=of_start[s.start]) if s.period is None and s.start is not None else s
                for s in sightings
            ]
            return Clocked(result, [main])
    regular = [s for s in only_clock if s.view != "list"]
    if not numbered and len(regular) == len(only_clock):
        spans = _day_spans(slots, only_clock)
        union = {span for ordered in spans.values() for span in ordered}
        apart = all(a[1] <= b[0] for ordered in spans.values() for a, b in itertools.pairwise(ordered))
        sheets = {sheet for sheet, _ in spans}
        differ = any(
            _clashing(set(spans[key]), set(spans[other])) for key in spans for other in spans if key[0] == other[0]
        )
        if apart and differ and len(sheets) == 1 and len(_intervals(union)) > max(map(len, spans.values())):
            ranks, main.clock, main.by_day = _ranked(spans, 1)
            result = [replace(s, period=ranks.get((s.where[0], s.day, s.start or 0), s.period)) for s in sightings]
            return Clocked(result, [main])
    return _by_clock(list(sightings), slots, clock, days)


def _own_hours(slots: Sequence[Slot], clock: Mapping[int, tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
    """The hours of periods on days that never give them their usual ones: a short Friday."""
    found: dict[tuple[int, int], Counter[tuple[int, int]]] = defaultdict(Counter)
    for _, day, period, start, end in slots:
        if day is not None and period is not None and start is not None and end is not None and period in clock:
            found[day, period][start, end] += 1
    return {
        (day, period): spans.most_common(1)[0][0]
        for (day, period), spans in found.items()
        if clock[period] not in spans
    }


def _clashing(some: set[tuple[int, int]], other: set[tuple[int, int]]) -> bool:
    return any(a != c and a < d and c < b for a, b in some for c, d in other)


def _lesson_zero(slots: list[Slot], sightings: Sequence[Sighting]) -> tuple[list[Slot], Sequence[Sighting]]:
    """A time just before period 1 that has no number of its own is period 0."""
    numbered = {
        (sheet, day, start): period
        for sheet, day, period, start, _ in slots
        if period is not None and start is not None
    }
    firsts: dict[tuple[str, int | None], int] = {}
    for (sheet, day, first), number in numbered.items():
        if number == 1:
            firsts[sheet, day] = min(first, firsts.get((sheet, day), first))
    zero: dict[tuple[str, int | None], int] = {}
    for sheet, day, period, start, _ in slots:
        if (
            period is None
            and start is not None
            and start < firsts.get((sheet, day), -1)
            and start > firsts[sheet, day] - 90
        ):
            zero[sheet, day] = start
    if not zero:
        return slots, sightings
    slots = [
        (sheet, day, 0 if period is None and zero.get((sheet, day)) == start else period, start, end)
        for sheet, day, period, start, end in slots
    ]
    sightings = [
        replace(s, period=0)
        if s.period is None and s.start is not None and zero.get((s.where[0], s.day)) == s.start
        else s
        for s in sightings
    ]
    return slots, sightings


def _with_ends(slots: list[Slot]) -> list[Slot]:
    """A numbered period that only names its beginning ends where the next begins."""
    starts: dict[tuple[str, int | None], set[int]] = defaultdict(set)
    for sheet, day, period, start, end in slots:
        if period is not None and start is not None and end is None:
            starts[sheet, day].add(start)
    result = []
    for sheet, day, period, start, end in slots:
        if period is not None and start is not None and end is None:
            ordered = sorted(starts[sheet, day])
            gap = _usual_gap(ordered)
            later = [other for other in ordered if other > start]
            end = min(later[0] if later else start + gap, start + max(gap, 15))
        result.append((sheet, day, period, start, end))
    return result


Spans = dict[tuple[str, int | None], list[tuple[int, int]]]  # (sheet, day) -> spans in order


def _day_spans(slots: Sequence[Slot], sightings: Sequence[Sighting]) -> Spans:
    """The times of each sheet and day, with an end for each."""
    starts: dict[tuple[str, int | None], dict[int, int | None]] = defaultdict(dict)
    for sheet, day, period, start, end in slots:
        if period is None and start is not None:
            known = starts[sheet, day].get(start)
            starts[sheet, day][start] = end if known is None else known
    for s in sightings:
        if s.start is not None:
            starts[s.where[0], s.day].setdefault(s.start, s.end)
    result: Spans = {}
    for key, found in starts.items():
        ordered = sorted(found)
        gap = _usual_gap(ordered)
        result[key] = []
        for number, start in enumerate(ordered):
            following = ordered[number + 1] if number + 1 < len(ordered) else start + gap
            end = found[start]
            result[key].append((start, end if end is not None else min(following, start + max(gap, 15))))
    return result


def _offsets(spans: Spans, sightings: Sequence[Sighting], first: int) -> dict[int | None, int]:
    """Per day, by how many places the clock times run ahead of the numbers, told from lessons seen in both."""
    counted = {
        (s.day, s.period + k, c, t)
        for s in sightings
        if s.period is not None
        for k in range(s.length)
        for c in s.classes
        for t in s.teachers
    }
    pairs = [
        (s, c, t) for s in sightings if s.period is None and s.start is not None for c in s.classes for t in s.teachers
    ]
    classes = {
        (s.day, s.period + k, c): t
        for s in sightings
        if s.period is not None
        for k in range(s.length)
        for c in s.classes
        for t in s.teachers
    }
    rank = {
        (sheet, day, span[0]): number for (sheet, day), ordered in spans.items() for number, span in enumerate(ordered)
    }
    result: dict[int | None, int] = {}
    for day in {day for _, day in spans}:
        found = Counter[int]()
        for s, c, t in pairs:
            place = rank.get((s.where[0], s.day, s.start or 0))
            if s.day == day and place is not None:
                for offset in range(-3, 4):
                    found[offset] += (day, first + place - offset, c, t) in counted
        best = max(range(-3, 4), key=lambda o: (found[o], -abs(o), o))
        result[day] = best if found[best] >= 3 or not classes else 0
    return result


def _ranked(
    spans: Spans, first: int, offsets: Mapping[int | None, int] | None = None
) -> tuple[dict[tuple[str, int | None, int], int], dict[int, tuple[int, int]], dict[tuple[int, int], tuple[int, int]]]:
    """Period numbers by order within the day: (sheet, day, start) -> number, usual hours, hours that differ by day."""
    numbers: dict[tuple[str, int | None, int], int] = {}
    usual: dict[int, Counter[tuple[int, int]]] = defaultdict(Counter)
    shift = offsets or {}
    for (sheet, day), ordered in spans.items():
        for rank, span in enumerate(ordered):
            numbers[sheet, day, span[0]] = first + rank - shift.get(day, 0)
            usual[first + rank - shift.get(day, 0)][span] += 1
    clock = {period: counter.most_common(1)[0][0] for period, counter in usual.items()}
    by_day = {
        (day, first + rank - shift.get(day, 0)): span
        for (_, day), ordered in spans.items()
        if day is not None
        for rank, span in enumerate(ordered)
        if clock[first + rank - shift.get(day, 0)] != span
    }
    return numbers, clock, by_day


def _usual_gap(starts: Sequence[int]) -> int:
    gaps = Counter(b - a for a, b in itertools.pairwise(starts))
    return min(gaps.most_common(1)[0][0], 240) if gaps else 50


def _completed(numbers: Sequence[int], clock: Mapping[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Every period gets hours: its own, or hours between its neighbours, or 50 minutes from 8:25 on."""
    result: dict[int, tuple[int, int]] = {}
    cursor = 8 * 60 + 25 if not clock else min(start for start, _ in clock.values())
    lowest = min(numbers, default=1)
    if not clock and lowest == 0:
        cursor -= 50
    for number in numbers:
        if number in clock and clock[number][0] >= cursor - 600:
            result[number] = clock[number]
        else:
            length = 50
            later = [clock[n][0] for n in clock if n > number]
            if later and cursor + length > min(later):
                cursor = min(later) - length
            result[number] = (cursor, cursor + length)
        cursor = result[number][1]
        if not clock and number == max(lowest, 1) + 3 and len(numbers) > 5:
            cursor += 60  # a midday break
    return result


def _by_clock(
    sightings: list[Sighting], slots: Sequence[Slot], clock: Mapping[int, tuple[int, int]], days: set[int]
) -> Clocked:
    """Grids from clock times: sheets with the same times share one, overlapping times are cut."""
    per_sheet: dict[str, set[tuple[int, int]]] = defaultdict(set)
    open_starts: dict[str, set[int]] = defaultdict(set)
    filled: dict[str, set[int]] = defaultdict(set)
    for sheet, _, _, start, end in slots:
        if start is not None and end is not None:
            per_sheet[sheet].add((start, end))
        elif start is not None:
            open_starts[sheet].add(start)
    ticks = {sheet: {start for start, _ in spans} for sheet, spans in per_sheet.items()}
    for s in sightings:
        if s.start is not None:
            filled[s.where[0]].add(s.start)
            if s.end is not None and s.length > 1 and s.start in ticks.get(s.where[0], ()):
                filled[s.where[0]] |= {tick for tick in ticks[s.where[0]] if s.start <= tick < s.end}
            elif s.end is not None:
                per_sheet[s.where[0]].add((s.start, s.end))
            else:
                open_starts[s.where[0]].add(s.start)
    for sheet, starts in open_starts.items():
        known = {start for start, _ in per_sheet[sheet]}
        ordered = sorted(starts | known)
        gap = _usual_gap(ordered)
        for number, start in enumerate(ordered):
            if start not in known:
                following = ordered[number + 1] if number + 1 < len(ordered) else start + gap
                per_sheet[sheet].add((start, min(following, start + max(gap, 15))))
    if not per_sheet:
        main = Grid(DEFAULT_GRID, _completed(sorted(clock) or [1], clock), days)
        return Clocked(sightings, [main])
    grids: list[tuple[list[str], set[tuple[int, int]]]] = []
    for sheet, spans in sorted(per_sheet.items(), key=lambda item: -len(item[1])):
        spans = {span for span in spans if span[0] in filled.get(sheet, {span[0]}) or not filled.get(sheet)}
        home = next((g for g in grids if _fits(spans, g[1]) or _common_step(spans | g[1]) >= 15), None)
        if home is None:
            grids.append(([sheet], set(spans)))
        else:
            home[0].append(sheet)
            home[1].update(spans)
    result: list[Grid] = []
    names: dict[str, str] = {}
    cuts: dict[str, dict[int, int]] = {}
    for number, (sheets, spans) in enumerate(grids):
        name = DEFAULT_GRID if number == 0 else f"{DEFAULT_GRID}{number + 1}"
        intervals = _intervals(spans)
        grid = Grid(name, {position + 1: span for position, span in enumerate(intervals)}, set(days))
        result.append(grid)
        for sheet in sheets:
            names[sheet] = name
        cuts[name] = {span[0]: position + 1 for position, span in enumerate(intervals)}
    placed = []
    for s in sightings:
        name = names.get(s.where[0], DEFAULT_GRID)
        grid = next(g for g in result if g.name == name)
        if s.start is not None:
            covered = [p for p, (a, b) in grid.clock.items() if a < (s.end or s.start + 1) and b > s.start]
            period = cuts[name].get(s.start, covered[0] if covered else s.period)
            length = max(1, len(covered)) if s.end is not None else max(1, s.length)
            s = replace(s, period=period, length=length, grid=name)
        placed.append(s)
    return Clocked(placed, result)


def _common_step(spans: set[tuple[int, int]]) -> int:
    """The largest step in minutes that all beginnings and ends share."""
    edges = sorted({edge for span in spans for edge in span})
    return gcd(*(b - a for a, b in itertools.pairwise(edges))) if len(edges) > 1 else 0


def _fits(spans: set[tuple[int, int]], other: set[tuple[int, int]]) -> bool:
    return bool(spans & other) and all((a == c and b == d) or b <= c or d <= a for a, b in spans for c, d in other)


def _intervals(spans: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans themselves where none overlap, else the intervals between all beginnings and ends that are in use."""
    ordered = sorted(spans)
    if all(b <= c for (_, b), (c, _) in itertools.pairwise(ordered)):
        return ordered
    edges = sorted({edge for span in spans for edge in span})
    cut = [(a, b) for a, b in itertools.pairwise(edges) if any(x <= a and b <= y for x, y in spans)]
    return cut


def from_one(clocked: Clocked) -> bool:
    """Count periods from 1 where a roster begins with period 0. True if anything moved."""
    if not any(0 in grid.clock for grid in clocked.grids):
        return False
    for grid in clocked.grids:
        grid.clock = {period + 1: span for period, span in grid.clock.items()}
        grid.by_day = {(day, period + 1): span for (day, period), span in grid.by_day.items()}
    clocked.sightings = [replace(s, period=s.period + 1) if s.period is not None else s for s in clocked.sightings]
    return True


def grid_records(grids: Sequence[Grid]) -> tuple[GridPeriod, ...]:
    """The sheet Tijdraster."""
    records = []
    for grid in grids:
        lunch = _lunch(grid)
        for day in sorted(grid.days or {0, 1, 2, 3, 4}):
            own = [span for (other, _), span in grid.by_day.items() if other == day]
            for period in grid.periods():
                start, end = grid.by_day.get((day, period), grid.clock[period])
                if (day, period) not in grid.by_day and any(start < b and a < end for a, b in own):
                    continue  # this day has hours of its own
                own.append((start, end))
                records.append(
                    GridPeriod(grid.name, day, period, start, end, "am" if start < lunch else "pm", True, str(period))
                )
    return tuple(records)


def _lunch(grid: Grid) -> int:
    """The end of the longest pause around noon; 12:30 where there is none."""
    spans = sorted(grid.clock.values())
    best, length = _NOON, 19
    for (_, end), (start, _) in itertools.pairwise(spans):
        if start - end > length and 10 * 60 + 30 <= end <= 14 * 60:
            best, length = start, start - end
    return best


def half_day_of(grid: Grid, period: int) -> str:
    return "am" if grid.clock.get(period, (0, 0))[0] < _lunch(grid) else "pm"
