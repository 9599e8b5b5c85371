"""The calendars of an export: one file for everybody, a zip of all, and, since an earlier export, only what changed.

Where a calendar of ours stands already it is succeeded: unchanged events stay as they are. How one is made and compared
is in `icalendar_file` and `calendar_revisions`; where files go, and how they are written, is for `export`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.school.duties import Duties
from scheduler.views.agenda import Agenda, Agendas, Kind, make_agendas
from scheduler.views.calendar_revisions import CHANGES, Calendar, Wanted, calendar_in, revised
from scheduler.views.icalendar_file import Years, first_calendar, whose
from scheduler.views.phrases import Phrases

Planned = tuple[Problem, Timetable, Duties | None]
"""A timetable of a problem, with who does which duty around it."""


class OnlyChanges(ValueError):
    """Calendars that hold only what changed cannot tell what changed since."""


class WholeCalendars(ValueError):
    """A calendar with everything would be replaced by one with the changes; `path` is its file."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


@dataclass(frozen=True)
class Earlier:
    """Calendars that were handed out before, by whose they are, each with the name of its file."""

    calendars: Mapping[str, tuple[str, Calendar]]


def earlier_files(files: Iterable[tuple[str, bytes]]) -> Earlier:
    """Those of ours among some files, given by name and content. Raises `OnlyChanges`."""
    found = {}
    for name, content in files:
        calendar = calendar_in(content)
        if calendar.only_changes:
            raise OnlyChanges(name)
        if calendar.agenda:
            found[calendar.agenda] = name, calendar
    return Earlier(found)


def earlier_timetable(
    problem: Problem,
    timetable: Timetable,
    old: Problem,
    language: str,
    stamp: datetime,
    start: date | None = None,
    today: date | None = None,
    others: Iterable[Planned] = (),
    duties: Duties | None = None,
) -> Earlier:
    """What an export of the `timetable` of the problem `old` would have handed out, in the name of this school.

    `others`: the timetables of the other parts of its year, with their duties.
    """
    old = replace(old, name=problem.name)
    planned = ((old, timetable, duties), *others)
    told = tuple(of_part(one, language, start, today) for one in planned)
    found = {}
    for agenda in told[0].agendas.all:
        calendar, _ = _first_of_year(told, agenda, stamp)
        found[whose(old, agenda.kind, agenda.code)] = agenda.code, replace(calendar)
    return Earlier(found)


@dataclass(frozen=True)
class Part:
    """One timetable of the year, and when it holds."""

    problem: Problem
    agendas: Agendas
    phrases: Phrases
    years: Years
    duties: Duties | None = None


def of_part(planned: Planned, language: str, start: date | None, today: date | None) -> Part:
    problem, timetable, duties = planned
    phrases, years = Phrases(problem, language), Years(problem, start, today)
    return Part(problem, make_agendas(problem, timetable), phrases, years, duties)


def _first_of_year(parts: tuple[Part, ...], agenda: Agenda, stamp: datetime) -> tuple[Calendar, tuple[Wanted, ...]]:
    """As `first_calendar`, with the events of all parts of the year; the first part says whose it is."""
    one = parts[0]
    calendar, wanted = first_calendar(one.problem, agenda, one.phrases, one.years, stamp, one.duties)
    for other in parts[1:]:
        for same in other.agendas.of(agenda.kind):
            if same.code == agenda.code:
                more, asked = first_calendar(other.problem, same, other.phrases, other.years, stamp, other.duties)
                calendar, wanted = Calendar(calendar.head, (*calendar.events, *more.events)), (*wanted, *asked)
    return calendar, wanted


@dataclass(frozen=True)
class Round:
    """One handing out: whose calendars, made when, as successors of which."""

    problem: Problem
    agendas: Agendas
    phrases: Phrases
    years: Years
    stamp: datetime
    earlier: Earlier | None
    """Since which only changes are handed out; None: everything, as successors of the files that are there."""
    others: tuple[Part, ...] = ()
    """The other parts of the year: what they have stands in the same calendars, at its dates."""
    duties: Duties | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        return Part(self.problem, self.agendas, self.phrases, self.years, self.duties), *self.others


Place = Callable[[Kind, str], Path]
"""Where the calendar of a code of a kind is to stand; each call hands out another file."""


def calendars(one: Round, kinds: Iterable[Kind], place: Place) -> Iterator[tuple[Path, bytes]]:
    """Each file with its content; raises `WholeCalendars` before the first one."""
    found = [made for kind in kinds for made in _of_kind(one, kind, place)]
    if one.earlier is not None:
        for path, there, _ in found:
            if there.agenda and not there.only_changes:
                raise WholeCalendars(path)
    for path, _, calendar in found:
        yield path, calendar.content


def _of_kind(one: Round, kind: Kind, place: Place) -> Iterator[tuple[Path, Calendar, Calendar]]:
    """File, the calendar that stands there, and the one that is to."""
    paths = [(agenda, place(kind, agenda.code)) for agenda in one.agendas.of(kind)]
    there = {path: _standing(path) for _, path in paths}
    if one.earlier is not None:
        before = dict(one.earlier.calendars)
    else:
        folders = {path.parent for _, path in paths}
        standing = {path: _standing(path) for folder in folders for path in sorted(folder.glob("*.ics"))}
        before = {calendar.agenda: (path.stem, calendar) for path, calendar in standing.items() if calendar.agenda}
    for agenda, path in paths:
        _, was = before.pop(whose(one.problem, kind, agenda.code), ("", Calendar()))
        calendar, wanted = _first_of_year(one.parts, agenda, one.stamp)
        yield from _successor(one, path, revised(calendar, wanted, was, one.stamp, there[path]), there[path])
    for identity, (name, was) in before.items():
        if identity.startswith(whose(one.problem, kind)):  # somebody who is no longer there
            path = place(kind, name)
            yield from _successor(one, path, revised(was, (), was, one.stamp), _standing(path))


def _successor(
    one: Round, path: Path, new: tuple[Calendar, tuple[object, ...]], there: Calendar
) -> Iterator[tuple[Path, Calendar, Calendar]]:
    calendar, changed = new
    if one.earlier is None:
        yield path, there, calendar
    elif changed:
        mark = f"{CHANGES.upper()}:1\r\n".encode()
        among = tuple(event for event in calendar.events if event in changed)
        yield path, there, Calendar(_marked(calendar.head, mark), among)


def _marked(head: bytes, mark: bytes) -> bytes:
    """With one more property, before the time zone."""
    properties, zone, rest = head.partition(b"BEGIN:VTIMEZONE")
    return properties + mark + zone + rest


def _standing(path: Path) -> Calendar:
    """The calendar in a file that is to be replaced; nothing where there is none of ours."""
    from scheduler.formats.files.opening import Refused, content_of

    try:
        return calendar_in(content_of(path))
    except Refused:
        return Calendar()


def zipped(files: Iterable[tuple[str, bytes]], stamp: datetime) -> bytes:
    """All calendars in one file, by their names in the folder."""
    import io
    import zipfile

    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, stamp.timetuple()[:6]), data, zipfile.ZIP_DEFLATED)
    return content.getvalue()


__all__ = [
    "Earlier",
    "OnlyChanges",
    "Part",
    "Planned",
    "Round",
    "WholeCalendars",
    "calendars",
    "earlier_files",
    "earlier_timetable",
    "of_part",
]
