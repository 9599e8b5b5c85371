"""Labels that stand in the same order in several tables, or under a word for periods: they count the periods of a day.

"Eerste uur, Tweede uur" or "Block I, Block II" are read by their order; names of people or classes differ from table to
table.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from scheduler.formats.roster.records import Axis, Table
from scheduler.formats.roster.sheets.values import period_of, text_of
from scheduler.formats.roster.words.inside import is_no_lesson
from scheduler.formats.roster.words.labels import field_of, plain

MOST_PERIODS = 16


def with_ordinals(tables: Sequence[Table]) -> list[Table]:
    """The tables with such labels as periods."""
    tables = [_counted_across(table) for table in tables]
    lists = Counter(labels for table in tables if (labels := _labels(table)) is not None)
    return [
        _numbered(table) if (labels := _labels(table)) is not None and (lists[labels] > 1 or _said(table)) else table
        for table in tables
    ]


def _counted_across(table: Table) -> Table:
    """A table of days down whose headings are numbers of periods but for breaks between them ("H4, H0, H5")."""
    across = [axis for axis in table.axes if axis.across]
    down = {axis.kind for axis in table.axes if not axis.across}
    if table.kind != "grid" or down != {"day"} or len(across) != 1 or across[0].kind != "entity":
        return table
    rows = range(table.top, table.bottom + 1)
    open_ = [
        c
        for c in sorted(across[0].values)
        if not all(is_no_lesson(text_of(v)) for r in rows if (v := table.sheet.at(r, c)) is not None)
        or all(table.sheet.at(r, c) is None for r in rows)
    ]
    numbers = [period_of(str(across[0].values[c])) for c in open_]
    known = [n for n in numbers if n is not None]
    if not 3 <= len(known) == len(numbers) or any(b <= a for a, b in itertools.pairwise(known)):
        return table
    period = replace(across[0], kind="period", values=dict(zip(open_, known, strict=True)))
    return replace(table, axes=tuple(period if axis is across[0] else axis for axis in table.axes))


def _axis(table: Table) -> Axis | None:
    """The only column of labels of a table with days across and no time down."""
    if table.kind != "grid" or any(axis.kind in ("period", "clock", "dayperiod") for axis in table.axes):
        return None
    if not any(axis.kind == "day" and axis.across for axis in table.axes):
        return None
    down = [axis for axis in table.axes if not axis.across and axis.values]
    return down[0] if len(down) == 1 and down[0].kind == "entity" else None


def _labels(table: Table) -> tuple[str, ...] | None:
    axis = _axis(table)
    texts = tuple(str(axis.values[r]) for r in sorted(axis.values)) if axis is not None else ()
    return texts if 2 <= len(texts) <= MOST_PERIODS and len(set(texts)) == len(texts) else None


def _said(table: Table) -> bool:
    """Whether the heading of the labels is a word for periods, or each of them holds the same one ("prima ora")."""
    axis = _axis(table)
    if axis is None:
        return False
    shared = set.intersection(*(set(plain(str(label)).split()) for label in axis.values.values()))
    return any(field_of(word) in ("period", "time") for word in (axis.heading, *shared))


def _numbered(table: Table) -> Table:
    axis = _axis(table)
    assert axis is not None
    rows = [r for r in sorted(axis.values) if not is_no_lesson(str(axis.values[r]))]
    numbers: dict[int, object] = {r: number for number, r in enumerate(rows, 1)}
    period = replace(axis, kind="period", values=numbers)
    return replace(table, axes=tuple(period if one is axis else one for one in table.axes))
