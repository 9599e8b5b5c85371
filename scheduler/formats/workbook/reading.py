"""Reading: from a workbook or a CSV folder to a `School`, in five steps that each add their faults to one list.

Tables -> drafts of rows -> records -> what is missing is derived -> references and meanings are checked. Only when the
list is empty does a `School` come out; otherwise `Faults` is raised with all of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from scheduler.formats.files.faults import Fault, Faults, Notice, near_name
from scheduler.formats.workbook.changes import Changes, changed
from scheduler.formats.workbook.checks import checked
from scheduler.formats.workbook.columns import meaning, normal, setting_keys, setting_named, sheet, sheet_named, sheets
from scheduler.formats.workbook.dates import date_of
from scheduler.formats.workbook.derive import (
    derived,
    with_half_days,
    with_ids,
)
from scheduler.formats.workbook.grids import Grids
from scheduler.formats.workbook.made_sheets import MadeSheets, made_sheets, roster_state, told_of
from scheduler.formats.workbook.name_cells import DECLARED
from scheduler.formats.workbook.own_file import OwnFile, own_file
from scheduler.formats.workbook.own_tabs import kept_partly
from scheduler.formats.workbook.raw_cells import Unreadable
from scheduler.formats.workbook.readiness_rows import readiness_faults
from scheduler.formats.workbook.references import resolved
from scheduler.formats.workbook.rows import Draft, SheetRows, divided_names, read_rows
from scheduler.formats.workbook.rule_rows import rule_row_faults, rule_row_notices
from scheduler.formats.workbook.sheet_states import sheet_states
from scheduler.formats.workbook.spelling import divided_cells, joined_names, spelled_as_in, with_one_spelling
from scheduler.formats.workbook.tables import Source, read_source, read_timetable_source
from scheduler.formats.workbook.term_rows import (
    never_together,
    strange_rows,
    term_faults,
    term_notices,
    with_stated_days,
)
from scheduler.formats.workbook.values import Clock
from scheduler.formats.workbook.versions import is_versions
from scheduler.problem.modes import Presence
from scheduler.problem.text import LANGUAGES, say
from scheduler.school import records
from scheduler.school.default_grid import DEFAULT_GRID, default_grid
from scheduler.school.made_lessons import read_row
from scheduler.school.names import loosely
from scheduler.school.records import RosterRow, School, Settings, WeekLetters

NO_CHANGES = Changes()


@dataclass(frozen=True)
class Extras:
    """What a file holds beyond the contract, so that a result can give it back.

    `columns`: by field of `School`, each unknown column as (header, values beside the records); `sheets`: the
    planner's own tabs as (title, rows); `sources`: the column bron/source of the settings, by key.
    """

    columns: Mapping[str, tuple[tuple[str, tuple[Any, ...]], ...]] = field(default_factory=dict)
    sheets: tuple[tuple[str, tuple[tuple[Any, ...], ...]], ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    file: OwnFile | None = None
    """The whole file, where a result can be put into it."""
    duties: tuple[tuple[Any, ...], ...] = ()
    """The rows of the sheet of an earlier result that says who does which duty."""


@dataclass(frozen=True)
class Reading:
    """A school as read, what should be said about it, and what the contract has no place for."""

    school: School
    notices: tuple[Notice, ...] = ()
    extras: Extras = Extras()
    made: tuple[Notice, ...] = ()
    """Which of our reading sheets are older than Rooster or were edited."""
    unfit: tuple[Fault, ...] = ()
    """Why rows of Rooster were left out: a cell says nothing, or their lesson, teacher, room or period is not there."""
    left: tuple[RosterRow, ...] = ()
    """Those rows, as far as they can be read."""


def read_school(path: Path) -> tuple[School, tuple[Notice, ...]]:
    """The school in a workbook or a folder of CSV files; raises `Faults` with everything that is wrong."""
    reading = read_workbook(path)
    return reading.school, reading.notices


def read_workbook(path: Path, fresh: bool = False, changes: Changes = NO_CHANGES) -> Reading:
    """Like `read_school`, with the planner's own columns and sheets beside the school.

    `fresh` forgets the sheet Rooster, whatever stands in it, except for the rows that are pinned. `changes` hold as if
    they stood in the file.
    """
    source = read_source(Path(path))
    rows = changed(_rows_by_sheet(source), changes)
    faults, notices = source.faults, source.notices
    as_read = dict(rows)
    if fresh and "roster" in rows:
        all_rows, rows["roster"] = rows["roster"], _only_pinned(rows["roster"])
        if count := len(all_rows.drafts) - len(rows["roster"].drafts):
            notices.append(Notice(all_rows.title, "", "forgotten", {"count": count}))
    # of a fresh start only pins are read, and one that says nothing is no pin to be left out
    spoilt = _of_spoilt_rows(rows["roster"]) if "roster" in rows and not fresh else []
    for found in rows.values():
        faults += (one for one in found.faults if one not in spoilt)
        notices += found.notices
    settings, sources = _settings(rows.get("settings"), faults, notices)
    if source.unread:
        raise Faults(_in_order(faults), notices)
    titles = _titles(rows, settings)
    school, spoiled = _records(rows, settings)
    every = school.roster
    school = replace(school, roster=_readable(every, spoiled))
    school, spelled = with_one_spelling(school)
    school = with_stated_days(school)
    placed = roster_state(school.roster)
    school = _completed(school, rows, source, titles, faults, notices)
    listed = {name for name, found in rows.items() if found.drafts}
    joined_faults, joined = joined_names(school, listed)
    faults += joined_faults
    notices += [*spelled, *joined, *divided_cells(school, listed)]
    school, derivations = derived(school, titles)
    notices += derivations
    own = [one for one in source.others if one.rows and not is_versions(one.title, one.rows)]
    notices += [
        Notice(one.title, one.title, "unknown_sheet") for one in own if not _told_of_an_import(one.title, one.rows)
    ]
    ours = made_sheets(source.container) if source.container else None
    file = _own_file(source, as_read, ours) if changes == NO_CHANGES else None
    if file is None:
        notices += kept_partly(source.others)
        if changes == NO_CHANGES:
            notices.append(Notice(source.name, "", "not_kept"))
    derived_rooms = not (rows.get("rooms") and rows["rooms"].drafts)
    school, unknown, gone = resolved(school, titles, without_rooms=derived_rooms)
    school, meant, said = checked(_with_periods_of_clocks(school, faults), titles, spoiled)
    school, meant, unfit = _without_unfit(school, meant)
    school, strange = strange_rows(school)
    unfit += [*spoilt, *strange]
    faults += [*unknown, *meant, *rule_row_faults(school), *term_faults(school), *readiness_faults(school)]
    notices += [*said, *rule_row_notices(school), *term_notices(school, titles)]
    if faults:
        raise Faults(_in_order([*faults, *gone, *unfit]), notices)
    left = _apart(every, school.roster)
    if left:
        rows["roster"] = _without(rows["roster"], left)
    extras = replace(_extras(source, rows, sources), file=file, duties=() if fresh else _duties_before(source, school))
    made: tuple[Notice, ...] = ()
    if source.container and ours and not fresh:
        states = sheet_states(school) if changes == NO_CHANGES else {}
        made = told_of(source.container, ours, placed, states, titles)
    return Reading(school, tuple(notices), extras, made, (*gone, *unfit), left)


def read_timetable(path: Path, school: School) -> Reading:
    """The timetable of `school` in another file; raises `Faults`.

    A whole school says itself what its rows mean. A file with the sheet Rooster only (a lone Rooster.csv, under
    whatever name) is read with the lessons, names and bells of `school`; rows that do not fit it are `unfit`.
    """
    source = read_timetable_source(Path(path))
    if {one.field for table in source.tables if (one := sheet_named(table.title))} != {"roster"} or source.unread:
        return read_workbook(path)
    found = read_rows(sheet("roster"), source.tables[0])
    made, spoiled = _records({"roster": found}, school.settings)
    spoilt = _of_spoilt_rows(found)
    faults = [*source.faults, *(one for one in found.faults if one not in spoilt)]
    beside = replace(school, roster=spelled_as_in(school, _readable(made.roster, spoiled)))
    beside, _, gone = resolved(beside, _titles({"roster": found}, school.settings), without_rooms=True)
    timeless: list[Fault] = []
    beside = _with_periods_of_clocks(beside, timeless)
    beside, _, unfit = _without_unfit(beside, timeless)
    unfit += spoilt
    if faults or (unfit and not beside.roster):  # a file of which nothing is left is no timetable
        raise Faults(_in_order([*faults, *gone, *unfit]), found.notices)
    left = _apart(made.roster, beside.roster)
    return Reading(beside, (*source.notices, *found.notices), unfit=(*gone, *unfit), left=left)


def _of_spoilt_rows(roster: SheetRows) -> list[Fault]:
    """What is wrong in cells of rows of Rooster: such a row is left out and the others are read."""
    spoilt = {str(draft.origin.row) for draft in roster.drafts if draft.spoiled}
    return [one for one in roster.faults if re.sub(r".*!\D*|.*:\D*", "", one.where) in spoilt]


def _readable(rows: tuple[RosterRow, ...], spoiled: frozenset[tuple[str, int]]) -> tuple[RosterRow, ...]:
    return tuple(row for row in rows if row.origin is None or (row.origin.sheet, row.origin.row) not in spoiled)


def _told_of_an_import(title: str, rows: Sequence[Sequence[Any]]) -> bool:
    """Whether a tab is what `import` wrote of what it assumed and noticed, and none that the planner calls so."""
    heads = {say(one, "cli", key).rstrip(":") for one in LANGUAGES for key in ("import_assumptions", "import_notices")}
    return title in {say(one, "cli", "import_sheet") for one in LANGUAGES} and bool(rows) and rows[0][0] in heads


def _apart(rows: tuple[RosterRow, ...], kept: tuple[RosterRow, ...]) -> tuple[RosterRow, ...]:
    """The rows that are not among those kept."""
    there = {row.origin.cell() for row in kept if row.origin}
    return tuple(row for row in rows if row.origin and row.origin.cell() not in there)


def _listed(source: Source) -> dict[str, frozenset[str]]:
    """By kind of reference: the names with a comma in them that are listed in their own sheet."""
    names: dict[str, set[str]] = {}
    for table in source.tables:
        known = sheet_named(table.title)
        if known is not None and known.field in DECLARED:
            names.setdefault(DECLARED[known.field], set()).update(map(loosely, divided_names(known, table)))
    own = {kind: frozenset(found) for kind, found in names.items()}
    wider = {kind: own[other] for kind, other in (("classes", "attendees"), ("members", "teachers")) if other in own}
    return own | wider


def _only_pinned(roster: SheetRows) -> SheetRows:
    """The rows of Rooster that hold a pin, and what is wrong with these."""
    kept = [index for index, draft in enumerate(roster.drafts) if draft.values.get("pinned")]
    found = _of_drafts(roster, kept)
    numbers = {str(draft.origin.row) for draft in found.drafts}
    return replace(found, faults=[one for one in roster.faults if re.sub(r".*!\D*", "", one.where) in numbers])


def _without(roster: SheetRows, left: tuple[RosterRow, ...]) -> SheetRows:
    gone = {row.origin.cell() for row in left if row.origin}
    return _of_drafts(roster, [at for at, draft in enumerate(roster.drafts) if draft.origin.cell() not in gone])


def _of_drafts(rows: SheetRows, kept: list[int]) -> SheetRows:
    """These drafts, with what stands beside them in columns that nobody knows."""
    unknown = {at: (title, [values[index] for index in kept]) for at, (title, values) in rows.unknown.items()}
    return replace(rows, drafts=[rows.drafts[index] for index in kept], unknown=unknown)


def _rows_by_sheet(source: Source) -> dict[str, SheetRows]:
    rows: dict[str, SheetRows] = {}
    listed = _listed(source)
    for table in source.tables:
        known = sheet_named(table.title)
        assert known is not None, "read_source sorts the tables"
        if known.field not in rows:
            rows[known.field] = read_rows(known, table, listed)
        elif any(cell != "" for row in table.rows for cell in row):
            if rows[known.field].drafts:
                source.faults.append(Fault(table.title, "", "sheet_twice", {"other": rows[known.field].title}))
            else:
                rows[known.field] = read_rows(known, table, listed)
    return rows


def _titles(rows: Mapping[str, SheetRows], settings: Settings) -> dict[str, str]:
    english = sum(found.title == found.sheet.names["en"] for found in rows.values())
    dutch = sum(found.title == found.sheet.names["nl"] for found in rows.values())
    language = settings.language if english == dutch else ("en" if english > dutch else "nl")
    return {one.field: rows[one.field].title if one.field in rows else one.names[language] for one in sheets()}


def _settings(rows: SheetRows | None, faults: list[Fault], notices: list[Notice]) -> tuple[Settings, dict[str, str]]:
    """The settings and the source of each; an unknown key is kept as the planner's own and reported."""
    if rows is None:
        return Settings(), {}
    values: dict[str, Any] = {}
    other: dict[str, str] = {}
    sources: dict[str, str] = {}
    seen: dict[str, Draft] = {}
    names = [name for word in setting_keys().values() for name in word.names.values()]
    for draft in rows.drafts:
        key, value = draft.values["key"], draft.values.get("value", "")
        if not key:
            continue
        known = setting_named(key)
        name = known or key
        if name in seen:
            params = {"first": seen[name].origin.cell("key")}
            faults.append(Fault(draft.origin.cell("key"), key, "duplicate", params))
            continue
        seen[name] = draft
        sources[name] = draft.values.get("source", "")
        if known is None:
            other[key] = value
            notices.append(Notice(draft.origin.cell("key"), key, "unknown_setting", {"near": near_name(key, names)}))
        elif value:
            try:
                values[known] = _setting(known, value)
            except ValueError as wrong:
                faults.append(Fault(draft.origin.cell("value"), value, f"setting_{wrong}"))
    return Settings(**values, other=other), {key: text for key, text in sources.items() if text}


