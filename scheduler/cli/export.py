"""`scheduler export`: timetables per class, teacher and room as files to hand out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import codes
from scheduler.cli.desk import Desk, verb
from scheduler.cli.files import read_school, same_file, term_option, timetable_in
from scheduler.cli.helping import Verb
from scheduler.cli.terms import of_the_year, speaks_of_each
from scheduler.handouts import ONLY, PACK_FORMATS, PACKS, PAPERS, VIEWS

if TYPE_CHECKING:
    from scheduler.formats.cases import SchoolCase
    from scheduler.formats.files.faults import Notice
    from scheduler.problem.problem import Problem
    from scheduler.problem.timetable import Timetable
    from scheduler.views.calendars import Earlier, Planned
    from scheduler.views.report import Report

EXCHANGE = ("gpu", "fet")
"""For other products: Untis text files (GPU001, GPU002); a FET file and the CSV columns that users exchange."""
FET_FILE = "timetable_data_and_timetable.fet"
FORMATS = VIEWS + EXCHANGE


@click.command("export", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path))
@click.option("--format", "formats", default=None)
@click.option("--pack", "packs", default="")
@click.option("--logo", type=click.Path(path_type=Path))
@click.option("--paper", type=click.Choice(PAPERS, case_sensitive=False))
@click.option("--only", default="")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--since", "since", type=click.Path(path_type=Path))
@term_option
@verb
def export(
    desk: Desk,
    file: Path,
    folder: Path,
    formats: str | None,
    packs: str,
    logo: Path | None,
    paper: str | None,
    only: str,
    start: datetime | None,
    since: Path | None,
) -> int:
    """Write the timetable of FILE as Excel files, pages, charts, loads, calendars, packs, or for other programs."""
    chosen_packs = _words(desk, packs, PACKS)
    chosen = _words(desk, formats if formats is not None else "xlsx", FORMATS)
    kinds = _words(desk, only, ONLY)
    _refuse_what_does_not_go_together(desk, chosen if formats else [], chosen_packs, kinds, logo, paper, since)
    case = read_school(desk, file)
    if same_file(file, folder):  # a list of ours may be called like a sheet of the school
        raise click.UsageError(desk.text("is_input", file=folder))
    timetable_in(case)
    first = start.date() if start else None
    from scheduler.library.duties import given_out
    from scheduler.views.report import make_report  # wrong usage is told without waiting for it

    unsaid: list[Notice] = []
    written: list[Path] = []
    reports: list[Report] = []
    for one, place in _terms(desk, case, folder):
        of_term = timetable_in(one)
        report = make_report(one.problem, of_term, duties=given_out(one.problem, of_term, case.extras.duties))
        reports.append(report)
        unsaid += _broken(one, report, desk.language)
        if chosen_packs:
            forms = chosen if formats else list(PACK_FORMATS)
            written += _packs(desk, report, place, chosen_packs, forms, logo, paper or PAPERS[0])
            continue
        views = [name for name in chosen if name in VIEWS and name != "ics"]
        written += _views(desk, report, place, views, kinds, first, None)
        exchange = [name for name in chosen if name in EXCHANGE]
        files, told = _exchange(one.problem, of_term, place, exchange, desk.language)
        written, unsaid = written + files, unsaid + told
    if "ics" in chosen and not chosen_packs:
        written += _calendars(desk, case, reports, folder, kinds, first, since)
    if since is not None and not written:
        desk.say("since_nothing", file=since)
    else:
        desk.say("exported", count=len(written), folder=folder)
    said = of_the_year(case.notices) if speaks_of_each(case) else case.notices
    notices = (*said, *case.row_notices, *unsaid)
    desk.notices(notices)
    desk.result({"status": "written", "files": [str(path) for path in written], "notices": desk.told(notices)})
    return codes.DONE


def _broken(case: SchoolCase, report: Report, language: str) -> list[Notice]:
    """That what is handed out is not valid, and the worst of it: no lesson goes without its teacher in silence."""
    from scheduler.formats.files.faults import Notice
    from scheduler.school.roster_people import NOBODY, missing_teachers
    from scheduler.telling.lines import lines_of

    broken = [one for one in report.evaluation.violations if one.hard and one.cost]
    if not broken:
        return []
    without = [
        one.lesson
        for one in report.timetable.placements
        if one.start is not None and missing_teachers(case.problem, one)
    ]
    lines = sorted(lines_of(case.problem, broken, language), key=lambda line: -line.cost)
    rules = ", ".join(sorted({line.entry for line in lines}))
    told = {"count": len(lines), "rules": rules, "first": lines[0].text}
    found = [Notice(case.path.name, "", "export_broken", told, "cli")]
    if without:
        about = {"count": len(without), "lessons": ", ".join(dict.fromkeys(without))}
        found.append(Notice(case.path.name, NOBODY, "export_nobody", about, "cli"))
    return found


def _terms(desk: Desk, case: SchoolCase, folder: Path) -> Iterator[tuple[SchoolCase, Path]]:
    """The case and the folder of its files; a folder for each timetable of the year where there are several."""
    from scheduler.formats.reading import other_cases
    from scheduler.school.terms import part_name
    from scheduler.views.names import FileNames

    if not speaks_of_each(case):
        yield case, folder
        return
    names = FileNames()
    for one in (case, *other_cases(case)):
        if one.timetable is not None and one.school.part:
            yield one, folder / names.make(part_name(one.school.part, desk.language), "")


def _calendars(
    desk: Desk,
    case: SchoolCase,
    reports: Sequence[Report],
    folder: Path,
    kinds: list[str],
    first: date | None,
    since: Path | None,
) -> list[Path]:
    """One calendar for everybody, of all timetables of the year."""
    from dataclasses import replace

    report, part = reports[0], case.school.part
    if speaks_of_each(case) and part and part.whole:
        report = replace(report, problem=replace(case.problem, name=part.whole.settings.school))
    others = [(one.problem, one.timetable, one.duties) for one in reports[1:]]
    return _views(desk, report, folder, ["ics"], kinds, first, since, others)


def _refuse_what_does_not_go_together(
    desk: Desk,
    formats: list[str],
    packs: list[str],
    kinds: list[str],
    logo: Path | None,
    paper: str | None,
    since: Path | None,
) -> None:
    """Wrong usage is told before a file is read; `formats` are those that were asked for."""
    if packs and (kinds or since is not None or set(formats) - set(PACK_FORMATS)):
        raise click.UsageError(desk.text("pack_alone", formats=", ".join(PACK_FORMATS)))
    for option, given in (("--logo", logo), ("--paper", paper)):
        if given is not None and not packs:
            raise click.UsageError(desk.text("option_of_pack", option=option))
    if since is not None and set(formats) != {"ics"}:
        raise click.UsageError(desk.text("since_calendars"))
    if "parquet" in formats:
        from scheduler.views.frames.files import can_write_parquet

        if not can_write_parquet():
            raise click.UsageError(desk.text("no_parquet"))


def _views(
    desk: Desk,
    report: Report,
    folder: Path,
    formats: list[str],
    kinds: list[str],
    first: date | None,
    since: Path | None,
    others: Sequence[Planned] = (),
) -> list[Path]:
    """What is written per class, teacher and room; `others`: what calendars hold besides."""
    from scheduler.views.calendars import WholeCalendars
    from scheduler.views.export import export as write

    earlier = _earlier(desk, since, report, first) if since is not None else None
    try:
        whom = (report.problem, report.timetable, folder, formats, kinds, desk.language)
        return list(write(*whom, start=first, since=earlier, others=others, report=report))
    except WholeCalendars as whole:
        raise click.UsageError(desk.text("since_whole", file=whole.path)) from None


def _packs(
    desk: Desk,
    report: Report,
    folder: Path,
    packs: list[str],
    formats: list[str],
    logo: Path | None,
    paper: str,
) -> list[Path]:
    """One document for each reader, of what `evaluate` would say of the file."""
    from scheduler.views.packs.logo import read_logo
    from scheduler.views.packs.writing import write_packs
    from scheduler.views.printing import PAPERS as SIZES

    picture = read_logo(logo) if logo is not None else None
    today = datetime.now().date()
    size = SIZES[paper.casefold()]
    return list(write_packs(report, folder, packs, formats, desk.language, today=today, logo=picture, paper=size))


def _earlier(desk: Desk, since: Path, report: Report, start: date | None) -> Earlier:
    """What was handed out before: calendars in a folder or a zip, or the timetable of another workbook."""
    from scheduler.formats.calendars import calendars_in
    from scheduler.formats.reading import other_cases
    from scheduler.views.calendars import OnlyChanges, earlier_files, earlier_timetable

    files = calendars_in(since)
    if files is not None:
        try:
            return earlier_files(files)
        except OnlyChanges:
            raise click.UsageError(desk.text("since_changes", file=since)) from None
    language = desk.language
    old = read_school(desk, since)
    desk.adopt(language)
    others = [_planned(one, one.timetable) for one in other_cases(old) if one.timetable] if speaks_of_each(old) else ()
    problem, timetable, duties = _planned(old, timetable_in(old))
    whose = (report.problem, timetable, problem)
    return earlier_timetable(*whose, desk.language, datetime.now(UTC), start, others=others, duties=duties)


def _planned(case: SchoolCase, timetable: Timetable) -> Planned:
    from scheduler.library.duties import given_out

    return case.problem, timetable, given_out(case.problem, timetable, case.extras.duties)


def _exchange(
    problem: Problem, timetable: Timetable, folder: Path, formats: list[str], language: str
) -> tuple[list[Path], list[Notice]]:
    """The files that other products read, each written whole or not at all; and what they cannot say."""
    from scheduler.formats.fet.from_school import write_school_as_fet
    from scheduler.formats.untis import unsaid, write_gpu001, write_gpu002, write_neutral_csv
    from scheduler.school.building import school_of
    from scheduler.school.roster import rows_with_nobody

    school = school_of(problem)
    assert school is not None
    stated = school
    every = rows_with_nobody(problem, timetable)
    rows = [row for row in every if row.attendees]
    writers: dict[str, list[tuple[str, Callable[[Path], None]]]] = {
        "gpu": [
            ("GPU001.TXT", lambda path: write_gpu001(school, rows, path)),
            ("GPU002.TXT", lambda path: write_gpu002(school, path)),
        ],
        "fet": [
            ("timetable-fet.csv", lambda path: write_neutral_csv(school, rows, path)),
            (FET_FILE, lambda path: notices.extend(write_school_as_fet(path, stated, problem, timetable, language))),
        ],
    }
    written = []
    notices = [notice for form in formats for notice in unsaid(school, every, form)]
    for name, writer in (pair for form in formats for pair in writers[form]):
        folder.mkdir(parents=True, exist_ok=True)
        writer(folder / name)
        written.append(folder / name)
    return written, notices


def _words(desk: Desk, text: str, known: tuple[str, ...]) -> list[str]:
    """A list in one option: commas between, each out of the known ones."""
    words = [word.strip().casefold() for word in text.split(",") if word.strip()]
    for word in words:
        if word not in known:
            raise click.UsageError(desk.text("unknown_word", name=word, known=", ".join(known)))
    return words
