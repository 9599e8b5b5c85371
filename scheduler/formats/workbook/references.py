"""References: every code a row names must exist where the vocabulary says, up to case and accents.

A code that differs from the sheet's own spelling only in case, accents or blanks is corrected silently; any other
unknown code is a fault with the nearest known one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from scheduler.formats.files.faults import Fault, Word, near_name
from scheduler.formats.workbook.derive import Titles
from scheduler.formats.workbook.name_cells import with_names
from scheduler.formats.workbook.spelling import LISTS, joined_ways
from scheduler.school.building.context import NO_CAMPUS
from scheduler.school.names import joined_parts, loosely
from scheduler.school.records import RosterRow, School
from scheduler.school.roster import NOBODY, PLACE_WORDS, campus_word
from scheduler.school.scopes import members_meant

MOST_NEAR = 300
"""Near names are looked for in so many faults; a file with more of them has another problem."""


class Known:
    """The codes one kind of reference may name. `field` is the sheet they come from."""

    def __init__(self, field: str, codes: Iterable[str]) -> None:
        self.field = field
        self.codes = tuple(dict.fromkeys(code for code in codes if code))
        self._exact = frozenset(self.codes)
        self._alike: dict[str, list[str]] = {}
        for code in self.codes:
            self._alike.setdefault(loosely(code), []).append(code)

    def find(self, code: str) -> str | None:
        """The code as its own sheet spells it, or None."""
        if code in self._exact:
            return code
        alike = self._alike.get(loosely(code), [])
        return alike[0] if len(alike) == 1 else None


def known_codes(school: School) -> Mapping[str, Known]:
    """What each kind of reference (`ref` of a column) may name."""
    classes = [one.code for one in school.classes]
    groups = [group.code for group in school.groups]
    departments = [teacher.department for teacher in school.teachers]
    return {
        "grids": Known("periods", (period.grid for period in school.periods)),
        "classes": Known("classes", classes),
        "attendees": Known("classes", classes + groups),
        "teachers": Known("teachers", (teacher.code for teacher in school.teachers)),
        "members": Known("teachers", [teacher.code for teacher in school.teachers] + departments),
        "subjects": Known("subjects", (subject.code for subject in school.subjects)),
        "rooms": Known("rooms", (room.code for room in school.rooms)),
        "room_types": Known("rooms", (kind for room in school.rooms for kind in room.types)),
        "pools": Known("pools", [*(pool.code for pool in school.pools), *_places(school)]),
        "lessons": Known("lessons", (lesson.id for lesson in school.lessons)),
    }


def _places(school: School) -> Mapping[str, str]:
    """Words about places in the column middelen of Rooster, each with what a row holds for it.

    Where some have no campus, that is a place too.
    """
    known = {*(one.campus for one in school.classes), *(one.campus for one in school.rooms)}
    campuses = {campus or NO_CAMPUS for campus in known}
    return {word: key for key, words in PLACE_WORDS.items() for word in words.values()} | {
        word: word for word in map(campus_word, sorted(campuses))
    }


def resolved(school: School, titles: Titles, without_rooms: bool) -> tuple[School, list[Fault], list[Fault]]:
    """The school with every code in its own sheet's spelling, and a fault for each code that does not exist.

    `without_rooms`: rooms were derived, so their types are not known and not checked. A row of Rooster that names what
    does not exist is left out; the last list says why. Whoever supervises may stand there too.
    """
    known, places = known_codes(school), _places(school)
    rest, faults = _resolved(replace(school, roster=()), known, places, titles, without_rooms)
    people = [*known["teachers"].codes, *(row.who for row in rest.supervision), NOBODY]
    in_rows = {**known, "teachers": Known("teachers", people)}
    kept: list[RosterRow] = []
    gone: list[Fault] = []
    for row in school.roster:
        alone, missing = _resolved(School(roster=(row,)), in_rows, places, titles, without_rooms)
        kept += [] if missing else alone.roster
        gone += [replace(one, key="gone", params={**one.params, "near": ""}) for one in missing[:1]]
    return replace(rest, roster=tuple(kept)), faults, gone


def _resolved(
    school: School, known: Mapping[str, Known], places: Mapping[str, str], titles: Titles, without_rooms: bool
) -> tuple[School, list[Fault]]:
    faults: list[Fault] = []

    def find(ref: str, where: str, code: str) -> str:
        if not code or ref not in known or (ref == "room_types" and without_rooms):
            return code
        amount = ""
        if ref == "pools":
            code, colon, rest = code.partition(":")
            amount = colon + rest
        spelled = known[ref].find(code)
        if spelled is None:
            sheet = titles[known[ref].field] if ref != "attendees" else f"{titles['classes']}/{titles['groups']}"
            parts = joined_parts(code)
            if ref in LISTS and parts and all(known[ref].find(part) for part in parts):
                faults.append(Fault(where, code, "joined", joined_ways(ref, parts)))
                return code + amount
            near = near_name(code, known[ref].codes) if len(faults) < MOST_NEAR else ""
            params = {"thing": Word(f"thing_{ref}"), "sheet": sheet, "near": near}
            faults.append(Fault(where, code, "unknown", params))
            return code + amount
        return places.get(spelled, spelled) + amount if ref == "pools" else spelled + amount

    whole = [row for row in school.availability if members_meant(school, row.kind, row.code)]
    named = replace(school, availability=tuple(row for row in school.availability if row not in whole))
    spelled = with_names(named, find, declared=False)
    others = iter(spelled.availability)
    rows = tuple(row if row in whole else next(others) for row in school.availability)
    return replace(spelled, availability=rows), faults
