"""Everything one import gathers on its way, and how it notes what it assumed.

The steps hand this one object on; what they decide is frozen in their own records.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from scheduler.formats.roster.combining.balance import Marks
from scheduler.formats.roster.combining.clocking import Slot
from scheduler.formats.roster.reading.list_rows import Listed
from scheduler.formats.roster.reading.moments import Times
from scheduler.formats.roster.records import Assumption, Choice, ImportOptions, Load, Sighting, Table, told
from scheduler.formats.roster.sheets.cells import Sheet
from scheduler.formats.roster.words.vocabulary import Vocabulary


@dataclass
class Work:
    """Everything gathered on the way."""

    options: ImportOptions
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    tables: list[Table] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    listed: Listed = field(default_factory=Listed)
    clashes: set[tuple[str, int | None, int | None]] = field(default_factory=set)
    assumptions: list[Assumption] = field(default_factory=list)
    notices: list[Assumption] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    free: list[tuple[str, str, int, int, int]] = field(default_factory=list)
    owners: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    breaks: set[str] = field(default_factory=set)  # texts that fill whole breaks
    numbers_beside: dict[str, int] = field(default_factory=dict)  # behind names in headings: pupils or seats
    home_rooms: dict[str, str] = field(default_factory=dict)
    numbered: list[Table] = field(default_factory=list)  # grids whose cells are the numbers of lessons
    named_on: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    supervision: list[tuple[str, str, int, int]] = field(default_factory=list)
    views: list[tuple[str, object]] = field(default_factory=list)  # sheet, how its owners were judged
    choices: list[Choice] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)
    sheets: list[Sheet] = field(default_factory=list)
    extra: dict[str, int] = field(default_factory=dict)

    def assume(self, key: str, confidence: float = 0.9, where: str = "", /, **values: object) -> None:
        """Note a decision; the sentence stands in `data/texts/roster.toml`."""
        self.assumptions.append(told(key, confidence, where, **values))

    def notice(self, key: str, where: str = "", /, **values: object) -> None:
        """Note something the planner should know."""
        self.notices.append(told(key, 0.5, where, **values))


def note_slots(table: Table, day: int | None, work: Work) -> None:
    times = Times(table, day)
    seen: set[Slot] = set()
    columns = sorted(
        {
            c
            for axis in table.axes
            if axis.across and axis.kind in ("period", "clock", "dayperiod", "day")
            for c in axis.values
        }
    ) or [table.right]
    rows = sorted(
        {r for axis in table.axes if not axis.across and axis.kind in ("period", "clock") for r in axis.values}
    )
    rows = rows or sorted({r for axis in table.axes if not axis.across and axis.kind == "day" for r in axis.values})
    timed_across = any(axis.across and axis.kind in ("period", "clock", "dayperiod") for axis in table.axes)
    ruler = times.ruler is not None
    if ruler:
        return
    for r in rows or [table.top]:
        for c in columns if timed_across or not rows else columns[:7]:
            moment = times.at(r, c)
            if moment.period is not None or moment.start is not None:
                seen.add((table.sheet.name, moment.day, moment.period, moment.start, moment.end))
    work.slots += sorted(seen, key=str)