def _setting(name: str, value: str) -> str | int | date | WeekLetters | Presence:
    if name == "language":
        language = {"nederlands": "nl", "dutch": "nl", "engels": "en", "english": "en"}.get(value.casefold())
        if (language or value.casefold()) not in LANGUAGES:
            raise ValueError("language")
        return language or value.casefold()
    if name in ("first_school_day", "last_school_day"):
        try:
            return date_of(value)
        except Unreadable:
            raise ValueError("date") from None
    if name == "week_letters":
        letters = meaning("week_letters", value)
        if letters is None:
            raise ValueError("week_letters")
        return WeekLetters(letters)
    if name == "presence":
        presence = meaning("presence", value)
        if presence is None:
            raise ValueError("presence")
        return Presence(presence)
    if name in ("cycle_weeks", "travel_minutes", "time_limit"):
        number = re.fullmatch(
            r"(\d{1,7})(?:[.,]0+)?\s*(s|sec|m|min|minuten|minutes|u|h)?", value.strip(), re.IGNORECASE
        )
        if not number:
            raise ValueError(name)
        amount, unit = int(number[1]), (number[2] or "").casefold()
        if name == "time_limit":
            amount *= 3600 if unit in ("u", "h") else 60 if unit.startswith("m") else 1
        most = {"cycle_weeks": 2, "travel_minutes": 600, "time_limit": 7 * 24 * 3600}[name]
        if not (0 if name == "travel_minutes" else 1) <= amount <= most:
            raise ValueError(name)
        return amount
    return value


