"""A school as a case, from its workbook or folder of CSV files: all its sheets, its terms, its problem and timetable.

Every reader raises `Faults`; what only shows when a problem is built from a school (a policy file, a row of Regels,
too many groups) becomes a fault at the planner's cell here. What a fault of a kind means stands in its own room.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from scheduler.formats.cases import SchoolCase
from scheduler.formats.files.faults import Fault, Faults, Notice
from scheduler.formats.pin_rows import pin_faults
from scheduler.formats.workbook.changes import Changes
from scheduler.formats.workbook.columns import setting_named, sheet_named
from scheduler.formats.workbook.policy_checks import stage_faults, stage_notices
from scheduler.formats.workbook.reading import NO_CHANGES, Reading, read_workbook
from scheduler.formats.workbook.rule_rows import value_faults
from scheduler.formats.workbook.tables import Source, read_source
from scheduler.problem.problem import Problem
from scheduler.problem.text import LANGUAGES
from scheduler.problem.timetable import Timetable
from scheduler.school.building import PolicyError, RuleRowError, TooManyPaths, build_problem, context_of
from scheduler.school.building.elsewhere import periods_of_part
from scheduler.school.records import RosterRow, School, YearPart
from scheduler.school.roster import RowFault, timetable_of
from scheduler.school.terms import in_part, part_name, part_named, rows_of_part, year_parts


def read_case(
    path: Path, fresh: bool = False, changes: Changes = NO_CHANGES, term: str | date | None = None
) -> SchoolCase:
    """The school in a workbook or a folder of CSV files, as a problem. Raises `Faults`.

    `fresh` forgets the sheet Rooster, except for the rows that are pinned. `changes` hold as if they stood in the file.
    `term`: where terms have timetables of their own, which one, by its name or a date in it; None: the first
    that has a timetable.
    """
    return case_of(path, read_workbook(path, fresh, changes), changes, term)


def case_of(path: Path, reading: Reading, changes: Changes = NO_CHANGES, term: str | date | None = None) -> SchoolCase:
    """As `read_case`, of what was read."""
    whole = reading.school
    parts = year_parts(whole)
    if term is not None and not parts and isinstance(term, str):
        raise Faults([Fault(path.name, term, "no_terms", {}, "reading")], reading.notices)
    if not parts:
        return _case(path, whole, reading, changes)
    part = _part(parts, term, path, whole)
    others = {one.names: _periods(path, whole, one, reading, changes) for one in parts if one is not part}
    part = replace(part, elsewhere=_added(others.values()))
    notices = tuple(one for one in reading.notices if term is None or one.key != "year_parts")
    if term is None:
        about = {"term": part_name(part, whole.settings.language)}
        notices += (Notice(path.name, "", "about_term", about, "reading"),)
    reading = replace(reading, notices=notices)
    return replace(_case(path, in_part(whole, part), reading, changes), parts=parts)


def _part(parts: Sequence[YearPart], term: str | date | None, path: Path, school: School) -> YearPart:
    if isinstance(term, date):
        coming = [one for one in parts if any(day >= term for day in one.days)]
        return min(coming, key=lambda one: min(day for day in one.days if day >= term), default=parts[-1])
    if term is None:
        return next((one for one in parts if rows_of_part(school, one)), parts[0])
    found = part_named(parts, term)
    if found is None:
        known = ", ".join(part_name(one, school.settings.language) for one in parts)
        raise Faults([Fault(path.name, term, "no_such_term", {"known": known}, "reading")])
    return found


def other_cases(case: SchoolCase) -> Iterator[SchoolCase]:
    """The other parts of the year, each with its problem and timetable, in the order of the year."""
    part = case.school.part
    if part is None or part.whole is None:
        return
    for one in case.parts:
        if one.names != part.names:
            yield _case(case.path, in_part(part.whole, one), Reading(part.whole), NO_CHANGES)


def other_timetables(case: SchoolCase) -> Iterator[tuple[Problem, Timetable]]:
    """The timetables of the other parts of the year, each with its problem; none where there are no terms."""
    for one in other_cases(case):
        if one.timetable is not None:
            yield one.problem, one.timetable


def _periods(
    path: Path, whole: School, part: YearPart, reading: Reading, changes: Changes
) -> Mapping[str, tuple[int, int]]:
    """What another part of the year comes to, by path."""
    case = _case(path, in_part(whole, part), reading, changes)
    context = context_of(case.problem)
    assert context is not None, "it was built of this school"
    return periods_of_part(context, case.problem, case.timetable)


def _added(parts: Iterable[Mapping[str, tuple[int, int]]]) -> Mapping[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for part in parts:
        for path, (distance, every) in part.items():
            before = found.get(path, (0, 0))
            found[path] = before[0] + distance, before[1] + every
    return found


def _case(path: Path, school: School, reading: Reading, changes: Changes) -> SchoolCase:
    problem = problem_of(school, path, reading, changes=changes)
    context = context_of(problem)
    assert context is not None, "it was built of this school"
    if stages := list(stage_faults(school, context.policy)):
        raise Faults(stages, reading.notices)
    reading = replace(reading, notices=(*reading.notices, *stage_notices(school, context.policy)))
    if pins := pin_faults(problem, school):
        raise Faults(pins, reading.notices)
    part = school.part
    own, near = school.roster, part.before if part and not school.roster else ()
    left = rows_of_part(replace(part.whole, roster=reading.left), part) if part and part.whole else reading.left
    timetable, faults = timetable_from(problem, own, left) if own else (None, ())
    return SchoolCase(
        path,
        school,
        problem,
        timetable,
        (*reading.unfit, *faults),
        reading.notices,
        reading.extras,
        reading.made,
        near=timetable_from(problem, near)[0] if near else None,
    )


def problem_of(
    school: School,
    path: Path,
    reading: Reading | None = None,
    judged: tuple[RosterRow, ...] | None = None,
    changes: Changes = NO_CHANGES,
) -> Problem:
    """The problem that the school of this file states. Raises `Faults` for what shows only now.

    `judged`: see `build_problem`. `changes` were made to the school already; faults tell their places.
    """
    notices = reading.notices if reading else ()
    rows = list(value_faults(school))
    if rows:
        raise Faults(rows, notices)
    policy = school.settings.policy
    if Path(policy).name != policy:  # a workbook names no file outside its own folder
        raise Faults([Fault(_policy_cell(path, changes), policy, "policy_folder", {}, "reading")], notices)
    try:
        return build_problem(school, path if path.is_dir() else path.parent, judged)
    except PolicyError as wrong:
        where = _policy_cell(path, changes)
        key = f"policy_{wrong.kind}" if wrong.kind else "policy"
        raise Faults([Fault(where, policy, key, {"reason": wrong.detail}, "reading")], notices) from None
    except RuleRowError as wrong:
        raise Faults([_rule_row_fault(wrong)], notices) from None
    except TooManyPaths as wrong:
        where = wrong.record.origin.cell("code") if wrong.record.origin else ""
        params = {"count": wrong.count}
        raise Faults([Fault(where, wrong.record.code, "too_many_paths", params, "reading")], notices) from None


def timetable_from(
    problem: Problem, rows: tuple[RosterRow, ...], left: tuple[RosterRow, ...] = ()
) -> tuple[Timetable, tuple[Fault, ...]]:
    """The timetable that rows of Rooster state, and a fault at its cell for each row that fits no meet.

    `left`: rows that were left out in reading.
    """
    timetable, faults = timetable_of(problem, rows, left)
    return timetable, tuple(_row_fault(fault) for fault in faults)


def language_of(path: Path) -> str | None:
    """The language of a school's file, however faulty: its setting, else its sheet names; None if unknown."""
    try:
        source = read_source(path)
    except (Faults, OSError, ValueError):
        return None
    for _, key, value in _settings(source):
        if key == "language" and value.casefold()[:2] in ("nl", "en", "ne", "du"):
            return "en" if value.casefold().startswith("en") else "nl"
    names = [(table.title, known) for table in source.tables if (known := sheet_named(table.title))]
    spoken = {
        language: sum(title.casefold() == known.names[language].casefold() for title, known in names)
        for language in LANGUAGES
    }
    best = max(spoken, key=lambda language: spoken[language])
    return best if spoken[best] else None


