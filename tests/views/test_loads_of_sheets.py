"""Loads of whatever a planner may combine: each figure is what its sheets give, counted apart (`sheet_loads`).

Several grids, weeks A and B, terms, meetings, supervision, half days at home, teachers together or chosen, absent or on
stand-by, mixed lessons, segments.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from scheduler.formats.workbook import write_csv_folder
from scheduler.school.building import build_problem
from scheduler.school.records import CalendarEntry, School, WeekKind
from scheduler.school.roster import rows_of, timetable_of
from scheduler.school.terms import in_part, part_name, with_rows, year_parts
from scheduler.views import make_report
from scheduler.views.loads.counting import Table, tables
from scheduler.views.report import Report
from tests.school.random_schools import random_blended_school, random_timetable
from tests.second_judge.sheets import Row, listed
from tests.views.sheet_loads import SheetLoads

TERMS = ("semester 1", "semester 2")


def figures(table: Table) -> dict[str, dict[str, Any]]:
    return {str(row[0]): dict(zip(table.columns, row, strict=True)) for row in table.rows}


def by_term(school: School, seed: int) -> School:
    """The same with some lessons and wishes in one half of the year only."""
    random = Random(seed)
    days = ((date(2026, 9, 1), date(2027, 1, 31)), (date(2027, 2, 1), date(2027, 6, 30)))
    lessons = [one if one.band else replace(one, term=random.choice(("", *TERMS))) for one in school.lessons]
    lessons[0] = replace(lessons[0], term=TERMS[0], band="")
    return replace(
        school,
        lessons=tuple(lessons),
        pins=(),
        meetings=tuple(replace(one, term=random.choice(("", TERMS[1]))) for one in school.meetings),
        availability=tuple(replace(one, term=random.choice(("", TERMS[0]))) for one in school.availability),
        calendar=tuple(
            CalendarEntry(first, WeekKind.TERM, last=last, term=name)
            for name, (first, last) in zip(TERMS, days, strict=True)
        ),
    )


@pytest.mark.parametrize("seed", range(24))
def test_every_figure_is_what_the_sheets_give(seed: int, tmp_path: Path) -> None:
    school = random_blended_school(seed)
    problem = build_problem(school)
    timetable = random_timetable(problem, seed)
    write_csv_folder(replace(school, roster=rows_of(problem, timetable)), tmp_path / "s", "nl")
    _as_counted(make_report(problem, timetable), SheetLoads(tmp_path / "s"))


@pytest.mark.parametrize("seed", range(5))
def test_every_figure_of_a_term_is_what_its_rows_give(seed: int, tmp_path: Path) -> None:
    whole = by_term(random_blended_school(seed), seed)
    names = [part_name(part, "nl") for part in year_parts(whole)]
    for number in range(len(names)):
        school = in_part(whole, year_parts(whole)[number])
        problem = build_problem(school)
        whole = with_rows(school, rows_of(problem, random_timetable(problem, seed + number)), "nl")
    write_csv_folder(whole, tmp_path / "s", "nl")
    for number, name in enumerate(names):
        school = in_part(whole, year_parts(whole)[number])
        problem = build_problem(school)
        timetable, left = timetable_of(problem, school.roster)
        assert not left
        _as_counted(make_report(problem, timetable), SheetLoads(tmp_path / "s", name), year=True)


Rows = dict[str, dict[str, Any]]


def _as_counted(report: Report, sheets: SheetLoads, year: bool = False) -> None:
    found = {table.name: table for table in tables(report)}
    _teachers(figures(found["teachers"]), sheets)
    _classes(figures(found["classes"]), sheets, year)
    _class_subjects(found["class_subjects"], sheets)
    _rooms(figures(found["rooms"]), sheets)
    _subjects(figures(found["subjects"]), sheets)
    _sums(found, sheets)


def _weeks(told: dict[str, Any], own: list[Row], sheets: SheetLoads) -> bool:
    """Whether the planned periods of each week and their mean are those of the rows."""
    weeks = sheets.weeks if len(sheets.weeks) > 1 else ""
    return told["planned"] == sheets.planned(own) and all(
        told[f"week_{number}"] == sheets.planned(own, week) for number, week in enumerate(weeks)
    )


def _teachers(rows: Rows, sheets: SheetLoads) -> None:
    for code, told in rows.items():
        assert _weeks(told, sheets.of_teacher(code, sheets.taught), sheets)
        assert told["given"] == sheets.given(code)
        if asked := sheets.teachers[code]["assignment"]:
            over = told["planned"] - int(asked)
            wanted = int(asked), max(0, -over), max(0, over)
            assert (told["asked_teacher"], told["too_few"], told["too_many"]) == wanted
        week = sheets.week_of(code)
        assert {name: told[name] for name in week} == week
        for name, word in (("meetings", "overleg:"), ("duties", "toezicht:")):
            duties = [row for row in sheets.of_teacher(code, sheets.rows) if row["lesson"].startswith(word)]
            assert told[name] == sheets.planned(duties)
        wishes = [row for row in sheets.wishes if row["code"] == code]
        assert (told["wishes_asked"], told["wishes_met"]) == (len(wishes), sum(map(sheets.met, wishes)))


def _classes(rows: Rows, sheets: SheetLoads, year: bool) -> None:
    for code, told in rows.items():
        own, asked = sheets.of_class(code, sheets.taught), sheets.of_class(code, list(sheets.lessons.values()))
        assert _weeks(told, own, sheets)
        assert told["asked"] == sheets.asked(asked)
        assert told["missing"] == told["asked"] - told["planned"]
        assert told["distance_week"] == sheets.at_distance(own, code)
        if not year:
            whole, distance, slack = sheets.share(code)
            assert (told["path_lessons"], told["distance"], told["slack"]) == (whole, distance, slack)
            assert told["percent"] == (100 * distance / (whole * len(sheets.weeks)) if whole else None)


def _class_subjects(table: Table, sheets: SheetLoads) -> None:
    for row in table.rows:
        told = dict(zip(table.columns, row, strict=True))
        code, subject = str(told["class"]), told["subject"]
        own = [one for one in sheets.of_class(code, sheets.taught) if one["subject"] == subject]
        asked = [one for one in sheets.of_class(code, list(sheets.lessons.values())) if one["subject"] == subject]
        assert (told["planned"], told["asked"]) == (sheets.planned(own), sheets.asked(asked))
        assert told["distance_week"] == sheets.at_distance(own, code)


def _rooms(rows: Rows, sheets: SheetLoads) -> None:
    for code, told in rows.items():
        assert told["used"] == sheets.planned(sheets.in_room(code))
        assert told["percent"] == sheets.occupied(code)
        assert told["open"] == sum(map(len, sheets.grids[sheets.own_grid].values()))


def _subjects(rows: Rows, sheets: SheetLoads) -> None:
    for code, told in rows.items():
        own = [row for row in sheets.taught if row["subject"] == code]
        asked = [row for row in sheets.lessons.values() if row["subject"] == code]
        assert _weeks(told, own, sheets)
        assert told["asked"] == sheets.asked(asked)
        assert told["distance_week"] == sheets.at_distance(own)
        names = {one for row in own for one in listed(row["teachers"]) if one in sheets.teachers}
        assert told["teachers"] == len(names)


def _sums(found: dict[str, Table], sheets: SheetLoads) -> None:
    for name, asked in (("teachers", "given"), ("classes", "asked")):
        columns = found[name].columns
        ends: Rows = {str(end[0]): dict(zip(columns, end, strict=True)) for end in found[name].ends}
        assert ends["school"]["planned"] == sheets.planned(sheets.taught)
        assert ends["school"][asked] == sheets.asked([row for row in sheets.lessons.values() if row["classes"]])
        for column, total in ends["sum"].items():
            if isinstance(total, Fraction | int):
                each = [row[columns.index(column)] for row in found[name].rows]
                assert total == sum(one for one in each if isinstance(one, Fraction | int))
