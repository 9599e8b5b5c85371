"""One day with people or rooms away, worked out by hand on schools of a few lessons; and what may never happen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.formats.cases import SchoolCase
from scheduler.formats.reading import case_of as case_in_term
from scheduler.formats.workbook.reading import Reading
from scheduler.library.day import DayPlan, plan_of
from scheduler.problem.modes import Mode, Presence
from scheduler.problem.resources import PoolUse
from scheduler.school.building import build_problem
from scheduler.school.daily.losses import Unknown
from scheduler.school.daily.people import People
from scheduler.school.daily.picture import DayBook, Happening, NoSchoolDay
from scheduler.school.records import (
    Availability,
    Became,
    Blocks,
    CalendarEntry,
    ClassGroup,
    Level,
    RealisedRow,
    Room,
    RuleRow,
    School,
    SchoolClass,
    SchoolLesson,
    Settings,
    Subject,
    Supervision,
    Teacher,
    WeekKind,
)
from scheduler.school.roster import rows_of
from tests.school.judging import SKILLED, At, lesson, timetable
from tests.school.random_schools import random_school
from tests.school.schools import grid
from tests.views.greedy import greedy

MONDAY = date(2026, 11, 30)


def school_of(*lessons: SchoolLesson, **changes: object) -> School:
    """Classes 3A and 3B; ANN and BEN teach maths, CAS French, DIR sports; only maths may be at distance."""
    fields: dict[str, object] = {
        "settings": Settings(school="Kleine school", cycle_weeks=1),
        "periods": grid(),
        "classes": tuple(
            SchoolClass(code, stage="3", pupils=20, distance_ok=True, onsite_requests=0) for code in ("3A", "3B")
        ),
        "teachers": (
            Teacher("ANN", distance_skill=SKILLED, home_ok=True),
            Teacher("BEN", distance_skill=SKILLED),
            Teacher("CAS"),
            Teacher("DIR"),
        ),
        "subjects": (Subject("WIS", distance_ok=True, material_ready=True), Subject("FRA"), Subject("LO")),
        "lessons": lessons,
    }
    return School(**{**fields, **changes})  # type: ignore[arg-type]


def case_of(school: School, *meets: At) -> SchoolCase:
    problem = build_problem(school)
    return SchoolCase(Path("school.xlsx"), school, problem, timetable(problem, meets))


def plan(school: School, *meets: At, day: date = MONDAY, **away: list[str]) -> DayPlan:
    found = plan_of(case_of(school, *meets), day, **away)  # type: ignore[arg-type]
    assert found.proved and not found.worse.get("H01")
    return found


def kinds(found: DayPlan) -> list[str]:
    return [one.kind for one in found.decisions]


WIS_A = lesson("WA", "ANN", of="3A")
WIS_B = lesson("WB", "BEN", of="3B")
FRA_A = lesson("FA", "CAS", of="3A", subject="FRA")
LO_A = lesson("LA", "DIR", of="3A", subject="LO")


# -- who is taken --


def test_a_free_colleague_of_the_subject_teaches_the_lesson() -> None:
    found = plan(school_of(WIS_A, WIS_B), At("WA", 0, 2), At("WB", 0, 1), absent=["ANN"])
    assert kinds(found) == ["substitute"] and found.decisions[0].teachers == ("BEN",)
    assert [(row.became, row.teachers, row.period) for row in found.own_rows] == [(Became.REPLACED, ("BEN",), 2)]


def test_who_teaches_at_that_moment_is_not_taken() -> None:
    found = plan(school_of(WIS_A, WIS_B), At("WA", 0, 2), At("WB", 0, 2), absent=["ANN"])
    assert "BEN" not in found.decisions[0].teachers


def test_who_cannot_be_there_by_his_availability_is_not_taken() -> None:
    school = school_of(WIS_A, WIS_B, availability=(Availability("teacher", "BEN", day=0, period=2),))
    assert "BEN" not in plan(school, At("WA", 0, 2), At("WB", 0, 1), absent=["ANN"]).decisions[0].teachers


def test_of_two_equal_colleagues_the_one_with_fewer_extra_periods_this_year_is_taken() -> None:
    teachers = (*school_of().teachers, Teacher("EVA"))
    other = lesson("WC", "EVA", of="3B")
    history = RealisedRow(date(2026, 11, 23), "WA", Became.REPLACED, 2, 1, None, ("BEN",))
    school = school_of(WIS_A, WIS_B, other, teachers=teachers)
    meets = (At("WA", 0, 2), At("WB", 0, 1), At("WC", 0, 3))
    before = plan(replace(school, realised=(history,)), *meets, absent=["ANN"])
    assert before.decisions[0].teachers == ("EVA",)
    after = plan(replace(school, realised=(replace(history, teachers=("EVA",)),)), *meets, absent=["ANN"])
    assert after.decisions[0].teachers == ("BEN",)


def test_nobody_is_in_two_places_where_two_lessons_are_lost_at_once() -> None:
    third = lesson("WC", "ANN", of="3B")
    school = school_of(WIS_A, third, lesson("WD", "BEN", of="3A"))
    meets = (At("WA", 0, 2), At("WC", 0, 2, part=1), At("WD", 0, 1))
    found = plan(school, *meets, absent=["ANN"])
    taken = [who for one in found.decisions for who in one.teachers]
    assert len(taken) == len(set(taken)) and len(found.decisions) == 2


def test_a_maximum_a_day_holds_for_who_stands_in() -> None:
    teachers = tuple(replace(one, max_per_day=1) if one.code == "BEN" else one for one in school_of().teachers)
    found = plan(school_of(WIS_A, WIS_B, teachers=teachers), At("WA", 0, 2), At("WB", 0, 1), absent=["ANN"])
    assert "BEN" not in found.decisions[0].teachers


def test_a_block_is_better_taught_by_one_person() -> None:
    teachers = (*school_of().teachers, Teacher("EVA"))
    double = lesson("WA", "ANN", 2, of="3A", blocks=None)
    double = replace(double, blocks=Blocks((2,)))
    school = school_of(double, WIS_B, lesson("WC", "EVA", of="3B"), teachers=teachers)
    found = plan(school, At("WA", 0, 2, duration=2), At("WB", 0, 1), At("WC", 0, 4), absent=["ANN"])
    assert len(found.decisions[0].teachers) == 1 and len(found.own_rows) == 1


def test_a_lesson_of_two_teachers_goes_on_with_the_one_who_is_there() -> None:
    found = plan(school_of(lesson("WA", "ANN, BEN", of="3A")), At("WA", 0, 2), absent=["ANN"])
    assert kinds(found) == ["alone"] and found.decisions[0].teachers == ("BEN",)


# -- rooms, campuses, parts of the day --


def test_only_the_periods_that_are_lost_change() -> None:
    blocks = {"blocks": Blocks((2,))}
    school = school_of(lesson("WA", "ANN", 2, of="3A", **blocks), WIS_B)
    found = plan(school, At("WA", 0, 2, duration=2), At("WB", 0, 5), absent=["ANN:3"])
    (row,) = found.own_rows
    assert (row.period, row.duration) == (3, 1)


@pytest.mark.parametrize(("part", "lost"), [("vm", 1), ("am", 1), ("nm", 0), ("1-2", 1), ("3", 0), ("2", 1)])
def test_a_part_of_the_day_is_a_half_day_or_some_periods(part: str, lost: int) -> None:
    found = plan(school_of(WIS_A, WIS_B), At("WA", 0, 2), At("WB", 0, 5), absent=[f"ANN:{part}"])
    assert len(found.decisions) == lost


def test_a_closed_room_moves_the_lesson_to_another_that_is_large_enough() -> None:
    rooms = (Room("R1", seats=20), Room("R2", seats=19), Room("R3", seats=25))
    school = school_of(WIS_A, rooms=rooms)
    found = plan(school, At("WA", 0, 2, holds=("room=R1",)), closed=["R1"])
    assert kinds(found) == ["room"] and found.decisions[0].room == "R3"


def test_a_school_that_is_closed_sends_nobody_to_a_room() -> None:
    rooms = (Room("R1", seats=20), Room("R3", seats=25))
    found = plan(school_of(WIS_A, FRA_A, rooms=rooms), At("WA", 0, 1), At("FA", 0, 2), closed=["school"])
    assert set(kinds(found)) <= {"synchronous", "asynchronous", "early"}
    assert "synchronous" in kinds(found), "ANN may teach from home"
    assert not found.worse, "and needs no quiet room there"


def test_all_teachers_but_some_may_be_away() -> None:
    found = plan(school_of(WIS_A, WIS_B), At("WA", 0, 2), At("WB", 0, 1), absent=["alle"], present=["BEN"])
    assert [one.lost.lesson.id for one in found.decisions] == ["WA"]


def test_a_teacher_of_a_class_that_is_away_is_free_and_does_not_count_as_extra() -> None:
    found = plan(school_of(WIS_A, WIS_B), At("WA", 0, 2), At("WB", 0, 2), absent=["ANN"], away=["3B"])
    assert found.decisions[0].teachers == ("BEN",)
    assert {row.lesson: row.became for row in found.own_rows} == {"WB": Became.CANCELLED, "WA": Became.REPLACED}


# -- swaps, study, distance, home --


def test_a_swap_with_another_day_loses_no_lesson() -> None:
    school = school_of(WIS_A, FRA_A, teachers=tuple(one for one in school_of().teachers if one.code in ("ANN", "CAS")))
    found = plan(school, At("WA", 0, 2), At("FA", 2, 3), absent=["ANN"])
    assert kinds(found) == ["swap"]
    rows = {(row.day, row.lesson, row.became, row.period) for row in found.own_rows}
    wednesday = date(2026, 12, 2)
    assert rows == {
        (MONDAY, "WA", Became.CANCELLED, 2),
        (MONDAY, "FA", Became.EXTRA, 2),
        (wednesday, "FA", Became.CANCELLED, 3),
        (wednesday, "WA", Became.EXTRA, 3),
    }


def test_a_teacher_who_must_stay_at_home_teaches_online_where_the_class_can_be_at_home() -> None:
    found = plan(school_of(WIS_A), At("WA", 0, 2), home=["ANN"])
    assert kinds(found) == ["synchronous"] and found.own_rows[0].mode is Mode.SYNCHRONOUS


def test_a_class_does_not_go_home_between_two_lessons_at_school() -> None:
    meets = (At("FA", 0, 1), At("WA", 0, 2), At("LA", 0, 3))
    found = plan(school_of(WIS_A, FRA_A, LO_A), *meets, home=["ANN"])
    assert "synchronous" not in kinds(found)
    reasons = {one.kind: one.reason for one in found.others[found.decisions[0].lost.key]}
    assert reasons["synchronous"] == "between_lessons"


def test_an_asynchronous_lesson_without_its_teacher_needs_nobody() -> None:
    school = school_of(replace(WIS_A, presence=Presence.NONE), teachers=(school_of().teachers[0],))
    found = plan(school, At("WA", 0, 2), absent=["ANN"])
    assert kinds(found) == ["asynchronous"] and found.own_rows[0].mode is Mode.ASYNCHRONOUS
    planned = plan(school, At("WA", 0, 2, option="asynchronous"), absent=["ANN"])
    assert not planned.decisions, "planned so, it is not lost either"


def test_no_more_distance_than_the_year_has_left() -> None:
    classes = tuple(replace(one, distance_max_pct=Fraction(0)) for one in school_of().classes)
    found = plan(school_of(WIS_A, classes=classes), At("WA", 0, 2), home=["ANN"])
    assert "synchronous" not in kinds(found)


def test_pupils_without_a_teacher_in_the_middle_of_the_day_get_a_supervisor() -> None:
    staff = (Room("OLC", seats=30, onsite=True), Room("R1", seats=30))
    school = school_of(
        FRA_A, LO_A, WIS_A,
        rooms=staff,
        supervision=(Supervision("OLC", "opvoeder"),),
        teachers=tuple(one for one in school_of().teachers if one.code != "BEN"),
        subjects=(Subject("WIS"), Subject("FRA"), Subject("LO")),
        availability=(Availability("teacher", "CAS", day=0, period=2), Availability("teacher", "DIR", day=0, period=2)),
    )  # fmt: skip
    hold = {"holds": ("room=R1",)}
    found = plan(school, At("FA", 0, 1, **hold), At("WA", 0, 2, **hold), At("LA", 0, 3, **hold), absent=["ANN"])  # type: ignore[arg-type]
    assert kinds(found) in (["study"], ["study_open"])


def test_the_last_lesson_of_the_day_may_be_left_out_but_not_one_in_the_middle() -> None:
    alone = school_of(WIS_A, FRA_A, LO_A, teachers=(Teacher("ANN"), Teacher("CAS"), Teacher("DIR")))
    alone = replace(
        alone,
        availability=tuple(Availability("teacher", code, day=0, period=3) for code in ("CAS", "DIR")),
        subjects=(Subject("WIS"), Subject("FRA"), Subject("LO")),
    )
    found = plan(alone, At("FA", 0, 1), At("LA", 0, 2), At("WA", 0, 3), absent=["ANN"])
    assert kinds(found) == ["early"] and found.decisions[0].way.name == "early:end"


# -- dates and names --


def test_a_class_on_internship_loses_nothing_and_its_teacher_is_free() -> None:
    calendar = (
        CalendarEntry(date(2026, 11, 30), WeekKind.TEACHING, last=date(2026, 12, 6)),
        CalendarEntry(date(2026, 11, 30), WeekKind.INTERNSHIP, "3B", last=date(2026, 12, 6)),
    )
    school = school_of(WIS_A, WIS_B, calendar=calendar)
    found = plan(school, At("WA", 0, 2), At("WB", 0, 2), absent=["ANN"])
    assert found.decisions[0].teachers == ("BEN",)
    assert not plan(school, At("WA", 0, 2), At("WB", 0, 2), absent=["BEN"]).decisions


def test_the_week_of_the_cycle_follows_the_calendar() -> None:
    settings_ = Settings(cycle_weeks=2, first_school_day=date(2026, 11, 23), last_school_day=date(2027, 6, 30))
    school = school_of(replace(WIS_A, week="B"), settings=settings_)
    assert not plan(school, At("WA", 0, 2, week=1), day=date(2026, 11, 23), absent=["ANN"]).decisions
    assert len(plan(school, At("WA", 0, 2, week=1), day=MONDAY, absent=["ANN"]).decisions) == 1


@pytest.mark.parametrize("day", [date(2026, 11, 29), date(2026, 12, 1)])
def test_a_day_without_school_names_the_next_one(day: date) -> None:
    calendar = (
        CalendarEntry(date(2026, 11, 30), WeekKind.TEACHING, last=date(2026, 12, 6)),
        CalendarEntry(date(2026, 12, 1), WeekKind.FREE, last=date(2026, 12, 1)),
    )
    with pytest.raises(NoSchoolDay) as wrong:
        plan(school_of(WIS_A, calendar=calendar), At("WA", 0, 2), day=day, absent=["ANN"])
    assert wrong.value.following == (MONDAY if day < MONDAY else date(2026, 12, 2))


@pytest.mark.parametrize("away", [{"absent": ["ANA"]}, {"closed": ["Z9"]}, {"away": ["9Z"]}, {"absent": ["ANN:avond"]}])
def test_names_that_do_not_exist_are_refused(away: dict[str, list[str]]) -> None:
    with pytest.raises(Unknown):
        plan(school_of(WIS_A), At("WA", 0, 2), **away)


def test_a_teacher_may_be_called_by_his_name() -> None:
    teachers = tuple(replace(one, name="An Aerts") if one.code == "ANN" else one for one in school_of().teachers)
    found = plan(school_of(WIS_A, WIS_B, teachers=teachers), At("WA", 0, 2), At("WB", 0, 1), absent=["an aerts:1-3"])
    assert [one.lost.lesson.id for one in found.decisions] == ["WA"]


# -- what is written down --


def test_a_second_absence_on_the_same_day_knows_what_was_decided_before() -> None:
    school = school_of(WIS_A, WIS_B, lesson("WC", "EVA", of="3B"), teachers=(*school_of().teachers, Teacher("EVA")))
    meets = (At("WA", 0, 2), At("WB", 0, 1), At("WC", 0, 4))
    first = plan(school, *meets, absent=["ANN"])
    (stand_in,) = first.decisions[0].teachers
    second = plan(replace(school, realised=first.rows), *meets, absent=[stand_in])
    again = {one.lost.lesson.id: one for one in second.decisions}
    assert "WA" in again and not {"ANN", stand_in} & set(again["WA"].teachers)
    keys = [(row.day, row.lesson, row.period) for row in second.rows]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("periods", "away"),
    [
        ((2,), True),  # nothing of hers is left
        ((2, 4), True),  # both are taught by others
        ((2, 6), False),  # she is there in the afternoon, and who replaced her in the morning says nothing of it
    ],
)
def test_who_was_absent_by_the_record_is_not_taken_later_that_day(periods: tuple[int, ...], away: bool) -> None:
    """Whether ANN can stand in in the fifth period, where another has her lessons of the morning."""
    school = school_of(lesson("WA", "ANN", len(periods), of="3A"), WIS_B)
    meets = (*(At("WA", 0, period, part) for part, period in enumerate(periods, start=1)), At("WB", 0, 1))
    rows = [RealisedRow(MONDAY, "WA", Became.REPLACED, one, 1, teachers=("BEN",)) for one in periods if one < 5]
    scene = plan(replace(school, realised=tuple(rows)), *meets, absent=["CAS"]).made.scene
    fifth = next(time.index for time in scene.problem.times.times if (time.day, time.period) == (0, 5))
    assert People(scene).can("ANN", (fifth,), None) != away
    assert not People(scene).can("ANN", (fifth - 3,), None), "another has her lesson then"


def test_whose_lesson_was_swapped_away_that_morning_is_not_taken_either() -> None:
    school = school_of(WIS_A, lesson("FA", "CAS", 2, of="3A", subject="FRA"), LO_A)
    meets = (At("FA", 0, 1), At("WA", 0, 2), At("LA", 0, 3), At("FA", 2, 3, 2))
    first = plan(school, *meets, absent=["ANN"])
    assert kinds(first) == ["swap"]
    scene = plan(replace(school, realised=first.rows), *meets, absent=["DIR"]).made.scene
    times = [time.index for time in scene.problem.times.times if time.day == 0]
    assert not any(People(scene).can("ANN", (time,), None) for time in times)


def test_what_the_rows_say_is_what_was_decided() -> None:
    school = school_of(WIS_A, WIS_B)
    found = plan(school, At("WA", 0, 2), At("WB", 0, 1), absent=["ANN"])
    case = case_of(replace(school, realised=found.rows), At("WA", 0, 2), At("WB", 0, 1))
    context = case.problem.source
    book = DayBook(context, case.problem, case.timetable, MONDAY)  # type: ignore[arg-type]
    (replaced,) = [one for one in book.day(MONDAY).happenings if one.lesson.id == "WA"]
    assert replaced.teachers == ("teacher:BEN",) and replaced.became is Became.REPLACED


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5000), st.data())
def test_no_day_ever_books_anybody_twice(seed: int, data: st.DataObject) -> None:
    """Against the judge, on random schools with campuses, grids, weeks and greedy timetables."""
    school = random_school(seed)
    problem = build_problem(school)
    case = SchoolCase(Path("school.xlsx"), school, problem, greedy(problem, seed))
    parts = st.sampled_from(["", ":1-2", ":3", ":vm"])
    names = [one.code for one in school.teachers]
    people = data.draw(st.lists(st.tuples(st.sampled_from(names), parts).map("".join), max_size=4))
    rooms = [one.code for one in school.rooms]
    closed = data.draw(st.lists(st.sampled_from(rooms), max_size=2)) if rooms else []
    day = MONDAY + timedelta(data.draw(st.integers(0, 4)))
    found = plan_of(case, day, absent=people, closed=closed)
    assert found.proved
    assert not found.worse.get("H01") and not found.worse.get("H09") and not found.worse.get("H14")
    assert not found.worse.get("H08") or found.short, "pupils without a seat are told"
    gone = found.made.scene.away.absent
    for one in found.decisions:
        if one.kind == "synchronous" and rooms:  # where the teacher is then is read back from the record
            places = {now.option.teacher_place for now in found.picture.happenings if now.key == one.lost.key}
            assert places == {one.option.teacher_place}
        for time, who in one.people:
            assert gone.get(f"teacher:{who}", frozenset()).isdisjoint(problem.times[time].ticks)


def test_seats_of_pupils_in_two_groups_are_counted_once_and_those_without_are_told() -> None:
    """Both halves of 3A work asynchronously; two pupils of 3A ask for a seat, nobody knows in which half."""
    halves = tuple(ClassGroup(f"3A-{half}", "3A", "half", 10) for half in "12")
    away = {"modes": frozenset({Mode.ASYNCHRONOUS}), "distance_min": Fraction(1)}
    school = school_of(
        lesson("W1", "ANN", of="3A-1", **away),
        lesson("W2", "BEN", of="3A-2", **away),
        FRA_A,
        groups=halves,
        classes=(SchoolClass("3A", stage="3", pupils=20, distance_ok=True, onsite_requests=2),),
        rooms=(Room("OLC", seats=12, onsite=True), Room("R1", seats=25)),
        supervision=(Supervision("OLC", "secretariaat"),),
    )
    meets = [At(code, 0, 2, option="asynchronous") for code in ("W1", "W2")]
    found = plan(school, *meets, At("FA", 0, 4), absent=["CAS"])
    (tick,) = found.picture.happenings[0].ticks
    (pool,) = [one.id for one in found.made.scene.problem.resources if one.use is PoolUse.SEATS]
    assert found.made.scene.limit(pool, tick) == -2
    assert [one.room for one in found.openings] == ["OLC"] and not found.short
    assert plan(replace(school, supervision=(Supervision("OLC", "BEN"),)), *meets, At("FA", 0, 4), absent=["CAS"]).short


# -- mixed lessons, rotation and terms --


def turning(*rows: RealisedRow, **changes: object) -> tuple[School, tuple[At, ...]]:
    """3A in halves that take turns in maths: each is online for two of its four lessons, one a day."""
    one = SchoolClass("3A", stage="2", pupils=20, distance_ok=True, onsite_requests=0, segments=2)
    maths = lesson("W", "ANN", 4, modes=frozenset({Mode.CONTACT}), mixed=True)
    school = school_of(
        maths, WIS_B, LO_A, classes=(one, SchoolClass("3B", stage="2", pupils=20)), realised=rows, **changes
    )
    away = [f"mixed synchronous/3A s{1 + number % 2}" for number in range(4)]
    meets = [At("W", day, 1, part=day + 1, option=option) for day, option in enumerate(away)]
    return school, (*meets, At("WB", 0, 3), At("LA", 0, 2))


def on(school: School, meets: tuple[At, ...], day: date) -> dict[str, Happening]:
    case = case_of(school, *meets)
    book = DayBook(case.problem.source, case.problem, case.timetable, day)  # type: ignore[arg-type]
    return {one.lesson.id: one for one in book.day(day).happenings}


def test_a_mixed_lesson_that_took_place_in_contact_had_nobody_online() -> None:
    for row, online in (
        (RealisedRow(MONDAY, "W", Became.PLANNED, mode=Mode.CONTACT), False),
        (RealisedRow(MONDAY, "W", Became.PLANNED), True),
        (RealisedRow(MONDAY, "W", Became.REPLACED, mode=Mode.CONTACT, teachers=("BEN",), mixed=True), True),
        (RealisedRow(MONDAY, "W", Became.STUDY), False),
    ):
        school, meets = turning(row)
        assert bool(on(school, meets, MONDAY)["W"].option.online) is online


def test_a_stand_in_teaches_a_mixed_lesson_as_mixed_and_its_row_says_so() -> None:
    school, meets = turning()
    found = plan(school, *meets, absent=["ANN"])
    assert kinds(found) == ["substitute"] and not found.worse
    (row,) = found.own_rows
    assert (row.became, row.mixed, row.mode) == (Became.REPLACED, True, Mode.CONTACT)
    again = on(replace(school, realised=found.rows), meets, MONDAY)["W"]
    assert again.option.online and again.teachers == ("teacher:BEN",)


def test_a_mixed_lesson_is_never_swapped_with_one_at_school() -> None:
    school, meets = turning()
    found = plan(school, *meets, absent=["ANN", "BEN", "CAS"])
    assert "swap" not in kinds(found)
    assert not any(other.kind == "swap" and not other.reason for others in found.others.values() for other in others)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_day_of_a_rotating_class_in_any_term_books_anybody_twice(data: st.DataObject) -> None:
    """Mixed lessons in two terms whose segments take other turns: nobody is in two places, before and after."""
    school, meets = turning()
    calendar = (
        CalendarEntry(MONDAY, WeekKind.TEACHING, last=MONDAY + timedelta(days=25)),
        CalendarEntry(MONDAY, WeekKind.TERM, last=MONDAY + timedelta(days=13), term="one"),
    )
    rules = (RuleRow("S03", level=Level.OFF, term="one"),)
    whole = replace(school, calendar=calendar, rules=(*school.rules, *rules))
    problem = build_problem(school)
    first = rows_of(problem, timetable(problem, meets))
    later = data.draw(st.permutations(range(4)))
    moved = [replace(at, period=1 + later[at.part - 1]) if at.lesson == "W" else at for at in meets]
    moved = [replace(at, period=5) if at.lesson != "W" else at for at in moved]
    second = rows_of(problem, timetable(problem, [replace(at, day=at.day if at.lesson == "W" else 4) for at in moved]))
    rows = [*(replace(row, term="one") for row in first), *(replace(row, term="other weeks") for row in second)]
    day = MONDAY + timedelta(weeks=data.draw(st.integers(0, 3)), days=data.draw(st.integers(0, 4)))
    found = case_in_term(Path("s.xlsx"), Reading(replace(whole, roster=tuple(rows))), term=day)
    assert not found.row_faults and found.timetable is not None
    away = data.draw(st.lists(st.sampled_from(("ANN", "BEN", "CAS", "DIR", "ANN:1-2")), max_size=3, unique=True))
    made = plan_of(found, day, absent=away)
    assert made.proved and not made.worse.get("H01") and not made.worse.get("H09")
    term = "one" if day < MONDAY + timedelta(weeks=2) else "other weeks"
    due = {row.lesson for row in rows if row.term == term and row.day == day.weekday()}
    assert {one.lesson.id for one in made.made.scene.day.happenings} == due
    busy: set[tuple[str, int]] = set()
    for one in made.picture.happenings:
        for who in {*one.teachers, *one.paths}:
            assert busy.isdisjoint((who, tick) for tick in one.ticks)
            busy |= {(who, tick) for tick in one.ticks}