def _rule_row_fault(wrong: RuleRowError) -> Fault:
    where = wrong.row.origin.cell("value") if wrong.row.origin else ""
    return Fault(where, wrong.row.value or "", wrong.key, {**wrong.values}, "rules")


def _row_fault(fault: RowFault) -> Fault:
    row = fault.row
    where = row.origin.cell(fault.field) if row.origin else ""
    value = str(getattr(row, fault.field, ""))
    return Fault(where, value, fault.note.key, dict(fault.note.values), fault.note.catalogue)


def _settings(source: Source) -> Iterator[tuple[str, str, str]]:
    """(cell, key, value) of every row of Instellingen whose key is known."""
    for table in source.tables:
        known = sheet_named(table.title)
        if known is None or known.field != "settings":
            continue
        for number, row in enumerate(table.rows):
            cells = [str(cell).strip() for cell in row[:2]]
            key = setting_named(cells[0]) if len(cells) == 2 else None
            if key:
                yield table.where(number, 1), key, cells[1]


def _policy_cell(path: Path, changes: Changes) -> str:
    changed = changes.read("settings")
    for draft in changed.drafts if changed else ():
        if setting_named(draft.values["key"]) == "policy":
            return draft.origin.cell("value")
    return next((where for where, key, _ in _settings(read_source(path)) if key == "policy"), "")
