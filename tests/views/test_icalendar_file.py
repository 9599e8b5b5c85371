"""Calendars: when events happen, worked out from the file as another program would read it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Placement, Timetable
from scheduler.school.building import build_problem
from scheduler.school.records import CalendarEntry, Meeting, School, Supervision, WeekKind
from scheduler.views.agenda import make_agendas
from scheduler.views.icalendar_file import Years, calendar_of
from scheduler.views.phrases import Phrases
from tests.school.schools import blended_school

STAMP = datetime(2026, 8, 20, 10, 0, tzinfo=UTC)
FIRST = date(2026, 10, 5)


def calendar_weeks(kinds: str) -> tuple[CalendarEntry, ...]:
    names = {"t": WeekKind.TEACHING, "h": WeekKind.HOLIDAY, "e": WeekKind.EXAMS}
    return tuple(CalendarEntry(FIRST + timedelta(weeks=n), names[kind]) for n, kind in enumerate(kinds))


def start_at(case: Problem, day: int, period: int, week: int = 0) -> int:
    return next(t.index for t in case.times.times if (t.week, t.day, t.period) == (week, day, period))


def events(school: School, code: str = "5A", language: str = "nl", **where: int | str) -> tuple[list, Problem]:  # type: ignore[type-arg]
    """The events of a timetable with one meet of maths (`lesson` W, part 1) or of another lesson."""
    case = build_problem(school)
    lesson = str(where.get("lesson", "W"))
    part = case.lesson[lesson].parts[int(where.get("part", 1)) - 1]
    start = start_at(case, int(where.get("day", 0)), int(where.get("period", 1)), int(where.get("week", 0)))
    option = str(where.get("option", "contact"))
    choices = (("room", "room:101"),) if option == "contact" and lesson == "W" else ()
    placed = Timetable((Placement(lesson, part.number, part.shortest, start, option, choices),))
    return read(case, placed, code, language), case


def read(case: Problem, placed: Timetable, code: str, language: str = "nl") -> list:  # type: ignore[type-arg]
    agenda = next(agenda for agenda in make_agendas(case, placed).all if agenda.code == code)
    content = calendar_of(case, agenda, Phrases(case, language), Years(case), STAMP)
    return list(Calendar.from_ical(content).walk("VEVENT"))


def happens(event) -> list[datetime]:  # type: ignore[no-untyped-def]
    """Every start, by the event's own rule, exceptions and extra dates."""
    start = event["dtstart"].dt
    starts = {start}
    if "rrule" in event:
        rule = event["rrule"]
        step, until = timedelta(weeks=rule["interval"][0]), rule["until"][0]
        following = start
        while (following := following + step).astimezone(UTC) <= until:
            starts.add(following)
    starts |= {one.dt for one in event["rdate"].dts} if "rdate" in event else set()
    starts -= {one.dt for one in event["exdate"].dts} if "exdate" in event else set()
    return sorted(starts)


