"""Why an import should not be trusted as it is: each doubt says what is odd and which option or `--map` line settles
it.

A doubt stops the import unless the planner accepts the best reading (`--accept`); nothing doubtful is told as certain.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence

from scheduler.formats.files.faults import Fault, Labelled, Word
from scheduler.formats.roster.combining.balance import LABEL, LESSON, LOST, REMARK, Balance
from scheduler.formats.roster.combining.reconciling import Reconciled, cell_name
from scheduler.formats.roster.layout.turning import numbered_axes
from scheduler.formats.roster.reading.views import View
from scheduler.formats.roster.reading.work import Work
from scheduler.formats.roster.records import Assumption, Choice, Sighting, told
from scheduler.formats.roster.sheets.values import text_of

UNDERSTOOD = 0.98
"""The share of filled cells that must be understood."""
ASIDE_ONLY = 0.4
"""Where no lesson was found and so many of the cells below headings are remarks, the remarks may be the lessons."""
CLEAR = 1.5
"""By how much (logarithm of odds) the best reading must lead. Of 250 drawn rosters 4 that it stops are read wrongly
(leads up to 1.3) and 3 rightly (up to 0.9); no other one leads by less than 2.0, and no real one by 1.5 to 2.0.
"""
CLEAR_CHOICE, CLEAR_REMARK = 1.4, 0.7
"""The same for the roles of cells and columns (in drawn schools all right readings lead by 1.5 and more), and where the
second reading only calls something a remark.
"""
EVEN, ROWS = 0.5, 4
"""A lead that says nothing, of a list with so many rows: the columns could be as well the other ones."""
RARELY = 0.2
"""The share of class periods that may hold two different lessons at once: sub-groups without a mark."""
UNCLASSED, UNCLASSED_SKETCH = 0.15, 0.5
"""The share of lessons that may name no class (duties, meetings), of a roster and of a sketch of a few lessons."""
SEVERAL_WORDS, MANY_TEXTS = 0.4, 20
"""Cells of several words (their share, and how many different ones) in which no teacher was found hide something."""
NAMED = 5
"""So many sheets are named."""
SOME = 20
"""Fewer lessons than this are a sketch; rates of them say nothing."""


def doubts_of(
    work: Work, balance: Balance, chosen: Reconciled, moments: int, unclassed: int, periods: int
) -> list[Fault]:
    """All doubts; `moments` are class periods with several lessons, `unclassed` lessons without a class of
    `periods`.
    """
    sightings = chosen.meets
    found: list[Fault] = []
    if sum(chosen.alternatives.values()) > len(sightings):
        read = ", ".join(dict.fromkeys(f"'{one.where[0]}'" for one in sightings))
        left = ", ".join(f"'{name}'" for name in list(chosen.alternatives)[:NAMED])
        left += " ..." if len(chosen.alternatives) > NAMED else ""
        found.append(_doubt("", "doubt_alternatives", count=len(chosen.alternatives), sheets=left, read=read))
    if balance.understood < UNDERSTOOD and balance.counts[LOST] > 1:
        places = ", ".join(
            f"{cell_name_at(sheet.name, r, c)} '{text_of(sheet.at(r, c))[:30]}'" for sheet, (r, c) in balance.lost[:5]
        )
        found.append(_doubt("", "doubt_lost", count=balance.counts[LOST], filled=balance.filled, places=places))
    nothing = not (work.sightings or work.loads or work.free)
    if nothing and balance.counts[REMARK] >= ASIDE_ONLY * max(1, balance.filled - balance.counts[LABEL]):
        found.append(_doubt("", "doubt_no_lessons", count=balance.counts[REMARK], filled=balance.filled))
    for where, view in work.views:
        assert isinstance(view, View)
        order = sorted(view.scores, key=lambda kind: -view.scores[kind])
        if view.margin < CLEAR and work.sightings:
            found.append(
                _doubt(
                    where,
                    "doubt_view",
                    first=Word(f"view_{order[0]}"),
                    second=Word(f"view_{order[1]}"),
                    choice=order[1],
                    sheet=where,
                    score=f"{view.scores[order[0]]:.1f}",
                    score2=f"{view.scores[order[1]]:.1f}",
                )
            )
    timeless = sum(not s.placed for s in work.sightings)
    if timeless > (1 - UNDERSTOOD) * len(work.sightings):
        found.append(_doubt("", "doubt_timeless", count=timeless, cells=len(work.sightings)))
    if periods and unclassed > (UNCLASSED if len(sightings) >= SOME else UNCLASSED_SKETCH) * periods:
        found.append(_doubt("", "doubt_unclassed", count=unclassed, periods=periods))
    if len(sightings) < SOME:
        even = [c for c in work.choices if c.kind == "columns" and c.cells >= ROWS and c.lead < EVEN]
        return found + [_doubtful(choice) for choice in even]
    found += [_doubtful(choice) for choice in work.choices if choice.lead < _clear(choice)]
    if periods and moments > RARELY * periods:
        found.append(_doubt("", "doubt_clashes", count=moments, periods=periods))
    found += _hidden_teachers(sightings) + _missing_day(sightings) + _numbers_both_ways(work)
    return found


def _clear(choice: Choice) -> float:
    changed = {other[0] for best, other in zip(choice.best, choice.other, strict=False) if best != other}
    return CLEAR_REMARK if changed == {"role_note"} else CLEAR_CHOICE


def _doubtful(choice: Choice) -> Fault:
    """The two best readings of an example, and the line of `--map` that chooses the second."""
    by_role: dict[str, list[str]] = defaultdict(list)
    for role, text in choice.other:
        if text:
            by_role[role.removeprefix("role_")].append(text)
    pairs = [(role, json.dumps(" ".join(texts), ensure_ascii=False)) for role, texts in by_role.items()]
    of_cell = choice.kind == "cells"
    typed = ", ".join(f"{role} = {text}" if of_cell else f'{text} = "{role}"' for role, text in pairs)
    return _doubt(
        choice.where,
        f"doubt_{choice.kind}",
        example=choice.example,
        count=choice.cells,
        first=Labelled(pair for pair in choice.best if pair[1]),
        second=Labelled(pair for pair in choice.other if pair[1]),
        typed=typed,
    )


def _doubt(where: str, key: str, **values: object) -> Fault:
    return Fault(where, "", key, values, "roster")


def cell_name_at(sheet: str, row: int, column: int) -> str:
    """ "Rooster!B3"."""
    return cell_name(Sighting("", (sheet, row, column)))


def _hidden_teachers(sightings: Sequence[Sighting]) -> list[Fault]:
    grids = [s for s in sightings if s.view in ("class", "room")]
    if len(grids) < SOME or any(s.teachers for s in grids):
        return []
    several = sum(sum(not word.endswith(".") for word in s.subject.split()) > 1 for s in grids)  # "lit. read." is one
    texts = {s.subject for s in grids}
    if several < SEVERAL_WORDS * len(grids) or len(texts) < MANY_TEXTS:
        return []
    example = next(s.subject for s in grids if len(s.subject.split()) > 1)
    return [_doubt(grids[0].where[0], "doubt_no_teachers", texts=len(texts), example=example[:40])]


def _missing_day(sightings: Sequence[Sighting]) -> list[Fault]:
    """A day in the middle of the week without any lesson, between days that are full."""
    days = Counter(s.day for s in sightings if s.day is not None)
    if len(days) < 3 or len(sightings) < 3 * SOME:
        return []
    gaps = [day for day in range(min(days), max(days)) if day not in days and day < 5]
    weeks: dict[str, set[int]] = defaultdict(set)
    for s in sightings:
        if s.day is not None:
            weeks[s.where[0]].add(s.day)
    if not gaps or max(days) > 4:
        return []
    return [_doubt("", "doubt_day", day=Word(f"day_{gaps[0]}"))]


def _numbers_both_ways(work: Work) -> list[Fault]:
    """Sheets whose days and periods are plain numbers without a word that says which is which."""
    said = work.options.section("axes")
    sheets = {
        table.sheet.name: (len(found[0].values), len(found[1].values))
        for table in work.tables
        if table.kind == "grid" and table.sheet.name not in said and (found := numbered_axes(table))
    }
    if not sheets:
        return []
    where, (days, periods) = next(iter(sheets.items()))
    typed = ", ".join(f'"{name}" = "turned"' for name in list(sheets)[:3])
    return [_doubt(where, "doubt_axes", days=days, periods=periods, sheets=len(sheets), typed=typed)]


def balance_line(balance: Balance) -> Assumption:
    """ "2,808 filled cells: 2,790 lessons, 18 not understood (Orario!H7 ...)"."""
    places = ", ".join(cell_name_at(sheet.name, r, c) for sheet, (r, c) in balance.lost[:3])
    key = "balance_lost" if balance.counts[LOST] else "balance"
    others = balance.filled - balance.counts[LESSON] - balance.counts[LOST]
    return told(
        key, 0.9, "", filled=balance.filled, lessons=balance.counts[LESSON], others=others, lost=balance.counts[LOST],
        places=places,
    )  # fmt: skip
