"""References: every code a row names must exist where the vocabulary says, up to case and accents.

A code that differs from the sheet's own spelling only in case, accents or blanks is corrected silently; any other
unknown code is a fault with the nearest known one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from scheduler.formats.files.faults import Fault, Word, near_name
from scheduler.formats.workbook.columns import Column, sheets
from scheduler.formats.workbook.derive import Titles
from scheduler.school.building.lessons import MEETING, OPENING
from scheduler.school.records import Availability, RosterRow, School
from scheduler.school.roster import NOBODY, PLACE_WORDS, campus_word
from scheduler.school.stages import is_stage, stage_of

MOST_NEAR = 300
"""Near names are looked for in so many faults; a file with more of them has another problem."""


def folded(code: str) -> str:
    """A code without case, accents and blanks."""
    plain = unicodedata.normalize("NFKD", code.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter) and not letter.isspace())


class Known:
    """The codes one kind of reference may name. `field` is the sheet they come from."""

    def __init__(self, field: str, codes: Iterable[str]) -> None:
        self.field = field
        self.codes = tuple(dict.fromkeys(code for code in codes if code))
        self._exact = frozenset(self.codes)
        self._alike: dict[str, list[str]] = {}
        for code in self.codes:
            self._alike.setdefault(folded(code), []).append(code)

    def find(self, code: str) -> str | None:
        """The code as its own sheet spells it, or None."""
        if code in self._exact:
            return code
        alike = self._alike.get(folded(code), [])
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
    """Words about places in the column middelen of Rooster, each with what a row holds for it."""
    campuses = {*(one.campus for one in school.classes), *(one.campus for one in school.rooms)} - {""}
    return {word: key for key, words in PLACE_WORDS.items() for word in words.values()} | {
        word: word for word in map(campus_word, sorted(campuses))
    }


_BY_KIND = {"teacher": "teachers", "class": "attendees", "room": "rooms", "pool": "pools", "subject": "subjects"}


def resolved(school: School, titles: Titles, without_rooms: bool) -> tuple[School, list[Fault]]:
    """The school with every code in its own sheet's spelling, and a fault for each code that does not exist.

    `without_rooms`: rooms were derived, so their types are not known and not checked.
    """
    known, places = known_codes(school), _places(school)
    faults: list[Fault] = []

    def find(ref: str, where: str, code: str) -> str:
        if not code or (ref == "room_types" and without_rooms):
            return code
        amount = ""
        if ref == "pools":
            code, colon, rest = code.partition(":")
            amount = colon + rest
        spelled = known[ref].find(code)
        if spelled is None:
            sheet = titles[known[ref].field] if ref != "attendees" else f"{titles['classes']}/{titles['groups']}"
            near = near_name(code, known[ref].codes) if len(faults) < MOST_NEAR else ""
            params = {"thing": Word(f"thing_{ref}"), "sheet": sheet, "near": near}
            faults.append(Fault(where, code, "unknown", params))
            return code + amount
        return places.get(spelled, spelled) + amount if ref == "pools" else spelled + amount

    stages = {stage_of(one.stage) for one in school.classes if one.stage}

    def in_stage(code: str) -> bool:
        """Whether a code means all classes of a stage of this school."""
        return is_stage(code) and stage_of(code) in stages and known["attendees"].find(code) is None

    for sheet in sheets():
        columns = [column for column in sheet.columns if column.ref]
        if sheet.field == "settings" or not (columns or sheet.field == "availability"):
            continue
        rows: dict[str, Any] = {
            sheet.field: tuple(
                row if _made(row) else _row(row, columns, find, in_stage) for row in getattr(school, sheet.field)
            )
        }
        school = replace(school, **rows)
    return school, faults


def _made(row: Any) -> bool:
    """Whether solving wrote this row of Rooster for something that is no lesson of the planner's."""
    return isinstance(row, RosterRow) and row.subject in (MEETING, OPENING)


def _row(row: Any, columns: list[Column], find: Callable[[str, str, str], str], in_stage: Callable[[str], bool]) -> Any:
    changes: dict[str, Any] = {}
    for column in columns:
        name = column.fields[0]
        value = getattr(row, name)
        where = row.origin.cell(name) if row.origin else ""
        if value:
            look_up = partial(find, column.ref, where)
            if isinstance(row, RosterRow) and name == "teachers":
                changes[name] = tuple(code if code == NOBODY else look_up(code) for code in value)
            else:
                changes[name] = _value(column.kind, value, look_up)
    if isinstance(row, Availability) and row.kind in _BY_KIND and not (row.kind == "class" and in_stage(row.code)):
        changes["code"] = find(_BY_KIND[row.kind], row.origin.cell("code") if row.origin else "", row.code)
    changes = {name: value for name, value in changes.items() if value != getattr(row, name)}
    return replace(row, **changes) if changes else row


def _value(kind: str, value: Any, find: Callable[[str], str]) -> Any:
    if kind == "codes":
        return tuple(find(code) for code in value)
    if kind == "teachers":
        return tuple(tuple(find(code) for code in alternatives) for alternatives in value)
    if kind == "amounts":
        return tuple((find(code), amount) for code, amount in value)
    return find(value)
