"""Tables whose days or periods run down and whose owners stand across.

Days may be labels, banners across the table, or spelled letter by letter.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

from scheduler.formats.roster.layout import headings
from scheduler.formats.roster.layout.headings import label_column
from scheduler.formats.roster.records import Axis, Table
from scheduler.formats.roster.sheets.cells import Sheet
from scheduler.formats.roster.sheets.sheet_texts import filled_columns, only_times, titles_above
from scheduler.formats.roster.sheets.values import clock_of, period_of, span_of, text_of
from scheduler.formats.roster.words.labels import days_of, field_of, is_break, plain


def blocks_below(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> list[tuple[int, int]]:
    """First and last row of each of the tables below one another: their periods begin again under headings of their
    own.
    """
    axis = next(
        (
            found
            for c in range(left, min(right, left + 7) + 1)
            if (found := _late_column(sheet, c, top, bottom)) is not None and found.kind in ("period", "clock")
        ),
        None,
    )
    days = [label_column(sheet, c, top, bottom) for c in range(left, axis.index if axis is not None else left)]
    if axis is None or any(found is not None and found.kind == "day" for found in days):
        return [(top, bottom)]
    labelled = sorted(axis.values)
    edges = [top]
    for start in headings.restarts(axis)[1:]:
        before = max((row for row in labelled if row < start), default=top)
        between = range(before + 1, start)
        heads = [r for r in between if len(filled_columns(sheet, r, axis.index + 1, right)) >= 2]
        if heads:
            edges.append(next(r for r in between if filled_columns(sheet, r, left, right)))
    return [(edge, (edges[n + 1] - 1 if n + 1 < len(edges) else bottom)) for n, edge in enumerate(edges)]


NARROW = 3
"""The sums, names or signatures below a table stand in so many columns at its left, at most half of its width."""


def foot_of(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> int | None:
    """The first row below a blank one from which on all rows are narrow, under a much wider table; else None."""
    reach = {r: max(filled_columns(sheet, r, left, right), default=left - 1) - left + 1 for r in range(top, bottom + 1)}
    narrow = min(NARROW, max(reach.values()) // 2)
    first = bottom + 1
    while first > top and reach[first - 1] <= narrow:
        first -= 1
    blank = next((r for r in range(max(first, top + 1), bottom) if not reach[r] and reach[r + 1]), None)
    if blank is None or sum(n > narrow for r, n in reach.items() if r < blank) < NARROW:
        return None
    labels = [v for r in range(blank + 1, bottom + 1) if isinstance(v := sheet.at(r, left), str)]
    named = sum(len(text) >= headings.SHORT and bool(days_of(text)) for text in labels)
    return None if labels and named >= 0.5 * len(labels) else blank + 1


def find_vertical(
    sheet: Sheet, top: int, left: int, bottom: int, right: int, start: int = 0, least: int = 3
) -> Table | None:
    """A table with at least so many rows of times; None where there is none."""
    best: list[Axis] = []
    for c in range(left, min(right, left + 7) + 1):
        axis = label_column(sheet, c, top, bottom)
        if axis is None:
            continue
        if axis.kind == "entity" and any(a.kind == "day" for a in best):
            axis = _few_periods(sheet, axis, next(a for a in best if a.kind == "day")) or axis
        if axis.kind in ("day", "period", "clock", "week", "date"):
            if axis.kind == "period" and any(a.kind == "period" for a in best):
                break
            best.append(axis)
        elif any(a.kind in ("day", "period", "clock") for a in best) and _is_body(axis, best):
            break
        else:
            trimmed = _late_column(sheet, c, top, bottom)
            if trimmed is not None:
                best.append(trimmed)
            else:
                best.append(axis)
    while best and best[-1].kind == "entity":
        best.pop()
    kinds = {axis.kind for axis in best}
    if not kinds & {"period", "clock", "day"}:
        return None
    timed = [axis for axis in best if axis.kind in ("period", "clock", "day", "week", "date")]
    last_label = max(axis.index for axis in timed)
    first_row = (
        min(min(axis.values) for axis in timed if axis.kind in ("period", "clock"))
        if kinds & {"period", "clock"}
        else min(min(axis.values) for axis in timed)
    )
    if len({r for axis in timed for r in axis.values}) < least:
        return None
    heads = [r for r in range(max(top, first_row - 5), first_row) if filled_columns(sheet, r, last_label + 1, right)]
    named = [r for r in heads if not _is_title(sheet, r, last_label + 1, right)]
    heads = named or heads[-1:]
    if not heads:
        return None
    banners = headings.day_banners(sheet, heads[0], bottom, left, right)
    heads = [r for r in heads if r not in banners]
    if not heads:
        return None
    body_right = max((c for r in heads for c in filled_columns(sheet, r, last_label + 1, right)), default=last_label)
    body_right = max(
        body_right,
        max(
            (c for r in range(first_row, bottom + 1) for c in filled_columns(sheet, r, last_label + 1, right)),
            default=0,
        ),
    )
    axes: list[Axis] = []
    period = next((axis for axis in timed if axis.kind in ("period", "clock")), None)
    for axis in best:
        if axis.kind == "entity" and period is not None:
            spelled = headings.spelled_axis(sheet, axis.index, first_row, bottom, period)
            axis = spelled or axis
        heading = next(
            (text_of(sheet.at(r, axis.index)) for r in reversed(heads) if sheet.at(r, axis.index) is not None), ""
        )
        axis = replace(axis, values={r: v for r, v in axis.values.items() if r >= first_row})
        if axis.values:
            axes += headings.with_beside(sheet, replace(axis, heading=heading))
    if banners and not any(axis.kind == "day" for axis in axes):
        axes.append(Axis("day", False, left, headings.fill_down(banners, first_row - 1, bottom)))
    said = frozenset(text_of(sheet.at(r, a.index)) for a in timed for r in a.values if sheet.at(r, a.index) is not None)
    over = {axis.heading for axis in axes} - {""}
    repeated = {
        c
        for c in range(last_label + 1, body_right + 1)
        if only_times(sheet, c, first_row, bottom, said)
        or (any(text_of(sheet.at(r, c)) in over for r in heads) and _labels_again(sheet, c, first_row, bottom, said))
    }  # numbers, days and breaks said again in the middle of a wide table
    for row in heads:
        cells = {
            c: text_of(sheet.at(row, c))
            for c in filled_columns(sheet, row, last_label + 1, right)
            if c not in repeated or (_names(text_of(sheet.at(row, c))) and text_of(sheet.at(row, c)) not in over)
        }
        axes.append(Axis("entity", True, row, cells, text_of(sheet.at(row, last_label))))
    titles = titles_above(sheet, heads[0], left, right, heads[0], top if top > start else None)
    return Table(sheet, "grid", first_row, left, bottom, body_right, tuple(axes), titles)


AGAIN = 0.7
"""A column under the heading of one of the labels says them again where so many are theirs: some may be mistyped."""


def _labels_again(sheet: Sheet, column: int, top: int, bottom: int, said: frozenset[str]) -> bool:
    texts = [text_of(v) for r in range(top, bottom + 1) if (v := sheet.at(r, column)) is not None]
    return bool(texts) and sum(text in said for text in texts) >= AGAIN * len(texts)


def _names(heading: str) -> bool:
    """Whether a heading may name somebody: it is no word for time, no break and no dash."""
    return bool(plain(heading)) and field_of(heading) not in ("period", "time", "day") and not is_break(heading)


def _few_periods(sheet: Sheet, axis: Axis, day: Axis) -> Axis | None:
    """Numbers that count up inside each day, however few."""
    numbers = {r: n for r in axis.values if (n := period_of(sheet.at(r, axis.index))) is not None and n <= 16}
    if len(numbers) < 2 or len(numbers) < len(axis.values):
        return None
    rows = sorted(numbers)
    rising = all(numbers[b] > numbers[a] or day.values.get(a) != day.values.get(b) for a, b in itertools.pairwise(rows))
    return replace(axis, kind="period", values=dict(numbers)) if rising and numbers[rows[0]] <= 2 else None


def _is_body(axis: Axis, timed: list[Axis]) -> bool:
    first = min((min(a.values) for a in timed if a.kind in ("day", "period", "clock")), default=0)
    texts = [text for row, text in axis.values.items() if isinstance(text, str) and len(text) > 1 and row >= first]
    return len(texts) >= 3


def _late_column(sheet: Sheet, column: int, top: int, bottom: int) -> Axis | None:
    """A column of times under a heading of its own: skip the rows above the first time and judge again."""
    for row in range(top, min(bottom, top + 10)):
        value = sheet.at(row, column)
        if value is None:
            continue
        if (
            period_of(value) is not None
            or clock_of(value) is not None
            or span_of(value)
            or (isinstance(value, str) and days_of(value))
        ):
            axis = label_column(sheet, column, row, bottom)
            return axis if axis is not None and axis.kind != "entity" else None
    return None


def _is_title(sheet: Sheet, row: int, left: int, right: int) -> bool:
    columns = filled_columns(sheet, row, left, right)
    if len(columns) != 1:
        return False
    span = sheet.span(row, columns[0])
    return span[3] - span[1] >= 0.6 * (right - left) or len(text_of(sheet.at(row, columns[0]))) > 25
