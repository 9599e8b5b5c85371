"""Titles of the planner's own tabs, as Excel accepts them: other programs write titles that it refuses.

Which tabs are the planner's own is known to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scheduler.formats.files.faults import Notice, Words
from scheduler.formats.workbook.columns import normal as normal_title
from scheduler.formats.workbook.columns import output_titles, sheet_named
from scheduler.formats.workbook.tables import Table

LONGEST_TITLE = 31
LONGEST_CELL = 32_767
_REFUSED = re.compile(r"[\[\]:*?/\\]")


def accepted_title(title: str, taken: Iterable[str] = ()) -> str:
    """The title itself where Excel takes it and no other tab has it (whatever the case), else one near it."""
    printed = "".join(letter for letter in _REFUSED.sub("-", title) if letter.isprintable())
    base = _cut(printed.strip("'"), LONGEST_TITLE)
    found, number = base, 1
    known = {name.casefold() for name in taken} | {"history"}
    while found.casefold() in known or (found != title and _means_a_sheet(found)):
        number += 1
        tail = f" ({number})"
        found = _cut(base, LONGEST_TITLE - len(tail)) + tail
    return found


def kept_partly(tabs: Iterable[Table]) -> Iterator[Notice]:
    """What of these tabs of the planner does not come along in a new workbook: all but values, and very long texts."""
    for tab in tabs:
        if tab.rows and (new := accepted_title(tab.title)) != tab.title:
            yield Notice(tab.title, tab.title, "tab_renamed", {"new": new})
        if tab.facts.beside:
            yield Notice(tab.title, tab.title, "tab_partly", {"what": Words(sorted(tab.facts.beside))})
        for number, row in enumerate(tab.rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and len(cell) > LONGEST_CELL:
                    yield Notice(tab.where(number, column), "", "cell_cut", {"most": LONGEST_CELL})


def _means_a_sheet(title: str) -> bool:
    return sheet_named(title) is not None or normal_title(title) in output_titles()


def _cut(title: str, longest: int) -> str:
    """At most so many characters as Excel counts them (UTF-16), and not nothing."""
    while len(title.encode("utf-16-le")) > 2 * longest:
        title = title[:-1]
    return title.rstrip("'") or "-"