def _records(rows: Mapping[str, SheetRows], settings: Settings) -> tuple[School, frozenset[tuple[str, int]]]:
    """A record for every draft; the (sheet, row) of those that had a fault already, so that none is told twice."""
    made: dict[str, Any] = {}
    spoiled = set()
    for name, found in rows.items():
        if name == "settings":
            continue
        record = getattr(records, found.sheet.record)
        empty = {one.name: "" for one in fields(record) if one.default is MISSING and one.default_factory is MISSING}
        made[name] = tuple(record(**{**empty, **draft.values}, origin=draft.origin) for draft in found.drafts)
        if name == "roster":
            made[name] = tuple(map(read_row, made[name]))
        spoiled |= {(draft.origin.sheet, draft.origin.row) for draft in found.drafts if draft.spoiled}
    return School(settings=settings, **made), frozenset(spoiled)


def _completed(
    school: School,
    rows: Mapping[str, SheetRows],
    source: Source,
    titles: Mapping[str, str],
    faults: list[Fault],
    notices: list[Notice],
) -> School:
    """Ids and the grid; a file without lessons is at fault."""
    if "lessons" not in rows:
        known = {name: sheet("lessons").names[name] for name in LANGUAGES}
        faults.append(Fault(source.name, "", "no_lessons_sheet", {"dutch": known["nl"], "english": known["en"]}))
    elif "lessons" in rows and not school.lessons and not rows["lessons"].faults:
        there = {name: len(getattr(school, name)) for name in ("classes", "teachers", "rooms", "subjects")}
        faults.append(Fault(titles["lessons"], "", "no_lessons_yet" if any(there.values()) else "no_lessons", there))
    if any(not lesson.id for lesson in school.lessons):
        count = sum(not lesson.id for lesson in school.lessons)
        notices.append(Notice(titles["lessons"], "", "ids_made", {"count": count}))
    grid_failed = "periods" in rows and bool(rows["periods"].faults)
    if school.periods:
        stated = [bool(draft.values.get("half_day")) for draft in rows["periods"].drafts]
        named = tuple(replace(period, grid=period.grid or DEFAULT_GRID) for period in school.periods)
        periods = with_half_days(named, stated)
        if not all(stated):
            notices.append(Notice(titles["periods"], "", "half_days_derived"))
    else:
        periods = default_grid()
        if not grid_failed:
            notices.append(Notice(titles["periods"], "", "default_grid", {"grid": DEFAULT_GRID}))
    return replace(school, periods=periods, lessons=with_ids(school.lessons, never_together(school)))


