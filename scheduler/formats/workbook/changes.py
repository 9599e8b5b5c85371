"""Changes of a school that stand outside its file: rows of Regels and Instellingen that replace its own.

They are little sheets and are read as sheets are, so that they may say what sheets may and are told the same; who
writes them, and where, is left to others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from scheduler.formats.workbook.columns import setting_named, sheet
from scheduler.formats.workbook.rows import Draft, SheetRows, read_rows
from scheduler.formats.workbook.tables import Table
from scheduler.school.catalogue import EVERYBODY, entry_id, who_name

Cell = str | int | float | bool
Rows = tuple[tuple[Cell, ...], ...]
"""Rows of one sheet, the headings first."""

SHEETS = ("rules", "settings")


@dataclass(frozen=True)
class Changes:
    """`place` is where they stand, for messages: a cell is told as `<place> rules!C2`."""

    place: str = ""
    rules: Rows = ()
    settings: Rows = ()

    def title(self, field: str) -> str:
        """What the little sheet is called."""
        return f"{self.place} {field}"

    def read(self, field: str) -> SheetRows | None:
        """The rows of one sheet with what is wrong in each; None where nothing is changed there."""
        rows: Rows = getattr(self, field)
        return read_rows(sheet(field), Table(self.title(field), [list(row) for row in rows])) if rows else None

    def to_json(self) -> str:
        """What is changed, wherever that stands: the same for equal changes, "" where there are none."""
        return json.dumps([self.rules, self.settings]) if self.rules or self.settings else ""

    @staticmethod
    def from_json(text: str) -> Changes:
        """The changes of which `to_json` gave the text, without their place."""
        rules, settings = json.loads(text) if text else ((), ())
        return Changes("", tuple(map(tuple, rules)), tuple(map(tuple, settings)))


def changed(rows: Mapping[str, SheetRows], changes: Changes) -> dict[str, SheetRows]:
    """The rows of a school's sheets with the changes: each takes the place of the rows that say the same of the same.

    A row of Regels replaces those about its rule for the same name, a setting the one with its key.
    """
    found = dict(rows)
    for field in SHEETS:
        new = changes.read(field)
        if new is not None:
            found[field] = _replaced(found[field], new) if field in found else new
    return found


def _replaced(old: SheetRows, new: SheetRows) -> SheetRows:
    """The rows of `old` that stay, then those of `new`; what the planner's own columns hold stays beside its row."""
    about = {_subject(draft) for draft in new.drafts}
    kept = [index for index, draft in enumerate(old.drafts) if _subject(draft) not in about]
    blank = [""] * len(new.drafts)
    return replace(
        old,
        drafts=[*(old.drafts[index] for index in kept), *new.drafts],
        unknown={at: (title, [values[i] for i in kept] + blank) for at, (title, values) in old.unknown.items()},
        faults=[*old.faults, *new.faults],
        notices=[*old.notices, *new.notices],
    )


def _subject(draft: Draft) -> tuple[str, ...]:
    """What a row is about: a setting, or a rule and for whom."""
    if "key" in draft.values:
        key = draft.values["key"]
        return (setting_named(key) or key,)
    rule, who = draft.values.get("rule", ""), who_name(draft.values.get("who", ""))
    return entry_id(rule) or rule, "" if who in EVERYBODY else who