def week_numbers(event) -> list[int]:  # type: ignore[no-untyped-def]
    return [(start.date() - FIRST).days // 7 for start in happens(event)]


def test_a_weekly_lesson_skips_holidays_and_exams() -> None:
    found, _ = events(blended_school(calendar=calendar_weeks("tththettt")))
    assert len(found) == 1
    assert week_numbers(found[0]) == [0, 1, 3, 6, 7, 8]
    assert found[0]["rrule"]["interval"] == [1]


def test_the_clock_stands_still_when_summer_time_ends() -> None:
    found, _ = events(blended_school(calendar=calendar_weeks("ttttt")))
    starts = happens(found[0])
    assert {(start.hour, start.minute) for start in starts} == {(8, 25)}
    assert {str(start.tzinfo) for start in starts} == {"Europe/Brussels"}
    assert {start.utcoffset() for start in starts} == {timedelta(hours=2), timedelta(hours=1)}


def test_the_rule_ends_in_utc_at_the_last_lesson() -> None:
    found, _ = events(blended_school(calendar=calendar_weeks("ttttt")))
    assert found[0]["rrule"]["until"] == [datetime(2026, 11, 2, 7, 25, tzinfo=UTC)]


def test_a_fortnightly_lesson_recurs_every_two_weeks() -> None:
    found, _ = events(blended_school(calendar=calendar_weeks("tttttt")), lesson="L2", part=3, week=1, code="5A")
    assert week_numbers(found[0]) == [1, 3, 5]
    assert found[0]["rrule"]["interval"] == [2]


def test_a_holiday_that_shifts_the_alternation_gives_explicit_dates() -> None:
    found, _ = events(blended_school(calendar=calendar_weeks("tthtttt")), lesson="L2", part=3, week=0)
    assert week_numbers(found[0]) == [0, 3, 5]
    assert "rrule" not in found[0]


def test_an_internship_empties_the_weeks_of_its_class_only() -> None:
    away = CalendarEntry(FIRST + timedelta(weeks=1), WeekKind.INTERNSHIP, "5A")
    calendar = (*calendar_weeks("tttt"), away)
    school = blended_school(calendar=calendar, meetings=(Meeting("W", ("JANS", "PEET")),))
    found, case = events(school)
    assert week_numbers(found[0]) == [0, 2, 3]
    start = start_at(case, 3, 2)
    meeting = next(lesson for lesson in case.lessons if lesson.id.startswith("overleg"))
    both = Timetable(
        (
            Placement("W", 1, 1, start_at(case, 0, 1), "contact", (("room", "room:101"),)),
            Placement(meeting.id, 1, 1, start, meeting.options[0].id),
        )
    )
    of_teacher = read(case, both, "JANS")
    assert [week_numbers(event) for event in of_teacher] == [[0, 2, 3], [0, 1, 2, 3]]
    assert [str(event["categories"].cats[0]) for event in of_teacher] == ["CONTACT", "OVERLEG"]


def test_no_lesson_is_in_july_or_august() -> None:
    calendar = (CalendarEntry(date(2026, 8, 31)), CalendarEntry(date(2026, 9, 7)))
    monday, _ = events(blended_school(calendar=calendar), day=0)
    tuesday, _ = events(blended_school(calendar=calendar), day=1)
    assert [start.date() for start in happens(monday[0])] == [date(2026, 9, 7)]
    assert [start.date() for start in happens(tuesday[0])] == [date(2026, 9, 1), date(2026, 9, 8)]


@pytest.mark.parametrize(
    ("option", "category", "summary", "location"),
    [
        ("contact", "CONTACT", "WIS", "101"),
        ("synchronous/home", "AFSTAND-SYNC", "WIS [AS]", "Afstand – thuis"),
        ("asynchronous", "AFSTAND-ASYNC", "WIS [AA]", "Afstand – thuis"),
    ],
)
def test_the_mode_is_in_the_category_the_summary_and_the_location(
    option: str, category: str, summary: str, location: str
) -> None:
    found, _ = events(blended_school(calendar=calendar_weeks("tt")), option=option)
    event = found[0]
    assert [str(name) for name in event["categories"].cats] == [category]
    assert (str(event["summary"]), str(event["location"])) == (summary, location)


def test_pupils_may_follow_in_an_opened_room() -> None:
    school = blended_school(calendar=calendar_weeks("tt"), supervision=(Supervision("OLC", "OPV"),))
    case = build_problem(school)
    start = start_at(case, 0, 1)
    opening = next(lesson for lesson in case.lessons if lesson.optional and lesson.parts[0].starts == (start,))
    placed = Timetable(
        (
            Placement("W", 1, 1, start, "synchronous/home"),
            Placement(opening.id, 1, 1, start, "contact"),
        )
    )
    assert str(read(case, placed, "5A", "en")[0]["location"]) == "Distance – home or OLC"


def test_identifiers_stay_and_differ_between_agendas_and_meets() -> None:
    school = blended_school(calendar=calendar_weeks("tttt"))
    first, _ = events(school, day=0)
    moved, _ = events(school, day=3, period=2)
    assert first[0]["uid"] == moved[0]["uid"]
    teacher, _ = events(school, code="JANS")
    other, _ = events(school, part=2)
    assert len({str(event["uid"]) for event in (first[0], teacher[0], other[0])}) == 3


def test_a_file_depends_on_nothing_but_the_timetable_and_its_stamp() -> None:
    case = build_problem(blended_school(calendar=calendar_weeks("tttt")))
    placed = Timetable((Placement("W", 1, 1, 0, "contact", (("room", "room:101"),)),))
    agenda = make_agendas(case, placed).classes[0]
    one, two = (calendar_of(case, agenda, Phrases(case, "nl"), Years(case), STAMP) for _ in range(2))
    assert one == two
    assert b"BEGIN:VTIMEZONE" in one
    assert b"DTSTAMP:20260820T100000Z" in one
    assert all(len(line) <= 75 for line in one.split(b"\r\n"))


def test_every_time_of_a_block_is_inside_its_event() -> None:
    found, _ = events(blended_school(calendar=calendar_weeks("tt")), lesson="L1", day=1, period=1)
    assert found[0]["dtend"].dt - found[0]["dtstart"].dt == timedelta(minutes=100)


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=40, deadline=None)
def test_no_text_of_a_planner_makes_a_line_of_its_own(school: str, teacher: str) -> None:
    plain = blended_school()
    texts = (f"x{school}\rBEGIN:VEVENT\x85{school}", f"{teacher}\r\nX-OWN:1\u2028{teacher}")
    own = replace(
        plain,
        settings=replace(plain.settings, school=texts[0]),
        teachers=tuple(replace(one, name=texts[1]) for one in plain.teachers),
    )
    lines, expected = (_lines(one) for one in (own, plain))
    assert len(lines) == len(expected)
    assert all(re.match(r"[A-Z-]+[;:]", line) for line in lines)


def _lines(school: School) -> list[str]:
    """As the most lenient reader cuts them, folded lines joined."""
    case = build_problem(school)
    part = case.lesson["W"].parts[0]
    placement = Placement("W", part.number, part.shortest, start_at(case, 0, 1), "contact", (("room", "room:101"),))
    agenda = next(one for one in make_agendas(case, Timetable((placement,))).all if one.code == "5A")
    content = calendar_of(case, agenda, Phrases(case, "nl"), Years(case), STAMP)
    assert b"SUMMARY" in content
    return content.replace(b"\r\n ", b"").decode("utf-8").splitlines()