def _with_periods_of_clocks(school: School, faults: list[Fault]) -> School:
    """Clock times where a period was asked become the period of the grid in which they lie."""
    lessons = {lesson.id: lesson for lesson in school.lessons}
    grids = Grids(school)

    def grids_for(row: Any) -> tuple[str, ...]:
        lesson = lessons.get(getattr(row, "lesson", ""))
        if lesson is not None:
            return grids.of(lesson.attendees)
        if getattr(row, "kind", "") == "class":
            return grids.of((row.code,))
        return grids.names

    def placed(row: Any) -> Any:
        clock = row.period
        if not isinstance(clock, Clock):
            return row
        found = grids.period_at(grids_for(row), row.day, clock.minutes)
        if found is not None:
            return replace(row, period=found)
        shown = f"{clock.minutes // 60}:{clock.minutes % 60:02}"
        faults.append(Fault(row.origin.cell("period"), shown, "no_period_at"))
        return replace(row, period=1)

    timed = ("availability", "pins", "supervision", "duties", "roster")
    rows: dict[str, Any] = {name: tuple(map(placed, getattr(school, name))) for name in timed}
    return replace(school, **rows)


def _without_unfit(school: School, faults: list[Fault]) -> tuple[School, list[Fault], list[Fault]]:
    """The school without the rows of Rooster whose time does not exist; other faults, and those of these rows."""
    cells = {(row.origin.sheet, row.origin.row) for row in school.roster if row.origin}

    def row_of(fault: Fault) -> tuple[str, int] | None:
        sheet, _, cell = fault.where.rpartition("!")
        number = re.sub(r"\D", "", cell)
        return (sheet, int(number)) if number and (sheet, int(number)) in cells else None

    unfit = {place: fault for fault in reversed(faults) if (place := row_of(fault))}
    rows = tuple(row for row in school.roster if not row.origin or (row.origin.sheet, row.origin.row) not in unfit)
    return replace(school, roster=rows), [one for one in faults if row_of(one) is None], list(unfit.values())


