"""The sheet Versies: what was done when, from which file, one row per step, so that every step can be gone back.

It travels from workbook to workbook as the planner's own tabs do; whoever writes a result adds a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scheduler.formats.workbook.columns import normal
from scheduler.formats.workbook.own_tabs import accepted_title
from scheduler.problem.text import LANGUAGES, say

if TYPE_CHECKING:
    from scheduler.formats.workbook.reading import Extras

COLUMNS = ("when", "verb", "file", "result")


def with_version(extras: Extras, verb: str, file: str, result: str, language: str, when: datetime) -> Extras:
    """The extras with one more row in Versies: `verb` was done to `file`, with this result."""
    row = (when.strftime("%Y-%m-%d %H:%M"), verb, file, result)
    sheets = list(extras.sheets)
    for number, (title, rows) in enumerate(sheets):
        if is_versions(title, rows):
            sheets[number] = (title, (*rows, row))
            return replace(extras, sheets=tuple(sheets))
    title = accepted_title(say(language, "workbook", "versions"), (title for title, _ in sheets))
    return replace(extras, sheets=(*sheets, (title, (_head(language), row))))


def is_versions(title: str, rows: Sequence[Sequence[Any]]) -> bool:
    """Whether a tab is a sheet Versies that was written here, and none that the planner calls so."""
    heads = {_head(language) for language in LANGUAGES}
    named = {normal(say(language, "workbook", "versions")) for language in LANGUAGES}
    return normal(title).rstrip("0123456789") in named and bool(rows) and tuple(rows[0][: len(COLUMNS)]) in heads


def _head(language: str) -> tuple[str, ...]:
    return tuple(say(language, "workbook", f"versions_{column}") for column in COLUMNS)
