"""Loads: every figure is what counting the rows of Rooster and Lessen by hand gives; sums add up to the school."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import defaultdict
from dataclasses import replace
from datetime import date
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.demo import make_demo
from scheduler.problem.modes import Mode
from scheduler.problem.problem import Problem
from scheduler.problem.text import say
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.school.building.lessons import MEETING, OPENING
from scheduler.school.records import EVERY_WEEK, Level, Meeting, Room, RosterRow, School, SchoolClass, Supervision
from scheduler.school.roster import rows_of
from scheduler.views import export, make_report
from scheduler.views.loads.counting import Table, tables
from scheduler.views.loads.sheets import shown
from scheduler.views.packs.document import Week
from scheduler.views.packs.writing import make_pack
from tests.school.judging import At, lesson, small_school
from tests.school.judging import timetable as judged_timetable
from tests.school.schools import blended_school
from tests.views.greedy import greedy

SCHOOLS: dict[str, tuple[School, Problem]] = {}


def school_called(name: str) -> tuple[School, Problem]:
    if name not in SCHOOLS:
        school = blended_school() if name == "blended" else make_demo(name)
        SCHOOLS[name] = school, build_problem(school)
    return SCHOOLS[name]


def some(timetable: Timetable, left_out: int) -> Timetable:
    """A timetable without every so-manieth meet."""
    kept = [one for number, one in enumerate(timetable.placements) if not left_out or number % left_out]
    return Timetable(tuple(kept), seed=timetable.seed)


def figures(table: Table) -> dict[str, dict[str, Any]]:
    return {str(row[0]): dict(zip(table.columns, row, strict=True)) for row in table.rows}


class Counted:
    """The same figures, from the rows of Rooster and the records alone."""

    def __init__(self, school: School, rows: tuple[RosterRow, ...]) -> None:
        self.school, self.rows = school, rows
        self.weeks = school.settings.cycle_weeks
        self.class_of = {one.code: one.class_code for one in school.groups}
        self.lessons = {lesson.id: lesson for lesson in school.lessons}

    def happens(self, row: RosterRow) -> list[int]:
        return list(range(self.weeks)) if row.week == EVERY_WEEK else ["AB".index(row.week)]

    def planned(self, rows: list[RosterRow], week: int | None = None) -> Fraction:
        counted = sum(row.duration * len([one for one in self.happens(row) if week in (None, one)]) for row in rows)
        return Fraction(counted, self.weeks if week is None else 1)

    def classes_of(self, attendees: tuple[str, ...]) -> set[str]:
        return {self.class_of.get(code, code) for code in attendees}

    def asked(self, lesson: Any) -> Fraction:
        return lesson.periods if lesson.week == EVERY_WEEK else Fraction(lesson.periods, self.weeks)

    def times_of(self, rows: list[RosterRow]) -> dict[tuple[int, int], set[int]]:
        """Periods by (week, day), where the school has one grid."""
        found: dict[tuple[int, int], set[int]] = defaultdict(set)
        for row in rows:
            for week in self.happens(row):
                found[week, row.day] |= set(range(row.period, row.period + row.duration))
        return found


@settings(deadline=None, max_examples=12)
@given(
    st.sampled_from(["small", "medium", "blended"]),
    st.integers(0, 50),
    st.sampled_from([0, 2, 5, 9]),
    st.sampled_from([0.3, 0.9]),
)
def test_every_figure_is_what_counting_rooster_and_lessen_gives(
    name: str, seed: int, left_out: int, distance: float
) -> None:
    school, problem = school_called(name)
    timetable = some(greedy(problem, seed, distance), left_out)
    found = {table.name: table for table in tables(make_report(problem, timetable))}
    rows = rows_of(problem, timetable)
    counted = Counted(school, rows)
    taught = [row for row in rows if row.attendees]
    weeks = [f"week_{week}" for week in range(counted.weeks)] if counted.weeks > 1 else []

    for code, told in figures(found["teachers"]).items():
        record = next(one for one in school.teachers if one.code == code)
        own = [row for row in taught if code in row.teachers]
        assert told["planned"] == counted.planned(own)
        assert [told[week] for week in weeks] == [counted.planned(own, number) for number in range(len(weeks))]
        assert (told["asked_teacher"], told["plage"]) == (record.assignment, record.plage_max)
        fixed = [lesson for lesson in school.lessons if (code,) in lesson.teachers and lesson.attendees]
        chosen = [row for row in own if row.lesson not in {lesson.id for lesson in fixed}]
        assert told["given"] == sum(map(counted.asked, fixed)) + counted.planned(chosen)
        if record.assignment is not None:
            difference = told["planned"] - record.assignment
            assert told["too_few"] == max(0, -difference)
            assert told["too_many"] == max(0, difference - record.plage_max)
        if record.full_time:
            assert told["fraction"] == told["planned"] / record.full_time
        if len({period.grid for period in school.periods}) == 1:
            _week_is_as_counted(counted, school, told, [row for row in rows if code in row.teachers])
        meetings = [row for row in rows if code in row.teachers and row.subject == MEETING]
        openings = [row for row in rows if code in row.teachers and row.subject == OPENING]
        assert (told["meetings"], told["duties"]) == (counted.planned(meetings), counted.planned(openings))
        wishes = [
            one for one in school.availability
            if (one.kind, one.code) == ("teacher", code) and one.level not in (Level.MUST, Level.OFF)
        ]  # fmt: skip
        assert told["wishes_asked"] == len(wishes) and 0 <= told["wishes_met"] <= len(wishes)

    for code, told in figures(found["classes"]).items():
        own = [row for row in taught if code in counted.classes_of(row.attendees)]
        asked = [one for one in school.lessons if code in counted.classes_of(one.attendees)]
        assert told["planned"] == counted.planned(own)
        assert told["asked"] == sum(map(counted.asked, asked))
        assert told["missing"] == told["asked"] - told["planned"]
        assert told["distance_week"] == counted.planned(
            [row for row in own if row.mode and row.mode.value != "contact"]
        )

    for row in found["class_subjects"].rows:
        told = dict(zip(found["class_subjects"].columns, row, strict=True))
        own = [one for one in taught if one.subject == told["subject"]]
        asked = [one for one in school.lessons if one.subject == told["subject"]]
        of_class = [one for one in own if told["class"] in counted.classes_of(one.attendees)]
        assert told["planned"] == counted.planned(of_class)
        wanted = [counted.asked(one) for one in asked if told["class"] in counted.classes_of(one.attendees)]
        assert told["asked"] == sum(wanted)

    for code, told in figures(found["rooms"]).items():
        assert told["used"] == counted.planned([row for row in rows if row.room == code])
        if len({period.grid for period in school.periods}) == 1:
            assert told["open"] == sum(period.open for period in school.periods)
            assert told["percent"] == 100 * told["used"] / told["open"]

    for code, told in figures(found["subjects"]).items():
        own = [row for row in taught if row.subject == code]
        assert told["planned"] == counted.planned(own)
        assert told["asked"] == sum(counted.asked(one) for one in school.lessons if one.subject == code)
        assert told["teachers"] == len({teacher for row in own for teacher in row.teachers})

    _sums_add_up(found, counted, taught)


def _week_is_as_counted(counted: Counted, school: School, told: dict[str, Any], rows: list[RosterRow]) -> None:
    """Days, half days, gaps, first and last hours of somebody, period by period."""
    held = counted.times_of(rows)
    halves: dict[tuple[int, int, str], set[int]] = defaultdict(set)
    for period in school.periods:
        if period.open:
            for week in range(counted.weeks):
                halves[week, period.day, period.half_day].add(period.period)
    days: dict[tuple[int, int], list[int]] = defaultdict(list)
    for (week, day, _), periods in halves.items():
        days[week, day] = sorted({*days[week, day], *periods})
    busy = {day: sorted(held[day] & set(periods)) for day, periods in days.items() if held[day] & set(periods)}
    half = sum(bool(held[week, day] & periods) for (week, day, _), periods in halves.items())
    home = [row for row in rows if row.mode is Mode.SYNCHRONOUS and not row.room]
    standing_by = [row for row in rows if row.mode is Mode.ASYNCHRONOUS]  # who stands by may be at home
    away = counted.times_of(home)
    here = counted.times_of([row for row in rows if row not in home and row not in standing_by])
    gaps = sum(len([p for p in days[day] if own[0] < p < own[-1] and p not in own]) for day, own in busy.items())
    expected = {
        "days": len(busy),
        "half_days": half,
        "free_half_days": len(halves) - half,
        "gaps": gaps,
        "home_half_days": sum(
            bool(away[week, day] & periods) and not here[week, day] & periods
            for (week, day, _), periods in halves.items()
        ),
        "first": sum(own[0] == days[day][0] for day, own in busy.items()),
        "last": sum(own[-1] == days[day][-1] for day, own in busy.items()),
    }
    assert {key: told[key] * counted.weeks for key in expected} == expected


def _sums_add_up(found: dict[str, Table], counted: Counted, taught: list[RosterRow]) -> None:
    for table in found.values():
        ends = {str(end[0]): dict(zip(table.columns, end, strict=True)) for end in table.ends}
        for column, total in ends.get("sum", {}).items():
            if isinstance(total, Fraction | int):
                assert total == sum(row[table.columns.index(column)] or 0 for row in table.rows)  # type: ignore[misc]
        if "school" in ends:
            assert ends["school"]["planned"] == counted.planned(taught)
            if "common" in ends:
                assert ends["sum"]["planned"] - ends["common"]["planned"] == ends["school"]["planned"]
    place = found["departments"].columns.index("planned")
    teachers = found["teachers"].columns.index("planned")
    assert sum(row[place] for row in found["departments"].rows) == sum(  # type: ignore[misc]
        row[teachers]
        for row in found["teachers"].rows  # type: ignore[misc]
    )


def test_a_mixed_lesson_counts_at_distance_for_the_part_of_a_class_that_is_away() -> None:
    turns = (SchoolClass("3A", stage="2", pupils=21, distance_ok=True, onsite_requests=0, segments=3),)
    mixed = lesson("W", periods=2, modes=frozenset({Mode.CONTACT}), mixed=True)
    problem = build_problem(small_school(mixed, lesson("V", "BEN", subject="LO"), classes=turns))
    meets = (At("W", 0, 1, option="mixed synchronous/3A s1"), At("W", 1, 1, part=2), At("V", 2, 1))
    found = {table.name: table for table in tables(make_report(problem, judged_timetable(problem, meets)))}
    third = Fraction(1, 3)
    assert figures(found["classes"])["3A"]["distance_week"] == third
    assert [row[-1] for row in found["class_subjects"].rows] == [third, 0]
    assert [one["distance_week"] for one in figures(found["subjects"]).values()] == [third, 0]
    assert found["classes"].ends[1][found["classes"].columns.index("distance_week")] == third


@pytest.mark.parametrize("language", ["nl", "en"])
def test_sheets_and_page_show_the_same_figures(language: str, tmp_path: Path) -> None:
    school = make_demo("small")
    named = replace(school.teachers[0], name="=1+1 <script>alert(1)</script>")
    problem = build_problem(replace(school, teachers=(named, *school.teachers[1:])))
    timetable = greedy(problem)
    book, page = export(problem, timetable, tmp_path, ("loads",), (), language)
    found = tables(make_report(problem, timetable))
    read = openpyxl.load_workbook(book)
    html = page.read_text(encoding="utf-8")
    whole = read[say(language, "loads", "table_matrix")]
    assert len(read.sheetnames) == len(found) + 1 == html.count("<table>")
    _matrix_says_the_list(whole, {table.name: table for table in found}["class_subjects"], language)
    for tab, table in zip((tab for tab in read if tab is not whole), found, strict=True):
        cells = list(tab.iter_rows(min_row=4, max_row=3 + len(table.rows)))
        for line, row in zip(cells, table.rows, strict=True):
            for cell, figure in zip(line, row, strict=True):
                wanted = float(figure) if isinstance(figure, Fraction | int) else figure or None
                assert cell.value == (pytest.approx(wanted) if isinstance(wanted, float) else wanted)
                assert cell.data_type != "f"
                assert not isinstance(figure, Fraction) or shown(figure, language) in html
        assert tab.auto_filter.ref and tab.freeze_panes
    assert html.count("<script") == 1 and "alert(1)" in html
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert f"script-src 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" in html


def _matrix_says_the_list(sheet: Any, table: Table, language: str) -> None:
    """Every row of the list is a cell, read as it is explained, and the list itself is not printed."""
    subjects = [cell.value for cell in sheet[3]][1:]
    told = {}
    for row in sheet.iter_rows(min_row=4):
        for subject, cell in zip(subjects, row[1:], strict=True):
            if cell.value is not None:
                assert cell.data_type != "f"
                text = f"{cell.value:g}" if isinstance(cell.value, int | float) else cell.value
                planned, of, away = re.fullmatch(r"([^/ ]+)(?:/([^ ]+))?(?: \((.+)\))?", text).groups()  # type: ignore
                told[row[0].value, subject] = [one and float(one.replace(",", ".")) for one in (planned, of, away)]
    assert len(told) == len(table.rows)
    for code, subject, asked, planned, missing, away in table.rows:
        wanted = [planned, asked if missing else None, away or None]
        assert told[code, subject] == [one and pytest.approx(float(one), abs=0.006) for one in wanted]  # type: ignore


def test_supervision_is_a_duty_of_who_has_it_is_no_lesson_and_stands_on_his_sheet() -> None:
    """ANN teaches two periods and watches over the open room for one; BEN has nothing."""
    asked = small_school(
        lesson("W", "ANN", 2),
        rooms=(Room("K", seats=30), Room("OLC", seats=9, onsite=True)),
        classes=(SchoolClass("3A", stage="2", pupils=20, distance_ok=True, onsite_requests=2),),
        supervision=(Supervision("OLC", "ANN"),),
        meetings=(Meeting("vak", ("ANN", "BEN")),),
    )
    problem = build_problem(asked)
    meets = (At("W", 0, 1), At("W", 0, 2, 2), At("toezicht:OLC:1-3", 0, 3), At("overleg:1:vak", 1, 1))
    report = make_report(problem, judged_timetable(problem, meets))
    loads = {table.name: table for table in tables(report)}
    told = figures(loads["teachers"])
    assert [(told["ANN"][key], told["BEN"][key]) for key in ("planned", "meetings", "duties", "days")] == [
        (2, 0), (1, 1), (1, 0), (2, 1)
    ]  # fmt: skip
    assert dict(zip(loads["teachers"].columns, loads["teachers"].ends[0], strict=True))["duties"] == 1
    parts = make_pack(report, "teachers", "nl", today=date(2026, 9, 1)).parts
    weeks = [block for part in parts for block in part.blocks if isinstance(block, Week)]
    assert ["Toezicht: OLC, maandag 10:20–11:10." in week.lines for week in weeks] == [True, False]
