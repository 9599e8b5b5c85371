"""The list that `export --format csv` writes, known by its headings: what its columns hold is known and not learned.

How a list is read, and what its rows become, is for `lists`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from scheduler.formats.roster.records import ImportOptions, Table
from scheduler.formats.roster.words.labels import plain
from scheduler.problem.text import LANGUAGES, say

FIELDS: Mapping[str, str] = {
    "lesson": "id",
    "part": "note",
    "classes": "class",
    "subject": "subject",
    "teachers": "teacher",
    "week": "week",
    "day": "day",
    "period": "period",
    "start": "start",
    "end": "end",
    "duration": "duration",
    "mode": "online",
    "room": "room",
    "place": "remark",
}
"""Its columns in order (their headings are texts of `views`), each with its field here."""


MAY_BE_EMPTY = frozenset({"teachers", "room", "place"})
"""Columns of which nothing may be found, because no row has anything there."""


@cache
def _fields(language: str) -> Mapping[str, str]:
    """By heading, in order."""
    return {plain(say(language, "views", f"col_{name}")): name for name in FIELDS}


def is_own_list(table: Table) -> bool:
    """Whether the table has exactly the headings of our list, in either language."""
    return bool(_own(table))


def _own(table: Table) -> Mapping[str, str]:
    found = [plain(axis.heading) for axis in table.axes]
    for language in LANGUAGES:
        own = {
            heading: name for heading, name in _fields(language).items() if heading in found or name not in MAY_BE_EMPTY
        }
        if found == list(own):
            return own
    return {}


def with_own_columns(table: Table, options: ImportOptions) -> ImportOptions:
    """The options of the planner; of our own list with its columns, where he says nothing else of them."""
    columns = {heading: FIELDS[name] for heading, name in _own(table).items()}
    if not columns:
        return options
    return replace(options, map={**options.map, "columns": {**columns, **options.section("columns")}})
