"""Terms with timetables of their own: which rows hold when, the share over the whole year, one calendar for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.evaluation import evaluate
from scheduler.evaluation.judge import measure
from scheduler.evaluation.occupancy import Occupancy
from scheduler.formats.cases import SchoolCase
from scheduler.formats.files.faults import Faults
from scheduler.formats.reading import case_of, other_cases, read_case
from scheduler.formats.workbook import write_school
from scheduler.formats.workbook.reading import Reading, read_workbook
from scheduler.library.year import year_of
from scheduler.problem.modes import Mode
from scheduler.school.building import build_problem, context_of
from scheduler.school.calendar import days_of_entry
from scheduler.school.records import (
    Availability,
    CalendarEntry,
    ClassGroup,
    Level,
    RosterRow,
    RuleRow,
    School,
    SchoolClass,
    WeekKind,
)
from scheduler.school.terms import holds, in_part, part_name, with_rows, year_parts
from scheduler.telling.year import used_of
from scheduler.views.shares import make_shares
from tests.school.judging import lesson, small_school

MONDAY = date(2026, 9, 7)
AWAY = Mode.SYNCHRONOUS


def day(week: int, weekday: int = 0) -> date:
    """A day of the n-th taught week, from 0."""
    return MONDAY + timedelta(weeks=week, days=weekday)


def term(name: str, first: int, weeks: int) -> CalendarEntry:
    return CalendarEntry(day(first), WeekKind.TERM, last=day(first + weeks - 1, 6), term=name)


def taught(weeks: int) -> CalendarEntry:
    return CalendarEntry(MONDAY, WeekKind.TEACHING, last=day(weeks - 1, 4))


def two_terms(*rows: RosterRow, **more: object) -> School:
    """Ten weeks: maths is in contact in the six of term one and half online in the four of term two; sports always."""
    fields: dict[str, object] = {
        "classes": (SchoolClass("3A", stage="2", pupils=20, distance_ok=True, onsite_requests=0),),
        "calendar": (taught(10), term("one", 0, 6), term("two", 6, 4)),
        "roster": rows,
    }
    lessons = (
        lesson("W", "ANN", 2, term="one"),
        lesson("W", "ANN", 2, distance_min=Fraction(1), distance_max=Fraction(1), term="two"),
        lesson("L", "BEN", subject="LO"),
    )
    return small_school(*lessons, **{**fields, **more})


def row(code: str, weekday: int, name: str, part: int = 1, mode: Mode | None = None, period: int = 1) -> RosterRow:
    attendees, subject = ("3A",), "LO" if code == "L" else "WIS"
    return RosterRow(code, part, attendees, subject, day=weekday, period=period, mode=mode, term=name)


ONE = (row("W", 0, "one"), row("W", 1, "one", 2), row("L", 4, "one"))
TWO = (row("W", 0, "two"), row("W", 1, "two", 2, AWAY), row("L", 3, "two"))


def case(school: School, name: str | date | None = None) -> SchoolCase:
    return case_of(Path("s.xlsx"), Reading(school), term=name)


def share(found: SchoolCase) -> tuple[int, int | None]:
    """What H03 counts for the first path, and how many it allows."""
    (rule,) = (rule for rule in found.problem.rules if rule.entry == "H03")
    assert found.timetable is not None
    counts = measure(rule, Occupancy(found.problem, found.timetable))[0].counts
    return counts[0].measured, counts[0].most


def test_a_row_holds_in_the_terms_that_it_names_in_a_list_or_in_all_but_some() -> None:
    assert holds("", ["one"]) and holds("One", ["one"]) and holds("two, one", ["one"])
    assert not holds("one", ["two"]) and not holds("one", [])
    assert holds("all except one", ["two"]) and holds("alle behalve one", []) and not holds("alle behalve one", ["one"])


def test_days_in_the_same_terms_are_one_part_and_those_in_none_are_the_other_weeks() -> None:
    school = two_terms(calendar=(taught(12), term("one", 0, 6), term("two", 6, 4), term("unused", 2, 3)))
    parts = year_parts(school)
    assert [(part_name(part, "en"), len(part.days)) for part in parts] == [
        ("one", 30),
        ("two", 20),
        ("other weeks", 10),
    ]
    projects = (CalendarEntry(day(2), WeekKind.TERM, last=day(2, 6), term="projects"),)
    busy = replace(
        school, calendar=(*school.calendar, *projects), rules=(RuleRow("S03", level=Level.OFF, term="projects"),)
    )
    assert [part_name(part, "en") for part in year_parts(busy)] == ["one", "one + projects", "two", "other weeks"]


def test_a_school_in_which_no_row_names_a_term_has_one_timetable_whatever_its_calendar_names() -> None:
    school = two_terms(lessons=(lesson("W", "ANN", 2),))
    assert year_parts(school) == () and case(school).parts == () and case(school).school == school
    with pytest.raises(Faults) as told:
        case(school, "one")
    assert [one.key for one in told.value.faults] == ["no_terms"]


def test_each_part_has_the_rows_of_its_term_lessons_wishes_and_rules() -> None:
    school = two_terms(
        availability=(Availability("teacher", "ANN", day=0, term="two"), Availability("teacher", "BEN", day=2)),
        rules=(RuleRow("H11", level=Level.OFF, term="one"),),
    )
    one, two = (in_part(school, part) for part in year_parts(school))
    assert [(found.id, found.distance_min) for found in one.lessons] == [("W", 0), ("L", 0)]
    assert [(found.id, found.distance_min) for found in two.lessons] == [("W", 1), ("L", 0)]
    assert [len(found.availability) for found in (one, two)] == [1, 2]
    assert [len(found.rules) for found in (one, two)] == [1, 0]


def test_the_share_of_a_term_is_that_of_the_whole_year_and_the_same_in_every_term() -> None:
    school = two_terms(*ONE, *TWO)
    first, second = case(school, "one"), case(school, "two")
    assert share(first) == share(second) == (4, 9)  # four weeks of one period, of thirty: 30 % are 9
    assert evaluate(second.problem, second.timetable).valid


def test_a_term_without_a_timetable_keeps_what_its_lessons_ask_at_the_least() -> None:
    school = two_terms(*ONE)
    assert share(case(school, "one")) == (4, 9)
    assert case(school, "two").timetable is None


def test_what_the_cap_allows_over_the_year_it_allows_in_a_term_and_no_more() -> None:
    """Half of term two is 4 of 30 lessons of the year: 14 % (4.2) are not passed, 13 % (3.9) are."""
    for pct, over in ((14, 0), (13, 1)):
        of_class = SchoolClass("3A", stage="2", pupils=20, distance_ok=True, distance_max_pct=Fraction(pct))
        found = case(two_terms(*ONE, *TWO, classes=(of_class,)), "two")
        assert found.timetable is not None
        told = evaluate(found.problem, found.timetable).by_entry["H03"]
        assert told.deviation == over


def test_the_sheet_about_shares_speaks_of_the_whole_year() -> None:
    for name in ("one", "two"):
        found = case(two_terms(*ONE, *TWO), name)
        context = context_of(found.problem)
        assert context is not None and found.timetable is not None
        told = make_shares(context, found.problem, Occupancy(found.problem, found.timetable))[0]
        assert (told.tested, told.most, told.slack) == ((4, 30), 9, 5)


def test_a_term_without_a_timetable_is_drawn_to_that_of_the_term_before() -> None:
    found = case(two_terms(*ONE), "two")
    assert found.near is not None and {one.lesson for one in found.near.placements} == {"W", "L"}
    stay = [rule for rule in found.problem.rules if rule.entry == "S13"]
    assert stay and case(two_terms(*ONE, *TWO), "two").near is None


def test_a_timetable_of_a_term_is_put_beside_the_others_and_read_again(tmp_path: Path) -> None:
    school = two_terms(*ONE)
    second = case(school, "two")
    whole = with_rows(second.school, [replace(one, term="") for one in TWO], "en")
    write_school(whole, tmp_path / "s.xlsx", "en")
    again = read_workbook(tmp_path / "s.xlsx").school
    assert [(found.lesson, found.day, found.term) for found in again.roster] == [
        (found.lesson, found.day, found.term) for found in (*ONE, *TWO)
    ]
    assert [found.term for found in again.lessons] == ["one", "two", ""]
    assert share(read_case(tmp_path / "s.xlsx", term="two")) == (4, 9)


def test_a_date_is_in_the_part_of_its_term_and_a_holiday_in_the_next_one() -> None:
    school = two_terms(*ONE, *TWO)
    names = {week: case(school, day(week)).school.settings.school for week in (0, 5, 6, 9)}
    assert list(names.values()) == ["Kleine school (one)"] * 2 + ["Kleine school (two)"] * 2
    assert case(school, day(5, 6)).school.settings.school == "Kleine school (two)"


def test_the_year_tells_what_is_used_and_for_which_terms_the_rest_is() -> None:
    report = year_of(case(two_terms(*ONE, *TWO)), day(8))
    (line,) = report.classes
    assert (line.past.planned, line.past.distance, line.ahead.planned, line.ahead.distance) == (24, 2, 6, 2)
    assert used_of(report, line, "en") == "3A: 6.7 % used of 30 %, 23.3 % left for two."


def test_a_term_without_a_timetable_counts_with_what_its_lessons_come_to() -> None:
    (line,) = year_of(case(two_terms(*ONE)), day(3)).classes
    assert (line.planned, line.forecast, line.most) == (30, 4, 9)


# -- what can be written wrong --


def faults(school: School, folder: Path) -> list[str]:
    write_school(school, folder / "s.xlsx", "en", overwrite=True)
    try:
        read_workbook(folder / "s.xlsx")
    except Faults as told:
        return [one.key for one in told.faults]
    return []


def test_a_term_that_the_calendar_does_not_have_is_a_fault_and_weeks_are_a_term(tmp_path: Path) -> None:
    assert faults(two_terms(), tmp_path) == []
    assert faults(two_terms(lessons=(lesson("W", "ANN", 2, term="three"),)), tmp_path) == ["unknown_term"]
    school = two_terms(
        lessons=(lesson("W", "ANN", 2, term="weken 38-39"), lesson("W", "ANN", 1, term="all but weken 38-39"))
    )
    assert faults(school, tmp_path) == []
    parts = year_parts(read_workbook(tmp_path / "s.xlsx").school)
    assert [(part_name(part, "en"), min(part.days), len(part.days)) for part in parts] == [
        ("other weeks", day(0), 40),
        ("weken 38-39", day(1), 10),
    ]


def test_a_lesson_has_several_rows_only_in_terms_that_share_no_day(tmp_path: Path) -> None:
    twice = (lesson("W", "ANN", 2, term="one"), lesson("W", "ANN", 1))
    assert faults(two_terms(lessons=twice), tmp_path) == ["duplicate"]
    nameless = tuple(replace(one, id="") for one in two_terms().lessons)
    assert faults(two_terms(lessons=nameless), tmp_path) == []
    assert [one.id for one in read_workbook(tmp_path / "s.xlsx").school.lessons] == ["3A-WIS", "3A-WIS", "3A-LO"]


# -- groups of a term --

HALVES = (
    ClassGroup("3A-1", "3A", "half", 10, term="one"),
    ClassGroup("3A-2", "3A", "half", 10, term="one"),
    ClassGroup("3A-1", "3A", "half", 14, term="two"),
    ClassGroup("3A-2", "3A", "half", 6, term="two"),
)
THIRD = ClassGroup("3A-x", "3A", "thirds", 7, term="two")


def with_groups(*groups: ClassGroup, of: str = "3A-1", term: str = "", **more: object) -> School:
    return two_terms(
        lessons=(*two_terms().lessons, replace(lesson("H", "BEN", of=of), term=term)), groups=groups, **more
    )


def test_a_group_has_as_many_pupils_as_its_row_of_the_term_says(tmp_path: Path) -> None:
    write_school(with_groups(*HALVES), tmp_path / "s.xlsx", "en")
    sizes = {name: read_case(tmp_path / "s.xlsx", term=name).school.groups for name in ("one", "two")}
    assert [[one.pupils for one in found] for found in sizes.values()] == [[10, 10], [14, 6]]
    assert read_workbook(tmp_path / "s.xlsx").school.groups == HALVES


def test_pupils_are_told_apart_alike_all_year_by_the_groups_of_whichever_term() -> None:
    """In term two six of the class take none of the groups of the thirds; they are a path in term one as well."""
    school = with_groups(*HALVES, replace(THIRD, pupils=14), of="3A-x", term="two")
    paths = {name: [path.code for path in case(school, name).problem.resources_of("path")] for name in ("one", "two")}
    assert len(paths["two"]) == 2 and paths["one"] == paths["two"]


def test_a_lesson_in_a_term_without_its_group_is_a_fault(tmp_path: Path) -> None:
    assert faults(with_groups(*HALVES, THIRD, of="3A-x", term="two"), tmp_path) == []
    assert faults(with_groups(*HALVES, THIRD, of="3A-x"), tmp_path) == ["group_not_then"]


def test_a_group_has_two_rows_in_terms_that_share_no_day_and_of_one_class_and_division(tmp_path: Path) -> None:
    assert faults(with_groups(*HALVES), tmp_path) == []
    assert faults(with_groups(HALVES[0], replace(HALVES[0], pupils=9)), tmp_path) == ["duplicate", "group_not_then"]
    other = replace(HALVES[2], division="other")
    assert faults(with_groups(HALVES[0], other), tmp_path) == ["group_elsewhere"]


# -- the share over the year, counted by another --

SOME_LESSONS = ("A", "B", "C")


@st.composite
def years(draw: st.DrawFn) -> School:
    """A year of up to nine weeks in three terms and a fourth across them, with holidays and a timetable for each."""
    cycle = draw(st.sampled_from((1, 2)))
    ends = sorted(draw(st.lists(st.integers(1, 8), min_size=2, max_size=2, unique=True)))
    bounds = [(0, ends[0]), (ends[0], ends[1]), (ends[1], 9)]
    calendar = [taught(9), *(term(f"t{number}", a, b - a) for number, (a, b) in enumerate(bounds, start=1))]
    across = draw(st.integers(0, 6))
    calendar.append(term("t4", across, draw(st.integers(1, 9 - across))))
    off = draw(st.lists(st.dates(day(0), day(8, 4)), max_size=6, unique=True))
    calendar += [CalendarEntry(one, WeekKind.FREE, last=one) for one in off]
    if draw(st.booleans()):  # an internship, across the border of terms as it comes
        begin = draw(st.dates(day(0), day(8)))
        last = begin + timedelta(days=draw(st.integers(0, 20)))
        calendar.append(CalendarEntry(begin, WeekKind.INTERNSHIP, "3A", last=last))
    names = ("", "t1", "t2", "t3", "t1, t3", "all except t2", "t4", "t1 , t4")
    lessons = [
        lesson(code, "ANN", draw(st.integers(1, 2)), distance_max=Fraction(1), term=draw(st.sampled_from(names)))
        for code in SOME_LESSONS
    ]
    lessons.append(lesson("D", "BEN", 1, subject="LO", term="t1"))
    school = small_school(*lessons, calendar=tuple(calendar))
    school = replace(school, settings=replace(school.settings, cycle_weeks=cycle))
    rows = [
        RosterRow(
            one.id,
            part,
            ("3A",),
            one.subject,
            day=draw(st.integers(0, 4)),
            period=draw(st.integers(1, 4)),
            mode=draw(st.sampled_from((None, AWAY))) if one.id != "D" else None,
            term=part_name(of, "nl"),
        )
        for of in year_parts(school)
        for one in in_part(school, of).lessons
        for part in range(1, int(one.periods) + 1)
    ]
    return replace(school, roster=tuple(rows))


def counted(school: School) -> tuple[int, int]:
    """Periods at distance and all, date by date, out of the rows of Rooster alone."""
    off = [one for one in school.calendar if one.kind in (WeekKind.FREE, WeekKind.INTERNSHIP)]
    free = {day for one in off for day in days_of_entry(one)}
    of_term = {one.term: one for one in school.calendar if one.kind is WeekKind.TERM}
    distance = every = 0
    for date_, rows in ((one, list(_rows_on(school, of_term, one))) for one in _dates()):
        if date_ not in free:
            every += len(rows)
            distance += sum(one.mode is AWAY for one in rows)
    return distance, every


def _dates() -> Iterator[date]:
    return (day(week, weekday) for week in range(9) for weekday in range(5))


def _rows_on(school: School, of_term: dict[str, CalendarEntry], one: date) -> Iterator[RosterRow]:
    named = {name for name in of_term if any(name in found.term for found in school.lessons)}
    here = {name for name in named if of_term[name].first <= one <= (of_term[name].last or one)}
    for found in school.roster:
        if found.day == one.weekday() and set(found.term.split(" + ")) - {"overige weken"} == here:
            yield found


@settings(max_examples=30, deadline=None)
@given(years())
def test_the_share_over_three_terms_is_that_of_a_count_of_the_dates(school: School) -> None:
    distance, every = counted(school)
    (line,) = year_of(case(school), day(20)).classes
    assert (line.past.distance, line.past.planned) == (distance, every)
    for found in (case(school), *other_cases(case(school))):
        if found.timetable is None:
            continue
        assert not found.row_faults
        this = case(school, part_name(found.school.part, "nl"))  # type: ignore[arg-type]
        assert share(this) == (distance, 30 * every // 100)


def test_the_model_of_a_school_without_terms_is_what_it_was() -> None:
    school = small_school(lesson("W", "ANN", 2, distance_max=Fraction(1)))
    (rule,) = (rule for rule in build_problem(school).rules if rule.entry == "H03")
    assert rule.bounds[0].elsewhere == (0, 0)  # type: ignore[attr-defined]
