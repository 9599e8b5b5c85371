"""Labels that stand in the same order in several tables, or under a word for periods: they count periods, or days.

"Eerste uur, Tweede uur" or "Block I, Block II" are read by their order, "D1, D2, D3, D4, D5" across periods by their
numbers; names of people or classes differ from table to table.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from scheduler.formats.roster.records import Axis, Table
from scheduler.formats.roster.sheets.values import period_of, text_of
from scheduler.formats.roster.words.inside import is_no_lesson
from scheduler.formats.roster.words.labels import field_of, plain

MOST_PERIODS = 16
LEAST_DAYS, MOST_DAYS = 4, 7
_COUNTED = re.compile(r"([^\W\d_]{1,9})[ .]?(\d)")


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
    return _read_as(table, across[0], "period", dict(zip(open_, known, strict=True)))


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
    return _read_as(table, axis, "period", {r: number for number, r in enumerate(rows, 1)})


def _read_as(table: Table, axis: Axis, kind: str, values: Mapping[int, object]) -> Table:
    """The table with one of its axes read as another kind."""
    known = replace(axis, kind=kind, values=values)
    return replace(table, axes=tuple(known if one is axis else one for one in table.axes))


def with_counted_days(tables: Sequence[Table]) -> tuple[list[Table], dict[str, str]]:
    """The tables of periods whose other labels count the days; and by sheet the labels that were read so.

    Only where at least two tables have them and no day is named in any of those.
    """
    counts = Counter(labels for table in tables if (labels := _counting(table)) is not None)
    result, told = [], {}
    for table in tables:
        labels = _counting(table)
        if labels is None or counts[labels] < 2:
            result.append(table)
            continue
        told[table.sheet.name] = ", ".join(labels)
        named = next(axis for axis in table.axes if axis.kind == "entity")
        days = {at: int(str(label).strip()[-1]) - 1 for at, label in named.values.items()}
        result.append(_read_as(table, named, "day", days))
    return result, told


def _counting(table: Table) -> tuple[str, ...] | None:
    """The labels of a table without days that are one word with the numbers from 1 on, across its periods."""
    named = [axis for axis in table.axes if axis.kind == "entity"]
    others = {axis.across: axis.kind for axis in table.axes if axis.kind != "entity"}
    if table.kind != "grid" or table.day is not None or table.week or len(named) != 1:
        return None
    if others.get(not named[0].across) not in ("period", "clock") or named[0].across in others:
        return None
    labels = tuple(str(named[0].values[at]).strip() for at in sorted(named[0].values))
    found = [match for label in labels if (match := _COUNTED.fullmatch(label))]
    if not LEAST_DAYS <= len(found) == len(labels) <= MOST_DAYS or len({match[1] for match in found}) > 1:
        return None
    return labels if [int(match[2]) for match in found] == list(range(1, len(found) + 1)) else None
