"""Wall charts: everybody on a sheet of A3, each meet once, print of 7 points, text that fits and never runs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.demo import make_demo
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.school.default_grid import default_grid
from scheduler.school.records import CalendarEntry, Room, School, Settings, WeekKind
from scheduler.views import export
from scheduler.views.agenda import Kind, make_agendas
from scheduler.views.charts.chart import NAME_WIDTH, PAGE_HEIGHT, PAGE_WIDTH, Chart, Row, make_chart
from scheduler.views.charts.fitting import SIZE, fitted, listed, width
from scheduler.views.charts.internships import internships
from scheduler.views.charts.words import about
from scheduler.views.phrases import Phrases
from tests.library.test_terms import ONE, TWO, case, day, taught, term, two_terms
from tests.school.judging import At, lesson, small_school
from tests.school.judging import timetable as at_times
from tests.school.schools import blended_school
from tests.views.greedy import greedy

PROBLEMS: dict[str, Problem] = {}


def demo(size: str) -> Problem:
    if size not in PROBLEMS:
        PROBLEMS[size] = build_problem(make_demo(size))
    return PROBLEMS[size]


def chart(problem: Problem, kind: Kind, language: str = "nl") -> Chart:
    return make_chart(problem, make_agendas(problem, greedy(problem)), kind, Phrases(problem, language))


@pytest.mark.parametrize(("kind", "most"), [(Kind.CLASS, 2), (Kind.TEACHER, 3), (Kind.ROOM, 3)])
def test_a_large_school_fits_on_few_pages_in_the_order_of_its_codes(kind: Kind, most: int) -> None:
    problem = demo("large")
    agendas = make_agendas(problem, greedy(problem))
    made = make_chart(problem, agendas, kind, Phrases(problem, "nl"))
    assert len(made.pages) <= most
    assert sorted(row.code for page in made.pages for row in page) == sorted(one.code for one in agendas.of(kind))
    assert all(sum(row.height for row in page) <= PAGE_HEIGHT for page in made.pages)
    assert made.width * len(made.columns) < PAGE_WIDTH
    texts = [line for page in made.pages for row in page for cell in row.cells for line in cell.lines]
    assert all(
        width(line) <= made.width * cell.columns for page in made.pages for row in page for cell in row.cells
        for line in cell.lines
    ) and texts  # fmt: skip


def test_every_time_of_every_teacher_is_on_the_chart_once() -> None:
    problem = demo("small")
    agendas = make_agendas(problem, greedy(problem))
    made = make_chart(problem, agendas, Kind.TEACHER, Phrases(problem, "en"))
    rows = {row.code: row for page in made.pages for row in page}
    for agenda in agendas.teachers:
        held = {(problem.times[t].day, problem.times[t].period) for entry in agenda.entries for t in entry.times}
        shown = [
            (made.columns[number].day, made.columns[number].period)
            for cell in rows[agenda.code].cells
            if cell.look not in ("free", "closed", "internship")
            for number in range(cell.first, cell.first + cell.columns)
        ]
        assert sorted(shown) == sorted(held)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_distance_is_told_by_colour_and_by_letters(language: str) -> None:
    problem = demo("medium")
    letters = {"nl": {"synchronous": "AS", "asynchronous": "AA"}, "en": {"synchronous": "SYN", "asynchronous": "ASY"}}
    seen = 0
    for kind in Kind:
        for page in chart(problem, kind, language).pages:
            for row in page:
                for cell in row.cells:
                    if (mark := letters[language].get(cell.look)) is not None:
                        assert any(mark in line.split() or line.endswith("…") for line in cell.lines), cell
                        seen += 1
    assert seen > 20


def away(school: School, code: str, *rows: tuple[date, date | None]) -> School:
    entries = tuple(CalendarEntry(first, WeekKind.INTERNSHIP, code, last=last) for first, last in rows)
    return replace(school, calendar=(*school.calendar, *entries))


def test_an_internship_on_fixed_days_is_hatched_and_one_of_some_weeks_is_a_note() -> None:
    school = make_demo("small")
    one, other = school.classes[0].code, school.classes[1].code
    fridays = [(date(2026, 9, 4 + 7 * n), date(2026, 9, 4 + 7 * n)) for n in range(3)]
    fridays += [(date(2026, 10, 2 + 7 * n), date(2026, 10, 2 + 7 * n)) for n in range(4)]
    fridays += [(date(2026, 11, 6 + 7 * n), date(2026, 11, 6 + 7 * n)) for n in range(4)]
    school = away(away(school, one, *fridays), other, (date(2027, 3, 1), date(2027, 3, 12)))
    problem = build_problem(school)
    made = make_chart(problem, make_agendas(problem, greedy(problem)), Kind.CLASS, Phrases(problem, "nl"))
    rows = {row.code: row for page in made.pages for row in page}
    hatched = {made.columns[cell.first].day for cell in rows[one].cells if cell.look == "internship"}
    assert hatched <= {4} and rows[one].note == ""
    assert rows[other].note == "stage 1/3-12/3"


def test_the_chart_of_a_term_tells_the_internships_of_that_term_only() -> None:
    weeks = CalendarEntry(day(7), WeekKind.INTERNSHIP, "3A", last=day(7, 4))
    school = two_terms(*ONE, *TWO, calendar=(taught(10), term("one", 0, 6), term("two", 6, 4), weeks))
    told = {name: internships(case(school, name).problem) for name in ("one", "two")}
    assert told["one"] == {} and told["two"]["3A"].told == "26/10-30/10"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_sheets_are_landscape_a3_with_repeated_headings_and_no_print_under_seven_points(
    language: str, tmp_path: Path
) -> None:
    problem = demo("small")
    book, page = export(problem, greedy(problem), tmp_path, ("wallchart",), (), language)
    names = {"nl": ["klassen", "leraren", "lokalen"], "en": ["classes", "teachers", "rooms"]}[language]
    read = openpyxl.load_workbook(book)
    assert [title.split()[-1] for title in read.sheetnames] == names
    for tab in read:
        assert (tab.page_setup.orientation, int(tab.page_setup.paperSize)) == ("landscape", 8)
        assert tab.print_title_rows == "$1:$3" and not tab.sheet_properties.pageSetUpPr.fitToPage
        assert min(cell.font.sz for row in tab for cell in row if cell.value) >= SIZE
        assert not [cell for row in tab for cell in row if cell.data_type == "f"]
        assert re.search(r"\d+/\d+/20\d\d, versi\w+ \w{8}", tab.oddFooter.right.text)
        told = "".join(str(part.text or "") for part in (tab.oddFooter.left, tab.oddFooter.right))
        assert len(told) <= 240 and tab.oddFooter.left.text.endswith(("stage", "internship", "week"))
    html = page.read_text(encoding="utf-8")
    assert len(re.findall(r"versi\w+ \w{8}, [123]/3<", html)) == 3
    assert "size: A3 landscape" in html and html.count("<section>") == 3 and "<script" not in html


@given(st.text(max_size=80), st.text(max_size=20))
def test_no_word_beside_a_code_is_wider_than_its_column(name: str, note: str) -> None:
    told = about(Row("1A", name, note, (), 24.5))
    assert all(width(word) <= NAME_WIDTH for word in told.split())
    assert told == " ".join(f"{name} {note}".split()) or "…" in told


@given(st.text(max_size=30), st.floats(15, 90))
def test_a_text_is_cut_until_it_fits(text: str, room: float) -> None:
    assert width(fitted(text, room)) <= room or fitted(text, room) == "…"
    assert fitted(text, 10_000) == text


def test_names_that_do_not_fit_are_counted() -> None:
    assert listed(("1A", "1B"), 40, "+{count}") == "1A+1B"
    assert listed(("3ECOa", "3ECOb", "3LAT"), 26, "+{count}").endswith("+2")
    assert listed(("3ECOa", "3ECOb", "3LAT"), 24, "+{count}") == "3ECOa+", "no name is cut for the sake of the number"
    assert listed((), 26, "+{count}") == ""


def test_a_lesson_of_one_week_stands_with_its_letter_and_its_room() -> None:
    """Half a period of LAB, in one week of the two: alone in its cell it has lines for teacher and room."""
    problem = build_problem(blended_school())
    placed = greedy(problem)
    entry = next(one for one in make_agendas(problem, placed).entries if len(one.weeks) == 1 and one.rooms)
    alone = Timetable(tuple(one for one in placed.placements if (one.lesson, one.part) == entry.key))
    made = make_chart(problem, make_agendas(problem, alone), Kind.CLASS, Phrases(problem, "nl"))
    (cell,) = [cell for page in made.pages for row in page for cell in row.cells if cell.lines]
    assert cell.lines == (f"{'AB'[entry.weeks[0]]} LAB", *entry.teachers, *entry.rooms)


def test_two_lessons_that_take_turns_stand_with_their_letters_and_the_rooms_in_that_order() -> None:
    """WIS in week A and NED in week B on Monday: a class has a line for both rooms, a teacher's line is wide enough."""
    lessons = (lesson("W", "ANN", week="A"), lesson("N", "ANN", subject="NED", week="B"))
    rooms = (Room("K1", seats=30), Room("K2", seats=30))
    problem = build_problem(
        small_school(*lessons, rooms=rooms, settings=Settings(cycle_weeks=2), periods=default_grid())
    )
    meets = (At("W", 0, 1, holds=("room=K1",)), At("N", 0, 1, week=1, holds=("room=K2",)))
    agendas = make_agendas(problem, at_times(problem, meets))

    def lines(kind: Kind) -> list[tuple[str, ...]]:
        pages = make_chart(problem, agendas, kind, Phrases(problem, "en")).pages
        return [cell.lines for page in pages for row in page for cell in row.cells if len(cell.lines) > 1]

    assert lines(Kind.CLASS) == [("A WIS", "B NED", "K1/K2")]
    assert lines(Kind.TEACHER) == [("A 3A K1", "B 3A K2")]


def test_a_hostile_name_is_escaped_on_the_page(tmp_path: Path) -> None:
    school = make_demo("small")
    teachers = (replace(school.teachers[0], name="<script>alert(1)</script>"), *school.teachers[1:])
    problem = build_problem(replace(school, teachers=teachers))
    _, page = export(problem, greedy(problem), tmp_path, ("wallchart",), ("teachers",), "nl")
    assert "<script" not in page.read_text(encoding="utf-8")