def _extras(source: Source, rows: Mapping[str, SheetRows], sources: Mapping[str, str]) -> Extras:
    columns = {
        name: tuple(
            (title, tuple(values)) for title, values in found.unknown.values() if any(v != "" for v in values) or title
        )
        for name, found in rows.items()
        if found.unknown
    }
    others = tuple((table.title, tuple(tuple(row) for row in table.rows)) for table in source.others if table.rows)
    return Extras({name: found for name, found in columns.items() if found}, others, dict(sources))


def _duties_before(source: Source, school: School) -> tuple[tuple[Any, ...], ...]:
    """What an earlier result says of duties; the sheet is called in either language."""
    titles = {normal(say(language, "views", "sheet_duties")) for language in LANGUAGES}
    if source.container is None or not school.duties:
        return ()
    found = [title for title in source.container.sheet_names if normal(title) in titles]
    try:
        return tuple(tuple(row) for title in found for row in source.container.rows(title))
    except Faults:  # made by us, and made anew: what is no longer readable is not missed
        return ()


def _own_file(source: Source, rows: Mapping[str, SheetRows], made: MadeSheets | None) -> OwnFile | None:
    if source.container is None or made is None:
        return None
    own = {one.title: len(one.rows) for one in source.others}
    return own_file(source.container, rows, own, made)


def _in_order(faults: list[Fault]) -> list[Fault]:
    """In the order of the sheets and of the rows in them, each fault once."""
    order = {one: index for index, one in enumerate(dict.fromkeys(fault.where.partition("!")[0] for fault in faults))}

    def key(fault: Fault) -> tuple[int, int]:
        name, _, cell = fault.where.partition("!")
        row = re.search(r"\d+", cell)
        return order[name], int(row[0]) if row else 0

    unique = {(fault.where, fault.value, fault.key): fault for fault in faults}
    return sorted(unique.values(), key=key)


__all__ = ["NO_CHANGES", "Changes", "Extras", "Reading", "read_school", "read_workbook"]
