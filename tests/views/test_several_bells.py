"""Everything that is handed out of a school with other bells for some classes and on some days."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import GridPeriod, School, SchoolClass
from scheduler.views import export
from scheduler.views.agenda import Kind, make_agendas
from scheduler.views.charts.chart import make_chart
from scheduler.views.phrases import Phrases
from tests.school.judging import At, lesson, small_school, timetable


def school() -> School:
    """3B eats earlier than 3A, and on Wednesday everybody begins ten minutes later."""
    plain = small_school(
        lesson("W", "ANN", 2),
        lesson("V", "ANN", 2, of="3B", subject="LO"),
        classes=(SchoolClass("3A", stage="2", pupils=20), SchoolClass("3B", stage="2", pupils=20, grid="vroeg")),
    )
    first = plain.periods[0].grid
    own = [one if one.day != 2 else replace(one, start=one.start + 10, end=one.end + 10) for one in plain.periods]
    early: list[GridPeriod] = [
        replace(one, grid="vroeg", start=one.start - 20, end=one.end - 20)
        if one.period > 3
        else replace(one, grid="vroeg")
        for one in plain.periods
        if one.grid == first
    ]
    return replace(plain, periods=(*own, *early))


def placed() -> tuple[Problem, Timetable]:
    problem = build_problem(school())
    meets = (At("W", 2, 1), At("W", 0, 2, 2), At("V", 0, 4), At("V", 1, 5, 2))
    return problem, timetable(problem, meets)


def test_all_of_it_is_written_and_the_site_says_when_a_day_rings_otherwise(tmp_path: Path) -> None:
    problem, found = placed()
    written = export(problem, found, tmp_path, ("xlsx", "html", "site", "wallchart", "loads", "ics"), (), "nl")
    (page,) = [path for path in written if path.name == "3A.html" and "site" in path.parts]
    begin = next(one for one in school().periods if (one.day, one.period) == (2, 1)).start
    assert f"{begin // 60}:{begin % 60:02}–" in page.read_text("utf-8")


def test_a_chart_says_in_the_cell_when_it_is_not_at_the_clock_of_its_column() -> None:
    problem, found = placed()
    begins = {one.period: f"{one.start // 60}:{one.start % 60:02}" for one in school().periods if one.grid == "vroeg"}
    for kind in Kind:
        chart = make_chart(problem, make_agendas(problem, found), kind, Phrases(problem, "nl"))
        told = {
            line for page in chart.pages for row in page for cell in row.cells for line in cell.lines if ":" in line
        }
        assert told == {begins[4], begins[5]} if kind is not Kind.ROOM else told <= {begins[4], begins[5]}
