"""The whole way from files to a school: open, find tables, read lists and grids, finish.

What cannot be opened, or lacks something essential, raises `Faults` that say what to do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scheduler.formats.fet import locked_timetable, looks_like_fet, read_fet
from scheduler.formats.fet.school import school_of
from scheduler.formats.files.faults import Fault, Faults
from scheduler.formats.files.opening import is_workbook
from scheduler.formats.files.package import read_safely
from scheduler.formats.files.text import decoded, looks_like_xml
from scheduler.formats.files.worksheet import column_letters
from scheduler.formats.roster.combining.finishing import finish
from scheduler.formats.roster.layout.ordinals import with_counted_days, with_ordinals
from scheduler.formats.roster.layout.tables import find_tables
from scheduler.formats.roster.layout.turning import turned
from scheduler.formats.roster.reading.beside_names import without_counts
from scheduler.formats.roster.reading.families import mark_all, read_grids
from scheduler.formats.roster.reading.list_rows import Listed
from scheduler.formats.roster.reading.lists import read_lists
from scheduler.formats.roster.reading.moments import with_days
from scheduler.formats.roster.reading.naming import learn_axes
from scheduler.formats.roster.reading.side_tables import read_legend, read_matrix, read_pairs
from scheduler.formats.roster.reading.weeks import with_weeks
from scheduler.formats.roster.reading.work import Work
from scheduler.formats.roster.records import Assumption, Doubtful, Exchange, Imported, ImportOptions, told
from scheduler.formats.roster.sheets.cells import LONGEST_CELL, Sheet, text_sheet, workbook_sheets
from scheduler.formats.roster.sheets.pages import looks_like_page, page_sheets
from scheduler.formats.roster.sheets.sheet_texts import with_own_titles
from scheduler.formats.roster.words.labels import plain
from scheduler.school.records import EVERY_WEEK


def import_roster(paths: Sequence[Path], options: ImportOptions | None = None) -> Imported:
    """Read rosters into one school, with the rules of the catalogue as they are.

    A roster from elsewhere may break some of them; `scheduler.library.importing.as_it_runs` switches those off in the
    sheet Regels and says so, as the verb `import` does.

    Raises `Faults` where a file cannot be opened or something essential is missing, and `Doubtful` where the best
    reading is not sure, unless the options accept it.
    """
    options = options or ImportOptions()
    work = Work(options)
    sheets: list[Sheet] = []
    paths = _files_in(paths)
    if len(paths) == 1 and looks_like_fet(paths[0]):
        return _fet_file(paths[0], options)
    later: list[Path] = []
    for path in paths:
        sheets += _sheets_of(path, work, later)
    for path in later:  # what master data are is told by the codes that lessons and wishes name
        sheets += _text_sheets(path, work, known=True)
    _weeks_of_numbers(work)
    if len(paths) == 1 and _is_school_workbook(sheets):
        return _school_workbook(Path(paths[0]))
    for sheet in sheets:
        for (row, column), letters in sheet.cut.items():
            place = f"{sheet.name}!{column_letters(column)}{row + 1}"
            work.notices.append(told("cell_cut", 0.5, place, letters=letters, most=LONGEST_CELL))
    _read_sheets(_wanted(with_own_titles(sheets), work), work)
    imported = finish(work, [Path(path).name for path in paths])
    if imported.doubts and not options.accept:
        raise Doubtful(imported)
    return imported


def _is_school_workbook(sheets: Sequence[Sheet]) -> bool:
    """A workbook of our own contract holds the lessons and the grid (or the timetable) by their names."""
    names = {plain(sheet.name) for sheet in sheets}
    return (
        bool(names & {"lessen", "lessons"})
        and bool(names & {"tijdraster", "times"})
        and bool(names & {"klassen", "classes", "rooster", "timetable"})
    )


def _school_workbook(path: Path) -> Imported:
    """A school workbook needs no guessing; its own reader reads it."""
    from scheduler.formats.workbook import read_school

    school, notices = read_school(path)
    return Imported(
        school,
        (told("school_workbook", 1.0, name=path.name),),
        tuple(Assumption(notice.text("nl"), notice.text("en"), 0.9) for notice in notices),
        counts={
            "classes": len(school.classes),
            "teachers": len(school.teachers),
            "lessons": len(school.lessons),
            "meets": len(school.roster),
        },
    )


def _fet_file(path: Path, options: ImportOptions) -> Imported:
    """A FET file says everything by name; what no sheet says is told."""
    fet = read_fet(path)
    made = school_of(fet, locked_timetable(fet), options.language, path.name)
    told_of_it = [
        Assumption(one.text("nl"), one.text("en"), 0.9, notice.where)
        for notice in (*fet.notices, *made.notices)
        for one in (replace(notice, where=""),)
    ]
    return Imported(
        made.school,
        (told("fet_file", 1.0, name=path.name),),
        tuple(told_of_it),
        counts={
            "classes": len(made.school.classes),
            "teachers": len(made.school.teachers),
            "lessons": len(made.school.lessons),
            "meets": len(made.school.roster),
        },
    )


def _files_in(paths: Sequence[Path]) -> list[Path]:
    """The files; a folder stands for those in it that are not hidden."""
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            found += sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith((".", "~$")))
        else:
            found.append(path)
    return found


def _sheets_of(path: Path, work: Work, later: list[Path]) -> list[Sheet]:
    """The sheets of a file; text of many columns that may be master data comes `later`."""
    from scheduler.formats import asc, untis

    content, found = read_safely(path)
    for notice in found:
        work.notices.append(Assumption(notice.text("nl"), notice.text("en"), 0.9, path.name))
    if is_workbook(content):
        try:
            return list(workbook_sheets(content, path.name))
        except Faults:
            raise
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as wrong:  # the parser is compiled: its panics are no ordinary exceptions
            raise Faults([Fault(path.name, "", "damaged", {"reason": str(wrong)[:200]})]) from None
    if looks_like_page(content):
        return list(page_sheets(content, path.name))
    if looks_like_xml(content):  # says its encoding itself
        document = untis.read_xml(content, path.name) or asc.read_xml(content, path.name)
        if document is None:
            fet = b"<fet" in content[:2000]
            raise Faults(
                [Fault(path.name, "", "is_fet", catalogue="roster") if fet else Fault(path.name, "", "not_workbook")]
            )
        _take_exchange(document, work)
        return []
    if untis.read_gpu(text := decoded(content, path.name), path.name) is None and untis.may_be_master(text, path.name):
        later.append(path)
        return []
    return _text_sheets(path, work)


def _text_sheets(path: Path, work: Work, known: bool = False) -> list[Sheet]:
    """A file of text: Untis, else one sheet; `known` is whether the other files are read."""
    from scheduler.formats import untis

    text = decoded(read_safely(path)[0], path.name)
    exchange = untis.read_gpu(text, path.name, _codes(work) if known else None)
    if exchange is not None:
        _take_exchange(exchange, work)
        return []
    return [text_sheet(text, path.name)]


def _codes(work: Work) -> dict[str, set[str]]:
    """The codes that the files so far name, by kind."""
    found = {kind: set(names) for kind, names in work.owners.items()}
    for kind, code, *_ in work.free:
        found.setdefault(kind, set()).add(code)
    for load in work.loads:
        found.setdefault("class", set()).update(load.classes)
        found.setdefault("teacher", set()).update(load.teachers)
        found.setdefault("room", set()).update(load.rooms)
        found.setdefault("subject", set()).add(load.subject)
    found.setdefault("subject", set()).update(s.subject for s in work.sightings)
    return found


def _take_exchange(found: Exchange, work: Work) -> None:
    """What a file in a known exchange format says goes straight to sightings and loads."""
    work.sightings += found.sightings
    work.loads += found.loads
    work.slots += found.slots
    work.assumptions += found.assumptions
    work.notices += found.notices
    for kind, records in (
        ("class", found.classes),
        ("teacher", found.teachers),
        ("room", found.rooms),
        ("subject", found.subjects),
    ):
        target = {
            "class": work.listed.classes,
            "teacher": work.listed.teachers,
            "room": work.listed.rooms,
            "subject": work.listed.subjects,
        }[kind]
        for code, record in records.items():
            work.vocabulary.add(kind, code)
            target.setdefault(code, {}).update(record)
    work.free += found.free
    work.supervision += found.supervision
    work.extra.update(found.counts)
    for kind in ("class", "teacher", "room"):
        for s in found.sightings:
            for name in {"class": s.classes, "teacher": s.teachers, "room": s.rooms}[kind]:
                work.owners[kind].add(work.vocabulary.add(kind, name))


def _weeks_of_numbers(work: Work) -> None:
    """A placed lesson without a week takes place in the one that the list of lessons gives its number."""
    weeks: dict[str, set[str]] = defaultdict(set)
    for load in work.loads:
        weeks[load.lesson].add(load.week)
    one_week = {number: week for number, (week, *others) in weeks.items() if number and not others}
    moved: dict[str, None] = {}
    for place, one in enumerate(work.sightings):
        week = one_week.get(one.lesson, EVERY_WEEK)
        if one.week == EVERY_WEEK != week:
            work.sightings[place] = replace(one, week=week)
            moved[one.lesson] = None
    if moved:
        work.notices.append(told("week_of_number", 0.8, count=len(moved), lessons=", ".join(moved)))


def _wanted(sheets: Sequence[Sheet], work: Work) -> list[Sheet]:
    """Visible sheets with cells, or the ones the planner named."""
    options = work.options
    said = options.section("sheets")
    result = []
    hidden = []
    for sheet in sheets:
        if said.get(sheet.name) == "skip" or not sheet.height:
            continue
        if options.sheets:
            if sheet.name.strip() in {name.strip() for name in options.sheets}:
                result.append(sheet)
            continue
        if sheet.hidden and not options.hidden and sheet.name not in said:
            hidden.append(sheet)
            continue
        result.append(sheet)
    if hidden and not result:
        return hidden
    if hidden:
        names = ", ".join(f"'{sheet.name}'" for sheet in hidden)
        work.assume("hidden_sheets", 0.8, names=names)
    return result


def _read_sheets(sheets: Sequence[Sheet], work: Work) -> None:
    said = work.options.section("axes")
    found = [table for sheet in sheets for table in find_tables(sheet)]
    found = [turned(table) if said.get(table.sheet.name) == "turned" else table for table in found]
    found, counted = with_counted_days(with_days(with_weeks(found)))
    for where, labels in counted.items():
        work.notice("days_counted", where, labels=labels)
    tables = without_counts(with_ordinals(found), work.numbers_beside)
    listed = [table for table in tables if table.kind == "list"]
    work.sheets += sheets
    work_lists = read_lists(listed, work.vocabulary, work.options, work.marks)
    _absorb(work_lists, work)
    for where, heading in work_lists.dayless:
        work.notice("list_without_day", where, heading=heading)
    readings = work_lists.readings
    grid_tables = [
        table
        for table in tables
        if (table.kind == "grid" and table.top <= table.bottom) or (table.kind == "grid" and table.axes)
    ]
    learn_axes(grid_tables, [t for t in tables if t.kind in ("matrix", "legend")], work)
    for table in tables:
        if table.kind == "list":
            work.tables.append(table.reread(readings.get((table.sheet.name, table.top), "")))
        elif table.kind == "matrix":
            work.tables.append(table)
            read_matrix(table, work)
        elif table.kind == "legend":
            work.tables.append(table)
            read_legend(table, work)
        elif table.kind == "ignored":
            reading = read_pairs(table, work)
            work.tables.append(table.reread(reading))
            if reading:
                mark_all(table, work)
    read_grids(grid_tables, work)


def _absorb(found: Listed, work: Work) -> None:
    for kind in ("classes", "teachers", "rooms", "subjects"):
        for name, record in getattr(work.listed, kind).items():
            getattr(found, kind).setdefault(name, {}).update(record)
    work.listed = found
    work.choices += found.choices
    work.skipped.update(found.skipped.values())
    work.sightings += found.sightings
    work.loads += found.loads
    for s in found.sightings:
        work.owners["class"].update(s.classes)
        work.owners["teacher"].update(s.teachers)
        work.owners["room"].update(s.rooms)
    for kind, code, day, period, sign in found.free:
        work.free.append((kind, code, day, period, 9 if sign == "+" else -3))
    for s in found.sightings:
        if s.start is not None or s.period is not None:
            work.slots.append((s.where[0], s.day, s.period, s.start, s.end))
