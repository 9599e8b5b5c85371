"""The ways a meet can take place, and the place in a planner's file that a piece of a problem was read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Mode(StrEnum):
    """A way a meet can take place (DOMAIN 1.2)."""

    CONTACT = "contact"
    SYNCHRONOUS = "synchronous"
    ASYNCHRONOUS = "asynchronous"


class Presence(StrEnum):
    """What a teacher does while an asynchronous lesson of his runs."""

    NONE = "none"
    REACHABLE = "reachable"
    PRESENT = "present"


DISTANCE_MODES = frozenset({Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS})
ALL_MODES = frozenset(Mode)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was read, so that a later check can still point at the planner's cell.

    `columns` maps a field name of the record to its column letter; `row` is 1-based as in Excel.
    """

    sheet: str
    row: int
    columns: Mapping[str, str] = field(default_factory=dict)

    def cell(self, field_name: str = "") -> str:
        """`Lessen!F12`, or `Lessen!12` where the field has no column of its own."""
        return f"{self.sheet}!{self.columns.get(field_name, '')}{self.row}"
