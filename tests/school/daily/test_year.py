"""The year in figures: by hand on a few weeks, and against a count that knows nothing of how ours is made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.evaluation.occupancy import Occupancy
from scheduler.formats.cases import SchoolCase
from scheduler.formats.workbook import write_school
from scheduler.formats.workbook.reading import read_workbook
from scheduler.library.year import year_of
from scheduler.problem.modes import DISTANCE_MODES, Mode
from scheduler.school.building import build_problem
from scheduler.school.building.context import context_of
from scheduler.school.daily.accounting import Count, YearCounts
from scheduler.school.daily.picture import DayBook
from scheduler.school.daily.reporting import DueLine, Verdict, YearLine
from scheduler.school.records import Became, CalendarEntry, RealisedRow, School, SchoolClass, Settings, WeekKind
from scheduler.telling.year import due_of as due_told
from scheduler.telling.year import used_of
from scheduler.views.shares import Scope, make_shares
from tests.library.test_terms import ONE, TWO, two_terms
from tests.library.test_terms import case as term_case
from tests.school.judging import At, lesson, small_school, timetable

MONDAY = date(2026, 9, 7)


def weeks(count: int, *more: CalendarEntry) -> tuple[CalendarEntry, ...]:
    """So many taught weeks from the 7th of September on."""
    last = MONDAY + timedelta(weeks=count) - timedelta(days=3)
    return (CalendarEntry(MONDAY, WeekKind.TEACHING, last=last), *more)


def case(*rows: RealisedRow, calendar: tuple[CalendarEntry, ...] = weeks(10), pct: int = 30) -> SchoolCase:
    """3A: maths on Monday 1 (contact) and Tuesday 1 (online), sports on Friday 1; ten weeks, so 30 periods."""
    classes = (
        SchoolClass("3A", stage="3", pupils=20, distance_ok=True, onsite_requests=0, distance_max_pct=Fraction(pct)),
    )
    lessons = (lesson("W", "ANN", 2, distance_min=Fraction(1)), lesson("L", "BEN", subject="LO"))
    school = small_school(*lessons, classes=classes, calendar=calendar, realised=rows)
    problem = build_problem(school)
    meets = (At("W", 0, 1), At("W", 1, 1, part=2, option="synchronous/home"), At("L", 4, 1))
    return SchoolCase(Path("s.xlsx"), school, problem, timetable(problem, meets))


def line(found: SchoolCase, on: date) -> YearLine:
    return year_of(found, on).classes[0]


def test_what_is_past_and_what_is_ahead_add_up_to_the_year() -> None:
    one = line(case(), MONDAY + timedelta(weeks=4))
    assert (one.past, one.ahead) == (Count(12, 4, 12, 4), Count(18, 6, 18, 6))
    assert (one.planned, one.forecast, one.most, one.left) == (30, 10, 9, -1)
    assert one.verdict is Verdict.OVER_PLANNED and one.reached == MONDAY + timedelta(weeks=9, days=1)


@pytest.mark.parametrize(
    ("row", "past"),
    [
        (RealisedRow(MONDAY, "W", Became.DISTANCE), Count(3, 1, 3, 2)),
        (RealisedRow(MONDAY, "w", Became.DISTANCE, mode=Mode.ASYNCHRONOUS), Count(3, 1, 3, 2)),
        (RealisedRow(MONDAY, "W", Became.CANCELLED), Count(3, 1, 2, 1, cancelled=1)),
        (RealisedRow(MONDAY, "W", Became.STUDY), Count(3, 1, 2, 1, study=1)),
        (RealisedRow(MONDAY, "W", Became.REPLACED, teachers=("BEN",)), Count(3, 1, 3, 1, replaced=1)),
        (RealisedRow(MONDAY, "W", Became.PLANNED), Count(3, 1, 3, 1)),
        (RealisedRow(MONDAY + timedelta(1), "W", Became.CANCELLED), Count(3, 1, 2, 0, cancelled=1)),
        (RealisedRow(MONDAY + timedelta(1), "W", Became.REPLACED, mode=Mode.CONTACT), Count(3, 1, 3, 0, replaced=1)),
        (RealisedRow(MONDAY, "W", Became.EXTRA, 5, 1), Count(3, 1, 4, 1, extra=1)),
        (RealisedRow(MONDAY, "W", Became.EXTRA, 5, 2, Mode.SYNCHRONOUS), Count(3, 1, 5, 3, extra=2)),
        (RealisedRow(MONDAY, "gone", Became.CANCELLED), Count(3, 1, 3, 1)),
        (RealisedRow(MONDAY, "W", Became.CANCELLED, 4), Count(3, 1, 3, 1)),
        (RealisedRow(date(2026, 9, 13), "W", Became.CANCELLED), Count(3, 1, 3, 1)),
    ],
)
def test_each_word_of_the_sheet_counts_as_it_says(row: RealisedRow, past: Count) -> None:
    assert line(case(row), MONDAY + timedelta(weeks=1)).past == past


def test_a_class_at_its_pace_is_warned_before_the_cap_with_the_date() -> None:
    rows = tuple(RealisedRow(MONDAY + timedelta(weeks=n), "W", Became.DISTANCE) for n in range(2))
    one = line(case(*rows, pct=50), MONDAY + timedelta(weeks=2))
    assert (one.past.distance, one.ahead.distance, one.pace, one.most) == (4, 8, 8, 12)
    assert one.verdict is Verdict.NEAR and one.reached is not None and one.left == 0
    assert line(case(pct=50), MONDAY + timedelta(weeks=2)).verdict is Verdict.KEPT


def test_what_took_place_can_be_past_the_cap_already() -> None:
    rows = tuple(RealisedRow(MONDAY + timedelta(weeks=n), "W", Became.DISTANCE) for n in range(9))
    report = year_of(case(*rows), MONDAY + timedelta(weeks=9))
    (one,) = report.classes
    assert one.verdict is Verdict.OVER
    told = used_of(report, one, "nl")
    assert "te veel; er is niets over" in told and "-" not in told


def test_terms_are_told_apart_and_the_words_name_those_to_come() -> None:
    second = MONDAY + timedelta(weeks=4)
    terms = (
        CalendarEntry(MONDAY, WeekKind.TERM, last=second - timedelta(1), term="1"),
        CalendarEntry(second, WeekKind.TERM, last=MONDAY + timedelta(weeks=10), term="2"),
    )
    found = case(calendar=weeks(10, *terms), pct=40)
    report = year_of(found, second)
    one = report.classes[0]
    assert [(t.past.distance, t.ahead.distance) for t in one.terms] == [(4, 0), (0, 6)]
    assert used_of(report, one, "nl") == "3A: 13,3 % gebruikt van 40 %, 26,7 % over voor periode 2."
    assert used_of(report, one, "en") == "3A: 13.3 % used of 40 %, 26.7 % left for term 2."


# -- lessons due over the year --


def internship(first: int, count: int) -> CalendarEntry:
    begin = MONDAY + timedelta(weeks=first)
    return CalendarEntry(begin, WeekKind.INTERNSHIP, "3A", last=begin + timedelta(weeks=count, days=-3))


def due_of_maths(*rows: RealisedRow, due: int, on: int) -> DueLine:
    """Ten weeks of which the class is away in the sixth and seventh: two periods of maths in each of the others."""
    found = case(*rows, calendar=weeks(10, internship(5, 2)))
    lessons = tuple(replace(one, per_year=due) if one.id == "W" else one for one in found.school.lessons)
    school = replace(found.school, lessons=lessons)
    found = replace(found, school=school, problem=build_problem(school))
    (one,) = year_of(found, MONDAY + timedelta(weeks=on)).due
    return one


def test_what_an_internship_takes_is_short_of_what_is_due_and_caught_up_in_the_weeks_to_come() -> None:
    one = due_of_maths(due=20, on=4)
    assert (one.past.given, one.ahead.given, one.short, one.weeks, one.a_week) == (8, 8, 4, 4, 1)
    assert due_told(one, "en") == (
        "lesson W, class 3A: 16 of 20 periods, 4 short; 1 period a week more in the 4 weeks to come would catch up"
    )
    assert due_told(one, "nl").endswith("4 te kort; 1 lesuur per week meer in de 4 weken die nog komen, haalt dat in")
    assert due_of_maths(due=16, on=4).short == 0 and "kept" in due_told(due_of_maths(due=16, on=4), "en")


def test_extra_lessons_catch_up_and_cancelled_ones_are_short_too() -> None:
    extra = RealisedRow(MONDAY + timedelta(days=2), "W", Became.EXTRA, 3, 2)
    gone = RealisedRow(MONDAY, "W", Became.CANCELLED)
    assert due_of_maths(extra, due=20, on=4).short == 2
    assert due_of_maths(gone, due=20, on=4).short == 5
    last = due_of_maths(gone, due=20, on=11)
    assert (last.short, last.weeks, last.a_week) == (5, 0, None) and "no week" in due_told(last, "en")


def test_a_lesson_that_is_due_is_counted_over_the_timetables_of_all_terms() -> None:
    """W has two periods in each of the ten weeks; in term two, without a timetable yet, it comes to eight."""
    due = tuple(replace(one, per_year=21) if one.id == "W" else one for one in two_terms().lessons)
    for rows in ((*ONE, *TWO), ONE):
        (one,) = year_of(term_case(two_terms(*rows, lessons=due)), MONDAY + timedelta(weeks=2)).due
        assert (one.past.given, one.ahead.given, one.short, one.weeks) == (4, 16, 1, 8)


def test_a_workbook_keeps_what_is_due(tmp_path: Path) -> None:
    due = tuple(replace(one, per_year=144) for one in two_terms().lessons)
    write_school(two_terms(lessons=due), tmp_path / "s.xlsx", "en")
    assert [one.per_year for one in read_workbook(tmp_path / "s.xlsx").school.lessons] == [144, 144, 144]


def rotating_case() -> SchoolCase:
    """3A in two segments: of four periods of maths the first is at home for one, the second for two."""
    classes = (
        SchoolClass("3A", stage="3", pupils=20, distance_ok=True, onsite_requests=0, segments=2,
                    distance_max_pct=Fraction(60)),
    )  # fmt: skip
    maths = lesson("W", "ANN", 4, modes=frozenset({Mode.CONTACT}), mixed=True)
    problem = build_problem(school := small_school(maths, classes=classes, calendar=weeks(10)))
    home = ("mixed synchronous/3A s1", "mixed synchronous/3A s2", "mixed synchronous/3A s2", "contact")
    meets = [At("W", day, 1, part=day + 1, option=option) for day, option in enumerate(home)]
    return SchoolCase(Path("s.xlsx"), school, problem, timetable(problem, meets))


def test_a_mixed_lesson_is_distance_for_those_away_only() -> None:
    one = line(rotating_case(), MONDAY + timedelta(weeks=4))
    assert one.path.endswith("s2") and (one.past, one.ahead) == (Count(16, 8, 16, 8), Count(24, 12, 24, 12))


@pytest.mark.parametrize("found", [case(), rotating_case()], ids=["online", "mixed"])
def test_the_planned_year_is_that_of_rule_h03(found: SchoolCase) -> None:
    context = context_of(found.problem)
    assert context is not None and found.timetable is not None
    view = Occupancy(found.problem, found.timetable)
    (share,) = [one for one in make_shares(context, found.problem, view) if one.scope is Scope.CLASS]
    one = line(found, MONDAY)
    assert (one.planned, one.forecast, one.most) == (share.year_lessons, share.year_distance, share.most)


# -- against a count of its own --

KINDS = st.sampled_from([WeekKind.TEACHING, WeekKind.TEACHING, WeekKind.HOLIDAY, WeekKind.INTERNSHIP, WeekKind.EXAMS])
BECAME = st.sampled_from([one for one in Became if one is not Became.EXTRA])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_shares_of_three_terms_equal_an_independent_count(data: st.DataObject) -> None:
    kinds = data.draw(st.lists(KINDS, min_size=6, max_size=12))
    own = data.draw(st.booleans())
    calendar = tuple(
        CalendarEntry(MONDAY + timedelta(weeks=n), WeekKind.TEACHING, last=MONDAY + timedelta(weeks=n, days=4))
        for n in range(len(kinds))
    )
    away = tuple(
        CalendarEntry(MONDAY + timedelta(weeks=n), kind, "3A" if own else "", last=MONDAY + timedelta(weeks=n, days=4))
        for n, kind in enumerate(kinds)
        if kind is not WeekKind.TEACHING
    )
    thirds = sorted(data.draw(st.lists(st.integers(1, len(kinds)), min_size=2, max_size=2)))
    edges = [0, *thirds, len(kinds)]
    terms = tuple(
        CalendarEntry(
            MONDAY + timedelta(weeks=edges[n]),
            WeekKind.TERM,
            last=MONDAY + timedelta(weeks=edges[n + 1], days=-1),
            term=str(n),
        )
        for n in range(3)
        if edges[n] < edges[n + 1]
    )
    days = st.integers(0, 7 * len(kinds)).map(lambda n: MONDAY + timedelta(n))
    rows = tuple(
        {
            (row.day, row.lesson): row
            for row in data.draw(
                st.lists(st.builds(RealisedRow, days, st.sampled_from(["W", "L"]), BECAME), max_size=6)
            )
        }.values()
    )
    found = case(*rows, calendar=(*calendar, *away, *terms))
    assert found.timetable is not None
    on = MONDAY + timedelta(data.draw(st.integers(0, 7 * len(kinds))))
    taught = {
        MONDAY + timedelta(weeks=n, days=d)
        for n, kind in enumerate(kinds)
        if kind is WeekKind.TEACHING
        for d in range(5)
    }
    book = DayBook(context_of(found.problem), found.problem, found.timetable, MONDAY)  # type: ignore[arg-type]
    (path,) = [one.id for one in found.problem.resources if one.kind == "path"]
    counts = YearCounts(book)
    for term in counts.terms:
        dates = [term.first + timedelta(n) for n in range((term.last - term.first).days + 1)]
        planned, distance, given_ = _counted([day for day in dates if day in taught and day < on], rows)
        one = counts.between(path, tuple(day for day in dates if day < on))
        assert (one.planned, one.distance, one.given) == (planned, distance, given_)


def _counted(days: list[date], rows: tuple[RealisedRow, ...]) -> tuple[int, int, int]:
    """Planned, at distance and given of 3A: W on Monday in contact and on Tuesday online, L on Friday in contact."""
    planned = distance = given_ = 0
    for day in days:
        for name, weekday, online in (("W", 0, False), ("W", 1, True), ("L", 4, False)):
            if day.weekday() != weekday:
                continue
            planned += 1
            row = next((row for row in rows if (row.day, row.lesson) == (day, name)), None)
            if row is not None and row.became in (Became.CANCELLED, Became.STUDY):
                continue
            given_ += 1
            distance += online or (row is not None and row.became is Became.DISTANCE)
    return planned, distance, given_


def test_a_school_without_a_calendar_is_counted_over_its_school_year() -> None:
    school: School = replace(case().school, calendar=(), settings=Settings(cycle_weeks=1))
    problem = build_problem(school)
    whole = SchoolCase(Path("s.xlsx"), school, problem, case().timetable)
    report = year_of(whole, date(2027, 1, 4))
    assert (report.first, report.last) == (date(2026, 9, 1), date(2027, 6, 30))
    assert DISTANCE_MODES and report.classes[0].planned > 100
