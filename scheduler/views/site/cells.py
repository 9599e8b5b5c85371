"""What stands in a cell of the site: lines of pieces, of which those that name a class, teacher or room lead there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.school.building import school_of
from scheduler.views.agenda import Activity, Agenda, Entry, Kind
from scheduler.views.phrases import Phrases, short_groups


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line; `href` leads to the page of whom they name."""

    text: str
    href: str = ""
    strong: bool = False


Pieces = tuple[Piece, ...]
Addresses = Mapping[tuple[Kind, str], str]
"""The page of each class, teacher and room, seen from the page that is made."""


class Cells:
    """Words and links for the pages of one school."""

    def __init__(self, phrases: Phrases, addresses: Addresses) -> None:
        self._phrases, self._addresses = phrases, addresses
        school = school_of(phrases.problem)
        self._class_of = {group.code: group.class_code for group in (school.groups if school else ())}

    @property
    def colours(self) -> dict[str, str]:
        """The planner's colours, by code of a subject."""
        return self._phrases.colours

    def lines(self, entries: Sequence[Entry], agenda: Agenda) -> tuple[Pieces, ...]:
        """The lines of one cell: two or three for an entry, one each where several groups are busy at once."""
        if len(entries) > 1:
            return tuple(self._beside(entry, agenda) for entry in entries)
        return tuple(line for entry in entries for line in self._entry(entry, agenda) if line)

    def _beside(self, entry: Entry, agenda: Agenda) -> Pieces:
        if entry.activity is not Activity.LESSON:
            return tuple(piece for line in self._entry(entry, agenda) for piece in line)
        mark = self._phrases.mark(entry.way)
        if agenda.kind is Kind.CLASS:
            group = ", ".join(name for name in short_groups(entry, agenda.code) if name != entry.subject)
            first = _strong(entry.subject, f"({group})" if group else "", mark)
            return (*first, *self._others(Kind.TEACHER, entry.named, agenda), *self._place(entry, agenda))
        place = self._place(entry, agenda) if agenda.kind is Kind.TEACHER else ()
        return (*self._attendees(entry), *_strong(entry.subject, mark), *place)

    def _entry(self, entry: Entry, agenda: Agenda) -> Iterator[Pieces]:
        say = self._phrases.say
        if entry.activity is Activity.MEETING:
            yield _strong(say("meeting"), entry.name)
            yield self._others(Kind.TEACHER, entry.named, agenda)
            return
        if entry.activity is Activity.OPENING:
            yield _strong(say("opening"))
            yield (*self._others(Kind.ROOM, entry.rooms, agenda), *self._supervisors(entry, agenda))
            return
        subject, mark = self._phrases.subject(entry.subject), self._phrases.mark(entry.way)
        if agenda.kind is Kind.CLASS:
            group = ", ".join(short_groups(entry, agenda.code))
            yield _strong(subject, f"({group})" if group else "", mark)
            yield (*self._others(Kind.TEACHER, entry.named, agenda), *self._place(entry, agenda))
            yield self._together(Kind.CLASS, entry.classes, agenda)
            return
        yield (*self._attendees(entry), *_strong(mark))
        yield _strong(subject)
        if agenda.kind is Kind.TEACHER:
            yield self._place(entry, agenda)
            yield self._together(Kind.TEACHER, entry.named, agenda)
        else:
            yield self._others(Kind.TEACHER, entry.named, agenda)

    def _attendees(self, entry: Entry) -> Pieces:
        return tuple(self._link(Kind.CLASS, self._class_of.get(code, code), code) for code in entry.attendees)

    def _others(self, kind: Kind, codes: Iterable[str], agenda: Agenda) -> Pieces:
        return tuple(self._link(kind, code, code) for code in codes if (kind, code) != (agenda.kind, agenda.code))

    def _together(self, kind: Kind, codes: Iterable[str], agenda: Agenda) -> Pieces:
        others = self._others(kind, codes, agenda)
        return (Piece(self._phrases.say("and_others", others="").strip()), *others) if others else ()

    def _supervisors(self, entry: Entry, agenda: Agenda) -> Pieces:
        return self._others(Kind.TEACHER, self._phrases.supervisors(entry), agenda)

    def _place(self, entry: Entry, agenda: Agenda) -> Pieces:
        """Where those have to be whose page it is: rooms that can be followed, else words."""
        if not entry.distance:
            online = self._phrases.say("who_online", who=entry.online) if entry.online else ""
            return (*self._others(Kind.ROOM, entry.rooms, agenda), *((Piece(online),) if online else ()))
        place = self._phrases.place(entry, agenda.kind)
        return (Piece(place),) if place else ()

    def _link(self, kind: Kind, code: str, text: str) -> Piece:
        return Piece(text, self._addresses.get((kind, code), ""))


def _strong(*words: str) -> Pieces:
    text = " ".join(word for word in words if word)
    return (Piece(text, strong=True),) if text else ()
