"""The week of a two-week cycle that the name of a sheet or a title gives, and what is left of the name without it.

"1A week B", "wk A", "Jansen (A)": a bare letter counts only where most names stand with both letters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from scheduler.formats.roster.records import Table
from scheduler.formats.roster.words.labels import week_of

_WORD = r"(?:weken|week|wk|woche|semaine|sem|semana|settimana|sett)"
_BEHIND = re.compile(
    rf"^(?P<rest>.*?)[\s\-–_,;|(\[]*\b{_WORD}\.?[\s_-]*(?P<mark>[ABab12]|II?)\s*[)\]]?$", re.IGNORECASE
)
_BEFORE = re.compile(rf"^{_WORD}\.?[\s_-]*(?P<mark>[ABab12]|II?)[\s\-–_,:;|]+(?P<rest>.*)$", re.IGNORECASE)
_BRACKET = re.compile(r"^(?P<rest>.*\S)\s*[(\[](?P<mark>[AB])[)\]]$")
_NUMBERS = {"1": "A", "2": "B", "I": "A", "II": "B"}
BOTH = 0.6
"""The share of names that must stand with both letters."""


def with_weeks(tables: Sequence[Table]) -> list[Table]:
    """The tables with their week, where names differ by a mark of the week only."""
    marked = [_marked(table) for table in tables]
    weeks: dict[str, set[str]] = defaultdict(set)
    bare: dict[str, set[str]] = defaultdict(set)
    for found in marked:
        for rest, week, worded in found.values():
            (weeks if worded else bare)[rest].add(week)
    worded = {"A", "B"} <= {week for found in weeks.values() for week in found}
    lettered = bool(bare) and sum(len(found) == 2 for found in bare.values()) >= BOTH * len(bare)
    result = []
    for table, found in zip(tables, marked, strict=True):
        kept = {text: (rest, week) for text, (rest, week, said) in found.items() if (worded if said else lettered)}
        if kept:
            titles = tuple(text for t in table.titles if (text := kept[t][0] if t in kept else t))
            name = kept[table.sheet.name][0] if table.sheet.name in kept else ""
            table = replace(table, titles=titles, name=name, week=next(iter(kept.values()))[1])
        result.append(table)
    return result


def _marked(table: Table) -> dict[str, tuple[str, str, bool]]:
    """By text: what is left, the week, and whether a word for weeks says so."""
    found = {}
    for text in (table.sheet.name, *table.titles[:3]):
        for pattern in (_BEHIND, _BEFORE, _BRACKET):
            match = pattern.match(text.strip())
            if match:
                mark = match["mark"].upper()
                found[text] = (match["rest"].strip(" -–_,;|"), _NUMBERS.get(mark, mark), pattern is not _BRACKET)
                break
        else:
            week = week_of(text)
            if week:
                found[text] = ("", week, True)
    return found
