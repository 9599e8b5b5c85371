"""Files for people: per class, teacher and room an Excel file, a web page or a calendar, and one long list as CSV.

Every file is written whole or not at all and replaces only the file of the same name; nothing else in the folder is
touched.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from scheduler import handouts
from scheduler.problem.problem import Problem
from scheduler.problem.text import say
from scheduler.problem.timetable import Timetable
from scheduler.school.made_lessons import shown_id
from scheduler.views.agenda import Agenda, Agendas, Entry, Kind, make_agendas
from scheduler.views.names import FileNames, SheetTitles
from scheduler.views.phrases import Phrases, clock
from scheduler.views.printing import book_in

if TYPE_CHECKING:
    from scheduler.views.calendars import Earlier, Planned
    from scheduler.views.report import Report

FORMATS = handouts.VIEWS
ONLY = dict(zip(handouts.ONLY, (Kind.CLASS, Kind.TEACHER, Kind.ROOM), strict=True))


@dataclass(frozen=True)
class _Job:
    """One export: whose files, where, in which language."""

    problem: Problem
    timetable: Timetable
    agendas: Agendas
    kinds: tuple[Kind, ...]
    folder: Path
    phrases: Phrases
    start: date | None
    today: date | None
    stamp: datetime
    since: Earlier | None
    others: tuple[Planned, ...]
    known: Report | None

    @cached_property
    def report(self) -> Report:
        """What is told of the timetable besides; judged only where somebody asks for it."""
        from scheduler.views.report import make_report

        return self.known or make_report(self.problem, self.timetable)

    def under(self, agenda: Agenda) -> tuple[str, ...]:
        """What stands under the timetable of a teacher: his duties, where it is known who has which."""
        from scheduler.views.duties_sheet import duties_of

        known = self.known.duties if self.known and agenda.kind is Kind.TEACHER else None
        return tuple(duties_of(known, agenda.code, self.phrases))

    @property
    def version(self) -> dict[str, str]:
        """Which timetable it is: the day, and the mark of its state."""
        from scheduler.views.version import version_of

        day = f"{self.stamp.day}/{self.stamp.month}/{self.stamp.year}"
        return {"day": day, "version": version_of(self.problem, self.timetable)}

    @cached_property
    def made(self) -> str:
        """The line for a foot that says so."""
        return say(self.phrases.language, "packs", "made", **self.version)


def export(
    problem: Problem,
    timetable: Timetable,
    folder: Path,
    formats: Sequence[str] = ("xlsx",),
    only: Sequence[str] = (),
    language: str = "nl",
    *,
    start: date | None = None,
    today: date | None = None,
    stamp: datetime | None = None,
    since: Earlier | None = None,
    others: Sequence[Planned] = (),
    report: Report | None = None,
) -> tuple[Path, ...]:
    """Writes the files and returns their paths.

    `formats` out of `FORMATS`, `only` out of `ONLY` (none: all). Calendars begin at the sheet Kalender's first taught
    week, or at `start`, or at the school year of `today`; `stamp` says when they were made (default: now). They succeed
    those that stand in the folder; with `since`, only what changed since is written, for whom it changed. `others`
    are the timetables of the other parts of the year and their duties: calendars, and only they, hold those too, at
    their dates.
    `report` is what `make_report` says of this very timetable, where it was asked already. Raises
    ValueError for an unknown word and for calendars of a problem without a school, `calendars.WholeCalendars` where
    changes would replace everything, `Faults` where a file cannot be written, ImportError for Parquet without pyarrow.
    """
    unknown = [name for name in formats if name not in FORMATS] + [name for name in only if name not in ONLY]
    if unknown:
        raise ValueError(f"unknown: {', '.join(unknown)}; formats are {', '.join(FORMATS)}, only {', '.join(ONLY)}")
    job = _Job(
        problem,
        timetable,
        report.agendas if report else make_agendas(problem, timetable),
        tuple(dict.fromkeys(ONLY[name] for name in only or ONLY)),
        Path(folder),
        Phrases(problem, language),
        start,
        today,
        stamp or datetime.now(UTC),
        since,
        tuple(others),
        report,
    )
    writers = {
        "xlsx": _workbooks,
        "html": _pages,
        "site": _site,
        "ics": _calendars,
        "csv": _list,
        "wallchart": _charts,
        "loads": _loads,
        "frames": lambda job: _frames(job, ".csv"),
        "parquet": lambda job: _frames(job, ".parquet"),
    }
    return tuple(path for name in dict.fromkeys(formats) for path in writers[name](job))


def _files(job: _Job, suffix: str, kinds: Sequence[Kind]) -> Iterator[tuple[Agenda, Path]]:
    """Each agenda with its file: a folder per kind, a name that Windows takes, unique whatever the case."""
    for kind in kinds:
        folder = job.folder / job.phrases.say(f"folder_{kind.value}")
        names = FileNames()
        for agenda in job.agendas.of(kind):
            yield agenda, folder / names.make(agenda.code, suffix)


def _workbooks(job: _Job) -> Iterator[Path]:
    from scheduler.views.timetable_sheet import Formats, add_timetable

    for agenda, path in _files(job, ".xlsx", job.kinds):
        with _whole(path) as temporary, book_in(temporary) as workbook:
            title = SheetTitles().make(job.phrases.say(f"sheet_{agenda.kind.value}", code=agenda.code))
            whose = (job.problem, job.phrases, agenda)
            add_timetable(workbook, Formats(workbook, job.made), *whose, title, job.under(agenda))
        yield path


def _pages(job: _Job) -> Iterator[Path]:
    from scheduler.views.pages import index_of, page_of

    links: dict[Kind, list[tuple[str, str]]] = {}
    for agenda, path in _files(job, ".html", job.kinds):
        with _whole(path) as temporary:
            temporary.write_text(page_of(job.problem, agenda, job.phrases, job.under(agenda)), encoding="utf-8")
        links.setdefault(agenda.kind, []).append((quote(path.relative_to(job.folder).as_posix()), agenda.code))
        yield path
    groups = [(job.phrases.say(f"folder_{kind.value}").capitalize(), found) for kind, found in links.items()]
    index = job.folder / "index.html"
    with _whole(index) as temporary:
        temporary.write_text(index_of(job.problem, job.phrases, groups), encoding="utf-8")
    yield index


def _charts(job: _Job) -> Iterator[Path]:
    """Everybody on one sheet of A3 each for classes, teachers and rooms: as a workbook and as a page."""
    from scheduler.views.charts.chart import make_chart
    from scheduler.views.charts.page import page_of
    from scheduler.views.charts.sheets import add_chart
    from scheduler.views.timetable_sheet import Formats

    charts = [make_chart(job.problem, job.agendas, kind, job.phrases) for kind in job.kinds if job.agendas.of(kind)]
    name = say(job.phrases.language, "charts", "file")
    path = job.folder / f"{name}.xlsx"
    with _whole(path) as temporary, book_in(temporary) as workbook:
        formats, titles = Formats(workbook, job.made), SheetTitles()
        for chart in charts:
            add_chart(workbook, formats, chart, job.phrases, titles, job.made)
    yield path
    path = job.folder / f"{name}.html"
    with _whole(path) as temporary:
        temporary.write_text(page_of(charts, job.phrases, job.made), encoding="utf-8")
    yield path


def _loads(job: _Job) -> Iterator[Path]:
    """Hours of teachers, classes, rooms, subjects and departments: as a workbook and as a page."""
    from scheduler.views.loads.counting import tables
    from scheduler.views.loads.page import page_of
    from scheduler.views.loads.sheets import add_tables

    found = tables(job.report)
    name = say(job.phrases.language, "loads", "file")
    path = job.folder / f"{name}.xlsx"
    with _whole(path) as temporary, book_in(temporary) as workbook:
        add_tables(workbook, found, job.phrases, job.made)
    yield path
    path = job.folder / f"{name}.html"
    with _whole(path) as temporary:
        temporary.write_text(page_of(found, job.phrases, job.made), encoding="utf-8")
    yield path


def _calendars(job: _Job) -> Iterator[Path]:
    from scheduler.views.calendars import Round, calendars, of_part, zipped
    from scheduler.views.icalendar_file import Years

    names = {kind: FileNames() for kind in Kind}

    def place(kind: Kind, code: str) -> Path:
        return job.folder / job.phrases.say(f"folder_{kind.value}") / names[kind].make(code, ".ics")

    years = Years(job.problem, job.start, job.today)
    others = (of_part(one, job.phrases.language, job.start, job.today) for one in job.others)
    duties = job.known.duties if job.known else None
    found = Round(job.problem, job.agendas, job.phrases, years, job.stamp, job.since, tuple(others), duties)
    written = []
    for path, content in calendars(found, job.kinds, place):
        with _whole(path) as temporary:
            temporary.write_bytes(content)
        written.append((path.relative_to(job.folder).as_posix(), content))
        yield path
    if written:
        path = job.folder / f"{job.phrases.say('file_calendars')}.zip"
        with _whole(path) as temporary:
            temporary.write_bytes(zipped(written, job.stamp))
        yield path


def _site(job: _Job) -> Iterator[Path]:
    from scheduler.problem.text import say
    from scheduler.school.building import school_of
    from scheduler.school.calendar import SchoolYear
    from scheduler.views.site.pages import Site, site_files

    school = school_of(job.problem)
    year = SchoolYear(school, start=job.start, today=job.today) if school else None
    version = say(job.phrases.language, "site", "version", **job.version)
    site = Site(job.report, job.kinds, job.phrases, version, year)
    for name, content in site_files(site):
        path = job.folder / "site" / name
        with _whole(path) as temporary:
            temporary.write_text(content, encoding="utf-8")
        yield path


def _frames(job: _Job, suffix: str) -> Iterator[Path]:
    """The tables for people who compute."""
    from scheduler.views.frames.files import write_frames

    yield from write_frames(job.report, job.folder, suffix, job.phrases.language)


LIST_COLUMNS = (
    "lesson", "part", "classes", "subject", "teachers", "week", "day", "period", "start", "end", "duration", "mode",
    "room", "place",
)  # fmt: skip


def _list(job: _Job) -> Iterator[Path]:
    """One row per placed meet; text that a spreadsheet would run is guarded."""
    from scheduler.formats.files.text import guarded

    path = job.folder / f"{job.phrases.say('file_list')}.csv"
    with _whole(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";" if job.phrases.language == "nl" else ",")
        writer.writerow(job.phrases.say(f"col_{name}") for name in LIST_COLUMNS)
        for entry in job.agendas.entries:
            writer.writerow(guarded(str(value)) for value in _list_row(job, entry))
    yield path


def _list_row(job: _Job, entry: Entry) -> Iterator[str | int]:
    from scheduler.formats.roster.words.quoting import joined

    problem, phrases = job.problem, job.phrases
    own = [problem.times[index] for index in entry.times if problem.times[index].week == entry.weeks[0]]
    yield from (shown_id(entry.lesson, phrases.language), entry.part, joined(entry.attendees))
    yield entry.subject if entry.activity.value == "lesson" else phrases.say(entry.activity.value)
    yield joined(entry.named)
    yield phrases.week(entry.weeks)
    yield phrases.day(own[0].day)
    yield from (own[0].period, clock(own[0].start), clock(own[-1].end), entry.duration)
    yield phrases.say(f"short_{entry.way}")
    yield joined(entry.rooms)
    yield phrases.place(entry, Kind.CLASS) if entry.classes else ""


def _whole(path: Path) -> Any:
    """The temporary file beside `path` that replaces it when all went well; raises `Faults`."""
    from scheduler.formats.files.faults import Fault, Faults
    from scheduler.formats.files.writing import written_whole

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        reason = {"reason": wrong.strerror or str(wrong)}
        raise Faults([Fault(path.parent.name, str(path.parent), "cannot_write", reason)]) from None
    return written_whole(path, overwrite=True)
