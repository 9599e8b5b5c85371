"""What the planner's own sheets say, as a mark of each: it changes with anything that a result is made from.

Sheets for reading carry the marks of when they were made (`made_sheets`). Where a row stands, and in which order, is no
part of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from hashlib import sha256
from typing import Any

from scheduler.formats.workbook.columns import Column, Sheet, setting_named
from scheduler.formats.workbook.raw_cells import as_text
from scheduler.school.records import School

APART = frozenset({"roster", "realised", "part"})
"""Fields of `School` of which no mark is made: placements have one, and what took place is in no sheet for reading."""
IDLE = frozenset({"origin", "time_limit"})
"""Fields of records that change nothing in a result that is there."""


def counts(of: Sheet, column: Column) -> bool:
    """Whether what stands in a column changes a state: not where a setting comes from, nor a pin in Rooster."""
    return (of.field, column.fields) not in (("settings", ("source",)), ("roster", ("pinned",)))


def is_idle(of: Sheet, first: Any) -> bool:
    """Whether a row, by its first cell, holds nothing that a result is made from: a setting of how long to search."""
    return of.field == "settings" and setting_named(as_text(first)) in IDLE


def sheet_states(school: School) -> dict[str, str]:
    """Eight letters and digits by field of `School`."""
    return {one.name: _state(getattr(school, one.name)) for one in fields(school) if one.name not in APART}


def _state(records: Any) -> str:
    told = sorted(map(_told, records)) if isinstance(records, tuple) else [_told(records)]
    return sha256("\n".join(told).encode()).hexdigest()[:8]


def _told(value: Any) -> str:
    """A text that is the same in every run of the program."""
    if is_dataclass(value) and not isinstance(value, type):
        own = (one.name for one in fields(value) if one.name not in IDLE)
        return f"({' '.join(f'{name}={_told(getattr(value, name))}' for name in own)})"
    if isinstance(value, set | frozenset):
        return f"{{{' '.join(sorted(map(_told, value)))}}}"
    if isinstance(value, Mapping):
        return f"{{{' '.join(sorted(f'{_told(key)}:{_told(one)}' for key, one in value.items()))}}}"
    if isinstance(value, tuple | list):
        return f"[{' '.join(map(_told, value))}]"
    return repr(value)
