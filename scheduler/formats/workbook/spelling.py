"""Spelling: two spellings of one name become one, and what may be two names written as one is asked about.

Which spellings are one name is decided by `school.names`; whether a name exists is for `references`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from scheduler.formats.files.faults import Fault, Notice, Phrase, Word
from scheduler.formats.workbook.columns import sheet
from scheduler.formats.workbook.name_cells import DECLARED, with_names
from scheduler.school.names import identity, joined_parts, visible
from scheduler.school.records import RosterRow, School
from scheduler.school.roster import PLACE_WORDS

SAME = {"classes": "attendees"}
"""Kinds of reference that mean names of another kind."""
WIDER = {"members": ("teachers", "departments"), "staff": ("staff", "teachers")}
"""Kinds of reference that may mean names of several kinds; a name that none of them has becomes one of the first."""


@dataclass
class _Spelled:
    """One name: how it is written from here on, and the first cell of every other spelling."""

    written: str
    others: dict[str, str] = field(default_factory=dict)


class Spellings:
    """The one spelling of every name of a school: that of its own sheet, else the first one found."""

    def __init__(self, school: School) -> None:
        self._names: dict[tuple[str, str], _Spelled] = {
            ("pools", identity(word)): _Spelled(word) for words in PLACE_WORDS.values() for word in words.values()
        }
        for own, kind in DECLARED.items():
            for code in _declared(school, own):
                self._names.setdefault((kind, identity(code)), _Spelled(visible(code)))
        with_names(School(lessons=school.lessons), self._seen, declared=False)  # what is derived comes from here
        with_names(school, self._seen, declared=False)

    def of(self, kind: str, code: str) -> str:
        """How this name is written; names of nobody known stay as they are."""
        code, amount = _without_amount(kind, code)
        found = self._find(kind, code)
        return (found.written if found else code) + amount

    def notices(self) -> Iterator[Notice]:
        """One notice for each name that is spelled in several ways, at the first cell that differs."""
        for (kind, _), name in self._names.items():
            if name.others:
                shown, where = next(iter(name.others.items()))
                more = "".join(f", '{other}'" for other in list(name.others)[1:])
                params = {"thing": Word(f"thing_{kind}"), "written": name.written, "more": more}
                yield Notice(where, shown, "one_name", params)

    def _seen(self, kind: str, where: str, code: str) -> str:
        name, _ = _without_amount(kind, code)
        found = self._find(kind, name)
        if found is None:
            own = WIDER.get(kind, (SAME.get(kind, kind),))[0]
            self._names[own, identity(name)] = _Spelled(visible(name))
        elif visible(name) != found.written:
            found.others.setdefault(visible(name), where)
        return code

    def _find(self, kind: str, code: str) -> _Spelled | None:
        kinds = WIDER.get(kind, (SAME.get(kind, kind),))
        name = identity(code)
        return next((self._names[one, name] for one in kinds if (one, name) in self._names), None)


def _declared(school: School, field: str) -> Iterator[str]:
    """The names that the rows of one sheet declare."""
    column = next(column for column in sheet(field).columns if column.unique)
    codes = (getattr(row, column.fields[0]) for row in getattr(school, field))
    return (code for code in codes if code)


def _without_amount(kind: str, code: str) -> tuple[str, str]:
    """`laptopkar:24` as name and the rest."""
    name, colon, amount = code.partition(":") if kind == "pools" else (code, "", "")
    return name, colon + amount


def with_one_spelling(school: School) -> tuple[School, list[Notice]]:
    """The school with one spelling per name, and a notice for each name that had several."""
    spellings = Spellings(school)
    school = with_names(school, lambda kind, _, code: spellings.of(kind, code), declared=False)
    return with_names(school, lambda kind, _, code: visible(code)), list(spellings.notices())


def spelled_as_in(school: School, rows: Iterable[RosterRow]) -> tuple[RosterRow, ...]:
    """Rows of another file's Rooster, with names spelled as this school spells them."""
    spellings = Spellings(replace(school, roster=()))
    other = School(roster=tuple(rows))
    return with_names(other, lambda kind, _, code: spellings.of(kind, code)).roster


ASKED = frozenset({"attendees", "teachers", "subjects", "rooms", "pools"})
ASKED_ALWAYS = frozenset({"attendees", "teachers", "rooms"})
"""Kinds of names that are asked about when nobody lists them and a `+`, `/` or "en" stands in them."""
LISTS = frozenset({"attendees", "teachers", "rooms"})
"""Kinds of names of which a cell may hold several."""


def joined_names(school: School, listed: Iterable[str]) -> tuple[list[Fault], list[Notice]]:
    """Names such as `A + B`, `A/B` and `A en B` that may be two: a fault where both are names of their own.

    `listed` are the fields of `School` whose names the planner listed himself; a listed name is one name, and only a
    person who is called like two is asked about.
    """
    listed = [one for one in listed if one in DECLARED]
    own = {(DECLARED[one], identity(code)) for one in listed for code in _declared(school, one)}
    complete = {DECLARED[one] for one in listed if one != "groups"}
    names: dict[str, set[str]] = {}
    cells: dict[tuple[str, str], tuple[str, str]] = {}

    def seen(kind: str, where: str, code: str) -> str:
        kind = SAME.get(kind, kind)
        names.setdefault(kind, set()).add(identity(code))
        cells.setdefault((kind, identity(code)), (where, code))
        return code

    with_names(school, seen)
    faults: list[Fault] = []
    notices: list[Notice] = []
    for (kind, name), (where, code) in cells.items():
        parts = joined_parts(code)
        is_own = (kind, name) in own
        if not parts or kind not in ASKED or (kind in complete and not is_own):
            continue  # what is not listed where names are listed is a fault of its own
        both = all(identity(part) in names[kind] for part in parts)
        params = joined_ways(kind, parts)
        if both and not is_own and kind in LISTS:
            faults.append(Fault(where, code, "joined", params))
        elif both or (kind in ASKED_ALWAYS and not is_own) or kind == "teachers":
            notices.append(Notice(where, code, "joined_name", params))
    return faults, notices


def joined_ways(kind: str, parts: Sequence[str]) -> dict[str, object]:
    """What is said of several names in one: only people may be alternatives of each other (`A | B`)."""
    key = f"ways_{SAME.get(kind, kind)}"
    ways = Phrase((("key", key), ("parts", ", ".join(parts)), ("alternatives", " | ".join(parts))))
    return {"thing": Word(f"thing_{kind}"), "ways": ways}


def divided_cells(school: School, listed: Iterable[str]) -> Iterator[Notice]:
    """Asks whether `Van Dam, An` are two teachers: where nobody lists teachers and one is never alone in a cell."""
    if "teachers" in listed:
        return
    alone = {identity(one[0]) for lesson in school.lessons if len(lesson.teachers) == 1 for one in lesson.teachers}
    for lesson in school.lessons:
        names = [code for alternatives in lesson.teachers for code in alternatives]
        if len(lesson.teachers) > 1 and any(identity(name) not in alone for name in names):
            where = lesson.origin.cell("teachers") if lesson.origin else ""
            yield Notice(where, ", ".join(names), "divided_cell", {"count": len(lesson.teachers)})
            return
