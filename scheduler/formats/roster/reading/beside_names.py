"""Numbers behind the names in headings, "3A (24)" or "3A - 24 lln": pupils of a class, seats of a room.

They are taken off before anything is read with the names; whose they are is decided with the kind of the owners.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache

from scheduler.formats.roster.records import Axis, Table
from scheduler.formats.roster.words.labels import words

MOSTLY = 0.5
"""The share of the names (headings between rooms count as well) that must have such a number; where few have one it may
be a part of the name, as a bracket behind a single name may."""


@cache
def _behind() -> re.Pattern[str]:
    named = "|".join(re.escape(word) for word in sorted(words("pupils"), key=len, reverse=True))
    return re.compile(
        rf"[\s,;:–-]*(?:\(\s*(?:max\.?\s*)?(\d{{2,3}})\s*\)|\(?\s*(\d{{1,3}})\s*(?:{named})\.?\s*\)?)\s*$",
        re.IGNORECASE,
    )


def counts_behind(names: Collection[str]) -> dict[str, tuple[str, int]]:
    """Name -> the name without its number, and the number, where it stays the only one; {} unless most have one."""
    found = {
        name: (bare, int(match[1] or match[2]))
        for name in names
        if (match := _behind().search(name)) and (bare := name[: match.start()].strip())
    }
    every = Counter(found[name][0] if name in found else name for name in dict.fromkeys(names))
    found = {name: told for name, told in found.items() if every[told[0]] == 1}  # else the number tells two apart
    least = 2 if any(name.endswith(f"{n})") for name, (_, n) in found.items()) else 1
    return found if len(found) >= max(least, MOSTLY * every.total()) else {}


def without_counts(tables: Sequence[Table], numbers: dict[str, int]) -> list[Table]:
    """The tables with the bare names as labels; `numbers` gets the number of each."""
    return [replace(table, axes=tuple(_bare(axis, numbers) for axis in table.axes)) for table in tables]


def _bare(axis: Axis, numbers: dict[str, int]) -> Axis:
    if axis.kind not in ("entity", "class"):
        return axis
    found = counts_behind({str(value) for value in axis.values.values()})
    if not found:
        return axis
    numbers.update(found.values())
    values: Mapping[int, object] = {
        place: found[str(value)][0] if str(value) in found else value for place, value in axis.values.items()
    }
    return replace(axis, values=values)
