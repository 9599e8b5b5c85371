"""Terms: rows that hold in some of the year only, and the parts of the year that have a timetable of their own for it.

Which days a term has the sheet Kalender says; what the parts together come to is for `building.elsewhere`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from scheduler.school.calendar import as_meant, days_of_entry, school_year_days
from scheduler.school.catalogue import Scope, fold, scope_of, who_name
from scheduler.school.records import ClassGroup, RosterRow, School, WeekKind, YearPart

TIMED = ("groups", "lessons", "availability", "pins", "meetings", "supervision", "duties", "rules")
"""The sheets of which rows may hold in some terms only."""
BETWEEN = " + "
"""Stands between the names of terms that overlap, where a part of the year lies in both."""
REST = {"nl": "overige weken", "en": "other weeks"}
"""What the part of the year is called that lies in no term."""


def days_of_terms(school: School) -> dict[str, frozenset[date]]:
    """The days of each term of Kalender, in the order in which they begin."""
    found: dict[str, set[date]] = {}
    for entry in as_meant(entry for entry in school.calendar if entry.kind is WeekKind.TERM):
        found.setdefault(entry.term, set()).update(days_of_entry(entry))
    return {name: frozenset(found[name]) for name in sorted(found, key=lambda name: (min(found[name]), name))}


def scopes_named(school: School) -> Iterator[tuple[Any, Scope]]:
    """Every row that holds in some terms only, with what its cell means."""
    for sheet in TIMED:
        for row in getattr(school, sheet):
            if row.term:
                yield row, scope_of(row.term)


def holds(term: str, names: Iterable[str]) -> bool:
    """Whether a row with this cell holds on days that lie in the terms `names`."""
    return not term or scope_of(term).rank(frozenset(), frozenset(map(who_name, names))) is not None


def year_parts(school: School) -> tuple[YearPart, ...]:
    """The parts of the year that have a timetable of their own, by their first day; () where no row names a term.

    Terms that no row names only give days a name. Days on which the same rows hold are one part.
    """
    scopes = [scope for _, scope in scopes_named(school)]
    if not scopes:
        return ()
    spoken = frozenset(name for scope in scopes for name in (scope.whole, *scope.some, *scope.others))
    terms = {name: days for name, days in days_of_terms(school).items() if who_name(name) in spoken}
    parts: dict[tuple[str, ...], set[date]] = {}
    for day in school_year_days(school):
        parts.setdefault(tuple(name for name, days in terms.items() if day in days), set()).add(day)
    in_order = sorted(parts.items(), key=lambda item: min(item[1]))
    return tuple(YearPart(names, frozenset(days)) for names, days in in_order)


def part_name(part: YearPart, language: str) -> str:
    """What a part of the year is called, in a cell or on the command line."""
    return BETWEEN.join(part.names) or REST[language]


def part_named(parts: Iterable[YearPart], text: str) -> YearPart | None:
    """The part that a text means: by its whole name, or by a term that lies in no other part."""
    parts = tuple(parts)
    names = {fold(piece) for piece in text.split(BETWEEN.strip())}
    if names <= {fold(word) for word in REST.values()}:
        names = set()
    for part in parts:
        if {fold(name) for name in part.names} == names:
            return part
    found = [part for part in parts if names and names <= {fold(name) for name in part.names}]
    return found[0] if len(found) == 1 else None


def in_part(school: School, part: YearPart) -> School:
    """What the school states for a part of the year: the rows that hold then, and its own rows of Rooster.

    Where it has none there, `before` of its part has those of the nearest part that has, earlier ones first. Pupils are
    told apart alike all year, so a group stays also where it has no lessons.
    """
    rows: dict[str, Any] = {
        sheet: tuple(replace(row, term="") for row in getattr(school, sheet) if holds(row.term, part.names))
        for sheet in TIMED
    }
    rows["groups"] = groups_in(school, part)
    roster = rows_of_part(school, part)
    name = part_name(part, school.settings.language)
    settings = replace(school.settings, school=f"{school.settings.school} ({name})".strip())
    before = () if roster else _before(school, part)
    return replace(school, **rows, settings=settings, roster=roster, part=replace(part, whole=school, before=before))


def groups_in(school: School, part: YearPart) -> tuple[ClassGroup, ...]:
    """Every group of the year once: as it is in a part, else as its first row says."""
    found: dict[str, ClassGroup] = {}
    for group in school.groups:
        if group.code not in found or holds(group.term, part.names):
            found[group.code] = replace(group, term="")
    return tuple(found.values())


def rows_of_part(school: School, part: YearPart) -> tuple[RosterRow, ...]:
    """The rows of Rooster of a part; those without a term are of the first one."""
    parts = year_parts(school)
    first = bool(parts) and parts[0].names == part.names
    return tuple(
        replace(row, term="")
        for row in school.roster
        if (first if not row.term else (named := part_named(parts, row.term)) and named.names == part.names)
    )


def _before(school: School, part: YearPart) -> tuple[RosterRow, ...]:
    parts = year_parts(school)
    here = next(number for number, one in enumerate(parts) if one.names == part.names)
    near = [*reversed(parts[:here]), *parts[here + 1 :]]
    return next((rows for one in near if (rows := rows_of_part(school, one))), ())


def with_rows(school: School, rows: Iterable[RosterRow], language: str) -> School:
    """The school of the whole year with `rows` as the timetable of the part that `school` is of.

    Pins that the part has gained are of that part; what was realised is as in the part.
    """
    part = school.part
    if part is None or part.whole is None:
        return replace(school, roster=tuple(rows))
    whole, name = part.whole, part_name(part, language)
    roster: list[RosterRow] = []
    for one in year_parts(whole):
        own = rows if one.names == part.names else rows_of_part(whole, one)
        roster += (replace(row, term=part_name(one, language)) for row in own)
    known = [replace(pin, term="") for pin in whole.pins if holds(pin.term, part.names)]
    new = tuple(replace(pin, term=name) for pin in school.pins if pin not in known)
    return replace(whole, roster=tuple(roster), pins=(*whole.pins, *new), realised=school.realised)
