"""The cells in which names stand: one walk over all rows of a school, for whoever corrects or checks names.

What a name should be is for `spelling` (one spelling per name) and `references` (names must exist).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import Any

from scheduler.formats.workbook.columns import sheet, sheets
from scheduler.school.made_lessons import is_made
from scheduler.school.records import Availability, RosterRow, School

Change = Callable[[str, str, str], str]
"""From the kind of name (`ref` of its column), its cell (`Lessen!F12`) and the name to the name that should stand."""

DECLARED = {
    "classes": "attendees", "groups": "attendees", "teachers": "teachers", "subjects": "subjects",
    "lessons": "lessons", "rooms": "rooms", "pools": "pools", "meetings": "meetings",
}  # fmt: skip
"""The kind of the names that the unique column of a sheet declares."""

LABELS = {
    ("periods", "grid"): "grids", ("rooms", "types"): "room_types", ("supervision", "who"): "staff",
    ("teachers", "department"): "departments", ("lessons", "band"): "bands",
    ("classes", "campus"): "campuses", ("teachers", "campus"): "campuses", ("rooms", "campus"): "campuses",
    ("pools", "campus"): "campuses", ("duties", "campus"): "campuses", ("groups", "division"): "divisions",
}  # fmt: skip
"""Fields that hold names without referring to a column of codes, and the kind of those names."""

AVAILABILITY = {"teacher": "teachers", "class": "attendees", "room": "rooms", "pool": "pools", "subject": "subjects"}

NOT_LISTED = frozenset({"lesson", "subject"})
"""What solving wrote in a row of Rooster for a meeting or an opening and no other sheet lists."""


def with_names(school: School, change: Change, *, declared: bool = True) -> School:
    """The school with every name changed; without `declared` the unique columns that declare names stay."""
    changed: dict[str, Any] = {}
    for one in sheets():
        fields = _fields(one.field, declared)
        if (fields or one.field == "availability") and (rows := getattr(school, one.field)):
            changed[one.field] = tuple(_row(row, fields, change) for row in rows)
    return replace(school, **changed)


@cache
def _fields(field: str, declared: bool) -> Mapping[str, str]:
    """Each field of a sheet's record that holds names, with the kind of names."""
    return {} if field == "settings" else dict(_named(field, declared))


def _named(field: str, declared: bool) -> Iterator[tuple[str, str]]:
    for column in sheet(field).columns:
        name = column.fields[0]
        kind = column.ref or LABELS.get((field, name), "") or (DECLARED.get(field, "") if column.unique else "")
        if kind and (declared or not column.unique):
            yield name, kind


def _row(row: Any, fields: Mapping[str, str], change: Change) -> Any:
    if isinstance(row, RosterRow) and is_made(row):
        fields = {name: kind for name, kind in fields.items() if name not in NOT_LISTED}
    changes: dict[str, Any] = {}
    for name, kind in fields.items():
        if value := getattr(row, name):
            changes[name] = _changed(value, partial(change, kind, _cell(row, name)))
    if isinstance(row, Availability) and row.kind in AVAILABILITY:
        changes["code"] = change(AVAILABILITY[row.kind], _cell(row, "code"), row.code)
    changes = {name: value for name, value in changes.items() if value != getattr(row, name)}
    return replace(row, **changes) if changes else row


def _cell(row: Any, field: str) -> str:
    return row.origin.cell(field) if row.origin else ""


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    """A name, a list of names, amounts of names or alternatives of names, each name changed once."""
    if isinstance(value, str):
        return change(value)
    if all(isinstance(one, str) for one in value):
        return tuple(dict.fromkeys(change(one) for one in value))
    if all(len(one) == 2 and isinstance(one[1], int) for one in value):
        return tuple((change(code), amount) for code, amount in value)
    return tuple(tuple(dict.fromkeys(change(one) for one in alternatives)) for alternatives in value)
